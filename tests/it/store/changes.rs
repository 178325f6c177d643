//! The change log (DESIGN D5): a reader that follows it sees every line, whoever commits first.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ausrufer::store::changes::{self, ChangeKind};
use ausrufer::store::{Conn, StoreError};
use tokio::sync::Notify;

use crate::support::databases;
use crate::support::seed::{self, at, read, store};

#[tokio::test]
async fn lines_come_in_order_at_most_five_hundred_at_a_time() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let start = read!(db, |c| changes::newest(c));
        let work = async |c: &mut Conn<'_>| {
            for n in 0..600 {
                changes::record(c, town.id, ChangeKind::Post, &format!("{n}"), at(n)).await?;
            }
            Ok::<_, StoreError>(())
        };
        db.write(work).await.unwrap();
        let first = read!(db, |c| changes::since(c, start));
        let rest = read!(db, |c| changes::since(c, first[499].seq));
        assert_eq!((first.len(), rest.len()), (500, 100));
        let keys: Vec<_> = first.iter().chain(&rest).map(|line| line.key.clone()).collect();
        assert_eq!(keys, (0..600).map(|n| n.to_string()).collect::<Vec<_>>());
        assert_eq!(read!(db, |c| changes::newest(c)), rest[99].seq);
        assert_eq!(store!(db, |c| changes::prune(c, at(590))), 591, "one is from the town itself");
        assert_eq!(read!(db, |c| changes::since(c, 0)).len(), 10);
    }
}

#[tokio::test]
async fn a_line_lives_and_dies_with_its_transaction() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let before = read!(db, |c| changes::newest(c));
        let work = async |c: &mut Conn<'_>| {
            changes::record(c, town.id, ChangeKind::Post, "x", at(0)).await?;
            Err::<(), _>(StoreError::Stopped)
        };
        assert!(db.write(work).await.is_err());
        assert_eq!(read!(db, |c| changes::newest(c)), before);
        store!(db, |c| changes::record(c, town.id, ChangeKind::Source, "y", at(0)));
        assert_eq!(read!(db, |c| changes::since(c, before))[0].kind, ChangeKind::Source);
    }
}

/// A number is drawn before its transaction commits; a reader who saw a later number must not overlook it.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_reader_that_follows_misses_no_line_though_two_towns_write_at_once_and_commit_out_of_order() {
    for test in databases::each().await {
        let db = &test.db;
        let ended = Arc::new(AtomicBool::new(false));
        let mut writers = tokio::task::JoinSet::new();
        for host in ["a.test", "b.test"] {
            let town = seed::town(db, host).await.id;
            let (db, host) = (db.clone(), host.to_owned());
            writers.spawn(async move {
                for n in 0..60i64 {
                    let work = async |c: &mut Conn<'_>| {
                        changes::record(c, town, ChangeKind::Post, &format!("{host} {n}"), at(0)).await?;
                        // Every third transaction stays open after its number was drawn.
                        if n % 3 == 0 {
                            tokio::time::sleep(Duration::from_millis(3)).await;
                        }
                        Ok::<_, StoreError>(())
                    };
                    db.write(work).await.unwrap();
                }
            });
        }
        let start = read!(db, |c| changes::since(c, 0)).iter().map(|line| line.seq).min().unwrap() - 1;
        let reader = tokio::spawn({
            let (db, ended) = (db.clone(), Arc::clone(&ended));
            async move {
                let (mut seq, mut seen) = (start, Vec::new());
                loop {
                    let last_round = ended.load(Ordering::SeqCst);
                    for line in read!(db, |c| changes::since(c, seq)) {
                        seq = line.seq;
                        seen.push(line.key);
                    }
                    if last_round {
                        return seen;
                    }
                    tokio::task::yield_now().await;
                }
            }
        });
        while let Some(done) = writers.join_next().await {
            done.unwrap();
        }
        ended.store(true, Ordering::SeqCst);
        let mut seen: Vec<_> = reader.await.unwrap().into_iter().filter(|key| !key.is_empty()).collect();
        seen.sort();
        let mut expected: Vec<_> =
            ["a.test", "b.test"].iter().flat_map(|host| (0..60).map(move |n| format!("{host} {n}"))).collect();
        expected.sort();
        assert_eq!(seen, expected);
    }
}

#[tokio::test]
async fn on_postgresql_a_commit_wakes_the_other_processes() {
    let Some(test) = databases::postgres().await else { return };
    let town = seed::town(&test.db, "musterbach.de").await.id;
    let woken = Arc::new(Notify::new());
    let other = ausrufer::store::Db::open(&test.url).await.unwrap();
    let listening = tokio::spawn({
        let woken = Arc::clone(&woken);
        async move { other.listen(move || woken.notify_one()).await }
    });
    let waking = async {
        loop {
            store!(test.db, |c| changes::record(c, town, ChangeKind::Post, "x", at(0)));
            // The first lines may be written before the other process listens.
            if tokio::time::timeout(Duration::from_millis(50), woken.notified()).await.is_ok() {
                return;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(10), waking).await.expect("woken in time");
    listening.abort();
}
