//! Lists: newest first, pages that never shift, each post exactly once; shortened texts; honest pictures; interruptions.

use std::collections::BTreeSet;
use std::time::Duration;

use super::stage::{Answer, Say, stage};
use crate::clock::Clock;
use crate::domain::media::{AltOrigin, MediaKind, Variant};
use crate::domain::post::ContentMedia;
use crate::domain::source::ErrorClass;
use crate::store::media::{self, NewMedia};
use crate::store::{Conn, posts, sources, towns};

/// Titles of the posts on a page, in order.
fn titles(answer: &Answer) -> Vec<String> {
    let parts = answer.body.split("<h2 class=\"p-name\">").skip(1);
    parts.map(|part| part.split("\">").nth(1).unwrap().split("</a>").next().unwrap().to_owned()).collect()
}

fn older(answer: &Answer) -> Option<String> {
    let before = answer.body.split("\" rel=\"next\"").next().filter(|head| head.len() < answer.body.len())?;
    Some(before.rsplit("href=\"").next().unwrap().to_owned())
}

#[tokio::test]
async fn paging_shows_every_post_once_even_while_new_ones_come() {
    let stage = stage().await;
    for n in 0..67 {
        // Several in the same minute, so that the id must decide.
        stage.say(Say::new(&format!("Beitrag {n}"), "Text", 10 + n / 3)).await;
    }
    stage.web.warm().await;
    let mut path = Some("/".to_owned());
    let (mut seen, mut pages) = (Vec::new(), 0);
    while let Some(here) = path {
        let answer = stage.get(&here).await;
        assert_eq!(answer.status, 200, "{here}");
        assert_eq!(answer.body.contains("<title>Aktuelles (Seite ab "), pages > 0, "{here}");
        seen.extend(titles(&answer));
        path = older(&answer);
        pages += 1;
        stage.say(Say::new(&format!("Neu {pages}"), "Text", 0)).await;
        stage.web.catch_up().await;
    }
    let unique: BTreeSet<&String> = seen.iter().collect();
    assert_eq!((seen.len(), unique.len(), pages), (67, 67, 4));
    assert!(stage.get("/").await.body.contains("Neu 4"));
}

#[tokio::test]
async fn lists_of_a_channel_a_hashtag_and_an_actor_show_their_own_posts_only() {
    let stage = stage().await;
    let exercise = stage.say(Say::new("Übung", "Probealarm #Sirene", 5)).await;
    let fire = Say { source: 1, ..Say::new("Einsatz", "Keller leer gepumpt #SIRENE #Straßenfest", 4) };
    stage.say(fire).await;
    stage.web.warm().await;
    for (path, wanted) in [
        ("/kanal/rathaus-aktuell", vec!["Übung"]),
        ("/kanal/feuerwehr", vec!["Einsatz"]),
        ("/schlagwort/sirene", vec!["Einsatz", "Übung"]),
        ("/schlagwort/stra%C3%9Fenfest", vec!["Einsatz"]),
        ("/@rathaus", vec!["Einsatz", "Übung"]),
    ] {
        assert_eq!(titles(&stage.get(path).await), wanted, "{path}");
    }
    for missing in
        ["/kanal/polizei", "/schlagwort/nichts", "/@polizei", "/kanal/polizei/feed.rss", "/schlagwort/x/feed.json"]
    {
        assert_eq!(stage.get(missing).await.status, 404, "{missing}");
    }
    let unknown = stage.get("/?vor=01ARZ3NDEKTSV4RRFFQ69G5FAV").await;
    assert_eq!((unknown.status.as_u16(), unknown.header("location")), (302, "/"));
    let stranger = stage.get(&format!("/kanal/feuerwehr?vor={exercise}")).await;
    assert_eq!((stranger.status.as_u16(), stranger.header("location")), (302, "/kanal/feuerwehr"));
    let channels = stage.get("/kanaele").await.body;
    assert!(channels.contains("Feuerwehr") && channels.contains("ein Beitrag") && channels.contains("quelle.example"));
}

#[tokio::test]
async fn a_long_text_is_shortened_in_lists_and_whole_on_its_page() {
    let stage = stage().await;
    let long = "Die Sanierung der Brücke dauert länger als geplant. ".repeat(40) + "Schlusswort.";
    let ulid = stage.say(Say::new("Brücke", &long, 5)).await;
    stage.web.warm().await;
    let list = stage.get("/").await.body;
    assert!(!list.contains("Schlusswort") && list.contains("aria-label=\"Weiterlesen: Brücke\""));
    assert!(stage.get(&stage.path(ulid).await).await.body.contains("Schlusswort"));
}

#[tokio::test]
async fn a_picture_has_sizes_and_an_honest_description() {
    let stage = stage().await;
    let now = stage.clock.now();
    let variant = |hash: char, ext: &str, width, height| Variant {
        hash: hash.to_string().repeat(32),
        ext: ext.into(),
        width,
        height,
        bytes: 1000,
    };
    let variants = [variant('a', "webp", 480, 320), variant('b', "webp", 960, 640), variant('c', "jpg", 1200, 800)];
    let mut attached = Vec::new();
    for (n, (alt, origin)) in
        [(Some("Festzelt bei Nacht"), AltOrigin::Author), (None, AltOrigin::None), (Some("Menge"), AltOrigin::Auto)]
            .into_iter()
            .enumerate()
    {
        let hash = format!("{n:064}");
        let new = NewMedia {
            town: stage.town,
            source_sha256: &hash,
            kind: MediaKind::Image,
            variants: &variants,
            blurhash: None,
            looks: None,
            origin: &hash,
        };
        let media = stage.db.write(async |conn: &mut Conn<'_>| media::add(conn, new, now).await).await.unwrap();
        attached.push(ContentMedia { media, alt: alt.map(Into::into), alt_origin: origin });
    }
    let ulid = stage.say(Say { media: attached, ..Say::new("Fest", "Bilder vom Fest", 5) }).await;
    stage.web.warm().await;
    let body = stage.get(&stage.path(ulid).await).await.body;
    for wanted in [
        "alt=\"Festzelt bei Nacht\" width=\"1200\" height=\"800\"",
        "alt=\"Bild ohne Beschreibung\"",
        "Für dieses Bild gibt es noch keine Beschreibung.",
        "automatisch erstellt",
        &format!("/medien/{}.webp 480w", "a".repeat(32)),
        &format!("property=\"og:image\" content=\"https://{}/medien/", super::stage::HOST),
    ] {
        assert!(body.contains(wanted), "{wanted}");
    }
    assert_eq!(body.matches("loading=\"lazy\"").count(), 2, "the first one is loaded at once");
}

#[tokio::test]
async fn pictures_go_with_the_last_post_that_shows_them() {
    let stage = stage().await;
    let now = stage.clock.now();
    let town = stage.db.read(async |conn: &mut Conn<'_>| towns::by_id(conn, stage.town).await).await.unwrap().unwrap();
    let mut media_of = Vec::new();
    let hashes = ["a".repeat(32), "b".repeat(32)];
    for hash in &hashes {
        let variants = [Variant { hash: hash.clone(), ext: "jpg".into(), width: 9, height: 9, bytes: 4 }];
        let new = NewMedia {
            town: stage.town,
            source_sha256: hash,
            kind: MediaKind::Image,
            variants: &variants,
            blurhash: None,
            looks: None,
            origin: hash,
        };
        let picture = stage.db.write(async |conn: &mut Conn<'_>| media::add(conn, new, now).await).await.unwrap();
        let bytes = bytes::Bytes::from_static(b"bild");
        stage.blobs.put(&town.ulid.to_string(), hash, "jpg", bytes).await.unwrap();
        media_of.push(ContentMedia { media: picture, alt: None, alt_origin: AltOrigin::None });
    }
    let old = stage.say(Say { media: vec![media_of.remove(0)], ..Say::new("Alt", "Text", 50_000) }).await;
    let new = stage.say(Say { media: vec![media_of.remove(0)], ..Say::new("Neu", "Text", 5) }).await;
    for n in 0..200 {
        stage.say(Say::new("Dazwischen", "Text", 10 + n)).await;
    }
    stage.web.warm().await;
    let ask = async |hash: &str| stage.get(&format!("/medien/{hash}.jpg")).await.status.as_u16();
    assert_eq!((ask(&hashes[0]).await, ask(&hashes[1]).await), (200, 200));
    stage.hide(old).await;
    stage.web.catch_up().await;
    assert_eq!((ask(&hashes[0]).await, ask(&hashes[1]).await), (404, 200));
    stage.bury(new).await;
    stage.web.catch_up().await;
    assert_eq!(ask(&hashes[1]).await, 404);
    let (post, now) = (stage.post(old).await, stage.clock.now());
    stage.db.write(async |conn: &mut Conn<'_>| posts::set_hidden(conn, &post, false, now).await).await.unwrap();
    stage.web.catch_up().await;
    assert_eq!(ask(&hashes[0]).await, 200, "shown again");
}

#[tokio::test]
async fn an_interrupted_channel_is_named_after_a_quarter_of_an_hour() {
    let stage = stage().await;
    stage.web.warm().await;
    let (source, now) = (&stage.sources[1], stage.clock.now());
    let fail = async |conn: &mut Conn<'_>| sources::fail(conn, source, ErrorClass::Transient, "x", now, now).await;
    stage.db.write(fail).await.unwrap();
    stage.web.catch_up().await;
    stage.clock.advance(Duration::from_secs(14 * 60 + 30));
    let before = stage.get("/").await;
    assert!(!before.body.contains("unterbrochen"));
    assert_eq!(before.header("cache-control"), "public, max-age=30", "never beyond the moment it stops being true");
    stage.clock.advance(Duration::from_secs(60));
    stage.web.catch_up().await;
    let words = "Die Verbindung zum Kanal „Feuerwehr“ ist seit 24. November 2026, 14:05 Uhr unterbrochen.";
    for (path, shown) in [("/", true), ("/kanal/feuerwehr", true), ("/kanal/rathaus-aktuell", false)] {
        assert_eq!(stage.get(path).await.body.contains(words), shown, "{path}");
    }
}
