//! WhatsApp's way of marking text, as a person copies it out of a channel: `*bold*`, `_italic_`, `~struck~`, `` `code` ``.
//! In: the copied text. Out: the words without these signs, and marked runs in UTF-8 bytes. Signs that mark nothing (a
//! product `3*4`, an entry `* Montag`, a name_with_lines) stay, and so does every address. Called by jobs when staff pass a
//! message on; nothing here asks WhatsApp, which has no interface for channels (spec/sources.md §0).

use crate::domain::item::{ItemSpan, SpanKind};

/// Marks of one text; a long message has a few dozen.
const MAX_MARKS: usize = 500;

/// A mark that was opened and closed on one line; byte places of its two signs.
struct Pair {
    open: usize,
    close: usize,
    kind: SpanKind,
}

/// Reads a copied text.
#[must_use]
pub fn read(text: &str) -> (String, Vec<ItemSpan>) {
    let (mut out, mut spans) = (String::with_capacity(text.len()), Vec::new());
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
        }
        // Three signs mark as one does; only whole pairs, so that nothing is lost of a block over several lines.
        let fenced = line.matches("```").count();
        let line = if fenced > 0 && fenced % 2 == 0 { line.replace("```", "`") } else { line.to_owned() };
        put(&line, &pairs(&line), &mut out, &mut spans);
    }
    spans.truncate(MAX_MARKS);
    (out, spans)
}

fn kind_of(sign: char) -> Option<SpanKind> {
    match sign {
        '*' => Some(SpanKind::Bold),
        '_' => Some(SpanKind::Italic),
        '~' => Some(SpanKind::Strike),
        '`' => Some(SpanKind::Code),
        _ => None,
    }
}

/// The marks of a line. A sign opens before a word and closes behind one; a mark that is not closed inside another is none.
fn pairs(line: &str) -> Vec<Pair> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut found = Vec::new();
    let (mut before, mut skip_to) = (None, 0);
    for (at, c) in line.char_indices() {
        let rest = line.get(at..).unwrap_or_default();
        if at >= skip_to {
            skip_to = at + address(rest, before);
        }
        if at >= skip_to
            && let Some(kind) = kind_of(c)
        {
            let after = rest.chars().nth(1);
            let in_code = open.last().is_some_and(|(_, sign)| *sign == '`') && c != '`';
            let opened = open.iter().rposition(|(place, sign)| *sign == c && place + 1 < at);
            if let Some(place) = opened.filter(|_| !in_code && closes(before, after)) {
                found.push(Pair { open: open.get(place).map_or(at, |(open, _)| *open), close: at, kind });
                open.truncate(place);
            } else if !in_code && opens(before, after) {
                open.push((at, c));
            }
        }
        before = Some(c);
    }
    found
}

fn opens(before: Option<char>, after: Option<char>) -> bool {
    before.is_none_or(|c| !c.is_alphanumeric()) && after.is_some_and(|c| !c.is_whitespace())
}

fn closes(before: Option<char>, after: Option<char>) -> bool {
    before.is_some_and(|c| !c.is_whitespace()) && after.is_none_or(|c| !c.is_alphanumeric())
}

/// Bytes of the web address that begins here, 0 if none does. Signs behind its end belong to the sentence.
fn address(rest: &str, before: Option<char>) -> usize {
    let begins = ["https://", "http://", "www."].iter().any(|head| rest.starts_with(head));
    if !begins || before.is_some_and(char::is_alphanumeric) {
        return 0;
    }
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    rest.get(..end).map_or(0, |word| word.trim_end_matches(|c| kind_of(c).is_some()).len())
}

/// Writes a line without its signs and notes what they marked.
fn put(line: &str, pairs: &[Pair], out: &mut String, spans: &mut Vec<ItemSpan>) {
    let mut starts: Vec<(usize, usize)> = Vec::new();
    for (at, c) in line.char_indices() {
        if pairs.iter().any(|pair| pair.open == at) {
            starts.push((at, out.len()));
        } else if let Some(pair) = pairs.iter().find(|pair| pair.close == at) {
            let start = starts.iter().find(|(open, _)| *open == pair.open).map_or(out.len(), |(_, start)| *start);
            let (end, kind) = (out.len(), pair.kind);
            spans.push(ItemSpan { start, end, kind, href: None, native_ref: None });
        } else {
            out.push(c);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str) -> (String, Vec<(SpanKind, String)>) {
        let (words, spans) = read(text);
        let runs = spans.iter().map(|span| (span.kind, words[span.start..span.end].to_owned())).collect();
        (words, runs)
    }

    #[rstest::rstest]
    #[case("*Vollsperrung* der Mühlgasse", "Vollsperrung der Mühlgasse", &[(SpanKind::Bold, "Vollsperrung")])]
    #[case("Beginn ~19 Uhr~ *20 Uhr*!", "Beginn 19 Uhr 20 Uhr!", &[(SpanKind::Strike, "19 Uhr"), (SpanKind::Bold, "20 Uhr")])]
    #[case("*_Größe_ zählt*", "Größe zählt", &[(SpanKind::Italic, "Größe"), (SpanKind::Bold, "Größe zählt")])]
    #[case("(_kursiv_), ```fest```", "(kursiv), fest", &[(SpanKind::Italic, "kursiv"), (SpanKind::Code, "fest")])]
    fn signs_become_marks(#[case] text: &str, #[case] words: &str, #[case] runs: &[(SpanKind, &str)]) {
        let (read, marks) = marked(text);
        assert_eq!(read, words);
        let expected: Vec<_> = runs.iter().map(|(kind, run)| (*kind, (*run).to_owned())).collect();
        assert_eq!(marks, expected);
    }

    #[rstest::rstest]
    #[case("3*4*5 = 60")]
    #[case("* Montag\n* Dienstag")]
    #[case("datei_mit_strichen.pdf")]
    #[case("https://stadt.example/a_b_/_c_?x=*1*")]
    #[case("*offen\nund zu*")]
    #[case("** und __ und ~~")]
    #[case("ca. ~20 Personen, ~30 Kinder")]
    fn signs_that_mark_nothing_stay(#[case] text: &str) {
        assert_eq!(marked(text), (text.to_owned(), Vec::new()));
    }

    #[test]
    fn an_address_may_be_marked_as_a_whole() {
        let (words, marks) = marked("*https://stadt.example/a_b*");
        assert_eq!(words, "https://stadt.example/a_b");
        assert_eq!(marks, [(SpanKind::Bold, words.clone())]);
    }
}
