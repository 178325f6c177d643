//! The store: SQL, one file per noun, one text for both engines (DESIGN D4).
//!
//! In come domain types and the moment it is; out come domain types or a [`StoreError`]. Every function runs on a
//! [`Conn`], inside [`Db::read`] or [`Db::write`], so a caller decides what belongs into one transaction.
//! Nobody outside this room writes SQL or sees a database type.

pub mod activities;
pub mod actors;
pub mod blobs;
pub mod changes;
mod db;
pub mod deliveries;
mod error;
pub mod followers;
mod gate;
mod group;
pub mod held;
pub mod items;
pub mod jobs;
pub mod media;
pub mod meta;
pub mod outbox;
pub mod peers;
pub mod posts;
pub mod posts_read;
pub mod quarantine;
pub mod remote_actors;
mod rows;
pub mod seen;
pub mod sources;
pub mod tables;
pub mod town_rows;
pub mod towns;

pub use db::{Conn, Db, Lane, sqlite_file};
pub use error::StoreError;
pub use group::GroupWriter;
