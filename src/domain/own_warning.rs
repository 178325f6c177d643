//! A warning of the town's own, as staff write it. In and out: an [`Item`] that holds it; pure. Used by jobs, which make
//! the item, and by the admin area, which shows and changes it.

use jiff::Timestamp;

use super::hazard::Hazard;
use super::item::{Item, ItemState};
use super::warning::Level;

/// The longest text of a field, in characters.
pub const LONGEST_WORDS: usize = 2000;
/// More places are a list that nobody reads.
pub const MOST_PLACES: usize = 20;

/// What staff say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnWarning {
    pub hazard: Hazard,
    pub level: Level,
    /// What happens.
    pub happening: String,
    /// What people shall do.
    pub advice: String,
    pub until: Timestamp,
    /// Where; empty: everywhere in the town.
    pub places: Vec<String>,
    /// Nothing happens: it is an exercise.
    pub exercise: bool,
}

impl OwnWarning {
    /// The one that an item holds.
    #[must_use]
    pub fn of(item: &Item) -> Option<Self> {
        let warning = item.warning.as_ref()?;
        let own = warning.own.as_ref()?;
        Some(Self {
            hazard: own.hazard,
            level: Level::of_severity(warning.severity.as_deref()),
            happening: own.happening.clone(),
            advice: warning.instruction.clone().unwrap_or_default(),
            until: warning.expires.as_ref().map_or(Timestamp::UNIX_EPOCH, |at| at.utc),
            places: warning.areas.clone(),
            exercise: warning.rehearsal,
        })
    }

    /// Whether another one says another time or place, which nobody may overlook.
    #[must_use]
    pub fn moves_from(&self, before: &Self) -> bool {
        self.until != before.until || self.places != before.places
    }
}

/// Who of the staff an item's warning comes from: their ULID.
#[must_use]
pub fn warned_by(item: &Item) -> Option<&str> {
    item.warning.as_ref()?.own.as_ref()?.by.as_deref()
}

/// Whether an item is a warning of the town's own.
#[must_use]
pub fn is_own(item: &Item) -> bool {
    item.warning.as_ref().is_some_and(|warning| warning.own.is_some())
}

/// Whether an item is a warning of the town's own that nobody ended yet.
#[must_use]
pub fn is_running(item: &Item) -> bool {
    is_own(item) && item.state != ItemState::Expired
}
