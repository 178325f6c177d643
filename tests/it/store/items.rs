//! Items: seen once, seen again, edited, and what they become a post with.

use ausrufer::domain::item::{ItemState, NativeId};
use ausrufer::store::{StoreError, items};

use crate::support::databases;
use crate::support::seed::{self, at, attempt, read, store};

fn native(ids: &[&str]) -> Vec<NativeId> {
    ids.iter().map(|id| NativeId((*id).to_owned())).collect()
}

#[tokio::test]
async fn one_foreign_post_is_one_item_however_often_it_is_seen() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let (source, other) = (seed::source(db, &town, "a").await, seed::source(db, &town, "b").await);
        let first = seed::item(db, &source, "1").await;
        assert_eq!((first.state, first.generation, first.post), (ItemState::Live, 0, None));
        let again = attempt!(db, |c| items::add(c, &source, &first.item, 0, 1, at(9)));
        assert!(matches!(again, Err(StoreError::Exists(_))));
        assert_eq!(read!(db, |c| items::revisions(c, town.id, first.id)), [(first.content_hash.clone(), at(0))]);
        assert_ne!(seed::item(db, &other, "1").await.id, first.id, "another source may use the same id");
    }
}

#[tokio::test]
async fn what_is_known_of_a_listing_is_the_newest_generation_of_each() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let (source, other) = (seed::source(db, &town, "a").await, seed::source(db, &town, "b").await);
        let first = seed::item(db, &source, "1").await;
        seed::item(db, &source, "it's \"2\"").await;
        seed::item(db, &other, "3").await;
        store!(db, |c| items::bury(c, &first, "410"));
        let second_life = store!(db, |c| items::add(c, &source, &first.item, 1, 1, at(5)));
        let asked = native(&["1", "it's \"2\"", "3", "4"]);
        let mut known = read!(db, |c| items::known_among(c, &source, &asked));
        known.sort_by(|a, b| a.native_id.cmp(&b.native_id));
        let found: Vec<_> = known.iter().map(|one| (one.native_id.0.as_str(), one.generation)).collect();
        assert_eq!(found, [("1", 1), ("it's \"2\"", 0)]);
        assert_eq!(known[0].id, second_life);
        assert_eq!(
            seed::item_again(db, &source, first.id).await.state,
            ItemState::Deleted,
            "the first life stays over"
        );
        assert!(read!(db, |c| items::known_among(c, &source, &[])).is_empty());
    }
}

#[tokio::test]
async fn an_edit_is_a_revision_but_a_newer_normaliser_adopts_silently() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let source = seed::source(db, &town, "a").await;
        let first = seed::item(db, &source, "1").await;
        let edited = seed::foreign("1", "Der Markt fällt aus.");
        store!(db, |c| items::revise(c, &first, &edited, 1, true, at(10)));
        let now = seed::item_again(db, &source, first.id).await;
        assert_eq!(
            (now.item.text.as_str(), now.last_seen_at, now.first_seen_at),
            ("Der Markt fällt aus.", at(10), at(0))
        );
        store!(db, |c| items::revise(c, &now, &edited, 2, false, at(20)));
        assert_eq!(seed::item_again(db, &source, first.id).await.normaliser, 2);
        let revisions = read!(db, |c| items::revisions(c, town.id, first.id));
        assert_eq!(revisions, [(first.content_hash, at(0)), (edited.content_hash, at(10))]);
    }
}

#[tokio::test]
async fn keeping_ours_takes_the_sources_version_as_known_without_changing_the_text() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let source = seed::source(db, &town, "a").await;
        let first = seed::item(db, &source, "1").await;
        store!(db, |c| items::keep_ours(c, town.id, first.id, "their hash"));
        let kept = seed::item_again(db, &source, first.id).await;
        assert_eq!(kept.content_hash, "their hash");
        assert_eq!(kept.item, first.item);
        assert_eq!(read!(db, |c| items::revisions(c, town.id, first.id)).len(), 1);
    }
}

#[tokio::test]
async fn what_left_the_listing_is_found_newest_first() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let source = seed::source(db, &town, "a").await;
        let old = seed::item_at(db, &source, "old", at(0)).await;
        let newer = seed::item_at(db, &source, "newer", at(1)).await;
        let listed = seed::item_at(db, &source, "listed", at(0)).await;
        store!(db, |c| items::seen(c, town.id, &[listed.id], at(60)));
        let unseen = read!(db, |c| items::unseen_since(c, &source, at(60), 10));
        assert_eq!(unseen.iter().map(|one| one.id).collect::<Vec<_>>(), [newer.id, old.id]);
        assert_eq!(read!(db, |c| items::unseen_since(c, &source, at(60), 1)).len(), 1);
        assert_eq!(read!(db, |c| items::count_live(c, &source)), 3);
    }
}

#[tokio::test]
async fn an_item_knows_its_post_and_the_post_its_items() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let source = seed::source(db, &town, "a").await;
        let item = seed::item(db, &source, "1").await;
        seed::item(db, &source, "2").await;
        let content = seed::content("Markt");
        let mut new = seed::new_post(&town, "Markt", &content, at(0));
        new.item = Some((item.id, source.id));
        let post = seed::add_post(db, new).await;
        assert_eq!(seed::item_again(db, &source, item.id).await.post, Some(post.id));
        let of_post = read!(db, |c| items::of_post(c, town.id, post.id));
        assert_eq!(of_post.iter().map(|one| one.id).collect::<Vec<_>>(), [item.id]);
    }
}
