//! The decision. In: two fingerprints of one town and two sources. Out: the same, not the same, or a matter for staff.

use super::Fingerprint;
use super::weighing::Weighing;

/// What the judge says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Verdict {
    /// One message.
    Same(Reason),
    /// Two messages.
    Different(Conflict),
    /// Perhaps one message: staff decides, the machine does not merge.
    Doubt(Reason),
}

/// Why two posts are, or may be, one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// One links to the other's own page.
    Permalink,
    /// Both link to one page.
    Link,
    /// Near-identical text.
    Text,
    /// One picture, and text that fits.
    Picture,
    /// The same day and place, told in other words.
    Event,
    /// Alike, but a warning or a cancellation, which no machine merges.
    ByHand,
    /// Alike, but not enough.
    Alike,
}

/// Why two posts are two messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflict {
    /// Too little in common.
    Unlike,
    Day,
    Clock,
    Name,
    /// Other part, level or number of a series.
    Series,
    /// Other amounts of the same things.
    Amount,
    /// One is called off, moved or lifted, the other is not.
    Turn,
    /// The same sentences about something else.
    Template,
    /// One fingerprint is of a version that can no longer be compared.
    Version,
}

impl Conflict {
    /// Whether it is read out of the wording, so that an item between the two, which says both, can set it right: one names
    /// the start, one the speech, and the third both.
    pub(super) fn is_of_wording(self) -> bool {
        matches!(self, Self::Clock | Self::Name | Self::Amount | Self::Template)
    }
}

/// Scores from which two posts are the same, or perhaps the same.
const SAME: f32 = 3.0;
pub(super) const DOUBT: f32 = -0.8;
/// Score from which an item belongs to a post that nothing speaks against.
pub(super) const NEAR: f32 = -0.4;

/// Compares two posts.
#[must_use]
pub fn judge(one: &Fingerprint, other: &Fingerprint) -> Verdict {
    verdict(&Weighing::of(one, other))
}

fn verdict(weighing: &Weighing) -> Verdict {
    if let Some(conflict) = weighing.conflict {
        return Verdict::Different(conflict);
    }
    let score = weighing.score();
    let reason = if weighing.permalink {
        Reason::Permalink
    } else if weighing.link {
        Reason::Link
    } else if weighing.covered > 0.75 {
        Reason::Text
    } else if weighing.picture {
        Reason::Picture
    } else {
        Reason::Event
    };
    if score >= SAME {
        if weighing.by_hand { Verdict::Doubt(Reason::ByHand) } else { Verdict::Same(reason) }
    } else if score >= DOUBT {
        Verdict::Doubt(if weighing.by_hand { Reason::ByHand } else { Reason::Alike })
    } else {
        Verdict::Different(Conflict::Unlike)
    }
}
