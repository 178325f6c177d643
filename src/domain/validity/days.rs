//! Days and times of day as German texts write them.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::lex::{Kind, Sentence};

/// A day as it is written, before its year is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    /// "27. November [2026]"
    Full { day: i8, month: i8, year: Option<i16>, weekday: Option<Weekday> },
    /// "3." in "vom 3. bis 5. Dezember"
    InMonth(i8),
    /// "Freitag"; `next` with "kommenden".
    Named { weekday: Weekday, next: bool },
    /// "heute", "morgen", "Ende des Jahres"
    Fixed(Date),
    /// "Ende November"
    MonthEnd { month: i8, year: Option<i16> },
}

/// Reads a day at a place: the day and the place behind it.
pub(super) fn day(s: &Sentence, at: usize, posted: Date) -> Option<(Day, usize)> {
    if let Some((fixed, end)) = relative(s, at, posted) {
        // "heute (Dienstag, 24. November)", "morgen, 25. November"
        let skip = end + usize::from(matches!(s.at(end), "," | "("));
        return match dated(s, skip) {
            Some((full @ Day::Full { .. }, end)) => Some((full, end + usize::from(s.at(end) == ")"))),
            _ => Some((Day::Fixed(fixed), end)),
        };
    }
    let next = matches!(s.at(at), "kommenden" | "kommender" | "kommendem" | "nächsten" | "nächster" | "nächstem");
    let this = matches!(s.at(at), "diesen" | "diesem" | "dieser");
    match dated(s, at + usize::from(next || this))? {
        (Day::Named { weekday, .. }, end) => Some((Day::Named { weekday, next }, end)),
        (_, _) if this => None,
        found => Some(found),
    }
}

/// A weekday, a date, or both.
fn dated(s: &Sentence, at: usize) -> Option<(Day, usize)> {
    if let Some((weekday, mut end)) = weekday(s, at) {
        end += usize::from(s.at(end) == "." && s.glued(end));
        let bare = end;
        end += usize::from(s.at(end) == ",");
        end += usize::from(matches!(s.at(end), "den" | "dem" | "der"));
        return Some(match date(s, end) {
            Some((Day::Full { day, month, year, .. }, end)) => {
                (Day::Full { day, month, year, weekday: Some(weekday) }, end)
            }
            Some((Day::InMonth(day), end)) => (Day::InMonth(day), end),
            _ if is_short(s.at(at)) => return None,
            _ => (Day::Named { weekday, next: false }, bare),
        });
    }
    month_end(s, at).or_else(|| date(s, at))
}

/// "27. November 2026", "27.11.26", "27.11.", "27."
fn date(s: &Sentence, at: usize) -> Option<(Day, usize)> {
    let number = s.number(at).filter(|day| (1..=31).contains(day))?;
    if s.at(at + 1) != "." || !s.glued(at + 1) {
        return None;
    }
    let day = i8::try_from(number).ok()?;
    if let Some(month) = month(s.at(at + 2)) {
        let mut end = at + 3;
        end += usize::from(s.at(end) == "." && s.glued(end) && s.at(at + 2).len() <= 4);
        let year = year(s, end);
        return Some((Day::Full { day, month, year, weekday: None }, end + usize::from(year.is_some())));
    }
    if let Some(month) = s.number(at + 2).filter(|month| (1..=12).contains(month))
        && s.at(at + 3) == "."
        && s.glued(at + 3)
    {
        let year = year(s, at + 4).or_else(|| {
            s.number(at + 4)
                .filter(|year| s.glued(at + 4) && (20..100).contains(year))
                .map(|year| year.cast_signed() + 2000)
        });
        let month = i8::try_from(month).ok()?;
        return Some((Day::Full { day, month, year, weekday: None }, at + 4 + usize::from(year.is_some())));
    }
    Some((Day::InMonth(day), at + 2))
}

fn year(s: &Sentence, at: usize) -> Option<i16> {
    s.number(at).filter(|year| (2000..2100).contains(year)).and_then(|year| i16::try_from(year).ok())
}

/// "heute", "morgen Abend", "Ende des Jahres"
fn relative(s: &Sentence, at: usize, posted: Date) -> Option<(Date, usize)> {
    let days = match s.at(at) {
        "heute" => 0,
        "morgen" => {
            let capital = s.tokens.get(at).is_some_and(|token| token.capital) && at > 0;
            let early = matches!(s.before(at), "guten" | "am" | "jeden" | "heute" | "den" | "vom" | "zum");
            if capital || early || s.at(at + 1) == "!" {
                return None;
            }
            1
        }
        "übermorgen" => 2,
        "jahresende" => return Some((Date::new(posted.year(), 12, 31).ok()?, at + 1)),
        "monatsende" => return Some((posted.last_of_month(), at + 1)),
        "ende" if matches!(s.at(at + 1), "des" | "dieses") => {
            return match s.at(at + 2) {
                "jahres" => Some((Date::new(posted.year(), 12, 31).ok()?, at + 3)),
                "monats" => Some((posted.last_of_month(), at + 3)),
                _ => None,
            };
        }
        _ => return None,
    };
    let part = matches!(s.at(at + 1), "abend" | "früh" | "nacht" | "mittag" | "nachmittag" | "vormittag");
    Some((posted.checked_add(days.days()).ok()?, at + 1 + usize::from(part)))
}

fn month_end(s: &Sentence, at: usize) -> Option<(Day, usize)> {
    if s.at(at) != "ende" {
        return None;
    }
    let month = month(s.at(at + 1))?;
    let year = year(s, at + 2);
    Some((Day::MonthEnd { month, year }, at + 2 + usize::from(year.is_some())))
}

/// Minutes after midnight at a place, the place behind, and whether it is certainly a time of day.
pub(super) fn clock(s: &Sentence, at: usize) -> Option<(u16, usize, bool)> {
    if s.at(at) == "mitternacht" {
        return Some((24 * 60, at + 1, true));
    }
    let hour = s.number(at).filter(|hour| *hour <= 24)?;
    let mark = matches!(s.at(at + 1), ":" | ".") && s.glued(at + 1) && s.glued(at + 2);
    let minute = s.number(at + 2).filter(|minute| mark && *minute < 60 && s.at(at + 2).len() == 2);
    let end = if minute.is_some() { at + 3 } else { at + 1 };
    let minutes = hour * 60 + minute.unwrap_or(0);
    let named = matches!(s.at(end), "uhr" | "h");
    if minutes > 24 * 60 || !named && minute.is_none() && mark {
        return None;
    }
    Some((minutes, end + usize::from(named), named || minute.is_some() && s.at(at + 1) == ":"))
}

fn month(word: &str) -> Option<i8> {
    const NAMES: [(&str, &str); 12] = [
        ("januar", "jan"),
        ("februar", "feb"),
        ("märz", "mrz"),
        ("april", "apr"),
        ("mai", "mai"),
        ("juni", "jun"),
        ("juli", "jul"),
        ("august", "aug"),
        ("september", "sep"),
        ("oktober", "okt"),
        ("november", "nov"),
        ("dezember", "dez"),
    ];
    let word = match word {
        "jänner" => "januar",
        "sept" => "sep",
        word => word,
    };
    let place = NAMES.iter().position(|(long, short)| word == *long || word == *short)?;
    i8::try_from(place + 1).ok()
}

fn is_short(word: &str) -> bool {
    word.len() == 2
}

/// "Freitag", "Freitagabend", "Fr."; "Sa" and "So" only in front of a date.
fn weekday(s: &Sentence, at: usize) -> Option<(Weekday, usize)> {
    const PARTS: [&str; 7] = ["nacht", "morgen", "vormittag", "mittag", "nachmittag", "abend", "früh"];
    const NAMES: [(&str, &str, Weekday); 8] = [
        ("montag", "mo", Weekday::Monday),
        ("dienstag", "di", Weekday::Tuesday),
        ("mittwoch", "mi", Weekday::Wednesday),
        ("donnerstag", "do", Weekday::Thursday),
        ("freitag", "fr", Weekday::Friday),
        ("samstag", "sa", Weekday::Saturday),
        ("sonnabend", "sa", Weekday::Saturday),
        ("sonntag", "so", Weekday::Sunday),
    ];
    if s.tokens.get(at)?.kind != Kind::Word {
        return None;
    }
    let word = s.at(at);
    let names = |(long, short, _): &&(&str, &str, Weekday)| {
        word == *short || word.strip_prefix(long).is_some_and(|rest| rest.is_empty() || PARTS.contains(&rest))
    };
    NAMES.iter().find(names).map(|(_, _, day)| (*day, at + 1))
}
