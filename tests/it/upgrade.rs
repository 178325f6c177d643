//! Databases of earlier versions: every build must bring them up to date and open them.
//!
//! Each folder `tests/data/upgrade/NNNN/` is a data folder as that version left it. The newest is made by this test:
//! `AUSRUFER_WRITE_UPGRADE=1 cargo test --test it upgrade`, once, when an issue that changed the schema is finished.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ausrufer::app::{App, Deps};
use ausrufer::clock::{TestClock, TestRng};
use ausrufer::config::Config;
use ausrufer::domain::actor::{ActorKind, Username};
use ausrufer::domain::town::{Town, TownSettings};
use ausrufer::federation::actor_keys::private_key_place;
use ausrufer::federation::keys::SigningKey;
use ausrufer::net::SystemResolver;
use ausrufer::publish::id_key_place;
use ausrufer::seal::Sealer;
use ausrufer::store::activities::{self, NewActivity};
use ausrufer::store::posts_read::{self, Listing};
use ausrufer::store::{
    Conn, Db, StoreError, actors, followers, items, jobs, media, outbox, posts, quarantine, sources, towns,
};
use sqlx::{Connection, SqliteConnection};

use crate::support::seed::{self, at, read, store, ulid};

/// The folder that this version writes.
const NEWEST: &str = "0014";

fn stored() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/upgrade")
}

/// Builds the whole server on a data folder.
async fn open(folder: &Path) -> App {
    let mut config = Config::defaults().unwrap();
    config.storage.data_dir = folder.to_owned();
    let deps = Deps {
        clock: TestClock::at(at(3600)),
        rng: TestRng::seeded(1),
        resolver: Arc::new(SystemResolver),
        witness: None,
    };
    App::build(config, deps).await.unwrap()
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

#[tokio::test]
async fn every_stored_database_is_brought_up_to_date_and_holds_what_it_held() {
    if std::env::var_os("AUSRUFER_WRITE_UPGRADE").is_some() {
        write_newest().await;
    }
    let mut opened = 0;
    for entry in std::fs::read_dir(stored()).unwrap() {
        let version = entry.unwrap().path();
        let folder = tempfile::tempdir().unwrap();
        copy(&version, folder.path());
        let app = open(folder.path()).await;
        // Opening it again changes nothing.
        app.db.migrate().await.unwrap();
        check(&app.db, &app.sealer).await;
        opened += 1;
    }
    assert!(opened > 0, "no stored database was found");
}

/// What is in every stored database: two towns with one of everything.
async fn check(db: &Db, sealer: &Sealer) {
    let all = read!(db, |c| towns::all(c));
    assert_eq!(
        all.iter().map(|town| town.name.as_str()).collect::<Vec<_>>(),
        ["Stadt Musterbach", "Gemeinde Beispielheim"]
    );
    for town in &all {
        assert!(town.is_public() && town.missing().is_empty());
        let actor = read!(db, |c| actors::main(c, town.id)).unwrap();
        let place = private_key_place(&read!(db, |c| actors::ulid_of(c, actor.id)));
        let der = sealer.open(&place, &actor.private_key_sealed).unwrap();
        assert_eq!(SigningKey::from_pkcs8_der(&der).unwrap().public_key_pem(), actor.public_key_pem);
        let [source] = read!(db, |c| sources::of_town(c, town.id)).try_into().unwrap();
        assert_eq!((items_of(db, &source).await, source.health.quarantined), (3, 1));
        let listed = read!(db, |c| posts_read::page(c, town.id, &Listing::All, None, 10));
        assert_eq!(listed.iter().filter_map(|post| post.title.as_deref()).collect::<Vec<_>>(), ["Zwei", "Eins"]);
        let [picture] = listed[0].attached.as_slice() else { panic!("one picture") };
        assert!(read!(db, |c| media::is_shown(c, town.id, &picture.media.variants[0].hash)));
        assert_eq!(read!(db, |c| posts_read::total(c, town.id, &Listing::Channel(source.id))), 2, "one is withdrawn");
        assert_eq!(read!(db, |c| outbox::total(c, town.id, actor.id)), 2);
        assert_eq!(read!(db, |c| followers::count(c, town.id, actor.id)), 1);
    }
    assert_eq!(read!(db, |c| jobs::list(c)).len(), 1);
}

async fn items_of(db: &Db, source: &ausrufer::domain::source::Source) -> usize {
    let ids: Vec<_> = ["Eins", "Zwei", "Drei"].map(|id| ausrufer::domain::item::NativeId(id.to_owned())).into();
    read!(db, |c| items::known_among(c, source, &ids)).len()
}

/// Makes the newest folder, unless it is there: what was released is never rewritten.
async fn write_newest() {
    let target = stored().join(NEWEST);
    if target.exists() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path()).await;
    let key = SigningKey::generate().unwrap();
    for (host, name) in [("stage.musterbach.de", "Stadt Musterbach"), ("post.beispielheim.de", "Gemeinde Beispielheim")]
    {
        fill(&app, &key, host, name).await;
    }
    let chore =
        jobs::NewJob { town: None, kind: "keep_house", key: "all", payload: "", run_at: at(86_400), urgent: false };
    store!(app.db, |c| jobs::enqueue(c, chore, at(0)));
    std::fs::create_dir_all(&target).unwrap();
    let file = target.join("ausrufer.db");
    // Small pages: most of the file is the first page of each table and index.
    let database = folder.path().join("ausrufer.db");
    let mut side = SqliteConnection::connect(&format!("sqlite:{}", database.display())).await.unwrap();
    sqlx::raw_sql("PRAGMA page_size = 1024").execute(&mut side).await.unwrap();
    sqlx::query("VACUUM INTO $1").bind(file.display().to_string()).execute(&mut side).await.unwrap();
    std::fs::copy(folder.path().join("secret.key"), target.join("secret.key")).unwrap();
    assert!(std::fs::metadata(&file).unwrap().len() < 300_000, "small enough to keep for ever");
}

async fn fill(app: &App, key: &SigningKey, host: &str, name: &str) {
    let db = &app.db;
    let town = add_town(app, key, host, name).await;
    let actor = read!(db, |c| actors::main(c, town.id)).unwrap();
    let source = seed::source(db, &town, "aktuelles").await;
    store!(db, |c| quarantine::add(c, &source, None, "no date", "<item/>", at(0)));
    let picture = seed::picture(db, &town, "Rathaus", "Datei").await;
    for (n, title) in [(1, "Eins"), (2, "Zwei"), (3, "Drei")] {
        let item = seed::item(db, &source, title).await;
        let mut content = seed::content(title);
        content.hashtags = vec!["Markt".to_owned()];
        if title == "Zwei" {
            content.media = vec![ausrufer::domain::post::ContentMedia {
                media: picture,
                alt: Some("Das Rathaus".to_owned()),
                alt_origin: ausrufer::domain::media::AltOrigin::Author,
            }];
        }
        let mut new = seed::new_post(&town, title, &content, at(n));
        new.actor = Some(actor.id);
        new.item = Some((item.id, source.id));
        let post = seed::add_post(db, new).await;
        let said = NewActivity {
            town: town.id,
            actor: actor.id,
            ulid: ulid(at(n), &["activity", host, title]),
            kind: "Create",
            post: Some(post.id),
            chain: title,
            body: "{}",
            in_outbox: true,
            expires_at: None,
        };
        store!(db, |c| activities::add(c, said, at(n)));
        if title == "Drei" {
            store!(db, |c| posts::bury(c, &post, at(9)));
        }
    }
    let follower = seed::remote_actor(db, "social.example", "anna").await;
    store!(db, |c| followers::begin(c, &actor, follower, "https://social.example/follows/1", at(5)));
}

async fn add_town(app: &App, key: &SigningKey, host: &str, name: &str) -> Town {
    let id = ulid(at(0), &["actor", host]);
    let der = key.to_pkcs8_der().unwrap();
    let sealed = app.sealer.seal(&private_key_place(&id.to_string()), &der).unwrap();
    let id_key = app.sealer.seal(&id_key_place(ulid(at(0), &["town", host])), host.as_bytes()).unwrap();
    let (pem, username) = (key.public_key_pem(), Username::parse("rathaus").unwrap());
    let settings = TownSettings {
        imprint: Some(format!("{name}, Markt 1, 12345 Musterbach")),
        contact: Some("Anna Beispiel, 01234 5678".to_owned()),
        ..TownSettings::default()
    };
    let work = async |c: &mut Conn<'_>| {
        let new = towns::NewTown {
            ulid: ulid(at(0), &["town", host]),
            host,
            name,
            settings: &settings,
            id_key_sealed: &id_key,
        };
        let town = towns::add(c, new, at(0)).await?;
        let new = actors::NewActor {
            ulid: id,
            town,
            kind: ActorKind::Main,
            username: &username,
            handle_domain: None,
            display_name: name,
            summary: "Offizielles Konto",
            public_key_pem: &pem,
            private_key_sealed: &sealed,
        };
        actors::add(c, new, at(0)).await?;
        let Some(mut town) = towns::by_id(c, town).await? else { return Err(StoreError::Stopped) };
        town.published_at = Some(at(1));
        towns::save(c, &town, at(1)).await?;
        Ok(town)
    };
    app.db.write(work).await.unwrap()
}
