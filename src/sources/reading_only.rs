//! Platforms whose recorded answers can be read while nothing asks them yet. In: a reader. Out: a [`Connector`] that
//! normalises and for everything else says that the platform is not connected. Called through
//! [`crate::sources::Registry`].

use std::time::Duration;

use async_trait::async_trait;

use super::contract::{
    Account, Ask, Backfill, Batch, Budget, Capabilities, Connector, Cursor, Cx, DeleteSignal, EditSignal, Fetched,
    LookCx, MediaTtl, NormaliseCx, OffsetUnit, Ordering, Parsed, Profile, Push,
};
use super::failure::SourceError;
use crate::domain::item::NativeId;
use crate::domain::source::{Cause, SourceKind};

/// Nothing is asked, so nothing is promised.
const CAPABILITIES: Capabilities = Capabilities {
    push: Push::None,
    edit_signal: EditSignal::None,
    delete_signal: DeleteSignal::None,
    offsets: OffsetUnit::None,
    media_ttl: MediaTtl::Stable,
    backfill: Backfill::None,
    ordering: Ordering::Unordered,
    min_interval: Duration::from_secs(900),
    default_interval: Duration::from_secs(900),
};

/// Reads one answer of a platform.
pub type Reader = fn(&[u8], &NormaliseCx) -> Result<Parsed, SourceError>;

/// A platform that is read from recordings only.
#[derive(Debug, Clone, Copy)]
pub struct ReadingOnly {
    pub kind: SourceKind,
    pub read: Reader,
}

impl ReadingOnly {
    fn not_connected<T>(self) -> Result<T, SourceError> {
        Err(SourceError::new(Cause::NotConnected, format!("nothing here reads {} yet", self.kind.as_str())))
    }
}

#[async_trait]
impl Connector for ReadingOnly {
    fn kind(&self) -> SourceKind {
        self.kind
    }

    fn capabilities(&self) -> &Capabilities {
        &CAPABILITIES
    }

    async fn resolve(&self, _cx: &LookCx<'_>, _given: &str) -> Result<Account, SourceError> {
        self.not_connected()
    }

    async fn health(&self, _cx: &Cx<'_>) -> Result<Profile, SourceError> {
        self.not_connected()
    }

    async fn poll(&self, _cx: &Cx<'_>, _cursor: Option<Cursor>, _budget: &mut Budget) -> Result<Batch, SourceError> {
        self.not_connected()
    }

    async fn refetch(
        &self,
        _cx: &Cx<'_>,
        _asks: &[Ask],
        _budget: &mut Budget,
    ) -> Result<Vec<(NativeId, Fetched)>, SourceError> {
        self.not_connected()
    }

    fn normalise(&self, raw: &[u8], cx: &NormaliseCx) -> Result<Parsed, SourceError> {
        (self.read)(raw, cx)
    }
}
