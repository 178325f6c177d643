//! Which part of a file a request asks for (RFC 9110 §13.1.5, §14.1, §14.2). Pure; [`super::media`] asks.

use std::ops::Range;

use http::header::{HeaderMap, IF_RANGE, RANGE};

/// What of a file is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// All of it: no part was asked for, or not one that we send.
    Whole,
    /// These bytes.
    Of(Range<u64>),
    /// The part lies behind the end.
    Outside,
}

/// Reads `Range` and `If-Range` for a file of `size` bytes with a strong `tag`. Several parts at once and whatever is not
/// understood are passed over, as the RFC allows; so is a date in `If-Range`, for our files have none.
#[must_use]
pub fn part(headers: &HeaderMap, tag: &str, size: u64) -> Part {
    if headers.get(IF_RANGE).is_some_and(|known| known.as_bytes() != tag.as_bytes()) {
        return Part::Whole;
    }
    let mut lines = headers.get_all(RANGE).iter();
    let (Some(line), None) = (lines.next(), lines.next()) else { return Part::Whole };
    line.to_str().ok().and_then(|line| single(line, size)).unwrap_or(Part::Whole)
}

/// `bytes=first-last`, `bytes=first-`, `bytes=-length`; `None` for anything else.
fn single(line: &str, size: u64) -> Option<Part> {
    let (unit, range) = line.split_once('=')?;
    let (first, last) = range.trim().split_once('-')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    let (start, end) = match (first, last) {
        ("", length) => (size.saturating_sub(number(length)?), size),
        (first, "") => (number(first)?, size),
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            if last < first {
                return None;
            }
            (first, last.saturating_add(1).min(size))
        }
    };
    Some(if start < end { Part::Of(start..end) } else { Part::Outside })
}

/// Digits only; more than fit are as many as fit.
fn number(digits: &str) -> Option<u64> {
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().unwrap_or(u64::MAX))
}
