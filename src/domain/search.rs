//! What a reader looks for. In: the words as typed. Out: [`Query`], the words with the ways in which they may be written, so
//! that "Sperrungen" finds "Straßensperrung" and "Muell" finds "Müll". Where a word stands in a text is said by
//! [`Query::marks`]. Called by the public search and the store behind it.

use std::ops::Range;

/// More words than this are not looked for.
const MOST_WORDS: usize = 8;
/// Letters of a typed word that are read.
const LONGEST_WORD: usize = 60;
/// Letters that stay of a word whose ending is taken off.
const SHORTEST_STEM: usize = 5;
/// Endings of nouns and adjectives in the German of town halls, the longer ones first.
const ENDINGS: [&str; 6] = ["en", "es", "em", "e", "n", "s"];

/// A word or a phrase in quotation marks, in the ways in which it may be written. Lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Term {
    /// Umlauts without their dots.
    pub plain: String,
    /// Umlauts written out, ß as ss.
    pub written_out: String,
}

impl Term {
    fn of(typed: &str) -> Option<Self> {
        let word: String = typed.to_lowercase().chars().take(LONGEST_WORD).collect();
        let word = without_ending(&word);
        let term = Self { plain: fold(word), written_out: write_out(word) };
        (!term.plain.is_empty()).then_some(term)
    }

    /// Both ways, or the one where they are the same.
    pub fn ways(&self) -> impl Iterator<Item = &str> {
        let other = (self.written_out != self.plain).then_some(self.written_out.as_str());
        std::iter::once(self.plain.as_str()).chain(other)
    }

    /// Whether an index of three letters each can find it.
    #[must_use]
    pub fn is_long(&self) -> bool {
        self.ways().all(|way| way.chars().count() >= 3)
    }
}

/// Words that all have to stand in a text, in any order.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Query {
    pub terms: Vec<Term>,
}

impl Query {
    /// Reads what was typed; `None` when there is nothing to look for. What stands between quotation marks belongs together.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let quotes = ['"', '„', '“', '”', '»', '«'];
        let mut terms = Vec::new();
        for (index, part) in typed.split(quotes).enumerate() {
            let part = part.split_whitespace().collect::<Vec<_>>().join(" ");
            // Every second part stands between two quotation marks.
            if index % 2 == 1 {
                terms.extend(Term::of(&part));
            } else {
                let words = part.split(' ').map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
                terms.extend(words.filter_map(Term::of));
            }
        }
        terms.truncate(MOST_WORDS);
        (!terms.is_empty()).then_some(Self { terms })
    }

    /// Where its words stand in a text, in bytes: in order, none within another.
    #[must_use]
    pub fn marks(&self, text: &str) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        for written in [Folded::new(text, fold_char), Folded::new(text, write_out_char)] {
            for way in self.terms.iter().flat_map(Term::ways) {
                found.extend(written.find(way));
            }
        }
        found.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
        let mut marks: Vec<Range<usize>> = Vec::new();
        for range in found {
            match marks.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => marks.push(range),
            }
        }
        marks
    }
}

/// A text in one way of writing, with the place in the original of each byte.
struct Folded {
    text: String,
    places: Vec<Range<usize>>,
}

impl Folded {
    fn new(text: &str, written: fn(char, &mut String)) -> Self {
        let mut folded = Self { text: String::with_capacity(text.len()), places: Vec::with_capacity(text.len()) };
        for (at, c) in text.char_indices() {
            for lower in c.to_lowercase() {
                written(lower, &mut folded.text);
            }
            folded.places.resize(folded.text.len(), at..at + c.len_utf8());
        }
        folded
    }

    fn find<'f>(&'f self, way: &'f str) -> impl Iterator<Item = Range<usize>> + 'f {
        self.text.match_indices(way).filter_map(move |(at, _)| {
            let (first, last) = (self.places.get(at)?, self.places.get(at + way.len() - 1)?);
            Some(first.start..last.end)
        })
    }
}

fn without_ending(word: &str) -> &str {
    if word.contains(' ') || word.chars().any(|c| c.is_ascii_digit()) {
        return word;
    }
    let stems = ENDINGS.iter().filter_map(|ending| word.strip_suffix(ending));
    stems.into_iter().find(|stem| stem.chars().count() >= SHORTEST_STEM).unwrap_or(word)
}

fn fold(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    word.chars().for_each(|c| fold_char(c, &mut out));
    out
}

fn write_out(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    word.chars().for_each(|c| write_out_char(c, &mut out));
    out
}

fn fold_char(c: char, out: &mut String) {
    out.push(match c {
        'ä' | 'à' | 'á' | 'â' => 'a',
        'é' | 'è' | 'ê' => 'e',
        'í' | 'ì' | 'î' => 'i',
        'ö' | 'ó' | 'ò' | 'ô' => 'o',
        'ü' | 'ú' | 'ù' | 'û' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        other => other,
    });
}

fn write_out_char(c: char, out: &mut String) {
    match c {
        'ä' => out.push_str("ae"),
        'ö' => out.push_str("oe"),
        'ü' => out.push_str("ue"),
        'ß' => out.push_str("ss"),
        other => fold_char(other, out),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(query: &str, text: &str) -> Vec<String> {
        Query::parse(query).unwrap().marks(text).into_iter().map(|range| text[range].to_owned()).collect()
    }

    #[test]
    fn words_are_found_inside_others_and_however_umlauts_are_written() {
        let text = "Straßensperrung in der Müllergasse, ÄRZTE warten";
        assert_eq!(marked("sperrungen", text), ["sperrung"]);
        assert_eq!(marked("Strasse", text), ["Straß"]);
        assert_eq!(marked("muellergasse", text), ["Müllergass"]);
        assert_eq!(marked("Mullergasse", text), ["Müllergass"]);
        assert_eq!(marked("Müller", "Frau Mueller"), ["Mueller"]);
        assert_eq!(marked("ärzte", text), ["ÄRZTE"]);
        assert_eq!(marked("feuer", "für das Feuer"), ["Feuer"]);
    }

    #[test]
    fn words_in_quotation_marks_belong_together() {
        assert_eq!(marked("„am Markt“", "Markt am Markt"), ["am Markt"]);
        assert_eq!(Query::parse("Fest, \"am Markt\" (heute)").unwrap().terms.len(), 3);
    }

    #[test]
    fn nothing_is_no_query() {
        assert_eq!(Query::parse("  ,. \"\" "), None);
        assert_eq!(Query::parse(&"wort ".repeat(50)).unwrap().terms.len(), MOST_WORDS);
    }

    #[test]
    fn marks_that_overlap_are_one() {
        assert_eq!(marked("sperr sperrung rung", "Sperrung"), ["Sperrung"]);
    }
}
