//! Offsets of marked runs as platforms count them → UTF-8 bytes. In: a text and a start and end in the platform's unit.
//! Out: a byte range, or nothing where the range is empty, out of bounds, or cuts a visible character: such a mark is
//! dropped, the text stays (spec/sources.md §17). Shared by all connectors whose platform sends offsets.

use unicode_segmentation::GraphemeCursor;

use super::contract::OffsetUnit;
use crate::domain::item::{ItemSpan, SpanKind};

/// Marks of one text that are read; a long post has a few dozen.
pub const MAX_SPANS: usize = 500;

/// A marked run, or nothing where its offsets make no sense.
#[must_use]
pub fn span(
    text: &str,
    unit: OffsetUnit,
    (start, end): (usize, usize),
    kind: SpanKind,
    href: Option<String>,
    native_ref: Option<String>,
) -> Option<ItemSpan> {
    let (start, end) = bytes(text, unit, start, end)?;
    Some(ItemSpan { start, end, kind, href, native_ref })
}

/// The byte range that `start..end` in `unit` means.
#[must_use]
pub fn bytes(text: &str, unit: OffsetUnit, start: usize, end: usize) -> Option<(usize, usize)> {
    let (start, end) = (at(text, unit, start)?, at(text, unit, end)?);
    (start < end && is_edge(text, start) && is_edge(text, end)).then_some((start, end))
}

/// The byte at which the platform's position stands; nothing inside a character or behind the end.
fn at(text: &str, unit: OffsetUnit, position: usize) -> Option<usize> {
    let width = |c: char| match unit {
        OffsetUnit::CodePoints => Some(1),
        OffsetUnit::Utf16 => Some(c.len_utf16()),
        OffsetUnit::Utf8Bytes => Some(c.len_utf8()),
        OffsetUnit::Html | OffsetUnit::None => None,
    };
    let mut counted = 0_usize;
    for (byte, c) in text.char_indices() {
        if counted >= position {
            return (counted == position).then_some(byte);
        }
        counted += width(c)?;
    }
    (counted == position).then_some(text.len())
}

fn is_edge(text: &str, at: usize) -> bool {
    GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    // "Grüße 🚒 #Wehr": ü and ß take two bytes, the engine four bytes or two UTF-16 units.
    #[case(OffsetUnit::Utf8Bytes, 13, 18, Some("#Wehr"))]
    #[case(OffsetUnit::CodePoints, 8, 13, Some("#Wehr"))]
    #[case(OffsetUnit::Utf16, 9, 14, Some("#Wehr"))]
    #[case(OffsetUnit::Utf8Bytes, 3, 5, None)]
    #[case(OffsetUnit::Utf16, 7, 9, None)]
    #[case(OffsetUnit::CodePoints, 8, 99, None)]
    #[case(OffsetUnit::CodePoints, 8, 8, None)]
    fn an_offset_is_turned_into_bytes(
        #[case] unit: OffsetUnit,
        #[case] start: usize,
        #[case] end: usize,
        #[case] run: Option<&str>,
    ) {
        let text = "Grüße 🚒 #Wehr";
        let found = bytes(text, unit, start, end).and_then(|(start, end)| text.get(start..end));
        assert_eq!(found, run);
    }

    #[test]
    fn a_visible_character_is_not_cut() {
        // A family of three is one character to the eye, and five code points.
        assert_eq!(bytes("👨‍👩‍👧 da", OffsetUnit::CodePoints, 0, 1), None);
        assert_eq!(bytes("👨‍👩‍👧 da", OffsetUnit::CodePoints, 0, 5), Some((0, 18)));
    }
}
