//! Whatever a source or a staff member typed, nothing of it becomes markup.

use super::stage::{Say, stage};
use crate::domain::body::{Block, Body, Span};
use crate::domain::media::{AltOrigin, MediaKind, Variant};
use crate::domain::post::{Content, ContentMedia};
use crate::store::Conn;
use crate::store::media::{self, NewMedia};

const CORPUS: [&str; 10] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</title><script>alert(1)</script>",
    "<svg/onload=alert(1)>",
    "javascript:alert(1)",
    "<style>*{display:none}</style>",
    "<iframe src=//evil.example>",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "]]><x onload=alert(1)>",
];

/// Markup that none of our templates writes.
fn assert_inert(path: &str, body: &str) {
    let lower = body.to_lowercase();
    for needle in [
        "<script",
        "<img src=x",
        "<svg/onload",
        "<svg onload",
        "<style",
        "<iframe",
        "<x onload",
        "href=\"javascript:",
        "' onmouseover='",
    ] {
        assert!(!lower.contains(needle), "{path}: {needle}");
    }
    for tag in body.split('<').skip(1).map(|part| part.split('>').next().unwrap()) {
        let names: String = tag.split('"').step_by(2).collect();
        assert!(!names.contains(" on"), "{path}: <{tag}>");
    }
}

#[tokio::test]
async fn nothing_a_source_says_becomes_markup() {
    let stage = stage().await;
    let now = crate::clock::Clock::now(&*stage.clock);
    let variants = [Variant { hash: "c".repeat(32), ext: "jpg".into(), width: 12, height: 8, bytes: 1 }];
    let mut paths = vec!["/".to_owned(), "/en/".into(), "/feed.json".into(), "/@rathaus".into()];
    for (n, evil) in CORPUS.iter().enumerate() {
        let origin = n.to_string();
        let new = NewMedia {
            town: stage.town,
            source_sha256: &origin,
            kind: MediaKind::Image,
            variants: &variants,
            blurhash: None,
            looks: None,
            origin: &origin,
        };
        let picture = stage.db.write(async |conn: &mut Conn<'_>| media::add(conn, new, now).await).await.unwrap();
        let text = || vec![Span::text(*evil)];
        let blocks = vec![
            Block::Paragraph { spans: text() },
            Block::Heading { level: 1, spans: text() },
            Block::Paragraph { spans: vec![Span::Link { href: (*evil).into(), spans: text() }] },
            Block::Paragraph { spans: vec![Span::Hashtag { tag: (*evil).into() }] },
            Block::List { ordered: false, entries: vec![text()] },
            Block::Table { header: vec![text()], rows: vec![vec![text()]] },
            Block::Quote { blocks: vec![Block::Paragraph { spans: text() }] },
        ];
        let content = Content {
            title: Some((*evil).into()),
            body: Body { blocks },
            lang: (*evil).into(),
            hashtags: vec![(*evil).into()],
            canonical_url: Some((*evil).into()),
            media: vec![ContentMedia { media: picture, alt: Some((*evil).into()), alt_origin: AltOrigin::Auto }],
            event: None,
            recordings: Vec::new(),
            warning: None,
            sensitive: None,
        };
        let ulid = stage.publish(content, i64::try_from(n).unwrap(), 0).await;
        paths.push(stage.path(ulid).await);
        paths.push(crate::urls::hashtag(evil));
    }
    stage.web.warm().await;
    let mut shown = 0;
    for path in paths {
        let answer = stage.get(&path).await;
        if answer.header("content-type").starts_with("text/html") {
            assert_inert(&path, &answer.body);
            shown += usize::from(answer.status == 200);
        }
    }
    assert!(shown > CORPUS.len());
    for path in ["/feed.atom", "/feed.rss"] {
        let feed = feed_rs::parser::parse(stage.get(path).await.body.as_bytes()).unwrap();
        for entry in feed.entries {
            assert_inert(path, entry.content.unwrap().body.as_deref().unwrap());
        }
    }
}

#[tokio::test]
async fn nothing_staff_typed_becomes_markup() {
    let stage = stage().await;
    stage.say(Say::new("Titel", "Text", 5)).await;
    for evil in CORPUS {
        stage
            .edit_town(|town| {
                town.name = evil.into();
                for field in [
                    &mut town.settings.claim,
                    &mut town.settings.imprint,
                    &mut town.settings.contact,
                    &mut town.settings.privacy_officer,
                    &mut town.settings.phone,
                    &mut town.settings.website,
                    &mut town.settings.announcements_url,
                    &mut town.settings.arms,
                ] {
                    *field = Some(evil.into());
                }
                town.settings.color = evil.into();
            })
            .await;
        stage.web.warm().await;
        for path in ["/", "/impressum", "/datenschutz", "/barrierefreiheit", "/folgen", "/so-funktioniert-es"] {
            assert_inert(path, &stage.get(path).await.body);
        }
        let sheet = stage.get("/assets/stil-x.css").await.body;
        assert!(!sheet.contains("alert") && !sheet.contains("evil"));
    }
}
