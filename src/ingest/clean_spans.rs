//! Marked plain text → runs, and bare addresses and hashtags in any text → links and hashtags. In: an item's `text` with
//! its `spans` (UTF-8 bytes), or one run. Out: runs. "@name" stays plain words: mirrored text must not call people.

use std::sync::Arc;

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use crate::domain::item::{ItemSpan, SpanKind};

use super::clean_html::{MAX_TEXT, cut};
use super::clean_links;
use super::clean_runs::{Piece, Run, Style};

/// Marks of one text that are looked at.
const MAX_SPANS: usize = 500;
/// Characters of one hashtag.
const MAX_TAG: usize = 100;

/// Runs of a plain text. Marks that are out of range or cut a visible character are dropped, the text stays.
pub(super) fn runs(text: &str, spans: &[ItemSpan]) -> Vec<Run> {
    let text = cut(text, MAX_TEXT);
    let spans: Vec<Mark> = spans.iter().take(MAX_SPANS).filter_map(|span| Mark::new(span, text)).collect();
    let mut edges: Vec<usize> = spans.iter().flat_map(|mark| [mark.start, mark.end]).chain([0, text.len()]).collect();
    edges.sort_unstable();
    edges.dedup();
    let mut out = Vec::new();
    for (start, end) in edges.iter().zip(edges.iter().skip(1)) {
        let covering = spans.iter().filter(|mark| mark.start <= *start && mark.end >= *end);
        let style = covering.fold(Style::default(), |mut style, mark| {
            style.bold |= mark.kind == SpanKind::Bold;
            style.italic |= mark.kind == SpanKind::Italic;
            style.strike |= mark.kind == SpanKind::Strike;
            style.href = style.href.take().or_else(|| mark.href.clone());
            style
        });
        push_lines(text.get(*start..*end).unwrap_or_default(), &style, &mut out);
    }
    out
}

/// Each newline is a break; all its spellings count.
fn push_lines(text: &str, style: &Style, out: &mut Vec<Run>) {
    let unified = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{85}'], "\n").replace('\u{2029}', "\n\n");
    for (index, line) in unified.split('\n').enumerate() {
        if index > 0 {
            out.push(Run::line_break());
        }
        if !line.is_empty() {
            out.push(Run::text(line, style.clone()));
        }
    }
}

struct Mark {
    start: usize,
    end: usize,
    kind: SpanKind,
    href: Option<Arc<str>>,
}

impl Mark {
    fn new(span: &ItemSpan, text: &str) -> Option<Self> {
        let href = match span.kind {
            SpanKind::Link => Some(Arc::from(clean_links::link(span.href.as_deref()?, None)?)),
            SpanKind::Bold | SpanKind::Italic | SpanKind::Strike => None,
            _ => return None,
        };
        let whole = |at| is_edge(text, at);
        (span.start < span.end && whole(span.start) && whole(span.end)).then_some(Self {
            start: span.start,
            end: span.end,
            kind: span.kind,
            href,
        })
    }
}

/// Whether a visible character ends at this byte.
fn is_edge(text: &str, at: usize) -> bool {
    text.is_char_boundary(at) && GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(false)
}

/// Appends a line's text, with its bare addresses as links and its hashtags as hashtags.
pub(super) fn push_marked(text: &str, style: Style, out: &mut Vec<Run>) {
    if style.href.is_some() {
        return push_linked(text, style, out);
    }
    let mut plain_from = 0;
    let mut skip_to = 0;
    let mut before = None;
    for (at, c) in text.char_indices() {
        if at >= skip_to
            && let Some((length, run)) = found_at(text.get(at..).unwrap_or_default(), c, before, &style)
        {
            push_plain(text.get(plain_from..at), &style, out);
            out.push(run);
            plain_from = at + length;
            skip_to = plain_from;
        }
        before = Some(c);
    }
    push_plain(text.get(plain_from..), &style, out);
}

fn push_plain(text: Option<&str>, style: &Style, out: &mut Vec<Run>) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        out.push(Run::text(text, style.clone()));
    }
}

/// A link that is only a hashtag is our hashtag; a link that shows its address shows the clean one.
fn push_linked(text: &str, style: Style, out: &mut Vec<Run>) {
    let words = text.trim();
    if let Some(tag) = words.strip_prefix('#').filter(|tag| hashtag(tag).is_some_and(|length| length == tag.len())) {
        let style = Style { href: None, ..style };
        out.push(Run { piece: Piece::Tag(tag.to_owned()), style: style.clone() });
        return push_plain(Some(" ").filter(|_| text.ends_with(' ')), &style, out);
    }
    let shown = if words.starts_with("http") && !words.contains(' ') { clean_address(words) } else { None };
    out.push(Run::text(shown.unwrap_or_else(|| text.to_owned()), style));
}

/// A link or hashtag at the beginning of `rest`, and its bytes.
fn found_at(rest: &str, first: char, before: Option<char>, style: &Style) -> Option<(usize, Run)> {
    match first {
        '#' if before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '_' | '&' | '#' | '/')) => {
            let tag = rest.get(1..)?;
            let length = hashtag(tag)?;
            let piece = Piece::Tag(tag.get(..length)?.to_owned());
            Some((1 + length, Run { piece, style: style.clone() }))
        }
        'h' | 'H' | 'w' | 'W'
            if before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '/' | '@' | '.' | '_' | '-')) =>
        {
            let raw = bare_address(rest)?;
            let written = if starts_with(raw, "www.") { format!("https://{raw}") } else { raw.to_owned() };
            let href = clean_links::web(&written, None)?;
            let shown = clean_address(raw).unwrap_or_else(|| raw.to_owned());
            Some((raw.len(), Run::text(shown, Style { href: Some(Arc::from(href)), ..style.clone() })))
        }
        _ => None,
    }
}

/// The clean form of a written address, if anything had to be cleaned.
fn clean_address(raw: &str) -> Option<String> {
    let clean = clean_links::web(raw, None)?;
    (url::Url::parse(raw).ok()?.as_str() != clean).then_some(clean)
}

fn starts_with(text: &str, head: &str) -> bool {
    text.get(..head.len()).is_some_and(|found| found.eq_ignore_ascii_case(head))
}

/// The address a text begins with: up to white space or a quotation mark, without the sentence's own punctuation.
fn bare_address(rest: &str) -> Option<&str> {
    let head = ["https://", "http://", "www."].into_iter().find(|head| starts_with(rest, head))?;
    let ends = |c: char| {
        c.is_whitespace() || matches!(c, '<' | '>' | '"' | '„' | '“' | '”' | '«' | '»' | '‹' | '›' | '|' | '`')
    };
    // One byte more than is allowed tells whether there is more.
    let window = cut(rest, clean_links::MAX_LENGTH + 1);
    let end = window.find(ends).unwrap_or(window.len());
    if end > clean_links::MAX_LENGTH - 4 {
        return None;
    }
    let raw = without_punctuation(window.get(..end)?);
    let host = raw.get(head.len()..)?;
    let host_has_dot = host.split(['/', '?', '#']).next().is_some_and(|host| host.contains('.') || head != "www.");
    (host.chars().next().is_some_and(char::is_alphanumeric) && host_has_dot).then_some(raw)
}

/// An address without the marks of the sentence around it; a closing bracket stays if it was opened inside.
fn without_punctuation(address: &str) -> &str {
    const PAIRS: [(char, char); 3] = [('(', ')'), ('[', ']'), ('{', '}')];
    let mut surplus = PAIRS.map(|(open, close)| {
        let count = |bracket: char| address.matches(bracket).count();
        count(close).saturating_sub(count(open))
    });
    address.trim_end_matches(|last: char| {
        let bracket = PAIRS.iter().zip(&mut surplus).find(|((_, close), _)| *close == last);
        match bracket {
            Some((_, surplus)) if *surplus > 0 => {
                *surplus -= 1;
                true
            }
            Some(_) => false,
            None => matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '…' | '\'' | '’' | '‘' | '*' | '~'),
        }
    })
}

/// Bytes of the hashtag a text begins with: letters, digits, underscores; one letter at least.
fn hashtag(text: &str) -> Option<usize> {
    let part = |c: char| c.is_alphanumeric() || c == '_' || unicode_normalization::char::is_combining_mark(c);
    let length = text.find(|c: char| !part(c)).unwrap_or(text.len());
    let tag = text.get(..length)?;
    (tag.chars().any(char::is_alphabetic) && tag.graphemes(true).count() <= MAX_TAG).then_some(length)
}
