//! Neither import nor a long silence floods followers (DESIGN D11).

use std::time::Duration;

use crate::support::databases;
use crate::support::mini_peer::MiniPeer;
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Answer, Entry, Site};

async fn with_follower(database: &databases::TestDb, site: &Site) -> (TestServer, MiniPeer) {
    let server = TestServer::start(database).await;
    server.add_actor().await;
    server.add_source(&site.url("/feed.xml")).await;
    server.app.web.catch_up().await;
    let peer = MiniPeer::start("peer", server.clock.clone()).await;
    peer.follow(&format!("http://{}/ap/rathaus", server.host)).await;
    server.pass(1).await;
    (server, peer)
}

fn creates(peer: &MiniPeer) -> Vec<String> {
    peer.received().iter().filter(|one| one.kind == "Create").map(|one| one.object.clone()).collect()
}

#[tokio::test]
async fn an_import_reaches_the_page_and_the_outbox_but_nobody() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        let mut all: Vec<Entry> = (0..30)
            .map(|n| {
                Entry::new(
                    &format!("e{n}"),
                    &format!("Eintrag {n}"),
                    start_of_tests() - Duration::from_secs(600 * n + 5),
                )
            })
            .collect();
        all[3].date = None;
        site.feed(&all);
        let (server, peer) = with_follower(&database, &site).await;
        server.pass(60).await;
        assert_eq!(server.headings().await.len(), 30);
        assert!(creates(&peer).is_empty());
        let (status, _, outbox) = server.get("/ap/rathaus/outbox", "application/activity+json").await;
        assert_eq!(status, 200);
        assert!(outbox.contains("\"totalItems\":30"), "{outbox}");
    }
}

#[tokio::test]
async fn after_a_long_silence_many_late_posts_become_one_summary() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        site.feed(&[Entry::new("a", "Anfang", start_of_tests() - Duration::from_secs(60))]);
        let (server, peer) = with_follower(&database, &site).await;
        site.put("/feed.xml", Answer::status(500));
        server.pass(60).await;
        server.pass(8 * 3600).await;
        let since = start_of_tests();
        let late: Vec<Entry> = (1..=7)
            .map(|n| Entry::new(&format!("spaet-{n}"), &format!("Nachricht {n}"), since + Duration::from_secs(600 * n)))
            .collect();
        site.feed(&late);
        server.pass(1800).await;
        let said = creates(&peer);
        assert_eq!(said.len(), 1, "one summary instead of seven");
        assert_eq!(server.headings().await.len(), 8, "all of them on the page, the summary not");
        let note = said[0].split_once(&server.host).unwrap().1.to_owned();
        let (_, _, summary) = server.get(&note, "application/activity+json").await;
        assert!(summary.contains("Nachricht 1") && summary.contains("Nachricht 7"), "{summary}");

        // One of them is withdrawn: its heading leaves the summary as well.
        site.feed(&late[1..]);
        site.put("/artikel/spaet-1", Answer::status(410));
        server.pass(60).await;
        server.pass(301).await;
        let (_, _, summary) = server.get(&note, "application/activity+json").await;
        assert!(!summary.contains("Nachricht 1") && summary.contains("Nachricht 7"), "{summary}");
        let updates = peer.received().iter().filter(|one| one.kind == "Update" && one.object == said[0]).count();
        assert_eq!(updates, 1, "and the followers' servers are told");
    }
}

#[tokio::test]
async fn after_an_outage_many_entries_without_an_hour_become_one_summary() {
    for database in databases::each().await {
        // This day's midnight names only the day.
        let midnight = start_of_tests() - Duration::from_secs(12 * 3600);
        for date in [None, Some(midnight)] {
            let fresh = database.another().await;
            let site = Site::start("www").await;
            let first = Entry::new("a", "Anfang", start_of_tests() - Duration::from_secs(60));
            site.feed(std::slice::from_ref(&first));
            let (server, peer) = with_follower(&fresh, &site).await;
            site.put("/feed.xml", Answer::status(500));
            server.pass(60).await;
            server.pass(8 * 3600).await;
            let flood = |name: &str, count: u64| -> Vec<Entry> {
                let entry = |n| Entry { date, ..Entry::new(&format!("{name}-{n}"), &format!("{name} {n}"), midnight) };
                (1..=count).map(entry).chain([first.clone()]).collect()
            };
            site.feed(&flood("Nachricht", 7));
            server.pass(1800).await;
            assert_eq!(creates(&peer).len(), 1, "one summary instead of seven, {date:?}");
            assert_eq!(server.headings().await.len(), 8, "all of them on the page, the summary not");

            // While it is read all the time, whatever appears is news.
            let both: Vec<Entry> = flood("Neues", 6).into_iter().chain(flood("Nachricht", 7)).collect();
            site.feed(&both);
            server.pass(60).await;
            assert_eq!(creates(&peer).len(), 7, "{date:?}");
        }
    }
}

#[tokio::test]
async fn an_account_made_later_takes_over_what_stands_on_the_page() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        site.feed(&[Entry::new("a", "Vorher", start_of_tests() - Duration::from_secs(60))]);
        let server = TestServer::start(&database).await;
        server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        let (status, _, _) = server.get("/.well-known/webfinger?resource=acct:rathaus@x", "*/*").await;
        assert_eq!(status, 404, "no account, no WebFinger");
        server.add_actor().await;
        server.pass(1).await;
        let (_, _, outbox) = server.get("/ap/rathaus/outbox", "application/activity+json").await;
        assert!(outbox.contains("\"totalItems\":1"), "{outbox}");
    }
}
