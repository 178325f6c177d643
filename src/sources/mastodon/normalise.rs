//! Answers of Mastodon and its relatives become items. In: a list of statuses, one status, an account, an error, or an
//! ActivityPub document. Out: [`Parsed`]. Pure. Called by `MastodonConnector`, `poll` and `refetch`.
//!
//! **Identity**: the status id of the REST interface, opaque; the `id` of an ActivityPub object. **`content_hash`**:
//! `item_hash` under `mastodon/1`.

use serde_json::Value;

use super::super::contract::{NormaliseCx, Parsed};
use super::super::failure::SourceError;
use super::super::json_value::{parse, text};
use super::super::sorting::sort;
use super::{activity_read, status_read};
use crate::domain::source::Cause;

/// Reads one answer.
///
/// # Errors
/// The platform's own error, or bytes that are no JSON.
pub fn normalise(raw: &[u8], cx: &NormaliseCx) -> Result<Parsed, SourceError> {
    let value = parse(raw)?;
    if let Some(error) = error_of(&value) {
        return Err(error);
    }
    if activity_read::is_activity(&value) {
        return Ok(activity_read::read(&value, cx));
    }
    let entries = match value.as_array() {
        Some(list) => list.iter().map(|status| status_read::read(status, cx)).collect(),
        None if status_read::is_account(&value) => Vec::new(),
        None => vec![status_read::read(&value, cx)],
    };
    let mut parsed = sort(entries, cx);
    if status_read::is_account(&value) {
        parsed.profile = status_read::profile(&value);
    }
    Ok(parsed)
}

/// The error an answer holds, `{"error": text}`. The text is in the reader's language, so the status code decides where
/// there is one; these words are the untranslated ones.
#[must_use]
pub fn error_of(value: &Value) -> Option<SourceError> {
    let words = text(value, "/error").filter(|_| value.get("id").is_none())?;
    let lower = words.to_lowercase();
    let has = |list: &[&str]| list.iter().any(|word| lower.contains(word));
    let cause = if has(&["not found"]) {
        Cause::NotFound
    } else if has(&["token", "login is currently disabled"]) {
        Cause::LoginExpired
    } else if has(&["requires an authenticated", "authorized scopes", "not allowed", "forbidden"]) {
        Cause::Forbidden
    } else if has(&["too many", "throttled", "rate limit"]) {
        Cause::AskedToWait
    } else if has(&["unavailable", "internal", "went wrong"]) {
        Cause::ServerTrouble
    } else {
        Cause::NoDocument
    };
    Some(SourceError::new(cause, "the Mastodon server answers with an error"))
}
