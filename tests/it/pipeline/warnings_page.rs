//! Where visitors find warnings: a banner on every page, and a page of their own.

use std::time::Duration;

use ausrufer::admin::{set_source_state, set_validity};
use ausrufer::domain::source::SourceState;
use ausrufer::domain::validity::{Validity, ValidityKind};
use serde_json::{Value, json};

use super::warnings::{DASHBOARD, HTML, add_nina, add_nina_with, count, follow, is_quiet, posts, says, says_changed};
use crate::support::databases;
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Answer, Entry, Site};

const BANNER: &str = "<section class=\"warnband\"";

async fn page(server: &TestServer, path: &str) -> String {
    server.app.web.catch_up().await;
    let (status, _, page) = server.get(path, HTML).await;
    assert_eq!(status, 200, "{path}: {page}");
    page
}

fn mild(alert: &mut Value) {
    alert["info"][0]["severity"] = json!("Minor");
}

#[tokio::test]
async fn below_the_threshold_a_warning_stands_on_its_page_only_until_it_grows_graver() {
    for database in databases::each().await {
        let nina = Site::start("nina").await;
        is_quiet(&nina);
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        let source = add_nina_with(&server, &nina, &json!({ "min_severity": "severe" })).await;
        server.pass(1).await;
        let peer = follow(&server, "peer", "rathaus").await;
        says_changed(&nina, 0, "Alert", "Rauch über Musterbach", mild);
        server.pass(70).await;

        let own = page(&server, "/warnungen").await;
        assert!(own.contains("Rauch über Musterbach") && own.contains("nur hier"), "{own}");
        for path in ["/", "/en/", &format!("/kanal/{}", source.slug), "/feed.atom", "/feed.json", "/sitemap.xml"] {
            let elsewhere = page(&server, path).await;
            assert!(!elsewhere.contains("Rauch über") && !elsewhere.contains("rauch-ueber"), "{path}: {elsewhere}");
        }
        let outbox = async || server.get("/ap/rathaus/outbox?page=true", "application/activity+json").await.2;
        assert!(!outbox().await.contains("Rauch"));
        assert_eq!((count(&peer, "Create"), database.number("SELECT count(*) FROM delivery").await), (0, Some(0)));

        says(&nina, 1, "Update", "Rauch über Musterbach", &[]);
        server.pass(70).await;
        peer.await_received(|all| all.iter().any(|one| one.kind == "Create"), Duration::from_secs(10)).await;
        let own = page(&server, "/warnungen").await;
        assert!(own.contains("Rauch über Musterbach") && !own.contains("nur hier"), "{own}");
        assert_eq!(posts(&server).await.len(), 1);
        assert!(outbox().await.contains("Rauch"));
    }
}

#[tokio::test]
async fn while_a_warning_holds_every_page_says_so_and_then_stops_by_itself() {
    for database in databases::each().await {
        let (nina, www) = (Site::start("nina").await, Site::start("www").await);
        is_quiet(&nina);
        www.feed(&[Entry::new("a", "Stadtfest", start_of_tests() - Duration::from_secs(86_400))]);
        let server = TestServer::start(&database).await;
        let other = server.add_source(&www.url("/feed.xml")).await;
        add_nina(&server, &nina).await;
        server.pass(1).await;
        assert!(!page(&server, "/").await.contains(BANNER));
        let feed = format!("/kanal/{}/feed.json", other.slug);
        assert!(!page(&server, &feed).await.contains("Rauch"));

        says(&nina, 0, "Alert", "Rauch über Musterbach", &[]);
        server.pass(70).await;
        let festival = posts(&server).await.into_iter().find(|post| post.heading() == "Stadtfest").unwrap();
        let own = ausrufer::urls::post(&festival, &server.town().await.zone());
        let all = ["/", "/impressum", "/kanaele", "/warnungen", "/folgen", "/en/", "/en/warnungen", &own];
        for path in all {
            let page = page(&server, path).await;
            let (at, h1) = (page.find(BANNER).expect(path), page.find("<h1").unwrap());
            assert!(at < h1, "{path}");
            assert!(
                page.contains("Rauch über Musterbach") && page.contains("Leitstelle Musterkreis"),
                "{path}: {page}"
            );
        }
        let german = page(&server, "/impressum").await;
        for words in ["Gefahr", "Gilt bis", "Stand 24. November 2026, 13:00 Uhr", "/warnungen"] {
            assert!(german.contains(words), "{words}: {german}");
        }
        assert!(page(&server, &feed).await.contains("Rauch über Musterbach"));

        nina.put(DASHBOARD, Answer::status(502));
        for _ in 0..6 {
            server.pass(130).await;
        }
        for path in ["/impressum", "/warnungen", "/kanal/amtliche-warnungen"] {
            let page = page(&server, path).await;
            assert!(page.contains("seit 24. November 2026, 13:"), "{path}: {page}");
        }
        assert!(page(&server, "/impressum").await.contains("Nicht aktuell"));

        // Nobody looks, nothing is written: the time alone ends it.
        server.clock.advance(Duration::from_secs(7 * 3600));
        for path in all {
            assert!(!page(&server, path).await.contains(BANNER), "{path}");
        }
        assert!(page(&server, "/warnungen").await.contains("Vergangene Warnungen"));
    }
}

#[tokio::test]
async fn the_page_of_warnings_says_as_of_when_there_are_none_and_forgets_after_a_month() {
    for database in databases::each().await {
        let nina = Site::start("nina").await;
        is_quiet(&nina);
        let server = TestServer::start(&database).await;
        let unserved = page(&server, "/warnungen").await;
        assert!(unserved.contains("Amtliche Warnungen werden auf dieser Seite nicht gezeigt"), "{unserved}");
        assert!(!page(&server, "/").await.contains("href=\"/warnungen\""));

        add_nina(&server, &nina).await;
        server.pass(1).await;
        let quiet = page(&server, "/warnungen").await;
        assert!(
            quiet.contains("Zurzeit keine Warnungen.") && quiet.contains("Stand 24. November 2026, 13:00"),
            "{quiet}"
        );
        assert!(page(&server, "/").await.contains("href=\"/warnungen\""));
        server.pass(300).await;
        assert!(page(&server, "/warnungen").await.contains("Stand 24. November 2026, 13:05 Uhr"));

        says(&nina, 0, "Alert", "Rauch über Musterbach", &[]);
        server.pass(70).await;
        says(&nina, 1, "Cancel", "Rauch über Musterbach", &[]);
        server.pass(70).await;
        is_quiet(&nina);
        let past = page(&server, "/warnungen").await;
        assert!(past.contains("Zurzeit keine Warnungen.") && past.contains("Vergangene Warnungen"), "{past}");
        assert!(past.contains("Entwarnung am 24. November 2026, 13:01 Uhr"), "{past}");
        server.pass(29 * 86_400).await;
        assert!(page(&server, "/warnungen").await.contains("Rauch über Musterbach"));
        server.pass(2 * 86_400).await;
        let forgotten = page(&server, "/warnungen").await;
        assert!(!forgotten.contains("Rauch") && !forgotten.contains("Vergangene Warnungen"), "{forgotten}");
    }
}

#[tokio::test]
async fn a_rehearsal_is_marked_and_the_towns_own_warning_stands_beside_it() {
    for database in databases::each().await {
        let (nina, www) = (Site::start("nina").await, Site::start("www").await);
        is_quiet(&nina);
        www.feed(&[Entry::new("a", "Trinkwasser abkochen", start_of_tests())]);
        let server = TestServer::start(&database).await;
        server.add_source(&www.url("/feed.xml")).await;
        add_nina(&server, &nina).await;
        server.pass(1).await;
        let own = posts(&server).await.remove(0);
        let until = server.app.clock.now() + Duration::from_secs(3600);
        let holds = Validity { kind: ValidityKind::Warning, from: None, until: Some(until) };
        let (desk, town) = (server.app.desk(), server.town().await);
        set_validity(&desk, &town, &own, ausrufer::publish::Decision::Set(Some(holds))).await.unwrap();
        says_changed(&nina, 0, "Alert", "Sirenentest", |alert| alert["status"] = json!("Exercise"));
        server.pass(70).await;
        let all = page(&server, "/warnungen").await;
        let (banner, cards) = all.split_once("<main").unwrap();
        for part in [banner, cards] {
            assert!(
                part.contains("Sirenentest") && part.contains("Trinkwasser abkochen") && part.contains("Probe"),
                "{part}"
            );
        }
        assert!(!banner.contains("Gefahr") && banner.find("Trinkwasser") < banner.find("Sirenentest"), "{banner}");
        server.pass(3600).await;
        assert!(!page(&server, "/impressum").await.contains("Trinkwasser"));
    }
}

#[tokio::test]
async fn a_warning_that_nobody_got_is_forgotten_in_time() {
    for database in databases::each().await {
        let nina = Site::start("nina").await;
        is_quiet(&nina);
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        add_nina_with(&server, &nina, &json!({ "min_severity": "severe" })).await;
        server.pass(1).await;
        says_changed(&nina, 0, "Alert", "Wind über Musterbach", mild);
        server.pass(70).await;
        is_quiet(&nina);
        let gone = "SELECT count(*) FROM post WHERE state = 'gone' AND wiped_at IS NOT NULL AND title IS NULL";
        for (days, wanted) in [(80, 0), (7, 0), (3, 1)] {
            server.pass(days * 86_400).await;
            server.pass(86_400).await;
            assert_eq!(database.number(gone).await, Some(wanted), "after {days} more days");
        }
        assert_eq!(database.number("SELECT count(*) FROM activity WHERE kind <> 'Accept'").await, Some(0));
    }
}

#[tokio::test]
async fn a_warning_without_an_end_does_not_stay_up_when_its_service_is_read_no_longer() {
    for database in databases::each().await {
        let nina = Site::start("nina").await;
        is_quiet(&nina);
        let server = TestServer::start(&database).await;
        let source = add_nina(&server, &nina).await;
        server.pass(1).await;
        let endless = |alert: &mut Value| alert["info"][0]["expires"] = Value::Null;
        says_changed(&nina, 0, "Alert", "Rauch über Musterbach", endless);
        server.pass(70).await;
        server.pass(3 * 86_400).await;
        assert!(page(&server, "/impressum").await.contains(BANNER));
        set_source_state(&server.app.desk(), &source, SourceState::Retired).await.unwrap();
        assert!(!page(&server, "/impressum").await.contains(BANNER));
        let own = page(&server, "/warnungen").await;
        assert!(own.contains("Vergangene Warnungen") && own.contains("werden auf dieser Seite nicht gezeigt"), "{own}");
    }
}
