//! A calendar's life: its events become posts with date and place, change, are called off, and vanish (DESIGN D10, D11).

use std::time::Duration;

use ausrufer::domain::post::Post;
use ausrufer::jobs::{OwnMessage, add_own};
use ausrufer::store::Conn;
use ausrufer::store::posts_read::{self, Listing};

use crate::support::databases;
use crate::support::mini_peer::{MiniPeer, Received};
use crate::support::server::TestServer;
use crate::support::site::{Answer, Site};

const HTML: &str = "text/html";
const SOON: Duration = Duration::from_secs(10);

/// Serves a calendar of these events at `/k.ics`.
fn list(site: &Site, events: &[&str]) {
    let event = |lines: &&str| {
        format!("BEGIN:VEVENT\r\nDTSTAMP:20261124T120000Z\r\n{}\r\nEND:VEVENT\r\n", lines.replace('\n', "\r\n"))
    };
    let events: String = events.iter().map(event).collect();
    let text = format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Termine\r\n{events}END:VCALENDAR\r\n");
    site.put("/k.ics", Answer::ok("text/calendar; charset=utf-8", text));
}

const COUNCIL: &str =
    "UID:rat\nSUMMARY:Sitzung des Stadtrats\nDTSTART;TZID=Europe/Berlin:20261201T180000\nLOCATION:Ratssaal";
const FESTIVAL: &str = "UID:fest\nSUMMARY:Bürgerfest\nDESCRIPTION:Musik und Kuchen für alle.\nLOCATION:Rathaus\\, Marktplatz 1\n\
                        DTSTART;TZID=Europe/Berlin:20261205T190000\nDTEND;TZID=Europe/Berlin:20261205T210000";
const MARKET: &str = "UID:markt\nSUMMARY:Wochenmarkt\nDTSTART;TZID=Europe/Berlin:20261017T080000\n\
                      DTEND;TZID=Europe/Berlin:20261017T130000\nRRULE:FREQ=WEEKLY;BYDAY=SA\nLOCATION:Marktplatz";

async fn posts(server: &TestServer) -> Vec<Post> {
    let town = server.town().await;
    let page = async |c: &mut Conn<'_>| posts_read::page(c, town.id, &Listing::All, None, 100).await;
    server.app.db.read(page).await.unwrap()
}

async fn post(server: &TestServer, title: &str) -> Post {
    let all = posts(server).await;
    all.into_iter().find(|post| post.heading() == title).unwrap_or_else(|| panic!("no {title}"))
}

async fn page_of(server: &TestServer, post: &Post) -> (u16, String) {
    let zone = server.town().await.zone();
    let (status, _, body) = server.get(&ausrufer::urls::post(post, &zone), HTML).await;
    (status, body)
}

fn of_kind<'a>(received: &'a [Received], kind: &str) -> Vec<&'a Received> {
    received.iter().filter(|one| one.kind == kind && one.is_taken()).collect()
}

async fn note(server: &TestServer, post: &Post) -> String {
    server.get(&ausrufer::urls::note(post.ulid), "application/activity+json").await.2
}

#[tokio::test]
async fn an_event_is_said_with_date_and_place_moved_called_off_and_withdrawn() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        list(&site, &[COUNCIL]);
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        server.add_source(&format!("ical:{}", site.url("/k.ics"))).await;
        server.pass(1).await;
        assert_eq!(server.headings().await, ["Sitzung des Stadtrats"]);
        let peer = MiniPeer::start("peer", server.clock.clone()).await;
        peer.follow(&format!("http://{}/ap/rathaus", server.host)).await;
        server.pass(1).await;

        list(&site, &[COUNCIL, FESTIVAL]);
        server.pass(60).await;
        let received = peer.await_received(|all| !of_kind(all, "Create").is_empty(), SOON).await;
        assert_eq!(of_kind(&received, "Create").len(), 1, "what stood there at the beginning is told to nobody");
        server.app.web.catch_up().await;
        let said = post(&server, "Bürgerfest").await;
        let (_, page) = page_of(&server, &said).await;
        let words = "Samstag, 5. Dezember 2026, 19:00 bis 21:00 Uhr";
        assert!(page.contains(words) && page.contains("Rathaus, Marktplatz 1"), "{page}");
        for path in ["/", "/feed.json", "/feed.rss", "/feed.atom"] {
            assert!(server.get(path, HTML).await.2.contains(words), "{path}");
        }
        assert!(note(&server, &said).await.contains(&format!("{words} · Rathaus, Marktplatz 1")));
        assert_eq!(said.validity.unwrap().until, Some("2026-12-05T20:00:00Z".parse().unwrap()));

        list(&site, &[COUNCIL, &FESTIVAL.replace("T190000", "T173000")]);
        server.pass(60).await;
        let received = peer.await_received(|all| !of_kind(all, "Update").is_empty(), SOON).await;
        assert_eq!(of_kind(&received, "Update")[0].object, of_kind(&received, "Create")[0].object);
        server.app.web.catch_up().await;
        assert!(page_of(&server, &said).await.1.contains("17:30 bis 21:00 Uhr"));

        list(&site, &[COUNCIL, &format!("{FESTIVAL}\nSTATUS:CANCELLED")]);
        server.pass(60).await;
        let received = peer.await_received(|all| of_kind(all, "Update").len() == 2, SOON).await;
        assert!(of_kind(&received, "Delete").is_empty());
        server.app.web.catch_up().await;
        let (status, page) = page_of(&server, &said).await;
        assert!(status == 200 && page.contains("Abgesagt:</strong>"), "{page}");
        assert!(note(&server, &said).await.contains("Abgesagt · Samstag"));

        list(&site, &[COUNCIL]);
        server.pass(60).await;
        assert_eq!(server.headings().await, ["Sitzung des Stadtrats"], "hidden at the first sign");
        server.pass(600).await;
        assert!(of_kind(&peer.received(), "Delete").is_empty(), "but one sign withdraws nothing");
        server.pass(3600).await;
        let received = peer.await_received(|all| !of_kind(all, "Delete").is_empty(), SOON).await;
        assert_eq!(of_kind(&received, "Delete").len(), 1);
        server.app.web.catch_up().await;
        assert_eq!(page_of(&server, &said).await.0, 410);
    }
}

#[tokio::test]
async fn what_is_over_may_leave_its_calendar_and_stays_here() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        list(&site, &[COUNCIL, FESTIVAL]);
        let server = TestServer::start(&database).await;
        server.add_source(&format!("ical:{}", site.url("/k.ics"))).await;
        server.pass(1).await;
        server.app.web.catch_up().await;
        let council = post(&server, "Sitzung des Stadtrats").await;
        assert!(page_of(&server, &council).await.1.contains("Dienstag, 1. Dezember 2026, 18:00 Uhr"));
        server.pass(8 * 86_400).await;
        list(&site, &[FESTIVAL]);
        server.pass(60).await;
        server.pass(2 * 3600).await;
        server.pass(2 * 3600).await;
        server.app.web.catch_up().await;
        let (status, page) = page_of(&server, &council).await;
        assert!(status == 200 && page.contains("War am Dienstag, 1. Dezember 2026"), "{page}");
    }
}

#[tokio::test]
async fn nothing_is_concluded_from_a_calendar_that_is_empty_or_away() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        list(&site, &[COUNCIL, FESTIVAL]);
        let server = TestServer::start(&database).await;
        server.add_source(&format!("ical:{}", site.url("/k.ics"))).await;
        server.pass(1).await;
        list(&site, &[]);
        server.pass(60).await;
        server.pass(2 * 3600).await;
        site.put("/k.ics", Answer::status(500));
        server.pass(2 * 3600).await;
        assert_eq!(server.headings().await.len(), 2);
    }
}

#[tokio::test]
async fn a_series_names_its_next_date_and_turns_with_the_clock() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        list(&site, &[&format!("{MARKET}\nEXDATE;TZID=Europe/Berlin:20261205T080000")]);
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        server.add_source(&format!("ical:{}", site.url("/k.ics"))).await;
        server.pass(1).await;
        server.app.web.catch_up().await;
        let market = post(&server, "Wochenmarkt").await;
        let next = "jeden Samstag, nächster Termin: Samstag, 28. November 2026, 08:00 bis 13:00 Uhr";
        assert!(page_of(&server, &market).await.1.contains(next));
        assert!(note(&server, &market).await.contains("jeden Samstag, ab Samstag, 17. Oktober 2026"));
        server.pass(5 * 86_400).await;
        server.app.web.catch_up().await;
        let (_, page) = page_of(&server, &market).await;
        assert!(page.contains("nächster Termin: Samstag, 12. Dezember 2026"), "{page}");
    }
}

#[tokio::test]
async fn the_meetings_of_a_year_are_no_flood() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        list(&site, &[COUNCIL]);
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        server.add_source(&format!("ical:{}", site.url("/k.ics"))).await;
        server.pass(1).await;
        let peer = MiniPeer::start("peer", server.clock.clone()).await;
        peer.follow(&format!("http://{}/ap/rathaus", server.host)).await;
        server.pass(1).await;
        let meetings: Vec<String> = (1..=12)
            .map(|month| {
                format!(
                    "UID:s{month}\nSUMMARY:Bauausschuss, {month}. Sitzung\nCREATED:2026{month:02}01T080000Z\n\
                     DTSTART;TZID=Europe/Berlin:2027{month:02}12T180000"
                )
            })
            .collect();
        let all: Vec<&str> = std::iter::once(COUNCIL).chain(meetings.iter().map(String::as_str)).collect();
        list(&site, &all);
        server.pass(60).await;
        server.pass(600).await;
        assert_eq!(server.headings().await.len(), 13);
        let received = peer.await_received(|all| !of_kind(all, "Create").is_empty(), SOON).await;
        assert_eq!(of_kind(&received, "Create").len(), 1, "one summary tells of all of them");
    }
}

#[tokio::test]
async fn a_podcast_can_be_listened_to_where_it_is() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        let feed = "<rss xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'><channel><title>Stadtfunk</title>\
                    <item><guid>1</guid><title>Folge 1</title><description>Das neue Freibad.</description>\
                    <enclosure url='https://ton.example/1.mp3' type='audio/mpeg'/>\
                    <itunes:duration>12:34</itunes:duration></item></channel></rss>";
        site.put("/feed.xml", Answer::ok("application/rss+xml", feed));
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        server.app.web.catch_up().await;
        let episode = post(&server, "Folge 1").await;
        let (_, page) = page_of(&server, &episode).await;
        assert!(
            page.contains("<a href=\"https://ton.example/1.mp3\" rel=\"noopener noreferrer\">Anhören, 13 Minuten</a>")
        );
        assert!(!page.contains("<audio"), "a browser contacts no foreign host by itself");
        assert!(note(&server, &episode).await.contains("https://ton.example/1.mp3"));
        assert!(server.get("/feed.rss", HTML).await.2.contains("Anhören, 13 Minuten"));
    }
}

#[tokio::test]
async fn the_calendar_of_a_year_does_not_cover_what_is_there() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        let server = TestServer::start(&database).await;
        let title = Some("Neues aus dem Rathaus".to_owned());
        let own = OwnMessage { title, text: "Heute gesagt.".into(), ..OwnMessage::default() };
        add_own(server.app.jobs.hands(), &server.town().await, own).await.unwrap();
        server.add_actor().await;
        let peer = MiniPeer::start("peer", server.clock.clone()).await;
        peer.follow(&format!("http://{}/ap/rathaus", server.host)).await;
        server.pass(1).await;
        let event = |n: usize, stamps: &str| {
            format!(
                "UID:s{n}\nSUMMARY:Sitzung {n}\n{stamps}DTSTART;TZID=Europe/Berlin:2027{:02}{:02}T180000",
                1 + n / 5,
                1 + n % 5 * 6
            )
        };
        let mut meetings: Vec<String> = (0..60).map(|n| event(n, "")).collect();
        meetings.extend(
            [(60, 20), (61, 21)]
                .map(|(n, day)| event(n, &format!("CREATED:202611{day}T080000Z\n")).replace("202713", "202706")),
        );
        list(&site, &meetings.iter().map(String::as_str).collect::<Vec<_>>());
        server.add_source(&format!("ical:{}", site.url("/k.ics"))).await;
        server.pass(1).await;
        let all = posts(&server).await;
        assert_eq!((all.len(), all[0].heading().as_str()), (63, "Neues aus dem Rathaus"));
        let place = |title: &str| all.iter().position(|post| post.heading() == title).unwrap();
        assert!(
            place("Sitzung 0") < place("Sitzung 1") && place("Sitzung 1") < place("Sitzung 12"),
            "what is near stands near"
        );
        assert_eq!(all[place("Sitzung 60")].created_at.to_string(), "2026-11-20T08:00:00Z");
        let last_week = all[0].created_at.checked_sub(jiff::SignedDuration::from_hours(7 * 24)).unwrap();
        assert!(all.iter().filter(|post| post.created_at > last_week).count() < 10, "the page is not covered");

        // No date is invented: readers are told since when it stands here.
        server.app.web.catch_up().await;
        let (undated, dated) = (&all[place("Sitzung 1")], &all[place("Sitzung 60")]);
        let zone = server.town().await.zone();
        assert!(ausrufer::urls::post(undated, &zone).starts_with("/beitrag/2026-11-24-"));
        let page = page_of(&server, undated).await.1;
        assert!(page.contains("datetime=\"2026-11-24\">Hier seit 24. November 2026</time>"), "{page}");
        let page = page_of(&server, dated).await.1;
        assert!(page.contains("20. November 2026") && !page.contains("Hier seit"), "{page}");
        let feed: serde_json::Value = serde_json::from_str(&server.get("/feed.json", HTML).await.2).unwrap();
        let entry = feed["items"].as_array().unwrap().iter().find(|entry| entry["title"] == "Sitzung 1").unwrap();
        assert!(entry["date_published"].as_str().unwrap().starts_with("2026-11-24T"), "{entry}");
        let note: serde_json::Value = serde_json::from_str(&note(&server, undated).await).unwrap();
        assert!(note["published"].as_str().unwrap().starts_with("2026-11-24T"), "{note}");
        server.pass(60).await;
        assert_eq!(of_kind(&peer.received(), "Create").len(), 0, "and nobody is told of what was there before");
    }
}
