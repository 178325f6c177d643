//! Frames of Jetstream, Bluesky's stream of changes, one JSON object per line. In: bytes that may be frames of either
//! version. Out: hints about posts of the account (create, update, delete); likes, reposts and follows are nobody's
//! post. A frame is a reason to look, never content (DESIGN D9). Called by `normalise`.

use serde_json::Value;

use super::super::contract::{Hint, HintVerb, NormaliseCx};
use super::super::json_value::{has_object, text};
use crate::domain::item::NativeId;

const POSTS: &str = "app.bsky.feed.post";

/// The hints of some frames; `None` when the bytes are something else.
#[must_use]
pub fn hints(raw: &[u8], cx: &NormaliseCx) -> Option<Vec<Hint>> {
    let text = std::str::from_utf8(raw).ok()?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let frames: Vec<Value> = lines.map(serde_json::from_str).collect::<Result<_, _>>().ok()?;
    if frames.is_empty() || !frames.iter().all(is_frame) {
        return None;
    }
    Some(frames.iter().filter_map(|frame| hint(frame, cx)).collect())
}

/// Version 1 names its kind; version 2 wraps a payload.
fn is_frame(value: &Value) -> bool {
    let first = value.get("kind").is_some() && value.get("did").is_some();
    first || (value.get("payload").is_some() && text(value, "/$type").is_some())
}

fn hint(frame: &Value, cx: &NormaliseCx) -> Option<Hint> {
    let event = frame.get("payload").filter(|payload| payload.is_object()).unwrap_or(frame);
    let did = text(event, "/did").filter(|did| cx.account.as_deref().is_none_or(|account| account == *did))?;
    let commit = if has_object(event, "/commit") { event.get("commit")? } else { event };
    let rkey = text(commit, "/rkey").filter(|_| text(commit, "/collection") == Some(POSTS))?;
    let verb = match text(commit, "/operation")? {
        "create" => HintVerb::Create,
        "update" => HintVerb::Update,
        "delete" => HintVerb::Delete,
        _ => return None,
    };
    Some(Hint { native_id: NativeId(format!("at://{did}/{POSTS}/{rkey}")), verb })
}
