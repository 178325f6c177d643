//! Staff warn: from the button to the public page, to followers and to feeds; two people where the town wants it; changes,
//! the all-clear, and an end by the clock.

use ausrufer::admin::{NewActorRequest, add_actor, set_town};
use ausrufer::domain::post::Post;
use ausrufer::domain::staff::Role;
use serde_json::Value;

use crate::pipeline::warnings::{HTML, SOON, count, follow, posts};
use crate::support::clerk::{Clerk, PASSWORD};
use crate::support::databases;
use crate::support::mini_peer::{MiniPeer, Received};
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Entry, Site};

const FIELDS: [(&str, &str); 6] = [
    ("nr", "01J9ZQ8W3V5T7R9P1N3M5K7H9F"),
    ("art", "hochwasser"),
    ("was", "Die Mühle läuft voll.\nDas Wasser steigt."),
    ("rat", "Bleiben Sie fern."),
    ("stufe", "Severe"),
    ("wo", "Altstadt"),
];

/// The form with some fields more.
fn form<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    FIELDS.iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name)).chain(more).copied().collect()
}

fn base(server: &TestServer) -> String {
    format!("/verwaltung/{}", server.host)
}

/// Warns until 13:00 tomorrow (Berlin); gives the warning's page in the area.
async fn warn(server: &TestServer, clerk: &mut Clerk) -> String {
    let fields = form(&[("bis", "morgen 13:00"), ("tun", "warnen")]);
    let done = clerk.post(&format!("{}/warnung", base(server)), &fields).await;
    assert_eq!(done.status, 303, "{}", done.text);
    done.location().split('?').next().unwrap().to_owned()
}

fn creates(all: &[Received]) -> Vec<Value> {
    let of = all.iter().filter(|one| one.kind == "Create" && one.is_taken());
    of.map(|one| serde_json::from_slice(&one.body).unwrap()).collect()
}

async fn await_creates(peer: &MiniPeer, n: usize) -> Vec<Value> {
    creates(&peer.await_received(|all| creates(all).len() >= n, SOON).await)
}

async fn await_updates(peer: &MiniPeer, n: usize) {
    peer.await_received(|all| all.iter().filter(|one| one.kind == "Update" && one.is_taken()).count() >= n, SOON).await;
}

async fn two_people(server: &TestServer) {
    set_town(&server.app.desk(), &server.host, &[("two_person_warnings".into(), "ja".into())]).await.unwrap();
}

#[tokio::test]
async fn a_warning_is_checked_said_at_once_and_stands_on_every_page() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        let peer = follow(&server, "peer", "rathaus").await;
        let mut clerk = Clerk::owner(&server).await;
        let page = format!("{}/warnung", base(&server));
        assert!(
            clerk.get(&base(&server)).await.text.contains(&format!("href=\"{page}\"")),
            "one tap from the overview"
        );
        assert!(clerk.get(&page).await.text.contains("?art=bombenfund"));
        let prefilled = clerk.get(&format!("{page}?art=hochwasser")).await.text;
        assert!(prefilled.contains("Bäche und Flüsse") && prefilled.contains("25.11.2026 13:00"), "{prefilled}");
        let checked = clerk.post(&page, &form(&[("bis", "morgen 13:00"), ("tun", "pruefen")])).await;
        assert!(checked.status == 200 && checked.text.contains("Noch nicht veröffentlicht"), "{}", checked.text);
        assert!(checked.text.contains("Hochwasser: Altstadt"), "{}", checked.text);
        assert!(posts(&server).await.is_empty(), "looking says nothing");
        let wrong = clerk.post(&page, &form(&[("was", ""), ("bis", "gestern"), ("tun", "warnen")])).await;
        assert!(wrong.status == 422 && wrong.text.contains("href=\"#was\"") && wrong.text.contains("href=\"#bis\""));
        assert!(wrong.text.contains("Bleiben Sie fern."), "what was typed stays");

        let status = warn(&server, &mut clerk).await;
        // Nobody had to wait for the pages: they say it when the clerk's own page comes.
        let (_, _, home) = server.get("/", HTML).await;
        let banner = home.split("warnband").nth(1).unwrap_or_else(|| panic!("{home}"));
        for words in ["Hochwasser: Altstadt", "Gefahr", "Warnung der Stadt", "Gilt bis"] {
            assert!(banner.contains(words), "{words}: {banner}");
        }
        for (path, words) in [("/warnungen", "Das Wasser steigt."), ("/feed.atom", "Hochwasser: Altstadt")] {
            assert!(server.get(path, "*/*").await.2.contains(words), "{path}");
        }
        assert_eq!(warn(&server, &mut clerk).await, status, "sent twice, warned once");
        // The time stands in the record, whatever the address says.
        let shown = clerk.get(&format!("{status}?ms=99000")).await.text;
        assert!(shown.contains("Sekunden zu sehen") && !shown.contains("99,0"), "{shown}");
        assert_eq!(posts(&server).await.len(), 1);
        server.pass(1).await;
        let note = await_creates(&peer, 1).await.remove(0);
        let words = note["object"]["content"].as_str().unwrap();
        for expected in ["Die Mühle läuft voll.", "Was Sie tun sollen", "Bleiben Sie fern.", "Quelle: Stadt Musterbach"]
        {
            assert!(words.contains(expected), "{expected}: {words}");
        }
        let shown = clerk.get(&status).await.text;
        assert!(shown.contains("1 von 1 erreicht"), "{shown}");
        assert!(clerk.get(&base(&server)).await.text.contains("Warnung läuft: Hochwasser: Altstadt"));
        let log = clerk.get(&format!("{}/protokoll?nur=menschen", base(&server))).await.text;
        assert!(log.contains("Olga Obermann") && log.contains("ausgegeben"), "{log}");
        assert_eq!(log.matches("Sekunden auf der öffentlichen Seite").count(), 1, "{log}");
    }
}

#[tokio::test]
async fn a_warning_goes_before_all_other_work_and_merges_with_nothing() {
    for database in databases::each().await {
        let www = Site::start("www").await;
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        let request =
            NewActorRequest { town: server.host.clone(), username: "warnung".into(), ..NewActorRequest::default() };
        add_actor(&server.app.desk(), request).await.unwrap();
        let mut copy = Entry::new("a", "Hochwasser: Altstadt", server.app.clock.now());
        copy.text = "<p>Die Mühle läuft voll. Das Wasser steigt. Bleiben Sie fern.</p>".into();
        www.feed(&[]);
        server.add_source(&www.url("/feed.xml")).await;
        server.pass(1).await;
        let direct = follow(&server, "direct", "warnung").await;
        let main = follow(&server, "main", "rathaus").await;
        www.feed(&[copy]);
        let mut clerk = Clerk::owner(&server).await;
        warn(&server, &mut clerk).await;
        let urgent = "SELECT count(*) FROM delivery WHERE priority <> 0";
        assert_eq!(database.number(urgent).await, Some(0));
        server.pass(70).await;
        assert_eq!(posts(&server).await.len(), 2, "{:?}", server.headings().await);
        await_creates(&direct, 1).await;
        main.await_received(|all| all.iter().any(|one| one.kind == "Announce"), SOON).await;
    }
}

#[tokio::test]
async fn a_change_of_time_is_an_update_and_an_answer_and_so_is_the_all_clear() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        let peer = follow(&server, "peer", "rathaus").await;
        let mut clerk = Clerk::owner(&server).await;
        let status = warn(&server, &mut clerk).await;
        server.pass(60).await;
        let warning = await_creates(&peer, 1).await.remove(0)["object"]["id"].clone();
        let change = form(&[("was", "Das Wasser steigt weiter."), ("bis", "25.11.2026 13:00"), ("tun", "aendern")]);
        let done = clerk.post(&status, &change).await;
        assert_eq!(done.status, 303, "{}", done.text);
        server.pass(60).await;
        await_updates(&peer, 1).await;
        assert_eq!(creates(&peer.received()).len(), 1, "other words alone are no answer");
        let again = clerk.post(&status, &change).await;
        assert!(clerk.get(again.location()).await.text.contains("Es hat sich nichts geändert"));

        clerk.post(&status, &form(&[("bis", "26.11.2026 8:00"), ("wo", "Altstadt, Aue"), ("tun", "aendern")])).await;
        server.pass(60).await;
        await_updates(&peer, 2).await;
        let answer = await_creates(&peer, 2).await.remove(1);
        assert_eq!(answer["object"]["inReplyTo"], warning);
        let words = answer["object"]["content"].as_str().unwrap();
        assert!(words.contains("Geändert: Hochwasser") && words.contains("26. November 2026, 08:00"), "{words}");
        assert!(words.contains("Altstadt, Aue"), "{words}");

        let empty = clerk.post(&status, &[("tun", "entwarnen"), ("entwarnung", "")]).await;
        assert!(empty.status == 422 && empty.text.contains("href=\"#entwarnung\""));
        let ended = clerk.post(&status, &[("tun", "entwarnen"), ("entwarnung", "Das Wasser fällt.")]).await;
        assert_eq!(ended.status, 303, "{}", ended.text);
        let (_, _, home) = server.get("/", HTML).await;
        assert!(!home.contains("warnband"), "{home}");
        assert!(home.contains("Entwarnung: Hochwasser: Altstadt, Aue"), "{home}");
        server.pass(60).await;
        await_updates(&peer, 3).await;
        let clear = await_creates(&peer, 3).await.remove(2);
        assert_eq!(clear["object"]["inReplyTo"], warning);
        assert!(clear["object"]["content"].as_str().unwrap().contains("Das Wasser fällt."), "{clear}");
        assert_eq!(count(&peer, "Delete"), 0, "the answer about the change stays");
        let late = clerk.post(&status, &form(&[("bis", "27.11.2026 8:00"), ("tun", "aendern")])).await;
        assert!(clerk.get(late.location()).await.text.contains("Diese Warnung ist beendet"));
        server.pass(5 * 86_400).await;
        assert_eq!(creates(&peer.received()).len(), 3, "its time tells nothing more");
    }
}

#[tokio::test]
async fn a_warning_is_over_by_the_clock_also_when_its_end_moved() {
    for database in databases::each().await {
        let www = Site::start("www").await;
        www.feed(&[Entry::new("a", "Stadtfest", start_of_tests() - std::time::Duration::from_secs(86_400))]);
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        let source = server.add_source(&www.url("/feed.xml")).await;
        let feed = format!("/kanal/{}/feed.json", source.slug);
        let peer = follow(&server, "peer", "rathaus").await;
        let mut clerk = Clerk::owner(&server).await;
        let status = warn(&server, &mut clerk).await;
        clerk.post(&status, &form(&[("bis", "heute 14:00"), ("tun", "aendern")])).await;
        server.pass(30).await;
        await_creates(&peer, 2).await;
        assert!(server.get("/", HTML).await.2.contains("warnband"));
        // The time alone takes it out of the page, before any job runs.
        server.clock.advance(std::time::Duration::from_secs(3600));
        server.app.web.catch_up().await;
        assert!(!server.get("/", HTML).await.2.contains("warnband"));
        server.pass(1).await;
        let clear = await_creates(&peer, 3).await.remove(2);
        assert!(clear["object"]["content"].as_str().unwrap().contains("Entwarnung: Hochwasser"), "{clear}");
        server.app.web.catch_up().await;
        assert!(server.get(&feed, "*/*").await.2.contains("Entwarnung: Hochwasser"), "every feed tells of the end");
        server.clock.advance(std::time::Duration::from_secs(25 * 3600));
        server.app.web.catch_up().await;
        let told = server.get(&feed, "*/*").await.2;
        assert!(told.contains("Stadtfest") && !told.contains("Hochwasser"), "{told}");
        server.pass(86_400).await;
        assert_eq!(creates(&peer.received()).len(), 3);
        clerk.sign_in("olga", PASSWORD).await;
        let shown = clerk.get(&status).await.text;
        assert!(shown.contains("Entwarnung am 24. November 2026, 14:00 Uhr"), "{shown}");
    }
}

#[tokio::test]
async fn an_exercise_says_so_everywhere() {
    let database = databases::sqlite().await;
    let server = TestServer::start(&database).await;
    server.add_actor().await;
    let peer = follow(&server, "peer", "rathaus").await;
    let mut clerk = Clerk::owner(&server).await;
    let fields = form(&[("bis", "20:00"), ("uebung", "ja"), ("tun", "warnen")]);
    clerk.post(&format!("{}/warnung", base(&server)), &fields).await;
    let (_, _, home) = server.get("/", HTML).await;
    assert!(home.contains("ÜBUNG: Hochwasser: Altstadt") && !home.contains("grad gefahr"), "{home}");
    server.pass(1).await;
    let note = await_creates(&peer, 1).await.remove(0)["object"]["content"].to_string();
    assert!(note.contains("ÜBUNG: Hochwasser") && note.contains("Es besteht keine Gefahr"), "{note}");
}

#[tokio::test]
async fn where_two_are_wanted_a_second_person_confirms() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let town = server.town().await.id;
        two_people(&server).await;
        let mut first = Clerk::owner(&server).await;
        let mut second = Clerk::invited(&server, "zweite", Role::Approver, Some(town)).await;
        let mut author = Clerk::invited(&server, "autor", Role::Author, Some(town)).await;
        let waits = warn(&server, &mut first).await;
        assert!(waits.contains("/warnung-wartet/"), "{waits}");
        assert!(posts(&server).await.is_empty());
        for path in [base(&server), format!("{}/freigabe", base(&server))] {
            assert!(second.get(&path).await.text.contains("Wartet auf Bestätigung"), "{path}");
        }
        let held = waits.rsplit_once('/').unwrap().1;
        // Not by any other door either.
        first.post(&format!("{}/freigabe/{held}", base(&server)), &[("antwort", "freigeben")]).await;
        let alone = first.post(&waits, &[("tun", "bestaetigen"), ("grund", "Es eilt")]).await;
        assert!(alone.status == 422 && alone.text.contains("zweite Person"), "{}", alone.text);
        assert_eq!(author.post(&waits, &[("tun", "bestaetigen")]).await.status, 403);
        assert!(posts(&server).await.is_empty());
        let shown = second.get(&waits).await.text;
        assert!(shown.contains("Olga Obermann") && shown.contains("Das Wasser steigt."), "{shown}");
        let done = second.post(&waits, &[("tun", "bestaetigen")]).await;
        assert!(done.status == 303 && done.location().contains("/warnung/"), "{}", done.text);
        assert!(server.get("/", HTML).await.2.contains("Hochwasser: Altstadt"));
        assert_eq!(first.get(&waits).await.status, 404, "nothing waits any more");
    }
}

#[tokio::test]
async fn after_ten_minutes_one_warns_alone_with_a_reason_that_is_kept() {
    let database = databases::sqlite().await;
    let server = TestServer::start(&database).await;
    two_people(&server).await;
    let mut clerk = Clerk::owner(&server).await;
    let waits = warn(&server, &mut clerk).await;
    server.pass(601).await;
    let silent = clerk.post(&waits, &[("tun", "bestaetigen"), ("grund", " ")]).await;
    assert!(silent.status == 422 && silent.text.contains("href=\"#grund\""), "{}", silent.text);
    let done = clerk.post(&waits, &[("tun", "bestaetigen"), ("grund", "Niemand erreichbar")]).await;
    assert_eq!(done.status, 303, "{}", done.text);
    assert_eq!(posts(&server).await.iter().map(Post::heading).collect::<Vec<_>>(), ["Hochwasser: Altstadt"]);
    let log = clerk.get(&format!("{}/protokoll?nur=menschen", base(&server))).await.text;
    assert!(log.contains("Niemand erreichbar"), "{log}");
}

#[tokio::test]
async fn a_warning_that_is_turned_down_never_appears() {
    let database = databases::sqlite().await;
    let server = TestServer::start(&database).await;
    two_people(&server).await;
    let mut clerk = Clerk::owner(&server).await;
    let waits = warn(&server, &mut clerk).await;
    let done = clerk.post(&waits, &[("tun", "ablehnen")]).await;
    assert!(clerk.get(done.location()).await.text.contains("nicht ausgegeben"));
    server.pass(3600).await;
    assert!(posts(&server).await.is_empty());
}
