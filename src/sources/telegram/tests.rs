//! What Telegram's updates may hold, each with the smallest payload that shows it.

use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};

use super::super::contract::{Connector, HintVerb, NormaliseCx, Parsed};
use super::super::push::{PushSecrets, Reject};
use super::TelegramConnector;
use super::normalise::normalise;
use crate::domain::connection::Secret;
use crate::domain::item::{ItemKind, SpanKind};
use crate::domain::source::{Aside, Cause};

const CHAT: &str = "-1001";

pub(super) fn message(id: i64, change: Value) -> Value {
    let mut message = json!({
        "message_id": id, "date": 1_752_832_800, "author_signature": "Kanarienvogel",
        "chat": { "id": -1001, "type": "channel", "title": "Stadt", "username": "musterbach" },
    });
    message.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    message
}

pub(super) fn photo(unique: &str, file: &str) -> Value {
    json!([{ "file_id": format!("{file}-s"), "file_unique_id": "s", "width": 90, "height": 60 },
           { "file_id": file, "file_unique_id": unique, "width": 900, "height": 600 }])
}

fn read(messages: &[(&str, Value)]) -> Parsed {
    let updates: Vec<Value> =
        messages.iter().enumerate().map(|(id, (kind, message))| json!({ "update_id": id, *kind: message })).collect();
    let cx = NormaliseCx { account: Some(CHAT.to_owned()), ..NormaliseCx::default() };
    normalise(json!({ "ok": true, "result": updates }).to_string().as_bytes(), &cx).unwrap()
}

fn one(change: Value) -> Parsed {
    read(&[("channel_post", message(5, change))])
}

#[test]
fn marks_count_in_utf_16_and_nonsense_is_dropped() {
    let text = "Grüße 🚒 #Wehr musterbach.de fett";
    let entity = |kind: &str, offset: usize, length: usize| json!({ "type": kind, "offset": offset, "length": length });
    let entities = json!([
        entity("hashtag", 9, 5),
        entity("url", 15, 13),
        entity("bold", 29, 4),
        entity("bold", 7, 1),
        entity("bold", 90, 4),
        entity("neu", 0, 2)
    ]);
    let item = one(json!({ "text": text, "entities": entities })).items.remove(0);
    let spans: Vec<_> =
        item.spans.iter().map(|s| (s.kind, item.text.get(s.start..s.end).unwrap(), s.href.as_deref())).collect();
    assert_eq!(
        spans,
        [
            (SpanKind::Hashtag, "#Wehr", None),
            (SpanKind::Link, "musterbach.de", Some("https://musterbach.de/")),
            (SpanKind::Bold, "fett", None)
        ]
    );
    assert_eq!(item.canonical_url.as_deref(), Some("https://t.me/musterbach/5"));
    assert!(!format!("{item:?}").contains("Kanarienvogel"));
}

#[test]
fn an_album_is_one_post_and_a_picture_keeps_its_lasting_name() {
    let part = |id: i64, unique: &str, file: &str, change: Value| {
        let mut part = message(id, json!({ "media_group_id": "77", "photo": photo(unique, file) }));
        part.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        ("channel_post", part)
    };
    let caption = json!({ "caption": "Zwei Bilder" });
    let parsed = read(&[part(7, "u2", "f2", json!({})), part(6, "u1", "f1", caption.clone())]);
    let item = &parsed.items[0];
    assert_eq!((parsed.items.len(), item.native_id.0.as_str(), item.kind), (1, "-1001/77", ItemKind::Album));
    assert_eq!(item.text, "Zwei Bilder");
    let media: Vec<_> =
        item.media.iter().map(|m| (m.native_media_id.as_deref().unwrap(), m.source_url.as_deref())).collect();
    assert_eq!(media, [("tg:u1:f1", None), ("tg:u2:f2", None)]);
    let asked_anew = read(&[part(6, "u1", "other1", caption), part(7, "u2", "other2", json!({}))]);
    assert_eq!(asked_anew.items[0].content_hash, item.content_hash);
}

#[test]
fn an_edit_is_the_same_post_with_another_hash() {
    let before = one(json!({ "text": "Eins" })).items.remove(0);
    let edited = read(&[("edited_channel_post", message(5, json!({ "text": "Zwei", "edit_date": 1_752_836_400 })))])
        .items
        .remove(0);
    assert_eq!(before.native_id, edited.native_id);
    assert_ne!(before.content_hash, edited.content_hash);
    assert_eq!(edited.edited_at.unwrap().utc.to_string(), "2025-07-18T11:00:00Z");
}

#[test]
fn only_posts_of_the_channel_count() {
    let private = json!({ "message_id": 1, "date": 1_752_832_800, "text": "Geheim", "from": { "id": 3, "first_name": "Kanarienvogel" }, "chat": { "id": 3, "type": "private" } });
    for (kind, message) in [
        ("message", private),
        ("message_reaction_count", json!({ "chat": { "id": -1001 } })),
        ("channel_post", message(1, json!({ "text": "x", "chat": { "id": -1002, "type": "channel" } }))),
        ("channel_post", message(1, json!({ "text": "x", "chat": { "id": -1001, "type": "supergroup" } }))),
        ("channel_post", message(1, json!({ "new_chat_title": "Neu" }))),
        ("channel_post", message(1, json!({ "sticker": { "file_id": "x" } }))),
        ("etwas_neues", json!({ "x": 1 })),
    ] {
        let parsed = read(&[(kind, message)]);
        assert_eq!((parsed.items.len(), parsed.quarantined[0].aside), (0, Aside::NotOurs), "{kind}");
        assert!(!format!("{parsed:?}").contains("Geheim") && !format!("{parsed:?}").contains("Kanarienvogel"));
    }
}

#[test]
fn what_is_forwarded_from_others_is_a_link() {
    let origin = |chat: Value| json!({ "text": "Fremder Text", "forward_origin": { "type": "channel", "chat": chat, "message_id": 9 } });
    let other = one(origin(json!({ "id": -1009, "type": "channel", "title": "Feuerwehr", "username": "wehr" })))
        .items
        .remove(0);
    let quote = other.quote.clone().unwrap();
    assert_eq!(
        (other.kind, quote.url.as_str(), quote.author.as_deref()),
        (ItemKind::RepostLink, "https://t.me/wehr/9", Some("Feuerwehr"))
    );
    assert!(!format!("{other:?}").contains("Fremder Text"));
    let own = one(origin(json!({ "id": -1001, "type": "channel", "title": "Stadt", "username": "musterbach" })));
    assert_eq!((own.items[0].kind, own.items[0].text.as_str()), (ItemKind::Note, "Fremder Text"));
    let person = one(
        json!({ "text": "x", "forward_origin": { "type": "user", "sender_user": { "id": 3, "first_name": "Kanarienvogel" } } }),
    );
    assert_eq!((person.items.len(), person.quarantined[0].aside), (0, Aside::NotOurs));
}

#[test]
fn polls_and_places_are_said_in_words() {
    let poll = one(json!({ "poll": { "question": "Wann?", "options": [{ "text": "Montag", "voter_count": 3 }, { "text": "Dienstag" }], "allows_multiple_answers": true } })).items.remove(0);
    assert_eq!(
        (poll.kind, poll.text.as_str(), poll.poll.unwrap().options),
        (ItemKind::Poll, "Wann?", vec!["Montag".to_owned(), "Dienstag".to_owned()])
    );
    let place = json!({ "latitude": 50.5, "longitude": 7.5 });
    let venue =
        one(json!({ "venue": { "title": "Rathaus", "address": "Markt 1", "location": place }, "location": place }))
            .items
            .remove(0);
    assert_eq!(venue.text, "Rathaus\nMarkt 1");
    assert_eq!(venue.link_card.unwrap().url, "https://www.openstreetmap.org/?mlat=50.5&mlon=7.5");
}

#[rstest::rstest]
#[case(json!({ "ok": false, "error_code": 429, "parameters": { "retry_after": 35 } }), Cause::AskedToWait)]
#[case(json!({ "ok": false, "error_code": 401, "description": "Unauthorized" }), Cause::LoginExpired)]
#[case(json!({ "ok": false, "error_code": 403 }), Cause::Forbidden)]
#[case(json!({ "ok": false, "error_code": 409 }), Cause::ReadElsewhere)]
#[case(json!({ "ok": false, "error_code": 400, "parameters": { "migrate_to_chat_id": -5 } }), Cause::NotFound)]
#[case(json!({ "ok": false, "error_code": 502 }), Cause::ServerTrouble)]
fn an_error_is_read_by_its_code(#[case] body: Value, #[case] cause: Cause) {
    let cx = NormaliseCx { now: "2025-07-18T12:00:00Z".parse().ok(), ..NormaliseCx::default() };
    let error = normalise(body.to_string().as_bytes(), &cx).unwrap_err();
    assert_eq!(error.cause, cause);
    let until = (cause == Cause::AskedToWait).then(|| "2025-07-18T12:00:35Z".parse().unwrap());
    assert_eq!(error.until, until);
}

#[test]
fn a_push_is_believed_only_with_our_word() {
    let secrets = PushSecrets { verify: Some(Secret::new("wort")), ..PushSecrets::default() };
    let raw = json!({ "update_id": 1, "edited_channel_post": message(5, json!({ "text": "Straße", "edit_date": 1_752_836_400 })) }).to_string();
    let with = |word: &'static str| {
        HeaderMap::from_iter([(
            HeaderName::from_static("x-telegram-bot-api-secret-token"),
            HeaderValue::from_static(word),
        )])
    };
    let accept = |headers: HeaderMap| TelegramConnector.accept_push(&headers, raw.as_bytes(), &secrets);
    let hints = accept(with("wort")).unwrap();
    assert_eq!((hints[0].native_id.0.as_str(), hints[0].verb), ("-1001/5", HintVerb::Update));
    assert_eq!(accept(with("falsch")), Err(Reject::Forged));
    assert_eq!(accept(HeaderMap::new()), Err(Reject::Unsigned));
}
