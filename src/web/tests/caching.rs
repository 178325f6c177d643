//! Pages without a database, renewed by changes, within a budget; validators and codings.

use std::io::Read;

use super::stage::{HOST, Say, Stage, stage, stage_with};
use crate::store::{Conn, posts};
use crate::urls;

/// The body in a coding, decoded.
async fn decoded(stage: &Stage, path: &str, coding: &str) -> (String, String) {
    use tower::ServiceExt;
    let request = http::Request::builder().uri(path).header("host", HOST).header("accept-encoding", coding);
    let response = stage.web.router().oneshot(request.body(axum::body::Body::empty()).unwrap()).await.unwrap();
    let tag = response.headers()["etag"].to_str().unwrap().to_owned();
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 24).await.unwrap();
    let mut text = String::new();
    match coding {
        "br" => brotli::Decompressor::new(&*bytes, 4096).read_to_string(&mut text).unwrap(),
        "gzip" => flate2::read::GzDecoder::new(&*bytes).read_to_string(&mut text).unwrap(),
        _ => (&*bytes).read_to_string(&mut text).unwrap(),
    };
    (text, tag)
}

#[tokio::test]
async fn hot_pages_need_no_database() {
    let stage = stage().await;
    let mut newest = None;
    for n in 0..90 {
        newest = Some(stage.say(Say::new(&format!("Beitrag {n}"), "Text", 90 - n)).await);
    }
    let ulid = newest.unwrap();
    let path = stage.path(ulid).await;
    stage.web.warm().await.unwrap();
    stage.db.close().await;
    let mut hot = vec![
        "/".to_owned(),
        path,
        "/feed.atom".into(),
        "/feed.rss".into(),
        "/feed.json".into(),
        "/ap/rathaus".into(),
        urls::note(ulid),
        "/impressum".into(),
        "/datenschutz".into(),
    ];
    let mut next = Some("/".to_owned());
    for _ in 0..3 {
        let page = stage.get(&next.take().unwrap()).await;
        next = page.body.split("\" rel=\"next\"").next().and_then(|head| head.rsplit("href=\"").next()).map(Into::into);
        hot.extend(next.clone());
    }
    for path in hot {
        assert_eq!(stage.get(&path).await.status, 200, "{path}");
    }
    let cold = stage.get("/kanal/feuerwehr").await;
    assert_eq!(
        (cold.status.as_u16(), cold.header("cache-control"), cold.header("retry-after")),
        (503, "no-store", "60")
    );
    assert!(cold.body.contains("Bitte versuchen Sie es"));
}

#[tokio::test]
async fn a_change_renews_what_it_touches_at_once() {
    let stage = stage().await;
    let ulid = stage.say(Say::new("Alter Titel", "Alt #Markt", 5)).await;
    stage.web.warm().await.unwrap();
    let path = stage.path(ulid).await;
    let places = [
        "/",
        &path,
        "/feed.atom",
        "/feed.rss",
        "/feed.json",
        "/kanal/rathaus-aktuell",
        "/schlagwort/markt",
        "/en/",
        "/kanal/rathaus-aktuell/feed.json",
        "/@rathaus",
        &urls::note(ulid),
    ];
    for place in places {
        assert!(stage.get(place).await.body.contains("Alter Titel"), "{place}");
    }
    let (post, now) = (stage.post(ulid).await, crate::clock::Clock::now(&*stage.clock));
    let mut content = crate::domain::post::Content {
        title: Some("Neuer Titel".into()),
        body: crate::domain::body::Body::from_plain("Neu"),
        lang: "de".into(),
        hashtags: vec!["Markt".into()],
        canonical_url: None,
        media: vec![],
    };
    let revise = async |conn: &mut Conn<'_>| posts::revise(conn, &post, &content, Some(now), now).await;
    stage.db.write(revise).await.unwrap();
    stage.web.catch_up().await.unwrap();
    for place in places {
        let body = stage.get(place).await.body;
        assert!(body.contains("Neuer Titel") && !body.contains("Alter Titel"), "{place}");
    }
    assert!(stage.get(&path).await.body.contains("Geändert am 24. November 2026, 14:05 Uhr"));
    content.title = None;
    stage.hide(ulid).await;
    stage.web.catch_up().await.unwrap();
    assert_eq!(stage.get("/schlagwort/markt").await.status, 404);
}

#[tokio::test]
async fn a_town_that_changes_its_looks_changes_every_page() {
    let stage = stage().await;
    let ulid = stage.say(Say::new("Titel", "Text", 5)).await;
    stage.web.warm().await.unwrap();
    let before = stage.get("/").await.body;
    let sheet =
        |body: &str| body.split("rel=\"stylesheet\" href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let css = stage.get(&sheet(&before)).await;
    assert_eq!(css.header("cache-control"), "public, max-age=31536000, immutable");
    assert!(css.body.contains("--akzent:#0b4f6c"));
    stage
        .edit_town(|town| {
            town.settings.color = "#ffee00".into();
            town.name = "Stadt Neubach".into();
        })
        .await;
    stage.web.catch_up().await.unwrap();
    for path in ["/", &stage.path(ulid).await, "/kanaele", "/impressum"] {
        let body = stage.get(path).await.body;
        assert!(body.contains("Stadt Neubach") && sheet(&body) != sheet(&before), "{path}");
    }
    assert_eq!(stage.get(&sheet(&before)).await.header("cache-control"), "no-store", "an old name is not kept");
}

#[tokio::test]
async fn an_unchanged_page_is_not_sent_twice() {
    let stage = stage().await;
    stage.say(Say::new("Titel", "Text", 5)).await;
    stage.web.warm().await.unwrap();
    let (brotli, brotli_tag) = decoded(&stage, "/", "br").await;
    let (gzip, gzip_tag) = decoded(&stage, "/", "gzip").await;
    let (plain, plain_tag) = decoded(&stage, "/", "identity").await;
    assert!(brotli == gzip && gzip == plain && plain.contains("Titel"));
    assert!(brotli_tag != gzip_tag && gzip_tag != plain_tag);
    let asked = stage.get_with("/", &[("if-none-match", &brotli_tag), ("accept-encoding", "br")]).await;
    assert_eq!((asked.status.as_u16(), asked.body.as_str(), asked.header("etag")), (304, "", &*brotli_tag));
    assert_eq!(asked.header("vary"), "Accept-Encoding, Accept");
    let other = stage.get_with("/", &[("if-none-match", &brotli_tag), ("accept-encoding", "gzip")]).await;
    assert_eq!(other.status, 200);
    let since = stage.get("/").await.header("last-modified").to_owned();
    assert_eq!(since, "Tue, 24 Nov 2026 13:05:00 GMT");
    assert_eq!(stage.get_with("/", &[("if-modified-since", &since)]).await.status, 304);
    let earlier = "Tue, 24 Nov 2026 13:04:59 GMT";
    assert_eq!(stage.get_with("/", &[("if-modified-since", earlier)]).await.status, 200);
}

#[tokio::test]
async fn memory_stays_within_its_budget_and_the_disk_serves_the_rest() {
    let stage = stage_with(HOST, "https", 150_000).await;
    let mut all = Vec::new();
    for n in 0..120 {
        all.push(stage.say(Say::new(&format!("Beitrag {n}"), "Ein Text mit Wörtern.", n)).await);
    }
    stage.web.warm().await.unwrap();
    for ulid in &all {
        let path = stage.path(*ulid).await;
        assert_eq!(stage.get(&format!("/en{path}")).await.status, 200);
        assert!(stage.web.cached_bytes() <= 150_000, "{}", stage.web.cached_bytes());
    }
    assert!(stage.web.mirrored_pages() >= 120);
    stage.db.close().await;
    let path = format!("/en{}", stage.path_of(&all[0]));
    assert_eq!(stage.get(&path).await.status, 200, "pushed out of memory, but on disk");
}

#[tokio::test]
async fn a_running_process_follows_by_itself_until_it_is_stopped() {
    let stage = stage().await;
    stage.web.warm().await.unwrap();
    let stop = tokio_util::sync::CancellationToken::new();
    let (web, token) = (stage.web.clone(), stop.clone());
    let running = tokio::spawn(async move { web.run(token).await });
    stage.say(Say::new("Von selbst", "Text", 1)).await;
    stage.web.wake();
    let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(20);
    while !stage.get("/").await.body.contains("Von selbst") {
        assert!(tokio::time::Instant::now() < deadline, "the change never arrived");
        tokio::task::yield_now().await;
    }
    stop.cancel();
    running.await.unwrap();
}
