//! From when until when a message holds: read from its text, or set by staff. In: title, text, the day of the post and the
//! town's zone. Out: one period with its kind, or nothing. Nothing is the answer whenever two periods compete, the text
//! tells of what is over, or a day cannot be told for certain: a missing line on the page is better than a wrong one.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

mod cues;
mod days;
mod lex;
mod marks;
mod resolve;
#[cfg(test)]
mod tests;
mod warning;

use cues::{Cue, Tone};
use marks::{Mark, Role};
use resolve::Period;
pub use warning::of_warning;

/// What holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValidityKind {
    /// A street or a path is closed.
    Closure,
    /// A house is open or closed.
    Hours,
    /// Until then something has to be handed in.
    Deadline,
    /// It takes place then.
    Event,
    /// An official warning.
    Warning,
    Other,
}

impl ValidityKind {
    /// Every kind there is.
    pub const ALL: [Self; 6] = [Self::Closure, Self::Hours, Self::Deadline, Self::Event, Self::Warning, Self::Other];

    /// The form in which it is stored and typed.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Closure => "closure",
            Self::Hours => "hours",
            Self::Deadline => "deadline",
            Self::Event => "event",
            Self::Warning => "warning",
            Self::Other => "other",
        }
    }

    /// Reads the stored form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// From when until when a message holds. At least one end is known; midnight in the town's zone means that only the day
/// is: the end of a day is the midnight behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validity {
    pub kind: ValidityKind,
    pub from: Option<Timestamp>,
    /// The first moment at which it holds no more.
    pub until: Option<Timestamp>,
}

impl Validity {
    /// Whether it is over.
    #[must_use]
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.until.is_some_and(|until| until <= now)
    }

    /// Whether it certainly still matters: its end is known and ahead, or it has not begun.
    #[must_use]
    pub fn is_ahead(&self, now: Timestamp) -> bool {
        self.until.or(self.from).is_some_and(|end| end > now)
    }

    /// The next moment at which the page has to say something else.
    #[must_use]
    pub fn next_change(&self, now: Timestamp) -> Option<Timestamp> {
        [self.from, self.until].into_iter().flatten().filter(|at| *at > now).min()
    }
}

/// Who said how long it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValidityOrigin {
    /// Read from the text; read anew when the text changes.
    Text,
    /// Set by staff, also to "nothing"; stays.
    Staff,
}

impl ValidityOrigin {
    /// The form in which it is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Staff => "staff",
        }
    }

    /// Reads the stored form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Text, Self::Staff].into_iter().find(|origin| origin.as_str() == text)
    }
}

/// A period that the text names together with what holds.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    kind: ValidityKind,
    period: Period,
}

/// An event is announced in the title and the first two sentences.
const EVENT_WITHIN: usize = 3;

/// Reads a German text that was posted on a day in a zone.
#[must_use]
pub fn propose(title: Option<&str>, text: &str, posted: Date, zone: &TimeZone) -> Option<Validity> {
    let sentences = lex::sentences(title, text);
    let tones: Vec<Tone> = sentences.iter().map(cues::tone).collect();
    if sentences.iter().zip(&tones).any(|(sentence, tone)| sentence.title && tone.over) {
        return None;
    }
    let mut candidates = Vec::new();
    let mut spoken_of: Option<ValidityKind> = None;
    for (place, (sentence, tone)) in sentences.iter().zip(&tones).enumerate() {
        // The title's subject stays the subject.
        spoken_of = spoken_of.or_else(|| tone.state());
        if tone.past {
            continue;
        }
        for mark in marks::find(sentence, posted) {
            let Some(kind) = kind_of(&mark, tone, spoken_of) else { continue };
            // Further down it is some other event that is mentioned by the way.
            if kind == ValidityKind::Event && place >= EVENT_WITHIN {
                continue;
            }
            if mark.role == Role::Open {
                return None;
            }
            match resolve::period(&mark, kind, posted, zone) {
                Some(period) => candidates.push(Candidate { kind, period }),
                // A day that is over tells nothing about the rest.
                None if matches!(mark.role, Role::From | Role::On) => {}
                None => return None,
            }
        }
    }
    settle(candidates, posted, zone)
}

/// What a mark says about, if it says how long something holds.
fn kind_of(mark: &Mark, tone: &Tone, spoken_of: Option<ValidityKind>) -> Option<ValidityKind> {
    let ends = matches!(mark.role, Role::Until | Role::Range | Role::Open);
    if tone.over && !(ends && tone.has(Cue::Closed)) {
        return None;
    }
    if (tone.finished || tone.begins && !tone.has(Cue::TakesPlace)) && mark.role == Role::On
        || tone.regular && !matches!(mark.role, Role::Until | Role::Range)
    {
        return None;
    }
    if tone.has(Cue::DeadlineNoun) {
        return (mark.role != Role::From).then_some(ValidityKind::Deadline);
    }
    if tone.has(Cue::Closed) {
        return Some(ValidityKind::Closure);
    }
    if tone.has(Cue::HandIn) && mark.role == Role::Until {
        return Some(ValidityKind::Deadline);
    }
    if tone.has(Cue::House) {
        return Some(ValidityKind::Hours);
    }
    if tone.has(Cue::Holds) {
        return Some(ValidityKind::Other);
    }
    if tone.has(Cue::TakesPlace) {
        return matches!(mark.role, Role::On | Role::Range).then_some(ValidityKind::Event);
    }
    // "Die Arbeiten dauern bis Freitag", after a sentence about what is closed.
    (ends && tone.has(Cue::Work)).then_some(spoken_of).flatten()
}

/// One period out of all that were named, if they agree.
fn settle(mut candidates: Vec<Candidate>, posted: Date, zone: &TimeZone) -> Option<Validity> {
    let has = |kind, all: &[Candidate]| all.iter().any(|one| one.kind == kind);
    // What takes place is only the reason for what is closed or wanted.
    if candidates.iter().any(|one| one.kind != ValidityKind::Event) {
        candidates.retain(|one| one.kind != ValidityKind::Event);
    }
    if has(ValidityKind::Deadline, &candidates) && candidates.iter().any(|one| one.kind != ValidityKind::Deadline) {
        return None;
    }
    let first = candidates.first()?;
    let period = candidates.iter().skip(1).try_fold(first.period, |all, one| all.joined(one.period, zone))?;
    let begun = period.from.is_some_and(|from| from.to_zoned_datetime(zone.clone()).date() <= posted);
    if period.until.is_none() && (begun || matches!(first.kind, ValidityKind::Deadline | ValidityKind::Event)) {
        return None;
    }
    Some(Validity { kind: first.kind, from: period.from, until: period.until })
}
