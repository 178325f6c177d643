//! The outbox: what other servers may read, newest first, of public posts only.

use ausrufer::domain::actor::Actor;
use ausrufer::domain::ids::{PostId, Ulid};
use ausrufer::store::activities::{self, NewActivity};
use ausrufer::store::{Db, outbox, posts};

use crate::support::databases;
use crate::support::seed::{self, at, read, store, ulid};

async fn say(db: &Db, actor: &Actor, kind: &str, post: Option<PostId>, name: &str, seconds: i64) -> Ulid {
    let id = ulid(at(seconds), &[name]);
    let new = NewActivity {
        town: actor.town,
        actor: actor.id,
        ulid: id,
        kind,
        post,
        chain: "object",
        body: name,
        in_outbox: true,
        expires_at: None,
    };
    assert!(store!(db, |c| activities::add(c, new, at(seconds))).is_some());
    id
}

#[tokio::test]
async fn the_outbox_pages_through_every_create_of_a_public_post_once() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let (actor, other) = (seed::actor(db, &town, "rathaus").await, seed::actor(db, &town, "warnung").await);
        let mut expected = Vec::new();
        for n in 0..7 {
            let post = seed::post(db, &town, &format!("{n}"), at(0)).await;
            expected.push(say(db, &actor, "Create", Some(post.id), &format!("create {n}"), n / 3).await);
            say(db, &actor, "Update", Some(post.id), &format!("update {n}"), 10).await;
            say(db, &other, "Create", Some(post.id), &format!("other {n}"), 1).await;
        }
        say(db, &actor, "Accept", None, "accept", 20).await;
        let hidden = seed::post(db, &town, "verborgen", at(0)).await;
        say(db, &actor, "Create", Some(hidden.id), "hidden", 30).await;
        store!(db, |c| posts::set_hidden(c, &hidden, true, at(31)));
        expected.sort_by(|a, b| b.cmp(a));
        for size in [1, 2, 3, 7, 20] {
            let (mut walked, mut before) = (Vec::new(), None);
            loop {
                let page = read!(db, |c| outbox::page(c, town.id, actor.id, before, size));
                let Some(last) = page.last() else { break };
                before = Some(last.0);
                walked.extend(page.iter().map(|entry| entry.0));
                assert!(walked.len() <= 7, "each once");
            }
            assert_eq!(walked, expected, "{size} per page");
        }
        assert_eq!(read!(db, |c| outbox::total(c, town.id, actor.id)), 7);
    }
}

#[tokio::test]
async fn what_was_said_keeps_its_bytes_and_is_never_said_twice() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let actor = seed::actor(db, &town, "rathaus").await;
        let post = seed::post(db, &town, "Markt", at(0)).await;
        let id = say(db, &actor, "Create", Some(post.id), "first bytes", 1).await;
        let again = NewActivity {
            town: town.id,
            actor: actor.id,
            ulid: id,
            kind: "Create",
            post: Some(post.id),
            chain: "object",
            body: "other bytes",
            in_outbox: true,
            expires_at: None,
        };
        assert_eq!(store!(db, |c| activities::add(c, again, at(9))), None, "a restored backup says it again");
        assert_eq!(read!(db, |c| activities::by_ulid(c, town.id, id)).unwrap().body, "first bytes");
        assert_eq!(read!(db, |c| activities::by_ulid(c, town.id, id)).unwrap().created_at, at(1));
        store!(db, |c| posts::bury(c, &post, at(20)));
        assert!(read!(db, |c| outbox::page(c, town.id, actor.id, None, 10)).is_empty());
        assert_eq!(
            read!(db, |c| activities::by_ulid(c, town.id, id)).unwrap().body,
            "first bytes",
            "its id still answers"
        );
    }
}

#[tokio::test]
async fn an_actor_is_active_while_a_public_post_of_it_is_recent() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let actor = seed::actor(db, &town, "rathaus").await;
        for title in ["eins", "zwei"] {
            let content = seed::content(title);
            let mut new = seed::new_post(&town, title, &content, at(0));
            new.actor = Some(actor.id);
            seed::add_post(db, new).await;
        }
        assert_eq!(read!(db, |c| outbox::active_actors(c, town.id, at(0))), 1);
        assert_eq!(read!(db, |c| outbox::active_actors(c, town.id, at(1))), 0);
    }
}
