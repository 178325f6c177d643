//! One message's life: published, edited, withdrawn; each step seen on the page and by an independent peer.

use std::time::Duration;

use crate::support::databases;
use crate::support::mini_peer::{MiniPeer, Received};
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Answer, Entry, Site};

const SOON: Duration = Duration::from_secs(10);
const HTML: &str = "text/html";

fn of_kind<'a>(received: &'a [Received], kind: &str) -> Vec<&'a Received> {
    received.iter().filter(|one| one.kind == kind && one.is_taken()).collect()
}

#[tokio::test]
async fn a_message_is_said_once_corrected_and_withdrawn() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        let now = start_of_tests();
        let old = Entry::new("alt-1", "Wochenmarkt verlegt", now - Duration::from_secs(3 * 86_400));
        site.feed(std::slice::from_ref(&old));
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        assert_eq!(server.headings().await, ["Wochenmarkt verlegt"]);

        let peer = MiniPeer::start("peer", server.clock.clone()).await;
        let actor = format!("http://{}/ap/rathaus", server.host);
        peer.follow(&actor).await;
        server.pass(1).await;
        peer.await_received(|all| !of_kind(all, "Accept").is_empty(), SOON).await;

        let mut fresh = Entry::new("neu-1", "Mühlgasse gesperrt", now + Duration::from_secs(2));
        site.feed(&[fresh.clone(), old.clone()]);
        server.pass(60).await;
        let received = peer.await_received(|all| !of_kind(all, "Create").is_empty(), SOON).await;
        let creates = of_kind(&received, "Create");
        assert_eq!(creates.len(), 1, "the old post is not delivered, the new one once");
        let object = creates[0].object.clone();
        assert!(creates[0].distrust.is_none(), "the peer believes the signature: {:?}", creates[0].distrust);

        server.pass(60).await;
        server.pass(60).await;
        assert_eq!(of_kind(&peer.received(), "Create").len(), 1, "a repeated look says nothing twice");

        fresh.text = "<p>Die Mühlgasse ist bis Freitag gesperrt.</p>".into();
        site.feed(&[fresh.clone(), old.clone()]);
        server.pass(60).await;
        let received = peer.await_received(|all| !of_kind(all, "Update").is_empty(), SOON).await;
        let updates = of_kind(&received, "Update");
        assert_eq!(updates.len(), 1);
        assert_eq!(updates[0].object, object, "an edit keeps the object's id");
        assert_ne!(updates[0].id, of_kind(&received, "Create")[0].id, "and has an activity id of its own");
        let (status, _, page) = server.get("/", HTML).await;
        assert_eq!(status, 200);
        assert!(page.contains("bis Freitag gesperrt"), "the page shows the edit");

        withdraw(&server, &site, &peer, &old, &object).await;
    }
}

async fn withdraw(server: &TestServer, site: &Site, peer: &MiniPeer, old: &Entry, object: &str) {
    site.feed(std::slice::from_ref(old));
    site.put("/artikel/neu-1", Answer::status(410));
    server.pass(60).await;
    assert_eq!(server.headings().await, ["Wochenmarkt verlegt"], "hidden at the first sign");
    assert!(of_kind(&peer.received(), "Delete").is_empty(), "but not withdrawn yet");

    server.pass(301).await;
    let received = peer.await_received(|all| !of_kind(all, "Delete").is_empty(), SOON).await;
    let deletes = of_kind(&received, "Delete");
    assert_eq!(deletes.len(), 1);
    assert_eq!(deletes[0].object, object);
    let path = object.split_once(&server.host).unwrap().1.to_owned();
    let (status, _, tombstone) = server.get(&path, "application/activity+json").await;
    assert_eq!(status, 410);
    assert!(tombstone.contains("Tombstone"), "{tombstone}");

    server.pass(60).await;
    server.pass(13 * 3600).await;
    server.pass(3600).await;
    let all = peer.received();
    assert_eq!(
        (of_kind(&all, "Create").len(), of_kind(&all, "Update").len(), of_kind(&all, "Delete").len()),
        (1, 1, 1)
    );
}

#[tokio::test]
async fn a_post_that_answers_again_is_shown_again() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        let now = start_of_tests();
        let keep = Entry::new("a", "Bleibt", now - Duration::from_secs(7200));
        let flicker = Entry::new("b", "Flackert", now - Duration::from_secs(3600));
        site.feed(&[flicker.clone(), keep.clone()]);
        let server = TestServer::start(&database).await;
        server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        site.feed(std::slice::from_ref(&keep));
        site.put("/artikel/b", Answer::status(404));
        server.pass(60).await;
        assert_eq!(server.headings().await, ["Bleibt"]);
        site.feed(&[flicker, keep]);
        server.pass(60).await;
        assert_eq!(server.headings().await, ["Flackert", "Bleibt"]);
    }
}

#[tokio::test]
async fn an_entry_that_merely_left_the_list_stays() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        let now = start_of_tests();
        let entries: Vec<Entry> = (0..8)
            .map(|n| Entry::new(&format!("e{n}"), &format!("Eintrag {n}"), now - Duration::from_secs(3600 * n)))
            .collect();
        site.feed(&entries);
        let server = TestServer::start(&database).await;
        server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        site.feed(&entries[..2]);
        server.pass(60).await;
        server.pass(3600).await;
        assert_eq!(server.headings().await.len(), 8, "their pages still answer");
        assert!(!site.asked("/artikel/e5").is_empty(), "they were looked up");
    }
}
