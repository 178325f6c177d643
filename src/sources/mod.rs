//! 1. A post appears: one file (or folder) per platform. In goes a foreign format, out comes an [`crate::domain::item::Item`].
