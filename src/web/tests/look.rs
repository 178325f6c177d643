//! The sample town, measured.

use super::sample;
use super::stage::{HOST, stage};

#[tokio::test]
async fn a_full_page_is_small() {
    use tower::ServiceExt;
    let stage = stage().await;
    sample::fill(&stage).await;
    stage.web.warm().await;
    for (path, limit) in [("/", 10_000), ("/kanaele", 4_000), ("/datenschutz", 5_000)] {
        let request = http::Request::builder().uri(path).header("host", HOST).header("accept-encoding", "br");
        let response = stage.web.router().oneshot(request.body(axum::body::Body::empty()).unwrap()).await.unwrap();
        let size = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap().len();
        assert!(size <= limit, "{path}: {size} bytes");
    }
}

#[tokio::test]
async fn headings_and_texts_are_complete_in_both_languages() {
    let stage = stage().await;
    sample::fill(&stage).await;
    stage.web.warm().await;
    for path in [
        "/",
        "/kanaele",
        "/kanal/feuerwehr",
        "/folgen",
        "/impressum",
        "/datenschutz",
        "/barrierefreiheit",
        "/so-funktioniert-es",
        "/x",
    ] {
        for (prefix, lang) in [("", "de"), ("/en", "en")] {
            let body = stage.get(&format!("{prefix}{path}")).await.body;
            assert!(!body.contains('⟦') && body.contains(&format!("<html lang=\"{lang}\">")), "{prefix}{path}");
            assert_eq!(body.matches("<h1").count(), 1, "{prefix}{path}");
            let mut level = 1;
            for heading in body.split("<h").skip(1).filter_map(|part| part.chars().next()?.to_digit(10)) {
                assert!(heading <= level + 1, "{prefix}{path}: h{heading} after h{level}");
                level = heading;
            }
        }
    }
}
