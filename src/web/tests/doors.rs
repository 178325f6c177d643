//! Which host, which form: towns by host, handle domains, drafts, pages and documents, 308, 404, 410, 421.

use std::time::Duration;

use axum::body::Body;
use http::{HeaderMap, Request};
use tower::ServiceExt;

use super::stage::{HOST, Say, Stage, found, stage};
use crate::clock::Clock;
use crate::domain::actor::{ActorKind, Username};
use crate::domain::ids::ulid_from;
use crate::store::{Conn, actors};
use crate::urls;

const ACTIVITY: (&str, &str) = ("accept", "application/activity+json, application/ld+json");
const BROWSER: (&str, &str) = ("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");

#[tokio::test]
async fn one_public_town_gets_the_pages_of_unknown_hosts_and_two_get_none() {
    let stage = stage().await;
    stage.web.warm().await;
    let moved = stage.ask("GET", "www.example.org", "/kanaele?x=1", &[]).await;
    assert_eq!((moved.status.as_u16(), moved.header("location")), (308, &*format!("https://{HOST}/kanaele?x=1")));
    for path in ["/ap/rathaus", "/.well-known/webfinger?resource=acct:a@b", "/hooks/facebook/1", "/nodeinfo/2.1"] {
        assert_eq!(stage.ask("GET", "www.example.org", path, &[]).await.status, 421, "{path}");
    }
    let now = stage.clock.now();
    stage.db.write(async |conn: &mut Conn<'_>| found(conn, "zweite.example", now).await).await.unwrap();
    stage.web.catch_up().await;
    assert_eq!(stage.ask("GET", "www.example.org", "/", &[]).await.status, 421);
    assert_eq!(stage.ask("GET", "ZWEITE.example:443", "/", &[]).await.status, 200);
}

#[tokio::test]
async fn a_handle_domain_answers_discovery_and_sends_everything_else_home() {
    let stage = stage().await;
    let now = stage.clock.now();
    stage
        .db
        .write(async |conn: &mut Conn<'_>| {
            let actor = actors::NewActor {
                ulid: ulid_from(now, [200; 10]),
                town: stage.town,
                kind: ActorKind::Topic,
                username: &Username::parse("warnung").unwrap(),
                handle_domain: Some("musterbach.example"),
                display_name: "Warnungen",
                summary: "",
                public_key_pem: "-",
                private_key_sealed: "-",
            };
            actors::add(conn, actor, now).await
        })
        .await
        .unwrap();
    stage.web.warm().await;
    let host = "musterbach.example";
    let finger = "/.well-known/webfinger?resource=acct:warnung@musterbach.example";
    assert_eq!(stage.ask("GET", host, finger, &[]).await.status, 200);
    let moved = stage.ask("GET", host, "/impressum", &[]).await;
    assert_eq!((moved.status.as_u16(), moved.header("location")), (308, &*format!("https://{HOST}/impressum")));
    assert_eq!(stage.ask("GET", host, "/ap/warnung", &[]).await.status, 421);
    let copied = "<code>@warnung@musterbach.example</code>";
    assert!(stage.get("/folgen").await.body.contains(copied), "nothing stands inside that copying would take along");
}

#[tokio::test]
async fn a_draft_says_so_and_shows_nothing() {
    let stage = stage().await;
    let ulid = stage.say(Say::new("Geheim", "Noch nicht", 1)).await;
    stage.edit_town(|town| town.published_at = None).await;
    stage.web.warm().await;
    for path in ["/".to_owned(), "/feed.rss".into(), "/ap/rathaus".into(), urls::note(ulid), "/impressum".into()] {
        let answer = stage.get(&path).await;
        assert_eq!((answer.status.as_u16(), answer.header("x-robots-tag")), (404, "noindex"), "{path}");
        assert!(answer.body.contains("noch nicht veröffentlicht") && !answer.body.contains("Geheim"), "{path}");
    }
    assert_eq!(stage.ask("POST", HOST, "/ap/inbox", &[]).await.status, 404);
    stage.edit_town(|town| town.published_at = Some(town.created_at)).await;
    stage.web.catch_up().await;
    assert!(stage.get("/").await.body.contains("Geheim"));
}

#[tokio::test]
async fn people_get_pages_and_servers_get_documents() {
    let stage = stage().await;
    let ulid = stage.say(Say::new("Brücke gesperrt", "Bis Freitag.", 5)).await;
    stage.web.warm().await;
    let (page, note) = (stage.path(ulid).await, urls::note(ulid));
    let absolute = |path: &str| format!("https://{HOST}{path}");
    for (path, accept, status, location) in [
        (&*note, BROWSER, 302, page.clone()),
        (&*note, ACTIVITY, 200, String::new()),
        (&*note, ("accept", "*/*"), 200, String::new()),
        (&*note, ("x-none", ""), 200, String::new()),
        (&*note, ("accept", "image/png"), 406, String::new()),
        ("/ap/rathaus", BROWSER, 302, "/@rathaus".into()),
        ("/ap/rathaus", ACTIVITY, 200, String::new()),
        (&*page, ACTIVITY, 302, absolute(&note)),
        (&*page, BROWSER, 200, String::new()),
        (&*page, ("accept", "*/*"), 200, String::new()),
        ("/@rathaus", ACTIVITY, 302, absolute("/ap/rathaus")),
        ("/@rathaus", BROWSER, 200, String::new()),
        ("/@niemand", BROWSER, 404, String::new()),
        ("/", ACTIVITY, 200, String::new()),
    ] {
        let answer = stage.get_with(path, &[accept]).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (status, &*location), "{path} {accept:?}");
        assert!(status == 406 || answer.header("vary").contains("Accept"), "{path}");
    }
    let html = stage.get(&page).await.body;
    assert!(html.contains(&format!(
        "<link rel=\"alternate\" type=\"application/activity+json\" href=\"{}\">",
        absolute(&note)
    )));
    assert!(html.contains(&format!("<link rel=\"canonical\" href=\"{}\">", absolute(&page))));
    assert!(html.contains(&format!("<meta name=\"fediverse:creator\" content=\"@rathaus@{HOST}\">")));
}

#[tokio::test]
async fn any_slug_leads_to_the_post_and_a_removed_one_tells_nothing() {
    let stage = stage().await;
    let (kept, hidden, gone) = (
        stage.say(Say::new("Bleibt", "a", 3)).await,
        stage.say(Say::new("Verborgenes", "b", 2)).await,
        stage.say(Say::new("Gelöschtes", "c", 1)).await,
    );
    stage.web.warm().await;
    let path = stage.path(kept).await;
    let id = kept.to_string();
    for other in [format!("/beitrag/2020-01-01-ganz-anders-{id}"), format!("/beitrag/{id}")] {
        let answer = stage.get(&other).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (308, &*path), "{other}");
    }
    let english = stage.get(&format!("/en/beitrag/x-{id}")).await;
    assert_eq!(english.header("location"), format!("/en{path}"));

    let (hidden_path, gone_path) = (stage.path(hidden).await, stage.path(gone).await);
    assert_eq!(stage.get(&gone_path).await.status, 200);
    stage.hide(hidden).await;
    stage.bury(gone).await;
    stage.web.catch_up().await;
    for (path, ulid, status, words) in [
        (&hidden_path, hidden, 404, "im Moment nicht verfügbar"),
        (&gone_path, gone, 410, "wurde am 24. November 2026 gelöscht"),
    ] {
        for path in [path.clone(), format!("/beitrag/x-{}", ulid.to_string().to_lowercase())] {
            let answer = stage.get(&path).await;
            assert_eq!(answer.status, status, "{path}");
            assert!(answer.body.contains(words), "{}", answer.body);
            assert!(!answer.body.contains("Verborgenes") && !answer.body.contains("Gelöschtes"));
        }
        assert_eq!(stage.get_with(&urls::note(ulid), &[BROWSER]).await.status, status);
    }
    for list in ["/", "/feed.atom", "/feed.rss", "/feed.json", "/kanal/rathaus-aktuell", "/@rathaus", "/sitemap.xml"] {
        let body = stage.get(list).await.body;
        assert!(!body.contains("erborgenes") && !body.contains("elöschtes") && !body.contains("geloeschtes"), "{list}");
    }
}

/// What an inbox answers to a request whose body never comes.
async fn without_body(stage: &Stage, headers: &[(&str, &str)]) -> (u16, HeaderMap) {
    let mut request = Request::builder().method("POST").uri("/ap/inbox").header("host", HOST);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = Body::from_stream(futures_util::stream::pending::<Result<Vec<u8>, std::io::Error>>());
    let answer = stage.web.router().oneshot(request.body(body).unwrap());
    let answer = tokio::time::timeout(Duration::from_secs(10), answer).await.expect("nobody waits for the body");
    let answer = answer.unwrap();
    (answer.status().as_u16(), answer.headers().clone())
}

#[tokio::test]
async fn what_the_head_decides_is_answered_before_the_body_comes() {
    let stage = stage().await;
    stage.web.warm().await;
    let (activity, signed) = (("content-type", "application/activity+json"), ("signature", "keyId=\"x\""));
    for (headers, status) in [
        (&[("content-type", "text/plain"), signed][..], 415),
        (&[("content-type", "application/json"), signed], 415),
        (&[activity, signed, ("content-encoding", "gzip")], 415),
        (&[activity, signed, ("content-length", "1048577")], 413),
        (&[activity], 401),
    ] {
        let (answered, headers) = without_body(&stage, headers).await;
        assert_eq!(answered, status, "{headers:?}");
        assert_eq!(headers.contains_key("accept-signature"), status == 401);
        assert_eq!(headers["cache-control"], "no-store");
    }
}

#[tokio::test]
async fn an_inbox_takes_deliveries_within_limits() {
    let stage = stage().await;
    stage.web.warm().await;
    let large = [("content-length", "2000000")];
    assert_eq!(stage.ask("POST", HOST, "/ap/inbox", &large).await.status, 413);
    assert_eq!(stage.ask("POST", "other.example", "/ap/inbox", &[]).await.status, 421);
    assert_eq!(stage.ask("POST", HOST, "/ap/rathaus/outbox", &[]).await.status, 405);
}
