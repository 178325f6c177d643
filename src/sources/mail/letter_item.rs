//! A letter becomes an [`Item`] without what is personal. In: a letter's bytes. Out: [`Parsed`] with at most one item.
//! Pure; whether the letter may be believed is `proof`'s business: what is `proven` there is read whatever its headers say
//! of other signatures. Called by `MailConnector` and `poll`.
//!
//! **Identity**: the `Message-ID`. **`content_hash`**: `item_hash` under `mail/1`. The account, where one is given, is the
//! sender's address or domain, or the `List-Id`.

use super::super::contract::{NormaliseCx, Parsed};
use super::super::failure::SourceError;
use super::super::html_read::{pictures_of, text_of};
use super::super::item_hash::content_hash;
use super::super::sorting::{not_ours, sort};
use super::super::time_parse::parse_time;
use super::mime_read::{Headers, Letter, read};
use super::personal_html::without_personal;
use super::personal_text::{Reader, lines_without_personal};
use super::proof::{address_in, is_doubted, list_id};
use crate::domain::item::{Item, ItemKind, NativeId};
use crate::domain::source::Cause;
use crate::seal::sha256_hex;

/// Reads one letter about which nothing is known but what it says itself.
///
/// # Errors
/// When the bytes are no letter.
pub(super) fn normalise(raw: &[u8], cx: &NormaliseCx) -> Result<Parsed, SourceError> {
    let letter = with_words(raw)?;
    let headers = &letter.headers;
    let why = if cx.account.as_deref().is_some_and(|account| !is_from(headers, account)) {
        Some("a letter of another sender")
    } else {
        is_doubted(headers).then_some("a letter whose sender is not proven")
    };
    let entry = why.map_or_else(|| Ok(item(&letter, raw, cx)), |why| not_ours(Some(id_of(headers, raw)), why));
    Ok(sort(vec![entry], cx))
}

/// Reads one letter whose sender is proven.
///
/// # Errors
/// When it has no words.
pub(super) fn proven(raw: &[u8], cx: &NormaliseCx) -> Result<Parsed, SourceError> {
    let letter = with_words(raw)?;
    Ok(sort(vec![Ok(item(&letter, raw, cx))], cx))
}

fn with_words(raw: &[u8]) -> Result<Letter, SourceError> {
    let letter = read(raw);
    if letter.plain.is_none() && letter.html.is_none() {
        return Err(SourceError::new(Cause::NotAFeed, "this is not a letter with words"));
    }
    Ok(letter)
}

fn id_of(headers: &Headers, raw: &[u8]) -> String {
    let id = headers.raw("message-id").map(|id| id.trim().trim_matches(['<', '>']).to_owned());
    id.filter(|id| !id.is_empty()).unwrap_or_else(|| format!("sha256:{}", sha256_hex(raw)))
}

fn item(letter: &Letter, raw: &[u8], cx: &NormaliseCx) -> Item {
    let headers = &letter.headers;
    let reader = Reader::of(headers);
    let mut item = Item::new(NativeId(id_of(headers, raw)));
    item.kind = ItemKind::Article;
    item.account_native_id = list_id(headers);
    item.title = headers.words("subject").map(|subject| reader.unnamed(&subject)).filter(|title| !title.is_empty());
    item.created_at = headers.raw("date").and_then(|date| parse_time(date, &cx.zone));
    match letter.html.as_deref() {
        Some(html) => {
            let cleaned = without_personal(html, &reader);
            item.text = text_of(&cleaned.html);
            item.media = pictures_of(&cleaned.html, None);
            item.canonical_url = cleaned.page;
            item.html = Some(cleaned.html);
        }
        None => {
            let (text, page) = lines_without_personal(letter.plain.as_deref().unwrap_or_default(), &reader);
            (item.text, item.canonical_url) = (text, page);
        }
    }
    item.content_hash = content_hash("mail/1", &item);
    item
}

fn is_from(headers: &Headers, account: &str) -> bool {
    let account = account.trim().to_ascii_lowercase();
    let address = headers.raw("from").and_then(address_in).unwrap_or_default();
    let domain = address.rsplit_once('@').map(|(_, domain)| domain);
    address == account
        || domain == Some(account.trim_start_matches('@'))
        || list_id(headers).as_deref() == Some(&account)
}
