//! Units of the Data API: 10,000 a day, counted anew at midnight in California. In: the moment and what was counted.
//! Out: whether a look may be paid. Kept in the cursor. Called by `poll`.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::super::failure::SourceError;
use crate::domain::source::Cause;

/// What looks may use of a day; the rest is for lookups.
const DAILY: u32 = 8000;

/// What was used on one day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Ledger {
    day: String,
    used: u32,
}

impl Ledger {
    /// Pays for a look.
    ///
    /// # Errors
    /// [`Cause::QuotaUsed`] until the next midnight in California when too little is left.
    pub(super) fn pay(&mut self, units: u32, now: Timestamp) -> Result<(), SourceError> {
        let day = now.to_zoned_datetime(california()).date().to_string();
        if self.day != day {
            *self = Self { day, used: 0 };
        }
        if self.used.saturating_add(units) > DAILY {
            let error = SourceError::new(Cause::QuotaUsed, "the units of this day are used up");
            return Err(SourceError { until: midnight_after(now), ..error });
        }
        self.used += units;
        Ok(())
    }
}

/// When units are counted anew.
pub(super) fn midnight_after(now: Timestamp) -> Option<Timestamp> {
    let tomorrow = now.to_zoned_datetime(california()).date().tomorrow().ok()?;
    tomorrow.to_zoned_datetime(california()).ok().map(|midnight| midnight.timestamp())
}

fn california() -> TimeZone {
    TimeZone::get("America/Los_Angeles").unwrap_or(TimeZone::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_at_midnight_in_california() {
        let noon: Timestamp = "2025-07-18T19:00:00Z".parse().unwrap();
        let mut ledger = Ledger::default();
        for _ in 0..4000 {
            ledger.pay(2, noon).unwrap();
        }
        let refused = ledger.pay(2, noon).unwrap_err();
        let midnight: Timestamp = "2025-07-19T07:00:00Z".parse().unwrap();
        assert_eq!((refused.cause, refused.until), (Cause::QuotaUsed, Some(midnight)));
        assert!(ledger.pay(2, midnight).is_ok());
    }
}
