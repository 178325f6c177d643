//! A town to test with: a database, an actor, two channels, and a way to ask its pages.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use axum::body::Body;
use http::{HeaderMap, Request, StatusCode};
use jiff::Timestamp;
use tower::ServiceExt;

use crate::clock::{Clock, SystemClock, TestClock, TestRng, from_ms};
use crate::domain::actor::{ActorKind, Username};
use crate::domain::body::Body as Words;
use crate::domain::ids::{Ulid, ulid_from};
use crate::domain::item::{Item, NativeId};
use crate::domain::post::{Content, ContentMedia, Post};
use crate::domain::source::{Source, SourceKind};
use crate::domain::town::{Town, TownSettings};
use crate::domain::{ActorId, TownId};
use crate::federation::{Federation, FederationDeps};
use crate::net::{Net, NetConfig, SystemResolver};
use crate::seal::Sealer;
use crate::store::blobs::Blobs;
use crate::store::{Conn, Db, GroupWriter, StoreError, actors, items, posts, posts_read, sources, towns};
use crate::web::{Web, WebDeps};

/// 24 November 2026, 14:05 in Berlin.
pub const NOW: &str = "2026-11-24T13:05:00Z";
pub const HOST: &str = "stage.musterbach.example";

/// What a test says in a post.
pub struct Say<'a> {
    pub title: &'a str,
    pub text: &'a str,
    pub minutes_ago: i64,
    pub source: usize,
    pub media: Vec<ContentMedia>,
}

impl<'a> Say<'a> {
    pub fn new(title: &'a str, text: &'a str, minutes_ago: i64) -> Self {
        Self { title, text, minutes_ago, source: 0, media: Vec::new() }
    }
}

pub struct Stage {
    pub folder: tempfile::TempDir,
    pub db: Db,
    pub clock: Arc<TestClock>,
    pub blobs: Blobs,
    pub web: Web,
    pub town: TownId,
    pub actor: ActorId,
    pub sources: Vec<Source>,
    counter: AtomicU64,
    slugs: Mutex<HashMap<Ulid, String>>,
}

/// An answer with its body as text.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// A published town with nothing said yet, nothing rendered yet.
pub async fn stage() -> Stage {
    stage_with(HOST, "https", 32 << 20).await
}

pub async fn stage_with(host: &str, scheme: &str, cache: usize) -> Stage {
    let folder = tempfile::tempdir().unwrap();
    let clock = TestClock::at(NOW.parse().unwrap());
    let db = Db::open(folder.path().join("a.db").to_str().unwrap()).await.unwrap();
    db.migrate().await.unwrap();
    let blobs = Blobs::open(folder.path().join("medien").to_str().unwrap()).unwrap();
    let web = web(&folder, &db, &clock, &blobs, scheme, cache);
    let now = clock.now();
    let (town, actor, sources) = db.write(async |conn: &mut Conn<'_>| found(conn, host, now).await).await.unwrap();
    Stage { folder, db, clock, blobs, web, town, actor, sources, counter: AtomicU64::new(0), slugs: Mutex::default() }
}

/// A second web process over the same database.
pub fn web(
    folder: &tempfile::TempDir,
    db: &Db,
    clock: &Arc<TestClock>,
    blobs: &Blobs,
    scheme: &str,
    cache: usize,
) -> Web {
    let config =
        NetConfig { user_agent: "test".into(), loopback: false, proxy: None, extra_ca_pem: None, allow: Vec::new() };
    let federation = Federation::new(FederationDeps {
        db: db.clone(),
        group: GroupWriter::start(db.clone()),
        net: Net::new(config, Arc::new(SystemResolver), Arc::new(SystemClock)).unwrap(),
        clock: clock.clone(),
        rng: TestRng::seeded(1),
        sealer: Arc::new(Sealer::from_key([7; 32]).unwrap()),
        scheme: scheme.into(),
        loopback: false,
        read_words: str::to_owned,
        version: "0.1.0",
        source_url: "https://source.example/ausrufer",
    });
    Web::new(WebDeps {
        db: db.clone(),
        clock: clock.clone(),
        blobs: blobs.clone(),
        federation,
        sealer: Arc::new(Sealer::from_key([7; 32]).unwrap()),
        scheme: scheme.into(),
        loopback: false,
        page_cache_bytes: cache,
        mirror_dir: folder.path().join("seiten"),
        version: "0.1.0",
        source_url: "https://source.example/ausrufer",
    })
}

/// Adds a published town with an actor and two channels.
pub async fn found(
    conn: &mut Conn<'_>,
    host: &str,
    now: Timestamp,
) -> Result<(TownId, ActorId, Vec<Source>), StoreError> {
    let seed = u8::try_from(host.len() % 250).unwrap();
    let settings = TownSettings {
        claim: Some("Stadt am Fluss".into()),
        imprint: Some("Stadt Musterbach\nMarktplatz 1\n12345 Musterbach".into()),
        contact: Some("Pressestelle, presse@musterbach.example".into()),
        phone: Some("07000 123-0".into()),
        ..TownSettings::default()
    };
    let new = towns::NewTown {
        ulid: ulid_from(now, [seed; 10]),
        host,
        name: "Stadt Musterbach",
        settings: &settings,
        id_key_sealed: "-",
    };
    let town = towns::add(conn, new, now).await?;
    let mut row = towns::by_id(conn, town).await?.unwrap();
    row.published_at = Some(now);
    towns::save(conn, &row, now).await?;
    let username = Username::parse("rathaus").unwrap();
    let actor = actors::NewActor {
        ulid: ulid_from(now, [seed + 1; 10]),
        town,
        kind: ActorKind::Main,
        username: &username,
        handle_domain: None,
        display_name: "Rathaus Musterbach",
        summary: "Nachrichten aus dem Rathaus.",
        public_key_pem: "-",
        private_key_sealed: "-",
    };
    let actor = actors::add(conn, actor, now).await?;
    let mut all = Vec::new();
    for (index, (slug, name, kind)) in
        [("rathaus-aktuell", "Rathaus aktuell", SourceKind::Feed), ("feuerwehr", "Feuerwehr", SourceKind::Facebook)]
            .into_iter()
            .enumerate()
    {
        let url = format!("https://quelle.example/{slug}");
        let id = ulid_from(now, [seed + 2 + u8::try_from(index).unwrap(); 10]);
        let new =
            sources::NewSource { site_url: Some(&url), ..sources::NewSource::at(town, id, kind, slug, name, &url) };
        let id = sources::add(conn, new, now).await?;
        all.push(sources::by_id(conn, town, id).await?.unwrap());
    }
    Ok((town, actor, all))
}

impl Stage {
    /// Publishes a post.
    pub async fn say(&self, say: Say<'_>) -> Ulid {
        let body = Words::from_plain(say.text);
        let content = Content {
            title: Some(say.title.into()),
            body,
            lang: "de".into(),
            hashtags: say.text.split_whitespace().filter_map(|word| word.strip_prefix('#')).map(Into::into).collect(),
            canonical_url: Some("https://www.facebook.com/musterbach/posts/1".into()),
            media: say.media,
            event: None,
            recordings: Vec::new(),
            warning: None,
            sensitive: None,
        };
        self.publish(content, say.minutes_ago, say.source).await
    }

    /// Publishes a content.
    pub async fn publish(&self, content: Content, minutes_ago: i64, source: usize) -> Ulid {
        let n = self.counter.fetch_add(1, Ordering::SeqCst);
        let now = self.clock.now();
        let at = from_ms(now.as_millisecond() - minutes_ago * 60_000);
        let mut bits = [0u8; 10];
        bits[..8].copy_from_slice(&n.to_be_bytes());
        let ulid = ulid_from(at, bits);
        let source = &self.sources[source];
        let slug = crate::domain::slug::slug(content.title.as_deref().unwrap_or("beitrag"));
        self.db
            .write(async |conn: &mut Conn<'_>| {
                let item = Item::new(NativeId(format!("item-{n}")));
                let item = items::add(conn, source, &item, 0, 1, now).await?;
                let new = posts::NewPost {
                    town: self.town,
                    ulid,
                    actor: Some(self.actor),
                    slug: &slug,
                    silent: false,
                    content: &content,
                    created_at: at,
                    date_only: false,
                    undated: false,
                    listed: true,
                    item: Some((item, source.id)),
                    in_reply_to: None,
                };
                posts::add(conn, new, now).await
            })
            .await
            .unwrap();
        let path = self.path(ulid).await;
        self.slugs.lock().unwrap().insert(ulid, path);
        ulid
    }

    /// The post's page, without asking the database.
    pub fn path_of(&self, ulid: &Ulid) -> String {
        self.slugs.lock().unwrap()[ulid].clone()
    }

    pub async fn post(&self, ulid: Ulid) -> Post {
        self.db
            .read(async |conn: &mut Conn<'_>| posts_read::by_ulid(conn, self.town, ulid).await)
            .await
            .unwrap()
            .unwrap()
    }

    /// A channel as it is now.
    pub async fn source(&self, index: usize) -> Source {
        let id = self.sources[index].id;
        let read = self.db.read(async |conn: &mut Conn<'_>| sources::by_id(conn, self.town, id).await);
        read.await.unwrap().unwrap()
    }

    pub async fn hide(&self, ulid: Ulid) {
        let (post, now) = (self.post(ulid).await, self.clock.now());
        self.db.write(async |conn: &mut Conn<'_>| posts::set_hidden(conn, &post, true, now).await).await.unwrap();
    }

    pub async fn bury(&self, ulid: Ulid) {
        let (post, now) = (self.post(ulid).await, self.clock.now());
        self.db.write(async |conn: &mut Conn<'_>| posts::bury(conn, &post, now).await).await.unwrap();
    }

    pub async fn edit_town(&self, change: impl FnOnce(&mut Town)) {
        let now = self.clock.now();
        self.db
            .write(async |conn: &mut Conn<'_>| {
                let mut town = towns::by_id(conn, self.town).await?.unwrap();
                change(&mut town);
                towns::save(conn, &town, now).await
            })
            .await
            .unwrap();
    }

    /// The post's page.
    pub async fn path(&self, ulid: Ulid) -> String {
        crate::urls::post(&self.post(ulid).await, &jiff::tz::TimeZone::get("Europe/Berlin").unwrap())
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask("GET", HOST, path, &[]).await
    }

    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.ask("GET", HOST, path, headers).await
    }

    pub async fn ask(&self, method: &str, host: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header("host", host);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.web.router().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 64 << 20).await.unwrap();
        Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
    }
}

/// Every address a town with one post has, each with whether it is a page for people.
pub async fn addresses(stage: &Stage, ulid: Ulid) -> Vec<(String, bool)> {
    let mut all: Vec<(String, bool)> = [
        "/",
        "/kanaele",
        "/kanal/rathaus-aktuell",
        "/schlagwort/markt",
        "/@rathaus",
        "/gilt",
        "/termine",
        "/archiv",
        "/archiv/2026/11",
        "/suche?q=markt",
        "/folgen",
        "/impressum",
        "/datenschutz",
        "/barrierefreiheit",
        "/so-funktioniert-es",
        "/gibt-es-nicht",
        "/en/",
        "/en/folgen",
        "/en/suche?q=markt",
        "/en/datenschutz",
    ]
    .map(|path| (path.to_owned(), true))
    .into();
    all.extend(
        [
            "/feed.atom",
            "/feed.rss",
            "/feed.json",
            "/gilt/feed.atom",
            "/termine.ics",
            "/kanal/rathaus-aktuell/feed.atom",
            "/schlagwort/markt/feed.json",
            "/robots.txt",
            "/sitemap.xml",
            "/.well-known/security.txt",
            "/ap/rathaus",
        ]
        .map(|path| (path.to_owned(), false)),
    );
    all.push((stage.path(ulid).await, true));
    all.push((format!("/en{}", stage.path(ulid).await), true));
    all.push((crate::urls::note(ulid), false));
    all
}
