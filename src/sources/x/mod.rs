//! X: recorded answers become items. Nothing asks the platform: its terms keep posts from being passed on, so a town
//! reads its own archive or links its account (spec/sources.md §4).
//!
//! Reading goes `normalise` → `post_read` → `text_read`. Called through [`crate::sources::Registry`].

mod normalise;
pub(super) mod post_read;
mod text_read;

#[cfg(test)]
mod tests;

pub use normalise::normalise;
