//! Official warnings: from a small NINA to the page and to followers, first of all, never merged, never held, and never
//! gone without a word.

use std::time::Duration;

use ausrufer::admin::{NewActorRequest, NewSourceRequest, add_actor, add_source, change_rules, set_town_rules};
use ausrufer::domain::post::{Post, PostState};
use ausrufer::domain::rules::Rules;
use ausrufer::domain::source::Source;
use ausrufer::domain::validity::ValidityKind;
use ausrufer::store::posts_read::{self, Listing};
use ausrufer::store::{Conn, sources};
use serde_json::{Value, json};

use crate::support::databases;
use crate::support::mini_peer::MiniPeer;
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Answer, Entry, Site};

pub(crate) const HTML: &str = "text/html";
pub(super) const JSON: &str = "application/json";
pub(crate) const SOON: Duration = Duration::from_secs(10);
pub(super) const DASHBOARD: &str = "/api31/dashboard/059740000000.json";
pub(super) const SERIES: &str = "mow.DE-XX-MB-W001-20261124-001";

/// What NINA lists and says: versions of one warning, and any others.
pub(super) fn says(nina: &Site, version: usize, kind: &str, headline: &str, others: &[Value]) {
    let id = format!("{SERIES}-{version:03}");
    put(nina, &id, kind, headline, version);
    let entry = json!({ "id": id, "payload": { "version": version, "hash": headline, "data": {
        "headline": headline, "severity": "Severe", "msgType": kind } } });
    let all: Vec<&Value> = std::iter::once(&entry).chain(others).collect();
    nina.put(DASHBOARD, Answer::ok(JSON, json!(all).to_string()));
}

pub(super) fn put(nina: &Site, id: &str, kind: &str, headline: &str, minute: usize) {
    put_changed(nina, id, kind, headline, minute, |_| {});
}

/// The same with something else in it.
pub(super) fn put_changed(
    nina: &Site,
    id: &str,
    kind: &str,
    headline: &str,
    minute: usize,
    change: impl FnOnce(&mut Value),
) {
    let sent = start_of_tests() + Duration::from_secs(60 * minute as u64 + 30);
    let expires = start_of_tests() + Duration::from_secs(6 * 3600);
    let references = if kind == "Alert" { String::new() } else { format!("DE-XX,{SERIES}-000,{sent}") };
    let mut alert = json!({
        "identifier": id, "sender": "DE-XX-MB-W001", "sent": sent.to_string(), "status": "Actual", "msgType": kind,
        "scope": "Public", "references": references,
        "info": [{ "language": "DE", "event": "Brand", "severity": "Severe", "headline": headline,
            "description": "Großbrand in der Mühlgasse.<br/>Schließen Sie Fenster &amp; Türen.",
            "expires": expires.to_string(),
            "parameter": [{ "valueName": "sender_langname", "value": "Leitstelle Musterkreis" }],
            "area": [{ "areaDesc": "Stadt Musterbach" }] }]
    });
    change(&mut alert);
    nina.put(&format!("/api31/warnings/{id}.json"), Answer::ok(JSON, alert.to_string()));
}

/// A version of the warning with something else in it, and the list that names it.
pub(super) fn says_changed(nina: &Site, version: usize, kind: &str, headline: &str, change: impl FnOnce(&mut Value)) {
    says(nina, version, kind, headline, &[]);
    put_changed(nina, &format!("{SERIES}-{version:03}"), kind, headline, version, change);
}

pub(super) fn is_quiet(nina: &Site) {
    nina.put(DASHBOARD, Answer::ok(JSON, "[]"));
}

pub(super) async fn add_nina(server: &TestServer, nina: &Site) -> Source {
    add_nina_with(server, nina, &json!({})).await
}

/// The same with settings.
pub(super) async fn add_nina_with(server: &TestServer, nina: &Site, settings: &Value) -> Source {
    let request = NewSourceRequest {
        town: server.host.clone(),
        address: "cap:05974028".into(),
        api_base: Some(nina.url("/")),
        settings: settings.as_object().cloned().unwrap(),
        ..NewSourceRequest::default()
    };
    add_source(&server.app.desk(), request).await.unwrap().source
}

pub(crate) async fn posts(server: &TestServer) -> Vec<Post> {
    let town = server.town().await;
    let page = async |c: &mut Conn<'_>| posts_read::page(c, town.id, &Listing::All, None, 20).await;
    server.app.db.read(page).await.unwrap()
}

pub(crate) async fn follow(server: &TestServer, name: &str, actor: &str) -> MiniPeer {
    let peer = MiniPeer::start(name, server.clock.clone()).await;
    peer.follow(&format!("http://{}/ap/{actor}", server.host)).await;
    server.pass(1).await;
    peer
}

pub(crate) fn count(peer: &MiniPeer, kind: &str) -> usize {
    peer.received().iter().filter(|one| one.kind == kind && one.is_taken()).count()
}

#[tokio::test]
async fn a_warning_is_said_changed_and_cleared_in_one_post() {
    for database in databases::each().await {
        let nina = Site::start("nina").await;
        is_quiet(&nina);
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        let source = add_nina(&server, &nina).await;
        server.pass(1).await;
        let peer = follow(&server, "peer", "rathaus").await;

        says(&nina, 0, "Alert", "Rauch über Musterbach", &[]);
        server.pass(70).await;
        peer.await_received(|all| all.iter().any(|one| one.kind == "Create"), SOON).await;
        let post = posts(&server).await.remove(0);
        assert_eq!(post.title.as_deref(), Some("Rauch über Musterbach"));
        let validity = post.validity.unwrap();
        let end = start_of_tests() + Duration::from_secs(6 * 3600);
        assert_eq!((validity.kind, validity.until), (ValidityKind::Warning, Some(end)));
        server.app.web.catch_up().await;
        let (_, _, page) = server.get("/", HTML).await;
        for expected in ["Warnung", "Gilt bis", "Leitstelle Musterkreis", "Schließen Sie Fenster &amp; Türen."] {
            assert!(page.contains(expected), "{expected} is not in {page}");
        }

        says(&nina, 1, "Update", "Rauch zieht nach Norden", &[]);
        server.pass(70).await;
        peer.await_received(|all| all.iter().any(|one| one.kind == "Update"), SOON).await;
        says(&nina, 2, "Cancel", "Rauch über Musterbach", &[]);
        server.pass(70).await;
        peer.await_received(|all| all.iter().filter(|one| one.kind == "Update").count() == 2, SOON).await;
        is_quiet(&nina);
        server.pass(70).await;
        server.pass(3600).await;

        let all = posts(&server).await;
        assert_eq!((all.len(), all[0].ulid, all[0].state), (1, post.ulid, PostState::Public));
        assert_eq!(all[0].title.as_deref(), Some("Entwarnung: Rauch über Musterbach"));
        assert!(all[0].validity.unwrap().is_over(server.app.clock.now()));
        assert_eq!((count(&peer, "Create"), count(&peer, "Update"), count(&peer, "Delete")), (2, 2, 0));
        server.app.web.catch_up().await;
        let (_, _, page) = server.get("/", HTML).await;
        assert!(page.contains("Entwarnung: Rauch über Musterbach") && page.contains("Entwarnung am"), "{page}");
        assert!(server.source(&source).await.health.error.is_none());
    }
}

#[tokio::test]
async fn a_warning_that_expires_or_is_dropped_becomes_an_all_clear() {
    for database in databases::each().await {
        let nina = Site::start("nina").await;
        is_quiet(&nina);
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        add_nina(&server, &nina).await;
        server.pass(1).await;
        let peer = follow(&server, "peer", "rathaus").await;
        put(&nina, "kat.1", "Alert", "Bombenfund", 0);
        let other = json!({ "id": "kat.1", "payload": { "version": 1, "data": { "severity": "Severe" } } });
        says(&nina, 0, "Alert", "Rauch über Musterbach", std::slice::from_ref(&other));
        server.pass(70).await;
        assert_eq!(posts(&server).await.len(), 2);

        nina.put(DASHBOARD, Answer::ok(JSON, json!([other]).to_string()));
        server.pass(70).await;
        assert_eq!(server.headings().await.iter().filter(|one| one.starts_with("Entwarnung")).count(), 0);
        server.pass(70).await;
        server.pass(70).await;
        assert_eq!(server.headings().await.iter().filter(|one| one.starts_with("Entwarnung")).count(), 1);
        server.pass(7 * 3600).await;
        let headings = server.headings().await;
        assert!(headings.contains(&"Entwarnung: Bombenfund".to_owned()), "{headings:?}");
        peer.await_received(|all| all.iter().filter(|one| one.kind == "Update").count() == 2, SOON).await;
        assert_eq!(count(&peer, "Delete"), 0);
    }
}

#[tokio::test]
async fn warnings_do_not_wait_for_approval_and_join_nothing() {
    for database in databases::each().await {
        let (nina, www) = (Site::start("nina").await, Site::start("www").await);
        is_quiet(&nina);
        let mut copy = Entry::new("a", "Rauch über Musterbach", start_of_tests() + Duration::from_secs(30));
        copy.text = "<p>Großbrand in der Mühlgasse. Schließen Sie Fenster &amp; Türen.</p>".into();
        www.feed(&[copy]);
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        server.add_source(&www.url("/feed.xml")).await;
        let source = add_nina(&server, &nina).await;
        server.pass(1).await;
        let town = server.town().await;
        let approval = [("approval".to_owned(), "ja".to_owned())];
        let wanted = change_rules(&Rules::default(), None, &approval).unwrap();
        set_town_rules(&server.app.desk(), town.id, &wanted.rules).await.unwrap();
        says(&nina, 0, "Alert", "Rauch über Musterbach", &[]);
        server.pass(70).await;
        let all = posts(&server).await;
        assert_eq!(all.len(), 2, "{:?}", server.headings().await);
        assert_eq!(database.number("SELECT count(*) FROM held").await, Some(0));
        let read = async |c: &mut Conn<'_>| sources::by_id(c, town.id, source.id).await;
        let next = server.app.db.read(read).await.unwrap().unwrap().health.next_check_at.unwrap();
        assert!(next.duration_since(server.app.clock.now()).as_secs() <= 70);
    }
}

#[tokio::test]
async fn the_topic_actor_says_warnings_and_the_main_actor_passes_them_on() {
    for database in databases::each().await {
        let nina = Site::start("nina").await;
        is_quiet(&nina);
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        let request =
            NewActorRequest { town: server.host.clone(), username: "warnung".into(), ..NewActorRequest::default() };
        add_actor(&server.app.desk(), request).await.unwrap();
        add_nina(&server, &nina).await;
        server.pass(1).await;
        let direct = follow(&server, "direct", "warnung").await;
        let town_only = follow(&server, "townonly", "rathaus").await;
        says(&nina, 0, "Alert", "Rauch über Musterbach", &[]);
        server.pass(70).await;
        direct.await_received(|all| all.iter().any(|one| one.kind == "Create"), SOON).await;
        let boosted = town_only.await_received(|all| all.iter().any(|one| one.kind == "Announce"), SOON).await;
        assert_eq!((count(&direct, "Announce"), count(&town_only, "Create")), (0, 0));
        let boost = boosted.iter().find(|one| one.kind == "Announce").unwrap();
        let path = boost.object.split_once(&server.host).unwrap().1;
        let (status, _, note) = server.get(path, "application/activity+json").await;
        assert!(status == 200 && note.contains("/ap/warnung"), "{note}");
        says(&nina, 1, "Cancel", "Rauch über Musterbach", &[]);
        server.pass(70).await;
        for peer in [&direct, &town_only] {
            peer.await_received(|all| all.iter().any(|one| one.kind == "Update"), SOON).await;
        }
        direct.await_received(|all| all.iter().filter(|one| one.kind == "Create").count() == 2, SOON).await;
        town_only.await_received(|all| all.iter().filter(|one| one.kind == "Announce").count() == 2, SOON).await;
    }
}

#[tokio::test]
async fn a_service_that_is_away_for_ten_minutes_is_shown_as_such_and_clears_nothing() {
    for database in databases::each().await {
        let nina = Site::start("nina").await;
        is_quiet(&nina);
        let server = TestServer::start(&database).await;
        let source = add_nina(&server, &nina).await;
        server.pass(1).await;
        says(&nina, 0, "Alert", "Rauch über Musterbach", &[]);
        server.pass(70).await;
        nina.put(DASHBOARD, Answer::status(502));
        for _ in 0..8 {
            server.pass(130).await;
        }
        server.app.web.catch_up().await;
        let (_, _, page) = server.get("/kanaele", HTML).await;
        assert!(page.contains("Verbindung unterbrochen seit"), "{page}");
        assert_eq!(server.headings().await, ["Rauch über Musterbach"]);
        assert!(server.source(&source).await.health.failing_since.is_some());
    }
}
