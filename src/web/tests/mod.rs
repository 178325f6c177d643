//! The public side, driven through its router against a real SQLite file.

mod caching;
mod doors;
mod feeds;
mod headers;
mod hostile;
mod lists;
mod look;
mod ranges;
mod reading;
mod sample;
mod stage;
