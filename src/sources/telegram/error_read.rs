//! Errors of the Bot API (core.telegram.org/bots/api#making-requests). In: an answer with `"ok": false`. Out: the
//! [`SourceError`] someone can act on; the platform's words are left out, since they may repeat what was asked. Called
//! by `normalise` and `ask`.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::super::failure::SourceError;
use super::super::json_value::number;
use crate::domain::source::Cause;

/// The error an answer holds, if it is one. `now` turns "in so many seconds" into a moment.
#[must_use]
pub fn error_of(value: &Value, now: Option<Timestamp>) -> Option<SourceError> {
    if value.get("ok").and_then(Value::as_bool) != Some(false) {
        return None;
    }
    let wait = number(value, "/parameters/retry_after");
    let moved = value.pointer("/parameters/migrate_to_chat_id").is_some();
    let (cause, detail) = match number(value, "/error_code") {
        _ if wait.is_some() => (Cause::AskedToWait, "Telegram asks us to wait"),
        Some(429) => (Cause::AskedToWait, "Telegram asks us to wait"),
        _ if moved => (Cause::NotFound, "the chat has moved to another id"),
        Some(401 | 404) => (Cause::LoginExpired, "Telegram does not know the bot's token"),
        Some(403) => (Cause::Forbidden, "the bot was removed from the channel"),
        Some(409) => (Cause::ReadElsewhere, "something else already reads this bot's updates, or a webhook is set"),
        Some(500..=599) => (Cause::ServerTrouble, "Telegram has trouble"),
        _ => (Cause::NoDocument, "Telegram refuses the request"),
    };
    let until = wait.zip(now).and_then(|(wait, now)| now.checked_add(SignedDuration::from_secs(wait.max(0))).ok());
    Some(SourceError { until, ..SourceError::new(cause, detail) })
}
