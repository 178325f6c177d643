//! Texts for people, from the locale files.
