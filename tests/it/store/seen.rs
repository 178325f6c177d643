//! Received activities: each has one effect.

use ausrufer::store::seen;

use crate::support::databases;
use crate::support::seed::{at, read, store};

#[tokio::test]
async fn an_activity_counts_the_first_time_and_only_for_the_actor_who_sent_it() {
    for test in databases::each().await {
        let db = &test.db;
        let (uri, anna, eve) = ("https://a.test/follows/1", "https://a.test/anna", "https://e.test/eve");
        assert!(store!(db, |c| seen::note(c, uri, eve, at(0))), "a stranger who names it first changes nothing");
        assert!(store!(db, |c| seen::note(c, uri, anna, at(1))));
        assert!(!store!(db, |c| seen::note(c, uri, anna, at(2))));
        assert!(read!(db, |c| seen::is_known(c, uri, anna, at(1))));
        assert!(!read!(db, |c| seen::is_known(c, uri, anna, at(2))), "it was before that");
        store!(db, |c| seen::forget(c, uri, anna));
        assert!(!read!(db, |c| seen::is_known(c, uri, anna, at(0))));
        assert!(read!(db, |c| seen::is_known(c, uri, eve, at(0))));
        assert_eq!(store!(db, |c| seen::prune(c, at(0))), 0);
        assert_eq!(store!(db, |c| seen::prune(c, at(1))), 1);
    }
}
