//! How wide a text is in a terminal, so that columns stand straight with umlauts, Chinese and emoji. In: foreign text.
//! Out: its width in cells, and the text without characters that would steer the terminal. Called by `output`.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

/// Ranges that take two cells (Unicode Standard Annex 11: wide and fullwidth; emoji presentation).
const WIDE: [(u32, u32); 14] = [
    (0x1100, 0x115f),
    (0x231a, 0x231b),
    (0x23e9, 0x23ec),
    (0x2614, 0x2615),
    (0x26a1, 0x26a1),
    (0x26bd, 0x26be),
    (0x2705, 0x2705),
    (0x2728, 0x2728),
    (0x274c, 0x274c),
    (0x2e80, 0xa4cf),
    (0xac00, 0xd7a3),
    (0xf900, 0xfaff),
    (0xff00, 0xff60),
    (0x1f300, 0x3fffd),
];

/// The cells a text takes.
pub fn width(text: &str) -> usize {
    text.graphemes(true).map(cells).sum()
}

fn cells(cluster: &str) -> usize {
    let Some(first) = cluster.chars().next() else { return 0 };
    let code = u32::from(first);
    let is_wide = WIDE.iter().any(|(from, to)| (*from..=*to).contains(&code))
        // The variation selector that asks for the coloured picture, and flags.
        || cluster.contains('\u{fe0f}')
        || (0x1f1e6..=0x1f1ff).contains(&code);
    match first {
        // Marks without a letter before them, joiners, direction marks.
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{feff}' => 0,
        _ if is_wide => 2,
        _ => 1,
    }
}

/// A text from elsewhere as it may stand in a cell: control characters could move the cursor or colour what follows.
pub fn plain(text: &str) -> Cow<'_, str> {
    let steers = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if text.contains(steers) { Cow::Owned(text.replace(steers, " ")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_as_wide_as_it_looks() {
        for (text, cells) in [
            ("Markt", 5),
            ("Kürbis", 6),
            ("Ku\u{308}rbis", 6),
            ("🎃 Fest", 7),
            ("👨\u{200d}👩\u{200d}👧", 2),
            ("❤\u{fe0f}", 2),
            ("🇩🇪", 2),
            ("日本", 4),
            ("–„“€", 4),
        ] {
            assert_eq!(width(text), cells, "{text}");
        }
    }

    #[test]
    fn foreign_text_cannot_steer_the_terminal() {
        assert_eq!(plain("a\u{1b}[2Jb\nc"), "a [2Jb c");
        assert_eq!(plain("Grüße"), "Grüße");
    }
}
