//! How far back a look reads. In: what was read when. Out: the span of the next look and what is remembered of it. Fresh
//! posts are read each time, older ones at growing distances (spec/sources.md §17, "Re-list sweep"): a week each time,
//! a month hourly, a year daily. Called by the looks of all three platforms.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::super::contract::Window;
use super::super::failure::SourceError;
use super::page_walk::Walk;
use super::usage_read::{SLOW_PERCENT, STOP_PERCENT, Usage};
use crate::domain::source::Cause;

const DAY_S: i64 = 86_400;
/// Read each time.
const WEEK_S: i64 = 7 * DAY_S;
/// Read every hour.
const MONTH_S: i64 = 30 * DAY_S;
/// Read every day.
const YEAR_S: i64 = 366 * DAY_S;

/// How long to leave a platform alone at [`STOP_PERCENT`] when it does not say how long.
const REST_MIN: i64 = 30;
/// How long to wait between looks from [`SLOW_PERCENT`] on, in seconds.
const SLOW_S: u32 = 600;

/// What is remembered between looks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sweep {
    /// The first look, which reads all it may, is done.
    begun: bool,
    /// It has listed something before.
    listed: bool,
    month_at: Option<Timestamp>,
    year_at: Option<Timestamp>,
    /// Not asked before this moment.
    rest_until: Option<Timestamp>,
}

/// How far a look reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// All there is.
    All,
    Year,
    Month,
    Week,
}

impl Reach {
    /// The earliest moment it reads, as `since` wants it; nothing when it reads all.
    #[must_use]
    pub fn since(self, now: Timestamp) -> Option<Timestamp> {
        let back = match self {
            Self::All => return None,
            Self::Year => YEAR_S,
            Self::Month => MONTH_S,
            Self::Week => WEEK_S,
        };
        now.checked_sub(SignedDuration::from_secs(back)).ok()
    }
}

impl Sweep {
    /// How far to read now.
    ///
    /// # Errors
    /// [`Cause::AskedToWait`] while the platform is left alone.
    pub fn reach(&self, now: Timestamp) -> Result<Reach, SourceError> {
        if let Some(until) = self.rest_until.filter(|until| *until > now) {
            let mut error = SourceError::new(Cause::AskedToWait, "what the platform allows is nearly used up");
            error.until = Some(until);
            return Err(error);
        }
        let due =
            |last: Option<Timestamp>, every: i64| last.is_none_or(|last| now.duration_since(last).as_secs() >= every);
        Ok(match self {
            Self { begun: false, .. } => Reach::All,
            Self { year_at, .. } if due(*year_at, DAY_S) => Reach::Year,
            Self { month_at, .. } if due(*month_at, 3_600) => Reach::Month,
            _ => Reach::Week,
        })
    }

    /// Notes what was listed. A whole year without a single post, where there were some, is a permission that went
    /// missing rather than news.
    ///
    /// # Errors
    /// [`Cause::EmptyList`].
    pub fn take(&mut self, walk: &Walk, reach: Reach) -> Result<(), SourceError> {
        if walk.nodes.is_empty() && walk.ended && self.listed && matches!(reach, Reach::All | Reach::Year) {
            return Err(SourceError::new(Cause::EmptyList, "the account lists nothing any more"));
        }
        self.listed |= !walk.nodes.is_empty();
        Ok(())
    }

    /// Notes that the platform asked us to wait.
    pub fn rest(&mut self, error: &SourceError) {
        if error.cause == Cause::AskedToWait {
            self.rest_until = self.rest_until.max(error.until);
        }
    }

    /// Notes a look that went well.
    pub fn done(&mut self, reach: Reach, usage: Usage, now: Timestamp) {
        self.begun = true;
        if matches!(reach, Reach::All | Reach::Year) {
            self.year_at = Some(now);
        }
        if reach != Reach::Week {
            self.month_at = Some(now);
        }
        let rest = if usage.regain_min > 0 { usage.regain_min } else { REST_MIN };
        let rest = SignedDuration::from_mins(rest.clamp(1, 2 * 24 * 60));
        self.rest_until = if usage.percent >= STOP_PERCENT { now.checked_add(rest).ok() } else { None };
    }
}

/// How long to wait for the next look, in seconds.
#[must_use]
pub fn interval_hint(usage: Usage) -> Option<u32> {
    (usage.percent >= SLOW_PERCENT).then_some(SLOW_S)
}

/// For which time a walk listed everything. An empty listing proves nothing.
#[must_use]
pub fn window(walk: &Walk, reach: Reach, now: Timestamp, oldest: Option<Timestamp>) -> Window {
    if !walk.ended || walk.nodes.is_empty() {
        return Window::Partial;
    }
    match reach.since(now) {
        None => Window::Complete { from: oldest, to: Some(now) },
        Some(from) => Window::Span { from, to: now },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + 3_600 * hours).unwrap()
    }

    #[test]
    fn older_posts_are_read_at_growing_distances() {
        let mut sweep = Sweep::default();
        let mut reaches = Vec::new();
        for hours in [0, 0, 1, 1, 23, 24, 24] {
            let reach = sweep.reach(at(hours)).unwrap();
            reaches.push(reach);
            sweep.done(reach, Usage::default(), at(hours));
        }
        use Reach::{All, Month, Week, Year};
        assert_eq!(reaches, [All, Week, Month, Week, Month, Year, Week]);
        assert_eq!(Week.since(at(0)), Some(at(-7 * 24)));
    }

    #[test]
    fn a_year_without_a_post_is_no_news() {
        let empty = Walk { ended: true, ..Walk::default() };
        let full = Walk { nodes: vec![serde_json::json!({"id": "1"})], ..empty.clone() };
        let mut sweep = Sweep::default();
        assert_eq!(sweep.take(&empty, Reach::All), Ok(()), "a new account has nothing to list");
        assert_eq!(sweep.take(&full, Reach::Week), Ok(()));
        assert_eq!(sweep.take(&empty, Reach::Week), Ok(()), "a quiet week");
        assert_eq!(sweep.take(&empty, Reach::Year).unwrap_err().cause, Cause::EmptyList);
    }

    #[test]
    fn a_nearly_used_up_platform_is_left_alone() {
        let mut sweep = Sweep::default();
        sweep.done(Reach::All, Usage { percent: 80, regain_min: 0 }, at(0));
        let error = sweep.reach(at(0)).unwrap_err();
        assert_eq!(
            (error.cause, error.until),
            (Cause::AskedToWait, at(0).checked_add(SignedDuration::from_mins(30)).ok())
        );
        assert_eq!(sweep.reach(at(1)), Ok(Reach::Month));
        assert_eq!(
            (interval_hint(Usage { percent: 49, regain_min: 0 }), interval_hint(Usage { percent: 50, regain_min: 0 })),
            (None, Some(SLOW_S))
        );
    }
}
