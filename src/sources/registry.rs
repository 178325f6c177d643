//! Which connector reads which kind of source. In: a [`SourceKind`]. Out: the connector, or nothing while the platform
//! is not connected. Called by jobs and `parse_output`.

use super::contract::Connector;
use super::feed::FeedConnector;
use super::html::HtmlConnector;
use crate::domain::source::SourceKind;

static FEED: FeedConnector = FeedConnector;
static HTML: HtmlConnector = HtmlConnector;

/// Every connector there is.
#[derive(Debug, Clone, Copy)]
pub struct Registry;

impl Registry {
    /// The connector for a kind; `None` when this platform cannot be read yet.
    #[must_use]
    pub fn connector(kind: SourceKind) -> Option<&'static dyn Connector> {
        match kind {
            SourceKind::Feed => Some(&FEED),
            SourceKind::Html => Some(&HTML),
            _ => None,
        }
    }
}
