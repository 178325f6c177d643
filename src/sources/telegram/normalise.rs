//! Telegram's updates become items. In: the answer of `getUpdates`, one update as a webhook brings it, or a bare
//! message. Out: [`Parsed`]: posts of the channel and their edits; private chats, groups, reactions and service messages
//! are nobody's post. Pure. Called by `TelegramConnector` and `poll`.
//!
//! **Identity**: `chat/message`, for albums `chat/album`, whose parts arrive as messages of their own and are joined
//! here. **`content_hash`**: `item_hash` under `telegram/1`.

use serde_json::Value;

use super::super::contract::{NormaliseCx, Parsed};
use super::super::failure::SourceError;
use super::super::json_value::{has_object, id, list, parse, text};
use super::super::sorting::{not_ours, sort};
use super::{error_read, message_read};

/// Updates of one answer that are read; the platform sends at most 100.
const MAX_UPDATES: usize = 500;

/// Reads one answer.
///
/// # Errors
/// The platform's own error, or bytes that are no JSON.
pub fn normalise(raw: &[u8], cx: &NormaliseCx) -> Result<Parsed, SourceError> {
    let value = parse(raw)?;
    if let Some(error) = error_read::error_of(&value, cx.now) {
        return Err(error);
    }
    let updates = match value.get("result") {
        Some(Value::Array(updates)) => updates.iter().take(MAX_UPDATES).cloned().collect(),
        Some(result) => vec![result.clone()],
        None => vec![value],
    };
    Ok(read(&updates, cx))
}

/// Reads updates or bare messages, in their order.
#[must_use]
pub fn read(updates: &[Value], cx: &NormaliseCx) -> Parsed {
    let mut aside = Vec::new();
    let mut posts: Vec<Vec<&Value>> = Vec::new();
    for update in updates {
        match message_of(update, cx) {
            Ok(message) => gather(message, &mut posts),
            Err(refused) => aside.push(Err(refused)),
        }
    }
    let entries = posts.into_iter().map(|parts| message_read::read(&parts));
    sort(aside.into_iter().chain(entries).collect(), cx)
}

/// The message in an update. Only posts of a channel count, never what somebody wrote to the bot.
pub(super) fn message_of<'a>(
    update: &'a Value,
    cx: &NormaliseCx,
) -> Result<&'a Value, Box<super::super::contract::Quarantined>> {
    let message = if update.get("update_id").is_some() {
        let posts = ["channel_post", "edited_channel_post"];
        match posts.iter().find_map(|kind| update.get(*kind).filter(|post| post.is_object())) {
            Some(post) => post,
            None => return not_ours(None, "an update that is not a post of a channel"),
        }
    } else if has_object(update, "/chat") && update.get("message_id").is_some() {
        // A recorded message without its update says by itself where it stood.
        update
    } else {
        return not_ours(None, "this is not a message");
    };
    let chat = id(message, "/chat/id");
    let name = text(message, "/chat/username");
    let named = |account: &str| {
        chat.as_deref() == Some(account)
            || name.is_some_and(|name| name.eq_ignore_ascii_case(account.trim_start_matches('@')))
    };
    if cx.account.as_deref().is_some_and(|account| !named(account)) {
        return not_ours(None, "a message of another chat");
    }
    if update.get("update_id").is_some() && text(message, "/chat/type") != Some("channel") {
        return not_ours(None, "a message that is not in a channel");
    }
    Ok(message)
}

/// Parts of an album stand together; a part that came again (an edit) replaces the older one.
fn gather<'a>(message: &'a Value, posts: &mut Vec<Vec<&'a Value>>) {
    let name = message_read::name_of(message);
    let Some(known) =
        posts.iter_mut().find(|parts| parts.first().is_some_and(|part| message_read::name_of(part) == name))
    else {
        posts.push(vec![message]);
        return;
    };
    match known.iter_mut().find(|part| id(part, "/message_id") == id(message, "/message_id")) {
        Some(older) => *older = message,
        None => known.push(message),
    }
    known.sort_by_key(|part| super::super::json_value::number(part, "/message_id"));
}

/// The ids of updates in an answer, to acknowledge them.
#[must_use]
pub fn last_update(value: &Value) -> Option<i64> {
    list(value, "/result").iter().filter_map(|update| super::super::json_value::number(update, "/update_id")).max()
}
