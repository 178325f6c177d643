//! What an account's posts become, from invented answers.

use serde_json::{Value, json};

use super::super::contract::{Connector, HintVerb, NormaliseCx, Parsed};
use super::ThreadsConnector;
use crate::domain::item::{Item, ItemKind, SpanKind};

/// Stands wherever a stranger's name or words may stand in an answer.
const CANARY: &str = "fremde.person.4711";

fn parse(value: &Value) -> Parsed {
    let cx = NormaliseCx { account: Some("7".to_owned()), ..NormaliseCx::default() };
    ThreadsConnector.normalise(value.to_string().as_bytes(), &cx).unwrap()
}

fn one(value: &Value) -> Item {
    let mut parsed = parse(value);
    assert_eq!(parsed.items.len(), 1, "{:?}", parsed.quarantined);
    parsed.items.remove(0)
}

fn post(fields: Value) -> Value {
    let mut node = json!({"id": "9", "media_type": "TEXT_POST", "timestamp": "2026-03-01T10:00:00+0000", "username": "musterbach",
        "owner": {"id": "7"}, "permalink": "https://www.threads.com/@musterbach/post/x"});
    node.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    node
}

#[test]
fn a_post_has_its_text_link_topic_and_longer_text() {
    let item = one(&post(
        json!({"text": "Grüße 🎉", "topic_tag": "Stadtfest", "text_attachment": {"plaintext": "Das Programm"},
        "link_attachment_url": "https://l.threads.com/?u=https%3A%2F%2Fstadt.example%2Ffest&e=AT"}),
    ));
    assert_eq!(item.text, "Grüße 🎉\n\nDas Programm\n\n#Stadtfest");
    assert_eq!((item.spans.len(), item.spans[0].kind), (1, SpanKind::Hashtag));
    assert_eq!(item.link_card.as_ref().unwrap().url, "https://stadt.example/fest");
    assert_eq!(item.kind, ItemKind::Link);
}

#[test]
fn a_poll_has_its_options_and_no_votes() {
    let poll = json!({"option_a": "Ja", "option_b": "Nein", "option_a_votes_percentage": 0.4, "expiration_timestamp": "2026-03-02T10:00:00+0000"});
    let item = one(&post(json!({"text": "Kommt ihr?", "poll_attachment": poll})));
    let shown = item.poll.as_ref().unwrap();
    assert_eq!(
        (item.kind, shown.options.as_slice()),
        (ItemKind::Poll, ["Ja".to_owned(), "Nein".to_owned()].as_slice())
    );
    assert!(shown.closes_at.is_some());
    let mut voted = poll;
    voted["option_a_votes_percentage"] = 0.9.into();
    assert_eq!(one(&post(json!({"text": "Kommt ihr?", "poll_attachment": voted}))).content_hash, item.content_hash);
}

#[test]
fn of_a_quoted_or_repeated_post_only_the_address_is_kept() {
    let quote = one(&post(
        json!({"text": "Lesenswert", "is_quote_post": true, "quoted_post": {"id": "22", "text": CANARY, "username": CANARY}}),
    ));
    assert_eq!(quote.quote.as_ref().unwrap().native_id.as_deref(), Some("22"));
    let repeated = one(&post(
        json!({"media_type": "REPOST_FACADE", "text": CANARY, "reposted_post": {"id": "22", "username": CANARY}}),
    ));
    assert_eq!((repeated.kind, repeated.text.as_str()), (ItemKind::RepostLink, ""));
    for item in [quote, repeated] {
        assert!(!serde_json::to_string(&item).unwrap().contains(CANARY));
    }
}

#[test]
fn replies_and_others_give_nothing() {
    for fields in [
        json!({"is_reply": true}),
        json!({"replied_to": {"id": "1"}}),
        json!({"root_post": {"id": "1"}}),
        json!({"owner": {"id": "5"}}),
        json!({"hide_status": "HIDDEN"}),
        json!({"text": null}),
    ] {
        let mut node = post(json!({"text": CANARY}));
        node.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        let parsed = parse(&node);
        assert_eq!(parsed.items, [], "{fields}");
        assert!(!format!("{parsed:?}").contains(CANARY), "{fields}");
    }
}

#[test]
fn a_push_is_a_reason_to_look_for_this_account_only() {
    let push = |target: &str, field: &str| {
        let value = json!({"id": "9", "text": CANARY, "username": CANARY});
        parse(&json!({"topic": "interaction", "target_id": target, "values": {"value": value, "field": field}}))
    };
    assert_eq!(push("7", "publish").hints[0].verb, HintVerb::Create);
    assert_eq!(push("7", "delete").hints[0].verb, HintVerb::Delete);
    for other in [push("7", "replies"), push("7", "mentions"), push("5", "publish")] {
        assert!(other.hints.is_empty() && !format!("{other:?}").contains(CANARY));
    }
}

proptest::proptest! {
    #[test]
    fn no_bytes_are_too_strange(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
        let _ = ThreadsConnector.normalise(&bytes, &NormaliseCx::default());
    }
}
