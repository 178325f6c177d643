//! The sample town, measured.

use std::collections::BTreeMap;

use super::sample;
use super::stage::{HOST, Stage, stage, web};

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

/// Every page that can be reached from the start page, and its text.
async fn all_pages(stage: &Stage) -> BTreeMap<String, String> {
    let mut seen = BTreeMap::new();
    let mut next = vec!["/".to_owned(), "/sitemap.xml".into(), "/gibt-es-nicht".into()];
    while let Some(path) = next.pop() {
        if seen.contains_key(&path) {
            continue;
        }
        let answer = stage.get(&path).await;
        let links = answer.body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let ours = links.filter(|href| href.starts_with('/') && !href.starts_with("/assets/"));
        next.extend(ours.filter(|href| !href.starts_with("/medien/")).map(|href| href.replace("&amp;", "&")));
        seen.insert(path, answer.body);
    }
    seen
}

/// A page without the sealed moment that goes along with a form; nobody stores such a page.
fn unstamped(text: &str) -> String {
    let Some((before, rest)) = text.split_once("name=\"zeit\" value=\"") else { return text.to_owned() };
    let (_, after) = rest.split_once('"').unwrap();
    format!("{before}{after}")
}

#[tokio::test]
async fn a_page_says_the_same_tomorrow() {
    let mut stage = stage().await;
    sample::fill(&stage).await;
    stage.web.warm().await;
    let today = all_pages(&stage).await;
    assert!(today.len() > 60, "{} pages", today.len());
    stage.clock.advance(std::time::Duration::from_secs(26 * 3600));
    stage.web = web(&stage.folder, &stage.db, &stage.clock, &stage.blobs, "https", 32 << 20);
    let tomorrow = all_pages(&stage).await;
    for (path, text) in &today {
        assert!(unstamped(&tomorrow[path]) == unstamped(text), "{path} tells time by the clock");
    }
}
