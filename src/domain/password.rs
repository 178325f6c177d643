//! What makes a password one that nobody guesses (requirements S-06): a password and the words that everyone here knows come
//! in, what is wrong with it comes out. No rules about capitals or signs: they make nothing safer, only harder to keep in mind.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The shortest password, in characters.
pub const SHORTEST_PASSWORD: usize = 12;
/// The longest, in bytes: more than any manager of passwords makes, less than would keep us busy.
pub const LONGEST_PASSWORD: usize = 256;

/// What is wrong with a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WeakPassword {
    Short,
    Long,
    /// Among the first that anybody would try.
    Guessable,
}

/// What people take for passwords, a word a line; also backwards and with digits for letters.
static COMMON: LazyLock<BTreeSet<Vec<char>>> = LazyLock::new(|| {
    let words = include_str!("password_words.txt").split_whitespace();
    words.flat_map(spellings).collect()
});

/// Keys that lie side by side, and the alphabet; each also backwards.
const ROWS: [&str; 11] = [
    "qwertzuiopu",
    "qwertyuiop",
    "asdfghjkloa",
    "yxcvbnm",
    "zxcvbnm",
    "1234567890",
    "0123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "1qay2wsx3edc4rfv5tgb6zhn7ujm8ik",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik",
    "!\"§$%&/()=",
];

/// What a guesser has to find out, in quarters of a letter.
const LETTER: usize = 4;
const DIGIT: usize = 3;
const WORD: usize = 10;
/// As much as eight letters that mean nothing, or four words.
const ENOUGH: usize = 32;
/// So many different characters at least.
const DIFFERENT: usize = 6;

/// Looks at a password to be. `known` are words that everyone here knows: the town, the person.
///
/// # Errors
/// What is wrong with it.
pub fn check_password<'a>(password: &str, known: impl Iterator<Item = &'a str>) -> Result<(), WeakPassword> {
    if password.chars().count() < SHORTEST_PASSWORD {
        return Err(WeakPassword::Short);
    }
    if password.len() > LONGEST_PASSWORD {
        return Err(WeakPassword::Long);
    }
    let folded: Vec<char> = password.chars().filter_map(fold).collect();
    let known: BTreeSet<Vec<char>> =
        known.flat_map(|words| words.split(|c: char| !c.is_alphabetic())).flat_map(spellings).collect();
    let different: BTreeSet<char> = folded.iter().copied().collect();
    let worth = worth(block(&folded), &known);
    if different.len() < DIFFERENT || worth < ENOUGH { Err(WeakPassword::Guessable) } else { Ok(()) }
}

/// What is said again and again counts once.
fn block(text: &[char]) -> &[char] {
    let length = (1..=text.len() / 2).find(|length| text.iter().zip(text.iter().skip(*length)).all(|(a, b)| a == b));
    text.get(..length.unwrap_or(text.len())).unwrap_or(text)
}

fn worth(text: &[char], known: &BTreeSet<Vec<char>>) -> usize {
    let plain: Vec<char> = text.iter().copied().map(letter_for).collect();
    let (mut at, mut sum, mut words) = (0, 0, BTreeSet::new());
    while at < text.len() {
        let (rest, spelt) = (text.get(at..).unwrap_or_default(), plain.get(at..).unwrap_or_default());
        let found = |list: &BTreeSet<Vec<char>>| longest(list, rest).max(longest(list, spelt));
        let (ours, common, row) = (found(known), found(&COMMON), row(rest).max(year(rest)));
        if row.max(ours) >= common.max(1) {
            at += row.max(ours);
        } else if common > 0 {
            if words.insert(spelt.get(..common).unwrap_or_default().to_vec()) {
                sum += WORD;
            }
            at += common;
        } else {
            sum += match rest.first() {
                Some(c) if c.is_alphabetic() => LETTER,
                Some(c) if c.is_ascii_digit() => DIGIT,
                _ => 0,
            };
            at += 1;
        }
    }
    sum
}

/// The length of the longest of these words with which a text begins.
fn longest(words: &BTreeSet<Vec<char>>, text: &[char]) -> usize {
    (3..=text.len().min(24)).rev().find(|n| text.get(..*n).is_some_and(|start| words.contains(start))).unwrap_or(0)
}

/// How many keys at the beginning lie side by side or are the same; fewer than that mean nothing.
fn row(text: &[char]) -> usize {
    let same = text.iter().take_while(|c| Some(*c) == text.first()).count();
    let walked =
        ROWS.iter().flat_map(|row| [row.chars().collect::<String>(), row.chars().rev().collect()]).map(|row| {
            (4..=text.len()).take_while(|n| row.contains(&text.iter().take(*n).collect::<String>())).last().unwrap_or(0)
        });
    walked.max().unwrap_or(0).max(if same >= 3 { same } else { 0 })
}

/// The length of a year at the beginning.
fn year(text: &[char]) -> usize {
    let digits: String = text.iter().take(4).take_while(|c| c.is_ascii_digit()).collect();
    if digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20")) { 4 } else { 0 }
}

/// In lower case and without dots; nothing for what only stands between words.
fn fold(c: char) -> Option<char> {
    let lower = c.to_lowercase().next().unwrap_or(c);
    match lower {
        'ä' | 'à' | 'á' | 'â' => Some('a'),
        'ö' | 'ó' | 'ô' => Some('o'),
        'ü' | 'ú' | 'û' => Some('u'),
        'ß' => Some('s'),
        'é' | 'è' | 'ê' => Some('e'),
        ' ' | '-' | '_' | '.' | ',' => None,
        other => Some(other),
    }
}

/// The letter that a digit or a sign stands for.
fn letter_for(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' | '|' => 'i',
        '3' | '€' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' | '+' => 't',
        '8' => 'b',
        other => other,
    }
}

/// A word as people type it: with and without dots, forwards and backwards.
fn spellings(word: &str) -> Vec<Vec<char>> {
    let lower = word.to_lowercase();
    let long = lower.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue").replace('ß', "ss");
    let mut all = Vec::new();
    for one in [lower, long] {
        let forwards: Vec<char> = one.chars().filter_map(fold).collect();
        all.push(forwards.iter().rev().copied().collect());
        all.push(forwards);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(password: &str) -> Result<(), WeakPassword> {
        check_password(password, ["Stadt Musterbach", "Ulm", "Anna Beispiel", "a.beispiel@musterbach.de"].into_iter())
    }

    #[test]
    fn a_password_is_neither_short_nor_endless() {
        assert_eq!(look("kurz"), Err(WeakPassword::Short));
        assert_eq!(look("Elf Zeichen"), Err(WeakPassword::Short));
        assert_eq!(look(&"ab1".repeat(100)), Err(WeakPassword::Long));
    }

    #[test]
    fn what_anybody_would_try_first_is_refused() {
        let bad = include_str!("../../tests/data/passwords/bad.txt").lines().filter(|line| !line.is_empty());
        let all: Vec<&str> = bad.collect();
        assert!(all.len() >= 100, "{}", all.len());
        let let_through: Vec<_> = all.into_iter().filter(|one| look(one) != Err(WeakPassword::Guessable)).collect();
        assert!(let_through.is_empty(), "{let_through:?}");
    }

    #[test]
    fn what_nobody_guesses_is_taken() {
        let good = include_str!("../../tests/data/passwords/good.txt").lines().filter(|line| !line.is_empty());
        let all: Vec<&str> = good.collect();
        assert!(all.len() >= 30, "{}", all.len());
        let refused: Vec<_> = all.into_iter().filter(|one| look(one).is_err()).collect();
        assert!(refused.is_empty(), "{refused:?}");
    }
}
