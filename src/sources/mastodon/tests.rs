//! What an answer may hold, each with the smallest payload that shows it.

use serde_json::{Value, json};

use super::super::contract::{HintVerb, NormaliseCx, Parsed};
use super::normalise::normalise;
use crate::domain::item::{EventStatus, ItemKind, SpanKind, Visibility};
use crate::domain::media::AltOrigin;
use crate::domain::source::Aside;

const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";
const ACTOR: &str = "https://musterbach.social/users/rathaus";

fn read_as(value: &Value, account: &str) -> Parsed {
    let cx = NormaliseCx { account: Some(account.to_owned()), ..NormaliseCx::default() };
    normalise(value.to_string().as_bytes(), &cx).unwrap()
}

fn status(change: Value) -> Value {
    let mut status = json!({
        "id": "1", "created_at": "2025-07-18T10:00:00.000Z", "visibility": "public", "language": "de",
        "url": "https://musterbach.social/@rathaus/1", "uri": format!("{ACTOR}/statuses/1"),
        "content": "<p>Grüße zum <a href=\"https://musterbach.social/tags/Markt\">#Markt</a></p>",
        "tags": [{ "name": "markt", "url": "https://musterbach.social/tags/markt" }],
        "account": { "id": "7", "acct": "rathaus", "display_name": "Rathaus" },
    });
    status.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    status
}

fn note(change: Value) -> Value {
    let mut note = json!({
        "@context": "https://www.w3.org/ns/activitystreams", "id": format!("{ACTOR}/statuses/1"), "type": "Note",
        "attributedTo": ACTOR, "to": [PUBLIC], "published": "2025-07-18T10:00:00Z", "content": "<p>Hallo</p>",
    });
    note.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    note
}

fn aside(parsed: &Parsed) -> Option<Aside> {
    parsed.quarantined.first().map(|entry| entry.aside).filter(|_| parsed.items.is_empty())
}

#[test]
fn a_status_gives_all_its_fields() {
    let change = json!({
        "edited_at": "2025-07-18T11:00:00.000Z", "spoiler_text": "Unfall", "visibility": "unlisted",
        "media_attachments": [{ "id": "5", "type": "image", "url": "https://files.test/a.jpg", "description": "Die Brücke",
                                "meta": { "original": { "width": 4, "height": 3 }, "focus": { "x": 0.5, "y": -0.5 } } }],
        "poll": { "options": [{ "title": "Ja" }, { "title": "Nein" }], "multiple": true, "expires_at": "2025-07-19T10:00:00Z" },
    });
    let item = read_as(&status(change), "7").items.remove(0);
    assert_eq!(
        (item.text.as_str(), item.kind, &item.visibility),
        ("Grüße zum #Markt", ItemKind::Poll, &Visibility::Unlisted)
    );
    assert_eq!(item.original_document(), Some("https://musterbach.social/users/rathaus/statuses/1"));
    assert_eq!((item.sensitive.as_deref(), item.lang.as_deref()), (Some("Unfall"), Some("de")));
    assert_eq!(
        item.spans.iter().map(|s| (s.kind, item.text.get(s.start..s.end))).collect::<Vec<_>>(),
        [(SpanKind::Hashtag, Some("#Markt"))]
    );
    let media = &item.media[0];
    assert_eq!(
        (media.native_media_id.as_deref(), media.alt.as_deref(), media.alt_source),
        (Some("5"), Some("Die Brücke"), AltOrigin::Author)
    );
    assert_eq!((media.w, media.focal), (Some(4), Some((0.5, -0.5))));
    assert_eq!(item.edited_at.unwrap().utc.to_string(), "2025-07-18T11:00:00Z");
    assert!(item.poll.unwrap().multiple);
}

#[test]
fn only_the_accounts_own_public_words_count() {
    for change in [
        json!({ "visibility": "private" }),
        json!({ "visibility": "direct" }),
        json!({ "in_reply_to_id": "9", "in_reply_to_account_id": "8" }),
        json!({ "account": { "id": "8", "acct": "jemand" } }),
    ] {
        assert_eq!(aside(&read_as(&status(change.clone()), "7")), Some(Aside::NotOurs), "{change}");
    }
    let thread = json!({ "in_reply_to_id": "9", "in_reply_to_account_id": "7" });
    assert_eq!(read_as(&status(thread), "7").items[0].reply_to.as_deref(), Some("9"));
}

#[test]
fn boosts_and_quotes_keep_a_name_and_an_address() {
    let other = json!({ "id": "9", "url": "https://b.test/@wehr/9", "content": "<p>Fremder Text</p>",
        "account": { "id": "8", "acct": "wehr@b.test", "display_name": "Feuerwehr" },
        "media_attachments": [{ "id": "1", "type": "image", "url": "https://b.test/fremd.jpg" }] });
    let boost = read_as(&status(json!({ "content": "", "reblog": other })), "7").items.remove(0);
    assert_eq!((boost.kind, boost.text.as_str(), boost.media.len()), (ItemKind::RepostLink, "", 0));
    let name =
        |quote: &Option<crate::domain::item::Quote>| quote.as_ref().map(|q| (q.url.clone(), q.author.clone().unwrap()));
    let expected = Some(("https://b.test/@wehr/9".to_owned(), "Feuerwehr".to_owned()));
    assert_eq!(name(&boost.quote), expected);

    let content = "<p class=\"quote-inline\">RE: <a href=\"https://b.test/@wehr/9\">b.test</a></p><p>Lesenswert</p>";
    let quoting =
        read_as(&status(json!({ "content": content, "quote": { "state": "accepted", "quoted_status": other } })), "7");
    assert_eq!((quoting.items[0].text.as_str(), name(&quoting.items[0].quote)), ("Lesenswert", expected));
    assert!(!format!("{boost:?}{quoting:?}").contains("Fremder Text"));

    let own = json!({ "id": "9", "url": "https://a.test/9", "account": { "id": "7" } });
    assert_eq!(aside(&read_as(&status(json!({ "reblog": own })), "7")), Some(Aside::NotOurs));
}

#[test]
fn activities_are_hints_and_their_objects_posts() {
    let activity = |kind: &str, object: Value| json!({ "@context": "x", "id": "https://a.test/1", "type": kind, "actor": ACTOR, "object": object });
    let verbs = |value: &Value| read_as(value, ACTOR).hints.iter().map(|hint| hint.verb).collect::<Vec<_>>();
    let created = activity("Create", note(json!({})));
    assert_eq!((verbs(&created), read_as(&created, ACTOR).items.len()), (vec![HintVerb::Create], 1));
    assert_eq!(verbs(&activity("Update", note(json!({})))), [HintVerb::Update]);
    let stone = json!({ "type": "Tombstone", "id": format!("{ACTOR}/statuses/1") });
    let deleted = read_as(&activity("Delete", stone), ACTOR);
    assert_eq!(
        (deleted.hints[0].native_id.0.as_str(), deleted.hints[0].verb),
        ("https://musterbach.social/users/rathaus/statuses/1", HintVerb::Delete)
    );
    assert!(read_as(&activity("Delete", json!("https://x.test/1")), "https://x.test/users/b").hints.is_empty());

    let boost = read_as(&activity("Announce", json!("https://b.test/9")), ACTOR).items.remove(0);
    assert_eq!(boost.original_document(), Some("https://b.test/9"), "somebody else's original");
    assert_eq!((boost.kind, boost.quote.unwrap().url.as_str()), (ItemKind::RepostLink, "https://b.test/9"));
}

#[test]
fn objects_that_others_may_not_see_or_that_answer_them_are_no_posts() {
    for change in [
        json!({ "to": [format!("{ACTOR}/followers")] }),
        json!({ "inReplyTo": "https://b.test/users/jemand/statuses/9" }),
        json!({ "attributedTo": "https://b.test/users/jemand" }),
        json!({ "type": "Like" }),
    ] {
        assert_eq!(aside(&read_as(&note(change.clone()), ACTOR)), Some(Aside::NotOurs), "{change}");
    }
    let quiet = read_as(&note(json!({ "to": [format!("{ACTOR}/followers")], "cc": "as:Public" })), ACTOR);
    assert_eq!(quiet.items[0].visibility, Visibility::Unlisted);
    assert_eq!(read_as(&note(json!({ "inReplyTo": format!("{ACTOR}/statuses/0") })), ACTOR).items.len(), 1);
}

#[test]
fn events_videos_and_articles_are_read_too() {
    let event = read_as(&note(json!({
        "type": "Event", "name": "Markt", "startTime": "2025-07-20T10:00:00+02:00", "endTime": "2025-07-20T12:00:00+02:00",
        "timezone": "Europe/Berlin", "ical:status": "CANCELLED",
        "location": { "type": "Place", "name": "Rathausplatz", "latitude": 50.5, "longitude": 7.5,
                      "address": { "streetAddress": "Markt 1", "postalCode": "56812", "addressLocality": "Musterbach" } },
    })), ACTOR).items.remove(0);
    let details = event.event.unwrap();
    assert_eq!(
        (event.kind, details.start.utc.to_string().as_str(), details.status),
        (ItemKind::Event, "2025-07-20T08:00:00Z", EventStatus::Cancelled)
    );
    assert_eq!(details.place.unwrap().address.as_deref(), Some("Markt 1, 56812 Musterbach"));

    let video = read_as(&note(json!({
        "type": "Video", "name": "Ratssitzung", "mediaType": "text/markdown", "content": "Die *Sitzung*",
        "attributedTo": [{ "type": "Person", "id": ACTOR }], "language": { "identifier": "de" },
        "url": [{ "type": "Link", "mediaType": "application/x-mpegURL", "href": "https://v.test/x.m3u8" }, { "type": "Link", "mediaType": "text/html", "href": "https://v.test/w/1" }],
        "icon": [{ "type": "Image", "url": "https://v.test/s.jpg", "width": 280 }, { "type": "Image", "url": "https://v.test/l.jpg", "width": 850 }],
    })), ACTOR).items.remove(0);
    assert_eq!((video.kind, video.text.as_str(), video.html.as_deref()), (ItemKind::Video, "Die *Sitzung*", None));
    assert_eq!(video.media.iter().map(|m| m.source_url.as_deref()).collect::<Vec<_>>(), [Some("https://v.test/l.jpg")]);
    assert_eq!(video.link_card.unwrap().url, "https://v.test/w/1");

    let article = read_as(
        &note(json!({ "type": "Article", "name": "Titel", "summary": "Kurz", "contentMap": { "de": "<p>Lang</p>" } })),
        ACTOR,
    );
    assert_eq!(
        (article.items[0].kind, article.items[0].sensitive.as_deref(), article.items[0].lang.as_deref()),
        (ItemKind::Article, None, Some("de"))
    );
}
