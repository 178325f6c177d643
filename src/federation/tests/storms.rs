//! Masses and missing keys: what they may cost us (spec interop T-16, T-24, T-27, T-28, T-30).

use http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::world::{ORIGIN, Peer, RATHAUS, Reply, World, other_key, start};
use crate::federation::signature::test_key;
use crate::store::{Conn, StoreError, deliveries, peers, remote_actors, seen};

fn delete(actor: &str) -> Value {
    json!({ "id": format!("{actor}#delete"), "type": "Delete", "actor": actor, "object": actor })
}

#[tokio::test]
async fn t_16_deep_nesting_is_refused_before_anything_else() {
    let (world, peer) = (World::new().await, Peer::start("peer").await);
    for depth in [40, 10_000] {
        let body = format!("{}1{}", "{\"object\":".repeat(depth), "}".repeat(depth));
        assert_eq!(world.receive(peer.letter("alice").build(body.as_bytes())).await, StatusCode::BAD_REQUEST);
    }
}

#[tokio::test]
async fn t_24_endless_lists_are_read_to_their_caps() {
    let (world, peer) = (World::new().await, Peer::start("peer").await);
    let many: Vec<String> = (0..50_000).map(|n| format!("http://x/{n}")).collect();
    let mut follow = peer.follow("alice", 1);
    follow["to"] = json!(many);
    assert_eq!(world.receive(peer.signed(&follow, world.now())).await, StatusCode::ACCEPTED);
    assert_eq!(world.followers().await.len(), 1);
    let mut late = many;
    late.push(RATHAUS.to_owned());
    let note = json!({ "id": peer.url("/notes/1"), "type": "Note", "attributedTo": peer.actor("bob") });
    let create = json!({
        "id": peer.url("/creates/1"), "type": "Create", "actor": peer.actor("bob"), "cc": late, "object": note
    });
    assert_eq!(world.receive(peer.letter("bob").build(create.to_string().as_bytes())).await, StatusCode::ACCEPTED);
    assert_eq!(peer.asked(), ["/users/alice"], "beyond the cap nobody is addressed");
}

#[tokio::test]
async fn t_27_a_storm_of_strangers_deletes_costs_no_fetch() {
    let (world, peer) = (World::new().await, Peer::start("peer").await);
    for number in 0..200 {
        let actor = peer.actor(&format!("u{number}"));
        let request = peer.letter("u").build(delete(&actor).to_string().as_bytes());
        assert_eq!(world.receive(request).await, StatusCode::ACCEPTED);
    }
    assert!(peer.asked().is_empty());
}

/// What has no effect here, as strangers and followers send it about our actor and posts.
fn without_effect(peer: &Peer, name: &str) -> Vec<Value> {
    let (actor, post) = (peer.actor(name), format!("{ORIGIN}/ap/posts/1"));
    let activity = |kind: &str, object: Value| {
        json!({
            "id": peer.url(&format!("/{kind}/{name}")), "type": kind, "actor": actor, "to": [RATHAUS], "object": object
        })
    };
    let reply = json!({
        "id": peer.url("/notes/1"), "type": "Note", "attributedTo": actor, "inReplyTo": post, "content": "Danke!",
        "to": ["https://www.w3.org/ns/activitystreams#Public"]
    });
    vec![
        activity("Like", json!(post)),
        activity("EmojiReact", json!(post)),
        activity("Announce", json!(post)),
        activity("Flag", json!([post])),
        activity("Create", reply),
        activity("Move", json!(actor)),
        activity("Undo", json!({ "id": peer.url("/likes/1"), "type": "Like", "actor": actor, "object": post })),
    ]
}

/// As delivery does after failures on seven days.
async fn give_up_on_the_only_host(world: &World) {
    let (now, until) = (world.now(), world.now() + SignedDuration::from_secs(60));
    world
        .write(async |c: &mut Conn<'_>| {
            let leases = deliveries::claim(c, "token", 10, until, now).await?;
            let health = peers::Health { dead_at: Some(now), ..leases[0].health.clone() };
            assert!(deliveries::finish(c, &leases[0], &[], &health, now).await?);
            Ok::<_, StoreError>(())
        })
        .await;
}

async fn remembered(world: &World, activity: &Value, actor: &str) -> bool {
    let id = activity["id"].as_str().unwrap();
    world.read(async |c: &mut Conn<'_>| seen::is_known(c, id, actor, start()).await).await
}

#[tokio::test]
async fn what_has_no_effect_is_neither_fetched_for_nor_stored() {
    let (world, peer) = (World::new().await, Peer::start("peer").await);
    world.receive(peer.signed(&peer.follow("alice", 1), world.now())).await;
    assert_eq!(peer.asked(), ["/users/alice"]);
    for name in ["alice", "bob"] {
        for activity in without_effect(&peer, name) {
            // Also when the key is another one than the store has: nothing depends on it.
            let mut letter = peer.letter(name).at(world.now());
            letter.key = other_key();
            let request = letter.build(activity.to_string().as_bytes());
            assert_eq!(world.receive(request).await, StatusCode::ACCEPTED, "{activity}");
            assert!(!remembered(&world, &activity, &peer.actor(name)).await, "{activity}");
        }
    }
    assert_eq!(peer.asked(), ["/users/alice"]);
    assert_eq!(world.followers().await.len(), 1);
}

#[tokio::test]
async fn a_host_that_counted_as_dead_lives_again_with_whatever_its_accounts_say() {
    for activity in 0..7 {
        let (world, peer) = (World::new().await, Peer::start("peer").await);
        world.receive(peer.signed(&peer.follow("alice", 1), world.now())).await;
        let alice = peer.actor("alice");
        let known = world.read(async |c: &mut Conn<'_>| remote_actors::by_uri(c, &alice).await).await.unwrap();
        let dead = async || {
            let peer = world.read(async |c: &mut Conn<'_>| peers::by_id(c, known.peer).await).await;
            peer.unwrap().health.dead_at.is_some()
        };
        give_up_on_the_only_host(&world).await;
        assert!(dead().await);
        let activity = without_effect(&peer, "alice").swap_remove(activity);
        let mut forged = peer.letter("alice").at(world.now());
        forged.key = other_key();
        assert_eq!(world.receive(forged.build(activity.to_string().as_bytes())).await, StatusCode::ACCEPTED);
        assert!(dead().await, "not believed, and not worth a fetch: {activity}");
        assert_eq!(world.receive(peer.signed(&activity, world.now())).await, StatusCode::ACCEPTED);
        assert!(!dead().await, "{activity}");
        assert_eq!(peer.asked(), ["/users/alice"]);
    }
}

/// A flood of names that nobody has spends the host's budget for strangers' names, not that of its followers.
#[tokio::test]
async fn t_30_a_flood_that_names_a_host_leaves_its_followers_alone() {
    let (world, peer) = (World::new().await, Peer::start("peer").await);
    world.receive(peer.signed(&peer.follow("alice", 1), world.now())).await;
    let mut refused = 0;
    for number in 0..310 {
        let name = format!("u{number}");
        let request = peer.letter(&name).at(world.now()).build(peer.follow(&name, number).to_string().as_bytes());
        let answer = world.answer(request).await;
        if answer.status == StatusCode::SERVICE_UNAVAILABLE {
            assert_eq!(answer.headers.get("retry-after").unwrap(), "60");
            refused += 1;
        }
    }
    assert_eq!((refused, peer.asked().len()), (10, 301));
    // The follower's stored key needs no fetch, and even its new one is found.
    assert_eq!(world.receive(peer.signed(&peer.follow("alice", 2), world.now())).await, StatusCode::ACCEPTED);
    peer.serve_actor("alice", other_key());
    let mut letter = peer.letter("alice").at(world.now());
    letter.key = other_key();
    assert_eq!(world.receive(letter.build(peer.follow("alice", 3).to_string().as_bytes())).await, StatusCode::ACCEPTED);
}

#[tokio::test]
async fn a_new_key_that_cannot_be_had_just_now_is_looked_for_again() {
    let (world, peer) = (World::new().await, Peer::start("peer").await);
    world.receive(peer.signed(&peer.follow("alice", 1), world.now())).await;
    peer.serve("/users/alice", Reply::status(503));
    let send = async || {
        let mut letter = peer.letter("alice").at(world.now());
        letter.key = other_key();
        world.receive(letter.build(peer.follow("alice", 2).to_string().as_bytes())).await
    };
    assert_eq!(send().await, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(send().await, StatusCode::SERVICE_UNAVAILABLE, "not 401, which ends it");
    assert_eq!(peer.asked().len(), 2, "the failure is remembered");
    peer.serve_actor("alice", other_key());
    world.wait(31);
    assert_eq!(send().await, StatusCode::ACCEPTED);
}

#[tokio::test]
async fn t_28_a_gone_key_confirms_a_delete_and_a_missing_one_does_not() {
    for (status, answer, kept) in [
        (410, StatusCode::ACCEPTED, false),
        (404, StatusCode::UNAUTHORIZED, true),
        (500, StatusCode::SERVICE_UNAVAILABLE, true),
    ] {
        let (world, peer) = (World::new().await, Peer::start("peer").await);
        world.receive(peer.signed(&peer.follow("alice", 1), world.now())).await;
        peer.serve("/users/alice", Reply::status(status));
        let alice = peer.actor("alice");
        let mut letter = peer.letter("alice").at(world.now());
        letter.key = other_key();
        let answered = world.answer(letter.build(delete(&alice).to_string().as_bytes())).await;
        assert_eq!(answered.status, answer, "{status}");
        assert_eq!(answered.headers.contains_key("retry-after"), status == 500);
        let known = world.read(async |c: &mut Conn<'_>| remote_actors::by_uri(c, &alice).await).await;
        assert_eq!((known.is_some(), world.followers().await.len()), (kept, usize::from(kept)), "{status}");
    }
}

#[tokio::test]
async fn t_30_nothing_is_fetched_for_a_request_that_is_wrong_by_itself() {
    let (world, peer) = (World::new().await, Peer::start("peer").await);
    for number in 0..50 {
        let name = format!("u{number}");
        let mut garbage = peer.letter(&name).build(peer.follow(&name, number).to_string().as_bytes());
        garbage.headers.insert("signature", "keyId=\"x\",signature=\"!\"".parse().unwrap());
        assert_eq!(world.receive(garbage).await, StatusCode::UNAUTHORIZED);
    }
    assert!(peer.asked().is_empty());
    // A well-formed one costs one look, and the failure is remembered.
    for _ in 0..20 {
        let mut letter = peer.letter("nobody");
        letter.now = world.now();
        let request = letter.build(peer.follow("nobody", 1).to_string().as_bytes());
        assert_eq!(world.receive(request).await, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(peer.asked(), ["/users/nobody"]);
}

#[tokio::test]
async fn many_at_once_cause_one_fetch() {
    let (world, peer) = (World::new().await, Peer::start("peer").await);
    let requests = (0..20).map(|n| world.answer(peer.signed(&peer.follow("alice", n), world.now())));
    let answers = futures_util::future::join_all(requests).await;
    assert!(answers.iter().all(|answer| answer.status == StatusCode::ACCEPTED));
    assert_eq!(peer.asked(), ["/users/alice"]);
    assert_eq!(world.followers().await.len(), 1);
}

#[tokio::test]
async fn a_server_that_is_down_is_asked_again_later() {
    let (world, peer) = (World::new().await, Peer::start("peer").await);
    peer.serve("/users/alice", Reply::status(503).with("retry-after", "90"));
    let send = async || world.answer(peer.signed(&peer.follow("alice", 1), world.now())).await;
    let answer = send().await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.headers.get("retry-after").unwrap(), "90");
    peer.serve_actor("alice", test_key());
    world.wait(60);
    assert_eq!(send().await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(peer.asked().len(), 1);
    world.wait(31);
    assert_eq!(send().await.status, StatusCode::ACCEPTED);
    assert_eq!(world.followers().await.len(), 1);
}
