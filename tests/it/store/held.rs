//! Held changes: one open question per source and kind, answered once.

use ausrufer::store::held::{self, HeldEntry, HeldKind};

use crate::support::databases;
use crate::support::seed::{self, at, attempt, read, store};

#[tokio::test]
async fn a_brake_asks_one_question_and_keeps_it_up_to_date() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let (source, other) = (seed::source(db, &town, "a").await, seed::source(db, &town, "b").await);
        let item = seed::item(db, &source, "1").await;
        let gone = HeldEntry { item: item.id, new: None, evidence: Some("410".to_owned()) };
        let edited = HeldEntry { item: item.id, new: Some(Box::new(seed::foreign("1", "Neu"))), evidence: None };
        let first = store!(db, |c| held::hold(c, &source, HeldKind::Withdrawals, std::slice::from_ref(&gone), at(1)));
        let twice = [gone.clone(), gone.clone()];
        assert_eq!(store!(db, |c| held::hold(c, &source, HeldKind::Withdrawals, &twice, at(2))), first);
        let edits = store!(db, |c| held::hold(c, &source, HeldKind::Edits, std::slice::from_ref(&edited), at(3)));
        let elsewhere = store!(db, |c| held::hold(c, &other, HeldKind::Edits, &[], at(4)));
        let open = read!(db, |c| held::open(c, town.id));
        assert_eq!(open.iter().map(|one| one.id).collect::<Vec<_>>(), [first, edits, elsewhere]);
        assert_eq!((open[0].entries.len(), open[0].created_at, open[0].kind), (2, at(1), HeldKind::Withdrawals));
        assert_eq!(open[1].entries, [edited]);
    }
}

#[tokio::test]
async fn an_answer_counts_once_and_lets_the_contents_go() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let source = seed::source(db, &town, "a").await;
        let item = seed::item(db, &source, "1").await;
        let entries = [HeldEntry { item: item.id, new: None, evidence: None }];
        let id = store!(db, |c| held::hold(c, &source, HeldKind::Edits, &entries, at(1)));
        let question = read!(db, |c| held::by_id(c, town.id, id)).unwrap();
        store!(db, |c| held::answer(c, &question, "release", at(5)));
        assert!(attempt!(db, |c| held::answer(c, &question, "reject", at(6))).is_err());
        let answered = read!(db, |c| held::by_id(c, town.id, id)).unwrap();
        assert_eq!((answered.answered_at, answered.entries.len()), (Some(at(5)), 0));
        assert_eq!(test.text("SELECT answer FROM held").await.as_deref(), Some("release"));
        assert!(read!(db, |c| held::open(c, town.id)).is_empty());
        let next = store!(db, |c| held::hold(c, &source, HeldKind::Edits, &entries, at(7)));
        assert_ne!(next, id, "a new wave is a new question");
    }
}

#[tokio::test]
async fn a_question_that_no_longer_applies_is_withdrawn_and_old_answers_are_forgotten() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let source = seed::source(db, &town, "a").await;
        store!(db, |c| held::hold(c, &source, HeldKind::Edits, &[], at(1)));
        store!(db, |c| held::hold(c, &source, HeldKind::Withdrawals, &[], at(1)));
        store!(db, |c| held::drop_open(c, &source, HeldKind::Edits, at(2)));
        let open = read!(db, |c| held::open(c, town.id));
        assert_eq!(open.iter().map(|one| one.kind).collect::<Vec<_>>(), [HeldKind::Withdrawals]);
        assert_eq!(store!(db, |c| held::prune(c, at(2))), 0);
        assert_eq!(store!(db, |c| held::prune(c, at(3))), 1);
        assert_eq!(read!(db, |c| held::open(c, town.id)).len(), 1, "open questions are never forgotten");
    }
}
