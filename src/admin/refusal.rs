//! Why something cannot be done, in words for people.

use std::path::Path;

use thiserror::Error;

use crate::error::Words;
use crate::i18n::{Locale, Value};
use crate::publish::PublishError;
use crate::store::StoreError;

/// A refusal that a person can do something about: the key of its text and what fills it.
#[derive(Debug, Clone)]
pub struct Refusal {
    key: &'static str,
    variables: Vec<(&'static str, Fill)>,
}

/// What fills a gap.
#[derive(Debug, Clone)]
enum Fill {
    Text(String),
    /// Keys of further texts, one after the other.
    Texts(Vec<&'static str>),
}

impl Refusal {
    /// A refusal with the key of its text.
    pub(super) fn new(key: &'static str) -> Self {
        Self { key, variables: Vec::new() }
    }

    /// Whether it is the one with this key.
    pub(super) fn is(&self, key: &str) -> bool {
        self.key == key
    }

    /// The same, said in another text with the same gaps.
    pub(super) fn said_as(mut self, key: &'static str) -> Self {
        self.key = key;
        self
    }

    /// Fills a gap of the text.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.variables.push((name, Fill::Text(value.into())));
        self
    }

    /// Fills a gap with further texts, which are given by their keys and joined with commas.
    pub(super) fn with_texts(mut self, name: &'static str, keys: Vec<&'static str>) -> Self {
        self.variables.push((name, Fill::Texts(keys)));
        self
    }
}

impl Words for Refusal {
    fn words(&self, locale: Locale) -> String {
        let variables: Vec<(&'static str, Value)> = self
            .variables
            .iter()
            .map(|(name, fill)| match fill {
                Fill::Text(text) => (*name, text.as_str().into()),
                Fill::Texts(keys) => {
                    let texts: Vec<String> = keys.iter().map(|key| locale.text(key)).collect();
                    (*name, texts.join(", ").into())
                }
            })
            .collect();
        locale.with(self.key, &variables)
    }
}

/// Why a deed failed.
#[derive(Debug, Error)]
pub enum AdminError {
    /// The person can do something about it.
    #[error("{}", .0.words(Locale::En))]
    Refused(Refusal),
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Publishing failed.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// A file or folder cannot be read or written.
    #[error("cannot read or write {path}: {cause}")]
    File { path: String, cause: std::io::Error },
    /// The storage for pictures refused.
    #[error(transparent)]
    Blob(#[from] crate::store::blobs::BlobError),
    /// A secret could not be sealed.
    #[error(transparent)]
    Seal(#[from] crate::seal::SealError),
    /// A key pair could not be made.
    #[error("cannot make a key pair: {0}")]
    Key(String),
    /// What a sign-in over another page needs could not be made or read.
    #[error("cannot prepare a sign-in: {0}")]
    SignIn(String),
}

impl Words for AdminError {
    fn words(&self, locale: Locale) -> String {
        match self {
            Self::Refused(refusal) => refusal.words(locale),
            Self::Store(error) => error.words(locale),
            Self::Publish(error) => error.words(locale),
            Self::File { path, cause } => match missing_folder(path, cause) {
                Some(folder) => locale.with("admin-no-folder", &[("folder", folder.into())]),
                None => {
                    locale.with("admin-file", &[("path", path.as_str().into()), ("cause", cause.words(locale).into())])
                }
            },
            Self::Blob(error) => error.words(locale),
            Self::Seal(error) => error.words(locale),
            Self::Key(_) => locale.text("admin-no-key"),
            Self::SignIn(_) => locale.text("admin-no-sign-in"),
        }
    }
}

/// The folder that a path needs and that is not there: the system only says that something is missing.
fn missing_folder(path: &str, cause: &std::io::Error) -> Option<String> {
    let folder = Path::new(path).parent().filter(|folder| !folder.as_os_str().is_empty())?;
    (cause.kind() == std::io::ErrorKind::NotFound && !folder.exists()).then(|| folder.display().to_string())
}

impl From<Refusal> for AdminError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
