//! Withdrawals: hidden at the first sign, gone at the second.

use super::lives::{Deaths, LONG, World};
use crate::support::databases;
use crate::support::http;
use crate::support::site::Answer;

const GONE: &str = "SELECT count(*) FROM post WHERE state = 'gone' AND id = (SELECT max(id) FROM post)";

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a sweep of minutes that is not reliable yet; by hand: cargo test recovery -- --ignored"]
async fn killed_anywhere_a_withdrawal_is_carried_out_once_and_told_once() {
    for database in databases::each().await {
        let mut world = World::begin(database).await;
        let mut deaths = Deaths::default();
        for steps in 0.. {
            let (id, word) = (format!("a{steps}"), format!("Weg{steps:04}"));
            world.says(world.entry(&id, &word));
            let shown = world.live(None, async |alive| {
                alive.pass(60).await;
                alive.shown(&word).await
            });
            assert_eq!(shown, Some((1, 1, 1)));
            let note = world.peer.received().into_iter().rfind(|one| one.kind == "Create").unwrap().object;
            world.listed.remove(0);
            world.site.feed(&world.listed);
            world.site.put(&format!("/artikel/{id}"), Answer::status(410));
            let killed = world
                .live(Some(steps), async |alive| {
                    alive.pass(60).await;
                    alive.pass(301).await;
                })
                .is_none();
            if killed {
                let told = world.told("Delete", &note).len();
                let unlisted = "SELECT count(*) FROM item WHERE unlisted_at IS NOT NULL AND gone_first_at IS NULL \
                    AND state <> 'deleted'";
                let unlisted = world.number(unlisted).await;
                let hidden = world.number("SELECT count(*) FROM post WHERE state = 'hidden'").await;
                let gone = world.number(GONE).await;
                deaths.note("no longer listed, not looked up", unlisted == 1 && hidden == 0);
                deaths.note("hidden at the first sign", hidden == 1);
                deaths.note("withdrawn, not told", gone == 1 && told == 0);
                deaths
                    .note("told, but not noted", told == 1 && world.number("SELECT count(*) FROM delivery").await == 1);
            }
            world.live(None, async |alive| {
                for _ in 0..4 {
                    alive.pass(LONG).await;
                }
                assert_eq!(alive.shown(&word).await, (0, 0, 0), "killed after {steps} steps");
                let path = note.split_once(&world.host).unwrap().1;
                assert_eq!(http::get(&world.host, path, "application/activity+json").await.0, 410);
            });
            assert_eq!(world.number(GONE).await, 1);
            assert_eq!(world.told("Delete", &note).len(), 1, "killed after {steps} steps");
            let log = "SELECT count(*) FROM audit WHERE deed = 'withdrawn'";
            assert_eq!(world.number(log).await, i64::try_from(steps).unwrap() + 1, "written down once");
            if !killed {
                break;
            }
        }
        deaths.must_have_been(&[
            "no longer listed, not looked up",
            "hidden at the first sign",
            "withdrawn, not told",
            "told, but not noted",
        ]);
    }
}
