//! The lines of an iCalendar document (RFC 5545 §3.1). In: the bytes of an answer. Out: names, parameters and raw values.
//! Lenient: any line end, blank lines, a byte order mark, empty parameters; a fold in the middle of a character is undone
//! before the bytes become text. Called by `component_read`.

use super::super::charset_decode;

/// One content line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// In upper case.
    pub name: String,
    /// Names in upper case, values without quotes.
    pub params: Vec<(String, String)>,
    /// As written; texts are still escaped.
    pub value: String,
}

impl Line {
    /// A parameter's value.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The value as text (RFC 5545 §3.3.11), without white space around it; `None` when empty.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        let text = unescape(&self.value);
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }
}

/// Reads all lines. What is not `NAME:value` belongs to the text before it, as careless exporters break texts.
#[must_use]
pub fn lines(raw: &[u8], charset: Option<&str>) -> Vec<Line> {
    let text = if raw.starts_with(&[0xFF, 0xFE]) || raw.starts_with(&[0xFE, 0xFF]) {
        unfold_bytes(charset_decode::decode(raw, charset).as_bytes())
    } else {
        unfold_bytes(raw)
    };
    let text = charset_decode::decode(&text, charset);
    let mut lines: Vec<Line> = Vec::new();
    for written in text.trim_start_matches('\u{feff}').split('\n').map(str::trim_end).filter(|line| !line.is_empty()) {
        match parse(written) {
            Some(line) => lines.push(line),
            None => {
                if let Some(before) = lines.last_mut() {
                    before.value.push_str("\\n");
                    before.value.push_str(written.trim());
                }
            }
        }
    }
    lines
}

/// Joins folded lines: a line end followed by a blank or a tab is nothing at all. Line ends become a single `\n`.
fn unfold_bytes(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    let mut bytes = raw.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        if !matches!(byte, b'\r' | b'\n') {
            out.push(byte);
            continue;
        }
        if byte == b'\r' && bytes.peek() == Some(&b'\n') {
            bytes.next();
        }
        if matches!(bytes.peek(), Some(b' ' | b'\t')) {
            bytes.next();
        } else {
            out.push(b'\n');
        }
    }
    out
}

fn parse(line: &str) -> Option<Line> {
    let name_end = line.find([':', ';'])?;
    let name = line.get(..name_end)?.trim();
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_')) {
        return None;
    }
    let mut params = Vec::new();
    let mut rest = line.get(name_end..)?;
    while let Some(after) = rest.strip_prefix(';') {
        let end = parameter_end(after);
        if let Some((name, value)) = after.get(..end)?.split_once('=') {
            params.push((name.trim().to_ascii_uppercase(), value.replace('"', "").trim().to_owned()));
        }
        rest = after.get(end..)?;
    }
    let value = rest.strip_prefix(':')?.to_owned();
    Some(Line { name: name.to_ascii_uppercase(), params, value })
}

/// Where a parameter ends: at the next `;` or `:` outside quotes.
fn parameter_end(text: &str) -> usize {
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            ';' | ':' if !quoted => return at,
            _ => {}
        }
    }
    text.len()
}

fn unescape(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(other) => out.push(other),
                None => {}
            },
            '\r' => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fold_inside_a_character_is_undone() {
        let raw = b"\xEF\xBB\xBFSUMMARY:B\xC3\r\n \xBCrgerfest\r\n\r\nLOCATION;LANGUAGE=de:\r\n";
        let lines = lines(raw, None);
        assert_eq!(lines.len(), 2);
        assert_eq!((lines[0].name.as_str(), lines[0].text().as_deref()), ("SUMMARY", Some("Bürgerfest")));
        assert_eq!((lines[1].param("LANGUAGE"), lines[1].text()), (Some("de"), None));
    }

    #[rstest::rstest]
    #[case("DTSTART;;VALUE=DATE-TIME:2014", "VALUE", "DATE-TIME", "2014")]
    #[case("dtstart;tzid=\"(UTC+01:00) Berlin; Bern\":2014", "TZID", "(UTC+01:00) Berlin; Bern", "2014")]
    #[case("X;A=b:c:d;e", "A", "b", "c:d;e")]
    fn parameters_are_read_as_they_come(
        #[case] line: &str,
        #[case] name: &str,
        #[case] value: &str,
        #[case] rest: &str,
    ) {
        let line = parse(line).unwrap();
        assert_eq!((line.param(name), line.value.as_str()), (Some(value), rest));
    }

    #[test]
    fn texts_are_unescaped_and_broken_ones_joined() {
        let lines = lines(
            b"DESCRIPTION:Eins\\, zwei\\; drei\\nvier \\\\ f\xFCnf\nohne Ordnung!\rURL:https://a.example/?a;b",
            None,
        );
        assert_eq!(lines[0].text().as_deref(), Some("Eins, zwei; drei\nvier \\ fünf\nohne Ordnung!"));
        assert_eq!(lines[1].value, "https://a.example/?a;b");
    }

    #[test]
    fn a_document_in_utf_16_is_read() {
        let raw: Vec<u8> = "\u{feff}SUMMARY:Grü\r\n ße".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(lines(&raw, None)[0].value, "Grüße");
    }
}
