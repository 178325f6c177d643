//! Looks at a fake platform that publishes, edits, deletes, throttles and lies.

use serde_json::{Value, json};

use super::super::contract::{Connector, Fetched, HintVerb, Window};
use super::super::graph::client::proof_of;
use super::super::graph::fake_graph::{APP_SECRET, FakeGraph, Mood, TOKEN};
use super::super::graph::test_bench::{GraphBench, at, graph_bench, ids, word};
use super::super::push::{PushSecrets, Reject};
use super::FacebookConnector;
use crate::domain::connection::Secret;
use crate::domain::item::ItemKind;
use crate::domain::media::AltOrigin;
use crate::domain::source::{Cause, ErrorClass};

const PAGE: &str = "100064";
const POSTS: &str = "100064/published_posts";

fn post(n: u32, message: &str) -> Value {
    json!({"id": format!("{PAGE}_{n}"), "message": message, "created_time": format!("2026-03-09T10:{n:02}:00+0000"),
        "permalink_url": format!("https://www.facebook.com/{PAGE}/posts/{n}"), "is_published": true, "is_hidden": false,
        "privacy": {"value": "EVERYONE"}, "from": {"id": PAGE, "name": "Stadt Musterbach"},
        "comments": {"data": [{"id": "9", "message": "ein Kommentar", "from": {"id": "5", "name": "Fremde Person"}}]}})
}

fn with_photo(n: u32, photo: &str) -> Value {
    let mut post = post(n, "Mit Bild");
    post["status_type"] = "added_photos".into();
    post["attachments"] = json!({"data": [{"media_type": "photo", "type": "photo", "target": {"id": photo},
        "media": {"image": {"src": "https://scontent.fbcdn.net/p720x720/7_n.jpg?{sig}", "width": 720, "height": 480}}}]});
    post
}

fn photo(id: &str, alt: &str) -> Value {
    json!({"id": id, "alt_text_custom": alt, "width": 2048, "height": 1365,
        "images": [{"source": "https://scontent.fbcdn.net/7_n.jpg?{sig}", "width": 2048, "height": 1365}]})
}

async fn bench() -> GraphBench {
    let bench = graph_bench(&FacebookConnector, PAGE).await;
    bench.graph.publish(POSTS, post(1, "Markt am Samstag"));
    bench.graph.publish(
        "100064/events",
        json!({"id": "55", "name": "Stadtfest", "start_time": "2026-06-20T14:00:00+0200",
        "timezone": "Europe/Berlin", "type": "public", "is_draft": false, "owner": {"id": PAGE}}),
    );
    bench
}

#[tokio::test]
async fn a_post_arrives_is_edited_and_vanishes() {
    let bench = bench().await;
    let first = bench.poll(None).await.unwrap();
    assert_eq!(ids(&first), ["100064_1", "55"]);
    assert_eq!(first.window, Window::Complete { from: Some(at("2026-03-09T10:01:00Z")), to: Some(bench.bench.now) });
    bench.graph.edit("100064_1", json!({"message": "Markt am Sonntag", "updated_time": "2026-03-10T11:00:00+0000"}));
    let second = bench.poll(first.next.clone()).await.unwrap();
    assert_eq!(second.items[0].text, "Markt am Sonntag");
    assert_ne!(second.items[0].content_hash, first.items[0].content_hash);
    assert_eq!(second.items[1].content_hash, first.items[1].content_hash);
    assert_eq!(second.window, Window::Span { from: at("2026-03-03T12:00:00Z"), to: bench.bench.now });
    bench.graph.delete("100064_1");
    assert_eq!(word(&bench.look("100064_1").await.unwrap()), "gone: graph error 100/33 UnknownId");
    assert_eq!(word(&bench.look("55").await.unwrap()), "found");
    assert_eq!(bench.poll(second.next).await.unwrap().window, Window::Partial, "an empty listing proves nothing");
}

#[tokio::test]
async fn comments_moving_a_date_edit_nothing() {
    let bench = bench().await;
    let first = bench.poll(None).await.unwrap();
    bench.graph.edit("100064_1", json!({"updated_time": "2026-03-10T11:00:00+0000", "shares": {"count": 7}}));
    let second = bench.poll(first.next).await.unwrap();
    assert_eq!(second.items[0].content_hash, first.items[0].content_hash);
}

#[tokio::test]
async fn what_is_hidden_or_scheduled_later_is_withdrawn_by_the_platforms_own_word() {
    let bench = bench().await;
    bench.graph.edit("100064_1", json!({"is_hidden": true}));
    let batch = bench.poll(None).await.unwrap();
    assert_eq!((ids(&batch), batch.quarantined.len()), (vec!["55"], 0));
    assert_eq!(word(&bench.look("100064_1").await.unwrap()), "gone: graph: hidden Said");
    bench
        .graph
        .edit("100064_1", json!({"is_hidden": false, "is_published": false, "scheduled_publish_time": 1_900_000_000}));
    assert_eq!(word(&bench.look("100064_1").await.unwrap()), "gone: graph: not published Said");
}

#[tokio::test]
async fn a_visitors_post_is_nobodys_business() {
    let bench = bench().await;
    let mut visitor = post(2, "Meine Frage an die Stadt");
    visitor["from"] = json!({"id": "5", "name": "Fremde Person"});
    bench.graph.publish(POSTS, visitor);
    let batch = bench.poll(None).await.unwrap();
    assert_eq!(ids(&batch), ["100064_1", "55"]);
    assert!(!format!("{batch:?}").contains("Fremde Person") && !format!("{batch:?}").contains("Frage"));
    assert_eq!(word(&bench.look("100064_2").await.unwrap()), "forbidden");
}

#[tokio::test]
async fn addresses_signed_anew_are_no_edit_and_descriptions_are() {
    let bench = bench().await;
    bench.graph.node(photo("7", "Marktstände auf dem Platz"));
    bench.graph.publish(POSTS, with_photo(2, "7"));
    let first = bench.poll(None).await.unwrap();
    let medium = &first.items[0].media[0];
    assert_eq!(
        (medium.alt.as_deref(), medium.alt_source, medium.w),
        (Some("Marktstände auf dem Platz"), AltOrigin::Author, Some(2048))
    );
    assert_eq!(medium.expires_at.as_ref().unwrap().utc.as_second(), 1_900_000_001);
    bench.graph.rotate();
    let second = bench.poll(first.next.clone()).await.unwrap();
    assert_ne!(second.items[0].media[0].source_url, first.items[0].media[0].source_url);
    assert_eq!(second.items[0].content_hash, first.items[0].content_hash);
    // A lookup, which remembers the same pictures, reads the same.
    let Fetched::Found(again) = bench.look("100064_2").await.unwrap() else { panic!("not found") };
    assert_eq!(again.content_hash, first.items[0].content_hash);
    let mut later = bench;
    later.graph.edit("7", json!({"alt_text_custom": "Der Markt von oben"}));
    later.wait(25 * 60);
    let third = later.poll(second.next).await.unwrap();
    assert_ne!(third.items[0].content_hash, first.items[0].content_hash);
}

#[tokio::test]
async fn a_post_waits_for_its_pictures_and_not_for_ever() {
    let bench = bench().await;
    bench.graph.pages_of(1);
    bench.graph.publish(POSTS, with_photo(2, "7"));
    // Two pages, events: one request is left for pictures; the photo is not there, so nobody waits.
    let batch = bench.poll(None).await.unwrap();
    assert_eq!(ids(&batch), ["100064_2", "100064_1", "55"]);
    assert_eq!(batch.items[0].media[0].alt, None);
    bench.graph.node(photo("7", "Marktstände"));
    let mut bench = bench;
    bench.wait(61);
    let batch = bench.poll(batch.next).await.unwrap();
    assert_eq!(batch.items[0].media[0].alt.as_deref(), Some("Marktstände"));
}

#[rstest::rstest]
#[case(190, Some(463), ErrorClass::AuthDead)]
#[case(190, Some(460), ErrorClass::AuthDead)]
#[case(4, None, ErrorClass::RateLimited)]
#[case(32, None, ErrorClass::RateLimited)]
#[case(80_001, None, ErrorClass::RateLimited)]
#[case(10, None, ErrorClass::PermissionMissing)]
#[case(100, Some(33), ErrorClass::PermissionMissing)]
#[case(2, None, ErrorClass::Transient)]
#[tokio::test]
async fn a_platform_that_refuses_is_asked_once(
    #[case] code: i64,
    #[case] subcode: Option<i64>,
    #[case] class: ErrorClass,
) {
    let bench = bench().await;
    bench.graph.mood(Mood::Error { code, subcode });
    assert_eq!(bench.poll(None).await.unwrap_err().class(), class);
    assert_eq!(bench.graph.asked().len(), 1);
    if code != 100 {
        let gone = matches!(bench.look("100064_1").await, Ok(Fetched::Gone(_)));
        assert!(!gone, "a failing platform withdraws nothing");
    }
}

#[tokio::test]
async fn an_error_page_is_no_answer() {
    let bench = bench().await;
    bench.graph.mood(Mood::Html);
    assert_eq!(bench.poll(None).await.unwrap_err().class(), ErrorClass::Malformed);
    assert_eq!(word(&bench.look("100064_1").await.unwrap()), "unknown");
}

#[tokio::test]
async fn without_a_login_nothing_is_asked() {
    let mut bench = bench().await;
    bench.bench.login = None;
    let error = bench.poll(None).await.unwrap_err();
    assert_eq!((error.cause, bench.graph.asked().len()), (Cause::LoginMissing, 0));
}

#[tokio::test]
async fn half_used_is_slow_and_nearly_used_stops() {
    let mut bench = bench().await;
    bench.graph.mood(Mood::Used { percent: 49, regain_min: 0 });
    let batch = bench.poll(None).await.unwrap();
    assert_eq!(batch.interval_hint_s, None);
    bench.graph.mood(Mood::Used { percent: 50, regain_min: 0 });
    let batch = bench.poll(batch.next).await.unwrap();
    assert_eq!(batch.interval_hint_s, Some(600));
    bench.graph.mood(Mood::Used { percent: 80, regain_min: 45 });
    let batch = bench.poll(batch.next).await.unwrap();
    let before = bench.graph.asked().len();
    let error = bench.poll(batch.next.clone()).await.unwrap_err();
    assert_eq!((error.class(), error.until), (ErrorClass::RateLimited, Some(at("2026-03-10T12:45:00Z"))));
    assert_eq!(bench.graph.asked().len(), before, "no call inside a throttle");
    bench.wait(45);
    bench.graph.mood(Mood::Well);
    assert!(bench.poll(batch.next).await.is_ok());
}

#[tokio::test]
async fn empty_pages_are_passed_and_circles_are_left() {
    let bench = bench().await;
    bench.graph.empty_first();
    let batch = bench.poll(None).await.unwrap();
    assert_eq!(ids(&batch), ["100064_1"], "the events need a page more than one look has");
    assert_eq!(batch.window, Window::Partial);
    let circling = self::bench().await;
    circling.graph.pages_of(1);
    circling.graph.in_a_circle();
    let batch = circling.poll(None).await.unwrap();
    assert_eq!(batch.window, Window::Partial);
    assert!(circling.graph.asked().len() <= 4);
}

#[tokio::test]
async fn a_listing_that_is_longer_than_a_look_is_not_whole() {
    let bench = bench().await;
    bench.graph.pages_of(1);
    for n in 2..6 {
        bench.graph.publish(POSTS, post(n, "Noch einer"));
    }
    let batch = bench.poll(None).await.unwrap();
    assert_eq!((ids(&batch), batch.window), (vec!["100064_5", "100064_4", "55"], Window::Partial));
}

#[tokio::test]
async fn events_that_may_not_be_read_are_not_asked_for_again_and_again() {
    let mut bench = bench().await;
    bench.graph.refuse("100064/events", 10);
    let batch = bench.poll(None).await.unwrap();
    assert_eq!(ids(&batch), ["100064_1"]);
    assert!(matches!(batch.window, Window::Complete { .. }), "there never were any events to miss");
    let before = bench.graph.asked().len();
    let batch = bench.poll(batch.next).await.unwrap();
    assert_eq!((ids(&batch), bench.graph.asked().len()), (vec!["100064_1"], before + 2), "posts and reels");
    bench.bench.source.settings = json!({"events": "false"});
    assert!(FacebookConnector.check_settings(&bench.bench.source.settings).is_ok());
    assert_eq!(FacebookConnector.check_settings(&json!({"event": "true"})), Err("event".to_owned()));
}

fn reel(id: &str, post: Option<&str>) -> Value {
    let mut reel = json!({"id": id, "description": "Der Winterdienst rückt aus", "length": 21.5, "from": {"id": PAGE},
        "created_time": "2026-03-09T18:00:00+0000", "permalink_url": format!("/reel/{id}/"),
        "picture": "https://scontent.fbcdn.net/still_n.jpg?{sig}", "status": {"video_status": "ready"},
        "comments": {"data": [{"id": "9", "message": "ein Kommentar", "from": {"id": "5", "name": "Fremde Person"}}]}});
    if let Some(post) = post {
        reel["post_id"] = post.into();
    }
    reel
}

#[tokio::test]
async fn reels_are_listed_beside_the_posts_and_never_twice() {
    let bench = bench().await;
    bench.graph.publish("100064/video_reels", reel("777", None));
    bench.graph.publish("100064/video_reels", reel("778", Some("1")));
    let first = bench.poll(None).await.unwrap();
    assert_eq!(ids(&first), ["100064_1", "55", "777"], "the second belongs to a post that is listed");
    let item = &first.items[2];
    assert_eq!(item.kind, ItemKind::Reel);
    assert_eq!(item.media[0].poster.as_deref().map(|still| still.contains("still_n.jpg")), Some(true));
    assert!(!format!("{first:?}").contains("Fremde Person"));
    let url = item.canonical_url.as_deref();
    assert!(matches!(bench.look_at("777", url).await.unwrap(), Fetched::Found(_)));
    bench.graph.delete("777");
    assert!(matches!(bench.look_at("777", url).await.unwrap(), Fetched::Gone(_)));
    bench.graph.refuse("100064/video_reels", 10);
    assert_eq!(bench.poll(first.next).await.unwrap().window, Window::Partial, "not readable is not gone");
}

#[tokio::test]
async fn events_that_may_not_be_read_any_more_are_not_gone() {
    let bench = bench().await;
    let first = bench.poll(None).await.unwrap();
    assert_eq!(ids(&first), ["100064_1", "55"]);
    bench.graph.refuse("100064/events", 10);
    assert_eq!(bench.poll(first.next).await.unwrap().window, Window::Partial);
}

#[tokio::test]
async fn the_token_is_in_no_address_and_names_are_not_asked_for() {
    let bench = bench().await;
    bench.graph.pages_of(1);
    bench.graph.publish(POSTS, post(2, "Zweiter"));
    bench.poll(None).await.unwrap();
    let asked = bench.graph.asked();
    assert!(asked.iter().any(|asked| asked.parameter("after").is_some()));
    for asked in &asked {
        assert_eq!(asked.headers["authorization"], format!("Bearer {TOKEN}"));
        assert!(asked.query.iter().all(|(_, value)| !value.contains(TOKEN)), "{}", asked.path);
        assert_eq!(asked.parameter("appsecret_proof"), Some(proof_of(APP_SECRET, TOKEN).as_str()));
        assert!(asked.path.starts_with("/v26.0/"));
        for never in ["comments", "reactions", "likes", "from{name", "admin_creator", "attending"] {
            assert!(!asked.parameter("fields").unwrap_or_default().contains(never), "{never}");
        }
    }
}

#[tokio::test]
async fn a_page_is_found_by_name_id_or_address() {
    let bench = bench().await;
    bench.graph.node(json!({"id": PAGE, "name": "Stadt Musterbach", "username": "musterbach", "link": "https://www.facebook.com/musterbach"}));
    let account = bench.connector.resolve(&bench.look_cx(), PAGE).await.unwrap();
    assert_eq!((account.account.as_deref(), account.name.as_deref()), (Some(PAGE), Some("Stadt Musterbach")));
    assert_eq!(account.url.as_str(), "https://www.facebook.com/100064");
    bench.graph.node(json!({"id": "me", "name": "x"}));
    let other = bench.connector.resolve(&bench.look_cx(), "@andere").await.unwrap_err();
    assert_eq!(other.class(), ErrorClass::PermissionMissing);
    assert_eq!(bench.connector.health(&bench.bench.cx()).await.unwrap().name.as_deref(), Some("Stadt Musterbach"));
}

#[tokio::test]
async fn the_end_of_access_to_data_is_looked_up() {
    let bench = bench().await;
    bench.graph.node(json!({"id": "debug_token", "data": {"is_valid": true, "expires_at": 0, "data_access_expires_at": 1_780_000_000}}));
    let login = bench.bench.login.clone().unwrap();
    let new = bench.connector.refresh_login(&bench.look_cx(), &login).await.unwrap().unwrap();
    assert_eq!((new.data_access_until.unwrap().as_second(), new.expires_at), (1_780_000_000, None));
    assert_eq!(bench.connector.refresh_login(&bench.look_cx(), &new).await.unwrap(), None);
    bench.graph.node(json!({"id": "debug_token", "data": {"is_valid": false}}));
    assert_eq!(bench.connector.refresh_login(&bench.look_cx(), &login).await.unwrap_err().cause, Cause::LoginExpired);
}

#[test]
fn pushes_are_believed_by_their_signature_and_told_twice_say_the_same() {
    let secrets = PushSecrets { app_secret: Some(Secret::new(APP_SECRET)), verify: None };
    let change = |verb: &str| json!({"item": "status", "verb": verb, "post_id": "100064_1", "from": {"id": PAGE, "name": "Rathaus Köln"}, "message": "Grüße"});
    let (headers, raw) = FakeGraph::push(PAGE, &change("add"));
    assert!(!raw.windows(2).any(|two| two == "ü".as_bytes()), "escaped, as the platform does");
    let hints = FacebookConnector.accept_push(&headers, &raw, &secrets).unwrap();
    assert_eq!((hints[0].native_id.0.as_str(), hints[0].verb, hints.len()), ("100064_1", HintVerb::Create, 1));
    assert_eq!(FacebookConnector.accept_push(&headers, &raw, &secrets).unwrap(), hints);
    let (headers, removed) = FakeGraph::push(PAGE, &change("remove"));
    assert_eq!(FacebookConnector.accept_push(&headers, &removed, &secrets).unwrap()[0].verb, HintVerb::Delete);
    assert_eq!(FacebookConnector.accept_push(&headers, &raw, &secrets), Err(Reject::Forged));
    let (headers, other) = FakeGraph::signed(&json!({"object": "permissions", "entry": []}));
    assert_eq!(FacebookConnector.accept_push(&headers, &other, &secrets), Ok(Vec::new()));
    let (headers, odd) = FakeGraph::signed(&json!([1]));
    assert_eq!(FacebookConnector.accept_push(&headers, &odd, &secrets), Err(Reject::Unreadable));
}
