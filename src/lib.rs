//! Ausrufer, the town crier: a town's own posts flow in from its channels and out to a plain page and the Fediverse.
//!
//! Data flows one way, and the modules are its stations:
//! [`sources`] reads a foreign format into an [`domain::item::Item`] → [`ingest`] cleans it and fetches its pictures →
//! [`publish`] composes the post and writes post, change, activity and deliveries in one transaction of the [`store`] →
//! [`federation`] carries it to followers, [`web`] shows it to visitors, [`notify`] mails it.
//! [`jobs`] holds the clock and the hands, [`admin`] is where staff steer, [`cli`] is the door for scripts.
//! [`clock`], [`error`], [`urls`], [`i18n`], [`seal`], [`config`] and [`telemetry`] are the base that everyone may use.
//! Allowed imports are checked by `tests/it/architecture.rs`.

pub mod clock;
pub mod config;
pub mod error;
pub mod event_words;
pub mod i18n;
pub mod seal;
pub mod telemetry;
pub mod urls;

pub mod domain;

pub mod net;
pub mod store;

pub mod sources;

pub mod ingest;

pub mod federation;
pub mod publish;

pub mod notify;
pub mod web;

pub mod jobs;

pub mod admin;

pub mod app;
pub mod cli;
