//! Received activity ids, for de-duplication.
