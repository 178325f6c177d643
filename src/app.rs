//! Builds every part once and hands it to whoever needs it.
