//! Text → sentences of words, numbers and signs.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    /// Digits only.
    Number,
    Sign,
}

/// One piece of text.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub kind: Kind,
    /// Lower case; every dash is `-`.
    pub low: String,
    pub capital: bool,
    /// Directly behind the one before, without a space.
    pub glued: bool,
}

impl Token {
    /// The value of a number of at most four digits.
    pub(super) fn number(&self) -> Option<u16> {
        (self.kind == Kind::Number && self.low.len() <= 4).then(|| self.low.parse().ok()).flatten()
    }
}

/// A sentence, or a line that is none.
#[derive(Debug, Clone, Default)]
pub(super) struct Sentence {
    pub tokens: Vec<Token>,
    pub title: bool,
}

impl Sentence {
    /// The word, number or sign at a place; empty beyond the end.
    pub(super) fn at(&self, place: usize) -> &str {
        self.tokens.get(place).map_or("", |token| token.low.as_str())
    }

    /// The one before a place.
    pub(super) fn before(&self, place: usize) -> &str {
        place.checked_sub(1).map_or("", |before| self.at(before))
    }

    /// The number at a place.
    pub(super) fn number(&self, place: usize) -> Option<u16> {
        self.tokens.get(place)?.number()
    }

    pub(super) fn glued(&self, place: usize) -> bool {
        self.tokens.get(place).is_some_and(|token| token.glued)
    }
}

/// More is not read: what holds stands at the beginning.
const MOST_SENTENCES: usize = 80;
/// A full stop behind these ends no sentence.
const SHORTENED: &[&str] = &[
    "einschl",
    "voraussichtl",
    "vorauss",
    "inkl",
    "zzgl",
    "bzw",
    "evtl",
    "abb",
    "art",
    "str",
    "nov",
    "dez",
    "jan",
    "feb",
    "mrz",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "okt",
    "tel",
    "nr",
    "usw",
    "ggf",
    "max",
    "mind",
];

/// Cuts title and text into sentences.
pub(super) fn sentences(title: Option<&str>, text: &str) -> Vec<Sentence> {
    let mut all = Vec::new();
    if let Some(title) = title {
        read(title, true, &mut all);
    }
    read(text, false, &mut all);
    all.truncate(MOST_SENTENCES);
    all
}

fn read(text: &str, title: bool, all: &mut Vec<Sentence>) {
    for line in text.lines() {
        let mut sentence = Sentence { title, ..Sentence::default() };
        for chunk in line.split_whitespace() {
            // Addresses hold digits and dots that are no days.
            let bare = chunk.trim_matches(|c: char| !c.is_alphanumeric());
            if bare.contains("://") || bare.starts_with("www.") || bare.contains('@') {
                continue;
            }
            let mut rest = chunk;
            let mut glued = false;
            while let Some(first) = rest.chars().next() {
                let (piece, behind) = rest.split_at(length(rest, first));
                sentence.tokens.push(token(piece, first, glued));
                rest = behind;
                glued = true;
                if ends(&sentence, rest) {
                    all.push(std::mem::replace(&mut sentence, Sentence { title, ..Sentence::default() }));
                }
            }
        }
        if !sentence.tokens.is_empty() {
            all.push(sentence);
        }
    }
}

fn length(rest: &str, first: char) -> usize {
    let belongs = |c: char| if first.is_ascii_digit() { c.is_ascii_digit() } else { c.is_alphabetic() };
    if belongs(first) { rest.find(|c| !belongs(c)).unwrap_or(rest.len()) } else { first.len_utf8() }
}

fn token(piece: &str, first: char, glued: bool) -> Token {
    let kind = if first.is_ascii_digit() {
        Kind::Number
    } else if first.is_alphabetic() {
        Kind::Word
    } else {
        Kind::Sign
    };
    let low = match first {
        '–' | '—' | '‐' | '‑' | '−' => "-".to_owned(),
        _ => piece.to_lowercase(),
    };
    Token { kind, low, capital: first.is_uppercase(), glued }
}

/// Whether the sentence ends with its last token. A full stop behind a number is a date or an ordinal, behind a short
/// word an abbreviation.
fn ends(sentence: &Sentence, behind: &str) -> bool {
    let Some((last, before)) = sentence.tokens.split_last() else { return false };
    match last.low.as_str() {
        "!" | "?" | "…" => true,
        "." if behind.is_empty() => before.last().is_some_and(|word| {
            word.kind == Kind::Word && word.low.chars().count() > 2 && !SHORTENED.contains(&word.low.as_str())
                || matches!(word.low.as_str(), ")" | "“" | "\"")
        }),
        _ => false,
    }
}
