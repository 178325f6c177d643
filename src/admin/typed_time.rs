//! Days and times as clerks type them in fields that may stay empty. In: the words and the town's zone. Out: the moment, or
//! what is wrong with the words, for people; [`day_text`] reads them.

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;

use super::Refusal;
use crate::domain::day_text::{self, BadMoment, DayMeans};

/// Reads it; nothing typed is nothing.
///
/// # Errors
/// When it is no time, or an hour that the clocks leave out.
pub(super) fn typed_time(text: &str, means: DayMeans, zone: &TimeZone) -> Result<Option<Timestamp>, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let refused = |bad| match bad {
        BadMoment::Skipped => "refused-typed-gap",
        BadMoment::Unreadable | BadMoment::NoSuchDay => "refused-typed-time",
    };
    day_text::read(text, means, zone)
        .map(|moment| Some(moment.at))
        .map_err(|bad| Refusal::new(refused(bad)).with("text", text))
}

/// How a moment is typed: what [`typed_time`] reads as the same.
#[must_use]
pub(super) fn typed(at: Timestamp, means: DayMeans, zone: &TimeZone) -> String {
    let local = at.to_zoned_datetime(zone.clone());
    let whole = local.time() == Time::midnight();
    let day =
        if whole && means == DayMeans::End { local.date().yesterday().unwrap_or(local.date()) } else { local.date() };
    let date = format!("{:02}.{:02}.{}", day.day(), day.month(), day.year());
    if whole { date } else { format!("{date} {:02}:{:02}", local.hour(), local.minute()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone() -> TimeZone {
        TimeZone::get("Europe/Berlin").unwrap()
    }

    fn at(text: &str, end: DayMeans) -> Option<String> {
        typed_time(text, end, &zone()).ok().flatten().map(|at| at.to_string())
    }

    #[test]
    fn a_day_is_read_as_it_is_typed() {
        for text in
            ["27.11.2026", " 27.11.26 ", "27. November 2026", "Freitag, 27. Nov. 2026", "2026-11-27", "27.11. 2026"]
        {
            assert_eq!(at(text, DayMeans::Begin).as_deref(), Some("2026-11-26T23:00:00Z"), "{text}");
            assert_eq!(at(text, DayMeans::End).as_deref(), Some("2026-11-27T23:00:00Z"), "{text}");
        }
        for text in ["27.11.2026 18:30", "27.11.2026, 18.30 Uhr", "27. november 2026 um 18:30 Uhr", "2026-11-27T18:30"]
        {
            assert_eq!(at(text, DayMeans::Begin).as_deref(), Some("2026-11-27T17:30:00Z"), "{text}");
        }
        assert_eq!(at("27.11.2026 8 Uhr", DayMeans::Begin).as_deref(), Some("2026-11-27T07:00:00Z"));
        assert_eq!(at("27.11.2026 24 Uhr", DayMeans::End).as_deref(), Some("2026-11-27T23:00:00Z"));
        for text in ["", "  "] {
            assert_eq!(typed_time(text, DayMeans::Begin, &zone()).unwrap(), None);
        }
        for text in
            ["morgen", "31.2.2026", "27.11.", "27.11.2026 25:00", "27.11.2026 8:5", "27.11.2026 8 9", "27.11.126"]
        {
            assert!(typed_time(text, DayMeans::Begin, &zone()).is_err(), "{text}");
        }
    }

    #[test]
    fn the_hours_that_the_clocks_leave_out_or_repeat_are_known() {
        assert!(typed_time("29.3.2026 2:30", DayMeans::Begin, &zone()).unwrap_err().is("refused-typed-gap"));
        assert_eq!(at("29.3.2026", DayMeans::End).as_deref(), Some("2026-03-29T22:00:00Z"), "a day of 23 hours");
        assert_eq!(at("25.10.2026 2:30", DayMeans::Begin).as_deref(), Some("2026-10-25T00:30:00Z"));
        assert_eq!(at("25.10.2026 2:30", DayMeans::End).as_deref(), Some("2026-10-25T01:30:00Z"));
    }

    #[test]
    fn what_is_shown_in_a_field_is_read_as_the_same() {
        for (text, end) in
            [("27.11.2026", DayMeans::Begin), ("27.11.2026", DayMeans::End), ("27.11.2026 18:30", DayMeans::End)]
        {
            let moment = typed_time(text, end, &zone()).unwrap().unwrap();
            assert_eq!(typed(moment, end, &zone()), text);
        }
    }
}
