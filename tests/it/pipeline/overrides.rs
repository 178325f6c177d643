//! What staff write over their channels' words holds until they say otherwise, and they are asked when a channel changes
//! what lies beneath (DESIGN §1, Post).

use std::time::Duration;

use ausrufer::admin::{PostEdit, edit_post, join_posts, reset_post, set_validity};
use ausrufer::clock::{Clock, SystemClock};
use ausrufer::domain::audit::{Deed, Who};
use ausrufer::domain::compose::Field;
use ausrufer::domain::media::AltOrigin;
use ausrufer::domain::post::Post;
use ausrufer::domain::validity::{Validity, ValidityKind, ValidityOrigin};
use ausrufer::jobs::{Answer as Decision, OwnMessage, add_own, answer_held};
use ausrufer::publish::Decision as Holds;
use ausrufer::store::held::{self, Held, HeldKind};
use ausrufer::store::posts_read::{self, Listing};
use ausrufer::store::{Conn, audit};

use super::pictures::jpeg;
use crate::support::databases::{self, TestDb};
use crate::support::mini_peer::{MiniPeer, Received};
use crate::support::program::Program;
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Answer, Entry, Site};

const SOON: Duration = Duration::from_secs(10);
const HTML: &str = "text/html";

fn entry(title: &str, text: &str) -> Entry {
    let mut entry = Entry::new("neu", title, start_of_tests() + Duration::from_secs(60));
    entry.text = format!("<p>{text}</p>");
    entry
}

fn old() -> Entry {
    Entry::new("alt", "Wochenmarkt verlegt", start_of_tests() - Duration::from_secs(7200))
}

fn updates(received: &[Received]) -> usize {
    received.iter().filter(|one| one.kind == "Update" && one.is_taken()).count()
}

struct Stage {
    server: TestServer,
    site: Site,
    peer: MiniPeer,
}

impl Stage {
    /// A town with a follower, one channel, and one fresh post in it, with someone at the command line.
    async fn begin(database: &TestDb, first: &Entry) -> Self {
        let site = Site::start("www").await;
        site.feed(&[old()]);
        site.put("/bild.jpg", Answer::ok("image/jpeg", jpeg()));
        let mut server = TestServer::start(database).await;
        server.app.who = Who::at_command_line("kern");
        server.add_actor().await;
        server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        let peer = MiniPeer::start("peer", server.clock.clone()).await;
        peer.follow(&format!("http://{}/ap/rathaus", server.host)).await;
        let stage = Self { server, site, peer };
        stage.says(first).await;
        stage
    }

    /// The channel lists this entry now, and it is read.
    async fn says(&self, entry: &Entry) {
        self.site.feed(&[entry.clone(), old()]);
        self.server.pass(120).await;
    }

    async fn posts(&self) -> Vec<Post> {
        let town = self.server.town().await;
        let page = async |c: &mut Conn<'_>| posts_read::page(c, town.id, &Listing::All, None, 100).await;
        self.server.app.db.read(page).await.unwrap()
    }

    async fn post(&self) -> Post {
        self.posts().await.remove(0)
    }

    async fn edit(&self, edit: PostEdit) -> Post {
        let post = self.post().await;
        let edited = edit_post(&self.server.app.desk(), &self.server.town().await, &post, &edit).await.unwrap();
        self.server.pass(1).await;
        edited
    }

    async fn open(&self) -> Vec<Held> {
        let town = self.server.town().await;
        self.server.app.db.read(async |c: &mut Conn<'_>| held::open(c, town.id).await).await.unwrap()
    }

    async fn answer(&self, decision: Decision) {
        let (town, open) = (self.server.town().await, self.open().await);
        let done = answer_held(&self.server.app.hands(), town.id, open[0].id, decision).await.unwrap();
        assert_eq!((open.len(), done), (1, Some(1)));
        self.server.pass(1).await;
    }

    async fn page(&self) -> String {
        self.server.get("/", HTML).await.2
    }

    /// The last deeds of the log with who did them, oldest first.
    async fn deeds(&self, last: u32) -> Vec<(String, String)> {
        let town = self.server.town().await;
        let rows = self.server.app.db.read(async |c: &mut Conn<'_>| audit::last(c, town.id, last).await).await.unwrap();
        rows.into_iter().map(|row| (row.line.deed, row.line.who)).collect()
    }
}

fn titled(title: &str) -> PostEdit {
    PostEdit { title: Some(title.into()), ..PostEdit::default() }
}

fn worded(text: &str) -> PostEdit {
    PostEdit { text: Some(text.into()), ..PostEdit::default() }
}

#[tokio::test]
async fn what_staff_write_is_on_the_page_at_followers_and_in_the_log() {
    for database in databases::each().await {
        let stage = Stage::begin(&database, &entry("Mühlgase gesperrt", "Die Mühlgase ist gesperrt.")).await;
        let text = "Die Mühlgasse ist gesperrt.\n\nMehr: https://www.musterbach.example/sperrung #Verkehr";
        let edited = stage
            .edit(PostEdit { title: Some("Mühlgasse gesperrt".into()), language: Some("DE".into()), ..worded(text) })
            .await;
        assert_eq!((edited.heading().as_str(), edited.lang.as_str()), ("Mühlgasse gesperrt", "de"));
        assert_eq!(edited.hashtags, ["Verkehr"]);
        assert!(edited.edited_at.is_some(), "readers see that it was changed");
        let page = stage.page().await;
        assert!(page.contains("Die Mühlgasse ist gesperrt.") && !page.contains("Mühlgase "), "{page}");
        assert!(page.contains("href=\"https://www.musterbach.example/sperrung\""), "links work as in any message");
        let (_, _, tagged) = stage.server.get("/schlagwort/verkehr", HTML).await;
        assert!(tagged.contains("Die Mühlgasse ist gesperrt."));
        let received = stage.peer.await_received(|all| updates(all) == 1, SOON).await;
        let update = received.iter().find(|one| one.kind == "Update").unwrap();
        assert!(String::from_utf8_lossy(&update.body).contains("Die Mühlgasse ist gesperrt."));
        let versions =
            "SELECT count(*) FROM post_revision r JOIN post p ON p.id = r.post_id WHERE p.title LIKE 'Mühl%'";
        assert_eq!(database.number(versions).await, Some(2), "the earlier version is kept");
        assert_eq!(stage.deeds(1).await, [("edited".to_owned(), "cli:kern".to_owned())]);
        for refused in [
            titled(&"lang ".repeat(20)),
            PostEdit { language: Some("deutsch".into()), ..PostEdit::default() },
            PostEdit { alts: vec![(1, "Ein Bild".into())], ..PostEdit::default() },
        ] {
            let (desk, town) = (stage.server.app.desk(), stage.server.town().await);
            assert!(edit_post(&desk, &town, &stage.post().await, &refused).await.is_err(), "{refused:?}");
        }
    }
}

#[tokio::test]
async fn a_change_beneath_is_asked_about_once_and_never_taken_over_unasked() {
    for database in databases::each().await {
        let stage = Stage::begin(&database, &entry("Mühlgasse gesperrt", "Bis Freitag.")).await;
        stage.edit(titled("Mühlgasse: kein Durchkommen")).await;
        stage.says(&entry("Mühlgasse gesperrt", "Bis Samstag.")).await;
        assert!(stage.open().await.is_empty(), "the text is the channel's still, and nobody needs to decide");
        let page = stage.page().await;
        assert!(page.contains("Bis Samstag.") && page.contains("kein Durchkommen"), "{page}");

        stage.says(&entry("Mühlgasse halb gesperrt", "Bis Samstag.")).await;
        stage.says(&entry("Mühlgasse fast frei", "Bis Samstag.")).await;
        let open = stage.open().await;
        assert_eq!((open.len(), open[0].kind), (1, HeldKind::Overridden), "one question, however often it changes");
        assert_eq!(stage.post().await.heading(), "Mühlgasse: kein Durchkommen");
        stage.answer(Decision::Reject).await;
        assert_eq!(stage.post().await.heading(), "Mühlgasse: kein Durchkommen");
        stage.server.pass(60).await;
        assert!(stage.open().await.is_empty(), "the same change is not asked about again");

        stage.says(&entry("Mühlgasse wieder frei", "Bis Samstag.")).await;
        stage.answer(Decision::Release).await;
        assert_eq!(stage.post().await.heading(), "Mühlgasse wieder frei", "taken over");
        stage.says(&entry("Mühlgasse für alle frei", "Bis Samstag.")).await;
        assert_eq!(stage.post().await.heading(), "Mühlgasse für alle frei", "the channel speaks again");
        assert!(stage.open().await.is_empty());
        let received = stage.peer.await_received(|all| updates(all) == 4, SOON).await;
        assert_eq!(updates(&received), 4, "the edit, the text, the answer and the last title");
        let (kern, machine) = ("cli:kern".to_owned(), "machine".to_owned());
        assert_eq!(
            stage.deeds(5).await,
            [
                (Deed::Edited.as_str().to_owned(), kern.clone()),
                (Deed::Held.as_str().to_owned(), machine.clone()),
                (Deed::Rejected.as_str().to_owned(), kern.clone()),
                (Deed::Held.as_str().to_owned(), machine),
                (Deed::Released.as_str().to_owned(), kern),
            ]
        );
    }
}

#[tokio::test]
async fn a_question_is_void_once_nobody_needs_to_answer_it() {
    for database in databases::each().await {
        let stage = Stage::begin(&database, &entry("Mühlgasse gesperrt", "Bis Freitag.")).await;
        let (desk, town) = (stage.server.app.desk(), stage.server.town().await);
        stage.edit(worded("Bis Freitagabend.")).await;
        stage.says(&entry("Mühlgasse gesperrt", "Bis Samstag.")).await;
        assert_eq!(stage.open().await.len(), 1);
        stage.says(&entry("Mühlgasse gesperrt", "Bis Freitag.")).await;
        assert!(stage.open().await.is_empty(), "the channel took its change back");

        stage.says(&entry("Mühlgasse gesperrt", "Bis Samstag.")).await;
        assert_eq!(stage.open().await.len(), 1);
        let (post, lifted) = reset_post(&desk, &town, &stage.post().await, &Field::ALL).await.unwrap();
        assert_eq!(lifted, [Field::Body, Field::Hashtags]);
        assert_eq!(ausrufer::domain::body_text::render(&post.body), "Bis Samstag.");
        assert!(stage.open().await.is_empty(), "someone let the channel speak again");
        let (_, nothing) = reset_post(&desk, &town, &stage.post().await, &Field::ALL).await.unwrap();
        assert!(nothing.is_empty());

        stage.edit(worded("Bis Sonntag.")).await;
        stage.says(&entry("Mühlgasse gesperrt", "Bis Montag.")).await;
        assert_eq!(stage.open().await.len(), 1);
        stage.site.feed(&[old()]);
        stage.site.put("/artikel/neu", Answer::status(410));
        stage.server.pass(60).await;
        stage.server.pass(301).await;
        assert_eq!(stage.server.headings().await, ["Wochenmarkt verlegt"], "withdrawn whatever staff wrote over it");
        assert!(stage.open().await.is_empty(), "nothing is left to decide");
        stage.server.pass(13 * 3600).await;
        stage.server.pass(3600).await;
        for table in ["post_override WHERE value", "post_revision WHERE content", "held WHERE entries"] {
            let kept = database.number(&format!("SELECT count(*) FROM {table} LIKE '%Bis %'")).await;
            assert_eq!(kept, Some(0), "no words outlive it: {table}");
        }
    }
}

#[tokio::test]
async fn what_staff_decided_about_a_post_goes_along_when_it_is_joined_into_another() {
    for database in databases::each().await {
        let stage = Stage::begin(&database, &entry("Mühlgasse gesperrt", "Bis Freitag.")).await;
        let (desk, town) = (stage.server.app.desk(), stage.server.town().await);
        let own = OwnMessage { title: Some("Sommerfest".into()), text: "Am Samstag.".into(), ..OwnMessage::default() };
        let added = add_own(&stage.server.app.hands(), &town, own).await.unwrap();
        let own = stage.posts().await.into_iter().find(|post| post.id == added.post).unwrap();
        let elder = stage.posts().await.into_iter().find(|post| post.heading() == "Mühlgasse gesperrt").unwrap();
        let own = edit_post(&desk, &town, &own, &titled("Sperrung wegen Sommerfest")).await.unwrap();
        let until = Some("2026-11-30T11:00:00Z".parse().unwrap());
        let wanted = Validity { kind: ValidityKind::Closure, from: None, until };
        let own = set_validity(&desk, &town, &own, Holds::Set(Some(wanted))).await.unwrap();
        let joined = join_posts(&desk, &town, &elder, &own).await.unwrap();
        assert_eq!((joined.id, joined.heading().as_str()), (elder.id, "Sperrung wegen Sommerfest"));
        assert_eq!((joined.validity, joined.validity_origin), (Some(wanted), ValidityOrigin::Staff));
        let open = stage.open().await;
        assert_eq!((open.len(), open[0].kind), (1, HeldKind::Overridden), "beneath it something else is said now");
    }
}

#[tokio::test]
async fn staff_describe_pictures_and_their_words_stay() {
    for database in databases::each().await {
        let mut first = entry("Mühlgasse gesperrt", "Bis Freitag.");
        first.picture = Some("/bild.jpg".into());
        let stage = Stage::begin(&database, &first).await;
        let described = |text: &str| PostEdit { alts: vec![(1, text.into())], ..PostEdit::default() };
        let post = stage.edit(described("Ein Bagger in der Mühlgasse")).await;
        assert_eq!(post.attached[0].alt.as_deref(), Some("Ein Bagger in der Mühlgasse"));
        assert_eq!(post.attached[0].alt_origin, AltOrigin::Staff);
        first.text = "<p>Bis Samstag.</p>".into();
        stage.says(&first).await;
        let page = stage.page().await;
        assert!(page.contains("Bis Samstag.") && page.contains("alt=\"Ein Bagger in der Mühlgasse\""), "{page}");
        assert!(stage.open().await.is_empty());
        first.picture = None;
        stage.says(&first).await;
        assert_eq!(stage.open().await.len(), 1, "its pictures changed");
        // The chore keeps what the post may show again.
        stage.server.pass(25 * 3600).await;
        stage.server.pass(3600).await;
        stage.answer(Decision::Release).await;
        assert!(stage.post().await.attached.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_edits_a_post_and_answers_at_the_command_line() {
    let program = Program::new(None);
    let host = program.host();
    program.succeed(&["town", "add", "--name", "Musterbach", "--host", &host, "--actor", "rathaus", "--publish"]);
    let site = Site::start("www").await;
    // The program under test runs on the wall clock.
    let at = SystemClock.now() - Duration::from_secs(3600);
    let dated = |entry: Entry| Entry { date: Some(at), ..entry };
    let says = |title: &str| site.feed(&[dated(old()), dated(entry(title, "Bis Freitag."))]);
    says("Mühlgase gesperrt");
    program.succeed(&["source", "add", &site.url("/feed.xml")]);
    program.succeed(&["source", "poll", "rathaus-aktuell"]);
    let id = |title: &str| {
        let list = program.succeed(&["--json", "post", "list"]);
        let list: serde_json::Value = serde_json::from_str(&list).unwrap();
        let posts = list["posts"].as_array().unwrap();
        posts.iter().find(|post| post["title"] == title).unwrap()["id"].as_str().unwrap().to_owned()
    };
    let post = id("Mühlgase gesperrt");
    let said = program.succeed(&["post", "edit", &post]);
    assert!(said.contains("wie die Quelle es sagt"), "{said}");
    std::fs::write(program.folder.path().join("text.txt"), "Bis Freitagabend.").unwrap();
    let said = program.succeed(&["post", "edit", &post, "--title", "Mühlgasse gesperrt", "--text-file", "text.txt"]);
    assert!(said.contains("Geändert: „Mühlgasse gesperrt“"), "{said}");
    let said = program.succeed(&["post", "edit", &post]);
    assert!(said.contains("Von Hand geschrieben sind Text, Schlagwörter, Überschrift"), "{said}");
    says("Mühlgasse wieder frei");
    program.succeed(&["source", "poll", "rathaus-aktuell"]);
    let said = program.succeed(&["held", "list"]);
    assert!(
        said.contains(
            "„Mühlgasse gesperrt“: Die Quelle hat geändert, was hier von Hand geschrieben steht (Überschrift)"
        ),
        "{said}"
    );
    assert!(said.contains("Dort heißt es jetzt: „Mühlgasse wieder frei“"), "{said}");
    let data: serde_json::Value = serde_json::from_str(&program.succeed(&["--json", "held", "list"])).unwrap();
    let held = &data["held"][0];
    assert_eq!(
        (&held["kind"], &held["fields"][0], &held["post"]),
        (&"overridden".into(), &"title".into(), &post.as_str().into())
    );
    program.succeed(&["held", "release", &held["id"].to_string()]);
    id("Mühlgasse wieder frei");
    let said = program.succeed(&["post", "edit", &post, "--reset", "text"]);
    assert!(said.contains("wieder da, wie die Quelle es sagt"), "{said}");
    let labels = ["--sender", "Bauamt", "--topics", "Verkehr, Baustellen", "--districts", "Altstadt"];
    program.succeed(&[&["post", "edit", post.as_str()][..], &labels[..]].concat());
    let said = program.succeed(&["post", "edit", &post]);
    assert!(["Absender", "Themen", "Ortsteile"].iter().all(|name| said.contains(name)), "{said}");
    assert!(program.refuse(&["post", "edit", &post, "--topics", "!!!"]).contains("!!!"));
    let said = program.succeed(&["post", "edit", &post, "--reset", "sender,topics,districts"]);
    assert!(said.contains("wieder da, wie die Quelle es sagt"), "{said}");
    let said = program.succeed(&["audit", "list"]);
    assert!(
        said.contains("Beitrag „Mühlgasse wieder frei“ von Hand geändert: Überschrift, Text, Schlagwörter."),
        "{said}"
    );
    assert!(said.contains("Rathaus aktuell: Die Fassung der Quelle übernommen"), "{said}");
    assert!(program.refuse(&["post", "edit", &post, "--alt", "1=Ein Bild"]).contains("hat der Beitrag nicht"));
}
