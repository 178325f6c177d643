//! Days and times of day that a text names. In: tokens and the day the post was made. Out: sorted facts, and which
//! tokens they used up, so that no number counts twice.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

use super::lex::{Kind, Token};

/// A day a text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Day {
    /// Days since 1970-01-01; for a day of an unnamed month ("bis zum 20.") the day of the month, negative.
    pub number: i32,
    pub said: Said,
    /// In the title or the first sentences.
    pub head: bool,
}

/// How a text names a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// "2. März"
    InFull,
    /// "morgen", "bis zum 20."
    Relative,
    /// "am Samstag": the next one, or the last.
    Weekday,
    /// "heute", "gestern": often only says when the post was written.
    Today,
}

/// A time of day, in minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Clock {
    pub minute: u16,
    /// "um sechs" may be morning or evening.
    pub vague: bool,
}

impl Day {
    pub(super) fn meets(self, other: Self) -> bool {
        let weekday = self.said == Said::Weekday || other.said == Said::Weekday;
        let apart = (self.number - other.number).abs();
        apart == 0
            || (weekday && apart == 7 && self.number > 0 && other.number > 0)
            || self.is_day_of_month(other)
            || other.is_day_of_month(self)
    }

    /// "bis zum 20." fits the 20th of any month.
    fn is_day_of_month(self, day: Self) -> bool {
        self.number < 0
            && day.number > 0
            && jiff::civil::date(1970, 1, 1)
                .checked_add(day.number.days())
                .is_ok_and(|date| i32::from(date.day()) == -self.number)
    }
}

impl Clock {
    pub(super) fn meets(self, other: Self) -> bool {
        let apart = (i32::from(self.minute) - i32::from(other.minute)).rem_euclid(720);
        self.minute == other.minute || ((self.vague || other.vague) && apart.min(720 - apart) <= 15)
    }
}

#[derive(Debug, Default)]
pub(super) struct Found {
    pub days: Vec<Day>,
    /// Months named without a day, 1 to 12.
    pub months: Vec<u8>,
    pub clocks: Vec<Clock>,
}

const MONTHS: [&str; 12] = [
    "januar",
    "februar",
    "marz",
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
const SHORT_MONTHS: [&str; 12] = ["jan", "feb", "mrz", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez"];
pub(super) const NUMBER_WORDS: [&str; 13] =
    ["null", "eins", "zwei", "drei", "vier", "funf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwolf"];
/// Words between the two ends of a range or a list.
const JOINTS: &[&str] = &["bis", "und", "-", "/", "oder", "sowie", ",", "u"];

/// The month of a day, 1 to 12.
pub(super) fn month_of(day: Day) -> Option<u8> {
    let date = jiff::civil::date(1970, 1, 1).checked_add(day.number.days()).ok().filter(|_| day.number > 0)?;
    u8::try_from(date.month()).ok()
}

/// Number of a day since 1970-01-01.
pub(super) fn number_of(day: Date) -> i32 {
    (day - jiff::civil::date(1970, 1, 1)).get_days()
}

/// Finds days and times; marks the tokens they consist of in `used`.
pub(super) fn scan(tokens: &[Token], posted: Date, used: &mut [bool]) -> Found {
    let mut scan = Scan { tokens, posted, used, found: Found::default() };
    for at in 0..tokens.len() {
        scan.time(at);
    }
    for at in 0..tokens.len() {
        scan.date(at);
    }
    for at in 0..tokens.len() {
        scan.relative(at);
    }
    scan.months();
    let mut found = scan.found;
    found.days.sort_unstable();
    // The most telling way to name a day stands; a day in the head stays there.
    found.days.dedup_by(|next, kept| {
        kept.head |= next.head && next.number == kept.number;
        next.number == kept.number
    });
    found.clocks.sort_unstable();
    found.clocks.dedup();
    found
}

struct Scan<'a> {
    tokens: &'a [Token],
    posted: Date,
    used: &'a mut [bool],
    found: Found,
}

impl Scan<'_> {
    fn is(&self, at: usize, word: &str) -> bool {
        self.tokens.get(at).is_some_and(|token| token.folded == word)
    }

    fn in_head(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(Token::in_head)
    }

    fn glued(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.glued)
    }

    fn number(&self, at: usize) -> Option<u32> {
        if *self.used.get(at)? { None } else { self.tokens.get(at)?.number() }
    }

    fn word(&self, at: usize) -> &str {
        self.tokens.get(at).filter(|token| token.kind == Kind::Word).map_or("", |token| token.folded.as_str())
    }

    fn before(&self, at: usize, back: usize) -> &str {
        at.checked_sub(back).and_then(|at| self.tokens.get(at)).map_or("", |token| token.folded.as_str())
    }

    fn take(&mut self, from: usize, to: usize) {
        if let Some(span) = self.used.get_mut(from..to) {
            span.fill(true);
        }
    }

    /// `18`, `18.30`, `18:30` at a place: minutes and the place behind it.
    fn clock_at(&self, at: usize) -> Option<(u16, usize, bool)> {
        let hour = self.number(at).filter(|hour| *hour <= 24)?;
        let mark = self.is(at + 1, ":") || self.is(at + 1, ".");
        let minute = if mark && self.glued(at + 1) && self.glued(at + 2) { self.number(at + 2) } else { None };
        let two = self.tokens.get(at + 2).is_some_and(|token| token.folded.len() == 2);
        match minute {
            Some(minute) if minute < 60 && two => {
                let minutes = u16::try_from(hour * 60 + minute).ok()?;
                Some((minutes, at + 3, self.is(at + 1, ":")))
            }
            _ => Some((u16::try_from(hour * 60).ok()?, at + 1, false)),
        }
    }

    fn time(&mut self, at: usize) {
        if let Some((minutes, end, colon)) = self.clock_at(at) {
            let named = self.is(end, "uhr") || self.is(end, "h") || colon;
            if named {
                self.tell(at, end, minutes, false);
                self.other_end(at);
                self.take(end, end + usize::from(self.is(end, "uhr")));
            } else if matches!(self.before(at, 1), "um" | "gegen") && end == at + 1 && minutes > 0 {
                let next = self.tokens.get(end);
                if next.is_none_or(|next| !next.is_name() && !next.is("%") && !next.is("€") && !next.is(".")) {
                    self.tell(at, end, minutes, true);
                }
            }
            return;
        }
        let Some(hour) = NUMBER_WORDS.iter().position(|word| *word == self.word(at)) else { return };
        let hour = u16::try_from(hour).unwrap_or_default() * 60;
        match self.before(at, 1) {
            "halb" => self.tell(at, at + 1, (hour + 690) % 720, true),
            "um" | "gegen" | "bis" | "ab" if !self.tokens.get(at + 1).is_some_and(Token::is_name) => {
                self.tell(at, at + 1, hour, true);
            }
            _ => {}
        }
    }

    /// The first time of "von 9 bis 13 Uhr" and "10 und 14 Uhr".
    fn other_end(&mut self, end: usize) {
        let Some(joint) = end.checked_sub(1).filter(|joint| JOINTS.contains(&self.before(end, end - joint))) else {
            return;
        };
        for back in [1, 3] {
            let Some(start) = joint.checked_sub(back) else { break };
            if let Some((minutes, stop, _)) = self.clock_at(start)
                && stop == joint
                && !self.is(start.wrapping_sub(1), ".")
            {
                self.tell(start, stop, minutes, false);
                self.other_end(start);
                return;
            }
        }
    }

    /// "Ende Oktober", "ab November".
    fn months(&mut self) {
        let free = self.tokens.iter().zip(self.used.iter()).filter(|(token, used)| token.capital && !**used);
        let named = free.filter_map(|(token, _)| MONTHS.iter().position(|month| *month == token.folded));
        let mut months: Vec<u8> = named.filter_map(|at| u8::try_from(at + 1).ok()).collect();
        months.sort_unstable();
        months.dedup();
        self.found.months = months;
    }

    fn tell(&mut self, from: usize, to: usize, minute: u16, vague: bool) {
        self.found.clocks.push(Clock { minute: minute % 1440, vague });
        self.take(from, to);
    }

    /// `2. März 2026`, `2.3.`, `02.03.2026`, and the days joined to them in front.
    fn date(&mut self, at: usize) {
        let Some(day) = self.number(at).filter(|day| (1..=31).contains(day)) else { return };
        if !self.is(at + 1, ".") {
            return;
        }
        if let Some(month) = month(self.word(at + 2)) {
            let mut end = at + 3;
            if self.is(end, ".") && self.number(end + 1).is_some_and(|year| year > 2000) {
                end += 1;
            }
            let year = self.number(end).filter(|year| (2000..2100).contains(year));
            end += usize::from(year.is_some());
            self.mark(at, end, day, month, year);
        } else if let Some(month) = self.number(at + 2).filter(|month| (1..=12).contains(month)) {
            let dotted = self.is(at + 3, ".");
            if !self.glued(at + 2) && !dotted {
                return;
            }
            let year = self.number(at + 4).filter(|_| dotted && self.glued(at + 4)).and_then(|year| match year {
                0..100 => Some(2000 + year),
                2000..2100 => Some(year),
                _ => None,
            });
            if !dotted && self.tokens.get(at + 2).is_none_or(|token| token.folded.len() != 2) {
                return;
            }
            let end = at + 3 + usize::from(dotted) + usize::from(year.is_some());
            self.mark(at, end, day, month, year);
        } else if (matches!(self.before(at, 1), "am" | "zum" | "vom" | "den" | "dem")
            // "ab 8." at the end of a sentence is a time of day as well.
            || matches!(self.before(at, 1), "ab" | "bis") && self.tokens.get(at + 2).is_some_and(|next| !next.first))
            && self.tokens.get(at + 2).is_none_or(|next| !next.is_name() && next.kind != Kind::Number)
            && !JOINTS.contains(&self.tokens.get(at + 2).map_or("", |next| next.folded.as_str()))
        {
            let number = -i32::try_from(day).unwrap_or(0);
            self.found.days.push(Day { number, said: Said::Relative, head: self.in_head(at) });
            self.take(at, at + 2);
        }
    }

    fn mark(&mut self, at: usize, end: usize, day: u32, month: u32, year: Option<u32>) {
        let Some(number) = self.number_near(day, month, year) else { return };
        self.found.days.push(Day { number, said: Said::InFull, head: self.in_head(at) });
        self.take(at, end);
        self.forget_weekday(at);
        // "2. und 3. März", "2.-5. März", "vom 2. bis zum 5. März"
        let mut joint = at;
        while let Some(before) = joint.checked_sub(1)
            && (JOINTS.contains(&self.before(joint, 1)) || matches!(self.before(joint, 1), "zum" | "den"))
            && at - before < 4
        {
            joint = before;
        }
        let Some(start) = joint.checked_sub(2).filter(|_| joint < at) else { return };
        if self.is(start + 1, ".")
            && let Some(day) = self.number(start).filter(|day| (1..=31).contains(day))
        {
            self.mark(start, start + 2, day, month, year);
        }
    }

    /// The weekday in front of a full date says nothing more.
    fn forget_weekday(&mut self, at: usize) {
        for back in 1..=4 {
            let Some(before) = at.checked_sub(back) else { break };
            if weekday(self.word(before)).is_some() {
                self.take(before, before + 1);
                break;
            }
            if !matches!(self.before(at, back), "," | "." | "den" | "dem" | "(") {
                break;
            }
        }
    }

    /// Without a year the day nearest to the post is meant.
    fn number_near(&self, day: u32, month: u32, year: Option<u32>) -> Option<i32> {
        let date = |year: i16| Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok().map(number_of);
        if let Some(year) = year {
            return date(i16::try_from(year).ok()?);
        }
        let posted = number_of(self.posted);
        let this = self.posted.year();
        [this - 1, this, this + 1].into_iter().filter_map(date).min_by_key(|number| (number - posted).abs())
    }

    fn relative(&mut self, at: usize) {
        let Some(token) = self.tokens.get(at).filter(|token| token.kind == Kind::Word && !token.tag) else { return };
        if self.used.get(at).copied().unwrap_or(true) {
            return;
        }
        let behind = self.before(at, 1);
        let days = match token.folded.as_str() {
            "heut" | "heute" => 0,
            "morgen"
                if (!token.capital || token.first)
                    && !self.is(at + 1, "zusammen")
                    && !self.is(at + 1, "!")
                    && !matches!(behind, "guten" | "am" | "jeden" | "heute") =>
            {
                1
            }
            "ubermorgen" => 2,
            "gestern" => -1,
            word => {
                let Some(day) = weekday(word) else { return };
                let today = self.posted.weekday();
                let ahead = i64::from(today.until(day));
                match behind {
                    "jeden" | "jedem" | "immer" | "jeder" => return,
                    "letzten" | "vergangenen" | "vergangener" | "letzter" => ahead - 7,
                    "nachsten" | "kommenden" if ahead == 0 => 7,
                    // Opening hours: "Montag bis Freitag".
                    "bis" | "-" if is_bare_weekday(word) && is_bare_weekday(self.before(at, 2)) => return,
                    _ if matches!(self.tokens.get(at + 1).map_or("", |next| &next.folded), "bis" | "-")
                        && is_bare_weekday(word)
                        && is_bare_weekday(self.word(at + 2)) =>
                    {
                        return;
                    }
                    _ => ahead,
                }
            }
        };
        if let Ok(day) = self.posted.checked_add(days.days()) {
            let said = if days == 0 || days == -1 { Said::Today } else { Said::Relative };
            let said = if weekday(&token.folded).is_some() { Said::Weekday } else { said };
            self.found.days.push(Day { number: number_of(day), said, head: self.in_head(at) });
            self.take(at, at + 1);
        }
    }
}

fn month(word: &str) -> Option<u32> {
    let word = match word {
        "janner" => "jan",
        "feber" => "feb",
        "sept" => "sep",
        word => word,
    };
    let place = MONTHS
        .iter()
        .position(|month| *month == word)
        .or_else(|| SHORT_MONTHS.iter().position(|month| *month == word))?;
    u32::try_from(place + 1).ok()
}

/// "Montag", not "Montagabend".
fn is_bare_weekday(word: &str) -> bool {
    word.ends_with("tag") && !word.ends_with("mittag") || matches!(word, "mittwoch" | "sonnabend")
}

fn weekday(word: &str) -> Option<Weekday> {
    const PARTS: [&str; 7] = ["nacht", "morgen", "vormittag", "mittag", "nachmittag", "abend", "fruh"];
    let names = [
        ("montag", Weekday::Monday),
        ("dienstag", Weekday::Tuesday),
        ("mittwoch", Weekday::Wednesday),
        ("donnerstag", Weekday::Thursday),
        ("freitag", Weekday::Friday),
        ("samstag", Weekday::Saturday),
        ("sonnabend", Weekday::Saturday),
        ("sonntag", Weekday::Sunday),
    ];
    names
        .into_iter()
        .find(|(name, _)| word.strip_prefix(name).is_some_and(|rest| rest.is_empty() || PARTS.contains(&rest)))
        .map(|(_, day)| day)
}
