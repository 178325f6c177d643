//! A channel on Telegram, read by a bot that is its administrator (core.telegram.org/bots/api).
//!
//! Reading goes `normalise` → `message_read` → `media_read`, with `error_read`. Called through
//! [`crate::sources::Registry`].

mod error_read;
mod media_read;
mod message_read;
pub mod normalise;

#[cfg(test)]
mod fixture_tests;
