//! "Little text", in which LinkedIn writes commentaries (learn.microsoft.com/linkedin/marketing/community-management/
//! shares/little-text-format). In: the text with its escapes, `{hashtag|\#|word}` and `@[Name](urn)`. Out: what a reader
//! reads, and the marked runs in UTF-8 bytes. Called by `linkedin`.

use crate::domain::item::{ItemSpan, SpanKind};

/// Reads a commentary.
#[must_use]
pub fn read(raw: &str) -> (String, Vec<ItemSpan>) {
    let (mut out, mut spans) = (String::new(), Vec::new());
    let mut rest = raw;
    while let Some(first) = rest.chars().next() {
        let start = out.len();
        if let Some((word, after)) = hashtag(rest) {
            out.push('#');
            out.push_str(&word);
            spans.push(mark(start, out.len(), SpanKind::Hashtag, word));
            rest = after;
        } else if let Some((name, urn, after)) = mention(rest) {
            out.push_str(&name);
            spans.push(mark(start, out.len(), SpanKind::Mention, urn));
            rest = after;
        } else {
            let plain = if first == '\\' { rest.strip_prefix('\\').unwrap_or(rest) } else { rest };
            let c = plain.chars().next().unwrap_or(first);
            out.push(c);
            rest = plain.strip_prefix(c).unwrap_or_default();
        }
    }
    (out, spans)
}

fn mark(start: usize, end: usize, kind: SpanKind, native: String) -> ItemSpan {
    ItemSpan { start, end, kind, href: None, native_ref: Some(native) }
}

/// `{hashtag|\#|word}`.
fn hashtag(text: &str) -> Option<(String, &str)> {
    let inner = text.strip_prefix("{hashtag|")?;
    let inner = inner.strip_prefix("\\#|").or_else(|| inner.strip_prefix("#|"))?;
    let (word, after) = inner.split_once('}')?;
    (!word.is_empty()).then(|| (word.replace('\\', ""), after))
}

/// `@[Name](urn:li:…)`.
fn mention(text: &str) -> Option<(String, String, &str)> {
    let inner = text.strip_prefix("@[")?;
    let (name, after) = inner.split_once("](")?;
    let (urn, after) = after.split_once(')')?;
    (!name.is_empty() && urn.starts_with("urn:")).then(|| (name.replace('\\', ""), urn.to_owned(), after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commentary_reads_as_it_was_meant() {
        let (text, spans) =
            read("Grüße \\(heute\\) an @[Stadt Musterbach](urn:li:organization:5) {hashtag|\\#|Markt} 5 \\* a\\");
        assert_eq!(text, "Grüße (heute) an Stadt Musterbach #Markt 5 * a\\");
        let marked: Vec<_> = spans.iter().map(|span| (span.kind, text.get(span.start..span.end))).collect();
        assert_eq!(marked, [(SpanKind::Mention, Some("Stadt Musterbach")), (SpanKind::Hashtag, Some("#Markt"))]);
    }
}
