//! Looks at a real listener that serves a channel's feed, previews and the Data API.

use serde_json::{Value, json};

use super::super::contract::{Ask, Batch, Budget, Connector, Cursor, Fetched, Sign, Window};
use super::super::failure::SourceError;
use super::super::test_site::{Bench, bench};
use super::YoutubeConnector;
use super::tests::{entry, feed, video};
use crate::domain::connection::Login;
use crate::domain::item::NativeId;
use crate::domain::source::{Cause, ErrorClass, SourceKind};

const CHANNEL: &str = "UCabcdefghijklmnopqrstuv";
const FEED: &str = "/feeds/videos.xml";
const LIST: &str = "/youtube/v3/playlistItems";
const VIDEOS: &str = "/youtube/v3/videos";
const ID: &str = "<id>yt:channel:UCabcdefghijklmnopqrstuv</id>";

async fn site() -> Bench {
    let mut bench = bench(SourceKind::Youtube, "feeds/videos.xml").await;
    bench.source.account = Some(CHANNEL.to_owned());
    bench
}

async fn with_key() -> Bench {
    Bench { login: Some(Login::with_token("geheimer-schluessel")), ..site().await }
}

/// The API lists exactly these videos.
fn publish(bench: &Bench, videos: &[Value]) {
    let listed: Vec<Value> = videos
        .iter()
        .map(|video| json!({ "kind": "youtube#playlistItem", "contentDetails": { "videoId": video["id"] } }))
        .collect();
    bench.site.put(LIST, 200, &[], json!({ "items": listed }).to_string());
    bench.site.put(VIDEOS, 200, &[], json!({ "items": videos }).to_string());
}

async fn poll(bench: &Bench, cursor: Option<Cursor>) -> Result<Batch, SourceError> {
    YoutubeConnector.poll(&bench.cx(), cursor, &mut Budget::requests(4)).await
}

async fn look_up(bench: &Bench, ids: &[&str]) -> Vec<Fetched> {
    let asks: Vec<Ask> =
        ids.iter().map(|id| Ask { native_id: NativeId((*id).to_owned()), canonical_url: None, starts: None }).collect();
    let answers = YoutubeConnector.refetch(&bench.cx(), &asks, &mut Budget::requests(9)).await.unwrap();
    answers.into_iter().map(|(_, fetched)| fetched).collect()
}

#[tokio::test]
async fn without_a_key_the_feed_and_the_preview_are_asked() {
    let bench = site().await;
    bench.site.put(FEED, 200, &[], feed(&format!("{}{}", entry("v2", "Zwei"), entry("v1", "Eins")), ID));
    let first = poll(&bench, None).await.unwrap();
    assert_eq!((first.items.len(), first.profile.unwrap().name.as_deref()), (2, Some("Stadt")));
    assert!(matches!(first.window, Window::Complete { from: Some(_), .. }));
    bench.site.put(FEED, 200, &[], feed(&entry("v2", "Zwei, neu"), ID));
    let second = poll(&bench, first.next).await.unwrap();
    assert_ne!(second.items[0].content_hash, first.items[0].content_hash);

    let preview = |id: &str| format!("/oembed?url=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3D{id}&format=json");
    bench.site.put(&preview("v2"), 200, &[], "{}");
    bench.site.put(&preview("v3"), 401, &[], "Unauthorized");
    let answers = look_up(&bench, &["v2", "v1", "v3"]).await;
    assert!(
        matches!(&answers[..], [Fetched::StillThere, Fetched::Gone(gone), Fetched::Forbidden] if gone.sign == Sign::NotFound)
    );
}

#[tokio::test]
async fn a_feed_that_is_not_found_is_passing_trouble() {
    let bench = site().await;
    assert_eq!(poll(&bench, None).await.unwrap_err().class(), ErrorClass::Transient);
    bench.site.put(FEED, 410, &[], "");
    assert_eq!(poll(&bench, None).await.unwrap_err().class(), ErrorClass::Transient);
    bench.site.put(FEED, 200, &[], "<!doctype html><html></html>");
    assert_eq!(poll(&bench, None).await.unwrap_err().class(), ErrorClass::ConfigWrong);
    bench.site.put(FEED, 200, &[], feed("", ID));
    assert_eq!(poll(&bench, None).await.unwrap_err().cause, Cause::EmptyList);
}

#[tokio::test]
async fn with_a_key_the_interface_decides() {
    let bench = with_key().await;
    publish(&bench, &[video("v2", "Zwei", json!({})), video("v1", "Eins", json!({}))]);
    let first = poll(&bench, None).await.unwrap();
    assert_eq!((first.items.len(), first.window), (2, Window::Complete { from: None, to: Some(bench.now) }));
    assert_eq!(bench.site.last()["x-goog-api-key"], "geheimer-schluessel");
    assert!(bench.site.all().iter().all(|asked| !asked.path.contains("geheim")));

    publish(&bench, &[video("v1", "Eins", json!({ "status": { "privacyStatus": "private" } }))]);
    let answers = look_up(&bench, &["v2", "v1"]).await;
    assert!(
        matches!(&answers[..], [Fetched::Gone(gone), Fetched::Gone(hidden)] if gone.sign == Sign::UnknownId && hidden.sign == Sign::Said)
    );
    let private = poll(&bench, first.next).await.unwrap();
    assert_eq!((private.items.len(), private.window, private.quarantined.len()), (0, Window::Partial, 0));
}

#[tokio::test]
async fn a_dead_key_and_a_used_up_day_are_told_apart() {
    let bench = with_key().await;
    let error =
        |reason: &str, code: u16| json!({ "error": { "code": code, "errors": [{ "reason": reason }] } }).to_string();
    bench.site.put(LIST, 400, &[], error("keyInvalid", 400));
    assert_eq!(poll(&bench, None).await.unwrap_err().class(), ErrorClass::AuthDead);
    bench.site.put(LIST, 403, &[], error("quotaExceeded", 403));
    let used = poll(&bench, None).await.unwrap_err();
    assert_eq!((used.cause, used.until), (Cause::QuotaUsed, "2025-07-19T07:00:00Z".parse().ok()));
}

#[tokio::test]
async fn a_channel_is_found_by_its_handle() {
    let bench = site().await;
    bench.site.put(FEED, 200, &[], feed(&entry("v1", "Eins"), ID));
    let page = format!(
        "<html><head><link rel=\"canonical\" href=\"https://www.youtube.com/channel/{CHANNEL}\"></head></html>"
    );
    bench.site.put("/@musterbach", 200, &[], page);
    let account = YoutubeConnector.resolve(&bench.look(), "https://www.youtube.com/@musterbach/videos").await.unwrap();
    assert_eq!((account.account.as_deref(), account.name.as_deref()), (Some(CHANNEL), Some("Stadt")));
    assert_eq!(account.url.as_str(), "https://www.youtube.com/feeds/videos.xml?channel_id=UCabcdefghijklmnopqrstuv");
    let nobody = YoutubeConnector.resolve(&bench.look(), "@niemand").await.unwrap_err();
    assert_eq!(nobody.cause, Cause::NotFound);
}
