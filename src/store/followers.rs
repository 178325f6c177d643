//! Followers and since when.
