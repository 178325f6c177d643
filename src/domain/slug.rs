//! Slugs: the readable part of an address. Frozen at first publication; the id behind them decides.

/// Lower-case ASCII words joined by dashes, German umlauts spelled out, at most 60 bytes, cut at a word.
/// Never empty: text without letters gives `beitrag`.
#[must_use]
pub fn slug(text: &str) -> String {
    let mut words = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'ä' => words.push_str("ae"),
            'ö' => words.push_str("oe"),
            'ü' => words.push_str("ue"),
            'ß' => words.push_str("ss"),
            'é' | 'è' | 'ê' | 'ë' => words.push('e'),
            'á' | 'à' | 'â' => words.push('a'),
            'ó' | 'ò' | 'ô' => words.push('o'),
            'ç' => words.push('c'),
            c if c.is_ascii_alphanumeric() => words.push(c),
            _ => words.push(' '),
        }
    }
    let mut out = String::new();
    for word in words.split_whitespace() {
        if out.len() + word.len() + 1 > 60 && !out.is_empty() {
            break;
        }
        if !out.is_empty() {
            out.push('-');
        }
        out.push_str(word.get(..60.min(word.len())).unwrap_or(word));
    }
    if out.is_empty() { "beitrag".to_owned() } else { out }
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn umlauts_are_spelled_out_and_symbols_part_words() {
        assert_eq!(slug("Straßensperrung: Mühlgasse – ab 3. Mai!"), "strassensperrung-muehlgasse-ab-3-mai");
        assert_eq!(slug("🎉🎉"), "beitrag");
        assert!(slug(&"Bürgerversammlung ".repeat(20)).len() <= 60);
    }
}
