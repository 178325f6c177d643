//! Meta's signed word about a person who removes the app or wants data deleted (`signed_request`). In: the word as it was
//! posted, and an app's secret. Out: who it is about, by the number under which the app knows that person. Compared in
//! constant time. Called by the job that wipes.

use aws_lc_rs::hmac;
use data_encoding::BASE64URL_NOPAD;
use serde_json::Value;

use super::super::json_value::{id, text};
use crate::domain::connection::Secret;

/// The longest word that is read.
const LONGEST: usize = 8 * 1024;

/// Who it is about; `None` when it is not signed with this secret, or no such word at all.
#[must_use]
pub fn person(word: &str, app_secret: &Secret) -> Option<String> {
    if word.len() > LONGEST || app_secret.reveal().is_empty() {
        return None;
    }
    let (signature, payload) = word.split_once('.')?;
    let decode = |part: &str| BASE64URL_NOPAD.decode(part.trim_end_matches('=').as_bytes()).ok();
    let key = hmac::Key::new(hmac::HMAC_SHA256, app_secret.reveal().as_bytes());
    hmac::verify(&key, payload.as_bytes(), &decode(signature)?).ok()?;
    let said: Value = serde_json::from_slice(&decode(payload)?).ok()?;
    let sound = text(&said, "/algorithm").is_none_or(|name| name.eq_ignore_ascii_case("HMAC-SHA256"));
    id(&said, "/user_id").filter(|_| sound)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(secret: &str, payload: &str) -> String {
        let payload = BASE64URL_NOPAD.encode(payload.as_bytes());
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        format!("{}.{payload}", BASE64URL_NOPAD.encode(hmac::sign(&key, payload.as_bytes()).as_ref()))
    }

    #[test]
    fn only_a_word_signed_with_the_apps_secret_names_a_person() {
        let secret = Secret::new("app-geheim");
        let good = word("app-geheim", r#"{"algorithm":"HMAC-SHA256","user_id":"218471","issued_at":1291836800}"#);
        assert_eq!(person(&good, &secret).as_deref(), Some("218471"));
        assert_eq!(person(&good, &Secret::new("anderes")), None);
        assert_eq!(person(&good, &Secret::new("")), None);
        let (signature, _) = good.split_once('.').unwrap();
        let swapped = format!("{signature}.{}", BASE64URL_NOPAD.encode(br#"{"user_id":"1"}"#));
        assert_eq!(person(&swapped, &secret), None);
        for odd in ["", ".", "a.b", "%%.%%"] {
            assert_eq!(person(odd, &secret), None, "{odd}");
        }
        assert_eq!(person(&word("app-geheim", r#"{"algorithm":"none","user_id":"1"}"#), &secret), None);
    }
}
