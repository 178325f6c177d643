//! The job queue (DESIGN D6): nothing asked for is lost, nothing runs twice at once.

use std::collections::HashMap;

use ausrufer::domain::TownId;
use ausrufer::store::jobs::{self, Leased, NewJob, Wanted};
use ausrufer::store::{Conn, Db, StoreError};

use crate::support::databases;
use crate::support::seed::{self, at, read, store};

/// A job of nobody in particular.
fn poll<'a>(key: &'a str, payload: &'a str, run_at: i64) -> NewJob<'a> {
    NewJob { town: None, kind: "poll", key, payload, run_at: at(run_at), urgent: false }
}

async fn ask(db: &Db, key: &str, run_at: i64, urgent: bool, now: i64) {
    store!(db, |c| jobs::enqueue(c, NewJob { urgent, ..poll(key, key, run_at) }, at(now)));
}

/// Many jobs of a town, due since the beginning, or since `run_at`.
async fn ask_many(db: &Db, town: TownId, name: &str, count: usize, run_at: i64) {
    let work = async |c: &mut Conn<'_>| {
        for n in 0..count {
            let key = format!("{name} {n}");
            jobs::enqueue(c, NewJob { town: Some(town), ..poll(&key, "", run_at) }, at(0)).await?;
        }
        Ok::<_, StoreError>(())
    };
    db.write(work).await.unwrap();
}

/// Leases for a minute.
async fn take(db: &Db, token: &str, limit: i64, now: i64) -> Vec<Leased> {
    store!(db, |c| jobs::claim(c, token, (Wanted::All, limit), None, at(now), at(now + 60)))
}

fn keys(jobs: &[Leased]) -> Vec<&str> {
    jobs.iter().map(|job| job.key.as_str()).collect()
}

#[tokio::test]
async fn a_job_runs_when_it_is_due_and_leaves_the_queue_when_it_is_done() {
    for test in databases::each().await {
        let db = &test.db;
        ask(db, "a", 10, false, 0).await;
        assert!(take(db, "w", 10, 9).await.is_empty());
        assert!(!read!(db, |c| jobs::any_due(c, Wanted::All, at(9))));
        assert!(read!(db, |c| jobs::any_due(c, Wanted::All, at(10))));
        let job = take(db, "w", 10, 10).await.remove(0);
        assert_eq!((job.kind.as_str(), job.payload.as_str(), job.attempts), ("poll", "a", 0));
        assert!(take(db, "other", 10, 11).await.is_empty(), "someone has it");
        store!(db, |c| jobs::finish(c, &job, at(12)));
        assert!(read!(db, |c| jobs::list(c)).is_empty());
    }
}

#[tokio::test]
async fn asking_for_a_running_job_makes_it_run_again_with_the_newest_payload() {
    for test in databases::each().await {
        let db = &test.db;
        ask(db, "a", 0, false, 0).await;
        let job = take(db, "w", 10, 0).await.remove(0);
        store!(db, |c| jobs::enqueue(c, poll("a", "news", 1), at(1)));
        assert!(take(db, "other", 10, 2).await.is_empty(), "not beside itself");
        store!(db, |c| jobs::finish(c, &job, at(3)));
        let again = take(db, "w2", 10, 3).await.remove(0);
        assert_eq!(again.payload, "news");
        store!(db, |c| jobs::finish(c, &again, at(4)));
        assert!(take(db, "w3", 10, 99).await.is_empty(), "once");
    }
}

#[tokio::test]
async fn asking_for_a_waiting_job_runs_it_once_at_the_earlier_time() {
    for test in databases::each().await {
        let db = &test.db;
        ask(db, "a", 100, false, 0).await;
        ask(db, "a", 50, false, 0).await;
        ask(db, "a", 70, false, 0).await;
        assert!(take(db, "w", 10, 49).await.is_empty());
        let job = take(db, "w", 10, 50).await.remove(0);
        store!(db, |c| jobs::finish(c, &job, at(51)));
        assert!(read!(db, |c| jobs::list(c)).is_empty());
    }
}

#[tokio::test]
async fn a_worker_that_lost_its_lease_changes_nothing() {
    for test in databases::each().await {
        let db = &test.db;
        ask(db, "a", 0, false, 0).await;
        let lost = take(db, "lost", 10, 0).await.remove(0);
        let held = take(db, "held", 10, 61).await.remove(0);
        store!(db, |c| jobs::finish(c, &lost, at(62)));
        store!(db, |c| jobs::retry(c, &lost, at(62), "late"));
        store!(db, |c| jobs::give_up(c, &lost, "late", at(62)));
        let waiting = read!(db, |c| jobs::list(c)).remove(0);
        assert_eq!((waiting.attempts, waiting.failed_at, waiting.error), (1, None, None), "the lost lease counts");
        assert!(take(db, "third", 10, 62).await.is_empty(), "the second worker still has it");
        store!(db, |c| jobs::finish(c, &held, at(63)));
        assert!(read!(db, |c| jobs::list(c)).is_empty());
    }
}

#[tokio::test]
async fn urgent_jobs_come_first_then_the_longest_due() {
    for test in databases::each().await {
        let db = &test.db;
        for (key, run_at, urgent) in
            [("late", 5, false), ("early", 1, false), ("warning", 9, true), ("later", 20, true)]
        {
            ask(db, key, run_at, urgent, 0).await;
        }
        assert_eq!(keys(&take(db, "w", 2, 10).await), ["warning", "early"]);
        assert_eq!(keys(&take(db, "w2", 5, 10).await), ["late"]);
    }
}

#[tokio::test]
async fn a_job_tries_again_later_or_gives_up_until_someone_asks() {
    for test in databases::each().await {
        let db = &test.db;
        ask(db, "a", 0, false, 0).await;
        let job = take(db, "w", 1, 0).await.remove(0);
        store!(db, |c| jobs::retry(c, &job, at(30), "busy"));
        assert!(take(db, "w2", 1, 29).await.is_empty());
        let job = take(db, "w2", 1, 30).await.remove(0);
        assert_eq!(job.attempts, 1);
        store!(db, |c| jobs::give_up(c, &job, "broken", at(31)));
        assert!(take(db, "w3", 1, 999).await.is_empty());
        let failed = read!(db, |c| jobs::list(c)).remove(0);
        assert_eq!((failed.failed_at, failed.error.as_deref(), failed.attempts), (Some(at(31)), Some("broken"), 2));
        assert_eq!(store!(db, |c| jobs::prune(c, at(31))), 0);
        ask(db, "a", 40, false, 40).await;
        assert_eq!(take(db, "w4", 1, 40).await.remove(0).attempts, 0, "it begins anew");
    }
}

#[tokio::test]
async fn a_hint_that_came_while_the_job_was_giving_up_is_not_lost() {
    for test in databases::each().await {
        let db = &test.db;
        ask(db, "a", 0, false, 0).await;
        let job = take(db, "w", 1, 0).await.remove(0);
        ask(db, "a", 5, false, 5).await;
        store!(db, |c| jobs::give_up(c, &job, "broken", at(6)));
        let again = take(db, "w2", 1, 6).await;
        assert_eq!(keys(&again), ["a"]);
        store!(db, |c| jobs::give_up(c, &again[0], "broken", at(7)));
        assert!(take(db, "w3", 1, 99).await.is_empty());
    }
}

#[tokio::test]
async fn asking_once_adds_nothing_to_a_job_that_waits_runs_or_failed_just_now() {
    for test in databases::each().await {
        let db = &test.db;
        let once = async |now| store!(db, |c| jobs::enqueue_once(c, poll("all", "", now), at(now)));
        once(0).await;
        once(1).await;
        let job = take(db, "w", 10, 1).await.remove(0);
        once(2).await;
        store!(db, |c| jobs::finish(c, &job, at(3)));
        assert!(read!(db, |c| jobs::list(c)).is_empty(), "asked for once");
        once(10).await;
        let job = take(db, "w2", 10, 10).await.remove(0);
        store!(db, |c| jobs::give_up(c, &job, "broken", at(10)));
        once(11).await;
        assert!(take(db, "w3", 10, 11).await.is_empty());
        once(10 + 3_601).await;
        assert_eq!(take(db, "w4", 10, 10 + 3_601).await.remove(0).attempts, 0, "an hour later it tries again");
    }
}

#[tokio::test]
async fn what_gave_up_is_listed_after_what_waits_and_forgotten_in_time() {
    for test in databases::each().await {
        let db = &test.db;
        ask(db, "broken", 0, false, 0).await;
        let job = take(db, "w", 1, 0).await.remove(0);
        store!(db, |c| jobs::give_up(c, &job, "broken", at(1)));
        ask(db, "second", 20, false, 0).await;
        ask(db, "first", 10, false, 0).await;
        let listed: Vec<_> = read!(db, |c| jobs::list(c)).into_iter().map(|job| job.key).collect();
        assert_eq!(listed, ["first", "second", "broken"]);
        assert_eq!(store!(db, |c| jobs::prune(c, at(2))), 1);
        assert_eq!(read!(db, |c| jobs::list(c)).len(), 2);
    }
}

#[tokio::test]
async fn a_town_with_many_jobs_does_not_keep_another_waiting() {
    for test in databases::each().await {
        let db = &test.db;
        let (large, small) = (seed::town(db, "gross.test").await, seed::town(db, "klein.test").await);
        ask_many(db, large.id, "gross", 500, 0).await;
        ask_many(db, small.id, "klein", 3, 50).await;
        // A worker with one place.
        let (mut served, mut order) = (None, Vec::new());
        for round in 0..7 {
            let token = format!("w{round}");
            let [one] = store!(db, |c| jobs::claim(c, &token, (Wanted::All, 1), served, at(100), at(160)))
                .try_into()
                .expect("one of them");
            served = one.town;
            order.push(one.key.split(' ').next().unwrap_or_default().to_owned());
            store!(db, |c| jobs::finish(c, &one, at(100)));
        }
        assert_eq!(order, ["gross", "klein", "gross", "klein", "gross", "klein", "gross"]);
        // A worker with eight places takes as many of both.
        ask_many(db, small.id, "klein", 10, 50).await;
        let batch = take(db, "many", 8, 100).await;
        assert_eq!(batch.iter().filter(|job| job.town == Some(small.id)).count(), 4);
    }
}

#[tokio::test]
async fn what_a_town_has_running_counts_as_its_turns() {
    for test in databases::each().await {
        let db = &test.db;
        let (slow, other) = (seed::town(db, "langsam.test").await, seed::town(db, "andere.test").await);
        ask_many(db, slow.id, "langsam", 20, 0).await;
        assert_eq!(take(db, "first", 4, 10).await.len(), 4);
        ask_many(db, other.id, "andere", 3, 10).await;
        let next = take(db, "second", 3, 10).await;
        assert!(next.iter().all(|job| job.town == Some(other.id)), "four of the first town are under way: {next:?}");
        db.write(async |c: &mut Conn<'_>| {
            let key = NewJob { town: Some(slow.id), urgent: true, ..poll("warning", "", 10) };
            jobs::enqueue(c, key, at(10)).await
        })
        .await
        .unwrap();
        ask_many(db, other.id, "noch", 1, 10).await;
        assert_eq!(keys(&take(db, "third", 1, 10).await), ["warning"], "what is urgent waits for no turn");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn eight_workers_share_two_hundred_jobs_and_none_gets_the_same_one() {
    for test in databases::each().await {
        let db = &test.db;
        let work = async |c: &mut Conn<'_>| {
            for n in 0..200 {
                let key = format!("{n}");
                jobs::enqueue(c, NewJob { urgent: n % 7 == 0, ..poll(&key, "", 0) }, at(0)).await?;
            }
            Ok::<_, StoreError>(())
        };
        db.write(work).await.unwrap();
        let mut workers = tokio::task::JoinSet::new();
        for worker in 0..8 {
            let db = db.clone();
            workers.spawn(async move {
                let mut got = Vec::new();
                for round in 0.. {
                    let jobs = take(&db, &format!("{worker} {round}"), 5, 1).await;
                    assert!(jobs.len() <= 5, "never more than asked for");
                    if jobs.is_empty() && !read!(db, |c| jobs::any_due(c, Wanted::All, at(1))) {
                        break;
                    }
                    got.extend(jobs.into_iter().map(|job| job.key));
                    tokio::task::yield_now().await;
                }
                got
            });
        }
        let mut times: HashMap<String, usize> = HashMap::new();
        while let Some(got) = workers.join_next().await {
            got.unwrap().into_iter().for_each(|key| *times.entry(key).or_default() += 1);
        }
        assert_eq!(times.len(), 200);
        assert!(times.values().all(|count| *count == 1), "{times:?}");
    }
}
