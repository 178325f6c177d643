//! From when until when a message holds: read from its text, corrected by staff, turned by the clock (DESIGN D8, D11).

use std::time::Duration;

use ausrufer::admin::set_validity;
use ausrufer::domain::post::Post;
use ausrufer::domain::validity::{Validity, ValidityKind, ValidityOrigin};
use ausrufer::jobs::{OwnMessage, add_own};
use ausrufer::publish::Decision;
use ausrufer::store::Conn;
use ausrufer::store::posts_read::{self, Listing};

use crate::support::databases;
use crate::support::mini_peer::MiniPeer;
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Answer, Entry, Site};

const HTML: &str = "text/html";
const SOON: Duration = Duration::from_secs(10);

/// Said two minutes before the tests begin.
fn entry(id: &str, title: &str, text: &str) -> Entry {
    let mut entry = Entry::new(id, title, start_of_tests() - Duration::from_secs(120));
    entry.text = format!("<p>{text}</p>");
    entry
}

async fn newest(server: &TestServer) -> Post {
    let town = server.town().await;
    let page = async |c: &mut Conn<'_>| posts_read::page(c, town.id, &Listing::All, None, 1).await;
    server.app.db.read(page).await.unwrap().remove(0)
}

fn at(text: &str) -> jiff::Timestamp {
    text.parse().unwrap()
}

#[tokio::test]
async fn the_page_turns_from_holds_to_held_when_the_clock_says_so() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        site.feed(&[entry(
            "a",
            "Mühlgasse gesperrt",
            "Die Mühlgasse ist bis Dienstag, 24. November, 18 Uhr gesperrt.",
        )]);
        let server = TestServer::start(&database).await;
        server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        server.app.web.catch_up().await;
        let post = newest(&server).await;
        let validity = post.validity.unwrap();
        assert_eq!((validity.kind, validity.until), (ValidityKind::Closure, Some(at("2026-11-24T17:00:00Z"))));
        let own = ausrufer::urls::post(&post, &server.town().await.zone());
        let pages = ["/".to_owned(), own.clone(), format!("/kanal/{}", post.channels[0].slug), format!("/en{own}")];
        for page in &pages {
            let (_, _, body) = server.get(page, HTML).await;
            assert!(
                body.contains("Gilt bis Dienstag, 24. November 2026, 18:00 Uhr") || body.contains("Valid until"),
                "{page}"
            );
        }
        let (_, _, feed) = server.get("/feed.json", "application/feed+json").await;
        assert!(feed.contains("\"valid_until\":\"2026-11-24T17:00:00Z\""), "{feed}");

        let left = u64::try_from(at("2026-11-24T17:00:00Z").duration_since(server.app.clock.now()).as_secs()).unwrap();
        server.clock.advance(Duration::from_secs(left - 30));
        server.app.web.catch_up().await;
        for page in &pages {
            let (_, headers, body) = server.get(page, HTML).await;
            assert!(body.contains("Gilt bis") || body.contains("Valid until"), "{page}");
            let age = headers["cache-control"].to_str().unwrap().rsplit_once("max-age=").unwrap().1;
            assert!(age.parse::<u64>().unwrap() <= 30, "{page}: {age}");
        }
        server.clock.advance(Duration::from_secs(30));
        server.app.web.catch_up().await;
        for page in &pages {
            let (_, _, body) = server.get(page, HTML).await;
            assert!(body.contains("Galt bis") || body.contains("Was valid until"), "{page}: {body}");
            assert!(!body.contains("Gilt bis") && !body.contains("Valid until"), "{page}");
        }
    }
}

#[tokio::test]
async fn an_edit_moves_the_end_unless_staff_set_it() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        site.feed(&[entry("a", "Mühlgasse gesperrt", "Die Mühlgasse ist bis 27. November gesperrt.")]);
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        assert_eq!(newest(&server).await.validity.unwrap().until, Some(at("2026-11-27T23:00:00Z")));
        site.feed(&[entry("a", "Mühlgasse gesperrt", "Die Mühlgasse ist bis 4. Dezember gesperrt.")]);
        server.pass(60).await;
        let post = newest(&server).await;
        assert_eq!(post.validity.unwrap().until, Some(at("2026-12-04T23:00:00Z")));

        let (desk, town) = (server.app.desk(), server.town().await);
        let wanted = Validity { kind: ValidityKind::Closure, from: None, until: Some(at("2026-11-30T11:00:00Z")) };
        let set = set_validity(&desk, &town, &post, Decision::Set(Some(wanted))).await.unwrap();
        assert_eq!((set.validity, set.validity_origin), (Some(wanted), ValidityOrigin::Staff));
        server.app.web.catch_up().await;
        let (_, _, page) = server.get("/", HTML).await;
        assert!(page.contains("Gilt bis Montag, 30. November 2026, 12:00 Uhr"), "{page}");
        site.feed(&[entry("a", "Mühlgasse gesperrt", "Die Mühlgasse ist bis 11. Dezember gesperrt.")]);
        server.pass(60).await;
        assert_eq!(newest(&server).await.validity, Some(wanted), "staff have the last word");

        let backwards = Validity { from: Some(at("2026-12-01T11:00:00Z")), ..wanted };
        assert!(set_validity(&desk, &town, &post, Decision::Set(Some(backwards))).await.is_err());
        let none = set_validity(&desk, &town, &post, Decision::Set(None)).await.unwrap();
        assert_eq!((none.validity, none.validity_origin), (None, ValidityOrigin::Staff));
        server.app.web.catch_up().await;
        assert!(!server.get("/", HTML).await.2.contains("Gilt bis"));
        let auto = set_validity(&desk, &town, &post, Decision::Text).await.unwrap();
        assert_eq!(auto.validity.unwrap().until, Some(at("2026-12-11T23:00:00Z")));
        let (_, _, note) = server.get(&ausrufer::urls::note(post.ulid), "application/activity+json").await;
        assert!(!note.contains("Gilt"), "the Note says what the town said: {note}");
    }
}

#[tokio::test]
async fn an_old_message_that_still_holds_is_told_late_but_never_at_the_import() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        let still = "Die Mühlgasse ist bis 4. Dezember gesperrt.";
        let mut imported = entry("a", "Gartenstraße gesperrt", "Die Gartenstraße ist bis 4. Dezember gesperrt.");
        imported.date = Some(start_of_tests() - Duration::from_secs(30 * 3600));
        site.feed(std::slice::from_ref(&imported));
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        server.add_source(&site.url("/feed.xml")).await;
        server.app.web.catch_up().await;
        let peer = MiniPeer::start("peer", server.clock.clone()).await;
        peer.follow(&format!("http://{}/ap/rathaus", server.host)).await;
        server.pass(1).await;
        site.put("/feed.xml", Answer::status(500));
        server.pass(60).await;
        server.pass(30 * 3600).await;

        let said = start_of_tests() + Duration::from_secs(600);
        let (mut closure, mut news, mut over) = (
            entry("b", "Mühlgasse gesperrt", still),
            entry("c", "Neue Bänke am Markt", "Am Markt stehen neue Bänke aus Eichenholz."),
            entry("d", "Lindenallee gesperrt", "Die Lindenallee ist heute bis 16 Uhr gesperrt."),
        );
        for entry in [&mut closure, &mut news, &mut over] {
            entry.date = Some(said);
        }
        site.feed(&[imported, closure, news, over]);
        server.pass(1800).await;
        server.pass(60).await;
        let creates =
            |all: &[crate::support::mini_peer::Received]| all.iter().filter(|one| one.kind == "Create").count();
        let received = peer.await_received(|all| creates(all) > 0, SOON).await;
        assert_eq!(server.headings().await.len(), 4);
        assert_eq!(creates(&received), 1, "only what still holds");
        let note = received.iter().find(|one| one.kind == "Create").unwrap().object.clone();
        let (_, _, note) = server.get(note.split_once(&server.host).unwrap().1, "application/activity+json").await;
        assert!(note.contains("Mühlgasse"), "{note}");
    }
}

#[tokio::test]
async fn staff_pass_on_an_old_message_that_still_holds() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        let town = server.town().await;
        let message = |text: &str| OwnMessage {
            text: text.into(),
            said_at: Some(start_of_tests() - Duration::from_secs(48 * 3600)),
            ..OwnMessage::default()
        };
        for (text, silent) in
            [("Die Mühlgasse ist bis 4. Dezember gesperrt.", false), ("Die Stadtkapelle probte im Bürgersaal.", true)]
        {
            let arrived = add_own(server.app.jobs.hands(), &town, message(text)).await.unwrap();
            let read = async |c: &mut Conn<'_>| posts_read::by_id(c, town.id, arrived.post).await;
            assert_eq!(server.app.db.read(read).await.unwrap().unwrap().silent, silent, "{text}");
        }
    }
}
