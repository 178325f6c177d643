//! What may become of an answer on its way or in time. In: an answer. Out: the same cut off, with fields nobody knows, with
//! strangers wherever they may stand; and bytes that are no answer at all.

use serde_json::{Map, Value, json};

/// The beginning of an answer, ten times.
pub fn cut(bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    (1..=10).map(move |part| {
        let at = bytes.len() * part / 11;
        (at, &bytes[..at])
    })
}

/// Every object has one field more. A map from ids to posts, or from languages to texts, has no fields.
pub fn with_unknown_fields(value: &Value) -> Value {
    changed(value, &|fields| {
        fields.insert("feld_das_niemand_kennt".into(), json!({ "a": [1, "zwei", null], "b": { "c": true } }));
    })
}

/// Under these names stands what others said or did, on whatever platform.
const STRANGERS: &[&str] = &[
    "comments",
    "likes",
    "reactions",
    "replies",
    "reposts",
    "favourited_by",
    "ancestors",
    "descendants",
    "viewers",
    "attending",
    "maybe",
    "declined",
    "interested",
    "mentioned_media",
    "insights",
    "subscribers",
];

/// Wherever strangers may stand, one does.
pub fn with_strangers(value: &Value, canary: &str) -> Value {
    let crowd = json!({ "data": [{ "id": canary, "message": canary, "text": canary, "content": canary, "username": canary,
        "from": { "id": "4711", "name": canary } }], "summary": { "total_count": 1 } });
    changed(value, &|fields| {
        for name in STRANGERS {
            fields.insert((*name).into(), crowd.clone());
        }
    })
}

fn changed(value: &Value, change: &dyn Fn(&mut Map<String, Value>)) -> Value {
    match value {
        Value::Object(fields) => {
            let mut fields: Map<String, Value> =
                fields.iter().map(|(name, value)| (name.clone(), below(name, value, change))).collect();
            let is_map = !fields.is_empty() && fields.keys().all(|name| name.contains(|c: char| c.is_ascii_digit()));
            if !is_map {
                change(&mut fields);
            }
            Value::Object(fields)
        }
        Value::Array(list) => Value::Array(list.iter().map(|value| changed(value, change)).collect()),
        other => other.clone(),
    }
}

fn below(name: &str, value: &Value, change: &dyn Fn(&mut Map<String, Value>)) -> Value {
    if name.ends_with("Map") { value.clone() } else { changed(value, change) }
}

/// What a broken, hostile or helpless server says.
pub fn strange() -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = [
        "",
        " ",
        "null",
        "[]",
        "{}",
        "0",
        "\"\"",
        "[null]",
        "{\"data\":null}",
        "{\"data\":[null,1,\"x\",[],{}]}",
        "{\"error\":{}}",
        "<!doctype html><title>Anmelden</title><form><input type=password></form>",
        "<?xml version=\"1.0\"?><x/>",
        "<rss><channel><item/></channel></rss>",
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry/></feed>",
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR",
        "PK\u{3}\u{4}",
        "Subject: x\r\n\r\n",
        "\u{feff}{\"data\":[]}",
    ]
    .iter()
    .map(|text| text.as_bytes().to_vec())
    .collect();
    all.push((0..=255).collect());
    all.push("[".repeat(5_000).into_bytes());
    all.push("{\"a\":".repeat(5_000).into_bytes());
    all.push("<a>".repeat(5_000).into_bytes());
    all
}
