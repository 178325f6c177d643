//! Errors that cross layers. Each has a text for the log (`Display`, English) and words for people (translated, chosen by
//! the kind of error), which never mix. Every layer implements [`Words`] beside its error; cli and admin show them.

use std::error::Error;
use std::io;

use crate::i18n::Locale;

/// An error that has words for people.
pub trait Words {
    /// Cause and remedy, without secrets and without the text for the log.
    fn words(&self, locale: Locale) -> String;
}

/// Half a sentence, to stand behind "… cannot be read:".
impl Words for io::Error {
    fn words(&self, locale: Locale) -> String {
        let key = match self.kind() {
            io::ErrorKind::NotFound => "io-not-found",
            io::ErrorKind::PermissionDenied => "io-denied",
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "io-full",
            io::ErrorKind::ReadOnlyFilesystem => "io-read-only",
            io::ErrorKind::IsADirectory => "io-is-folder",
            io::ErrorKind::NotADirectory => "io-no-folder",
            io::ErrorKind::InvalidData => "io-no-text",
            io::ErrorKind::AddrInUse => "io-address-taken",
            io::ErrorKind::AddrNotAvailable => "io-address-elsewhere",
            io::ErrorKind::ConnectionRefused => "io-refused",
            io::ErrorKind::TimedOut => "io-timed-out",
            _ => {
                let code = self.raw_os_error().map_or_else(|| "?".to_owned(), |code| code.to_string());
                return locale.with("io-other", &[("code", code.into())]);
            }
        };
        locale.text(key)
    }
}

/// The text for the log with all its causes. A text that repeats its cause at the end does not say it twice.
#[must_use]
pub fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        let said = inner.to_string();
        if !text.ends_with(&said) {
            text.push_str(": ");
            text.push_str(&said);
        }
        source = inner.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("cannot read a.toml: {source}")]
    struct Outer {
        source: io::Error,
    }

    #[test]
    fn a_cause_is_said_once() {
        let error = Outer { source: io::Error::other("the disk is away") };
        assert_eq!(chain(&error), "cannot read a.toml: the disk is away");
    }
}
