//! A town in a fresh database, and another server on this machine that it can talk to.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use jiff::Timestamp;
use serde_json::{Value, json};
use url::Url;

use crate::clock::{Clock, SharedClock, TestClock, TestRng};
use crate::domain::TownId;
use crate::domain::actor::{Actor, ActorKind, Username};
use crate::domain::ids::{Ulid, ulid_from};
use crate::domain::town::{Town, TownSettings};
use crate::federation::keys::SigningKey;
use crate::federation::signature::{Dialect, Signer, sign, test_key};
use crate::federation::{Federation, FederationDeps, InboxAnswer, InboxRequest};
use crate::net::{Net, NetConfig, SystemResolver};
use crate::seal::Sealer;
use crate::store::actors::NewActor;
use crate::store::towns::NewTown;
use crate::store::{Conn, Db, GroupWriter, StoreError, actors, followers, towns};
use crate::urls::Origin;

pub const HOST: &str = "stadt.localhost:8080";
pub const ORIGIN: &str = "http://stadt.localhost:8080";
pub const RATHAUS: &str = "http://stadt.localhost:8080/ap/rathaus";

pub fn start() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

/// A second key, as making one takes a while.
pub fn other_key() -> &'static SigningKey {
    static KEY: OnceLock<SigningKey> = OnceLock::new();
    KEY.get_or_init(|| SigningKey::generate().unwrap())
}

pub struct World {
    pub federation: Federation,
    pub db: Db,
    pub town: Town,
    pub rathaus: Actor,
    pub clock: Arc<TestClock>,
    pub sealer: Arc<Sealer>,
    _folder: tempfile::TempDir,
}

impl World {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("test.db").display().to_string()).await.unwrap();
        db.migrate().await.unwrap();
        let clock = TestClock::at(start());
        let shared: SharedClock = clock.clone();
        let sealer = Arc::new(Sealer::from_key([3; 32]).unwrap());
        let settings = TownSettings {
            website: Some("https://www.musterbach.example/".into()),
            arms: Some("0123456789abcdef0123456789abcdef".into()),
            ..TownSettings::default()
        };
        let town = add_town(&db, HOST, &settings).await;
        add_actor(&db, &sealer, town.id, ActorKind::Instance, Username::instance()).await;
        let rathaus = add_actor(&db, &sealer, town.id, ActorKind::Main, Username::parse("rathaus").unwrap()).await;
        let config = NetConfig {
            user_agent: "Ausrufer/0 (+https://stadt.example/)".into(),
            loopback: true,
            proxy: None,
            extra_ca_pem: None,
            allow: Vec::new(),
        };
        let federation = Federation::new(FederationDeps {
            db: db.clone(),
            group: GroupWriter::start(db.clone()),
            net: Net::new(config, Arc::new(SystemResolver), Arc::clone(&shared)).unwrap(),
            clock: shared,
            rng: TestRng::seeded(1),
            sealer: Arc::clone(&sealer),
            scheme: "http".into(),
            loopback: true,
            read_words: str::to_owned,
            version: "0.1.0",
            source_url: "https://quelle.example/",
        });
        Self { federation, db, town, rathaus, clock, sealer, _folder: folder }
    }

    pub fn origin(&self) -> Origin {
        Origin::new("http", HOST)
    }

    pub fn wait(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    pub async fn read<T>(&self, work: impl AsyncFnOnce(&mut Conn<'_>) -> Result<T, StoreError>) -> T {
        self.db.read(work).await.unwrap()
    }

    pub async fn write<T>(&self, work: impl AsyncFnOnce(&mut Conn<'_>) -> Result<T, StoreError>) -> T {
        self.db.write(work).await.unwrap()
    }

    pub async fn followers(&self) -> Vec<String> {
        let all = self.read(async |c: &mut Conn<'_>| followers::of_town(c, self.town.id).await).await;
        all.into_iter().map(|follower| follower.uri).collect()
    }

    /// Delivers what a peer built, and gives the status.
    pub async fn receive(&self, request: InboxRequest) -> StatusCode {
        self.answer(request).await.status
    }

    pub async fn answer(&self, request: InboxRequest) -> InboxAnswer {
        self.federation.receive(&self.town, request).await
    }

    /// A GET under `/ap/`: status and JSON.
    pub async fn get(&self, path: &str) -> (StatusCode, Value) {
        let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
        let document =
            self.read(async |c: &mut Conn<'_>| self.federation.document(c, &self.town, path, query).await).await;
        assert!(document.cors);
        let ours = matches!(document.status, StatusCode::OK | StatusCode::GONE);
        assert_eq!(document.content_type == "application/activity+json", ours);
        (document.status, serde_json::from_str(&document.body).unwrap())
    }
}

pub async fn add_town(db: &Db, host: &str, settings: &TownSettings) -> Town {
    let new = NewTown {
        ulid: ulid_from(start(), [u8::try_from(host.len()).unwrap(); 10]),
        host,
        name: "Stadt Musterbach",
        settings,
        id_key_sealed: "x",
    };
    db.write(async |c: &mut Conn<'_>| {
        let id = towns::add(c, new, start()).await?;
        let mut town = towns::by_id(c, id).await?.unwrap();
        town.published_at = Some(start());
        towns::save(c, &town, start()).await?;
        Ok::<_, StoreError>(town)
    })
    .await
    .unwrap()
}

pub async fn add_actor(db: &Db, sealer: &Sealer, town: TownId, kind: ActorKind, username: Username) -> Actor {
    let ulid: Ulid = ulid_from(start(), [username.as_str().as_bytes()[0]; 10]);
    let place = format!("actor/private_key/{ulid}");
    let sealed = sealer.seal(&place, &test_key().to_pkcs8_der().unwrap()).unwrap();
    let pem = test_key().public_key_pem();
    let new = NewActor {
        ulid,
        town,
        kind,
        username: &username,
        handle_domain: (kind == ActorKind::Topic).then_some("musterbach.example"),
        display_name: "Stadt Musterbach (Rathaus)",
        summary: "Beiträge der Stadt.",
        public_key_pem: &pem,
        private_key_sealed: &sealed,
    };
    db.write(async |c: &mut Conn<'_>| {
        let id = actors::add(c, new, start()).await?;
        Ok::<_, StoreError>(actors::by_id(c, town, id).await?.unwrap())
    })
    .await
    .unwrap()
}

/// What a path of the peer answers with.
#[derive(Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

impl Reply {
    pub fn json(document: &Value) -> Self {
        Self {
            status: 200,
            headers: vec![("content-type", "application/activity+json".into())],
            body: document.to_string(),
        }
    }

    pub fn status(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: String::new() }
    }

    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.to_owned()));
        self
    }
}

type Replies = Arc<Mutex<HashMap<String, Reply>>>;
type Seen = Arc<Mutex<Vec<(String, HeaderMap)>>>;

/// Another server. Whatever it does not know is 404.
pub struct Peer {
    pub origin: String,
    replies: Replies,
    seen: Seen,
}

impl Peer {
    pub async fn start(name: &str) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{name}.localhost:{}", listener.local_addr().unwrap().port());
        let (replies, seen) = (Replies::default(), Seen::default());
        let router = Router::new().fallback(answer).with_state((Arc::clone(&replies), Arc::clone(&seen)));
        tokio::spawn(async move { axum::serve(listener, router).await });
        let peer = Self { origin, replies, seen };
        peer.serve_actor("alice", test_key());
        peer
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    pub fn actor(&self, name: &str) -> String {
        self.url(&format!("/users/{name}"))
    }

    pub fn document(&self, name: &str, key: &SigningKey) -> Value {
        let id = self.actor(name);
        json!({
            "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
            "id": id, "type": "Person", "preferredUsername": name,
            "inbox": format!("{id}/inbox"), "endpoints": { "sharedInbox": self.url("/inbox") },
            "publicKey": { "id": format!("{id}#main-key"), "owner": id, "publicKeyPem": key.public_key_pem() }
        })
    }

    pub fn serve_actor(&self, name: &str, key: &SigningKey) {
        self.serve(&format!("/users/{name}"), Reply::json(&self.document(name, key)));
    }

    pub fn serve(&self, path: &str, reply: Reply) {
        self.replies.lock().unwrap().insert(path.to_owned(), reply);
    }

    /// The paths that were asked for.
    pub fn asked(&self) -> Vec<String> {
        self.seen.lock().unwrap().iter().map(|(path, _)| path.clone()).collect()
    }

    /// The headers of the last request.
    pub fn last_headers(&self) -> HeaderMap {
        self.seen.lock().unwrap().last().unwrap().1.clone()
    }

    pub fn follow(&self, name: &str, number: u32) -> Value {
        json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": self.url(&format!("/follows/{number}")), "type": "Follow",
            "actor": self.actor(name), "object": RATHAUS
        })
    }

    /// A request to the rathaus' inbox, signed as alice.
    pub fn signed(&self, activity: &Value, now: Timestamp) -> InboxRequest {
        self.letter("alice").at(now).build(activity.to_string().as_bytes())
    }

    pub fn letter(&self, name: &str) -> Letter<'static> {
        Letter {
            key: test_key(),
            key_id: format!("{}#main-key", self.actor(name)),
            path: "/ap/rathaus/inbox".into(),
            content_type: "application/activity+json",
            dialect: Dialect::Cavage,
            now: start(),
        }
    }
}

async fn answer(State((replies, seen)): State<(Replies, Seen)>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    seen.lock().unwrap().push((path.clone(), request.headers().clone()));
    let reply = replies.lock().unwrap().get(&path).cloned().unwrap_or_else(|| Reply::status(404));
    let mut response = (StatusCode::from_u16(reply.status).unwrap(), reply.body).into_response();
    for (name, value) in reply.headers {
        response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_str(&value).unwrap());
    }
    response
}

/// A request to one of our inboxes, in the making.
#[derive(Clone)]
pub struct Letter<'a> {
    pub key: &'a SigningKey,
    pub key_id: String,
    pub path: String,
    pub content_type: &'static str,
    pub dialect: Dialect,
    pub now: Timestamp,
}

impl Letter<'_> {
    pub fn at(mut self, now: Timestamp) -> Self {
        self.now = now;
        self
    }

    pub fn to(mut self, path: &str) -> Self {
        self.path = path.into();
        self
    }

    pub fn key_id(mut self, key_id: &str) -> Self {
        self.key_id = key_id.into();
        self
    }

    pub fn build(self, body: &[u8]) -> InboxRequest {
        let url = Url::parse(&format!("{ORIGIN}{}", self.path)).unwrap();
        let mut headers = HeaderMap::new();
        headers.insert("content-type", HeaderValue::from_static(self.content_type));
        let signer = Signer { key: self.key, key_id: &self.key_id };
        sign(self.dialect, &signer, &Method::POST, &url, &mut headers, Some(body), self.now).unwrap();
        InboxRequest { method: Method::POST, path_and_query: self.path, headers, body: Bytes::copy_from_slice(body) }
    }
}

impl World {
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
