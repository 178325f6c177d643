//! How a source is doing, in one sentence: "Läuft · letzter Abruf 14:05 Uhr" or "Gestört seit 12:10 Uhr: …".

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::domain::source::{Aside, Condition, Source, SourceKind, SourceState, Standing};
use crate::i18n::{Locale, moment};
use crate::notify::{cause_words, remedy_words};

/// The sentence.
#[must_use]
pub fn status_words(source: &Source, zone: &TimeZone, locale: Locale) -> String {
    standing_words(source, None, zone, locale)
}

/// The sentence of a source of which something may be held since a moment.
#[must_use]
pub fn standing_words(source: &Source, held_since: Option<Timestamp>, zone: &TimeZone, locale: Locale) -> String {
    let at = |at: Timestamp| moment(locale, at, zone);
    match source.state {
        SourceState::Active => {}
        SourceState::Paused => return locale.text("source-paused"),
        SourceState::Removed => return locale.text("source-removed"),
        SourceState::Retired => {
            let since = source.retired_at.map(at).unwrap_or_default();
            return locale.with("source-retired", &[("since", since.into())]);
        }
    }
    if source.kind == SourceKind::Own {
        return locale.text("source-own");
    }
    let standing = source.standing(held_since);
    let since = ("since", standing.since.map(at).unwrap_or_default().into());
    let next = || source.health.next_check_at.map_or_else(|| locale.text("source-next-soon"), at);
    match standing.condition {
        Condition::Throttled => {
            let cause = cause_words(&standing, locale).unwrap_or_default();
            locale.with("source-throttled", &[since, ("cause", cause.into()), ("next", next().into())])
        }
        Condition::Failing => locale
            .with("source-failing", &[since, ("cause", explained(&standing, locale).into()), ("next", next().into())]),
        Condition::WaitsForPerson => {
            locale.with("source-waits-for-person", &[since, ("cause", explained(&standing, locale).into())])
        }
        Condition::Running | Condition::Paused | Condition::Retired => match source.health.last_success_at {
            Some(last) => locale.with("source-running", &[("last", at(last).into())]),
            None => locale.text("source-waiting"),
        },
    }
}

/// Why so many entries of a source were set aside, and what to do.
#[must_use]
pub fn aside_words(aside: Aside, count: usize, locale: Locale) -> String {
    let key = match aside {
        Aside::Future => "aside-future",
        Aside::Cut => "aside-cut",
        Aside::Twice => "aside-twice",
        Aside::Empty => "aside-empty",
        Aside::NoEntry => "aside-no-entry",
        Aside::NoDate => "aside-no-date",
        Aside::Private => "aside-private",
        Aside::TooMany => "aside-too-many",
        Aside::NotOurs => "aside-not-ours",
        Aside::Unproven => "aside-unproven",
        Aside::NotTaken => "aside-not-taken",
    };
    locale.with(key, &[("count", count.into())])
}

/// Cause and remedy.
fn explained(standing: &Standing, locale: Locale) -> String {
    let words = [cause_words(standing, locale), remedy_words(standing, locale)];
    words.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
