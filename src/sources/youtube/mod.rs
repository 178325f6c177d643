//! A channel on YouTube: its Atom feed, the hub's pushes, and the Data API v3 when the town has a key.
//!
//! Reading goes `normalise` → `atom_read` | `video_read`, with `error_read`. Called through
//! [`crate::sources::Registry`].

mod atom_read;
mod error_read;
pub mod normalise;
mod video_read;

#[cfg(test)]
mod fixture_tests;
