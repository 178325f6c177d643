//! Objects of OParl 1.0 and 1.1, read leniently. In: JSON as council systems write it (empty strings, numbers as text,
//! prefixed vendor fields, references or embedded objects). Out: small readers over [`Value`]. Shared by all of `oparl`.

use serde_json::Value;
use url::Url;

use super::super::address_clean::absolute;
use super::super::failure::SourceError;
use super::super::html_read::{looks_like_markup, text_of};
use crate::domain::source::Cause;

/// What an object is (OParl 1.1 §3), as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    System,
    Body,
    Meeting,
    Paper,
    /// Everything else of OParl: persons, files, places, agenda items by themselves.
    Other,
}

/// What an object says it is; `None` when it is no object of OParl.
#[must_use]
pub fn kind_of(object: &Value) -> Option<Kind> {
    let name = object.get("type")?.as_str()?.to_ascii_lowercase();
    if !name.contains("oparl") {
        return None;
    }
    Some(match name.trim_end_matches('/').rsplit(['/', '#']).next()? {
        "system" => Kind::System,
        "body" => Kind::Body,
        "meeting" => Kind::Meeting,
        "paper" => Kind::Paper,
        _ => Kind::Other,
    })
}

/// Reads an answer as JSON.
///
/// # Errors
/// When it is a web page or no JSON at all.
pub fn json(raw: &[u8]) -> Result<Value, SourceError> {
    let raw = raw.strip_prefix(b"\xef\xbb\xbf").unwrap_or(raw);
    serde_json::from_slice(raw).map_err(|error| {
        if raw.trim_ascii_start().starts_with(b"<") {
            SourceError::new(Cause::WebPage, "a web page stands where the council system's data should be")
        } else if raw.trim_ascii().is_empty() {
            SourceError::new(Cause::EmptyAnswer, "the answer is empty")
        } else {
            SourceError::new(Cause::NotAFeed, format!("the answer is not JSON: {error}"))
        }
    })
}

/// A field's text on one line, without markup; `None` when there is none or it is empty. Numbers count as text.
#[must_use]
pub fn text(object: &Value, field: &str) -> Option<String> {
    let raw = match object.get(field)? {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let plain = if looks_like_markup(&raw) { text_of(&raw) } else { raw };
    let line = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

/// Whether a field says yes, however it is written.
#[must_use]
pub fn says(object: &Value, field: &str, word: bool) -> bool {
    match object.get(field) {
        Some(Value::Bool(flag)) => *flag == word,
        Some(Value::Number(number)) => number.as_i64() == Some(i64::from(word)),
        Some(Value::String(text)) => text.trim().eq_ignore_ascii_case(if word { "true" } else { "false" }),
        _ => false,
    }
}

/// Whether anyone may see an object: it is neither deleted nor marked as not public.
#[must_use]
pub fn is_open(object: &Value) -> bool {
    !says(object, "deleted", true) && !says(object, "public", false)
}

/// A field that holds objects: an array, or one object where an array belongs.
#[must_use]
pub fn each<'a>(object: &'a Value, field: &str) -> &'a [Value] {
    match object.get(field) {
        Some(Value::Array(all)) => all,
        Some(one @ Value::Object(_)) => std::slice::from_ref(one),
        _ => &[],
    }
}

/// The id of an object, or of what a reference means. Many servers write `http` in their ids and answer at `https`,
/// and some change their minds: the scheme is no part of the name.
#[must_use]
pub fn id_of(object_or_reference: &Value) -> Option<String> {
    let id = match object_or_reference {
        Value::String(id) => id,
        Value::Object(fields) => fields.get("id")?.as_str()?,
        _ => return None,
    };
    let url = Url::parse(id.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())?;
    let id = String::from(url);
    Some(id.strip_prefix("http://").map_or_else(|| id.clone(), |rest| format!("https://{rest}")))
}

/// Where readers find an object: its page, else its file.
#[must_use]
pub fn address_of(object: &Value) -> Option<String> {
    ["web", "accessUrl", "downloadUrl"].into_iter().find_map(|field| {
        let url = absolute(None, object.get(field)?.as_str()?)?;
        Some(url.into())
    })
}

/// The objects of a list page, and the address of the next one; `None` when this is no list.
#[must_use]
pub fn list_page(answer: &Value) -> Option<(&[Value], Option<&str>)> {
    let data = answer.get("data")?.as_array()?;
    let next = answer.get("links").and_then(|links| links.get("next")).and_then(Value::as_str);
    Some((data, next.filter(|next| !next.trim().is_empty())))
}
