//! One `content_hash` for platforms whose posts come as data. In: a finished [`Item`] and the connector's version word.
//! Out: a hash that changes exactly when an author changed something. Shared by all connectors that read an API.
//!
//! It covers, in this order: version word, title, text with its marked runs (or the fingerprint of the markup where
//! there is markup), media by native id or unsigned address with their alt text, link card (address, title), address of
//! the quoted post, poll options, event (start, end, place, status), content warning. Not counters, edit times, kind,
//! language, pinning or anything a server changes by itself.

use serde_json::json;
use url::Url;

use super::address_clean::without_signature;
use super::html_read::fingerprint;
use crate::domain::item::{Item, ItemMedia};
use crate::seal::sha256_hex;

/// The hash of an item under a version word such as `bluesky/1`.
#[must_use]
pub fn content_hash(version: &str, item: &Item) -> String {
    let body = match &item.html {
        Some(html) => json!(fingerprint(html, None)),
        None => json!([
            item.text,
            item.spans.iter().map(|span| (span.start, span.end, span.kind, &span.href)).collect::<Vec<_>>()
        ]),
    };
    let media: Vec<_> = item.media.iter().map(|media| (identity(media), &media.alt)).collect();
    let event = item.event.as_ref().map(|event| {
        let place = event.place.as_ref().map(|place| (&place.name, &place.address));
        json!([event.start.utc, event.end.as_ref().map(|end| end.utc), place, event.status])
    });
    let fields = json!([
        version,
        item.title,
        body,
        media,
        item.link_card.as_ref().map(|card| (&card.url, &card.title)),
        item.quote.as_ref().map(|quote| &quote.url),
        item.poll.as_ref().map(|poll| &poll.options),
        event,
        item.sensitive,
    ]);
    sha256_hex(fields.to_string().as_bytes())
}

/// What a medium is known by: its id at the platform, else its address without what only signs it.
fn identity(media: &ItemMedia) -> Option<String> {
    let address = || media.source_url.as_deref().and_then(|url| Url::parse(url).ok()).map(without_signature);
    media.native_media_id.clone().or_else(|| address().map(String::from))
}
