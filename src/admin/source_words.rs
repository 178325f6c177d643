//! How a source is doing, in one sentence: "Läuft · letzter Abruf 14:05 Uhr" or "Gestört seit 12:10 Uhr: …".

use jiff::tz::TimeZone;

use crate::domain::source::{Aside, Cause, ErrorClass, Source, SourceKind, SourceState};
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
            (Some((class, message)), Some(since)) => {
                let next =
                    health.next_check_at.map_or_else(|| locale.text("source-next-soon"), |at| moment(locale, at, zone));
                let cause = Cause::of_message(message).map_or_else(|| class_key(*class), cause_key);
                locale.with(
                    "source-failing",
                    &[
                        ("since", moment(locale, since, zone).into()),
                        ("cause", locale.text(cause).into()),
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

/// Why a source could not be read, and what to do.
#[must_use]
pub fn cause_words(cause: Cause, locale: Locale) -> String {
    locale.text(cause_key(cause))
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
        Aside::TooMany => "aside-too-many",
        Aside::NotTaken => "aside-not-taken",
    };
    locale.with(key, &[("count", count.into())])
}

/// The text for what exactly went wrong.
pub(super) fn cause_key(cause: Cause) -> &'static str {
    match cause {
        Cause::AskedToWait => "cause-rate-limited",
        Cause::LoginExpired => "cause-auth-dead",
        Cause::Forbidden => "cause-permission-missing",
        Cause::Sunset => "cause-version-sunset",
        Cause::ServerTrouble => "cause-server-trouble",
        Cause::NameUnknown => "cause-name-unknown",
        Cause::Unreachable => "cause-transient",
        Cause::TlsFailed => "cause-tls",
        Cause::TimedOut => "cause-timed-out",
        Cause::Busy => "cause-busy",
        Cause::BrokenOff => "cause-broken-off",
        Cause::Gone => "cause-gone",
        Cause::TooLarge => "cause-too-large",
        Cause::EmptyAnswer => "cause-empty-answer",
        Cause::EmptyList => "cause-empty-list",
        Cause::NotAFeed => "cause-malformed",
        Cause::ReaderFailed => "cause-reader-failed",
        Cause::NotFound => "cause-not-found",
        Cause::NoDocument => "cause-no-document",
        Cause::WebPage => "cause-web-page",
        Cause::Sitemap => "cause-sitemap",
        Cause::RedirectRefused => "cause-redirect",
        Cause::AddressRefused => "cause-address-refused",
        Cause::AddressUnreadable => "cause-address-unreadable",
        Cause::NotConnected => "cause-not-connected",
        Cause::Egress => "cause-egress",
    }
}

/// The text for a class, where it is not known what exactly it was.
fn class_key(class: ErrorClass) -> &'static str {
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
