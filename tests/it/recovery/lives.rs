//! A program that lives, is killed at a named place, and lives again on the same database, files, clock and port.

use std::collections::BTreeSet;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ausrufer::app::{App, Deps};
use ausrufer::clock::{TestClock, TestRng};
use ausrufer::config::Config;
use ausrufer::domain::town::Town;
use ausrufer::net::SystemResolver;
use ausrufer::store::posts_read::{self, Listing};
use ausrufer::store::{Conn, Moment, Witness, audit};
use tokio::sync::{mpsc, oneshot};

use crate::support::databases::TestDb;
use crate::support::http;
use crate::support::mini_peer::{MiniPeer, Received};
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Entry, Site};

/// A place where the program is killed: its name, and how it is known from what can be seen from outside.
pub type Place<S> = (&'static str, fn(&S) -> bool);

/// Longer than any lease, so that what a dead worker held is free.
pub const LONG: u64 = 700;

/// At every transaction the program stands still and asks whether it may go on; without an answer it never does.
struct Doorkeeper(mpsc::UnboundedSender<oneshot::Sender<()>>);

impl Witness for Doorkeeper {
    fn at(&self, _moment: Moment) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async {
            let (go, going) = oneshot::channel();
            let _ = self.0.send(go);
            if going.await.is_err() {
                std::future::pending::<()>().await;
            }
        })
    }
}

/// Everything around the program.
pub struct World {
    pub database: TestDb,
    pub site: Site,
    pub peer: MiniPeer,
    pub clock: Arc<TestClock>,
    pub host: String,
    /// What the website lists, newest first.
    pub listed: Vec<Entry>,
    config: Config,
    port: u16,
    lives: AtomicUsize,
    _folder: tempfile::TempDir,
}

impl World {
    /// A town with a follower and a website, whose first look is done; the program is not running.
    pub async fn begin(database: TestDb) -> Self {
        let site = Site::start("www").await;
        let listed = vec![Entry::new("alt", "Altes Rathaus geschlossen", start_of_tests() - Duration::from_secs(7200))];
        site.feed(&listed);
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        let peer = MiniPeer::start("peer", server.clock.clone()).await;
        peer.follow(&format!("http://{}/ap/rathaus", server.host)).await;
        server.pass(1).await;
        peer.await_received(|all| all.iter().any(|one| one.kind == "Accept"), Duration::from_secs(20)).await;
        // A dead server cannot be asked for its key.
        let (_, _, actor) = server.get("/ap/rathaus", "application/activity+json").await;
        let actor: serde_json::Value = serde_json::from_str(&actor).unwrap();
        let key = &actor["publicKey"];
        peer.trust(key["id"].as_str().unwrap(), key["publicKeyPem"].as_str().unwrap());
        let host = server.host.clone();
        let (config, folder, clock, port) = server.end().await;
        let lives = AtomicUsize::new(0);
        Self { database, site, peer, clock, host, listed, config, port, lives, _folder: folder }
    }

    /// The website says something new.
    pub fn says(&mut self, entry: Entry) {
        self.listed.insert(0, entry);
        self.site.feed(&self.listed);
    }

    /// An entry of this moment with a word that stands nowhere else.
    pub fn entry(&self, id: &str, word: &str) -> Entry {
        use ausrufer::clock::Clock;
        let mut entry = Entry::new(id, &format!("Meldung {id}"), self.clock.now());
        entry.text = format!("<p>Näheres zu {id} unter {word}.</p>");
        entry
    }

    /// One life that does `work` and ends well.
    pub fn live<T: Send>(&self, work: impl AsyncFnOnce(&Alive<'_>) -> T + Send) -> T {
        self.live_until(async || false, work).expect("nobody kills it")
    }

    /// One life that is killed at the first transaction at which `is_there`: everything is written then and not yet
    /// committed, or committed without anyone knowing yet. Between two of these moments nothing durable happens, so all
    /// that can be seen from outside is what `is_there` sees.
    pub fn live_and_die_at<T: Send>(
        &self,
        place: &str,
        is_there: impl AsyncFn() -> bool,
        work: impl AsyncFnOnce(&Alive<'_>) -> T + Send,
    ) {
        assert!(self.live_until(is_there, work).is_none(), "it never came to this place: {place}");
    }

    /// It has a thread and a runtime of its own, so that nothing of it outlives its death, and the world goes on.
    fn live_until<T: Send>(
        &self,
        is_there: impl AsyncFn() -> bool,
        work: impl AsyncFnOnce(&Alive<'_>) -> T + Send,
    ) -> Option<T> {
        let (asking, mut asked) = mpsc::unbounded_channel();
        let (kill, killed) = oneshot::channel::<()>();
        let (living, ended) = oneshot::channel::<()>();
        let life = move || {
            let _living = living;
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                tokio::select! {
                    done = self.run(Arc::new(Doorkeeper(asking)), work) => Some(done),
                    Ok(()) = killed => None,
                }
            })
        };
        let oversee = async {
            tokio::pin!(ended);
            loop {
                tokio::select! {
                    _ = &mut ended => return,
                    Some(go) = asked.recv() => {
                        if is_there().await {
                            let _ = kill.send(());
                            return;
                        }
                        // A transaction that was given up meanwhile needs no answer.
                        let _: Result<(), ()> = go.send(());
                    }
                }
            }
        };
        let done = tokio::task::block_in_place(|| {
            std::thread::scope(|scope| {
                let life = scope.spawn(life);
                tokio::runtime::Handle::current().block_on(oversee);
                life.join().unwrap()
            })
        });
        while asked.try_recv().is_ok() {}
        assert!(asked.sender_strong_count() == 0, "something of the program outlives it");
        done
    }

    async fn run<T>(&self, witness: Arc<dyn Witness>, work: impl AsyncFnOnce(&Alive<'_>) -> T) -> T {
        let seed = self.lives.fetch_add(1, Ordering::SeqCst);
        let deps = Deps {
            clock: self.clock.clone(),
            rng: TestRng::seeded(1000 + seed as u64),
            resolver: Arc::new(SystemResolver),
            witness: Some(witness),
        };
        let app = App::build(self.config.clone(), deps).await.unwrap();
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", self.port)).await.unwrap();
        let router = app.web.router();
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let alive = Alive { world: self, app };
        let done = work(&alive).await;
        alive.app.db.close().await;
        done
    }

    /// A number from the database.
    pub async fn number(&self, query: &str) -> i64 {
        self.database.number(query).await.unwrap_or(0)
    }

    /// The ids of the activities of a kind that the follower took and that contain a word. The same id came with the same
    /// bytes each time.
    pub fn told(&self, kind: &str, word: &str) -> BTreeSet<String> {
        let has = |one: &Received| one.body.windows(word.len()).any(|bytes| bytes == word.as_bytes());
        let all: Vec<Received> = self.peer.received().into_iter().filter(Received::is_taken).collect();
        let told: Vec<&Received> = all.iter().filter(|one| one.kind == kind && has(one)).collect();
        for one in &told {
            assert!(
                told.iter().all(|other| other.id != one.id || other.body == one.body),
                "{} in two versions",
                one.id
            );
        }
        told.iter().map(|one| one.id.clone()).collect()
    }
}

/// The program while it lives.
pub struct Alive<'a> {
    pub world: &'a World,
    pub app: App,
}

impl Alive<'_> {
    /// Lets time pass, then does everything that is due.
    pub async fn pass(&self, seconds: u64) {
        self.world.clock.advance(Duration::from_secs(seconds));
        self.app.run_all_due_jobs().await.unwrap();
    }

    pub async fn town(&self) -> Town {
        self.app.desk().town(&self.world.host).await.unwrap()
    }

    /// How often a word stands on the page, in how many entries of the feed, and in how many posts; and that nobody has
    /// written past the log.
    pub async fn shown(&self, word: &str) -> (usize, usize, usize) {
        let (_, _, page) = http::get(&self.world.host, "/", "text/html").await;
        let (_, _, feed) = http::get(&self.world.host, "/feed.json", "application/feed+json").await;
        let feed: serde_json::Value = serde_json::from_str(&feed).unwrap();
        let entries = feed["items"].as_array().unwrap().iter().filter(|item| item.to_string().contains(word)).count();
        let town = self.town().await;
        let (posts, log) = self
            .app
            .db
            .read(async |c: &mut Conn<'_>| {
                let posts = posts_read::page(c, town.id, &Listing::All, None, 500).await?;
                Ok::<_, ausrufer::store::StoreError>((posts, audit::verify(c, town.id).await?))
            })
            .await
            .unwrap();
        assert!(log.is_ok(), "{log:?}");
        let says = |post: &ausrufer::domain::post::Post| ausrufer::domain::body_text::render(&post.body).contains(word);
        (page.matches(word).count(), entries, posts.iter().filter(|post| says(post)).count())
    }
}
