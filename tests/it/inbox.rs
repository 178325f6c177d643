//! The inbox protects itself: through the program's own listener, with senders that a trusted proxy tells apart.

use std::time::Duration;

use http::{HeaderMap, StatusCode};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::support::databases::{self, TestDb};
use crate::support::http::{begin_post, post};
use crate::support::mini_peer::MiniPeer;
use crate::support::server::TestServer;

const SOON: Duration = Duration::from_secs(10);
const INBOX: &str = "/ap/rathaus/inbox";

async fn behind(database: &TestDb, proxies: &[&str]) -> TestServer {
    let server = TestServer::start_behind(database, proxies).await;
    server.add_actor().await;
    server.app.web.catch_up().await;
    server
}

/// The headers of a delivery that a proxy passes on for `sender`.
fn head(sender: &str) -> [(&str, &str); 3] {
    [("Content-Type", "application/activity+json"), ("Signature", "keyId=\"x\""), ("X-Forwarded-For", sender)]
}

/// Posts what is no activity.
async fn garbage(server: &TestServer, sender: &str) -> (u16, HeaderMap) {
    let (status, headers, _) = post(&server.host, INBOX, &head(sender), b"{}").await;
    (status, headers)
}

/// Begins a delivery and does not go on.
async fn trickle(server: &TestServer, sender: &str) -> TcpStream {
    begin_post(&server.host, INBOX, &head(sender), 1000).await
}

async fn follow(server: &TestServer, peer: &MiniPeer) -> StatusCode {
    peer.follow(&format!("http://{}/ap/rathaus", server.host)).await.1
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sends_garbage_is_slowed_down_and_nobody_else() {
    for database in databases::each().await {
        let server = behind(&database, &["127.0.0.0/8"]).await;
        let peer = MiniPeer::start("peer", server.clock.clone()).await;
        for _ in 0..30 {
            assert_eq!(garbage(&server, "192.0.2.1").await.0, 400);
        }
        let (status, headers) = garbage(&server, "192.0.2.1").await;
        assert_eq!((status, headers["retry-after"].to_str().unwrap()), (429, "1"));
        assert_eq!(garbage(&server, "203.0.113.9, 192.0.2.1").await.0, 429, "what it claims itself changes nothing");
        assert_eq!(garbage(&server, "192.0.2.2").await.0, 400);

        assert_eq!(follow(&server, &peer).await, StatusCode::ACCEPTED);
        server.pass(1).await;
        peer.await_received(|all| all.iter().any(|one| one.kind == "Accept"), SOON).await;

        server.clock.advance(Duration::from_secs(60));
        assert_eq!(garbage(&server, "192.0.2.1").await.0, 400, "a minute later all is forgotten");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_trusted_proxy_no_header_changes_who_somebody_is() {
    let database = databases::sqlite().await;
    let server = behind(&database, &["10.0.0.0/8"]).await;
    let mut refused = 0;
    for n in 0..40 {
        let (status, _) = garbage(&server, &format!("192.0.2.{n}")).await;
        refused += usize::from(status == 429);
    }
    assert_eq!(refused, 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn dawdlers_leave_room_and_the_sixty_fifth_is_asked_to_come_again() {
    let database = databases::sqlite().await;
    let server = behind(&database, &["127.0.0.1"]).await;
    let peer = MiniPeer::start("peer", server.clock.clone()).await;
    let mut held = Vec::new();
    let mut dawdlers = JoinSet::new();
    for _ in 0..70 {
        let mut stream = trickle(&server, "192.0.2.1").await;
        dawdlers.spawn(async move {
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.map(|_| answer)
        });
    }
    for _ in 16..70 {
        let turned_away = tokio::time::timeout(SOON, dawdlers.join_next()).await.expect("16 are read, the others not");
        assert!(turned_away.unwrap().unwrap().unwrap().starts_with("HTTP/1.1 429"));
    }
    assert_eq!(follow(&server, &peer).await, StatusCode::ACCEPTED, "one sender never takes every place");

    // A question takes a place itself for a moment, so one more dawdler comes before each.
    let full = async {
        for n in 0.. {
            held.push(trickle(&server, &format!("2001:db8:1:{n:x}::1")).await);
            let (status, headers) = garbage(&server, &format!("2001:db8:0:{n:x}::1")).await;
            if status != 400 {
                return (status, headers);
            }
        }
        unreachable!()
    };
    let (status, headers) = tokio::time::timeout(SOON, full).await.expect("64 places are soon taken");
    assert_eq!((status, headers["retry-after"].to_str().unwrap()), (503, "30"));
    assert_eq!(follow(&server, &peer).await, StatusCode::SERVICE_UNAVAILABLE);

    drop((held, dawdlers));
    let free = async { while follow(&server, &peer).await != StatusCode::ACCEPTED {} };
    tokio::time::timeout(SOON, free).await.expect("who hangs up makes room");
}
