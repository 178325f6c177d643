//! What Meta says about a login. In: the answers of `debug_token` and of the endpoints that give out tokens. Out: until
//! when it is good, or that it is dead. Called by the normalisers and by `login_refresh`.

use jiff::{SignedDuration, Timestamp};

use super::super::failure::SourceError;
use super::node::Node;
use crate::domain::source::Cause;

/// Until when a login is good.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Life {
    /// `None` for a token that does not expire.
    pub expires_at: Option<Timestamp>,
    /// Until when the app may read although the token itself lives on.
    pub data_access_until: Option<Timestamp>,
}

/// Reads the answer of `debug_token`. Without a `now` only the platform's own word counts.
///
/// # Errors
/// [`Cause::LoginExpired`] when the token is not valid any more.
pub fn still_good(token: Node<'_>, now: Option<Timestamp>) -> Result<Life, SourceError> {
    // 0 stands for "never".
    let moment =
        |key| token.whole(key).filter(|second| *second > 0).and_then(|second| Timestamp::from_second(second).ok());
    let life = Life { expires_at: moment("expires_at"), data_access_until: moment("data_access_expires_at") };
    let over = |end: Option<Timestamp>| now.zip(end).is_some_and(|(now, end)| end <= now);
    if token.flag("is_valid") == Some(false) || over(life.expires_at) {
        return Err(SourceError::new(Cause::LoginExpired, "the login is not valid any more"));
    }
    if over(life.data_access_until) {
        return Err(SourceError::new(Cause::LoginExpired, "the app's access to data has ended"));
    }
    Ok(life)
}

/// A new token with its end (`access_token`, `expires_in` in seconds).
#[must_use]
pub fn new_token(answer: Node<'_>, now: Timestamp) -> Option<(String, Option<Timestamp>)> {
    let token = answer.text("access_token")?.to_owned();
    let life = answer.whole("expires_in").filter(|seconds| (1..=10 * 366 * 86_400).contains(seconds));
    Some((token, life.and_then(|seconds| now.checked_add(SignedDuration::from_secs(seconds)).ok())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_token_is_good_until_it_is_not() {
        let now: Timestamp = "2020-03-01T00:00:00Z".parse().unwrap();
        let token = json!({"is_valid": true, "expires_at": 0, "data_access_expires_at": 1_585_040_349});
        let life = still_good(Node(&token), Some(now)).unwrap();
        assert_eq!((life.expires_at, life.data_access_until.unwrap().as_second()), (None, 1_585_040_349));
        let later = "2020-04-01T00:00:00Z".parse().unwrap();
        assert_eq!(still_good(Node(&token), Some(later)).unwrap_err().cause, Cause::LoginExpired);
        assert!(still_good(Node(&token), None).is_ok());
        assert!(still_good(Node(&json!({"is_valid": false})), None).is_err());
        let new = json!({"access_token": "t", "token_type": "bearer", "expires_in": 5_183_944});
        let (token, end) = new_token(Node(&new), now).unwrap();
        assert_eq!((token.as_str(), end.unwrap().to_string().as_str()), ("t", "2020-04-29T23:59:04Z"));
    }
}
