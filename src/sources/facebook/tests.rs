//! What a Page's posts become, from invented answers.

use serde_json::{Value, json};

use super::super::contract::{Connector, HintVerb, NormaliseCx, Parsed};
use super::FacebookConnector;
use crate::domain::item::{EventStatus, Item, ItemKind, SpanKind};
use crate::domain::media::{AltOrigin, MediaKind};

/// Stands wherever a stranger's name or words may stand in an answer.
const CANARY: &str = "Fremde-Person-4711";

fn parse(value: &Value) -> Parsed {
    let cx = NormaliseCx { account: Some("1".to_owned()), ..NormaliseCx::default() };
    FacebookConnector.normalise(value.to_string().as_bytes(), &cx).unwrap()
}

fn one(value: &Value) -> Item {
    let mut parsed = parse(value);
    assert_eq!(parsed.items.len(), 1, "{:?}", parsed.quarantined);
    parsed.items.remove(0)
}

fn post(fields: Value) -> Value {
    let mut post =
        json!({"id": "1_2", "created_time": "2026-03-01T10:00:00+0000", "from": {"id": "1", "name": "Stadt"}});
    post.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    post
}

#[test]
fn marks_count_code_points_and_people_are_not_marked() {
    let text = "Grüße 🇩🇪 aus Bad Beispiel und von Eva";
    let item = one(&post(json!({"message": text, "message_tags": [
        {"id": "5", "name": "Bad Beispiel", "type": "page", "offset": 13, "length": 12},
        {"id": "6", "name": "Eva", "type": "user", "offset": 34, "length": 3},
        {"id": "7", "name": "x", "type": "page", "offset": 30, "length": 99}]})));
    assert_eq!(item.spans.len(), 1);
    let span = &item.spans[0];
    assert_eq!((&text[span.start..span.end], span.kind), ("Bad Beispiel", SpanKind::Mention));
    assert_eq!(span.href.as_deref(), Some("https://www.facebook.com/5"));
}

#[test]
fn an_album_keeps_its_order_and_a_video_its_poster() {
    let part = |n: u32, kind: &str| {
        json!({"type": kind, "target": {"id": n.to_string()}, "media": {
            "image": {"src": format!("https://scontent.fbcdn.net/{n}.jpg?oe=60F1D543"), "width": 720, "height": 480},
            "source": (kind != "photo").then_some("https://video.fbcdn.net/v.mp4?oe=60FAFA9A")}})
    };
    let item = one(&post(json!({"message": "Fest", "attachments": {"data": [{"type": "album", "media_type": "album",
        "title": "Photos", "subattachments": {"data": [part(9, "photo"), part(3, "video_inline"), part(5, "photo")]}}]}})));
    let media: Vec<_> = item.media.iter().map(|m| (m.native_media_id.as_deref().unwrap(), m.kind)).collect();
    assert_eq!(media, [("9", MediaKind::Image), ("3", MediaKind::Video), ("5", MediaKind::Image)]);
    assert_eq!((item.kind, item.title.as_deref()), (ItemKind::Album, None));
    assert!(item.media[1].poster.is_some());
    assert_eq!(item.media[0].expires_at.as_ref().unwrap().orig, "60F1D543");
}

#[test]
fn a_link_is_a_card_without_the_other_sites_words() {
    let item =
        one(&post(json!({"message": "Neuer Fahrplan", "status_type": "shared_story", "attachments": {"data": [{
        "type": "share", "media_type": "link", "title": "Fahrplan 2026", "description": CANARY,
        "media": {"image": {"src": "https://external.fbcdn.net/safe_image.php?x", "width": 1, "height": 1}},
        "unshimmed_url": "https://verkehr.example/plan?utm_source=fb&fbclid=1&x=2"}]}})));
    let card = item.link_card.as_ref().unwrap();
    assert_eq!((card.url.as_str(), card.title.as_deref()), ("https://verkehr.example/plan?x=2", Some("Fahrplan 2026")));
    assert_eq!((item.kind, item.media.len(), item.quote.is_some()), (ItemKind::Link, 0, false));
    assert!(!serde_json::to_string(&item).unwrap().contains(CANARY));
}

#[test]
fn a_shared_post_is_its_address_and_our_own_words() {
    let shared = |message: Option<&str>| {
        post(json!({"message": message, "status_type": "shared_story", "parent_id": "8_9", "attachments": {"data": [{
            "type": "photo", "media_type": "photo", "title": "Feuerwehr", "description": CANARY,
            "url": "https://www.facebook.com/8/photos/9", "target": {"id": "9"},
            "media": {"image": {"src": "https://scontent.fbcdn.net/fremd.jpg", "width": 9, "height": 9}}}]}}))
    };
    let bare = one(&shared(None));
    assert_eq!((bare.kind, bare.media.len()), (ItemKind::RepostLink, 0));
    let card = bare.link_card.as_ref().unwrap();
    assert_eq!((card.url.as_str(), card.title.as_deref()), ("https://www.facebook.com/8/photos/9", Some("Feuerwehr")));
    let with_words = one(&shared(Some("Bitte beachten")));
    assert_eq!((with_words.kind, with_words.text.as_str()), (ItemKind::Link, "Bitte beachten"));
    assert_eq!(with_words.quote.as_ref().unwrap().native_id.as_deref(), Some("8_9"));
    for item in [bare, with_words] {
        let json = serde_json::to_string(&item).unwrap();
        assert!(!json.contains(CANARY) && !json.contains("fremd.jpg"));
    }
}

#[test]
fn what_is_not_for_everybody_gives_nothing() {
    for fields in [
        json!({"is_published": false}),
        json!({"is_hidden": true}),
        json!({"is_expired": true}),
        json!({"scheduled_publish_time": 1_900_000_000}),
        json!({"timeline_visibility": "no timeline unit for this post"}),
        json!({"privacy": {"value": "CUSTOM"}}),
        json!({"privacy": {"value": "SELF"}}),
        json!({"from": {"id": "5", "name": CANARY}}),
        json!({"id": "5_2"}),
        json!({"id": "5_2", "from": {"id": "1"}}),
        json!({"can_remove": true, "comment_count": 0}),
        json!({"status_type": "created_event", "message": null}),
        json!({"message": " "}),
    ] {
        let mut node = post(json!({"message": CANARY}));
        node.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        let parsed = parse(&node);
        assert_eq!(parsed.items, [], "{fields}");
        assert!(!format!("{parsed:?}").contains(CANARY), "{fields}");
    }
    let out = post(json!({"message": "Doch", "scheduled_publish_time": 1_700_000_000, "is_published": true}));
    assert_eq!(one(&out).text, "Doch");
    for edge in ["visitor_posts", "tagged", "comments", "scheduled_posts"] {
        let next = format!("https://graph.facebook.com/v26.0/1/{edge}?after=x");
        let page = json!({"data": [post(json!({"message": CANARY}))], "paging": {"next": next}});
        assert_eq!(parse(&page).items, [], "{edge}");
    }
}

#[test]
fn a_photo_has_the_authors_description_or_the_machines_marked_as_such() {
    let photo = |fields: Value| {
        let mut node = json!({"id": "7", "page_story_id": "1_2", "from": {"id": "1"}, "name": "Markt",
            "images": [{"source": "https://a.fbcdn.net/s.jpg", "width": 320, "height": 200},
                       {"source": "https://a.fbcdn.net/l.jpg", "width": 2048, "height": 1280}]});
        node.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        one(&node)
    };
    let custom = photo(json!({"alt_text": "May be an image of text", "alt_text_custom": "Plakat"}));
    assert_eq!(
        (custom.native_id.0.as_str(), custom.media[0].source_url.as_deref()),
        ("1_2", Some("https://a.fbcdn.net/l.jpg"))
    );
    let alt = |item: &Item| (item.media[0].alt.clone(), item.media[0].alt_source);
    assert_eq!(alt(&custom), (Some("Plakat".to_owned()), AltOrigin::Author));
    let machine = photo(json!({"alt_text": "May be an image of text"}));
    assert_eq!(alt(&machine), (Some("May be an image of text".to_owned()), AltOrigin::Auto));
    let none = photo(json!({"alt_text": "No photo description available."}));
    assert_eq!(alt(&none), (None, AltOrigin::None));
    assert_eq!(machine.content_hash, none.content_hash, "a machine's second thought is no edit");
    assert_ne!(custom.content_hash, none.content_hash);
}

#[test]
fn an_event_has_its_times_place_and_state() {
    let event = json!({"id": "55", "name": "Stadtfest", "description": "Mit Musik", "start_time": "2026-06-20T14:00:00+0200",
        "end_time": "2026-06-20T23:00:00+0200", "timezone": "Europe/Berlin", "is_canceled": true, "owner": {"id": "1", "name": "Stadt"},
        "place": {"name": "Rathausplatz", "location": {"street": "Markt 1", "zip": "12345", "city": "Musterbach", "latitude": 50.1, "longitude": 8.2}},
        "attending": {"data": [{"name": CANARY, "id": "5"}]}, "cover": {"id": "9", "source": "https://a.fbcdn.net/c.jpg?oe=60F1D543"}});
    let item = one(&event);
    let shown = item.event.as_ref().unwrap();
    assert_eq!((shown.start.utc.to_string().as_str(), shown.status), ("2026-06-20T12:00:00Z", EventStatus::Cancelled));
    assert_eq!((shown.tz.as_deref(), shown.start.orig.as_str()), (Some("Europe/Berlin"), "2026-06-20T14:00:00+0200"));
    let place = shown.place.as_ref().unwrap();
    assert_eq!(
        (place.name.as_deref(), place.address.as_deref()),
        (Some("Rathausplatz"), Some("Markt 1, 12345 Musterbach"))
    );
    assert_eq!(
        (item.kind, item.canonical_url.as_deref()),
        (ItemKind::Event, Some("https://www.facebook.com/events/55"))
    );
    assert!(!serde_json::to_string(&item).unwrap().contains(CANARY));
    for fields in [json!({"is_draft": true}), json!({"type": "private"}), json!({"owner": {"id": "5"}})] {
        let mut closed = event.clone();
        closed.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        assert_eq!(parse(&closed).items, [], "{fields}");
    }
}

#[test]
fn a_story_ends_after_a_day_and_keys_for_broadcasting_are_not_read() {
    let story =
        one(&json!({"id": "3", "post_id": "1_3", "media_id": "4", "media_type": "photo", "status": "PUBLISHED",
        "creation_time": "1790000000", "url": "https://facebook.com/stories/1"}));
    assert_eq!((story.kind, story.expires_at.is_some()), (ItemKind::Story, story.created_at.is_some()));
    let live = json!({"id": "8", "status": "LIVE", "title": "Ratssitzung", "from": {"id": "1"}, "video": {"id": "9"},
        "stream_url": "rtmps://live.example/KEY-4711", "creation_time": "2026-03-01T10:00:00+0000"});
    let item = one(&live);
    assert!(!serde_json::to_string(&item).unwrap().contains("KEY-4711"));
    let mut planned = live;
    planned["status"] = "SCHEDULED_UNPUBLISHED".into();
    assert_eq!(parse(&planned).items, []);
}

#[test]
fn a_push_gives_reasons_to_look_and_no_words() {
    let push = |value: Value| {
        parse(
            &json!({"object": "page", "entry": [{"id": "1", "time": 1, "changes": [{"field": "feed", "value": value}]}]}),
        )
    };
    for (value, expected) in [
        (
            json!({"item": "status", "verb": "add", "post_id": "1_2", "from": {"id": "1"}}),
            Some(("1_2", HintVerb::Create)),
        ),
        (json!({"item": "photo", "verb": "add", "photo_id": 7, "sender_id": 1}), Some(("1_7", HintVerb::Create))),
        (json!({"item": "album", "verb": "add", "album_id": 8, "sender_id": 1}), Some(("1_8", HintVerb::Create))),
        (json!({"item": "event", "verb": "add", "event_id": "55"}), Some(("55", HintVerb::Create))),
        (
            json!({"item": "post", "verb": "edit", "post_id": "1_2", "from": {"id": 5, "name": CANARY}}),
            Some(("1_2", HintVerb::Update)),
        ),
        (json!({"item": "post", "verb": "edited", "post_id": "1_2"}), Some(("1_2", HintVerb::Update))),
        (json!({"item": "post", "verb": "hide", "post_id": "1_2"}), Some(("1_2", HintVerb::Update))),
        (json!({"item": "post", "verb": "remove", "post_id": "1_2"}), Some(("1_2", HintVerb::Delete))),
        (json!({"item": "post", "verb": "add", "post_id": "1_2", "from": {"id": "5", "name": CANARY}}), None),
        (json!({"item": "status", "verb": "add", "post_id": "1_2", "published": 0}), None),
        (json!({"item": "comment", "verb": "add", "post_id": "1_2", "message": CANARY}), None),
        (json!({"item": "reaction", "verb": "add", "post_id": "1_2"}), None),
        (json!({"item": "post", "verb": "mute", "post_id": "1_2"}), None),
    ] {
        let parsed = push(value.clone());
        let told = parsed.hints.first().map(|hint| (hint.native_id.0.as_str(), hint.verb));
        assert_eq!(told, expected, "{value}");
        assert!(!format!("{parsed:?}").contains(CANARY) && parsed.items.is_empty());
    }
}

#[test]
fn one_odd_node_keeps_no_other_from_being_read() {
    let page = json!({"data": [7, null, "x", [], {"id": {}}, {"id": "1_2", "message": {"a": 1}}, post(json!({"message": "Gut"}))]});
    assert_eq!(one(&page).text, "Gut");
}

proptest::proptest! {
    #[test]
    fn no_bytes_are_too_strange(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
        let _ = FacebookConnector.normalise(&bytes, &NormaliseCx::default());
    }
}
