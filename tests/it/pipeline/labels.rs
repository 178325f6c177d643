//! What rules name is what readers see: who says it, what it is about, which part of town; and whose channel it is.

use std::time::Duration;

use ausrufer::admin::{change_rules, join_posts, set_source_rules, set_town_rules};
use ausrufer::domain::rules::Rules;
use ausrufer::domain::source::Source;
use ausrufer::jobs::apply_to_old;
use ausrufer::store::posts_read::{self, Listing};
use ausrufer::store::{Conn, rules};

use crate::support::databases::{self, TestDb};
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Entry, Site};

const HTML: &str = "text/html";

struct Stage {
    server: TestServer,
    site: Site,
    source: Source,
}

impl Stage {
    /// A town that mirrors a feed under rules; nothing is said yet.
    async fn begin(database: &TestDb, pairs: &[(&str, &str)]) -> Self {
        let site = Site::start("www").await;
        let server = TestServer::start(database).await;
        server.add_actor().await;
        site.feed(&[entry("probe", "Steht nur dort, solange der Kanal verbunden wird", 600)]);
        let source = server.add_source(&site.url("/feed.xml")).await;
        let stage = Self { server, site, source };
        stage.rule(pairs).await;
        stage
    }

    async fn rule(&self, pairs: &[(&str, &str)]) {
        let source = self.server.source(&self.source).await;
        let book = self.server.app.db.read(async |c: &mut Conn<'_>| rules::book(c, &source).await).await.unwrap();
        let wanted = change_rules(&book.source, Some(source.class), &owned(pairs)).unwrap();
        set_source_rules(&self.server.app.desk(), &source, &wanted).await.unwrap();
    }

    async fn says(&self, entries: &[Entry]) {
        self.site.feed(entries);
        self.server.pass(60).await;
    }

    async fn page(&self, path: &str) -> String {
        let (status, _, page) = self.server.get(path, HTML).await;
        assert_eq!(status, 200, "{path}");
        page
    }

    /// The address of the only post whose title begins like this.
    async fn post(&self, title: &str) -> String {
        let home = self.page("/").await;
        let link = home.split("<a class=\"u-url\" href=\"").find(|part| part.contains(&format!("\">{title}")));
        link.unwrap().split('"').next().unwrap().to_owned()
    }

    async fn feed(&self, path: &str) -> serde_json::Value {
        let (status, _, feed) = self.server.get(path, "*/*").await;
        assert_eq!(status, 200, "{path}");
        serde_json::from_str(&feed).unwrap()
    }
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

fn entry(id: &str, title: &str, minutes: u64) -> Entry {
    Entry::new(id, title, start_of_tests() - Duration::from_secs(60 * minutes))
}

const NAMED: [(&str, &str); 3] =
    [("topic", "Straßen & Verkehr:Sperrung"), ("district", "Nordend:Mühlgasse"), ("sender", "Feuerwehr:Einsatz")];

#[tokio::test]
async fn readers_see_who_says_it_what_it_is_about_and_where() {
    for database in databases::each().await {
        let stage = Stage::begin(&database, &NAMED).await;
        stage.says(&[entry("a", "Sperrung der Mühlgasse nach Einsatz", 20), entry("b", "Ratssitzung", 30)]).await;
        let path = stage.post("Sperrung").await;
        for page in [stage.page("/").await, stage.page(&path).await] {
            assert!(page.contains("Absender: </span>Feuerwehr</span>"), "{page}");
            assert!(
                page.contains("<a class=\"p-category\" href=\"/thema/strassen-verkehr\">Straßen &#38; Verkehr</a>"),
                "{page}"
            );
            assert!(page.contains("<a class=\"p-category\" href=\"/ortsteil/nordend\">Nordend</a>"), "{page}");
        }
        let council = stage.page(&stage.post("Ratssitzung").await).await;
        assert!(!council.contains("Absender") && !council.contains("/thema/"), "{council}");
        assert!(stage.page(&format!("/en{path}")).await.contains("href=\"/en/thema/strassen-verkehr\""));

        let feed = stage.feed("/feed.json").await;
        let tags = |n: usize| feed["items"][n]["tags"].clone();
        assert_eq!(feed["items"][0]["authors"][0]["name"], "Feuerwehr");
        assert_eq!((tags(0), tags(1)), (serde_json::json!(["Straßen & Verkehr", "Nordend"]), serde_json::Value::Null));
    }
}

#[tokio::test]
async fn a_topic_and_a_district_have_pages_and_feeds_of_their_own() {
    for database in databases::each().await {
        let stage = Stage::begin(&database, &NAMED).await;
        let mut all: Vec<Entry> =
            (0..23).map(|n| entry(&format!("s{n}"), &format!("Sperrung {n:02}"), 100 + n)).collect();
        all.push(entry("rat", "Ratssitzung", 90));
        all.push(entry("ort", "Fest in der Mühlgasse", 95));
        stage.says(&all).await;
        let page = stage.page("/thema/strassen-verkehr").await;
        assert!(page.contains("<h1 class=\"p-name\">Straßen &#38; Verkehr</h1>"), "{page}");
        assert!(
            page.contains("Sperrung 00") && !page.contains("Ratssitzung") && !page.contains("Sperrung 20"),
            "{page}"
        );
        let older = page.split("\" rel=\"next\"").next().unwrap().rsplit("href=\"").next().unwrap().to_owned();
        assert!(older.starts_with("/thema/strassen-verkehr?vor="), "{older}");
        let older = stage.page(&older).await;
        assert!(["Sperrung 20", "Sperrung 21", "Sperrung 22"].iter().all(|title| older.contains(title)), "{older}");
        assert_eq!(older.matches("<h2 class=\"p-name\">").count(), 3);
        let district = stage.page("/ortsteil/nordend").await;
        assert!(district.contains("Fest in der Mühlgasse") && !district.contains("Sperrung"), "{district}");
        let feed = stage.feed("/ortsteil/nordend/feed.json").await;
        assert_eq!(
            (feed["title"].as_str(), feed["items"].as_array().unwrap().len()),
            (Some("Stadt Musterbach: Nordend"), 1)
        );
        for form in ["atom", "rss"] {
            let (status, _, feed) = stage.server.get(&format!("/thema/strassen-verkehr/feed.{form}"), "*/*").await;
            assert!(status == 200 && feed.contains("Sperrung 05") && !feed.contains("Ratssitzung"), "{feed}");
        }
        for missing in
            ["/thema/nordend", "/ortsteil/strassen-verkehr", "/thema/feuerwehr", "/thema/x/feed.rss", "/thema/"]
        {
            assert_eq!(stage.server.get(missing, HTML).await.0, 404, "{missing}");
        }

        all.insert(0, entry("neu", "Sperrung am Markt", 1));
        stage.says(&all).await;
        assert!(stage.page("/thema/strassen-verkehr").await.contains("Sperrung am Markt"), "the kept page is renewed");
    }
}

#[tokio::test]
async fn rules_that_name_old_posts_show_it_on_pages_that_are_kept() {
    for database in databases::each().await {
        let stage = Stage::begin(&database, &[]).await;
        stage.says(&[entry("a", "Sperrung der Mühlgasse", 20)]).await;
        assert!(!stage.page("/").await.contains("/thema/"));
        stage.rule(&NAMED).await;
        let town = stage.server.town().await;
        apply_to_old(&stage.server.app.hands(), &town, None, true).await.unwrap();
        stage.server.pass(1).await;
        assert!(stage.page("/").await.contains("/thema/strassen-verkehr"));
        let changes = database.number("SELECT max(seq) FROM change").await;
        apply_to_old(&stage.server.app.hands(), &town, None, true).await.unwrap();
        assert_eq!(database.number("SELECT max(seq) FROM change").await, changes, "what has its names is left alone");
    }
}

#[tokio::test]
async fn joined_posts_stand_under_the_names_of_both() {
    for database in databases::each().await {
        let stage = Stage::begin(&database, &NAMED).await;
        stage.says(&[entry("a", "Ratssitzung im Nordend", 30), entry("b", "Sperrung wegen Einsatz", 20)]).await;
        let town = stage.server.town().await;
        let page = async |c: &mut Conn<'_>| posts_read::page(c, town.id, &Listing::All, None, 9).await;
        let posts = stage.server.app.db.read(page).await.unwrap();
        join_posts(&stage.server.app.desk(), &town, &posts[0], &posts[1]).await.unwrap();
        stage.server.pass(1).await;
        let topic = stage.page("/thema/strassen-verkehr").await;
        assert!(topic.contains("Ratssitzung im Nordend") && topic.contains("</span>Feuerwehr</span>"), "{topic}");
    }
}

#[tokio::test]
async fn posts_of_enterprises_and_third_parties_are_called_so() {
    for database in databases::each().await {
        for (class, words, channel, apart) in [
            ("official", None, None, false),
            (
                "municipal",
                Some("Beitrag eines städtischen Unternehmens"),
                Some("Kanal eines städtischen Unternehmens"),
                false,
            ),
            ("third_party", Some("Beitrag von Dritten"), Some("Kanal von Dritten"), true),
        ] {
            let database = database.another().await;
            let stage = Stage::begin(&database, &[("class", class), ("sender", "Feuerwehr:Einsatz")]).await;
            let wanted = change_rules(&Rules::default(), None, &owned(&[("third_parties", "ja")])).unwrap();
            set_town_rules(&stage.server.app.desk(), stage.server.town().await.id, &wanted.rules).await.unwrap();
            stage.says(&[entry("a", "Einsatz am Freibad", 20)]).await;
            let (home, post) = (stage.page("/").await, stage.page(&stage.post("Einsatz").await).await);
            for page in [&home, &post] {
                assert_eq!(words.is_some_and(|words| page.contains(words)), words.is_some(), "{class}: {page}");
                let said = ["Beitrag von ", "Beitrag eines "].iter().any(|words| page.contains(words));
                assert_eq!(said, words.is_some(), "{class}: {page}");
                assert_eq!(page.contains("<article class=\"beitrag dritte h-entry\""), apart, "{class}: {page}");
                assert_eq!(page.contains("</span>Feuerwehr</span>"), !apart, "no department speaks for others");
            }
            let register = stage.page("/kanaele").await;
            assert_eq!(channel.is_some_and(|channel| register.contains(channel)), channel.is_some(), "{register}");
            let feed = stage.feed("/feed.json").await;
            let author = feed["items"][0]["authors"][0]["name"].as_str().unwrap();
            let name = if apart { "Rathaus aktuell" } else { "Feuerwehr" };
            assert_eq!(author, words.map_or_else(|| name.to_owned(), |words| format!("{name} ({words})")));
        }
    }
}
