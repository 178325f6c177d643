//! Pushes that are forged or come again, on every platform that pushes: the first are refused and the second are no news,
//! and neither makes us ask the platform anything. Which platforms push their connectors say.

use ausrufer::domain::source::{Source, SourceKind};
use ausrufer::sources::Registry;
use ausrufer::sources::contract::Push;
use ausrufer::store::connections;
use aws_lc_rs::hmac;
use data_encoding::{BASE64, HEXLOWER};
use url::form_urlencoded;

use crate::support::databases;
use crate::support::http::{get, post};
use crate::support::platform::{self, APP_SECRET, Platform, Said, push_of, said};
use crate::support::seed::read;
use crate::support::server::TestServer;

/// How a platform signs: the header and its value. A platform that pushes and is missing here fails.
fn signed(kind: SourceKind, secret: &str, body: &[u8]) -> (&'static str, String) {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), body);
    match kind {
        SourceKind::Facebook | SourceKind::Threads => {
            ("X-Hub-Signature-256", format!("sha256={}", HEXLOWER.encode(tag.as_ref())))
        }
        SourceKind::Feed | SourceKind::Youtube => {
            ("X-Hub-Signature", format!("sha256={}", HEXLOWER.encode(tag.as_ref())))
        }
        SourceKind::X => ("x-twitter-webhooks-signature", format!("sha256={}", BASE64.encode(tag.as_ref()))),
        other => panic!("{} pushes, and nobody has shown here how", other.as_str()),
    }
}

/// Where a platform pushes to, what it signs with, and what it says.
struct Door {
    path: String,
    secret: String,
    body: Vec<u8>,
}

async fn door(server: &TestServer, platform: &Platform, source: &Source, about: &Said) -> Door {
    let kind = source.kind.as_str();
    if let Some(connection) = source.connection.filter(|_| platform.posted(hub_of(source.kind)).is_none()) {
        let known = read!(server.app.db, |c| connections::by_id(c, source.town, connection)).unwrap();
        let body = push_of(source.kind, about).to_string().into_bytes();
        return Door { path: format!("/hooks/{kind}/{}", known.ulid), secret: APP_SECRET.to_owned(), body };
    }
    let form = platform.posted(hub_of(source.kind)).unwrap();
    let value =
        |name: &str| form_urlencoded::parse(form.as_bytes()).find(|(key, _)| key == name).unwrap().1.into_owned();
    let path = format!("/hooks/{kind}/{}", source.ulid);
    let question = form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("hub.mode", "subscribe"), ("hub.challenge", "x7"), ("hub.lease_seconds", "864000")])
        .append_pair("hub.topic", &value("hub.topic"))
        .finish();
    assert_eq!(get(&server.host, &format!("{path}?{question}"), "*/*").await.0, 200, "{kind}");
    let body = b"<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Stadt</title></feed>".to_vec();
    Door { path, secret: value("hub.secret"), body }
}

/// Where a platform's hub takes subscriptions.
fn hub_of(kind: SourceKind) -> &'static str {
    if kind == SourceKind::Youtube { "/subscribe" } else { "/hub" }
}

/// Sends a push and does what is due then; gives the answer and how often the platform was asked because of it.
async fn push(server: &TestServer, platform: &Platform, door: &Door, header: Option<(&str, &str)>) -> (u16, usize) {
    let before = platform.asked();
    let headers: Vec<(&str, &str)> = header.into_iter().collect();
    let (status, _, _) = post(&server.host, &door.path, &headers, &door.body).await;
    server.app.run_all_due_jobs().await.unwrap();
    (status, platform.asked() - before)
}

#[tokio::test]
async fn a_forged_push_is_refused_and_a_replayed_one_is_no_news_whatever_the_platform() {
    for database in databases::each().await {
        let mut platforms = platform::every().await;
        let pushes = |kind: SourceKind| Registry::connector(kind).unwrap().capabilities().push != Push::None;
        platforms.retain(|one| pushes(one.kind));
        assert!(platforms.len() >= 5, "feeds, YouTube, Facebook, Threads and X push");
        let about = said(1, "Wochenmarkt verlegt", -7_200);
        let mut server = TestServer::start(&database).await;
        let mut mirrored = Vec::new();
        for one in platforms {
            one.says(&[said(2, "Hallenbad geschlossen", -3_600), about], &[]);
            let source = one.mirror(&server).await;
            mirrored.push((one, source));
        }
        server.pass(1).await;
        let mut doors = Vec::new();
        for (one, source) in &mirrored {
            // Whoever is refused often is let in less for a while, whatever he says.
            server.pass(300).await;
            let door = door(&server, one, source, &about).await;
            let kind = source.kind;
            let (name, good) = signed(kind, &door.secret, &door.body);
            let refused = [
                ("unsigned", None),
                ("without a word", Some(String::new())),
                ("made up", Some(format!("sha256={}", "0".repeat(64)))),
                ("signed by somebody else", Some(signed(kind, "geraten", &door.body).1)),
                ("signed for something else", Some(signed(kind, &door.secret, b"{}").1)),
                ("signed with nothing", Some(signed(kind, "", &door.body).1)),
            ];
            for (what, value) in refused {
                let header = value.as_deref().map(|value| (name, value));
                assert_eq!(push(&server, one, &door, header).await, (403, 0), "{}: {what}", kind.as_str());
            }
            let (status, asked) = push(&server, one, &door, Some((name, &good))).await;
            assert!(status == 200 && asked > 0, "{}: {status}, asked {asked} times", kind.as_str());
            assert_eq!(push(&server, one, &door, Some((name, &good))).await, (200, 0), "{}: again", kind.as_str());
            doors.push((door, name, good));
        }
        // A replay is none after a restart either, nor a day later.
        server = server.restart(&database.url).await;
        for _ in 0..2 {
            for ((one, source), (door, name, good)) in mirrored.iter().zip(&doors) {
                let again = push(&server, one, door, Some((name, good))).await;
                assert_eq!(again, (200, 0), "{}: again, later", source.kind.as_str());
            }
            server.pass(24 * 3600).await;
        }
    }
}
