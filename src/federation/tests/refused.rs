//! Requests that must have no effect: forged, replayed, malformed (spec interop §3).

use http::{HeaderMap, HeaderValue, Method, StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use url::Url;

use super::world::{HOST, ORIGIN, Peer, RATHAUS, Reply, World, other_key, start};
use crate::federation::InboxRequest;
use crate::federation::signature::{Dialect, Signer, sign, test_key};

const REFUSED: StatusCode = StatusCode::UNAUTHORIZED;
const TAKEN: StatusCode = StatusCode::ACCEPTED;

async fn pair() -> (World, Peer) {
    (World::new().await, Peer::start("peer").await)
}

#[tokio::test]
async fn t_01_objects_of_others_are_not_taken_from_a_signer() {
    let (world, peer) = pair().await;
    let victim = Peer::start("victim").await;
    for (id, author) in [(victim.url("/notes/1"), peer.actor("alice")), (peer.url("/notes/1"), victim.actor("alice"))] {
        let create = json!({
            "id": peer.url("/creates/1"), "type": "Create", "actor": peer.actor("alice"), "to": [RATHAUS],
            "object": { "id": id, "type": "Note", "attributedTo": author, "inReplyTo": format!("{ORIGIN}/ap/posts/1") }
        });
        assert_eq!(world.receive(peer.signed(&create, world.now())).await, TAKEN);
    }
    assert!(peer.asked().is_empty() && victim.asked().is_empty(), "dropped before anything is fetched");
}

#[tokio::test]
async fn t_02_the_actor_must_be_the_keys_owner() {
    let (world, peer) = pair().await;
    let other = Peer::start("other").await;
    peer.serve_actor("bob", other_key());
    // Signed by alice for bob of her own server, and for alice of another.
    for follow in [peer.follow("bob", 1), other.follow("alice", 1)] {
        assert_eq!(world.receive(peer.signed(&follow, world.now())).await, REFUSED);
    }
    // Alice's key id, bob's key.
    let mut letter = peer.letter("alice");
    letter.key = other_key();
    assert_eq!(world.receive(letter.build(peer.follow("alice", 1).to_string().as_bytes())).await, REFUSED);
    assert!(world.followers().await.is_empty());
}

#[tokio::test]
async fn t_03_a_key_counts_only_when_its_actor_lists_exactly_it() {
    let (world, peer) = pair().await;
    let evil = Peer::start("evil").await;
    // A key document on a foreign host that says its owner is alice.
    let mut forged = evil.document("alice", other_key());
    forged["publicKey"]["owner"] = json!(peer.actor("alice"));
    evil.serve("/users/alice", Reply::json(&forged));
    let follow = peer.follow("alice", 1).to_string();
    for key_id in [
        format!("{}#main-key", evil.actor("alice")),
        format!("{}#other", peer.actor("alice")),
        peer.actor("alice"),
        format!("{}#main-key", peer.actor("mallory")),
    ] {
        let mut letter = peer.letter("alice").key_id(&key_id);
        letter.key = other_key();
        assert_eq!(world.receive(letter.build(follow.as_bytes())).await, REFUSED, "{key_id}");
    }
    assert!(evil.asked().is_empty(), "the actor's own host is the only authority");
    // The actor's document names another owner.
    let mut document = peer.document("carol", test_key());
    document["publicKey"]["owner"] = json!(peer.actor("alice"));
    peer.serve("/users/carol", Reply::json(&document));
    let letter = peer.letter("carol");
    assert_eq!(world.receive(letter.build(peer.follow("carol", 1).to_string().as_bytes())).await, REFUSED);
}

#[tokio::test]
async fn t_04_one_account_cannot_speak_for_another_of_its_server() {
    let (world, peer) = pair().await;
    peer.serve_actor("bob", other_key());
    world.receive(peer.signed(&peer.follow("alice", 1), world.now())).await;
    let bob = |activity: &Value| {
        let mut letter = peer.letter("bob").at(world.now());
        letter.key = other_key();
        letter.build(activity.to_string().as_bytes())
    };
    let (alice, from_bob) = (peer.actor("alice"), peer.actor("bob"));
    world.receive(bob(&peer.follow("bob", 2))).await;
    for object in [peer.follow("alice", 1), peer.follow("alice", 1)["id"].clone()] {
        let undo = json!({ "id": peer.url("/undos/9"), "type": "Undo", "actor": from_bob, "object": object });
        assert_eq!(world.receive(bob(&undo)).await, TAKEN);
    }
    let delete = json!({ "id": peer.url("/deletes/9"), "type": "Delete", "actor": from_bob, "object": alice });
    assert_eq!(world.receive(bob(&delete)).await, TAKEN);
    let posing = json!({ "id": peer.url("/deletes/8"), "type": "Delete", "actor": alice, "object": alice });
    assert_eq!(world.receive(bob(&posing)).await, REFUSED);
    assert!(world.followers().await.contains(&alice));
}

/// A Follow signed over these headers only.
fn partly_signed(peer: &Peer, covered: &str) -> InboxRequest {
    use data_encoding::BASE64;
    let mut request = peer.signed(&peer.follow("alice", 1), start());
    let header = |name: &str| request.headers.get(name).unwrap().to_str().unwrap().to_owned();
    let line = |name: &str| match name {
        "(request-target)" => "(request-target): post /ap/rathaus/inbox".to_owned(),
        name => format!("{name}: {}", header(name)),
    };
    let text = covered.split(' ').map(line).collect::<Vec<_>>().join("\n");
    let signature = BASE64.encode(&test_key().sign(text.as_bytes()).unwrap());
    let key_id = format!("{}#main-key", peer.actor("alice"));
    let value = format!("keyId=\"{key_id}\",algorithm=\"rsa-sha256\",headers=\"{covered}\",signature=\"{signature}\"");
    request.headers.insert("signature", value.parse().unwrap());
    request
}

#[tokio::test]
async fn t_05_the_digest_and_the_host_are_part_of_what_is_signed() {
    let (world, peer) = pair().await;
    let good = || peer.signed(&peer.follow("alice", 1), start());
    let mut other_body = good();
    other_body.body = peer.follow("alice", 2).to_string().into();
    let mut two_digests = good();
    let digest = two_digests.headers.get("digest").unwrap().clone();
    two_digests.headers.append("digest", digest);
    let mut other_host =
        HeaderMap::from_iter([(http::header::CONTENT_TYPE, HeaderValue::from_static("application/activity+json"))]);
    let url = Url::parse("http://andere.localhost:8080/ap/rathaus/inbox").unwrap();
    let key_id = format!("{}#main-key", peer.actor("alice"));
    let signer = Signer { key: test_key(), key_id: &key_id };
    let body = good().body;
    sign(Dialect::Cavage, &signer, &Method::POST, &url, &mut other_host, Some(&body), start()).unwrap();
    let other_host = InboxRequest { headers: other_host, ..good() };
    let without_digest = partly_signed(&peer, "(request-target) host date");
    for (name, request) in [
        ("another body", other_body),
        ("two digests", two_digests),
        ("another host", other_host),
        ("digest not signed", without_digest),
    ] {
        assert_eq!(world.receive(request).await, REFUSED, "{name}");
    }
    assert!(peer.asked().is_empty(), "all of it is seen without a key");
    assert_eq!(world.receive(good()).await, TAKEN);
}

#[tokio::test]
async fn t_06_a_signature_over_too_little_is_none() {
    let (world, peer) = pair().await;
    for covered in ["digest", "host date digest", "(request-target) date digest", "(request-target) host digest"] {
        assert_eq!(world.receive(partly_signed(&peer, covered)).await, REFUSED, "{covered}");
    }
    assert_eq!(world.receive(partly_signed(&peer, "(request-target) host date digest")).await, TAKEN);
}

#[tokio::test]
async fn t_07_a_signature_is_good_for_an_hour() {
    let (world, peer) = pair().await;
    let at = |minutes: i64| peer.signed(&peer.follow("alice", 1), start() + SignedDuration::from_mins(minutes));
    for minutes in [-120, 120] {
        assert_eq!(world.receive(at(minutes)).await, REFUSED, "{minutes}");
    }
    let far: Timestamp = "2044-01-01T00:00:00Z".parse().unwrap();
    assert_eq!(world.receive(peer.signed(&peer.follow("alice", 1), far)).await, REFUSED);
    for date in [Some("morgen"), None] {
        let mut request = at(0);
        match date {
            Some(text) => request.headers.insert("date", HeaderValue::from_static(text)),
            None => request.headers.remove("date"),
        };
        assert_eq!(world.receive(request).await, REFUSED, "{date:?}");
    }
    for minutes in [-30, 30] {
        assert_eq!(world.receive(at(minutes)).await, TAKEN, "{minutes}");
    }
}

#[tokio::test]
async fn t_08_a_recorded_request_has_no_second_effect() {
    let (world, peer) = pair().await;
    let follow = peer.follow("alice", 1);
    let recorded = peer.signed(&follow, world.now());
    assert_eq!(world.receive(recorded.clone()).await, TAKEN);
    assert_eq!(world.receive(recorded.clone()).await, TAKEN);
    assert_eq!(world.followers().await.len(), 1);
    // To another inbox.
    let elsewhere = InboxRequest { path_and_query: "/ap/inbox".into(), ..recorded.clone() };
    assert_eq!(world.receive(elsewhere).await, REFUSED);
    // After its author has left, neither the old Follow nor the old Undo changes anything.
    world.wait(10);
    let undo = json!({ "id": peer.url("/undos/1"), "type": "Undo", "actor": peer.actor("alice"), "object": follow });
    let undo = peer.signed(&undo, world.now());
    world.receive(undo.clone()).await;
    assert_eq!(world.receive(recorded).await, TAKEN);
    assert!(world.followers().await.is_empty());
    world.wait(10);
    world.receive(peer.signed(&follow, world.now())).await;
    assert_eq!(world.receive(undo).await, TAKEN);
    assert_eq!(world.followers().await.len(), 1);
}

#[tokio::test]
async fn t_17_what_an_announce_embeds_is_not_believed() {
    let (world, peer) = pair().await;
    let victim = Peer::start("victim").await;
    let announce = json!({
        "id": peer.url("/announces/1"), "type": "Announce", "actor": peer.actor("alice"), "object": {
            "id": victim.url("/follows/1"), "type": "Follow", "actor": victim.actor("alice"), "object": RATHAUS
        }
    });
    assert_eq!(world.receive(peer.signed(&announce, world.now())).await, TAKEN);
    assert!(world.followers().await.is_empty());
    assert!(victim.asked().is_empty());
}

#[tokio::test]
async fn t_18_json_ld_tricks_are_plain_json() {
    let (world, peer) = pair().await;
    let post = async |body: String| world.receive(peer.letter("alice").build(body.as_bytes())).await;
    let alice = peer.actor("alice");
    let id = peer.url("/follows/1");
    let doubled = format!(r#"{{"id":"{id}","type":"Follow","actor":"{alice}","actor":"x","object":"{RATHAUS}"}}"#);
    assert_eq!(post(doubled).await, StatusCode::BAD_REQUEST);
    let graph = json!({ "@context": "https://www.w3.org/ns/activitystreams", "@graph": [peer.follow("alice", 1)] });
    assert_eq!(post(graph.to_string()).await, StatusCode::BAD_REQUEST);
    let aliased = json!({ "@id": id, "@type": "Follow", "as:actor": alice, "as:object": RATHAUS });
    assert_eq!(post(aliased.to_string()).await, StatusCode::BAD_REQUEST);
    let mut remapped = peer.follow("alice", 1);
    remapped["@context"] = json!([peer.url("/context"), { "actor": "x:object" }]);
    remapped["signature"] = json!({ "type": "RsaSignature2017", "creator": alice, "signatureValue": "AAAA" });
    assert_eq!(post(remapped.to_string()).await, TAKEN);
    assert_eq!(peer.asked(), ["/users/alice"], "no context is fetched");
}

#[tokio::test]
async fn t_19_ids_that_are_none_are_refused() {
    let (world, peer) = pair().await;
    for id in [json!(7), json!(["a"]), Value::Null, json!("javascript:alert(1)"), json!(""), json!(peer.origin)] {
        let mut follow = peer.follow("alice", 1);
        follow["object"] = id;
        assert_eq!(world.receive(peer.signed(&follow, world.now())).await, TAKEN, "not about us");
    }
    for (field, value) in [
        ("id", json!(7)),
        ("id", json!(format!("{ORIGIN}/follows/1"))),
        ("id", json!("http://other.localhost/follows/1")),
        ("id", json!("javascript:alert(1)")),
        ("id", json!(format!("{}/follows/{}", peer.origin, "x".repeat(3000)))),
        ("id", json!(format!("http://a:b@{}", peer.url("/follows/1").trim_start_matches("http://")))),
        ("actor", json!(7)),
        ("actor", Value::Null),
        ("actor", json!([peer.actor("alice"), peer.actor("bob")])),
        ("type", json!(7)),
    ] {
        let mut follow = peer.follow("alice", 1);
        follow[field] = value.clone();
        assert_eq!(world.receive(peer.signed(&follow, world.now())).await, StatusCode::BAD_REQUEST, "{field} {value}");
    }
    // Our own towns do not speak over the network.
    let mut ours = peer.follow("alice", 1);
    ours["id"] = json!(format!("{ORIGIN}/follows/1"));
    ours["actor"] = json!(RATHAUS);
    assert_eq!(world.receive(peer.signed(&ours, world.now())).await, StatusCode::FORBIDDEN);
    assert!(world.followers().await.is_empty() && peer.asked().is_empty());
}

#[tokio::test]
async fn envelopes_of_other_shapes_are_refused_with_a_reason() {
    let (world, peer) = pair().await;
    let good = || peer.signed(&peer.follow("alice", 1), start());
    let mut with_get = good();
    with_get.method = Method::GET;
    let answer = world.answer(with_get).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(answer.headers.get("allow").unwrap(), "POST");
    for (name, value) in [
        ("content-type", "text/plain"),
        ("content-type", "application/json"),
        ("content-type", "application/activity+json; charset=utf-16"),
        ("content-encoding", "gzip"),
    ] {
        let mut request = good();
        request.headers.insert(name, HeaderValue::from_static(value));
        assert_eq!(world.receive(request).await, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{value}");
    }
    let mut large = good();
    large.body = vec![b' '; 1024 * 1024 + 1].into();
    assert_eq!(world.receive(large).await, StatusCode::PAYLOAD_TOO_LARGE);
    for path in ["/ap/niemand/inbox", "/ap/rathaus", "/inbox", "/ap/x/y/inbox"] {
        let request = InboxRequest { path_and_query: path.into(), ..good() };
        assert_eq!(world.receive(request).await, StatusCode::NOT_FOUND, "{path}");
    }
    let mut unsigned = good();
    unsigned.headers.remove("signature");
    let answer = world.answer(unsigned).await;
    assert_eq!(answer.status, REFUSED);
    assert!(answer.headers.contains_key("accept-signature"));
    let mut draft = world.town.clone();
    draft.published_at = None;
    assert_eq!(world.federation.receive(&draft, good()).await.status, StatusCode::NOT_FOUND);
    assert_eq!(good().headers.get("host").unwrap(), HOST);
    assert!(peer.asked().is_empty());
}
