//! Sources: when they are looked at, and how they fare.

use ausrufer::domain::source::{ErrorClass, SourceState};
use ausrufer::store::changes::ChangeKind;
use ausrufer::store::sources::Success;
use ausrufer::store::{Db, StoreError, changes, quarantine, sources};
use serde_json::json;

use crate::support::databases;
use crate::support::seed::{self, at, attempt, read, store};

/// How often a source told the pages that something about it changed.
async fn told(db: &Db) -> usize {
    read!(db, |c| changes::since(c, 0))
        .iter()
        .filter(|line| [ChangeKind::Source, ChangeKind::Health].contains(&line.kind))
        .count()
}

#[tokio::test]
async fn a_new_source_is_due_at_once_and_the_next_look_is_written_before_the_fetch() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let source = seed::source(db, &town, "aktuelles").await;
        assert_eq!((source.state, source.first_pass_at), (SourceState::Active, None));
        assert_eq!(read!(db, |c| sources::due(c, at(0))), [(town.id, source.id, false)]);
        store!(db, |c| sources::begin_check(c, town.id, source.id, at(1), at(61)));
        assert!(read!(db, |c| sources::due(c, at(60))).is_empty());
        assert!(!store!(db, |c| sources::take_due(c, town.id, source.id, at(60), at(120))), "not due yet");
        assert_eq!(read!(db, |c| sources::due(c, at(61))).len(), 1);
        assert!(store!(db, |c| sources::take_due(c, town.id, source.id, at(61), at(5))), "one worker takes it");
        assert_eq!(read!(db, |c| sources::due(c, at(5))).len(), 1);
        let health = seed::source_again(db, &town, source.id).await.health;
        assert_eq!((health.last_check_at, health.next_check_at), (Some(at(1)), Some(at(5))));
    }
}

#[tokio::test]
async fn the_longest_waiting_source_of_all_towns_comes_first() {
    for test in databases::each().await {
        let db = &test.db;
        let (one, two) = (seed::town(db, "a.test").await, seed::town(db, "b.test").await);
        let (late, early) = (seed::source(db, &one, "x").await, seed::source(db, &two, "x").await);
        store!(db, |c| sources::begin_check(c, one.id, late.id, at(0), at(20)));
        store!(db, |c| sources::begin_check(c, two.id, early.id, at(0), at(10)));
        assert_eq!(read!(db, |c| sources::due(c, at(30))), [(two.id, early.id, false), (one.id, late.id, false)]);
        store!(db, |c| sources::set_state(c, &early, SourceState::Paused, at(30)));
        assert_eq!(read!(db, |c| sources::due(c, at(30))), [(one.id, late.id, false)]);
    }
}

#[tokio::test]
async fn failing_keeps_its_beginning_and_the_pages_hear_of_it_once_in_each_direction() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let source = seed::source(db, &town, "aktuelles").await;
        let before = told(db).await;
        store!(db, |c| sources::fail(c, &source, ErrorClass::Transient, "timeout", at(60), at(10)));
        let failing = seed::source_again(db, &town, source.id).await;
        store!(db, |c| sources::fail(c, &failing, ErrorClass::RateLimited, "429", at(120), at(60)));
        let failing = seed::source_again(db, &town, source.id).await;
        assert_eq!((failing.health.failing_since, failing.health.failures), (Some(at(10)), 2));
        assert_eq!(failing.health.error, Some((ErrorClass::RateLimited, "429".to_owned())));
        assert_eq!(failing.health.next_check_at, Some(at(120)));
        assert_eq!(told(db).await, before + 1);

        let cursor = json!({"etag": "\"a\""});
        let done = |news, first_pass| Success { cursor: Some(&cursor), next: at(300), news, first_pass };
        assert!(store!(db, |c| sources::succeed(c, &failing, done(true, true), at(130))), "it recovered");
        let well = seed::source_again(db, &town, source.id).await;
        assert!(!store!(db, |c| sources::succeed(c, &well, done(false, true), at(300))), "it was well before");
        let well = seed::source_again(db, &town, source.id).await;
        assert_eq!((well.health.failing_since, well.health.failures, well.health.error), (None, 0, None));
        assert_eq!((well.health.last_new_at, well.health.last_success_at), (Some(at(130)), Some(at(300))));
        assert_eq!((well.first_pass_at, well.cursor), (Some(at(130)), Some(cursor)), "a first pass happens once");
        assert_eq!(told(db).await, before + 2);
    }
}

#[tokio::test]
async fn a_source_pauses_resumes_retires_and_is_removed() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let source = seed::source(db, &town, "aktuelles").await;
        let now_in = async |state, now| {
            store!(db, |c| sources::set_state(c, &source, state, now));
            seed::source_again(db, &town, source.id).await
        };
        assert_eq!(now_in(SourceState::Paused, at(1)).await.health.next_check_at, None);
        assert_eq!(now_in(SourceState::Active, at(2)).await.health.next_check_at, Some(at(2)));
        let retired = now_in(SourceState::Retired, at(3)).await;
        assert_eq!((retired.retired_at, retired.health.next_check_at), (Some(at(3)), None));
        assert_eq!(now_in(SourceState::Active, at(4)).await.retired_at, None);
        assert!(read!(db, |c| sources::by_slug(c, town.id, "aktuelles")).is_some());
        now_in(SourceState::Removed, at(5)).await;
        assert_eq!(read!(db, |c| sources::by_slug(c, town.id, "aktuelles")), None);
        assert!(read!(db, |c| sources::of_town(c, town.id)).is_empty());
    }
}

#[tokio::test]
async fn an_address_and_a_slug_are_mirrored_once_per_town() {
    for test in databases::each().await {
        let db = &test.db;
        let (one, two) = (seed::town(db, "a.test").await, seed::town(db, "b.test").await);
        let url = "https://a.test/feed";
        store!(db, |c| sources::add(c, seed::new_source(&one, "news", url), at(0)));
        store!(db, |c| sources::add(c, seed::new_source(&two, "news", url), at(0)));
        let same_url = attempt!(db, |c| sources::add(c, seed::new_source(&one, "neu", url), at(0)));
        assert!(matches!(same_url, Err(StoreError::Exists(_))));
        let same_slug = attempt!(db, |c| sources::add(c, seed::new_source(&one, "news", "https://a.test/2"), at(0)));
        assert!(matches!(same_slug, Err(StoreError::Exists(_))));
    }
}

#[tokio::test]
async fn a_source_moves_and_counts_what_it_could_not_read() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let source = seed::source(db, &town, "aktuelles").await;
        store!(db, |c| sources::describe(c, &source, "https://neu.test/feed", Some("https://neu.test/"), at(1)));
        store!(db, |c| quarantine::add(c, &source, None, "no date", "<item/>", at(1)));
        let moved = seed::source_again(db, &town, source.id).await;
        assert_eq!(
            (moved.url.as_str(), moved.site_url.as_deref()),
            ("https://neu.test/feed", Some("https://neu.test/"))
        );
        assert_eq!(moved.health.quarantined, 1);
    }
}
