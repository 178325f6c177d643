//! Looks at a fake platform through both of Instagram's doors.

use serde_json::{Value, json};

use super::super::contract::{Connector, Window};
use super::super::graph::fake_graph::{APP_SECRET, FakeGraph, Mood, TOKEN};
use super::super::graph::test_bench::{GraphBench, at, graph_bench, ids, word};
use super::super::push::PushSecrets;
use super::InstagramConnector;
use crate::domain::connection::{Login, Secret};
use crate::domain::item::ItemKind;
use crate::domain::source::{Cause, ErrorClass};

const ACCOUNT: &str = "17841400000000001";
const MEDIA: &str = "17841400000000001/media";

fn medium(n: u32, caption: &str) -> Value {
    json!({"id": format!("1800{n}"), "caption": caption, "media_type": "IMAGE", "media_product_type": "FEED",
        "media_url": "https://scontent.cdninstagram.com/v/7_n.jpg?{sig}", "username": "musterbach", "owner": {"id": ACCOUNT},
        "permalink": format!("https://www.instagram.com/p/C{n}/"), "timestamp": format!("2026-03-09T10:{n:02}:00+0000"),
        "alt_text": "Marktstände", "like_count": 3, "comments": {"data": [{"text": "Toll", "username": "fremde.person"}]}})
}

async fn bench() -> GraphBench {
    let bench = graph_bench(&InstagramConnector, ACCOUNT).await;
    bench.graph.publish(MEDIA, medium(1, "Markt am #Samstag"));
    bench
}

#[tokio::test]
async fn a_post_arrives_is_edited_and_vanishes() {
    let bench = bench().await;
    let first = bench.poll(None).await.unwrap();
    assert_eq!((ids(&first), first.items[0].kind), (vec!["18001"], ItemKind::Photo));
    assert_eq!(first.window, Window::Complete { from: Some(at("2026-03-09T10:01:00Z")), to: Some(bench.bench.now) });
    assert!(!format!("{first:?}").contains("fremde.person"));
    bench.graph.rotate();
    let second = bench.poll(first.next.clone()).await.unwrap();
    assert_eq!(second.items[0].content_hash, first.items[0].content_hash);
    bench.graph.edit("18001", json!({"caption": "Markt am #Sonntag"}));
    let third = bench.poll(second.next).await.unwrap();
    assert_ne!(third.items[0].content_hash, first.items[0].content_hash);
    assert_eq!(word(&bench.look("18001").await.unwrap()), "found");
    bench.graph.delete("18001");
    assert_eq!(word(&bench.look("18001").await.unwrap()), "gone: graph error 100/33 UnknownId");
    assert_eq!(bench.poll(third.next).await.unwrap().window, Window::Partial);
}

#[tokio::test]
async fn stories_are_read_only_where_the_town_wants_them() {
    let mut bench = bench().await;
    let mut story = medium(2, "Nur heute");
    story["media_product_type"] = "STORY".into();
    bench.graph.publish("17841400000000001/stories", story);
    assert_eq!(ids(&bench.poll(None).await.unwrap()), ["18001"]);
    bench.bench.source.settings = json!({"stories": "true"});
    let batch = bench.poll(None).await.unwrap();
    assert_eq!((ids(&batch), batch.items[1].kind), (vec!["18001", "18002"], ItemKind::Story));
    assert_eq!(batch.items[1].expires_at.as_ref().unwrap().utc, at("2026-03-10T10:02:00Z"));
}

#[tokio::test]
async fn media_of_others_in_the_listing_are_left_out() {
    let bench = bench().await;
    let mut other = medium(3, "Von jemand anderem");
    other["username"] = "fremde.person".into();
    other["owner"] = json!({"id": "42"});
    bench.graph.publish(MEDIA, other);
    assert_eq!(ids(&bench.poll(None).await.unwrap()), ["18001"]);
    assert_eq!(word(&bench.look("18003").await.unwrap()), "forbidden");
}

#[tokio::test]
async fn both_doors_find_the_account_and_number_it_differently() {
    let mut bench = bench().await;
    bench.graph.node(
        json!({"id": "me", "instagram_business_account": {"id": ACCOUNT, "username": "musterbach", "name": "Stadt"}}),
    );
    let through_page = bench.connector.resolve(&bench.look_cx(), "@musterbach").await.unwrap();
    assert_eq!(
        (through_page.account.as_deref(), through_page.settings["login"].as_str()),
        (Some(ACCOUNT), Some("facebook"))
    );
    let foreign = bench.connector.resolve(&bench.look_cx(), "@andere").await.unwrap_err();
    assert_eq!(foreign.cause, Cause::LoginOther);

    let token = "IGAA-geheim";
    bench.graph.token(token);
    bench.bench.login = Some(Login { app_secret: Some(Secret::new("s")), ..Login::with_token(token) });
    bench.graph.node(json!({"id": "me", "user_id": ACCOUNT, "username": "musterbach"}));
    let own = bench.connector.resolve(&bench.look_cx(), "https://www.instagram.com/musterbach/").await.unwrap();
    assert_eq!((own.account.as_deref(), own.settings["login"].as_str()), (Some(ACCOUNT), Some("instagram")));
    bench.bench.source.settings = own.settings;
    // This door gives another number to the same owner.
    bench.graph.edit("18001", json!({"owner": {"id": "9000"}}));
    assert_eq!(ids(&bench.poll(None).await.unwrap()), ["18001"]);
    let asked = bench.graph.asked().pop().unwrap();
    assert_eq!(asked.parameter("appsecret_proof"), None);
    assert_eq!(bench.connector.health(&bench.bench.cx()).await.unwrap().name.as_deref(), Some("Stadt Musterbach"));
}

#[tokio::test]
async fn a_token_of_sixty_days_is_renewed_while_it_is_good() {
    let mut bench = bench().await;
    bench.graph.token("IGAA-geheim");
    let login = Login { expires_at: Some(at("2026-04-10T12:00:00Z")), ..Login::with_token("IGAA-geheim") };
    let new = bench.connector.refresh_login(&bench.look_cx(), &login).await.unwrap().unwrap();
    assert_eq!((new.token.reveal(), new.expires_at.unwrap() > login.expires_at.unwrap()), ("IG-neu", true));
    bench.wait(32 * 24 * 60);
    let late = bench.connector.refresh_login(&bench.look_cx(), &login).await.unwrap_err();
    assert_eq!(late.cause, Cause::LoginExpired);
}

#[tokio::test]
async fn a_dead_login_and_a_throttle_are_told_apart() {
    let bench = bench().await;
    bench.graph.mood(Mood::Error { code: 190, subcode: Some(460) });
    assert_eq!(bench.poll(None).await.unwrap_err().class(), ErrorClass::AuthDead);
    bench.graph.mood(Mood::Error { code: 80_002, subcode: None });
    let error = bench.poll(None).await.unwrap_err();
    assert_eq!((error.class(), error.until), (ErrorClass::RateLimited, Some(at("2026-03-10T13:00:00Z"))));
}

#[test]
fn pushes_give_no_reason_to_look() {
    let secrets = PushSecrets { app_secret: Some(Secret::new(APP_SECRET)), verify: None };
    let (headers, raw) = FakeGraph::signed(&json!({"object": "instagram", "entry": [{"id": ACCOUNT, "changes": []}]}));
    assert_eq!(InstagramConnector.accept_push(&headers, &raw, &secrets), Ok(Vec::new()));
    assert!(InstagramConnector.accept_push(&headers, TOKEN.as_bytes(), &secrets).is_err());
    assert!(InstagramConnector.check_settings(&json!({"stories": "vielleicht"})).is_err());
    assert!(InstagramConnector.check_settings(&json!({"login": "x"})).is_err());
}
