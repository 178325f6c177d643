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

/// Whether any of the patterns stands in a sentence.
pub(super) fn any(patterns: &[&str], words: &[&str]) -> bool {
    patterns.iter().any(|pattern| {
        let pieces: Vec<&str> = pattern.split(' ').collect();
        let (begins, pieces) = match pieces.split_first() {
            Some((&"^", rest)) => (true, rest),
            _ => (false, pieces.as_slice()),
        };
        let may_begin = |at: usize| !begins || at == 0 || words.get(at - 1).is_some_and(|word| is_sign(word));
        (0..words.len()).any(|at| may_begin(at) && words.get(at..).is_some_and(|rest| follows(pieces, rest)))
    })
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

    fn stands(pattern: &str, text: &str) -> bool {
        any(&[pattern], &text.split(' ').collect::<Vec<_>>())
    }

    #[test]
    fn words_stand_in_order_and_as_near_as_asked() {
        assert!(stands("wieder frei|offen", "die strasse ist wieder offen"));
        assert!(!stands("wieder frei|offen", "die strasse ist wieder ganz offen"));
        assert!(stands("wieder .. offen", "die strasse ist wieder ganz offen"));
        assert!(!stands("wieder .. offen", "offen ist wieder"));
    }

    #[test]
    fn stems_numbers_and_ends_of_clauses_fit() {
        assert!(stands("*warnung", "eine sturmwarnung") && !stands("*warnung", "die warnungen"));
        assert!(stands("evakuier*", "wir evakuierten") && stands("*brand*", "beim waldbrandschutz"));
        assert!(stands("stufe #", "es gilt stufe 4") && !stands("stufe #", "es gilt stufe vier"));
        assert!(stands("fallt .. aus $", "es fallt heute aus , leider"));
        assert!(!stands("fallt .. aus $", "es fallt heute aus dem rahmen"));
        assert!(stands("^ bleibt", "achtung : bleibt drinnen") && !stands("^ bleibt", "es bleibt zu"));
    }
}
