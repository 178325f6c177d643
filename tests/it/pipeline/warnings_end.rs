//! The end of a warning: an answer that reaches followers once, and goes when the warning runs again.

use std::time::Duration;

use serde_json::{Value, json};

use super::warnings::{
    DASHBOARD, HTML, JSON, SOON, add_nina, count, follow, is_quiet, posts, put_changed, says, says_changed,
};
use crate::support::databases;
use crate::support::mini_peer::{MiniPeer, Received};
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Answer, Site};

const NOTE: &str = "application/activity+json";

async fn scene(server: &TestServer, nina: &Site) -> MiniPeer {
    is_quiet(nina);
    server.add_actor().await;
    add_nina(server, nina).await;
    server.pass(1).await;
    follow(server, "peer", "rathaus").await
}

fn creates(all: &[Received]) -> Vec<Value> {
    let of = all.iter().filter(|one| one.kind == "Create" && one.is_taken());
    of.map(|one| serde_json::from_slice(&one.body).unwrap()).collect()
}

async fn await_creates(peer: &MiniPeer, n: usize) -> Vec<Value> {
    creates(&peer.await_received(|all| creates(all).len() >= n, SOON).await)
}

#[tokio::test]
async fn a_cancelled_warning_is_answered_once_whatever_happens() {
    for database in databases::each().await {
        let nina = Site::start("nina").await;
        let server = TestServer::start(&database).await;
        let peer = scene(&server, &nina).await;
        says(&nina, 0, "Alert", "Rauch über Musterbach", &[]);
        server.pass(70).await;
        let warning = await_creates(&peer, 1).await.remove(0);
        let folder = tempfile::tempdir().unwrap();
        let (backup, blank) = (folder.path().join("vorher.tar"), databases::blank_postgres().await);
        server.back_up(&backup).await;

        says(&nina, 1, "Cancel", "Rauch über Musterbach", &[]);
        server.clock.advance(Duration::from_secs(70));
        server.app.jobs.run_all_due().await.unwrap();
        let urgent = "SELECT count(*) FROM delivery WHERE priority = 0";
        assert_eq!(database.number(urgent).await, Some(2), "the Update and the answer go before all other work");
        server.app.run_all_due_jobs().await.unwrap();
        let answer = await_creates(&peer, 2).await.remove(1);
        let note = &answer["object"];
        assert_eq!(note["inReplyTo"], warning["object"]["id"]);
        assert_eq!((&note["attributedTo"], &answer["actor"]), (&warning["actor"], &warning["actor"]));
        assert!(note["cc"][0].as_str().unwrap().ends_with("/followers"), "{note}");
        let words = note["content"].as_str().unwrap();
        assert!(words.contains("Entwarnung: Rauch über Musterbach"), "{words}");
        assert!(words.contains("seit 24. November 2026, 13:01 Uhr beendet"), "{words}");
        let own = note["id"].as_str().unwrap().split_once(&server.host).unwrap().1.to_owned();
        let (status, _, served) = server.get(&own, NOTE).await;
        assert_eq!(status, 200, "{served}");
        assert_eq!(serde_json::from_str::<Value>(&served).unwrap()["inReplyTo"], warning["object"]["id"]);

        // Readers of lists see one card, which says that it is over; the answer has a page that leads to the warning.
        server.app.web.catch_up().await;
        let (_, _, page) = server.get("/", HTML).await;
        assert_eq!(page.matches("<article").count(), 1, "{page}");
        assert!(page.contains("Entwarnung am 24. November 2026, 13:01 Uhr"), "{page}");
        let path = note["url"].as_str().unwrap().split_once(&server.host).unwrap().1.to_owned();
        let (status, _, page) = server.get(&path, HTML).await;
        let warned = warning["object"]["id"].as_str().unwrap().split_once(&server.host).unwrap().1;
        assert!(status == 200 && page.contains(&format!("u-in-reply-to\" href=\"{warned}\"")), "{page}");

        server.pass(70).await;
        let server = server.restart(&database.url).await;
        is_quiet(&nina);
        server.pass(70).await;
        server.pass(3600).await;
        assert_eq!((creates(&peer.received()).len(), posts(&server).await.len()), (2, 1));

        // A backup from before the end tells of it again, under the same name: receivers know it.
        let url = blank.as_ref().map(|one| one.url.as_str()).filter(|_| !database.url.starts_with("sqlite:"));
        if url.is_some() || database.url.starts_with("sqlite:") {
            says(&nina, 1, "Cancel", "Rauch über Musterbach", &[]);
            let server = server.restart_from(&backup, url).await;
            server.pass(70).await;
            let (status, _, again) = server.get(&own, NOTE).await;
            assert_eq!(status, 200, "{again}");
        }
    }
}

#[tokio::test]
async fn what_expired_is_answered_and_what_nobody_was_told_of_is_not() {
    for database in databases::each().await {
        let nina = Site::start("nina").await;
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        let early = (start_of_tests() - jiff::SignedDuration::from_hours(1)).to_string();
        says_changed(&nina, 0, "Alert", "Bombenfund", |alert| alert["sent"] = json!(early));
        add_nina(&server, &nina).await;
        server.pass(1).await;
        let peer = follow(&server, "peer", "rathaus").await;
        put_changed(&nina, "kat.1", "Alert", "Rauch", 0, |_| {});
        let other = json!({ "id": "kat.1", "payload": { "version": 1, "data": { "severity": "Severe" } } });
        says(&nina, 0, "Alert", "Bombenfund", std::slice::from_ref(&other));
        put_changed(&nina, "mow.DE-XX-MB-W001-20261124-001-000", "Alert", "Bombenfund", 0, |alert| {
            alert["sent"] = json!(early);
        });
        server.pass(70).await;
        await_creates(&peer, 1).await;
        server.pass(7 * 3600).await;
        let all = await_creates(&peer, 2).await;
        assert!(all[1]["object"]["content"].as_str().unwrap().contains("Entwarnung: Rauch"), "{all:?}");
        server.pass(70).await;
        assert_eq!(creates(&peer.received()).len(), 2);
        let headings = server.headings().await;
        assert!(headings.contains(&"Entwarnung: Bombenfund".to_owned()), "{headings:?}");
    }
}

#[tokio::test]
async fn an_all_clear_is_taken_back_when_the_warning_runs_again() {
    for database in databases::each().await {
        let nina = Site::start("nina").await;
        let server = TestServer::start(&database).await;
        let peer = scene(&server, &nina).await;
        says(&nina, 0, "Alert", "Rauch", &[]);
        server.pass(70).await;
        says(&nina, 1, "Cancel", "Rauch", &[]);
        server.pass(70).await;
        let first = await_creates(&peer, 2).await.remove(1)["object"]["id"].clone();
        says(&nina, 2, "Update", "Rauch kommt wieder", &[]);
        server.pass(70).await;
        let told =
            |all: &[Received]| all.iter().any(|one| one.kind == "Delete" && one.object == first.as_str().unwrap());
        peer.await_received(told, SOON).await;
        assert_eq!(server.headings().await, ["Rauch kommt wieder"]);
        says(&nina, 3, "Cancel", "Rauch", &[]);
        server.pass(70).await;
        let second = await_creates(&peer, 3).await.remove(2)["object"]["id"].clone();
        assert_ne!(first, second);
        assert_eq!(count(&peer, "Delete"), 1);
    }
}

#[tokio::test]
async fn a_service_that_answers_again_after_days_floods_nobody() {
    for database in databases::each().await {
        let nina = Site::start("nina").await;
        let server = TestServer::start(&database).await;
        let peer = scene(&server, &nina).await;
        says(&nina, 0, "Alert", "Rauch", &[]);
        server.pass(70).await;
        await_creates(&peer, 1).await;
        nina.put(DASHBOARD, Answer::status(502));
        server.pass(3 * 86_400).await;
        nina.put(DASHBOARD, Answer::ok(JSON, "[]"));
        server.pass(200).await;
        server.pass(200).await;
        assert_eq!(server.headings().await, ["Entwarnung: Rauch"]);
        assert_eq!(creates(&peer.received()).len(), 1);
    }
}
