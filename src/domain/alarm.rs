//! Alarms: what about a source someone must be told. Pure: which ones there are now; `jobs` raises, ends and tells them.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::ids::{AlarmId, SourceId, TownId};
use super::source::{Condition, ErrorClass, Source, SourceKind, SourceState};
use super::stored::stored_enum;

/// Trouble that may end by itself is told after this time.
const PATIENCE: SignedDuration = SignedDuration::from_mins(30);
/// No good look for this long is told whatever the reason.
const SILENCE: SignedDuration = SignedDuration::from_hours(24);

stored_enum! {
    /// What is wrong.
    AlarmKind {
        /// It cannot be read.
        Failing = "failing",
        /// Something it did waits for a person.
        Held = "held",
        /// Entries were set aside because they cannot be read.
        Unreadable = "unreadable",
        /// It was not read well for a day.
        NoSuccess = "no_success",
    }
}

/// An alarm that was raised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alarm {
    pub id: AlarmId,
    pub town: TownId,
    pub source: SourceId,
    pub kind: AlarmKind,
    pub raised_at: Timestamp,
    /// When the operators were last told of it.
    pub told_at: Option<Timestamp>,
    pub over_at: Option<Timestamp>,
}

/// What is known about a source beside its health.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Signs {
    /// When the oldest of its held changes that no one answered was held.
    pub held_since: Option<Timestamp>,
    /// Entries set aside in the last day.
    pub unreadable: u32,
}

/// The alarms there should be now. None where a person stopped the source.
#[must_use]
pub fn alarms(source: &Source, signs: Signs, now: Timestamp) -> Vec<AlarmKind> {
    if source.state != SourceState::Active || source.kind == SourceKind::Own {
        return Vec::new();
    }
    let standing = source.standing(signs.held_since);
    let older = |since: Timestamp, than: SignedDuration| now.duration_since(since) >= than;
    // Nobody may wait half an hour to hear that warnings do not come through.
    let patience = if source.kind == SourceKind::Cap { source.stale_after() } else { PATIENCE };
    let failing = standing.condition == Condition::Failing
        && (standing.cause.is_some_and(|cause| needs_a_person(cause.class()))
            || standing.since.is_some_and(|since| older(since, patience)));
    // A source that was just taken up again has an old success, but its look is due only now.
    let is_stuck = source.health.next_check_at.is_none_or(|next| older(next, PATIENCE));
    let silent = older(source.health.last_success_at.unwrap_or(source.activated_at), SILENCE)
        && (source.health.failing_since.is_some() || is_stuck);
    [
        (failing, AlarmKind::Failing),
        (signs.held_since.is_some(), AlarmKind::Held),
        (signs.unreadable > 0, AlarmKind::Unreadable),
        (silent, AlarmKind::NoSuccess),
    ]
    .into_iter()
    .filter_map(|(is_so, kind)| is_so.then_some(kind))
    .collect()
}

/// Trouble that does not end without someone.
fn needs_a_person(class: ErrorClass) -> bool {
    matches!(
        class,
        ErrorClass::AuthDead | ErrorClass::PermissionMissing | ErrorClass::VersionSunset | ErrorClass::ConfigWrong
    )
}

#[cfg(test)]
mod tests {
    use super::super::source::tests::{at, failing, source};
    use super::*;

    const DAY: i64 = 24 * 60;

    #[test]
    fn which_alarms_there_are() {
        let none = Signs::default();
        let held = Signs { held_since: Some(at(0)), unreadable: 0 };
        let unreadable = Signs { held_since: None, unreadable: 2 };
        let paused = |source: Source| Source { state: SourceState::Paused, ..source };
        let retaken = || {
            let mut source = source();
            source.health.next_check_at = Some(at(3 * DAY));
            source
        };
        use AlarmKind::{Failing, Held, NoSuccess, Unreadable};
        for (what, source, signs, minute, expected) in [
            ("all is well", source(), none, 1, vec![]),
            ("trouble begins", failing(ErrorClass::Transient, at(1)), none, 30, vec![]),
            ("trouble lasts", failing(ErrorClass::Transient, at(1)), none, 31, vec![Failing]),
            ("login ended", failing(ErrorClass::AuthDead, at(1)), none, 1, vec![Failing]),
            ("not allowed", failing(ErrorClass::PermissionMissing, at(1)), none, 1, vec![Failing]),
            ("wrong address", failing(ErrorClass::ConfigWrong, at(1)), none, 1, vec![Failing]),
            ("interface ended", failing(ErrorClass::VersionSunset, at(1)), none, 1, vec![Failing]),
            ("gone may be a mistake", failing(ErrorClass::Gone, at(1)), none, 1, vec![]),
            ("asked to wait", failing(ErrorClass::RateLimited, at(1)), none, 60, vec![]),
            ("for a day", failing(ErrorClass::RateLimited, at(1)), none, DAY, vec![NoSuccess]),
            ("trouble for a day", failing(ErrorClass::Transient, at(1)), none, DAY, vec![Failing, NoSuccess]),
            ("nobody looks", source(), none, DAY, vec![NoSuccess]),
            ("taken up again", retaken(), none, 3 * DAY, vec![]),
            ("a question", source(), held, 1, vec![Held]),
            ("broken entries", source(), unreadable, 1, vec![Unreadable]),
            ("paused", paused(failing(ErrorClass::AuthDead, at(1))), held, DAY, vec![]),
        ] {
            assert_eq!(alarms(&source, signs, at(minute)), expected, "{what}");
        }
        let own = Source { kind: SourceKind::Own, ..source() };
        assert!(alarms(&own, none, at(9 * DAY)).is_empty(), "nobody reads what staff write");
    }
}
