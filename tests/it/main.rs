//! Integration tests: one binary, one file per area.

#[path = "../support/mod.rs"]
mod support;

mod architecture;
mod config;
mod delivery;
mod locales;
mod schema;
mod store;
mod tenancy;
mod upgrade;
