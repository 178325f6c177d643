//! Integration tests: one binary, one file per area.

#[path = "../support/mod.rs"]
mod support;

mod architecture;
mod browser;
mod config;
mod crash;
mod delivery;
mod demo;
mod locales;
mod pipeline;
mod schema;
mod store;
mod tenancy;
mod upgrade;
