//! A whole server in the test's own process: real store, real listener, a clock that the test moves.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use ausrufer::admin::{
    NewActorRequest, NewSourceRequest, NewTownRequest, add_actor, add_source, add_town, check_backup, make_backup,
    publish_town, restore_backup,
};
use ausrufer::app::{App, Deps, Role};
use ausrufer::clock::{Clock, TestClock, TestRng};
use ausrufer::config::Config;
use ausrufer::domain::source::Source;
use ausrufer::domain::town::Town;
use ausrufer::net::SystemResolver;
use ausrufer::seal::read_key;
use ausrufer::store::posts_read::{self, Listing};
use ausrufer::store::{Conn, sources};

use super::databases::TestDb;

/// The moment at which every test begins.
pub fn start_of_tests() -> jiff::Timestamp {
    "2026-11-24T12:00:00Z".parse().unwrap()
}

/// The server under test.
pub struct TestServer {
    pub app: App,
    pub clock: Arc<TestClock>,
    pub host: String,
    serving: tokio::task::JoinHandle<()>,
    folder: tempfile::TempDir,
}

impl TestServer {
    /// Builds a server on a database and serves its pages on a free port. It knows one town, `stadt.localhost:PORT`.
    pub async fn start(database: &TestDb) -> Self {
        Self::start_with(database, |_| {}).await
    }

    /// The same, with other settings.
    pub async fn start_with(database: &TestDb, set: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Self::config(&database.url, &folder, &[]);
        set(&mut config);
        let server = Self::build(config, folder, TestClock::at(start_of_tests()), 0).await;
        server.add_town().await;
        server
    }

    /// A server that knows no town yet.
    pub async fn start_empty(database: &TestDb) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = Self::config(&database.url, &folder, &[]);
        Self::build(config, folder, TestClock::at(start_of_tests()), 0).await
    }

    /// The same behind the program's own listener, which believes these proxies (`server.trusted_proxies`).
    pub async fn start_behind(database: &TestDb, proxies: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = TestClock::at(start_of_tests());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = format!("stadt.localhost:{}", listener.local_addr().unwrap().port());
        let app = Self::app(Self::config(&database.url, &folder, proxies), &clock).await;
        let running = app.start_on(Role::Web, listener).await.unwrap();
        let serving = tokio::spawn(async move {
            let _running = running;
            std::future::pending::<()>().await;
        });
        let server = Self { app, clock, host, serving, folder };
        server.add_town().await;
        server.app.web.catch_up().await;
        server
    }

    /// Backs up into a file.
    pub async fn back_up(&self, file: &Path) {
        make_backup(&self.app.config, "test", file, false, self.clock.now()).await.unwrap();
    }

    /// Ends this server and starts another on a database, with the same files, clock and port.
    pub async fn restart(mut self, database: &str) -> Self {
        let mut config = self.app.config.clone();
        config.storage.database_url = Some(database.to_owned());
        let port = self.stop().await;
        Self::build(config, self.folder, self.clock, port).await
    }

    /// Ends this server and puts a backup back on a new machine with the same key, clock and port; then starts there.
    pub async fn restart_from(mut self, backup: &Path, database: Option<&str>) -> Self {
        let port = self.stop().await;
        let folder = tempfile::tempdir().unwrap();
        let mut config = self.app.config.clone();
        config.storage.data_dir = folder.path().to_owned();
        config.storage.database_url = database.map(str::to_owned);
        let key = read_key(&self.app.config.secret_key_file()).unwrap();
        restore_backup(&config, &check_backup(backup).unwrap(), Some(key)).await.unwrap();
        Self::build(config, folder, self.clock, port).await
    }

    /// Ends this server and starts another, on another database and with a key of its own, at the same port and clock.
    pub async fn restart_beside(mut self, database: &TestDb) -> Self {
        let port = self.stop().await;
        let folder = tempfile::tempdir().unwrap();
        let mut config = self.app.config.clone();
        config.storage.data_dir = folder.path().to_owned();
        config.storage.database_url = Some(database.url.clone());
        Self::build(config, folder, self.clock, port).await
    }

    /// Ends this server; gives what another needs to go on in its place: settings, files, clock and port.
    pub async fn end(mut self) -> (Config, tempfile::TempDir, Arc<TestClock>, u16) {
        let port = self.stop().await;
        (self.app.config, self.folder, self.clock, port)
    }

    /// Starts a server in an ended one's place, with other settings, at the same port.
    pub async fn resume(config: Config, folder: tempfile::TempDir, clock: Arc<TestClock>, port: u16) -> Self {
        Self::build(config, folder, clock, port).await
    }

    /// Ends this server; gives its port.
    async fn stop(&mut self) -> u16 {
        self.serving.abort();
        let _ = (&mut self.serving).await;
        self.app.db.close().await;
        self.host.rsplit_once(':').unwrap().1.parse().unwrap()
    }

    async fn build(config: Config, folder: tempfile::TempDir, clock: Arc<TestClock>, port: u16) -> Self {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let app = Self::app(config, &clock).await;
        let router = app.router();
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { app, clock, host: format!("stadt.localhost:{port}"), serving, folder }
    }

    fn config(database: &str, folder: &tempfile::TempDir, proxies: &[&str]) -> Config {
        let mut config = Config::defaults().unwrap();
        config.server.public_scheme = "http".into();
        config.server.internal_listen = "127.0.0.1:0".parse().unwrap();
        config.development.loopback = true;
        config.storage.data_dir = folder.path().to_owned();
        config.storage.database_url = Some(database.to_owned());
        config.server.trusted_proxies = proxies.iter().map(|&proxy| proxy.to_owned()).collect();
        config
    }

    async fn app(config: Config, clock: &Arc<TestClock>) -> App {
        let deps =
            Deps { clock: clock.clone(), rng: TestRng::seeded(7), resolver: Arc::new(SystemResolver), witness: None };
        App::build(config, deps).await.unwrap()
    }

    async fn add_town(&self) {
        let desk = self.app.desk();
        let request =
            NewTownRequest { name: "Stadt Musterbach".into(), host: self.host.clone(), ..NewTownRequest::default() };
        add_town(&desk, request).await.unwrap();
        publish_town(&desk, &self.host).await.unwrap();
    }

    /// Gives the town its account `@rathaus`.
    pub async fn add_actor(&self) {
        let request =
            NewActorRequest { town: self.host.clone(), username: "rathaus".into(), ..NewActorRequest::default() };
        add_actor(&self.app.desk(), request).await.unwrap();
    }

    /// Mirrors an address, with a fixed interval of a minute.
    pub async fn add_source(&self, address: &str) -> Source {
        let request = NewSourceRequest {
            town: self.host.clone(),
            address: address.into(),
            interval: Some(60),
            ..NewSourceRequest::default()
        };
        add_source(&self.app.desk(), request).await.unwrap().source
    }

    pub async fn town(&self) -> Town {
        self.app.desk().town(&self.host).await.unwrap()
    }

    /// Where the towns' files lie.
    pub fn media_folder(&self) -> std::path::PathBuf {
        self.folder.path().join("medien")
    }

    /// The source as it is now.
    pub async fn source(&self, source: &Source) -> Source {
        self.app
            .db
            .read(async |c: &mut Conn<'_>| sources::by_id(c, source.town, source.id).await)
            .await
            .unwrap()
            .unwrap()
    }

    /// Lets time pass, then does everything that is due.
    pub async fn pass(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
        self.app.run_all_due_jobs().await.unwrap();
    }

    /// Headings of the posts on the page, newest first.
    pub async fn headings(&self) -> Vec<String> {
        let town = self.town().await;
        let posts = self
            .app
            .db
            .read(async |c: &mut Conn<'_>| posts_read::page(c, town.id, &Listing::All, None, 100).await)
            .await
            .unwrap();
        posts.iter().map(ausrufer::domain::post::Post::heading).collect()
    }

    /// Runs a verb of the program beside this server, on the same data; gives the JSON it prints.
    pub fn command(&self, arguments: &[&str]) -> serde_json::Value {
        let storage = &self.app.config.storage;
        let text = format!(
            "[server]\npublic_scheme = \"http\"\n[storage]\ndata_dir = \"{}\"\ndatabase_url = \"{}\"\n[development]\nloopback = true\n",
            storage.data_dir.display(),
            storage.database_url.as_deref().unwrap(),
        );
        super::program::verb(self.folder.path(), &text, arguments)
    }

    /// What the server answers to a GET, as a visitor would see it.
    pub async fn get(&self, path: &str, accept: &str) -> (u16, http::HeaderMap, String) {
        super::http::get(&self.host, path, accept).await
    }
}
