//! Errors of Google's interfaces (developers.google.com/youtube/v3/docs/errors). In: an answer. Out: the [`SourceError`]
//! someone can act on. Called by `normalise` and `poll`.

use serde_json::Value;

use super::super::failure::SourceError;
use super::super::json_value::{list, number, text};
use crate::domain::source::Cause;

/// The error an answer holds, if it is one.
#[must_use]
pub fn error_of(value: &Value) -> Option<SourceError> {
    value.get("error").filter(|error| error.is_object())?;
    let reasons: Vec<&str> = list(value, "/error/errors").iter().filter_map(|error| text(error, "/reason")).collect();
    let reason = reasons.first().copied().or_else(|| text(value, "/error/status")).unwrap_or("an error");
    let cause = match reason {
        "quotaExceeded" | "dailyLimitExceeded" => Cause::QuotaUsed,
        "rateLimitExceeded" | "userRateLimitExceeded" | "RESOURCE_EXHAUSTED" => Cause::AskedToWait,
        "keyInvalid" | "keyExpired" | "badRequest" | "authError" | "UNAUTHENTICATED" | "API_KEY_INVALID" => {
            Cause::LoginExpired
        }
        "playlistNotFound" | "channelNotFound" | "notFound" => Cause::NotFound,
        "backendError" | "internalError" => Cause::ServerTrouble,
        _ => match number(value, "/error/code") {
            Some(401) => Cause::LoginExpired,
            Some(403) => Cause::Forbidden,
            Some(404) => Cause::NotFound,
            Some(429) => Cause::AskedToWait,
            Some(500..=599) => Cause::ServerTrouble,
            _ => Cause::NoDocument,
        },
    };
    Some(SourceError::new(cause, format!("YouTube answers {reason}")))
}
