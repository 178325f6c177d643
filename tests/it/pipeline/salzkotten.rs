//! The recorded year of a real town's feed: what looks like mass changes must not reach anyone by itself.

use crate::support::databases;
use crate::support::mini_peer::MiniPeer;
use crate::support::server::TestServer;
use crate::support::site::{Answer, Site};

/// A recorded state of the feed, or `None` where the recordings are not at hand.
fn recorded(name: &str) -> Option<Vec<u8>> {
    let folder = std::env::var("AUSRUFER_FIXTURES")
        .map_or_else(|_| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/fixtures"), Into::into);
    std::fs::read(folder.join("rss").join(name)).ok()
}

#[tokio::test]
async fn sixty_silent_imports_twenty_unlisted_forty_edits_held() {
    let states: Vec<_> =
        ["de_salzkotten_t0_2025-07-21.xml", "de_salzkotten_t1_before_delete.xml", "de_salzkotten_t2_after_delete.xml"]
            .into_iter()
            .filter_map(recorded)
            .collect();
    let [t0, t1, t2] = states.as_slice() else {
        eprintln!("skipped: the recorded feeds are not at hand (AUSRUFER_FIXTURES)");
        return;
    };
    for database in databases::each().await {
        let site = Site::start("www").await;
        site.put("/feed.xml", Answer::ok("application/rss+xml", t0.clone()));
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        server.add_source(&site.url("/feed.xml")).await;
        let peer = MiniPeer::start("peer", server.clock.clone()).await;
        peer.follow(&format!("http://{}/ap/rathaus", server.host)).await;
        server.pass(1).await;
        assert_eq!(server.headings().await.len(), 60);

        site.put("/feed.xml", Answer::ok("application/rss+xml", t1.clone()));
        server.pass(60).await;
        let unlisted = "SELECT count(*) FROM item WHERE state = 'unlisted_at_source'";
        assert_eq!(database.number(unlisted).await, Some(20));
        assert_eq!(server.headings().await.len(), 60, "nothing is withdrawn");

        site.put("/feed.xml", Answer::ok("application/rss+xml", t2.clone()));
        server.pass(60).await;
        assert_eq!(database.number("SELECT count(*) FROM held WHERE answered_at IS NULL").await, Some(1));
        let held = database.text("SELECT entries FROM held WHERE answered_at IS NULL").await.unwrap();
        assert_eq!(serde_json::from_str::<Vec<serde_json::Value>>(&held).unwrap().len(), 40);
        server.pass(3600).await;
        let kinds: Vec<String> = peer.received().into_iter().map(|one| one.kind).collect();
        assert_eq!(kinds, ["Accept"], "no Create, no Update, no Delete");
    }
}
