//! A moment as people type it in German: "24.12.2026 14:00", "24.12.2026, 14 Uhr", or only the day. In: the text and the
//! town's zone. Out: the moment, or what is wrong with it, also in the two nights of the year in which an hour is missing
//! or comes twice. Called by the forms of the admin area.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use serde::{Deserialize, Serialize};

/// What a text without an hour means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayMeans {
    Begin,
    /// The midnight behind it.
    End,
}

/// A moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub at: Timestamp,
    /// The hour comes twice that night; this is the first of the two.
    pub doubled: bool,
}

/// Why a text is no moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BadMoment {
    /// It is written otherwise.
    Unreadable,
    /// There is no such day, or no such time of day.
    NoSuchDay,
    /// Clocks go forward that night, and this hour does not exist.
    Skipped,
}

/// Reads a text.
///
/// # Errors
/// What is wrong with it.
pub fn read(text: &str, day_means: DayMeans, zone: &TimeZone) -> Result<Moment, BadMoment> {
    let text = text.trim().to_lowercase().replace(',', " ");
    let mut words = text.split_whitespace().filter(|word| !matches!(*word, "um" | "uhr" | "den" | "am"));
    let date = day(words.next().ok_or(BadMoment::Unreadable)?)?;
    let time = words.next().map(time).transpose()?;
    if words.next().is_some() {
        return Err(BadMoment::Unreadable);
    }
    let local = match (time, day_means) {
        (Some(time), _) => DateTime::from_parts(date, time),
        (None, DayMeans::Begin) => DateTime::from(date),
        (None, DayMeans::End) => DateTime::from(date.tomorrow().map_err(|_| BadMoment::NoSuchDay)?),
    };
    let ambiguous = zone.to_ambiguous_timestamp(local);
    let doubled = match ambiguous.offset() {
        AmbiguousOffset::Gap { .. } => return Err(BadMoment::Skipped),
        AmbiguousOffset::Fold { .. } => true,
        AmbiguousOffset::Unambiguous { .. } => false,
    };
    let at = ambiguous.earlier().map_err(|_| BadMoment::NoSuchDay)?;
    Ok(Moment { at, doubled })
}

/// A moment as [`read`] takes it.
#[must_use]
pub fn write(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned_datetime(zone.clone()).strftime("%d.%m.%Y %H:%M").to_string()
}

fn day(word: &str) -> Result<Date, BadMoment> {
    let parts: Vec<&str> = word.split('.').collect();
    let [day, month, year] = parts.as_slice() else { return Err(BadMoment::Unreadable) };
    let number = |text: &str| -> Result<i16, BadMoment> {
        let digits = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if digits { text.parse().map_err(|_| BadMoment::Unreadable) } else { Err(BadMoment::Unreadable) }
    };
    let full = match year.len() {
        2 => 2000 + number(year)?,
        4 => number(year)?,
        _ => return Err(BadMoment::Unreadable),
    };
    let small = |text: &str| i8::try_from(number(text)?).map_err(|_| BadMoment::NoSuchDay);
    Date::new(full, small(month)?, small(day)?).map_err(|_| BadMoment::NoSuchDay)
}

fn time(word: &str) -> Result<Time, BadMoment> {
    let word = word.trim_end_matches("uhr");
    let (hour, minute) = word.split_once([':', '.']).unwrap_or((word, "00"));
    let number = |text: &str| -> Result<i8, BadMoment> {
        let digits = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if digits { text.parse().map_err(|_| BadMoment::Unreadable) } else { Err(BadMoment::Unreadable) }
    };
    Time::new(number(hour)?, number(minute)?, 0, 0).map_err(|_| BadMoment::NoSuchDay)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn berlin(text: &str, means: DayMeans) -> Result<(String, bool), BadMoment> {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        read(text, means, &zone).map(|moment| (moment.at.to_string(), moment.doubled))
    }

    #[test]
    fn people_write_a_moment_in_many_ways() {
        let want = Ok(("2026-12-24T13:00:00Z".to_owned(), false));
        for text in [
            "24.12.2026 14:00",
            "24.12.2026, 14 Uhr",
            " 24.12.26 14.00 ",
            "24.12.2026 um 14:00 Uhr",
            "24.12.2026 14uhr",
        ] {
            assert_eq!(berlin(text, DayMeans::Begin), want, "{text}");
        }
        assert_eq!(berlin("1.7.2026", DayMeans::Begin), Ok(("2026-06-30T22:00:00Z".into(), false)));
        assert_eq!(berlin("1.7.2026", DayMeans::End), Ok(("2026-07-01T22:00:00Z".into(), false)));
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let at = "2026-12-24T13:00:00Z".parse().unwrap();
        assert_eq!(read(&write(at, &zone), DayMeans::Begin, &zone).unwrap().at, at);
    }

    #[test]
    fn what_is_no_moment_is_told_apart() {
        for text in ["", "morgen", "24.12.", "2026-12-24", "24.12.2026 14:00 heute", "24.12.20261", "+1.2.2026"] {
            assert_eq!(berlin(text, DayMeans::Begin), Err(BadMoment::Unreadable), "{text}");
        }
        for text in ["31.11.2026", "0.1.2026", "300.1.2026", "24.12.2026 25:00", "24.12.2026 12:60"] {
            assert_eq!(berlin(text, DayMeans::Begin), Err(BadMoment::NoSuchDay), "{text}");
        }
    }

    #[test]
    fn the_two_odd_nights_of_the_year_are_told_apart() {
        assert_eq!(berlin("29.3.2026 2:30", DayMeans::Begin), Err(BadMoment::Skipped));
        assert_eq!(berlin("29.3.2026 3:00", DayMeans::Begin), Ok(("2026-03-29T01:00:00Z".into(), false)));
        // The first of the two, still in summer time.
        assert_eq!(berlin("25.10.2026 2:30", DayMeans::Begin), Ok(("2026-10-25T00:30:00Z".into(), true)));
        assert_eq!(berlin("25.10.2026 3:00", DayMeans::Begin), Ok(("2026-10-25T02:00:00Z".into(), false)));
    }
}
