//! A request to a stranger and the answer to it: plain data, filled in by callers and by `client`.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use url::Url;

use super::guard::Profile;

/// Decoded bytes a request accepts unless it says otherwise.
const DEFAULT_MAX_BYTES: usize = 1024 * 1024;

/// Total time a request may take unless it says otherwise.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);

/// One request. `User-Agent` and `Accept-Encoding` are added on the way out; cookies and `Referer` never are.
#[derive(Clone, Debug)]
pub struct Request {
    /// Which rules of the guard apply.
    pub profile: Profile,
    /// Only GET and HEAD follow redirects.
    pub method: Method,
    /// Where to; a fragment is dropped.
    pub url: Url,
    /// Extra headers. When a redirect leaves the origin, only content negotiation and conditions go along.
    pub headers: HeaderMap,
    /// What to send.
    pub body: Option<Bytes>,
    /// Largest body accepted, counted after decompression.
    pub max_bytes: usize,
    /// Time for everything together: waiting for a slot, connecting, headers, body, redirects.
    pub timeout: Duration,
    /// Fewer redirects than the profile allows; `Some(0)` hands a 3xx back as it is (signed requests must be signed
    /// anew for each hop).
    pub max_redirects: Option<u8>,
}

impl Request {
    /// A GET with 1 MiB, 10 seconds and the profile's redirects.
    #[must_use]
    pub fn get(profile: Profile, url: Url) -> Self {
        Self {
            profile,
            method: Method::GET,
            url,
            headers: HeaderMap::new(),
            body: None,
            max_bytes: DEFAULT_MAX_BYTES,
            timeout: DEFAULT_TIMEOUT,
            max_redirects: None,
        }
    }

    /// A POST of `body` with 1 MiB for the answer and 10 seconds; it never follows a redirect.
    #[must_use]
    pub fn post(profile: Profile, url: Url, body: impl Into<Bytes>) -> Self {
        Self { method: Method::POST, body: Some(body.into()), ..Self::get(profile, url) }
    }

    /// Sets a header, replacing earlier values of it.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Sets the largest accepted body, in decoded bytes.
    #[must_use]
    pub fn max_bytes(mut self, max_bytes: usize) -> Self {
        self.max_bytes = max_bytes;
        self
    }

    /// Sets the total time.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets the most redirects to follow; the profile's own limit stays.
    #[must_use]
    pub fn max_redirects(mut self, max_redirects: u8) -> Self {
        self.max_redirects = Some(max_redirects);
        self
    }
}

/// A complete answer, whatever its status.
#[derive(Clone, Debug)]
pub struct Response {
    /// The status of the last hop.
    pub status: StatusCode,
    /// The headers of the last hop; `Content-Encoding` and `Content-Length` are gone when the body was decompressed.
    pub headers: HeaderMap,
    /// The URL that answered, after redirects. Who asked for an id must compare it.
    pub url: Url,
    /// Where the resource moved for good: set if there were redirects and every one was 301 or 308.
    pub redirected_permanently_to: Option<Url>,
    /// The decoded body, at most `max_bytes` long. Empty for HEAD, 204 and 304.
    pub body: Bytes,
}
