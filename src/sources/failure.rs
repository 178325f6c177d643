//! Why a source could not be read, in the classes someone acts on. In: HTTP answers and network errors. Out: a
//! [`SourceError`], which becomes the [`Failure`] that is stored. Details are English, for the log, and hold no secret;
//! people read words that are chosen by the [`Cause`].

use http::{HeaderMap, StatusCode};
use jiff::{SignedDuration, Timestamp};
use thiserror::Error;
use url::Url;

use crate::domain::source::{Cause, ErrorClass, Failure};
use crate::net::{NetError, retry_after};

/// Why a look at a source failed. After any of these nothing is concluded about any post.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{detail}")]
pub struct SourceError {
    /// What it was; people's words are chosen by it.
    pub cause: Cause,
    /// For the log: English, without secrets.
    pub detail: String,
    /// Not before this moment.
    pub until: Option<Timestamp>,
}

impl SourceError {
    /// A failure with its text for the log.
    #[must_use]
    pub fn new(cause: Cause, detail: impl Into<String>) -> Self {
        Self { cause, detail: detail.into(), until: None }
    }

    /// Why asking an address came to nothing. A refusal of another address than the one asked is a redirect's fault.
    #[must_use]
    pub fn from_net(asked: &Url, error: NetError) -> Self {
        match &error {
            NetError::Blocked { url, .. } if *url != asked.origin().ascii_serialization() => {
                Self::new(Cause::RedirectRefused, format!("a redirect was refused: {error}"))
            }
            _ => error.into(),
        }
    }

    /// The class under which it is counted and shown.
    #[must_use]
    pub fn class(&self) -> ErrorClass {
        self.cause.class()
    }

    /// What an HTTP status that is neither success nor "not modified" means for a listing on the web
    /// (RFC 9110 §15, RFC 6585 §4).
    #[must_use]
    pub fn from_status(status: StatusCode, headers: &HeaderMap, now: Timestamp) -> Self {
        let until = retry_after(headers, now)
            .and_then(|wait| SignedDuration::try_from(wait).ok())
            .and_then(|wait| now.checked_add(wait).ok());
        let (cause, detail) = match status.as_u16() {
            429 => (Cause::AskedToWait, "the source asks us to wait"),
            503 if until.is_some() => (Cause::AskedToWait, "the source asks us to wait"),
            401 | 403 | 407 | 451 => (Cause::Forbidden, "the server refuses to show this address"),
            404 => (Cause::NotFound, "the server knows nothing at this address"),
            410 => (Cause::Gone, "the server says that this address is gone for good"),
            408 | 421 | 425 | 500..=599 => (Cause::ServerTrouble, "the server has trouble"),
            _ => (Cause::NoDocument, "the server gives no document at this address"),
        };
        let until = until.filter(|_| cause == Cause::AskedToWait);
        Self { cause, detail: format!("{detail} (HTTP {})", status.as_u16()), until }
    }
}

impl From<NetError> for SourceError {
    fn from(error: NetError) -> Self {
        let cause = match &error {
            NetError::Dns => Cause::NameUnknown,
            NetError::Connect => Cause::Unreachable,
            NetError::Tls => Cause::TlsFailed,
            NetError::Timeout => Cause::TimedOut,
            NetError::Busy => Cause::Busy,
            NetError::Broken | NetError::Protocol(_) => Cause::BrokenOff,
            NetError::TooLarge => Cause::TooLarge,
            NetError::TooManyRedirects | NetError::BadRedirect => Cause::RedirectRefused,
            NetError::Blocked { .. } => Cause::AddressRefused,
            NetError::Setup(_) => Cause::Egress,
        };
        Self::new(cause, error.to_string())
    }
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Self {
        Self {
            class: error.class(),
            message: format!("{}: {}", error.cause.as_str(), error.detail),
            retry_at: error.until,
        }
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
    fn the_cause_survives_being_stored() {
        for cause in Cause::ALL {
            let failure = Failure::from(SourceError::new(*cause, "the answer: is odd"));
            assert_eq!((Cause::of_message(&failure.message), failure.class), (Some(*cause), cause.class()));
        }
        assert_eq!(Cause::of_message("the answer is not valid JSON: expected value"), None);
    }

    #[test]
    fn trouble_without_a_date_is_just_trouble() {
        let error = SourceError::from_status(StatusCode::SERVICE_UNAVAILABLE, &HeaderMap::new(), Timestamp::UNIX_EPOCH);
        assert_eq!(error.class(), ErrorClass::Transient);
    }
}
