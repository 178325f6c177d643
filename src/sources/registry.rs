//! Which connector reads which kind of source. In: a [`SourceKind`]. Out: the connector, or nothing while the platform
//! is not connected. Called by jobs and `parse_output`.

use super::contract::Connector;
use super::facebook::FacebookConnector;
use super::feed::FeedConnector;
use super::instagram::InstagramConnector;
use super::threads::ThreadsConnector;
use crate::domain::source::SourceKind;

static FACEBOOK: FacebookConnector = FacebookConnector;
static FEED: FeedConnector = FeedConnector;
static INSTAGRAM: InstagramConnector = InstagramConnector;
static THREADS: ThreadsConnector = ThreadsConnector;

/// Every connector there is.
#[derive(Debug, Clone, Copy)]
pub struct Registry;

impl Registry {
    /// The connector for a kind; `None` when this platform cannot be read yet.
    #[must_use]
    pub fn connector(kind: SourceKind) -> Option<&'static dyn Connector> {
        match kind {
            SourceKind::Facebook => Some(&FACEBOOK),
            SourceKind::Feed => Some(&FEED),
            SourceKind::Instagram => Some(&INSTAGRAM),
            SourceKind::Threads => Some(&THREADS),
            _ => None,
        }
    }
}
