//! What an account's media become, from invented answers.

use serde_json::{Value, json};

use super::super::contract::{Connector, NormaliseCx, Parsed};
use super::InstagramConnector;
use crate::domain::item::{Item, ItemKind, SpanKind};
use crate::domain::media::{AltOrigin, MediaKind};

/// Stands wherever a stranger's name or words may stand in an answer.
const CANARY: &str = "fremde.person.4711";

fn parse_for(value: &Value, account: Option<&str>) -> Parsed {
    let cx = NormaliseCx { account: account.map(str::to_owned), ..NormaliseCx::default() };
    InstagramConnector.normalise(value.to_string().as_bytes(), &cx).unwrap()
}

fn one(value: &Value) -> Item {
    let mut parsed = parse_for(value, None);
    assert_eq!(parsed.items.len(), 1, "{:?}", parsed.quarantined);
    parsed.items.remove(0)
}

fn medium(fields: Value) -> Value {
    let mut node = json!({"id": "18", "media_type": "IMAGE", "media_url": "https://a.cdninstagram.com/7_n.jpg?oe=60F1D543",
        "timestamp": "2026-03-01T10:00:00+0000", "permalink": "https://www.instagram.com/p/C/", "username": "musterbach",
        "owner": {"id": "17841"}});
    node.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    node
}

#[test]
fn a_caption_has_its_hashtags_and_names() {
    let text = "Grüße 🎉 vom #Müllfest mit @bad.beispiel!";
    let item = one(&medium(
        json!({"caption": text, "alt_text": "Ein Kranz", "comments": {"data": [{"text": CANARY, "username": CANARY}]}}),
    ));
    let marks: Vec<_> = item.spans.iter().map(|span| (&text[span.start..span.end], span.kind)).collect();
    assert_eq!(marks, [("#Müllfest", SpanKind::Hashtag), ("@bad.beispiel", SpanKind::Mention)]);
    assert_eq!((item.media[0].alt.as_deref(), item.media[0].alt_source), (Some("Ein Kranz"), AltOrigin::Author));
    assert!(!serde_json::to_string(&item).unwrap().contains(CANARY));
}

#[test]
fn a_carousel_keeps_its_order_and_kinds_are_told() {
    let child = |id: &str, kind: &str| json!({"id": id, "media_type": kind, "media_url": "https://a.cdninstagram.com/x", "thumbnail_url": "https://a.cdninstagram.com/t.jpg"});
    let item = one(&medium(
        json!({"media_type": "CAROUSEL_ALBUM", "children": {"data": [child("9", "IMAGE"), child("3", "VIDEO")]}}),
    ));
    let media: Vec<_> =
        item.media.iter().map(|m| (m.native_media_id.as_deref().unwrap(), m.kind, m.poster.is_some())).collect();
    assert_eq!(media, [("9", MediaKind::Image, false), ("3", MediaKind::Video, true)]);
    assert_eq!(item.kind, ItemKind::Album);
    assert_eq!(one(&medium(json!({"media_type": "VIDEO", "media_product_type": "REELS"}))).kind, ItemKind::Reel);
    let story = one(&medium(json!({"media_product_type": "STORY"})));
    assert_eq!(
        (story.kind, story.expires_at.unwrap().utc.to_string().as_str()),
        (ItemKind::Story, "2026-03-02T10:00:00Z")
    );
    let blocked = one(&medium(json!({"media_type": "VIDEO", "media_url": null, "caption": "Mit Musik"})));
    assert_eq!((blocked.media.len(), blocked.media[0].source_url.as_deref()), (1, None));
}

#[test]
fn what_is_not_the_accounts_own_gives_nothing() {
    let bare = json!({"id": "18", "media_type": "IMAGE", "media_url": "https://a.cdninstagram.com/x", "caption": CANARY, "timestamp": "2026-03-01T10:00:00+0000"});
    let tags = |edge: &str| json!({"data": [medium(json!({"caption": CANARY}))], "paging": {"next": format!("https://graph.facebook.com/v26.0/17841/{edge}?after=x")}});
    for value in [
        json!({"data": [bare]}),
        tags("tags"),
        json!({"mentioned_media": bare, "id": "17841"}),
        json!({"id": "1", "text": CANARY, "username": CANARY, "timestamp": "2026-03-01T10:00:00+0000"}),
        medium(json!({"media_product_type": "AD", "caption": CANARY})),
        json!({"id": "1", "media_type": "BROADCAST", "media_product_type": "LIVE", "username": CANARY}),
        json!({"access_token": CANARY, "user_id": "1"}),
        json!({"object": "instagram", "entry": [{"changes": [{"field": "comments", "value": {"text": CANARY}}]}]}),
    ] {
        let parsed = parse_for(&value, None);
        assert_eq!(parsed.items, [], "{value}");
        assert!(!format!("{parsed:?}").contains(CANARY), "{value}");
    }
    assert_eq!(parse_for(&tags("media"), Some("17841")).items.len(), 1);
    assert_eq!(parse_for(&tags("media"), Some("4")).items, []);
    assert_eq!(parse_for(&medium(json!({})), Some("musterbach")).items.len(), 1);
    assert_eq!(parse_for(&medium(json!({})), Some("@Musterbach")).items.len(), 1);
    assert_eq!(parse_for(&medium(json!({})), Some("andere")).items, []);
}

#[test]
fn counters_and_signatures_are_no_edit() {
    let first = one(&medium(json!({"caption": "x", "like_count": 1})));
    let second = one(&medium(
        json!({"caption": "x", "like_count": 9, "media_url": "https://b.cdninstagram.com/7_n.jpg?oe=70F1D543"}),
    ));
    assert_eq!(first.content_hash, second.content_hash);
    assert_ne!(first.content_hash, one(&medium(json!({"caption": "y"}))).content_hash);
    assert_ne!(first.content_hash, one(&medium(json!({"caption": "x", "alt_text": "Kranz"}))).content_hash);
}

proptest::proptest! {
    #[test]
    fn no_bytes_are_too_strange(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
        let _ = InstagramConnector.normalise(&bytes, &NormaliseCx::default());
    }
}
