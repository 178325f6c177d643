//! The feeds, read back by an independent parser.

use super::stage::{HOST, Say, stage};
use crate::clock::Clock;
use crate::domain::media::{AltOrigin, MediaKind, Variant};
use crate::domain::post::ContentMedia;
use crate::store::Conn;
use crate::store::media::{self, NewMedia};

#[tokio::test]
async fn every_form_keeps_text_pictures_descriptions_and_ids() {
    let stage = stage().await;
    let now = stage.clock.now();
    let variants = [Variant { hash: "c".repeat(32), ext: "jpg".into(), width: 1200, height: 800, bytes: 4711 }];
    let new = NewMedia {
        town: stage.town,
        source_sha256: &"1".repeat(64),
        kind: MediaKind::Image,
        variants: &variants,
        blurhash: None,
        looks: None,
        origin: "1",
    };
    let picture = stage.db.write(async |conn: &mut Conn<'_>| media::add(conn, new, now).await).await.unwrap();
    let media = vec![ContentMedia { media: picture, alt: Some("Der Markt".into()), alt_origin: AltOrigin::Author }];
    let text = "Äpfel & Birnen <frisch>\n\nZweiter\u{8} Absatz #Markt";
    let ulid = stage.say(Say { media, ..Say::new("Wochenmarkt & mehr", text, 10) }).await;
    stage.say(Say { source: 1, ..Say::new("Übung", "Probealarm", 5) }).await;
    stage.web.warm().await;
    let (id, href) = (format!("https://{HOST}/ap/posts/{ulid}"), format!("https://{HOST}{}", stage.path(ulid).await));
    let image = format!("https://{HOST}/medien/{}.jpg", "c".repeat(32));

    for (path, entries) in [
        ("/feed.atom", 2),
        ("/feed.rss", 2),
        ("/feed.json", 2),
        ("/kanal/rathaus-aktuell/feed.atom", 1),
        ("/kanal/feuerwehr/feed.rss", 1),
        ("/schlagwort/markt/feed.json", 1),
    ] {
        let answer = stage.get(path).await;
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        let feed = feed_rs::parser::parse(answer.body.as_bytes()).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert_eq!(feed.entries.len(), entries, "{path}");
        if path.contains("feuerwehr") {
            continue;
        }
        let entry = feed.entries.last().unwrap();
        assert_eq!(entry.id, id, "{path}");
        assert_eq!(entry.title.as_ref().unwrap().content, "Wochenmarkt & mehr", "{path}");
        assert!(entry.links.iter().any(|link| link.href == href), "{path}");
        assert!(entry.categories.iter().any(|category| category.term == "Markt") || path.ends_with("json"), "{path}");
        assert_eq!(entry.published.unwrap().timestamp(), now.as_second() - 600, "{path}");
        let html = entry.content.as_ref().unwrap().body.as_ref().unwrap();
        for wanted in ["<p>Äpfel &amp; Birnen &lt;frisch&gt;</p>", "Zweiter Absatz", "alt=\"Der Markt\"", &image] {
            assert!(html.contains(wanted), "{path}: {wanted} in {html}");
        }
        assert!(html.contains(&format!("https://{HOST}/schlagwort/markt")) || !html.contains("rel=\"tag\""), "{path}");
        assert!(answer.body.contains("4711"), "{path} gives the size of the file");
    }
    let json: serde_json::Value = serde_json::from_str(&stage.get("/feed.json").await.body).unwrap();
    assert_eq!(json["items"][1]["attachments"][0]["title"], "Der Markt");
    assert_eq!(json["items"][1]["tags"][0], "Markt");
}

#[tokio::test]
async fn characters_that_xml_does_not_know_break_no_feed() {
    let stage = stage().await;
    let text = "Zeile\u{8} mit\u{fffe} und\u{ffff} #Markt\u{b}\u{fffe}";
    stage.say(Say::new("Wochen\u{fffe}markt\u{1f}", text, 10)).await;
    stage.edit_town(|town| town.settings.claim = Some("Immer\u{ffff} da\u{2}".into())).await;
    stage.web.warm().await;
    for path in ["/feed.atom", "/feed.rss"] {
        let body = stage.get(path).await.body;
        let wrong: Vec<char> =
            body.chars().filter(|c| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}')).collect();
        assert!(wrong.iter().all(|c| matches!(c, '\t' | '\n' | '\r')), "{path}: {wrong:?}");
        assert!(body.contains("Wochenmarkt") && body.contains("Immer da"), "{path}: {body}");
    }
}

#[tokio::test]
async fn an_empty_town_has_feeds_that_parse() {
    let stage = stage().await;
    stage.web.warm().await;
    for path in ["/feed.atom", "/feed.rss", "/feed.json"] {
        let body = stage.get(path).await.body;
        let feed = feed_rs::parser::parse(body.as_bytes()).unwrap();
        assert!(feed.entries.is_empty());
        // A lenient reader forgives a second declaration; most do not.
        let declarations = body.matches("<?xml ").count();
        assert!(path == "/feed.json" || (body.starts_with("<?xml ") && declarations == 1), "{path}: {body}");
    }
    assert!(stage.get("/").await.body.contains("Hier steht noch nichts."));
}
