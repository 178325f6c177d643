//! Why something cannot be done, in words for people.

use thiserror::Error;

use crate::i18n::{Locale, Value};
use crate::publish::PublishError;
use crate::store::StoreError;

/// A refusal that a person can do something about: the key of its text and what fills it.
#[derive(Debug, Clone)]
pub struct Refusal {
    key: &'static str,
    variables: Vec<(&'static str, String)>,
}

impl Refusal {
    /// A refusal with the key of its text.
    pub(super) fn new(key: &'static str) -> Self {
        Self { key, variables: Vec::new() }
    }

    /// Fills a gap of the text.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.variables.push((name, value.into()));
        self
    }

    /// The sentence: cause and remedy.
    #[must_use]
    pub fn say(&self, locale: Locale) -> String {
        let variables: Vec<(&'static str, Value)> =
            self.variables.iter().map(|(name, value)| (*name, Value::Text(value.clone()))).collect();
        locale.with(self.key, &variables)
    }
}

/// Why a deed failed.
#[derive(Debug, Error)]
pub enum AdminError {
    /// The person can do something about it.
    #[error("{}", .0.say(Locale::De))]
    Refused(Refusal),
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Publishing failed.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// A file or folder cannot be read or written.
    #[error("cannot read or write {path}: {source}")]
    File { path: String, source: std::io::Error },
    /// The storage for pictures refused.
    #[error(transparent)]
    Blob(#[from] crate::store::blobs::BlobError),
    /// A secret could not be sealed.
    #[error(transparent)]
    Seal(#[from] crate::seal::SealError),
    /// A key pair could not be made.
    #[error("cannot make a key pair: {0}")]
    Key(String),
}

impl AdminError {
    /// The sentence for a person.
    #[must_use]
    pub fn say(&self, locale: Locale) -> String {
        match self {
            Self::Refused(refusal) => refusal.say(locale),
            other => other.to_string(),
        }
    }
}

impl From<Refusal> for AdminError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
