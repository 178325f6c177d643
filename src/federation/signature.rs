//! HTTP signatures between servers: signs what we send, examines and verifies what arrives.
//!
//! In come a request and a key; out go headers, or a verdict. Verifying takes two steps, so that a stranger cannot
//! make us fetch keys at will: [`examine`] is cheap and needs no key, the caller then fetches the key that the
//! [`Claim`] names, and [`Claim::verify`] does the arithmetic. Called by delivery, signed fetches and the inbox.
//! Two dialects, each in its own file: draft-cavage-http-signatures-12 and RFC 9421.

use http::header::{AUTHORIZATION, AsHeaderName, DATE, HOST, HeaderMap, HeaderName, HeaderValue};
use http::{Method, Request};
use jiff::fmt::rfc2822::DateTimePrinter;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use url::{Position, Url};

use super::digest::verify_digest;
use super::keys::{KeyError, Scheme, SigningKey, VerifyingKey};
use super::{signature_cavage, signature_rfc9421};

/// What we offer in the `Accept-Signature` header (RFC 9421 §5.1) of our 401 answers.
pub const ACCEPT_SIGNATURE: &str = r#"sig1=("@method" "@target-uri" "content-digest");created;keyid"#;

/// How far a signature's time may be from ours, either way.
const WINDOW: SignedDuration = SignedDuration::from_hours(1);
/// The longest signature header that is read.
const MAX_HEADER: usize = 8192;
/// The longest key id.
const MAX_KEY_ID: usize = 2048;
/// The longest signature: RSA with 8192 bits.
const MAX_SIGNATURE: usize = 1024;

/// The two ways of writing a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dialect {
    /// draft-cavage-http-signatures-12, which everyone speaks.
    Cavage,
    /// RFC 9421, HTTP Message Signatures.
    Rfc9421,
}

/// Why a request could not be signed, or is not believed. Everything but [`Self::Sign`] and [`Self::NotSignable`]
/// means 401 to a stranger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// There is no signature.
    #[error("the request is not signed")]
    Missing,
    /// Something cannot be read, or could be read in two ways.
    #[error("malformed: {0}")]
    Malformed(&'static str),
    /// The signature leaves out something that has to be signed.
    #[error("the signature does not cover {0}")]
    CoverageTooSmall(&'static str),
    /// Too old, too far in the future, or expired.
    #[error("the signature is outside of its time window")]
    OutsideWindow,
    /// The request was made for another host.
    #[error("the request was signed for another host")]
    WrongHost,
    /// There is a body, but no digest of it.
    #[error("the body has no digest")]
    DigestMissing,
    /// The body is not the one that was signed.
    #[error("the digest is that of another body")]
    DigestMismatch,
    /// The key id is not an address that a key could be fetched from.
    #[error("the key id is not acceptable")]
    KeyIdRefused,
    /// An algorithm that we do not accept, or that does not go with the key.
    #[error("the signature algorithm is not accepted")]
    AlgorithmRefused,
    /// The arithmetic says no.
    #[error("the signature does not match")]
    BadSignature,
    /// The address of the request to be signed is none that can be sent to.
    #[error("this request cannot be signed: {0}")]
    NotSignable(&'static str),
    /// Our own key failed.
    #[error(transparent)]
    Sign(#[from] KeyError),
}

impl SignatureError {
    /// A short fixed word for metrics and logs.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Malformed(_) => "malformed",
            Self::CoverageTooSmall(_) => "coverage",
            Self::OutsideWindow => "window",
            Self::WrongHost => "host",
            Self::DigestMissing => "digest_missing",
            Self::DigestMismatch => "digest_mismatch",
            Self::KeyIdRefused => "key_id",
            Self::AlgorithmRefused => "algorithm",
            Self::BadSignature => "bad_signature",
            Self::NotSignable(_) => "not_signable",
            Self::Sign(_) => "sign",
        }
    }
}

/// Whose key signs, and under which id the world finds its public half.
#[derive(Debug, Clone, Copy)]
pub struct Signer<'a> {
    /// The actor's private key.
    pub key: &'a SigningKey,
    /// The key's id, such as `https://host/ap/rathaus#main-key`.
    pub key_id: &'a str,
}

/// Signs an outgoing request by adding headers to it (existing ones of the same names are replaced).
///
/// Both dialects set `Host` and `Date`. Cavage adds `Digest` (with a body) and `Signature`; RFC 9421 adds
/// `Content-Digest`, `Signature-Input` and `Signature` and removes a `Digest` of an earlier attempt. A `Content-Type`
/// has to be there before, as cavage signs it. The request must then be sent to exactly `url`, which is what is signed.
///
/// # Errors
/// [`SignatureError::NotSignable`] for a URL without host, with credentials or a key id with odd characters,
/// [`SignatureError::Sign`] when the key fails.
pub fn sign(
    dialect: Dialect,
    signer: &Signer<'_>,
    method: &Method,
    url: &Url,
    headers: &mut HeaderMap,
    body: Option<&[u8]>,
    now: Timestamp,
) -> Result<(), SignatureError> {
    let key_id_fits = signer.key_id.bytes().all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\');
    let has_credentials = !url.username().is_empty() || url.password().is_some();
    if !key_id_fits || !matches!(url.scheme(), "https" | "http") || has_credentials {
        return Err(SignatureError::NotSignable("key id or address"));
    }
    let date =
        DateTimePrinter::new().timestamp_to_rfc9110_string(&now).map_err(|_| SignatureError::NotSignable("date"))?;
    headers.insert(HOST, header_value(&authority(url))?);
    headers.insert(DATE, header_value(&date)?);
    for stale in ["digest", "content-digest", "signature", "signature-input"] {
        headers.remove(stale);
    }
    match dialect {
        Dialect::Cavage => signature_cavage::sign(signer, method, url, headers, body),
        Dialect::Rfc9421 => signature_rfc9421::sign(signer, method, url, headers, body, now),
    }
}

/// A request that arrived, seen from our configured public origin, never from the proxy's word alone.
#[derive(Debug, Clone, Copy)]
pub struct Incoming<'a> {
    /// The request's method.
    pub method: &'a Method,
    /// Path and query exactly as they were on the wire.
    pub path_and_query: &'a str,
    /// All headers as received. Over HTTP/2 the caller adds `:authority` as `Host`.
    pub headers: &'a HeaderMap,
    /// The whole body as received, before any decoding; empty when there is none.
    pub body: &'a [u8],
    /// Scheme, host and (only if it is not the scheme's own) port under which the world knows this town.
    pub origin: &'a Url,
}

impl<'a> Incoming<'a> {
    /// Takes method, path and headers from a received request.
    #[must_use]
    pub fn of<B>(request: &'a Request<B>, body: &'a [u8], origin: &'a Url) -> Self {
        let path_and_query = request.uri().path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
        Self { method: request.method(), path_and_query, headers: request.headers(), body, origin }
    }

    /// Whether the signature has to vouch for a body.
    pub(super) fn needs_digest(&self) -> bool {
        !self.body.is_empty() || !matches!(*self.method, Method::GET | Method::HEAD | Method::OPTIONS | Method::DELETE)
    }
}

/// What a request's signature says about itself, found consistent but not yet verified.
#[derive(Debug, Clone)]
pub struct Claim {
    /// The id of the key that is said to have signed. The key document must list exactly this id.
    pub key_id: Url,
    /// In which dialect.
    pub dialect: Dialect,
    /// When it says it was signed.
    pub signed_at: Timestamp,
    /// The texts that may have been signed (Mastodon leaves out the query of a GET now and then).
    pub(super) texts: Vec<String>,
    /// The schemes that the named algorithm allows, most usual first.
    pub(super) schemes: &'static [Scheme],
    pub(super) signature: Vec<u8>,
}

impl Claim {
    /// Whether this key made the signature. At most four RSA operations.
    ///
    /// # Errors
    /// [`SignatureError::AlgorithmRefused`] when the named algorithm does not go with the key,
    /// [`SignatureError::BadSignature`] when the signature is not this key's.
    pub fn verify(&self, key: &VerifyingKey) -> Result<(), SignatureError> {
        let mut fitting = self.schemes.iter().copied().filter(|scheme| key.fits(*scheme)).peekable();
        if fitting.peek().is_none() {
            return Err(SignatureError::AlgorithmRefused);
        }
        let matches = |scheme| self.texts.iter().any(|text| key.verify(scheme, text.as_bytes(), &self.signature));
        if fitting.any(matches) { Ok(()) } else { Err(SignatureError::BadSignature) }
    }
}

/// Whether there is a signature at all, as far as the names of headers tell.
#[must_use]
pub fn is_signed(headers: &HeaderMap) -> bool {
    headers.contains_key("signature") || headers.contains_key(AUTHORIZATION)
}

/// Everything about a received signature that can be judged without its key.
///
/// There must be exactly one signature that covers enough, made within an hour of now, for our host, and every digest
/// of the body must be right. With `Signature-Input` it is read as RFC 9421, else as cavage.
///
/// # Errors
/// Any of [`SignatureError`] but the two that only signing or a key can give.
pub fn examine(incoming: &Incoming<'_>, now: Timestamp) -> Result<Claim, SignatureError> {
    let target_is_clean = incoming.path_and_query.starts_with('/')
        && incoming.path_and_query.bytes().all(|b| b > b' ' && b != 0x7f && b != b'#');
    if !target_is_clean {
        return Err(SignatureError::Malformed("request target"));
    }
    let claim = if incoming.headers.contains_key("signature-input") {
        signature_rfc9421::examine(incoming, now)?
    } else {
        signature_cavage::examine(incoming, now)?
    };
    check_host(incoming)?;
    if incoming.needs_digest() || has_digest(incoming.headers) {
        verify_digest(incoming.headers, incoming.body)?;
    }
    Ok(claim)
}

fn has_digest(headers: &HeaderMap) -> bool {
    headers.contains_key("digest") || headers.contains_key("content-digest")
}

/// The one `Host` header must name our origin.
fn check_host(incoming: &Incoming<'_>) -> Result<(), SignatureError> {
    let host = only_value(incoming.headers, "host")?;
    if host.eq_ignore_ascii_case(&authority(incoming.origin)) { Ok(()) } else { Err(SignatureError::WrongHost) }
}

/// Host and, if it is not the scheme's own, port.
pub(super) fn authority(url: &Url) -> String {
    url[Position::BeforeHost..Position::AfterPort].to_owned()
}

/// The value of a header that must be there once and be plain text, without the white space around it.
pub(super) fn only_value(headers: &HeaderMap, name: impl AsHeaderName) -> Result<&str, SignatureError> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().ok_or(SignatureError::Malformed("a signed header is absent"))?;
    if values.next().is_some() {
        return Err(SignatureError::Malformed("a signed header comes twice"));
    }
    let text = value.to_str().map_err(|_| SignatureError::Malformed("a signed header is not plain text"))?;
    Ok(text.trim_matches([' ', '\t']))
}

/// Like [`only_value`], for the headers that hold the signature itself, with a limit on their length.
pub(super) fn signature_value(headers: &HeaderMap, name: HeaderName) -> Result<&str, SignatureError> {
    let value = only_value(headers, name)?;
    if value.len() > MAX_HEADER { Err(SignatureError::Malformed("signature header too long")) } else { Ok(value) }
}

/// The key id as an address: https, or http where our own origin is http too (development).
pub(super) fn parse_key_id(text: &str, origin: &Url) -> Result<Url, SignatureError> {
    if text.len() > MAX_KEY_ID || !text.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(SignatureError::KeyIdRefused);
    }
    let url = Url::parse(text).map_err(|_| SignatureError::KeyIdRefused)?;
    let scheme_fits = url.scheme() == "https" || (url.scheme() == "http" && origin.scheme() == "http");
    if !scheme_fits || url.host_str().is_none() || !url.username().is_empty() || url.password().is_some() {
        return Err(SignatureError::KeyIdRefused);
    }
    Ok(url)
}

/// The decoded signature must have a length that some accepted key could produce.
pub(super) fn check_length(signature: Vec<u8>) -> Result<Vec<u8>, SignatureError> {
    if signature.is_empty() || signature.len() > MAX_SIGNATURE {
        return Err(SignatureError::Malformed("signature length"));
    }
    Ok(signature)
}

/// A moment from the seconds in `created` or `expires`.
pub(super) fn from_seconds(seconds: i64) -> Result<Timestamp, SignatureError> {
    Timestamp::from_second(seconds).map_err(|_| SignatureError::OutsideWindow)
}

/// Signed at most an hour ago, or ahead by a clock that is at most an hour fast.
pub(super) fn check_window(signed_at: Timestamp, now: Timestamp) -> Result<(), SignatureError> {
    if now.duration_since(signed_at).abs() > WINDOW { Err(SignatureError::OutsideWindow) } else { Ok(()) }
}

/// Not yet expired, counted in whole seconds.
pub(super) fn check_expiry(expires: Option<i64>, now: Timestamp) -> Result<(), SignatureError> {
    if expires.is_some_and(|at| at < now.as_second()) { Err(SignatureError::OutsideWindow) } else { Ok(()) }
}

/// A header value from text of our own making.
pub(super) fn header_value(text: &str) -> Result<HeaderValue, SignatureError> {
    HeaderValue::from_str(text).map_err(|_| SignatureError::NotSignable("not a header value"))
}

/// One key for all tests, as making one takes a while.
#[cfg(test)]
pub(super) fn test_key() -> &'static SigningKey {
    static KEY: std::sync::OnceLock<SigningKey> = std::sync::OnceLock::new();
    KEY.get_or_init(|| SigningKey::generate().expect("a key"))
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod vectors;
