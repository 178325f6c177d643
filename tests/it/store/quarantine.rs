//! Quarantine: what could not be read is kept once and for a while.

use ausrufer::store::quarantine::{self, Entry};

use crate::support::databases;
use crate::support::seed::{self, at, read, store};

#[tokio::test]
async fn a_broken_piece_is_set_aside_once_however_often_it_comes() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let (source, other) = (seed::source(db, &town, "a").await, seed::source(db, &town, "b").await);
        assert!(store!(db, |c| quarantine::add(c, &source, Some("1"), "no date", "<item>", at(1))));
        assert!(!store!(db, |c| quarantine::add(c, &source, Some("1"), "no date", "<item>", at(2))));
        assert!(store!(db, |c| quarantine::add(c, &source, None, "no date", "<item>", at(3))));
        assert!(store!(db, |c| quarantine::add(c, &other, Some("1"), "no date", "<item>", at(3))));
        let entries = read!(db, |c| quarantine::of_source(c, town.id, source.id));
        let entry = |native_id: Option<&str>, seen_at| Entry {
            native_id: native_id.map(str::to_owned),
            reason: "no date".to_owned(),
            excerpt: "<item>".to_owned(),
            seen_at,
        };
        assert_eq!(entries, [entry(None, at(3)), entry(Some("1"), at(1))]);
        assert_eq!(store!(db, |c| quarantine::prune(c, at(3))), 1);
        assert_eq!(read!(db, |c| quarantine::of_source(c, town.id, source.id)).len(), 1);
    }
}
