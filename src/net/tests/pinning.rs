//! Names are resolved once per connection, and only what the guard let through is connected to (spec interop T-12).

use super::peer::{Peer, answer};
use super::{Script, config, loopback_net, net_with, url};
use crate::net::{NetConfig, NetError, Profile, Refusal, Request};

fn refused(error: &NetError) -> bool {
    matches!(error, NetError::Blocked { reason: Refusal::PrivateAddress, .. })
}

#[tokio::test]
async fn a_name_that_turns_private_is_not_followed_there() {
    // Two listeners on one port: the allowed address stands in for a public one.
    let good = Peer::start_on("127.0.0.1:0", |_| answer("200 OK", &[], b"gut")).await;
    let port = good.address.port();
    let evil = Peer::start_on(&format!("127.0.0.2:{port}"), |_| answer("200 OK", &[], b"boese")).await;
    let script = Script::new(&[&["127.0.0.1"], &["127.0.0.2"]]);
    let net = net_with(NetConfig { allow: vec!["127.0.0.1/32".parse().unwrap()], ..config() }, script.clone());
    let rebinding = url(&format!("http://rebind.example:{port}/"));

    let first = net.ask_unchecked(Profile::Source, &rebinding).await.unwrap();
    assert_eq!(first, "gut");
    assert_eq!(script.asked(), ["rebind.example"], "one connection, one lookup");

    let second = net.ask_unchecked(Profile::Source, &rebinding).await.unwrap_err();
    assert!(refused(&second), "{second}");
    assert_eq!(script.asked().len(), 2);
    assert!(evil.seen().is_empty());
}

#[tokio::test]
async fn a_private_answer_beside_an_allowed_one_is_never_tried() {
    let evil = Peer::start_on("127.0.0.2:0", |_| answer("200 OK", &[], b"boese")).await;
    let script = Script::new(&[&["127.0.0.2", "127.0.0.1"]]);
    let net = net_with(NetConfig { allow: vec!["127.0.0.1/32".parse().unwrap()], ..config() }, script);
    let mixed = url(&format!("http://mixed.example:{}/", evil.address.port()));
    let error = net.ask_unchecked(Profile::Source, &mixed).await.unwrap_err();
    assert_eq!(error, NetError::Connect, "nobody listens at the allowed address");
    assert!(evil.seen().is_empty());
}

#[tokio::test]
async fn a_name_with_private_addresses_is_refused_for_both_profiles() {
    for answers in
        [&["127.0.0.1"][..], &["10.1.2.3", "fd00::1"], &["169.254.169.254"], &["::ffff:127.0.0.1"], &["0.0.0.0"]]
    {
        let script = Script::new(&[answers]);
        let net = net_with(config(), script.clone());
        for profile in [Profile::Federation, Profile::Source] {
            let error = net.send(Request::get(profile, url("https://evil.example/geheim?x=geheim"))).await.unwrap_err();
            assert!(refused(&error), "{answers:?}: {error}");
            assert!(!error.to_string().contains("geheim"));
        }
        assert_eq!(script.asked().len(), 2);
    }
}

#[tokio::test]
async fn even_the_development_switch_does_not_let_strangers_resolve_to_this_machine() {
    let net = net_with(NetConfig { loopback: true, ..config() }, Script::new(&[&["127.0.0.1"]]));
    let error = net.send(Request::get(Profile::Federation, url("https://evil.example/"))).await.unwrap_err();
    assert!(refused(&error), "{error}");
}

#[tokio::test]
async fn a_refused_url_is_not_even_looked_up() {
    let script = Script::new(&[&["93.184.216.34"]]);
    let net = net_with(config(), script.clone());
    for bad in ["http://stadt.example/", "https://stadt.example:22/", "https://127.0.0.1/", "https://localhost/"] {
        assert!(net.check_url(Profile::Federation, &url(bad)).is_err());
        let error = net.send(Request::get(Profile::Federation, url(bad))).await.unwrap_err();
        assert_eq!(error.label(), "blocked", "{bad}");
    }
    assert!(script.asked().is_empty());
}

#[tokio::test]
async fn an_unknown_name_is_a_dns_error() {
    let net = net_with(config(), Script::new(&[]));
    let error = net.send(Request::get(Profile::Source, url("https://gibtsnicht.example/"))).await.unwrap_err();
    assert_eq!(error, NetError::Dns);
    assert!(error.is_transient());
}

#[tokio::test]
async fn names_of_this_machine_work_under_the_development_switch() {
    let peer = Peer::start(|_| answer("200 OK", &[], b"da")).await;
    let net = loopback_net();
    for host in ["localhost", "rathaus.localhost", "peer.test", "127.0.0.1"] {
        let here = url(&format!("http://{host}:{}/", peer.address.port()));
        let reply = net.send(Request::get(Profile::Federation, here)).await.unwrap();
        assert_eq!(&reply.body[..], b"da", "{host}");
    }
}

#[tokio::test]
async fn the_bare_federation_client_resolves_through_the_guard_and_follows_nothing() {
    let net = net_with(config(), Script::new(&[&["127.0.0.1"]]));
    let error = net.federation_client().get("https://evil.example/").send().await.unwrap_err();
    assert!(refused(&NetError::from_reqwest(&url("https://evil.example/"), &error)), "{error:?}");
    assert!(net.federation_client().get("http://stadt.example/").send().await.unwrap_err().is_builder());

    let peer = Peer::start(|_| super::peer::redirect("302 Found", "/neu")).await;
    let reply = loopback_net().federation_client().get(peer.url("/")).send().await.unwrap();
    assert_eq!(reply.status().as_u16(), 302);
    assert!(peer.seen()[0].to_ascii_lowercase().contains("user-agent: ausrufer/0"));
}
