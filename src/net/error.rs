//! What can go wrong on the way out. In: the guard's refusals and the HTTP library's errors. Out: one [`NetError`] on
//! which callers decide (try again, give up, tell staff). Its text never carries a path, query or header.

use std::error::Error;
use std::io;

use url::Url;

use super::guard::Refusal;

/// Why a request came to nothing. An HTTP status of any kind is not an error but a [`super::Response`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NetError {
    /// The guard refused the URL or every address behind it; nothing was sent there.
    #[error("{url} was refused: {reason}")]
    Blocked {
        /// Scheme, host and port of the refused URL; path and query may hold secrets and are left out.
        url: String,
        /// The rule that was broken.
        reason: Refusal,
    },
    /// The name does not resolve.
    #[error("the name could not be resolved")]
    Dns,
    /// No connection within 5 seconds, connection refused, or the proxy said no.
    #[error("the server could not be reached")]
    Connect,
    /// The TLS handshake failed: wrong or expired certificate, or no TLS at all.
    #[error("no secure connection could be made")]
    Tls,
    /// The request's total time was up, wherever it was.
    #[error("the server took too long")]
    Timeout,
    /// The request's time was up while it waited behind our own requests to the same host; the host is not to blame.
    #[error("too many requests to this host are waiting")]
    Busy,
    /// The decoded body (or the response head) is longer than the request allows.
    #[error("the answer is too large")]
    TooLarge,
    /// More redirects than the profile follows.
    #[error("too many redirects")]
    TooManyRedirects,
    /// A redirect without a usable target, or one that leaves the host or https where that is not allowed.
    #[error("the redirect leads nowhere we may go")]
    BadRedirect,
    /// The connection broke before the answer was complete.
    #[error("the connection broke off")]
    Broken,
    /// The answer is not valid HTTP, or its body cannot be decoded.
    #[error("the answer is not valid: {0}")]
    Protocol(String),
    /// The client could not be built from the configuration (proxy, certificates, user agent).
    #[error("the egress configuration is wrong: {0}")]
    Setup(String),
}

impl NetError {
    /// Whether the same request may well succeed later without anyone changing anything.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        // TLS counts: certificates expire and are renewed.
        matches!(self, Self::Dns | Self::Connect | Self::Tls | Self::Timeout | Self::Busy | Self::Broken)
    }

    /// A short machine word for logs, metrics and the database.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::Blocked { .. } => "blocked",
            Self::Dns => "dns",
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Timeout => "timeout",
            Self::Busy => "busy",
            Self::TooLarge => "too_large",
            Self::TooManyRedirects => "too_many_redirects",
            Self::BadRedirect => "bad_redirect",
            Self::Broken => "broken",
            Self::Protocol(_) => "protocol",
            Self::Setup(_) => "setup",
        }
    }

    /// A refusal of `url`, without the parts of it that may be secret.
    pub(super) fn blocked(url: &Url, reason: Refusal) -> Self {
        let url = match (url.host_str(), url.port()) {
            (Some(host), Some(port)) => format!("{}://{host}:{port}", url.scheme()),
            (Some(host), None) => format!("{}://{host}", url.scheme()),
            (None, _) => format!("{}:", url.scheme()),
        };
        Self::Blocked { url, reason }
    }

    /// Sorts an error of the HTTP library by its causes.
    pub(super) fn from_reqwest(url: &Url, error: &reqwest::Error) -> Self {
        if let Some(reason) = find_cause(error, |cause| cause.downcast_ref::<Refusal>().copied()) {
            Self::blocked(url, reason)
        } else if error.is_dns() {
            Self::Dns
        } else if error.is_connect() {
            if find_cause(error, tls_trouble).is_some() { Self::Tls } else { Self::Connect }
        } else if error.is_timeout() {
            Self::Timeout
        } else {
            find_cause(error, http_trouble).unwrap_or_else(|| Self::Protocol("the body cannot be decoded".to_owned()))
        }
    }
}

/// The TLS library reports its own errors as invalid data, and a peer that hangs up in the handshake as an early end.
fn tls_trouble(cause: &(dyn Error + 'static)) -> Option<()> {
    let kind = cause.downcast_ref::<io::Error>()?.kind();
    matches!(kind, io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof).then_some(())
}

/// What hyper has to say about a connection that was made but gave no whole answer.
fn http_trouble(cause: &(dyn Error + 'static)) -> Option<NetError> {
    let error = cause.downcast_ref::<hyper::Error>()?;
    Some(if error.is_parse_too_large() {
        NetError::TooLarge
    } else if error.is_parse() {
        NetError::Protocol("the answer is not HTTP".to_owned())
    } else {
        NetError::Broken
    })
}

/// Walks the chain of causes until `pick` takes one. `io::Error::source` skips the error it wraps, so that is asked too.
fn find_cause<T>(error: &(dyn Error + 'static), pick: impl Fn(&(dyn Error + 'static)) -> Option<T>) -> Option<T> {
    let mut next = Some(error);
    while let Some(cause) = next {
        if let Some(found) = pick(cause) {
            return Some(found);
        }
        next = match cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped),
            None => cause.source(),
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_of_a_url_is_shown() {
        let url = Url::parse("https://key:geheim@api.example:8443/bot123:geheim/x?access_token=geheim#geheim").unwrap();
        let error = NetError::blocked(&url, Refusal::Port);
        assert!(error.to_string().starts_with("https://api.example:8443 was refused"));
        assert!(!format!("{error} {error:?}").contains("geheim"));
    }

    #[test]
    fn a_cause_inside_an_io_error_is_found() {
        let inner = io::Error::new(io::ErrorKind::InvalidData, Refusal::PrivateAddress);
        let outer = io::Error::other(inner);
        assert_eq!(find_cause(&outer, |cause| cause.downcast_ref::<Refusal>().copied()), Some(Refusal::PrivateAddress));
        assert!(find_cause(&outer, tls_trouble).is_some());
    }
}
