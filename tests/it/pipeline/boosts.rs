//! An account that the town already has on Mastodon: what it says stands on the page, and the town's account here boosts
//! the original instead of saying it a second time (`boost=yes`).

use std::time::Duration;

use ausrufer::admin::{set_source_settings, split_post};
use ausrufer::domain::post::{Post, PostState};
use ausrufer::jobs::remove_post;
use ausrufer::store::Conn;
use ausrufer::store::posts_read::{self, Listing};
use serde_json::{Value, json};

use super::platforms::mirror_with;
use crate::support::databases;
use crate::support::mini_peer::{MiniPeer, Received, Script};
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Answer, Entry, Site};

const SOON: Duration = Duration::from_secs(10);
const STRANGER: &str = "Kanarienvogel";
const AP: &str = "application/activity+json";
const BOOST: (&str, &str) = ("boost", "yes");
const ROADWORKS: &str = "Wegen eines Wasserrohrbruchs ist die Mühlgasse zwischen Marktplatz und Brückenstraße ab sofort \
    für den gesamten Verkehr gesperrt. Die Umleitung über die Lindenallee ist ausgeschildert. Die Arbeiten dauern \
    voraussichtlich bis Freitagabend. Anwohner erreichen ihre Grundstücke zu Fuß.";

/// The original's id at the old account.
fn uri(id: &str) -> String {
    format!("https://musterbach.social/users/rathaus/statuses/{id}")
}

/// A status that was said so many seconds after the beginning.
fn status(id: &str, words: &str, seconds: i64) -> Value {
    let at = start_of_tests() + jiff::SignedDuration::from_secs(seconds);
    json!({ "id": id, "uri": uri(id), "url": format!("https://musterbach.social/@rathaus/{id}"), "visibility": "public",
        "language": "de", "created_at": at.to_string(), "content": format!("<p>{words}</p>"),
        "account": { "id": "7", "acct": "rathaus", "display_name": "Rathaus" } })
}

/// The old account says these, the newest first, and nothing else.
fn says(site: &Site, statuses: &[Value]) {
    let answer = |body: Value| Answer::ok("application/json", body.to_string());
    let account = json!({ "id": "7", "acct": "rathaus", "display_name": "Rathaus Musterbach",
        "url": "https://musterbach.social/@rathaus" });
    site.put("/api/v1/accounts/lookup", answer(account.clone()));
    site.put("/api/v1/accounts/7", answer(account));
    let mut of_stranger = status("9", STRANGER, 10);
    of_stranger["account"] = json!({ "id": "8", "acct": STRANGER, "display_name": STRANGER });
    let all: Vec<&Value> = statuses.iter().chain([&of_stranger]).collect();
    site.put("/api/v1/accounts/7/statuses", answer(json!(all)));
    for status in statuses {
        site.put(&format!("/api/v1/statuses/{}", status["id"].as_str().unwrap()), answer(status.clone()));
    }
}

/// The old account deletes a status.
fn deletes(site: &Site, id: &str, left: &[Value]) {
    says(site, left);
    site.put(&format!("/api/v1/statuses/{id}"), Answer::status(404));
}

/// A town with an account that boosts its old one, and a follower; one status was there before.
async fn town(database: &databases::TestDb) -> (TestServer, Site, MiniPeer) {
    let site = Site::start("mastodon").await;
    says(&site, &[status("1", "Fundsachen abholen", -3600)]);
    let server = TestServer::start(database).await;
    server.add_actor().await;
    mirror_with(&server, &site, "mastodon:@rathaus@musterbach.social", None, &[BOOST]).await.unwrap();
    server.pass(1).await;
    let peer = MiniPeer::start("peer", server.clock.clone()).await;
    peer.follow(&format!("http://{}/ap/rathaus", server.host)).await;
    server.pass(1).await;
    peer.await_received(|all| all.iter().any(|one| one.kind == "Accept"), SOON).await;
    (server, site, peer)
}

/// Types and objects of what the follower's server took, but for the answer to its Follow.
fn told(peer: &MiniPeer) -> Vec<(String, String)> {
    let told = peer.received().into_iter().filter(|one| one.is_taken() && one.kind != "Accept");
    told.map(|one| (one.kind, one.object)).collect()
}

fn boost_of(id: &str) -> (String, String) {
    ("Announce".to_owned(), uri(id))
}

fn one_is(kind: &str) -> impl Fn(&[Received]) -> bool {
    move |all| all.iter().any(|one| one.kind == kind && one.is_taken())
}

async fn posts(server: &TestServer) -> Vec<Post> {
    let town = server.town().await;
    let page = async |c: &mut Conn<'_>| posts_read::page(c, town.id, &Listing::All, None, 20).await;
    server.app.db.read(page).await.unwrap()
}

async fn outbox(server: &TestServer) -> Vec<Value> {
    let (_, _, page) = server.get("/ap/rathaus/outbox?page=true", AP).await;
    let page: Value = serde_json::from_str(&page).unwrap();
    page["orderedItems"].as_array().unwrap().clone()
}

fn path_of(id: &str) -> &str {
    &id[id.find("/ap/").unwrap()..]
}

#[tokio::test]
async fn the_original_is_boosted_once_and_nothing_is_said_twice() {
    for database in databases::each().await {
        let (server, site, peer) = town(&database).await;
        assert_eq!(server.headings().await, ["Fundsachen abholen"]);
        let old = status("1", "Fundsachen abholen", -3600);
        says(&site, &[status("2", "Stadtfest am Samstag", 30), old.clone()]);
        server.pass(60).await;
        peer.await_received(one_is("Announce"), SOON).await;
        let server = server.restart(&database.url).await;
        server.pass(60).await;
        server.pass(60).await;
        assert_eq!(told(&peer), [boost_of("2")], "what was there before is imported in silence");
        assert_eq!(server.headings().await, ["Stadtfest am Samstag", "Fundsachen abholen"]);
        let feed = server.get("/feed.json", "application/feed+json").await.2;
        assert!(feed.contains("Stadtfest am Samstag"), "{feed}");

        let received = peer.received();
        let boost: Value =
            serde_json::from_slice(&received.iter().find(|one| one.kind == "Announce").unwrap().body).unwrap();
        let rathaus = format!("http://{}/ap/rathaus", server.host);
        assert_eq!((&boost["actor"], &boost["object"]), (&json!(rathaus), &json!(uri("2"))));
        assert_eq!(boost["cc"], json!([format!("{rathaus}/followers")]));
        let listed = outbox(&server).await;
        assert_eq!(listed[0]["id"], boost["id"]);
        assert!(listed.iter().all(|entry| entry["type"] == "Announce"), "{listed:?}");
        let (status_of_it, _, document) = server.get(path_of(boost["id"].as_str().unwrap()), AP).await;
        assert_eq!((status_of_it, serde_json::from_str::<Value>(&document).unwrap()), (200, boost.clone()));
        let note = format!("/ap/posts/{}", posts(&server).await[0].ulid);
        assert_eq!(server.get(&note, AP).await.0, 404, "there is no Note of ours");

        let mut edited = status("2", "Stadtfest am Sonntag", 30);
        edited["edited_at"] = (start_of_tests() + Duration::from_secs(200)).to_string().into();
        says(&site, &[edited, old]);
        server.pass(60).await;
        assert_eq!(server.headings().await[0], "Stadtfest am Sonntag");
        assert_eq!(told(&peer), [boost_of("2")], "followers get the edit from the original");

        let post = posts(&server).await.remove(0);
        assert!(remove_post(server.app.jobs.hands(), &server.town().await, &post).await.unwrap());
        server.pass(1).await;
        let received = peer.await_received(one_is("Undo"), SOON).await;
        let undo: Value =
            serde_json::from_slice(&received.iter().find(|one| one.kind == "Undo").unwrap().body).unwrap();
        assert_eq!((&undo["object"]["id"], &undo["object"]["type"]), (&boost["id"], &json!("Announce")));
        assert_eq!(undo["object"]["object"], json!(uri("2")));
        server.pass(60).await;
        assert_eq!(server.headings().await, ["Fundsachen abholen"], "it does not come back");
        assert_eq!(told(&peer).len(), 2, "{:?}", told(&peer));
        assert_eq!(server.get(path_of(boost["id"].as_str().unwrap()), AP).await.0, 410);
        assert!(outbox(&server).await.iter().all(|entry| entry["id"] != boost["id"]));
        server.pass(25 * 3600).await;
        let kept = database.places_of("FUNDSACHEN").await;
        assert!(kept.iter().any(|place| place.starts_with("post.")), "{kept:?}");
        assert_eq!(database.places_of(STRANGER).await, [""; 0]);
        let kept = "SELECT count(*) FROM activity WHERE kind = 'Undo' AND body <> ''";
        assert_eq!(database.number(kept).await, Some(1), "the Undo outlives the wiping");
    }
}

#[tokio::test]
async fn what_is_deleted_and_said_again_is_undone_and_boosted_anew() {
    for database in databases::each().await {
        let (server, site, peer) = town(&database).await;
        let old = status("1", "Fundsachen abholen", -3600);
        let new = status("2", "Stadtfest am Samstag", 30);
        says(&site, &[new.clone(), old.clone()]);
        server.pass(60).await;
        peer.await_received(one_is("Announce"), SOON).await;
        deletes(&site, "2", std::slice::from_ref(&old));
        server.pass(60).await;
        assert_eq!(server.headings().await, ["Fundsachen abholen"]);
        server.pass(3601).await;
        peer.await_received(one_is("Undo"), SOON).await;

        says(&site, &[new, old]);
        server.pass(60).await;
        let twice = |all: &[Received]| all.iter().filter(|one| one.kind == "Announce").count() == 2;
        let received = peer.await_received(twice, SOON).await;
        let ids: Vec<&str> = received.iter().filter(|one| one.kind != "Accept").map(|one| one.id.as_str()).collect();
        assert_eq!(ids.len(), 3);
        assert_ne!(ids[0], ids[2], "another post, another boost");
        assert_eq!(told(&peer).iter().map(|one| one.0.as_str()).collect::<Vec<_>>(), ["Announce", "Undo", "Announce"]);
    }
}

#[tokio::test]
async fn a_boost_that_nobody_got_is_not_sent_after_it_was_taken_back() {
    for database in databases::each().await {
        let (server, site, peer) = town(&database).await;
        // The server is slow after a failure: what comes meanwhile waits without having been tried.
        peer.answer(Script::retry_after(503, 7200));
        says(&site, &[status("2", "Stadtfest am Samstag", 30), status("1", "Fundsachen abholen", -3600)]);
        server.pass(60).await;
        says(
            &site,
            &[
                status("3", "Freibad öffnet", 90),
                status("2", "Stadtfest am Samstag", 30),
                status("1", "Fundsachen abholen", -3600),
            ],
        );
        server.pass(60).await;
        let hands = server.app.jobs.hands();
        for post in posts(&server).await.into_iter().take(2) {
            assert!(remove_post(hands, &server.town().await, &post).await.unwrap());
        }
        peer.answer(Script::Accept);
        for _ in 0..10 {
            server.pass(3600).await;
        }
        let ids: Vec<String> = peer.received().into_iter().filter(Received::is_taken).map(|one| one.kind).collect();
        assert_eq!(ids, ["Accept", "Undo"], "the first may have arrived, the second was never tried");
        assert_eq!(database.number("SELECT count(*) FROM delivery").await, Some(0));
    }
}

fn article(id: &str, seconds: u64) -> Entry {
    let mut entry = Entry::new(id, "Vollsperrung der Mühlgasse", start_of_tests() + Duration::from_secs(seconds));
    entry.text = format!("<p>{ROADWORKS}</p>");
    entry
}

#[tokio::test]
async fn what_the_website_says_too_is_told_once_whoever_says_it_first() {
    for database in databases::each().await {
        for website_first in [true, false] {
            let database = database.another().await;
            let (server, site, peer) = town(&database).await;
            let www = Site::start("www").await;
            let anchor = Entry::new("a", "Stadtbücherei hat neue Öffnungszeiten", start_of_tests());
            www.feed(std::slice::from_ref(&anchor));
            server.add_source(&www.url("/feed.xml")).await;
            server.pass(60).await;
            let old = status("1", "Fundsachen abholen", -3600);
            let toot = status("2", ROADWORKS, if website_first { 150 } else { 90 });
            if website_first {
                www.feed(&[article("b", 90), anchor.clone()]);
                server.pass(60).await;
                says(&site, &[toot, old.clone()]);
            } else {
                says(&site, &[toot, old.clone()]);
                server.pass(60).await;
                www.feed(&[article("b", 150), anchor.clone()]);
            }
            server.pass(60).await;
            let first = if website_first { "Create" } else { "Announce" };
            peer.await_received(one_is(first), SOON).await;
            server.pass(60).await;
            let all = posts(&server).await;
            let joined = all.iter().find(|post| post.channels.len() == 2).expect("one post of both");
            let kinds: Vec<String> = told(&peer).into_iter().map(|one| one.0).filter(|kind| kind != "Update").collect();
            assert_eq!(kinds, [first], "{website_first}");
            assert_eq!(joined.actor.is_some(), website_first);

            // The old account takes its status back: what the website says stays.
            deletes(&site, "2", std::slice::from_ref(&old));
            server.pass(60).await;
            server.pass(3601).await;
            server.pass(60).await;
            let again = posts(&server).await.into_iter().find(|post| post.id == joined.id).unwrap();
            assert_eq!((again.state, again.channels.len()), (PostState::Public, 1));
            if !website_first {
                peer.await_received(one_is("Undo"), SOON).await;
                assert!(outbox(&server).await.iter().all(|entry| entry["object"] != json!(uri("2"))));
            }
            let kinds: Vec<String> = told(&peer).into_iter().map(|one| one.0).filter(|kind| kind != "Update").collect();
            assert_eq!(kinds.len(), if website_first { 1 } else { 2 }, "{kinds:?}");
        }
    }
}

#[tokio::test]
async fn a_boosted_post_that_is_split_off_is_boosted_under_its_own_name() {
    for database in databases::each().await {
        let (server, site, peer) = town(&database).await;
        let www = Site::start("www").await;
        let anchor = Entry::new("a", "Stadtbücherei hat neue Öffnungszeiten", start_of_tests());
        www.feed(std::slice::from_ref(&anchor));
        server.add_source(&www.url("/feed.xml")).await;
        server.pass(60).await;
        says(&site, &[status("2", ROADWORKS, 90), status("1", "Fundsachen abholen", -3600)]);
        server.pass(60).await;
        www.feed(&[article("b", 150), anchor]);
        server.pass(60).await;
        peer.await_received(one_is("Announce"), SOON).await;
        let joined = posts(&server).await.into_iter().find(|post| post.channels.len() == 2).unwrap();
        let channel = joined.channels.iter().find(|channel| channel.name.contains("Rathaus Musterbach")).unwrap();
        split_post(&server.app.desk(), &server.town().await, &joined, Some(&channel.slug)).await.unwrap();
        server.pass(1).await;
        server.pass(60).await;
        let kinds: Vec<String> = told(&peer).into_iter().map(|one| one.0).collect();
        assert_eq!(kinds, ["Announce", "Undo", "Announce"]);
    }
}

#[tokio::test]
async fn an_account_that_is_boosted_says_nothing_when_it_is_given_to_a_town_without_one() {
    for database in databases::each().await {
        let site = Site::start("mastodon").await;
        says(&site, &[status("1", "Fundsachen abholen", -3600)]);
        let server = TestServer::start(&database).await;
        let refused = mirror_with(&server, &site, "mastodon:@rathaus@musterbach.social", None, &[("boost", "gern")]);
        let refused = format!("{:?}", refused.await.unwrap_err());
        assert!(refused.contains("boost=yes|no"), "{refused}");
        let source = mirror_with(&server, &site, "mastodon:@rathaus@musterbach.social", None, &[BOOST]).await.unwrap();
        server.pass(1).await;
        says(&site, &[status("2", "Stadtfest am Samstag", 30), status("1", "Fundsachen abholen", -3600)]);
        server.pass(60).await;
        server.add_actor().await;
        server.pass(1).await;
        assert_eq!(outbox(&server).await, Vec::<Value>::new());
        assert_eq!(server.headings().await.len(), 2);

        // Without the setting everything goes on as with any channel.
        let source = server.source(&source).await;
        let off = [("boost".to_owned(), json!("no"))].into_iter().collect();
        set_source_settings(&server.app.desk(), &source, &off).await.unwrap();
        says(&site, &[status("3", "Freibad öffnet", 70), status("2", "Stadtfest am Samstag", 30)]);
        server.pass(60).await;
        assert_eq!(outbox(&server).await[0]["type"], "Create");
    }
}
