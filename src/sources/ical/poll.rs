//! One look at a calendar. In: the source and what was remembered from the last look. Out: a [`Batch`], or why there is
//! none. The asking itself is `web_get`; `webcal:` is only another word for `https:`. Called by `IcalConnector`.

use std::borrow::Cow;

use http::HeaderValue;

use super::super::contract::{Batch, Budget, Cursor, Cx, Parsed, Window};
use super::super::failure::SourceError;
use super::super::web_get::{self, Look, Manner};
use super::{MAX_BYTES, TIMEOUT, document_parse};

const ACCEPT: HeaderValue =
    HeaderValue::from_static("text/calendar, text/plain;q=0.7, application/octet-stream;q=0.6, */*;q=0.5");

/// How a calendar is asked for.
pub(super) const MANNER: Manner = Manner { accept: ACCEPT, max_bytes: MAX_BYTES, timeout: TIMEOUT };

/// Asks for the calendar once.
///
/// # Errors
/// See [`SourceError`]; an empty calendar, a web page and an unreadable answer are errors, so that nothing is concluded.
pub async fn poll(cx: &Cx<'_>, cursor: Option<Cursor>, budget: &mut Budget) -> Result<Batch, SourceError> {
    match web_get::look(cx, &polled(&cx.source.url), &MANNER, cursor, budget).await? {
        Look::Unchanged(batch) => Ok(*batch),
        Look::Changed(document) => {
            let parsed = web_get::read_aside(cx, &document.response, document_parse::parse).await?;
            let batch = document.batch(cx, parsed);
            // Events are listed by when they take place, not by when they were announced: the list has no oldest entry.
            let window = match batch.window {
                Window::Complete { to, .. } => Window::Complete { from: None, to },
                other => other,
            };
            Ok(Batch { window, ..batch })
        }
    }
}

/// Reads the whole calendar anew, whatever was remembered.
///
/// # Errors
/// As [`poll`].
pub async fn whole(cx: &Cx<'_>) -> Result<Parsed, SourceError> {
    let response = web_get::fetch(cx, &polled(&cx.source.url), &MANNER).await?;
    web_get::read_aside(cx, &response, document_parse::parse).await
}

/// The address under which a calendar is asked for (`webcal:`, `webcals:` as calendar programs write it).
#[must_use]
pub fn polled(url: &str) -> Cow<'_, str> {
    let scheme = url.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    match scheme.as_deref() {
        Some("webcal" | "webcals") => {
            let rest = url.split_once(':').map_or("", |(_, rest)| rest);
            Cow::Owned(format!("https:{rest}"))
        }
        _ => Cow::Borrowed(url),
    }
}
