//! Towns: drafts until published, each under a host of its own, gone with everything that is theirs.

use ausrufer::domain::town::{Missing, TownSettings};
use ausrufer::store::changes::ChangeKind;
use ausrufer::store::towns::NewTown;
use ausrufer::store::{StoreError, changes, towns};

use crate::support::databases;
use crate::support::seed::{self, at, attempt, read, store, ulid};

#[tokio::test]
async fn a_town_begins_as_a_draft_and_goes_public_with_its_texts() {
    for test in databases::each().await {
        let db = &test.db;
        let mut town = seed::town(db, "stage.musterbach.de").await;
        assert!(!town.is_public());
        assert_eq!(town.missing(), [Missing::Imprint, Missing::Contact]);
        town.name = "Stadt Musterbach".to_owned();
        town.settings.imprint = Some("Stadt Musterbach, Markt 1".to_owned());
        town.settings.contact = Some("Anna Beispiel".to_owned());
        town.published_at = Some(at(60));
        store!(db, |c| towns::save(c, &town, at(60)));
        let saved = read!(db, |c| towns::by_host(c, "stage.musterbach.de")).unwrap();
        assert_eq!(saved.epoch, town.epoch + 1, "every page is rendered anew");
        town.epoch = saved.epoch;
        assert_eq!(saved, town);
        let log = read!(db, |c| changes::since(c, 0));
        assert_eq!(log.iter().map(|line| (line.town, line.kind)).collect::<Vec<_>>(), [(town.id, ChangeKind::Town); 2]);
    }
}

#[tokio::test]
async fn a_host_belongs_to_one_town_and_the_refused_town_leaves_nothing() {
    for test in databases::each().await {
        let db = &test.db;
        let first = seed::town(db, "musterbach.de").await;
        let settings = TownSettings::default();
        let again = NewTown {
            ulid: ulid(at(1), &["another"]),
            host: "musterbach.de",
            name: "Noch einmal",
            settings: &settings,
            id_key_sealed: "-",
        };
        assert!(matches!(attempt!(db, |c| towns::add(c, again, at(1))), Err(StoreError::Exists(_))));
        assert_eq!(read!(db, |c| towns::all(c)), [first]);
        assert_eq!(read!(db, |c| changes::since(c, 0)).len(), 1);
    }
}

#[tokio::test]
async fn a_deleted_town_takes_everything_of_its_own_along_and_nothing_of_another() {
    for test in databases::each().await {
        let db = &test.db;
        let (town, other) = (seed::town(db, "musterbach.de").await, seed::town(db, "beispielheim.de").await);
        for town in [&town, &other] {
            let actor = seed::actor(db, town, "rathaus").await;
            let source = seed::source(db, town, "aktuelles").await;
            let item = seed::item(db, &source, "1").await;
            let mut content = seed::content("Markt");
            content.hashtags = vec!["Markt".to_owned()];
            let mut new = seed::new_post(town, "Markt", &content, at(0));
            new.actor = Some(actor.id);
            new.item = Some((item.id, source.id));
            seed::add_post(db, new).await;
            seed::picture(db, town, "Rathaus", "Datei").await;
        }
        store!(db, |c| towns::delete(c, town.id, at(9)));
        for table in ["actor", "source", "item", "item_revision", "post", "post_item", "post_tag", "media"] {
            let left = |id| format!("SELECT count(*) FROM {table} WHERE town_id = {id}");
            assert_eq!(test.number(&left(town.id)).await, Some(0), "{table}");
            assert!(test.number(&left(other.id)).await > Some(0), "{table}");
        }
        assert!(read!(db, |c| towns::by_id(c, town.id)).is_none());
        assert_eq!(read!(db, |c| changes::since(c, 0)).last().map(|line| line.town), Some(town.id));
        assert!(matches!(attempt!(db, |c| towns::delete(c, town.id, at(9))), Err(StoreError::RowsAffected { .. })));
        assert!(matches!(attempt!(db, |c| towns::save(c, &town, at(9))), Err(StoreError::RowsAffected { .. })));
    }
}

#[tokio::test]
async fn the_key_for_ids_is_the_towns_own() {
    for test in databases::each().await {
        let db = &test.db;
        let (one, two) = (seed::town(db, "a.test").await, seed::town(db, "b.test").await);
        assert_eq!(read!(db, |c| towns::id_key(c, one.id)), "a.test");
        assert_eq!(read!(db, |c| towns::id_key(c, two.id)), "b.test");
    }
}
