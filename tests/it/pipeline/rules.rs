//! Rules: what they leave out is stored and never shown, what waits needs a person, and old posts change on command only.

use std::time::Duration;

use ausrufer::admin::{change_rules, set_source_rules, set_town_rules};
use ausrufer::clock::{Clock, SystemClock};
use ausrufer::domain::rules::Rules;
use ausrufer::domain::source::Source;
use ausrufer::jobs::{Answer as Decision, answer_held, apply_to_old, books, try_rules};
use ausrufer::store::held::{self, Held};
use ausrufer::store::posts_read::{self, Listing};
use ausrufer::store::{Conn, rules, withheld};

use crate::support::databases::{self, TestDb};
use crate::support::mini_peer::MiniPeer;
use crate::support::program::Program;
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Answer, Entry, Site};

/// A server that mirrors a site's feed, with rules set before the first look.
async fn with_rules(database: &TestDb, site: &Site, pairs: &[&str]) -> (TestServer, Source) {
    let server = TestServer::start(database).await;
    server.add_actor().await;
    let source = server.add_source(&site.url("/feed.xml")).await;
    set(&server, &source, pairs).await;
    server.pass(1).await;
    (server, source)
}

async fn set(server: &TestServer, source: &Source, pairs: &[&str]) {
    let source = server.source(source).await;
    let now = server.app.db.read(async |c: &mut Conn<'_>| rules::book(c, &source).await).await.unwrap().source;
    let wanted = change_rules(&now, Some(source.class), &split(pairs)).unwrap();
    set_source_rules(&server.app.desk(), &source, &wanted).await.unwrap();
}

fn split(pairs: &[&str]) -> Vec<(String, String)> {
    pairs.iter().map(|pair| pair.split_once('=').unwrap()).map(|(k, v)| (k.to_owned(), v.to_owned())).collect()
}

/// An entry said so many minutes before the tests begin.
fn entry(id: &str, title: &str, minutes: u64) -> Entry {
    Entry::new(id, title, start_of_tests() - Duration::from_secs(60 * minutes))
}

async fn off_the_page(server: &TestServer) -> (u32, u32) {
    let town = server.town().await.id;
    let counted = server.app.db.read(async |c: &mut Conn<'_>| withheld::counted(c, town).await).await.unwrap();
    counted.iter().fold((0, 0), |(left, waiting), one| (left + one.left, waiting + one.waiting))
}

async fn open(server: &TestServer) -> Vec<Held> {
    let town = server.town().await.id;
    server.app.db.read(async |c: &mut Conn<'_>| held::open(c, town).await).await.unwrap()
}

async fn decide(server: &TestServer, held: &Held, decision: Decision) -> Option<usize> {
    let town = server.town().await;
    answer_held(server.app.jobs.hands(), town.id, held.id, decision).await.unwrap()
}

/// Posts that followers were to be told of.
async fn told(database: &TestDb) -> Option<i64> {
    database.number("SELECT count(*) FROM post WHERE NOT silent").await
}

#[tokio::test]
async fn what_a_rule_leaves_out_is_counted_and_stays_out_when_the_rule_goes() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        let mut all = vec![entry("fest", "Sommerfest am Markt", 20), entry("rat", "Ratssitzung", 30)];
        site.feed(&all);
        let (server, source) = with_rules(&database, &site, &["without_words=*fest"]).await;
        assert_eq!(server.headings().await, ["Ratssitzung"]);
        assert_eq!(off_the_page(&server).await, (1, 0));

        set(&server, &source, &["without_words="]).await;
        all.insert(0, entry("neu", "Winterfest", 10));
        site.feed(&all);
        server.pass(60).await;
        assert_eq!(server.headings().await, ["Winterfest", "Ratssitzung"], "changed rules concern new posts");
        assert_eq!(off_the_page(&server).await, (1, 0), "what was judged is not judged again");
    }
}

#[tokio::test]
async fn an_edit_of_what_was_left_out_is_judged_anew() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        let mut all = vec![entry("a", "Sperrung der Mühlgasse", 20), entry("b", "Ratssitzung", 30)];
        site.feed(&all);
        let (server, _) = with_rules(&database, &site, &["only_words=Ratssitzung,Brücke"]).await;
        assert_eq!(server.headings().await, ["Ratssitzung"]);
        all[0].text = "<p>Auch die Bruecke ist zu.</p>".into();
        site.feed(&all);
        server.pass(60).await;
        assert_eq!(server.headings().await, ["Sperrung der Mühlgasse", "Ratssitzung"]);
        assert_eq!(off_the_page(&server).await, (0, 0));
        server.pass(60).await;
        assert_eq!(server.headings().await.len(), 2, "once");
    }
}

#[tokio::test]
async fn the_town_rules_over_all_its_channels() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        site.feed(&[entry("a", "Sommerfest", 20), entry("b", "Ratssitzung", 30)]);
        let server = TestServer::start(&database).await;
        server.add_source(&site.url("/feed.xml")).await;
        let town = server.town().await.id;
        let wanted = change_rules(&Rules::default(), None, &split(&["only_words=Sommerfest"])).unwrap();
        set_town_rules(&server.app.desk(), town, &wanted.rules).await.unwrap();
        server.pass(1).await;
        assert_eq!(server.headings().await, ["Sommerfest"]);
    }
}

#[tokio::test]
async fn a_post_that_waits_is_news_when_a_person_agrees_within_a_day() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        site.feed(&[entry("a", "Anfang", 5)]);
        let (server, source) = with_rules(&database, &site, &[]).await;
        set(&server, &source, &["approval=ja", "topic=Verkehr:*sperrung"]).await;
        let peer = MiniPeer::start("peer", server.clock.clone()).await;
        peer.follow(&format!("http://{}/ap/rathaus", server.host)).await;
        let mut all = vec![entry("neu", "Vollsperrung", 0), entry("a", "Anfang", 5)];
        site.feed(&all);
        server.pass(60).await;
        assert_eq!(server.headings().await, ["Anfang"]);
        assert_eq!(off_the_page(&server).await, (0, 1));

        all[0].text = "<p>Die Mühlgasse ist bis Freitag gesperrt.</p>".into();
        site.feed(&all);
        server.pass(60).await;
        let waiting = open(&server).await;
        assert_eq!(waiting.len(), 1, "an edit asks nothing twice");
        server.pass(5 * 3600).await;
        assert_eq!(decide(&server, &waiting[0], Decision::Release).await, Some(1));
        server.pass(1).await;
        let (_, _, page) = server.get("/", "text/html").await;
        assert!(page.contains("bis Freitag gesperrt"), "what waited is what the source says now");
        assert_eq!(told(&database).await, Some(1));
        let received =
            peer.await_received(|all| all.iter().any(|one| one.kind == "Create"), Duration::from_secs(10)).await;
        assert_eq!(received.iter().filter(|one| one.kind == "Create").count(), 1);
        assert_eq!(decide(&server, &waiting[0], Decision::Release).await, None, "answered once");
        assert_eq!(labels_of(&server, "Vollsperrung").await, ["topic Verkehr"]);
        server.pass(60).await;
        assert_eq!((server.headings().await.len(), off_the_page(&server).await), (2, (0, 0)));
    }
}

async fn labels_of(server: &TestServer, heading: &str) -> Vec<String> {
    let town = server.town().await.id;
    let page = async |c: &mut Conn<'_>| posts_read::page(c, town, &Listing::All, None, 100).await;
    let posts = server.app.db.read(page).await.unwrap();
    let post = posts.iter().find(|post| post.heading() == heading).unwrap();
    post.labels.iter().map(|label| format!("{} {}", label.kind.as_str(), label.name)).collect()
}

#[tokio::test]
async fn an_approval_after_a_day_disturbs_nobody_and_a_refusal_is_remembered() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        let mut all = vec![entry("ja", "Kommt spät", 1), entry("nein", "Kommt nie", 2)];
        site.feed(&all);
        let (server, _) = with_rules(&database, &site, &["approval=ja"]).await;
        let waiting = open(&server).await;
        assert_eq!((waiting.len(), server.headings().await.len()), (2, 0), "one question for each");
        server.pass(25 * 3600).await;
        let of = |native: &str| {
            format!("SELECT h.id FROM held h JOIN item i ON i.id = h.item_id WHERE i.native_id = '{native}'")
        };
        let (yes, no) = (database.number(&of("ja")).await, database.number(&of("nein")).await);
        let held = |id: Option<i64>| waiting.iter().find(|one| Some(one.id.0) == id).unwrap();
        assert_eq!(decide(&server, held(yes), Decision::Release).await, Some(1));
        assert_eq!(decide(&server, held(no), Decision::Reject).await, Some(1));
        assert_eq!((server.headings().await, told(&database).await), (vec!["Kommt spät".to_owned()], Some(0)));
        all[1].text = "<p>Anders gesagt.</p>".into();
        site.feed(&all);
        server.pass(3600).await;
        assert_eq!(server.headings().await, ["Kommt spät"]);
        assert!(open(&server).await.is_empty(), "nobody is asked again");
    }
}

#[tokio::test]
async fn nobody_is_asked_about_what_its_source_withdrew() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        let all = [entry("a", "Bleibt", 10), entry("b", "Geht", 20)];
        site.feed(&all);
        let (server, _) = with_rules(&database, &site, &["approval=ja"]).await;
        assert_eq!(open(&server).await.len(), 2);
        site.feed(&all[..1]);
        site.put("/artikel/b", Answer::status(410));
        server.pass(60).await;
        server.pass(301).await;
        assert_eq!(open(&server).await.len(), 1);
        assert_eq!(off_the_page(&server).await, (0, 1));
    }
}

#[tokio::test]
async fn an_author_keeps_a_post_out_with_a_hashtag_before_and_after() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        let mut all = vec![entry("nie", "Interna", 10), entry("a", "Erst öffentlich", 20), entry("b", "Bleibt", 30)];
        all[0].text = "<p>Nur für das Kollegium. #NichtSpiegeln</p>".into();
        site.feed(&all);
        let (server, _) = with_rules(&database, &site, &[]).await;
        assert_eq!(server.headings().await, ["Erst öffentlich", "Bleibt"]);
        assert_eq!(off_the_page(&server).await, (1, 0));
        let kept = "SELECT count(*) FROM item WHERE data LIKE '%Kollegium%'";
        assert_eq!(database.number(kept).await, Some(0), "its words are not even stored");

        all[1].text = "<p>Doch nicht. #nomirror</p>".into();
        site.feed(&all);
        server.pass(60).await;
        assert_eq!(server.headings().await, ["Bleibt"]);
        assert_eq!(database.number("SELECT count(*) FROM activity WHERE kind = 'Delete'").await, Some(1));
        assert_eq!(database.number("SELECT count(*) FROM item WHERE data LIKE '%Doch nicht%'").await, Some(0));

        all[1].text = "<p>Jetzt wieder für alle.</p>".into();
        site.feed(&all);
        server.pass(60).await;
        assert_eq!(server.headings().await, ["Erst öffentlich", "Bleibt"], "a new post under a new name");
        assert_eq!(database.number("SELECT count(*) FROM post").await, Some(3));
    }
}

#[tokio::test]
async fn trying_a_rule_counts_and_changes_nothing() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        let all: Vec<Entry> = (0..12)
            .map(|n| {
                entry(&format!("e{n}"), &format!("{} {n}", if n % 4 == 0 { "Stadtfest" } else { "Sitzung" }), 10 + n)
            })
            .collect();
        site.feed(&all);
        let (server, source) = with_rules(&database, &site, &[]).await;
        let town = server.town().await;
        let hands = server.app.jobs.hands();
        let mut tried = books(hands, &town, Some(&source)).await.unwrap();
        tried[0].1.source = change_rules(&Rules::default(), None, &split(&["without_words=*fest"])).unwrap().rules;
        let trial = try_rules(hands, &town, &tried).await.unwrap();
        assert_eq!((trial.left.len(), trial.total, trial.waiting.len()), (3, 12, 0));
        let titles: Vec<_> = trial.left.iter().map(|one| one.title.as_str()).collect();
        assert_eq!(titles, ["Stadtfest 0", "Stadtfest 4", "Stadtfest 8"], "newest first");
        tried[0].1.source.approval = Some(true);
        assert_eq!(try_rules(hands, &town, &tried).await.unwrap().waiting.len(), 9);
        server.pass(60).await;
        assert_eq!(server.headings().await.len(), 12);
    }
}

#[tokio::test]
async fn old_posts_follow_new_rules_on_command_only_and_in_silence() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        site.feed(&[entry("fest", "Sommerfest", 20), entry("rat", "Ratssitzung", 30)]);
        let (server, source) = with_rules(&database, &site, &[]).await;
        set(&server, &source, &["without_words=*fest"]).await;
        server.pass(60).await;
        let (town, hands) = (server.town().await, server.app.jobs.hands());
        let planned = apply_to_old(hands, &town, Some(&source), false).await.unwrap();
        assert_eq!((planned.withdrawn, planned.published, server.headings().await.len()), (1, 0, 2), "only counted");
        let done = apply_to_old(hands, &town, Some(&source), true).await.unwrap();
        assert_eq!((done, server.headings().await), (planned, vec!["Ratssitzung".to_owned()]));
        assert_eq!(database.number("SELECT count(*) FROM activity WHERE kind = 'Delete'").await, Some(1));
        server.pass(13 * 3600).await;
        server.pass(60).await;
        assert_eq!(server.headings().await, ["Ratssitzung"], "the next look brings nothing back");

        set(&server, &source, &["without_words="]).await;
        let done = apply_to_old(hands, &town, Some(&source), true).await.unwrap();
        assert_eq!((done.withdrawn, done.published), (0, 1));
        assert_eq!(server.headings().await, ["Sommerfest", "Ratssitzung"]);
        assert_eq!(told(&database).await, Some(0), "nobody is disturbed");
        assert_eq!(
            database.number("SELECT count(DISTINCT ulid) FROM post").await,
            Some(3),
            "a withdrawn post never returns"
        );
        server.pass(60).await;
        assert_eq!(server.headings().await.len(), 2);
    }
}

#[tokio::test]
async fn a_post_of_two_channels_lives_on_in_the_one_that_no_rule_concerns() {
    for database in databases::each().await {
        let (one, two) = (Site::start("www").await, Site::start("verein").await);
        for site in [&one, &two] {
            site.feed(&[entry("a", "Sommerfest am Marktplatz", 20)]);
        }
        let (server, _) = with_rules(&database, &one, &[]).await;
        let second = server.add_source(&two.url("/feed.xml")).await;
        server.pass(1).await;
        assert_eq!(server.headings().await.len(), 1, "merged");
        set(&server, &second, &["without_words=*fest"]).await;
        let town = server.town().await;
        let done = apply_to_old(server.app.jobs.hands(), &town, Some(&second), true).await.unwrap();
        assert_eq!((done.withdrawn, server.headings().await.len()), (1, 1));
        assert_eq!(database.number("SELECT count(*) FROM post_item").await, Some(1));
        assert_eq!(database.number("SELECT count(*) FROM activity WHERE kind = 'Delete'").await, Some(0));
    }
}

#[tokio::test]
async fn third_parties_are_on_the_page_only_and_only_if_the_town_wants() {
    for database in databases::each().await {
        let site = Site::start("www").await;
        let mut all = vec![entry("a", "Vereinsfest", 20)];
        site.feed(&all);
        let (server, _) = with_rules(&database, &site, &["class=third_party"]).await;
        assert!(server.headings().await.is_empty());
        let town = server.town().await.id;
        let wanted = change_rules(&Rules::default(), None, &split(&["third_parties=ja"])).unwrap();
        set_town_rules(&server.app.desk(), town, &wanted.rules).await.unwrap();
        all.insert(0, Entry::new("b", "Jahreshauptversammlung", start_of_tests() + Duration::from_secs(30)));
        site.feed(&all);
        server.pass(60).await;
        assert_eq!(server.headings().await, ["Jahreshauptversammlung"]);
        server.pass(60).await;
        assert_eq!(database.number("SELECT count(*) FROM activity WHERE kind = 'Create'").await, Some(0));
        let (_, _, outbox) = server.get("/ap/rathaus/outbox", "application/activity+json").await;
        assert!(outbox.contains("\"totalItems\":0"), "{outbox}");
    }
}

/// An entry said so many minutes ago by the wall clock, on which the program runs.
fn recent(id: &str, title: &str, minutes: u64) -> Entry {
    Entry::new(id, title, SystemClock.now() - Duration::from_secs(60 * minutes))
}

#[tokio::test(flavor = "multi_thread")]
async fn clerks_read_rules_in_german_and_try_them_before_they_count() {
    let site = Site::start("www").await;
    site.feed(&[recent("a", "Sommerfest", 10), recent("b", "Ratssitzung", 20), recent("c", "Winterfest", 30)]);
    let program = Program::new(None);
    let host = program.host();
    program.succeed(&["town", "add", "--name", "Stadt Musterbach", "--host", &host, "--publish"]);
    let added = program.succeed(&["--json", "source", "add", &site.url("/feed.xml"), "--name", "Aktuelles"]);
    let added: serde_json::Value = serde_json::from_str(&added).unwrap();
    let slug = added["source"].as_str().unwrap();
    program.succeed(&["source", "poll", slug]);

    let said = program.succeed(&["source", "rules", slug]);
    assert!(said.contains("Regeln für „Aktuelles“") && said.contains("Keine eigenen Regeln."), "{said}");
    let tried = program.succeed(&["source", "rules", slug, "without_words=*fest", "--dry-run"]);
    assert!(
        tried.contains("Diese Regel hätte 2 von 3 ausgelassen.") && tried.contains("„*fest“ steht darin"),
        "{tried}"
    );
    let tried = program.succeed(&["--json", "source", "rules", slug, "without_words=*fest", "--dry-run"]);
    let tried: serde_json::Value = serde_json::from_str(&tried).unwrap();
    assert_eq!((tried["total"].as_i64(), tried["left_out"].as_array().map(Vec::len)), (Some(3), Some(2)));
    assert!(program.succeed(&["source", "rules", slug]).contains("Keine eigenen Regeln."), "trying changed nothing");

    let said = program.succeed(&["source", "rules", slug, "without_words=*fest", "topic=Rat:Rat*"]);
    assert!(said.contains("neue Beiträge") && said.contains("--apply-to-old"), "{said}");
    assert!(said.contains("Keine Beiträge, in denen eines davon steht: „*fest“."), "{said}");
    let planned = program.succeed(&["source", "rules", slug, "--apply-to-old"]);
    assert!(planned.contains("2 würden zurückgezogen") && planned.contains("--yes"), "{planned}");
    program.succeed(&["source", "rules", slug, "--apply-to-old", "--yes"]);
    assert!(program.succeed(&["source", "list"]).contains("2 Beiträge ausgelassen"));
    let listed = program.succeed(&["post", "list"]);
    assert!(listed.contains("Ratssitzung") && !listed.contains("fest"), "{listed}");

    let file = program.folder.path().join("regeln.toml");
    std::fs::write(&file, "approval = true\n[[district]]\nname = \"Oberdorf\"\nwhen = [\"Oberdorf\"]\n").unwrap();
    let said = program.succeed(&["town", "rules", "--file", file.to_str().unwrap()]);
    assert!(said.contains("Jeder neue Beitrag wartet auf Freigabe.") && said.contains("Ortsteil „Oberdorf“"), "{said}");
    assert!(said.contains("town rules") && said.contains("#nomirror"), "{said}");
    site.feed(&[recent("neu", "Bürgerversammlung", 1), recent("b", "Ratssitzung", 20)]);
    program.succeed(&["source", "poll", slug]);
    let waiting = program.succeed(&["held", "list"]);
    assert!(waiting.contains("Wartet auf Freigabe: „Bürgerversammlung“ (Regel des Ortes"), "{waiting}");
    let refused = program.run(&["source", "rules", slug, "only_word=x"]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("Meinten Sie „only_words“?"));
}
