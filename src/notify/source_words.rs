//! Where a source stands, in words: the condition, its cause, and what to do.

use crate::domain::source::{Condition, ErrorClass, Standing};
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
    let key = match (standing.error, standing.condition) {
        (Some(ErrorClass::RateLimited), _) => "cause-rate-limited",
        (Some(ErrorClass::AuthDead), _) => "cause-auth-dead",
        (Some(ErrorClass::PermissionMissing), _) => "cause-permission-missing",
        (Some(ErrorClass::VersionSunset), _) => "cause-version-sunset",
        (Some(ErrorClass::Transient), _) => "cause-transient",
        (Some(ErrorClass::Gone), _) => "cause-gone",
        (Some(ErrorClass::Malformed), _) => "cause-malformed",
        (Some(ErrorClass::ConfigWrong), _) => "cause-config-wrong",
        (None, Condition::WaitsForPerson) => "cause-held",
        (None, _) => return None,
    };
    Some(locale.text(key))
}

/// What to do about it, if there is something to do.
#[must_use]
pub fn remedy_words(standing: &Standing, locale: Locale) -> Option<String> {
    let key = match (standing.error, standing.condition) {
        (Some(ErrorClass::RateLimited), _) => "remedy-rate-limited",
        (Some(ErrorClass::AuthDead), _) => "remedy-auth-dead",
        (Some(ErrorClass::PermissionMissing), _) => "remedy-permission-missing",
        (Some(ErrorClass::VersionSunset), _) => "remedy-version-sunset",
        (Some(ErrorClass::Transient), _) => "remedy-transient",
        (Some(ErrorClass::Gone), _) => "remedy-gone",
        (Some(ErrorClass::Malformed), _) => "remedy-malformed",
        (Some(ErrorClass::ConfigWrong), _) => "remedy-config-wrong",
        (None, Condition::WaitsForPerson) => "remedy-held",
        (None, _) => return None,
    };
    Some(locale.text(key))
}
