//! Integration tests: one binary, one file per area.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on stops")]

#[path = "../support/mod.rs"]
mod support;

mod alarms;
mod architecture;
mod archives;
mod asking;
mod away;
mod backup;
mod browser;
mod cli;
mod config;
mod crash;
mod delivery;
mod demo;
mod desk;
mod duplicates;
mod finding;
mod inbox;
mod locales;
mod passed_on;
mod pipeline;
mod recovery;
mod replies;
mod schema;
mod source_pages;
mod store;
mod tenancy;
mod upgrade;
mod world;
