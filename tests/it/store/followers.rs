//! Followers: an interval each, from Follow to Undo.

use ausrufer::store::changes::ChangeKind;
use ausrufer::store::followers::{self, Follower};
use ausrufer::store::{changes, remote_actors};

use crate::support::databases;
use crate::support::seed::{self, at, read, store};

#[tokio::test]
async fn following_begins_once_ends_once_and_may_begin_again() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let actor = seed::actor(db, &town, "rathaus").await;
        let anna = seed::remote_actor(db, "social.test", "anna").await;
        let before = read!(db, |c| changes::newest(c));
        assert!(store!(db, |c| followers::begin(c, &actor, anna, "https://social.test/f/1", at(1))));
        assert!(
            !store!(db, |c| followers::begin(c, &actor, anna, "https://social.test/f/2", at(2))),
            "a second Follow"
        );
        assert!(read!(db, |c| followers::is_following(c, town.id, actor.id, anna)));
        assert_eq!(read!(db, |c| followers::count(c, town.id, actor.id)), 1);
        let found = read!(db, |c| followers::actor_of_follow(c, town.id, anna, "https://social.test/f/2"));
        assert_eq!(found, Some(actor.id), "the newest Follow is the one that an Undo names");
        assert!(store!(db, |c| followers::end(c, &actor, anna, at(3))));
        assert!(!store!(db, |c| followers::end(c, &actor, anna, at(4))));
        assert!(!read!(db, |c| followers::is_following(c, town.id, actor.id, anna)));
        assert!(store!(db, |c| followers::begin(c, &actor, anna, "https://social.test/f/3", at(5))));
        assert_eq!(test.number("SELECT count(*) FROM follower").await, Some(2), "each interval is kept");
        let log = read!(db, |c| changes::since(c, before));
        assert_eq!(log.len(), 3);
        assert!(log.iter().all(|line| line.kind == ChangeKind::Followers && line.key == "rathaus"));
    }
}

#[tokio::test]
async fn a_town_lists_who_follows_now_and_an_unknown_follow_belongs_to_nobody() {
    for test in databases::each().await {
        let db = &test.db;
        let town = seed::town(db, "musterbach.de").await;
        let (main, topic) = (seed::actor(db, &town, "rathaus").await, seed::actor(db, &town, "warnung").await);
        let anna = seed::remote_actor(db, "social.test", "anna").await;
        let berta = seed::remote_actor(db, "social.test", "berta").await;
        store!(db, |c| followers::begin(c, &main, anna, "f/1", at(1)));
        store!(db, |c| followers::begin(c, &topic, anna, "f/2", at(2)));
        store!(db, |c| followers::begin(c, &main, berta, "f/3", at(3)));
        store!(db, |c| followers::end(c, &main, berta, at(4)));
        let follows = |actor: &str, since| Follower {
            uri: seed::remote_uri("social.test", "anna"),
            actor: actor.to_owned(),
            since,
            until: None,
        };
        assert_eq!(
            read!(db, |c| followers::of_town(c, town.id)),
            [follows("rathaus", at(1)), follows("warnung", at(2))]
        );
        assert_eq!(read!(db, |c| followers::actor_of_follow(c, town.id, anna, "f/2")), Some(topic.id));
        assert_eq!(read!(db, |c| followers::actor_of_follow(c, town.id, berta, "f/2")), None, "not her Follow");
    }
}

#[tokio::test]
async fn a_remote_actor_that_goes_stops_following_everywhere_and_every_town_hears_of_it() {
    for test in databases::each().await {
        let db = &test.db;
        let anna = seed::remote_actor(db, "social.test", "anna").await;
        let mut towns = Vec::new();
        for host in ["a.test", "b.test"] {
            let town = seed::town(db, host).await;
            let actor = seed::actor(db, &town, "rathaus").await;
            store!(db, |c| followers::begin(c, &actor, anna, "f", at(1)));
            towns.push((town.id, actor.id));
        }
        let before = read!(db, |c| changes::newest(c));
        assert!(store!(db, |c| remote_actors::forget(c, &seed::remote_uri("social.test", "anna"), at(2))));
        for (town, actor) in &towns {
            assert_eq!(read!(db, |c| followers::count(c, *town, *actor)), 0);
        }
        let told: Vec<_> = read!(db, |c| changes::since(c, before)).iter().map(|line| line.town).collect();
        assert_eq!(told, [towns[0].0, towns[1].0]);
    }
}
