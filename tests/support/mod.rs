//! What several areas of the integration tests share: databases on both engines, invented towns in the store, and a peer
//! that can misbehave.

pub mod databases;
pub mod mini_peer;
pub mod seed;
