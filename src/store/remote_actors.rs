//! Actors of other servers.
