//! YouTube's answers become items and hints. In: the Atom feed of a channel, a push of the hub, or a list of the Data
//! API v3 (playlist items, videos, search results, activities, channels) or its error. Out: [`Parsed`]. Pure. Called by
//! `YoutubeConnector` and `poll`.
//!
//! **Identity**: the video's id. **`content_hash`**: `item_hash` under `youtube/1`; the feed and the API give the same
//! hash for the same video, so that entering an API key edits nothing.

use serde_json::Value;

use super::super::charset_decode::decode;
use super::super::contract::{NormaliseCx, Parsed, Profile};
use super::super::failure::SourceError;
use super::super::json_value::{id, list, owned, parse, text};
use super::super::sorting::{Sorted, not_ours, sort};
use super::{atom_read, error_read, video_read};

/// Entries of one answer that are read; the API lists at most 50.
const MAX_ENTRIES: usize = 200;

/// Reads one answer.
///
/// # Errors
/// The platform's own error, or bytes that are neither a feed nor JSON.
pub fn normalise(raw: &[u8], cx: &NormaliseCx) -> Result<Parsed, SourceError> {
    let text = decode(raw, cx.charset.as_deref());
    if text.trim_start_matches('\u{feff}').trim_start().starts_with('<') {
        return atom_read::read(&text, cx);
    }
    let value = parse(raw)?;
    if let Some(error) = error_read::error_of(&value) {
        return Err(error);
    }
    if cx.account.is_none() && is_of_many(&value) {
        return Ok(Parsed::default());
    }
    let entries = match list(&value, "/items") {
        [] if value.get("items").is_none() => vec![entry(&value, cx)],
        items => items.iter().take(MAX_ENTRIES).map(|item| entry(item, cx)).collect(),
    };
    let mut parsed = sort(entries, cx);
    parsed.profile = channel(&value, cx).unwrap_or_default();
    Ok(parsed)
}

/// Whether a list is the answer to a search over several channels: nobody's own.
fn is_of_many(value: &Value) -> bool {
    let mut channels: Vec<&str> =
        list(value, "/items").iter().filter_map(|item| text(item, "/snippet/channelId")).collect();
    channels.dedup();
    text(value, "/kind") == Some("youtube#searchListResponse") && channels.len() > 1
}

fn entry(value: &Value, cx: &NormaliseCx) -> Sorted {
    match text(value, "/kind").unwrap_or_default() {
        "youtube#video" | "youtube#playlistItem" | "youtube#searchResult" | "youtube#activity" => {
            video_read::read(value, cx)
        }
        _ => not_ours(id(value, "/id").filter(|_| value.get("kind").is_some()), "this is not a video"),
    }
}

/// The channel that is asked for, or the only one.
fn channel(value: &Value, cx: &NormaliseCx) -> Option<Profile> {
    let channels: Vec<&Value> =
        list(value, "/items").iter().filter(|item| text(item, "/kind") == Some("youtube#channel")).collect();
    let wanted = channels.iter().find(|channel| cx.account.is_some() && id(channel, "/id") == cx.account);
    let channel = wanted.or_else(|| channels.first().filter(|_| channels.len() == 1))?;
    Some(Profile {
        name: owned(channel, "/snippet/title"),
        site_url: id(channel, "/id").map(|id| channel_page(&id)),
        lang: owned(channel, "/snippet/defaultLanguage").and_then(|tag| tag.split('-').next().map(str::to_owned)),
    })
}

/// The page for readers of a channel.
#[must_use]
pub fn channel_page(channel: &str) -> String {
    format!("https://www.youtube.com/channel/{channel}")
}

/// The page for readers of a video.
#[must_use]
pub fn watch_page(video: &str) -> String {
    format!("https://www.youtube.com/watch?v={video}")
}
