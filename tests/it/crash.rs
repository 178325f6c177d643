//! The program is killed in the middle of a fan-out to a thousand inboxes; after the next start all of them have it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ausrufer::store::{Conn, Db, StoreError, actors, followers, remote_actors, towns};
use axum::Router;
use axum::extract::{Path, State};
use axum::routing::post;
use tokio::sync::Notify;

use crate::support::program::Program;
use crate::support::server::start_of_tests;
use crate::support::site::{Entry, Site};

const HOSTS: usize = 250;
const INBOXES: usize = 4;

#[derive(Clone, Default)]
struct Inboxes {
    /// Activity ids by inbox.
    got: Arc<Mutex<HashMap<String, Vec<String>>>>,
    arrived: Arc<Notify>,
}

impl Inboxes {
    async fn start() -> (Self, u16) {
        let inboxes = Self::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let router = Router::new().route("/{name}/inbox", post(take)).with_state(inboxes.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        (inboxes, port)
    }

    fn filled(&self) -> usize {
        self.got.lock().unwrap().len()
    }

    async fn await_filled(&self, count: usize, limit: Duration) {
        let waiting = async {
            loop {
                let arrived = self.arrived.notified();
                if self.filled() >= count {
                    return;
                }
                arrived.await;
            }
        };
        tokio::time::timeout(limit, waiting)
            .await
            .unwrap_or_else(|_| panic!("only {} of {count} inboxes", self.filled()));
    }
}

async fn take(
    State(inboxes): State<Inboxes>,
    Path(name): Path<String>,
    host: http::HeaderMap,
    body: String,
) -> http::StatusCode {
    let activity: serde_json::Value = serde_json::from_str(&body).unwrap();
    let inbox = format!("{}/{name}", host["host"].to_str().unwrap());
    inboxes.got.lock().unwrap().entry(inbox).or_default().push(activity["id"].as_str().unwrap().to_owned());
    inboxes.arrived.notify_one();
    http::StatusCode::ACCEPTED
}

async fn add_followers(program: &Program, port: u16) {
    let db = Db::open(&format!("sqlite:{}", program.database().display())).await.unwrap();
    let now = start_of_tests();
    db.write(async |c: &mut Conn<'_>| {
        let town = towns::by_host(c, &program.host()).await?.unwrap();
        let actor = actors::main(c, town.id).await?.unwrap();
        for host in 0..HOSTS {
            for inbox in 0..INBOXES {
                let authority = format!("h{host}.localhost:{port}");
                let uri = format!("http://{authority}/u{inbox}");
                let fetched = remote_actors::Fetched {
                    uri: &uri,
                    host: &authority,
                    inbox: &format!("{uri}/inbox"),
                    shared_inbox: None,
                    username: "u",
                    key_id: &format!("{uri}#main-key"),
                    key_pem: "",
                };
                let follower = remote_actors::save(c, fetched, now).await?;
                followers::begin(c, &actor, follower, &format!("{uri}#follow"), now).await?;
            }
        }
        Ok::<_, StoreError>(())
    })
    .await
    .unwrap();
    db.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_the_middle_of_a_fan_out_everyone_gets_it_all_the_same() {
    let program = Program::new(None);
    program.succeed(&[
        "town",
        "add",
        "--name",
        "Musterbach",
        "--host",
        &program.host(),
        "--actor",
        "rathaus",
        "--publish",
    ]);
    let site = Site::start("www").await;
    site.feed(&[Entry::new("a", "Anfang", jiff_now() - Duration::from_secs(3600))]);
    program.succeed(&["source", "add", "--interval", "1s", &site.url("/feed.xml")]);
    program.succeed(&["source", "poll", "rathaus-aktuell"]);
    let (inboxes, port) = Inboxes::start().await;
    add_followers(&program, port).await;

    let serving = program.serve();
    site.feed(&[
        Entry::new("b", "Mühlgasse gesperrt", jiff_now()),
        Entry::new("a", "Anfang", jiff_now() - Duration::from_secs(3600)),
    ]);
    inboxes.await_filled(100, Duration::from_secs(60)).await;
    serving.kill();
    let before = inboxes.filled();
    assert!(before < HOSTS * INBOXES, "the kill came too late to show anything");

    let serving = program.serve();
    inboxes.await_filled(HOSTS * INBOXES, Duration::from_secs(180)).await;
    assert!(serving.terminate(Duration::from_secs(20)), "it ends gracefully");
    let got = inboxes.got.lock().unwrap();
    for (inbox, ids) in got.iter() {
        assert!(ids.iter().all(|id| *id == ids[0]), "{inbox} got one activity under several ids: {ids:?}");
    }
}

/// The wall clock: the program under test runs on it.
fn jiff_now() -> jiff::Timestamp {
    use ausrufer::clock::{Clock, SystemClock};
    SystemClock.now()
}
