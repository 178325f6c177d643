//! Repeating appointments (RFC 5545 §3.3.10): the rule as written, and the dates it gives. In: a rule's text, the first
//! start as a clock on the wall, the zone. Out: starts in order, each on the same wall clock across daylight saving time.
//! Pure; called by `event`, which adds and takes out single dates.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan};

/// Periods (days, weeks, months, years) looked at for one series: a daily one for a hundred years.
const MAX_PERIODS: i64 = 40_000;

/// How often it repeats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frequency {
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// Until when it repeats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// This moment is the last that may be one.
    Moment(Timestamp),
    /// By the series' own clock.
    Local(DateTime),
    /// This day is the last.
    Day(Date),
}

/// A weekday of a rule: every one, or the n-th of the month or year, counted from the end when negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleDay {
    pub nth: Option<i16>,
    pub weekday: Weekday,
}

/// A rule of repetition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub frequency: Frequency,
    /// Every so many periods, from 1.
    pub interval: i32,
    pub count: Option<u32>,
    pub until: Option<Until>,
    pub months: Vec<i8>,
    pub month_days: Vec<i8>,
    pub days: Vec<RuleDay>,
    /// Which of a period's dates count, from 1, from the end when negative.
    pub positions: Vec<i32>,
    pub week_start: Weekday,
}

impl Rule {
    /// Reads the value of an `RRULE`. `None` for rules that are broken or that no town's calendar uses (by the hour, by
    /// week number, by day of the year): then only the first date is certain.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut rule = Self {
            frequency: Frequency::Daily,
            interval: 1,
            count: None,
            until: None,
            months: Vec::new(),
            month_days: Vec::new(),
            days: Vec::new(),
            positions: Vec::new(),
            week_start: Weekday::Monday,
        };
        let mut frequency = None;
        for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=')?;
            let value = value.trim().to_ascii_uppercase();
            match name.trim().to_ascii_uppercase().as_str() {
                "FREQ" => frequency = Some(frequency_of(&value)?),
                "INTERVAL" => rule.interval = value.parse().ok().filter(|n| (1..=1000).contains(n))?,
                "COUNT" => rule.count = Some(value.parse().ok()?),
                "UNTIL" => rule.until = Some(until_of(&value)?),
                "BYMONTH" => rule.months = numbers(&value, 12)?.into_iter().filter(|n| *n > 0).collect(),
                "BYMONTHDAY" => rule.month_days = numbers(&value, 31)?,
                "BYDAY" => rule.days = value.split(',').map(day_of).collect::<Option<_>>()?,
                "BYSETPOS" => rule.positions = numbers(&value, 366)?,
                "WKST" => rule.week_start = weekday_of(&value)?,
                // One hour, minute or second repeats what the start says.
                "BYHOUR" | "BYMINUTE" | "BYSECOND" if !value.contains(',') => {}
                "BYHOUR" | "BYMINUTE" | "BYSECOND" | "BYWEEKNO" | "BYYEARDAY" => return None,
                _ => {}
            }
        }
        rule.frequency = frequency?;
        Some(rule)
    }

    /// Whether it goes on for ever.
    #[must_use]
    pub fn is_endless(&self) -> bool {
        self.count.is_none() && self.until.is_none()
    }

    /// The starts of a series that begins at `start`, in order, up to `to`, and at most `most` of them not before `from`.
    /// The first start always counts, whether or not the rule gives it.
    #[must_use]
    pub fn starts(
        &self,
        start: DateTime,
        zone: &TimeZone,
        from: Timestamp,
        to: Timestamp,
        most: usize,
    ) -> Vec<Timestamp> {
        let mut found = Vec::new();
        let mut left = self.count.unwrap_or(u32::MAX);
        for step in 0..MAX_PERIODS {
            let Some(mut dates) = self.dates(start.date(), step) else { break };
            dates.retain(|date| *date >= start.date());
            if step == 0 && dates.first() != Some(&start.date()) {
                dates.insert(0, start.date());
            }
            for date in dates {
                let local = date.to_datetime(start.time());
                let Ok(at) = zone.to_timestamp(local) else { continue };
                if left == 0 || at > to || self.is_past_end(local, at) || found.len() >= most {
                    return found;
                }
                left -= 1;
                if at >= from {
                    found.push(at);
                }
            }
        }
        found
    }

    fn is_past_end(&self, local: DateTime, at: Timestamp) -> bool {
        match self.until {
            None => false,
            Some(Until::Moment(until)) => at > until,
            Some(Until::Local(until)) => local > until,
            Some(Until::Day(until)) => local.date() > until,
        }
    }

    /// The dates of the period `step` intervals after the one in which the series begins; `None` past the calendar's end.
    fn dates(&self, start: Date, step: i64) -> Option<Vec<Date>> {
        let ahead = step.checked_mul(i64::from(self.interval))?;
        let mut dates = match self.frequency {
            Frequency::Daily => vec![start.checked_add(Span::new().try_days(ahead).ok()?).ok()?],
            Frequency::Weekly => self.of_week(start, ahead)?,
            Frequency::Monthly => {
                let month = start.first_of_month().checked_add(Span::new().try_months(ahead).ok()?).ok()?;
                self.of_month(month, start.day())
            }
            Frequency::Yearly => {
                let year = start.first_of_year().checked_add(Span::new().try_years(ahead).ok()?).ok()?;
                self.of_year(year, start)
            }
        };
        let daily = self.frequency == Frequency::Daily;
        dates.retain(|date| {
            (self.months.is_empty() || self.months.contains(&date.month()))
                && (!daily || self.month_days.is_empty() || self.is_month_day(*date))
                && (!daily || self.days.is_empty() || self.days.iter().any(|day| day.weekday == date.weekday()))
        });
        dates.sort_unstable();
        dates.dedup();
        Some(self.at_positions(dates))
    }

    fn of_week(&self, start: Date, ahead: i64) -> Option<Vec<Date>> {
        let back = i64::from(start.weekday().since(self.week_start));
        let first = start.checked_add(Span::new().try_days(ahead.checked_mul(7)?.checked_sub(back)?).ok()?).ok()?;
        let wanted = |date: &Date| match self.days.as_slice() {
            [] => date.weekday() == start.weekday(),
            days => days.iter().any(|day| day.weekday == date.weekday()),
        };
        Some(days_from(first, 7).filter(wanted).collect())
    }

    fn of_month(&self, month: Date, start_day: i8) -> Vec<Date> {
        let days = days_from(month, i64::from(month.days_in_month()));
        if !self.month_days.is_empty() {
            return days.filter(|date| self.is_month_day(*date) && self.is_weekday(*date)).collect();
        }
        if !self.days.is_empty() {
            let all: Vec<Date> = days.collect();
            return self.of_weekdays(&all);
        }
        days.filter(|date| date.day() == start_day).collect()
    }

    fn of_year(&self, year: Date, start: Date) -> Vec<Date> {
        if self.months.is_empty() && self.month_days.is_empty() && !self.days.is_empty() {
            let all: Vec<Date> = days_from(year, i64::from(year.days_in_year())).collect();
            return self.of_weekdays(&all);
        }
        let every_month = self.months.is_empty() && !self.month_days.is_empty();
        let months = (1..=12).filter(|month| match self.months.as_slice() {
            [] => every_month || *month == start.month(),
            months => months.contains(month),
        });
        months
            .filter_map(|month| Date::new(year.year(), month, 1).ok())
            .flat_map(|month| self.of_month(month, start.day()))
            .collect()
    }

    /// The rule's weekdays among the days of a month or year.
    fn of_weekdays(&self, all: &[Date]) -> Vec<Date> {
        let mut found = Vec::new();
        for day in &self.days {
            let these: Vec<Date> = all.iter().filter(|date| date.weekday() == day.weekday).copied().collect();
            match day.nth {
                None => found.extend(these),
                Some(nth) => found.extend(nth_of(&these, i32::from(nth))),
            }
        }
        found
    }

    fn is_month_day(&self, date: Date) -> bool {
        let (day, from_end) = (date.day(), date.day() - date.days_in_month() - 1);
        self.month_days.iter().any(|wanted| *wanted == day || *wanted == from_end)
    }

    fn is_weekday(&self, date: Date) -> bool {
        self.days.is_empty() || self.days.iter().any(|day| day.weekday == date.weekday())
    }

    fn at_positions(&self, dates: Vec<Date>) -> Vec<Date> {
        if self.positions.is_empty() {
            return dates;
        }
        let mut chosen: Vec<Date> = self.positions.iter().filter_map(|position| nth_of(&dates, *position)).collect();
        chosen.sort_unstable();
        chosen.dedup();
        chosen
    }
}

fn nth_of(dates: &[Date], nth: i32) -> Option<Date> {
    let index = usize::try_from(nth.unsigned_abs()).ok()?.checked_sub(1)?;
    if nth > 0 { dates.get(index).copied() } else { dates.iter().rev().nth(index).copied() }
}

fn days_from(first: Date, count: i64) -> impl Iterator<Item = Date> {
    (0..count).filter_map(move |day| first.checked_add(day.days()).ok())
}

fn frequency_of(text: &str) -> Option<Frequency> {
    match text {
        "DAILY" => Some(Frequency::Daily),
        "WEEKLY" => Some(Frequency::Weekly),
        "MONTHLY" => Some(Frequency::Monthly),
        "YEARLY" => Some(Frequency::Yearly),
        _ => None,
    }
}

fn weekday_of(text: &str) -> Option<Weekday> {
    match text {
        "MO" => Some(Weekday::Monday),
        "TU" => Some(Weekday::Tuesday),
        "WE" => Some(Weekday::Wednesday),
        "TH" => Some(Weekday::Thursday),
        "FR" => Some(Weekday::Friday),
        "SA" => Some(Weekday::Saturday),
        "SU" => Some(Weekday::Sunday),
        _ => None,
    }
}

/// `TU`, `2TU`, `+2TU`, `-1SU`.
fn day_of(text: &str) -> Option<RuleDay> {
    let text = text.trim();
    let split = text.len().checked_sub(2)?;
    let weekday = weekday_of(text.get(split..)?)?;
    let nth = match text.get(..split)? {
        "" => None,
        number => Some(number.parse::<i16>().ok().filter(|nth| *nth != 0)?),
    };
    Some(RuleDay { nth, weekday })
}

/// A list of numbers between −`most` and `most`.
fn numbers<N>(text: &str, most: i32) -> Option<Vec<N>>
where
    N: TryFrom<i32>,
{
    let number = |text: &str| {
        let number = text.trim().parse::<i32>().ok().filter(|n| *n != 0 && n.abs() <= most)?;
        N::try_from(number).ok()
    };
    text.split(',').map(number).collect()
}

fn until_of(text: &str) -> Option<Until> {
    if let Some(utc) = text.strip_suffix('Z') {
        let local: DateTime = utc.parse().ok()?;
        return TimeZone::UTC.to_timestamp(local).ok().map(Until::Moment);
    }
    if text.contains('T') { text.parse().ok().map(Until::Local) } else { text.parse().ok().map(Until::Day) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn berlin() -> TimeZone {
        TimeZone::get("Europe/Berlin").unwrap()
    }

    /// The first `most` starts as written on the wall.
    fn starts(rule: &str, start: &str, most: usize) -> Vec<String> {
        let zone = berlin();
        let (from, to) = ("1900-01-01T00:00:00Z".parse().unwrap(), "2100-01-01T00:00:00Z".parse().unwrap());
        let found = Rule::parse(rule).unwrap().starts(start.parse().unwrap(), &zone, from, to, most);
        found.iter().map(|at| at.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()).collect()
    }

    #[rstest::rstest]
    #[case("FREQ=DAILY;COUNT=3", "2026-12-30T10:00", &["2026-12-30 10:00", "2026-12-31 10:00", "2027-01-01 10:00"])]
    #[case("FREQ=WEEKLY;BYDAY=SA", "2026-10-17T08:00", &["2026-10-17 08:00", "2026-10-24 08:00", "2026-10-31 08:00"])]
    #[case("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", "2026-12-03T19:00", &["2026-12-03 19:00", "2026-12-14 19:00", "2026-12-17 19:00"])]
    #[case("FREQ=MONTHLY;BYDAY=2TU", "2026-01-13T19:00", &["2026-01-13 19:00", "2026-02-10 19:00", "2026-03-10 19:00"])]
    #[case("FREQ=MONTHLY;BYDAY=-1FR", "2026-01-30T19:00", &["2026-01-30 19:00", "2026-02-27 19:00", "2026-03-27 19:00"])]
    #[case("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-01-31T19:00", &["2026-01-31 19:00", "2026-02-28 19:00", "2026-03-31 19:00"])]
    #[case("FREQ=MONTHLY", "2026-01-31T19:00", &["2026-01-31 19:00", "2026-03-31 19:00", "2026-05-31 19:00"])]
    #[case("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2026-01-30T12:00", &["2026-01-30 12:00", "2026-02-27 12:00", "2026-03-31 12:00"])]
    #[case("FREQ=YEARLY", "2024-02-29T12:00", &["2024-02-29 12:00", "2028-02-29 12:00", "2032-02-29 12:00"])]
    #[case("FREQ=YEARLY;BYMONTH=9;BYDAY=2SU", "2026-09-13T10:00", &["2026-09-13 10:00", "2027-09-12 10:00", "2028-09-10 10:00"])]
    #[case("FREQ=DAILY;BYDAY=MO,FR;BYMONTH=1", "2026-01-30T10:00", &["2026-01-30 10:00", "2027-01-01 10:00", "2027-01-04 10:00"])]
    #[case("freq=weekly;until=20261219", "2026-12-05T10:00", &["2026-12-05 10:00", "2026-12-12 10:00", "2026-12-19 10:00"])]
    fn a_rule_gives_its_dates(#[case] rule: &str, #[case] start: &str, #[case] expected: &[&str]) {
        assert_eq!(starts(rule, start, 3), expected, "{rule}");
    }

    #[test]
    fn the_wall_clock_stays_across_daylight_saving_time() {
        let zone = berlin();
        let rule = Rule::parse("FREQ=WEEKLY;COUNT=2").unwrap();
        let (from, to) = (Timestamp::MIN, Timestamp::MAX);
        let found = rule.starts("2026-10-20T18:00".parse().unwrap(), &zone, from, to, 9);
        let utc: Vec<_> = found.iter().map(ToString::to_string).collect();
        assert_eq!(utc, ["2026-10-20T16:00:00Z", "2026-10-27T17:00:00Z"]);
    }

    #[test]
    fn an_end_in_utc_includes_the_last_date() {
        let rule = "FREQ=WEEKLY;UNTIL=20120703T080000Z;BYDAY=TU";
        let found = starts(rule, "2012-03-27T10:00", 99);
        assert_eq!((found.len(), found.last().map(String::as_str)), (15, Some("2012-07-03 10:00")));
    }

    #[test]
    fn a_start_outside_its_own_rule_counts_all_the_same() {
        assert_eq!(
            starts("FREQ=WEEKLY;BYDAY=SA;COUNT=2", "2026-12-01T10:00", 9),
            ["2026-12-01 10:00", "2026-12-05 10:00"]
        );
    }

    #[rstest::rstest]
    #[case("")]
    #[case("FREQ=HOURLY")]
    #[case("FREQ=WEEKLY;INTERVAL=0")]
    #[case("FREQ=WEEKLY;BYDAY=XX")]
    #[case("FREQ=YEARLY;BYWEEKNO=20")]
    #[case("INTERVAL=2")]
    #[case("FREQ=DAILY;BYMONTHDAY=99999999999")]
    fn a_rule_nobody_can_read_is_none(#[case] rule: &str) {
        assert_eq!(Rule::parse(rule), None, "{rule}");
    }

    #[test]
    fn a_rule_without_dates_ends() {
        assert_eq!(starts("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2026-02-28T10:00", 9), ["2026-02-28 10:00"]);
    }
}
