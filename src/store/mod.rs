//! The store: SQL, one file per noun, both engines.
