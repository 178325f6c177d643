//! A backup of an hour ago comes back on a new machine, on the same engine or the other one: the same things get the same
//! names, so no follower sees anything twice, and nothing leaves before a person says so.

use std::collections::BTreeSet;
use std::time::Duration;

use ausrufer::store::meta;

use super::pictures::jpeg;
use crate::support::databases::{self, TestDb};
use crate::support::mini_peer::MiniPeer;
use crate::support::seed::store;
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Answer, Entry, Site};

#[tokio::test]
async fn after_a_restore_everything_is_named_as_before() {
    for database in databases::each().await {
        story(&database, None).await;
    }
}

#[tokio::test]
async fn a_backup_from_sqlite_comes_back_on_postgresql() {
    if let Some(larger) = databases::blank_postgres().await {
        story(&databases::sqlite().await, Some(&larger)).await;
    }
}

async fn story(database: &TestDb, target: Option<&TestDb>) {
    let site = Site::start("www").await;
    site.put("/bild.jpg", Answer::ok("image/jpeg", jpeg()));
    let mut first = Entry::new("a", "Vor der Sicherung", start_of_tests() - Duration::from_secs(60));
    first.picture = Some("/bild.jpg".into());
    let mut entries = vec![first];
    site.feed(&entries);
    let server = TestServer::start(database).await;
    server.add_actor().await;
    server.add_source(&site.url("/feed.xml")).await;
    server.app.web.catch_up().await;
    let peer = MiniPeer::start("peer", server.clock.clone()).await;
    peer.follow(&format!("http://{}/ap/rathaus", server.host)).await;
    server.pass(1).await;
    let folder = tempfile::tempdir().unwrap();
    let backup = folder.path().join("sicherung");
    server.back_up(&backup).await;
    let page = server.get("/", "text/html").await.2;

    let mut undated = Entry::new("c", "Ohne Datum", start_of_tests());
    undated.date = None;
    entries.insert(0, Entry::new("b", "Nach der Sicherung", start_of_tests() + Duration::from_secs(30)));
    entries.insert(0, undated);
    site.feed(&entries);
    server.pass(60).await;
    entries[1].text = "<p>Geändert nach der Sicherung.</p>".into();
    site.feed(&entries);
    server.pass(60).await;
    let before = names(&peer);
    assert_eq!(before.len(), 3, "two Creates and an Update: {before:?}");
    let heard = peer.received().len();

    // The disk dies; the backup comes back on a new machine.
    let restored = server.restart_from(&backup, target.map(|one| one.url.as_str())).await;
    assert_eq!(restored.get("/", "text/html").await.2, page, "the page is as it was");
    let at = page.find("/medien/").expect("a picture");
    let picture: String = page[at..].chars().take_while(|c| !"\" ,".contains(*c)).collect();
    assert_eq!(restored.get(&picture, "image/*").await.0, 200);
    restored.pass(60).await;
    restored.pass(60).await;
    assert_eq!(restored.headings().await.len(), 3);
    assert_eq!(peer.received().len(), heard, "nothing leaves while deliveries are held");

    store!(restored.app.db, |c| meta::clear(c, meta::DELIVERIES));
    restored.pass(60).await;
    let after = names(&peer);
    let new: Vec<_> = after.difference(&before).collect();
    assert!(new.iter().all(|(kind, _)| kind != "Create"), "nothing is said under a new name: {new:?}");

    entries[1].text = "<p>Geändert nach der Wiederherstellung.</p>".into();
    site.feed(&entries);
    let heard = peer.received().len();
    restored.pass(60).await;
    restored.pass(60).await;
    let said = peer.received().split_off(heard);
    assert_eq!(said.iter().map(|one| one.kind.as_str()).collect::<Vec<_>>(), ["Update"], "the edit goes out once");
}

/// What the peer got, by kind and object (for Creates also the activity's own id).
fn names(peer: &MiniPeer) -> BTreeSet<(String, String)> {
    peer.received()
        .into_iter()
        .filter(|one| one.kind != "Accept" && one.is_taken())
        .map(|one| (one.kind.clone(), if one.kind == "Create" { format!("{} {}", one.id, one.object) } else { one.id }))
        .collect()
}
