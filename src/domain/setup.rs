//! Setting a town up, in seven steps with one question each. Pure: which steps there are and which is next;
//! `store::setup` keeps how far a town is, `admin::setup_steps` moves it on.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::stored::stored_enum;

stored_enum! {
    /// One step, by the word in its address, in the order in which they are asked.
    SetupStep {
        /// Which town, in which Bundesland.
        Place = "ort",
        /// Name, colour, arms.
        Look = "aussehen",
        /// Impressum, and who answers.
        Imprint = "impressum",
        /// The first channel.
        Channel = "kanal",
        /// Who works along.
        Team = "team",
        /// How the page will look.
        Preview = "vorschau",
        /// Make it public.
        Publish = "freischalten",
    }
}

impl SetupStep {
    /// Its place, from 1.
    #[must_use]
    pub fn number(self) -> usize {
        1 + Self::ALL.iter().position(|one| *one == self).unwrap_or_default()
    }

    /// The step behind it; none behind the last.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        Self::ALL.get(self.number()).copied()
    }
}

/// How far a town is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Setup {
    /// Steps that were gone through or passed over, counted from the first.
    pub passed: usize,
    /// Since when it is finished or put away.
    pub ended_at: Option<Timestamp>,
}

impl Setup {
    /// The step to go on with; none when it is over.
    #[must_use]
    pub fn next(&self) -> Option<SetupStep> {
        if self.ended_at.is_some() { None } else { SetupStep::ALL.get(self.passed).copied() }
    }
}

/// The Länder, as towns name theirs.
pub const LAENDER: [&str; 16] = [
    "Baden-Württemberg",
    "Bayern",
    "Berlin",
    "Brandenburg",
    "Bremen",
    "Hamburg",
    "Hessen",
    "Mecklenburg-Vorpommern",
    "Niedersachsen",
    "Nordrhein-Westfalen",
    "Rheinland-Pfalz",
    "Saarland",
    "Sachsen",
    "Sachsen-Anhalt",
    "Schleswig-Holstein",
    "Thüringen",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_step_leads_to_the_next_until_it_is_over() {
        assert_eq!(SetupStep::ALL.len(), 7, "no more than seven screens");
        assert_eq!(SetupStep::Place.next(), Some(SetupStep::Look));
        assert_eq!(SetupStep::Publish.next(), None);
        let going = Setup { passed: 3, ended_at: None };
        assert_eq!(going.next(), Some(SetupStep::Channel));
        assert_eq!(Setup { passed: 7, ..going }.next(), None);
        assert_eq!(Setup { ended_at: Some(Timestamp::UNIX_EPOCH), ..going }.next(), None);
    }
}
