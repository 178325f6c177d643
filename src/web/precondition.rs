//! Conditional requests (RFC 9110 §13): whether the client wants an answer, has it already, or wants it only in another
//! state. Pure; [`super::answer`] and [`super::media`] ask.

use http::header::{HeaderMap, HeaderName, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_UNMODIFIED_SINCE};
use jiff::Timestamp;

/// What a client's conditions come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is sent.
    Send,
    /// 304: the client has it.
    Unchanged,
    /// 412: the client wants it only as it was once.
    Failed,
}

/// Judges what would be a 200 with this strong tag and, where it has one, this `Last-Modified`. A tag outweighs a date,
/// and what must hold is asked before what may have changed (§13.2.2).
#[must_use]
pub fn judge(headers: &HeaderMap, tag: &str, modified: Option<Timestamp>) -> Verdict {
    let holds = match tags(headers, &IF_MATCH) {
        Some(mut known) => known.any(|known| known == "*" || known == tag),
        None => date(headers, &IF_UNMODIFIED_SINCE).zip(modified).is_none_or(|(since, at)| at.as_second() <= since),
    };
    let unchanged = match tags(headers, &IF_NONE_MATCH) {
        Some(mut known) => known.any(|known| known == "*" || known.trim_start_matches("W/") == tag),
        None => date(headers, &IF_MODIFIED_SINCE).zip(modified).is_some_and(|(since, at)| at.as_second() <= since),
    };
    match (holds, unchanged) {
        (false, _) => Verdict::Failed,
        (true, true) => Verdict::Unchanged,
        (true, false) => Verdict::Send,
    }
}

/// The tags of a header; `None` when it is not there. Ours hold no comma, so a comma in another's does no harm.
fn tags<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<impl Iterator<Item = &'a str>> {
    let lines = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    headers.contains_key(name).then(|| lines.flat_map(|line| line.split(',')).map(str::trim))
}

/// Whole seconds; a date that cannot be read is as good as none.
fn date(headers: &HeaderMap, name: &HeaderName) -> Option<i64> {
    let date = jiff::fmt::rfc2822::parse(headers.get(name)?.to_str().ok()?).ok()?;
    Some(date.timestamp().as_second())
}

/// A date as HTTP writes it (§5.6.7).
#[must_use]
pub fn http_date(at: Timestamp) -> String {
    at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
