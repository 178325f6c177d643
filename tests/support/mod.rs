//! What several areas of the integration tests share: databases on both engines, invented towns in the store, a whole
//! server, a website and other platforms under our control, and a peer that can misbehave.

pub mod clerk;
pub mod databases;
pub mod fake_graph;
pub mod fake_oauth;
pub mod fake_service;
pub mod http;
pub mod letters;
pub mod mailbox;
pub mod mini_peer;
pub mod passkey_device;
pub mod platform;
pub mod platform_words;
pub mod program;
pub mod seed;
pub mod server;
pub mod site;
