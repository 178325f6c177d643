//! Times as sources write them: RFC 822 with all its accidents, ISO 8601, German dates. In: the text and the source's
//! zone. Out: an [`ItemTime`] in UTC that keeps the text and says how exact it is. Shared by all connectors.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};

use crate::domain::item::{ItemTime, Precision};

/// Years before this one are the accidents of empty fields (1970, 0001), not news.
const FIRST_YEAR: i16 = 1990;

/// No time takes more bytes than this, white space included.
const MAX_LENGTH: usize = 200;

/// English and German month names; any prefix of at least three letters counts.
const MONTHS: [[&str; 3]; 12] = [
    ["january", "januar", "jänner"],
    ["february", "februar", "feber"],
    ["march", "märz", "maerz"],
    ["april", "april", "april"],
    ["may", "mai", "mai"],
    ["june", "juni", "juni"],
    ["july", "juli", "juli"],
    ["august", "august", "august"],
    ["september", "september", "september"],
    ["october", "oktober", "oktober"],
    ["november", "november", "november"],
    ["december", "dezember", "dezember"],
];

/// Zone names with their offset in hours (RFC 822 §5, and what German servers write).
const ZONES: &[(&str, i32)] = &[
    ("gmt", 0),
    ("utc", 0),
    ("ut", 0),
    ("z", 0),
    ("wet", 0),
    ("west", 1),
    ("bst", 1),
    ("mez", 1),
    ("cet", 1),
    ("mesz", 2),
    ("cest", 2),
    ("mest", 2),
    ("eet", 2),
    ("eest", 3),
    ("msk", 3),
    ("est", -5),
    ("edt", -4),
    ("cst", -6),
    ("cdt", -5),
    ("mst", -7),
    ("mdt", -6),
    ("pst", -8),
    ("pdt", -7),
];

/// Reads a time. Without a zone it is local to `zone`; without a clock it is that day's noon there, so that no zone
/// shifts the day. `None` when it cannot be read or lies before 1990.
#[must_use]
pub fn parse_time(orig: &str, zone: &TimeZone) -> Option<ItemTime> {
    if orig.len() > MAX_LENGTH {
        return None;
    }
    let text = orig.split_whitespace().collect::<Vec<_>>().join(" ");
    let found = read_iso(&text).or_else(|| read_words(&text))?;
    if found.date.year() < FIRST_YEAR {
        return None;
    }
    let (time, precision) = match found.clock {
        Some(Clock { time, seconds: true, .. }) => (time, Precision::Second),
        Some(Clock { time, .. }) => (time, Precision::Minute),
        None => (Time::midnight().with().hour(12).build().ok()?, Precision::Date),
    };
    let date = if found.clock.is_some_and(|clock| clock.next_day) { found.date.tomorrow().ok()? } else { found.date };
    let utc = to_utc(date.to_datetime(time), found.offset.filter(|_| found.clock.is_some()), zone)?;
    Some(ItemTime { utc, orig: orig.to_owned(), precision })
}

/// A time given as seconds since 1970, as the platform wrote the number. `None` before 1990 and beyond the calendar.
#[must_use]
pub fn unix_time(seconds: i64) -> Option<ItemTime> {
    let utc = Timestamp::from_second(seconds).ok()?;
    let known = utc.to_zoned_datetime(TimeZone::UTC).year() >= FIRST_YEAR;
    known.then(|| ItemTime { utc, orig: seconds.to_string(), precision: Precision::Second })
}

fn to_utc(local: DateTime, offset: Option<Offset>, zone: &TimeZone) -> Option<Timestamp> {
    match offset {
        Some(offset) => offset.to_timestamp(local).ok(),
        None => zone.to_timestamp(local).ok(),
    }
}

/// The parts of a time.
struct Found {
    date: Date,
    clock: Option<Clock>,
    offset: Option<Offset>,
}

#[derive(Clone, Copy)]
struct Clock {
    time: Time,
    seconds: bool,
    /// Written as 24:00.
    next_day: bool,
}

/// `2025-07-18`, `2025-07-18T10:00:00+0200` and relatives (RFC 3339, W3C NOTE-datetime, ISO 8601).
fn read_iso(text: &str) -> Option<Found> {
    let date: Date = text.get(..10)?.parse().ok()?;
    let rest = text.get(10..)?.trim_start_matches(['T', 't', ' ']);
    if rest.is_empty() {
        return Some(Found { date, clock: None, offset: None });
    }
    let (clock, offset) = clock_with_zone(rest)?;
    Some(Found { date, clock: Some(clock), offset })
}

/// Everything else, word by word: order, weekday and unknown words do not matter.
fn read_words(text: &str) -> Option<Found> {
    let (mut day, mut month, mut year) = (None, None, None);
    let (mut clock, mut offset) = (None, None);
    for word in text.split([' ', ',', ';', '(', ')']).filter(|word| !word.is_empty()).take(16) {
        if word.contains(':') && word.starts_with(|c: char| c.is_ascii_digit()) {
            let (read, zone) = clock_with_zone(word)?;
            clock = Some(read);
            offset = offset.or(zone);
        } else if let Some(zone) = zone_of(word) {
            offset = Some(zone);
        } else {
            for part in word.split(['.', '-', '/']).filter(|part| !part.is_empty()) {
                date_part(part, &mut day, &mut month, &mut year);
            }
        }
    }
    let date = Date::new(year?, month?, day?).ok()?;
    Some(Found { date, clock, offset })
}

/// Takes a day, a month (name or number) or a year, in that order of writing.
fn date_part(part: &str, day: &mut Option<i8>, month: &mut Option<i8>, year: &mut Option<i16>) {
    if let Ok(number) = part.parse::<i16>() {
        let small = i8::try_from(number).ok();
        match (part.len(), small) {
            (1 | 2, Some(small)) if day.is_none() => *day = Some(small),
            (1 | 2, Some(small)) if month.is_none() && (1..=12).contains(&small) => *month = Some(small),
            // RFC 2822 §4.3: two digits below 50 are this century.
            (2, _) if year.is_none() => *year = Some(if number < 50 { 2000 + number } else { 1900 + number }),
            (4, _) if year.is_none() => *year = Some(number),
            _ => {}
        }
    } else if month.is_none() {
        *month = month_of(&part.to_lowercase());
    }
}

fn month_of(word: &str) -> Option<i8> {
    if word == "mrz" {
        return Some(3);
    }
    if word.chars().count() < 3 {
        return None;
    }
    let index = MONTHS.iter().position(|names| names.iter().any(|name| name.starts_with(word)))?;
    i8::try_from(index + 1).ok()
}

/// `10:00`, `10:00:30.5`, each with a zone right behind or after a space.
fn clock_with_zone(text: &str) -> Option<(Clock, Option<Offset>)> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.' | ','))).unwrap_or(text.len());
    let (clock, zone) = text.split_at_checked(end)?;
    let mut parts = clock.split([':', '.', ',']);
    let mut number = || -> Option<Option<i8>> {
        match parts.next() {
            None | Some("") => Some(None),
            Some(digits) => digits.parse().ok().map(Some),
        }
    };
    let (hour, minute, second) = (number()??, number()?, number()?);
    let next_day = hour == 24;
    let time = Time::new(if next_day { 0 } else { hour }, minute.unwrap_or(0), second.unwrap_or(0).min(59), 0).ok()?;
    Some((Clock { time, seconds: second.is_some(), next_day }, zone_of(zone.trim())))
}

/// `Z`, `MESZ`, `+0200`, `+02:00`, `+2`, `GMT+2`.
fn zone_of(word: &str) -> Option<Offset> {
    let lower = word.to_ascii_lowercase();
    if let Some((_, hours)) = ZONES.iter().find(|(name, _)| *name == lower) {
        return Offset::from_seconds(hours * 3600).ok();
    }
    let signed = lower.strip_prefix("gmt").or_else(|| lower.strip_prefix("utc")).unwrap_or(&lower);
    let sign = match signed.chars().next()? {
        '+' => 1,
        '-' | '−' => -1,
        _ => return None,
    };
    let digits: String = signed.chars().filter(char::is_ascii_digit).collect();
    let plain = signed.chars().skip(1).all(|c| c.is_ascii_digit() || c == ':');
    let (hours, minutes) = match digits.len() {
        1 | 2 if plain => (digits.as_str(), "0"),
        3 if plain => digits.split_at_checked(1)?,
        4 if plain => digits.split_at_checked(2)?,
        _ => return None,
    };
    let seconds = hours.parse::<i32>().ok()? * 3600 + minutes.parse::<i32>().ok()? * 60;
    Offset::from_seconds(sign * seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("Fri, 18 Jul 2025 00:00:00 GMT", "2025-07-18T00:00:00Z", Precision::Second)]
    #[case("\n   Thu, 18 Nov 2021 18:42:37 +0100\n ", "2021-11-18T17:42:37Z", Precision::Second)]
    #[case("Mon, 18 Jul 2025 10:05 MESZ", "2025-07-18T08:05:00Z", Precision::Minute)]
    #[case("18 Jan 2025 10:05:00 MEZ", "2025-01-18T09:05:00Z", Precision::Second)]
    #[case("Fr, 18. Juli 2025, 10:05 Uhr", "2025-07-18T08:05:00Z", Precision::Minute)]
    #[case("18 Jul 25 10:05:00 CEST", "2025-07-18T08:05:00Z", Precision::Second)]
    #[case("Friday, 18-Jul-25 10:05:00 GMT", "2025-07-18T10:05:00Z", Precision::Second)]
    #[case("Fri Jul 18 10:05:00 2025", "2025-07-18T08:05:00Z", Precision::Second)]
    #[case("Fri, 18 Jul 2025 10:05:00 GMT+0200", "2025-07-18T08:05:00Z", Precision::Second)]
    #[case("Fri, 18 Jul 2025 24:00:00 GMT", "2025-07-19T00:00:00Z", Precision::Second)]
    #[case("18.07.2025", "2025-07-18T10:00:00Z", Precision::Date)]
    #[case("3.1.2025", "2025-01-03T11:00:00Z", Precision::Date)]
    #[case("18.07.2025 10:05", "2025-07-18T08:05:00Z", Precision::Minute)]
    #[case("2025-07-18", "2025-07-18T10:00:00Z", Precision::Date)]
    #[case("2025-07-18T10:05:00+0200", "2025-07-18T08:05:00Z", Precision::Second)]
    #[case("2025-07-18T10:05:00.123+02:00", "2025-07-18T08:05:00Z", Precision::Second)]
    #[case("2025-07-18 10:05", "2025-07-18T08:05:00Z", Precision::Minute)]
    #[case("2025-07-18T10:05Z", "2025-07-18T10:05:00Z", Precision::Minute)]
    fn a_time_is_read_as_it_was_meant(#[case] text: &str, #[case] utc: &str, #[case] precision: Precision) {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let time = parse_time(text, &zone).unwrap_or_else(|| panic!("{text} was not read"));
        assert_eq!((time.utc.to_string().as_str(), time.precision), (utc, precision), "{text}");
        assert_eq!(time.orig, text);
    }

    #[rstest::rstest]
    #[case("")]
    #[case("gestern")]
    #[case("Thu, 01 Jan 1970 00:00:00 +0000")]
    #[case("0001-01-01T00:00:00Z")]
    #[case("2025-02-30T10:00:00Z")]
    #[case("99:99:99")]
    #[case("+ 1 2 3")]
    fn what_is_no_time_is_no_time(#[case] text: &str) {
        assert_eq!(parse_time(text, &TimeZone::UTC), None, "{text}");
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_strange(text in "\\PC{0,40}", digits in "[0-9T:.+ -]{0,32}") {
            let _ = parse_time(&text, &TimeZone::UTC);
            let _ = parse_time(&digits, &TimeZone::UTC);
        }
    }
}
