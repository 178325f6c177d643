//! The version of LinkedIn's interface (learn.microsoft.com/linkedin/marketing/versioning): a month, served for a year from
//! then on. In: the settings of a source. Out: the headers that every question carries, and when the version ends. Called
//! by `ask`, by `oauth::accounts` and by `LinkedinConnector`.

use http::{HeaderName, HeaderValue};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::super::failure::SourceError;
use crate::domain::source::Cause;

/// What is asked for where staff set nothing else.
pub(super) const USUAL: &str = "202609";

/// The version that these settings ask for.
#[must_use]
pub fn of(settings: Option<&Value>) -> &str {
    settings.and_then(|settings| settings.get("version")).and_then(Value::as_str).unwrap_or(USUAL)
}

/// The headers of a version.
///
/// # Errors
/// [`Cause::SettingsWrong`] when it cannot be sent.
pub fn headers(version: &str) -> Result<[(HeaderName, HeaderValue); 2], SourceError> {
    let version = HeaderValue::from_str(version)
        .map_err(|_| SourceError::new(Cause::SettingsWrong, "the version cannot be sent"))?;
    Ok([
        (HeaderName::from_static("linkedin-version"), version),
        (HeaderName::from_static("x-restli-protocol-version"), HeaderValue::from_static("2.0.0")),
    ])
}

/// When a version is served no longer; `None` when it is no month.
#[must_use]
pub fn end_of(version: &str) -> Option<Timestamp> {
    let digits = version.len() == 6 && version.starts_with("20") && version.bytes().all(|b| b.is_ascii_digit());
    let (year, month) = version.split_at_checked(4).filter(|_| digits)?;
    let date = Date::new(year.parse::<i16>().ok()?.checked_add(1)?, month.parse().ok()?, 1).ok()?;
    date.to_zoned_datetime(TimeZone::UTC).ok().map(|at| at.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("202609", Some("2027-09-01T00:00:00Z"))]
    #[case("202512", Some("2026-12-01T00:00:00Z"))]
    #[case("202613", None)]
    #[case("neu", None)]
    #[case("2026-9", None)]
    fn a_version_lives_a_year(#[case] version: &str, #[case] end: Option<&str>) {
        assert_eq!(end_of(version), end.map(|end| end.parse().unwrap()));
        assert!(end_of(USUAL).is_some());
    }
}
