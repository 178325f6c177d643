//! The same questions to every connector. A kind of source without a row in `rows` and a platform in `platforms` does not
//! compile. What is special to a platform its own tests ask.

mod looks;
mod platforms;
mod rows;
mod variations;

use std::panic::{AssertUnwindSafe, catch_unwind};

use http::{HeaderMap, HeaderValue};
use serde_json::Value;

use super::contract::{Connector, NormaliseCx, Parsed};
use super::failure::SourceError;
use super::push::PushSecrets;
use super::registry::Registry;
use super::test_site::recordings;
use crate::domain::connection::Secret;
use crate::domain::item::{Item, ItemTime, SpanKind};
use crate::domain::source::SourceKind;
use rows::{CANARY, Row, row};
use variations::{cut, strange, with_strangers, with_unknown_fields};

/// Every connector with its row.
fn connectors() -> Vec<(SourceKind, &'static dyn Connector, Row)> {
    SourceKind::ALL
        .iter()
        .filter_map(|kind| {
            let connector = Registry::connector(*kind);
            let row = row(*kind);
            assert_eq!(connector.is_some(), row.is_some(), "{}: a connector and a row belong together", kind.as_str());
            connector.zip(row).map(|(connector, row)| (*kind, connector, row))
        })
        .collect()
}

fn cx_of(row: &Row) -> NormaliseCx {
    NormaliseCx {
        account: row.account.map(str::to_owned),
        base_url: row.base.map(|base| base.parse().unwrap()),
        ..NormaliseCx::default()
    }
}

/// Reads without ever panicking.
fn read(connector: &dyn Connector, raw: &[u8], cx: &NormaliseCx, what: &str) -> Result<Parsed, SourceError> {
    let read = catch_unwind(AssertUnwindSafe(|| connector.normalise(raw, cx)));
    read.unwrap_or_else(|_| panic!("{} panics at {what}", connector.kind().as_str()))
}

/// All that leaves a connector, as it is stored and shown.
fn all_of(parsed: &Parsed) -> String {
    format!("{parsed:?} {}", serde_json::to_string(&(&parsed.items, &parsed.quarantined, &parsed.hints)).unwrap())
}

/// The recorded answers of a connector's platform.
fn recorded(row: &Row) -> Vec<(String, Vec<u8>)> {
    row.folders
        .iter()
        .flat_map(|folder| {
            let files = recordings(folder).into_iter().flatten();
            files.map(move |(name, bytes)| (format!("{folder}/{name}"), bytes))
        })
        .collect()
}

/// The items, without identities that were made of the very bytes because the recording has none.
fn said(parsed: Parsed) -> Vec<Item> {
    let mut items = parsed.items;
    for item in items.iter_mut().filter(|item| item.native_id.0.starts_with("sha256:")) {
        (item.native_id.0, item.idempotency_key) = (String::new(), String::new());
    }
    items
}

fn check_items(parsed: &Parsed, what: &str) {
    for item in &parsed.items {
        assert!(!item.native_id.0.is_empty() && !item.content_hash.is_empty(), "{what}: an item without an identity");
        check_spans(item, what);
        for address in
            item.canonical_url.iter().chain(item.media.iter().filter_map(|medium| medium.source_url.as_ref()))
        {
            assert!(address.starts_with("http"), "{what}: {address}");
        }
    }
}

/// Marks lie inside the text, on the borders of characters, and cover what they say.
fn check_spans(item: &Item, what: &str) {
    for span in &item.spans {
        let words = item.text.get(span.start..span.end);
        let words = words.unwrap_or_else(|| panic!("{what}: {span:?} lies outside of {:?}", item.text));
        assert!(!words.trim().is_empty(), "{what}: {span:?} marks nothing in {:?}", item.text);
        if span.kind == SpanKind::Hashtag {
            assert!(words.starts_with(['#', '＃']), "{what}: {words:?} is no hashtag");
        }
        if span.kind == SpanKind::Link {
            assert!(span.href.as_deref().is_some_and(|href| href.contains(':')), "{what}: {words:?} leads nowhere");
        }
    }
}

#[test]
fn recorded_answers_are_read_twice_alike_whole_cut_and_with_unknown_fields() {
    for (_, connector, row) in connectors() {
        let cx = cx_of(&Row { account: None, ..row.clone() });
        for (name, bytes) in recorded(&row) {
            let first = read(connector, &bytes, &cx, &name);
            assert_eq!(first, read(connector, &bytes, &cx, &name), "{name}: reading is no matter of chance");
            if let Ok(parsed) = &first {
                check_items(parsed, &name);
            }
            for (at, part) in cut(&bytes) {
                if let Ok(parsed) = read(connector, part, &cx, &format!("{name}, cut at {at}")) {
                    check_items(&parsed, &name);
                }
            }
            let Ok(value) = serde_json::from_slice::<Value>(&bytes) else { continue };
            let plain = read(connector, value.to_string().as_bytes(), &cx, &name);
            let more = read(connector, with_unknown_fields(&value).to_string().as_bytes(), &cx, &name);
            assert_eq!(plain.map(said), more.map(said), "{name}: unknown fields count");
        }
    }
}

#[test]
fn bytes_of_any_kind_are_an_error_or_nothing() {
    for (_, connector, row) in connectors() {
        for bytes in strange() {
            let what = String::from_utf8_lossy(&bytes[..bytes.len().min(40)]).into_owned();
            if let Ok(parsed) = read(connector, &bytes, &cx_of(&row), &what) {
                check_items(&parsed, &what);
            }
        }
        for (at, part) in cut(&row.answer) {
            let _ = read(connector, part, &cx_of(&row), &format!("its own answer, cut at {at}"));
        }
    }
}

#[test]
fn an_own_post_is_read_and_nothing_of_strangers() {
    for (kind, connector, row) in connectors() {
        let name = kind.as_str();
        assert!(String::from_utf8_lossy(&row.answer).contains(CANARY), "{name}: nobody strange is in its answer");
        let parsed = read(connector, &row.answer, &cx_of(&row), "its own answer").unwrap();
        let all = all_of(&parsed);
        assert!(!all.to_lowercase().contains(&CANARY.to_lowercase()), "{name}: a stranger is in {all}");
        check_items(&parsed, name);
        let own: Vec<&Item> = parsed.items.iter().filter(|item| item.text.contains("Grüße 🚒")).collect();
        let [item] = own[..] else { panic!("{name}: one post was to be read: {all}") };
        if let Some((kind, words)) = row.mark {
            let marked = item.spans.iter().map(|span| (span.kind, item.text.get(span.start..span.end).unwrap()));
            assert!(marked.clone().any(|mark| mark == (kind, words)), "{name}: {:?}", marked.collect::<Vec<_>>());
        }
        if let Some(end) = row.ends {
            assert_eq!(ends_of(item).map(|time| time.utc.to_string()).as_deref(), Some(end), "{name}: its end");
        }
        let again = connector.normalise(&row.answer, &cx_of(&row)).unwrap();
        assert_eq!(again, parsed, "{name}: reading is no matter of chance");
    }
}

/// When a post or the address of its first medium ends.
fn ends_of(item: &Item) -> Option<&ItemTime> {
    let warning = item.warning.as_ref().and_then(|warning| warning.expires.as_ref());
    let medium = item.media.first().and_then(|medium| medium.expires_at.as_ref());
    let event = item.event.as_ref().and_then(|event| event.end.as_ref());
    let poll = item.poll.as_ref().and_then(|poll| poll.closes_at.as_ref());
    item.expires_at.as_ref().or(warning).or(medium).or(event).or(poll)
}

#[test]
fn strangers_in_recorded_answers_stay_there() {
    for (_, connector, row) in connectors() {
        let cx = cx_of(&Row { account: None, ..row.clone() });
        for (name, bytes) in recorded(&row) {
            let Ok(value) = serde_json::from_slice::<Value>(&bytes) else { continue };
            let raw = with_strangers(&value, CANARY).to_string();
            let Ok(parsed) = read(connector, raw.as_bytes(), &cx, &name) else { continue };
            assert!(!all_of(&parsed).contains(CANARY), "{name}: {}", all_of(&parsed));
        }
    }
}

#[test]
fn what_must_not_be_mirrored_gives_nothing() {
    for (_, connector, row) in connectors() {
        let recordings = recorded(&row);
        let is_meant = |name: &str, never: &str| {
            let file = name.split_once('/').map_or("", |(_, file)| file);
            file == never || never.strip_suffix('*').is_some_and(|begin| file.starts_with(begin))
        };
        let meant = |name: &str| row.never.iter().any(|never| is_meant(name, never));
        let found: Vec<_> = recordings.iter().filter(|(name, _)| meant(name)).collect();
        assert!(recordings.is_empty() || row.never.is_empty() || !found.is_empty(), "none of {:?}", row.never);
        for (name, bytes) in found {
            let items = read(connector, bytes, &cx_of(&row), name).map_or(Vec::new(), |parsed| parsed.items);
            assert!(items.is_empty(), "{name}: {items:?}");
        }
    }
}

#[test]
fn pushes_without_a_good_signature_are_refused() {
    let secrets = PushSecrets { app_secret: Some(Secret::new("geheim")), verify: Some(Secret::new("wort")) };
    for (kind, connector, row) in connectors() {
        let refused =
            |headers: &HeaderMap, secrets: &PushSecrets| connector.accept_push(headers, &row.answer, secrets).is_err();
        assert!(refused(&HeaderMap::new(), &secrets), "{}: unsigned", kind.as_str());
        let mut forged = HeaderMap::new();
        for name in [
            "x-hub-signature-256",
            "x-hub-signature",
            "x-telegram-bot-api-secret-token",
            "x-twitter-webhooks-signature",
            "x-li-signature",
            "tiktok-signature",
        ] {
            forged.insert(
                name,
                HeaderValue::from_static("sha256=0000000000000000000000000000000000000000000000000000000000000000"),
            );
        }
        assert!(refused(&forged, &secrets), "{}: forged", kind.as_str());
        assert!(refused(&forged, &PushSecrets::default()), "{}: without a secret nothing is believed", kind.as_str());
        let lured = [("hub.mode", "subscribe"), ("hub.verify_token", "falsch"), ("hub.challenge", "42")];
        let lured: Vec<(String, String)> = lured.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect();
        assert!(connector.handshake(&lured, &secrets).is_err(), "{}: a question without our word", kind.as_str());
    }
}
