//! Times of a calendar: days, clocks on the wall, moments, durations (RFC 5545 §3.3.4 to §3.3.6). In: a property and the
//! calendar's zones. Out: an [`ItemTime`] with the zone its clock is written in. Called by `event_read`.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use super::super::time_parse::parse_time;
use super::line_read::Line;
use super::zone_read::Zones;
use crate::domain::item::{ItemTime, Precision};

/// Years outside are accidents.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2200;

/// A time with the zone in which it is written.
#[derive(Debug, Clone)]
pub struct Moment {
    pub time: ItemTime,
    pub zone: TimeZone,
}

impl Moment {
    /// Only a day is given.
    #[must_use]
    pub fn is_day(&self) -> bool {
        self.time.precision == Precision::Date
    }

    /// What the wall shows there.
    #[must_use]
    pub fn local(&self) -> DateTime {
        self.zone.to_datetime(self.time.utc)
    }

    /// The same moment or day in a form that does not depend on how it was written.
    #[must_use]
    pub fn key(&self) -> String {
        if self.is_day() {
            self.local().date().strftime("%Y%m%d").to_string()
        } else {
            self.time.utc.strftime("%Y%m%dT%H%M%SZ").to_string()
        }
    }

    /// That day's noon: a whole day in this zone.
    #[must_use]
    pub fn as_day(&self, date: Date) -> Option<Self> {
        let utc = self.zone.to_timestamp(date.at(12, 0, 0, 0)).ok()?;
        Some(Self { time: ItemTime { utc, precision: Precision::Date, ..self.time.clone() }, zone: self.zone.clone() })
    }
}

/// Reads a property with one time. Without a zone it is local to the source (a "floating" time).
#[must_use]
pub fn moment(line: &Line, zones: &Zones) -> Option<Moment> {
    let zone = line.param("TZID").map_or_else(|| zones.source.clone(), |name| zones.named(name));
    moment_of(line.value.trim(), zone, zones)
}

/// Reads a property with a list of times; of periods their beginnings. What cannot be read is left out.
pub fn moments(line: &Line, zones: &Zones) -> Vec<Moment> {
    let zone = line.param("TZID").map_or_else(|| zones.source.clone(), |name| zones.named(name));
    let starts = line.value.split(',').map(|one| one.split('/').next().unwrap_or(one).trim());
    starts.filter_map(|one| moment_of(one, zone.clone(), zones)).collect()
}

fn moment_of(text: &str, zone: TimeZone, zones: &Zones) -> Option<Moment> {
    let digits =
        |range: std::ops::Range<usize>| text.get(range).filter(|part| part.bytes().all(|b| b.is_ascii_digit()));
    let Some(day) = digits(0..8) else {
        // `2026-12-05T19:00:00+01:00` and whatever else people write.
        let time = parse_time(text, &zone)?;
        return Some(Moment { time, zone });
    };
    let number = |range: std::ops::Range<usize>| digits(range).and_then(|part| part.parse::<i8>().ok());
    let date = Date::new(day.get(..4)?.parse().ok()?, number(4..6)?, number(6..8)?).ok()?;
    if !YEARS.contains(&date.year()) {
        return None;
    }
    let orig = text.to_owned();
    if !matches!(text.as_bytes().get(8), Some(b'T' | b't')) {
        // A day is a day of the place, whatever zone stands beside it.
        let zone = zones.source.clone();
        let utc = zone.to_timestamp(date.at(12, 0, 0, 0)).ok()?;
        return Some(Moment { time: ItemTime { utc, orig, precision: Precision::Date }, zone });
    }
    let (hour, minute, second) = (number(9..11)?, number(11..13)?, number(13..15));
    let date = if hour == 24 { date.tomorrow().ok()? } else { date };
    let local = date.to_datetime(jiff::civil::Time::new(hour % 24, minute, second.unwrap_or(0).min(59), 0).ok()?);
    let zone = if text.ends_with(['Z', 'z']) { TimeZone::UTC } else { zone };
    let precision = if second.is_some() { Precision::Second } else { Precision::Minute };
    Some(Moment { time: ItemTime { utc: zone.to_timestamp(local).ok()?, orig, precision }, zone })
}

/// When something ends that lasts this long (`DURATION`): days and weeks by the calendar, hours by the clock.
#[must_use]
pub fn after(start: &Moment, duration: &str) -> Option<Moment> {
    let span: Span = duration.trim().trim_start_matches('+').parse().ok()?;
    if span.is_negative() {
        return None;
    }
    let end: Timestamp = start.time.utc.to_zoned_datetime(start.zone.clone()).checked_add(span).ok()?.timestamp();
    let time = ItemTime { utc: end, orig: duration.trim().to_owned(), precision: start.time.precision };
    Some(Moment { time, zone: start.zone.clone() })
}

/// A duration in seconds; days have 24 hours.
#[must_use]
pub fn seconds(duration: &str) -> Option<u32> {
    let span: Span = duration.trim().parse().ok()?;
    let day = jiff::SpanRelativeTo::days_are_24_hours();
    u32::try_from(span.to_duration(day).ok()?.as_secs()).ok().filter(|seconds| *seconds > 0)
}

#[cfg(test)]
mod tests {
    use super::super::line_read::lines;
    use super::*;

    fn read(line: &str) -> Option<Moment> {
        let zones = Zones::of(&[], &TimeZone::get("Europe/Berlin").unwrap());
        moment(&lines(line.as_bytes(), None)[0], &zones)
    }

    #[rstest::rstest]
    #[case("DTSTART;VALUE=DATE:20261205", "2026-12-05T11:00:00Z", Precision::Date)]
    #[case("DTSTART:20261205", "2026-12-05T11:00:00Z", Precision::Date)]
    #[case("DTSTART:20261205T190000", "2026-12-05T18:00:00Z", Precision::Second)]
    #[case("DTSTART:20260705T1900", "2026-07-05T17:00:00Z", Precision::Minute)]
    #[case("DTSTART:20261205T190000Z", "2026-12-05T19:00:00Z", Precision::Second)]
    #[case("DTSTART;TZID=America/New_York:20261205T190000", "2026-12-06T00:00:00Z", Precision::Second)]
    #[case("DTSTART;;VALUE=DATE-TIME:20261205T240000", "2026-12-05T23:00:00Z", Precision::Second)]
    #[case("DTSTART:2026-12-05T19:00:00+01:00", "2026-12-05T18:00:00Z", Precision::Second)]
    fn a_time_is_read_as_written(#[case] line: &str, #[case] utc: &str, #[case] precision: Precision) {
        let moment = read(line).unwrap();
        assert_eq!((moment.time.utc, moment.time.precision), (utc.parse().unwrap(), precision), "{line}");
    }

    #[rstest::rstest]
    #[case("DTSTART:")]
    #[case("DTSTART:morgen")]
    #[case("DTSTART:20261399")]
    #[case("DTSTART:00010101T000000Z")]
    #[case("DTSTART:20261205T99")]
    fn what_is_no_time_is_none(#[case] line: &str) {
        assert!(read(line).is_none(), "{line}");
    }

    #[rstest::rstest]
    #[case("PT2H30M", Some("2026-10-25T01:30:00Z"))]
    #[case("P1D", Some("2026-10-26T00:00:00Z"))]
    #[case("+P1W", Some("2026-11-01T00:00:00Z"))]
    #[case("-PT1H", None)]
    #[case("kurz", None)]
    fn days_last_by_the_calendar_and_hours_by_the_clock(#[case] duration: &str, #[case] end: Option<&str>) {
        let start = read("DTSTART;TZID=Europe/Berlin:20261025T010000").unwrap();
        assert_eq!(start.time.utc.to_string(), "2026-10-24T23:00:00Z");
        let end = end.map(|end| end.parse::<Timestamp>().unwrap());
        let found = after(&start, duration).map(|end| end.time.utc);
        assert_eq!(found, end, "{duration}");
    }
}
