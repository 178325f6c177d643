//! Pages without a database, renewed by changes, within a budget; validators and codings.

use std::io::Read;

use super::stage::{HOST, Say, Stage, stage, stage_with};
use crate::domain::source::ErrorClass;
use crate::domain::validity::{Validity, ValidityKind, ValidityOrigin};
use crate::store::{Conn, posts, sources, towns, validity};
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
    stage.web.warm().await;
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
    stage.web.warm().await;
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
        event: None,
        recordings: Vec::new(),
        warning: None,
        sensitive: None,
    };
    let revise = async |conn: &mut Conn<'_>| posts::revise(conn, &post, &content, Some(now), now).await;
    stage.db.write(revise).await.unwrap();
    stage.web.catch_up().await;
    for place in places {
        let body = stage.get(place).await.body;
        assert!(body.contains("Neuer Titel") && !body.contains("Alter Titel"), "{place}");
    }
    assert!(stage.get(&path).await.body.contains("Geändert am 24. November 2026, 14:05 Uhr"));
    content.title = None;
    stage.hide(ulid).await;
    stage.web.catch_up().await;
    assert_eq!(stage.get("/schlagwort/markt").await.status, 404);
}

#[tokio::test]
async fn a_town_that_changes_its_looks_changes_every_page() {
    let stage = stage().await;
    let ulid = stage.say(Say::new("Titel", "Text", 5)).await;
    stage.web.warm().await;
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
    stage.web.catch_up().await;
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
    stage.web.warm().await;
    let (brotli, brotli_tag) = decoded(&stage, "/", "br").await;
    let (gzip, gzip_tag) = decoded(&stage, "/", "gzip").await;
    let (plain, plain_tag) = decoded(&stage, "/", "identity").await;
    assert!(brotli == gzip && gzip == plain && plain.contains("Titel"));
    assert!(brotli_tag != gzip_tag && gzip_tag != plain_tag);
    let asked = stage.get_with("/", &[("if-none-match", &brotli_tag), ("accept-encoding", "br")]).await;
    assert_eq!((asked.status.as_u16(), asked.body.as_str(), asked.header("etag")), (304, "", &*brotli_tag));
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
    stage.web.warm().await;
    for ulid in &all {
        let path = stage.path(*ulid).await;
        assert_eq!(stage.get(&format!("/en{path}")).await.status, 200);
        assert!(stage.web.cached_bytes() <= 150_000, "{}", stage.web.cached_bytes());
    }
    assert!(stage.web.mirrored_pages() >= 120);
    let mirrored = stage.folder.path().join("seiten").join(HOST).join("en/beitrag");
    assert_eq!(std::fs::read_dir(mirrored).unwrap().count(), 120);
    stage.db.close().await;
    let path = format!("/en{}", stage.path_of(&all[0]));
    assert_eq!(stage.get(&path).await.status, 200, "pushed out of memory, but on disk");
}

#[tokio::test]
async fn a_town_nobody_rendered_yet_is_found_when_somebody_asks() {
    let stage = stage().await;
    stage.say(Say::new("Titel", "Text", 1)).await;
    assert!(stage.get("/").await.body.contains("Titel"));
    assert_eq!(stage.ask("GET", "x.example", "/ap/rathaus", &[]).await.status, 421);
}

#[tokio::test]
async fn a_running_process_follows_by_itself_until_it_is_stopped() {
    let stage = stage().await;
    stage.web.warm().await;
    let stop = tokio_util::sync::CancellationToken::new();
    let (web, token) = (stage.web.clone(), stop.clone());
    let running = tokio::spawn(async move { web.run(token).await });
    stage.say(Say::new("Von selbst", "Text", 1)).await;
    stage.web.bell().notify_one();
    let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(20);
    while !stage.get("/").await.body.contains("Von selbst") {
        assert!(tokio::time::Instant::now() < deadline, "the change never arrived");
        tokio::task::yield_now().await;
    }
    stop.cancel();
    running.await.unwrap();
}

#[tokio::test]
async fn what_strangers_add_to_an_address_fills_no_memory() {
    let stage = stage().await;
    stage.say(Say::new("Titel", "Text", 1)).await;
    stage.web.warm().await;
    let ask = async |query: &str| stage.get(&format!("/ap/rathaus/outbox?{query}")).await.status.as_u16();
    assert_eq!(ask("page=true").await, 200);
    let before = stage.web.cached_bytes();
    for query in [&format!("x={}", "x".repeat(4000)), "page=true&y=1", "max_id=01ARZ3NDEKTSV4RRFFQ69G5FAV"] {
        assert_eq!(ask(query).await, 200, "{query}");
    }
    assert_eq!(stage.web.cached_bytes(), before);
    assert_eq!(ask(&format!("x={}", "x".repeat(9000))).await, 414);
}

#[tokio::test]
async fn what_is_withdrawn_is_gone_even_if_the_rest_cannot_be_rendered() {
    let stage = stage().await;
    stage.say(Say::new("Bleibt", "Text", 9)).await;
    let ulid = stage.say(Say::new("Widerrufen", "Text", 1)).await;
    let now = crate::clock::Clock::now(&*stage.clock);
    let other = async |conn: &mut Conn<'_>| super::stage::found(conn, "zweite.example", now).await;
    stage.db.write(other).await.unwrap();
    stage.web.warm().await;
    let path = stage.path(ulid).await;
    stage.hide(ulid).await;
    let unreadable = "UPDATE post SET hashtags = 'x' || hashtags WHERE title = 'Bleibt'";
    stage.db.write(async |conn: &mut Conn<'_>| conn.bare(unreadable).await).await.unwrap();
    let unknown = "INSERT INTO change (town_id, kind, key, at) VALUES (1, 'from a newer version', '', 0)";
    stage.db.write(async |conn: &mut Conn<'_>| conn.bare(unknown).await).await.unwrap();
    let rename = async |conn: &mut Conn<'_>| {
        let mut town = towns::by_host(conn, "zweite.example").await?.unwrap();
        town.name = "Gemeinde Umbenannt".into();
        towns::save(conn, &town, now).await
    };
    stage.db.write(rename).await.unwrap();
    stage.web.catch_up().await;
    for place in ["/", &path, "/feed.atom", &urls::note(ulid)] {
        assert!(!stage.get(place).await.body.contains("Widerrufen"), "{place}");
    }
    let other = stage.ask("GET", "zweite.example", "/", &[]).await;
    assert!(other.status == 200 && other.body.contains("Gemeinde Umbenannt"), "the other town goes on");
    let readable = "UPDATE post SET hashtags = substr(hashtags, 2) WHERE title = 'Bleibt'";
    stage.db.write(async |conn: &mut Conn<'_>| conn.bare(readable).await).await.unwrap();
    stage.web.catch_up().await;
    stage.db.close().await;
    let home = stage.get("/").await;
    assert!(home.status == 200 && home.body.contains("Bleibt"), "it is tried again without another change");
}

#[tokio::test]
async fn a_channel_in_trouble_renews_only_the_pages_that_say_so() {
    let stage = stage().await;
    let ulid = stage.say(Say::new("Wie zuvor", "Text #Markt", 5)).await;
    stage.web.warm().await;
    let path = stage.path(ulid).await;
    let english = format!("/en{path}");
    let places = [
        ("/", true),
        ("/kanal/rathaus-aktuell", true),
        ("/en/", true),
        (&*path, false),
        (&*english, false),
        ("/schlagwort/markt", false),
        ("/@rathaus", false),
        ("/feed.atom", false),
        ("/kanal/rathaus-aktuell/feed.json", false),
    ];
    for (place, _) in places {
        assert!(stage.get(place).await.body.contains("Wie zuvor"), "{place}");
    }
    let before = stage.get(&path).await.headers;
    // What is made from now on has another title, though the log says nothing about posts.
    let unsaid = "UPDATE post SET title = 'Neu gemacht'";
    stage.db.write(async |conn: &mut Conn<'_>| conn.bare(unsaid).await).await.unwrap();
    stage.clock.advance(std::time::Duration::from_secs(60));
    let (source, now) = (&stage.sources[0], crate::clock::Clock::now(&*stage.clock));
    let fail = async |conn: &mut Conn<'_>| sources::fail(conn, source, ErrorClass::Transient, "x", now, now).await;
    stage.db.write(fail).await.unwrap();
    stage.web.catch_up().await;
    for (place, anew) in places {
        assert_eq!(stage.get(place).await.body.contains("Neu gemacht"), anew, "{place}");
    }
    assert_eq!(stage.get(&path).await.headers, before);
    stage.clock.advance(std::time::Duration::from_secs(16 * 60));
    assert!(stage.get("/kanaele").await.body.contains("unterbrochen"));
    let (failing, now) = (stage.source(0).await, crate::clock::Clock::now(&*stage.clock));
    let well = sources::Success { cursor: None, next: now, news: false, first_pass: false };
    stage.db.write(async |conn: &mut Conn<'_>| sources::succeed(conn, &failing, well, now).await).await.unwrap();
    stage.web.catch_up().await;
    assert!(!stage.get("/kanaele").await.body.contains("unterbrochen"));
}

#[tokio::test]
async fn health_that_cannot_be_shown_takes_no_page_down() {
    let stage = stage().await;
    stage.say(Say::new("Titel", "Text", 5)).await;
    stage.web.warm().await;
    let (source, now) = (&stage.sources[0], crate::clock::Clock::now(&*stage.clock));
    let fail = async |conn: &mut Conn<'_>| sources::fail(conn, source, ErrorClass::Transient, "x", now, now).await;
    stage.db.write(fail).await.unwrap();
    let unreadable = "UPDATE source SET state = 'x' || state";
    stage.db.write(async |conn: &mut Conn<'_>| conn.bare(unreadable).await).await.unwrap();
    stage.clock.advance(std::time::Duration::from_secs(16 * 60));
    stage.web.catch_up().await;
    let home = stage.get("/").await;
    assert!(home.status == 200 && home.body.contains("Titel") && !home.body.contains("unterbrochen"));
    let readable = "UPDATE source SET state = substr(state, 2)";
    stage.db.write(async |conn: &mut Conn<'_>| conn.bare(readable).await).await.unwrap();
    stage.web.catch_up().await;
    assert!(stage.get("/").await.body.contains("unterbrochen"), "it is tried again without another change");
}

#[tokio::test]
async fn one_slow_page_holds_up_no_other() {
    use std::fmt::Write;
    use tokio::time::{Duration, Instant};
    let stage = stage().await;
    let mut text = String::new();
    for n in 0..60_000u32 {
        write!(text, "{} und {n} ", n.wrapping_mul(2_654_435_761)).unwrap();
    }
    let ulid = stage.say(Say::new("Sehr lang", &text, 5)).await;
    stage.web.warm().await;
    let path = format!("/en{}", stage.path(ulid).await);
    let done = std::cell::Cell::new(false);
    let slow = async {
        let start = Instant::now();
        assert_eq!(stage.get_with(&path, &[("accept-encoding", "br")]).await.status, 200);
        done.set(true);
        start.elapsed()
    };
    // Both run on the one thread of this test: whoever computes there stops the other.
    let others = async {
        let mut longest = Duration::ZERO;
        while !done.get() {
            let start = Instant::now();
            assert_eq!(stage.get("/").await.status, 200);
            tokio::task::yield_now().await;
            longest = longest.max(start.elapsed());
        }
        longest
    };
    let (slow, longest) = tokio::join!(slow, others);
    assert!(longest < slow / 3, "somebody waited {longest:?} for a page that takes {slow:?}");
}

#[tokio::test]
async fn what_needs_no_database_does_not_queue_behind_it() {
    let stage = stage().await;
    stage.say(Say::new("Titel", "Text", 5)).await;
    stage.web.warm().await;
    let held = tokio_util::sync::CancellationToken::new();
    let hold = async || {
        let holding = async |_: &mut Conn<'_>| {
            held.cancelled().await;
            Ok::<_, crate::store::StoreError>(())
        };
        stage.db.read(holding).await.unwrap();
    };
    let holding = async { tokio::join!(hold(), hold(), hold(), hold()) };
    let cold = async {
        tokio::join!(stage.get("/kanaele"), stage.get("/kanal/feuerwehr"), stage.get("/en/"), stage.get("/en/kanaele"))
    };
    let asking = async {
        for (path, status) in [("/", 200), ("/impressum", 200), ("/robots.txt", 200), ("/wp-login.php", 404)] {
            let answer = tokio::time::timeout(std::time::Duration::from_secs(3), stage.get(path)).await;
            assert_eq!(answer.map(|answer| answer.status.as_u16()), Ok(status), "{path}");
        }
        held.cancel();
    };
    let (_, cold, ()) = tokio::join!(holding, cold, asking);
    assert!([cold.0, cold.1, cold.2, cold.3].iter().all(|answer| answer.status == 200));
}

#[tokio::test]
async fn what_holds_ceases_to_hold_at_its_moment_from_memory_and_from_the_mirror() {
    // With next to no memory every page comes from the mirror.
    for cache in [32 << 20, 1] {
        let stage = stage_with(HOST, "https", cache).await;
        let ulid = stage.say(Say::new("Mühlgasse gesperrt", "Umleitung über die Lindenallee", 5)).await;
        let (post, until) = (stage.post(ulid).await, "2026-11-24T17:00:00Z".parse().unwrap());
        let holds = Validity { kind: ValidityKind::Closure, from: None, until: Some(until) };
        let write =
            async |c: &mut Conn<'_>| validity::write(c, post.town, post.id, Some(holds), ValidityOrigin::Text).await;
        stage.db.write(write).await.unwrap();
        stage.web.warm().await;
        let path = stage.path(ulid).await;
        let places = ["/", &path, "/kanal/rathaus-aktuell"];
        for place in places {
            assert!(stage.get(place).await.body.contains("Gilt bis Dienstag, 24. November 2026, 18:00 Uhr"), "{place}");
        }
        let left = until.duration_since(crate::clock::Clock::now(&*stage.clock)).as_secs().unsigned_abs();
        stage.clock.advance(std::time::Duration::from_secs(left - 20));
        for place in places {
            let answer = stage.get(place).await;
            assert!(answer.body.contains("Gilt bis"), "{place}");
            assert_eq!(answer.header("cache-control"), "public, max-age=20", "{place}");
        }
        stage.clock.advance(std::time::Duration::from_secs(20));
        stage.web.catch_up().await;
        for place in places {
            let answer = stage.get(place).await;
            assert!(answer.body.contains("Galt bis") && !answer.body.contains("Gilt bis"), "{place}");
            assert_eq!(answer.header("cache-control"), "public, max-age=60", "{place}");
        }
    }
}
