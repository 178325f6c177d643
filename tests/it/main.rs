//! Integration tests: one binary, one file per area.

#[path = "../support/mod.rs"]
mod support;

mod browser;
mod crash;
mod delivery;
mod demo;
mod pipeline;
