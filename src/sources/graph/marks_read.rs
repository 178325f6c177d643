//! Marks in a text. In: offsets in code points as Facebook counts them, or a bare text with `#words` and `@names`.
//! Out: spans in UTF-8 bytes. Marks that are out of range are dropped, the text stays.

use crate::domain::item::{ItemSpan, SpanKind};

/// Marks taken from one text.
const MAX_MARKS: usize = 200;

/// The bytes of `length` code points from `offset`; `None` where the text has no such place.
#[must_use]
pub fn bytes_of(text: &str, offset: i64, length: i64) -> Option<(usize, usize)> {
    let offset = usize::try_from(offset).ok()?;
    let end = offset.checked_add(usize::try_from(length).ok().filter(|length| *length > 0)?)?;
    let mut places = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    let start = places.nth(offset)?;
    let end = places.nth(end - offset - 1)?;
    Some((start, end))
}

/// The hashtags of a text, and the names it calls, as their writer typed them.
#[must_use]
pub fn tags_and_names(text: &str, profile: &str) -> Vec<ItemSpan> {
    let mut marks = Vec::new();
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let begins = before
            .is_none_or(|before| !before.is_alphanumeric() && !matches!(before, '_' | '#' | '@' | '/' | '&' | '.'));
        before = Some(c);
        if !begins || marks.len() == MAX_MARKS {
            continue;
        }
        let rest = text.get(at + c.len_utf8()..).unwrap_or_default();
        let mark = match c {
            '#' => word(rest, false)
                .filter(|word| !word.chars().all(|c| c.is_ascii_digit()))
                .map(|word| (word, SpanKind::Hashtag)),
            '@' => word(rest, true).map(|word| (word, SpanKind::Mention)),
            _ => None,
        };
        if let Some((word, kind)) = mark {
            let href = (kind == SpanKind::Mention).then(|| format!("{profile}{word}"));
            let end = at + c.len_utf8() + word.len();
            marks.push(ItemSpan { start: at, end, kind, href, native_ref: None });
        }
    }
    marks
}

/// Letters of any script, digits and underscores; in names dots, too.
fn word(rest: &str, dots: bool) -> Option<&str> {
    let fits = |c: char| c.is_alphanumeric() || c == '_' || (dots && c == '.') || (!dots && is_joined(c));
    let end = rest.char_indices().find(|(_, c)| !fits(*c)).map_or(rest.len(), |(at, _)| at);
    let word = rest.get(..end)?.trim_end_matches('.');
    (!word.is_empty()).then_some(word)
}

/// Combining marks inside a word (NFD umlauts, vowel signs).
fn is_joined(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200d}' | '\u{93a}'..='\u{94f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_become_bytes() {
        let text = "Grüße 🇩🇪 aus Bad Beispiel";
        let (start, end) = bytes_of(text, 13, 12).unwrap();
        assert_eq!(text.get(start..end), Some("Bad Beispiel"));
        assert_eq!(bytes_of(text, 0, 5).map(|(start, end)| &text[start..end]), Some("Grüße"));
        for (offset, length) in [(13, 13), (26, 1), (0, 0), (-1, 2), (3, -1), (i64::MAX, 1), (0, i64::MAX)] {
            assert_eq!(bytes_of(text, offset, length), None, "{offset} {length}");
        }
    }

    #[test]
    fn tags_and_names_are_found_in_any_script() {
        let text = "#Müllabfuhr am 3.: siehe @bad.beispiel. #日出 a#b mail@x.example #1 #2024Fest";
        let found: Vec<_> = tags_and_names(text, "https://www.instagram.com/")
            .into_iter()
            .map(|mark| text[mark.start..mark.end].to_owned())
            .collect();
        assert_eq!(found, ["#Müllabfuhr", "@bad.beispiel", "#日出", "#2024Fest"]);
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_strange(text in "\\PC{0,60}", offset in -5i64..80, length in -5i64..80) {
            if let Some((start, end)) = bytes_of(&text, offset, length) {
                proptest::prop_assert!(text.get(start..end).is_some());
            }
            for mark in tags_and_names(&text, "") {
                proptest::prop_assert!(text.get(mark.start..mark.end).is_some());
            }
        }
    }
}
