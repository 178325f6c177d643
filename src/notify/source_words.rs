//! Where a source stands, in words: the condition, its cause, and what to do.

use crate::domain::source::{Cause, Condition, Standing};
use crate::i18n::Locale;

/// "Läuft", "Gestört", …
#[must_use]
pub fn condition_words(condition: Condition, locale: Locale) -> String {
    locale.text(match condition {
        Condition::Running => "condition-running",
        Condition::Throttled => "condition-throttled",
        Condition::Failing => "condition-failing",
        Condition::WaitsForPerson => "condition-waits-for-person",
        Condition::Paused => "condition-paused",
        Condition::Retired => "condition-retired",
    })
}

/// Why it is so, if there is something to explain.
#[must_use]
pub fn cause_words(standing: &Standing, locale: Locale) -> Option<String> {
    let key = match (standing.cause, standing.condition) {
        (Some(cause), _) => cause_key(cause),
        (None, Condition::WaitsForPerson) => "cause-held",
        (None, _) => return None,
    };
    Some(locale.text(key))
}

/// What to do about it, if there is something to do.
#[must_use]
pub fn remedy_words(standing: &Standing, locale: Locale) -> Option<String> {
    let key = match (standing.cause, standing.condition) {
        (Some(cause), _) => remedy_key(cause),
        (None, Condition::WaitsForPerson) => "remedy-held",
        (None, _) => return None,
    };
    Some(locale.text(key))
}

/// Why a source could not be read, and what to do, in one breath.
#[must_use]
pub fn explain(cause: Cause, locale: Locale) -> String {
    format!("{} {}", locale.text(cause_key(cause)), locale.text(remedy_key(cause)))
}

/// The text for what exactly went wrong.
#[must_use]
pub fn cause_key(cause: Cause) -> &'static str {
    match cause {
        Cause::AskedToWait => "cause-rate-limited",
        Cause::LoginExpired => "cause-auth-dead",
        Cause::LoginOther => "cause-login-other",
        Cause::LoginMissing => "cause-login-missing",
        Cause::QuotaUsed => "cause-quota-used",
        Cause::MoneySpent => "cause-money-spent",
        Cause::TermsUnconfirmed => "cause-terms-unconfirmed",
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
        Cause::NotACalendar => "cause-not-a-calendar",
        Cause::ReaderFailed => "cause-reader-failed",
        Cause::NotFound => "cause-not-found",
        Cause::NoDocument => "cause-no-document",
        Cause::WebPage => "cause-web-page",
        Cause::Sitemap => "cause-sitemap",
        Cause::SettingsWrong => "cause-settings-wrong",
        Cause::NothingListed => "cause-nothing-listed",
        Cause::LayoutChanged => "cause-layout-changed",
        Cause::RobotsRefuse => "cause-robots-refuse",
        Cause::RedirectRefused => "cause-redirect",
        Cause::AddressRefused => "cause-address-refused",
        Cause::AddressUnreadable => "cause-address-unreadable",
        Cause::NotConnected => "cause-not-connected",
        Cause::ReadElsewhere => "cause-read-elsewhere",
        Cause::Egress => "cause-egress",
    }
}

/// The text for what to do about it.
#[must_use]
pub fn remedy_key(cause: Cause) -> &'static str {
    match cause {
        Cause::AskedToWait | Cause::Busy => "remedy-rate-limited",
        Cause::LoginExpired => "remedy-auth-dead",
        Cause::LoginOther => "remedy-login-other",
        Cause::LoginMissing => "remedy-login-missing",
        Cause::QuotaUsed => "remedy-quota-used",
        Cause::MoneySpent => "remedy-money-spent",
        Cause::TermsUnconfirmed => "remedy-terms-unconfirmed",
        Cause::Forbidden => "remedy-permission-missing",
        Cause::Sunset => "remedy-version-sunset",
        Cause::ServerTrouble | Cause::Unreachable | Cause::TimedOut | Cause::BrokenOff => "remedy-transient",
        Cause::NameUnknown | Cause::NotFound | Cause::NoDocument => "remedy-check-address",
        Cause::TlsFailed | Cause::EmptyAnswer | Cause::NotAFeed | Cause::NotACalendar => "remedy-ask-website",
        Cause::Gone => "remedy-gone",
        Cause::TooLarge => "remedy-too-large",
        Cause::EmptyList => "remedy-empty-list",
        Cause::ReaderFailed => "remedy-reader-failed",
        Cause::WebPage | Cause::Sitemap => "remedy-feed-address",
        Cause::SettingsWrong => "remedy-settings-wrong",
        Cause::NothingListed => "remedy-nothing-listed",
        Cause::LayoutChanged => "remedy-layout-changed",
        Cause::RobotsRefuse => "remedy-robots-refuse",
        Cause::RedirectRefused => "remedy-redirect",
        Cause::AddressRefused => "remedy-address-refused",
        Cause::AddressUnreadable => "remedy-address-unreadable",
        Cause::NotConnected => "remedy-not-connected",
        Cause::ReadElsewhere => "remedy-read-elsewhere",
        Cause::Egress => "remedy-egress",
    }
}
