//! Documents that we fetch: which are refused, and how we ask (spec interop T-09, T-10, T-11).

use http::{Method, StatusCode};
use serde_json::json;
use url::Url;

use super::world::{HOST, ORIGIN, Peer, Reply, World};
use crate::domain::town::TownSettings;
use crate::federation::keys::VerifyingKey;
use crate::federation::signature::{Incoming, examine, test_key};
use crate::store::{Conn, remote_actors};

/// Sends a Follow by alice, and says whether her document was believed.
async fn believed(peer: &Peer) -> bool {
    let world = World::new().await;
    let status = world.receive(peer.signed(&peer.follow("alice", 1), world.now())).await;
    assert!(matches!(status, StatusCode::ACCEPTED | StatusCode::UNAUTHORIZED), "{status}");
    assert_eq!(world.followers().await.len(), usize::from(status == StatusCode::ACCEPTED));
    status == StatusCode::ACCEPTED
}

#[tokio::test]
async fn t_09_only_activity_json_describes_an_actor() {
    let peer = Peer::start("peer").await;
    let document = Reply::json(&peer.document("alice", test_key()));
    for (content_type, good) in [
        ("application/activity+json", true),
        ("application/activity+json; charset=utf-8", true),
        ("application/ld+json", true),
        ("application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"", true),
        ("text/html", false),
        ("application/json", false),
        ("application/octet-stream", false),
        ("image/png", false),
    ] {
        peer.serve("/users/alice", document.clone().with("content-type", content_type));
        assert_eq!(believed(&peer).await, good, "{content_type}");
    }
}

#[tokio::test]
async fn t_10_redirects_lead_nowhere_else() {
    let peer = Peer::start("peer").await;
    let evil = Peer::start("evil").await;
    peer.serve("/real", Reply::json(&peer.document("alice", test_key())));
    for target in [
        evil.url("/users/alice"),
        "https://peer.localhost/users/alice".to_owned(),
        "http://127.0.0.1/users/alice".to_owned(),
        "/users/alice".to_owned(),
        "/real".to_owned(),
        format!("{ORIGIN}/ap/rathaus"),
        String::new(),
    ] {
        peer.serve("/users/alice", Reply::status(302).with("location", &target));
        let before = peer.asked().len();
        assert!(!believed(&peer).await, "{target}");
        assert!(peer.asked().len() - before <= 3, "{target}: at most two hops");
    }
    assert!(evil.asked().is_empty());
}

#[tokio::test]
async fn documents_that_point_elsewhere_are_refused() {
    let peer = Peer::start("peer").await;
    let good = peer.document("alice", test_key());
    for (field, value, fine) in [
        ("id", json!(peer.actor("bob")), false),
        ("id", json!("http://evil.localhost/users/alice"), false),
        ("id", json!(ORIGIN), false),
        ("type", json!("Note"), false),
        ("type", json!(["Person", "x:Other"]), true),
        ("inbox", json!("http://evil.localhost/inbox"), false),
        ("inbox", json!(format!("{ORIGIN}/ap/inbox")), false),
        ("inbox", json!(7), false),
        ("publicKey", json!([good["publicKey"]]), true),
        ("publicKey", json!("x"), false),
        ("endpoints", json!({ "sharedInbox": "http://evil.localhost/inbox" }), true),
        ("preferredUsername", json!(7), true),
    ] {
        let mut document = good.clone();
        document[field] = value.clone();
        peer.serve("/users/alice", Reply::json(&document));
        assert_eq!(believed(&peer).await, fine, "{field} {value}");
    }
}

#[tokio::test]
async fn a_shared_inbox_on_another_host_is_not_used() {
    let (world, peer) = (World::new().await, Peer::start("peer").await);
    let mut document = peer.document("alice", test_key());
    document["endpoints"]["sharedInbox"] = json!("http://evil.localhost/inbox");
    document["preferredUsername"] = json!("ali\u{202e}ce <b>");
    peer.serve("/users/alice", Reply::json(&document));
    world.receive(peer.signed(&peer.follow("alice", 1), world.now())).await;
    let alice = peer.actor("alice");
    let known = world.read(async |c: &mut Conn<'_>| remote_actors::by_uri(c, &alice).await).await.unwrap();
    assert_eq!((known.shared_inbox, known.username.as_str()), (None, "aliceb"));
}

#[tokio::test]
async fn t_11_addresses_of_the_inside_are_never_asked() {
    let world = World::new().await;
    for host in ["0.0.0.0", "[::]", "169.254.169.254", "10.0.0.1", "2130706433.nip.internal", "host.internal"] {
        let actor = format!("http://{host}/users/alice");
        let letter = Peer::start("peer").await.letter("alice").key_id(&format!("{actor}#main-key"));
        let follow = json!({
            "id": format!("http://{host}/follows/1"), "type": "Follow", "actor": actor,
            "object": format!("{ORIGIN}/ap/rathaus")
        });
        let status = world.receive(letter.build(follow.to_string().as_bytes())).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{host}");
    }
}

#[tokio::test]
async fn our_requests_are_signed_by_the_instance_actor() {
    let (world, peer) = (World::new().await, Peer::start("peer").await);
    world.receive(peer.signed(&peer.follow("alice", 1), world.now())).await;
    let headers = peer.last_headers();
    assert!(headers.get("user-agent").unwrap().to_str().unwrap().starts_with("Ausrufer/"));
    let origin = Url::parse(&peer.origin).unwrap();
    let incoming = Incoming {
        method: &Method::GET,
        path_and_query: "/users/alice",
        headers: &headers,
        body: b"",
        origin: &origin,
    };
    let claim = examine(&incoming, world.now()).unwrap();
    assert_eq!(claim.key_id.as_str(), format!("{ORIGIN}/ap/instance#main-key"));
    claim.verify(&VerifyingKey::from_pem(&test_key().public_key_pem()).unwrap()).unwrap();
}

#[tokio::test]
async fn every_town_of_this_process_is_ours() {
    let world = World::new().await;
    let hosts = world.federation.hosts();
    let ours = async |text: &str| hosts.is_ours(&Url::parse(text).unwrap()).await.unwrap();
    assert!(ours(&format!("https://{}/ap/x", HOST.to_uppercase())).await);
    for foreign in ["http://stadt.localhost/", "http://stadt.localhost:8081/", "http://x.stadt.localhost:8080/"] {
        assert!(!ours(foreign).await, "{foreign}");
    }
    assert!(!ours("http://dorf.localhost:8080/").await);
    super::world::add_town(&world.db, "dorf.localhost:8080", &TownSettings::default()).await;
    world.wait(3);
    assert!(ours("http://dorf.localhost:8080/").await);
}
