//! A website without a feed: its articles on the page and at a follower's server, edited and withdrawn like any other.

use std::time::Duration;

use ausrufer::admin::status_words;
use ausrufer::domain::source::{ErrorClass, SourceKind};
use ausrufer::i18n::Locale;

use crate::support::databases;
use crate::support::mini_peer::{MiniPeer, Received};
use crate::support::server::TestServer;
use crate::support::site::{Answer, Site};

const SOON: Duration = Duration::from_secs(10);
const HTML: &str = "text/html";

fn list(site: &Site, entries: &[(&str, &str, &str)]) {
    let entry = |(name, title, time): &(&str, &str, &str)| {
        format!(
            "<li class=meldung><time datetime=\"{time}\">neu</time><h3><a href=\"/neu/{name}\">{title}</a></h3></li>"
        )
    };
    let entries: String = entries.iter().map(entry).collect();
    let page =
        format!("<html lang=de><title>Stadt Musterbach</title><main><h1>Aktuelles</h1><ul>{entries}</ul></main>");
    site.put("/neu/", Answer::ok("text/html; charset=utf-8", page));
}

fn article(site: &Site, name: &str, title: &str, text: &str) {
    let page = format!(
        "<html lang=de><nav>Startseite</nav><article><h1>{title}</h1><p>{text}</p><p>Aufrufe: {}</p>\
         <div class=kommentare>Erika Unbekannt schreibt etwas dazu.</div></article>",
        site.asked(&format!("/neu/{name}")).len()
    );
    site.put(&format!("/neu/{name}"), Answer::ok("text/html; charset=utf-8", page));
}

fn taken(received: &[Received], kind: &str) -> usize {
    received.iter().filter(|one| one.kind == kind && one.is_taken()).count()
}

const OLD: [(&str, &str, &str); 2] = [
    ("markt", "Wochenmarkt verlegt", "2026-11-20T09:00:00+01:00"),
    ("bad", "Hallenbad geschlossen", "2026-11-19T09:00:00+01:00"),
];
const NEW: (&str, &str, &str) = ("gasse", "Mühlgasse gesperrt", "2026-11-24T13:00:03+01:00");

#[tokio::test]
async fn a_website_without_a_feed_is_mirrored_corrected_and_withdrawn() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        list(&site, &OLD);
        article(
            &site,
            "markt",
            OLD[0].1,
            "Der Wochenmarkt steht am Samstag auf dem Kirchplatz. Die Parkplätze bleiben frei.",
        );
        article(&site, "bad", OLD[1].1, "Das Hallenbad bleibt bis Ostern zu. Das Freibad öffnet im Mai.");
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        let source = server.add_source(&site.url("/neu/")).await;
        assert_eq!(source.kind, SourceKind::Html);
        server.pass(1).await;
        assert_eq!(server.headings().await, ["Wochenmarkt verlegt", "Hallenbad geschlossen"]);
        let page = server.get("/", HTML).await.2;
        assert!(page.contains("Die Parkplätze bleiben frei."), "the whole text, not only the headline");
        assert!(!page.contains("Unbekannt") && !page.contains("Startseite"), "nothing of strangers and surroundings");

        let peer = MiniPeer::start("peer", server.clock.clone()).await;
        peer.follow(&format!("http://{}/ap/rathaus", server.host)).await;
        server.pass(1).await;
        peer.await_received(|all| taken(all, "Accept") > 0, SOON).await;

        list(&site, &[NEW, OLD[0], OLD[1]]);
        article(&site, NEW.0, NEW.1, "Die Mühlgasse ist gesperrt.");
        server.pass(60).await;
        peer.await_received(|all| taken(all, "Create") == 1, SOON).await;

        article(&site, NEW.0, NEW.1, "Die Mühlgasse ist bis Freitag gesperrt.");
        server.pass(660).await;
        peer.await_received(|all| taken(all, "Update") == 1, SOON).await;
        assert!(server.get("/", HTML).await.2.contains("bis Freitag gesperrt"));

        article(&site, NEW.0, NEW.1, "Die Mühlgasse ist bis Freitag gesperrt.");
        server.pass(660).await;
        assert_eq!(taken(&peer.received(), "Update"), 1, "a counter of readers is no edit");

        site.put("/neu/gasse", Answer::status(404));
        server.pass(660).await;
        assert_eq!(
            server.headings().await,
            ["Wochenmarkt verlegt", "Hallenbad geschlossen"],
            "hidden at the first sign"
        );
        assert_eq!(taken(&peer.received(), "Delete"), 0, "but not withdrawn yet");
        server.pass(3700).await;
        peer.await_received(|all| taken(all, "Delete") == 1, SOON).await;
        let all = peer.received();
        assert_eq!((taken(&all, "Create"), taken(&all, "Update"), taken(&all, "Delete")), (1, 1, 1));
    }
}

#[tokio::test]
async fn a_redesigned_website_withdraws_nothing_and_says_so_in_german() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        list(&site, &OLD);
        article(&site, "markt", OLD[0].1, "Der Wochenmarkt steht am Samstag auf dem Kirchplatz.");
        article(&site, "bad", OLD[1].1, "Das Hallenbad bleibt bis Ostern zu. Das Freibad öffnet im Mai.");
        let server = TestServer::start(&database).await;
        let source = server.add_source(&site.url("/neu/")).await;
        server.pass(1).await;
        site.put(
            "/neu/",
            Answer::ok("text/html", "<html><body><div id=app>Bitte JavaScript einschalten</div></body></html>"),
        );
        for path in ["/neu/markt", "/neu/bad"] {
            site.put(path, Answer::status(404));
        }
        for _ in 0..3 {
            server.pass(3700).await;
        }
        assert_eq!(server.headings().await, ["Wochenmarkt verlegt", "Hallenbad geschlossen"]);
        let now = server.source(&source).await;
        assert_eq!(now.health.error.as_ref().unwrap().0, ErrorClass::Malformed);
        let said = status_words(&now, &server.town().await.zone(), Locale::De);
        assert!(said.starts_with("Gestört seit") && said.contains("anders aufgebaut als bisher"), "{said}");
    }
}
