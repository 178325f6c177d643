//! Turns of phrase in folded words. A pattern is words with spaces between; they stand one behind the other in a sentence.
//! `one|other` is either word, `stem*` begins with it, `*stem` ends with it, `*stem*` has it anywhere, `#` is a number,
//! `@day` a weekday, `..` lets words stand between, and `$` and `^` ask that a clause ends or begins here.

use super::Grade;

/// Turns of one kind, and what makes them mean it.
pub(super) struct Kind {
    pub says: &'static [&'static str],
    /// What the head must speak of; empty: of anything.
    pub of: &'static [&'static str],
    /// What gives them another sense in the same sentence.
    pub beside: &'static [&'static [&'static str]],
    /// What gives them another sense anywhere in the head.
    pub with: &'static [&'static [&'static str]],
    /// Sentences of the head in which they count.
    pub within: usize,
    pub grade: Grade,
}

impl Kind {
    /// A kind that says so beyond doubt.
    pub(super) const SURE: Self = Self { says: &[], of: &[], beside: &[], with: &[], within: HEAD, grade: Grade::Sure };
    /// A kind that may say so.
    pub(super) const PERHAPS: Self = Self { grade: Grade::Perhaps, ..Self::SURE };
}

/// Sentences in which a post says what it is about; a title and a greeting are sentences too.
pub(super) const HEAD: usize = 3;
/// Words that may stand where a pattern has `..`.
const GAP: usize = 14;
/// Beginnings of what `@day` stands for.
const DAYS: &[&str] = &["montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag"];
/// Words that begin the next clause without a sign.
const NEXT_CLAUSE: &[&str] = &["und", "oder", "weil", "da", "dafur", "denn", "aber", "sondern", "wegen"];

/// The words of a sentence. They know their first and last two letters, so that most patterns need no second look.
#[derive(Debug, Clone, Default)]
pub(super) struct Words<'a> {
    list: Vec<&'a str>,
    starts: Letters,
    ends: Letters,
}

/// Pairs of letters, as bits.
#[derive(Debug, Clone, Copy, Default)]
struct Letters([u64; 16]);

impl Letters {
    fn bit(pair: &[u8]) -> (usize, u64) {
        let [one, other] = [0, 1].map(|at| usize::from(pair.get(at).copied().unwrap_or_default()));
        let bit = (one * 32 + other) % 1024;
        (bit / 64, 1 << (bit % 64))
    }

    fn add(&mut self, pair: &[u8]) {
        let (at, bit) = Self::bit(pair);
        if let Some(bits) = self.0.get_mut(at) {
            *bits |= bit;
        }
    }

    fn have(&self, pair: &[u8]) -> bool {
        let (at, bit) = Self::bit(pair);
        pair.len() < 2 || self.0.get(at).is_some_and(|bits| bits & bit != 0)
    }
}

impl<'a> Words<'a> {
    pub(super) fn push(&mut self, word: &'a str) {
        self.list.push(word);
        self.starts.add(first_two(word));
        self.ends.add(last_two(word));
    }

    pub(super) fn is_question(&self) -> bool {
        self.list.last() == Some(&"?")
    }

    /// Whether one of the words may be what a piece of a pattern asks for.
    fn may_have(&self, piece: &str) -> bool {
        piece.split('|').any(|stem| match (stem.strip_prefix('*'), stem.strip_suffix('*')) {
            _ if stem.starts_with(['@', '#', '.', '$']) => true,
            (Some(_), Some(_)) => true,
            (Some(end), None) => self.ends.have(last_two(end)),
            (None, Some(start)) => self.starts.have(first_two(start)),
            (None, None) => self.starts.have(first_two(stem)),
        })
    }
}

impl<'a> FromIterator<&'a str> for Words<'a> {
    fn from_iter<I: IntoIterator<Item = &'a str>>(words: I) -> Self {
        let mut all = Self::default();
        words.into_iter().for_each(|word| all.push(word));
        all
    }
}

fn first_two(word: &str) -> &[u8] {
    word.as_bytes().get(..2).unwrap_or(word.as_bytes())
}

fn last_two(word: &str) -> &[u8] {
    word.len().checked_sub(2).and_then(|from| word.as_bytes().get(from..)).unwrap_or(word.as_bytes())
}

/// Whether any of the patterns stands in a sentence.
pub(super) fn any(patterns: &[&str], words: &Words<'_>) -> bool {
    patterns.iter().any(|pattern| stands(pattern, words))
}

fn stands(pattern: &str, words: &Words<'_>) -> bool {
    if !pattern.split(' ').filter(|piece| *piece != "^").all(|piece| words.may_have(piece)) {
        return false;
    }
    let pieces: Vec<&str> = pattern.split(' ').collect();
    let (begins, pieces) = match pieces.split_first() {
        Some((&"^", rest)) => (true, rest),
        _ => (false, pieces.as_slice()),
    };
    let words = &words.list;
    let may_begin = |at: usize| !begins || at == 0 || words.get(at - 1).is_some_and(|word| is_sign(word));
    (0..words.len()).any(|at| may_begin(at) && words.get(at..).is_some_and(|rest| follows(pieces, rest)))
}

fn follows(pieces: &[&str], words: &[&str]) -> bool {
    let Some((piece, pieces)) = pieces.split_first() else { return true };
    match *piece {
        ".." => (0..=words.len().min(GAP)).any(|gap| words.get(gap..).is_some_and(|rest| follows(pieces, rest))),
        "$" => words.first().is_none_or(|word| is_sign(word) || NEXT_CLAUSE.contains(word)) && follows(pieces, words),
        piece => words.split_first().is_some_and(|(word, rest)| fits(piece, word) && follows(pieces, rest)),
    }
}

fn is_sign(word: &str) -> bool {
    !word.starts_with(char::is_alphanumeric)
}

fn fits(piece: &str, word: &str) -> bool {
    piece.split('|').any(|stem| match (stem.strip_prefix('*'), stem.strip_suffix('*')) {
        (Some(inner), Some(_)) => word.contains(inner.trim_end_matches('*')),
        (Some(end), None) => word.ends_with(end),
        (None, Some(start)) => word.starts_with(start),
        (None, None) if stem == "@day" => DAYS.iter().any(|day| word.starts_with(day)),
        (None, None) if stem == "#" => word.starts_with(|c: char| c.is_ascii_digit()),
        (None, None) => word == stem,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(pattern: &str, text: &str) -> bool {
        any(&[pattern], &text.split(' ').collect())
    }

    #[test]
    fn words_stand_in_order_and_as_near_as_asked() {
        assert!(says("wieder frei|offen", "die strasse ist wieder offen"));
        assert!(!says("wieder frei|offen", "die strasse ist wieder ganz offen"));
        assert!(says("wieder .. offen", "die strasse ist wieder ganz offen"));
        assert!(!says("wieder .. offen", "offen ist wieder"));
    }

    #[test]
    fn stems_numbers_and_ends_of_clauses_fit() {
        assert!(says("*warnung", "eine sturmwarnung") && !says("*warnung", "die warnungen"));
        assert!(says("evakuier*", "wir evakuierten") && says("*brand*", "beim waldbrandschutz"));
        assert!(says("stufe #", "es gilt stufe 4") && !says("stufe #", "es gilt stufe vier"));
        assert!(says("fallt .. aus $", "es fallt heute aus , leider"));
        assert!(!says("fallt .. aus $", "es fallt heute aus dem rahmen"));
        assert!(says("^ bleibt", "achtung : bleibt drinnen") && !says("^ bleibt", "es bleibt zu"));
    }
}
