//! Local actors: a name is for ever.

use ausrufer::domain::ActorId;
use ausrufer::domain::actor::{ActorKind, Username};
use ausrufer::store::actors::NewActor;
use ausrufer::store::{StoreError, actors};

use crate::support::databases;
use crate::support::seed::{self, at, attempt, read, ulid};

#[tokio::test]
async fn an_actor_is_found_by_name_and_by_id_and_keeps_everything_it_was_made_with() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let actor = seed::actor(db, &town, "rathaus").await;
        assert_eq!(actor.kind, ActorKind::Main);
        assert_eq!((actor.public_key_pem.as_str(), actor.private_key_sealed.as_str()), ("public", "sealed"));
        assert_eq!((actor.created_at, actor.deleted_at), (at(0), None));
        assert_eq!(read!(db, |c| actors::by_username(c, town.id, "rathaus")), Some(actor.clone()));
        assert_eq!(read!(db, |c| actors::by_username(c, town.id, "Rathaus")), None);
        assert_eq!(read!(db, |c| actors::by_id(c, town.id, ActorId(actor.id.0 + 1))), None);
        let sealed_for = ulid(at(0), &["actor", "musterbach.de", "rathaus"]).to_string();
        assert_eq!(read!(db, |c| actors::ulid_of(c, actor.id)), sealed_for);
    }
}

#[tokio::test]
async fn the_main_actor_is_the_one_that_lives() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let topic = seed::actor(db, &town, "warnung").await;
        assert_eq!(read!(db, |c| actors::main(c, town.id)), None);
        let main = seed::actor(db, &town, "rathaus").await;
        assert_eq!(read!(db, |c| actors::main(c, town.id)), Some(main.clone()));
        assert_eq!(read!(db, |c| actors::of_town(c, town.id)), [topic, main.clone()]);
        test.sql(&format!("UPDATE actor SET deleted_at = 1 WHERE id = {}", main.id)).await;
        assert_eq!(read!(db, |c| actors::main(c, town.id)), None);
        assert!(read!(db, |c| actors::by_username(c, town.id, "rathaus")).is_some(), "it answers 410 for ever");
    }
}

#[tokio::test]
async fn two_towns_have_a_rathaus_each_but_one_town_never_two() {
    for test in databases::each().await {
        let db = &test.db;
        let (one, two) = (seed::town(db, "a.test").await, seed::town(db, "b.test").await);
        assert_ne!(seed::actor(db, &one, "rathaus").await.id, seed::actor(db, &two, "rathaus").await.id);
        let username = Username::parse("rathaus").unwrap();
        let again = NewActor {
            ulid: ulid(at(1), &["again"]),
            town: one.id,
            kind: ActorKind::Topic,
            username: &username,
            handle_domain: None,
            display_name: "Rathaus",
            summary: "",
            public_key_pem: "",
            private_key_sealed: "",
        };
        assert!(matches!(attempt!(db, |c| actors::add(c, again, at(1))), Err(StoreError::Exists(_))));
    }
}
