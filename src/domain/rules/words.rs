//! Words and hashtags of a rule, compared as people read them: without case, ä as ae, accents away, at the edges of
//! words unless a `*` says that more may stand there ("Sperrung*", "*fest").

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longer ones are no words.
const MOST: usize = 100;

/// One word or phrase of a rule, as staff wrote it. `*` at an end of a word stands for any letters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Word(String);

/// A hashtag of a rule, without its `#`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Tag(String);

/// What cannot stand in a rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadWord {
    /// No letter and no digit: it would match everything or nothing.
    #[error("„{0}“ has no letter and no digit")]
    Empty(String),
    /// Longer than any word.
    #[error("a word of a rule has at most {MOST} characters")]
    Long,
    /// A `*` stands at the beginning or end of a word.
    #[error("„{0}“ has a * in the middle")]
    Star(String),
    /// Hashtags have no blanks in them.
    #[error("„{0}“ is no hashtag")]
    NoTag(String),
}

impl Word {
    /// Reads what staff wrote. Lone `*` between words fall away.
    ///
    /// # Errors
    /// When nothing is left that could be found, or a `*` stands inside a word.
    pub fn parse(text: &str) -> Result<Self, BadWord> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.chars().count() > MOST {
            return Err(BadWord::Long);
        }
        if text.split_whitespace().any(|word| word.trim_matches('*').contains('*')) {
            return Err(BadWord::Star(text));
        }
        if pieces(&text).is_empty() {
            return Err(BadWord::Empty(text));
        }
        Ok(Self(text))
    }

    /// As written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it stands in a text; several words one after the other.
    #[must_use]
    pub fn stands_in(&self, text: &Words) -> bool {
        let wanted = pieces(&self.0);
        !wanted.is_empty()
            && text
                .0
                .windows(wanted.len())
                .any(|found| wanted.iter().zip(found).all(|(piece, word)| piece.matches(word)))
    }
}

impl Tag {
    /// Reads what staff wrote, with or without `#`.
    ///
    /// # Errors
    /// When it has blanks in it or no letter.
    pub fn parse(text: &str) -> Result<Self, BadWord> {
        let tag = text.trim().trim_start_matches('#');
        if tag.contains(char::is_whitespace) {
            return Err(BadWord::NoTag(text.trim().to_owned()));
        }
        if key(tag).is_empty() {
            return Err(BadWord::Empty(text.trim().to_owned()));
        }
        if tag.chars().count() > MOST {
            return Err(BadWord::Long);
        }
        Ok(Self(tag.to_owned()))
    }

    /// As written, without `#`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a post carries it.
    #[must_use]
    pub fn is_among(&self, hashtags: &[String]) -> bool {
        let mine = key(&self.0);
        hashtags.iter().any(|tag| key(tag) == mine)
    }
}

impl TryFrom<String> for Word {
    type Error = BadWord;
    fn try_from(text: String) -> Result<Self, BadWord> {
        Self::parse(&text)
    }
}

impl TryFrom<String> for Tag {
    type Error = BadWord;
    fn try_from(text: String) -> Result<Self, BadWord> {
        Self::parse(&text)
    }
}

impl From<Word> for String {
    fn from(word: Word) -> Self {
        word.0
    }
}

impl From<Tag> for String {
    fn from(tag: Tag) -> Self {
        tag.0
    }
}

/// A text, cut up once for all rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words(Vec<String>);

impl Words {
    /// The words of a text in order.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(
            fold(text)
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect(),
        )
    }
}

/// One word of a rule.
struct Piece {
    text: String,
    open_start: bool,
    open_end: bool,
}

impl Piece {
    fn matches(&self, word: &str) -> bool {
        match (self.open_start, self.open_end) {
            (true, true) => word.contains(&self.text),
            (true, false) => word.ends_with(&self.text),
            (false, true) => word.starts_with(&self.text),
            (false, false) => word == self.text,
        }
    }
}

fn pieces(text: &str) -> Vec<Piece> {
    fold(text)
        .split(|c: char| !(c.is_alphanumeric() || c == '*'))
        .map(|part| Piece {
            text: part.trim_matches('*').to_owned(),
            open_start: part.starts_with('*'),
            open_end: part.ends_with('*'),
        })
        .filter(|piece| !piece.text.is_empty())
        .collect()
}

/// What two spellings of a hashtag share.
fn key(tag: &str) -> String {
    fold(tag).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Lower case, umlauts spelled out, accents away.
fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfc().flat_map(char::to_lowercase) {
        match c {
            'ä' | 'æ' => out.push_str("ae"),
            'ö' | 'œ' => out.push_str("oe"),
            'ü' => out.push_str("ue"),
            'ß' => out.push_str("ss"),
            c if c.is_ascii() => out.push(c),
            c => out.extend(std::iter::once(c).nfkd().filter(|c| !is_combining_mark(*c))),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Sperrung", "Die SPERRUNG beginnt", true)]
    #[case("Sperrung", "Straßensperrung am Markt", false)]
    #[case("*sperrung", "Straßensperrung am Markt", true)]
    #[case("Sperrung*", "Alle Sperrungen", true)]
    #[case("*sperrung", "Alle Sperrungen", false)]
    #[case("*sperrung*", "Straßensperrungen", true)]
    #[case("strassenfest", "Unser Straßenfest", true)]
    #[case("Müll", "MUELL und Papier", true)]
    #[case("Müll", "Mu\u{308}ll", true)]
    #[case("Mull", "Müll", false)]
    #[case("Cafe", "im Café am See", true)]
    #[case("Corona", "Corona-Impfung heute", true)]
    #[case("Corona-Impfung", "corona impfung", true)]
    #[case("langer Tag", "Ein langer\nTag!", true)]
    #[case("langer Tag", "Ein langer, schöner Tag", false)]
    #[case("langer T*", "Ein langer Tisch", true)]
    #[case("tag", "am Tag-für-Tag-Plan", true)]
    #[case("rat", "Beratung im Rathaus", false)]
    #[case("Feuerwehr", "#Feuerwehr rückt aus", true)]
    fn words_are_found_as_people_read_them(#[case] rule: &str, #[case] text: &str, #[case] found: bool) {
        assert_eq!(Word::parse(rule).unwrap().stands_in(&Words::of(text)), found, "{rule} in {text}");
    }

    #[test]
    fn what_could_match_everything_is_no_word() {
        for text in ["", " ", "*", "* *", "!!!", "🎉", "Rat*haus"] {
            assert!(Word::parse(text).is_err(), "{text}");
        }
        assert_eq!(Word::parse("  langer   Tag ").unwrap().as_str(), "langer Tag");
        assert!(Tag::parse("#").is_err() && Tag::parse("zwei Worte").is_err());
        assert!(Word::parse(&"x".repeat(101)).is_err());
    }

    #[test]
    fn hashtags_are_compared_as_a_whole() {
        let tag = Tag::parse("#NichtSpiegeln").unwrap();
        assert_eq!(tag.as_str(), "NichtSpiegeln");
        assert!(tag.is_among(&["nichtspiegeln".to_owned()]) && tag.is_among(&["nicht_spiegeln".to_owned()]));
        assert!(!tag.is_among(&["nichtspiegelnbitte".to_owned()]));
        assert!(Tag::parse("müll").unwrap().is_among(&["Muell".to_owned()]));
    }
}
