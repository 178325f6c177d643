//! What changes on a page although nothing new is said: counters of readers, "Stand:", dates of printing, "vor 3 Tagen".
//! In: a fingerprint of markup. Out: the same without them. Called by `item_build` for the hash only; what readers see
//! stays as the source wrote it.

/// Longer lines are text, whatever they begin with.
const MAX_LINE: usize = 120;

/// How lines begin that only say when something was touched.
const TOUCHED: &[&str] = &[
    "stand:",
    "stand ",
    "zuletzt aktualisiert",
    "zuletzt geändert",
    "zuletzt bearbeitet",
    "letzte aktualisierung",
    "letzte änderung",
    "aktualisiert am",
    "aktualisiert:",
    "geändert am",
    "gedruckt am",
    "ausgedruckt am",
    "druckdatum",
    "abgerufen am",
    "exportiert am",
    "last updated",
    "last modified",
];

/// Words of lines that count readers.
const COUNTERS: &[&str] = &[
    "aufrufe",
    "seitenaufrufe",
    "zugriffe",
    "klicks",
    "besucher heute",
    "mal gelesen",
    "mal angesehen",
    "views",
    "hits",
    "lesezeit",
    "leser online",
];

/// Words of lines that reckon from now.
const RECKONED: &[&str] = &["sekunde", "minute", "stunde", "tag", "woche", "monat", "jahr"];

/// Leaves out the lines between tags that change by themselves.
#[must_use]
pub fn steady(fingerprint: &str) -> String {
    let mut out = String::with_capacity(fingerprint.len());
    let mut rest = fingerprint;
    while !rest.is_empty() {
        let end = rest.find('<').unwrap_or(rest.len());
        let (line, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
        if !is_volatile(line) {
            out.push_str(line);
        }
        let tag_end = behind.find('>').map_or(behind.len(), |end| end + 1);
        let (tag, behind) = behind.split_at_checked(tag_end).unwrap_or((behind, ""));
        out.push_str(tag);
        rest = behind;
    }
    out
}

fn is_volatile(line: &str) -> bool {
    let line = line.trim().trim_start_matches(['(', '[', '–', '-', '|', '*']).trim_start();
    if line.is_empty() || line.len() > MAX_LINE || !line.contains(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let line = line.to_lowercase();
    let counts = || COUNTERS.iter().any(|word| line.contains(word));
    let reckons = || line.starts_with("vor ") && RECKONED.iter().any(|unit| line.contains(unit));
    TOUCHED.iter().any(|begin| line.starts_with(begin)) || counts() || (reckons() && line.len() < 40)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("<p>Text<p>Stand: 12.03.2026", "<p>Text<p>Stand: 13.03.2026", true)]
    #[case("<p>Text<p>Aufrufe: 51", "<p>Text<p>Aufrufe: 52", true)]
    #[case("<p>Text<p>Gedruckt am 12.03.2026 10:00", "<p>Text<p>Gedruckt am 12.03.2026 10:01", true)]
    #[case("<p>Text<p>vor 3 Tagen", "<p>Text<p>vor 4 Tagen", true)]
    #[case("<p>Der Stand der Bauarbeiten am 3. Mai", "<p>Der Stand der Bauarbeiten am 4. Mai", false)]
    #[case(
        "<p>Vor 3 Tagen wurde die Brücke in der Innenstadt gesperrt.",
        "<p>Vor 4 Tagen wurde die Brücke in der Innenstadt gesperrt.",
        false
    )]
    #[case("<p>Text", "<p>Anderer Text", false)]
    fn what_changes_by_itself_is_no_change(#[case] a: &str, #[case] b: &str, #[case] same: bool) {
        assert_eq!(steady(a) == steady(b), same);
    }
}
