//! Integration tests: one binary, one file per area.

#[path = "../support/mod.rs"]
mod support;

mod delivery;
