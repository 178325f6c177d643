//! Who gets what.

use std::time::{Duration, Instant};

use ausrufer::store::deliveries::{self, Counts, Priority};
use ausrufer::store::{Conn, peers};

use super::stage::Stage;
use crate::support::databases;
use crate::support::mini_peer::{MiniPeer, Script};

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

/// Followers at as many hosts, all of which this peer answers for.
async fn followers_everywhere(stage: &Stage, peer: &MiniPeer, count: u32) {
    let port = peer.host().rsplit_once(':').unwrap().1;
    let given = if stage.db.db.engine() == "postgres" { "OVERRIDING SYSTEM VALUE" } else { "" };
    let values = |row: &dyn Fn(u32) -> String| (1..=count).map(row).collect::<Vec<_>>().join(", ");
    let (town, actor, now) = (stage.town, stage.actor, stage.now().as_millisecond());
    let hosts = values(&|n| format!("({n}, 'p{n}.localhost:{port}')"));
    let inboxes = values(&|n| format!("({n}, {n}, 'http://p{n}.localhost:{port}/inbox', FALSE)"));
    let actors = values(&|n| format!("({n}, 'u{n}', {n}, {n}, 'u', 'k', 'k', 0)"));
    for sql in [
        format!("INSERT INTO peer (id, host) {given} VALUES {hosts}"),
        format!("INSERT INTO inbox (id, peer_id, url, shared) {given} VALUES {inboxes}"),
        format!(
            "INSERT INTO remote_actor (id, uri, peer_id, inbox_id, username, key_id, key_pem, fetched_at) {given} \
             VALUES {actors}"
        ),
        format!(
            "INSERT INTO follower (town_id, actor_id, remote_actor_id, follow_uri, from_at) \
             SELECT {town}, {actor}, id, uri, {now} FROM remote_actor"
        ),
    ] {
        stage.db.sql(&sql).await;
    }
}

/// Not a measurement, but a guard against a fan-out that takes minutes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_inboxes_are_reached_within_seconds() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = stage.peer("viele").await;
        followers_everywhere(&stage, &peer, 1000).await;
        peer.answer(Script::status(202));
        let began = Instant::now();
        stage.create_as(stage.town, stage.actor, Priority::Warning, None).await;
        assert_eq!(stage.deliver().await, 1000);
        let took = began.elapsed();
        eprintln!("{}: 1,000 inboxes in {took:?}", stage.db.db.engine());
        assert_eq!(peer.received().len(), 1000);
        assert!(took < Duration::from_secs(60), "{took:?}");
    }
}

#[tokio::test]
async fn a_post_to_many_inboxes_goes_out_over_some_seconds_and_what_is_urgent_at_once() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = stage.peer("verteilt").await;
        followers_everywhere(&stage, &peer, 500).await;
        let now = stage.now().as_millisecond();
        let due_within = async |from: i64, to: i64| {
            let (from, to) = (now + 1000 * from, now + 1000 * to);
            let query = format!("SELECT count(*) FROM delivery WHERE retry_at >= {from} AND retry_at < {to}");
            stage.db.number(&query).await.unwrap()
        };
        let said = stage.create().await;
        for second in 0..10 {
            let due = due_within(second, second + 1).await;
            assert!((40..=60).contains(&due), "{due} in second {second}");
        }
        stage.db.sql("DELETE FROM delivery").await;
        stage.change(&said, "Update").await;
        assert_eq!(due_within(0, 10).await, 500, "a correction is no hurry either");
        let (warning, _) = stage.create_as(stage.town, stage.actor, Priority::Warning, None).await;
        stage.change(&said, "Delete").await;
        assert_eq!(due_within(0, 10).await, 0, "the Update was taken back");
        assert_eq!(
            stage.db.number("SELECT count(*) FROM delivery WHERE retry_at = 0").await,
            Some(1000),
            "{warning:?}"
        );
    }
}

#[tokio::test]
async fn a_post_to_a_hundred_inboxes_goes_out_at_once() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = stage.peer("hundert").await;
        followers_everywhere(&stage, &peer, 100).await;
        stage.create().await;
        assert_eq!(stage.db.number("SELECT count(*) FROM delivery WHERE retry_at = 0").await, Some(100));
    }
}
