//! Kinds, states and deadlines of citizens' cases in words.

use jiff::Timestamp;

use crate::domain::case::{BlockReason, Case, CaseKind, CaseState};
use crate::domain::town::Town;
use crate::i18n::{Locale, day};

/// What kind of case it is.
pub(super) fn kind_words(kind: CaseKind, locale: Locale) -> String {
    locale.text(&format!("desk-case-kind-{}", kind.as_str()))
}

/// Where it stands.
pub(super) fn state_words(state: CaseState, locale: Locale) -> String {
    locale.text(&format!("desk-case-state-{}", state.as_str()))
}

/// Why an account is blocked.
pub(super) fn reason_words(reason: BlockReason, locale: Locale) -> String {
    locale.text(&format!("desk-block-{}", reason.as_str()))
}

/// Until when the town ought to react; nothing when nobody waits for it.
pub(super) fn due_words(case: &Case, town: &Town, now: Timestamp, locale: Locale) -> Option<String> {
    let due = case.due_at.filter(|_| case.state.is_open() && case.muted_at.is_none())?;
    let key = if case.is_late(now) { "desk-case-late" } else { "desk-case-due" };
    Some(locale.with(key, &[("day", day(locale, due, &town.zone()).into())]))
}
