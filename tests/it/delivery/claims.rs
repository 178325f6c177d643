//! Workers that come, go and meet each other.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ausrufer::store::deliveries::{self, Lease, Outcome, Verdict};
use ausrufer::store::peers::Health;
use ausrufer::store::{Conn, Db, StoreError};
use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;

use super::stage::Stage;
use crate::support::databases;
use crate::support::mini_peer::Script;

async fn claim(db: &Db, token: &str, most: u32, now: Timestamp) -> Vec<Lease> {
    let until = now + SignedDuration::from_secs(60);
    db.write(async |conn: &mut Conn<'_>| deliveries::claim(conn, token, most, until, now).await).await.unwrap()
}

fn all_delivered(lease: &Lease) -> Vec<Outcome> {
    lease
        .heads
        .iter()
        .map(|head| Outcome {
            activity: head.activity,
            inbox: head.inbox,
            attempts: head.attempts,
            status: Some(202),
            verdict: Verdict::Delivered,
        })
        .collect()
}

async fn finish(db: &Db, lease: &Lease, now: Timestamp) -> bool {
    let (outcomes, health) = (all_delivered(lease), Health::default());
    let work = async |conn: &mut Conn<'_>| deliveries::finish(conn, lease, &outcomes, &health, now).await;
    db.write::<_, StoreError>(work).await.unwrap()
}

#[tokio::test]
async fn what_a_lost_worker_held_is_delivered_once_its_lease_is_over() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = stage.peer("verloren").await;
        stage.follower(&peer, "anna", true).await;
        stage.create().await;
        let lost = claim(&stage.db.db, "lost", 10, stage.now()).await;
        assert_eq!(lost.len(), 1);
        assert_eq!(stage.deliver().await, 0, "the host belongs to the lost worker");
        stage.advance(61);
        let second = claim(&stage.db.db, "second", 10, stage.now()).await;
        assert!(!finish(&stage.db.db, &lost[0], stage.now()).await, "too late: somebody else has the lease");
        assert_eq!(stage.waiting().await, 1);
        assert_eq!(second[0].heads[0].attempts, 2);
        stage.advance(61);
        assert_eq!(stage.deliver().await, 1);
        assert_eq!(peer.taken(), ["Create"]);
    }
}

#[tokio::test]
async fn a_worker_that_dies_in_the_middle_of_a_request_loses_nothing() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let (peer, fine) = (stage.peer("stumm").await, stage.peer("fertig").await);
        stage.follower(&peer, "anna", true).await;
        stage.follower(&fine, "berta", true).await;
        peer.answer(Script::Hang);
        let said = stage.create().await;
        stage.change(&said, "Update").await;
        let dying = tokio::spawn({
            let deliverer = stage.another_deliverer();
            async move { deliverer.deliver_due().await }
        });
        peer.await_received(|all| all.len() == 1, Duration::from_secs(10)).await;
        dying.abort();
        assert!(dying.await.unwrap_err().is_cancelled());
        peer.answer(Script::Accept);
        stage.advance(61);
        stage.deliver().await;
        assert_eq!(peer.taken(), ["Create", "Update"]);
        let received = peer.received();
        assert_eq!(received[0].id, received[1].id, "the same again, for receivers that know it by its id");
        assert_eq!(fine.taken().last().map(String::as_str), Some("Update"));
        assert_eq!(stage.waiting().await, 0);
    }
}

#[tokio::test]
async fn a_delete_that_meets_a_message_under_way_follows_it() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = stage.peer("unterwegs").await;
        stage.follower(&peer, "anna", true).await;
        peer.answer(Script::Hold);
        let said = stage.create().await;
        let delivering = tokio::spawn({
            let deliverer = stage.deliverer.clone();
            async move { deliverer.deliver_due().await }
        });
        peer.await_received(|all| all.len() == 1, Duration::from_secs(10)).await;
        assert_eq!(stage.change(&said, "Delete").await, 1);
        assert_eq!(stage.another_deliverer().deliver_due().await, 0, "never beside the Create");
        peer.answer(Script::Accept);
        peer.release(1);
        delivering.await.unwrap();
        stage.deliver().await;
        assert_eq!(peer.taken(), ["Create", "Delete"]);
    }
}

#[tokio::test]
async fn a_worker_that_is_told_to_stop_finishes_what_is_under_way() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let peer = stage.peer("ende").await;
        stage.follower(&peer, "anna", true).await;
        peer.answer(Script::Hold);
        let shutdown = CancellationToken::new();
        let running = tokio::spawn({
            let (deliverer, shutdown) = (stage.deliverer.clone(), shutdown.clone());
            async move { deliverer.run(shutdown).await }
        });
        stage.create().await;
        stage.deliverer.wake();
        peer.await_received(|all| all.len() == 1, Duration::from_secs(10)).await;
        shutdown.cancel();
        stage.create().await;
        peer.release(1);
        running.await.unwrap();
        assert_eq!(peer.received().len(), 1, "nothing new is begun");
        assert_eq!(stage.waiting().await, 1);
        assert_eq!(stage.db.number("SELECT count(*) FROM receipt").await, Some(1));
        peer.answer(Script::Accept);
        stage.deliver().await;
        assert_eq!(peer.taken(), ["Create", "Create"]);
    }
}

/// Spec crates §3.2: a claim in one statement sent 3,257 of 50,000 out of order.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn four_workers_never_send_anything_out_of_order_or_twice() {
    for db in databases::each().await {
        let stage = Stage::new(db).await;
        let (town, actor, now) = (stage.town, stage.actor, stage.now());
        let (hosts, activities) = (100, 50);
        let insert = |table: &str, rows: Vec<String>| format!("INSERT INTO {table} VALUES {}", rows.join(", "));
        let numbered = |count: i64, row: &dyn Fn(i64) -> String| (1..=count).map(row).collect::<Vec<_>>();
        let overriding = stage.db.db.engine() == "postgres";
        let given = if overriding { "OVERRIDING SYSTEM VALUE " } else { "" };
        let many = |table: &str, columns: &str, rows: Vec<String>| {
            insert(table, rows).replacen(" VALUES", &format!(" ({columns}) {given}VALUES"), 1)
        };
        stage.db.sql(&many("peer", "id, host", numbered(hosts, &|n| format!("({n}, 'h{n}.example')")))).await;
        stage
            .db
            .sql(&many(
                "inbox",
                "id, peer_id, url, shared",
                numbered(hosts, &|n| format!("({n}, {n}, 'https://h{n}.example/inbox', TRUE)")),
            ))
            .await;
        stage
            .db
            .sql(&many(
                "activity",
                "id, town_id, actor_id, ulid, kind, chain, body, in_outbox, created_at",
                numbered(activities, &|n| {
                    let ulid = super::stage::fresh_ulid(now);
                    format!("({n}, {town}, {actor}, '{ulid}', 'Update', 'chain {}', '', FALSE, 0)", n / 2 % 3)
                }),
            ))
            .await;
        stage
            .db
            .sql(&format!(
                "INSERT INTO delivery (activity_id, inbox_id, peer_id, town_id, chain, priority, created_at) \
                 SELECT a.id, i.id, i.peer_id, {town}, a.chain, 3, {} FROM activity a CROSS JOIN inbox i",
                now.as_millisecond()
            ))
            .await;
        // What arrived, in the order in which the worker believed that it was its turn.
        let seen: Arc<Mutex<Vec<(i64, i64)>>> = Arc::default();
        let mut workers = tokio::task::JoinSet::new();
        for worker in 0..4 {
            let (db, seen) = (stage.db.db.clone(), Arc::clone(&seen));
            workers.spawn(async move {
                for round in 0.. {
                    let leases = claim(&db, &format!("{worker} {round}"), 8, now).await;
                    if leases.is_empty() {
                        let left = db.read(async |conn: &mut Conn<'_>| deliveries::counts(conn, now).await).await;
                        if left.unwrap().waiting == 0 {
                            return;
                        }
                    }
                    for lease in leases {
                        let chains: HashSet<_> = lease.heads.iter().map(|head| head.activity.0 / 2 % 3).collect();
                        assert_eq!(chains.len(), lease.heads.len(), "never two about one object at once");
                        seen.lock().unwrap().extend(lease.heads.iter().map(|head| (head.inbox.0, head.activity.0)));
                        tokio::task::yield_now().await;
                        assert!(finish(&db, &lease, now).await);
                    }
                }
            });
        }
        while let Some(done) = workers.join_next().await {
            done.unwrap();
        }
        let seen = seen.lock().unwrap();
        assert_eq!(seen.len(), usize::try_from(hosts * activities).unwrap(), "each once");
        let mut newest: HashMap<(i64, i64), i64> = HashMap::new();
        let out_of_order = seen
            .iter()
            .filter(|(inbox, activity)| {
                let before = newest.insert((*inbox, activity / 2 % 3), *activity);
                before.is_some_and(|before| before >= *activity)
            })
            .count();
        assert_eq!(out_of_order, 0);
    }
}
