//! Why the server cannot be built or started. In: what the parts say. Out: a text for the log, and words for the
//! operator with cause and remedy.

use std::io;

use thiserror::Error;

use crate::admin::AdminError;
use crate::error::Words;
use crate::i18n::Locale;
use crate::net::NetError;
use crate::seal::SealError;
use crate::store::StoreError;
use crate::store::blobs::BlobError;

/// Why the server cannot be built or started.
#[derive(Debug, Error)]
pub enum StartError {
    /// A restore began in the data folder and did not end.
    #[error("a restore did not end here")]
    Unfinished(#[source] AdminError),
    #[error("cannot make the data folder {path}: {cause}")]
    Folder { path: String, cause: io::Error },
    #[error("the database cannot be used")]
    Store(#[from] StoreError),
    #[error("the key cannot be used")]
    Key(#[from] SealError),
    /// The key opens nothing that this database holds.
    #[error("the key file {path} does not belong to this database")]
    StrangeKey { path: String },
    /// A town's host is not allowed under (or without) `development.loopback`.
    #[error("a town's host is not allowed")]
    Host(#[source] AdminError),
    #[error("the network cannot be set up")]
    Net(#[from] NetError),
    #[error("the storage for pictures cannot be used")]
    Pictures(#[from] BlobError),
    #[error("cannot listen on {address} ({key}): {cause}")]
    Listen { address: String, key: &'static str, cause: io::Error },
    /// Another process serves from this folder.
    #[error("another process serves from {folder}: {holder}")]
    Served { folder: String, holder: String },
    #[error("cannot use the lock file {path}: {cause}")]
    Lock { path: String, cause: io::Error },
    /// A part of the running server ended by itself.
    #[error("a part of the server ended by itself")]
    Ended,
}

impl Words for StartError {
    fn words(&self, locale: Locale) -> String {
        match self {
            Self::Folder { path, cause } => {
                locale.with("start-folder", &[("path", path.as_str().into()), ("cause", cause.words(locale).into())])
            }
            Self::Store(error) => error.words(locale),
            Self::Key(error) => error.words(locale),
            Self::StrangeKey { path } => locale.with("seal-strange", &[("path", path.as_str().into())]),
            Self::Host(error) | Self::Unfinished(error) => error.words(locale),
            Self::Net(_) => locale.text("start-net"),
            Self::Pictures(error) => error.words(locale),
            Self::Listen { address, key, cause } => locale.with(
                "start-listen",
                &[("address", address.as_str().into()), ("key", (*key).into()), ("cause", cause.words(locale).into())],
            ),
            Self::Served { folder, holder } => {
                locale.with("start-served", &[("folder", folder.as_str().into()), ("holder", holder.as_str().into())])
            }
            Self::Lock { path, cause } => {
                locale.with("start-lock", &[("path", path.as_str().into()), ("cause", cause.words(locale).into())])
            }
            Self::Ended => locale.text("start-ended"),
        }
    }
}
