//! Meta's Graph API, shared by Facebook, Instagram and Threads. In: what a connector wants to know. Out: readings of
//! Meta's JSON, failures by their numbers, listings page by page. Nothing here knows what a post is.
//!
//! Asking: `client` sends, `page_walk` follows pages, `sweep` says how far back, `lookup` asks for single posts,
//! `login_refresh` keeps logins alive, `push_check` and `signed_request` believe what Meta says by itself. Reading: `shape` sorts an answer, `node` looks into
//! it, `marks_read`, `signed_address` and `item_finish` help to make items, `reading` collects them; `failure_read`,
//! `usage_read` and `token_read` say how we stand with the platform.

pub mod client;
pub mod failure_read;
#[cfg(test)]
#[path = "../../../tests/support/fake_graph.rs"]
pub(super) mod fake_graph;
#[cfg(test)]
pub(super) mod fixture_folder;
pub mod item_finish;
pub mod login_refresh;
pub mod lookup;
pub mod marks_read;
pub mod node;
pub mod page_walk;
pub mod push_check;
pub mod reading;
pub mod settings_check;
pub mod shape;
pub mod signed_address;
pub mod signed_request;
pub mod sweep;
#[cfg(test)]
pub(super) mod test_bench;
pub mod token_read;
pub mod usage_read;
