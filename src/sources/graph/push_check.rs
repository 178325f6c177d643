//! Meta's webhooks. In: the query of its question, or the headers and raw bytes of a push. Out: the word to answer, or
//! that the bytes are Meta's. Hashed as they came, before any parsing: Meta signs its own spelling of the JSON. Compared
//! in constant time. Called by the connectors of all three platforms.

use aws_lc_rs::{constant_time, hmac};
use data_encoding::HEXLOWER_PERMISSIVE;
use http::HeaderMap;

use super::super::push::{PushSecrets, Reject};
use crate::domain::connection::Secret;

/// The longest word we repeat.
const MAX_CHALLENGE: usize = 200;

/// Answers "is this address yours?" (`hub.mode`, `hub.verify_token`, `hub.challenge`).
///
/// # Errors
/// When the question does not carry our word.
pub fn handshake(query: &[(String, String)], secrets: &PushSecrets) -> Result<String, Reject> {
    let value = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let challenge = value("hub.challenge").filter(|word| !word.is_empty() && word.len() <= MAX_CHALLENGE);
    let (Some("subscribe"), Some(challenge)) = (value("hub.mode"), challenge) else { return Err(Reject::Unreadable) };
    let expected = secrets.verify.as_ref().map(Secret::reveal).filter(|word| !word.is_empty());
    let (Some(expected), Some(given)) = (expected, value("hub.verify_token")) else { return Err(Reject::Unsigned) };
    constant_time::verify_slices_are_equal(expected.as_bytes(), given.as_bytes()).map_err(|_| Reject::Forged)?;
    Ok(challenge.to_owned())
}

/// Whether a push is Meta's (`X-Hub-Signature-256: sha256=<hex>`).
///
/// # Errors
/// When it is unsigned, or signed with another secret.
pub fn verify(headers: &HeaderMap, raw: &[u8], secrets: &PushSecrets) -> Result<(), Reject> {
    let secret = secrets.app_secret.as_ref().map(Secret::reveal).filter(|secret| !secret.is_empty());
    let header = headers.get("x-hub-signature-256").and_then(|value| value.to_str().ok());
    let (Some(secret), Some(header)) = (secret, header) else { return Err(Reject::Unsigned) };
    let hex = header.trim().strip_prefix("sha256=").ok_or(Reject::Forged)?;
    let given = HEXLOWER_PERMISSIVE.decode(hex.as_bytes()).map_err(|_| Reject::Forged)?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    hmac::verify(&key, raw, &given).map_err(|_| Reject::Forged)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    /// The header Meta would send.
    fn signature_of(app_secret: &str, raw: &[u8]) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, app_secret.as_bytes());
        format!("sha256={}", HEXLOWER_PERMISSIVE.encode(hmac::sign(&key, raw).as_ref()))
    }

    fn secrets() -> PushSecrets {
        PushSecrets { app_secret: Some(Secret::new("s3cret")), verify: Some(Secret::new("wort")) }
    }

    fn signed(signature: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("x-hub-signature-256", HeaderValue::from_str(signature).unwrap());
        headers
    }

    #[test]
    fn the_signature_is_over_the_bytes_as_they_came() {
        let raw = br#"{"message":"M\u00e4rz"}"#;
        let same_json = "{\"message\":\"M\u{e4}rz\"}".as_bytes();
        let good = signed(&signature_of("s3cret", raw));
        assert_eq!(verify(&good, raw, &secrets()), Ok(()));
        assert_eq!(verify(&good, same_json, &secrets()), Err(Reject::Forged));
        assert_eq!(verify(&signed(&signature_of("other", raw)), raw, &secrets()), Err(Reject::Forged));
        assert_eq!(verify(&signed("sha256=zz"), raw, &secrets()), Err(Reject::Forged));
        assert_eq!(verify(&signed("sha1=00"), raw, &secrets()), Err(Reject::Forged));
        assert_eq!(verify(&HeaderMap::new(), raw, &secrets()), Err(Reject::Unsigned));
        assert_eq!(verify(&good, raw, &PushSecrets::default()), Err(Reject::Unsigned));
    }

    #[test]
    fn the_question_is_answered_only_with_our_word() {
        let query = |word: &str| -> Vec<(String, String)> {
            [("hub.mode", "subscribe"), ("hub.verify_token", word), ("hub.challenge", "1158201444")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into()
        };
        assert_eq!(handshake(&query("wort"), &secrets()), Ok("1158201444".to_owned()));
        assert_eq!(handshake(&query("anderes"), &secrets()), Err(Reject::Forged));
        assert_eq!(
            handshake(&query(""), &PushSecrets { verify: Some(Secret::new("")), app_secret: None }),
            Err(Reject::Unsigned)
        );
        assert_eq!(handshake(&[], &secrets()), Err(Reject::Unreadable));
    }
}
