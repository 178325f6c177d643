//! A town with an actor, and remote followers at mini peers.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use ausrufer::clock::{Rng, SystemRng, TestClock, TestRng};
use ausrufer::domain::actor::{ActorKind, Username};
use ausrufer::domain::ids::{ActivityId, ActorId, InboxId, PostId, TownId, Ulid, ulid_from};
use ausrufer::domain::town::TownSettings;
use ausrufer::federation::actor_keys::{ActorKeys, private_key_place};
use ausrufer::federation::deliver::{Deliverer, DelivererDeps};
use ausrufer::federation::keys::SigningKey;
use ausrufer::net::{Net, NetConfig, SystemResolver};
use ausrufer::seal::Sealer;
use ausrufer::store::activities::{self, NewActivity};
use ausrufer::store::deliveries::{self, Priority};
use ausrufer::store::{Conn, GroupWriter, StoreError, actors, peers, towns};
use jiff::Timestamp;
use serde_json::json;

use crate::support::databases::TestDb;
use crate::support::mini_peer::MiniPeer;

pub const NOON: &str = "2026-01-05T12:00:00Z";

pub struct Stage {
    pub db: TestDb,
    pub clock: Arc<TestClock>,
    pub deliverer: Deliverer,
    pub town: TownId,
    pub actor: ActorId,
    sealer: Arc<Sealer>,
}

/// A post and the order of what was said about it.
#[derive(Debug, Clone, Copy)]
pub struct Said {
    pub post: PostId,
    pub ulid: Ulid,
    pub at: Timestamp,
    pub town: TownId,
    pub actor: ActorId,
}

impl Said {
    pub fn object(&self) -> String {
        format!("http://stadt.localhost/ap/posts/{}", self.ulid)
    }
}

pub fn key() -> &'static SigningKey {
    static KEY: OnceLock<SigningKey> = OnceLock::new();
    KEY.get_or_init(|| SigningKey::generate().unwrap())
}

pub fn fresh_ulid(now: Timestamp) -> Ulid {
    let mut bits = [0; 10];
    SystemRng.fill(&mut bits);
    ulid_from(now, bits)
}

impl Stage {
    pub async fn new(db: TestDb) -> Self {
        let clock = TestClock::at(NOON.parse().unwrap());
        let sealer = Arc::new(Sealer::from_key([7; 32]).unwrap());
        let deliverer = deliverer(&db, &clock, &sealer);
        let mut stage = Self { db, clock, deliverer, town: TownId(0), actor: ActorId(0), sealer };
        (stage.town, stage.actor) = stage.add_town("stadt.localhost").await;
        stage
    }

    pub fn now(&self) -> Timestamp {
        use ausrufer::clock::Clock;
        self.clock.now()
    }

    /// Another process's worker on the same database.
    pub fn another_deliverer(&self) -> Deliverer {
        deliverer(&self.db, &self.clock, &self.sealer)
    }

    pub async fn add_town(&self, host: &str) -> (TownId, ActorId) {
        let (now, ulid) = (self.now(), fresh_ulid(self.now()));
        let sealed = self.sealer.seal(&private_key_place(&ulid.to_string()), &key().to_pkcs8_der().unwrap()).unwrap();
        let settings = TownSettings::default();
        let work = async |conn: &mut Conn<'_>| {
            let new = towns::NewTown {
                ulid: fresh_ulid(now),
                host,
                name: "Stadt Musterbach",
                settings: &settings,
                id_key_sealed: "-",
            };
            let town = towns::add(conn, new, now).await?;
            let username = Username::parse("rathaus").unwrap();
            let new = actors::NewActor {
                ulid,
                town,
                kind: ActorKind::Main,
                username: &username,
                handle_domain: None,
                display_name: "Rathaus",
                summary: "",
                public_key_pem: &key().public_key_pem(),
                private_key_sealed: &sealed,
            };
            Ok::<_, StoreError>((town, actors::add(conn, new, now).await?))
        };
        self.db.db.write(work).await.unwrap()
    }

    /// A peer that trusts our town's key.
    pub async fn peer(&self, name: &str) -> MiniPeer {
        let peer = MiniPeer::start(name, self.clock.clone()).await;
        for host in ["stadt.localhost", "dorf.localhost"] {
            peer.trust(&format!("http://{host}/ap/rathaus#main-key"), &key().public_key_pem());
        }
        peer
    }

    /// Someone at the peer follows; gives the own inbox.
    pub async fn follower(&self, peer: &MiniPeer, user: &str, shared: bool) -> InboxId {
        self.follower_of(self.town, self.actor, peer, user, shared).await
    }

    pub async fn follower_of(
        &self,
        town: TownId,
        actor: ActorId,
        peer: &MiniPeer,
        user: &str,
        shared: bool,
    ) -> InboxId {
        let uri = format!("http://{}/users/{user}", peer.host());
        let work = async |conn: &mut Conn<'_>| {
            let id = peers::ensure_peer(conn, peer.host()).await?;
            let inbox = peers::ensure_inbox(conn, id, &format!("{uri}/inbox"), false).await?;
            let shared = match shared {
                true => Some(peers::ensure_inbox(conn, id, &peer.shared_inbox_url(), true).await?),
                false => None,
            };
            Ok::<_, StoreError>((id, inbox, shared))
        };
        let (id, inbox, shared) = self.db.db.write(work).await.unwrap();
        let shared = shared.map_or_else(|| "NULL".to_owned(), |inbox| inbox.to_string());
        let now = self.now().as_millisecond();
        self.db
            .sql(&format!(
                "INSERT INTO remote_actor (uri, peer_id, inbox_id, shared_inbox_id, username, key_id, key_pem, fetched_at) \
                 VALUES ('{uri}', {id}, {inbox}, {shared}, '{user}', '{uri}#main-key', '-', {now}) \
                 ON CONFLICT (uri) DO NOTHING"
            ))
            .await;
        self.db
            .sql(&format!(
                "INSERT INTO follower (town_id, actor_id, remote_actor_id, follow_uri, from_at) \
                 SELECT {town}, {actor}, id, '{uri}#follow', {now} FROM remote_actor WHERE uri = '{uri}'"
            ))
            .await;
        inbox
    }

    /// A new post, with its Create queued for all followers.
    pub async fn create(&self) -> Said {
        self.create_as(self.town, self.actor, Priority::Post, None).await.0
    }

    pub async fn create_as(
        &self,
        town: TownId,
        actor: ActorId,
        priority: Priority,
        expires_at: Option<Timestamp>,
    ) -> (Said, u64) {
        let (now, ulid) = (self.now(), fresh_ulid(self.now()));
        let ms = now.as_millisecond();
        self.db
            .sql(&format!(
                "INSERT INTO post (town_id, ulid, actor_id, slug, state, silent, body, plain, lang, hashtags, created_at, \
                 date_only, published_at, updated_at) VALUES ({town}, '{ulid}', {actor}, 's', 'live', FALSE, '[]', '', \
                 'de', '[]', {ms}, FALSE, {ms}, {ms})"
            ))
            .await;
        let post = self.db.number(&format!("SELECT id FROM post WHERE ulid = '{ulid}'")).await.unwrap();
        let said = Said { post: PostId(post), ulid, at: now, town, actor };
        let work = async |conn: &mut Conn<'_>| {
            let id = say(conn, &said, "Create", now, expires_at).await?;
            deliveries::enqueue_to_followers(conn, town, actor, id, &said.object(), priority, now).await
        };
        let queued = self.db.db.write(work).await.unwrap();
        (said, queued)
    }

    /// The same as a boost.
    pub async fn boost(&self) -> Said {
        let said = self.create().await;
        self.db.sql(&format!("UPDATE activity SET kind = 'Announce' WHERE post_id = {}", said.post)).await;
        said
    }

    /// An Update, Delete or Undo, queued for everyone who may know the post; gives the number of inboxes.
    pub async fn change(&self, said: &Said, kind: &str) -> u64 {
        let now = self.now();
        let priority = if matches!(kind, "Delete" | "Undo") { Priority::Delete } else { Priority::Post };
        let work = async |conn: &mut Conn<'_>| {
            let id = say(conn, said, kind, now, None).await?;
            let (town, actor, chain) = (said.town, said.actor, said.object());
            deliveries::enqueue_to_audience(conn, town, actor, said.post, id, &chain, priority, said.at, now).await
        };
        self.db.db.write(work).await.unwrap()
    }

    /// The answer to a Follow, to one inbox.
    pub async fn accept(&self, inbox: InboxId) {
        let (now, chain) = (self.now(), format!("http://stadt.localhost/follow/{}", fresh_ulid(self.now())));
        let work = async |conn: &mut Conn<'_>| {
            let ulid = fresh_ulid(now);
            let body = json!({"id": format!("http://stadt.localhost/ap/activities/{ulid}"), "type": "Accept",
                "actor": "http://stadt.localhost/ap/rathaus", "object": chain})
            .to_string();
            let new = NewActivity {
                town: self.town,
                actor: self.actor,
                ulid,
                kind: "Accept",
                post: None,
                chain: &chain,
                body: &body,
                in_outbox: false,
                expires_at: None,
            };
            let id = activities::add(conn, new, now).await?.unwrap();
            deliveries::enqueue_to_inbox(conn, self.town, id, inbox, &chain, Priority::Accept, now).await
        };
        self.db.db.write(work).await.unwrap();
    }

    pub async fn deliver(&self) -> usize {
        self.deliverer.deliver_due().await
    }

    /// Delivers, and lets the clock go on as long as a host takes one message a second.
    pub async fn deliver_all(&self) -> usize {
        let mut sent = self.deliver().await;
        loop {
            self.advance(1);
            match self.deliver().await {
                0 => return sent,
                more => sent += more,
            }
        }
    }

    pub fn advance(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// Moves the clock to when the next delivery is due, and delivers. Gives the time that passed.
    pub async fn next(&self) -> Option<Duration> {
        let next = self.db.db.read(async |conn: &mut Conn<'_>| deliveries::next_due(conn).await).await.unwrap()?;
        let wait = Duration::try_from(next.duration_since(self.now())).unwrap_or_default();
        self.clock.advance(wait);
        self.deliver().await;
        Some(wait)
    }

    pub async fn waiting(&self) -> i64 {
        self.db.number("SELECT count(*) FROM delivery").await.unwrap()
    }

    pub async fn following(&self) -> i64 {
        self.db.number("SELECT count(*) FROM follower WHERE to_at IS NULL").await.unwrap()
    }
}

async fn say(
    conn: &mut Conn<'_>,
    said: &Said,
    kind: &str,
    now: Timestamp,
    expires_at: Option<Timestamp>,
) -> Result<ActivityId, StoreError> {
    let ulid = fresh_ulid(now);
    let town = towns::by_id(conn, said.town).await?.unwrap();
    let body = json!({"id": format!("http://{}/ap/activities/{ulid}", town.host), "type": kind,
        "actor": format!("http://{}/ap/rathaus", town.host), "object": {"id": said.object(), "type": "Note"}})
    .to_string();
    let new = NewActivity {
        town: said.town,
        actor: said.actor,
        ulid,
        kind,
        post: Some(said.post),
        chain: &said.object(),
        body: &body,
        in_outbox: true,
        expires_at,
    };
    Ok(activities::add(conn, new, now).await?.unwrap())
}

fn deliverer(db: &TestDb, clock: &Arc<TestClock>, sealer: &Arc<Sealer>) -> Deliverer {
    let config = NetConfig {
        user_agent: "Ausrufer/0".to_owned(),
        loopback: true,
        proxy: None,
        extra_ca_pem: None,
        allow: Vec::new(),
    };
    Deliverer::new(DelivererDeps {
        db: db.db.clone(),
        group: GroupWriter::start(db.db.clone()),
        net: Net::new(config, Arc::new(SystemResolver), clock.clone()).unwrap(),
        clock: clock.clone(),
        rng: TestRng::seeded(1),
        keys: ActorKeys::new(db.db.clone(), Arc::clone(sealer)),
        scheme: "http".to_owned(),
        user_agent: "Ausrufer/0.1.0".to_owned(),
    })
}
