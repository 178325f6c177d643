//! What an answer may hold.

use serde_json::{Value, json};

use super::normalise::normalise;
use crate::domain::item::{ItemKind, SpanKind};
use crate::domain::source::{Aside, Cause};
use crate::sources::contract::{HintVerb, NormaliseCx, Parsed};
use crate::sources::failure::SourceError;
use crate::sources::test_site::recordings;

fn read(value: &Value) -> Result<Parsed, SourceError> {
    let cx = NormaliseCx { account: Some("5".to_owned()), ..NormaliseCx::default() };
    normalise(value.to_string().as_bytes(), &cx)
}

fn post(change: Value) -> Value {
    let mut post = json!({ "id": "11", "text": "Hallo", "author_id": "5", "created_at": "2025-07-18T10:00:00.000Z", "lang": "de" });
    post.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    post
}

#[test]
fn addresses_are_written_out_and_marks_move_with_them() {
    let text = "🚒 Grüße &amp; mehr https://t.co/abc #Wehr https://t.co/pic";
    let at = |needle: &str| {
        let byte = text.find(needle).unwrap();
        let start = text[..byte].chars().count();
        (start, start + needle.chars().count())
    };
    let url =
        |needle: &str, address: &str| json!({ "start": at(needle).0, "end": at(needle).1, "expanded_url": address });
    let entities = json!({
        "urls": [url("https://t.co/abc", "https://musterbach.de/fest"), url("https://t.co/pic", "https://x.com/stadt/status/11/photo/1")],
        "hashtags": [{ "start": at("#Wehr").0, "end": at("#Wehr").1, "tag": "Wehr" }],
    });
    let item = read(&json!({ "data": post(json!({ "text": text, "entities": entities })) })).unwrap().items.remove(0);
    assert_eq!(item.text, "🚒 Grüße & mehr https://musterbach.de/fest #Wehr");
    let spans: Vec<_> =
        item.spans.iter().map(|span| (span.kind, item.text.get(span.start..span.end).unwrap())).collect();
    assert_eq!(spans, [(SpanKind::Link, "https://musterbach.de/fest"), (SpanKind::Hashtag, "#Wehr")]);
}

#[test]
fn an_edited_post_keeps_its_first_id_and_a_long_one_its_words() {
    let change = json!({ "id": "12", "edit_history_tweet_ids": ["11", "12"], "text": "Kurz…", "note_tweet": { "text": "Kurz und lang" } });
    let item = read(&json!({ "data": [post(change)] })).unwrap().items.remove(0);
    assert_eq!(
        (item.native_id.0.as_str(), item.version_id.as_deref(), item.text.as_str()),
        ("11", Some("12"), "Kurz und lang")
    );
    let renamed = json!({ "edit_history_post_ids": ["9", "11"], "note_post": { "text": "Lang" } });
    assert_eq!(read(&json!({ "data": post(renamed) })).unwrap().items[0].native_id.0, "9");
}

#[test]
fn only_the_accounts_own_words_count() {
    for change in [
        json!({ "author_id": "6" }),
        json!({ "referenced_tweets": [{ "type": "retweeted", "id": "1" }] }),
        json!({ "referenced_tweets": [{ "type": "replied_to", "id": "1" }], "in_reply_to_user_id": "6" }),
        json!({ "dm_conversation_id": "5-6" }),
    ] {
        let parsed = read(&json!({ "data": [post(change.clone())] })).unwrap();
        assert_eq!((parsed.items.len(), parsed.quarantined[0].aside), (0, Aside::NotOurs), "{change}");
    }
    let thread = json!({ "referenced_tweets": [{ "type": "replied_to", "id": "10" }], "in_reply_to_user_id": "5" });
    assert_eq!(read(&json!({ "data": post(thread) })).unwrap().items[0].reply_to.as_deref(), Some("10"));
}

#[test]
fn pictures_and_polls_come_along() {
    let includes = json!({
        "media": [{ "media_key": "3_1", "type": "photo", "url": "https://pbs.test/a.jpg", "alt_text": "Rathaus" }],
        "polls": [{ "id": "7", "options": [{ "label": "Ja" }, { "label": "Nein" }], "end_datetime": "2025-07-19T10:00:00.000Z" }],
    });
    let with =
        |attachments: Value| json!({ "data": post(json!({ "attachments": attachments })), "includes": includes });
    let photo = read(&with(json!({ "media_keys": ["3_1"] }))).unwrap().items.remove(0);
    assert_eq!(
        (photo.kind, photo.media[0].alt.as_deref(), photo.media[0].source_url.as_deref()),
        (ItemKind::Photo, Some("Rathaus"), Some("https://pbs.test/a.jpg"))
    );
    assert_eq!(read(&with(json!({ "poll_ids": ["7"] }))).unwrap().items[0].kind, ItemKind::Poll);
}

#[test]
fn deliveries_are_hints_about_own_posts() {
    let event = |kind: &str, author: &str| json!({ "data": { "event_type": kind, "filter": { "user_id": "5" }, "payload": { "id": "11", "author_id": author, "text": "x" } } });
    let verbs = |value: &Value| read(value).unwrap().hints.iter().map(|hint| hint.verb).collect::<Vec<_>>();
    assert_eq!(verbs(&event("post.create", "5")), [HintVerb::Create]);
    assert_eq!(verbs(&event("post.delete", "5")), [HintVerb::Delete]);
    assert!(verbs(&event("post.quote.create", "6")).is_empty());
    let gone = json!({ "errors": [{ "resource_id": "11", "resource_type": "tweet", "type": "https://api.x.com/2/problems/resource-not-found" }] });
    assert_eq!(verbs(&gone), [HintVerb::Delete]);
}

#[test]
fn a_problem_is_read_by_its_type_and_status() {
    let cause = |kind: &str, status: u16| {
        read(&json!({ "title": "x", "status": status, "type": format!("https://api.x.com/2/problems/{kind}") }))
            .unwrap_err()
            .cause
    };
    assert_eq!(cause("usage-capped", 429), Cause::QuotaUsed);
    assert_eq!(cause("about:blank", 401), Cause::LoginExpired);
    assert_eq!(cause("client-forbidden", 403), Cause::Forbidden);
    assert_eq!(cause("about:blank", 429), Cause::AskedToWait);
}

/// Recordings of one account's own posts; the others are lists of strangers' posts, fragments, pushes and problems.
const OWN: &[&str] = &[
    "edit_history_expansion.json",
    "expansion_alt_text.json",
    "lookup_emoji_entities.json",
    "lookup_media_video.json",
    "partial_errors_deleted.json",
    "tweet_entities_reply.json",
    "user_tweets_p1.json",
    "v1_tweet_ext_alt_text.json",
];

#[test]
fn recorded_lists_of_strangers_give_nothing() {
    let Some(files) = recordings("x") else { return };
    assert!(files.len() > 20, "only {} files", files.len());
    for (name, bytes) in files {
        let items = normalise(&bytes, &NormaliseCx::default()).map_or(0, |parsed| parsed.items.len());
        assert_eq!(items > 0, OWN.contains(&name.as_str()), "{name}: {items} items");
    }
}
