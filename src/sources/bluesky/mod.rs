//! Bluesky, over its public interface without a login (docs.bsky.app; lexicons `app.bsky.feed.*`).
//!
//! Reading goes `normalise` (with `embed_read`, `frame_read`, `error_read`). Called through
//! [`crate::sources::Registry`].

mod embed_read;
mod error_read;
mod frame_read;
pub mod normalise;

#[cfg(test)]
mod fixture_tests;
#[cfg(test)]
mod tests;
