//! One look at a feed. In: the source and what was remembered from the last look. Out: a [`Batch`], or why there is
//! none. The asking itself is `web_get`. Called by `FeedConnector`.

use http::HeaderValue;

use super::super::contract::{Batch, Budget, Cursor, Cx, Profile};
use super::super::failure::SourceError;
use super::super::web_get::{self, Look, Manner};
use super::super::websub;
use super::{MAX_BYTES, TIMEOUT, document_parse};

/// Feeds first, but whatever there is rather than 406.
pub(super) const ACCEPT: HeaderValue = HeaderValue::from_static(
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9, \
     application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.5",
);

const MANNER: Manner = Manner { accept: ACCEPT, max_bytes: MAX_BYTES, timeout: TIMEOUT };

/// Asks for the feed once.
///
/// # Errors
/// See [`SourceError`]; an empty feed, a web page and an unreadable answer are errors, so that nothing is concluded.
pub async fn poll(cx: &Cx<'_>, cursor: Option<Cursor>, budget: &mut Budget) -> Result<Batch, SourceError> {
    match web_get::look(cx, &cx.source.url, &MANNER, cursor, budget).await? {
        Look::Unchanged(batch) => Ok(*batch),
        Look::Changed(document) => {
            let response = &document.response;
            let mut parsed = web_get::read_aside(cx, response, document_parse::parse).await?;
            parsed.hub = websub::from_headers(&response.headers, &response.url).or(parsed.hub);
            Ok(document.batch(cx, parsed))
        }
    }
}

/// Reads the feed just to see who it is.
///
/// # Errors
/// As [`poll`].
pub async fn profile(cx: &Cx<'_>) -> Result<Profile, SourceError> {
    let response = web_get::fetch(cx, &cx.source.url, &MANNER).await?;
    Ok(web_get::read_aside(cx, &response, document_parse::parse).await?.profile)
}
