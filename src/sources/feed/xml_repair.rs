//! Mends the text of an XML feed so that a strict reader gets through. In: decoded text. Out: text without prolog,
//! comments and control characters, in which every `<` opens a tag and every `&` a character reference. Structure is
//! mended later, in `xml_tree`. Called by `document_parse`.

/// Mended text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    pub text: String,
    /// The document stops inside a tag, comment or CDATA section.
    pub cut: bool,
}

/// What windows-1252 has at 0x80–0x9F, where Unicode has control characters that nobody means (HTML §13.2.5.80).
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The character that was meant where a control character stands; `None` where none was.
#[must_use]
pub fn meant(c: char) -> Option<char> {
    match c {
        '\t' | '\n' | '\r' => Some(c),
        '\u{80}'..='\u{9f}' => {
            let index = usize::try_from(u32::from(c) - 0x80).ok()?;
            WINDOWS.get(index).copied().filter(|c| !c.is_control())
        }
        '\u{0}'..='\u{1f}' | '\u{7f}' | '\u{fffe}' | '\u{ffff}' => None,
        _ => Some(c),
    }
}

/// Mends a document in one pass, in time linear in its length.
#[must_use]
pub fn mend(document: &str) -> Mended {
    let mut out = String::with_capacity(document.len() + 64);
    let mut rest = document;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, special) = rest.split_at(at);
        push_clean(&mut out, before);
        match piece(special) {
            Piece::Keep(length) => {
                let (kept, after) = special.split_at(length);
                push_clean(&mut out, kept);
                rest = after;
            }
            Piece::Drop(length) => rest = special.get(length..).unwrap_or_default(),
            Piece::Escape => {
                out.push_str(if special.starts_with('<') { "&lt;" } else { "&amp;" });
                rest = special.get(1..).unwrap_or_default();
            }
            Piece::Cut => return Mended { text: out, cut: true },
        }
    }
    push_clean(&mut out, rest);
    Mended { text: out, cut: false }
}

fn push_clean(out: &mut String, text: &str) {
    out.extend(text.chars().filter_map(meant));
}

/// What begins with a `<` or `&`.
enum Piece {
    /// So many bytes that stay.
    Keep(usize),
    /// So many bytes that nobody needs.
    Drop(usize),
    /// An ordinary character.
    Escape,
    /// It has no end.
    Cut,
}

fn piece(text: &str) -> Piece {
    if text.starts_with('&') {
        return reference(text).map_or(Piece::Escape, Piece::Keep);
    }
    let to = |mark: &str| text.find(mark).map(|at| at + mark.len());
    if text.starts_with("<![CDATA[") {
        to("]]>").map_or(Piece::Cut, Piece::Keep)
    } else if text.starts_with("<!--") {
        to("-->").map_or(Piece::Cut, Piece::Drop)
    } else if text.starts_with("<?") {
        to(">").map_or(Piece::Cut, Piece::Drop)
    } else if text.starts_with("<!") {
        doctype(text).map_or(Piece::Cut, Piece::Drop)
    } else {
        tag(text)
    }
}

/// The length of `&name;`, `&#228;` or `&#xE4;`.
fn reference(text: &str) -> Option<usize> {
    let end = text.bytes().take(34).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let known = match name.strip_prefix('#') {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(hex) => !hex.is_empty() && hex.bytes().all(|byte| byte.is_ascii_hexdigit()),
            None => !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()),
        },
        None => {
            name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
        }
    };
    known.then_some(end + 1)
}

/// The length of a document type declaration; its inner part is dropped with it, so no entity of its own is ever
/// expanded.
fn doctype(text: &str) -> Option<usize> {
    let end = text.find('>')?;
    match text.get(..end)?.find('[') {
        Some(open) => {
            let close = open + text.get(open..)?.find(']')?;
            Some(close + text.get(close..)?.find('>')? + 1)
        }
        None => Some(end + 1),
    }
}

/// A tag ends at the first `>` outside quotes. A `<` before that means that this one was an ordinary character.
fn tag(text: &str) -> Piece {
    let name = text.get(1..).unwrap_or_default();
    let name = name.strip_prefix('/').unwrap_or(name);
    if !name.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        return if text.len() == 1 { Piece::Cut } else { Piece::Escape };
    }
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match (quote, byte) {
            (_, b'<') => return Piece::Escape,
            (None, b'>') => return Piece::Keep(at + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    Piece::Cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("<a>5 < 6 & 7 &uuml; &x y; &#228;</a>", "<a>5 &lt; 6 &amp; 7 &uuml; &amp;x y; &#228;</a>")]
    #[case("<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY a \"b\">]><!-- x --><a/>", "<a/>")]
    #[case("<a>\u{0}\u{b}don\u{92}t</a>", "<a>don’t</a>")]
    #[case("<a><![CDATA[5 < 6 & 7]]></a>", "<a><![CDATA[5 < 6 & 7]]></a>")]
    #[case("<a b='x>y'>z</a>", "<a b='x>y'>z</a>")]
    fn what_a_strict_reader_would_trip_over_is_mended(#[case] broken: &str, #[case] mended: &str) {
        assert_eq!(mend(broken), Mended { text: mended.to_owned(), cut: false });
    }

    #[rstest::rstest]
    #[case("<a>x<![CDATA[y")]
    #[case("<a>x<!-- y")]
    #[case("<a>x<link href=\"y")]
    #[case("<a>x<")]
    fn a_document_that_stops_short_is_told(#[case] broken: &str) {
        assert_eq!(mend(broken), Mended { text: "<a>x".to_owned(), cut: true });
    }
}
