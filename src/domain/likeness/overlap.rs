//! What one post has of another. In: two fingerprints. Out: weights of shared words and facts.

use super::dates::{Clock, Day, Said, month_of};
use super::words::{COMMON, NAME, NOUN, PLACE, PLAIN, is_everyday};
use super::{Count, Fingerprint, Word, numbers};

/// What a hashtag of the one counts that the other has as a word.
const TAG: f32 = 2.0;
/// Share of a word that another word of its sense counts.
const MEANING: f32 = 0.6;
/// How telling a short number is that stands alone: ages, places in a list.
const BARE: f32 = 0.4;
/// How telling a round number is.
const ROUND: f32 = 0.7;
/// What a month counts that one names with a day and the other without.
const MONTH: f32 = 1.5;

/// What two texts share in words.
pub(super) struct Overlap {
    pub all: f32,
    pub shared: f32,
    /// Of rare words that the other does not have.
    pub alone: f32,
    /// Rare words that are no names and that the other has too.
    pub rare: u32,
    /// Weight of words that are no names and that the other has too.
    pub what: f32,
    /// Share of the head that the other has.
    pub headed: f32,
    /// Share of the title or first sentence that the other has.
    pub titled: f32,
}

impl Overlap {
    pub(super) fn of(short: &Fingerprint, long: &Fingerprint) -> Self {
        let mut overlap = Self { all: 0.0, shared: 0.0, alone: 0.0, rare: 0, what: 0.0, headed: 0.0, titled: 0.0 };
        for (at, word) in short.words.iter().enumerate() {
            let weight = value(word);
            let found = find(word, long).max(in_other_words(short, at, long));
            overlap.all += weight;
            overlap.shared += weight * found;
            if word.1 >= NOUN && found == 0.0 {
                overlap.alone += weight;
            }
            overlap.rare += u32::from((PLAIN..NAME).contains(&word.1) && found >= 0.5);
            if word.1 < NAME {
                overlap.what += weight * found;
            }
            let share = if overlap.all > 0.0 { overlap.shared / overlap.all } else { 0.0 };
            if at < short.title {
                overlap.titled = share;
            }
            if at < short.head {
                overlap.headed = share;
            }
        }
        // What it only says as a hashtag, and the other in its text.
        let only_tags =
            short.tags.iter().filter(|tag| !is_everyday(tag) && short.words.iter().all(|word| word.0 != **tag));
        let tagged: f32 = only_tags.map(|tag| TAG * in_words(tag, long)).sum();
        overlap.what += tagged;
        overlap.shared += tagged;
        overlap
    }
}

/// How much of a word a text says with another word of that sense; a common word stands in for a rare one only as such.
fn in_other_words(one: &Fingerprint, at: usize, other: &Fingerprint) -> f32 {
    let (Some(word), Some(meaning)) = (one.words.get(at), one.meanings.get(at).filter(|meaning| **meaning != 0)) else {
        return 0.0;
    };
    let same = other.words.iter().zip(&other.meanings).filter(|(_, theirs)| *theirs == meaning);
    let most = same.map(|(theirs, _)| value(theirs)).fold(0.0, f32::max);
    MEANING * most.min(value(word)) / value(word)
}

/// How much of a word the words of a text have.
fn in_words(stem: &str, text: &Fingerprint) -> f32 {
    text.words.iter().map(|word| if word.0 == stem { 1.0 } else { nearness(stem, &word.0) }).fold(0.0, f32::max)
}

pub(super) fn value(word: &Word) -> f32 {
    match word.1 {
        COMMON => 0.7,
        PLACE => 4.0,
        weight => f32::from(weight),
    }
}

/// How much of a word a text has: the word, a part of it, or a misspelling.
pub(super) fn find(word: &Word, text: &Fingerprint) -> f32 {
    let exact = text.words.iter().any(|other| other.0 == word.0) || text.tags.contains(&word.0);
    if exact {
        return 1.0;
    }
    if word.0.len() < 4 {
        return 0.0;
    }
    let near = text.words.iter().map(|other| nearness(&word.0, &other.0)).fold(0.0, f32::max);
    let tags = text.tags.iter().map(|other| nearness(&word.0, other)).fold(0.0, f32::max);
    near.max(tags)
}

fn nearness(one: &str, other: &str) -> f32 {
    let (first, last) = (one.as_bytes().first(), one.as_bytes().last());
    if first != other.as_bytes().first() && last != other.as_bytes().last() {
        return 0.0;
    }
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if short.len() < 5 {
        // "Roller", "Leihroller"
        let tail = short.len() == 4 && long.len() - short.len() >= 3 && long.ends_with(short);
        return if tail { 0.5 } else { 0.0 };
    }
    if long.len() - short.len() >= 3 && (long.ends_with(short) || long.starts_with(short)) {
        return if short.len() >= 7 { 0.8 } else { 0.6 };
    }
    if short.len() >= 7 && is_misspelling(short, long) {
        return 0.9;
    }
    let head = short.bytes().zip(long.bytes()).take_while(|(a, b)| a == b).count();
    if head >= 7 { 0.5 } else { 0.0 }
}

/// One letter more, less, other, or two swapped; the first letter stands.
fn is_misspelling(short: &str, long: &str) -> bool {
    let (short, long) = (short.as_bytes(), long.as_bytes());
    if long.len() - short.len() > 1 || short.first() != long.first() {
        return false;
    }
    let head = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let (a, b) = (short.get(head..).unwrap_or_default(), long.get(head..).unwrap_or_default());
    match (a, b) {
        _ if a.len() < b.len() => b.get(1..) == Some(a),
        ([_, rest @ ..], [_, others @ ..]) if rest == others => true,
        ([p, q, rest @ ..], [r, s, others @ ..]) => p == s && q == r && rest == others,
        _ => false,
    }
}

/// What two texts share in facts.
#[derive(Default)]
pub(super) struct Facts {
    pub all: f32,
    pub shared: f32,
    /// A day is among what they share.
    pub day: bool,
    /// How telling the numbers are that they share: a price, votes, a sum more than "zwei Kinder".
    pub figures: f32,
}

impl Facts {
    pub(super) fn of(short: &Fingerprint, long: &Fingerprint) -> Self {
        let mut facts = Self::default();
        for day in &short.days {
            let met = has_day(long, *day);
            facts.day |= met;
            facts.count(
                match day.said {
                    Said::InFull => 4.0,
                    Said::Relative | Said::Weekday => 2.0,
                    Said::Today => 0.5,
                },
                met,
            );
        }
        for clock in &short.clocks {
            facts.count(if clock.vague { 2.0 } else { 3.0 }, has_clock(long, *clock));
        }
        if share_a_month(short, long) || share_a_month(long, short) {
            facts.count(MONTH, true);
        }
        for count in &short.counts {
            let met = has_count(long, count);
            // What a number counts that stands alone is not known: it may confirm, its absence says nothing.
            if count.unit.is_empty() && !met {
                continue;
            }
            facts.count(if count.value.len() > 2 { 4.0 } else { 2.0 }, met);
            facts.figures += match count.value.len() {
                _ if !met => 0.0,
                2 if count.unit.is_empty() => BARE,
                0 | 1 => 0.3,
                2 => 1.0,
                // "300 Gäste", "5.000 Euro"
                _ if is_round(count) => ROUND,
                _ => 2.0,
            };
        }
        for phone in &short.phones {
            facts.count(2.0, long.phones.contains(phone));
        }
        facts
    }

    fn count(&mut self, weight: f32, met: bool) {
        self.all += weight;
        if met {
            self.shared += weight;
        }
    }
}

/// Whether one names a month that the other names, with a day or without.
fn share_a_month(one: &Fingerprint, other: &Fingerprint) -> bool {
    let dated = |month: &u8| other.days.iter().any(|day| day.said == Said::InFull && month_of(*day) == Some(*month));
    one.months.iter().any(|month| other.months.contains(month) || dated(month))
}

pub(super) fn has_day(post: &Fingerprint, day: Day) -> bool {
    post.days.iter().any(|other| other.meets(day))
}

fn is_round(count: &Count) -> bool {
    count.value.len() > 2 && count.value.trim_end_matches('0').len() == 1
}

/// Another unit may be another word for the same: "Std." and "Wochenstunden".
fn has_count(post: &Fingerprint, count: &Count) -> bool {
    post.counts.iter().filter(|other| other.value == count.value).any(|other| {
        let alone = other.unit.is_empty() || count.unit.is_empty();
        other.unit == count.unit
            // "21 °C" is not "zwischen 12 und 21".
            || count.value.len() > 1 && (alone || !is_round(count)) && !(alone && (numbers::is_measure(&other.unit) || numbers::is_measure(&count.unit)))
    })
}

pub(super) fn has_clock(post: &Fingerprint, clock: Clock) -> bool {
    post.clocks.iter().any(|other| other.meets(clock))
}
