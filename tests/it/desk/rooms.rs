//! What a clerk does in the area: see what is to be done, answer, connect a channel, invite, read the log.

use std::time::Duration;

use ausrufer::admin::{NewStaffRequest, invite_staff};
use ausrufer::domain::limits::Limits;
use ausrufer::domain::source::{Source, SourceState};
use ausrufer::domain::staff::Role;
use ausrufer::store::Conn;
use ausrufer::store::sources;

use crate::support::clerk::{Clerk, PASSWORD};
use crate::support::databases::{self, TestDb};
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Answer, Entry, Site};

pub(super) fn entries(count: u64) -> Vec<Entry> {
    (0..count)
        .map(|n| {
            Entry::new(&format!("e{n}"), &format!("Eintrag {n}"), start_of_tests() - Duration::from_secs(600 + 60 * n))
        })
        .collect()
}

/// A channel of twenty posts of which eight vanish at once.
async fn with_vanished(database: &TestDb) -> (TestServer, Site, Source) {
    let site = Site::start("www").await;
    let all = entries(20);
    site.feed(&all);
    let server = TestServer::start(database).await;
    let source = server.add_source(&site.url("/feed.xml")).await;
    server.pass(1).await;
    site.feed(&all[..12]);
    for n in 12..20 {
        site.put(&format!("/artikel/e{n}"), Answer::status(410));
    }
    server.pass(60).await;
    (server, site, source)
}

/// The address to which the only form with these answers is sent.
fn action(page: &str, overview: &str) -> String {
    let form = page.split("action=\"").find(|part| part.starts_with(&format!("{overview}/freigabe/"))).unwrap();
    form.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn what_waits_stands_on_top_and_is_answered_with_one_button() {
    for database in databases::each().await {
        for (answer, state, posts) in [
            ("geschlossen", SourceState::Retired, 20),
            ("ablehnen", SourceState::Active, 20),
            ("freigeben", SourceState::Active, 12),
        ] {
            let database = database.another().await;
            let (server, _site, source) = with_vanished(&database).await;
            let mut clerk = Clerk::owner(&server).await;
            let overview = format!("/verwaltung/{}", server.host);
            let page = clerk.get(&overview).await.text;
            let (task, light) = (page.find("auf einmal vieles").unwrap(), page.find("Wartet auf Sie").unwrap());
            assert!(task < light, "first what is to be done, then how the channels are");
            let held = clerk.get(&format!("{overview}/freigabe")).await.text;
            assert!(held.contains("8 Beiträge sind dort auf einmal verschwunden"), "{held}");
            assert!(held.contains("Eintrag 12") && held.contains("Verschwunden seit"), "{held}");
            let buttons =
                ["geschlossen", "freigeben", "ablehnen"].map(|word| held.find(&format!("value=\"{word}\"")).unwrap());
            assert!(buttons.is_sorted(), "the likeliest answer first");
            let done = clerk.post(&action(&held, &overview), &[("antwort", answer)]).await;
            assert_eq!(done.status, 303, "{}", done.text);
            let after = clerk.get(done.location()).await.text;
            assert!(after.contains("role=\"status\"") && after.contains("Es wartet nichts"), "{after}");
            assert_eq!(server.source(&source).await.state, state, "{answer}");
            server.app.run_all_due_jobs().await.unwrap();
            assert_eq!(server.headings().await.len(), posts, "{answer}");
            let again = clerk.post(&action(&held, &overview), &[("antwort", answer)]).await;
            assert!(clerk.get(again.location()).await.text.contains("schon entschieden"));
            let log = clerk.get(&format!("{overview}/protokoll?nur=menschen")).await.text;
            assert!(log.contains("Olga Obermann") && log.contains("vollständig und unverändert"), "{log}");
        }
    }
}

#[tokio::test]
async fn a_channel_is_shown_before_it_is_connected_and_then_paused_and_ended() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        site.feed(&entries(7));
        let server = TestServer::start(&database).await;
        let mut clerk = Clerk::owner(&server).await;
        let overview = format!("/verwaltung/{}", server.host);
        let nothing = clerk.post(&format!("{overview}/kanaele/neu"), &[("adresse", "")]).await;
        assert_eq!(nothing.status, 422);
        let wrong =
            clerk.post(&format!("{overview}/kanaele/neu"), &[("adresse", site.url("/gibt-es-nicht").as_str())]).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.text.contains("/gibt-es-nicht\"") && !wrong.text.contains("ausrufer source"), "{}", wrong.text);
        let address = site.url("/feed.xml");
        let trial = clerk.post(&format!("{overview}/kanaele/neu"), &[("adresse", address.as_str())]).await;
        assert_eq!(trial.status, 200, "{}", trial.text);
        assert!(trial.text.contains("Eintrag 0") && trial.text.contains("Eintrag 4"), "{}", trial.text);
        assert!(!trial.text.contains("Eintrag 5"), "the last five");
        assert!(channels(&server).await.is_empty(), "looking stores nothing");
        let fields = [("adresse", address.as_str()), ("name", "Rathaus aktuell")];
        let added = clerk.post(&format!("{overview}/kanaele"), &fields).await;
        assert_eq!(added.status, 303, "{}", added.text);
        let all = channels(&server).await;
        assert_eq!((all.len(), all[0].name.as_str()), (1, "Rathaus aktuell"));
        let twice = clerk.post(&format!("{overview}/kanaele"), &fields).await;
        assert!(twice.status == 422 && twice.text.contains("schon verbunden"), "{}", twice.text);
        server.pass(60).await;
        assert_eq!(server.headings().await.len(), 7);

        let page = format!("{overview}/kanaele/{}", all[0].slug);
        for (does, state, words) in [
            ("pausieren", SourceState::Paused, "Pausiert"),
            ("fortsetzen", SourceState::Active, "Läuft"),
            ("einstellen", SourceState::Retired, "Eingestellt"),
            ("fortsetzen", SourceState::Retired, "Eingestellt"),
        ] {
            let done = clerk.post(&page, &[("tun", does)]).await;
            assert_eq!(channels(&server).await[0].state, state, "{does}");
            assert!(clerk.get(done.location()).await.text.contains(words), "{does}");
        }
        let log = clerk.get(&format!("{overview}/protokoll")).await.text;
        assert!(log.contains("Olga Obermann") && log.contains("Rathaus aktuell"), "{log}");
    }
}

async fn channels(server: &TestServer) -> Vec<Source> {
    let town = server.town().await.id;
    server.app.db.read(async |c: &mut Conn<'_>| sources::of_town(c, town).await).await.unwrap()
}

#[tokio::test]
async fn a_channel_in_trouble_says_why_and_what_to_do() {
    let database = databases::sqlite().await;
    let site = Site::start("www").await;
    site.feed(&entries(3));
    let server = TestServer::start(&database).await;
    let source = server.add_source(&site.url("/feed.xml")).await;
    server.pass(1).await;
    site.put("/feed.xml", Answer::status(503));
    server.pass(60).await;
    let mut clerk = Clerk::owner(&server).await;
    let page = clerk.get(&format!("/verwaltung/{}/kanaele/{}", server.host, source.slug)).await.text;
    for words in ["Gestört seit", "Nächster Versuch", "Letzter Abruf"] {
        assert!(page.contains(words), "{words}: {page}");
    }
}

#[tokio::test]
async fn a_manager_invites_somebody_on_paper_and_nobody_above_themselves() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let town = server.town().await.id;
        let mut manager = Clerk::invited(&server, "verwaltung", Role::Manager, Some(town)).await;
        let team = format!("/verwaltung/{}/team", server.host);
        let page = manager.get(&team).await.text;
        assert!(page.contains("value=\"redaktion\"") && !page.contains("value=\"inhaber\""), "{page}");
        let person = [("name", "Bernd Beispiel"), ("anmeldename", "bernd@musterbach.de")];
        let above = manager.post(&team, &[person[0], person[1], ("rolle", "inhaber"), ("tage", "")]).await;
        assert_eq!(above.status, 422);
        assert!(above.text.contains("können Sie nicht vergeben") && above.text.contains("Bernd Beispiel"));
        // Somebody who may do more and has not chosen a password yet: whoever got a code would become them.
        let owner = NewStaffRequest {
            login: "chefin@musterbach.de".into(),
            name: "Die Chefin".into(),
            role: Role::Owner,
            town: None,
            until: None,
            limits: Limits::default(),
            by: None,
        };
        invite_staff(&server.app.desk(), &owner).await.unwrap();
        let pending = [("name", "X"), ("anmeldename", "chefin@musterbach.de"), ("rolle", "redaktion"), ("tage", "92")];
        let added = manager.post(&team, &pending).await;
        let code = added.text.split("/verwaltung/einladung/").nth(1).and_then(|rest| rest.split('<').next()).unwrap();
        let opened = Clerk::new(&server).get(&format!("/verwaltung/einladung/{code}")).await.text;
        assert!(!opened.contains("name=\"passwort\""), "it opens the role here, and no way to be her: {opened}");
        let invited = manager.post(&team, &[person[0], person[1], ("rolle", "redaktion"), ("tage", "92")]).await;
        assert_eq!(invited.status, 200, "{}", invited.text);
        let path = invited.text.split("/verwaltung/einladung/").nth(1).unwrap().split('<').next().unwrap();
        let mut bernd = Clerk::new(&server);
        let path = format!("/verwaltung/einladung/{path}");
        assert_eq!(bernd.post(&path, &[("passwort", PASSWORD), ("nochmal", PASSWORD)]).await.status, 303);
        assert_eq!(bernd.get(&format!("/verwaltung/{}/freigabe", server.host)).await.status, 200);
        assert_eq!(bernd.post(&team, &[person[0], person[1], ("rolle", "redaktion")]).await.status, 403);
        let page = manager.get(&team).await.text;
        assert!(page.contains("Bernd Beispiel") && page.contains("endet am"), "{page}");
        server.clock.advance(Duration::from_secs(93 * 86_400));
        bernd.sign_in("bernd@musterbach.de", PASSWORD).await;
        assert_eq!(bernd.get(&format!("/verwaltung/{}/freigabe", server.host)).await.status, 404, "it ended by itself");
    }
}

#[tokio::test]
async fn a_post_is_corrected_and_removed_at_once() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        site.feed(&entries(3));
        let server = TestServer::start(&database).await;
        server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        let town = server.town().await.id;
        let mut editor = Clerk::invited(&server, "redaktion", Role::Editor, Some(town)).await;
        let mut author = Clerk::invited(&server, "mitarbeit", Role::Author, Some(town)).await;
        let list = format!("/verwaltung/{}/beitraege", server.host);
        let page = editor.get(&list).await.text;
        let path = page.split("href=\"").find(|part| part.starts_with(&format!("{list}/0"))).unwrap();
        let path = path.split('"').next().unwrap().to_owned();
        let shown = author.get(&path).await.text;
        assert!(
            shown.contains("Eintrag 0") && !shown.contains("entfernen") && !shown.contains("name=\"titel\""),
            "{shown}"
        );
        assert_eq!(author.post(&path, &[("titel", "Anders")]).await.status, 403);

        let long = "x".repeat(200);
        let refused = editor.post(&path, &[("titel", long.as_str())]).await;
        assert!(refused.status == 422 && refused.text.contains(&long), "what was typed stays: {}", refused.text);
        let saved = editor.post(&path, &[("titel", "Von Hand berichtigt")]).await;
        assert_eq!(saved.status, 303, "{}", saved.text);
        server.app.run_all_due_jobs().await.unwrap();
        assert!(server.get("/", "text/html").await.2.contains("Von Hand berichtigt"));

        let asked = editor.get(&format!("{path}/entfernen")).await.text;
        assert!(asked.contains("nicht rückgängig") && asked.contains("Von Hand berichtigt"), "{asked}");
        assert_eq!(server.headings().await.len(), 3, "asking removes nothing");
        let done = editor.post(&format!("{path}/entfernen"), &[]).await;
        assert!(editor.get(done.location()).await.text.contains("Der Beitrag ist entfernt"));
        let gone = editor.get(&path).await.text;
        assert!(gone.contains("Frau redaktion") && !gone.contains("Von Hand berichtigt"), "{gone}");
        assert_eq!(server.headings().await.len(), 2);
        server.pass(60).await;
        assert_eq!(server.headings().await.len(), 2, "its channel does not bring it back");
        let mut privacy = Clerk::invited(&server, "datenschutz", Role::Privacy, Some(town)).await;
        let log = privacy.get(&format!("/verwaltung/{}/protokoll", server.host)).await.text;
        assert!(log.contains("Frau redaktion") && log.contains("sofort entfernt"), "{log}");
    }
}

#[tokio::test]
async fn words_of_strangers_are_never_markup() {
    let database = databases::sqlite().await;
    let (server, _site, _) = with_vanished(&database).await;
    let mut clerk = Clerk::owner(&server).await;
    let overview = format!("/verwaltung/{}", server.host);
    let typed = "\"><script>alert(1)</script>";
    for (path, fields) in [
        (format!("{overview}/kanaele/neu"), [("adresse", typed), ("name", typed)]),
        (format!("{overview}/team"), [("anmeldename", typed), ("name", typed)]),
        ("/verwaltung/anmelden".to_owned(), [("anmeldename", typed), ("passwort", "x")]),
    ] {
        let answer = clerk.post(&path, &fields).await;
        let ours = "<script src=\"/verwaltung/skript/passkey.js\" defer></script>";
        assert!(!answer.text.replace(ours, "").contains("<script"), "{path}: {}", answer.text);
    }
}
