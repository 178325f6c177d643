//! Networks whose only way out is a proxy (DESIGN D17).

use std::sync::Arc;

use super::peer::{Peer, Then, answer};
use super::{Script, config, net_with, url};
use crate::clock::SystemClock;
use crate::net::{Net, NetConfig, NetError, Profile, Request};

fn through(proxy: &str, script: Arc<Script>) -> Net {
    net_with(NetConfig { proxy: Some(url(proxy)), ..config() }, script)
}

#[tokio::test]
async fn https_goes_through_a_connect_tunnel() {
    let proxy = Peer::start(|_| (b"HTTP/1.1 200 Connection established\r\n\r\n".to_vec(), Then::Close)).await;
    let script = Script::new(&[]);
    let net = through(&format!("http://nutzer:wort@{}", proxy.address), script.clone());
    let error = net.send(Request::get(Profile::Federation, url("https://stadt.example/feed"))).await.unwrap_err();
    assert_eq!(error, NetError::Tls, "the tunnel ends before the handshake");
    let asked = proxy.seen()[0].to_ascii_lowercase();
    assert!(asked.starts_with("connect stadt.example:443 http/1.1\r\n"), "{asked}");
    assert!(asked.contains("proxy-authorization: basic ") && asked.contains("user-agent: ausrufer/0"), "{asked}");
    assert!(script.asked().is_empty(), "names are the proxy's to resolve");
}

#[tokio::test]
async fn plain_http_goes_through_the_proxy_too() {
    let proxy = Peer::start(|_| answer("200 OK", &[], b"vom Proxy")).await;
    let net = through(&format!("http://{}", proxy.address), Script::new(&[]));
    let reply = net.send(Request::get(Profile::Source, url("http://stadt.example/feed?x=1"))).await.unwrap();
    assert_eq!(&reply.body[..], b"vom Proxy");
    assert!(proxy.seen()[0].starts_with("GET http://stadt.example/feed?x=1 HTTP/1.1\r\n"));
}

#[tokio::test]
async fn the_proxy_itself_may_live_in_the_private_network() {
    let proxy = Peer::start(|_| answer("200 OK", &[], b"vom Proxy")).await;
    let script = Script::new(&[&["127.0.0.1"]]);
    let net = through(&format!("http://proxy.stadt.internal:{}", proxy.address.port()), script.clone());
    net.send(Request::get(Profile::Source, url("http://stadt.example/"))).await.unwrap();
    assert_eq!(script.asked(), ["proxy.stadt.internal"]);
}

#[tokio::test]
async fn url_rules_stay_behind_a_proxy() {
    let proxy = Peer::start(|_| answer("200 OK", &[], b"vom Proxy")).await;
    let net = through(&format!("http://{}", proxy.address), Script::new(&[]));
    for bad in [
        "http://169.254.169.254/",
        "http://intranet/",
        "http://localhost/",
        "https://stadt.example:22/",
        "http://[::1]/",
    ] {
        for profile in [Profile::Source, Profile::Federation] {
            assert_eq!(net.send(Request::get(profile, url(bad))).await.unwrap_err().label(), "blocked", "{bad}");
        }
    }
    assert!(proxy.seen().is_empty());
}

#[tokio::test]
async fn a_proxy_that_says_no_is_a_failed_connection() {
    let proxy = Peer::start(|_| answer("403 Forbidden", &[], b"")).await;
    let net = through(&format!("http://{}", proxy.address), Script::new(&[]));
    let error = net.send(Request::get(Profile::Source, url("https://stadt.example/"))).await.unwrap_err();
    assert_eq!(error, NetError::Connect);
}

#[tokio::test]
async fn a_configuration_that_cannot_work_is_refused() {
    let wrong = [
        NetConfig { proxy: Some(url("socks5://127.0.0.1:1080")), ..config() },
        NetConfig { extra_ca_pem: Some(b"kein Zertifikat".to_vec()), ..config() },
        NetConfig { user_agent: "Zeile\numbruch".to_owned(), ..config() },
    ];
    for config in wrong {
        let error = Net::new(config, Script::new(&[]), Arc::new(SystemClock)).err().unwrap();
        assert_eq!(error.label(), "setup", "{error}");
    }
}
