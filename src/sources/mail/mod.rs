//! A newsletter by mail, out of a mailbox of its own that is read by IMAP (RFC 9051).
//!
//! `place` says where the mailbox is, `imap` reads it, `proof` decides with `dkim` which letters are issues of the
//! newsletter, `letter_item` makes items of them without what is personal; `poll` and `resolve` join them. Only what is
//! proven is ever published, and by default only after a person agreed (`domain::source::SourceKind::asks_first`).
//! Nothing in the mailbox is changed, marked or deleted. Called through [`crate::sources::Registry`].

mod dkim;
mod dkim_text;
mod folder_name;
mod imap;
mod imap_read;
mod letter_item;
mod mime_read;
mod personal_html;
mod personal_text;
mod place;
mod poll;
mod proof;
mod resolve;
mod settings;

#[cfg(test)]
mod network_tests;
#[cfg(test)]
pub(super) mod test_mailbox;
#[cfg(test)]
mod tests;

use std::time::Duration;

use async_trait::async_trait;

use super::contract::{
    Account, Ask, Backfill, Batch, Budget, Capabilities, Connector, Cursor, Cx, DeleteSignal, EditSignal, Fetched,
    LookCx, MediaTtl, NormaliseCx, OffsetUnit, Ordering, Parsed, Profile, Push,
};
use super::failure::SourceError;
use crate::domain::item::NativeId;
use crate::domain::source::SourceKind;

/// A letter that was sent is neither changed nor taken back.
const CAPABILITIES: Capabilities = Capabilities {
    push: Push::None,
    edit_signal: EditSignal::None,
    delete_signal: DeleteSignal::None,
    offsets: OffsetUnit::None,
    media_ttl: MediaTtl::Stable,
    backfill: Backfill::LastN(20),
    ordering: Ordering::Unordered,
    min_interval: Duration::from_secs(60),
    default_interval: Duration::from_secs(300),
};

/// Reads newsletters.
#[derive(Debug, Clone, Copy)]
pub struct MailConnector;

#[async_trait]
impl Connector for MailConnector {
    fn kind(&self) -> SourceKind {
        SourceKind::Mail
    }

    fn capabilities(&self) -> &Capabilities {
        &CAPABILITIES
    }

    async fn resolve(&self, cx: &LookCx<'_>, given: &str) -> Result<Account, SourceError> {
        resolve::resolve(cx, given).await
    }

    fn check_settings(&self, settings: &serde_json::Value) -> Result<(), String> {
        settings::MailSettings::read(settings).map(|_| ())
    }

    async fn health(&self, cx: &Cx<'_>) -> Result<Profile, SourceError> {
        resolve::health(cx).await
    }

    async fn poll(&self, cx: &Cx<'_>, cursor: Option<Cursor>, budget: &mut Budget) -> Result<Batch, SourceError> {
        poll::poll(cx, cursor, budget).await
    }

    /// A letter says the same for ever, and one that has gone from the mailbox was still sent.
    async fn refetch(
        &self,
        _cx: &Cx<'_>,
        asks: &[Ask],
        _budget: &mut Budget,
    ) -> Result<Vec<(NativeId, Fetched)>, SourceError> {
        Ok(asks.iter().map(|ask| (ask.native_id.clone(), Fetched::Transient)).collect())
    }

    fn normalise(&self, raw: &[u8], cx: &NormaliseCx) -> Result<Parsed, SourceError> {
        letter_item::normalise(raw, cx)
    }
}
