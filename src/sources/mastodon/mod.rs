//! An existing account on Mastodon or a server that speaks its interface, and ActivityPub documents.
//!
//! Reading goes `normalise` → `status_read` | `activity_read` → `object_read`. Called through
//! [`crate::sources::Registry`].

mod activity_read;
pub mod normalise;
mod object_read;
mod status_read;

#[cfg(test)]
mod fixture_tests;
