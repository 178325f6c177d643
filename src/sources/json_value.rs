//! JSON as platforms send it, read leniently. In: an answer's bytes, or a [`Value`] and a JSON pointer (RFC 6901).
//! Out: what stands there if it has the wanted shape, else nothing: an unknown or odd field never breaks a post.
//! Shared by the connectors of all platforms that answer in JSON.

use serde_json::Value;

use super::address_clean::absolute;
use super::failure::SourceError;
use crate::domain::source::Cause;

/// Parses an answer.
///
/// # Errors
/// [`Cause::EmptyAnswer`], [`Cause::WebPage`] or, for anything else that is no JSON, [`Cause::NotAFeed`].
pub fn parse(raw: &[u8]) -> Result<Value, SourceError> {
    let text = String::from_utf8_lossy(raw);
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err(SourceError::new(Cause::EmptyAnswer, "the platform answers with nothing"));
    }
    if text.starts_with('<') {
        return Err(SourceError::new(Cause::WebPage, "the platform answers with a web page instead of data"));
    }
    serde_json::from_str(text)
        .map_err(|error| SourceError::new(Cause::NotAFeed, format!("the answer is not valid JSON: {error}")))
}

/// A text that is not blank, as written.
#[must_use]
pub fn text<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    value.pointer(pointer)?.as_str().filter(|text| !text.trim().is_empty())
}

/// The same, owned.
#[must_use]
pub fn owned(value: &Value, pointer: &str) -> Option<String> {
    text(value, pointer).map(str::to_owned)
}

/// An id, written as text or as a number.
#[must_use]
pub fn id(value: &Value, pointer: &str) -> Option<String> {
    match value.pointer(pointer)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The entries of a list; none where there is no list.
#[must_use]
pub fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Whether `true` stands there.
#[must_use]
pub fn flag(value: &Value, pointer: &str) -> bool {
    value.pointer(pointer).and_then(Value::as_bool).unwrap_or(false)
}

/// A whole number.
#[must_use]
pub fn number(value: &Value, pointer: &str) -> Option<i64> {
    value.pointer(pointer)?.as_i64()
}

/// A width or height in pixels.
#[must_use]
pub fn pixels(value: &Value, pointer: &str) -> Option<u32> {
    value.pointer(pointer)?.as_u64().and_then(|side| u32::try_from(side).ok()).filter(|side| *side > 0)
}

/// An absolute http(s) address.
#[must_use]
pub fn web(value: &Value, pointer: &str) -> Option<String> {
    absolute(None, text(value, pointer)?).map(String::from)
}

/// The answer in a recording that keeps its status beside it, `{"status_code": 401, "json": {…}}`.
#[must_use]
pub fn recorded(value: &Value) -> &Value {
    value.get("json").filter(|_| value.get("status_code").is_some()).unwrap_or(value)
}

/// Whether an object stands there.
#[must_use]
pub fn has_object(value: &Value, pointer: &str) -> bool {
    value.pointer(pointer).is_some_and(Value::is_object)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::source::ErrorClass;

    #[test]
    fn what_has_another_shape_is_not_there() {
        let value = parse(b"\xef\xbb\xbf {\"a\":{\"n\":7,\"t\":\" \",\"u\":\"javascript:x\"},\"l\":3}").unwrap();
        assert_eq!((id(&value, "/a/n").as_deref(), text(&value, "/a/t"), web(&value, "/a/u")), (Some("7"), None, None));
        assert_eq!((list(&value, "/l").len(), flag(&value, "/l"), pixels(&value, "/a/n")), (0, false, Some(7)));
    }

    #[rstest::rstest]
    #[case(b" ", ErrorClass::Malformed)]
    #[case(b"<!doctype html><title>x</title>", ErrorClass::ConfigWrong)]
    #[case(b"{\"a\":", ErrorClass::Malformed)]
    fn what_is_no_json_is_an_error_of_its_class(#[case] raw: &[u8], #[case] class: ErrorClass) {
        assert_eq!(parse(raw).unwrap_err().class(), class);
    }
}
