//! Why a source could not be read, in the classes someone acts on. In: HTTP answers and network errors. Out: a
//! [`SourceError`], which becomes the [`Failure`] that is stored and shown. Messages are English and hold no secret.

use http::{HeaderMap, StatusCode};
use jiff::{SignedDuration, Timestamp};
use thiserror::Error;

use crate::domain::source::{ErrorClass, Failure};
use crate::net::{NetError, retry_after};

/// Why a look at a source failed. After any of these nothing is concluded about any post.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SourceError {
    /// Asked too often; not before `until`.
    #[error("the source asks us to wait")]
    RateLimited { until: Option<Timestamp> },
    /// The token is dead: a person must sign in again.
    #[error("{0}")]
    AuthDead(String),
    /// The source does not let us in.
    #[error("{0}")]
    PermissionMissing(String),
    /// The platform switched off the interface we use.
    #[error("{0}")]
    VersionSunset(String),
    /// It may work next time by itself.
    #[error("{0}")]
    Transient(String),
    /// The source itself says that it is gone for good.
    #[error("{0}")]
    Gone(String),
    /// The answer cannot be read.
    #[error("{0}")]
    Malformed(String),
    /// The settings of this source are wrong: a person must change them.
    #[error("{0}")]
    ConfigWrong(String),
}

impl SourceError {
    /// The class under which it is counted and shown.
    #[must_use]
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::RateLimited { .. } => ErrorClass::RateLimited,
            Self::AuthDead(_) => ErrorClass::AuthDead,
            Self::PermissionMissing(_) => ErrorClass::PermissionMissing,
            Self::VersionSunset(_) => ErrorClass::VersionSunset,
            Self::Transient(_) => ErrorClass::Transient,
            Self::Gone(_) => ErrorClass::Gone,
            Self::Malformed(_) => ErrorClass::Malformed,
            Self::ConfigWrong(_) => ErrorClass::ConfigWrong,
        }
    }

    /// What an HTTP status that is neither success nor "not modified" means for a listing on the web
    /// (RFC 9110 §15, RFC 6585 §4).
    #[must_use]
    pub fn from_status(status: StatusCode, headers: &HeaderMap, now: Timestamp) -> Self {
        let until = retry_after(headers, now)
            .and_then(|wait| SignedDuration::try_from(wait).ok())
            .and_then(|wait| now.checked_add(wait).ok());
        match status.as_u16() {
            429 => Self::RateLimited { until },
            503 if until.is_some() => Self::RateLimited { until },
            401 | 403 | 407 | 451 => {
                Self::PermissionMissing(format!("the server refuses to show this address (HTTP {status})"))
            }
            404 => Self::ConfigWrong("the server knows nothing at this address (HTTP 404)".to_owned()),
            410 => Self::Gone("the server says that this address is gone for good (HTTP 410)".to_owned()),
            408 | 421 | 425 | 500..=599 => Self::Transient(format!("the server has trouble (HTTP {status})")),
            _ => Self::ConfigWrong(format!("the server gives no document at this address (HTTP {status})")),
        }
    }
}

impl From<NetError> for SourceError {
    fn from(error: NetError) -> Self {
        match error {
            NetError::TooLarge => Self::Malformed(error.to_string()),
            other if other.is_transient() => Self::Transient(other.to_string()),
            NetError::Protocol(_) => Self::Transient(error.to_string()),
            other => Self::ConfigWrong(other.to_string()),
        }
    }
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Self {
        let retry_at = match error {
            SourceError::RateLimited { until } => until,
            _ => None,
        };
        Self { class: error.class(), message: error.to_string(), retry_at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderValue, header};

    #[rstest::rstest]
    #[case(429, ErrorClass::RateLimited)]
    #[case(503, ErrorClass::RateLimited)]
    #[case(500, ErrorClass::Transient)]
    #[case(403, ErrorClass::PermissionMissing)]
    #[case(404, ErrorClass::ConfigWrong)]
    #[case(410, ErrorClass::Gone)]
    fn a_status_becomes_the_class_someone_acts_on(#[case] status: u16, #[case] class: ErrorClass) {
        let now: Timestamp = "2026-01-02T03:04:05Z".parse().unwrap();
        let headers = HeaderMap::from_iter([(header::RETRY_AFTER, HeaderValue::from_static("120"))]);
        let failure = Failure::from(SourceError::from_status(StatusCode::from_u16(status).unwrap(), &headers, now));
        assert_eq!(failure.class, class);
        let expected = (class == ErrorClass::RateLimited).then(|| "2026-01-02T03:06:05Z".parse().unwrap());
        assert_eq!(failure.retry_at, expected);
    }

    #[test]
    fn trouble_without_a_date_is_just_trouble() {
        let error = SourceError::from_status(StatusCode::SERVICE_UNAVAILABLE, &HeaderMap::new(), Timestamp::UNIX_EPOCH);
        assert_eq!(error.class(), ErrorClass::Transient);
    }
}
