//! What Telegram sends to a webhook. In: headers, raw bytes, and the word that was given when the webhook was set. Out:
//! hints, or why the push is not believed. Compared in constant time. Called by `TelegramConnector`.

use aws_lc_rs::constant_time;
use http::HeaderMap;

use super::super::contract::{Hint, HintVerb, NormaliseCx};
use super::super::push::{PushSecrets, Reject};
use super::normalise::normalise;

/// Judges a push by its `X-Telegram-Bot-Api-Secret-Token` (core.telegram.org/bots/api#setwebhook).
///
/// # Errors
/// When the word is missing or wrong, or the bytes are no update.
pub(super) fn accept(headers: &HeaderMap, raw: &[u8], secrets: &PushSecrets) -> Result<Vec<Hint>, Reject> {
    let expected = secrets.verify.as_ref().ok_or(Reject::NotOffered)?;
    let given = headers.get("x-telegram-bot-api-secret-token").ok_or(Reject::Unsigned)?;
    constant_time::verify_slices_are_equal(given.as_bytes(), expected.reveal().as_bytes())
        .map_err(|_| Reject::Forged)?;
    let parsed = normalise(raw, &NormaliseCx::default()).map_err(|_| Reject::Unreadable)?;
    let hint = |item: crate::domain::item::Item| {
        let verb = if item.edited_at.is_some() { HintVerb::Update } else { HintVerb::Create };
        Hint { native_id: item.native_id, verb }
    };
    Ok(parsed.items.into_iter().map(hint).collect())
}
