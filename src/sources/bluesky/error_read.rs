//! Errors as XRPC writes them, `{"error": name, "message": text}` (atproto.com/specs/xrpc). In: an answer. Out: the
//! [`SourceError`] someone can act on. Called by `normalise` and `ask`.

use serde_json::Value;

use super::super::failure::SourceError;
use super::super::json_value::text;
use crate::domain::source::Cause;

/// The error an answer holds, if it is one.
#[must_use]
pub fn error_of(value: &Value) -> Option<SourceError> {
    let name = text(value, "/error").filter(|_| value.get("feed").is_none())?;
    let message = text(value, "/message").unwrap_or_default();
    let cause = match name {
        "RateLimitExceeded" => Cause::AskedToWait,
        "ExpiredToken" | "InvalidToken" | "AuthenticationRequired" | "AuthMissing" => Cause::LoginExpired,
        "BlockedActor" | "BlockedByActor" | "Forbidden" | "AccountDeactivated" | "RepoDeactivated" => Cause::Forbidden,
        "AccountTakedown" | "RepoTakendown" | "AccountSuspended" | "RepoSuspended" => Cause::Forbidden,
        "UpstreamFailure" | "UpstreamTimeout" | "InternalServerError" | "NotEnoughResources" => Cause::ServerTrouble,
        "MethodNotImplemented" | "XRPCNotSupported" => Cause::Sunset,
        "ActorNotFound" | "RepoNotFound" | "NotFound" | "UnknownActor" => Cause::NotFound,
        "InvalidRequest" if message.contains("not found") || message.contains("resolve") => Cause::NotFound,
        _ => Cause::NoDocument,
    };
    Some(SourceError::new(cause, format!("Bluesky answers {name}")))
}
