//! The `Retry-After` header (RFC 9110 §10.2.3): when a server wants to be asked again.
//! In: response headers and the present moment. Out: how long to wait. Called by jobs that schedule the next try.

use std::time::Duration;

use http::{HeaderMap, header};
use jiff::civil::DateTime;
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// The longest wait ever reported: a server that says "next year" has a mistake in its configuration.
const CAP: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// The wait a response asks for, at most 30 days. Seconds and all three HTTP date forms (RFC 9110 §5.6.7) are read;
/// a date in the past is no wait at all. `None` if the header is missing or makes no sense.
#[must_use]
pub fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // Too many digits for a number are still a very long wait.
        return Some(text.parse().map_or(CAP, Duration::from_secs).min(CAP));
    }
    let wait: SignedDuration = http_date(text)?.duration_since(now);
    Some(Duration::try_from(wait).unwrap_or(Duration::ZERO).min(CAP))
}

/// Reads `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` or `Sun Nov  6 08:49:37 1994`.
/// A weekday that does not fit the date is ignored.
fn http_date(text: &str) -> Option<Timestamp> {
    let parser = rfc2822::DateTimeParser::new().relaxed_weekday(true);
    if let Ok(moment) = parser.parse_timestamp(text) {
        return Some(moment);
    }
    let after_weekday = text.split_once(' ')?.1.trim_start();
    let civil = DateTime::strptime("%d-%b-%y %H:%M:%S GMT", after_weekday)
        .or_else(|_| DateTime::strptime("%b %e %H:%M:%S %Y", after_weekday))
        .ok()?;
    TimeZone::UTC.to_timestamp(civil).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[rstest::rstest]
    #[case("120", Some(120))]
    #[case(" 0 ", Some(0))]
    #[case("99999999999999999999999999", Some(CAP.as_secs()))]
    #[case("31536000", Some(CAP.as_secs()))]
    #[case("Sun, 06 Nov 1994 08:50:00 GMT", Some(23))]
    #[case("Sunday, 06-Nov-94 08:50:00 GMT", Some(23))]
    #[case("Sun Nov  6 08:50:00 1994", Some(23))]
    #[case("Mon, 06 Nov 1994 09:49:37 GMT", Some(3600))]
    #[case("Sun, 06 Nov 1994 09:49:37 +0100", Some(0))]
    #[case("Sat, 05 Nov 1994 08:49:37 GMT", Some(0))]
    #[case("Sun, 06 Nov 2044 08:49:37 GMT", Some(CAP.as_secs()))]
    #[case("-5", None)]
    #[case("1.5", None)]
    #[case("", None)]
    #[case("bald", None)]
    #[case("Sun, 99 Nov 1994 08:49:37 GMT", None)]
    fn the_wait_is_read_in_every_form(#[case] text: &str, #[case] seconds: Option<u64>) {
        let now: Timestamp = "1994-11-06T08:49:37Z".parse().unwrap();
        let headers = HeaderMap::from_iter([(header::RETRY_AFTER, HeaderValue::from_str(text).unwrap())]);
        assert_eq!(retry_after(&headers, now), seconds.map(Duration::from_secs), "{text}");
    }

    #[test]
    fn without_the_header_there_is_no_wait() {
        assert_eq!(retry_after(&HeaderMap::new(), Timestamp::UNIX_EPOCH), None);
    }
}
