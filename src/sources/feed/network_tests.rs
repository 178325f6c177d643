//! Looks at a real listener that says what a website may say.

use http::header;

use super::super::contract::{Ask, Batch, Budget, Connector, Cursor, Fetched, Window};
use super::super::failure::SourceError;
use super::super::test_site;
use super::{FeedConnector, discover};
use crate::domain::item::NativeId;
use crate::domain::source::{Cause, ErrorClass, SourceKind};

const FEED: &str = "<rss><channel><title>Stadt</title><ttl>5</ttl><item><guid>1</guid><title>Eins</title>\
                    <pubDate>Fri, 18 Jul 2025 10:00:00 GMT</pubDate></item></channel></rss>";

/// A feed on loopback.
struct Bench(test_site::Bench);

impl std::ops::Deref for Bench {
    type Target = test_site::Bench;

    fn deref(&self) -> &test_site::Bench {
        &self.0
    }
}

impl std::ops::DerefMut for Bench {
    fn deref_mut(&mut self) -> &mut test_site::Bench {
        &mut self.0
    }
}

async fn bench() -> Bench {
    Bench(test_site::bench(SourceKind::Feed, "feed.xml").await)
}

impl Bench {
    async fn poll(&self, cursor: Option<Cursor>) -> Result<Batch, SourceError> {
        FeedConnector.poll(&self.cx(), cursor, &mut Budget::requests(1)).await
    }

    async fn class_of(&self, status: u16, headers: &[(&'static str, &str)], body: &str) -> ErrorClass {
        self.site.put("/feed.xml", status, headers, body);
        self.poll(None).await.unwrap_err().class()
    }
}

#[tokio::test]
async fn an_unchanged_feed_is_asked_for_conditionally() {
    let bench = bench().await;
    let validators = [
        ("etag", "\"a\""),
        ("last-modified", "Fri, 18 Jul 2025 10:00:00 GMT"),
        ("cache-control", "public, max-age=60"),
    ];
    bench.site.put("/feed.xml", 200, &validators, FEED);
    let first = bench.poll(None).await.unwrap();
    assert!(bench.site.last()[header::ACCEPT].to_str().unwrap().starts_with("application/rss+xml"));
    assert_eq!((first.items.len(), first.unchanged, first.interval_hint_s), (1, false, Some(300)));
    let from = "2025-07-18T10:00:00Z".parse().ok();
    assert_eq!(first.window, Window::Complete { from, to: Some(bench.now) });
    assert_eq!(first.profile.unwrap().name.as_deref(), Some("Stadt"));

    let second = bench.poll(first.next).await.unwrap();
    assert_eq!(bench.site.last()[header::IF_NONE_MATCH], "\"a\"");
    assert_eq!(bench.site.last()[header::IF_MODIFIED_SINCE], "Fri, 18 Jul 2025 10:00:00 GMT");
    assert_eq!((second.items.len(), second.unchanged, second.interval_hint_s), (0, true, Some(300)));
    assert!(second.next.is_some());
}

#[tokio::test]
async fn the_same_bytes_without_validators_are_unchanged_too() {
    let bench = bench().await;
    bench.site.put("/feed.xml", 200, &[], FEED);
    let first = bench.poll(None).await.unwrap();
    assert!(bench.poll(first.next.clone()).await.unwrap().unchanged);
    bench.site.put("/feed.xml", 200, &[], FEED.replace("Eins", "Zwei"));
    assert!(!bench.poll(first.next).await.unwrap().unchanged);
}

#[tokio::test]
async fn whatever_goes_wrong_is_an_error_of_its_class() {
    let bench = bench().await;
    assert_eq!(bench.class_of(500, &[], "").await, ErrorClass::Transient);
    assert_eq!(bench.class_of(403, &[], "").await, ErrorClass::PermissionMissing);
    assert_eq!(bench.class_of(404, &[], "").await, ErrorClass::ConfigWrong);
    assert_eq!(bench.class_of(410, &[], "").await, ErrorClass::Gone);
    assert_eq!(bench.class_of(200, &[], "<rss><channel></channel></rss>").await, ErrorClass::Malformed);
    assert_eq!(bench.class_of(200, &[], "<!doctype html><title>x</title>").await, ErrorClass::ConfigWrong);
    assert_eq!(bench.class_of(200, &[], "").await, ErrorClass::Malformed);
    bench.site.put("/feed.xml", 429, &[("retry-after", "90")], "");
    let until = bench.now.checked_add(jiff::SignedDuration::from_secs(90)).ok();
    let refused = bench.poll(None).await.unwrap_err();
    assert_eq!((refused.cause, refused.until), (Cause::AskedToWait, until));
}

#[tokio::test]
async fn a_cut_feed_is_partial_and_an_empty_entry_is_set_aside() {
    let bench = bench().await;
    bench.site.put("/feed.xml", 200, &[], FEED.trim_end_matches("</channel></rss>"));
    assert_eq!(bench.poll(None).await.unwrap().window, Window::Partial);
    let empty = FEED.replace("</channel>", "<item><guid>2</guid></item></channel>");
    bench.site.put("/feed.xml", 200, &[], &empty);
    let batch = bench.poll(None).await.unwrap();
    assert_eq!((batch.items.len(), batch.quarantined.len()), (1, 1));
    assert!(matches!(batch.window, Window::Complete { .. }));
}

#[tokio::test]
async fn a_move_is_believed_the_third_time() {
    let bench = bench().await;
    bench.site.put("/neu.xml", 200, &[("etag", "\"n\"")], FEED);
    bench.site.put("/feed.xml", 301, &[("location", "/neu.xml")], "");
    let mut cursor = None;
    for (seen, moved) in [(1, false), (2, false), (3, true)] {
        let batch = bench.poll(cursor).await.unwrap();
        assert_eq!(batch.moved_to.is_some(), moved, "sighting {seen}");
        cursor = batch.next;
    }
}

#[tokio::test]
async fn a_lookup_tells_gone_from_forbidden_from_led_away() {
    let bench = bench().await;
    bench.site.put("/", 200, &[], "home");
    bench.site.put("/neu/da", 200, &[], "da");
    bench.site.put("/neu/weg", 410, &[], "");
    bench.site.put("/neu/zu", 403, &[], "");
    bench.site.put("/neu/krank", 502, &[], "");
    bench.site.put("/neu/heim", 302, &[("location", "/")], "");
    let ask = |name: &str| Ask {
        native_id: NativeId(name.to_owned()),
        canonical_url: bench.base.join(&format!("neu/{name}")).ok().map(String::from),
        starts: None,
    };
    let asks: Vec<_> = ["da", "weg", "nie", "zu", "krank", "heim", "da"].map(ask).into();
    let answers = FeedConnector.refetch(&bench.cx(), &asks, &mut Budget::requests(6)).await.unwrap();
    let answers: Vec<_> = answers
        .into_iter()
        .map(|(id, fetched)| {
            let what = match fetched {
                Fetched::Found(_) | Fetched::StillThere => "there".to_owned(),
                Fetched::Gone(evidence) => format!("{} {:?}", evidence.how, evidence.sign),
                Fetched::Forbidden => "forbidden".to_owned(),
                Fetched::Transient => "unknown".to_owned(),
            };
            format!("{id}: {what}")
        })
        .collect();
    assert_eq!(
        answers,
        [
            "da: there",
            "weg: http 410 Said",
            "nie: http 404 NotFound",
            "zu: forbidden",
            "krank: unknown",
            "heim: unknown",
            "da: unknown",
        ]
    );
}

#[tokio::test]
async fn a_feed_is_found_behind_a_page() {
    let bench = bench().await;
    bench.site.put("/feed", 200, &[], FEED);
    let itself = discover(&bench.net, &bench.base.join("feed").unwrap(), bench.now).await.unwrap();
    assert_eq!((itself.len(), itself[0].checked, itself[0].title.as_deref()), (1, true, Some("Stadt")));

    bench.site.put(
        "/",
        200,
        &[],
        "<html><head><link rel=alternate type=application/rss+xml href=/a.xml title=A></head></html>",
    );
    let announced = discover(&bench.net, &bench.base, bench.now).await.unwrap();
    assert_eq!((announced[0].url.path(), announced[0].checked), ("/a.xml", false));

    bench.site.put("/", 200, &[], "<html><body>Willkommen</body></html>");
    let guessed = discover(&bench.net, &bench.base, bench.now).await.unwrap();
    assert_eq!((guessed.len(), guessed[0].url.path()), (1, "/feed"));

    bench.site.drop_page("/feed");
    let before = bench.site.asked();
    assert_eq!(discover(&bench.net, &bench.base, bench.now).await.unwrap(), []);
    assert!(bench.site.asked() - before <= 6);
    assert_eq!(
        discover(&bench.net, &bench.base.join("nie").unwrap(), bench.now).await.unwrap_err().class(),
        ErrorClass::ConfigWrong
    );
}

#[tokio::test]
async fn an_address_means_the_feed_its_page_names() {
    let bench = bench().await;
    let page =
        r#"<html><head><link rel="alternate" type="application/rss+xml" href="/feed.xml" title="Aktuelles"></head>"#;
    bench.site.put("/", 200, &[], page);
    bench.site.put("/feed.xml", 200, &[], FEED);
    let account = FeedConnector.resolve(&bench.look(), bench.base.as_str()).await.unwrap();
    assert_eq!((account.url.path(), account.name.as_deref()), ("/feed.xml", Some("Aktuelles")));
    assert_eq!(account.site_url.as_ref(), Some(&bench.base));
    assert_eq!(bench.site.all()[0].path, "/");
    bench.site.put("/", 200, &[], "<html><head></head><body>Nur Text</body></html>");
    bench.site.drop_page("/feed.xml");
    let error = FeedConnector.resolve(&bench.look(), bench.base.as_str()).await.unwrap_err();
    assert_eq!(error.cause, Cause::WebPage);
}
