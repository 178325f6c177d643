//! What must hold for whatever platform: nothing of strangers and no login is stored, on both engines, while posts come,
//! change and go. A kind of source without a platform in `support::platform` does not compile.

use ausrufer::admin::{change_rules, set_source_rules};
use ausrufer::domain::rules::Rules;
use ausrufer::domain::source::{Source, SourceKind};

use crate::support::databases::{self, TestDb};
use crate::support::fake_graph;
use crate::support::platform::{self, APP_SECRET, Platform, STRANGER, Said, TOKEN, said};
use crate::support::server::TestServer;

/// What the accounts say, each two.
const WORDS: [&str; 32] = [
    "Wochenmarkt verlegt",
    "Hallenbad geschlossen",
    "Laternenumzug am Martinstag",
    "Baumfällung in der Birkenallee",
    "Blutspende im Vereinsheim",
    "Lesenacht der Stadtbücherei",
    "Glasfaser für die Gerbergasse",
    "Seniorencafé mit Akkordeon",
    "Brückenprüfung an der Ilm",
    "Töpferkurs im Jugendhof",
    "Spülung der Hydranten",
    "Krötenwanderung beginnt",
    "Haushalt eingebracht",
    "Zirkus auf der Nordwiese",
    "Spielplatz eröffnet",
    "Kabelarbeiten am Pfarrhaus",
    "Weinprobe im Keller",
    "Fahrbahn wird erneuert",
    "Schachturnier der Schulen",
    "Trachten und Hutmacher",
    "Angler reinigen das Ufer",
    "Vogelstimmen im Auwald",
    "Fernwärme kommt an",
    "Sprechstunde für Computer",
    "Tanztee am Sonntag",
    "Zehntscheune bekommt ein Dach",
    "Impfen ohne Termin",
    "Drachen über dem Hügel",
    "Repaircafé hilft mit Hosen",
    "Ehrenamt wird gefeiert",
    "Strom fällt kurz aus",
    "Holz wird versteigert",
];

/// A newsletter waits for a person unless staff said otherwise.
pub(super) async fn wave_through(server: &TestServer, source: &Source) {
    if source.kind == SourceKind::Mail {
        let wanted = change_rules(&Rules::default(), None, &[("approval".to_owned(), "nein".to_owned())]).unwrap();
        set_source_rules(&server.app.desk(), source, &wanted).await.unwrap();
    }
}

async fn items_of(database: &TestDb, kind: SourceKind) -> Option<i64> {
    let name = kind.as_str();
    database
        .number(&format!("SELECT count(*) FROM item i JOIN source s ON s.id = i.source_id WHERE s.kind = '{name}'"))
        .await
}

#[tokio::test]
async fn nothing_of_strangers_and_no_login_is_stored_whatever_the_platform() {
    for database in databases::each().await {
        let platforms = platform::every().await;
        let first = |n: usize| said(1, WORDS[2 * n], -7_200);
        let second = |n: usize| said(2, WORDS[2 * n + 1], -3_600);
        let third = said(3, "Fundsachen abholen", -10_800);
        platforms.iter().enumerate().for_each(|(n, one)| one.says(&[second(n), first(n), third], &[]));
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        for one in &platforms {
            let source = one.mirror(&server).await;
            wave_through(&server, &source).await;
        }
        server.pass(1).await;
        server.pass(61).await;
        all_well(&server, &database, &platforms).await;
        // An edit, and a withdrawal.
        let edited = |n: usize| Said { words: "Jetzt ganz anders", edited: true, ..second(n) };
        platforms.iter().enumerate().for_each(|(n, one)| one.says(&[edited(n), third], &[1]));
        for _ in 0..4 {
            server.pass(301).await;
        }
        all_well(&server, &database, &platforms).await;
        for word in [STRANGER, TOKEN, APP_SECRET, fake_graph::TOKEN] {
            assert_eq!(database.places_of(word).await, [""; 0], "{word}");
        }
    }
}

/// Every platform is read, and gave what the town said there.
async fn all_well(server: &TestServer, database: &TestDb, platforms: &[Platform]) {
    let listed = server.command(&["source", "list", "--town", &server.host]);
    let sources = listed["sources"].as_array().unwrap();
    assert_eq!(sources.len(), platforms.len());
    for source in sources {
        let kind = SourceKind::parse(source["kind"].as_str().unwrap()).unwrap();
        assert!(source["error"].is_null(), "{source:#}");
        assert_eq!(items_of(database, kind).await, Some(3), "{}", kind.as_str());
    }
}
