//! Logins that end, and what is caught up with after a new one: two posts, an edit and a withdrawal that happened meanwhile
//! arrive once each, with their own dates, and nothing else. On both engines; the same for every platform, whichever way
//! people log in there.

use std::time::Duration;

use ausrufer::admin::{
    Keyring, LoginRequest, NewSourceRequest, add_source, choose_account, connect_source, start_login, take_answer,
};
use ausrufer::domain::connection::{Login, PlatformApp, Secret};
use ausrufer::domain::source::{ErrorClass, Source, SourceKind};
use ausrufer::sources::oauth;
use ausrufer::store::posts_read::{self, Listing};
use ausrufer::store::{Conn, connections};
use jiff::Timestamp;
use serde_json::{Map, json};

use super::every_kind::wave_through;
use super::logins::visit;
use crate::support::databases;
use crate::support::fake_graph::{self, FakeGraph};
use crate::support::fake_oauth::{APP, APP_SECRET, FakeOauth};
use crate::support::mini_peer::{MiniPeer, Received};
use crate::support::platform::{self, STRANGER, Said, TOKEN, said};
use crate::support::platform_words as words;
use crate::support::seed::read;
use crate::support::server::{TestServer, start_of_tests};
use crate::support::site::Answer;

const SOON: Duration = Duration::from_secs(10);
const HOUR: u64 = 3_600;
/// A platform, and how the town logs in there.
enum Platform {
    /// At its own page, with a login of two hours that is renewed.
    Page { fake: FakeOauth, way: &'static str },
    /// With a token of Meta's that somebody made by hand.
    Token { graph: FakeGraph, kind: &'static str, tokens: u32 },
    /// With a login that lasts, or with none.
    Plain(platform::Platform),
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
        words::graph_account(kind).into_iter().for_each(|node| graph.node(node));
        Self::Token { graph, kind, tokens: 0 }
    }

    async fn plain(kind: SourceKind) -> Self {
        Self::Plain(platform::Platform::start(kind).await.unwrap())
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Page { way, .. } => way,
            Self::Token { kind, .. } => kind,
            Self::Plain(plain) => plain.kind.as_str(),
        }
    }

    /// The account says these, the newest first; `gone` was deleted.
    fn says(&self, posts: &[Said], gone: &[u32]) {
        match self {
            Self::Page { fake, way } => {
                let answers = match *way {
                    "x" => words::x(posts, gone),
                    "linkedin" => words::linkedin(posts, gone),
                    _ => words::tiktok(posts),
                };
                answers.into_iter().for_each(|(path, body)| fake.serve(&path, body));
            }
            Self::Token { graph, kind, .. } => {
                let edge = words::graph_edge(kind);
                posts.iter().rev().for_each(|one| graph.publish(edge, words::graph_node(kind, one)));
                gone.iter().for_each(|id| graph.delete(&format!("100064_{id}")));
            }
            Self::Plain(plain) => plain.says(posts, gone),
        }
    }

    /// Whether what was said can be withdrawn there, and edited.
    fn takes_back(&self) -> (bool, bool) {
        match self {
            Self::Plain(plain) => (plain.withdraws(), plain.edits()),
            _ => (true, true),
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
            Self::Plain(plain) => {
                plain.recovers();
                let Some(source) = source else {
                    let source = plain.mirror(server).await;
                    wave_through(server, &source).await;
                    return source;
                };
                if let Some(keyring) = plain.keyring() {
                    connect_source(&server.app.desk(), source, &keyring).await.unwrap();
                }
                source.clone()
            }
        }
    }

    /// The login ends, and nothing renews it; where there is none, the platform cannot be reached.
    fn lock_out(&self) {
        match self {
            Self::Plain(plain) if plain.keyring().is_some() => plain.locks_out(),
            Self::Plain(plain) => plain.refuses(Answer::status(502)),
            Self::Page { fake, .. } => fake.forget(),
            Self::Token { graph, .. } => graph.token("niemandem bekannt"),
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
    let connection = async || match source.connection {
        Some(id) => read!(server.app.db, |c| connections::by_id(c, source.town, id)),
        None => None,
    };
    if let Some(known) = connection().await {
        assert!(known.login_sealed.starts_with("v1|") && !known.login_sealed.contains("oken-"), "{name}");
    }
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
    let class = server.source(&source).await.health.error.map(|(class, _)| class);
    if let Some(known) = connection().await {
        assert_eq!(class, Some(ErrorClass::AuthDead), "{name}");
        assert!(known.dead_since.is_some(), "{name}: people are told");
        let alarms = database.number("SELECT count(*) FROM alarm").await;
        assert!(alarms >= Some(1), "{name}: {alarms:?}");
    } else {
        assert_eq!(class, Some(ErrorClass::Transient), "{name}");
    }
    // Meanwhile the town goes on.
    let now = i64::try_from(server_seconds(&server)).unwrap();
    let pool = said(5, "Freibad öffnet im Mai", now - 1_900);
    let choir = said(6, "Chorprobe im Rathaussaal", now - 600);
    let (withdraws, edits) = platform.takes_back();
    let edited = if edits { Said { words: "Stadtfest am Sonntag", edited: true, ..fair } } else { fair };
    let (after, gone): (Vec<Said>, &[u32]) = if withdraws {
        (vec![choir, pool, bus, edited, market], &[3])
    } else {
        (vec![choir, pool, bus, bridge, edited, market], &[])
    };
    platform.says(&after, gone);
    server.pass(1_000).await;
    assert_eq!(on_page(&server).await, shown(&[bus, bridge, fair, market]), "{name}: nothing happens without a login");
    assert_eq!(kinds(&peer), before, "{name}");

    platform.connect(&server, Some(&source)).await;
    server.pass(1).await;
    for _ in 0..27 {
        server.pass(HOUR).await;
    }
    assert_eq!(server.source(&source).await.health.error, None, "{name}");
    assert_eq!(on_page(&server).await, shown(&after), "{name}");
    let told = if withdraws { 5 } else { 4 };
    peer.await_received(|all| count(all, "Create") + count(all, "Delete") == told, SOON).await;
    // The edited post was there before the town's account spoke: its edit is seen on the page and told to nobody.
    assert_eq!(kinds(&peer), ["Create", "Create", "Create", "Create", "Delete"][..told], "{name}");
    let creates = peer.received().into_iter().filter(|one| one.kind == "Create").map(|one| one.object);
    assert_eq!(creates.collect::<std::collections::BTreeSet<_>>().len(), 4, "{name}: each once");
    if edits {
        let edited_bus = Said { words: "Bürgerbus fährt sonntags", edited: true, ..bus };
        let changed: Vec<Said> = after.iter().map(|one| if one.id == bus.id { edited_bus } else { *one }).collect();
        platform.says(&changed, gone);
        for _ in 0..26 {
            server.pass(HOUR).await;
        }
        peer.await_received(|all| count(all, "Update") == 1, SOON).await;
        assert_eq!(kinds(&peer).len(), told + 1, "{name}: {:?}", kinds(&peer));
    }
    for word in [STRANGER, "token-", "wort-", TOKEN, fake_graph::TOKEN, APP_SECRET] {
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

#[tokio::test]
async fn on_youtube_telegram_and_mastodon_a_dead_login_withdraws_nothing_and_a_new_one_misses_and_doubles_nothing() {
    for kind in [SourceKind::Youtube, SourceKind::Telegram, SourceKind::Mastodon] {
        for database in databases::each().await {
            live_through(&database, Platform::plain(kind).await).await;
        }
    }
}

#[tokio::test]
async fn a_newsletter_and_an_account_without_login_catch_up_after_an_outage_and_nothing_is_missed_or_doubled() {
    for kind in [SourceKind::Mail, SourceKind::Bluesky] {
        for database in databases::each().await {
            live_through(&database, Platform::plain(kind).await).await;
        }
    }
}
