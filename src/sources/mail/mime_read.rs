//! A letter's parts (RFC 5322, 2045, 2046, 2047). In: its bytes. Out: its headers and its readable parts, decoded;
//! nothing is trusted to be well formed, depth and size are bounded. Called by `mail`.

use data_encoding::BASE64;
use encoding_rs::{Encoding, WINDOWS_1252};

/// Levels of parts within parts; letters have three.
const MAX_DEPTH: usize = 8;

/// Parts that are read at all.
const MAX_PARTS: usize = 100;

/// Headers of a letter or a part, in their order.
#[derive(Debug, Clone, Default)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// The first header of a name, unfolded, as written.
    #[must_use]
    pub fn raw(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Every header of a name, the topmost first.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The same in words: encoded words resolved.
    #[must_use]
    pub fn words(&self, name: &str) -> Option<String> {
        self.raw(name).map(decode_words).map(|words| words.trim().to_owned()).filter(|words| !words.is_empty())
    }

    /// A parameter such as `boundary`.
    fn parameter(&self, name: &str, wanted: &str) -> Option<String> {
        let value = self.raw(name)?;
        value.split(';').skip(1).find_map(|part| {
            let (key, value) = part.split_once('=')?;
            let value = value.trim().trim_matches('"');
            (key.trim().eq_ignore_ascii_case(wanted) && !value.is_empty()).then(|| value.to_owned())
        })
    }

    fn media_type(&self) -> String {
        let value = self.raw("content-type").unwrap_or("text/plain");
        value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }
}

/// A letter.
#[derive(Debug, Default)]
pub struct Letter {
    pub headers: Headers,
    /// The last readable part of each kind within the first that has one: plain text, and markup.
    pub plain: Option<String>,
    pub html: Option<String>,
}

/// Reads a letter.
#[must_use]
pub fn read(raw: &[u8]) -> Letter {
    let mut letter = Letter::default();
    let (headers, body) = split(raw);
    let mut seen = 0;
    collect(&headers, body, MAX_DEPTH, &mut seen, &mut letter);
    letter.headers = headers;
    letter
}

fn collect(headers: &Headers, body: &[u8], depth: usize, seen: &mut usize, letter: &mut Letter) {
    *seen += 1;
    if depth == 0 || *seen > MAX_PARTS {
        return;
    }
    let kind = headers.media_type();
    if kind.starts_with("multipart/") {
        let Some(boundary) = headers.parameter("content-type", "boundary") else { return };
        for part in parts(body, &boundary) {
            let (headers, body) = split(part);
            collect(&headers, body, depth - 1, seen, letter);
        }
        return;
    }
    if headers
        .raw("content-disposition")
        .is_some_and(|value| value.trim_start().to_ascii_lowercase().starts_with("attachment"))
    {
        return;
    }
    let slot = match kind.as_str() {
        "text/plain" => &mut letter.plain,
        "text/html" => &mut letter.html,
        _ => return,
    };
    if slot.is_none() {
        let bytes = decode_body(headers.raw("content-transfer-encoding"), body);
        *slot = Some(decode_charset(headers.parameter("content-type", "charset").as_deref(), &bytes));
    }
}

/// Headers and body, parted by the first empty line.
fn split(raw: &[u8]) -> (Headers, &[u8]) {
    let mut headers: Vec<(String, String)> = Vec::new();
    let mut rest = raw;
    while !rest.is_empty() {
        let end = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |at| at + 1);
        let (line, after) = rest.split_at(end);
        let text = String::from_utf8_lossy(line);
        let text = text.trim_end_matches(['\r', '\n']);
        rest = after;
        if text.is_empty() {
            return (Headers(headers), rest);
        }
        if text.starts_with([' ', '\t']) {
            if let Some((_, value)) = headers.last_mut() {
                value.push(' ');
                value.push_str(text.trim_start());
            }
        } else if let Some((name, value)) = text.split_once(':') {
            headers.push((name.trim().to_owned(), value.trim().to_owned()));
        }
    }
    (Headers(headers), rest)
}

/// The parts between the boundary lines.
fn parts<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let mark = format!("--{boundary}");
    let (mut found, mut start, mut at) = (Vec::new(), None, 0);
    while at < body.len() {
        let rest = body.get(at..).unwrap_or_default();
        let end = at + rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |end| end + 1);
        let line = body.get(at..end).unwrap_or_default();
        if line.starts_with(mark.as_bytes()) {
            if let Some(start) = start {
                found.push(body.get(start..at).unwrap_or_default());
            }
            let closing = line.get(mark.len()..).is_some_and(|rest| rest.starts_with(b"--"));
            start = (!closing).then_some(end);
            if closing {
                break;
            }
        }
        at = end;
    }
    // A letter that was cut off still says what it says.
    found.extend(start.and_then(|start| body.get(start..)));
    found
}

fn decode_body(encoding: Option<&str>, body: &[u8]) -> Vec<u8> {
    match encoding.unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "base64" => {
            let clean: Vec<u8> = body
                .iter()
                .copied()
                .filter(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
                .collect();
            decode_base64(&clean)
        }
        "quoted-printable" => decode_quoted(body, false),
        _ => body.to_vec(),
    }
}

fn decode_base64(clean: &[u8]) -> Vec<u8> {
    let mut padded = clean.to_vec();
    while !padded.len().is_multiple_of(4) {
        padded.push(b'=');
    }
    BASE64.decode(&padded).unwrap_or_default()
}

/// `=C3=BC` and soft line breaks; in headers `_` is a space (RFC 2047 §4.2).
fn decode_quoted(body: &[u8], header: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut at = 0;
    while let Some(byte) = body.get(at) {
        at += 1;
        match byte {
            b'=' => {
                let rest = body.get(at..).unwrap_or_default();
                let hex = rest.get(..2).and_then(|two| std::str::from_utf8(two).ok());
                if let Some(value) = hex.and_then(|two| u8::from_str_radix(two, 16).ok()) {
                    out.push(value);
                    at += 2;
                } else if rest.starts_with(b"\r\n") {
                    at += 2;
                } else if rest.starts_with(b"\n") {
                    at += 1;
                } else {
                    out.push(b'=');
                }
            }
            b'_' if header => out.push(b' '),
            other => out.push(*other),
        }
    }
    out
}

fn decode_charset(label: Option<&str>, bytes: &[u8]) -> String {
    let named = label.and_then(|label| Encoding::for_label(label.as_bytes()));
    match (named, std::str::from_utf8(bytes)) {
        (Some(encoding), _) => encoding.decode(bytes).0.into_owned(),
        (None, Ok(text)) => text.to_owned(),
        (None, Err(_)) => WINDOWS_1252.decode(bytes).0.into_owned(),
    }
}

/// `=?utf-8?Q?Stra=C3=9Fe?=`; white space between two such words is none.
fn decode_words(raw: &str) -> String {
    let mut out = String::new();
    let (mut rest, mut after_word) = (raw, false);
    while let Some(start) = rest.find("=?") {
        let (before, word) = rest.split_at(start);
        let Some((text, after)) = encoded_word(word) else {
            out.push_str(before);
            out.push_str("=?");
            rest = word.get(2..).unwrap_or_default();
            after_word = false;
            continue;
        };
        if !(after_word && before.trim().is_empty()) {
            out.push_str(before);
        }
        out.push_str(&text);
        (rest, after_word) = (after, true);
    }
    out.push_str(rest);
    out
}

fn encoded_word(text: &str) -> Option<(String, &str)> {
    let mut fields = text.strip_prefix("=?")?.splitn(3, '?');
    let (charset, kind, rest) = (fields.next()?, fields.next()?, fields.next()?);
    let (data, after) = rest.split_once("?=")?;
    let bytes = match kind {
        "Q" | "q" => decode_quoted(data.as_bytes(), true),
        "B" | "b" => decode_base64(data.trim_end_matches('=').as_bytes()),
        _ => return None,
    };
    Some((decode_charset(Some(charset.split('*').next().unwrap_or(charset)), &bytes), after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_in_encoded_words_is_read() {
        let raw = "Subject: =?utf-8?Q?Stra=C3=9Fe?= =?iso-8859-1?B?Z2VzcGVycnTk?=\r\n weiter\r\n\r\nText";
        let letter = read(raw.as_bytes());
        assert_eq!(letter.headers.words("subject").as_deref(), Some("Straßegesperrtä weiter"));
        assert_eq!(letter.plain.as_deref(), Some("Text"));
    }

    #[test]
    fn parts_are_found_however_deep_and_attachments_are_not_read() {
        let raw = "Content-Type: multipart/mixed; boundary=\"a\"\n\n--a\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\
                   Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nGr=FC=\n=DFe\n--b\n\
                   Content-Type: text/html\nContent-Transfer-Encoding: base64\n\nPHA+SGFs\nbG88L3A+\n--b--\n--a\n\
                   Content-Type: text/plain\nContent-Disposition: attachment\n\ngeheim\n--a--\n";
        let letter = read(raw.as_bytes());
        assert_eq!(letter.plain.as_deref().map(str::trim), Some("Grüße"));
        assert_eq!(letter.html.as_deref(), Some("<p>Hallo</p>"));
    }

    proptest::proptest! {
        #[test]
        fn no_letter_is_too_strange(raw in "\\PC{0,200}", odd in "(--a|=\\?|[\\n:;=?a-cB\"-]){0,60}") {
            let _ = read(raw.as_bytes());
            let _ = read(format!("Content-Type: multipart/x; boundary=a\nSubject: {odd}\n\n{odd}").as_bytes());
        }
    }
}
