//! The store: SQL, one file per noun, one text for both engines (DESIGN D4).
//!
//! In come domain types and the moment it is; out come domain types or a [`StoreError`]. Every function runs on a
//! [`Conn`], inside [`Db::read`] or [`Db::write`], so a caller decides what belongs into one transaction.
//! Nobody outside this room writes SQL or sees a database type.

pub mod activities;
pub mod actors;
pub mod alarms;
pub mod archived;
pub mod audit;
pub mod blobs;
pub mod blocks;
pub mod bonds;
pub mod changes;
pub mod connections;
mod db;
pub mod deletion_requests;
pub mod deliveries;
pub mod drafts;
mod error;
pub mod followers;
mod gate;
mod group;
pub mod held;
pub mod hints;
pub mod items;
pub mod jobs;
pub mod labels;
pub mod likeness;
pub mod login_flows;
pub mod login_notices;
pub mod media;
pub mod media_removal;
pub mod meta;
pub mod outbox;
pub mod overrides;
pub mod peers;
pub mod post_items;
pub mod posts;
pub mod posts_read;
pub mod posts_search;
pub mod push_subscriptions;
pub mod quarantine;
pub mod reach;
pub mod readings;
pub mod remote_actors;
pub mod revisions;
mod rows;
pub mod rules;
pub mod seen;
pub mod sessions;
pub mod setup;
pub mod sources;
pub mod spending;
mod sqlite_file;
pub mod staff;
pub mod staff_codes;
pub mod staff_links;
pub mod staff_proof;
pub mod staff_roles;
pub mod tables;
pub mod town_rows;
pub mod towns;
pub mod validity;
pub mod warnings;
pub mod withheld;

pub use db::{Conn, Db, Lane, Moment, Witness, sqlite_path};
pub use error::StoreError;
pub use group::GroupWriter;
