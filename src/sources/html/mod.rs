//! Websites without a feed: a page that lists articles, and the articles' own pages.
//!
//! Reading goes `page` (with `json_repair`, `schema_read`) → `list_read` (`entry_read`, `list_detect`) for lists and
//! `article_read` (`body_render`, `dates`, `event_read`) for articles → `item_build` (`volatile`). `settings` is what
//! staff say about a page. `poll` (`ask`, `memory`, `read_one`, `robots`, `sitemap`) does the asking, `look` is the first
//! look. Called through [`crate::sources::Registry`]; `look` and `settings` by admin.

mod article_read;
mod ask;
mod body_render;
mod dates;
mod document_parse;
mod entry_read;
mod event_read;
mod item_build;
mod json_repair;
mod list_detect;
mod list_read;
mod look;
mod memory;
mod page;
mod poll;
mod read_one;
mod robots;
mod schema_read;
mod settings;
mod sitemap;
mod volatile;

#[cfg(test)]
mod fixture_tests;
#[cfg(test)]
mod network_tests;
#[cfg(test)]
mod tests;

use std::time::Duration;

use async_trait::async_trait;

use super::address_clean::web_address;
use super::contract::{
    Account, Ask, Backfill, Batch, Budget, Capabilities, Connector, Cursor, Cx, DeleteSignal, EditSignal, Fetched,
    LookCx, MediaTtl, NormaliseCx, OffsetUnit, Ordering, Parsed, Profile, Push,
};
use super::failure::SourceError;
use super::page_lookup;
use crate::domain::item::NativeId;
use crate::domain::source::SourceKind;

pub use entry_read::Entry;
pub use look::{Look, look};
pub use settings::{HtmlSettings, KEYS, SettingsFault};

const CAPABILITIES: Capabilities = Capabilities {
    push: Push::None,
    edit_signal: EditSignal::HashOnly,
    delete_signal: DeleteSignal::LookupGone,
    offsets: OffsetUnit::Html,
    media_ttl: MediaTtl::Stable,
    backfill: Backfill::Listed,
    ordering: Ordering::NewestFirst,
    min_interval: Duration::from_secs(60),
    default_interval: Duration::from_secs(300),
};

/// Reads websites that have no feed.
#[derive(Debug, Clone, Copy)]
pub struct HtmlConnector;

#[async_trait]
impl Connector for HtmlConnector {
    fn kind(&self) -> SourceKind {
        SourceKind::Html
    }

    fn capabilities(&self) -> &Capabilities {
        &CAPABILITIES
    }

    async fn resolve(&self, cx: &LookCx<'_>, given: &str) -> Result<Account, SourceError> {
        let settings = HtmlSettings::of(cx.settings)?;
        let look = look(cx.net, &web_address(given)?, &settings, &cx.zone, cx.now).await?;
        Ok(Account { name: look.profile.name, ..Account::at(look.url) })
    }

    fn check_settings(&self, settings: &serde_json::Value) -> Result<(), String> {
        HtmlSettings::read(settings).map(|_| ()).map_err(|fault| fault.brief())
    }

    async fn health(&self, cx: &Cx<'_>) -> Result<Profile, SourceError> {
        let settings = HtmlSettings::read(&cx.source.settings)?;
        Ok(look(cx.net, &web_address(&cx.source.url)?, &settings, &cx.zone, cx.now).await?.profile)
    }

    async fn poll(&self, cx: &Cx<'_>, cursor: Option<Cursor>, budget: &mut Budget) -> Result<Batch, SourceError> {
        poll::poll(cx, cursor, budget).await
    }

    async fn refetch(
        &self,
        cx: &Cx<'_>,
        asks: &[Ask],
        budget: &mut Budget,
    ) -> Result<Vec<(NativeId, Fetched)>, SourceError> {
        Ok(page_lookup::look_up(cx, asks, budget).await)
    }

    fn normalise(&self, raw: &[u8], cx: &NormaliseCx) -> Result<Parsed, SourceError> {
        document_parse::parse(raw, cx)
    }
}
