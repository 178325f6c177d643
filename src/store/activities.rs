//! Outgoing activities: immutable bytes.
