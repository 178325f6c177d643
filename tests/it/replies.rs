//! What people on other servers say to a town, and what it answers: from their server to staff and back, through the inbox,
//! the desk and the delivery, on both engines (spec interop C-51, C-52, C-54, C-76, T-01, T-34, T-37).

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use ausrufer::domain::TownId;
use ausrufer::domain::case::{
    BlockKind, BlockReason, Case, CaseKind, CaseMessage, CaseState, Direction, RemoteBlock, Visibility,
};
use ausrufer::domain::ids::Ulid;
use ausrufer::domain::post::Post;
use ausrufer::domain::staff::Role;
use ausrufer::store::cases::CaseFilter;
use ausrufer::store::posts_read::{self, Listing};
use ausrufer::store::{case_messages, cases, remote_blocks};
use http::StatusCode;
use serde_json::{Value, json};

use crate::support::clerk::Clerk;
use crate::support::databases::{self, TestDb};
use crate::support::mini_peer::{MiniPeer, Received};
use crate::support::seed::{read, store};
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Entry, Site};

const SOON: Duration = Duration::from_secs(10);
const EVERYBODY: &str = "https://www.w3.org/ns/activitystreams#Public";
/// A word that stands nowhere but in what people say.
const WORD: &str = "Zwiebelkuchen";
const ACTIVITY: &str = "application/activity+json";

/// A town with an account and a post, and somebody on another server.
struct Stage {
    server: TestServer,
    peer: MiniPeer,
    clerk: Clerk,
    town: TownId,
    post: Post,
    said: AtomicU32,
    _site: Site,
}

impl Stage {
    async fn begin(database: &TestDb) -> Self {
        let site = Site::start("www").await;
        site.feed(&[Entry::new("eins", "Das Freibad öffnet", start_of_tests() - Duration::from_secs(7200))]);
        let server = TestServer::start(database).await;
        server.add_actor().await;
        server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        let peer = MiniPeer::start("peer", server.clock.clone()).await;
        let town = server.town().await.id;
        let clerk = Clerk::invited(&server, "redaktion", Role::Editor, Some(town)).await;
        let post = read!(server.app.db, |c| posts_read::page(c, town, &Listing::All, None, 1)).remove(0);
        assert!(post.actor.is_some());
        Self { server, peer, clerk, town, post, said: AtomicU32::new(0), _site: site }
    }

    fn rathaus(&self) -> String {
        format!("http://{}/ap/rathaus", self.server.host)
    }

    fn note_of_ours(&self) -> String {
        format!("http://{}/ap/posts/{}", self.server.host, self.post.ulid)
    }

    /// A public answer to our post, by its author.
    fn reply(&self, name: &str) -> Value {
        json!({
            "id": format!("{}/notes/{name}", self.peer.actor_url()), "type": "Note",
            "attributedTo": self.peer.actor_url(), "inReplyTo": self.note_of_ours(),
            "to": [EVERYBODY], "cc": [self.rathaus()],
            "tag": [{ "type": "Mention", "href": self.rathaus(), "name": "@rathaus" }],
            "content": format!("<p>Gibt es <b>{WORD}</b>?</p><script>alert(1)</script>"),
        })
    }

    /// A message for the town alone.
    fn direct(&self, name: &str) -> Value {
        let mut note = self.reply(name);
        note["inReplyTo"] = Value::Null;
        (note["to"], note["cc"]) = (json!([self.rathaus()]), json!([]));
        note
    }

    async fn send(&self, kind: &str, object: Value) -> StatusCode {
        self.send_as(&self.peer, kind, &self.peer.actor_url(), object).await
    }

    async fn send_as(&self, peer: &MiniPeer, kind: &str, actor: &str, object: Value) -> StatusCode {
        let number = self.said.fetch_add(1, Ordering::SeqCst);
        let base = actor.split("/users/").next().unwrap();
        let activity = json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": format!("{base}/activities/{number}"), "type": kind, "actor": actor, "object": object,
            "content": "Bitte ansehen",
        });
        peer.post_to_inbox_of(&self.rathaus(), &activity).await
    }

    async fn cases(&self) -> Vec<Case> {
        let filter = CaseFilter::default();
        read!(self.server.app.db, |c| cases::list(c, self.town, &filter, (0, 100)))
    }

    async fn case(&self, id: Ulid) -> Case {
        read!(self.server.app.db, |c| cases::by_ulid(c, self.town, id)).unwrap()
    }

    async fn messages(&self, case: &Case) -> Vec<CaseMessage> {
        read!(self.server.app.db, |c| case_messages::of_case(c, self.town, case.id))
    }

    fn desk(&self, case: &Case) -> String {
        format!("/verwaltung/{}/eingang/{}/antworten-fediverse", self.server.host, case.ulid)
    }

    /// The clerk answers; gives the answer's Create as it arrived.
    async fn answer(&mut self, case: &Case, text: &str) -> Received {
        let before = of_kind(&self.peer.received(), "Create").len();
        let desk = self.desk(case);
        let sent = self.clerk.post(&desk, &[("antwort", text)]).await;
        assert_eq!(sent.status, 303, "{}", sent.text);
        self.arrived("Create", before + 1).await
    }

    /// The newest activity of a kind, once there are so many.
    async fn arrived(&self, kind: &str, count: usize) -> Received {
        self.server.pass(1).await;
        let all = self.peer.await_received(|all| of_kind(all, kind).len() == count, SOON).await;
        let last = of_kind(&all, kind).pop().unwrap();
        assert!(last.is_taken(), "{:?}", last.distrust);
        last
    }

    async fn document(&self, path: &str) -> (u16, Value) {
        let (status, _, body) = self.server.get(path, ACTIVITY).await;
        (status, serde_json::from_str(&body).unwrap_or_default())
    }

    async fn nothing_public(&self, words: &[&str]) {
        self.server.app.web.catch_up().await;
        let zone = self.server.town().await.zone();
        let note = format!("/ap/posts/{}", self.post.ulid);
        let post = ausrufer::urls::post(&self.post, &zone);
        let search = format!("/suche?q={WORD}");
        let pages = [
            ("/", "text/html"),
            ("/en/", "text/html"),
            (post.as_str(), "text/html"),
            (search.as_str(), "text/html"),
            ("/@rathaus", "text/html"),
            ("/feed.atom", "*/*"),
            ("/feed.rss", "*/*"),
            ("/feed.json", "*/*"),
            ("/sitemap.xml", "*/*"),
            (note.as_str(), ACTIVITY),
            ("/ap/rathaus", ACTIVITY),
            ("/ap/rathaus/outbox", ACTIVITY),
            ("/ap/rathaus/outbox?page=true", ACTIVITY),
        ];
        for (path, accept) in pages {
            let (_, _, body) = self.server.get(path, accept).await;
            // A search shows what was looked for.
            let body = body.replace(&format!("value=\"{WORD}\""), "").replace(&format!("q={WORD}"), "");
            for word in words.iter().filter(|word| path != search || **word != WORD) {
                assert!(!body.contains(word), "{path} says {word}");
            }
        }
        let (_, replies) = self.document(&format!("{note}/replies")).await;
        assert_eq!((&replies["totalItems"], &replies["first"]["items"]), (&json!(0), &json!([])));
    }
}

fn of_kind(all: &[Received], kind: &str) -> Vec<Received> {
    all.iter().filter(|one| one.kind == kind).cloned().collect()
}

fn body(received: &Received) -> Value {
    serde_json::from_slice(&received.body).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn c_52_a_reply_becomes_a_case_and_follows_its_author_until_it_is_gone() {
    for database in databases::each().await {
        let stage = Stage::begin(&database).await;
        let note = stage.reply("1");
        assert_eq!(stage.send("Create", note.clone()).await, StatusCode::ACCEPTED);
        // Sent again, also under another activity id, it is the same.
        assert_eq!(stage.send("Create", note.clone()).await, StatusCode::ACCEPTED);
        let cases = stage.cases().await;
        let [case] = cases.as_slice() else { panic!("{cases:?}") };
        assert_eq!((case.kind, case.state, case.post), (CaseKind::Reply, CaseState::New, Some(stage.post.id)));
        assert_eq!(case.actor_uri, Some(stage.peer.actor_url()));
        assert_eq!(case.actor_handle, Some(format!("@anna@{}", stage.peer.host())));
        let messages = stage.messages(case).await;
        let [message] = messages.as_slice() else { panic!("{messages:?}") };
        assert_eq!(message.text, format!("Gibt es {WORD}?"), "words alone, no script");
        assert_eq!(message.remote.as_ref().unwrap().visibility, Visibility::Public);
        stage.nothing_public(&[WORD, "@anna@"]).await;

        let mut edited = note.clone();
        edited["content"] = json!("<p>Gibt es Kuchen?</p>");
        assert_eq!(stage.send("Update", edited).await, StatusCode::ACCEPTED);
        let messages = stage.messages(case).await;
        assert_eq!((messages.len(), messages[0].text.as_str()), (1, "Gibt es Kuchen?"));
        assert!(messages[0].remote.as_ref().unwrap().edited_at.is_some());
        assert!(database.places_of(WORD).await.is_empty(), "what was said before the edit is gone");

        // A second message of the same person goes on in the same case.
        assert_eq!(stage.send("Create", stage.reply("2")).await, StatusCode::ACCEPTED);
        assert_eq!((stage.cases().await.len(), stage.messages(case).await.len()), (1, 2));

        for (name, open) in [("2", true), ("1", false)] {
            let object = json!({ "id": stage.reply(name)["id"], "type": "Tombstone" });
            assert_eq!(stage.send("Delete", object).await, StatusCode::ACCEPTED);
            assert_eq!(stage.case(case.ulid).await.state.is_open(), open, "{name}");
        }
        assert!(stage.messages(case).await.iter().all(|message| message.text.is_empty()));
        assert!(database.places_of("Kuchen").await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn t_01_nobody_speaks_or_deletes_for_somebody_else() {
    for database in databases::each().await {
        let stage = Stage::begin(&database).await;
        let other = MiniPeer::start("other", stage.server.clock.clone()).await;
        assert_eq!(stage.send("Create", stage.reply("1")).await, StatusCode::ACCEPTED);
        let case = stage.cases().await.remove(0);

        let anna = stage.peer.actor_url();
        let signed_by_other = stage.send_as(&other, "Create", &anna, stage.reply("2")).await;
        assert_eq!(signed_by_other, StatusCode::UNAUTHORIZED);
        let mut foreign = stage.reply("3");
        foreign["attributedTo"] = json!(other.actor_url());
        assert_eq!(stage.send("Create", foreign).await, StatusCode::ACCEPTED);
        let mut elsewhere = stage.reply("4");
        elsewhere["id"] = json!(format!("{}/notes/4", other.actor_url()));
        assert_eq!(stage.send("Create", elsewhere).await, StatusCode::ACCEPTED);

        let mut edit = stage.reply("1");
        edit["content"] = json!("Gefälscht");
        let theirs = other.actor_url();
        stage.send_as(&other, "Update", &theirs, edit).await;
        stage.send_as(&other, "Delete", &theirs, stage.reply("1")["id"].clone()).await;
        let messages = stage.messages(&case).await;
        assert_eq!((stage.cases().await.len(), messages.len()), (1, 1));
        assert!(messages[0].text.contains(WORD) && messages[0].remote.as_ref().unwrap().gone_at.is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_meant_for_the_town_is_neither_kept_nor_fetched_for() {
    for database in databases::each().await {
        let stage = Stage::begin(&database).await;
        let mut to_others = stage.reply("1");
        to_others["inReplyTo"] = json!("https://elsewhere.example/notes/1");
        (to_others["cc"], to_others["tag"]) = (json!([]), json!([]));
        let mut to_nothing = to_others.clone();
        to_nothing["id"] = json!(format!("{}/notes/2", stage.peer.actor_url()));
        to_nothing["inReplyTo"] = json!(format!("http://{}/ap/posts/{}", stage.server.host, Ulid(7)));
        let mut vote = stage.reply("3");
        (vote["name"], vote["content"]) = (json!("Ja"), Value::Null);
        for note in [to_others, to_nothing, vote] {
            assert_eq!(stage.send("Create", note).await, StatusCode::ACCEPTED);
        }
        assert!(stage.cases().await.is_empty());
        assert!(database.places_of("/users/anna").await.is_empty(), "nothing is known of who said it");

        // A mention in somebody else's thread is meant for the town.
        let mut mention = stage.reply("4");
        mention["inReplyTo"] = json!("https://elsewhere.example/notes/1");
        assert_eq!(stage.send("Create", mention).await, StatusCode::ACCEPTED);
        assert_eq!(stage.cases().await[0].kind, CaseKind::Mention);
        stage.nothing_public(&[WORD]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_town_answers_into_the_thread_and_can_change_and_take_back_what_it_said() {
    for database in databases::each().await {
        let mut stage = Stage::begin(&database).await;
        stage.send("Create", stage.reply("1")).await;
        let case = stage.cases().await.remove(0);
        let inbox = format!("/verwaltung/{}/eingang", stage.server.host);
        assert!(stage.clerk.get(&inbox).await.text.contains("@anna@"));
        let shown = stage.clerk.get(&format!("{inbox}/{}", case.ulid)).await;
        assert!(shown.text.contains(&format!("href=\"{}\"", stage.desk(&case))), "{}", shown.text);
        let page = stage.clerk.get(&stage.desk(&case)).await;
        assert!(page.status == 200 && page.text.contains(WORD) && page.text.contains("Das Freibad öffnet"));
        let empty = stage.clerk.post(&stage.desk(&case), &[("antwort", " ")]).await;
        assert_eq!(empty.status, 422);

        let arrived = stage.answer(&case, "Ja, am Samstag.\n\nSiehe https://www.musterbach.example/fest").await;
        let (create, anna) = (body(&arrived), stage.peer.actor_url());
        assert_eq!(arrived.path, "/inbox");
        let note = &create["object"];
        assert_eq!((&create["actor"], &note["type"]), (&json!(stage.rathaus()), &json!("Note")));
        assert_eq!(note["inReplyTo"], stage.reply("1")["id"]);
        for thing in [&create, note] {
            assert_eq!((&thing["to"], &thing["cc"]), (&json!([EVERYBODY]), &json!([anna])));
        }
        let handle = format!("@anna@{}", stage.peer.host());
        assert_eq!(note["tag"], json!([{ "type": "Mention", "href": anna, "name": handle }]));
        let content = note["content"].as_str().unwrap();
        let mention =
            format!("<a href=\"{anna}\" class=\"u-url mention\">@<span>anna</span></a></span> Ja, am Samstag.");
        assert!(
            content.contains(&mention) && content.contains("href=\"https://www.musterbach.example/fest\""),
            "{content}"
        );
        assert_eq!(stage.case(case.ulid).await.state, CaseState::Answered);
        stage.nothing_public(&[WORD, "am Samstag"]).await;

        let path = ausrufer::urls::Origin::new("http", &stage.server.host);
        let path = path.path_of(note["id"].as_str().unwrap()).unwrap().to_owned();
        let (status, served) = stage.document(&path).await;
        assert_eq!((status, &served["content"], &served["inReplyTo"]), (200, &note["content"], &note["inReplyTo"]));
        assert!(served["@context"].is_array());

        // The person goes on in the thread: the case waits again.
        let mut more = stage.reply("2");
        more["inReplyTo"] = note["id"].clone();
        stage.send("Create", more).await;
        assert!(stage.case(case.ulid).await.state.is_open());
        assert_eq!(stage.messages(&case).await.len(), 3);

        stage.server.pass(5).await;
        let answer = stage.messages(&case).await.into_iter().find(|one| one.direction == Direction::Out).unwrap();
        let one = format!("{}/{}", stage.desk(&case), answer.ulid);
        let edited = stage.clerk.post(&one, &[("tat", "aendern"), ("antwort", "Ja, am Sonntag.")]).await;
        assert_eq!(edited.status, 303);
        let update = body(&stage.arrived("Update", 1).await);
        assert_eq!((&update["object"]["id"], &update["object"]["cc"]), (&note["id"], &json!([anna])));
        assert!(update["object"]["updated"].as_str().unwrap() > note["published"].as_str().unwrap());
        assert!(update["object"]["content"].as_str().unwrap().contains("Sonntag"));
        let (_, served) = stage.document(&path).await;
        assert_eq!(served["content"], update["object"]["content"]);

        let removed = stage.clerk.post(&one, &[("tat", "zuruecknehmen"), ("antwort", "")]).await;
        assert_eq!(removed.status, 303);
        let delete = body(&stage.arrived("Delete", 1).await);
        assert_eq!((&delete["object"]["id"], &delete["to"]), (&note["id"], &json!([EVERYBODY])));
        let (status, gone) = stage.document(&path).await;
        assert_eq!((status, &gone["type"]), (410, &json!("Tombstone")));
        for word in ["Samstag", "Sonntag"] {
            assert!(database.places_of(word).await.is_empty(), "{word}");
        }
        let again = stage.clerk.post(&one, &[("tat", "zuruecknehmen")]).await;
        assert!(again.location().ends_with("gut=schon"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn t_34_what_is_direct_stays_between_the_two() {
    for database in databases::each().await {
        let mut stage = Stage::begin(&database).await;
        assert_eq!(stage.send("Create", stage.direct("1")).await, StatusCode::ACCEPTED);
        let case = stage.cases().await.remove(0);
        assert_eq!((case.kind, case.post), (CaseKind::Mention, None));
        assert_eq!(stage.messages(&case).await[0].remote.as_ref().unwrap().visibility, Visibility::Direct);
        let create = body(&stage.answer(&case, "Das bleibt unter uns.").await);
        let anna = stage.peer.actor_url();
        for thing in [&create, &create["object"]] {
            assert_eq!((&thing["to"], &thing["cc"]), (&json!([anna]), &json!([])));
        }
        let origin = ausrufer::urls::Origin::new("http", &stage.server.host);
        for id in [&create["object"]["id"], &create["id"]] {
            let path = origin.path_of(id.as_str().unwrap()).unwrap().to_owned();
            assert_eq!(stage.document(&path).await.0, 404, "{path}");
        }
        stage.nothing_public(&[WORD, "unter uns"]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_muted_conversation_raises_no_task() {
    for database in databases::each().await {
        let mut stage = Stage::begin(&database).await;
        stage.send("Create", stage.reply("1")).await;
        let case = stage.cases().await.remove(0);
        stage.answer(&case, "Nein.").await;
        let mute = format!("{}/stumm", stage.desk(&case));
        assert_eq!(stage.clerk.post(&mute, &[("stumm", "ja")]).await.status, 303);
        stage.send("Create", stage.reply("2")).await;
        assert_eq!(stage.case(case.ulid).await.state, CaseState::Answered);
        assert_eq!(stage.messages(&case).await.len(), 3);
        stage.clerk.post(&mute, &[("stumm", "nein")]).await;
        stage.send("Create", stage.reply("3")).await;
        assert!(stage.case(case.ulid).await.state.is_open());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c_76_a_storm_is_capped_and_a_blocked_server_is_not_heard() {
    for database in databases::each().await {
        let stage = Stage::begin(&database).await;
        for number in 0..25 {
            let status = stage.send("Create", stage.reply(&number.to_string())).await;
            assert_eq!(status, StatusCode::ACCEPTED);
        }
        let case = stage.cases().await.remove(0);
        assert_eq!(stage.messages(&case).await.len(), 20);
        stage.server.pass(3601).await;
        stage.send("Create", stage.reply("later")).await;
        assert_eq!(stage.messages(&case).await.len(), 21);

        let (_, domain) = stage.peer.host().split_once('.').unwrap();
        let block = RemoteBlock {
            ulid: Ulid(9),
            kind: BlockKind::Server,
            value: domain.to_owned(),
            reason: BlockReason::Spam,
            staff: None,
            at: start_of_tests(),
            ends_at: None,
            lifted_at: None,
        };
        store!(stage.server.app.db, |c| remote_blocks::add(c, stage.town, &block));
        assert_eq!(stage.send("Create", stage.reply("blocked")).await, StatusCode::ACCEPTED);
        assert_eq!(stage.send("Flag", json!([stage.rathaus()])).await, StatusCode::ACCEPTED);
        assert_eq!((stage.cases().await.len(), stage.messages(&case).await.len()), (1, 21));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c_51_likes_and_boosts_are_counted_once_and_only_as_a_number() {
    for database in databases::each().await {
        let stage = Stage::begin(&database).await;
        let post = json!(stage.note_of_ours());
        let totals = async || {
            let note = format!("/ap/posts/{}", stage.post.ulid);
            let (_, likes) = stage.document(&format!("{note}/likes")).await;
            let (_, shares) = stage.document(&format!("{note}/shares")).await;
            assert!(likes.get("items").is_none() && shares.get("items").is_none());
            (likes["totalItems"].as_u64().unwrap(), shares["totalItems"].as_u64().unwrap())
        };
        assert_eq!(totals().await, (0, 0));
        for kind in ["Like", "EmojiReact", "Announce", "Like"] {
            assert_eq!(stage.send(kind, post.clone()).await, StatusCode::ACCEPTED);
        }
        assert_eq!(totals().await, (1, 1));
        for kind in ["Like", "Announce"] {
            let undone = json!({ "id": "x", "type": kind, "actor": stage.peer.actor_url(), "object": post });
            assert_eq!(stage.send("Undo", undone).await, StatusCode::ACCEPTED);
        }
        assert_eq!(totals().await, (0, 0));
        assert!(stage.cases().await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c_54_t_37_a_report_reaches_staff_and_nobody_else() {
    for database in databases::each().await {
        let stage = Stage::begin(&database).await;
        let reported = json!([stage.rathaus(), stage.note_of_ours()]);
        assert_eq!(stage.send("Flag", reported).await, StatusCode::ACCEPTED);
        let case = stage.cases().await.remove(0);
        assert_eq!((case.kind, case.post), (CaseKind::Notice, Some(stage.post.id)));
        assert_eq!(stage.messages(&case).await[0].text, "Bitte ansehen");
        stage.nothing_public(&["Bitte ansehen"]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_is_gone_takes_everything_with_it() {
    for database in databases::each().await {
        let mut stage = Stage::begin(&database).await;
        stage.send("Create", stage.reply("1")).await;
        stage.send("Like", json!(stage.note_of_ours())).await;
        let case = stage.cases().await.remove(0);
        stage.answer(&case, "Ja, am Samstag.").await;
        assert_eq!(stage.send("Delete", json!(stage.peer.actor_url())).await, StatusCode::ACCEPTED);
        for word in [WORD, "Samstag", "@anna@"] {
            assert!(database.places_of(word).await.is_empty(), "{word}: {:?}", database.places_of(word).await);
        }
        assert_eq!(stage.case(case.ulid).await.state, CaseState::Closed);
        let (_, likes) = stage.document(&format!("/ap/posts/{}/likes", stage.post.ulid)).await;
        assert_eq!(likes["totalItems"], json!(0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_answer_does_not_and_another_towns_case_is_not_there() {
    for database in databases::each().await {
        let mut stage = Stage::begin(&database).await;
        stage.send("Create", stage.reply("1")).await;
        let case = stage.cases().await.remove(0);
        let mut privacy = Clerk::invited(&stage.server, "datenschutz", Role::Privacy, Some(stage.town)).await;
        let page = privacy.get(&stage.desk(&case)).await;
        assert!(page.status == 200 && !page.text.contains("<textarea"), "reading, not answering");
        assert_eq!(privacy.post(&stage.desk(&case), &[("antwort", "Hallo")]).await.status, 403);
        let missing = stage.desk(&case).replace(&case.ulid.to_string(), &Ulid(3).to_string());
        assert_eq!(stage.clerk.get(&missing).await.status, 404);
        stage.server.pass(1).await;
        assert!(of_kind(&stage.peer.received(), "Create").is_empty());
    }
}
