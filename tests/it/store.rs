//! One story per noun of the store (DESIGN D4 to D7, D10, D13), on both engines.

mod actors;
mod audit;
mod changes;
mod followers;
mod group;
mod held;
mod items;
mod items_gone;
mod jobs;
mod lanes;
mod media;
mod meta;
mod outbox;
mod overrides;
mod posts;
mod posts_read;
mod quarantine;
mod remote_actors;
mod revisions;
mod seen;
mod sources;
mod towns;
