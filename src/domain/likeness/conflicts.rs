//! Facts that part two posts, however alike their words are. In: two fingerprints. A fact that only one of them names is
//! no conflict: a teaser leaves out what the article says.

use super::dates::Said;
use super::judge::Conflict;
use super::names::Sort;
use super::overlap::{find, has_clock, has_day};
use super::words::{COMMON, NOUN};
use super::{Fingerprint, Name, OLDEST, Turn, Word, numbers};

/// The first fact in which two posts contradict each other.
pub(super) fn conflict(short: &Fingerprint, long: &Fingerprint, alike: f32) -> Option<Conflict> {
    if short.version.min(long.version) < OLDEST {
        return Some(Conflict::Version);
    }
    if turns_differ(short, long) || turns_differ(long, short) {
        return Some(Conflict::Turn);
    }
    if series_differ(short, long) {
        return Some(Conflict::Series);
    }
    if days_differ(short, long) && (alike >= 0.4 || !only_weekdays(short) && !only_weekdays(long)) {
        return Some(Conflict::Day);
    }
    if clocks_differ(short, long) {
        return Some(Conflict::Clock);
    }
    if alike >= 0.5 && amounts_differ(short, long) {
        return Some(Conflict::Amount);
    }
    if names_differ(short, long) {
        return Some(Conflict::Name);
    }
    is_template(short, long).then_some(Conflict::Template)
}

fn only_weekdays(post: &Fingerprint) -> bool {
    post.days.iter().all(|day| matches!(day.said, Said::Weekday | Said::Today))
}

/// Whether both name days and none of them is the same. "Heute" and a weekday say little against other ways to name one.
pub(super) fn days_differ(one: &Fingerprint, other: &Fingerprint) -> bool {
    let said = |post: &Fingerprint, how: Said| post.days.iter().any(|day| day.said == how);
    let dated = |post: &Fingerprint| said(post, Said::InFull);
    let near = |post: &Fingerprint| said(post, Said::Relative) || said(post, Said::Weekday);
    let comparable = (dated(one) || near(one)) && (dated(other) || near(other))
        || said(one, Said::Today) && said(other, Said::Today) && !dated(one) && !dated(other);
    comparable && !one.days.iter().any(|day| has_day(other, *day))
}

/// Whether both name exact times and share none.
fn clocks_differ(one: &Fingerprint, other: &Fingerprint) -> bool {
    let exact = |post: &Fingerprint| post.clocks.iter().any(|clock| !clock.vague);
    exact(one) && exact(other) && !one.clocks.iter().any(|clock| has_clock(other, *clock))
}

fn turns_differ(one: &Fingerprint, other: &Fingerprint) -> bool {
    let put_off = [Turn::Cancelled, Turn::Moved];
    one.turns.iter().any(|turn| {
        let said = |list: &[Turn]| {
            list.contains(turn) || (put_off.contains(turn) && list.iter().any(|other| put_off.contains(other)))
        };
        !said(&other.all_turns) && !other.hints.contains(turn)
    })
}

fn series_differ(one: &Fingerprint, other: &Fingerprint) -> bool {
    one.counts.iter().filter(|count| numbers::is_series(&count.unit)).any(|count| {
        let mut same = other.counts.iter().filter(|other| other.unit == count.unit).peekable();
        same.peek().is_some() && same.all(|other| other.value != count.value)
    })
}

/// Whether texts that are much alike count the same thing differently: "22 Grad" and "24 Grad". A number that the other
/// has with another unit is no difference: "1.630 Menschen" and "1.630 Fahrten".
fn amounts_differ(one: &Fingerprint, other: &Fingerprint) -> bool {
    let told = |post: &Fingerprint, value: &str| post.counts.iter().any(|count| count.value == value);
    let lone = |post: &Fingerprint, unit: &str, rest: &Fingerprint| {
        let mut of_unit = post.counts.iter().filter(|count| count.unit == unit).peekable();
        of_unit.peek().is_some() && of_unit.all(|count| !told(rest, &count.value))
    };
    let units = one.counts.iter().map(|count| count.unit.as_str()).filter(|unit| !unit.is_empty());
    units.into_iter().any(|unit| lone(one, unit, other) && lone(other, unit, one))
}

/// Whether the heads of both name things of a sort, and neither post has a name of the other's.
fn names_differ(one: &Fingerprint, other: &Fingerprint) -> bool {
    Sort::ALL.into_iter().any(|sort| {
        let of = |names: &[Name]| names.iter().filter(|name| name.sort == sort).cloned().collect::<Vec<_>>();
        let head = |post: &Fingerprint| post.names.get(..post.head_names).is_some_and(|head| !of(head).is_empty());
        head(one) && head(other) && !of(&one.names).iter().any(|name| other.names.contains(name))
    })
}

/// Whether two texts are one form, filled in differently: the same words in the same order surround other names.
fn is_template(one: &Fingerprint, other: &Fingerprint) -> bool {
    let in_step = in_step(&one.opening, &other.opening);
    in_step >= 0.5 && has_slot(one, other, if in_step >= 0.65 { COMMON } else { NOUN })
}

/// Share of two openings that runs through both in the same order (longest common subsequence).
fn in_step(one: &[u16], other: &[u16]) -> f32 {
    let mut row = vec![0u16; other.len() + 1];
    for word in one {
        let mut diagonal = 0;
        for (at, theirs) in other.iter().enumerate() {
            let above = row.get(at + 1).copied().unwrap_or_default();
            let left = row.get(at).copied().unwrap_or_default();
            let best = if word == theirs { diagonal + 1 } else { above.max(left) };
            diagonal = above;
            if let Some(cell) = row.get_mut(at + 1) {
                *cell = best;
            }
        }
    }
    let longest = u16::try_from(one.len().max(other.len())).unwrap_or(u16::MAX);
    if longest == 0 { 0.0 } else { f32::from(row.last().copied().unwrap_or_default()) / f32::from(longest) }
}

/// Whether one text has a name where the other, between the same words, has another.
fn has_slot(one: &Fingerprint, other: &Fingerprint, least: u8) -> bool {
    let lone = |word: &Word, text: &Fingerprint| word.1 >= least && find(word, text) == 0.0;
    let place = |word: &Word| other.words.iter().position(|theirs| theirs.0 == word.0);
    one.words.iter().enumerate().filter(|(_, word)| lone(word, other)).any(|(at, _)| {
        let mut earlier = one.words.get(..at).unwrap_or_default().iter().rev();
        let mut later = one.words.get(at + 1..).unwrap_or_default().iter();
        let begin = earlier.find_map(place).map_or(0, |place| place + 1);
        let end = later.find_map(place).unwrap_or(other.words.len());
        other.words.get(begin..end).unwrap_or_default().iter().any(|word| lone(word, one))
    })
}
