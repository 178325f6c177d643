//! An appointment in words: when, where, whether it takes place. In: an [`ItemEvent`], a language, the town's zone. Out:
//! [`EventWords`] for pages, Notes, feeds and mail. Absolute times only (DESIGN D8): with a moment it names the next date of
//! a series and says when all is over; without one it says what stays true for good. Also the words for a recording.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use crate::domain::event::Occurrence;
use crate::domain::item::{EventStatus, ItemEvent};
use crate::domain::media::{MediaKind, Recording};
use crate::domain::recurrence::{Frequency, Rule, RuleDay};
use crate::i18n::{Locale, Value, named_day};

/// An appointment, ready to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventWords {
    /// "Abgesagt", "Verschoben".
    pub status: Option<String>,
    pub cancelled: bool,
    /// "Samstag, 5. Dezember 2026, 19:00 bis 21:00 Uhr"; of a series with its rule.
    pub when: String,
    /// "Rathaus, Marktplatz 1"
    pub place: Option<String>,
    /// The date that `when` names begins then.
    pub start: Timestamp,
    pub all_day: bool,
    /// The day it begins, in the town's zone.
    pub first_day: Date,
    pub over: bool,
}

impl EventWords {
    /// Puts it into words. `now` decides which date of a series comes next, and whether it is over.
    #[must_use]
    pub fn of(event: &ItemEvent, locale: Locale, zone: &TimeZone, now: Option<Timestamp>) -> Self {
        let zone = if event.all_day { event.zone() } else { zone.clone() };
        let next = now.and_then(|now| event.next(now));
        let over = now.is_some_and(|now| event.is_over(now));
        let shown = next.unwrap_or_else(|| event.first());
        let date = date_words(&shown, event.all_day, locale, &zone);
        let status = match event.status {
            EventStatus::Cancelled => Some(locale.text("event-cancelled")),
            EventStatus::Moved => Some(locale.text("event-moved")),
            EventStatus::Scheduled => None,
        };
        let place = event.place.as_ref().map(|place| {
            let parts = [place.name.as_deref(), place.address.as_deref()];
            parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
        });
        let when = match (event.repeats(), over, next.is_some()) {
            // What was called off never was.
            (false, over, _) if !over || event.is_cancelled() => date,
            (false, ..) => locale.with("event-was", &[("date", date.into())]),
            (true, over, known) => {
                let rule = series_words(event, locale, &zone);
                let key = match (over, known) {
                    (true, _) => "event-series-over",
                    (false, true) => "event-series-next",
                    (false, false) => "event-series-from",
                };
                locale.with(key, &[("series", rule.into()), ("date", date.into())])
            }
        };
        Self {
            status,
            cancelled: event.is_cancelled(),
            when,
            place: place.filter(|place| !place.is_empty()),
            start: shown.start,
            all_day: event.all_day,
            first_day: shown.start.to_zoned_datetime(zone).date(),
            over,
        }
    }

    /// All of it on one line: "Abgesagt · Samstag, 5. Dezember 2026, 19:00 Uhr · Rathaus".
    #[must_use]
    pub fn line(&self) -> String {
        let parts = [self.status.as_deref(), Some(self.when.as_str()), self.place.as_deref()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}

/// What to do with a sound or a film, and how long that takes: "Anhören, 13 Minuten".
#[must_use]
pub fn recording_words(recording: &Recording, locale: Locale) -> String {
    let minutes = recording.duration_ms.map(|ms| ms.div_ceil(60_000).max(1));
    let (plain, timed) = match recording.kind {
        MediaKind::Audio => ("recording-listen", "recording-listen-for"),
        MediaKind::Video | MediaKind::Image => ("recording-watch", "recording-watch-for"),
    };
    match minutes.and_then(|minutes| i64::try_from(minutes).ok()) {
        Some(minutes) => locale.with(timed, &[("count", minutes.into())]),
        None => locale.text(plain),
    }
}

/// One date: a day, days, an hour, from hour to hour, across days.
#[must_use]
pub fn date_words(date: &Occurrence, all_day: bool, locale: Locale, zone: &TimeZone) -> String {
    let day = |at: Timestamp| named_day(locale, at, zone);
    let local = |at: Timestamp| at.to_zoned_datetime(zone.clone());
    let clock = |at: Timestamp| format!("{:02}:{:02}", local(at).hour(), local(at).minute());
    let (first, from) = (day(date.start), clock(date.start));
    if all_day {
        return match date.end {
            Some(end) => locale.with("event-days", &[("date", first.into()), ("until", day(end).into())]),
            None => locale.with("event-all-day", &[("date", first.into())]),
        };
    }
    // Council systems write midnight when they do not know the end.
    let open =
        |end: &Timestamp| local(*end).time() == jiff::civil::Time::midnight() && is_next_day(date.start, *end, zone);
    match date.end.filter(|end| !open(end)) {
        None => locale.with("event-at", &[("date", first.into()), ("from", from.into())]),
        Some(end) if local(end).date() == local(date.start).date() => {
            locale.with("event-from-to", &[("date", first.into()), ("from", from.into()), ("to", clock(end).into())])
        }
        Some(end) => locale.with(
            "event-span",
            &[("date", first.into()), ("from", from.into()), ("until", day(end).into()), ("to", clock(end).into())],
        ),
    }
}

fn is_next_day(start: Timestamp, end: Timestamp, zone: &TimeZone) -> bool {
    let day = |at: Timestamp| at.to_zoned_datetime(zone.clone()).date();
    day(start).tomorrow().is_ok_and(|next| next == day(end))
}

/// How often it takes place: "jeden Samstag", "alle 2 Wochen am Dienstag". Rules that no short sentence tells are "mehrere
/// Termine".
fn series_words(event: &ItemEvent, locale: Locale, zone: &TimeZone) -> String {
    let rule = event.rrule.as_deref().and_then(Rule::parse);
    let start = event.start.utc.to_zoned_datetime(zone.clone()).date();
    rule.and_then(|rule| rule_words(&rule, start, locale)).unwrap_or_else(|| locale.text("event-several"))
}

fn rule_words(rule: &Rule, start: Date, locale: Locale) -> Option<String> {
    let count = i64::from(rule.interval);
    let plain = rule.days.is_empty() && rule.month_days.len() < 2 && rule.positions.is_empty();
    let some_months = rule.months.len() > usize::from(rule.frequency == Frequency::Yearly);
    if some_months {
        return None;
    }
    let say = |key: &str, variables: &[(&'static str, Value)]| {
        let all: Vec<(&'static str, Value)> =
            std::iter::once(("count", count.into())).chain(variables.iter().cloned()).collect();
        Some(locale.with(key, &all))
    };
    match rule.frequency {
        Frequency::Daily if plain => say("event-daily", &[]),
        Frequency::Weekly if rule.positions.is_empty() => {
            let days = match rule.days.as_slice() {
                [] => vec![start.weekday()],
                days => days.iter().map(|day| day.weekday).collect(),
            };
            say("event-weekly", &[("days", days_words(days, locale).into())])
        }
        Frequency::Monthly => match (nth_day(rule), rule.month_days.as_slice()) {
            (Some((nth, weekday)), []) => {
                let nth = locale.text(&format!("event-nth-{nth}"));
                say("event-monthly-nth", &[("nth", nth.into()), ("day", weekday_word(weekday, locale).into())])
            }
            (None, []) if plain => say("event-monthly", &[("day", i64::from(start.day()).into())]),
            (None, [day]) if plain && *day > 0 => say("event-monthly", &[("day", i64::from(*day).into())]),
            _ => None,
        },
        Frequency::Yearly if plain && rule.month_days.is_empty() => say("event-yearly", &[]),
        Frequency::Yearly if nth_day(rule).is_some() => say("event-yearly", &[]),
        _ => None,
    }
}

/// "The second Tuesday", however the rule says it: `2TU`, or `TU` at position 2. Up to the fourth, or the last.
fn nth_day(rule: &Rule) -> Option<(&'static str, Weekday)> {
    let [RuleDay { nth, weekday }] = rule.days.as_slice() else { return None };
    let nth = match (nth, rule.positions.as_slice()) {
        (Some(nth), []) => i32::from(*nth),
        (None, [position]) => *position,
        _ => return None,
    };
    let word = match nth {
        1 => "1",
        2 => "2",
        3 => "3",
        4 => "4",
        -1 => "last",
        _ => return None,
    };
    Some((word, *weekday))
}

/// "Montag, Mittwoch und Freitag"
fn days_words(mut days: Vec<Weekday>, locale: Locale) -> String {
    days.sort_by_key(|day| day.to_monday_one_offset());
    days.dedup();
    let mut names: Vec<String> = days.into_iter().map(|day| weekday_word(day, locale)).collect();
    match names.pop() {
        Some(last) if !names.is_empty() => {
            locale.with("event-and", &[("first", names.join(", ").into()), ("last", last.into())])
        }
        Some(only) => only,
        None => String::new(),
    }
}

fn weekday_word(day: Weekday, locale: Locale) -> String {
    locale.text(&format!("weekday-{}", day.to_monday_one_offset()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::item::{ItemTime, Place, Precision};

    fn time(text: &str) -> ItemTime {
        let precision = if text.ends_with("T11:00:00Z") { Precision::Date } else { Precision::Second };
        ItemTime { utc: text.parse().unwrap(), orig: text.to_owned(), precision }
    }

    fn event(start: &str, end: Option<&str>, rrule: Option<&str>) -> ItemEvent {
        let start = time(start);
        ItemEvent {
            all_day: start.precision == Precision::Date,
            end: end.map(time),
            tz: Some("Europe/Berlin".to_owned()),
            rrule: rrule.map(str::to_owned),
            ..ItemEvent::at(start)
        }
    }

    fn said(event: &ItemEvent, now: Option<&str>) -> String {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        EventWords::of(event, Locale::De, &zone, now.map(|now| now.parse().unwrap())).line()
    }

    #[rstest::rstest]
    #[case("2026-12-05T18:00:00Z", Some("2026-12-05T20:00:00Z"), "Samstag, 5. Dezember 2026, 19:00 bis 21:00 Uhr")]
    #[case("2026-12-05T18:00:00Z", None, "Samstag, 5. Dezember 2026, 19:00 Uhr")]
    #[case("2026-12-15T16:00:00Z", Some("2026-12-15T23:00:00Z"), "Dienstag, 15. Dezember 2026, 17:00 Uhr")]
    #[case(
        "2026-12-05T18:00:00Z",
        Some("2026-12-06T01:00:00Z"),
        "Samstag, 5. Dezember 2026, 19:00 Uhr, bis Sonntag, 6. Dezember 2026, 02:00 Uhr"
    )]
    #[case("2026-12-05T11:00:00Z", None, "Samstag, 5. Dezember 2026, ganztägig")]
    #[case(
        "2026-12-05T11:00:00Z",
        Some("2026-12-06T11:00:00Z"),
        "Samstag, 5. Dezember 2026, bis Sonntag, 6. Dezember 2026"
    )]
    fn a_date_is_said_in_words(#[case] start: &str, #[case] end: Option<&str>, #[case] expected: &str) {
        assert_eq!(said(&event(start, end, None), Some("2026-11-30T00:00:00Z")), expected);
        assert_eq!(said(&event(start, end, None), None), expected);
    }

    #[test]
    fn place_and_status_stand_on_the_line() {
        let mut event = event("2026-12-05T18:00:00Z", None, None);
        event.place =
            Some(Place { name: Some("Rathaus".into()), address: Some("Marktplatz 1".into()), lat: None, lon: None });
        event.status = EventStatus::Cancelled;
        assert_eq!(said(&event, None), "Abgesagt · Samstag, 5. Dezember 2026, 19:00 Uhr · Rathaus, Marktplatz 1");
        assert_eq!(said(&event, Some("2027-01-01T00:00:00Z")), said(&event, None), "what was called off never was");
        event.status = EventStatus::Scheduled;
        assert!(said(&event, Some("2027-01-01T00:00:00Z")).starts_with("War am Samstag"));
    }

    #[rstest::rstest]
    #[case("FREQ=WEEKLY;BYDAY=SA", "jeden Samstag")]
    #[case("FREQ=WEEKLY", "jeden Samstag")]
    #[case("FREQ=WEEKLY;BYDAY=FR,MO,WE", "jeden Montag, Mittwoch und Freitag")]
    #[case("FREQ=WEEKLY;INTERVAL=2;BYDAY=SA", "alle 2 Wochen am Samstag")]
    #[case("FREQ=DAILY", "jeden Tag")]
    #[case("FREQ=MONTHLY;BYDAY=1SA", "jeden ersten Samstag im Monat")]
    #[case("FREQ=MONTHLY;BYDAY=SA;BYSETPOS=-1", "jeden letzten Samstag im Monat")]
    #[case("FREQ=MONTHLY", "jeden Monat am 5.")]
    #[case("FREQ=YEARLY", "jedes Jahr")]
    #[case("FREQ=YEARLY;BYMONTH=12;BYDAY=1SA", "jedes Jahr")]
    #[case("FREQ=HOURLY", "mehrere Termine")]
    fn a_series_is_said_in_words(#[case] rule: &str, #[case] expected: &str) {
        let series = event("2026-12-05T07:00:00Z", None, Some(rule));
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        assert_eq!(series_words(&series, Locale::De, &zone), expected, "{rule}");
    }

    #[test]
    fn a_series_names_its_next_date_while_there_is_a_now() {
        let series = event("2026-12-05T07:00:00Z", None, Some("FREQ=WEEKLY;COUNT=3"));
        assert_eq!(
            said(&series, Some("2026-12-07T00:00:00Z")),
            "jeden Samstag, nächster Termin: Samstag, 12. Dezember 2026, 08:00 Uhr"
        );
        assert_eq!(said(&series, None), "jeden Samstag, ab Samstag, 5. Dezember 2026, 08:00 Uhr");
        assert!(said(&series, Some("2027-01-07T00:00:00Z")).starts_with("jeden Samstag, keine weiteren Termine"));
    }
}
