//! What YouTube's hub pushes (PubSubHubbub 0.4 as developers.google.com/youtube/v3/guides/push_notifications describes
//! it). In: a question or a push with its headers, and the words we agreed on. Out: our answer, or hints. Compared in
//! constant time. Called by `YoutubeConnector`.

use aws_lc_rs::{constant_time, hmac};
use data_encoding::HEXLOWER_PERMISSIVE;
use http::HeaderMap;

use super::super::contract::{Hint, NormaliseCx};
use super::super::push::{PushSecrets, Reject};
use super::normalise::normalise;

/// Answers the hub's question whether we asked for this: `hub.challenge`, given back to who knows our word.
///
/// # Errors
/// When our word is missing or wrong.
pub(super) fn handshake(query: &[(String, String)], secrets: &PushSecrets) -> Result<String, Reject> {
    let value = |name: &str| query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let expected = secrets.verify.as_ref().ok_or(Reject::NotOffered)?;
    let token = value("hub.verify_token").ok_or(Reject::Unsigned)?;
    constant_time::verify_slices_are_equal(token.as_bytes(), expected.reveal().as_bytes())
        .map_err(|_| Reject::Forged)?;
    match value("hub.mode") {
        Some("subscribe" | "unsubscribe") => value("hub.challenge").map(str::to_owned).ok_or(Reject::Unreadable),
        _ => Err(Reject::Unreadable),
    }
}

/// Judges a push by its `X-Hub-Signature` over the raw bytes.
///
/// # Errors
/// When it is not signed with our secret, or says nothing readable.
pub(super) fn accept(headers: &HeaderMap, raw: &[u8], secrets: &PushSecrets) -> Result<Vec<Hint>, Reject> {
    let secret = secrets.app_secret.as_ref().ok_or(Reject::NotOffered)?;
    let signature = headers.get("x-hub-signature").ok_or(Reject::Unsigned)?.to_str().map_err(|_| Reject::Unreadable)?;
    let hex = signature.strip_prefix("sha1=").ok_or(Reject::Unsigned)?;
    let signature = HEXLOWER_PERMISSIVE.decode(hex.as_bytes()).map_err(|_| Reject::Forged)?;
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret.reveal().as_bytes());
    hmac::verify(&key, raw, &signature).map_err(|_| Reject::Forged)?;
    let parsed = normalise(raw, &NormaliseCx::default()).map_err(|_| Reject::Unreadable)?;
    Ok(parsed.hints)
}
