//! Periods as a sentence writes them: "ab Montag", "bis 30.11., 18 Uhr", "vom 3. bis 5. Dezember", "am 24.12.".

use jiff::civil::Date;

use super::days::{Day, clock, day};
use super::lex::Sentence;

/// Which ends a mark names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    From,
    Until,
    Range,
    On,
    /// "bis auf Weiteres"
    Open,
}

/// A day with the times of day that stand beside it, in minutes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Point {
    pub day: Option<Day>,
    /// "um 18 Uhr"
    pub at: Option<u16>,
    /// "ab 8 Uhr", "8 bis 16 Uhr"
    pub from: Option<u16>,
    /// "bis 16 Uhr", "8 bis 16 Uhr"
    pub to: Option<u16>,
}

impl Point {
    fn of(day: Day) -> Self {
        Self { day: Some(day), ..Self::default() }
    }

    fn has_clock(&self) -> bool {
        self.at.is_some() || self.from.is_some() || self.to.is_some()
    }

    fn with_clock(self, clock: Self) -> Self {
        Self { day: self.day, ..clock }
    }
}

/// A period, its years not yet known. `last` is the end of a range or of an "until", `first` everything else.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    pub role: Role,
    pub first: Option<Point>,
    pub last: Option<Point>,
}

/// Words that may stand between a preposition and its day.
const FILLERS: &[&str] = &[
    "zum",
    "zur",
    "den",
    "dem",
    "der",
    "einschließlich",
    "einschl",
    "inklusive",
    "inkl",
    "voraussichtlich",
    "voraussichtl",
    "längstens",
    "spätestens",
    "mindestens",
    "maximal",
    "mit",
    "einen",
    "ca",
    "circa",
    "etwa",
    ".",
    "(",
    ",",
    "incl",
    "vorauss",
];

/// Finds everything in a sentence, in order.
pub(super) fn find(s: &Sentence, posted: Date) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut clocks: Vec<Point> = Vec::new();
    let mut at = 0;
    while at < s.tokens.len() {
        if let Some((found, end)) = marks_at(s, at, posted) {
            marks.extend(found);
            at = end.max(at + 1);
        } else if let Some((clock, end)) = clocks_at(s, at) {
            clocks.push(clock);
            at = end;
        } else {
            at += 1;
        }
    }
    lend_clock(&mut marks, &clocks);
    marks
}

/// "Am Donnerstag ist die Straße zwischen 8 und 16 Uhr gesperrt": the one time belongs to the one day.
fn lend_clock(marks: &mut [Mark], clocks: &[Point]) {
    let ([mark], [clock]) = (marks, clocks) else { return };
    match (mark.role, &mut mark.first, &mut mark.last) {
        (Role::On, Some(day), _) if !day.has_clock() => *day = day.with_clock(*clock),
        (Role::Range, Some(first), Some(last))
            if !first.has_clock() && !last.has_clock() && clock.from.is_some() && clock.to.is_some() =>
        {
            first.from = clock.from;
            last.to = clock.to;
        }
        _ => {}
    }
}

fn past_fillers(s: &Sentence, mut at: usize) -> usize {
    while FILLERS.contains(&s.at(at)) {
        at += 1;
    }
    at
}

fn marks_at(s: &Sentence, at: usize, posted: Date) -> Option<(Vec<Mark>, usize)> {
    let lead = s.at(at);
    if lead == "bis" && s.at(at + 1) == "auf" && matches!(s.at(at + 2), "weiteres" | "widerruf") {
        return Some((vec![Mark { role: Role::Open, first: None, last: None }], at + 3));
    }
    let led = matches!(lead, "ab" | "seit" | "bis" | "vom" | "von" | "zwischen" | "am");
    let start = if led { past_fillers(s, at + 1) } else { at };
    if !led && is_stamp(s, at) {
        return None;
    }
    let (first, end) = point(s, start, posted)?;
    if lead != "bis"
        && let Some((last, end)) = second(s, end, lead == "zwischen", posted)
    {
        let first = fill(first, last)?;
        return Some((vec![Mark { role: Role::Range, first: Some(first), last: Some(last) }], end));
    }
    if (lead == "am" || !led)
        && let Some(found) = list(s, first, end, posted)
    {
        return Some(found);
    }
    let mark = match (lead, first.day?) {
        (_, Day::InMonth(_)) => return None,
        ("ab" | "seit", _) => Mark { role: Role::From, first: Some(first), last: None },
        ("bis", _) => Mark { role: Role::Until, first: None, last: Some(first) },
        // "Beschluss vom 3. März" tells no period.
        ("vom" | "von" | "zwischen", _) => return Some((Vec::new(), end)),
        ("am", _) => Mark { role: Role::On, first: Some(first), last: None },
        // Opening hours by weekday, and the end of a month by the way.
        (_, Day::Named { next: false, .. } | Day::MonthEnd { .. }) => return Some((Vec::new(), end)),
        _ => Mark { role: Role::On, first: Some(first), last: None },
    };
    Some((vec![mark], end))
}

/// "Stand: 24.11.2026"
fn is_stamp(s: &Sentence, at: usize) -> bool {
    let back = |n: usize| at.checked_sub(n).map_or("", |place| s.at(place));
    back(1) == "stand" || matches!(back(1), ":" | "(") && back(2) == "stand"
}

/// A day with its times.
fn point(s: &Sentence, at: usize, posted: Date) -> Option<(Point, usize)> {
    let (day, end) = day(s, at, posted)?;
    let mut next = end;
    while matches!(s.at(next), "," | "(" | "jeweils" | "täglich") {
        next += 1;
    }
    if s.at(next) == "in" && s.at(next + 2) == "zeit" {
        next += 3;
    }
    Some(match clocks_at(s, next) {
        Some((clock, end)) => (Point::of(day).with_clock(clock), end + usize::from(s.at(end) == ")")),
        None => (Point::of(day), end),
    })
}

/// "zwischen 8 und 16 Uhr", "8-16 Uhr", "ab 8 Uhr", "bis 16 Uhr", "um 18 Uhr"
fn clocks_at(s: &Sentence, at: usize) -> Option<(Point, usize)> {
    let lead = s.at(at);
    let led = matches!(lead, "von" | "zwischen" | "ab" | "bis" | "um" | "gegen");
    let mut start = at + usize::from(led);
    start += usize::from(matches!(s.at(start), "ca" | "etwa" | "circa"));
    let (first, end, named) = clock(s, start)?;
    if matches!(s.at(end), "bis" | "-" | "und") && matches!(lead, "von" | "zwischen" | "ab") | !led {
        let next = end + 1 + usize::from(matches!(s.at(end + 1), "ca" | "etwa" | "circa"));
        if let Some((last, end, true)) = clock(s, next) {
            return Some((Point { from: Some(first), to: Some(last), ..Point::default() }, end));
        }
    }
    let point = match lead {
        _ if !named => return None,
        "von" | "zwischen" => return None,
        "ab" => Point { from: Some(first), ..Point::default() },
        "bis" => Point { to: Some(first), ..Point::default() },
        _ => Point { at: Some(first), ..Point::default() },
    };
    Some((point, end))
}

/// The other end of a range.
fn second(s: &Sentence, end: usize, and: bool, posted: Date) -> Option<(Point, usize)> {
    let mut joint = end;
    while matches!(s.at(joint), "," | ")") {
        joint += 1;
    }
    if !(matches!(s.at(joint), "bis" | "-") || and && s.at(joint) == "und") {
        return None;
    }
    let (last, end) = point(s, past_fillers(s, joint + 1), posted)?;
    (!matches!(last.day, Some(Day::InMonth(_)))).then_some((last, end))
}

/// "3." before "5. Dezember" is of the same month.
fn fill(first: Point, last: Point) -> Option<Point> {
    let Some(Day::InMonth(day)) = first.day else { return Some(first) };
    let Some(Day::Full { month, year, .. }) = last.day else { return None };
    Some(Point { day: Some(Day::Full { day, month, year, weekday: None }), ..first })
}

/// "24., 25. und 26. Dezember": one period when they follow each other, else days of their own.
fn list(s: &Sentence, first: Point, mut end: usize, posted: Date) -> Option<(Vec<Mark>, usize)> {
    let mut points = vec![first];
    loop {
        let mut joint = end;
        while matches!(s.at(joint), "," | "und" | "u" | "sowie" | "/" | "oder") {
            joint += 1;
        }
        joint += usize::from(joint > end && s.at(joint) == "am");
        if joint == end {
            break;
        }
        let Some((next, after)) = point(s, joint, posted) else { break };
        points.push(next);
        end = after;
    }
    let last = *points.last()?;
    if points.len() < 2 {
        return None;
    }
    let points: Vec<Point> = points.iter().filter_map(|point| fill(*point, last)).collect();
    let number = |point: &Point| match point.day {
        Some(Day::Full { day, month, .. }) => Some((month, day)),
        _ => None,
    };
    let follow = points.windows(2).all(|pair| match pair {
        [a, b] => matches!((number(a), number(b)), (Some((m, a)), Some((n, b))) if m == n && b == a + 1),
        _ => false,
    });
    if follow && !points.iter().any(Point::has_clock) {
        return Some((vec![Mark { role: Role::Range, first: points.first().copied(), last: Some(last) }], end));
    }
    let each = points.into_iter().map(|point| Mark { role: Role::On, first: Some(point), last: None }).collect();
    Some((each, end))
}
