//! Errors that cross layers.
