//! Every decision that hides, withdraws, merges or releases leaves its entry, whoever took it.

use std::time::Duration;

use ausrufer::admin::{
    AuditNames, change_rules, deed_words, join_posts, set_source_rules, set_source_state, split_post, who_words,
};
use ausrufer::domain::audit::{Deed, Row, Who};
use ausrufer::domain::post::Post;
use ausrufer::domain::rules::Rules;
use ausrufer::domain::source::SourceState;
use ausrufer::i18n::Locale;
use ausrufer::jobs::{Answer as Decision, answer_held, apply_to_old, close_held, remove_post, retract_post};
use ausrufer::store::posts_read::{self, Listing};
use ausrufer::store::{Conn, audit, held, items};

use crate::support::databases;
use crate::support::program::Program;
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Answer, Entry, Site};

const TEXT: &str = "<p>Wegen eines Wasserrohrbruchs ist die Mühlgasse zwischen Marktplatz und Brückenstraße ab sofort \
    für den gesamten Verkehr gesperrt. Die Umleitung über die Lindenallee ist ausgeschildert. Die Arbeiten dauern \
    voraussichtlich bis Freitagabend. Anwohner erreichen ihre Grundstücke zu Fuß.</p>";

fn entries(count: u64) -> Vec<Entry> {
    (0..count)
        .map(|n| {
            Entry::new(&format!("e{n}"), &format!("Eintrag {n}"), start_of_tests() - Duration::from_secs(600 + 60 * n))
        })
        .collect()
}

fn closure(id: &str, minutes: u64) -> Entry {
    let said = start_of_tests() + Duration::from_secs(60 * minutes);
    Entry { text: TEXT.into(), ..Entry::new(id, "Vollsperrung der Mühlgasse", said) }
}

/// A server at which someone gives the orders.
async fn server(database: &databases::TestDb) -> TestServer {
    let mut server = TestServer::start(database).await;
    server.app.who = Who::at_command_line("kern");
    server
}

async fn posts(server: &TestServer) -> Vec<Post> {
    let town = server.town().await;
    let page = async |c: &mut Conn<'_>| posts_read::page(c, town.id, &Listing::All, None, 100).await;
    server.app.db.read(page).await.unwrap()
}

async fn log(server: &TestServer) -> Vec<Row> {
    let town = server.town().await;
    let (rows, whole) = server
        .app
        .db
        .read(async |c: &mut Conn<'_>| {
            Ok::<_, ausrufer::store::StoreError>((
                audit::last(c, town.id, 500).await?,
                audit::verify(c, town.id).await?,
            ))
        })
        .await
        .unwrap();
    assert_eq!(whole.map(|end| end.n), Ok(i64::try_from(rows.len()).unwrap()));
    rows
}

/// The deeds after the town was added and published, with who did them; repeats in a row count once.
async fn deeds(server: &TestServer) -> Vec<(String, String)> {
    let mut all: Vec<_> = log(server).await.into_iter().map(|row| (row.line.deed, row.line.who)).skip(2).collect();
    all.dedup();
    all
}

fn expected(all: &[(Deed, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(deed, who)| (deed.as_str().to_owned(), (*who).to_owned())).collect()
}

async fn only_held(server: &TestServer) -> held::Held {
    let town = server.town().await;
    let open = server.app.db.read(async |c: &mut Conn<'_>| held::open(c, town.id).await).await.unwrap();
    assert_eq!(open.len(), 1);
    open[0].clone()
}

#[tokio::test]
async fn what_the_machine_hides_shows_again_and_withdraws_is_written_down() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        let all = entries(6);
        site.feed(&all);
        let server = server(&database).await;
        server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        site.feed(&all[..5]);
        site.put("/artikel/e5", Answer::status(410));
        server.pass(60).await;
        site.feed(&all);
        server.pass(60).await;
        site.feed(&all[..5]);
        server.pass(60).await;
        server.pass(301).await;
        let (hidden, shown, gone) = (Deed::Hidden, Deed::ShownAgain, Deed::Withdrawn);
        let by = "machine";
        assert_eq!(deeds(&server).await, expected(&[(hidden, by), (shown, by), (hidden, by), (gone, by)]));
        let rows = log(&server).await;
        let said = deed_words(&rows[2].line, &AuditNames::default(), Locale::De);
        assert!(said.contains("verborgen") && said.contains("rathaus-aktuell"), "{said}");
        assert!(deed_words(&rows[5].line, &AuditNames::default(), Locale::De).contains("http 410"));
        assert!(rows.iter().all(|row| !row.line.detail.contains("Eintrag")), "no text of a post");
    }
}

#[tokio::test]
async fn merging_and_what_staff_make_of_it_is_written_down() {
    for database in databases::each().await {
        let (website, facebook) = (Site::start("www").await, Site::start("social").await);
        let anchor = |id, title, text: &str| Entry { text: text.into(), ..Entry::new(id, title, start_of_tests()) };
        let anchors = [
            anchor("aw", "Stadtbücherei hat neue Öffnungszeiten", "<p>Die Bücherei öffnet nun um neun.</p>"),
            anchor("af", "Freibad erhält Sprungturm", "<p>Im Sommer kann gesprungen werden.</p>"),
        ];
        website.feed(&anchors[..1]);
        facebook.feed(&anchors[1..]);
        let server = server(&database).await;
        server.add_source(&website.url("/feed.xml")).await;
        server.add_source(&facebook.url("/feed.xml")).await;
        server.pass(1).await;
        website.feed(&[closure("w1", 1), anchors[0].clone()]);
        server.pass(120).await;
        facebook.feed(&[closure("f1", 2), anchors[1].clone()]);
        server.pass(60).await;
        let (desk, town) = (server.app.desk(), server.town().await);
        let post = posts(&server).await.into_iter().find(|post| post.channels.len() == 2).expect("merged");
        let made = split_post(&desk, &town, &post, None).await.unwrap();
        let elder = join_posts(&desk, &town, &post, &made[0]).await.unwrap();
        facebook.feed(&anchors[1..]);
        facebook.put("/artikel/f1", Answer::status(410));
        server.pass(60).await;
        server.pass(301).await;
        let elder = posts(&server).await.into_iter().find(|post| post.id == elder.id).unwrap();
        assert!(remove_post(&server.app.hands(), &town, &elder).await.unwrap());
        let other = posts(&server).await.into_iter().next().unwrap();
        assert!(retract_post(&server.app.hands(), &town, &other).await.unwrap());
        let (machine, kern) = ("machine", "cli:kern");
        assert_eq!(
            deeds(&server).await,
            expected(&[
                (Deed::Merged, machine),
                (Deed::Split, kern),
                (Deed::Joined, kern),
                (Deed::ShareWithdrawn, machine),
                (Deed::Removed, kern),
                (Deed::Retracted, kern),
            ])
        );
        let rows = log(&server).await;
        assert_eq!(rows[2].line.about, post.ulid.to_string());
        assert!(rows[2].line.detail.contains("\"channel\":"), "{}", rows[2].line.detail);
        assert_eq!(rows[4].line.detail, format!("{{\"other\":\"{}\"}}", made[0].ulid));
        assert_eq!(who_words(&rows[3].line, &AuditNames::default(), Locale::De), "kern (Kommandozeile)");
    }
}

#[tokio::test]
async fn what_is_held_and_what_people_answer_is_written_down() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        let mut all = entries(12);
        site.feed(&all);
        let server = server(&database).await;
        server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        let edit = |all: &mut Vec<Entry>, text: &str| {
            for entry in &mut all[..6] {
                entry.text = format!("<p>{text}</p>");
            }
        };
        let (town, hands) = (server.town().await, server.app.hands());
        for (text, decision) in [("Eins.", Decision::Release), ("Zwei.", Decision::Reject)] {
            edit(&mut all, text);
            site.feed(&all);
            server.pass(60).await;
            server.pass(60).await;
            answer_held(&hands, town.id, only_held(&server).await.id, decision).await.unwrap();
        }
        // The source takes its edits back by itself.
        let before = all.clone();
        edit(&mut all, "Drei.");
        site.feed(&all);
        server.pass(60).await;
        site.feed(&before);
        server.pass(60).await;
        // Then posts vanish: once by mistake, once released, once because the account was closed.
        let gone = |range: std::ops::Range<u64>, status: u16| {
            for n in range {
                site.put(&format!("/artikel/e{n}"), Answer::status(status));
            }
        };
        gone(8..12, 410);
        site.feed(&before[..8]);
        server.pass(60).await;
        site.feed(&before);
        server.pass(60).await;
        site.feed(&before[..8]);
        server.pass(60).await;
        answer_held(&hands, town.id, only_held(&server).await.id, Decision::Release).await.unwrap();
        gone(4..8, 410);
        site.feed(&before[..4]);
        server.pass(60).await;
        close_held(&hands, town.id, only_held(&server).await.id).await.unwrap().unwrap();
        let (machine, kern) = ("machine", "cli:kern");
        assert_eq!(
            deeds(&server).await,
            expected(&[
                (Deed::Held, machine),
                (Deed::Released, kern),
                (Deed::Held, machine),
                (Deed::Rejected, kern),
                (Deed::Held, machine),
                (Deed::Void, machine),
                (Deed::Held, machine),
                (Deed::Void, machine),
                (Deed::Held, machine),
                (Deed::Withdrawn, kern),
                (Deed::Released, kern),
                (Deed::Held, machine),
                (Deed::Closed, kern),
                (Deed::SourceRetired, kern),
            ])
        );
        let rows = log(&server).await;
        assert!(rows[2].line.detail.contains("\"count\":6") && rows[2].line.detail.contains("\"kind\":\"edits\""));
    }
}

#[tokio::test]
async fn what_rules_hold_and_withdraw_is_written_down() {
    for database in databases::each().await {
        let (website, club) = (Site::start("www").await, Site::start("verein").await);
        let mut all = vec![closure("w1", 1)];
        website.feed(&all);
        club.feed(&[closure("f1", 2)]);
        let server = server(&database).await;
        let source = server.add_source(&website.url("/feed.xml")).await;
        server.add_source(&club.url("/feed.xml")).await;
        server.pass(180).await;
        let set = async |pair: (&str, &str)| {
            let source = server.source(&source).await;
            let pairs = [(pair.0.to_owned(), pair.1.to_owned())];
            let wanted = change_rules(&Rules::default(), Some(source.class), &pairs).unwrap();
            set_source_rules(&server.app.desk(), &source, &wanted).await.unwrap();
        };
        set(("approval", "ja")).await;
        let now = server.source(&source).await.health.last_check_at.unwrap();
        all.extend([
            Entry::new("ja", "Baumpflege", now),
            Entry::new("nein", "Probe", now),
            Entry::new("weg", "Irrtum", now),
        ]);
        website.feed(&all);
        server.pass(60).await;
        let (town, hands) = (server.town().await, server.app.hands());
        let open = server.app.db.read(async |c: &mut Conn<'_>| held::open(c, town.id).await).await.unwrap();
        assert_eq!(open.len(), 3);
        assert_eq!(held::waiting_since(&open, source.id), None, "nobody is alarmed");
        let asked_about = async |title: &str| {
            for change in &open {
                let item = change.entries[0].item;
                let found = server.app.db.read(async |c: &mut Conn<'_>| items::by_id(c, town.id, item).await).await;
                if found.unwrap().unwrap().item.title.as_deref() == Some(title) {
                    return change.id;
                }
            }
            panic!("nobody was asked about {title}")
        };
        answer_held(&hands, town.id, asked_about("Baumpflege").await, Decision::Release).await.unwrap();
        answer_held(&hands, town.id, asked_about("Probe").await, Decision::Reject).await.unwrap();
        set(("without_words", "Irrtum,*sperrung,Baumpflege")).await;
        apply_to_old(&hands, &town, Some(&server.source(&source).await), true).await.unwrap();

        let (machine, kern) = ("machine", "cli:kern");
        let mut found = deeds(&server).await;
        let set = expected(&[(Deed::SourceSet, kern)]);
        assert_eq!(found.iter().filter(|deed| set.contains(deed)).count(), 2, "each change of rules stands there, too");
        found.retain(|deed| !set.contains(deed));
        let by_rules = found.split_off(4);
        assert_eq!(
            found,
            expected(&[(Deed::Merged, machine), (Deed::Held, machine), (Deed::Released, kern), (Deed::Rejected, kern)])
        );
        for one in expected(&[(Deed::Void, machine), (Deed::LeftOut, kern), (Deed::ShareLeftOut, kern)]) {
            assert!(by_rules.contains(&one), "{one:?} in {by_rules:?}");
        }
        assert_eq!(by_rules.len(), 3);
        let said: Vec<String> =
            log(&server).await.iter().map(|row| deed_words(&row.line, &AuditNames::default(), Locale::De)).collect();
        for words in [
            "Ein neuer Beitrag wartet auf Freigabe (Nr. ",
            "Ein neuer Beitrag freigegeben (Nr. ",
            "Ein neuer Beitrag abgelehnt (Nr. ",
            "zurückgezogen. Regel des Kanals: „Baumpflege“ steht darin.",
            "bleibt ohne den Anteil von rathaus-aktuell. Regel des Kanals",
        ] {
            assert!(said.iter().any(|one| one.contains(words)), "{words} in {said:?}");
        }
    }
}

#[tokio::test]
async fn pausing_resuming_and_retiring_a_channel_is_written_down() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        site.feed(&entries(2));
        let server = server(&database).await;
        let source = server.add_source(&site.url("/feed.xml")).await;
        server.pass(1).await;
        let desk = server.app.desk();
        for state in [SourceState::Paused, SourceState::Active, SourceState::Retired, SourceState::Removed] {
            set_source_state(&desk, &server.source(&source).await, state).await.unwrap();
        }
        let kern = "cli:kern";
        let deeds = deeds(&server).await;
        assert_eq!(
            deeds,
            expected(&[
                (Deed::SourcePaused, kern),
                (Deed::SourceResumed, kern),
                (Deed::SourceRetired, kern),
                (Deed::SourceRemoved, kern),
            ])
        );
        let rows = log(&server).await;
        assert_eq!((rows[1].line.deed.as_str(), rows[1].line.about_kind.as_str()), ("town_published", "town"));
        assert!(rows[2..].iter().all(|row| row.line.about == source.slug));
    }
}

#[tokio::test]
async fn the_command_line_reads_the_log_and_says_where_it_is_broken() {
    let program = Program::new(None);
    let host = program.host();
    program.succeed(&["town", "add", "--name", "Musterbach", "--host", &host, "--actor", "rathaus", "--publish"]);
    let said = program.succeed(&["audit", "list", "--town", &host]);
    assert!(
        said.contains("WER")
            && said.contains("Ort veröffentlicht")
            && said.contains("Kommandozeile")
            && !said.contains("unknown"),
        "{said}"
    );
    let said = program.succeed(&["audit", "verify"]);
    assert!(said.contains("3 Einträge, alle unversehrt"), "{said}");
    let data = program.succeed(&["--json", "audit", "verify", "--town", &host]);
    let data: serde_json::Value = serde_json::from_str(&data).unwrap();
    assert_eq!((&data["whole"], &data["towns"][0]["entries"]), (&true.into(), &3.into()));
    let database = sqlx::SqlitePool::connect(&format!("sqlite:{}", program.database().display())).await.unwrap();
    sqlx::query("UPDATE audit SET who = 'cli:jemand'").execute(&database).await.unwrap();
    database.close().await;
    let broken = program.run(&["audit", "verify"]);
    assert_eq!(broken.status.code(), Some(1));
    let said = String::from_utf8_lossy(&broken.stdout).into_owned();
    assert!(said.contains("Eintrag 1 ist nicht so"), "{said}");
}
