//! Days and times as clerks type them: "27.11.2026", "27.11.2026 18:00", "Freitag, 27. November 2026, 18 Uhr". In: the
//! words and the town's zone. Out: the moment, or what is wrong with the words.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};

use super::Refusal;
use crate::i18n::Locale;

/// Whether a day means its beginning or its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    From,
    Until,
}

/// Reads it; nothing typed is nothing.
///
/// # Errors
/// When it is no time, or an hour that the clocks leave out.
pub(super) fn typed_time(text: &str, end: End, zone: &TimeZone) -> Result<Option<Timestamp>, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let refused = |key| Refusal::new(key).with("text", text);
    let (day, clock) = read(text).ok_or_else(|| refused("refused-typed-time"))?;
    let (day, clock) = match (clock, end) {
        (Some(Clock::At(clock)), _) => (Some(day), clock),
        (None, End::From) => (Some(day), Time::midnight()),
        (None, End::Until) | (Some(Clock::EndOfDay), _) => (day.tomorrow().ok(), Time::midnight()),
    };
    let local = day.ok_or_else(|| refused("refused-typed-time"))?.to_datetime(clock);
    let moment = zone.to_ambiguous_timestamp(local);
    if matches!(moment.offset(), AmbiguousOffset::Gap { .. }) {
        return Err(refused("refused-typed-gap"));
    }
    // An hour that comes twice: it holds from the first and until the second.
    let at = if end == End::From { moment.earlier() } else { moment.later() };
    at.map(Some).map_err(|_| refused("refused-typed-time"))
}

/// How a moment is typed: what [`typed_time`] reads as the same.
#[must_use]
pub(super) fn typed(at: Timestamp, end: End, zone: &TimeZone) -> String {
    let local = at.to_zoned_datetime(zone.clone());
    let whole = local.time() == Time::midnight();
    let day = if whole && end == End::Until { local.date().yesterday().unwrap_or(local.date()) } else { local.date() };
    let date = format!("{:02}.{:02}.{}", day.day(), day.month(), day.year());
    if whole { date } else { format!("{date} {:02}:{:02}", local.hour(), local.minute()) }
}

enum Clock {
    At(Time),
    /// "24 Uhr".
    EndOfDay,
}

fn read(text: &str) -> Option<(Date, Option<Clock>)> {
    if let Ok(day) = text.parse::<Date>()
        && text.len() == 10
    {
        return Some((day, None));
    }
    if text.contains('-') {
        let at = text.parse::<DateTime>().ok()?;
        return Some((at.date(), Some(Clock::At(at.time()))));
    }
    let text = text.to_lowercase().replace(',', " ").replace("uhr", " ");
    let mut words = text.split_whitespace().peekable();
    // A weekday before the day says nothing new.
    words.next_if(|word| word.chars().all(char::is_alphabetic));
    let day = date(&mut words)?;
    let clock = match words.next_if(|word| *word != "um").or_else(|| words.nth(1)) {
        Some(word) => Some(clock(word)?),
        None => None,
    };
    words.next().is_none().then_some((day, clock))
}

/// "27.11.2026", "27.11.26" or "27. November 2026".
fn date<'a>(words: &mut impl Iterator<Item = &'a str>) -> Option<Date> {
    let first = words.next()?;
    let numbers: Vec<&str> = first.split('.').filter(|part| !part.is_empty()).collect();
    let (day, month, year) = match *numbers {
        [day, month, year] => (day, month.parse().ok()?, year),
        [day, month] => (day, month.parse().ok()?, words.next()?),
        [day] => (day, month_named(words.next()?)?, words.next()?),
        _ => return None,
    };
    let number: i16 = year.parse().ok()?;
    let year = match year.len() {
        2 => 2000 + number,
        4 => number,
        _ => return None,
    };
    Date::new(year, month, day.parse().ok()?).ok()
}

fn month_named(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.');
    (1..=12).find(|month| {
        let name = Locale::De.text(&format!("month-{month}")).to_lowercase();
        name == word || (word.chars().count() >= 3 && name.starts_with(word))
    })
}

/// "18:00", "18.30" or "18".
fn clock(word: &str) -> Option<Clock> {
    let (hour, minute) = word.split_once([':', '.']).unwrap_or((word, "00"));
    if minute.len() != 2 {
        return None;
    }
    match (hour.parse().ok()?, minute.parse().ok()?) {
        (24, 0) => Some(Clock::EndOfDay),
        (hour, minute) => Time::new(hour, minute, 0, 0).ok().map(Clock::At),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone() -> TimeZone {
        TimeZone::get("Europe/Berlin").unwrap()
    }

    fn at(text: &str, end: End) -> Option<String> {
        typed_time(text, end, &zone()).ok().flatten().map(|at| at.to_string())
    }

    #[test]
    fn a_day_is_read_as_it_is_typed() {
        for text in
            ["27.11.2026", " 27.11.26 ", "27. November 2026", "Freitag, 27. Nov. 2026", "2026-11-27", "27.11. 2026"]
        {
            assert_eq!(at(text, End::From).as_deref(), Some("2026-11-26T23:00:00Z"), "{text}");
            assert_eq!(at(text, End::Until).as_deref(), Some("2026-11-27T23:00:00Z"), "{text}");
        }
        for text in ["27.11.2026 18:30", "27.11.2026, 18.30 Uhr", "27. november 2026 um 18:30 Uhr", "2026-11-27T18:30"]
        {
            assert_eq!(at(text, End::From).as_deref(), Some("2026-11-27T17:30:00Z"), "{text}");
        }
        assert_eq!(at("27.11.2026 8 Uhr", End::From).as_deref(), Some("2026-11-27T07:00:00Z"));
        assert_eq!(at("27.11.2026 24 Uhr", End::Until).as_deref(), Some("2026-11-27T23:00:00Z"));
        for text in ["", "  "] {
            assert_eq!(typed_time(text, End::From, &zone()).unwrap(), None);
        }
        for text in
            ["morgen", "31.2.2026", "27.11.", "27.11.2026 25:00", "27.11.2026 8:5", "27.11.2026 8 9", "27.11.126"]
        {
            assert!(typed_time(text, End::From, &zone()).is_err(), "{text}");
        }
    }

    #[test]
    fn the_hours_that_the_clocks_leave_out_or_repeat_are_known() {
        assert!(typed_time("29.3.2026 2:30", End::From, &zone()).unwrap_err().is("refused-typed-gap"));
        assert_eq!(at("29.3.2026", End::Until).as_deref(), Some("2026-03-29T22:00:00Z"), "a day of 23 hours");
        assert_eq!(at("25.10.2026 2:30", End::From).as_deref(), Some("2026-10-25T00:30:00Z"));
        assert_eq!(at("25.10.2026 2:30", End::Until).as_deref(), Some("2026-10-25T01:30:00Z"));
    }

    #[test]
    fn what_is_shown_in_a_field_is_read_as_the_same() {
        for (text, end) in [("27.11.2026", End::From), ("27.11.2026", End::Until), ("27.11.2026 18:30", End::Until)] {
            let moment = typed_time(text, end, &zone()).unwrap().unwrap();
            assert_eq!(typed(moment, end, &zone()), text);
        }
    }
}
