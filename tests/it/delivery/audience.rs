//! Who gets what.

use std::time::{Duration, Instant};

use ausrufer::store::deliveries::{self, Counts};
use ausrufer::store::{Conn, peers};

use super::stage::Stage;
use crate::support::databases;
use crate::support::mini_peer::Script;

#[tokio::test]
async fn an_update_reaches_who_followed_since_and_a_delete_also_who_left_since() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let (early, left, late) = (stage.peer("frueh").await, stage.peer("fort").await, stage.peer("neu").await);
        let gone_before = stage.peer("vorher").await;
        for peer in [&early, &left, &gone_before] {
            stage.follower(peer, "anna", true).await;
        }
        let leave = async |host: &str| {
            let (now, like) = (stage.now().as_millisecond(), format!("http://{host}/%"));
            stage
                .db
                .sql(&format!(
                    "UPDATE follower SET to_at = {now} WHERE remote_actor_id IN \
                     (SELECT id FROM remote_actor WHERE uri LIKE '{like}')"
                ))
                .await;
        };
        leave(gone_before.host()).await;
        stage.advance(60);
        let said = stage.create().await;
        stage.deliver().await;
        stage.advance(60);
        leave(left.host()).await;
        stage.follower(&late, "anna", true).await;
        stage.advance(60);
        assert_eq!(stage.change(&said, "Update").await, 3);
        assert_eq!(stage.change(&said, "Delete").await, 3);
        stage.deliver().await;
        assert_eq!(early.taken(), ["Create", "Delete"], "the Update was overtaken");
        assert_eq!(left.taken(), ["Create", "Delete"]);
        assert_eq!(late.taken(), ["Delete"]);
        assert_eq!(gone_before.taken().len(), 0);
    }
}

#[tokio::test]
async fn our_own_towns_are_never_reached_over_the_network() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = stage.peer("selbst").await;
        stage.follower(&peer, "anna", true).await;
        stage.add_town(peer.host()).await;
        stage.create().await;
        assert_eq!(stage.waiting().await, 0);
        assert_eq!(stage.deliver().await, 0);
    }
}

#[tokio::test]
async fn status_says_what_waits_where_and_why() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let (up, down) = (stage.peer("auf").await, stage.peer("zu").await);
        stage.follower(&up, "anna", true).await;
        stage.follower(&down, "berta", true).await;
        down.answer(Script::status(503));
        stage.create().await;
        stage.deliver().await;
        let (host, now) = (down.host().to_owned(), stage.now());
        let (counts, status, peer) = stage
            .db
            .db
            .read(async |conn: &mut Conn<'_>| {
                let counts = deliveries::counts(conn, now).await?;
                Ok::<_, ausrufer::store::StoreError>((
                    counts,
                    deliveries::status(conn, 10).await?,
                    peers::by_host(conn, &host).await?.unwrap(),
                ))
            })
            .await
            .unwrap();
        assert_eq!(counts, Counts { waiting: 1, oldest: Some(now), paused_hosts: 1, dead_hosts: 0 });
        assert_eq!(status.len(), 1);
        assert_eq!((status[0].peer.host.as_str(), status[0].waiting), (down.host(), 1));
        assert_eq!(status[0].last_error.as_deref(), Some("503"));
        let retry = async |conn: &mut Conn<'_>| peers::retry_now(conn, peer.id).await;
        stage.db.db.write(retry).await.unwrap();
        down.answer(Script::Accept);
        assert_eq!(stage.deliver().await, 1);
    }
}

/// Not a measurement, but a guard against a fan-out that takes minutes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_inboxes_are_reached_within_seconds() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = stage.peer("viele").await;
        let port = peer.host().rsplit_once(':').unwrap().1;
        let given = if stage.db.db.engine() == "postgres" { "OVERRIDING SYSTEM VALUE" } else { "" };
        let values = |row: &dyn Fn(u32) -> String| (1..=1000).map(row).collect::<Vec<_>>().join(", ");
        let (town, actor, now) = (stage.town, stage.actor, stage.now().as_millisecond());
        stage
            .db
            .sql(&format!(
                "INSERT INTO peer (id, host) {given} VALUES {}",
                values(&|n| format!("({n}, 'p{n}.localhost:{port}')"))
            ))
            .await;
        stage
            .db
            .sql(&format!(
                "INSERT INTO inbox (id, peer_id, url, shared) {given} VALUES {}",
                values(&|n| format!("({n}, {n}, 'http://p{n}.localhost:{port}/inbox', FALSE)"))
            ))
            .await;
        stage.db.sql(&format!("INSERT INTO remote_actor (id, uri, peer_id, inbox_id, username, key_id, key_pem, fetched_at) {given} VALUES {}", values(&|n| format!("({n}, 'u{n}', {n}, {n}, 'u', 'k', 'k', 0)")))).await;
        stage.db.sql(&format!("INSERT INTO follower (town_id, actor_id, remote_actor_id, follow_uri, from_at) SELECT {town}, {actor}, id, uri, {now} FROM remote_actor")).await;
        peer.answer(Script::status(202));
        let began = Instant::now();
        stage.create().await;
        assert_eq!(stage.deliver().await, 1000);
        let took = began.elapsed();
        eprintln!("{}: 1,000 inboxes in {took:?}", stage.db.db.engine());
        assert_eq!(peer.received().len(), 1000);
        assert!(took < Duration::from_secs(60), "{took:?}");
    }
}
