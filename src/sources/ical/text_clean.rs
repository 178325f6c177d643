//! What an export adds to a description that is not the town's word: "Exportiert am 29.01.2026" changes every day and must
//! make no edit. In: a description. Out: the same without such notes. Called by `event_read`.

/// How such notes begin.
const NOTES: &[&str] = &["exportiert am", "exportiert:", "export vom", "exported on", "exported at"];

/// Takes export notes out, wherever a line begins with one; what follows the date on the same line stays.
#[must_use]
pub fn without_export_note(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(|line| after_note(line).unwrap_or(line).trim_end()).collect();
    let mut out = String::with_capacity(text.len());
    let mut blank = 0;
    for line in lines {
        if line.trim().is_empty() {
            blank += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if blank > 0 { "\n\n" } else { "\n" });
        }
        blank = 0;
        out.push_str(line);
    }
    out.trim().to_owned()
}

/// What follows the note and its date and time; `None` where the line is no such note.
fn after_note(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let note = NOTES.iter().find(|note| line.get(..note.len()).is_some_and(|head| head.eq_ignore_ascii_case(note)))?;
    let mut rest = line.get(note.len()..)?.trim_start();
    if !rest.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    loop {
        let (word, after) = rest.split_once(' ').unwrap_or((rest, ""));
        let bare = word.trim_end_matches([',', ';', ':', '.', '-']);
        let of_date = bare.starts_with(|c: char| c.is_ascii_digit()) || matches!(bare, "um" | "Uhr" | "at" | "");
        if rest.is_empty() || !of_date {
            return Some(rest);
        }
        rest = after.trim_start();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("Exportiert am 29.01.2026\n\nSitzung:\nhttps://a.example/", "Sitzung:\nhttps://a.example/")]
    #[case("Exportiert am 29.01.2026, 06:35 Uhr Öffentliche Sitzung", "Öffentliche Sitzung")]
    #[case("Ablauf\n\n\nexportiert am 2026-01-29 um 06:35 Uhr", "Ablauf")]
    #[case("Exportiert am Dienstag wird nichts.", "Exportiert am Dienstag wird nichts.")]
    #[case("Wein wird nicht exportiert am 3. Mai", "Wein wird nicht exportiert am 3. Mai")]
    fn the_note_of_an_export_goes_and_nothing_else(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(without_export_note(text), expected);
    }
}
