//! What of a letter is signed, byte for byte (RFC 6376 §3.4). In: the letter as it came. Out: its headers as they stand
//! there, and headers and text in the forms that signers agree on. Called by `dkim`.

/// How much may happen to a letter on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Canon {
    /// Nothing.
    Simple,
    /// White space may change.
    Relaxed,
}

impl Canon {
    pub fn named(name: &str) -> Option<Self> {
        match name.trim().to_ascii_lowercase().as_str() {
            "simple" => Some(Self::Simple),
            "relaxed" => Some(Self::Relaxed),
            _ => None,
        }
    }
}

/// A header as it stands in the letter, with its folded lines and without the last line break.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    /// In lower case.
    pub name: String,
    pub text: Vec<u8>,
}

impl Field {
    /// What stands behind the colon.
    pub fn value(&self) -> &[u8] {
        let at = self.text.iter().position(|byte| *byte == b':').map_or(self.text.len(), |at| at + 1);
        self.text.get(at..).unwrap_or_default()
    }
}

/// Headers and text of a letter.
pub(super) fn fields_of(raw: &[u8]) -> (Vec<Field>, &[u8]) {
    let (mut fields, mut rest): (Vec<Field>, _) = (Vec::new(), raw);
    while !rest.is_empty() {
        let end = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |at| at + 1);
        let (line, after) = rest.split_at(end);
        rest = after;
        let line = bare(line);
        if line.is_empty() {
            return (fields, rest);
        }
        match fields.last_mut().filter(|_| line.first().is_some_and(|byte| is_space(*byte))) {
            Some(field) => {
                field.text.extend(b"\r\n");
                field.text.extend(line);
            }
            None => {
                let colon = line.iter().position(|byte| *byte == b':').unwrap_or(line.len());
                let name = String::from_utf8_lossy(line.get(..colon).unwrap_or_default()).trim().to_ascii_lowercase();
                fields.push(Field { name, text: line.to_vec() });
            }
        }
    }
    (fields, rest)
}

/// A line without its line break.
fn bare(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// A header as it is signed.
pub(super) fn field_text(field: &Field, canon: Canon) -> Vec<u8> {
    let mut out = match canon {
        Canon::Simple => field.text.clone(),
        Canon::Relaxed => {
            let unfolded: Vec<u8> =
                field.value().iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
            let value = collapsed(&unfolded);
            let value = value.strip_prefix(b" ").unwrap_or(&value);
            [field.name.as_bytes(), b":", value].concat()
        }
    };
    out.extend(b"\r\n");
    out
}

/// The text as it is signed.
pub(super) fn body_text(body: &[u8], canon: Canon) -> Vec<u8> {
    let (mut out, mut empty) = (Vec::with_capacity(body.len()), 0);
    let body = body.strip_suffix(b"\n").unwrap_or(body);
    for line in body.split(|byte| *byte == b'\n') {
        let line = bare(line);
        let line = if canon == Canon::Relaxed { collapsed(line) } else { line.to_vec() };
        if line.is_empty() {
            empty += 1;
            continue;
        }
        // Empty lines at the end do not count.
        for _ in 0..std::mem::take(&mut empty) {
            out.extend(b"\r\n");
        }
        out.extend(line);
        out.extend(b"\r\n");
    }
    if out.is_empty() && canon == Canon::Simple {
        out.extend(b"\r\n");
    }
    out
}

/// Runs of white space become one space, at the end none.
fn collapsed(line: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(line.len());
    for byte in line {
        if !is_space(*byte) {
            out.push(*byte);
        } else if out.last() != Some(&b' ') {
            out.push(b' ');
        }
    }
    if out.last() == Some(&b' ') {
        out.pop();
    }
    out
}

/// A signature's header with an empty `b=`.
pub(super) fn without_signature(field: &Field) -> Field {
    let colon = field.text.len() - field.value().len();
    let mut text = field.text.get(..colon).unwrap_or_default().to_vec();
    for (index, piece) in field.value().split(|byte| *byte == b';').enumerate() {
        if index > 0 {
            text.push(b';');
        }
        let equals = piece.iter().position(|byte| *byte == b'=').unwrap_or(piece.len());
        let name = piece.get(..equals).unwrap_or_default();
        let keep = if name.trim_ascii() == b"b" { piece.get(..=equals).unwrap_or(piece) } else { piece };
        text.extend(keep);
    }
    Field { name: field.name.clone(), text }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 6376 §3.4.5.
    #[test]
    fn the_standards_example_comes_out_as_it_says() {
        let raw = b"A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n\r\n\r\n";
        let (fields, body) = fields_of(raw);
        let relaxed: Vec<u8> = fields.iter().flat_map(|field| field_text(field, Canon::Relaxed)).collect();
        assert_eq!(relaxed, b"a:X\r\nb:Y Z\r\n");
        assert_eq!(body_text(body, Canon::Relaxed), b" C\r\nD E\r\n");
        let simple: Vec<u8> = fields.iter().flat_map(|field| field_text(field, Canon::Simple)).collect();
        assert_eq!(simple, b"A: X\r\nB : Y\t\r\n\tZ  \r\n");
        assert_eq!(body_text(body, Canon::Simple), b" C \r\nD \t E\r\n");
        assert_eq!((body_text(b"", Canon::Simple), body_text(b"", Canon::Relaxed)), (b"\r\n".to_vec(), Vec::new()));
    }

    proptest::proptest! {
        #[test]
        fn no_letter_is_too_strange(raw in "[ab:;= \\t\\r\\n]{0,60}") {
            let (fields, body) = fields_of(raw.as_bytes());
            for canon in [Canon::Simple, Canon::Relaxed] {
                let _ = body_text(body, canon);
                for field in &fields {
                    let _ = field_text(&without_signature(field), canon);
                }
            }
        }
    }
}
