//! What Meta means by an error. In: an answer's JSON. Out: a [`Fault`] with its numbers, which becomes a
//! [`SourceError`]. Sorted by number alone: throttles and dead logins carry the same type and status. Meta's own
//! sentence is left out, as it may quote the token.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::super::failure::SourceError;
use super::node::Node;
use crate::domain::source::Cause;

/// How long to stay away from a throttle that does not say how long: its windows are an hour long.
pub const REST: SignedDuration = SignedDuration::from_hours(1);

/// An error envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub code: i64,
    pub subcode: Option<i64>,
    transient: bool,
    /// Its sentence speaks of a permission.
    permission: bool,
}

/// The error in an answer, also where a recording wraps it (`{"status_code", "json"}`).
#[must_use]
pub fn fault_of(answer: &Value) -> Option<Fault> {
    let answer = answer.get("json").filter(|_| answer.get("status_code").is_some()).unwrap_or(answer);
    let error = Node(answer).get("error").filter(|error| error.0.is_object())?;
    let code = error.whole("code").unwrap_or_default();
    Some(Fault {
        code,
        subcode: error.whole("error_subcode"),
        transient: error.flag("is_transient") == Some(true),
        permission: error.text("message").is_some_and(|message| message.contains("permission")),
    })
}

impl Fault {
    /// "Does not exist, cannot be loaded due to missing permissions, or does not support this operation".
    #[must_use]
    pub fn is_not_there(&self) -> bool {
        self.code == 100 && self.subcode == Some(33)
    }

    /// Whether it asks us to stop; further calls make the wait longer.
    #[must_use]
    pub fn is_throttle(&self) -> bool {
        matches!(self.code, 4 | 17 | 32 | 341 | 613 | 80_000..=80_999)
    }

    /// What it is (developers.facebook.com, "Handling Errors", "Rate Limits").
    #[must_use]
    pub fn cause(&self) -> Cause {
        match self.code {
            _ if self.is_throttle() => Cause::AskedToWait,
            102 | 190 | 463 | 467 => Cause::LoginExpired,
            3 | 10 | 200..=299 | 368 => Cause::Forbidden,
            12 | 2635 => Cause::Sunset,
            _ if self.is_not_there() => Cause::Gone,
            _ if self.transient => Cause::ServerTrouble,
            1 | 2 => Cause::ServerTrouble,
            100 if self.permission => Cause::Forbidden,
            803 => Cause::NotFound,
            _ => Cause::NoDocument,
        }
    }

    /// As a source's failure; a throttle without a date lasts [`REST`].
    #[must_use]
    pub fn into_error(self, now: Option<Timestamp>, until: Option<Timestamp>) -> SourceError {
        let cause = self.cause();
        let rest = now.and_then(|now| now.checked_add(REST).ok());
        let until = until.or(rest).filter(|_| cause == Cause::AskedToWait);
        SourceError { cause, detail: self.detail(), until }
    }

    fn detail(&self) -> String {
        let what = match (self.code, self.subcode) {
            (190, Some(458)) => "the app was removed by the person who granted the login",
            (190, Some(459 | 490)) => "the person who granted the login must pass a check at the platform",
            (190, Some(460)) => "the password of the person who granted the login was changed",
            (190, Some(463)) => "the login has expired",
            (190, Some(467)) => "the login was ended",
            (190, Some(492)) => "the person who granted the login lost the role",
            (102 | 190, _) => "the login is not valid any more",
            (100, Some(33)) => "it does not exist, or not for us",
            (100, _) if self.permission => "a permission is missing",
            (368, _) => "the platform has blocked this for a while",
            _ if self.is_throttle() => "the platform asks us to wait",
            _ => match self.cause() {
                Cause::Forbidden => "a permission is missing",
                Cause::Sunset => "the platform has switched this version off",
                Cause::ServerTrouble => "the platform has trouble",
                _ => "the platform does not accept the request",
            },
        };
        match self.subcode {
            Some(subcode) => format!("{what} (error {}/{subcode})", self.code),
            None => format!("{what} (error {})", self.code),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::source::ErrorClass;
    use serde_json::json;

    #[rstest::rstest]
    #[case(190, Some(463), ErrorClass::AuthDead)]
    #[case(190, None, ErrorClass::AuthDead)]
    #[case(102, None, ErrorClass::AuthDead)]
    #[case(4, None, ErrorClass::RateLimited)]
    #[case(17, None, ErrorClass::RateLimited)]
    #[case(32, None, ErrorClass::RateLimited)]
    #[case(613, None, ErrorClass::RateLimited)]
    #[case(80_001, None, ErrorClass::RateLimited)]
    #[case(80_002, None, ErrorClass::RateLimited)]
    #[case(1, None, ErrorClass::Transient)]
    #[case(2, None, ErrorClass::Transient)]
    #[case(10, None, ErrorClass::PermissionMissing)]
    #[case(200, None, ErrorClass::PermissionMissing)]
    #[case(368, None, ErrorClass::PermissionMissing)]
    #[case(100, Some(33), ErrorClass::Gone)]
    #[case(100, None, ErrorClass::ConfigWrong)]
    #[case(2500, None, ErrorClass::ConfigWrong)]
    #[case(2635, None, ErrorClass::VersionSunset)]
    fn the_number_decides_not_the_type(#[case] code: i64, #[case] subcode: Option<i64>, #[case] class: ErrorClass) {
        let body = json!({"error": {"message": "x EAAB-geheim", "type": "OAuthException", "code": code, "error_subcode": subcode}});
        let error = fault_of(&body).unwrap().into_error(None, None);
        assert_eq!(error.class(), class);
        assert!(!error.detail.contains("geheim"));
    }

    #[test]
    fn a_throttle_without_a_date_lasts_an_hour_and_nothing_else_waits() {
        let now: Timestamp = "2026-01-02T03:00:00Z".parse().unwrap();
        let throttle = fault_of(&json!({"error": {"code": 4}})).unwrap().into_error(Some(now), None);
        assert_eq!(throttle.until, "2026-01-02T04:00:00Z".parse().ok());
        let dead = fault_of(&json!({"error": {"code": 190}})).unwrap().into_error(Some(now), Some(now));
        assert_eq!(dead.until, None);
        let busy = fault_of(&json!({"error": {"code": 99, "is_transient": true}})).unwrap().into_error(None, None);
        assert_eq!(busy.class(), ErrorClass::Transient);
        assert_eq!(fault_of(&json!({"error": "text"})), None);
    }
}
