//! What it costs to find a message among the 100,000 posts of a town in the real store: candidates by their keys within
//! 48 hours, then the judge over all items of each candidate. As in service, house-keeping has taken the keys of posts
//! older than sixty days. Run with `cargo bench --bench likeness_store`; filling the store takes a minute or two. With
//! `AUSRUFER_BENCH_POSTGRES_URL`, the address of an empty database, PostgreSQL is measured too.

#![expect(clippy::expect_used, reason = "a bench that cannot begin stops")]

use ausrufer::domain::body::Body;
use ausrufer::domain::ids::ulid_from;
use ausrufer::domain::item::{Item, NativeId};
use ausrufer::domain::likeness::{Fingerprint, Message, Neighbour, place};
use ausrufer::domain::post::Content;
use ausrufer::domain::source::{Source, SourceKind};
use ausrufer::domain::town::TownSettings;
use ausrufer::domain::{PostId, SourceId, TownId};
use ausrufer::store::posts::{self, NewPost};
use ausrufer::store::sources::{self, NewSource};
use ausrufer::store::towns::{self, NewTown};
use ausrufer::store::{Conn, Db, StoreError, items, likeness, readings};
use divan::{Bencher, black_box};
use jiff::{SignedDuration, Timestamp};

/// Names the variable with the address of an empty database.
const POSTGRES: &str = "AUSRUFER_BENCH_POSTGRES_URL";
const STORED: usize = 100_000;
/// Posts in one transaction while filling.
const PORTION: usize = 2_000;
/// Posts whose keys are still there: sixty days (`jobs::keep_house`) of one in 26 minutes.
const KEYED: usize = 60 * 24 * 60 / 26;
/// Between two posts: 100,000 are about five years of a lively town.
const APART: SignedDuration = SignedDuration::from_mins(26);
const STREETS: [&str; 8] =
    ["Mühlgasse", "Lindenallee", "Bachstraße", "Hafenweg", "Kirchplatz", "Feldstraße", "Burgring", "Ahornweg"];
const SUBJECTS: [&str; 7] =
    ["Kanalsanierung", "Straßenfest", "Blutspende", "Lesenacht", "Baumfällung", "Flohmarkt", "Hydrantenprüfung"];

fn main() {
    divan::main();
}

fn text(n: usize) -> String {
    let (street, subject) = (STREETS[n % 8], SUBJECTS[n % 7]);
    let name = format!("{}{}", ["Stein", "Wald", "Ober", "Nieder", "Lang"][n % 5], n / 5);
    format!(
        "{subject} in der {name}er {street}. Am {}. Mai um {} Uhr beginnt die {subject}. Vorstand {name}hofer freut sich \
         auf {} Gäste, die Kapelle {name}dorf spielt. Anmeldung unter 0489{n:06}.",
        1 + n % 28,
        8 + n % 12,
        20 + n % 300
    )
}

fn begin() -> Timestamp {
    "2021-01-01T00:00:00Z".parse().expect("a moment")
}

fn at(n: usize) -> Timestamp {
    begin() + APART * i32::try_from(n).expect("few posts")
}

fn print(text: &str, said: Timestamp) -> Fingerprint {
    let posted = said.to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
    Fingerprint::of(&Message {
        title: None,
        text,
        permalink: None,
        links: Vec::new(),
        pictures: Vec::new(),
        posted,
        posted_at: None,
        event: None,
        place: None,
        warning: false,
        town: "Stadt",
    })
}

struct Filled {
    db: Db,
    town: TownId,
    other: SourceId,
    _folder: tempfile::TempDir,
}

/// The engines to measure, each by a word.
fn engines() -> Vec<&'static str> {
    let postgres = std::env::var_os(POSTGRES).map(|_| "postgres");
    std::iter::once("sqlite").chain(postgres).collect()
}

async fn fill(engine: &str) -> Filled {
    let folder = tempfile::tempdir().expect("a folder");
    let address = match engine {
        "postgres" => std::env::var(POSTGRES).expect("an address"),
        _ => format!("sqlite:{}", folder.path().join("bench.db").display()),
    };
    let db = Db::open(&address).await.expect("a database");
    db.migrate().await.expect("a schema");
    let ids = |n: u8| ulid_from(begin(), [n; 10]);
    let settings = TownSettings::default();
    let (town, sources) = db
        .write(async |c: &mut Conn<'_>| {
            let new =
                NewTown { ulid: ids(1), host: "stadt.example", name: "Stadt", settings: &settings, id_key_sealed: "" };
            let town = towns::add(c, new, begin()).await?;
            let mut made: Vec<Source> = Vec::new();
            for (n, slug) in [(2u8, "website"), (3, "sozial")] {
                let new = NewSource::at(town, ids(n), SourceKind::Feed, slug, slug, slug);
                let id = sources::add(c, new, begin()).await?;
                made.extend(sources::by_id(c, town, id).await?);
            }
            Ok::<_, StoreError>((town, made))
        })
        .await
        .expect("a town");
    let source = sources.first().expect("a source");
    for portion in (0..STORED).step_by(PORTION) {
        db.write(async |c: &mut Conn<'_>| {
            for n in portion..(portion + PORTION).min(STORED) {
                store_one(c, source, n).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .expect("posts");
    }
    let other = sources.get(1).expect("another source").id;
    Filled { db, town, other, _folder: folder }
}

async fn store_one(c: &mut Conn<'_>, source: &Source, n: usize) -> Result<(), StoreError> {
    let (text, said) = (text(n), at(n));
    let item = Item::new(NativeId(n.to_string()));
    let id = items::add(c, source, &item, 0, 1, said).await?;
    let mut bits = [7u8; 10];
    bits[..8].copy_from_slice(&(n as u64).to_be_bytes());
    let content = Content {
        title: None,
        body: Body::from_plain(&text),
        lang: "de".into(),
        hashtags: Vec::new(),
        canonical_url: None,
        media: Vec::new(),
        event: None,
        recordings: Vec::new(),
        warning: None,
        sensitive: None,
    };
    let new = NewPost {
        town: source.town,
        ulid: ulid_from(said, bits),
        actor: None,
        slug: "beitrag",
        silent: true,
        content: &content,
        created_at: said,
        date_only: false,
        undated: false,
        listed: true,
        item: Some((id, source.id)),
        in_reply_to: None,
    };
    posts::add(c, new, said).await?;
    readings::write(c, source.town, id, &content, &print(&text, said), said).await?;
    if n + KEYED < STORED {
        likeness::forget(c, source.town, id).await?;
    }
    Ok(())
}

/// Everything between a new item and the decision where it belongs.
async fn find(filled: &Filled, print: &Fingerprint, said: Timestamp) -> usize {
    let window = SignedDuration::from_hours(48);
    filled
        .db
        .read(async |c: &mut Conn<'_>| {
            let keys = print.keys();
            let near = likeness::candidates(c, filled.town, &keys, filled.other, said - window, said + window).await?;
            let mut members: Vec<(PostId, SourceId, Fingerprint)> = Vec::new();
            for (post, of_post) in likeness::of_posts(c, filled.town, &near).await? {
                members.extend(of_post.into_iter().filter_map(|member| Some((post, member.source, member.print?))));
            }
            let neighbours: Vec<Neighbour<'_, PostId, SourceId>> =
                members.iter().map(|(post, source, print)| Neighbour { post: *post, source: *source, print }).collect();
            Ok::<_, StoreError>(place(print, filled.other, &neighbours).same.len())
        })
        .await
        .expect("an answer")
}

#[divan::bench(args = engines())]
fn find_among_100_000_in_the_store(bencher: Bencher<'_, '_>, engine: &str) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let filled = runtime.block_on(fill(engine));
    let n = STORED - KEYED / 2;
    let said = at(n) + SignedDuration::from_mins(7);
    let print = print(&format!("Hallo zusammen! {}", text(n)), said);
    assert_eq!(runtime.block_on(find(&filled, &print, said)), 1, "the message is found");
    bencher.bench_local(|| runtime.block_on(find(&filled, black_box(&print), said)));
}
