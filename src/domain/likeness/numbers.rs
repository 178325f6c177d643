//! Numbers with what they count: amounts, levels, parts of a series, telephone numbers. In: tokens that no date or time
//! uses. Out: facts, compared by unit.

use serde::{Deserialize, Serialize};

use super::dates::NUMBER_WORDS;
use super::lex::{Kind, Token};
use super::words::{is_empty, stem};

/// A number and its unit, folded: ("euro", "19"), ("stufe", "3"), ("teil", "2").
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Count {
    pub unit: String,
    pub value: String,
}

/// Words that number one of several: other number, other message.
const SERIES: &[&str] = &[
    "teil",
    "folge",
    "turch",
    "tur",
    "fenst",
    "stuf",
    "level",
    "ausgab",
    "rund",
    "tag",
    "etapp",
    "abschnitt",
    "ei",
    "bauabschnitt",
    "baulos",
    "klass",
    "lini",
    "bezirk",
    "grupp",
    "kapitel",
    "station",
    "warnstuf",
    "gefahrenstuf",
    "waldbrandstuf",
    "phas",
    "block",
    "spieltag",
    "kurs",
    "modul",
    "lektion",
    "adven",
    "meldestuf",
];
/// Unit of "2/3" and "2 von 3".
const OF: &str = "of";
/// In front of a unit that was numbered and not counted: "Teil 2", "2. Teil", not "2 Teile".
const NUMBERED: char = '#';

/// Whether a unit measures rather than counts.
pub(super) fn is_measure(unit: &str) -> bool {
    matches!(unit, "grad" | "prozent" | "euro" | "met" | "kilomet" | "zentimet" | "stund")
}

/// Whether two values of a unit part two messages.
pub(super) fn is_series(unit: &str) -> bool {
    unit == OF || unit.strip_prefix(NUMBERED).is_some_and(|unit| SERIES.contains(&unit))
}

/// Finds numbers; marks the tokens they consist of in `used`.
pub(super) fn scan(tokens: &[Token], used: &mut [bool]) -> (Vec<Count>, Vec<String>) {
    let mut scan = Scan { tokens, used };
    let mut counts = Vec::new();
    let mut phones = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if let Some((phone, end)) = scan.phone(at) {
            phones.push(phone);
            scan.take(at, end);
            at = end;
        } else if let Some((count, end)) = scan.count(at) {
            counts.extend(count);
            scan.take(at, end);
            at = end.max(at + 1);
        } else {
            at += 1;
        }
    }
    counts.sort_unstable();
    counts.dedup();
    phones.sort_unstable();
    phones.dedup();
    (counts, phones)
}

struct Scan<'a> {
    tokens: &'a [Token],
    used: &'a mut [bool],
}

impl Scan<'_> {
    fn take(&mut self, from: usize, to: usize) {
        if let Some(span) = self.used.get_mut(from..to) {
            span.fill(true);
        }
    }

    fn free(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at).filter(|_| self.used.get(at) == Some(&false))
    }

    fn digits(&self, at: usize) -> Option<&str> {
        self.free(at).filter(|token| token.kind == Kind::Number).map(|token| token.folded.as_str())
    }

    /// `04899 77-410`, `0 48 99 / 770`, `+49 4899 770`: last digits and the place behind them.
    fn phone(&self, at: usize) -> Option<(String, usize)> {
        let plus = self.free(at)?.is("+");
        let mut end = at + usize::from(plus);
        let head = self.digits(end)?;
        if !plus && (!head.starts_with('0') || head.len() < 3) {
            return None;
        }
        let mut number = head.to_owned();
        end += 1;
        loop {
            let sign = self.free(end).is_some_and(|token| matches!(token.folded.as_str(), "/" | "-" | "(" | ")"));
            let next = end + usize::from(sign);
            let Some(more) = self.digits(next) else { break };
            number.push_str(more);
            end = next + 1;
        }
        let tail = number.len().checked_sub(6)?;
        number.get(tail..).map(|tail| (tail.to_owned(), end))
    }

    /// A number with its unit. `None` inside: a number that counts nothing we could compare.
    fn count(&self, at: usize) -> Option<(Option<Count>, usize)> {
        let (value, mut end) = self.value(at)?;
        // "2/3", "(1 von 4)"
        let of = self.free(end).is_some_and(|token| token.is("/") || token.is("von"));
        if of && let Some(all) = self.digits(end + 1).and_then(|all| all.parse::<u32>().ok()) {
            let part = value.parse::<u32>().unwrap_or(u32::MAX);
            if part <= all && (2..=31).contains(&all) {
                return Some((Some(Count { unit: OF.to_owned(), value }), end + 2));
            }
        }
        if let Some(before) = at.checked_sub(1).and_then(|before| self.tokens.get(before)) {
            // "Stufe 3", "Türchen Nr. 5"
            let unit = match before.folded.as_str() {
                "." | ":" | "nr" => at
                    .checked_sub(3)
                    .and_then(|at| self.tokens.get(at))
                    .filter(|_| self.tokens.get(at - 2).is_some_and(|t| t.is("nr"))),
                _ => Some(before),
            };
            let unit =
                unit.filter(|unit| unit.kind == Kind::Word).map(|unit| format!("{NUMBERED}{}", stem(&unit.folded)));
            if let Some(unit) = unit.filter(|unit| is_series(unit)) {
                return Some((Some(Count { unit, value }), end));
            }
        }
        let ordinal = self.free(end).is_some_and(|token| token.is(".") && token.glued);
        end += usize::from(ordinal);
        // "312 von euch", "14 alte Pappeln"; a number of a year says nothing.
        let bare = || {
            let year = value.len() == 4 && (value.starts_with("19") || value.starts_with("20"));
            (value.len() > 1 && !year).then(|| Count { unit: String::new(), value: value.clone() })
        };
        let Some(unit) = self.free(end) else { return Some((bare(), end)) };
        let unit = match unit.folded.as_str() {
            "€" | "euro" | "eur" => Some("euro".to_owned()),
            "%" | "prozent" => Some("prozent".to_owned()),
            "°" | "grad" => Some("grad".to_owned()),
            "m" | "meter" | "metern" => Some("met".to_owned()),
            "km" | "kilometer" | "kilometern" => Some("kilomet".to_owned()),
            "cm" | "zentimeter" | "zentimetern" => Some("zentimet".to_owned()),
            "std" | "stunden" | "wochenstunden" => Some("stund".to_owned()),
            word if unit.is_name() && !is_empty(word) => Some(stem(word)),
            _ => None,
        };
        match unit {
            Some(unit) if ordinal => Some((Some(Count { unit: format!("{NUMBERED}{unit}"), value }), end)),
            Some(unit) => Some((Some(Count { unit, value }), end)),
            None => Some((bare().filter(|_| !ordinal), end)),
        }
    }

    /// `1.200`, `2,50`, `19`: without dots, zeros behind the comma and signs.
    fn value(&self, at: usize) -> Option<(String, usize)> {
        if let Some(word) = self.free(at).filter(|token| token.kind == Kind::Word)
            && let Some(number) = NUMBER_WORDS.iter().skip(2).position(|number| *number == word.folded)
        {
            return Some(((number + 2).to_string(), at + 1));
        }
        let mut value = self.digits(at)?.trim_start_matches('0').to_owned();
        let mut end = at + 1;
        while self.free(end).is_some_and(|token| token.is(".") && token.glued)
            && self.tokens.get(end + 1).is_some_and(|token| token.glued && token.folded.len() == 3)
            && let Some(more) = self.digits(end + 1)
        {
            value.push_str(more);
            end += 2;
        }
        if self.free(end).is_some_and(|token| token.is(",") && token.glued)
            && self.tokens.get(end + 1).is_some_and(|token| token.glued)
            && let Some(part) = self.digits(end + 1)
        {
            let part = part.trim_end_matches('0');
            if !part.is_empty() {
                value.push(',');
                value.push_str(part);
            }
            end += 2;
        }
        Some((value, end))
    }
}
