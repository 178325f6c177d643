//! Meta's Graph API, shared by Facebook, Instagram and Threads. In: what a connector wants to know. Out: readings of
//! Meta's JSON, failures by their numbers, lists page by page. Nothing here knows what a post is.
//!
//! Reading: `shape` sorts an answer, `node` looks into it, `marks_read`, `signed_address` and `item_finish` help to make
//! items, `reading` collects them. `failure_read`, `usage_read` and `token_read` say how we stand with the platform.

pub mod failure_read;
#[cfg(test)]
pub(super) mod fixture_folder;
pub mod item_finish;
pub mod marks_read;
pub mod node;
pub mod reading;
pub mod shape;
pub mod signed_address;
pub mod token_read;
pub mod usage_read;
