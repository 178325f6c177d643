//! Lines to mailboxes: the guard's rules, certificates, tunnels.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use super::{Script, config, loopback_net, net_with, url};
use crate::net::guard::Refusal;
use crate::net::{NetConfig, NetError};

/// A server with a certificate for `localhost` that says hello once TLS stands; its certificate.
async fn secret_keeper() -> (SocketAddr, Vec<u8>) {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let server = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(server));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            if let Ok(mut stream) = acceptor.accept(stream).await {
                let _ = stream.write_all(b"hallo").await;
                let _ = stream.shutdown().await;
            }
        }
    });
    (address, made.cert.pem().into_bytes())
}

async fn said(mut line: crate::net::Line) -> String {
    let mut out = String::new();
    line.read_to_string(&mut out).await.unwrap();
    out
}

#[tokio::test]
async fn only_the_ports_of_mailboxes_are_open_and_only_in_public() {
    let net = net_with(config(), Script::new(&[&["10.0.0.7"]]));
    let refused =
        |reason| move |error: NetError| matches!(error, NetError::Blocked { reason: found, .. } if found == reason);
    for (host, port, tls, reason) in [
        ("imap.stadt.example", 25, true, Refusal::Port),
        ("imap.stadt.example", 143, true, Refusal::Port),
        ("imap.stadt.example", 993, false, Refusal::Port),
        ("imap.stadt.example", 443, true, Refusal::Port),
        ("localhost", 993, true, Refusal::PrivateName),
        ("mail", 993, true, Refusal::PrivateName),
        ("127.0.0.1", 993, true, Refusal::PrivateAddress),
        ("0x7f.1", 993, true, Refusal::PrivateAddress),
        ("imap.stadt.example", 993, true, Refusal::PrivateAddress),
    ] {
        let error = net.dial(host, port, tls).await.err().unwrap();
        assert!(refused(reason)(error.clone()), "{host}:{port}: {error}");
    }
    let error = net_with(config(), Script::new(&[])).dial("imap.stadt.example", 993, true).await.err();
    assert_eq!(error, Some(NetError::Dns));
}

#[tokio::test]
async fn a_certificate_must_be_known_and_for_the_name() {
    let (address, pem) = secret_keeper().await;
    assert_eq!(loopback_net().dial("localhost", address.port(), true).await.err(), Some(NetError::Tls));
    let known = NetConfig { loopback: true, extra_ca_pem: Some(pem), ..config() };
    let net = net_with(known, Script::new(&[]));
    let line = net.dial("localhost", address.port(), true).await.unwrap();
    assert!(line.is_secure() && line.is_safe());
    assert_eq!(said(line).await, "hallo");
    assert_eq!(net.dial("127.0.0.1", address.port(), true).await.err(), Some(NetError::Tls), "another name");
    let plain = net.dial("localhost", address.port(), false).await.unwrap();
    assert!(!plain.is_secure() && plain.is_safe(), "on this machine");
    assert_eq!(said(plain.secured().await.unwrap()).await, "hallo");
}

#[tokio::test]
async fn through_a_proxy_a_line_is_a_tunnel() {
    let (address, pem) = secret_keeper().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = listener.local_addr().unwrap();
    let (asked, mut heard) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        for status in ["200 Connection established", "403 Forbidden"] {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(stream.read_u8().await.unwrap());
            }
            asked.send(String::from_utf8(head).unwrap()).unwrap();
            stream.write_all(format!("HTTP/1.1 {status}\r\nVia: x\r\n\r\n").as_bytes()).await.unwrap();
            if status.starts_with("200") {
                let mut there = tokio::net::TcpStream::connect(address).await.unwrap();
                let _ = tokio::io::copy_bidirectional(&mut stream, &mut there).await;
            }
        }
    });
    let script = Script::new(&[]);
    let through = NetConfig {
        proxy: Some(url(&format!("http://nutzer:w%C3%B6rt@{proxy}"))),
        extra_ca_pem: Some(pem),
        loopback: true,
        ..config()
    };
    let net = net_with(through, script.clone());
    assert_eq!(said(net.dial("localhost", 993, true).await.unwrap()).await, "hallo");
    let head = heard.recv().await.unwrap();
    assert!(head.starts_with("CONNECT localhost:993 HTTP/1.1\r\n"), "{head}");
    assert!(head.contains("Proxy-Authorization: Basic bnV0emVyOnfDtnJ0\r\n"), "{head}");
    assert_eq!(net.dial("imap.stadt.example", 993, true).await.err(), Some(NetError::Connect), "the proxy says no");
    assert!(script.asked().is_empty(), "names are the proxy's to resolve");
    assert_eq!(net.dial("imap.stadt.example", 25, true).await.err().map(|error| error.label()), Some("blocked"));
}
