//! A moment as people type it in German: "24.12.2026 14:00", "Donnerstag, 24. Dezember 2026, 14 Uhr", only the day, and
//! where it says when it is, "morgen 6:30", "22:00" or "1.12.". In: the text and the town's zone. Out: the moment, or what is
//! wrong with it, also in the two nights of the year in which an hour is missing or comes twice. Called by the forms of the
//! admin area.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

/// What a text without an hour means, and which of two hours is meant where one comes twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayMeans {
    /// Its begin, and the first of two.
    Begin,
    /// The midnight behind it, and the second of two.
    End,
}

/// A moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub at: Timestamp,
    /// The hour comes twice that night.
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

const MONTHS: [&str; 12] = [
    "januar",
    "februar",
    "märz",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "dezember",
];
const WEEKDAYS: [&str; 8] =
    ["montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag"];

/// What was found in a text so far.
#[derive(Default)]
struct Found {
    day: Option<Date>,
    clock: Option<Clock>,
}

#[derive(Clone, Copy)]
enum Clock {
    At(Time),
    /// "24 Uhr".
    EndOfDay,
}

/// Reads a text that names its day in full.
///
/// # Errors
/// What is wrong with it.
pub fn read(text: &str, day_means: DayMeans, zone: &TimeZone) -> Result<Moment, BadMoment> {
    let found = scan(text, None)?;
    moment(found.day.ok_or(BadMoment::Unreadable)?, found.clock, day_means, zone)
}

/// Reads a text as it is meant now: also "heute", "morgen", a day without a year (the next such) and an hour alone (the next
/// such).
///
/// # Errors
/// What is wrong with it.
pub fn read_from_now(text: &str, day_means: DayMeans, zone: &TimeZone, now: Timestamp) -> Result<Moment, BadMoment> {
    let today = now.to_zoned_datetime(zone.clone()).date();
    let found = scan(text, Some(today))?;
    match (found.day, found.clock) {
        (Some(day), clock) => moment(day, clock, day_means, zone),
        (None, None) => Err(BadMoment::Unreadable),
        (None, clock) => {
            let first = moment(today, clock, day_means, zone)?;
            let tomorrow = today.tomorrow().map_err(|_| BadMoment::NoSuchDay)?;
            if first.at > now { Ok(first) } else { moment(tomorrow, clock, day_means, zone) }
        }
    }
}

/// A moment as both read it.
#[must_use]
pub fn write(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned_datetime(zone.clone()).strftime("%d.%m.%Y %H:%M").to_string()
}

fn moment(day: Date, clock: Option<Clock>, means: DayMeans, zone: &TimeZone) -> Result<Moment, BadMoment> {
    let (day, time) = match (clock, means) {
        (Some(Clock::At(time)), _) => (Ok(day), time),
        (None, DayMeans::Begin) => (Ok(day), Time::midnight()),
        (None, DayMeans::End) | (Some(Clock::EndOfDay), _) => (day.tomorrow(), Time::midnight()),
    };
    let day = day.map_err(|_| BadMoment::NoSuchDay)?;
    let ambiguous = zone.to_ambiguous_timestamp(DateTime::from_parts(day, time));
    let doubled = match ambiguous.offset() {
        AmbiguousOffset::Gap { .. } => return Err(BadMoment::Skipped),
        AmbiguousOffset::Fold { .. } => true,
        AmbiguousOffset::Unambiguous { .. } => false,
    };
    let at = if means == DayMeans::Begin { ambiguous.earlier() } else { ambiguous.later() };
    Ok(Moment { at: at.map_err(|_| BadMoment::NoSuchDay)?, doubled })
}

fn scan(text: &str, today: Option<Date>) -> Result<Found, BadMoment> {
    let text = text.trim().to_lowercase().replace(',', " ");
    if text.contains('-') {
        return iso(&text);
    }
    let mut found = Found::default();
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let without_hour = found.day.is_none();
        match word {
            "um" | "uhr" | "den" | "am" | "bis" => {}
            "heute" if without_hour && today.is_some() => found.day = today,
            "morgen" if without_hour && today.is_some() => {
                found.day = today.and_then(|day| day.tomorrow().ok());
            }
            _ if without_hour && WEEKDAYS.contains(&word) => {}
            _ if without_hour && word.contains('.') => found.day = Some(date(word, &mut words, today)?),
            _ if found.clock.is_none() => found.clock = Some(clock(word)?),
            _ => return Err(BadMoment::Unreadable),
        }
    }
    Ok(found)
}

/// "2026-12-24", "2026-12-24T14:00": what some browsers and programs write.
fn iso(text: &str) -> Result<Found, BadMoment> {
    if let Ok(day) = text.parse::<Date>()
        && text.len() == 10
    {
        return Ok(Found { day: Some(day), clock: None });
    }
    let at = text.parse::<DateTime>().map_err(|_| BadMoment::Unreadable)?;
    Ok(Found { day: Some(at.date()), clock: Some(Clock::At(at.time())) })
}

/// "27.11.2026", "27.11.26", "27.11. 2026", "27. November 2026", and where it is known which day it is "27.11.".
fn date<'a>(
    word: &str,
    rest: &mut std::iter::Peekable<impl Iterator<Item = &'a str>>,
    today: Option<Date>,
) -> Result<Date, BadMoment> {
    let parts: Vec<&str> = word.split('.').filter(|part| !part.is_empty()).collect();
    let is_year = |word: &&str| matches!(word.len(), 2 | 4) && word.bytes().all(|byte| byte.is_ascii_digit());
    let (day, month, year) = match *parts {
        [day, month, year] => (day, small(month)?, Some(year)),
        [day, month] => {
            // After "27.11." two digits are an hour where no year is needed.
            let year = rest.next_if(|word| is_year(word) && (word.len() == 4 || today.is_none()));
            (day, small(month)?, year)
        }
        [day] => {
            let name = rest.next().ok_or(BadMoment::Unreadable)?;
            (day, named(name).ok_or(BadMoment::Unreadable)?, rest.next_if(is_year))
        }
        _ => return Err(BadMoment::Unreadable),
    };
    let day = small(day)?;
    let of = |year: i16| Date::new(year, month, day).map_err(|_| BadMoment::NoSuchDay);
    match (year, today) {
        (Some(year), _) => of(match year.len() {
            2 => 2000 + number(year)?,
            4 => number(year)?,
            _ => return Err(BadMoment::Unreadable),
        }),
        (None, Some(today)) => {
            let near = of(today.year())?;
            if near < today { near.checked_add(1.year()).map_err(|_| BadMoment::NoSuchDay) } else { Ok(near) }
        }
        (None, None) => Err(BadMoment::Unreadable),
    }
}

/// A month by its name or the first letters of it.
fn named(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.');
    let fits = |name: &str| name == word || (word.chars().count() >= 3 && name.starts_with(word));
    MONTHS.iter().position(|name| fits(name)).and_then(|at| i8::try_from(at + 1).ok())
}

/// "18:00", "18.30", "18" or "18uhr".
fn clock(word: &str) -> Result<Clock, BadMoment> {
    let word = word.trim_end_matches("uhr");
    let (hour, minute) = word.split_once([':', '.']).unwrap_or((word, "00"));
    if hour.len() > 2 || minute.len() != 2 {
        return Err(BadMoment::Unreadable);
    }
    match (number(hour)?, number(minute)?) {
        (24, 0) => Ok(Clock::EndOfDay),
        _ => Time::new(small(hour)?, small(minute)?, 0, 0).map(Clock::At).map_err(|_| BadMoment::NoSuchDay),
    }
}

fn number(text: &str) -> Result<i16, BadMoment> {
    let digits = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().map_err(|_| BadMoment::Unreadable) } else { Err(BadMoment::Unreadable) }
}

fn small(text: &str) -> Result<i8, BadMoment> {
    i8::try_from(number(text)?).map_err(|_| BadMoment::NoSuchDay)
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
            "24.12. 2026 14:00",
            "Donnerstag, 24. Dezember 2026, 14 Uhr",
            "24. Dez. 2026 14.00",
            "2026-12-24T14:00",
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
        for text in [
            "",
            "morgen",
            "24.12.",
            "24.12.2026 14:00 heute",
            "24.12.20261",
            "24.12.126",
            "+1.2.2026",
            "24.12.2026 8:5",
            "24.12.2026 8 9",
        ] {
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

    #[test]
    fn what_is_meant_from_now_on_needs_no_year_and_no_day() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let now: Timestamp = "2026-11-30T20:00:00Z".parse().unwrap();
        let read = |text| read_from_now(text, DayMeans::End, &zone, now).map(|moment| moment.at.to_string());
        for (typed, wanted) in [
            ("01.12.2026 18:00", "2026-12-01T17:00:00Z"),
            ("1.12.26, 18 Uhr", "2026-12-01T17:00:00Z"),
            ("1.12. 18 Uhr", "2026-12-01T17:00:00Z"),
            ("morgen um 6:30 Uhr", "2026-12-01T05:30:00Z"),
            ("heute 24:00", "2026-11-30T23:00:00Z"),
            ("heute", "2026-11-30T23:00:00Z"),
            ("2.1.", "2027-01-02T23:00:00Z"),
            ("22:00", "2026-11-30T21:00:00Z"),
            // It is nine o'clock in Berlin this very moment: the next one is meant.
            ("21:00", "2026-12-01T20:00:00Z"),
            ("20:00", "2026-12-01T19:00:00Z"),
        ] {
            assert_eq!(read(typed).as_deref(), Ok(wanted), "{typed}");
        }
        for bad in ["", "bald", "32.12.2026", "1.12.2026 25:00", "18:77", "Uhr"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
