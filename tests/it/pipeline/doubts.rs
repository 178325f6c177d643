//! What becomes of posts that were doubted once: no doubt lasts for ever, and none outlives its reason.

use std::time::Duration;

use ausrufer::admin::set_source_state;
use ausrufer::domain::source::SourceState;
use ausrufer::jobs::{Answer as Decision, answer_held};
use ausrufer::store::{Conn, StoreError, held};

use crate::support::databases;
use crate::support::mini_peer::{MiniPeer, Script};
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Answer, Entry, Site};

fn entries(count: u64) -> Vec<Entry> {
    (0..count)
        .map(|n| {
            Entry::new(&format!("e{n}"), &format!("Eintrag {n}"), start_of_tests() - Duration::from_secs(600 + 60 * n))
        })
        .collect()
}

async fn answer_first(server: &TestServer, decision: Decision) {
    let town = server.town().await;
    let open =
        server.app.db.read(async |c: &mut Conn<'_>| Ok::<_, StoreError>(held::open(c, town.id).await?)).await.unwrap();
    answer_held(server.app.jobs.hands(), town.id, open[0].id, decision).await.unwrap();
}

#[tokio::test]
async fn a_post_whose_second_answer_never_comes_is_shown_again() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        let all = entries(4);
        site.feed(&all);
        let server = TestServer::start(&database).await;
        server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        site.feed(&all[..3]);
        site.put("/artikel/e3", Answer::status(404));
        server.pass(60).await;
        assert_eq!(server.headings().await.len(), 3);
        site.put("/artikel/e3", Answer::status(403));
        for _ in 0..12 {
            server.pass(86_400).await;
        }
        assert_eq!(server.headings().await.len(), 4, "one sign alone withdraws nothing for good");
    }
}

#[tokio::test]
async fn a_discontinued_channel_keeps_all_its_posts() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        let all = entries(4);
        site.feed(&all);
        let server = TestServer::start(&database).await;
        let source = server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        site.feed(&all[..3]);
        site.put("/artikel/e3", Answer::status(410));
        server.pass(60).await;
        let source = server.source(&source).await;
        set_source_state(&server.app.desk(), &source, SourceState::Retired).await.unwrap();
        server.pass(86_400).await;
        assert_eq!(server.headings().await.len(), 4);
        assert_eq!(database.number("SELECT count(*) FROM activity WHERE kind = 'Delete'").await, Some(0));
    }
}

#[tokio::test]
async fn withdrawals_that_were_held_are_void_once_the_posts_are_listed_again() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        let all = entries(20);
        site.feed(&all);
        let server = TestServer::start(&database).await;
        server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        site.feed(&all[..12]);
        for n in 12..20 {
            site.put(&format!("/artikel/e{n}"), Answer::status(410));
        }
        server.pass(60).await;
        site.feed(&all[..19]);
        server.pass(60).await;
        answer_first(&server, Decision::Release).await;
        assert_eq!(server.headings().await.len(), 19, "only the one that is still missing goes");
    }
}

#[tokio::test]
async fn held_edits_stay_held_when_fewer_of_them_are_listed() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        let mut all = entries(10);
        site.feed(&all);
        let server = TestServer::start(&database).await;
        server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        for entry in &mut all[..6] {
            entry.text = "<p>Neue Vorlage.</p>".into();
        }
        site.feed(&all);
        server.pass(60).await;
        site.feed(&all[3..]);
        server.pass(60).await;
        let (_, _, page) = server.get("/", "text/html").await;
        assert!(!page.contains("Neue Vorlage"), "three of the six are left in the list: still held");
        answer_first(&server, Decision::Release).await;
        server.pass(1).await;
        let (_, _, page) = server.get("/", "text/html").await;
        assert_eq!(page.matches("Neue Vorlage").count(), 6, "the answer counts for all six");
    }
}

#[tokio::test]
async fn a_channel_that_is_taken_up_again_does_not_shout() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        let mut all = entries(1);
        site.feed(&all);
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        let source = server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        let desk = server.app.desk();
        set_source_state(&desk, &server.source(&source).await, SourceState::Paused).await.unwrap();
        for n in 0..9 {
            let mut entry = Entry::new(&format!("u{n}"), &format!("Ohne Datum {n}"), start_of_tests());
            entry.date = None;
            all.push(entry);
        }
        site.feed(&all);
        server.pass(90 * 86_400).await;
        set_source_state(&desk, &server.source(&source).await, SourceState::Active).await.unwrap();
        server.pass(1).await;
        assert_eq!(server.headings().await.len(), 10);
        assert_eq!(database.number("SELECT count(*) FROM post WHERE NOT silent").await, Some(0));
    }
}

#[tokio::test]
async fn what_waits_to_be_delivered_waits_on_while_its_post_is_in_doubt() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        let all = entries(2);
        site.feed(&all);
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        let peer = MiniPeer::start("peer", server.clock.clone()).await;
        peer.follow(&format!("http://{}/ap/rathaus", server.host)).await;
        server.pass(1).await;
        peer.answer(Script::status(503));
        let fresh = Entry::new("neu", "Neu", start_of_tests() + Duration::from_secs(30));
        site.feed(&[fresh.clone(), all[0].clone(), all[1].clone()]);
        server.pass(60).await;
        site.feed(&all);
        site.put("/artikel/neu", Answer::status(410));
        server.pass(60).await;
        peer.answer(Script::Accept);
        server.pass(200).await;
        assert!(!peer.received().iter().any(|one| one.kind == "Create" && one.is_taken()), "hidden: not delivered");
        site.feed(&[fresh, all[0].clone(), all[1].clone()]);
        server.pass(60).await;
        server.pass(600).await;
        assert!(peer.received().iter().any(|one| one.kind == "Create" && one.is_taken()), "shown again: delivered");
    }
}
