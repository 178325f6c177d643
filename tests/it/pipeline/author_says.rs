//! What an author says about a post beside its words: a warning of its pictures, and a time after which it ends.

use std::time::Duration;

use ausrufer::admin::{Keyring, NewSourceRequest, add_source};
use ausrufer::domain::connection::Login;
use serde_json::{Value, json};

use super::pictures::jpeg;
use crate::support::databases;
use crate::support::fake_graph::{FakeGraph, TOKEN};
use crate::support::mini_peer::{MiniPeer, Received};
use crate::support::server::TestServer;
use crate::support::site::{Answer, Site};

const SOON: Duration = Duration::from_secs(10);

fn count(all: &[Received], kind: &str) -> usize {
    all.iter().filter(|one| one.kind == kind && one.is_taken()).count()
}

async fn with_follower(database: &databases::TestDb) -> (TestServer, MiniPeer) {
    let server = TestServer::start(database).await;
    server.add_actor().await;
    let peer = MiniPeer::start("peer", server.clock.clone()).await;
    peer.follow(&format!("http://{}/ap/rathaus", server.host)).await;
    server.pass(1).await;
    peer.await_received(|all| count(all, "Accept") == 1, SOON).await;
    (server, peer)
}

fn status(site: &Site, id: &str, warning: &str, sensitive: bool) -> Value {
    json!({
        "id": id, "created_at": format!("2026-11-24T12:02:0{id}.000Z"), "visibility": "public", "language": "de",
        "url": format!("https://musterbach.social/@rathaus/{id}"), "content": format!("<p>Einsatz Nummer {id} auf der Landstraße</p>"),
        "account": { "id": "7", "acct": "rathaus" }, "spoiler_text": warning, "sensitive": sensitive,
        "media_attachments": [{ "id": format!("5{id}"), "type": "image", "url": site.url("/bild.jpg"), "description": "Ein Autowrack" }],
    })
}

#[tokio::test]
async fn a_picture_that_its_author_warns_of_is_seen_only_when_it_is_opened() {
    for database in databases::each().await {
        let site = Site::start("mastodon").await;
        site.put("/bild.jpg", Answer::ok("image/jpeg", jpeg()));
        let account = json!({ "id": "7", "acct": "rathaus", "username": "rathaus", "display_name": "Rathaus",
            "url": "https://musterbach.social/@rathaus" });
        site.put("/api/v1/accounts/lookup", Answer::ok("application/json", account.to_string()));
        let says = |all: &[Value]| {
            site.put("/api/v1/accounts/7/statuses", Answer::ok("application/json", json!(all).to_string()));
        };
        says(&[]);
        let (server, peer) = with_follower(&database).await;
        let request = NewSourceRequest {
            town: server.host.clone(),
            address: "mastodon:@rathaus@musterbach.social".into(),
            interval: Some(60),
            api_base: Some(site.url("/")),
            ..NewSourceRequest::default()
        };
        add_source(&server.app.desk(), request).await.unwrap();
        server.pass(1).await;
        says(&[status(&site, "2", "", true), status(&site, "1", "Unfall, Wrack", true)]);
        server.pass(180).await;

        let received = peer.await_received(|all| count(all, "Create") == 2, SOON).await;
        let notes: Vec<Value> = received
            .iter()
            .filter(|one| one.kind == "Create")
            .map(|one| serde_json::from_slice::<Value>(&one.body).unwrap()["object"].clone())
            .collect();
        let note = |words: &str| notes.iter().find(|note| note["content"].as_str().unwrap().contains(words)).unwrap();
        assert_eq!(
            (&note("Nummer 1")["sensitive"], &note("Nummer 1")["summary"]),
            (&json!(true), &json!("Unfall, Wrack"))
        );
        assert_eq!((&note("Nummer 2")["sensitive"], note("Nummer 2").get("summary")), (&json!(true), None));

        server.app.web.catch_up().await;
        let (_, _, page) = server.get("/", "text/html").await;
        assert!(page.contains("Inhaltswarnung: Unfall, Wrack") && !page.contains("<script"), "{page}");
        let veils = page.matches("<details class=\"verdeckt\">").count();
        assert_eq!((veils, page.matches("/medien/").count() > 0), (2, true), "{page}");
        let before = page.split("<details class=\"verdeckt\">").next().unwrap();
        assert!(!before.contains("<img class=\"u-photo\""), "no such picture is seen at once");
        let (_, _, feed) = server.get("/feed.atom", "application/atom+xml").await;
        assert!(feed.contains("Unfall, Wrack") && !feed.contains("/medien/"), "{feed}");

        // Without the warning it is a picture like others.
        says(&[status(&site, "2", "", false), status(&site, "1", "", false)]);
        server.pass(60).await;
        server.app.web.catch_up().await;
        let (_, _, page) = server.get("/", "text/html").await;
        assert!(!page.contains("verdeckt") && page.contains("u-photo"), "{page}");
    }
}

#[tokio::test]
async fn a_boost_of_a_post_of_ours_goes_in_no_circle() {
    for database in databases::each().await {
        let site = Site::start("mastodon").await;
        let account = json!({ "id": "7", "acct": "rathaus", "username": "rathaus", "display_name": "Rathaus",
            "url": "https://musterbach.social/@rathaus" });
        site.put("/api/v1/accounts/lookup", Answer::ok("application/json", account.to_string()));
        let (server, peer) = with_follower(&database).await;
        let boost = |id: &str, url: &str, uri: &str| {
            let mut boost = status(&site, id, "", false);
            boost["content"] = json!("");
            boost["media_attachments"] = json!([]);
            boost["reblog"] = json!({ "id": format!("9{id}"), "url": url, "uri": uri, "content": "<p>Markt</p>",
                "account": { "id": "8", "acct": "rathaus@musterbach.test", "display_name": "Stadt Musterbach" } });
            boost
        };
        let ours = |path: &str| format!("https://{}/{path}", server.host);
        let statuses = [
            boost("1", &ours("beitrag/2026-11-30-markt-01"), &ours("ap/posts/01")),
            boost("2", "https://anderswo.example/@wehr/9", "https://anderswo.example/wehr/9"),
            boost("3", "https://musterbach.social/spiegel/5", &ours("ap/posts/02")),
        ];
        site.put("/api/v1/accounts/7/statuses", Answer::ok("application/json", "[]"));
        let request = NewSourceRequest {
            town: server.host.clone(),
            address: "mastodon:@rathaus@musterbach.social".into(),
            interval: Some(60),
            api_base: Some(site.url("/")),
            ..NewSourceRequest::default()
        };
        add_source(&server.app.desk(), request).await.unwrap();
        server.pass(1).await;
        site.put("/api/v1/accounts/7/statuses", Answer::ok("application/json", json!(statuses).to_string()));
        server.pass(180).await;
        let received = peer.await_received(|all| count(all, "Create") > 0, SOON).await;
        assert_eq!(count(&received, "Create"), 1);
        let said =
            String::from_utf8_lossy(&received.iter().find(|one| one.kind == "Create").unwrap().body).into_owned();
        assert!(said.contains("anderswo.example") && !said.contains("beitrag/2026-11-30-markt"), "{said}");
        assert_eq!(server.headings().await.len(), 1);
    }
}

#[tokio::test]
async fn a_story_ends_on_time_without_asking_anyone() {
    for database in databases::each().await {
        let graph = FakeGraph::start().await;
        let account = "17841400000000001";
        graph.node(json!({"id": account, "username": "musterbach", "name": "Stadt"}));
        let site = Site::start("bilder").await;
        site.put("/bild.jpg", Answer::ok("image/jpeg", jpeg()));
        let medium = |id: &str, product: &str, words: &str| {
            json!({"id": id, "caption": words, "media_type": "IMAGE", "media_product_type": product,
                "media_url": site.url("/bild.jpg"), "permalink": format!("https://www.instagram.com/p/{id}/"),
                "username": "musterbach", "timestamp": "2026-11-24T12:01:00+0000"})
        };
        let (server, peer) = with_follower(&database).await;
        let keyring = Keyring { login: Login::with_token(TOKEN), person: None, deputy: None };
        let settings = json!({ "stories": "true" });
        let request = NewSourceRequest {
            town: server.host.clone(),
            address: format!("instagram:{account}"),
            interval: Some(60),
            api_base: Some(graph.base.to_string()),
            keyring: Some(keyring),
            settings: settings.as_object().unwrap().clone(),
            ..NewSourceRequest::default()
        };
        add_source(&server.app.desk(), request).await.unwrap();
        server.pass(1).await;
        graph.publish(&format!("{account}/media"), medium("1", "FEED", "Der Markt ist eröffnet"));
        graph.publish(&format!("{account}/stories"), medium("2", "STORY", "Heute Probealarm um elf"));
        server.pass(120).await;
        peer.await_received(|all| count(all, "Create") == 2, SOON).await;
        assert_eq!(server.headings().await.len(), 2);

        // The platform answers nobody any more: the end was said when the story was.
        graph.mood(crate::support::fake_graph::Mood::Error { code: 190, subcode: Some(460) });
        server.pass(23 * 3600).await;
        assert_eq!(server.headings().await.len(), 2, "not before its time");
        server.pass(3600).await;
        assert_eq!(server.headings().await, ["Der Markt ist eröffnet"]);
        let received = peer.await_received(|all| count(all, "Delete") == 1, SOON).await;
        assert_eq!(count(&received, "Delete"), 1, "and nothing else is withdrawn while the platform is away");
        let (_, _, page) = server.get("/", "text/html").await;
        assert!(!page.contains("Probealarm"), "{page}");
    }
}

#[tokio::test]
async fn a_story_whose_end_moved_by_an_edit_ends_then() {
    for database in databases::each().await {
        let graph = FakeGraph::start().await;
        let account = "17841400000000001";
        graph.node(json!({"id": account, "username": "musterbach", "name": "Stadt"}));
        let site = Site::start("bilder").await;
        site.put("/bild.jpg", Answer::ok("image/jpeg", jpeg()));
        let (server, peer) = with_follower(&database).await;
        let settings = json!({ "stories": "true" });
        let request = NewSourceRequest {
            town: server.host.clone(),
            address: format!("instagram:{account}"),
            interval: Some(60),
            api_base: Some(graph.base.to_string()),
            keyring: Some(Keyring { login: Login::with_token(TOKEN), person: None, deputy: None }),
            settings: settings.as_object().unwrap().clone(),
            ..NewSourceRequest::default()
        };
        add_source(&server.app.desk(), request).await.unwrap();
        server.pass(1).await;
        let story = json!({"id": "2", "caption": "Heute Probealarm um elf", "media_type": "IMAGE",
            "media_product_type": "STORY", "media_url": site.url("/bild.jpg"), "username": "musterbach",
            "permalink": "https://www.instagram.com/p/2/", "timestamp": "2026-11-24T12:01:00+0000"});
        graph.publish(&format!("{account}/stories"), story);
        server.pass(120).await;
        peer.await_received(|all| count(all, "Create") == 1, SOON).await;
        let change = json!({"caption": "Heute Probealarm um zwölf", "timestamp": "2026-11-23T15:00:00+0000"});
        graph.edit("2", change);
        server.pass(3600).await;
        assert_eq!(server.headings().await, ["Heute Probealarm um zwölf"]);
        graph.mood(crate::support::fake_graph::Mood::Error { code: 190, subcode: Some(460) });
        server.pass(3600).await;
        assert_eq!(server.headings().await.len(), 1, "not before its time");
        server.pass(3600).await;
        assert!(server.headings().await.is_empty(), "{:?}", server.headings().await);
    }
}
