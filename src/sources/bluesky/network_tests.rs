//! Looks at a real listener that speaks XRPC and keeps an account's posts.

use http::StatusCode;
use serde_json::{Value, json};

use super::super::contract::{Ask, Batch, Budget, Connector, Cursor, Fetched, Sign, Window};
use super::super::failure::SourceError;
use super::super::test_site::{Bench, bench};
use super::BlueskyConnector;
use crate::domain::item::NativeId;
use crate::domain::source::{Cause, ErrorClass, SourceKind};

const DID: &str = "did:plc:musterbach";
const FEED: &str = "/xrpc/app.bsky.feed.getAuthorFeed";
const POSTS: &str = "/xrpc/app.bsky.feed.getPosts";
const PROFILE: &str = "/xrpc/app.bsky.actor.getProfile";

fn uri(rkey: &str) -> String {
    format!("at://{DID}/app.bsky.feed.post/{rkey}")
}

fn post(rkey: &str, text: &str, minute: u32) -> Value {
    json!({
        "uri": uri(rkey), "cid": format!("cid-{text}"), "indexedAt": format!("2025-07-18T10:{minute:02}:01Z"),
        "author": { "did": DID, "handle": "musterbach.de", "displayName": "Stadt Musterbach" },
        "record": { "$type": "app.bsky.feed.post", "text": text, "createdAt": format!("2025-07-18T10:{minute:02}:00Z") },
        "likeCount": minute,
    })
}

/// The account says exactly this.
fn publish(bench: &Bench, posts: &[Value], cursor: Option<&str>) {
    let feed: Vec<Value> = posts.iter().map(|post| json!({ "post": post })).collect();
    bench.site.put(FEED, 200, &[], json!({ "feed": feed, "cursor": cursor }).to_string());
    bench.site.put(POSTS, 200, &[], json!({ "posts": posts }).to_string());
}

async fn platform() -> Bench {
    let mut bench = bench(SourceKind::Bluesky, "profile/x").await;
    bench.source.account = Some(DID.to_owned());
    let profile = json!({ "did": DID, "handle": "musterbach.de", "displayName": "Stadt Musterbach" });
    bench.site.put(PROFILE, 200, &[], profile.to_string());
    bench
}

async fn poll(bench: &Bench, cursor: Option<Cursor>, requests: u32) -> Result<Batch, SourceError> {
    BlueskyConnector.poll(&bench.cx(), cursor, &mut Budget::requests(requests)).await
}

async fn look_up(bench: &Bench, rkeys: &[&str]) -> Vec<Fetched> {
    let asks: Vec<Ask> =
        rkeys.iter().map(|rkey| Ask { native_id: NativeId(uri(rkey)), canonical_url: None, starts: None }).collect();
    let answers = BlueskyConnector.refetch(&bench.cx(), &asks, &mut Budget::requests(9)).await.unwrap();
    answers.into_iter().map(|(_, fetched)| fetched).collect()
}

#[tokio::test]
async fn a_post_is_seen_edited_and_withdrawn() {
    let bench = platform().await;
    publish(&bench, &[post("b", "Zwei", 2), post("a", "Eins", 1)], None);
    let first = poll(&bench, None, 4).await.unwrap();
    assert_eq!((first.items.len(), first.window), (2, Window::Complete { from: None, to: Some(bench.now) }));
    assert_eq!(first.items[0].canonical_url.as_deref(), Some("https://bsky.app/profile/did:plc:musterbach/post/b"));

    publish(&bench, &[post("b", "Zwei, berichtigt", 2), post("a", "Eins", 1)], None);
    let second = poll(&bench, first.next, 4).await.unwrap();
    let changed: Vec<bool> =
        first.items.iter().zip(&second.items).map(|(old, new)| old.content_hash != new.content_hash).collect();
    assert_eq!(changed, [true, false]);

    publish(&bench, &[post("a", "Eins", 1)], None);
    let [gone, there] = <[Fetched; 2]>::try_from(look_up(&bench, &["b", "a"]).await).unwrap();
    assert!(matches!(gone, Fetched::Gone(evidence) if evidence.sign == Sign::UnknownId));
    assert!(matches!(there, Fetched::Found(item) if item.text == "Eins"));
}

#[tokio::test]
async fn older_posts_are_read_until_the_first_one() {
    let bench = platform().await;
    publish(&bench, &[post("c", "Drei", 3)], Some("2"));
    let older = |cursor: &str| {
        format!(
            "{FEED}?actor=did%3Aplc%3Amusterbach&filter=posts_and_author_threads&limit=100&includePins=true&cursor={cursor}"
        )
    };
    let page = |post: Value, cursor: Option<&str>| json!({ "feed": [{ "post": post }], "cursor": cursor }).to_string();
    bench.site.put(&older("2"), 200, &[], page(post("b", "Zwei", 2), Some("1")));
    bench.site.put(&older("1"), 200, &[], page(post("a", "Eins", 1), None));
    let first = poll(&bench, None, 2).await.unwrap();
    assert_eq!(first.items.iter().map(|item| item.text.as_str()).collect::<Vec<_>>(), ["Drei", "Zwei"]);
    let second = poll(&bench, first.next, 2).await.unwrap();
    assert_eq!(second.items.iter().map(|item| item.text.as_str()).collect::<Vec<_>>(), ["Drei", "Eins"]);
    let before = bench.site.asked();
    poll(&bench, second.next, 4).await.unwrap();
    assert_eq!(bench.site.asked() - before, 1);
}

#[tokio::test]
async fn whatever_goes_wrong_is_an_error_of_its_class() {
    let bench = platform().await;
    let fail = async |status: u16, headers: &[(&'static str, &str)], body: &str| {
        bench.site.put(FEED, status, headers, body);
        poll(&bench, None, 4).await.unwrap_err()
    };
    assert_eq!(fail(200, &[], r#"{"feed":[]}"#).await.cause, Cause::EmptyList);
    assert_eq!(fail(200, &[], "<!doctype html><title>x</title>").await.class(), ErrorClass::ConfigWrong);
    assert_eq!(fail(200, &[], "{}").await.class(), ErrorClass::ConfigWrong);
    assert_eq!(fail(502, &[], "").await.class(), ErrorClass::Transient);
    let lost = fail(400, &[], r#"{"error":"InvalidRequest","message":"Profile not found"}"#).await;
    assert_eq!(lost.cause, Cause::NotFound);
    let locked = fail(400, &[], r#"{"error":"AccountTakedown","message":"x"}"#).await;
    assert_eq!(locked.class(), ErrorClass::PermissionMissing);
    let reset = bench.now.as_second() + 120;
    let busy = fail(429, &[("ratelimit-reset", &reset.to_string())], r#"{"error":"RateLimitExceeded"}"#).await;
    assert_eq!((busy.cause, busy.until.map(jiff::Timestamp::as_second)), (Cause::AskedToWait, Some(reset)));
}

#[tokio::test]
async fn when_little_is_left_the_source_is_asked_less_often() {
    let bench = platform().await;
    let reset = (bench.now.as_second() + 200).to_string();
    let headers = [("ratelimit-limit", "3000"), ("ratelimit-remaining", "100"), ("ratelimit-reset", reset.as_str())];
    let body = json!({ "feed": [{ "post": post("a", "Eins", 1) }], "cursor": "1" }).to_string();
    bench.site.put(FEED, StatusCode::OK.as_u16(), &headers, body);
    let batch = poll(&bench, None, 4).await.unwrap();
    assert_eq!((batch.interval_hint_s, bench.site.asked()), (Some(200), 1));
}

#[tokio::test]
async fn an_account_is_kept_by_its_did() {
    let bench = platform().await;
    let account = BlueskyConnector.resolve(&bench.look(), "@musterbach.de").await.unwrap();
    assert_eq!((account.account.as_deref(), account.name.as_deref()), (Some(DID), Some("Stadt Musterbach")));
    assert_eq!(account.url.as_str(), "https://bsky.app/profile/did:plc:musterbach");
    assert!(bench.site.all()[0].path.ends_with("actor=musterbach.de"));
    assert_eq!(BlueskyConnector.health(&bench.cx()).await.unwrap().name.as_deref(), Some("Stadt Musterbach"));
}
