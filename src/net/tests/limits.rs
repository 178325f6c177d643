//! Size, time and number: what a hostile or broken server cannot make us do (spec interop T-13, T-14).

use std::io::Write;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::loopback_net;
use super::peer::{Peer, Then, answer};
use crate::net::{NetError, Profile, Request};

const SHORT: Duration = Duration::from_millis(300);
const MIB: usize = 1024 * 1024;

fn gzipped_zeros(mib: usize) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    for _ in 0..mib {
        encoder.write_all(&vec![0; MIB]).unwrap();
    }
    encoder.finish().unwrap()
}

async fn error_of(peer: &Peer, profile: Profile) -> NetError {
    loopback_net().send(Request::get(profile, peer.url("/")).timeout(SHORT)).await.unwrap_err()
}

#[tokio::test]
async fn compressed_answers_arrive_decoded() {
    let packed = gzipped_zeros(1);
    let peer = Peer::start(move |_| answer("200 OK", &["Content-Encoding: gzip"], &packed)).await;
    let reply = loopback_net().send(Request::get(Profile::Source, peer.url("/"))).await.unwrap();
    assert_eq!(reply.body.len(), MIB);
    assert!(!reply.headers.contains_key("content-encoding"));
    let asked = peer.seen()[0].to_ascii_lowercase();
    assert!(asked.contains("accept-encoding: ") && asked.contains("gzip") && asked.contains("br"), "{asked}");
}

#[tokio::test]
async fn a_gzip_bomb_stops_at_the_decoded_limit() {
    let packed = gzipped_zeros(32);
    assert!(packed.len() < MIB);
    let peer = Peer::start(move |_| answer("200 OK", &["Content-Encoding: gzip"], &packed)).await;
    let error = loopback_net().send(Request::get(Profile::Source, peer.url("/"))).await.unwrap_err();
    assert_eq!(error, NetError::TooLarge);
}

#[tokio::test]
async fn a_brotli_bomb_stops_at_the_decoded_limit() {
    let mut packed = Vec::new();
    brotli::BrotliCompress(
        &mut &vec![0u8; 8 * MIB][..],
        &mut packed,
        &brotli::enc::BrotliEncoderParams { quality: 3, ..Default::default() },
    )
    .unwrap();
    assert!(packed.len() < MIB);
    let peer = Peer::start(move |_| answer("200 OK", &["Content-Encoding: br"], &packed)).await;
    let error = loopback_net().send(Request::get(Profile::Source, peer.url("/"))).await.unwrap_err();
    assert_eq!(error, NetError::TooLarge);
}

#[tokio::test]
async fn an_endless_body_stops_at_the_limit() {
    let peer = Peer::start(|_| (b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), Then::Repeat(vec![b'x'; 65536]))).await;
    let error = loopback_net().send(Request::get(Profile::Federation, peer.url("/"))).await.unwrap_err();
    assert_eq!(error, NetError::TooLarge);
    assert!(!error.is_transient());
}

#[tokio::test]
async fn a_body_of_exactly_the_limit_is_fine_and_one_byte_more_is_not() {
    let peer = Peer::start(|_| answer("200 OK", &[], &[b'x'; 1000])).await;
    let net = loopback_net();
    let fits = net.send(Request::get(Profile::Source, peer.url("/")).max_bytes(1000)).await.unwrap();
    assert_eq!(fits.body.len(), 1000);
    let over = net.send(Request::get(Profile::Source, peer.url("/")).max_bytes(999)).await.unwrap_err();
    assert_eq!(over, NetError::TooLarge);
}

#[tokio::test]
async fn a_length_that_promises_too_much_is_not_awaited() {
    let peer = Peer::start(|_| (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n".to_vec(), Then::Hang)).await;
    assert_eq!(error_of(&peer, Profile::Source).await, NetError::TooLarge);
}

#[tokio::test]
async fn a_body_shorter_than_its_length_is_broken() {
    let peer = Peer::start(|_| (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nkurz".to_vec(), Then::Close)).await;
    let error = error_of(&peer, Profile::Source).await;
    assert_eq!(error, NetError::Broken);
    assert!(error.is_transient());
}

#[tokio::test]
async fn bytes_beyond_the_length_are_not_read() {
    let peer =
        Peer::start(|_| (b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nkurz und mehr".to_vec(), Then::Close)).await;
    let reply = loopback_net().send(Request::get(Profile::Source, peer.url("/"))).await.unwrap();
    assert_eq!(&reply.body[..], b"kurz");
}

#[tokio::test]
async fn a_truncated_gzip_body_is_an_error() {
    let packed = gzipped_zeros(1);
    let peer = Peer::start(move |_| answer("200 OK", &["Content-Encoding: gzip"], &packed[..packed.len() / 2])).await;
    let error = loopback_net().send(Request::get(Profile::Source, peer.url("/")).max_bytes(4 * MIB)).await.unwrap_err();
    assert_eq!(error.label(), "protocol");
}

#[tokio::test]
async fn an_encoding_we_did_not_ask_for_is_an_error() {
    let peer = Peer::start(|_| answer("200 OK", &["Content-Encoding: zstd"], b"xxxx")).await;
    assert_eq!(error_of(&peer, Profile::Source).await.label(), "protocol");
}

#[tokio::test]
async fn the_deadline_covers_silence_headers_and_body() {
    let drip = || Then::Drip(Duration::from_millis(20));
    let silent = Peer::start(|_| (Vec::new(), Then::Hang)).await;
    let slow_head = Peer::start(move |_| (b"HTTP/1.1 200 OK\r\nX-Slow: ".to_vec(), drip())).await;
    let slow_body = Peer::start(move |_| (b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), drip())).await;
    for peer in [silent, slow_head, slow_body] {
        let error = error_of(&peer, Profile::Federation).await;
        assert_eq!(error, NetError::Timeout);
        assert!(error.is_transient());
    }
}

#[tokio::test]
async fn an_endless_head_is_cut_off() {
    let peer = Peer::start(|_| {
        (b"HTTP/1.1 200 OK\r\n".to_vec(), Then::Repeat(b"X-More: xxxxxxxxxxxxxxxxxxxxxx\r\n".to_vec()))
    })
    .await;
    let error = loopback_net().send(Request::get(Profile::Source, peer.url("/"))).await.unwrap_err();
    assert_eq!(error, NetError::TooLarge);
}

#[tokio::test]
async fn what_is_not_http_is_a_protocol_error() {
    let peer = Peer::start(|_| (b"220 mail.example ESMTP\r\n".to_vec(), Then::Close)).await;
    assert_eq!(error_of(&peer, Profile::Source).await.label(), "protocol");
}

#[tokio::test]
async fn a_server_that_hangs_up_at_once_is_broken() {
    let peer = Peer::start(|_| (Vec::new(), Then::Close)).await;
    assert_eq!(error_of(&peer, Profile::Source).await, NetError::Broken);
}

#[tokio::test]
async fn nobody_listening_is_a_failed_connection_and_plain_text_a_failed_handshake() {
    let free = {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap()
    };
    let net = loopback_net();
    let nobody = super::url(&format!("http://{free}/"));
    assert_eq!(net.send(Request::get(Profile::Source, nobody)).await.unwrap_err(), NetError::Connect);
    let plain = Peer::start(|_| (b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec(), Then::Close)).await;
    let secure = super::url(&format!("https://{}/", plain.address));
    assert_eq!(net.send(Request::get(Profile::Source, secure)).await.unwrap_err(), NetError::Tls);
}

#[tokio::test]
async fn a_third_read_of_a_busy_host_gives_up_without_blaming_it() {
    let peer = Peer::start(|_| (Vec::new(), Then::Hang)).await;
    let net = loopback_net();
    let held: Vec<_> = (0..2)
        .map(|_| {
            let (net, request) = (net.clone(), Request::get(Profile::Federation, peer.url("/")));
            tokio::spawn(async move { net.send(request).await })
        })
        .collect();
    peer.wait_for(2).await;
    let third = net.send(Request::get(Profile::Federation, peer.url("/")).timeout(SHORT)).await.unwrap_err();
    assert_eq!(third, NetError::Busy);
    assert_eq!(peer.seen().len(), 2);
    held.iter().for_each(tokio::task::JoinHandle::abort);
    for task in held {
        assert!(task.await.unwrap_err().is_cancelled());
    }
    let after = net.send(Request::get(Profile::Federation, peer.url("/")).timeout(SHORT)).await.unwrap_err();
    assert_eq!(after, NetError::Timeout);
}
