//! A person lets many held edits through at once.

use ausrufer::jobs::{Answer, answer_held};
use ausrufer::store::held::{self, Held};
use ausrufer::store::{Conn, StoreError};

use super::lives::{Alive, LONG, Place, World};
use crate::support::databases;

const POSTS: usize = 6;

async fn open(alive: &Alive<'_>) -> Option<Held> {
    let town = alive.town().await;
    let open = alive.app.db.read(async |c: &mut Conn<'_>| Ok::<_, StoreError>(held::open(c, town.id).await?)).await;
    open.unwrap().pop()
}

/// The person answers as long as there is a question.
async fn release(alive: &Alive<'_>) {
    if let Some(question) = open(alive).await {
        answer_held(&alive.app.hands(), question.town, question.id, Answer::Release).await.unwrap();
    }
}

/// What can be seen of how far a release of all is.
struct Seen {
    /// Posts that show the released words.
    done: i64,
    /// Questions without an answer.
    open: i64,
    told: usize,
}

impl Seen {
    async fn of(world: &World, word: &str) -> Self {
        Self {
            done: world.number(&format!("SELECT count(*) FROM post WHERE plain LIKE '%{word}%'")).await,
            open: world.number("SELECT count(*) FROM held WHERE answered_at IS NULL").await,
            told: world.told("Update", word).len(),
        }
    }
}

const ALL: i64 = POSTS as i64;

const PLACES: [Place<Seen>; 5] = [
    ("asked, nothing carried out", |seen| seen.done == 0 && seen.open == 1),
    ("carried out in part", |seen| seen.done > 0 && seen.done < ALL && seen.open == 1),
    ("carried out, not answered", |seen| seen.done == ALL && seen.open == 1),
    ("answered, not told", |seen| seen.open == 0 && seen.told == 0),
    ("told in part", |seen| seen.told > 0 && seen.told < POSTS),
];

#[tokio::test(flavor = "multi_thread")]
async fn killed_anywhere_a_release_is_carried_out_once_for_every_post() {
    for database in databases::each().await {
        let mut world = World::begin(database).await;
        for n in 0..POSTS {
            world.says(world.entry(&format!("a{n}"), &format!("Anfang{n:04}")));
        }
        world.live(async |alive| alive.pass(60).await);
        let versions = "SELECT count(*) FROM item_revision";
        let first = world.number(versions).await;
        for (n, (place, is_there)) in PLACES.iter().enumerate() {
            let word = format!("Neu{n:04}");
            for entry in &mut world.listed[..POSTS] {
                entry.text = format!("<p>{} hat jetzt {word}.</p>", entry.title);
            }
            world.site.feed(&world.listed);
            let asked = async |alive: &Alive<'_>| {
                alive.pass(60).await;
                (open(alive).await.map(|held| held.entries.len()), alive.shown(&word).await)
            };
            assert_eq!(world.live(asked), (Some(POSTS), (0, 0, 0)), "held");
            let releases = async |alive: &Alive<'_>| {
                release(alive).await;
                alive.pass(1).await;
            };
            world.live_and_die_at(place, async || is_there(&Seen::of(&world, &word).await), releases);
            let recovers = async |alive: &Alive<'_>| {
                release(alive).await;
                alive.pass(LONG).await;
                alive.pass(LONG).await;
                (alive.shown(&word).await, open(alive).await.is_some())
            };
            assert_eq!(world.live(recovers), ((POSTS, POSTS, POSTS), false), "killed: {place}");
            assert_eq!(world.told("Update", &word).len(), POSTS, "killed: {place}");
            let log = world.number("SELECT count(*) FROM audit WHERE deed = 'released'").await;
            let rounds = i64::try_from(n).unwrap() + 1;
            assert_eq!(log, rounds, "one answer, written down once");
            assert_eq!(world.number(versions).await - first, ALL * rounds, "each version is kept once");
        }
    }
}
