//! Redirect chains: where they may lead, how far, and what goes along (spec interop T-10).

use bytes::Bytes;
use http::{HeaderValue, Method, StatusCode, header};

use super::loopback_net;
use super::peer::{Peer, answer, path, redirect};
use crate::net::{NetError, Profile, Refusal, Request};

/// `/1` leads to `/2` and so on to `/0`, which answers; `/301/n` does the same for good.
async fn chain() -> Peer {
    Peer::start(|request| {
        let (prefix, status) = match path(request) {
            path if path.starts_with("/301/") => ("/301/", "301 Moved Permanently"),
            path if path.starts_with("/308/") => ("/308/", "308 Permanent Redirect"),
            _ => ("/", "302 Found"),
        };
        let n: u32 = path(request)[prefix.len()..].parse().unwrap();
        if n == 0 { answer("200 OK", &[], b"da") } else { redirect(status, &format!("{}", n - 1)) }
    })
    .await
}

#[tokio::test]
async fn federation_follows_two_redirects_and_sources_five() {
    let (peer, net) = (chain().await, loopback_net());
    for (profile, most) in [(Profile::Federation, 2), (Profile::Source, 5)] {
        let reply = net.send(Request::get(profile, peer.url(&format!("/{most}#teil")))).await.unwrap();
        assert_eq!((reply.status, &reply.body[..], reply.url), (StatusCode::OK, &b"da"[..], peer.url("/0")));
        assert_eq!(reply.redirected_permanently_to, None);
        let error = net.send(Request::get(profile, peer.url(&format!("/{}", most + 1)))).await.unwrap_err();
        assert_eq!(error, NetError::TooManyRedirects);
    }
}

#[tokio::test]
async fn a_caller_may_ask_for_fewer_redirects_but_not_for_more() {
    let (peer, net) = (chain().await, loopback_net());
    let by_hand = net.send(Request::get(Profile::Federation, peer.url("/2")).max_redirects(0)).await.unwrap();
    assert_eq!(by_hand.status, StatusCode::FOUND);
    assert_eq!(by_hand.headers[header::LOCATION], "1");
    assert_eq!(by_hand.url, peer.url("/2"));
    let one = net.send(Request::get(Profile::Federation, peer.url("/2")).max_redirects(1)).await;
    assert_eq!(one.unwrap_err(), NetError::TooManyRedirects);
    let many = net.send(Request::get(Profile::Federation, peer.url("/3")).max_redirects(200)).await;
    assert_eq!(many.unwrap_err(), NetError::TooManyRedirects);
}

#[tokio::test]
async fn a_move_for_good_is_reported_only_if_every_hop_was_one() {
    let net = loopback_net();
    let peer = Peer::start(|request| match path(request) {
        "/a" => redirect("301 Moved Permanently", "/b"),
        "/b" => redirect("308 Permanent Redirect", "/c"),
        "/x" => redirect("301 Moved Permanently", "/y"),
        "/y" => redirect("302 Found", "/c"),
        _ => answer("200 OK", &[], b"da"),
    })
    .await;
    for (from, moved) in [("/a", Some(peer.url("/c"))), ("/x", None), ("/c", None)] {
        let reply = net.send(Request::get(Profile::Source, peer.url(from))).await.unwrap();
        assert_eq!(reply.redirected_permanently_to, moved, "{from}");
    }
}

#[tokio::test]
async fn a_loop_ends() {
    let net = loopback_net();
    let peer = Peer::start(|_| redirect("302 Found", "/again")).await;
    let error = net.send(Request::get(Profile::Source, peer.url("/"))).await.unwrap_err();
    assert_eq!(error, NetError::TooManyRedirects);
    assert_eq!(peer.seen().len(), 6);
}

#[tokio::test]
async fn a_redirect_inwards_is_refused() {
    let net = loopback_net();
    let peer = Peer::start(|request| redirect("302 Found", &path(request)[1..])).await;
    for (target, reason) in [
        ("http://169.254.169.254/latest/meta-data", Refusal::PrivateAddress),
        ("http://10.0.0.1/", Refusal::PrivateAddress),
        ("http://[::ffff:127.0.0.1]/", Refusal::PrivateAddress),
        ("http://metadata.google.internal/", Refusal::PrivateName),
        ("https://stadt.example:22/", Refusal::Port),
        ("ftp://stadt.example/", Refusal::Scheme),
        ("file:///etc/passwd", Refusal::Scheme),
        ("https://user@stadt.example/", Refusal::Userinfo),
    ] {
        let error = net.send(Request::get(Profile::Source, peer.url(&format!("/{target}")))).await.unwrap_err();
        assert!(matches!(&error, NetError::Blocked { reason: r, .. } if *r == reason), "{target}: {error}");
        assert!(!error.is_transient());
    }
}

#[tokio::test]
async fn federation_does_not_follow_to_another_host() {
    let net = loopback_net();
    let other = Peer::start(|_| answer("200 OK", &[], b"da")).await;
    let target = other.url("/").to_string();
    let peer = Peer::start(move |_| redirect("302 Found", &target)).await;
    let error = net.send(Request::get(Profile::Federation, peer.url("/"))).await.unwrap_err();
    assert_eq!(error, NetError::BadRedirect);
    assert!(other.seen().is_empty());
    let reply = net.send(Request::get(Profile::Source, peer.url("/"))).await.unwrap();
    assert_eq!(reply.url, other.url("/"));
}

#[tokio::test]
async fn a_credential_does_not_travel_to_another_origin() {
    let net = loopback_net();
    let other = Peer::start(|_| answer("200 OK", &[], b"da")).await;
    let target = other.url("/").to_string();
    let peer = Peer::start(move |_| redirect("302 Found", &target)).await;
    let request = Request::get(Profile::Source, peer.url("/"))
        .header(header::AUTHORIZATION, HeaderValue::from_static("Bearer geheim"))
        .header(header::ACCEPT, HeaderValue::from_static("text/html"));
    net.send(request).await.unwrap();
    assert!(peer.seen()[0].contains("authorization: Bearer geheim"));
    let arrived = other.seen()[0].to_ascii_lowercase();
    assert!(!arrived.contains("geheim") && !arrived.contains("referer") && !arrived.contains("cookie"), "{arrived}");
    assert!(arrived.contains("accept: text/html") && arrived.contains("user-agent: ausrufer/0"), "{arrived}");
}

#[tokio::test]
async fn a_post_never_follows() {
    let net = loopback_net();
    let peer = Peer::start(|_| redirect("307 Temporary Redirect", "/inbox2")).await;
    let reply =
        net.send(Request::post(Profile::Federation, peer.url("/inbox"), Bytes::from_static(b"{}"))).await.unwrap();
    assert_eq!(reply.status, StatusCode::TEMPORARY_REDIRECT);
    let seen = peer.seen();
    assert_eq!(seen.len(), 1);
    assert!(seen[0].starts_with("POST /inbox HTTP/1.1") && seen[0].ends_with("{}"));
}

#[tokio::test]
async fn a_head_follows_and_has_no_body() {
    let net = loopback_net();
    let peer = Peer::start(|request| match path(request) {
        "/" => redirect("302 Found", "/neu"),
        _ => (
            b"HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\nContent-Encoding: gzip\r\n\r\n".to_vec(),
            super::peer::Then::Close,
        ),
    })
    .await;
    let request = Request { method: Method::HEAD, ..Request::get(Profile::Source, peer.url("/")) };
    let reply = net.send(request).await.unwrap();
    assert_eq!((reply.status, reply.url, reply.body.len()), (StatusCode::OK, peer.url("/neu"), 0));
}

#[tokio::test]
async fn a_redirect_without_a_target_is_an_error() {
    let net = loopback_net();
    let peer = Peer::start(|_| answer("302 Found", &[], b"")).await;
    let error = net.send(Request::get(Profile::Source, peer.url("/"))).await.unwrap_err();
    assert_eq!(error, NetError::BadRedirect);
}

#[tokio::test]
async fn other_statuses_are_answers() {
    let net = loopback_net();
    let peer = Peer::start(|request| answer(&format!("{} X", &path(request)[1..]), &["Retry-After: 7"], b"")).await;
    for status in [300, 304, 404, 410, 429, 500, 503] {
        let reply = net.send(Request::get(Profile::Source, peer.url(&format!("/{status}")))).await.unwrap();
        assert_eq!(reply.status.as_u16(), status);
        assert_eq!(net.retry_after(&reply), Some(std::time::Duration::from_secs(7)));
    }
}
