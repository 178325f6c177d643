//! Withdrawals: hidden at the first sign, gone at the second.

use super::lives::{Alive, LONG, Place, World};
use crate::support::databases;
use crate::support::http;
use crate::support::site::Answer;

const GONE: &str = "SELECT count(*) FROM post WHERE state = 'gone' AND id = (SELECT max(id) FROM post)";
const UNLISTED: &str = "SELECT count(*) FROM item WHERE unlisted_at IS NOT NULL AND gone_first_at IS NULL \
    AND state <> 'deleted'";

/// What can be seen of how far a withdrawal is.
struct Seen {
    unlisted: i64,
    hidden: i64,
    gone: i64,
    waiting: i64,
    told: usize,
}

impl Seen {
    async fn of(world: &World, note: &str) -> Self {
        Self {
            unlisted: world.number(UNLISTED).await,
            hidden: world.number("SELECT count(*) FROM post WHERE state = 'hidden'").await,
            gone: world.number(GONE).await,
            waiting: world.number("SELECT count(*) FROM delivery").await,
            told: world.told("Delete", note).len(),
        }
    }
}

const PLACES: [Place<Seen>; 5] = [
    ("no longer listed, not looked up", |seen| seen.unlisted == 1 && seen.hidden == 0),
    ("hidden at the first sign", |seen| seen.hidden == 1),
    ("withdrawn, not told", |seen| seen.gone == 1 && seen.told == 0),
    ("told, but not noted", |seen| seen.told == 1 && seen.waiting == 1),
    ("told and noted", |seen| seen.told == 1 && seen.waiting == 0),
];

#[tokio::test(flavor = "multi_thread")]
async fn killed_anywhere_a_withdrawal_is_carried_out_once_and_told_once() {
    for database in databases::each().await {
        let mut world = World::begin(database).await;
        for (n, (place, is_there)) in PLACES.iter().enumerate() {
            let (id, word) = (format!("a{n}"), format!("Weg{n:04}"));
            world.says(world.entry(&id, &word));
            let publishes = async |alive: &Alive<'_>| {
                alive.pass(60).await;
                alive.shown(&word).await
            };
            assert_eq!(world.live(publishes), (1, 1, 1));
            let note = world.peer.received().into_iter().rfind(|one| one.kind == "Create").unwrap().object;
            world.listed.remove(0);
            world.site.feed(&world.listed);
            world.site.put(&format!("/artikel/{id}"), Answer::status(410));
            let withdraws = async |alive: &Alive<'_>| {
                alive.pass(60).await;
                alive.pass(301).await;
            };
            world.live_and_die_at(place, async || is_there(&Seen::of(&world, &note).await), withdraws);
            let recovers = async |alive: &Alive<'_>| {
                for _ in 0..4 {
                    alive.pass(LONG).await;
                }
                let path = note.split_once(&world.host).unwrap().1;
                (alive.shown(&word).await, http::get(&world.host, path, "application/activity+json").await.0)
            };
            assert_eq!(world.live(recovers), ((0, 0, 0), 410), "killed: {place}");
            assert_eq!(world.number(GONE).await, 1);
            assert_eq!(world.told("Delete", &note).len(), 1, "killed: {place}");
            let log = "SELECT count(*) FROM audit WHERE deed = 'withdrawn'";
            assert_eq!(world.number(log).await, i64::try_from(n).unwrap() + 1, "written down once");
        }
    }
}
