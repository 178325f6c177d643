//! "Kanal wurde geschlossen": the first answer to many vanished posts keeps them all and ends the channel (DESIGN D10).

use std::time::Duration;

use ausrufer::domain::source::{Source, SourceState};
use ausrufer::jobs::{Answer as Decision, answer_held, close_held};
use ausrufer::store::held::{self, Held};
use ausrufer::store::{Conn, StoreError};

use crate::support::databases::{self, TestDb};
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Answer, Entry, Site};

fn entries(count: u64) -> Vec<Entry> {
    (0..count)
        .map(|n| {
            Entry::new(&format!("e{n}"), &format!("Eintrag {n}"), start_of_tests() - Duration::from_secs(600 + 60 * n))
        })
        .collect()
}

async fn open(server: &TestServer) -> Vec<Held> {
    let town = server.town().await;
    server.app.db.read(async |c: &mut Conn<'_>| Ok::<_, StoreError>(held::open(c, town.id).await?)).await.unwrap()
}

/// A channel of twenty posts of which one is hidden already; then eight more vanish at once and are held.
async fn with_held_withdrawals(database: &TestDb) -> (TestServer, Site, Source) {
    let site = Site::start("www").await;
    let all = entries(20);
    site.feed(&all);
    let server = TestServer::start(database).await;
    server.add_actor().await;
    let source = server.add_source(&site.url("/feed.xml")).await;
    server.pass(1).await;
    site.feed(&all[..19]);
    site.put("/artikel/e19", Answer::status(404));
    server.pass(60).await;
    assert_eq!(server.headings().await.len(), 19);
    site.feed(&all[..11]);
    for n in 11..19 {
        site.put(&format!("/artikel/e{n}"), Answer::status(410));
    }
    server.pass(60).await;
    (server, site, source)
}

#[tokio::test]
async fn an_account_that_was_closed_keeps_its_posts_and_is_asked_no_more() {
    for database in databases::each().await {
        let (server, site, source) = with_held_withdrawals(&database).await;
        let waiting = open(&server).await;
        assert_eq!(waiting.len(), 1);
        let (town, hands) = (server.town().await, server.app.jobs.hands());
        let closed = close_held(hands, town.id, waiting[0].id).await.unwrap().unwrap();
        assert_eq!((closed.id, closed.state), (source.id, SourceState::Retired));
        assert!(closed.retired_at.is_some());
        assert_eq!(server.headings().await.len(), 20, "the one that was hidden is back, too");
        assert!(open(&server).await.is_empty());
        assert_eq!(database.text("SELECT answer FROM held").await.as_deref(), Some("closed"));
        let signs = "SELECT count(*) FROM item WHERE gone_first_at IS NOT NULL OR lookup_at IS NOT NULL";
        assert_eq!(database.number(signs).await, Some(0));
        let asked = site.asked("/feed.xml").len();
        server.pass(86_400).await;
        assert_eq!(server.headings().await.len(), 20);
        assert_eq!(site.asked("/feed.xml").len(), asked);
        assert_eq!(database.number("SELECT count(*) FROM activity WHERE kind = 'Delete'").await, Some(0));
        assert_eq!(close_held(hands, town.id, waiting[0].id).await.unwrap(), None, "answered once");
        let late = answer_held(hands, town.id, waiting[0].id, Decision::Release).await.unwrap();
        assert_eq!(late, None, "nothing is left to release");
    }
}

#[tokio::test]
async fn retiring_a_channel_by_hand_voids_its_held_withdrawals_as_well() {
    for database in databases::each().await {
        let (server, _site, source) = with_held_withdrawals(&database).await;
        let source = server.source(&source).await;
        ausrufer::admin::set_source_state(&server.app.desk(), &source, SourceState::Retired).await.unwrap();
        assert!(open(&server).await.is_empty());
        assert_eq!(server.headings().await.len(), 20);
    }
}

#[tokio::test]
async fn edits_cannot_be_answered_with_a_closed_account() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        let mut all = entries(8);
        site.feed(&all);
        let server = TestServer::start(&database).await;
        let source = server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        for entry in &mut all {
            entry.text = "<p>Neue Vorlage.</p>".into();
        }
        site.feed(&all);
        server.pass(60).await;
        let waiting = open(&server).await;
        let town = server.town().await;
        assert_eq!(close_held(server.app.jobs.hands(), town.id, waiting[0].id).await.unwrap(), None);
        assert_eq!(open(&server).await.len(), 1);
        assert_eq!(server.source(&source).await.state, SourceState::Active);
    }
}
