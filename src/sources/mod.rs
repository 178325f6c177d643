//! Station one, a post appears: one file (or folder) per platform. In goes a foreign format, out comes an
//! [`crate::domain::item::Item`].
//!
//! `contract` is what every platform must answer to, `registry` finds the connector of a kind, `parse_output` is
//! `ausrufer source parse`, `push` and `websub` what platforms say
//! by themselves. `address_clean`, `time_parse` and `html_read` are tools that several platforms share.
//! Called by jobs (poll, refetch) and cli; nothing here knows the store.

pub mod address_clean;
pub mod contract;
pub mod failure;
pub mod feed;
pub mod html_read;
pub mod parse_output;
pub mod push;
pub mod registry;
#[cfg(test)]
pub(crate) mod test_site;
pub mod time_parse;
pub mod websub;

pub use contract::{
    Account, Ask, Batch, Budget, Capabilities, Connector, Cursor, Cx, Evidence, Fetched, Hint, HintVerb, LookCx,
    NormaliseCx, Parsed, Profile, Quarantined, Window, default_zone,
};
pub use failure::SourceError;
pub use push::{PushSecrets, Reject};
pub use registry::Registry;
