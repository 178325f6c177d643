//! Small pieces of an invented town, put straight into the store, and shorthands for one call of the store.

use ausrufer::domain::actor::{Actor, ActorKind, Username};
use ausrufer::domain::body::Body;
use ausrufer::domain::ids::{Ulid, ulid_from};
use ausrufer::domain::item::{Item, NativeId};
use ausrufer::domain::media::{MediaKind, Variant};
use ausrufer::domain::post::{Content, Post};
use ausrufer::domain::source::{Source, SourceKind};
use ausrufer::domain::town::{Town, TownSettings};
use ausrufer::domain::{ItemId, MediaId, RemoteActorId, SourceId};
use ausrufer::seal::{derive_bits, sha256_hex};
use ausrufer::store::items::Stored;
use ausrufer::store::remote_actors::Fetched;
use ausrufer::store::{Conn, Db, StoreError, actors, items, media, posts, posts_read, remote_actors, sources, towns};
use jiff::{SignedDuration, Timestamp};

/// What one call of the store gives, outside a transaction.
macro_rules! read {
    ($db:expr, |$c:ident| $call:expr) => {
        $db.read(async |$c: &mut ausrufer::store::Conn<'_>| $call.await).await.unwrap()
    };
}
pub(crate) use read;

/// What one call of the store gives, in a transaction of its own.
macro_rules! store {
    ($db:expr, |$c:ident| $call:expr) => {
        $crate::support::seed::attempt!($db, |$c| $call).unwrap()
    };
}
pub(crate) use store;

/// The outcome of one call of the store in a transaction of its own.
macro_rules! attempt {
    ($db:expr, |$c:ident| $call:expr) => {
        $db.write(async |$c: &mut ausrufer::store::Conn<'_>| $call.await).await
    };
}
pub(crate) use attempt;

/// Seconds after the moment at which these stories begin.
pub fn at(seconds: i64) -> Timestamp {
    "2026-01-05T12:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(seconds)
}

/// An id that these words give, and no others.
pub fn ulid(when: Timestamp, words: &[&str]) -> Ulid {
    ulid_from(when, derive_bits(b"seed", words))
}

/// Adds a town, a draft.
pub async fn town(db: &Db, host: &str) -> Town {
    let settings = TownSettings::default();
    let new = towns::NewTown {
        ulid: ulid(at(0), &["town", host]),
        host,
        name: host,
        settings: &settings,
        id_key_sealed: host,
    };
    let id = store!(db, |c| towns::add(c, new, at(0)));
    read!(db, |c| towns::by_id(c, id)).unwrap()
}

/// Adds an actor; `rathaus` is the main one.
pub async fn actor(db: &Db, town: &Town, name: &str) -> Actor {
    let username = Username::parse(name).unwrap();
    let kind = if name == "rathaus" { ActorKind::Main } else { ActorKind::Topic };
    let new = actors::NewActor {
        ulid: ulid(at(0), &["actor", &town.host, name]),
        town: town.id,
        kind,
        username: &username,
        handle_domain: None,
        display_name: name,
        summary: "Konto der Stadt",
        public_key_pem: "public",
        private_key_sealed: "sealed",
    };
    let id = store!(db, |c| actors::add(c, new, at(0)));
    read!(db, |c| actors::by_id(c, town.id, id)).unwrap()
}

/// A feed that is not stored yet.
pub fn new_source<'a>(town: &Town, slug: &'a str, url: &'a str) -> sources::NewSource<'a> {
    let id = ulid(at(0), &["source", &town.host, slug]);
    sources::NewSource::at(town.id, id, SourceKind::Feed, slug, slug, url)
}

/// Adds a feed.
pub async fn source(db: &Db, town: &Town, slug: &str) -> Source {
    let url = format!("https://www.{}/{slug}.xml", town.host);
    let id = store!(db, |c| sources::add(c, new_source(town, slug, &url), at(0)));
    source_again(db, town, id).await
}

/// The source as it is now.
pub async fn source_again(db: &Db, town: &Town, id: SourceId) -> Source {
    read!(db, |c| sources::by_id(c, town.id, id)).unwrap()
}

/// A foreign post that says `text`.
pub fn foreign(native_id: &str, text: &str) -> Item {
    let mut item = Item::new(NativeId(native_id.to_owned()));
    text.clone_into(&mut item.text);
    item.content_hash = sha256_hex(text.as_bytes());
    item
}

/// Adds an item, first seen at `seen`.
pub async fn item_at(db: &Db, source: &Source, native_id: &str, seen: Timestamp) -> Stored {
    let item = foreign(native_id, &format!("Text von {native_id}"));
    let id = store!(db, |c| items::add(c, source, &item, 0, 1, seen));
    item_again(db, source, id).await
}

/// Adds an item, seen when the stories begin.
pub async fn item(db: &Db, source: &Source, native_id: &str) -> Stored {
    item_at(db, source, native_id, at(0)).await
}

/// The item as it is now.
pub async fn item_again(db: &Db, source: &Source, id: ItemId) -> Stored {
    read!(db, |c| items::by_id(c, source.town, id)).unwrap()
}

/// What a post says.
pub fn content(title: &str) -> Content {
    Content {
        title: Some(title.to_owned()),
        body: Body::from_plain("Der Markt beginnt um acht Uhr."),
        lang: "de".to_owned(),
        hashtags: Vec::new(),
        canonical_url: None,
        media: Vec::new(),
        event: None,
        recordings: Vec::new(),
        warning: None,
        sensitive: None,
    }
}

/// A post that is not stored yet.
pub fn new_post<'a>(town: &Town, title: &str, content: &'a Content, created_at: Timestamp) -> posts::NewPost<'a> {
    posts::NewPost {
        town: town.id,
        ulid: ulid(created_at, &["post", &town.host, title]),
        actor: None,
        slug: "beitrag",
        silent: false,
        content,
        created_at,
        date_only: false,
        undated: false,
        listed: true,
        item: None,
        in_reply_to: None,
    }
}

/// Adds a post without source or author.
pub async fn post(db: &Db, town: &Town, title: &str, created_at: Timestamp) -> Post {
    let content = content(title);
    add_post(db, new_post(town, title, &content, created_at)).await
}

/// Adds a post and reads it back.
pub async fn add_post(db: &Db, new: posts::NewPost<'_>) -> Post {
    let town = new.town;
    let work = async |c: &mut Conn<'_>| {
        let id = posts::add(c, new, at(0)).await?;
        posts_read::by_id(c, town, id).await
    };
    db.write::<_, StoreError>(work).await.unwrap().unwrap()
}

/// The post as it is now.
pub async fn post_again(db: &Db, post: &Post) -> Post {
    read!(db, |c| posts_read::by_id(c, post.town, post.id)).unwrap()
}

/// One stored file.
pub fn variant(name: &str) -> Variant {
    Variant { hash: sha256_hex(name.as_bytes()), ext: "webp".to_owned(), width: 640, height: 480, bytes: 12_345 }
}

/// Adds a picture whose only file is `file`.
pub async fn picture(db: &Db, town: &Town, name: &str, file: &str) -> MediaId {
    let (sha, origin, variants) = (sha256_hex(name.as_bytes()), format!("origin {name}"), [variant(file)]);
    let new = media::NewMedia {
        town: town.id,
        source_sha256: &sha,
        kind: MediaKind::Image,
        variants: &variants,
        blurhash: None,
        looks: None,
        origin: &origin,
    };
    store!(db, |c| media::add(c, new, at(0)))
}

/// Adds someone on another server, with an inbox of its own and the server's shared one.
pub async fn remote_actor(db: &Db, host: &str, name: &str) -> RemoteActorId {
    let (uri, key) = (remote_uri(host, name), format!("{}#main-key", remote_uri(host, name)));
    let (inbox, shared) = (format!("{uri}/inbox"), format!("https://{host}/inbox"));
    let new = Fetched {
        uri: &uri,
        host,
        inbox: &inbox,
        shared_inbox: Some(&shared),
        username: name,
        key_id: &key,
        key_pem: "pem",
    };
    store!(db, |c| remote_actors::save(c, new, at(0)))
}

/// The id of someone on another server.
pub fn remote_uri(host: &str, name: &str) -> String {
    format!("https://{host}/users/{name}")
}
