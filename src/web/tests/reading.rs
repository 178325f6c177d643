//! HEAD, validators and what answers vary by (RFC 9110), on every address there is.

use super::stage::{HOST, Say, addresses, stage};
use crate::urls;

const LATER: &str = "Tue, 24 Nov 2026 15:00:00 GMT";
const EARLIER: &str = "Tue, 24 Nov 2026 10:00:00 GMT";

#[tokio::test]
async fn head_says_what_get_says_and_sends_nothing() {
    let stage = stage().await;
    let ulid = stage.say(Say::new("Wochenmarkt", "Am Samstag ist #Markt auf dem Platz.", 10)).await;
    let gone = stage.say(Say::new("Gelöscht", "Text", 5)).await;
    stage.bury(gone).await;
    stage.web.warm().await;
    let mut paths: Vec<String> = addresses(&stage, ulid).await.into_iter().map(|(path, _)| path).collect();
    let style =
        stage.get("/").await.body.split("href=\"/assets/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    paths.extend([
        format!("/assets/{style}"),
        format!("/beitrag/anders-{ulid}"),
        stage.path(gone).await,
        "/favicon.ico".into(),
        "/?vor=01ARZ3NDEKTSV4RRFFQ69G5FAV".into(),
        format!("/.well-known/webfinger?resource=acct:rathaus@{HOST}"),
        "/nodeinfo/2.1".into(),
        "/ap/rathaus/outbox".into(),
    ]);
    for path in paths {
        let (get, head) = (stage.get(&path).await, stage.ask("HEAD", HOST, &path, &[]).await);
        assert_eq!((head.status, &head.headers, head.body.as_str()), (get.status, &get.headers, ""), "{path}");
    }
}

#[tokio::test]
async fn the_tag_decides_and_the_date_only_where_there_is_no_tag() {
    let stage = stage().await;
    let ulid = stage.say(Say::new("Wochenmarkt", "Am Samstag ist #Markt auf dem Platz.", 10)).await;
    stage.web.warm().await;
    for (path, _) in addresses(&stage, ulid).await {
        let first = stage.get(&path).await;
        let tag = first.header("etag").to_owned();
        if first.status != 200 {
            let always = stage.get_with(&path, &[("if-none-match", "*"), ("if-modified-since", LATER)]).await;
            assert_eq!((always.status, tag.as_str()), (first.status, ""), "{path}: only 200 can be unchanged");
            continue;
        }
        let (listed, weak) = (format!("\"a,b\", {tag}"), format!("W/{tag}"));
        for (none_match, since, status) in [
            (Some("\"another\""), LATER, 200),
            (Some(tag.as_str()), EARLIER, 304),
            (Some(listed.as_str()), EARLIER, 304),
            (Some(weak.as_str()), EARLIER, 304),
            (Some("*"), EARLIER, 304),
            (None, LATER, 304),
            (None, EARLIER, 200),
            (None, "gestern", 200),
        ] {
            let mut asked = vec![("if-modified-since", since)];
            asked.extend(none_match.map(|tag| ("if-none-match", tag)));
            let answer = stage.get_with(&path, &asked).await;
            assert_eq!(answer.status.as_u16(), status, "{path} {asked:?}");
            for name in ["etag", "last-modified", "vary", "cache-control"] {
                assert_eq!(answer.header(name), first.header(name), "{path} {asked:?}: {name}");
            }
        }
    }
}

#[tokio::test]
async fn what_must_hold_is_asked_first() {
    let stage = stage().await;
    stage.say(Say::new("Titel", "Text", 5)).await;
    stage.web.warm().await;
    let tag = stage.get("/").await.header("etag").to_owned();
    let weak = format!("W/{tag}");
    for (asked, status) in [
        (vec![("if-match", &*tag)], 200),
        (vec![("if-match", "*")], 200),
        (vec![("if-match", &*weak)], 412),
        (vec![("if-match", "\"another\""), ("if-none-match", &*tag)], 412),
        (vec![("if-match", &*tag), ("if-unmodified-since", EARLIER)], 200),
        (vec![("if-match", &*tag), ("if-none-match", &*tag)], 304),
        (vec![("if-unmodified-since", LATER)], 200),
        (vec![("if-unmodified-since", EARLIER)], 412),
    ] {
        let answer = stage.get_with("/", &asked).await;
        assert_eq!(answer.status.as_u16(), status, "{asked:?}");
        assert_eq!(answer.body.is_empty(), status != 200, "{asked:?}");
    }
    let missing = stage.get_with("/gibt-es-nicht", &[("if-match", "\"another\"")]).await;
    assert_eq!(missing.status, 404);
}

#[tokio::test]
async fn only_what_has_two_forms_varies_by_accept() {
    let stage = stage().await;
    let ulid = stage.say(Say::new("Titel", "Text #Markt", 5)).await;
    stage.web.warm().await;
    let both = "Accept-Encoding, Accept";
    for (path, vary) in [
        ("/", "Accept-Encoding"),
        ("/feed.atom", "Accept-Encoding"),
        ("/impressum", "Accept-Encoding"),
        ("/gibt-es-nicht", "Accept-Encoding"),
        (&stage.path(ulid).await, both),
        ("/@rathaus", both),
        ("/ap/rathaus", both),
        ("/ap/niemand", both),
        (&urls::note(ulid), both),
    ] {
        assert_eq!(stage.get(path).await.header("vary"), vary, "{path}");
    }
}

#[tokio::test]
async fn an_address_or_form_we_do_not_have_is_refused_in_words_of_its_own() {
    let stage = stage().await;
    stage.web.warm().await;
    let long = stage.get(&format!("/?x={}", "x".repeat(9000))).await;
    assert_eq!((long.status.as_u16(), long.body.as_str()), (414, "Diese Adresse ist zu lang.\n"));
    let form = stage.get_with("/ap/rathaus", &[("accept", "image/png")]).await;
    assert_eq!((form.status.as_u16(), form.body.as_str()), (406, "In dieser Form gibt es das hier nicht.\n"));
}
