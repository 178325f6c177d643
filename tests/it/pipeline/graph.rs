//! From a Page and an Instagram account to the town's page: posts travel, edits and withdrawals follow, and a platform
//! that fails withdraws nothing. On both engines, against a fake platform.

use std::collections::BTreeSet;

use ausrufer::admin::{Keyring, NewSourceRequest, add_source, connect_source};
use ausrufer::domain::connection::{Login, Secret};
use ausrufer::domain::source::{ErrorClass, Source};
use ausrufer::store::{Conn, connections};
use serde_json::{Value, json};

use crate::support::databases;
use crate::support::fake_graph::{APP_SECRET, FakeGraph, Mood, TOKEN};
use crate::support::http::{get, post};
use crate::support::server::TestServer;

const PAGE: &str = "100064";
const POSTS: &str = "100064/published_posts";

fn published(n: u32, message: &str) -> Value {
    json!({"id": format!("{PAGE}_{n}"), "message": message, "created_time": format!("2026-11-24T12:00:{n:02}+0000"),
        "permalink_url": format!("https://www.facebook.com/{PAGE}/posts/{n}"), "is_published": true,
        "from": {"id": PAGE, "name": "Stadt Musterbach"},
        "comments": {"data": [{"message": "ein Kommentar", "from": {"id": "5", "name": "Fremde Person"}}]}})
}

async fn platform() -> FakeGraph {
    let graph = FakeGraph::start().await;
    graph.node(json!({"id": PAGE, "name": "Stadt Musterbach", "username": "musterbach", "link": "https://www.facebook.com/musterbach"}));
    graph.publish(POSTS, published(1, "Markt am Samstag"));
    graph
}

fn keyring(token: &str) -> Keyring {
    let login = Login {
        app_secret: Some(Secret::new(APP_SECRET)),
        verify: Some(Secret::new("wort")),
        ..Login::with_token(token)
    };
    Keyring { login, person: Some("Eva Beispiel".into()), deputy: None }
}

async fn mirror(server: &TestServer, graph: &FakeGraph, address: &str) -> Source {
    let request = NewSourceRequest {
        town: server.host.clone(),
        address: address.into(),
        interval: Some(60),
        api_base: Some(graph.base.to_string()),
        keyring: Some(keyring(TOKEN)),
        ..NewSourceRequest::default()
    };
    add_source(&server.app.desk(), request).await.unwrap().source
}

async fn headings(server: &TestServer) -> BTreeSet<String> {
    server.headings().await.into_iter().collect()
}

fn set(words: &[&str]) -> BTreeSet<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[tokio::test]
async fn a_pages_posts_travel_are_edited_and_withdrawn() {
    for database in databases::each().await {
        let graph = platform().await;
        let server = TestServer::start(&database).await;
        let source = mirror(&server, &graph, "facebook:musterbach").await;
        assert_eq!((source.account.as_deref(), source.name.as_str()), (Some(PAGE), "Stadt Musterbach"));
        server.pass(1).await;
        assert_eq!(headings(&server).await, set(&["Markt am Samstag"]));

        graph.publish(POSTS, published(2, "Mühlgasse gesperrt"));
        graph.edit("100064_1", json!({"message": "Markt am Sonntag"}));
        server.pass(60).await;
        assert_eq!(headings(&server).await, set(&["Markt am Sonntag", "Mühlgasse gesperrt"]));
        graph.rotate();
        server.pass(60).await;
        let (_, _, page) = server.get("/", "text/html").await;
        assert!(!page.contains("Fremde Person") && !page.contains("ein Kommentar") && !page.contains("fbcdn"));

        graph.delete("100064_1");
        server.pass(60).await;
        assert_eq!(headings(&server).await, set(&["Mühlgasse gesperrt"]), "hidden at the first sign");
        server.pass(301).await;
        server.pass(60).await;
        assert_eq!(headings(&server).await, set(&["Mühlgasse gesperrt"]));
    }
}

#[tokio::test]
async fn a_failing_platform_withdraws_nothing_and_a_new_login_catches_up() {
    for database in databases::each().await {
        let graph = platform().await;
        let server = TestServer::start(&database).await;
        let source = mirror(&server, &graph, "facebook:100064").await;
        server.pass(1).await;
        for (mood, class) in [
            (Mood::Error { code: 190, subcode: Some(460) }, ErrorClass::AuthDead),
            (Mood::Error { code: 100, subcode: Some(33) }, ErrorClass::PermissionMissing),
            (Mood::Html, ErrorClass::Malformed),
            (Mood::Error { code: 4, subcode: None }, ErrorClass::RateLimited),
        ] {
            graph.mood(mood.clone());
            server.pass(1000).await;
            let failed = server.source(&source).await.health.error.map(|(class, _)| class);
            assert_eq!(failed, Some(class), "{mood:?}");
            assert_eq!(headings(&server).await, set(&["Markt am Samstag"]));
        }
        let asked = graph.asked().len();
        server.pass(60).await;
        assert_eq!(graph.asked().len(), asked, "no call inside a throttle");
        graph.mood(Mood::Well);
        graph.publish(POSTS, published(2, "Mühlgasse gesperrt"));
        server.pass(4000).await;
        assert_eq!(headings(&server).await, set(&["Markt am Samstag", "Mühlgasse gesperrt"]));
        assert_eq!(server.source(&source).await.health.error, None);
    }
}

#[tokio::test]
async fn a_push_makes_us_look_at_once_and_a_forged_one_does_not() {
    for database in databases::each().await {
        let graph = platform().await;
        let server = TestServer::start(&database).await;
        let source = mirror(&server, &graph, "facebook:100064").await;
        server.pass(1).await;
        let id = source.connection.unwrap();
        let known = server.app.db.read(async |c: &mut Conn<'_>| connections::by_id(c, source.town, id).await).await;
        let path = format!("/hooks/facebook/{}", known.unwrap().unwrap().ulid);
        let question = "hub.mode=subscribe&hub.verify_token=wort&hub.challenge=4711";
        let (status, _, word) = get(&server.host, &format!("{path}?{question}"), "*/*").await;
        assert_eq!((status, word.as_str()), (200, "4711"));

        graph.delete("100064_1");
        let value =
            json!({"item": "status", "verb": "remove", "post_id": "100064_1", "from": {"id": PAGE, "name": "Köln"}});
        let (headers, raw) = FakeGraph::push(PAGE, &value);
        let signature = headers["x-hub-signature-256"].to_str().unwrap();
        let forged = format!("sha256={}", "0".repeat(64));
        let (status, _, _) = post(&server.host, &path, &[("X-Hub-Signature-256", forged.as_str())], &raw).await;
        server.app.run_all_due_jobs().await.unwrap();
        assert_eq!((status, headings(&server).await), (403, set(&["Markt am Samstag"])));
        for _ in 0..2 {
            let (status, _, _) = post(&server.host, &path, &[("X-Hub-Signature-256", signature)], &raw).await;
            assert_eq!(status, 200);
            server.app.run_all_due_jobs().await.unwrap();
        }
        assert_eq!(headings(&server).await, set(&[]), "looked up at once, and hidden");
    }
}

#[tokio::test]
async fn an_instagram_account_that_hangs_on_the_page_travels_too() {
    for database in databases::each().await {
        let account = "17841400000000001";
        let graph = platform().await;
        graph.node(json!({"id": "me", "instagram_business_account": {"id": account, "username": "musterbach", "name": "Stadt"}}));
        graph.node(json!({"id": account, "username": "musterbach"}));
        graph.publish(&format!("{account}/media"), json!({"id": "1800", "caption": "Der Markt in Bildern", "media_type": "IMAGE",
            "username": "musterbach", "permalink": "https://www.instagram.com/p/C/", "timestamp": "2026-11-24T12:00:01+0000"}));
        let server = TestServer::start(&database).await;
        mirror(&server, &graph, "https://www.instagram.com/musterbach/").await;
        server.pass(1).await;
        assert_eq!(headings(&server).await, set(&["Der Markt in Bildern"]));
        graph.edit("1800", json!({"caption": "Der Markt, neu bebildert"}));
        server.pass(60).await;
        assert_eq!(headings(&server).await, set(&["Der Markt, neu bebildert"]));
    }
}

#[tokio::test]
async fn oddly_paged_listings_lose_nothing_and_withdraw_nothing() {
    for database in databases::each().await {
        let graph = platform().await;
        graph.refuse("100064/events", 10);
        graph.pages_of(1);
        let server = TestServer::start(&database).await;
        let source = mirror(&server, &graph, "facebook:100064").await;
        server.pass(1).await;
        graph.publish(POSTS, published(2, "Mühlgasse gesperrt"));
        graph.publish(POSTS, published(3, "Freibad öffnet"));
        server.pass(60).await;
        let all = set(&["Markt am Samstag", "Mühlgasse gesperrt", "Freibad öffnet"]);
        assert_eq!(headings(&server).await, all, "what did not fit on the pages of one look is still there");
        graph.empty_first();
        server.pass(60).await;
        graph.in_a_circle();
        server.pass(60).await;
        assert_eq!(headings(&server).await, all);

        graph.token("EAAB-neu");
        server.pass(60).await;
        assert_eq!(server.source(&source).await.health.error.map(|(class, _)| class), Some(ErrorClass::AuthDead));
        connect_source(&server.app.desk(), &source, &keyring("EAAB-neu")).await.unwrap();
        graph.mood(Mood::Used { percent: 85, regain_min: 30 });
        server.pass(1000).await;
        assert_eq!((headings(&server).await, server.source(&source).await.health.error), (all.clone(), None));
        let asked = graph.asked().len();
        server.pass(120).await;
        assert_eq!(graph.asked().len(), asked, "nearly used up: left alone");
        assert_eq!(headings(&server).await, all);
    }
}
