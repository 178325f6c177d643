//! Looks at a fake interface that publishes, edits, deletes and refuses.

use serde_json::{Value, json};

use super::TiktokConnector;
use crate::domain::connection::Login;
use crate::domain::item::NativeId;
use crate::domain::source::{Cause, ErrorClass, SourceKind};
use crate::sources::contract::{Ask, Batch, Budget, Connector, Cursor, Fetched, Sign, Window};
use crate::sources::failure::SourceError;
use crate::sources::test_site::{Bench, bench};

const LIST: &str = "/v2/video/list/";
const QUERY: &str = "/v2/video/query/";
const USER: &str = "/v2/user/info/";
const STRANGER: &str = "Kanarienvogel";
/// 2025-07-18, 10:00 in Greenwich.
const TEN: i64 = 1_752_832_800;

fn video(n: i64, words: &str, signature: &str) -> Value {
    json!({
        "id": n.to_string(), "title": words, "video_description": words, "create_time": TEN + n, "duration": 12,
        "cover_image_url": format!("https://cdn.test/{n}.jpg?x-expires=1752854400&x-signature={signature}"),
        "share_url": format!("https://www.tiktok.com/@musterbach/video/{n}?utm_source=x"), "view_count": words.len(),
        "comments": [{ "text": STRANGER }],
    })
}

fn answer(videos: &[Value], older: Option<i64>) -> String {
    let error = json!({ "code": "ok", "message": "", "log_id": "x" });
    json!({ "data": { "videos": videos, "cursor": older.unwrap_or(0), "has_more": older.is_some() }, "error": error })
        .to_string()
}

fn failure(code: &str) -> String {
    json!({ "data": {}, "error": { "code": code, "message": "x", "log_id": "x" } }).to_string()
}

async fn account() -> Bench {
    let mut bench = bench(SourceKind::Tiktok, "@musterbach").await;
    bench.source.account = Some("open-7".to_owned());
    bench.login = Some(Login::with_token("geheim"));
    let user = json!({ "data": { "user": { "open_id": "open-7", "display_name": "Stadt Musterbach" } }, "error": { "code": "ok" } });
    bench.site.put(USER, 200, &[], user.to_string());
    bench
}

async fn poll(bench: &Bench, cursor: Option<Cursor>) -> Result<Batch, SourceError> {
    let cursor = cursor.map(|cursor| Cursor(serde_json::from_str(&cursor.0.to_string()).unwrap()));
    TiktokConnector.poll(&bench.cx(), cursor, &mut Budget::requests(4)).await
}

async fn look_up(bench: &Bench, n: i64) -> Result<Fetched, SourceError> {
    let ask = Ask { native_id: NativeId(n.to_string()), canonical_url: None, starts: None };
    let answers = TiktokConnector.refetch(&bench.cx(), &[ask], &mut Budget::requests(2)).await?;
    Ok(answers.into_iter().next().unwrap().1)
}

#[tokio::test]
async fn a_video_is_seen_edited_and_withdrawn() {
    let bench = account().await;
    bench.site.put(LIST, 200, &[], answer(&[video(2, "Fest", "a"), video(1, "Markt", "a")], None));
    let first = poll(&bench, None).await.unwrap();
    assert_eq!((first.items.len(), first.window), (2, Window::Complete { from: None, to: Some(bench.now) }));
    assert_eq!(bench.site.last()["authorization"], "Bearer geheim");
    assert!(!format!("{first:?}").contains(STRANGER));
    bench.site.put(LIST, 200, &[], answer(&[video(2, "Großes Fest", "b"), video(1, "Markt", "b")], None));
    let second = poll(&bench, first.next).await.unwrap();
    assert_ne!(second.items[0].content_hash, first.items[0].content_hash);
    assert_eq!(second.items[1].content_hash, first.items[1].content_hash, "a new signature is no edit");

    bench.site.put(QUERY, 200, &[], answer(&[video(2, "Großes Fest", "c")], None));
    assert!(matches!(look_up(&bench, 2).await, Ok(Fetched::Found(item)) if item.text == "Großes Fest"));
    assert_eq!(bench.site.all().last().unwrap().body, r#"{"filters":{"video_ids":["2"]}}"#);
    assert!(matches!(look_up(&bench, 1).await, Ok(Fetched::Gone(evidence)) if evidence.sign == Sign::UnknownId));
    bench.site.put(QUERY, 200, &[], failure("access_token_invalid"));
    assert_eq!(look_up(&bench, 1).await.unwrap_err().class(), ErrorClass::AuthDead);
    bench.site.put(QUERY, 200, &[], r#"{"data":{},"error":{"code":"ok"}}"#);
    assert!(look_up(&bench, 1).await.is_err(), "no list is no proof");
}

#[tokio::test]
async fn older_videos_are_read_backwards_in_time_and_once() {
    let bench = account().await;
    bench.site.put(LIST, 200, &[], answer(&[video(2, "Zwei", "a")], Some(1_752_832_802_000)));
    bench.site.put_where(LIST, r#""cursor":1752832802000"#, 200, answer(&[video(1, "Eins", "a")], None));
    let first = poll(&bench, None).await.unwrap();
    assert_eq!(first.items.iter().map(|item| item.text.as_str()).collect::<Vec<_>>(), ["Zwei", "Eins"]);
    assert_eq!(first.window, Window::Complete { from: "2025-07-18T10:00:02Z".parse().ok(), to: Some(bench.now) });
    let before = bench.site.asked();
    poll(&bench, first.next).await.unwrap();
    let asked = bench.site.all();
    let lists = asked[before..].iter().filter(|one| one.path.starts_with(LIST)).map(|one| one.body.as_str());
    assert_eq!(lists.collect::<Vec<_>>(), [r#"{"max_count":20}"#]);
}

#[tokio::test]
async fn whatever_goes_wrong_is_an_error_of_its_class() {
    let bench = account().await;
    let fail = async |status: u16, body: &str| {
        bench.site.put(LIST, status, &[], body);
        poll(&bench, None).await.unwrap_err()
    };
    assert_eq!(fail(401, &failure("access_token_invalid")).await.class(), ErrorClass::AuthDead);
    assert_eq!(fail(200, &failure("access_token_invalid")).await.class(), ErrorClass::AuthDead);
    assert_eq!(fail(401, &failure("scope_not_authorized")).await.class(), ErrorClass::PermissionMissing);
    assert_eq!(fail(429, &failure("rate_limit_exceeded")).await.class(), ErrorClass::RateLimited);
    assert_eq!(fail(500, &failure("internal_error")).await.class(), ErrorClass::Transient);
    assert_eq!(fail(200, &answer(&[], None)).await.cause, Cause::EmptyList);
    assert_eq!(fail(200, "<html></html>").await.class(), ErrorClass::ConfigWrong);
    assert_eq!(TiktokConnector.check_settings(&json!({ "farbe": "rot" })), Err("farbe".to_owned()));
    let mut bench = bench;
    bench.login = None;
    assert_eq!(poll(&bench, None).await.unwrap_err().cause, Cause::LoginMissing);
}

#[tokio::test]
async fn a_cover_is_asked_for_anew() {
    let bench = account().await;
    bench.site.put(LIST, 200, &[], answer(&[video(2, "Fest", "alt")], None));
    let cover = poll(&bench, None).await.unwrap().items[0].media[0].clone();
    bench.site.put(QUERY, 200, &[], answer(&[video(2, "Fest", "neu")], None));
    let fresh = TiktokConnector.media_address(&bench.look(), &cover).await.unwrap().unwrap();
    assert!(fresh.as_str().ends_with("x-signature=neu"), "{fresh}");
    bench.site.put(QUERY, 200, &[], answer(&[], None));
    assert_eq!(TiktokConnector.media_address(&bench.look(), &cover).await.unwrap(), None);
}

#[tokio::test]
async fn only_the_account_of_the_login_is_found() {
    let bench = account().await;
    bench.site.put(LIST, 200, &[], answer(&[video(2, "Fest", "a")], None));
    let found = TiktokConnector.resolve(&bench.look(), "https://www.tiktok.com/@Musterbach").await.unwrap();
    assert_eq!((found.account.as_deref(), found.name.as_deref()), (Some("open-7"), Some("Stadt Musterbach")));
    assert_eq!(TiktokConnector.resolve(&bench.look(), "@anderswo").await.unwrap_err().cause, Cause::LoginOther);
    assert_eq!(TiktokConnector.health(&bench.cx()).await.unwrap().name.as_deref(), Some("Stadt Musterbach"));
    let other = json!({ "data": { "user": { "open_id": "open-8" } }, "error": { "code": "ok" } });
    bench.site.put(USER, 200, &[], other.to_string());
    assert_eq!(TiktokConnector.health(&bench.cx()).await.unwrap_err().cause, Cause::LoginOther);
}

#[tokio::test]
async fn a_login_of_another_account_shows_nothing_and_withdraws_nothing() {
    let bench = account().await;
    bench.site.put(LIST, 200, &[], answer(&[video(9, STRANGER, "a")], None));
    bench.site.put(QUERY, 200, &[], answer(&[], None));
    let other =
        json!({ "data": { "user": { "open_id": "open-8", "display_name": "Anderswo" } }, "error": { "code": "ok" } });
    bench.site.put(USER, 200, &[], other.to_string());
    let refused = poll(&bench, None).await.unwrap_err();
    assert_eq!((refused.cause, refused.class()), (Cause::LoginOther, ErrorClass::ConfigWrong));
    assert_eq!(look_up(&bench, 1).await.unwrap_err().cause, Cause::LoginOther, "what is not there is not gone");
    assert!(bench.site.all().iter().all(|asked| asked.path.starts_with(USER)), "nothing of theirs is read");
    bench.site.put(USER, 500, &[], failure("internal_error"));
    assert_eq!(look_up(&bench, 1).await.unwrap_err().class(), ErrorClass::Transient);
}
