//! From any error to words for the person at the keyboard: finds the error of ours in the chain and takes its words, so
//! that no English text for the log reaches people. Called where verbs end.

use std::error::Error;

use crate::admin::AdminError;
use crate::app::StartError;
use crate::config::ConfigError;
use crate::error::Words;
use crate::i18n::Locale;
use crate::jobs::JobError;
use crate::notify::explain;
use crate::publish::PublishError;
use crate::seal::SealError;
use crate::sources::SourceError;
use crate::store::StoreError;

/// The words. A sentence that a verb made itself, in the person's language, stays as it is.
pub fn of(error: &anyhow::Error, locale: Locale) -> String {
    let known = error.chain().find_map(|cause| known(cause, locale));
    known.or_else(|| error.downcast_ref::<String>().cloned()).unwrap_or_else(|| locale.text("cli-failed"))
}

fn known(error: &(dyn Error + 'static), locale: Locale) -> Option<String> {
    fn is<E: Words + Error + 'static>(error: &(dyn Error + 'static), locale: Locale) -> Option<String> {
        error.downcast_ref::<E>().map(|error| error.words(locale))
    }
    is::<AdminError>(error, locale)
        .or_else(|| is::<ConfigError>(error, locale))
        .or_else(|| is::<StartError>(error, locale))
        .or_else(|| is::<JobError>(error, locale))
        .or_else(|| is::<PublishError>(error, locale))
        .or_else(|| is::<StoreError>(error, locale))
        .or_else(|| is::<SealError>(error, locale))
        .or_else(|| error.downcast_ref::<SourceError>().map(|error| explain(error.cause, locale)))
        .or_else(|| error.downcast_ref::<std::io::Error>().map(|error| of_io(error, locale)))
}

fn of_io(error: &std::io::Error, locale: Locale) -> String {
    locale.with("cli-io", &[("cause", error.words(locale).into())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::source::Cause;

    #[test]
    fn what_is_for_the_log_is_never_shown() {
        let source = anyhow::Error::new(SourceError::new(Cause::TooLarge, "the answer is too large")).context("look");
        assert_eq!(of(&source, Locale::De), explain(Cause::TooLarge, Locale::De));
        let strange = anyhow::anyhow!("panicked").context("cannot do it");
        assert_eq!(of(&strange, Locale::De), Locale::De.text("cli-failed"));
        let ours = anyhow::anyhow!(Locale::De.text("cli-migrated"));
        assert_eq!(of(&ours, Locale::De), Locale::De.text("cli-migrated"));
    }
}
