//! Many changes at once wait for a person (DESIGN D10).

use std::time::Duration;

use ausrufer::jobs::{Answer as Decision, answer_held};
use ausrufer::store::held::{self, Held};
use ausrufer::store::{Conn, StoreError};

use crate::support::databases;
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Answer, Entry, Site};

async fn open(server: &TestServer) -> Vec<Held> {
    let town = server.town().await;
    server.app.db.read(async |c: &mut Conn<'_>| Ok::<_, StoreError>(held::open(c, town.id).await?)).await.unwrap()
}

async fn decide(server: &TestServer, held: &Held, decision: Decision) -> Option<usize> {
    let town = server.town().await;
    answer_held(server.app.jobs.hands(), town.id, held.id, decision).await.unwrap()
}

fn entries(count: u64) -> Vec<Entry> {
    (0..count)
        .map(|n| {
            Entry::new(&format!("e{n}"), &format!("Eintrag {n}"), start_of_tests() - Duration::from_secs(600 + 60 * n))
        })
        .collect()
}

#[tokio::test]
async fn many_edits_at_once_are_held_and_released_by_a_person() {
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
        server.pass(60).await;
        let waiting = open(&server).await;
        assert_eq!(waiting.len(), 1, "one question, not one per look");
        assert_eq!(waiting[0].entries.len(), 6);
        let (_, _, page) = server.get("/", "text/html").await;
        assert!(!page.contains("Neue Vorlage"), "nothing changes before the answer");
        assert_eq!(decide(&server, &waiting[0], Decision::Release).await, Some(6));
        server.pass(1).await;
        let (_, _, page) = server.get("/", "text/html").await;
        assert!(page.contains("Neue Vorlage"));
        assert_eq!(decide(&server, &waiting[0], Decision::Release).await, None, "answered once");
    }
}

#[tokio::test]
async fn rejected_edits_keep_ours_and_are_not_asked_again() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        let mut all = entries(6);
        site.feed(&all);
        let server = TestServer::start(&database).await;
        server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        for entry in &mut all {
            entry.title = format!("{} (kaputt)", entry.title);
        }
        site.feed(&all);
        server.pass(60).await;
        let waiting = open(&server).await;
        assert_eq!(decide(&server, &waiting[0], Decision::Reject).await, Some(6));
        site.put("/feed.xml", {
            // The same listing with other bytes, so that it is read again.
            let mut again = all.clone();
            again.push(Entry::new("x", "Ganz neu", start_of_tests() - Duration::from_secs(30)));
            site.feed(&again);
            Answer::ok("application/rss+xml", feed_of(&site).await)
        });
        server.pass(60).await;
        assert!(open(&server).await.is_empty());
        assert!(server.headings().await.iter().all(|heading| !heading.contains("kaputt")));
        assert!(server.headings().await.contains(&"Ganz neu".to_owned()));
    }
}

/// What the site serves as its feed now.
async fn feed_of(site: &Site) -> String {
    let host = site.url("").trim_start_matches("http://").to_owned();
    crate::support::http::get(&host, "/feed.xml", "*/*").await.2
}

#[tokio::test]
async fn many_withdrawals_at_once_are_held_and_not_hidden() {
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
        server.pass(600).await;
        assert_eq!(server.headings().await.len(), 20);
        let waiting = open(&server).await;
        assert_eq!(waiting.len(), 1);
        assert_eq!(waiting[0].entries.len(), 8);
        assert_eq!(decide(&server, &waiting[0], Decision::Release).await, Some(8));
        assert_eq!(server.headings().await.len(), 12);
    }
}

#[tokio::test]
async fn withdrawals_that_were_believed_before_the_brake_fell_are_held_with_the_rest() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        let all = entries(20);
        site.feed(&all);
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        for n in 12..20 {
            site.put(&format!("/artikel/e{n}"), Answer::status(410));
        }
        site.feed(&all[..17]);
        server.pass(60).await;
        assert_eq!(server.headings().await.len(), 17, "three alone are believed and hidden");
        site.feed(&all[..12]);
        server.pass(60).await;
        assert_eq!(server.headings().await.len(), 20, "eight are not");
        server.pass(600).await;
        server.pass(600).await;
        assert_eq!(server.headings().await.len(), 20);
        assert_eq!(database.number("SELECT count(*) FROM activity WHERE kind = 'Delete'").await, Some(0));
        let waiting = open(&server).await;
        assert_eq!((waiting.len(), waiting[0].entries.len()), (1, 8));
        assert_eq!(decide(&server, &waiting[0], Decision::Release).await, Some(8));
        assert_eq!(server.headings().await.len(), 12);
    }
}

#[tokio::test]
async fn the_rest_of_a_wave_that_is_looked_up_in_portions_is_held_with_it() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        let all = entries(40);
        site.feed(&all);
        let server = TestServer::start(&database).await;
        server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        for n in 18..40 {
            site.put(&format!("/artikel/e{n}"), Answer::status(410));
        }
        site.feed(&all[..18]);
        server.pass(60).await;
        server.pass(600).await;
        let waiting = open(&server).await;
        assert_eq!((waiting.len(), waiting[0].entries.len()), (1, 22));
        assert_eq!(server.headings().await.len(), 40);
        // A single one a good day later is a withdrawal of its own.
        site.feed(&all[1..18]);
        site.put("/artikel/e0", Answer::status(410));
        server.pass(25 * 3600).await;
        server.pass(600).await;
        assert_eq!(server.headings().await.len(), 39);
    }
}

#[tokio::test]
async fn nothing_is_believed_while_the_site_as_a_whole_is_broken() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        let all = entries(3);
        site.feed(&all);
        let server = TestServer::start(&database).await;
        server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        site.feed(&all[..2]);
        // The whole article area answers 410: also the pages that are still listed.
        for n in 0..3 {
            site.put(&format!("/artikel/e{n}"), Answer::status(410));
        }
        server.pass(60).await;
        server.pass(7200).await;
        assert_eq!(server.headings().await.len(), 3, "without a healthy control read a 410 proves nothing");
    }
}
