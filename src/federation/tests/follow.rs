//! Following, its end, and the answers that are due.

use http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::world::{Peer, RATHAUS, Reply, World, other_key};
use crate::federation::signature::{Dialect, test_key};
use crate::store::{Conn, changes, deliveries, remote_actors};

/// What goes out first: its address and its JSON.
async fn next_delivery(world: &World) -> (String, Value) {
    let (now, until) = (world.now(), world.now() + SignedDuration::from_secs(60));
    let leases = world.write(async |c: &mut Conn<'_>| deliveries::claim(c, "token", 10, until, now).await).await;
    let [lease] = leases.as_slice() else { panic!("one host, not {}", leases.len()) };
    let [head] = lease.heads.as_slice() else { panic!("one message, not {}", lease.heads.len()) };
    assert_eq!(head.kind, "Accept");
    (head.url.clone(), serde_json::from_str(&head.body).unwrap())
}

/// How many messages wait for delivery.
async fn waiting(world: &World) -> u64 {
    let now = world.now();
    world.read(async |c: &mut Conn<'_>| deliveries::counts(c, now).await).await.waiting
}

#[tokio::test]
async fn a_follow_is_accepted_in_the_followers_own_inbox() {
    let (world, peer) = (World::new().await, Peer::start("peer").await);
    let follow = peer.follow("alice", 1);
    assert_eq!(world.receive(peer.signed(&follow, world.now())).await, StatusCode::ACCEPTED);
    assert_eq!(world.followers().await, [peer.actor("alice")]);
    let (inbox, accept) = next_delivery(&world).await;
    assert_eq!(inbox, format!("{}/inbox", peer.actor("alice")));
    assert_eq!(accept["actor"], RATHAUS);
    assert_eq!(accept["to"], json!([peer.actor("alice")]));
    assert_eq!(
        accept["object"],
        json!({ "id": follow["id"], "type": "Follow", "actor": peer.actor("alice"), "object": RATHAUS })
    );
    let (status, followers) = world.get("/ap/rathaus/followers").await;
    assert_eq!((status, &followers["totalItems"]), (StatusCode::OK, &json!(1)));
    assert!(followers.get("orderedItems").is_none());
    let told = world.read(async |c: &mut Conn<'_>| changes::since(c, 0).await).await;
    assert!(told.iter().any(|change| change.kind == changes::ChangeKind::Followers && change.key == "rathaus"));
}

#[tokio::test]
async fn every_repeated_follow_is_accepted_again_but_counts_once() {
    let (world, peer) = (World::new().await, Peer::start("peer").await);
    for number in [1, 1, 2] {
        world.wait(1);
        let request = peer.signed(&peer.follow("alice", number), world.now());
        assert_eq!(world.receive(request).await, StatusCode::ACCEPTED);
    }
    assert_eq!(world.followers().await.len(), 1);
    assert_eq!(waiting(&world).await, 3);
    assert_eq!(peer.asked(), ["/users/alice"], "the actor is fetched once");
}

#[tokio::test]
async fn both_dialects_both_inboxes_and_embedded_objects_are_understood() {
    let (world, peer) = (World::new().await, Peer::start("peer").await);
    peer.serve_actor("bob", test_key());
    let mut follow = peer.follow("alice", 1);
    follow["object"] = json!({ "id": RATHAUS, "type": "Service" });
    let mut letter = peer.letter("alice").to("/ap/inbox").at(world.now());
    letter.dialect = Dialect::Rfc9421;
    assert_eq!(world.receive(letter.build(follow.to_string().as_bytes())).await, StatusCode::ACCEPTED);
    let mut follow = peer.follow("bob", 2);
    follow["actor"] = json!({ "id": peer.actor("bob"), "type": "Person" });
    follow["type"] = json!(["Follow"]);
    let mut letter = peer.letter("bob").at(world.now());
    letter.content_type = "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"";
    assert_eq!(world.receive(letter.build(follow.to_string().as_bytes())).await, StatusCode::ACCEPTED);
    assert_eq!(world.followers().await.len(), 2);
}

#[tokio::test]
async fn an_undo_ends_following_in_all_its_forms() {
    for form in ["embedded", "id", "unknown id"] {
        let (world, peer) = (World::new().await, Peer::start("peer").await);
        let follow = peer.follow("alice", 1);
        world.receive(peer.signed(&follow, world.now())).await;
        assert_eq!(world.followers().await.len(), 1);
        let object = match form {
            "embedded" => follow,
            "id" => follow["id"].clone(),
            _ => peer.follow("alice", 77),
        };
        let undo = undo(&peer, object);
        assert_eq!(world.receive(peer.signed(&undo, world.now())).await, StatusCode::ACCEPTED);
        assert!(world.followers().await.is_empty(), "{form}");
    }
}

fn undo(peer: &Peer, object: Value) -> Value {
    json!({ "id": peer.url("/undos/1"), "type": "Undo", "actor": peer.actor("alice"), "object": object })
}

#[tokio::test]
async fn a_follow_id_may_be_used_again_after_its_undo() {
    let (world, peer) = (World::new().await, Peer::start("peer").await);
    let follow = peer.follow("alice", 1);
    for _ in 0..2 {
        world.wait(60);
        world.receive(peer.signed(&follow, world.now())).await;
        assert_eq!(world.followers().await.len(), 1);
        world.wait(60);
        world.receive(peer.signed(&undo(&peer, follow.clone()), world.now())).await;
        assert!(world.followers().await.is_empty());
        // The same Undo, sent again.
        world.wait(1);
        world.receive(peer.signed(&undo(&peer, follow.clone()), world.now())).await;
    }
}

#[tokio::test]
async fn an_undo_that_overtakes_its_follow_wins_for_a_day() {
    let (world, peer) = (World::new().await, Peer::start("peer").await);
    let follow = peer.follow("alice", 1);
    let early = peer.signed(&undo(&peer, follow.clone()), world.now());
    assert_eq!(world.receive(early).await, StatusCode::ACCEPTED);
    world.wait(5);
    assert_eq!(world.receive(peer.signed(&follow, world.now())).await, StatusCode::ACCEPTED);
    assert!(world.followers().await.is_empty());
    assert_eq!(waiting(&world).await, 0);
    world.wait(5);
    world.receive(peer.signed(&follow, world.now())).await;
    assert_eq!(world.followers().await.len(), 1, "the next one is meant");
}

#[tokio::test]
async fn a_block_ends_following() {
    let (world, peer) = (World::new().await, Peer::start("peer").await);
    world.receive(peer.signed(&peer.follow("alice", 1), world.now())).await;
    let block = json!({
        "id": peer.url("/blocks/1"), "type": "Block", "actor": peer.actor("alice"), "object": RATHAUS
    });
    assert_eq!(world.receive(peer.signed(&block, world.now())).await, StatusCode::ACCEPTED);
    assert!(world.followers().await.is_empty());
}

#[tokio::test]
async fn an_account_that_deletes_itself_is_forgotten() {
    let (world, peer) = (World::new().await, Peer::start("peer").await);
    world.receive(peer.signed(&peer.follow("alice", 1), world.now())).await;
    let alice = peer.actor("alice");
    let delete = json!({ "id": format!("{alice}#delete"), "type": "Delete", "actor": alice, "object": alice });
    assert_eq!(world.receive(peer.signed(&delete, world.now())).await, StatusCode::ACCEPTED);
    assert!(world.followers().await.is_empty());
    assert!(world.read(async |c: &mut Conn<'_>| remote_actors::by_uri(c, &alice).await).await.is_none());
    assert_eq!(peer.asked().len(), 1, "its key was known");
    assert_eq!(waiting(&world).await, 0, "the answer to its Follow names it and goes too");
}

#[tokio::test]
async fn a_key_that_changed_is_fetched_anew_once() {
    let (world, peer) = (World::new().await, Peer::start("peer").await);
    world.receive(peer.signed(&peer.follow("alice", 1), world.now())).await;
    peer.serve_actor("alice", other_key());
    let mut letter = peer.letter("alice").at(world.now());
    letter.key = other_key();
    let follow = peer.follow("alice", 2).to_string();
    assert_eq!(world.receive(letter.clone().build(follow.as_bytes())).await, StatusCode::ACCEPTED);
    assert_eq!(peer.asked().len(), 2);
    assert_eq!(world.receive(letter.build(follow.as_bytes())).await, StatusCode::ACCEPTED);
    assert_eq!(peer.asked().len(), 2, "the new key is stored");
    // Signed with the old key: not worth another look for ten minutes.
    let old = peer.signed(&peer.follow("alice", 3), world.now());
    assert_eq!(world.receive(old.clone()).await, StatusCode::UNAUTHORIZED);
    assert_eq!(peer.asked().len(), 2);
}

/// Also when somebody else caused the look that found the new key, and whatever the message is.
#[tokio::test]
async fn after_a_new_key_every_message_is_believed() {
    let (world, peer) = (World::new().await, Peer::start("peer").await);
    world.receive(peer.signed(&peer.follow("alice", 1), world.now())).await;
    peer.serve_actor("alice", other_key());
    world.wait(60);
    let mut letter = peer.letter("alice").at(world.now());
    letter.key = other_key();
    let mut forged = letter.clone().build(peer.follow("alice", 9).to_string().as_bytes());
    let later = letter.at(world.now() + SignedDuration::from_secs(1)).build(b"{}");
    forged.headers.insert("date", later.headers["date"].clone());
    assert_eq!(world.receive(forged).await, StatusCode::UNAUTHORIZED);
    assert_eq!(peer.asked().len(), 2, "the forged one caused a look");
    let alice = peer.actor("alice");
    let key =
        async || world.read(async |c: &mut Conn<'_>| remote_actors::by_uri(c, &alice).await).await.unwrap().key_pem;
    assert_eq!(key().await, test_key().public_key_pem());
    for number in 1..=3 {
        world.wait(1);
        let mut undo = undo(&peer, json!(peer.url("/follows/unknown")));
        undo["id"] = json!(peer.url(&format!("/undos/{number}")));
        let mut letter = peer.letter("alice").at(world.now());
        letter.key = other_key();
        assert_eq!(world.receive(letter.build(undo.to_string().as_bytes())).await, StatusCode::ACCEPTED, "{number}");
        assert_eq!(key().await, other_key().public_key_pem(), "an Undo too brings the store up to date");
    }
    assert_eq!(peer.asked().len(), 2);
}

#[tokio::test]
async fn a_key_at_an_address_of_its_own_is_believed_when_the_actor_names_it() {
    let (world, peer) = (World::new().await, Peer::start("peer").await);
    let key_id = peer.url("/users/alice/main-key");
    let mut document = peer.document("alice", test_key());
    document["publicKey"]["id"] = json!(key_id);
    peer.serve("/users/alice", Reply::json(&document));
    let letter = peer.letter("alice").key_id(&key_id).at(world.now());
    let follow = peer.follow("alice", 1).to_string();
    assert_eq!(world.receive(letter.build(follow.as_bytes())).await, StatusCode::ACCEPTED);
    assert_eq!(world.followers().await.len(), 1);
}

#[tokio::test]
async fn an_account_that_moves_its_inbox_is_reached_at_the_new_one() {
    let (world, peer) = (World::new().await, Peer::start("peer").await);
    world.receive(peer.signed(&peer.follow("alice", 1), world.now())).await;
    let mut document = peer.document("alice", other_key());
    document["inbox"] = json!(peer.url("/neu/inbox"));
    let update = |document: &Value, number: u32| {
        json!({
            "id": peer.url(&format!("/updates/{number}")), "type": "Update",
            "actor": peer.actor("alice"), "object": document
        })
    };
    let mut foreign = document.clone();
    foreign["inbox"] = json!("http://evil.localhost/inbox");
    for (number, object) in [(1, &foreign), (2, &document)] {
        let request = peer.signed(&update(object, number), world.now());
        assert_eq!(world.receive(request).await, StatusCode::ACCEPTED);
    }
    // The new key counts at once, and the Accept goes to the new inbox.
    let mut letter = peer.letter("alice").at(world.now());
    letter.key = other_key();
    let follow = peer.follow("alice", 2).to_string();
    assert_eq!(world.receive(letter.build(follow.as_bytes())).await, StatusCode::ACCEPTED);
    assert_eq!(peer.asked().len(), 1, "nothing had to be fetched");
    let alice = peer.actor("alice");
    let known = world.read(async |c: &mut Conn<'_>| remote_actors::by_uri(c, &alice).await).await.unwrap();
    assert_eq!(known.key_pem, other_key().public_key_pem());
    // With the old key nothing can be said any more.
    peer.serve_actor("alice", other_key());
    let replay = peer.signed(&update(&peer.document("alice", test_key()), 3), world.now());
    assert_eq!(world.receive(replay).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn an_actor_is_the_same_however_its_address_is_written() {
    let (world, peer) = (World::new().await, Peer::start("peer").await);
    let mut follow = peer.follow("alice", 1);
    follow["actor"] = json!(peer.actor("alice").replace("peer.localhost", "PEER.Localhost"));
    assert_eq!(world.receive(peer.signed(&follow, world.now())).await, StatusCode::ACCEPTED);
    world.wait(1);
    world.receive(peer.signed(&peer.follow("alice", 2), world.now())).await;
    assert_eq!(world.followers().await, [peer.actor("alice")]);
}
