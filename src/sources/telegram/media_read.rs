//! Pictures, videos and audio of a Telegram message. In: a message. Out: media without an address: the address of a file
//! holds the bot's token and works for an hour, so it is asked for when the file is fetched (`media_address`), and only
//! the file's id is kept: `tg:{lasting id}:{id to ask with}`. Called by `message_read`.

use serde_json::Value;

use super::super::json_value::{id, list, number, owned, pixels, text};
use crate::domain::item::ItemMedia;
use crate::domain::media::{AltOrigin, MediaKind};

/// Larger files the Bot API does not hand out, in bytes.
pub const MAX_FILE: i64 = 20 * 1024 * 1024;

/// The media of one message.
pub fn of_message(message: &Value) -> Option<ItemMedia> {
    let largest = list(message, "/photo")
        .iter()
        .max_by_key(|size| number(size, "/width").unwrap_or(0).saturating_mul(number(size, "/height").unwrap_or(0)));
    if let Some(photo) = largest {
        return file(photo, MediaKind::Image);
    }
    for (field, kind) in [
        ("video", MediaKind::Video),
        ("animation", MediaKind::Video),
        ("video_note", MediaKind::Video),
        ("audio", MediaKind::Audio),
        ("voice", MediaKind::Audio),
        ("document", MediaKind::Image),
    ] {
        let Some(found) = message.get(field).filter(|found| found.is_object()) else { continue };
        let picture = text(found, "/mime_type").is_some_and(|mime| mime.starts_with("image/"));
        return if field == "document" && !picture { None } else { file(found, kind) };
    }
    None
}

fn file(found: &Value, kind: MediaKind) -> Option<ItemMedia> {
    let ask = id(found, "/file_id")?;
    let lasting = id(found, "/file_unique_id").unwrap_or_default();
    let seconds = number(found, "/duration").and_then(|seconds| u64::try_from(seconds).ok());
    Some(ItemMedia {
        native_media_id: Some(format!("tg:{lasting}:{ask}")),
        source_url: None,
        mime: owned(found, "/mime_type"),
        w: pixels(found, "/width"),
        h: pixels(found, "/height"),
        duration_ms: seconds.map(|seconds| seconds.saturating_mul(1000)),
        alt: None,
        alt_source: AltOrigin::None,
        ..ItemMedia::at(kind, String::new())
    })
}

/// The id to ask for a file with, out of a medium's id.
#[must_use]
pub fn file_id(native_media_id: &str) -> Option<&str> {
    native_media_id.strip_prefix("tg:")?.split_once(':').map(|(_, ask)| ask).filter(|ask| !ask.is_empty())
}

/// The part of a medium's id that names the file for good; the whole id where there is no such part.
#[must_use]
pub fn lasting_id(native_media_id: String) -> String {
    let lasting = native_media_id.strip_prefix("tg:").and_then(|rest| rest.split(':').next());
    match lasting.filter(|lasting| !lasting.is_empty()) {
        Some(lasting) => lasting.to_owned(),
        None => native_media_id,
    }
}
