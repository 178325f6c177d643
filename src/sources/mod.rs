//! Station one, a post appears: one file (or folder) per platform. In goes a foreign format, out comes an
//! [`crate::domain::item::Item`].
//!
//! `contract` is what every platform must answer to, `registry` finds the connector of a kind, `parse_output` is
//! `ausrufer source parse`, `push` and `websub` what platforms say by themselves, `oauth` is logging in at a platform's
//! own page, `whatsapp_text` reads what staff copy out of a channel, `archive` what a town downloads when it leaves a
//! platform. `address_clean`, `api_ask`,
//! `charset_decode`, `html_read`, `item_hash`, `json_value`, `language_tag`, `lookups`, `page_lookup`, `paged`, `sorting`,
//! `span_offsets`, `time_parse` and `web_get` are tools that several platforms share. Called by jobs (poll, refetch) and
//! cli; nothing here knows the store.

pub mod address_clean;
pub mod api_ask;
pub mod archive;
pub mod bluesky;
pub mod cap;
pub mod charset_decode;
#[cfg(test)]
mod conformance_tests;
pub mod contract;
#[cfg(test)]
mod example;
pub mod facebook;
pub mod failure;
pub mod feed;
pub mod graph;
pub mod html;
pub mod html_read;
pub mod ical;
pub mod instagram;
pub mod item_hash;
pub mod json_value;
pub mod language_tag;
pub mod linkedin;
pub mod lookups;
pub mod mail;
pub mod mastodon;
pub mod oauth;
pub mod oparl;
pub mod page_lookup;
pub mod paged;
pub mod parse_output;
pub mod push;
pub mod registry;
pub mod sorting;
pub mod span_offsets;
pub mod telegram;
#[cfg(test)]
pub(crate) mod test_site;
pub mod threads;
pub mod tiktok;
pub mod time_parse;
pub mod web_get;
pub mod websub;
pub mod whatsapp_text;
pub mod x;
pub mod youtube;

pub use contract::{
    Account, Ask, Batch, Budget, Capabilities, Connector, Cursor, Cx, Evidence, Fetched, Hint, HintVerb, LookCx,
    NormaliseCx, Parsed, Profile, Quarantined, Sign, Window, default_zone,
};
pub use failure::SourceError;
pub use push::{PushSecrets, Reject};
pub use registry::Registry;
