//! What the `feed` field of a Page's webhook tells. In: a push, already believed. Out: hints, each a reason to look.
//! Comments, reactions and visitors' new posts give none; words and names in the push are not read.

use super::super::contract::{Hint, HintVerb};
use super::super::graph::node::Node;
use super::super::graph::reading::{Reading, Skip, Why};
use super::whose::writer;
use crate::domain::item::NativeId;

/// What a Page itself publishes.
const OWN: &[&str] =
    &["post", "status", "photo", "video", "share", "album", "event", "note", "link", "reel", "story", "live_video"];

/// Changes read from one push; the platform sends at most a thousand.
const MAX_CHANGES: usize = 2000;

/// Reads a push.
#[must_use]
pub fn read(body: Node<'_>, account: Option<&str>) -> Reading {
    let mut reading = Reading::default();
    if body.text("object") != Some("page") {
        return reading;
    }
    let numeric = account.filter(|account| account.bytes().all(|byte| byte.is_ascii_digit()));
    for entry in body.list("entry") {
        let page = entry.id("id").unwrap_or_default();
        let others = numeric.is_some_and(|account| account != page);
        for change in entry.list("changes").into_iter().take(MAX_CHANGES) {
            match change.get("value") {
                Some(value) if change.text("field") == Some("feed") && !others => match hint(value, &page) {
                    Ok(hint) => reading.hint(hint),
                    Err(skip) => reading.skipped.push(skip),
                },
                _ => reading.skipped.push(Skip::new(None, Why::NoPost, "a change of something else")),
            }
        }
    }
    reading
}

fn hint(value: Node<'_>, page: &str) -> Result<Hint, Skip> {
    let id = native_id(value, page);
    let no = |why, reason| Skip::new(id.clone(), why, reason);
    let item = value.text("item").unwrap_or_default();
    if !OWN.contains(&item) {
        return Err(no(Why::NoPost, "a comment, a reaction, or something unknown"));
    }
    let verb = match value.text("verb") {
        Some("add") => HintVerb::Create,
        Some("edit" | "edited" | "update" | "hide" | "unhide") => HintVerb::Update,
        Some("remove" | "delete") => HintVerb::Delete,
        _ => return Err(no(Why::NoPost, "an unknown verb")),
    };
    let sender = writer(value, "from").or_else(|| value.id("sender_id"));
    if verb == HintVerb::Create && sender.is_some_and(|sender| sender != page) {
        return Err(no(Why::NotOurs, "a visitor's post"));
    }
    if value.flag("published") == Some(false) && verb == HintVerb::Create {
        return Err(no(Why::NotPublic, "not published"));
    }
    match &id {
        Some(id) => Ok(Hint { native_id: NativeId(id.clone()), verb }),
        None => Err(no(Why::NoPost, "no id")),
    }
}

/// The id under which the listing has it.
fn native_id(value: Node<'_>, page: &str) -> Option<String> {
    let of_page = |id: String| if id.contains('_') { id } else { format!("{page}_{id}") };
    value.id("post_id").map(of_page).or_else(|| value.id("event_id")).or_else(|| {
        let part = ["album_id", "photo_id", "video_id", "share_id"].into_iter().find_map(|key| value.id(key));
        part.map(of_page)
    })
}
