//! Accounts on platforms, end to end: a post is seen on the page, an edit and a withdrawal follow, a dead login withdraws
//! nothing, nothing of strangers and no token is stored.

use std::time::Duration;

use ausrufer::admin::{AdminError, Keyring, NewSourceRequest, add_source};
use ausrufer::domain::connection::Login;
use ausrufer::domain::source::{ErrorClass, Source};
use serde_json::{Value, json};

use super::pictures::jpeg;
use crate::support::databases::{self, TestDb};
use crate::support::mini_peer::{MiniPeer, Received};
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::{Answer, Site};

const DID: &str = "did:plc:musterbach";
const TOKEN: &str = "123:geheimes-wort";
const STRANGER: &str = "Kanarienvogel";

async fn mirror(server: &TestServer, site: &Site, address: &str, token: Option<&str>) -> Source {
    mirror_with(server, site, address, token, &[]).await.unwrap()
}

pub(super) async fn mirror_with(
    server: &TestServer,
    site: &Site,
    address: &str,
    token: Option<&str>,
    settings: &[(&str, &str)],
) -> Result<Source, AdminError> {
    let keyring = |token| Keyring { login: Login::with_token(token), person: None, deputy: None };
    let request = NewSourceRequest {
        town: server.host.clone(),
        address: address.into(),
        interval: Some(60),
        api_base: Some(site.url("/")),
        keyring: token.map(keyring),
        settings: settings.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect(),
        ..NewSourceRequest::default()
    };
    Ok(add_source(&server.app.desk(), request).await?.source)
}

/// In how many tables a word stands.
pub(super) async fn stored(database: &TestDb, word: &str) -> usize {
    database.places_of(word).await.len()
}

fn said_ago(seconds: u64) -> String {
    (start_of_tests() - Duration::from_secs(seconds)).to_string()
}

fn skeet(rkey: &str, text: &str, seconds: u64) -> Value {
    json!({
        "uri": format!("at://{DID}/app.bsky.feed.post/{rkey}"), "cid": text, "indexedAt": said_ago(seconds),
        "author": { "did": DID, "handle": "musterbach.de" },
        "record": { "$type": "app.bsky.feed.post", "text": text, "createdAt": said_ago(seconds) },
    })
}

fn say_on_bluesky(site: &Site, posts: &[Value]) {
    let reply = json!({ "post": { "uri": "at://did:plc:x/app.bsky.feed.post/9", "author": { "did": "did:plc:x", "displayName": STRANGER },
        "record": { "$type": "app.bsky.feed.post", "text": STRANGER, "createdAt": said_ago(10) } } });
    let feed: Vec<Value> = posts.iter().map(|post| json!({ "post": post })).chain([reply]).collect();
    let put = |method: &str, body: Value| {
        site.put(&format!("/xrpc/{method}"), Answer::ok("application/json", body.to_string()));
    };
    put("app.bsky.feed.getAuthorFeed", json!({ "feed": feed }));
    put("app.bsky.feed.getPosts", json!({ "posts": posts }));
    put(
        "app.bsky.actor.getProfile",
        json!({ "did": DID, "handle": "musterbach.de", "displayName": "Stadt Musterbach" }),
    );
}

#[tokio::test]
async fn a_post_on_bluesky_is_seen_edited_and_withdrawn() {
    for database in databases::each().await {
        let site = Site::start("bluesky").await;
        let old = skeet("a", "Wochenmarkt verlegt", 7200);
        say_on_bluesky(&site, &[skeet("b", "Mühlgasse gesperrt", 3600), old.clone()]);
        let server = TestServer::start(&database).await;
        let source = mirror(&server, &site, "bluesky:@musterbach.de", None).await;
        assert_eq!(source.account.as_deref(), Some(DID));
        server.pass(1).await;
        assert_eq!(server.headings().await, ["Mühlgasse gesperrt", "Wochenmarkt verlegt"]);

        say_on_bluesky(&site, &[skeet("b", "Mühlgasse wieder frei", 3600), old.clone()]);
        server.pass(60).await;
        assert_eq!(server.headings().await, ["Mühlgasse wieder frei", "Wochenmarkt verlegt"]);

        site.put("/xrpc/app.bsky.feed.getAuthorFeed", Answer::status(502));
        server.pass(60).await;
        assert_eq!(server.headings().await.len(), 2, "trouble withdraws nothing");

        say_on_bluesky(&site, &[old]);
        server.pass(60).await;
        server.pass(301).await;
        assert_eq!(server.headings().await, ["Wochenmarkt verlegt"]);
        assert_eq!(stored(&database, STRANGER).await, 0);
    }
}

fn method(name: &str) -> String {
    format!("/bot{TOKEN}/{name}")
}

fn telegram_says(site: &Site, updates: &[Value]) {
    let body = json!({ "ok": true, "result": updates }).to_string();
    site.put(&method("getUpdates"), Answer::ok("application/json", body));
}

fn channel_post(update: i64, kind: &str, words: &str) -> Value {
    let date = (start_of_tests() - Duration::from_secs(600)).as_second();
    json!({ "update_id": update, kind: {
        "message_id": 5, "date": date, "edit_date": date + update, "caption": words, "author_signature": STRANGER,
        "chat": { "id": -1001, "type": "channel", "username": "musterbach" },
        "photo": [{ "file_id": "f", "file_unique_id": "u", "width": 800, "height": 450 }],
    } })
}

#[tokio::test]
async fn a_post_on_telegram_is_seen_with_its_picture_and_the_token_stays_secret() {
    for database in databases::each().await {
        let site = Site::start("telegram").await;
        let answer = |body: Value| Answer::ok("application/json", json!({ "ok": true, "result": body }).to_string());
        site.put(
            &method("getChat"),
            answer(json!({ "id": -1001, "type": "channel", "title": "Stadt", "username": "musterbach" })),
        );
        site.put(&method("getFile"), answer(json!({ "file_id": "f", "file_path": "photos/1.jpg" })));
        site.put(&format!("/file/bot{TOKEN}/photos/1.jpg"), Answer::ok("image/jpeg", jpeg()));
        telegram_says(&site, &[channel_post(1, "channel_post", "Schnee in Musterbach")]);
        let server = TestServer::start(&database).await;
        let source = mirror(&server, &site, "telegram:@musterbach", Some(TOKEN)).await;
        server.pass(1).await;
        let (_, _, page) = server.get("/", "text/html").await;
        assert!(page.contains("Schnee in Musterbach") && page.contains("/medien/"), "{page}");

        telegram_says(&site, &[channel_post(2, "edited_channel_post", "Tauwetter in Musterbach")]);
        server.pass(60).await;
        assert_eq!(server.headings().await, ["Tauwetter in Musterbach"]);

        site.put(&method("getUpdates"), Answer::status(401));
        server.pass(60).await;
        let health = server.source(&source).await.health;
        assert_eq!(health.error.as_ref().map(|(class, _)| *class), Some(ErrorClass::AuthDead));
        assert_eq!(server.headings().await.len(), 1, "a dead login withdraws nothing");
        assert!(!format!("{health:?}").contains("geheim"));
        assert_eq!((stored(&database, "geheim").await, stored(&database, STRANGER).await), (0, 0));

        let other = json!({ "id": -1002, "type": "channel", "title": "Feuerwehr", "username": "feuerwehr" });
        site.put(&method("getChat"), answer(other));
        let refused = mirror_with(&server, &site, "telegram:@feuerwehr", Some(TOKEN), &[]).await.unwrap_err();
        assert!(format!("{refused:?}").contains("refused-bot-taken"), "one bot, one channel: {refused:?}");
    }
}

#[tokio::test]
async fn a_video_on_tiktok_is_seen_with_its_cover_and_withdrawn() {
    for database in databases::each().await {
        let site = Site::start("tiktok").await;
        let answer = |data: Value| {
            let body = json!({ "data": data, "error": { "code": "ok" } }).to_string();
            Answer::ok("application/json", body)
        };
        // The address in the listing has ended; the lookup gives one that works.
        let video = |n: u32, words: &str, cover: &str| {
            json!({ "id": n.to_string(), "title": words, "video_description": words,
                "create_time": start_of_tests().as_second() - 3600 - i64::from(n), "comments": [STRANGER],
                "cover_image_url": site.url(cover), "share_url": format!("https://www.tiktok.com/@musterbach/video/{n}") })
        };
        let says = |list: &[Value], query: &[Value]| {
            site.put("/v2/video/list/", answer(json!({ "videos": list, "has_more": false })));
            site.put("/v2/video/query/", answer(json!({ "videos": query, "has_more": false })));
        };
        site.put("/v2/user/info/", answer(json!({ "user": { "open_id": "o7", "display_name": "Stadt" } })));
        site.put("/neu.jpg", Answer::ok("image/jpeg", jpeg()));
        let market = video(2, "Wochenmarkt", "/neu.jpg");
        says(
            &[video(1, "Stadtfest", "/alt.jpg?x-expires=1752854400"), market.clone()],
            &[video(1, "Stadtfest", "/neu.jpg")],
        );
        let server = TestServer::start(&database).await;
        let source = mirror(&server, &site, "https://www.tiktok.com/@musterbach", Some(TOKEN)).await;
        assert_eq!(source.account.as_deref(), Some("o7"));
        server.pass(1).await;
        assert_eq!(server.headings().await, ["Stadtfest", "Wochenmarkt"]);
        let (_, _, page) = server.get("/", "text/html").await;
        assert!(page.contains("/medien/"), "{page}");
        assert!(site.asked("/alt.jpg").is_empty(), "an address that has ended is not asked");
        assert_eq!(site.asked("/neu.jpg").len(), 2, "but the one that the platform gives instead");

        says(std::slice::from_ref(&market), std::slice::from_ref(&market));
        server.pass(60).await;
        server.pass(301).await;
        assert_eq!(server.headings().await, ["Wochenmarkt"]);
        assert_eq!((stored(&database, STRANGER).await, stored(&database, "geheim").await), (0, 0));
    }
}

#[tokio::test]
async fn a_post_on_linkedin_is_seen_and_told_and_a_dead_login_withdraws_nothing() {
    for database in databases::each().await {
        let site = Site::start("linkedin").await;
        let json_of = |body: Value| Answer::ok("application/json", body.to_string());
        let post = |n: u32, words: &str, seconds: i64| {
            let at = (start_of_tests().as_second() + seconds) * 1000;
            json!({ "id": format!("urn:li:share:{n}"), "author": "urn:li:organization:5", "commentary": words,
                "lifecycleState": "PUBLISHED", "visibility": "PUBLIC", "publishedAt": at, "lastModifiedAt": at,
                "content": { "media": { "id": format!("urn:li:image:{n}"), "altText": "Das Rathaus" } } })
        };
        let of_stranger = json!({ "id": "urn:li:share:9", "author": "urn:li:person:x", "commentary": STRANGER });
        let says = |posts: &[Value]| {
            let all: Vec<&Value> = posts.iter().chain([&of_stranger]).collect();
            site.put("/rest/posts", json_of(json!({ "elements": all, "paging": { "links": [] } })));
        };
        let organisation = json!({ "id": 5, "localizedName": "Stadt Musterbach", "vanityName": "musterbach" });
        site.put("/rest/organizations", json_of(json!({ "elements": [organisation] })));
        site.put("/rest/images/urn%3Ali%3Aimage%3A1", json_of(json!({ "downloadUrl": site.url("/1.jpg") })));
        site.put("/1.jpg", Answer::ok("image/jpeg", jpeg()));
        let first = post(1, "Wir bilden aus", -3600);
        says(std::slice::from_ref(&first));
        let server = TestServer::start(&database).await;
        server.add_actor().await;
        let source = mirror(&server, &site, "https://www.linkedin.com/company/musterbach/", Some(TOKEN)).await;
        server.pass(1).await;
        let (_, _, page) = server.get("/", "text/html").await;
        assert!(page.contains("Wir bilden aus") && page.contains("/medien/") && page.contains("Das Rathaus"), "{page}");

        let peer = MiniPeer::start("peer", server.clock.clone()).await;
        peer.follow(&format!("http://{}/ap/rathaus", server.host)).await;
        server.pass(1).await;
        says(&[post(2, "Tag der offenen Tür", 30), first]);
        server.pass(60).await;
        let told = |all: &[Received]| all.iter().any(|one| one.kind == "Create");
        peer.await_received(told, Duration::from_secs(10)).await;

        site.put("/rest/posts", Answer::status(401));
        server.pass(60).await;
        let health = server.source(&source).await.health;
        assert_eq!(health.error.as_ref().map(|(class, _)| *class), Some(ErrorClass::AuthDead));
        assert_eq!(server.headings().await.len(), 2, "a dead login withdraws nothing");
        assert_eq!((stored(&database, STRANGER).await, stored(&database, "geheim").await), (0, 0));
    }
}

#[tokio::test]
async fn an_account_without_its_login_is_refused_with_words() {
    let database = databases::sqlite().await;
    let site = Site::start("telegram").await;
    let server = TestServer::start(&database).await;
    let request = NewSourceRequest {
        town: server.host.clone(),
        address: "telegram:@musterbach".into(),
        api_base: Some(site.url("/")),
        ..NewSourceRequest::default()
    };
    assert!(add_source(&server.app.desk(), request).await.is_err());
    let own = NewSourceRequest {
        town: server.host.clone(),
        address: format!("feed:http://{}/feed.rss", server.host),
        ..NewSourceRequest::default()
    };
    let refused = add_source(&server.app.desk(), own).await.unwrap_err();
    assert!(format!("{refused:?}").contains("refused-own-host"), "{refused:?}");
}
