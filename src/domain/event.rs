//! When an appointment takes place: its dates one by one, the next one, whether all are over. In: an [`ItemEvent`] with its
//! rule, added and left-out dates. Out: [`Occurrence`]s in order. Pure; called by jobs (nothing over is looked for), by
//! publish (until when a page holds) and by everything that shows a date.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::item::{EventStatus, ItemEvent, ItemTime, Precision};
use super::recurrence::Rule;
use super::validity::{Validity, ValidityKind};

/// Dates of a series are known this far ahead, in days (18 months).
pub const AHEAD_DAYS: i64 = 548;
/// Most dates of one series.
pub const MOST_DATES: usize = 500;
/// How far ahead the next date of a rare series is looked for, in days.
const NEXT_DAYS: i64 = 5 * 366;
/// Dates counted to find the last one of a series that ends.
const MOST_COUNTED: usize = 5000;

/// One date of an appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occurrence {
    /// For a whole day: its noon.
    pub start: Timestamp,
    /// When it ends, where that is said; for whole days the last day's noon.
    pub end: Option<Timestamp>,
    /// The first moment at which it is over; without a stated end the midnight after it begins.
    pub over_at: Timestamp,
}

impl ItemEvent {
    /// The zone in which its clock is written.
    #[must_use]
    pub fn zone(&self) -> TimeZone {
        self.tz.as_deref().and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC)
    }

    /// The dates that are not over at `now`, in order: those of the next 18 months, at most 500.
    #[must_use]
    pub fn occurrences(&self, now: Timestamp) -> Vec<Occurrence> {
        self.ahead(now, AHEAD_DAYS, MOST_DATES)
    }

    /// The date that is on, or comes next.
    #[must_use]
    pub fn next(&self, now: Timestamp) -> Option<Occurrence> {
        self.ahead(now, NEXT_DAYS, 1).into_iter().next()
    }

    /// The first date, whether or not it is over.
    #[must_use]
    pub fn first(&self) -> Occurrence {
        self.occurrence(self.start.utc, &self.zone())
    }

    /// Whether nothing of it is left. Of a series whose rule nobody can read that is never certain.
    #[must_use]
    pub fn is_over(&self, now: Timestamp) -> bool {
        let known = self.rrule.as_deref().is_none_or(|rule| Rule::parse(rule).is_some());
        known && self.next(now).is_none()
    }

    /// From its first date until its last is over; a series without an end has none.
    #[must_use]
    pub fn validity(&self) -> Validity {
        let zone = self.zone();
        let first = self.first();
        let from = if self.all_day { midnight(zone.to_datetime(first.start).date(), &zone) } else { Some(first.start) };
        let endless = self.rrule.as_deref().is_some_and(|rule| Rule::parse(rule).is_none_or(|rule| rule.is_endless()));
        let last = (!endless).then(|| self.dates(Timestamp::MIN, Timestamp::MAX, MOST_COUNTED).pop()).flatten();
        let until = if endless { None } else { Some(last.unwrap_or(first).over_at) };
        Validity { kind: ValidityKind::Event, from: from.or(Some(first.start)), until }
    }

    /// Whether it takes place more than once.
    #[must_use]
    pub fn repeats(&self) -> bool {
        self.rrule.is_some() || !self.rdates.is_empty()
    }

    /// Whether it does not take place.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.status == EventStatus::Cancelled
    }

    /// The next moment at which a page has to say something else: another date is next, or the last one is over.
    #[must_use]
    pub fn next_change(&self, now: Timestamp) -> Option<Timestamp> {
        self.next(now).map(|next| next.over_at)
    }

    fn ahead(&self, now: Timestamp, days: i64, most: usize) -> Vec<Occurrence> {
        let horizon = now.checked_add(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MAX);
        self.dates(now, horizon, most)
    }

    /// The dates that are not over at `now` and begin until `horizon`. The first date counts however far ahead it is.
    fn dates(&self, now: Timestamp, horizon: Timestamp, most: usize) -> Vec<Occurrence> {
        let zone = self.zone();
        // What began earlier may still be on.
        let lasts = self.occurrence(self.start.utc, &zone).over_at.duration_since(self.start.utc);
        let from = now.checked_sub(lasts).unwrap_or(Timestamp::MIN);
        let wanted = most.saturating_add(self.exdates.len()).saturating_add(2);
        let rule = self.rrule.as_deref().and_then(Rule::parse);
        let mut starts = match rule {
            Some(rule) => {
                let local = zone.to_datetime(self.start.utc);
                rule.starts(local, &zone, from, horizon.max(self.start.utc), wanted)
            }
            None => vec![self.start.utc],
        };
        starts.extend(self.rdates.iter().map(|date| date.utc).filter(|at| *at <= horizon));
        starts.sort_unstable();
        starts.dedup();
        starts
            .into_iter()
            .filter(|start| !self.exdates.iter().any(|except| means(except, *start, &zone)))
            .map(|start| self.occurrence(start, &zone))
            .filter(|one| one.over_at > now)
            .take(most)
            .collect()
    }

    fn occurrence(&self, start: Timestamp, zone: &TimeZone) -> Occurrence {
        let date = |at: Timestamp| zone.to_datetime(at).date();
        if self.all_day {
            let days = self.end.as_ref().and_then(|end| days_between(date(self.start.utc), date(end.utc))).unwrap_or(0);
            let last = date(start).checked_add(days.days()).unwrap_or(date(start));
            let end = self.end.as_ref().and_then(|_| noon(last, zone));
            return Occurrence { start, end, over_at: midnight_after(last, zone).unwrap_or(start) };
        }
        let lasts =
            self.end.as_ref().map(|end| end.utc.duration_since(self.start.utc)).filter(|lasts| !lasts.is_zero());
        let end = lasts.and_then(|lasts| start.checked_add(lasts).ok()).filter(|end| *end > start);
        let over_at = end.or_else(|| midnight_after(date(start), zone)).unwrap_or(start);
        Occurrence { start, end, over_at }
    }
}

/// Whether a left-out date means this start; one without a clock means the whole day.
fn means(except: &ItemTime, start: Timestamp, zone: &TimeZone) -> bool {
    match except.precision {
        Precision::Date => zone.to_datetime(except.utc).date() == zone.to_datetime(start).date(),
        Precision::Minute | Precision::Second => except.utc == start,
    }
}

fn days_between(first: Date, last: Date) -> Option<i64> {
    first.until(last).ok().map(|span| i64::from(span.get_days())).filter(|days| (0..=3660).contains(days))
}

fn noon(date: Date, zone: &TimeZone) -> Option<Timestamp> {
    zone.to_timestamp(date.at(12, 0, 0, 0)).ok()
}

fn midnight(date: Date, zone: &TimeZone) -> Option<Timestamp> {
    zone.to_timestamp(date.at(0, 0, 0, 0)).ok()
}

fn midnight_after(date: Date, zone: &TimeZone) -> Option<Timestamp> {
    midnight(date.tomorrow().ok()?, zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> ItemTime {
        let (utc, precision) = match text.len() {
            10 => (format!("{text}T11:00:00Z"), Precision::Date),
            _ => (text.to_owned(), Precision::Second),
        };
        ItemTime { utc: utc.parse().unwrap(), orig: text.to_owned(), precision }
    }

    fn event(start: &str, end: Option<&str>, rrule: Option<&str>) -> ItemEvent {
        ItemEvent {
            end: end.map(time),
            tz: Some("Europe/Berlin".to_owned()),
            all_day: start.len() == 10,
            rrule: rrule.map(str::to_owned),
            ..ItemEvent::at(time(start))
        }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn an_event_is_over_at_its_end_or_with_its_day() {
        let stated = event("2026-12-05T18:00:00Z", Some("2026-12-05T20:00:00Z"), None);
        assert_eq!(stated.next_change(at("2026-12-01T00:00:00Z")), Some(at("2026-12-05T20:00:00Z")));
        assert!(!stated.is_over(at("2026-12-05T19:59:00Z")) && stated.is_over(at("2026-12-05T20:00:00Z")));
        let open = event("2026-12-05T18:00:00Z", None, None);
        assert!(!open.is_over(at("2026-12-05T22:59:00Z")) && open.is_over(at("2026-12-05T23:00:00Z")));
        let days = event("2026-12-05", Some("2026-12-06"), None);
        assert!(!days.is_over(at("2026-12-06T22:59:00Z")) && days.is_over(at("2026-12-06T23:00:00Z")));
    }

    #[test]
    fn a_series_goes_on_with_its_next_date_and_skips_what_is_left_out() {
        let mut market = event("2026-10-17T06:00:00Z", Some("2026-10-17T11:00:00Z"), Some("FREQ=WEEKLY;BYDAY=SA"));
        market.exdates = vec![time("2026-10-31T07:00:00Z"), time("2026-11-07")];
        let next = |now: &str| market.next(at(now)).unwrap().start;
        assert_eq!(next("2026-10-17T10:59:00Z"), at("2026-10-17T06:00:00Z"));
        assert_eq!(next("2026-10-24T11:00:00Z"), at("2026-11-14T07:00:00Z"));
        assert_eq!(market.occurrences(at("2026-10-01T00:00:00Z")).len(), 74);
    }

    #[test]
    fn a_daily_series_gives_no_more_than_five_hundred_dates() {
        let daily = event("2026-01-01T06:00:00Z", None, Some("FREQ=DAILY"));
        assert_eq!(daily.occurrences(at("2026-01-01T00:00:00Z")).len(), MOST_DATES);
    }

    #[test]
    fn added_dates_belong_to_it() {
        let mut twice = event("2026-12-05T18:00:00Z", Some("2026-12-05T20:00:00Z"), None);
        twice.rdates = vec![time("2026-12-12T18:00:00Z")];
        assert_eq!(twice.next(at("2026-12-06T00:00:00Z")).unwrap().over_at, at("2026-12-12T20:00:00Z"));
    }

    #[test]
    fn a_bounded_series_ends() {
        let three = event("2026-12-05T18:00:00Z", None, Some("FREQ=WEEKLY;COUNT=3"));
        assert!(!three.is_over(at("2026-12-19T20:00:00Z")) && three.is_over(at("2026-12-20T00:00:00Z")));
    }

    #[test]
    fn a_rule_nobody_can_read_is_never_over() {
        let odd = event("2026-12-05T18:00:00Z", None, Some("FREQ=HOURLY"));
        assert!(!odd.is_over(at("2027-12-05T18:00:00Z")) && odd.next(at("2027-12-05T18:00:00Z")).is_none());
    }

    #[test]
    fn it_holds_from_its_first_date_until_its_last_is_over() {
        let span = |event: &ItemEvent| {
            let validity = event.validity();
            (validity.from.unwrap().to_string(), validity.until.map(|until| until.to_string()))
        };
        let days = span(&event("2026-12-05", Some("2026-12-06"), None));
        assert_eq!(days, ("2026-12-04T23:00:00Z".into(), Some("2026-12-06T23:00:00Z".into())));
        let (start, end) = ("2026-12-05T18:00:00Z", Some("2026-12-05T20:00:00Z"));
        assert_eq!(span(&event(start, end, None)), (start.into(), end.map(str::to_owned)));
        let three = span(&event(start, end, Some("FREQ=WEEKLY;COUNT=3")));
        assert_eq!(three, (start.into(), Some("2026-12-19T20:00:00Z".into())));
        assert_eq!(span(&event(start, end, Some("FREQ=WEEKLY"))), (start.into(), None));
    }
}
