//! Whether a post may still disturb followers (DESIGN D11): neither import nor reconnect floods them.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::domain::item::{ItemEvent, ItemTime, Precision};
use crate::domain::source::Source;

/// How an item arrived, as far as lateness is concerned.
#[derive(Debug, Clone, Copy)]
pub struct Arrival {
    /// The latest moment at which it can have been said; `None` when the source says nothing.
    pub latest: Option<Timestamp>,
    /// Only the day is known; `latest` is then that day's end.
    pub date_only: bool,
    /// The source's first complete pass is not done yet.
    pub first_pass: bool,
    /// What it says holds beyond now, or has not begun.
    pub still_holds: bool,
}

impl Arrival {
    /// Reads an item's time in the town's zone.
    #[must_use]
    pub fn of(said: Option<&ItemTime>, zone: &TimeZone, first_pass: bool) -> Self {
        let date_only = said.is_some_and(|at| names_only_a_day(at, zone));
        let latest = said.map(|at| if date_only { end_of_day(at.utc, zone) } else { end_of_tick(at) });
        Self { latest, date_only, first_pass, still_holds: false }
    }
}

/// What that means for followers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lateness {
    /// News: everyone is told.
    Fresh,
    /// Missed for more than an hour, or perhaps, as nobody looked for so long and the source names no hour: told one by
    /// one, or as one summary when there are more than five.
    Late,
    /// On page, feeds and outbox only.
    Silent,
}

/// Judges one new item of a source, as it was before this look.
#[must_use]
pub fn judge(arrival: Arrival, source: &Source, now: Timestamp) -> Lateness {
    let without_hour = arrival.latest.is_none() || arrival.date_only;
    if without_hour && arrival.first_pass {
        return Lateness::Silent;
    }
    let hours_since = |at: Timestamp| now.duration_since(at).as_hours();
    let outdated = |latest| hours_since(latest) >= 24 && (arrival.first_pass || !arrival.still_holds);
    if arrival.latest.is_some_and(|latest| latest < source.activated_at || outdated(latest)) {
        return Lateness::Silent;
    }
    let said_long_ago = arrival.latest.is_some_and(|latest| hours_since(latest) >= 1);
    let unread_for_long = source.health.last_success_at.is_some_and(|last| hours_since(last) >= 1);
    if said_long_ago || (without_hour && unread_for_long) { Lateness::Late } else { Lateness::Fresh }
}

/// Judges a new appointment. It is announced when it first stands in the calendar, whatever the calendar says about when it
/// was written down; what is over is no announcement. Many at once (the meetings of a year) become one summary.
#[must_use]
pub fn judge_event(event: &ItemEvent, first_pass: bool, now: Timestamp) -> Lateness {
    if first_pass || event.is_over(now) { Lateness::Silent } else { Lateness::Late }
}

/// Whether a time names a day and no hour. Many content systems write midnight, of their zone or of Greenwich, when they
/// know only the day; showing or counting that hour would be false precision.
#[must_use]
pub fn names_only_a_day(at: &ItemTime, zone: &TimeZone) -> bool {
    let midnight = |zone: TimeZone| {
        let local = at.utc.to_zoned_datetime(zone);
        (local.hour(), local.minute(), local.second()) == (0, 0, 0)
    };
    at.precision == Precision::Date || midnight(TimeZone::UTC) || midnight(zone.clone())
}

/// Most sources count in seconds, some in minutes: what they date to the moment at which a channel was connected may have
/// been said after it.
fn end_of_tick(at: &ItemTime) -> Timestamp {
    let seconds = match at.precision {
        Precision::Minute => 60,
        Precision::Second | Precision::Date => 1,
    };
    let finer = at.utc.subsec_nanosecond() != 0;
    let tick = SignedDuration::from_secs(seconds) - SignedDuration::from_nanos(1);
    if finer { at.utc } else { at.utc.checked_add(tick).unwrap_or(at.utc) }
}

fn end_of_day(at: Timestamp, zone: &TimeZone) -> Timestamp {
    at.to_zoned_datetime(zone.clone()).end_of_day().map_or(at, |end| end.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str, precision: Precision) -> ItemTime {
        ItemTime { utc: text.parse().unwrap(), orig: text.into(), precision }
    }

    #[test]
    fn midnight_is_a_day_without_an_hour() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        for (text, precision, only_a_day) in [
            ("2025-07-18T00:00:00Z", Precision::Second, true),
            ("2025-07-17T22:00:00Z", Precision::Second, true),
            ("2025-07-18T10:00:00Z", Precision::Date, true),
            ("2025-07-18T00:00:01Z", Precision::Second, false),
            ("2025-07-18T08:30:00Z", Precision::Minute, false),
        ] {
            assert_eq!(names_only_a_day(&time(text, precision), &zone), only_a_day, "{text}");
        }
        let day = Arrival::of(Some(&time("2025-07-18T00:00:00Z", Precision::Second)), &zone, false);
        assert_eq!(day.latest.unwrap().to_string(), "2025-07-18T21:59:59.999999999Z");
    }

    #[test]
    fn what_is_dated_to_the_second_of_the_connection_may_have_been_said_after_it() {
        for (text, precision, latest) in [
            ("2025-07-18T10:00:01Z", Precision::Second, "2025-07-18T10:00:01.999999999Z"),
            ("2025-07-18T10:01:00Z", Precision::Minute, "2025-07-18T10:01:59.999999999Z"),
            ("2025-07-18T10:00:01.25Z", Precision::Second, "2025-07-18T10:00:01.25Z"),
        ] {
            let arrival = Arrival::of(Some(&time(text, precision)), &TimeZone::UTC, false);
            assert_eq!(arrival.latest.unwrap().to_string(), latest);
        }
    }
}
