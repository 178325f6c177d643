//! Hosts that are slow, busy or away.

use std::time::Duration;

use ausrufer::store::deliveries::{self, Priority};
use ausrufer::store::{Conn, meta, peers};

use super::stage::Stage;
use crate::support::databases;
use crate::support::mini_peer::{MiniPeer, Script};

const LIMIT: Duration = Duration::from_secs(10);

#[tokio::test]
async fn a_retry_has_the_same_bytes_and_a_fresh_signature() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = stage.peer("wieder").await;
        stage.follower(&peer, "anna", true).await;
        peer.answer_in_turn(vec![Script::status(502)]);
        stage.create().await;
        stage.deliver().await;
        let waited = stage.next().await.unwrap();
        assert!((48..=72).contains(&waited.as_secs()), "a minute, give or take a fifth: {waited:?}");
        let received = peer.received();
        assert_eq!(received.len(), 2);
        assert_eq!(received[0].body, received[1].body);
        assert_eq!(received[0].id, received[1].id);
        assert_ne!(received[0].header("date"), received[1].header("date"));
        assert_ne!(received[0].header("signature"), received[1].header("signature"));
        for one in &received {
            assert_eq!(one.distrust, None);
            assert_eq!(one.header("user-agent"), "Ausrufer/0.1.0 (+http://stadt.localhost/)");
            assert_eq!(one.header("content-type"), "application/activity+json");
        }
    }
}

#[tokio::test]
async fn a_host_is_left_alone_as_long_as_it_asks() {
    for db in databases::each().await {
        for code in [503, 429] {
            let stage = &Stage::new(db.another().await).await;
            let peer = stage.peer("bitte").await;
            stage.follower(&peer, "anna", false).await;
            stage.follower(&peer, "berta", false).await;
            peer.answer_in_turn(vec![Script::retry_after(code, 120)]);
            stage.create().await;
            stage.deliver().await;
            assert_eq!(peer.received().len(), 1, "the other inbox of the host has to wait as well");
            stage.advance(119);
            assert_eq!(stage.deliver().await, 0);
            stage.advance(1);
            assert_eq!(stage.deliver_all().await, 2);
            let received = peer.received();
            assert!(received[1].at.duration_since(received[0].at).as_secs() >= 120);
            assert_eq!(peer.taken().len(), 2);
        }
    }
}

#[tokio::test]
async fn an_absurd_wish_for_rest_is_bounded() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = stage.peer("ewig").await;
        stage.follower(&peer, "anna", true).await;
        peer.answer_in_turn(vec![Script::retry_after(503, 0), Script::retry_after(503, 10_000_000)]);
        stage.create().await;
        stage.deliver().await;
        assert_eq!(stage.next().await, Some(Duration::from_secs(30)));
        assert_eq!(stage.next().await, Some(Duration::from_secs(24 * 60 * 60)));
        assert_eq!(peer.taken(), ["Create"]);
    }
}

#[tokio::test]
async fn five_failures_in_ten_minutes_close_a_host_for_half_an_hour_and_one_message_probes_it() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = stage.peer("bricht").await;
        stage.follower(&peer, "anna", true).await;
        peer.answer(Script::retry_after(503, 30));
        for _ in 0..4 {
            stage.create().await;
        }
        stage.deliver().await;
        for _ in 0..4 {
            assert_eq!(stage.next().await, Some(Duration::from_secs(30)));
        }
        let before = peer.received().len();
        assert_eq!(stage.next().await, Some(Duration::from_secs(30 * 60)));
        assert_eq!(peer.received().len(), before + 1, "one probe, although two fit");
        peer.answer(Script::Accept);
        stage.next().await;
        assert_eq!(peer.taken().len(), 4);
    }
}

#[tokio::test]
async fn a_slow_host_gets_two_at_a_time_and_delays_nobody() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let (slow, fast) = (stage.peer("langsam").await, stage.peer("schnell").await);
        slow.answer(Script::Hold);
        stage.follower(&slow, "anna", true).await;
        stage.follower(&fast, "berta", true).await;
        for _ in 0..6 {
            stage.create().await;
        }
        let delivering = tokio::spawn({
            let deliverer = stage.deliverer.clone();
            async move { deliverer.deliver_due().await }
        });
        fast.await_received(|all| all.len() == 6, LIMIT).await;
        assert_eq!(slow.await_received(|all| all.len() == 2, LIMIT).await.len(), 2);
        slow.release(6);
        assert_eq!(delivering.await.unwrap(), 12);
        assert_eq!(slow.taken().len(), 6);
        assert_eq!(slow.most_at_once(), 2);
    }
}

#[tokio::test]
async fn a_host_without_shared_inbox_gets_one_at_a_time_and_one_a_second() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = stage.peer("einzeln").await;
        peer.answer(Script::Slow(Duration::from_millis(30)));
        for user in ["anna", "berta", "clara"] {
            stage.follower(&peer, user, false).await;
        }
        stage.create().await;
        assert_eq!(stage.deliver().await, 1);
        for _ in 0..2 {
            assert_eq!(stage.deliver().await, 0, "its second is not over");
            assert_eq!(stage.next().await, Some(Duration::from_secs(1)));
        }
        assert_eq!(peer.taken().len(), 3);
        assert_eq!(peer.most_at_once(), 1);
    }
}

/// A host with one follower that answered 500 until it counts as dead.
async fn dead_host(stage: &Stage, name: &str) -> MiniPeer {
    let peer = stage.peer(name).await;
    stage.follower(&peer, "anna", true).await;
    peer.answer(Script::status(500));
    stage.create().await;
    stage.deliver().await;
    while stage.db.number("SELECT dead_at FROM peer").await.is_none() {
        stage.next().await.expect("the first post is still tried");
    }
    peer
}

/// Something verified came from it.
async fn revive(stage: &Stage, peer: &MiniPeer) -> bool {
    let work = async |conn: &mut Conn<'_>| {
        let id = peers::ensure_peer(conn, peer.host()).await?;
        peers::revive(conn, id).await
    };
    stage.db.db.write(work).await.unwrap()
}

#[tokio::test]
async fn a_host_that_fails_on_seven_days_is_dead_until_it_is_heard_again() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = dead_host(&stage, "tot").await;
        let days = stage.now().duration_since(super::stage::NOON.parse().unwrap()).as_hours() / 24;
        assert!((5..=7).contains(&days), "{days}");
        let (_, queued) = stage.create_as(stage.town, stage.actor, Priority::Post, None).await;
        assert_eq!(queued, 0, "posts are no longer queued");
        assert_eq!(stage.following().await, 1, "but the followers stay");
        peer.answer(Script::Accept);
        assert!(revive(&stage, &peer).await);
        let (_, queued) = stage.create_as(stage.town, stage.actor, Priority::Post, None).await;
        assert_eq!(queued, 1);
        stage.deliver().await;
        assert!(!peer.taken().is_empty());
    }
}

#[tokio::test]
async fn a_dead_host_is_probed_by_the_next_post_after_a_week_and_forgotten_after_ninety_days() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let _peer = dead_host(&stage, "wochen").await;
        stage.advance(8 * 24 * 60 * 60);
        let (_, queued) = stage.create_as(stage.town, stage.actor, Priority::Post, None).await;
        assert_eq!(queued, 1);
        stage.deliver().await;
        let (_, queued) = stage.create_as(stage.town, stage.actor, Priority::Post, None).await;
        assert_eq!(queued, 0, "the probe failed, so it rests for another week");
        stage.advance(90 * 24 * 60 * 60);
        let now = stage.now();
        let pruned = stage.db.db.write(async |conn: &mut Conn<'_>| deliveries::prune(conn, now).await).await.unwrap();
        assert_eq!((pruned, stage.following().await, stage.waiting().await), (1, 0, 0));
    }
}

#[tokio::test]
async fn a_probe_that_fails_does_not_undo_a_sign_of_life_that_came_meanwhile() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = stage.peer("lebt").await;
        stage.follower(&peer, "anna", true).await;
        stage.create().await;
        let long_ago = stage.now().as_millisecond() - 1;
        stage.db.sql(&format!("UPDATE peer SET dead_at = {long_ago}, failure_days = 7, failures = 9")).await;
        peer.answer(Script::Hold);
        let probing = tokio::spawn({
            let deliverer = stage.deliverer.clone();
            async move { deliverer.deliver_due().await }
        });
        peer.await_received(|all| all.len() == 1, LIMIT).await;
        assert!(revive(&stage, &peer).await);
        peer.answer(Script::status(500));
        peer.release(1);
        probing.await.unwrap();
        assert_eq!(stage.db.number("SELECT count(*) FROM peer WHERE dead_at IS NULL AND failures = 0").await, Some(1));
        assert_eq!(stage.db.number("SELECT count(*) FROM peer WHERE lease_token IS NULL").await, Some(1));
    }
}

#[tokio::test]
async fn staff_who_try_a_dead_host_again_give_it_seven_new_days() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = dead_host(&stage, "nochmal").await;
        let host = peer.host().to_owned();
        let retry = async |conn: &mut Conn<'_>| {
            let id = peers::ensure_peer(conn, &host).await?;
            peers::retry_now(conn, id).await
        };
        stage.db.db.write(retry).await.unwrap();
        let before = peer.received().len();
        let (_, queued) = stage.create_as(stage.town, stage.actor, Priority::Post, None).await;
        assert_eq!(queued, 1);
        stage.deliver().await;
        assert!(peer.received().len() > before, "at once");
        assert_eq!(stage.db.number("SELECT failure_days FROM peer WHERE dead_at IS NULL").await, Some(1));
        let (_, queued) = stage.create_as(stage.town, stage.actor, Priority::Post, None).await;
        assert_eq!(queued, 1, "one more failure does not kill it again");
    }
}

#[tokio::test]
async fn a_message_that_is_out_of_date_is_not_sent() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = stage.peer("spaet").await;
        stage.follower(&peer, "anna", true).await;
        peer.answer_in_turn(vec![Script::retry_after(503, 3600)]);
        let end = stage.now() + jiff::SignedDuration::from_mins(30);
        stage.create_as(stage.town, stage.actor, Priority::Warning, Some(end)).await;
        stage.deliver().await;
        stage.next().await;
        assert_eq!(peer.received().len(), 1);
        assert_eq!(stage.waiting().await, 0);
        assert_eq!(stage.db.text("SELECT outcome FROM receipt").await.as_deref(), Some("expired"));
    }
}

#[tokio::test]
async fn after_a_restore_nothing_leaves_until_someone_says_so() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = stage.peer("warte").await;
        stage.follower(&peer, "anna", true).await;
        stage.create().await;
        let hold = async |conn: &mut Conn<'_>| meta::set(conn, meta::DELIVERIES, "held").await;
        stage.db.db.write(hold).await.unwrap();
        assert_eq!(stage.deliver().await, 0);
        let resume = async |conn: &mut Conn<'_>| meta::clear(conn, meta::DELIVERIES).await;
        stage.db.db.write(resume).await.unwrap();
        assert_eq!(stage.deliver().await, 1);
        assert_eq!(peer.taken(), ["Create"]);
    }
}
