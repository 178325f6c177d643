//! Looks at a fake platform that publishes, edits, deletes and refuses.

use serde_json::{Value, json};

use super::super::contract::{Connector, HintVerb, Window};
use super::super::graph::fake_graph::{APP_SECRET, FakeGraph, Mood};
use super::super::graph::test_bench::{GraphBench, at, graph_bench, ids, word};
use super::super::push::{PushSecrets, Reject};
use super::ThreadsConnector;
use crate::domain::connection::Secret;
use crate::domain::source::{Cause, ErrorClass};

const ACCOUNT: &str = "1234567";
const POSTS: &str = "1234567/threads";

fn post(n: u32, text: &str) -> Value {
    json!({"id": format!("900{n}"), "text": text, "media_type": "TEXT_POST", "media_product_type": "THREADS",
        "username": "musterbach", "owner": {"id": ACCOUNT}, "permalink": format!("https://www.threads.com/@musterbach/post/{n}"),
        "timestamp": format!("2026-03-09T10:{n:02}:00+0000"), "is_reply": false})
}

async fn bench() -> GraphBench {
    let bench = graph_bench(&ThreadsConnector, ACCOUNT).await;
    bench.graph.publish(POSTS, post(1, "Markt am Samstag"));
    bench
}

#[tokio::test]
async fn a_post_arrives_is_edited_and_vanishes() {
    let bench = bench().await;
    let first = bench.poll(None).await.unwrap();
    assert_eq!(ids(&first), ["9001"]);
    assert_eq!(first.window, Window::Complete { from: Some(at("2026-03-09T10:01:00Z")), to: Some(bench.bench.now) });
    bench.graph.edit("9001", json!({"text": "Markt am Sonntag"}));
    let second = bench.poll(first.next).await.unwrap();
    assert_ne!(second.items[0].content_hash, first.items[0].content_hash);
    bench.graph.delete("9001");
    assert_eq!(word(&bench.look("9001").await.unwrap()), "gone: graph error 100/33 UnknownId");
    assert!(bench.graph.asked().iter().all(|asked| asked.path.starts_with("/v1.0/")));
}

#[tokio::test]
async fn replies_and_posts_of_others_are_left_out() {
    let bench = bench().await;
    let mut reply = post(2, "Eine Antwort");
    reply["is_reply"] = true.into();
    bench.graph.publish(POSTS, reply);
    let mut other = post(3, "Fremdes");
    other["owner"] = json!({"id": "42"});
    bench.graph.publish(POSTS, other);
    assert_eq!(ids(&bench.poll(None).await.unwrap()), ["9001"]);
}

#[tokio::test]
async fn a_refusing_platform_is_asked_once_and_withdraws_nothing() {
    let bench = bench().await;
    for (code, class) in
        [(190, ErrorClass::AuthDead), (4, ErrorClass::RateLimited), (10, ErrorClass::PermissionMissing)]
    {
        bench.graph.mood(Mood::Error { code, subcode: None });
        let before = bench.graph.asked().len();
        assert_eq!(bench.poll(None).await.unwrap_err().class(), class);
        assert_eq!(bench.graph.asked().len(), before + 1);
        assert!(bench.look("9001").await.map_or(true, |fetched| !word(&fetched).starts_with("gone")));
    }
}

#[tokio::test]
async fn the_account_of_the_login_is_found_and_its_token_renewed() {
    let bench = bench().await;
    bench.graph.node(json!({"id": "me", "username": "musterbach"}));
    assert_eq!(bench.connector.resolve(&bench.look_cx(), "@andere").await.unwrap_err().cause, Cause::LoginOther);
    let found = bench.connector.resolve(&bench.look_cx(), ACCOUNT).await.unwrap();
    assert_eq!((found.account.as_deref(), found.url.as_str()), (Some(ACCOUNT), "https://www.threads.com/@musterbach"));
    let login = bench.bench.login.clone().unwrap();
    let new = bench.connector.refresh_login(&bench.look_cx(), &login).await.unwrap().unwrap();
    assert_ne!(new.token, login.token);
    assert_eq!(bench.connector.health(&bench.bench.cx()).await.unwrap().name.as_deref(), Some("Stadt Musterbach"));
}

#[test]
fn a_published_and_a_deleted_post_are_reasons_to_look() {
    let secrets = PushSecrets { app_secret: Some(Secret::new(APP_SECRET)), verify: None };
    let push = |field: &str| {
        let value = json!({"id": "9001", "username": "musterbach", "text": "Grüße"});
        FakeGraph::signed(
            &json!({"topic": "moderate", "target_id": ACCOUNT, "values": {"value": value, "field": field}}),
        )
    };
    for (field, verb) in [("publish", Some(HintVerb::Create)), ("delete", Some(HintVerb::Delete)), ("replies", None)] {
        let (headers, raw) = push(field);
        let hints = ThreadsConnector.accept_push(&headers, &raw, &secrets).unwrap();
        assert_eq!(hints.first().map(|hint| hint.verb), verb, "{field}");
    }
    let (headers, raw) = push("publish");
    let other = PushSecrets { app_secret: Some(Secret::new("anderes")), verify: None };
    assert_eq!(ThreadsConnector.accept_push(&headers, &raw, &other), Err(Reject::Forged));
}
