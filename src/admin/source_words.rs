//! How a source is doing, in one sentence: "Läuft · letzter Abruf 14:05 Uhr" or "Gestört seit 12:10 Uhr: …".

use jiff::tz::TimeZone;

use crate::domain::source::{ErrorClass, Source, SourceKind, SourceState};
use crate::i18n::{Locale, moment};

/// The sentence.
#[must_use]
pub fn status_words(source: &Source, zone: &TimeZone, locale: Locale) -> String {
    let health = &source.health;
    match source.state {
        SourceState::Active if source.kind == SourceKind::Own => locale.text("source-own"),
        SourceState::Paused => locale.text("source-paused"),
        SourceState::Removed => locale.text("source-removed"),
        SourceState::Retired => {
            let since = source.retired_at.map(|at| moment(locale, at, zone)).unwrap_or_default();
            locale.with("source-retired", &[("since", since.into())])
        }
        SourceState::Active => match (&health.error, health.failing_since) {
            (Some((class, _)), Some(since)) => {
                let next = health.next_check_at.map(|at| moment(locale, at, zone)).unwrap_or_default();
                locale.with(
                    "source-failing",
                    &[
                        ("since", moment(locale, since, zone).into()),
                        ("cause", locale.text(cause(*class)).into()),
                        ("next", next.into()),
                    ],
                )
            }
            _ => match health.last_success_at {
                Some(at) => locale.with("source-running", &[("last", moment(locale, at, zone).into())]),
                None => locale.text("source-waiting"),
            },
        },
    }
}

fn cause(class: ErrorClass) -> &'static str {
    match class {
        ErrorClass::RateLimited => "cause-rate-limited",
        ErrorClass::AuthDead => "cause-auth-dead",
        ErrorClass::PermissionMissing => "cause-permission-missing",
        ErrorClass::VersionSunset => "cause-version-sunset",
        ErrorClass::Transient => "cause-transient",
        ErrorClass::Gone => "cause-gone",
        ErrorClass::Malformed => "cause-malformed",
        ErrorClass::ConfigWrong => "cause-config-wrong",
    }
}
