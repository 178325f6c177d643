//! Logins that end, and what is caught up with after a new one: two posts, an edit and a withdrawal that happened meanwhile
//! arrive once each, with their own dates, and nothing else. On both engines; the same for every platform, whichever way
//! people log in there.

use std::time::Duration;

use ausrufer::admin::{
    Keyring, LoginRequest, NewSourceRequest, add_source, choose_account, connect_source, start_login, take_answer,
};
use ausrufer::domain::connection::{Login, PlatformApp, Secret};
use ausrufer::domain::source::{ErrorClass, Source};
use ausrufer::sources::oauth;
use ausrufer::store::posts_read::{self, Listing};
use ausrufer::store::{Conn, connections};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::logins::visit;
use crate::support::databases;
use crate::support::fake_graph::{self, FakeGraph};
use crate::support::fake_oauth::{APP, APP_SECRET, FakeOauth};
use crate::support::mini_peer::{MiniPeer, Received};
use crate::support::seed::read;
use crate::support::server::{TestServer, start_of_tests};

const SOON: Duration = Duration::from_secs(10);
const HOUR: u64 = 3_600;
/// Comments and answers, and must be stored nowhere.
const STRANGER: &str = "Kanarienvogel";

fn crowd() -> Value {
    json!({"data": [{"id": "77", "message": STRANGER, "text": STRANGER, "username": STRANGER,
        "from": {"id": "78", "name": STRANGER}}]})
}

/// A post of the town on a platform.
#[derive(Clone, Copy)]
struct Said {
    id: u32,
    words: &'static str,
    /// Seconds after the beginning.
    at: i64,
    edited: bool,
}

const fn said(id: u32, words: &'static str, at: i64) -> Said {
    Said { id, words, at, edited: false }
}

impl Said {
    fn time(self) -> Timestamp {
        start_of_tests() + SignedDuration::from_secs(self.at)
    }
}

/// A platform, and how the town logs in there.
enum Platform {
    /// At its own page, with a login of two hours that is renewed.
    Page { fake: FakeOauth, way: &'static str },
    /// With a token that somebody made by hand.
    Token { graph: FakeGraph, kind: &'static str, edge: &'static str, tokens: u32 },
}

impl Platform {
    async fn page(way: &'static str) -> Self {
        let fake = FakeOauth::start().await;
        let user = json!({"id": "9", "name": "Stadt Musterbach", "username": "musterbach"});
        fake.serve("/2/users/9", json!({ "data": user }));
        fake.serve("/rest/organizations/5", json!({"id": 5, "localizedName": "Stadt Musterbach"}));
        Self::Page { fake, way }
    }

    async fn token(kind: &'static str) -> Self {
        let graph = FakeGraph::start().await;
        let edge = match kind {
            "facebook" => "100064/published_posts",
            "instagram" => "100064/media",
            _ => "100064/threads",
        };
        let mut node =
            json!({"id": "100064", "user_id": "100064", "name": "Stadt Musterbach", "username": "musterbach"});
        graph.node(node.clone());
        node["id"] = if kind == "threads" { "100064".into() } else { "me".into() };
        node["instagram_business_account"] = json!({"id": "100064", "username": "musterbach"});
        graph.node(node.clone());
        Self::Token { graph, kind, edge, tokens: 0 }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Page { way, .. } => way,
            Self::Token { kind, .. } => kind,
        }
    }

    /// The account says these, the newest first; `gone` was deleted.
    fn says(&self, posts: &[Said], gone: &[u32]) {
        match self {
            Self::Page { fake, way: "x" } => says_x(fake, posts, gone),
            Self::Page { fake, way: "linkedin" } => says_linkedin(fake, posts, gone),
            Self::Page { fake, .. } => says_tiktok(fake, posts),
            Self::Token { graph, kind, edge, .. } => {
                posts.iter().rev().for_each(|one| graph.publish(edge, graph_node(kind, one)));
                gone.iter().for_each(|id| graph.delete(&format!("100064_{id}")));
            }
        }
    }

    async fn connect(&mut self, server: &TestServer, source: Option<&Source>) -> Source {
        match self {
            Self::Page { fake, way } => log_in(server, fake, way, source).await,
            Self::Token { graph, kind, tokens, .. } => {
                *tokens += 1;
                let token = format!("{}-{tokens}", fake_graph::TOKEN);
                graph.token(&token);
                let keyring = Keyring { login: Login::with_token(token), person: None, deputy: None };
                if let Some(source) = source {
                    connect_source(&server.app.desk(), source, &keyring).await.unwrap();
                    return source.clone();
                }
                let request = NewSourceRequest {
                    town: server.host.clone(),
                    address: format!("{kind}:{}", if *kind == "instagram" { "musterbach" } else { "100064" }),
                    api_base: Some(graph.base.to_string()),
                    keyring: Some(keyring),
                    ..NewSourceRequest::default()
                };
                add_source(&server.app.desk(), request).await.unwrap().source
            }
        }
    }

    /// The login ends, and nothing renews it.
    fn lock_out(&self) {
        match self {
            Self::Page { fake, .. } => fake.forget(),
            Self::Token { graph, .. } => graph.token("niemandem bekannt"),
        }
    }
}

fn says_x(fake: &FakeOauth, posts: &[Said], gone: &[u32]) {
    let post = |one: &Said| {
        let first = format!("{}", 1000 + one.id);
        let history = if one.edited { vec![first.clone(), format!("{}", 2000 + one.id)] } else { vec![first] };
        json!({"id": history.last(), "text": one.words, "author_id": "9", "created_at": one.time().to_string(),
            "edit_history_tweet_ids": history})
    };
    let data: Vec<Value> = posts.iter().map(post).collect();
    let missing = gone.iter().map(|id| {
        json!({"resource_id": format!("{}", 1000 + id), "resource_type": "tweet", "value": format!("{}", 1000 + id),
            "title": "Not Found Error", "type": "https://api.twitter.com/2/problems/resource-not-found"})
    });
    let answer = json!({"id": "3001", "text": format!("@{STRANGER} gern"), "author_id": "9", "in_reply_to_user_id": "6",
        "created_at": start_of_tests().to_string(), "edit_history_tweet_ids": ["3001"]});
    let data = [data, vec![answer]].concat();
    let includes = json!({"users": [{"id": "6", "name": STRANGER, "username": STRANGER}]});
    let meta = json!({"result_count": data.len(), "newest_id": data[0]["id"]});
    fake.serve("/2/users/9/tweets", json!({"data": data, "meta": meta, "includes": includes}));
    fake.serve("/2/tweets", json!({"data": data, "errors": missing.collect::<Vec<_>>()}));
}

fn says_linkedin(fake: &FakeOauth, posts: &[Said], gone: &[u32]) {
    let at = |id: u32| format!("/rest/posts/urn%3Ali%3Ashare%3A{id}");
    let post = |one: &Said| {
        let said = one.time().as_millisecond();
        json!({"id": format!("urn:li:share:{}", one.id), "author": "urn:li:organization:5", "commentary": one.words,
            "lifecycleState": "PUBLISHED", "visibility": "PUBLIC", "publishedAt": said, "comments": crowd(),
            "lastModifiedAt": if one.edited { said + 9_000_000 } else { said }})
    };
    let mut elements: Vec<Value> = posts.iter().map(post).collect();
    for (one, element) in posts.iter().zip(&elements) {
        fake.serve(&at(one.id), element.clone());
    }
    gone.iter().for_each(|id| fake.serve(&at(*id), Value::Null));
    elements.sort_by_key(|element| std::cmp::Reverse(element["lastModifiedAt"].as_i64()));
    fake.serve("/rest/posts", json!({"elements": elements, "paging": {"links": []}}));
}

fn says_tiktok(fake: &FakeOauth, posts: &[Said]) {
    let video = |one: &Said| {
        json!({"id": one.id.to_string(), "title": one.words, "video_description": one.words,
            "create_time": one.time().as_second(), "comments": [STRANGER],
            "share_url": format!("https://www.tiktok.com/@musterbach/video/{}", one.id)})
    };
    let videos: Vec<Value> = posts.iter().map(video).collect();
    for path in ["/v2/video/list/", "/v2/video/query/"] {
        fake.serve(path, json!({"data": {"videos": videos, "has_more": false}, "error": {"code": "ok"}}));
    }
}

fn graph_node(kind: &str, one: &Said) -> Value {
    let time = one.time().to_string().replace('Z', "+0000");
    let id = format!("100064_{}", one.id);
    match kind {
        "facebook" => json!({"id": id, "message": one.words, "created_time": time, "is_published": true,
            "permalink_url": format!("https://www.facebook.com/100064/posts/{}", one.id), "from": {"id": "100064", "name": "Stadt"}}),
        "instagram" => {
            json!({"id": id, "caption": one.words, "timestamp": time, "media_type": "IMAGE", "username": "musterbach",
            "owner": {"id": "100064"}, "permalink": format!("https://www.instagram.com/p/{}/", one.id)})
        }
        _ => {
            json!({"id": id, "text": one.words, "timestamp": time, "media_type": "TEXT_POST", "username": "musterbach",
            "owner": {"id": "100064"}, "permalink": format!("https://www.threads.com/@musterbach/post/{}", one.id)})
        }
    }
}

/// Logs in at the platform's page, for a new channel or for one that is there.
async fn log_in(server: &TestServer, fake: &FakeOauth, way: &'static str, source: Option<&Source>) -> Source {
    let settings =
        json!({"terms_allowed_by": "Rechtsamt", "deliver": "yes", "monthly_cap": "100"}).as_object().cloned().unwrap();
    let request = LoginRequest {
        way: oauth::by_name(way).unwrap(),
        source: source.cloned(),
        app: Some(PlatformApp { id: APP.into(), secret: Secret::new(APP_SECRET), verify: None }),
        api_base: Some(fake.base.to_string()),
        settings: if way == "x" { settings } else { Map::new() },
        redirect: None,
        person: Some("eva@musterbach.test".into()),
        deputy: None,
    };
    let (desk, town) = (server.app.desk(), server.town().await);
    let started = start_login(&desk, &town, request).await.unwrap();
    let back = visit(&started.address).await;
    let offered = take_answer(&desk, &town, Some(started.flow), &back).await.unwrap();
    let account = offered.choices[0].account.clone();
    choose_account(&desk, &town, offered.flow, &account).await.unwrap().source
}

fn kinds(peer: &MiniPeer) -> Vec<String> {
    let mut kinds: Vec<String> = peer.taken().into_iter().filter(|kind| kind != "Accept").collect();
    kinds.sort();
    kinds
}

fn count(all: &[Received], kind: &str) -> usize {
    all.iter().filter(|one| one.kind == kind && one.is_taken()).count()
}

async fn on_page(server: &TestServer) -> Vec<(String, Timestamp)> {
    let town = server.town().await;
    let page = async |c: &mut Conn<'_>| posts_read::page(c, town.id, &Listing::All, None, 100).await;
    let posts = server.app.db.read(page).await.unwrap();
    posts.iter().map(|post| (post.heading(), post.created_at)).collect()
}

fn shown(posts: &[Said]) -> Vec<(String, Timestamp)> {
    posts.iter().map(|one| (one.words.to_owned(), one.time())).collect()
}

/// The whole way on one platform.
async fn live_through(database: &databases::TestDb, mut platform: Platform) {
    let name = platform.name();
    let market = said(1, "Wochenmarkt verlegt", -7_200);
    let fair = said(2, "Stadtfest am Samstag", -3_600);
    platform.says(&[fair, market], &[]);
    let server = TestServer::start(database).await;
    server.add_actor().await;
    let source = platform.connect(&server, None).await;
    server.pass(1).await;
    assert_eq!(on_page(&server).await, shown(&[fair, market]), "{name}");
    let sealed = read!(server.app.db, |c| connections::by_id(c, source.town, source.connection.unwrap())).unwrap();
    assert!(sealed.login_sealed.starts_with("v1|") && !sealed.login_sealed.contains("oken-"), "{name}");
    let peer = MiniPeer::start("peer", server.clock.clone()).await;
    peer.follow(&format!("http://{}/ap/rathaus", server.host)).await;
    server.pass(1).await;
    peer.await_received(|all| count(all, "Accept") == 1, SOON).await;

    let bridge = said(3, "Brücke am Mühlbach gesperrt", 600);
    platform.says(&[bridge, fair, market], &[]);
    server.pass(900).await;
    server.pass(900).await;
    peer.await_received(|all| count(all, "Create") == 1, SOON).await;
    let bus = said(4, "Bürgerbus fährt öfter", 2 * 3_600);
    server.pass(HOUR).await;
    server.pass(600).await;
    if let Platform::Page { fake, .. } = &platform {
        // Each login ends after two hours: whoever goes on uses the new one.
        assert_eq!(fake.renewed(), 1, "{name}: renewed at half its life, once");
        fake.kill_old();
    }
    server.pass(HOUR).await;
    platform.says(&[bus, bridge, fair, market], &[]);
    server.pass(1_000).await;
    server.pass(1_000).await;
    assert_eq!(on_page(&server).await, shown(&[bus, bridge, fair, market]), "{name}");
    peer.await_received(|all| count(all, "Create") == 2, SOON).await;
    let before = kinds(&peer);
    assert_eq!(before, ["Create", "Create"], "{name}");

    platform.lock_out();
    for _ in 0..4 {
        server.pass(1_000).await;
    }
    let health = server.source(&source).await.health;
    assert_eq!(health.error.map(|(class, _)| class), Some(ErrorClass::AuthDead), "{name}");
    let known = read!(server.app.db, |c| connections::by_id(c, source.town, source.connection.unwrap())).unwrap();
    assert!(known.dead_since.is_some(), "{name}: people are told");
    let alarms = database.number("SELECT count(*) FROM alarm").await;
    assert!(alarms >= Some(1), "{name}: {alarms:?}");
    // Meanwhile the town goes on.
    let now = i64::try_from(server_seconds(&server)).unwrap();
    let pool = said(5, "Freibad öffnet im Mai", now - 1_900);
    let choir = said(6, "Chorprobe im Rathaussaal", now - 600);
    let edited = Said { words: "Stadtfest am Sonntag", edited: true, ..fair };
    platform.says(&[choir, pool, bus, edited, market], &[3]);
    server.pass(1_000).await;
    assert_eq!(on_page(&server).await, shown(&[bus, bridge, fair, market]), "{name}: nothing happens without a login");
    assert_eq!(kinds(&peer), before, "{name}");

    platform.connect(&server, Some(&source)).await;
    server.pass(1).await;
    for _ in 0..27 {
        server.pass(HOUR).await;
    }
    assert_eq!(server.source(&source).await.health.error, None, "{name}");
    assert_eq!(on_page(&server).await, shown(&[choir, pool, bus, edited, market]), "{name}");
    peer.await_received(|all| count(all, "Delete") == 1, SOON).await;
    // The edited post was there before the town's account spoke: its edit is seen on the page and told to nobody.
    assert_eq!(kinds(&peer), ["Create", "Create", "Create", "Create", "Delete"], "{name}");
    let creates = peer.received().into_iter().filter(|one| one.kind == "Create").map(|one| one.object);
    assert_eq!(creates.collect::<std::collections::BTreeSet<_>>().len(), 4, "{name}: each once");
    let edited_bus = Said { words: "Bürgerbus fährt sonntags", edited: true, ..bus };
    platform.says(&[choir, pool, edited_bus, edited, market], &[3]);
    for _ in 0..26 {
        server.pass(HOUR).await;
    }
    peer.await_received(|all| count(all, "Update") == 1, SOON).await;
    assert_eq!(kinds(&peer).len(), 6, "{name}: {:?}", kinds(&peer));
    for word in [STRANGER, "token-", "wort-", fake_graph::TOKEN, APP_SECRET] {
        assert_eq!(database.places_of(word).await, [""; 0], "{name}: {word}");
    }
}

/// Seconds since the beginning.
fn server_seconds(server: &TestServer) -> u64 {
    use ausrufer::clock::Clock;
    u64::try_from(server.clock.now().duration_since(start_of_tests()).as_secs()).unwrap()
}

#[tokio::test]
async fn a_login_at_x_is_renewed_lost_and_made_anew_and_nothing_is_missed_or_doubled() {
    for database in databases::each().await {
        live_through(&database, Platform::page("x").await).await;
    }
}

#[tokio::test]
async fn a_login_at_linkedin_is_renewed_lost_and_made_anew_and_nothing_is_missed_or_doubled() {
    for database in databases::each().await {
        live_through(&database, Platform::page("linkedin").await).await;
    }
}

#[tokio::test]
async fn a_login_at_tiktok_is_renewed_lost_and_made_anew_and_nothing_is_missed_or_doubled() {
    for database in databases::each().await {
        live_through(&database, Platform::page("tiktok").await).await;
    }
}

#[tokio::test]
async fn a_token_of_meta_is_lost_and_made_anew_and_nothing_is_missed_or_doubled() {
    for kind in ["facebook", "instagram", "threads"] {
        for database in databases::each().await {
            live_through(&database, Platform::token(kind).await).await;
        }
    }
}
