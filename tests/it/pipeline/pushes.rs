//! A hub that tells of changes: asked, answered, believed only with our secret, and never needed (WebSub, DESIGN D9).

use std::time::Duration;

use ausrufer::domain::source::Source;
use aws_lc_rs::hmac;
use url::form_urlencoded;

use crate::support::databases::{self, TestDb};
use crate::support::http::{get, post};
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Answer, Asked, Entry, Site};

struct World {
    server: TestServer,
    site: Site,
    source: Source,
}

/// A town that mirrors a feed with a hub, and has read it once.
async fn world(database: &TestDb) -> World {
    let site = Site::start("website").await;
    site.put("/hub", Answer::status(202));
    publish(&site, &["Eins"]);
    let server = TestServer::start(database).await;
    let source = server.add_source(&site.url("/feed.xml")).await;
    server.pass(1).await;
    World { server, site, source }
}

fn publish(site: &Site, titles: &[&str]) {
    let said_at = |title: &str| start_of_tests() - Duration::from_secs(if title == "Eins" { 60 } else { 0 });
    let entries: Vec<Entry> = titles.iter().map(|title| Entry::new(title, title, said_at(title))).collect();
    site.feed(&entries);
    let links = format!("<{}>; rel=\"hub\", <{}>; rel=\"self\"", site.url("/hub"), site.url("/feed.xml"));
    site.add_header("/feed.xml", "link", &links);
}

fn value(asked: &Asked, name: &str) -> String {
    form_urlencoded::parse(asked.body.as_bytes()).find(|(key, _)| key == name).unwrap().1.into_owned()
}

impl World {
    fn path(&self) -> String {
        format!("/hooks/feed/{}", self.source.ulid)
    }

    async fn confirm(&self, topic: &str, lease_s: u64) -> (u16, String) {
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("hub.mode", "subscribe"), ("hub.topic", topic), ("hub.challenge", "x7y8")])
            .append_pair("hub.lease_seconds", &lease_s.to_string())
            .finish();
        let (status, _, body) = get(&self.server.host, &format!("{}?{query}", self.path()), "*/*").await;
        (status, body)
    }

    /// Pushes as the hub would with this secret, and does what is due then.
    async fn push(&self, secret: &str, body: &str) -> u16 {
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), body.as_bytes());
        let signature = format!("sha256={}", data_encoding::HEXLOWER.encode(tag.as_ref()));
        let headers = [("X-Hub-Signature", signature.as_str())];
        let (status, _, _) = post(&self.server.host, &self.path(), &headers, body.as_bytes()).await;
        self.server.app.run_all_due_jobs().await.unwrap();
        status
    }

    fn reads(&self) -> usize {
        self.site.asked("/feed.xml").len()
    }
}

#[tokio::test]
async fn a_hub_is_asked_once_and_what_it_tells_is_looked_at_without_waiting() {
    for database in databases::each().await {
        let world = world(&database).await;
        let asked = world.site.asked("/hub");
        assert_eq!(asked.len(), 1);
        assert_eq!(value(&asked[0], "hub.callback"), format!("http://{}{}", world.server.host, world.path()));
        let (topic, secret) = (value(&asked[0], "hub.topic"), value(&asked[0], "hub.secret"));
        assert_eq!(topic, world.site.url("/feed.xml"));

        assert_eq!(world.confirm("http://fremd.example/feed", 86_400).await.0, 404);
        assert_eq!(world.confirm(&topic, 86_400).await, (200, "x7y8".into()));

        publish(&world.site, &["Zwei", "Eins"]);
        let before = world.reads();
        assert_eq!(world.push("geraten", "Zwei").await, 403);
        assert_eq!(world.reads(), before, "what is not signed gives no reason to look");
        assert_eq!(world.push(&secret, "<p>Was hier steht, liest niemand</p>").await, 200);
        assert_eq!(world.server.headings().await, ["Zwei", "Eins"]);
        assert_eq!(world.reads(), before + 1);
        assert_eq!(world.push(&secret, "<p>Was hier steht, liest niemand</p>").await, 200);
        assert_eq!(world.reads(), before + 1, "the same push again is no news");
        let (_, _, page) = world.server.get("/", "text/html").await;
        assert!(!page.contains("liest niemand"));
    }
}

#[tokio::test]
async fn a_lease_is_renewed_at_half_its_time_and_a_hub_that_refuses_changes_nothing() {
    for database in databases::each().await {
        let world = world(&database).await;
        let first = world.site.asked("/hub").remove(0);
        let (topic, secret) = (value(&first, "hub.topic"), value(&first, "hub.secret"));
        assert_eq!(world.confirm(&topic, 7_200).await.0, 200);
        world.server.pass(1_800).await;
        assert_eq!(world.site.asked("/hub").len(), 1);
        world.server.pass(1_900).await;
        assert_eq!(world.site.asked("/hub").len(), 2);
        assert_eq!(world.push(&secret, "neu").await, 200, "the hub has not confirmed yet and signs as before");

        let denied = format!("{}?hub.mode=denied&hub.topic={topic}", world.path());
        assert_eq!(get(&world.server.host, &denied, "*/*").await.0, 200);
        publish(&world.site, &["Zwei", "Eins"]);
        world.server.pass(60).await;
        assert_eq!(world.server.headings().await, ["Zwei", "Eins"], "the feed is polled all the same");
        assert_eq!(world.site.asked("/hub").len(), 2, "a refusal is kept for a day");
    }
}

#[tokio::test]
async fn nobody_else_has_an_address_for_pushes() {
    let database = databases::sqlite().await;
    let world = world(&database).await;
    let host = &world.server.host;
    for path in ["/hooks/feed/01ARZ3NDEKTSV4RRFFQ69G5FAV", "/hooks/nichts/1", "/hooks/feed/1"] {
        assert_eq!(post(host, path, &[], b"{}").await.0, 404, "{path}");
    }
    let port = host.rsplit_once(':').unwrap().1;
    let elsewhere = format!("fremd.localhost:{port}");
    assert_eq!(get(&elsewhere, &world.path(), "*/*").await.0, 421, "only on the exact host");
}
