//! Characters and lines: pseudo-letters become letters, invisible characters, ornament lines and emoji walls go.
//! In: one run or line of text. Out: the same for readers and screen readers. The original stays in the item.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

/// More combining marks on one letter are decoration.
const MAX_MARKS: u8 = 4;
/// So many emoji in a row are a wall.
const WALL: usize = 4;
/// Different emoji kept of a wall.
const WALL_KEEPS: usize = 2;
/// Characters from which on a line of ornaments is decoration.
const ORNAMENT_LINE: usize = 3;

/// Plain letters instead of pseudo-letters, no control, zero-width or direction characters, composed form (NFC).
/// Superscripts, fractions, ™ and the like stay.
pub(super) fn characters(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = None;
    let mut marks = 0u8;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let c = plain_letter(c).unwrap_or(c);
        let after = rest.peek().copied();
        marks = if is_combining_mark(c) { marks.saturating_add(1) } else { 0 };
        if marks <= MAX_MARKS && stays(c, before, after) {
            out.push(c);
            before = Some(c);
        }
    }
    out.nfc().collect()
}

/// Whether a character has a meaning where it stands.
fn stays(c: char, before: Option<char>, after: Option<char>) -> bool {
    let after_picture = before.is_some_and(|b| is_picture(b) || matches!(b, '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}'));
    match c {
        '\u{200d}' => (after_picture && after.is_some_and(is_picture)) || before.is_some_and(is_arabic),
        '\u{200c}' => before.is_some_and(is_arabic),
        '\u{fe0e}' | '\u{fe0f}' => before.is_some_and(is_picture) || after == Some('\u{20e3}'),
        // Tags spell the flags of countries within countries and mean nothing anywhere else.
        '\u{e0020}'..='\u{e007f}' => before.is_some_and(|b| matches!(b, '\u{1f3f4}' | '\u{e0020}'..='\u{e007f}')),
        '\t' | '\n' => true,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' => false,
        '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffc}' | '\u{e0000}'..='\u{e001f}' => false,
        '\u{fe00}'..='\u{fe0d}' | '\u{e0100}'..='\u{e01ef}' => false,
        c => !c.is_control(),
    }
}

fn is_arabic(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}')
}

/// Characters that can be shown as a picture.
fn is_picture(c: char) -> bool {
    matches!(c,
        '©' | '®' | '‼' | '⁉' | '™' | 'ℹ' | '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}' | 'Ⓜ'
        | '\u{25a0}'..='\u{27bf}' | '\u{2900}'..='\u{297f}' | '\u{2b00}'..='\u{2bff}' | '〰' | '〽' | '㊗' | '㊙'
        | '\u{1f000}'..='\u{1faff}')
}

/// The letter or digit that a pseudo-letter imitates: mathematical, full-width, circled and squared alphabets.
fn plain_letter(c: char) -> Option<char> {
    let shifted = |first: u32, to: char| char::from_u32(u32::from(to) + (u32::from(c) - first));
    match c {
        '\u{1d400}'..='\u{1d7ff}' => std::iter::once(c).nfkc().next(),
        // The holes of the mathematical alphabets are filled by older letters.
        'ℂ' | 'ℊ'..='ℓ' | 'ℕ' | 'ℙ'..='ℝ' | 'ℤ' | 'ℨ' | 'ℬ' | 'ℭ' | 'ℯ'..='ℱ' | 'ℳ' | 'ℴ' => {
            std::iter::once(c).nfkc().next()
        }
        '\u{ff01}'..='\u{ff5e}' => shifted(0xff01, '!'),
        '\u{3000}' => Some(' '),
        '\u{24b6}'..='\u{24cf}' if c != 'Ⓜ' => shifted(0x24b6, 'A'),
        '\u{24d0}'..='\u{24e9}' => shifted(0x24d0, 'a'),
        'Ⓜ' => Some('M'),
        '\u{1f130}'..='\u{1f149}' => shifted(0x1f130, 'A'),
        '\u{1f150}'..='\u{1f169}' => shifted(0x1f150, 'A'),
        '\u{1f170}'..='\u{1f189}' => shifted(0x1f170, 'A'),
        _ => None,
    }
}

/// Whether a line says nothing: three or more ornaments, or more than three emoji and nothing else.
pub(super) fn is_decoration(line: &str) -> bool {
    let mut seen = line.chars().filter(|c| !c.is_whitespace()).peekable();
    if seen.peek().is_none() {
        return false;
    }
    let ornaments = seen.try_fold(0usize, |count, c| is_ornament(c).then_some(count + 1));
    if ornaments.is_some_and(|count| count >= ORNAMENT_LINE) {
        return true;
    }
    let mut seen = line.graphemes(true).filter(|g| !g.trim().is_empty());
    seen.try_fold(0usize, |count, g| is_emoji(g).then_some(count + 1)).is_some_and(|count| count >= WALL)
}

fn is_ornament(c: char) -> bool {
    matches!(c,
        '-' | '_' | '=' | '~' | '*' | '+' | '#' | '.' | '|' | '^' | '·' | '•' | '…' | '¯' | '°' | '\u{2010}'..='\u{2015}'
        | '\u{203b}'..='\u{2043}' | '\u{2190}'..='\u{21ff}' | '\u{22c4}'..='\u{22c6}' | '\u{2500}'..='\u{27bf}'
        | '\u{2900}'..='\u{2bff}' | '〜' | '〰' | '・' | '꧁' | '꧂' | '࿇' | '\u{fe0e}')
        && !is_emoji_char(c)
}

/// Keeps the first two different emoji of four or more in a row.
pub(super) fn shorten_walls(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut wall: Vec<&str> = Vec::new();
    // Start of the present row of emoji, and the end of its last emoji.
    let (mut start, mut end) = (0, 0);
    for (at, grapheme) in text.grapheme_indices(true) {
        if is_emoji(grapheme) {
            if wall.is_empty() {
                out.push_str(text.get(end..at).unwrap_or_default());
                start = at;
            }
            wall.push(grapheme);
            end = at + grapheme.len();
        } else if !grapheme.trim().is_empty() && !wall.is_empty() {
            push_wall(&wall, text.get(start..end).unwrap_or_default(), &mut out);
            wall.clear();
        }
    }
    if !wall.is_empty() {
        push_wall(&wall, text.get(start..end).unwrap_or_default(), &mut out);
    }
    out.push_str(text.get(end..).unwrap_or_default());
    out
}

fn push_wall(wall: &[&str], as_written: &str, out: &mut String) {
    if wall.len() < WALL {
        return out.push_str(as_written);
    }
    let mut kept: Vec<&str> = Vec::new();
    for emoji in wall {
        if kept.len() < WALL_KEEPS && !kept.contains(emoji) {
            kept.push(emoji);
        }
    }
    out.push_str(&kept.concat());
}

/// Whether a grapheme is shown as a picture.
pub(super) fn is_emoji(grapheme: &str) -> bool {
    grapheme.chars().next().is_some_and(is_emoji_char)
        || grapheme.contains('\u{20e3}')
        || (grapheme.contains('\u{fe0f}') && grapheme.chars().next().is_some_and(is_picture))
}

/// Characters that are a picture without being asked (Unicode TS 51, default emoji presentation).
fn is_emoji_char(c: char) -> bool {
    matches!(c,
        '⌚' | '⌛' | '⏩'..='⏬' | '⏰' | '⏳' | '◽' | '◾' | '☔' | '☕' | '♈'..='♓' | '♿' | '⚓' | '⚡' | '⚪' | '⚫' | '⚽'
        | '⚾' | '⛄' | '⛅' | '⛎' | '⛔' | '⛪' | '⛲' | '⛳' | '⛵' | '⛺' | '⛽' | '✅' | '✊' | '✋' | '✨' | '❌' | '❎'
        | '❓'..='❕' | '❗' | '➕'..='➗' | '➰' | '➿' | '⬛' | '⬜' | '⭐' | '⭕' | '\u{1f004}' | '\u{1f0cf}' | '\u{1f18e}'
        | '\u{1f191}'..='\u{1f19a}' | '\u{1f1e6}'..='\u{1f1ff}' | '\u{1f201}'..='\u{1f251}' | '\u{1f300}'..='\u{1faff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("𝐁𝐨𝐥𝐝 und 𝓈𝒸𝓇𝒾𝓅𝓉", "Bold und script")]
    #[case("𝗙𝗲𝘂𝗲𝗿𝘄𝗲𝗵𝗿 𝟷𝟷𝟸", "Feuerwehr 112")]
    #[case("ＡＢＣ　１２", "ABC 12")]
    #[case("Ⓐⓑ 🅰🅱 🄰 🅐", "Ab AB A A")]
    #[case("𝒲ℯ𝒾𝒽𝓃𝒶𝒸𝒽𝓉ℯ𝓃 ℋ", "Weihnachten H")]
    #[case("100 m², ½ Liter, Marke™, ① № ℃", "100 m², ½ Liter, Marke™, ① № ℃")]
    #[case("Pass\u{200b}wort\u{202e}abc\u{feff}", "Passwortabc")]
    #[case("Ver\u{ad}wal\u{ad}tung", "Verwaltung")]
    #[case("👨\u{200d}👩\u{200d}👧 a\u{200d}b", "👨\u{200d}👩\u{200d}👧 ab")]
    #[case("👩🏽\u{200d}🚒", "👩🏽\u{200d}🚒")]
    #[case("❤\u{fe0f} a\u{fe0f} 1\u{fe0f}\u{20e3}", "❤\u{fe0f} a 1\u{fe0f}\u{20e3}")]
    #[case("u\u{308}ber", "über")]
    #[case("𝐮\u{308}ber", "über")]
    #[case("a\u{0}b\u{7}c\u{85}", "abc")]
    fn characters_become_what_they_mean(#[case] raw: &str, #[case] clean: &str) {
        assert_eq!(characters(raw), clean);
    }

    #[test]
    fn a_letter_keeps_four_marks_at_most() {
        let zalgo = format!("x{}y", "\u{335}".repeat(50));
        assert_eq!(characters(&zalgo).chars().count(), 6);
    }

    #[rstest::rstest]
    #[case("━━━", true)]
    #[case("✦✦✦", true)]
    #[case("~~~~", true)]
    #[case("-----", true)]
    #[case("- - -", true)]
    #[case("✦ ⋆ ─── ⋆ ✦", true)]
    #[case("🎉🎉🎉🎉", true)]
    #[case("🎉 🥳 🎉 🥳 🎉", true)]
    #[case("--", false)]
    #[case("🎉🎉🎉", false)]
    #[case("+++ Eilmeldung +++", false)]
    #[case("!!!", false)]
    #[case("…", false)]
    #[case("112", false)]
    #[case("", false)]
    fn lines_without_words_are_decoration(#[case] line: &str, #[case] decoration: bool) {
        assert_eq!(is_decoration(line), decoration);
    }

    #[rstest::rstest]
    #[case("Juhu 🎉🎉🎉🎉🎉!", "Juhu 🎉!")]
    #[case("Juhu 🎉🥳🎊🎉🥳 heute", "Juhu 🎉🥳 heute")]
    #[case("🎉 🎉 🎉 🎉 Fest", "🎉 Fest")]
    #[case("Fest 🎉🎉🎉", "Fest 🎉🎉🎉")]
    #[case("🇩🇪🇫🇷🇵🇱🇺🇦 Partner", "🇩🇪🇫🇷 Partner")]
    #[case("1️⃣ eins 2️⃣ zwei", "1️⃣ eins 2️⃣ zwei")]
    #[case("Stadt 🎉 und 🎉 und 🎉 und 🎉 Land", "Stadt 🎉 und 🎉 und 🎉 und 🎉 Land")]
    fn walls_of_emoji_are_shortened(#[case] raw: &str, #[case] clean: &str) {
        assert_eq!(shorten_walls(raw), clean);
    }
}
