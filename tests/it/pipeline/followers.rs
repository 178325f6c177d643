//! Followers come, go, and change their keys; each is seen through real requests of an independent peer.

use std::time::Duration;

use ausrufer::admin::set_town;
use http::StatusCode;

use crate::support::databases;
use crate::support::mini_peer::MiniPeer;
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Entry, Site};

const SOON: Duration = Duration::from_secs(10);

fn count(peer: &MiniPeer, kind: &str) -> usize {
    peer.received().iter().filter(|one| one.kind == kind && one.is_taken()).count()
}

#[tokio::test]
async fn who_stops_following_gets_nothing_more_and_may_come_back() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        let first = Entry::new("a", "Erster", start_of_tests() - Duration::from_secs(60));
        site.feed(std::slice::from_ref(&first));
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        let peer = MiniPeer::start("peer", server.clock.clone()).await;
        let actor = format!("http://{}/ap/rathaus", server.host);
        let (follow, status) = peer.follow(&actor).await;
        assert_eq!(status, StatusCode::ACCEPTED);
        server.pass(1).await;
        peer.await_received(|all| all.iter().any(|one| one.kind == "Accept"), SOON).await;
        let (again, _) = peer.follow(&actor).await;
        server.pass(1).await;
        assert_eq!(count(&peer, "Accept"), 2, "each Follow is answered");
        assert_eq!(
            database.number("SELECT count(*) FROM follower WHERE to_at IS NULL").await,
            Some(1),
            "but counts once"
        );

        assert_eq!(peer.undo(&again, &actor).await, StatusCode::ACCEPTED);
        let mut second = Entry::new("b", "Zweiter", start_of_tests() + Duration::from_secs(30));
        site.feed(&[second.clone(), first.clone()]);
        server.pass(60).await;
        assert_eq!(count(&peer, "Create"), 0);

        peer.follow(&actor).await;
        second.text = "<p>Geändert.</p>".into();
        site.feed(&[Entry::new("c", "Dritter", start_of_tests() + Duration::from_secs(90)), second, first]);
        server.pass(60).await;
        peer.await_received(|all| all.iter().any(|one| one.kind == "Create"), SOON).await;
        assert_eq!(count(&peer, "Create"), 1, "only what is new: {follow}");
    }
}

#[tokio::test]
async fn a_follower_that_changed_its_key_is_believed_after_one_look() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        server.pass(1).await;
        let peer = MiniPeer::start("peer", server.clock.clone()).await;
        let actor = format!("http://{}/ap/rathaus", server.host);
        let (follow, status) = peer.follow(&actor).await;
        assert_eq!(status, StatusCode::ACCEPTED);
        peer.rotate_key();
        let like = serde_json::json!({
            "@context": "https://www.w3.org/ns/activitystreams", "id": format!("{follow}/like"), "type": "Like",
            "actor": peer.actor_url(), "object": actor,
        });
        assert_eq!(peer.post_to_inbox_of(&actor, &like).await, StatusCode::ACCEPTED);
        assert_eq!(peer.undo(&follow, &actor).await, StatusCode::ACCEPTED);
        assert_eq!(database.number("SELECT count(*) FROM follower WHERE to_at IS NULL").await, Some(0));
    }
}

#[tokio::test]
async fn an_account_called_like_its_town_follows_the_towns_new_name_and_tells_it() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        server.pass(1).await;
        let peer = MiniPeer::start("peer", server.clock.clone()).await;
        peer.follow(&format!("http://{}/ap/rathaus", server.host)).await;
        server.pass(1).await;
        let name = |text: &str| vec![("name".to_owned(), text.to_owned())];
        set_town(&server.app.desk(), &server.host, &name("Große Kreisstadt Musterbach")).await.unwrap();
        server.pass(1).await;
        peer.await_received(|all| all.iter().any(|one| one.kind == "Update"), SOON).await;
        let (_, _, document) = server.get("/ap/rathaus", "application/activity+json").await;
        let document: serde_json::Value = serde_json::from_str(&document).unwrap();
        assert_eq!(document["name"], "Große Kreisstadt Musterbach");
        assert!(document["summary"].as_str().unwrap().contains("Große Kreisstadt Musterbach"));

        database.sql("UPDATE actor SET display_name = 'Unser Rathaus' WHERE kind = 'main'").await;
        set_town(&server.app.desk(), &server.host, &name("Musterbach")).await.unwrap();
        server.pass(1).await;
        let (_, _, document) = server.get("/ap/rathaus", "application/activity+json").await;
        assert!(document.contains("Unser Rathaus"), "what staff wrote themselves stays: {document}");
    }
}
