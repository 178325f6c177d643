//! A source in trouble: the page stays, the list says what and since when, the next try is as the source asks.

use std::time::Duration;

use ausrufer::admin::{aside_words, set_source_state, status_words};
use ausrufer::domain::source::{Aside, ErrorClass, Source, SourceState};
use ausrufer::i18n::Locale;
use ausrufer::store::{Conn, quarantine};

use crate::support::databases;
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Answer, Entry, Site};

async fn prepared() -> Vec<(TestServer, Site, Source, databases::TestDb)> {
    let mut all = Vec::new();
    for database in databases::each().await {
        let site = Site::start("www").await;
        site.feed(&[Entry::new("a", "Erster Beitrag", start_of_tests() - Duration::from_secs(60))]);
        let server = TestServer::start(&database).await;
        let source = server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        all.push((server, site, source, database));
    }
    all
}

#[tokio::test]
async fn every_kind_of_trouble_leaves_the_page_alone_and_is_told_in_german() {
    let troubles = [
        (Answer::status(500), ErrorClass::Transient, "Die Website hat eine Störung."),
        (Answer::status(403), ErrorClass::PermissionMissing, "lässt uns diese Adresse nicht lesen"),
        (Answer::status(404), ErrorClass::ConfigWrong, "steht nichts (mehr)"),
        (Answer::status(410), ErrorClass::Gone, "nicht mehr gibt"),
        (
            Answer::ok("text/html", "<!doctype html><title>Wartung</title><p>Wartung"),
            ErrorClass::ConfigWrong,
            "kein Nachrichten-Abo",
        ),
        (
            Answer::ok("application/rss+xml", "<rss version=\"2.0\"><channel><title>Leer</title></channel></rss>"),
            ErrorClass::Malformed,
            "Das Nachrichten-Abo ist leer",
        ),
        (Answer::ok("application/rss+xml", " "), ErrorClass::Malformed, "ohne Inhalt"),
        (Answer::ok("text/plain", "Guten Tag"), ErrorClass::Malformed, "kein lesbares"),
        (Answer::ok("text/xml", vec![b' '; 12 * 1024 * 1024]), ErrorClass::Malformed, "zu groß"),
        (Answer::status(302).with("location", "ftp://x.test/"), ErrorClass::ConfigWrong, "leitet auf eine Adresse um"),
    ];
    for (server, site, source, _database) in prepared().await {
        for (answer, class, words) in troubles.clone() {
            site.put("/feed.xml", answer);
            server.pass(3600 * 24).await;
            let now = server.source(&source).await;
            let error = now.health.error.clone().expect("a failing source has an error");
            assert_eq!(error.0, class, "{}", error.1);
            let said = status_words(&now, &server.town().await.zone(), Locale::De);
            assert!(said.starts_with("Gestört seit") && said.contains(words), "{said}");
            assert_eq!(server.headings().await, ["Erster Beitrag"]);
        }
        site.feed(&[Entry::new("a", "Erster Beitrag", start_of_tests() - Duration::from_secs(60))]);
        server.pass(3600 * 24).await;
        let now = server.source(&source).await;
        assert!(now.health.error.is_none() && now.health.failing_since.is_none());
        assert!(status_words(&now, &server.town().await.zone(), Locale::De).starts_with("Läuft"));
    }
}

#[tokio::test]
async fn retry_after_is_obeyed_also_beyond_fifteen_minutes() {
    for (server, site, source, _database) in prepared().await {
        site.put("/feed.xml", Answer::status(429).with("retry-after", "7200"));
        server.pass(60).await;
        let asked = site.asked("/feed.xml").len();
        let now = server.source(&source).await;
        assert_eq!(now.health.error.unwrap().0, ErrorClass::RateLimited);
        server.pass(7000).await;
        assert_eq!(site.asked("/feed.xml").len(), asked, "not asked before the time is up");
        server.pass(300).await;
        assert_eq!(site.asked("/feed.xml").len(), asked + 1);
    }
}

#[tokio::test]
async fn an_unchanged_feed_costs_one_conditional_request_and_no_write() {
    for (server, site, source, database) in prepared().await {
        let feed =
            super::super::support::http::get(site.url("").trim_start_matches("http://"), "/feed.xml", "*/*").await.2;
        site.put("/feed.xml", Answer::ok("application/rss+xml", feed).with("etag", "\"eins\""));
        server.pass(60).await;
        let counts = async || {
            let mut all = Vec::new();
            for table in ["post", "post_revision", "item_revision", "activity", "delivery", "change"] {
                all.push(database.number(&format!("SELECT count(*) FROM {table}")).await);
            }
            all
        };
        let before = counts().await;
        let asked = site.asked("/feed.xml").len();
        server.pass(60).await;
        server.pass(60).await;
        let now = site.asked("/feed.xml");
        assert_eq!(now.len(), asked + 2);
        assert!(now[asked..].iter().all(|one| one.headers.get("if-none-match").is_some_and(|tag| tag == "\"eins\"")));
        assert_eq!(counts().await, before);
        assert!(server.source(&source).await.health.last_success_at.is_some());
    }
}

#[tokio::test]
async fn one_broken_entry_is_set_aside_and_counted_once() {
    for (server, site, source, _database) in prepared().await {
        let future = Entry::new("z", "Aus der Zukunft", start_of_tests() + Duration::from_secs(86_400 * 30));
        let good = Entry::new("b", "Guter Beitrag", start_of_tests() + Duration::from_secs(30));
        site.feed(&[future, good, Entry::new("a", "Erster Beitrag", start_of_tests() - Duration::from_secs(60))]);
        server.pass(60).await;
        server.pass(60).await;
        assert_eq!(server.headings().await, ["Guter Beitrag", "Erster Beitrag"]);
        assert_eq!(server.source(&source).await.health.quarantined, 1);
    }
}

#[tokio::test]
async fn a_pause_does_not_make_us_forget_when_we_may_ask_again() {
    for (server, site, source, _database) in prepared().await {
        site.put("/feed.xml", Answer::status(429).with("retry-after", "7200"));
        server.pass(60).await;
        let asked = site.asked("/feed.xml").len();
        let next = server.source(&source).await.health.next_check_at;
        for state in [SourceState::Paused, SourceState::Active] {
            set_source_state(&server.app.desk(), &server.source(&source).await, state).await.unwrap();
        }
        let now = server.source(&source).await;
        assert_eq!(now.health.next_check_at, next);
        let said = status_words(&now, &server.town().await.zone(), Locale::De);
        assert!(said.contains("bittet um eine Pause. Nächster Versuch: 24. November 2026"), "{said}");
        server.pass(7000).await;
        assert_eq!(site.asked("/feed.xml").len(), asked, "not asked before the time is up");
        server.pass(300).await;
        assert_eq!(site.asked("/feed.xml").len(), asked + 1);
    }
}

#[tokio::test]
async fn an_entry_from_the_future_is_set_aside_with_its_reason() {
    for (server, site, source, _database) in prepared().await {
        site.feed(&[Entry::new("z", "Aus der Zukunft", start_of_tests() + Duration::from_secs(3600 * 24 * 30))]);
        server.pass(60).await;
        let reasons = server
            .app
            .db
            .read(async |c: &mut Conn<'_>| quarantine::reasons(c, source.town, source.id).await)
            .await
            .unwrap();
        assert_eq!(reasons.iter().map(|reason| Aside::of_reason(reason)).collect::<Vec<_>>(), [Some(Aside::Future)]);
        let said = aside_words(Aside::Future, 1, Locale::De);
        assert!(said.contains("Datum in der Zukunft") && said.contains("berichtigen"), "{said}");
    }
}
