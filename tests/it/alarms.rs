//! A source in trouble: operators get one mail when it begins, one a day while it lasts, one when it is over; and no
//! other source waits for it.

use std::time::Duration;

use ausrufer::admin::{NewSourceRequest, NewTownRequest, add_source, add_town, set_source_state, standing_words};
use ausrufer::domain::source::{Condition, Source, SourceState};
use ausrufer::i18n::{Locale, moment};
use ausrufer::jobs::{Answer as Decision, answer_held};
use ausrufer::store::{Conn, held};
use tokio_util::sync::CancellationToken;

use crate::support::databases::{self, TestDb};
use crate::support::mailbox::Mailbox;
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Answer, Entry, Site};

const OPERATORS: [&str; 2] = ["edv@musterbach.test", "Vertretung <vertretung@musterbach.test>"];

fn entries(count: u64) -> Vec<Entry> {
    (0..count)
        .map(|n| {
            Entry::new(&format!("e{n}"), &format!("Eintrag {n}"), start_of_tests() - Duration::from_secs(600 + 60 * n))
        })
        .collect()
}

/// A server that mails its operators, with one source that works.
async fn with_mail(database: &TestDb) -> (TestServer, Mailbox, Site, Source) {
    let mailbox = Mailbox::start().await;
    let relay = mailbox.relay();
    let server = TestServer::start_with(database, |config| {
        config.mail.relay = Some(relay);
        config.mail.from = Some("Ausrufer <ausrufer@musterbach.test>".into());
        config.mail.operator = OPERATORS.map(str::to_owned).into();
    })
    .await;
    let site = Site::start("www").await;
    site.feed(&entries(10));
    let source = server.add_source(&site.url("/feed.xml")).await;
    server.pass(1).await;
    (server, mailbox, site, source)
}

/// Lets minutes pass, each with what is due in it.
async fn minutes(server: &TestServer, count: u64) {
    for _ in 0..count {
        server.pass(60).await;
    }
}

#[tokio::test]
async fn trouble_that_lasts_is_told_once_a_day_and_when_it_is_over() {
    for database in databases::each().await {
        let (server, mailbox, site, source) = with_mail(&database).await;
        minutes(&server, 3).await;
        assert!(mailbox.letters().is_empty(), "all is well");
        site.put("/feed.xml", Answer::status(500));
        minutes(&server, 25).await;
        assert!(mailbox.letters().is_empty(), "it may end by itself");
        minutes(&server, 10).await;
        let letters = mailbox.letters();
        assert_eq!(letters.len(), 1);
        assert_eq!(letters[0].to, ["edv@musterbach.test", "vertretung@musterbach.test"]);
        assert_eq!(letters[0].subject, "Stadt Musterbach: ein Kanal braucht Sie");
        assert!(letters[0].head.contains("Auto-Submitted: auto-generated"), "{}", letters[0].head);
        let text = &letters[0].text;
        let began = server.source(&source).await.health.failing_since.unwrap();
        let since = format!("Störung, seit {}.", moment(Locale::De, began, &server.town().await.zone()));
        for words in [
            "NEU",
            "* Rathaus aktuell (rathaus-aktuell)",
            since.as_str(),
            "Ursache: Die Website hat eine Störung.",
            "Was tun: Abwarten.",
            "Nächster Versuch: 24. November 2026",
            "ausrufer source list --town stadt.localhost",
        ] {
            assert!(text.contains(words), "{words} in:\n{text}");
        }
        assert!(!text.contains("VORBEI") && !text.contains('⟦'), "{text}");

        minutes(&server, 60).await;
        server.pass(12 * 3600).await;
        minutes(&server, 3).await;
        assert_eq!(mailbox.letters().len(), 1, "one mail a day");
        server.pass(12 * 3600).await;
        minutes(&server, 3).await;
        let letters = mailbox.letters();
        assert_eq!(letters.len(), 2);
        let text = &letters[1].text;
        assert!(text.contains("BESTEHT WEITER") && text.contains("Störung, seit 24. November"), "{text}");
        assert!(text.contains("Seit einem Tag kein erfolgreicher Abruf"), "the same mail: {text}");

        site.feed(&entries(10));
        minutes(&server, 20).await;
        let letters = mailbox.letters();
        assert_eq!(letters.len(), 3);
        assert_eq!(letters[2].subject, "Stadt Musterbach: Kanäle wieder in Ordnung");
        assert!(letters[2].text.contains("VORBEI") && letters[2].text.contains("Der Kanal ist jetzt: Läuft."));
        assert_eq!(server.source(&source).await.standing(None).condition, Condition::Running);
        server.pass(3 * 86_400).await;
        minutes(&server, 3).await;
        assert_eq!(mailbox.letters().len(), 3, "what is over is told once");
    }
}

#[tokio::test]
async fn what_needs_a_person_is_told_at_once() {
    for database in databases::each().await {
        let (server, mailbox, site, _source) = with_mail(&database).await;
        site.put("/feed.xml", Answer::status(403));
        minutes(&server, 3).await;
        let letters = mailbox.letters();
        assert_eq!(letters.len(), 1);
        assert!(letters[0].text.contains("den Abruf durch „Ausrufer“ zu erlauben"), "{}", letters[0].text);
    }
}

#[tokio::test]
async fn one_mail_tells_what_is_raised_in_the_same_minute() {
    for database in databases::each().await {
        let (server, mailbox, site, _source) = with_mail(&database).await;
        let other = Site::start("feuerwehr").await;
        other.feed(&entries(2));
        server.add_source(&other.url("/feed.xml")).await;
        server.pass(1).await;
        site.put("/feed.xml", Answer::status(500));
        other.put("/feed.xml", Answer::status(503));
        // Both begin in this minute, so both have lasted for half an hour at the same look.
        server.pass(120).await;
        minutes(&server, 35).await;
        let letters = mailbox.letters();
        assert_eq!(letters.len(), 1, "one mail for both");
        assert_eq!(letters[0].subject, "Stadt Musterbach: 2 Kanäle brauchen Sie");
        assert_eq!(letters[0].text.matches("Was tun: Abwarten.").count(), 2, "{}", letters[0].text);
    }
}

#[tokio::test]
async fn each_town_has_its_own_mail() {
    for database in databases::each().await {
        let (server, mailbox, site, _source) = with_mail(&database).await;
        let desk = server.app.desk();
        let host = server.host.replace("stadt.", "dorf.");
        let request =
            NewTownRequest { name: "Gemeinde Beispielheim".into(), host: host.clone(), ..NewTownRequest::default() };
        add_town(&desk, request).await.unwrap();
        let address = site.url("/feed.xml");
        let request = NewSourceRequest { town: host, address, interval: Some(60), ..NewSourceRequest::default() };
        add_source(&desk, request).await.unwrap();
        server.pass(1).await;
        site.put("/feed.xml", Answer::status(403));
        minutes(&server, 3).await;
        let mut subjects: Vec<_> = mailbox.letters().into_iter().map(|letter| letter.subject).collect();
        subjects.sort();
        assert_eq!(
            subjects,
            ["Gemeinde Beispielheim: ein Kanal braucht Sie", "Stadt Musterbach: ein Kanal braucht Sie"]
        );
    }
}

#[tokio::test]
async fn held_changes_and_unreadable_entries_are_told_and_a_paused_source_is_not() {
    for database in databases::each().await {
        let (server, mailbox, site, source) = with_mail(&database).await;
        let mut all = entries(10);
        for entry in &mut all[..6] {
            entry.text = "<p>Neue Vorlage.</p>".into();
        }
        let broken = Entry::new("z", "Aus der Zukunft", start_of_tests() + Duration::from_secs(86_400 * 30));
        site.feed(&[&[broken][..], all.as_slice()].concat());
        minutes(&server, 3).await;
        let letters = mailbox.letters();
        assert_eq!(letters.len(), 1);
        let text = &letters[0].text;
        assert!(text.contains("Änderungen angehalten") && text.contains("ausrufer held list"), "{text}");
        assert!(text.contains("Unlesbar in den letzten 24 Stunden: 1"), "{text}");
        let (now, town) = (server.source(&source).await, server.town().await);
        let open = server.app.db.read(async |c: &mut Conn<'_>| held::open(c, town.id).await).await.unwrap();
        let words = standing_words(&now, Some(open[0].created_at), &town.zone(), Locale::De);
        assert!(words.starts_with("Wartet auf eine Person seit 24. November 2026"), "{words}");

        answer_held(server.app.jobs.hands(), town.id, open[0].id, Decision::Release).await.unwrap();
        minutes(&server, 3).await;
        let letters = mailbox.letters();
        assert_eq!(letters.len(), 2);
        assert!(letters[1].text.contains("Änderungen angehalten: vorbei"), "{}", letters[1].text);
        assert!(!letters[1].text.contains("Unlesbar"), "told an hour ago: {}", letters[1].text);

        set_source_state(&server.app.desk(), &now, SourceState::Paused).await.unwrap();
        site.put("/feed.xml", Answer::status(403));
        minutes(&server, 3).await;
        let letters = mailbox.letters();
        assert_eq!(letters.len(), 3, "the last alarm ends with the pause");
        assert!(letters[2].text.contains("Der Kanal ist jetzt: Pausiert."), "{}", letters[2].text);
        server.pass(5 * 86_400).await;
        minutes(&server, 3).await;
        assert_eq!(mailbox.letters().len(), 3);
    }
}

#[tokio::test]
async fn a_relay_that_refuses_is_tried_again_and_gets_one_mail() {
    for database in databases::each().await {
        let (server, mailbox, site, _source) = with_mail(&database).await;
        mailbox.refuse(3);
        site.put("/feed.xml", Answer::status(403));
        server.pass(120).await;
        minutes(&server, 1).await;
        assert!(mailbox.letters().is_empty() && mailbox.conversations() > 0);
        minutes(&server, 30).await;
        assert_eq!((mailbox.letters().len(), mailbox.conversations()), (1, 4), "at growing distances");
        minutes(&server, 30).await;
        assert_eq!(mailbox.letters().len(), 1);
    }
}

#[tokio::test]
async fn without_a_relay_alarms_are_raised_and_end_all_the_same() {
    for database in databases::each().await {
        let server = TestServer::start(&database).await;
        let site = Site::start("www").await;
        site.feed(&entries(3));
        server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        site.put("/feed.xml", Answer::status(403));
        minutes(&server, 5).await;
        let count = "SELECT count(*) FROM alarm WHERE kind = 'failing' AND told_at IS NULL";
        assert_eq!(database.number(count).await, Some(1), "raised once");
        assert_eq!(database.number("SELECT count(*) FROM job WHERE kind = 'send_alarms'").await, Some(0));
        site.feed(&entries(3));
        minutes(&server, 20).await;
        assert_eq!(database.number("SELECT count(*) FROM alarm WHERE over_at IS NULL").await, Some(0));
        server.pass(200 * 86_400).await;
        server.pass(3600).await;
        assert_eq!(database.number("SELECT count(*) FROM alarm WHERE kind = 'failing'").await, Some(0), "forgotten");
    }
}

#[tokio::test]
async fn a_source_that_does_not_answer_keeps_no_other_waiting() {
    for database in databases::each().await {
        let (sick, well) = (Site::start("sick").await, Site::start("well").await);
        sick.feed(&entries(2));
        well.feed(&entries(2));
        let server = TestServer::start(&database).await;
        server.add_source(&sick.url("/feed.xml")).await;
        server.add_source(&well.url("/feed.xml")).await;
        server.pass(1).await;
        sick.put("/feed.xml", Answer { delay: Duration::from_secs(20), ..Answer::status(200) });
        let stop = CancellationToken::new();
        let (jobs, until) = (server.app.jobs.clone(), stop.clone());
        let running = tokio::spawn(async move { jobs.run(until).await });
        for round in 1..=2u64 {
            server.clock.advance(Duration::from_secs(120));
            let fresh = Entry::new(&format!("neu{round}"), &format!("Neu {round}"), start_of_tests());
            well.feed(&[&[fresh][..], entries(2).as_slice()].concat());
            server.app.jobs.wake();
            let arrived = async {
                while !server.headings().await.contains(&format!("Neu {round}")) {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            };
            let limit = Duration::from_secs(8);
            tokio::time::timeout(limit, arrived).await.expect("the well source is read while the sick one hangs");
        }
        assert_eq!(sick.asked("/feed.xml").len(), 3, "added, read well, hanging");
        stop.cancel();
        running.abort();
    }
}
