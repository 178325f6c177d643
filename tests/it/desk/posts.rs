//! What a clerk does with posts: corrects them, says how long they hold and where they belong, joins, splits, removes a
//! picture, sees who got what, and finds them again.

use std::io::Cursor;
use std::time::Duration;

use ausrufer::domain::post::Post;
use ausrufer::domain::staff::Role;
use ausrufer::store::Conn;
use ausrufer::store::held::{self, HeldKind};
use ausrufer::store::posts_read::{self, Listing};

use crate::support::clerk::Clerk;
use crate::support::databases::{self, TestDb};
use crate::support::mini_peer::{MiniPeer, Received};
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Answer, Entry, Site};

const SOON: Duration = Duration::from_secs(10);
const HTML: &str = "text/html";

fn entry(id: &str, title: &str, text: &str) -> Entry {
    let mut entry = Entry::new(id, title, start_of_tests() + Duration::from_secs(60));
    entry.text = format!("<p>{text}</p>");
    entry
}

fn old(id: &str, title: &str, text: &str) -> Entry {
    Entry { date: Some(start_of_tests() - Duration::from_secs(7200)), ..entry(id, title, text) }
}

fn count(received: &[Received], kind: &str) -> usize {
    received.iter().filter(|one| one.kind == kind && one.is_taken()).count()
}

/// A town with an account and a follower, two channels, and an editor at the desk.
struct Stage {
    server: TestServer,
    website: Site,
    social: Site,
    peer: MiniPeer,
    editor: Clerk,
}

impl Stage {
    async fn begin(database: &TestDb) -> Self {
        let (website, social) = (Site::start("www").await, Site::start("social").await);
        website.feed(&[old("alt-w", "Stadtbücherei hat neue Öffnungszeiten", "Die Bücherei öffnet nun um neun.")]);
        social.feed(&[old("alt-s", "Freibad erhält Sprungturm", "Im Sommer kann gesprungen werden.")]);
        let server = TestServer::start(database).await;
        server.add_actor().await;
        server.add_source(&website.url("/feed.xml")).await;
        server.add_source(&social.url("/feed.xml")).await;
        server.pass(1).await;
        let peer = MiniPeer::start("peer", server.clock.clone()).await;
        peer.follow(&format!("http://{}/ap/rathaus", server.host)).await;
        server.pass(1).await;
        peer.await_received(|all| count(all, "Accept") == 1, SOON).await;
        let town = server.town().await.id;
        let editor = Clerk::invited(&server, "redaktion", Role::Editor, Some(town)).await;
        Self { server, website, social, peer, editor }
    }

    async fn posts(&self) -> Vec<Post> {
        let town = self.server.town().await;
        let page = async |c: &mut Conn<'_>| posts_read::page(c, town.id, &Listing::All, None, 100).await;
        self.server.app.db.read(page).await.unwrap()
    }

    async fn post(&self, heading: &str) -> Post {
        let all = self.posts().await;
        all.into_iter().find(|post| post.heading().contains(heading)).unwrap_or_else(|| panic!("no post {heading}"))
    }

    /// Where a post is at the desk.
    fn desk(&self, post: &Post) -> String {
        format!("/verwaltung/{}/beitraege/{}", self.server.host, post.ulid)
    }

    async fn home(&self) -> String {
        self.server.app.run_all_due_jobs().await.unwrap();
        self.server.get("/", HTML).await.2
    }

    async fn questions(&self) -> Vec<HeldKind> {
        let town = self.server.town().await;
        let open = self.server.app.db.read(async |c: &mut Conn<'_>| held::open(c, town.id).await).await.unwrap();
        open.into_iter().map(|one| one.kind).collect()
    }

    async fn taken(&self, kind: &str, times: usize) {
        self.server.pass(1).await;
        self.peer.await_received(|all| count(all, kind) == times, SOON).await;
    }
}

#[tokio::test]
async fn a_text_is_written_over_survives_its_channel_and_is_given_back() {
    for database in databases::each().await {
        let mut stage = Stage::begin(&database).await;
        stage.website.feed(&[entry("w", "Mühlgasse gesperrt", "Bis Freitag.")]);
        stage.server.pass(120).await;
        let here = stage.desk(&stage.post("Mühlgasse").await);
        let shown = stage.editor.get(&here).await.text;
        assert!(shown.contains("Bis Freitag.</textarea>"), "{shown}");
        let saved = stage.editor.post(&here, &[("text", "Bis Freitagabend.\r\n\r\nDanke!")]).await;
        assert_eq!(saved.status, 303, "{}", saved.text);
        let home = stage.home().await;
        assert!(home.contains("Bis Freitagabend.") && home.contains("Mühlgasse gesperrt"), "{home}");
        stage.taken("Update", 1).await;
        let same =
            stage.editor.post(&here, &[("text", "Bis Freitagabend.\r\n\r\nDanke!"), ("titel", "Mühlgasse gesperrt")]);
        assert_eq!(same.await.location(), here, "the same words are nothing new");

        stage.website.feed(&[entry("w", "Mühlgasse gesperrt", "Bis Samstag.")]);
        stage.server.pass(120).await;
        assert!(stage.home().await.contains("Bis Freitagabend."));
        assert_eq!(stage.questions().await, [HeldKind::Overridden]);
        let shown = stage.editor.get(&here).await.text;
        assert!(shown.contains("Text: wieder wie die Quelle") && shown.contains("<p>Bis Samstag.</p>"), "{shown}");
        assert_eq!(stage.editor.post(&format!("{here}/quelle"), &[("teil", "body")]).await.status, 303);
        assert!(stage.home().await.contains("Bis Samstag."));
        assert!(stage.questions().await.is_empty());
        stage.taken("Update", 2).await;

        let history = stage.editor.get(&format!("{here}/verlauf")).await.text;
        let (added, removed) =
            ("<ins><span class=\"nur-lesen\">hinzugefügt: </span>", "<del><span class=\"nur-lesen\">entfernt: </span>");
        assert!(history.contains(added) && history.contains(removed), "{history}");
        assert!(history.contains("Frau redaktion") && history.contains("Kanal „"), "{history}");
        assert!(history.contains("Bis ") && history.contains("Freitag") && history.contains("Samstag"), "{history}");
    }
}

#[tokio::test]
async fn how_long_a_post_holds_is_typed_corrected_and_taken_away() {
    for database in databases::each().await {
        let mut stage = Stage::begin(&database).await;
        stage.website.feed(&[entry("w", "Vollsperrung der Mühlgasse", "Die Mühlgasse ist bis 27. November gesperrt.")]);
        stage.server.pass(120).await;
        let here = stage.desk(&stage.post("Mühlgasse").await);
        let gilt = format!("{here}/gilt");
        assert!(stage.editor.get(&here).await.text.contains("value=\"27.11.2026\""), "what was read is proposed");
        for (from, until, words) in [
            ("übermorgen", "", "nicht zu lesen"),
            ("28.3.2027 2:30", "", "Sommerzeit"),
            ("", "", "mindestens einen Tag"),
            ("28.11.2026", "27.11.2026", "nach dem Anfang"),
        ] {
            let typed = [("tun", "setzen"), ("gilt-art", "closure"), ("gilt-von", from), ("gilt-bis", until)];
            let refused = stage.editor.post(&gilt, &typed).await;
            assert!(refused.status == 422 && refused.text.contains(words), "{words}: {}", refused.text);
            assert!(refused.text.contains(&format!("value=\"{from}\"")), "what was typed stays");
        }
        let typed = [
            ("tun", "setzen"),
            ("gilt-art", "closure"),
            ("gilt-von", "26.11.2026 8 Uhr"),
            ("gilt-bis", "4. Dezember 2026"),
        ];
        assert_eq!(stage.editor.post(&gilt, &typed).await.status, 303);
        let post = stage.post("Mühlgasse").await;
        let holds = post.validity.unwrap();
        assert_eq!(holds.from.unwrap().to_string(), "2026-11-26T07:00:00Z");
        assert_eq!(holds.until.unwrap().to_string(), "2026-12-04T23:00:00Z", "to the end of the day");
        assert!(stage.home().await.contains("4. Dezember 2026"));
        assert_eq!(stage.editor.post(&gilt, &[("tun", "nichts")]).await.status, 303);
        assert_eq!(stage.post("Mühlgasse").await.validity, None);
        assert_eq!(stage.editor.post(&gilt, &[("tun", "text")]).await.status, 303);
        assert!(stage.post("Mühlgasse").await.validity.is_some());
        assert_eq!(database.number("SELECT count(*) FROM audit WHERE deed = 'validity_set'").await, Some(3));
    }
}

#[tokio::test]
async fn names_that_staff_write_stay_whatever_rules_say() {
    for database in databases::each().await {
        let mut stage = Stage::begin(&database).await;
        stage.website.feed(&[entry("w", "Mühlgasse gesperrt", "Bis Freitag.")]);
        stage.server.pass(120).await;
        let here = stage.desk(&stage.post("Mühlgasse").await);
        let named = [("absender", "Bauhof"), ("themen", "Verkehr, Baustellen , Verkehr"), ("ortsteile", "Nord")];
        assert_eq!(stage.editor.post(&format!("{here}/einordnung"), &named).await.status, 303);
        stage.home().await;
        assert!(stage.server.get("/thema/baustellen", HTML).await.2.contains("Mühlgasse gesperrt"));
        assert!(stage.server.get("/ortsteil/nord", HTML).await.2.contains("Mühlgasse gesperrt"));
        let feed = stage.server.get("/feed.atom", "application/atom+xml").await.2;
        assert!(feed.contains("Bauhof") && feed.contains("Verkehr"), "{feed}");
        stage.website.feed(&[entry("w", "Mühlgasse gesperrt", "Bis Samstag.")]);
        stage.server.pass(120).await;
        let post = stage.post("Mühlgasse").await;
        assert_eq!((post.author(), post.labels.len()), (Some("Bauhof"), 4), "{:?}", post.labels);
        let wrong = stage.editor.post(&format!("{here}/einordnung"), &[("themen", "!!!")]).await;
        assert!(wrong.status == 422 && wrong.text.contains("value=\"!!!\""), "{}", wrong.text);
        assert_eq!(stage.editor.post(&format!("{here}/quelle"), &[("teil", "topics")]).await.status, 303);
        let post = stage.post("Mühlgasse").await;
        assert_eq!((post.author(), post.labels.len()), (Some("Bauhof"), 2), "{:?}", post.labels);
    }
}

#[tokio::test]
async fn two_posts_are_joined_and_split_again_and_it_sticks() {
    for database in databases::each().await {
        let mut stage = Stage::begin(&database).await;
        let (street, pipe) = (
            entry("w", "Vollsperrung der Mühlgasse", "Die Mühlgasse ist ab Montag wegen Arbeiten am Kanal gesperrt."),
            entry("s", "Kanalarbeiten beginnen", "Ab Montag wird in der Mühlgasse am Kanal gearbeitet, sie ist zu."),
        );
        stage.website.feed(&[street]);
        stage.social.feed(&[pipe]);
        stage.server.pass(120).await;
        let all = stage.posts().await;
        if let Some(post) = all.iter().find(|post| post.channels.len() == 2) {
            // The machine joined them already: part them first.
            let slug = post.channels[1].slug.clone();
            let done = stage.editor.post(&format!("{}/trennen", stage.desk(post)), &[("kanal", slug.as_str())]).await;
            assert_eq!(done.status, 303);
        }
        let (one, other) = (stage.post("Vollsperrung").await, stage.post("Kanalarbeiten").await);
        let join = format!("{}/zusammenlegen", stage.desk(&one));
        let offered = stage.editor.get(&join).await.text;
        assert!(offered.contains("Kanalarbeiten beginnen") && offered.contains(&other.ulid.to_string()), "{offered}");
        let unknown = stage.editor.get(&format!("{join}?mit=https://x.example/%3Cb%3E")).await;
        assert!(unknown.status == 422 && !unknown.text.contains("<b>"), "{}", unknown.text);
        assert!(!unknown.text.contains("ausrufer post"), "nobody types commands here: {}", unknown.text);
        let asked = stage.editor.get(&format!("{join}?mit={}", other.ulid)).await.text;
        assert!(asked.contains("Es bleibt") && asked.contains("Es verschwindet"), "{asked}");
        assert_eq!(stage.server.headings().await.len(), 4, "asking joins nothing: {:?}", stage.server.headings().await);
        let deletes = database.number("SELECT count(*) FROM activity WHERE kind = 'Delete'").await.unwrap();
        let done = stage.editor.post(&join, &[("mit", other.ulid.to_string().as_str())]).await;
        assert_eq!(done.status, 303, "{}", done.text);
        let told = database.number("SELECT count(*) FROM activity WHERE kind = 'Delete'").await.unwrap();
        assert_eq!(told, deletes + 1);
        let joined = stage.posts().await.into_iter().find(|post| post.channels.len() == 2).unwrap();
        let gone = if joined.ulid == one.ulid { &other } else { &one };
        let page = stage.editor.get(&stage.desk(gone)).await.text;
        assert!(page.contains("zusammengelegt") && page.contains(&stage.desk(&joined)), "{page}");

        let split = format!("{}/trennen", stage.desk(&joined));
        let slug = joined.channels[1].slug.clone();
        let asked = stage.editor.get(&format!("{split}?kanal={slug}")).await.text;
        assert!(asked.contains("ein eigener Beitrag"), "{asked}");
        assert_eq!(stage.editor.get(&format!("{split}?kanal=nirgends")).await.status, 404);
        assert_eq!(stage.editor.post(&split, &[("kanal", slug.as_str())]).await.status, 303);
        for site in [&stage.website, &stage.social] {
            site.add_header("/feed.xml", "x-neu", "1");
        }
        stage.server.pass(120).await;
        let all = stage.posts().await;
        assert!(all.len() == 4 && all.iter().all(|post| post.channels.len() == 1), "the decision sticks");
    }
}

fn picture() -> Vec<u8> {
    let picture = image::RgbImage::from_fn(640, 360, |x, y| image::Rgb([(x / 3) as u8, (y / 2) as u8, (x ^ y) as u8]));
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, image::ImageFormat::Jpeg).unwrap();
    out.into_inner()
}

#[tokio::test]
async fn a_picture_is_removed_wherever_it_stands_and_does_not_come_back() {
    for database in databases::each().await {
        let mut stage = Stage::begin(&database).await;
        stage.website.put("/bild.jpg", Answer::ok("image/jpeg", picture()));
        let mut shown = entry("w", "Sommerfest im Kindergarten", "Es war schön.");
        shown.picture = Some("/bild.jpg".into());
        let mut second = entry("w2", "Rückblick auf den Sommer", "Viel ist geschehen.");
        second.picture = Some("/bild.jpg".into());
        stage.website.feed(&[shown.clone(), second.clone()]);
        stage.server.pass(120).await;
        let post = stage.post("Sommerfest").await;
        let variant = &post.attached[0].media.variants[0];
        let file = ausrufer::urls::media(&variant.hash, &variant.ext);
        assert_eq!(stage.server.get(&file, "image/*").await.0, 200);
        let here = stage.desk(&post);
        let page = stage.editor.get(&here).await.text;
        let path = page.split("href=\"").find(|part| part.starts_with(&format!("{here}/bilder/"))).unwrap();
        let path = path.split('"').next().unwrap().to_owned();
        let asked = stage.editor.get(&path).await.text;
        assert!(asked.contains("in 2 Beiträgen") && asked.contains("nicht rückgängig"), "{asked}");
        assert_eq!(stage.server.get(&file, "image/*").await.0, 200, "asking removes nothing");
        assert_eq!(stage.editor.post(&path, &[]).await.status, 303);
        assert_eq!(stage.editor.post(&path, &[]).await.status, 404, "it is gone");
        assert!(!stage.home().await.contains(&file));
        assert_eq!(stage.server.get(&file, "image/*").await.0, 404);
        stage.taken("Update", 2).await;
        let said =
            database.number(&format!("SELECT count(*) FROM activity WHERE body LIKE '%{}%'", variant.hash)).await;
        assert_eq!(said, Some(0), "nobody who asks for what was said finds it");
        shown.text = "<p>Es war sehr schön.</p>".into();
        stage.website.feed(&[shown, second]);
        stage.server.pass(120).await;
        let post = stage.post("Sommerfest").await;
        assert!(ausrufer::domain::body_text::render(&post.body).contains("sehr") && post.attached.is_empty());
        assert!(stage.questions().await.is_empty());
    }
}

#[tokio::test]
async fn posts_are_found_and_removed_ones_say_only_who_and_why() {
    for database in databases::each().await {
        let mut stage = Stage::begin(&database).await;
        stage.website.feed(&[
            entry("a", "Ökomarkt am Samstag", "Rabatt von 100% auf alles_neue, sagt O'Brien \"Bio\"."),
            entry("b", "Kirmes am Sonntag", "Mit Musik und 100 Ständen."),
        ]);
        stage.server.pass(120).await;
        let list = format!("/verwaltung/{}/beitraege", stage.server.host);
        for (asked, market, fair) in [
            ("q=%C3%B6komarkt", true, false),
            ("q=AM+100", true, true),
            ("q=100%25", true, false),
            ("q=alles_neue", true, false),
            ("q=allesXneue", false, false),
            ("q=_", true, false),
            ("q=O%27Brien", true, false),
            ("q=%22Bio%22", true, false),
            ("q=%5C", false, false),
            ("q=samstag+kirmes", false, false),
            ("von=25.11.2026", false, false),
            ("bis=24.11.2026&q=am", true, true),
            ("stand=verborgen", false, false),
            ("thema=Gibt+es+nicht", false, false),
        ] {
            let page = stage.editor.get(&format!("{list}?{asked}")).await.text;
            assert_eq!(page.contains("Ökomarkt am"), market, "{asked}: {page}");
            assert_eq!(page.contains("Kirmes am"), fair, "{asked}: {page}");
        }
        let wrong = stage.editor.get(&format!("{list}?von=gestern")).await.text;
        assert!(wrong.contains("href=\"#von\"") && wrong.contains("value=\"gestern\""), "{wrong}");

        stage.taken("Create", 2).await;
        let fair = stage.post("Kirmes").await;
        let here = stage.desk(&fair);
        assert!(stage.editor.get(&here).await.text.contains("Bei 1 von 1 Servern angekommen"));
        let done = stage.editor.post(&format!("{here}/entfernen"), &[]).await;
        let gone = stage.editor.get(done.location()).await.text;
        assert!(gone.contains("Der Beitrag ist entfernt") && gone.contains("Frau redaktion"), "{gone}");
        stage.taken("Delete", 1).await;
        for path in [here.clone(), format!("{here}/empfang"), format!("{list}?stand=entfernt")] {
            let page = stage.editor.get(&path).await;
            assert_eq!(page.status, 200, "{path}");
            assert!(!page.text.contains("Kirmes") && !page.text.contains("Musik"), "{path}: {}", page.text);
            assert!(page.text.contains(&fair.ulid.to_string()), "{path}: {}", page.text);
        }
        let receipt = stage.editor.get(&format!("{here}/empfang")).await.text;
        assert!(receipt.contains("1 von 1 Servern") && receipt.contains("Löschung"), "{receipt}");
        let removed = stage.editor.get(&format!("{list}?stand=entfernt")).await.text;
        assert!(removed.contains("Frau redaktion") && removed.contains("Entfernt (1)"), "{removed}");
        for closed in ["verlauf", "zusammenlegen", "entfernen"] {
            assert_eq!(stage.editor.get(&format!("{here}/{closed}")).await.status, 404, "{closed}");
        }
    }
}

#[tokio::test]
async fn paging_keeps_what_the_list_was_narrowed_down_to() {
    let database = databases::sqlite().await;
    let mut stage = Stage::begin(&database).await;
    let many: Vec<Entry> = (0..40)
        .map(|n| {
            let at = start_of_tests() + Duration::from_secs(n);
            Entry::new(&format!("m{n}"), &format!("Kirmes Nummer{n}x"), at)
        })
        .collect();
    stage.website.feed(&many);
    stage.server.pass(120).await;
    let list = format!("/verwaltung/{}/beitraege", stage.server.host);
    let first = stage.editor.get(&format!("{list}?q=kirmes&bis=1.12.2026")).await.text;
    assert!(first.contains("40 Beiträge") && first.contains("Nummer39x") && !first.contains("Nummer9x"), "{first}");
    let older = first.split("href=\"").find(|part| part.contains("vor=")).unwrap().split('"').next().unwrap();
    assert!(older.contains("q=kirmes") && older.contains("bis=1.12.2026"), "{older}");
    let second = stage.editor.get(&older.replace("&amp;", "&").replace("&#38;", "&")).await.text;
    assert!(second.contains("Nummer9x") && second.contains("Nummer0x") && !second.contains("Nummer39x"), "{second}");
}
