//! The admin area in the browser, with script off: who comes in, and what they can do there.

mod approval;
mod channels;
mod codes;
mod commands;
mod descriptions;
mod drafts;
mod entrance;
mod limits;
mod matrix;
mod passkey_browser;
mod passkeys;
mod posts;
mod proof;
mod rooms;
mod secrets;
mod service;
mod setup;
mod share;
mod towns;
mod warning;
