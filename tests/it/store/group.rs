//! Group commit (DESIGN D4): many small results, few commits, and nobody pays for another's failure.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ausrufer::domain::TownId;
use ausrufer::store::changes::ChangeKind;
use ausrufer::store::{Conn, GroupWriter, StoreError, changes, meta, towns};

use crate::support::databases;
use crate::support::seed::{self, at, read};

#[tokio::test]
async fn a_work_that_fails_takes_none_of_its_company_along_and_leaves_nothing_of_itself() {
    for test in databases::each().await {
        let group = GroupWriter::start(test.db.clone());
        let mut works = tokio::task::JoinSet::new();
        for n in 0..30 {
            let group = group.clone();
            works.spawn(async move { (n, group.write(move |c| Box::pin(one_of_three(c, n))).await) });
        }
        while let Some(done) = works.join_next().await {
            let (n, outcome) = done.unwrap();
            match n % 3 {
                0 => assert!(matches!(outcome, Err(StoreError::Stopped)), "{n}: its own refusal"),
                1 => assert!(matches!(outcome, Err(StoreError::RowsAffected { .. })), "{n}: the engine's refusal"),
                _ => assert!(outcome.is_ok(), "{n}"),
            }
        }
        let mut stayed = Vec::new();
        for n in 0..30 {
            if read!(test.db, |c| meta::get(c, &format!("{n}"))).is_some() {
                stayed.push(n);
            }
        }
        assert_eq!(stayed, (0..30).filter(|n| n % 3 == 2).collect::<Vec<_>>());
    }
}

async fn one_of_three(c: &mut Conn<'_>, n: i32) -> Result<(), StoreError> {
    meta::set(c, &format!("{n}"), "written").await?;
    match n % 3 {
        0 => Err(StoreError::Stopped),
        // No town has this number.
        1 => towns::delete(c, TownId(-1), at(0)).await,
        _ => Ok(()),
    }
}

/// A work sees on another connection what was committed before its own transaction: as many different states as there
/// are transactions.
#[tokio::test]
async fn many_works_share_few_commits() {
    for test in databases::each().await {
        let town = seed::town(&test.db, "musterbach.de").await.id;
        let states: Arc<Mutex<BTreeSet<i64>>> = Arc::default();
        let group = GroupWriter::start(test.db.clone());
        let mut works = tokio::task::JoinSet::new();
        for n in 0..300 {
            let (group, db, states) = (group.clone(), test.db.clone(), Arc::clone(&states));
            works.spawn(async move {
                group
                    .write(move |c| {
                        Box::pin(async move {
                            let state = read!(db, |other| changes::newest(other));
                            states.lock().unwrap().insert(state);
                            changes::record(c, town, ChangeKind::Post, &format!("{n}"), at(0)).await
                        })
                    })
                    .await
            });
        }
        while let Some(done) = works.join_next().await {
            done.unwrap().unwrap();
        }
        assert_eq!(read!(test.db, |c| changes::since(c, 0)).len(), 301);
        let needed = states.lock().unwrap().len();
        assert!((2..=6).contains(&needed), "{needed} commits for 300 works, at most 200 each");
    }
}

#[tokio::test]
async fn a_lonely_work_is_committed_without_waiting_for_company_for_long() {
    for test in databases::each().await {
        let group = GroupWriter::start(test.db.clone());
        let work = group.write(|c| Box::pin(async move { meta::set(c, "alone", "yes").await }));
        tokio::time::timeout(Duration::from_secs(5), work).await.expect("in time").unwrap();
        assert!(read!(test.db, |c| meta::get(c, "alone")).is_some(), "committed when the caller hears of it");
    }
}
