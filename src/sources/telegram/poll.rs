//! One look at a bot's updates. In: the channel and what was remembered. Out: a [`Batch`] of new and edited posts. The
//! platform keeps no listing: what was acknowledged never comes again, so nothing is ever concluded from absence, and
//! updates are acknowledged only by the next look, after this one was stored. Called by `TelegramConnector`.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::contract::{Batch, Budget, Cursor, Cx, NormaliseCx, Parsed, Quarantined};
use super::super::failure::SourceError;
use super::super::json_value::{id, list, number, text};
use super::super::sorting::troubles;
use super::ask::Bot;
use super::{message_read, normalise};
use crate::domain::item::NativeId;
use crate::domain::source::{Aside, Cause};

/// Albums whose parts are remembered, so that a late or edited part finds the others.
const MAX_ALBUMS: usize = 30;

/// What of a message is remembered: nothing that names a person.
const KEPT: &[&str] = &[
    "message_id",
    "media_group_id",
    "chat",
    "date",
    "edit_date",
    "caption",
    "caption_entities",
    "photo",
    "video",
    "animation",
    "audio",
    "document",
    "has_media_spoiler",
];

/// What is remembered between looks.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Memory {
    chat: String,
    /// The first update that was not seen yet.
    offset: Option<i64>,
    /// The oldest first.
    albums: Vec<Album>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Album {
    name: String,
    parts: Vec<Value>,
}

/// Looks once.
///
/// # Errors
/// When the updates cannot be read, or the bot was removed from the channel.
pub(super) async fn poll(cx: &Cx<'_>, cursor: Option<Cursor>, budget: &mut Budget) -> Result<Batch, SourceError> {
    let chat = chat_of(cx)?;
    let known = cursor.and_then(|cursor| serde_json::from_value::<Memory>(cursor.0).ok());
    let mut memory = known.filter(|memory| memory.chat == chat).unwrap_or_default();
    memory.chat.clone_from(&chat);
    let bot = Bot::of(cx)?;
    super::super::api_ask::spend(budget)?;
    let answer = bot.updates(memory.offset).await?;
    let updates = list(&answer, "/result").to_vec();
    // The next look asks from here on. Asking again in this one would acknowledge what is not stored yet.
    memory.offset = normalise::last_update(&answer).map(|last| last.saturating_add(1)).or(memory.offset);
    if was_removed(&updates, &chat) {
        return Err(SourceError::new(Cause::Forbidden, "the bot was removed from the channel"));
    }
    let parsed = read(updates, &mut memory, cx, chat);
    Ok(Batch {
        unchanged: parsed.items.is_empty() && parsed.quarantined.is_empty(),
        items: parsed.items,
        quarantined: parsed.quarantined,
        next: serde_json::to_value(&memory).ok().map(Cursor),
        ..Batch::default()
    })
}

/// The channel's id.
pub(super) fn chat_of(cx: &Cx<'_>) -> Result<String, SourceError> {
    let account = cx.source.account.clone();
    account.ok_or_else(|| SourceError::new(Cause::AddressUnreadable, "the source names no channel"))
}

/// Whether the last word on the bot's membership is that it has none.
fn was_removed(updates: &[Value], chat: &str) -> bool {
    let last = updates.iter().rfind(|update| id(update, "/my_chat_member/chat/id").as_deref() == Some(chat));
    last.and_then(|update| text(update, "/my_chat_member/new_chat_member/status"))
        .is_some_and(|status| matches!(status, "left" | "kicked"))
}

fn read(updates: Vec<Value>, memory: &mut Memory, cx: &Cx<'_>, chat: String) -> Parsed {
    let normalise_cx =
        NormaliseCx { zone: cx.zone.clone(), now: Some(cx.now), account: Some(chat), ..NormaliseCx::default() };
    let mut all: Vec<Value> = Vec::new();
    let mut lone: Vec<Quarantined> = Vec::new();
    for update in updates {
        let Ok(message) = normalise::message_of(&update, &normalise_cx) else { continue };
        if message.get("media_group_id").is_none() {
            all.push(update);
            continue;
        }
        let name = message_read::name_of(message);
        let known = memory.albums.iter().position(|album| album.name == name);
        if known.is_none() && update.get("edited_channel_post").is_some() {
            lone.push(Quarantined {
                native_id: Some(NativeId(name)),
                aside: Aside::Cut,
                reason: "an edit of an album whose other parts are not known any more".to_owned(),
                excerpt: String::new(),
            });
            continue;
        }
        // The whole album goes in again, its parts in the order of their arrival.
        let mut album = known.map(|at| memory.albums.remove(at)).unwrap_or_default();
        album.name = name;
        let part = kept(message);
        album.parts.retain(|known| number(known, "/message_id") != number(&part, "/message_id"));
        album.parts.push(part);
        all.extend(album.parts.iter().cloned());
        memory.albums.push(album);
    }
    let surplus = memory.albums.len().saturating_sub(MAX_ALBUMS);
    memory.albums.drain(..surplus);
    let mut parsed = normalise::read(&all, &normalise_cx);
    parsed.quarantined = troubles(parsed.quarantined);
    parsed.quarantined.extend(lone);
    parsed
}

fn kept(message: &Value) -> Value {
    let fields = message.as_object().into_iter().flatten();
    let fields =
        fields.filter(|(name, _)| KEPT.contains(&name.as_str())).map(|(name, field)| (name.clone(), field.clone()));
    Value::Object(fields.collect())
}
