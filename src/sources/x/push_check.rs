//! X's webhooks (docs.x.com/x-api/webhooks). In: the query of its question, or the headers and raw bytes of a push. Out: the
//! word to answer, or that the bytes are the platform's. It signs with the app's secret. Called by `XConnector`.

use aws_lc_rs::hmac;
use data_encoding::BASE64;
use http::HeaderMap;
use serde_json::json;

use super::super::push::{PushSecrets, Reject};
use crate::domain::connection::Secret;

/// The longest word we sign.
const MAX_WORD: usize = 200;

fn key(secrets: &PushSecrets) -> Result<hmac::Key, Reject> {
    let secret = secrets.app_secret.as_ref().map(Secret::reveal).filter(|secret| !secret.is_empty());
    secret.map(|secret| hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes())).ok_or(Reject::Unsigned)
}

/// Answers "is this address yours?" (`crc_token`), which comes again every hour.
///
/// # Errors
/// When there is no word to sign, or nothing to sign it with.
pub(super) fn handshake(query: &[(String, String)], secrets: &PushSecrets) -> Result<String, Reject> {
    let word = query.iter().find(|(name, _)| name == "crc_token").map(|(_, word)| word.as_str());
    let word = word.filter(|word| !word.is_empty() && word.len() <= MAX_WORD).ok_or(Reject::Unreadable)?;
    let signed = hmac::sign(&key(secrets)?, word.as_bytes());
    Ok(json!({ "response_token": format!("sha256={}", BASE64.encode(signed.as_ref())) }).to_string())
}

/// Whether a push is the platform's (`x-twitter-webhooks-signature: sha256=<base64>`), in constant time.
///
/// # Errors
/// When it is unsigned, or signed with another secret.
pub(super) fn verify(headers: &HeaderMap, raw: &[u8], secrets: &PushSecrets) -> Result<(), Reject> {
    let header = headers.get("x-twitter-webhooks-signature").and_then(|value| value.to_str().ok());
    let given = header.ok_or(Reject::Unsigned)?.trim().strip_prefix("sha256=").ok_or(Reject::Forged)?;
    let given = BASE64.decode(given.as_bytes()).map_err(|_| Reject::Forged)?;
    hmac::verify(&key(secrets)?, raw, &given).map_err(|_| Reject::Forged)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::contract::{Connector, HintVerb};
    use crate::sources::x::XConnector;

    fn secrets() -> PushSecrets {
        PushSecrets { app_secret: Some(Secret::new("s3cret")), verify: None }
    }

    fn signed(raw: &[u8], secret: &str) -> HeaderMap {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        let value = format!("sha256={}", BASE64.encode(hmac::sign(&key, raw).as_ref()));
        HeaderMap::from_iter([("x-twitter-webhooks-signature".parse().unwrap(), value.parse().unwrap())])
    }

    #[test]
    fn a_withdrawal_is_a_reason_to_look_when_it_is_signed() {
        let event = json!({ "data": { "event_type": "post.delete", "filter": { "user_id": "5" }, "payload": { "id": "11", "author_id": "5", "text": "Grüße" } } });
        let raw = event.to_string();
        let push = |secret| XConnector.accept_push(&signed(raw.as_bytes(), secret), raw.as_bytes(), &secrets());
        let hints = push("s3cret").unwrap();
        assert_eq!((hints[0].native_id.0.as_str(), hints[0].verb), ("11", HintVerb::Delete));
        assert_eq!(push("anderes"), Err(Reject::Forged));
        assert_eq!(XConnector.accept_push(&HeaderMap::new(), raw.as_bytes(), &secrets()), Err(Reject::Unsigned));
        let other = signed(b"{}", "s3cret");
        assert_eq!(XConnector.accept_push(&other, raw.as_bytes(), &secrets()), Err(Reject::Forged));
        assert_eq!(
            XConnector.accept_push(&signed(raw.as_bytes(), ""), raw.as_bytes(), &PushSecrets::default()),
            Err(Reject::Unsigned)
        );
    }

    #[test]
    fn the_question_is_answered_with_the_signed_word() {
        let query = [("crc_token".to_owned(), "wort".to_owned())];
        let answer = handshake(&query, &secrets()).unwrap();
        let expected = signed(b"wort", "s3cret");
        let expected = expected["x-twitter-webhooks-signature"].to_str().unwrap();
        assert_eq!(answer, format!(r#"{{"response_token":"{expected}"}}"#));
        assert_eq!(handshake(&[], &secrets()), Err(Reject::Unreadable));
        assert_eq!(handshake(&query, &PushSecrets::default()), Err(Reject::Unsigned));
    }
}
