//! A lenient look into JSON as Meta writes it: ids as text or number, flags as truth or 0/1, lists bare or under `data`.
//! In: a value. Out: its parts, or nothing where they are of another sort. Used by all readers of the Graph platforms.

use jiff::Timestamp;
use serde_json::Value;

use super::super::time_parse::parse_time;
use crate::domain::item::{ItemTime, Precision};

/// Times before this one (1990) are the accidents of empty fields.
const FIRST_SECOND: i64 = 631_152_000;

/// One JSON value.
#[derive(Debug, Clone, Copy)]
pub struct Node<'a>(pub &'a Value);

impl<'a> Node<'a> {
    /// A part that is there and not null.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Node<'a>> {
        self.0.get(key).filter(|value| !value.is_null()).map(Node)
    }

    /// Whether there is such a part.
    #[must_use]
    pub fn has(self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// A text with at least one visible character, as written.
    #[must_use]
    pub fn text(self, key: &str) -> Option<&'a str> {
        self.0.get(key)?.as_str().filter(|text| !text.trim().is_empty())
    }

    /// An id, whether written as text or as a number.
    #[must_use]
    pub fn id(self, key: &str) -> Option<String> {
        match self.0.get(key)? {
            Value::String(text) if !text.is_empty() => Some(text.clone()),
            Value::Number(number) if number.is_u64() => Some(number.to_string()),
            _ => None,
        }
    }

    /// A flag, whether written as truth, 0/1 or a word.
    #[must_use]
    pub fn flag(self, key: &str) -> Option<bool> {
        match self.0.get(key)? {
            Value::Bool(flag) => Some(*flag),
            Value::Number(number) => number.as_i64().map(|number| number != 0),
            Value::String(text) => match text.as_str() {
                "true" | "1" => Some(true),
                "false" | "0" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// A number.
    #[must_use]
    pub fn number(self, key: &str) -> Option<f64> {
        self.0.get(key)?.as_f64()
    }

    /// A whole number.
    #[must_use]
    pub fn whole(self, key: &str) -> Option<i64> {
        self.0.get(key)?.as_i64()
    }

    /// Width or height in pixels.
    #[must_use]
    pub fn side(self, key: &str) -> Option<u32> {
        u32::try_from(self.whole(key)?).ok().filter(|side| *side > 0)
    }

    /// A list, whether bare or under `data`; empty when there is none.
    #[must_use]
    pub fn list(self, key: &str) -> Vec<Node<'a>> {
        let Some(Node(value)) = self.get(key) else { return Vec::new() };
        let list = value.as_array().or_else(|| value.get("data").and_then(Value::as_array));
        list.map(|list| list.iter().map(Node).collect()).unwrap_or_default()
    }

    /// A time as text (`2021-07-26T12:00:00+0000`) or as Unix seconds.
    #[must_use]
    pub fn time(self, key: &str) -> Option<ItemTime> {
        match self.0.get(key)? {
            Value::String(text) => parse_time(text, &jiff::tz::TimeZone::UTC),
            Value::Number(number) => {
                let second = number.as_i64().filter(|second| *second >= FIRST_SECOND)?;
                let utc = Timestamp::from_second(second).ok()?;
                Some(ItemTime { utc, orig: number.to_string(), precision: Precision::Second })
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn whatever_the_spelling_the_meaning_is_read() {
        let value = json!({"a": 17, "b": "17", "c": 1, "d": "false", "e": {"data": [1, 2]}, "f": [1], "g": null,
            "h": "2021-07-26T12:00:00+0200", "i": 1_459_416_660, "j": 0, "k": "  "});
        let node = Node(&value);
        assert_eq!((node.id("a"), node.id("b")), (Some("17".to_owned()), Some("17".to_owned())));
        assert_eq!((node.flag("c"), node.flag("d"), node.flag("g")), (Some(true), Some(false), None));
        assert_eq!((node.list("e").len(), node.list("f").len(), node.list("g").len()), (2, 1, 0));
        assert_eq!(node.time("h").unwrap().utc.to_string(), "2021-07-26T10:00:00Z");
        assert_eq!(node.time("i").unwrap().utc.to_string(), "2016-03-31T09:31:00Z");
        assert_eq!((node.time("j"), node.text("k"), node.has("g")), (None, None, false));
    }
}
