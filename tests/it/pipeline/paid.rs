//! X, end to end: nothing is read before somebody answered for the terms, followers hear nothing before somebody said so,
//! and a month never costs more than was allowed.

use std::time::Duration;

use ausrufer::admin::{set_source_settings, status_words};
use ausrufer::domain::source::{Cause, ErrorClass, Source};
use ausrufer::i18n::Locale;
use ausrufer::jobs::poll_now;
use ausrufer::store::{Conn, Lane, spending};
use serde_json::{Value, json};

use super::platforms::{mirror_with, stored};
use crate::support::databases::{self, TestDb};
use crate::support::mini_peer::MiniPeer;
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Answer, Entry, Site};

const ADDRESS: &str = "x:@musterbach";
const LIST: &str = "/2/users/5/tweets";
const TOKEN: &str = "geheimes-wort";
const STRANGER: &str = "Kanarienvogel";
const TERMS: (&str, &str) = ("terms_allowed_by", "Rechtsamt, Frau Beispiel");

fn tweet(id: &str, words: &str, at: jiff::Timestamp) -> Value {
    json!({ "id": id, "text": words, "author_id": "5", "created_at": at.to_string(), "edit_history_tweet_ids": [id] })
}

fn ago(seconds: u64) -> jiff::Timestamp {
    start_of_tests() - Duration::from_secs(seconds)
}

fn say(site: &Site, posts: &[Value]) {
    let reply =
        json!({ "id": "1", "text": format!("@{STRANGER} danke"), "author_id": "5", "in_reply_to_user_id": "6" });
    let posts: Vec<Value> = posts.iter().cloned().chain([reply]).collect();
    let answer = json!({ "data": posts, "meta": { "result_count": posts.len(), "newest_id": posts[0]["id"] } });
    site.put(LIST, Answer::ok("application/json", answer.to_string()));
    site.put("/2/tweets", Answer::ok("application/json", answer.to_string()));
}

async fn platform() -> Site {
    let site = Site::start("x").await;
    let user = json!({ "data": { "id": "5", "name": "Stadt Musterbach", "username": "musterbach" } });
    site.put("/2/users/by/username/musterbach", Answer::ok("application/json", user.to_string()));
    site
}

async fn set(server: &TestServer, source: &Source, name: &str, value: &str) {
    let source = server.source(source).await;
    let changes = [(name.to_owned(), json!(value))].into_iter().collect();
    set_source_settings(&server.app.desk(), &source, &changes).await.unwrap();
}

fn creates(peer: &MiniPeer) -> Vec<String> {
    peer.received().iter().filter(|one| one.kind == "Create").map(|one| one.object.clone()).collect()
}

async fn spent(database: &TestDb) -> i64 {
    database.number("SELECT spent FROM source WHERE kind = 'x'").await.unwrap()
}

#[tokio::test]
async fn posts_are_on_the_page_and_nobody_is_told_before_somebody_said_so() {
    for database in databases::each().await {
        let site = platform().await;
        say(&site, &[tweet("11", "Wochenmarkt verlegt", ago(3600))]);
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        let refused = mirror_with(&server, &site, ADDRESS, Some(TOKEN), &[]).await.unwrap_err();
        assert!(format!("{refused:?}").contains("cause-terms-unconfirmed"), "{refused:?}");
        assert!(site.asked(LIST).is_empty());

        let source = mirror_with(&server, &site, ADDRESS, Some(TOKEN), &[TERMS]).await.unwrap();
        assert_eq!(source.settings["deliver"], "no");
        server.pass(1).await;
        let peer = MiniPeer::start("peer", server.clock.clone()).await;
        peer.follow(&format!("http://{}/ap/rathaus", server.host)).await;
        server.pass(1).await;

        // On the website, too: there it is news, and it stands alone.
        let www = Site::start("www").await;
        www.feed(&[Entry::new("a", "Mühlgasse gesperrt", ago(600))]);
        server.add_source(&www.url("/feed.xml")).await;
        let later = |seconds| start_of_tests() + Duration::from_secs(seconds);
        let first = tweet("11", "Wochenmarkt verlegt", ago(3600));
        let told_by_both = tweet("12", "Mühlgasse gesperrt", later(30));
        say(&site, &[told_by_both.clone(), first.clone()]);
        server.pass(60).await;
        www.feed(&[Entry::new("b", "Mühlgasse gesperrt", later(61)), Entry::new("a", "Mühlgasse gesperrt", ago(600))]);
        server.pass(60).await;
        let headings = server.headings().await;
        assert_eq!(headings.iter().filter(|heading| *heading == "Mühlgasse gesperrt").count(), 3, "{headings:?}");
        let of_x = "SELECT count(*) FROM post p JOIN post_item pi ON pi.post_id = p.id JOIN source s ON s.id = pi.source_id \
             WHERE s.kind = 'x' AND NOT p.silent";
        assert_eq!(database.number(of_x).await, Some(0));
        let to_send = "SELECT count(*) FROM receipt r JOIN activity a ON a.id = r.activity_id JOIN post_item pi ON \
             pi.post_id = a.post_id JOIN source s ON s.id = pi.source_id WHERE s.kind = 'x'";
        assert_eq!(database.number(to_send).await, Some(0));
        let before = creates(&peer).len();

        set(&server, &source, "deliver", "yes").await;
        say(&site, &[tweet("13", "Freibad öffnet", later(150)), told_by_both, first]);
        server.pass(60).await;
        peer.await_received(
            |all| all.iter().filter(|one| one.kind == "Create").count() > before,
            Duration::from_secs(10),
        )
        .await;
        assert_eq!(creates(&peer).len(), before + 1, "only what is new");
        assert_eq!(database.number(of_x).await, Some(1));
        let audit = "SELECT count(*) FROM audit WHERE deed = 'source_set' AND detail LIKE '%deliver%'";
        assert_eq!(database.number(audit).await, Some(1));
        assert_eq!((stored(&database, STRANGER).await, stored(&database, TOKEN).await), (0, 0));
    }
}

#[tokio::test]
async fn a_month_never_costs_more_than_was_allowed() {
    for database in databases::each().await {
        let site = platform().await;
        say(&site, &[tweet("11", "Wochenmarkt verlegt", ago(3600))]);
        let server = TestServer::start(&database).await;
        let cap = [TERMS, ("monthly_cap", "0.10")];
        let source = mirror_with(&server, &site, ADDRESS, Some(TOKEN), &cap).await.unwrap();
        let now = async || poll_now(server.app.jobs.hands(), source.town, source.id).await.unwrap();
        // A fifth is kept for lookups: eighty thousandths of a dollar, ten a look.
        while server.source(&source).await.health.error.is_none() {
            let before = spent(&database).await;
            now().await;
            assert!(spent(&database).await <= 80 && site.asked(LIST).len() < 20, "{before}");
        }
        let looks = site.asked(LIST).len();
        assert_eq!(spent(&database).await, i64::try_from(10 * looks).unwrap());
        let failing = server.source(&source).await;
        let (class, message) = failing.health.error.clone().unwrap();
        assert_eq!((class, Cause::of_message(&message)), (ErrorClass::RateLimited, Some(Cause::MoneySpent)));
        let words = status_words(&failing, &server.town().await.zone(), Locale::De);
        assert!(words.contains("im Monat kosten darf"), "{words}");
        assert_eq!(server.headings().await, ["Wochenmarkt verlegt"], "what was read stays");

        now().await;
        assert_eq!(site.asked(LIST).len(), looks, "without money nothing is asked");
        server.pass(8 * 86_400).await;
        assert_eq!(server.source(&source).await.health.error, None, "another month");
        let (looks, before) = (site.asked(LIST).len(), spent(&database).await);
        assert!(looks > 0 && before > 0 && before <= 80);
        while server.source(&source).await.health.error.is_none() {
            now().await;
        }
        let looks_now = site.asked(LIST).len();
        assert!(looks_now > looks);
        let looks = looks_now;
        set(&server, &source, "monthly_cap", "1").await;
        server.pass(1).await;
        assert_eq!(server.source(&source).await.health.error, None);
        assert_eq!(site.asked(LIST).len(), looks + 1);
    }
}

#[tokio::test]
async fn money_is_set_aside_once_and_forgotten_with_its_month() {
    for database in databases::each().await {
        let site = platform().await;
        say(&site, &[tweet("11", "Wochenmarkt verlegt", ago(3600))]);
        let server = TestServer::start(&database).await;
        let source = mirror_with(&server, &site, ADDRESS, Some(TOKEN), &[TERMS]).await.unwrap();
        let db = &server.app.db;
        let take = async |month: &'static str, wanted: u32| {
            let source = &source;
            db.write_town(source.town, Lane::Normal, async |c: &mut Conn<'_>| {
                spending::set_aside(c, source, month, (wanted, 100)).await
            })
            .await
            .unwrap()
        };
        let (one, other) = tokio::join!(take("2026-03", 70), take("2026-03", 70));
        assert_eq!(one + other, 100, "two workers");
        assert_eq!(take("2026-03", 1).await, 0);
        let give = async |month: &'static str| {
            let source = &source;
            db.write(async |c: &mut Conn<'_>| spending::give_back(c, source, month, 30).await).await.unwrap();
        };
        give("2026-02").await;
        assert_eq!(take("2026-03", 50).await, 0, "of another month");
        give("2026-03").await;
        assert_eq!((take("2026-03", 50).await, take("2026-04", 50).await), (30, 50));
    }
}
