//! Who writes when (DESIGN D4): one writer per town, people and warnings first, other towns not in the way.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use ausrufer::domain::TownId;
use ausrufer::store::{Conn, Db, Lane, StoreError, followers, meta, towns};
use tokio::sync::oneshot;

use crate::support::databases;
use crate::support::seed::{self, at, read};

/// Adds one to a number by reading and writing it: two at once lose one.
async fn count_up(db: &Db, town: TownId) {
    let work = async |c: &mut Conn<'_>| {
        let before: i64 = meta::get(c, "count").await?.and_then(|text| text.parse().ok()).unwrap_or(0);
        tokio::task::yield_now().await;
        meta::set(c, "count", &format!("{}", before + 1)).await
    };
    db.write_town(town, Lane::Normal, work).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn eight_writers_of_one_town_take_turns() {
    for test in databases::each().await {
        let town = seed::town(&test.db, "musterbach.de").await.id;
        let mut writers = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let db = test.db.clone();
            writers.spawn(async move {
                for _ in 0..10 {
                    count_up(&db, town).await;
                }
            });
        }
        while let Some(done) = writers.join_next().await {
            done.unwrap();
        }
        assert_eq!(read!(test.db, |c| meta::get(c, "count")).as_deref(), Some("80"));
    }
}

#[tokio::test]
async fn a_town_that_does_not_exist_cannot_be_written() {
    for test in databases::each().await {
        let work = async |c: &mut Conn<'_>| meta::set(c, "x", "y").await;
        let outcome = test.db.write_town(TownId(77), Lane::Normal, work).await;
        assert!(matches!(outcome, Err(StoreError::RowsAffected { .. })));
        assert_eq!(read!(test.db, |c| meta::get(c, "x")), None);
    }
}

/// A writer that holds its town until it is told to go on.
fn hold(db: &Db, town: TownId) -> (oneshot::Receiver<()>, oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
    let ((inside, entered), (go, going)) = (oneshot::channel(), oneshot::channel::<()>());
    let db = db.clone();
    let holding = tokio::spawn(async move {
        let work = async |_: &mut Conn<'_>| {
            inside.send(()).unwrap();
            going.await.unwrap();
            Ok::<_, StoreError>(())
        };
        db.write_town(town, Lane::Normal, work).await.unwrap();
    });
    (entered, go, holding)
}

#[tokio::test]
async fn on_postgresql_a_town_that_is_written_does_not_stop_another() {
    let Some(test) = databases::postgres().await else { return };
    let (one, two) = (seed::town(&test.db, "a.test").await.id, seed::town(&test.db, "b.test").await.id);
    let (entered, go, holding) = hold(&test.db, one);
    entered.await.unwrap();
    tokio::time::timeout(Duration::from_secs(5), count_up(&test.db, two)).await.expect("another town is free");
    let same = tokio::spawn({
        let db = test.db.clone();
        async move { count_up(&db, one).await }
    });
    // The second writer of the same town is seen waiting for the row before the first lets go.
    let waiting =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while test.number(waiting).await == Some(0) {
        assert!(!same.is_finished());
        tokio::task::yield_now().await;
    }
    go.send(()).unwrap();
    holding.await.unwrap();
    same.await.unwrap();
    assert_eq!(read!(test.db, |c| meta::get(c, "count")).as_deref(), Some("2"));
}

/// A Follow arrives while the town publishes: both write the change log, and the follower's row points at the town.
#[tokio::test]
async fn on_postgresql_a_row_that_points_at_a_town_does_not_wait_for_its_writer() {
    let Some(test) = databases::postgres().await else { return };
    let town = seed::town(&test.db, "a.test").await;
    let actor = seed::actor(&test.db, &town, "rathaus").await;
    let anna = seed::remote_actor(&test.db, "social.test", "anna").await;
    let (entered, go, holding) = hold(&test.db, town.id);
    entered.await.unwrap();
    let follow = test.db.write(async |c: &mut Conn<'_>| followers::begin(c, &actor, anna, "f", at(1)).await);
    let begun = tokio::time::timeout(Duration::from_secs(5), follow).await.expect("a deadlock waits to happen");
    assert!(begun.unwrap());
    go.send(()).unwrap();
    holding.await.unwrap();
}

#[tokio::test]
async fn on_sqlite_people_and_warnings_are_written_before_everyone_who_waits() {
    let test = databases::sqlite().await;
    let town = seed::town(&test.db, "musterbach.de").await.id;
    let (entered, go, holding) = hold(&test.db, town);
    entered.await.unwrap();
    let order: Arc<Mutex<Vec<String>>> = Arc::default();
    let mut writers = Vec::new();
    for (lane, name) in
        [(Lane::Normal, "poll 1"), (Lane::Normal, "poll 2"), (Lane::Urgent, "warning"), (Lane::Urgent, "person")]
    {
        let (db, order) = (test.db.clone(), Arc::clone(&order));
        writers.push(tokio::spawn(async move {
            let work = async |c: &mut Conn<'_>| {
                order.lock().unwrap().push(name.to_owned());
                towns::by_id(c, town).await
            };
            db.write_in(lane, work).await.unwrap();
        }));
        // On this one thread it runs until it waits at the door.
        tokio::task::yield_now().await;
    }
    go.send(()).unwrap();
    holding.await.unwrap();
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(*order.lock().unwrap(), ["warning", "person", "poll 1", "poll 2"]);
}
