//! Items that may be withdrawn (DESIGN D10): absence is only a reason to ask, and asking twice makes it final.

use ausrufer::domain::item::ItemState;
use ausrufer::store::items;

use crate::support::databases;
use crate::support::seed::{self, at, read, store};

#[tokio::test]
async fn absence_from_a_listing_only_starts_a_lookup_and_reappearing_ends_it() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let source = seed::source(db, &town, "a").await;
        let item = seed::item(db, &source, "1").await;
        assert!(read!(db, |c| items::lookups_due(c, at(99))).is_empty());
        store!(db, |c| items::unlist(c, town.id, &[item.id], at(10)));
        let away = seed::item_again(db, &source, item.id).await;
        assert_eq!(away.state, ItemState::UnlistedAtSource);
        assert_eq!((away.unlisted_at, away.lookup_at, away.gone_first_at), (Some(at(10)), Some(at(10)), None));
        assert_eq!(read!(db, |c| items::lookups_due(c, at(10))), [(town.id, source.id)]);
        assert!(read!(db, |c| items::to_look_up(c, &source, at(9), 10)).is_empty());
        assert_eq!(read!(db, |c| items::to_look_up(c, &source, at(10), 10)), std::slice::from_ref(&away));
        store!(db, |c| items::looked_up(c, &away, Some(("410", at(11))), Some(at(311))));
        assert_eq!(read!(db, |c| items::suspects(c, &source)).len(), 1);

        store!(db, |c| items::seen(c, town.id, &[item.id], at(20)));
        let back = seed::item_again(db, &source, item.id).await;
        assert_eq!(back.state, ItemState::Live);
        assert_eq!(
            (back.unlisted_at, back.lookup_at, back.gone_first_at, back.gone_evidence),
            (None, None, None, None)
        );
        assert_eq!(read!(db, |c| items::suspects(c, &source)).len(), 0);
    }
}

#[tokio::test]
async fn a_lookup_notes_its_sign_and_when_to_ask_again_and_a_good_answer_wipes_both() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let source = seed::source(db, &town, "a").await;
        let item = seed::item(db, &source, "1").await;
        store!(db, |c| items::unlist(c, town.id, &[item.id], at(10)));
        store!(db, |c| items::looked_up(c, &item, Some(("410 Gone", at(12))), Some(at(312))));
        let suspect = seed::item_again(db, &source, item.id).await;
        assert_eq!((suspect.gone_first_at, suspect.gone_evidence.as_deref()), (Some(at(12)), Some("410 Gone")));
        assert!(read!(db, |c| items::lookups_due(c, at(311))).is_empty());
        assert_eq!(read!(db, |c| items::lookups_due(c, at(312))).len(), 1);
        store!(db, |c| items::looked_up(c, &suspect, None, None));
        let well = seed::item_again(db, &source, item.id).await;
        assert_eq!((well.gone_first_at, well.lookup_at, well.gone_evidence), (None, None, None));
        assert_eq!(well.state, ItemState::UnlistedAtSource, "it still stands in no listing");
    }
}

#[tokio::test]
async fn the_longest_waiting_lookup_comes_first() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let source = seed::source(db, &town, "a").await;
        let (late, early) = (seed::item(db, &source, "late").await, seed::item(db, &source, "early").await);
        store!(db, |c| items::unlist(c, town.id, &[late.id], at(20)));
        store!(db, |c| items::unlist(c, town.id, &[early.id], at(10)));
        let order = read!(db, |c| items::to_look_up(c, &source, at(30), 10));
        assert_eq!(order.iter().map(|one| one.id).collect::<Vec<_>>(), [early.id, late.id]);
        assert_eq!(read!(db, |c| items::to_look_up(c, &source, at(30), 1))[0].id, early.id);
    }
}

#[tokio::test]
async fn the_control_read_is_of_a_live_item_that_is_not_under_suspicion() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let source = seed::source(db, &town, "a").await;
        let asked = seed::item_at(db, &source, "asked", at(5)).await;
        let suspect = seed::item_at(db, &source, "suspect", at(4)).await;
        let unlisted = seed::item_at(db, &source, "unlisted", at(3)).await;
        assert_eq!(read!(db, |c| items::controls(c, &source, &[])).first().map(|one| one.id), Some(asked.id));
        store!(db, |c| items::looked_up(c, &suspect, Some(("404", at(6))), None));
        store!(db, |c| items::unlist(c, town.id, &[unlisted.id], at(6)));
        assert!(read!(db, |c| items::controls(c, &source, &[asked.id])).is_empty());
        let healthy = seed::item_at(db, &source, "healthy", at(1)).await;
        assert_eq!(read!(db, |c| items::controls(c, &source, &[asked.id])).first().map(|one| one.id), Some(healthy.id));
    }
}

#[tokio::test]
async fn a_buried_item_stays_buried_whatever_a_listing_says() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let source = seed::source(db, &town, "a").await;
        let item = seed::item(db, &source, "1").await;
        store!(db, |c| items::looked_up(c, &item, Some(("410", at(1))), Some(at(301))));
        store!(db, |c| items::bury(c, &item, "410 twice"));
        store!(db, |c| items::seen(c, town.id, &[item.id], at(400)));
        store!(db, |c| items::unlist(c, town.id, &[item.id], at(500)));
        let buried = seed::item_again(db, &source, item.id).await;
        assert_eq!((buried.state, buried.lookup_at), (ItemState::Deleted, None));
        assert_eq!((buried.last_seen_at, buried.gone_evidence.as_deref()), (at(0), Some("410 twice")));
        assert_eq!(read!(db, |c| items::suspects(c, &source)).len(), 0);
        assert_eq!(read!(db, |c| items::count_live(c, &source)), 0);
    }
}

#[tokio::test]
async fn wiping_leaves_ids_times_and_hashes_and_not_one_word() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let source = seed::source(db, &town, "a").await;
        let first = seed::item(db, &source, "1").await;
        store!(db, |c| items::revise(c, &first, &seed::foreign("1", "Geheimes Wort"), 1, true, at(5)));
        let before = read!(db, |c| items::revisions(c, town.id, first.id));
        let stored = seed::item_again(db, &source, first.id).await;
        store!(db, |c| items::bury(c, &stored, "410"));
        store!(db, |c| items::wipe(c, &stored, at(0)));
        let wiped = seed::item_again(db, &source, first.id).await;
        assert_eq!((wiped.native_id, wiped.content_hash), (stored.native_id, stored.content_hash));
        assert_eq!((wiped.first_seen_at, wiped.item.text.as_str()), (at(0), ""));
        assert_eq!(read!(db, |c| items::revisions(c, town.id, first.id)), before);
        for word in ["Geheimes", "Text von"] {
            for table in ["item", "item_revision"] {
                let left = format!("SELECT count(*) FROM {table} WHERE data LIKE '%{word}%'");
                assert_eq!(test.number(&left).await, Some(0), "{word} in {table}");
            }
        }
    }
}
