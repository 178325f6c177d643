//! From days as written to moments: years, weekdays, ends of days, daylight saving.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::ValidityKind;
use super::days::Day;
use super::marks::{Mark, Point, Role};

/// Nothing is announced further ahead, in days.
const FURTHEST: i32 = 400;
/// A day without a year that lies less than so many days behind the post is over, not next year's.
const JUST_OVER: i32 = 120;
const DAY: u16 = 24 * 60;

/// A period in time; midnight behind a day is its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Period {
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
}

impl Period {
    /// What two statements about the same say together; `None` when they contradict each other.
    pub(super) fn joined(self, other: Self, zone: &TimeZone) -> Option<Self> {
        let from = agreed(self.from, other.from, 0, zone)?;
        let until = agreed(self.until, other.until, 1, zone)?;
        let sound = from.zip(until).is_none_or(|(from, until)| from < until);
        sound.then_some(Self { from, until })
    }
}

/// Two moments of one day: the one that names an hour. `Some(None)` when neither is known.
fn agreed(a: Option<Timestamp>, b: Option<Timestamp>, back: i64, zone: &TimeZone) -> Option<Option<Timestamp>> {
    let (Some(one), Some(other)) = (a, b) else { return Some(a.or(b)) };
    let local = |at: Timestamp| at.to_zoned_datetime(zone.clone());
    let day = |at: Timestamp| local(at).checked_sub(back.milliseconds()).map(|at| at.date()).ok();
    let is_midnight = local(one).time() == jiff::civil::Time::midnight();
    if one == other || day(one) == day(other) && is_midnight {
        Some(Some(other))
    } else if day(one) == day(other) && local(other).time() == jiff::civil::Time::midnight() {
        Some(Some(one))
    } else {
        None
    }
}

/// The moments of a mark; `None` when a day cannot be told, lies behind the post or too far ahead.
pub(super) fn period(mark: &Mark, kind: ValidityKind, posted: Date, zone: &TimeZone) -> Option<Period> {
    match (mark.role, mark.first, mark.last) {
        (Role::On, Some(point), _) => on(point, kind, posted, zone),
        (Role::From, Some(point), _) => {
            let day = ahead(point.day?, posted, posted)?;
            let from = moment(day, point.from.or(point.at).unwrap_or(0), zone)?;
            Some(Period { from: Some(from), until: None })
        }
        (Role::Until, _, Some(point)) => {
            let day = ahead(point.day?, posted, posted)?;
            let until = moment(day, point.to.or(point.at).unwrap_or(DAY), zone)?;
            Some(Period { from: None, until: Some(until) })
        }
        (Role::Range, Some(first), Some(last)) => range(first, last, kind, posted, zone),
        _ => None,
    }
}

fn on(point: Point, kind: ValidityKind, posted: Date, zone: &TimeZone) -> Option<Period> {
    let day = ahead(point.day?, posted, posted)?;
    if kind == ValidityKind::Deadline {
        let until = moment(day, point.to.or(point.at).unwrap_or(DAY), zone)?;
        return Some(Period { from: None, until: Some(until) });
    }
    // The hour of an event that is called off does not matter.
    let hour = point.at.filter(|_| kind != ValidityKind::Other);
    let start = point.from.or(hour).unwrap_or(0);
    let end = point.to.unwrap_or(DAY);
    // "von 22 bis 5 Uhr"
    let last = if end <= start { day.checked_add(1.day()).ok()? } else { day };
    Some(Period { from: Some(moment(day, start, zone)?), until: Some(moment(last, end, zone)?) })
}

fn range(first: Point, last: Point, kind: ValidityKind, posted: Date, zone: &TimeZone) -> Option<Period> {
    let (first_day, last_day) = (first.day?, last.day?);
    let named = |day: Day| matches!(day, Day::Named { .. });
    // "Montag bis Freitag geöffnet" is every week.
    if named(first_day) && named(last_day) && kind != ValidityKind::Closure {
        return None;
    }
    let (start, end) = if named(last_day) {
        let start = ahead(first_day, posted, posted)?;
        (start, ahead(last_day, start, posted)?)
    } else {
        let end = ahead(last_day, posted, posted)?;
        (before(first_day, end, posted)?, end)
    };
    if start > end || days_between(start, end) > FURTHEST {
        return None;
    }
    // Times beside a range of opening days are those of each day.
    let clocks = kind != ValidityKind::Hours;
    let (open, shut) = match (last.from, last.to) {
        _ if !clocks => (0, DAY),
        // "jeweils von 8 bis 16 Uhr"; by night the days say more.
        (Some(open), Some(shut)) if open < shut => (open, shut),
        (Some(_), Some(_)) => (0, DAY),
        _ => (first.from.or(first.at).unwrap_or(0), last.to.or(last.at).unwrap_or(DAY)),
    };
    let (from, until) = (moment(start, open, zone)?, moment(end, shut, zone)?);
    (from < until).then_some(Period { from: Some(from), until: Some(until) })
}

/// The day meant, on or after `floor`.
fn ahead(day: Day, floor: Date, posted: Date) -> Option<Date> {
    let found = match day {
        Day::Fixed(date) => date,
        Day::InMonth(_) => return None,
        Day::Named { weekday, next } => {
            let days = i64::from(floor.weekday().until(weekday));
            floor.checked_add((if next && days == 0 { 7 } else { days }).days()).ok()?
        }
        Day::MonthEnd { month, year: Some(year) } => Date::new(year, month, 1).ok()?.last_of_month(),
        Day::MonthEnd { month, year: None } => {
            next_year(posted, floor, |year| Date::new(year, month, 1).ok().map(Date::last_of_month))?
        }
        Day::Full { day, month, year: Some(year), weekday } => fitting(Date::new(year, month, day).ok()?, weekday)?,
        Day::Full { day, month, year: None, weekday } => {
            fitting(next_year(posted, floor, |year| Date::new(year, month, day).ok())?, weekday)?
        }
    };
    (found >= floor && days_between(posted, found) <= FURTHEST).then_some(found)
}

/// The day meant, on or before the end of a range.
fn before(day: Day, end: Date, posted: Date) -> Option<Date> {
    match day {
        Day::Full { day, month, year: None, weekday } => {
            let of = |year: i16| Date::new(year, month, day).ok().filter(|date| *date <= end);
            fitting(of(end.year()).or_else(|| of(end.year() - 1))?, weekday)
        }
        Day::Full { day, month, year: Some(year), weekday } => fitting(Date::new(year, month, day).ok()?, weekday),
        // "ab Montag bis 27. November": the Monday to come, or the one that has just been.
        Day::Named { .. } => {
            let next = ahead(day, posted, posted)?;
            if next <= end { Some(next) } else { next.checked_sub(7.days()).ok() }
        }
        other => ahead(other, posted, posted),
    }
}

/// A day of this year or, when it is long over, of the next.
fn next_year(posted: Date, floor: Date, of: impl Fn(i16) -> Option<Date>) -> Option<Date> {
    match of(posted.year()) {
        Some(date) if date >= floor => Some(date),
        Some(date) if days_between(date, posted) < JUST_OVER => None,
        // Late in the year, last year's days are no question; early in the year they are.
        _ => of(posted.year() + 1)
            .filter(|_| of(posted.year() - 1).is_none_or(|last| days_between(last, posted) >= JUST_OVER)),
    }
}

/// A weekday that does not fit its date: one of the two is wrong.
fn fitting(date: Date, weekday: Option<Weekday>) -> Option<Date> {
    weekday.is_none_or(|weekday| date.weekday() == weekday).then_some(date)
}

fn days_between(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}

/// Minutes after midnight of a day in a zone; 1440 is the midnight behind it. A time that the clocks skip is read as
/// the one that follows.
fn moment(day: Date, minutes: u16, zone: &TimeZone) -> Option<Timestamp> {
    let day = if minutes >= DAY { day.tomorrow().ok()? } else { day };
    let minutes = minutes % DAY;
    let (hour, minute) = (i8::try_from(minutes / 60).ok()?, i8::try_from(minutes % 60).ok()?);
    Some(day.at(hour, minute, 0, 0).to_zoned_datetime(zone.clone()).ok()?.timestamp())
}
