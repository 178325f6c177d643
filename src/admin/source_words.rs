//! How a source is doing, in one sentence: "Läuft · letzter Abruf 14:05 Uhr" or "Gestört seit 12:10 Uhr: …".

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::domain::source::{Condition, ErrorClass, Source, SourceKind, SourceState, Standing};
use crate::i18n::{Locale, moment};
use crate::notify::{cause_words, remedy_words};

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
                let key = if *class == ErrorClass::RateLimited { "source-throttled" } else { "source-failing" };
                locale.with(
                    key,
                    &[
                        ("since", moment(locale, since, zone).into()),
                        ("cause", explained(&source.standing(None), locale).into()),
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

/// The sentence of a source of which something may be held since a moment.
#[must_use]
pub fn standing_words(source: &Source, held_since: Option<Timestamp>, zone: &TimeZone, locale: Locale) -> String {
    let standing = source.standing(held_since);
    match (standing.condition, standing.since) {
        (Condition::WaitsForPerson, Some(since)) => locale.with(
            "source-waits-for-person",
            &[("since", moment(locale, since, zone).into()), ("cause", explained(&standing, locale).into())],
        ),
        _ => status_words(source, zone, locale),
    }
}

/// Cause and remedy.
fn explained(standing: &Standing, locale: Locale) -> String {
    let words = [cause_words(standing, locale), remedy_words(standing, locale)];
    words.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
