//! Security headers of every class of answer (S-01…S-03), no cookie, no foreign host.

use super::stage::{HOST, Say, Stage, addresses, stage, stage_with};
use crate::domain::ids::Ulid;

async fn town_with_a_post() -> (Stage, Ulid) {
    let stage = stage().await;
    let ulid = stage.say(Say::new("Wochenmarkt", "Am Samstag ist #Markt auf dem Platz.", 10)).await;
    stage.web.warm().await;
    (stage, ulid)
}

const COMMON: [(&str, &str); 4] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("strict-transport-security", "max-age=31536000"),
];

#[tokio::test]
async fn every_answer_is_secured_and_sets_no_cookie() {
    let (stage, ulid) = town_with_a_post().await;
    let mut seen = 0;
    for (path, page) in addresses(&stage, ulid).await {
        let answer = stage.get(&path).await;
        assert!(answer.status == 200 || path == "/gibt-es-nicht", "{path}: {}", answer.status);
        for (name, value) in COMMON {
            assert_eq!(answer.header(name), value, "{path}: {name}");
        }
        assert!(answer.header("permissions-policy").contains("camera=()"), "{path}");
        assert!(answer.headers.get("set-cookie").is_none(), "{path}");
        let (csp, sharing) = if page {
            (
                "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'self'; font-src 'self'; \
                 manifest-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'",
                "same-origin",
            )
        } else {
            ("default-src 'none'; frame-ancestors 'none'", "cross-origin")
        };
        assert_eq!(answer.header("content-security-policy"), csp, "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), sharing, "{path}");
        seen += 1;
    }
    assert!(seen > 20);
}

#[tokio::test]
async fn a_page_makes_the_browser_contact_nobody_else() {
    let (stage, ulid) = town_with_a_post().await;
    let html = regex_free_attributes;
    for (path, _) in addresses(&stage, ulid).await.into_iter().filter(|(_, page)| *page) {
        let body = stage.get(&path).await.body;
        assert!(!body.contains("<script") && !body.contains(" style=") && !body.contains("javascript:"), "{path}");
        for tag in ["img", "link", "video", "source", "iframe", "object", "embed", "form", "meta"] {
            for (name, value) in html(&body, tag) {
                let loads = matches!(name.as_str(), "src" | "srcset" | "action" | "data")
                    || (name == "href" && tag == "link" && !body_link_is_passive(&body, &value));
                assert!(!loads || value.starts_with('/'), "{path}: <{tag} {name}={value}>");
            }
        }
    }
}

/// Links that a browser does not follow by itself.
fn body_link_is_passive(body: &str, href: &str) -> bool {
    let at = body.find(&format!("href=\"{href}\"")).unwrap();
    let tag = &body[body[..at].rfind('<').unwrap()..at];
    ["canonical", "alternate"].iter().any(|rel| tag.contains(&format!("rel=\"{rel}\"")))
}

/// The attributes of every tag of a name.
fn regex_free_attributes(html: &str, tag: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for part in html.split(&format!("<{tag} ")).skip(1) {
        let attributes = part.split('>').next().unwrap();
        for pair in attributes.split("\" ") {
            if let Some((name, value)) = pair.split_once("=\"") {
                found.push((name.trim().to_owned(), value.trim_end_matches('"').to_owned()));
            }
        }
    }
    found
}

#[tokio::test]
async fn http_has_no_transport_security_and_a_picture_runs_nothing() {
    let stage = stage_with("localhost:8080", "http", 1 << 20).await;
    let hash = "0123456789abcdef0123456789abcdef";
    let town = stage.db.read(async |c: &mut crate::store::Conn<'_>| crate::store::towns::by_id(c, stage.town).await);
    let ulid = town.await.unwrap().unwrap().ulid.to_string();
    stage.blobs.put(&ulid, hash, "jpg", bytes::Bytes::from_static(b"\xff\xd8<script>")).await.unwrap();
    stage.edit_town(|town| town.settings.arms = Some(format!("{hash}.jpg"))).await;
    stage.web.warm().await;
    let answer = stage.ask("GET", "localhost:8080", &format!("/medien/{hash}.jpg"), &[]).await;
    for (name, value) in [
        ("content-type", "image/jpeg"),
        ("content-security-policy", "sandbox; default-src 'none'"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "public, max-age=31536000, immutable"),
        ("content-disposition", "inline; filename=\"0123456789abcdef0123456789abcdef.jpg\""),
        ("strict-transport-security", ""),
    ] {
        assert_eq!(answer.header(name), value, "{name}");
    }
    let head = stage.ask("HEAD", "localhost:8080", &format!("/medien/{hash}.jpg"), &[]).await;
    assert_eq!((head.body.as_str(), head.header("content-length")), ("", answer.header("content-length")));
    let again = stage
        .ask("GET", "localhost:8080", &format!("/medien/{hash}.jpg"), &[("if-none-match", answer.header("etag"))])
        .await;
    assert_eq!((again.status.as_u16(), again.body.as_str()), (304, ""));
    for wrong in ["/medien/../a.jpg", "/medien/x.svg", "/medien/x", &format!("/medien/{hash}.html")] {
        assert_eq!(stage.ask("GET", "localhost:8080", wrong, &[]).await.status, 404, "{wrong}");
    }
}

#[tokio::test]
async fn only_reading_is_allowed_and_head_has_no_body() {
    let (stage, _) = town_with_a_post().await;
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        let answer = stage.ask(method, HOST, "/", &[]).await;
        assert_eq!((answer.status.as_u16(), answer.header("allow")), (405, "GET, HEAD"), "{method}");
    }
    let (get, head) = (stage.get("/").await, stage.ask("HEAD", HOST, "/", &[]).await);
    assert_eq!((head.status.as_u16(), head.body.as_str()), (200, ""));
    assert_eq!(head.header("content-length"), get.header("content-length"));
    for method in ["DELETE", "GET", "HEAD"] {
        let answer = stage.ask(method, HOST, "/ap/inbox", &[]).await;
        assert_eq!((answer.status.as_u16(), answer.header("allow")), (405, "POST"), "{method}");
    }
}
