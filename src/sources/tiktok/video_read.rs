//! A video of TikTok becomes an item. In: an answer of the Display API, or one of its errors. Out: [`Parsed`]. Pure. Called by
//! `TiktokConnector::normalise` and `ask`.
//!
//! **Identity**: the video's id. **`content_hash`**: `item_hash` under `tiktok/1`; the cover is known by its video, since
//! its address is signed for six hours. Never the video: title, cover and link.

use serde_json::Value;
use url::Url;

use super::super::address_clean::without_tracking;
use super::super::contract::{NormaliseCx, Parsed};
use super::super::failure::SourceError;
use super::super::item_hash::content_hash;
use super::super::json_value::{flag, id, list, number, owned, parse, pixels, recorded, text, web};
use super::super::sorting::{Sorted, not_ours, sort};
use super::super::time_parse::unix_time;
use crate::domain::item::{Item, ItemKind, ItemMedia, ItemTime, LinkCard, NativeId};
use crate::domain::media::MediaKind;
use crate::domain::source::Cause;

/// Behind a video's id: its cover.
pub(super) const COVER: &str = "/cover";

/// Videos of one answer; the platform lists at most 20.
const MAX_VIDEOS: usize = 100;

/// Reads one answer.
///
/// # Errors
/// The platform's own error, which comes under a good status too, or bytes that are no JSON.
pub fn normalise(raw: &[u8], cx: &NormaliseCx) -> Result<Parsed, SourceError> {
    let value = parse(raw)?;
    let value = recorded(&value);
    if let Some(error) = error_of(value) {
        return Err(error);
    }
    let videos = list(value, "/data/videos");
    let lone = if videos.is_empty() && value.get("share_url").is_some() { std::slice::from_ref(value) } else { videos };
    Ok(sort(lone.iter().take(MAX_VIDEOS).map(|video| read(video, cx)).collect(), cx))
}

/// Success is the word `ok`.
pub(super) fn error_of(value: &Value) -> Option<SourceError> {
    let code = text(value, "/error/code").filter(|code| *code != "ok")?;
    let cause = match code {
        "access_token_invalid" | "access_token_expired" => Cause::LoginExpired,
        "scope_not_authorized" | "scope_permission_missed" => Cause::Forbidden,
        "rate_limit_exceeded" => Cause::AskedToWait,
        "internal_error" => Cause::ServerTrouble,
        _ => Cause::NoDocument,
    };
    Some(SourceError::new(cause, format!("TikTok answers {code}")))
}

fn read(video: &Value, cx: &NormaliseCx) -> Sorted {
    let Some(native) = id(video, "/id") else { return not_ours(None, "an entry that is not a video") };
    let mut item = Item::new(NativeId(native.clone()));
    item.account_native_id.clone_from(&cx.account);
    item.kind = ItemKind::Video;
    item.text = owned(video, "/video_description").or_else(|| owned(video, "/title")).unwrap_or_default();
    item.canonical_url = web(video, "/share_url").map(|address| plain_page(&address));
    item.created_at = number(video, "/create_time").and_then(unix_time);
    let title = owned(video, "/title");
    let card = |url| LinkCard { url, title, description: None, image_media_ix: None };
    item.link_card = item.canonical_url.clone().map(card);
    item.media = web(video, "/cover_image_url").into_iter().map(|address| cover(video, &native, address)).collect();
    item.ai_generated = flag(video, "/is_aigc").then_some(true);
    item.content_hash = content_hash("tiktok/1", &item);
    Ok(item)
}

fn cover(video: &Value, native: &str, address: String) -> ItemMedia {
    ItemMedia {
        native_media_id: Some(format!("{native}{COVER}")),
        expires_at: expiry(&address),
        w: pixels(video, "/width"),
        h: pixels(video, "/height"),
        ..ItemMedia::at(MediaKind::Image, address)
    }
}

/// `x-expires`, in seconds since 1970.
fn expiry(address: &str) -> Option<ItemTime> {
    let url = Url::parse(address).ok()?;
    let (_, at) = url.query_pairs().find(|(name, _)| name == "x-expires")?;
    unix_time(at.parse().ok()?)
}

/// The page without the words by which the platform knows who asked.
fn plain_page(address: &str) -> String {
    let Ok(mut url) = Url::parse(address).map(without_tracking) else { return address.to_owned() };
    url.set_query(None);
    url.into()
}
