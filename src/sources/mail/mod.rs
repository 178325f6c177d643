//! A newsletter by mail: a letter becomes an item. In: a letter's bytes. Out: an [`Item`] without what is personal:
//! recipients, links to unsubscribe, counting pictures. No mailbox is asked yet. Called through
//! [`crate::sources::Registry`].
//!
//! **Identity**: the `Message-ID`. **`content_hash`**: `item_hash` under `mail/1`. The account, where one is given, is the
//! sender's address or domain, or the `List-Id`.

mod mime_read;

#[cfg(test)]
mod tests;

use url::Url;

use super::address_clean::{absolute, without_tracking};
use super::contract::{NormaliseCx, Parsed};
use super::failure::SourceError;
use super::html_read::{pictures_of, text_of};
use super::item_hash::content_hash;
use super::sorting::{Sorted, not_ours, sort};
use super::time_parse::parse_time;
use crate::domain::item::{Item, ItemKind, NativeId};
use crate::domain::source::Cause;
use crate::seal::sha256_hex;
use mime_read::Headers;

/// Words in links that are for the reader of this one letter.
const PERSONAL: &[&str] =
    &["abmelden", "abbestellen", "austragen", "unsubscribe", "einstellungen ändern", "profil ändern"];

/// Words of the link to the same letter on the web.
const IN_BROWSER: &[&str] =
    &["im browser", "online ansehen", "webversion", "online-version", "view in browser", "view online"];

/// Reads one letter.
///
/// # Errors
/// When the bytes are no letter.
pub fn normalise(raw: &[u8], cx: &NormaliseCx) -> Result<Parsed, SourceError> {
    let letter = mime_read::read(raw);
    if letter.plain.is_none() && letter.html.is_none() {
        return Err(SourceError::new(Cause::NotAFeed, "this is not a letter with words"));
    }
    Ok(sort(vec![item(&letter, raw, cx)], cx))
}

fn item(letter: &mime_read::Letter, raw: &[u8], cx: &NormaliseCx) -> Sorted {
    let headers = &letter.headers;
    let id =
        headers.raw("message-id").map(|id| id.trim().trim_matches(['<', '>']).to_owned()).filter(|id| !id.is_empty());
    let id = id.unwrap_or_else(|| format!("sha256:{}", sha256_hex(raw)));
    if cx.account.as_deref().is_some_and(|account| !is_from(headers, account)) {
        return not_ours(Some(id), "a letter of another sender");
    }
    let failed = |what: &str| headers.raw("authentication-results").is_some_and(|said| said.contains(what));
    if failed("dkim=fail") || failed("dmarc=fail") {
        return not_ours(Some(id), "a letter whose sender is not proven");
    }
    let mut item = Item::new(NativeId(id));
    item.kind = ItemKind::Article;
    item.account_native_id = list_id(headers);
    item.title = headers.words("subject");
    item.created_at = headers.raw("date").and_then(|date| parse_time(date, &cx.zone));
    match letter.html.as_deref() {
        Some(html) => {
            let (html, browser) = without_personal(html);
            item.text = text_of(&html);
            item.media = pictures_of(&html, None);
            item.canonical_url = browser;
            item.html = Some(html);
        }
        None => item.text = letter.plain.as_deref().unwrap_or_default().replace("\r\n", "\n").trim().to_owned(),
    }
    item.content_hash = content_hash("mail/1", &item);
    Ok(item)
}

/// `<news.musterbach.de>` of `List-Id: Newsletter <news.musterbach.de>` (RFC 2919).
fn list_id(headers: &Headers) -> Option<String> {
    let value = headers.raw("list-id")?;
    let inner = value.rsplit_once('<').map_or(value, |(_, inner)| inner);
    Some(inner.trim_end_matches('>').trim().to_ascii_lowercase()).filter(|id| !id.is_empty())
}

fn is_from(headers: &Headers, account: &str) -> bool {
    let account = account.trim().to_ascii_lowercase();
    let from = headers.raw("from").unwrap_or_default().to_ascii_lowercase();
    let address = from.rsplit_once('<').map_or(from.as_str(), |(_, inner)| inner).trim_end_matches('>').trim();
    let domain = address.rsplit_once('@').map(|(_, domain)| domain);
    address == account
        || domain == Some(account.trim_start_matches('@'))
        || list_id(headers).as_deref() == Some(&account)
}

/// The markup without links that are meant for one reader, and the letter's page on the web.
fn without_personal(html: &str) -> (String, Option<String>) {
    let (mut out, mut page, mut rest) = (String::with_capacity(html.len()), None, html);
    while let Some(start) = rest.find("<a").or_else(|| rest.find("<A")) {
        let (before, from) = rest.split_at(start);
        out.push_str(before);
        let lower = from.to_ascii_lowercase();
        let opens = lower.get(2..3).is_some_and(|next| next.chars().all(|c| c.is_whitespace() || c == '>'));
        let Some(end) = lower.find("</a>").filter(|_| opens).map(|end| end + 4) else {
            out.push_str(from.get(..2).unwrap_or_default());
            rest = from.get(2..).unwrap_or_default();
            continue;
        };
        let link = from.get(..end).unwrap_or_default();
        let words = text_of(link).to_lowercase();
        let says = |list: &[&str]| list.iter().any(|word| words.contains(word));
        if says(IN_BROWSER) {
            page = page.or_else(|| address_of(link));
        } else if !says(PERSONAL) {
            out.push_str(link);
        }
        rest = from.get(end..).unwrap_or_default();
    }
    out.push_str(rest);
    (out, page)
}

/// Where a link leads, without what says who was written to.
fn address_of(link: &str) -> Option<String> {
    let at = link.to_ascii_lowercase().find("href=")? + "href=".len();
    let value = link.get(at..)?;
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let address = value.get(1..)?.split(quote).next()?.replace("&amp;", "&");
    let url: Url = without_tracking(absolute(None, &address)?);
    Some(url.into())
}
