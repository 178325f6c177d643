//! An older copy of the database is put back: the same things get the same names, so no follower sees anything twice.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::support::databases;
use crate::support::mini_peer::MiniPeer;
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Entry, Site};

#[tokio::test]
async fn after_a_restore_everything_is_named_as_before() {
    let database = databases::sqlite().await;
    let site = Site::start("www").await;
    let mut entries = vec![Entry::new("a", "Vor der Sicherung", start_of_tests() - Duration::from_secs(60))];
    site.feed(&entries);
    let server = TestServer::start(&database).await;
    server.add_actor().await;
    server.add_source(&site.url("/feed.xml")).await;
    let peer = MiniPeer::start("peer", server.clock.clone()).await;
    peer.follow(&format!("http://{}/ap/rathaus", server.host)).await;
    server.pass(1).await;
    let copy = tempfile::tempdir().unwrap();
    let backup = copy.path().join("backup.db");
    server.app.db.copy_to(&backup.display().to_string()).await.unwrap();

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

    // The disk dies; the copy of before comes back on a new machine, with the same key file.
    let restored = server.restart_on(&backup).await;
    restored.pass(60).await;
    restored.pass(60).await;
    assert_eq!(restored.headings().await.len(), 3);
    let after = names(&peer);
    let new: Vec<_> = after.difference(&before).collect();
    assert!(new.iter().all(|(kind, _)| kind != "Create"), "nothing is said under a new name: {new:?}");
}

/// What the peer got, by kind and object (for Creates also the activity's own id).
fn names(peer: &MiniPeer) -> BTreeSet<(String, String)> {
    peer.received()
        .into_iter()
        .filter(|one| one.kind != "Accept" && one.is_taken())
        .map(|one| (one.kind.clone(), if one.kind == "Create" { format!("{} {}", one.id, one.object) } else { one.id }))
        .collect()
}
