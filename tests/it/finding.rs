//! Readers find what was said: by parts of words, by month, and by what holds today, on both engines.

use std::time::Duration;

use crate::support::databases::{self, TestDb};
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Answer, Entry, Site};

/// What the town said: id, title, text, days ago.
const SAID: &[(&str, &str, &str, u64)] = &[
    ("muell", "Müllabfuhr verschiebt sich", "Wegen des Feiertags kommt die Müllabfuhr am Samstag.", 1),
    ("sperrung", "Straßensperrung in der Müllergasse", "Die Müllergasse ist zwischen Markt und Brücke gesperrt.", 2),
    ("rathaus", "Rathaus am Freitag zu", "Das Bürgerbüro öffnet erst am Montag wieder, Bus 6A fährt.", 3),
    ("fest", "Stadtfest am Markt", "Ärzte und Feuerwehr sind für Sie da. Bäume werden geschmückt.", 4),
    ("kita", "Anmeldung für die Kita", "Anmeldungen nimmt das Jugendamt entgegen, 100 % digital.", 40),
    ("alt", "Hallenbad geöffnet", "Das Hallenbad hat wieder geöffnet.", 400),
];

/// What readers type, and which posts they must find: no more, no fewer, the newest first.
const GOLDEN: &[(&str, &[&str])] = &[
    ("Sperrung", &["sperrung"]),
    ("sperrungen", &["sperrung"]),
    ("STRASSENSPERRUNG", &["sperrung"]),
    ("straße", &["sperrung"]),
    ("strasse", &["sperrung"]),
    ("Müll", &["muell", "sperrung"]),
    ("Muell", &["muell", "sperrung"]),
    ("Mull", &["muell", "sperrung"]),
    ("Müllabfuhren", &["muell"]),
    ("gasse müller", &["sperrung"]),
    ("markt", &["sperrung", "fest"]),
    ("\"am Markt\"", &["fest"]),
    ("„am Freitag“", &["rathaus"]),
    ("Markt Feuerwehr", &["fest"]),
    ("feuer", &["fest"]),
    ("Aerzte", &["fest"]),
    ("ÄRZTE", &["fest"]),
    ("Baum", &["fest"]),
    ("Bürgerbüros", &["rathaus"]),
    ("buergerbuero", &["rathaus"]),
    ("burgerburo", &["rathaus"]),
    ("6a", &["rathaus"]),
    ("100 %", &["kita"]),
    ("anmeldung", &["kita"]),
    ("geöffnet", &["alt"]),
    ("Bad", &["alt"]),
    ("Hallenbäder", &[]),
    ("samstag freitag", &[]),
    ("am_Markt", &[]),
    ("x' OR 1=1 --", &[]),
    ("müll* NEAR/2 \" AND", &[]),
];

async fn said(database: &TestDb) -> (TestServer, Site) {
    let site = Site::start("www").await;
    let entries: Vec<Entry> = SAID
        .iter()
        .map(|(id, title, text, days)| {
            let mut entry = Entry::new(id, title, start_of_tests() - Duration::from_secs(days * 86_400));
            entry.text = format!("<p>{text}</p>");
            entry
        })
        .collect();
    site.feed(&entries);
    let server = TestServer::start(database).await;
    server.add_source(&site.url("/feed.xml")).await;
    server.pass(1).await;
    (server, site)
}

fn asked(words: &str) -> String {
    let query: String = url::form_urlencoded::Serializer::new(String::new()).append_pair("q", words).finish();
    format!("/suche?{query}")
}

/// The posts on a page, in order.
fn found(page: &str) -> Vec<&'static str> {
    let plain = page.replace("<mark>", "").replace("</mark>", "");
    let mut found: Vec<(usize, &str)> =
        SAID.iter().filter_map(|(id, title, ..)| Some((plain.find(&format!(">{title}</a></h2>"))?, *id))).collect();
    found.sort_unstable();
    found.into_iter().map(|(_, id)| id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_of_words_are_found_however_umlauts_are_written() {
    for database in databases::each().await {
        let (server, site) = said(&database).await;
        for (words, wanted) in GOLDEN {
            let (status, headers, page) = server.get(&asked(words), "text/html").await;
            assert_eq!(status, 200, "{words}");
            assert_eq!(found(&page), *wanted, "{words} on {}", database.url);
            assert_eq!(page.contains("Keine Treffer."), wanted.is_empty(), "{words}");
            assert_eq!(headers["x-robots-tag"], "noindex");
            assert_eq!(headers["cache-control"], "no-cache", "nobody keeps what somebody looked for");
        }
        let (_, _, page) = server.get(&asked("sperrung"), "text/html").await;
        assert!(page.contains("Straßen<mark>sperrung</mark> in der"), "the words are marked: {page}");
        // What is edited is found by its new words only, and what is withdrawn by none.
        site.feed(&[Entry::new("muell", "Abfuhr am Montag", start_of_tests() - Duration::from_secs(86_400))]);
        server.pass(120).await;
        server.pass(120).await;
        let (_, _, page) = server.get(&asked("verschiebt"), "text/html").await;
        assert!(page.contains("Keine Treffer."), "{page}");
        let (_, _, page) = server.get(&asked("abfuhr"), "text/html").await;
        assert!(page.contains("Ein Treffer."), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_is_narrowed_down_by_links_and_never_empty_handed() {
    for database in databases::each().await {
        let (server, _site) = said(&database).await;
        let (_, _, page) = server.get(&asked("geöffnet öffnet"), "text/html").await;
        assert_eq!(found(&page), ["alt"]);
        let (_, _, page) = server.get(&asked("er"), "text/html").await;
        assert!(page.contains("/suche?q=er&#38;jahr=2025"), "years divide the hits: {page}");
        let (_, _, page) = server.get("/suche?q=a&jahr=2025", "text/html").await;
        assert_eq!(found(&page), ["alt"]);
        assert!(page.contains("2025 (Eingrenzung aufheben)"), "{page}");
        let (_, _, page) = server.get("/suche?q=a&kanal=gibt-es-nicht", "text/html").await;
        assert!(page.contains("Keine Treffer.") && page.contains("href=\"/archiv\""), "{page}");
        let (status, _, page) = server.get("/suche", "text/html").await;
        assert!(status == 200 && !page.contains("Treffer"), "an empty form is no failed search: {page}");
        let (_, _, page) = server.get("/en/suche?q=Sperrung", "text/html").await;
        assert!(page.contains("One result.") && page.contains("/en/beitrag/"), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_archive_leads_to_each_month() {
    for database in databases::each().await {
        let (server, _site) = said(&database).await;
        let (_, _, page) = server.get("/archiv", "text/html").await;
        let links: Vec<&str> =
            page.split("href=\"/archiv/").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert!(links.len() >= 3 && links.windows(2).all(|pair| pair[0] > pair[1]), "{links:?}");
        let mut seen = Vec::new();
        for link in &links {
            let (status, _, month) = server.get(&format!("/archiv/{link}"), "text/html").await;
            assert_eq!(status, 200, "{link}");
            seen.extend(found(&month));
        }
        assert_eq!(seen, ["muell", "sperrung", "rathaus", "fest", "kita", "alt"]);
        assert_eq!(server.get("/archiv/2019/01", "text/html").await.0, 404, "nothing was said then");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_holds_today_leaves_at_midnight_and_comes_in_the_morning() {
    for database in databases::each().await {
        let (server, _site) = said(&database).await;
        let day = 86_400_000;
        let now = start_of_tests().as_millisecond();
        for (id, from, until) in
            [("muell", "NULL".to_owned(), now + 3_600_000), ("sperrung", (now + day).to_string(), now + 3 * day)]
        {
            let title = SAID.iter().find(|said| said.0 == id).unwrap().1;
            database
                .sql(&format!(
                    "UPDATE post SET validity_kind = 'closure', valid_from = {from}, valid_until = {until} WHERE title = '{title}'"
                ))
                .await;
        }
        let (status, _, page) = server.get("/gilt", "text/html").await;
        assert_eq!((status, found(&page)), (200, vec!["muell"]));
        assert!(server.get("/gilt/feed.atom", "*/*").await.2.contains("Was gilt heute"));
        server.pass(86_400).await;
        let (_, _, page) = server.get("/gilt", "text/html").await;
        assert_eq!(found(&page), ["sperrung"], "a day later");
        let feed = server.get("/gilt/feed.atom", "*/*").await.2;
        assert!(feed.contains(SAID[1].1) && !feed.contains(SAID[0].1), "the subscription, too: {feed}");
    }
}

/// A calendar with a series, a date that is called off and a day of its own.
const CALENDAR: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n\
    BEGIN:VEVENT\r\nUID:markt\r\nDTSTAMP:20261120T080000Z\r\nDTSTART;TZID=Europe/Berlin:20261128T080000\r\n\
    DTEND;TZID=Europe/Berlin:20261128T130000\r\nRRULE:FREQ=WEEKLY;COUNT=4\r\nSUMMARY:Wochenmarkt\\, Rathausplatz\r\nLOCATION:Rathausplatz\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:konzert\r\nDTSTAMP:20261120T080000Z\r\nDTSTART;TZID=Europe/Berlin:20261203T193000\r\n\
    SUMMARY:Adventskonzert\r\nSTATUS:CANCELLED\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:tag\r\nDTSTAMP:20261120T080000Z\r\nDTSTART;VALUE=DATE:20270306\r\nSUMMARY:Tag der Umwelt\r\nEND:VEVENT\r\n\
    END:VCALENDAR\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn appointments_stand_in_order_and_go_into_calendars() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        site.put("/termine.ics", Answer::ok("text/calendar; charset=utf-8", CALENDAR));
        let server = TestServer::start(&database).await;
        server.add_source(&site.url("/termine.ics")).await;
        server.pass(1).await;
        let (status, _, page) = server.get("/termine", "text/html").await;
        assert_eq!(status, 200);
        let titles: Vec<&str> =
            page.split("p-name\" href=").skip(1).map(|rest| rest.split(['>', '<']).nth(1).unwrap()).collect();
        let market = "Wochenmarkt, Rathausplatz";
        assert_eq!(titles, [market, "Adventskonzert", market, market, market, "Tag der Umwelt"], "{page}");
        assert!(page.contains(
            "<strong class=\"abgesagt\">Abgesagt</strong> <time class=\"dt-start\" datetime=\"2026-12-03T18:30:00Z\">"
        ));
        assert!(page.contains("<h2>November 2026</h2>") && page.contains("<h2>März 2027</h2>"), "{page}");
        let (_, headers, file) = server.get("/termine.ics", "*/*").await;
        assert_eq!(headers["content-type"], "text/calendar; charset=utf-8");
        let read = events_of(&file);
        assert_eq!(read.len(), 6, "{file}");
        assert!(read.contains(&("20261128T070000Z".to_owned(), market.to_owned())), "{read:?}");
        assert!(read.contains(&("20270306".to_owned(), "Tag der Umwelt".to_owned())), "{read:?}");
        assert!(file.contains("STATUS:CANCELLED"), "{file}");
        // One post's own file, and the short address that leads people to its page.
        let own = page.split("class=\"klein\"><a href=\"").nth(2).unwrap().split('"').next().unwrap();
        assert_eq!(events_of(&server.get(own, "*/*").await.2).len(), 1, "{own}");
        let (status, headers, _) = server.get(own.trim_end_matches(".ics"), "text/html").await;
        assert_eq!(status, 302);
        assert!(headers["location"].to_str().unwrap().contains("/beitrag/"), "{headers:?}");
        // What is over leaves the list, whoever changes nothing.
        server.pass(5 * 86_400).await;
        let (_, _, page) = server.get("/termine", "text/html").await;
        assert!(!page.contains("2026-11-28"), "{page}");
    }
}

/// Start and title of each event of a calendar file.
fn events_of(file: &str) -> Vec<(String, String)> {
    let unfolded = file.replace("\r\n ", "");
    let value = |event: &str, name: &str| {
        let line = event.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_once(':').unwrap().1.replace("\\,", ",")
    };
    unfolded.split("BEGIN:VEVENT").skip(1).map(|event| (value(event, "DTSTART"), value(event, "SUMMARY"))).collect()
}
