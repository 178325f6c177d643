//! A video as the Data API v3 describes it becomes an item (developers.google.com/youtube/v3/docs/videos). In: a video,
//! an entry of the uploads list, a search result or an activity. Out: an [`Item`], or why it is none of ours: private,
//! unlisted, another channel's. Never the video's bytes: title, description, still picture and link. Called by
//! `normalise`; `draft` is shared with `atom_read`.

use serde_json::Value;

use super::super::contract::NormaliseCx;
use super::super::item_hash::content_hash;
use super::super::json_value::{id, owned, pixels, text, web};
use super::super::sorting::{Sorted, not_ours};
use super::super::time_parse::parse_time;
use super::normalise::watch_page;
use crate::domain::item::{Item, ItemEvent, ItemKind, ItemMedia, ItemTime, LinkCard, NativeId, Visibility};
use crate::domain::media::MediaKind;

/// Sizes of the still picture, largest first.
const STILLS: &[&str] = &["maxres", "standard", "high", "medium", "default"];

/// What the feed and the API both know of a video.
pub(super) struct Video {
    pub id: String,
    pub channel: Option<String>,
    pub title: Option<String>,
    pub description: String,
    pub created_at: Option<ItemTime>,
    pub still: Option<ItemMedia>,
    pub lang: Option<String>,
    /// When a broadcast was planned to begin.
    pub planned: Option<ItemTime>,
    /// It has not begun yet.
    pub upcoming: bool,
}

/// Makes the item of a video.
pub(super) fn item(video: Video) -> Item {
    let page = watch_page(&video.id);
    let mut item = Item::new(NativeId(video.id.clone()));
    item.account_native_id = video.channel;
    item.kind = if video.upcoming { ItemKind::Event } else { ItemKind::Video };
    item.link_card =
        Some(LinkCard { url: page.clone(), title: video.title.clone(), description: None, image_media_ix: None });
    item.event = video.planned.map(|start| ItemEvent { url: Some(page.clone()), ..ItemEvent::at(start) });
    item.canonical_url = Some(page);
    item.title = video.title;
    item.text = video.description.replace("\r\n", "\n").trim().to_owned();
    item.created_at = video.created_at;
    item.lang = video.lang;
    // The picture is known by its video: its address differs by size and by who tells it.
    item.media = video
        .still
        .into_iter()
        .map(|still| ItemMedia { native_media_id: Some(format!("{}/still", video.id)), ..still })
        .collect();
    item.visibility = Visibility::Public;
    item.content_hash = content_hash("youtube/1", &item);
    item
}

/// Reads one entry of a list.
pub fn read(value: &Value, cx: &NormaliseCx) -> Sorted {
    let Some(video) = video_id(value) else { return not_ours(None, "an entry that is not a video") };
    let channel = owned(value, "/snippet/videoOwnerChannelId").or_else(|| owned(value, "/snippet/channelId"));
    if cx.account.is_some() && channel.is_some() && channel != cx.account {
        return not_ours(Some(video), "a video of another channel");
    }
    if text(value, "/status/privacyStatus").is_some_and(|status| status != "public") {
        return not_ours(Some(video), "a video that is not public");
    }
    let still = still(value);
    // What the list keeps of a video that is gone: a title and no picture.
    if still.is_none() && matches!(text(value, "/snippet/title"), Some("Private video" | "Deleted video") | None) {
        return not_ours(Some(video), "a video that is not public");
    }
    let planned = time(value, "/liveStreamingDetails/scheduledStartTime", cx);
    let upcoming = text(value, "/snippet/liveBroadcastContent") == Some("upcoming");
    if upcoming && planned.is_none() {
        return not_ours(Some(video), "a planned broadcast whose time is not known yet");
    }
    let lang = text(value, "/snippet/defaultAudioLanguage").or_else(|| text(value, "/snippet/defaultLanguage"));
    Ok(item(Video {
        id: video,
        channel,
        title: owned(value, "/snippet/title").map(|title| title.trim().to_owned()),
        description: owned(value, "/snippet/description").unwrap_or_default(),
        created_at: time(value, "/contentDetails/videoPublishedAt", cx)
            .or_else(|| time(value, "/snippet/publishedAt", cx)),
        still,
        lang: lang.and_then(|tag| tag.split('-').next()).map(str::to_lowercase).filter(|tag| tag != "zxx"),
        planned,
        upcoming,
    }))
}

fn time(value: &Value, pointer: &str, cx: &NormaliseCx) -> Option<ItemTime> {
    text(value, pointer).and_then(|text| parse_time(text, &cx.zone))
}

/// Each kind of list names the video elsewhere; an activity that was asked for without details only in its picture.
fn video_id(value: &Value) -> Option<String> {
    match text(value, "/kind")? {
        "youtube#video" => id(value, "/id"),
        "youtube#playlistItem" => {
            owned(value, "/contentDetails/videoId").or_else(|| owned(value, "/snippet/resourceId/videoId"))
        }
        "youtube#searchResult" => owned(value, "/id/videoId"),
        "youtube#activity" if text(value, "/snippet/type") == Some("upload") => {
            owned(value, "/contentDetails/upload/videoId").or_else(|| {
                let picture = STILLS.iter().find_map(|size| text(value, &format!("/snippet/thumbnails/{size}/url")))?;
                picture.split("/vi/").nth(1)?.split('/').next().map(str::to_owned)
            })
        }
        _ => None,
    }
}

fn still(value: &Value) -> Option<ItemMedia> {
    STILLS.iter().find_map(|size| {
        let at = |field: &str| format!("/snippet/thumbnails/{size}/{field}");
        let url = web(value, &at("url"))?;
        Some(ItemMedia {
            w: pixels(value, &at("width")),
            h: pixels(value, &at("height")),
            ..ItemMedia::at(MediaKind::Image, url)
        })
    })
}
