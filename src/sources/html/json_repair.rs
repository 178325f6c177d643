//! JSON as web pages carry it: inside comments, with line breaks in strings, with quotes nobody escaped. In: the text
//! of a script or a document. Out: its value, or nothing when it cannot be mended. Called by `page` and
//! `document_parse`.

use serde_json::Value;

/// Larger texts are not read.
const MAX_BYTES: usize = 2 * 1024 * 1024;

/// How far ahead a key may end, in bytes.
const MAX_KEY: usize = 80;

/// Reads a text strictly, then mended.
#[must_use]
pub fn parse(text: &str) -> Option<Value> {
    let text = unwrapped(text);
    if text.is_empty() || text.len() > MAX_BYTES {
        return None;
    }
    serde_json::from_str(text).ok().or_else(|| serde_json::from_str(&mended(text)).ok())
}

/// Without the comment or CDATA signs that templates wrap around scripts.
fn unwrapped(text: &str) -> &str {
    let mut text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    for sign in ["<!--", "//<![CDATA[", "/*<![CDATA[*/", "<![CDATA["] {
        text = text.strip_prefix(sign).unwrap_or(text).trim_start();
    }
    for sign in ["//-->", "-->", "//]]>", "/*]]>*/", "]]>", ";"] {
        text = text.strip_suffix(sign).unwrap_or(text).trim_end();
    }
    text
}

/// The same text with line breaks and inner quotes escaped and superfluous commas gone.
fn mended(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut open: Vec<char> = Vec::new();
    let (mut in_string, mut at_key) = (false, false);
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        let rest = text.get(at + c.len_utf8()..).unwrap_or_default();
        if in_string {
            match c {
                '\\' if rest.starts_with(['"', '\\', '/', 'b', 'f', 'n', 'r', 't', 'u']) => {
                    out.push(c);
                    out.extend(chars.next().map(|(_, escaped)| escaped));
                }
                '\\' => out.push_str("\\\\"),
                '"' if closes(rest, at_key, open.last().copied()) => {
                    in_string = false;
                    out.push(c);
                }
                '"' => out.push_str("\\\""),
                '\n' => out.push_str("\\n"),
                c if c.is_control() => out.push(' '),
                c => out.push(c),
            }
            continue;
        }
        match c {
            '"' => in_string = true,
            '{' | '[' => {
                open.push(c);
                at_key = c == '{';
            }
            '}' | ']' => {
                let kept = out.trim_end().trim_end_matches(',').len();
                out.truncate(kept);
                open.pop();
                at_key = false;
            }
            ',' => at_key = open.last() == Some(&'{'),
            ':' => at_key = false,
            _ => {}
        }
        out.push(c);
    }
    out
}

/// Whether a quote with this behind it ends its string, judged by what may follow there.
fn closes(rest: &str, at_key: bool, container: Option<char>) -> bool {
    let rest = rest.trim_start();
    let mut following = rest.chars();
    match (following.next(), container) {
        (None, _) => true,
        (Some(':'), _) => at_key,
        (Some('}'), Some('{')) | (Some(']'), Some('[')) => {
            !at_key && following.as_str().trim_start().starts_with([',', '}', ']'])
                || following.as_str().trim().is_empty()
        }
        (Some(','), Some('{')) => !at_key && begins_key(following.as_str().trim_start()),
        (Some(','), Some('[')) => {
            let next = following.as_str().trim_start();
            next.starts_with(['"', '{', '[', ']', '-', 't', 'f', 'n']) || next.starts_with(|c: char| c.is_ascii_digit())
        }
        _ => false,
    }
}

fn begins_key(text: &str) -> bool {
    if text.starts_with('}') {
        return true;
    }
    let Some(inside) = text.strip_prefix('"') else { return false };
    let near = inside.get(..inside.floor_char_boundary(MAX_KEY)).unwrap_or(inside);
    near.split_once('"').is_some_and(|(_, behind)| behind.trim_start().starts_with(':'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[rstest::rstest]
    #[case("<!-- {\"a\":1} -->", json!({"a": 1}))]
    #[case("//<![CDATA[\n{\"a\":1}\n//]]>", json!({"a": 1}))]
    #[case("{\"a\":\"eins\nzwei\"}", json!({"a": "eins\nzwei"}))]
    #[case("{\"a\":\"<p style=\"x\">Das \"Rathaus\"</p>\", \"b\":[\"c\",]}", json!({"a": "<p style=\"x\">Das \"Rathaus\"</p>", "b": ["c"]}))]
    #[case("[{\"a\":\"\\u00e4 \\q\"}, {\"b\":2},]", json!([{"a": "ä \\q"}, {"b": 2}]))]
    fn what_pages_call_json_is_read(#[case] text: &str, #[case] expected: Value) {
        assert_eq!(parse(text), Some(expected), "{text}");
    }

    #[test]
    fn what_is_no_json_is_nothing() {
        for text in ["", "var a = 1;", "{\"a\"", "<html>"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_strange(text in "[\\[\\]{}\":,a \\\\\n]{0,60}") {
            let _ = parse(&text);
        }
    }
}
