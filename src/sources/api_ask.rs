//! Asking a platform's interface. In: an address, its headers, and the present moment. Out: the answer, or a
//! [`SourceError`] whose cause the status and the platform's own words give together. Shared by the connectors of all
//! platforms that answer in JSON; called by their `poll`, `refetch`, `health` and `resolve`.

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use url::Url;

use super::contract::Budget;
use super::failure::SourceError;
use crate::domain::connection::Login;
use crate::domain::source::Cause;
use crate::net::{Net, Profile as Guard, Request, Response};

/// The largest answer we read, in decoded bytes.
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// How long an answer may take.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Where an interface lives: the source's own place, else the platform's.
///
/// # Errors
/// [`Cause::AddressUnreadable`] when the place is no address.
pub fn base(own: Option<&str>, usual: &str) -> Result<Url, SourceError> {
    let given = own.unwrap_or(usual);
    // Without a slash at its end the last part would be replaced by what is joined to it.
    let given = if given.ends_with('/') { given.to_owned() } else { format!("{given}/") };
    Url::parse(&given).map_err(|_| SourceError::new(Cause::AddressUnreadable, "the interface's address is unreadable"))
}

/// An address below a base, with its query.
///
/// # Errors
/// [`Cause::AddressUnreadable`] when `path` is none.
pub fn below(base: &Url, path: &str, query: &[(&str, &str)]) -> Result<Url, SourceError> {
    let mut url = base
        .join(path)
        .map_err(|_| SourceError::new(Cause::AddressUnreadable, "the interface's address is unreadable"))?;
    if !query.is_empty() {
        url.query_pairs_mut().extend_pairs(query);
    }
    Ok(url)
}

/// Takes one request out of the budget.
///
/// # Errors
/// [`Cause::Busy`] when there is none left.
pub fn spend(budget: &mut Budget) -> Result<(), SourceError> {
    if budget.take() { Ok(()) } else { Err(SourceError::new(Cause::Busy, "no request is left for this look")) }
}

/// One GET. Redirects stay within what the guard allows; headers that carry a login do not leave the host.
///
/// # Errors
/// When there was no answer at all.
pub async fn get(net: &Net, url: Url, headers: &[(HeaderName, HeaderValue)]) -> Result<Response, SourceError> {
    send(net, Request::get(Guard::Source, url), headers).await
}

/// One POST of JSON, for interfaces that ask their questions so. It follows no redirect.
///
/// # Errors
/// When there was no answer at all.
pub async fn post(
    net: &Net,
    url: Url,
    headers: &[(HeaderName, HeaderValue)],
    body: &Value,
) -> Result<Response, SourceError> {
    let request = Request::post(Guard::Source, url, body.to_string())
        .header(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=UTF-8"));
    send(net, request, headers).await
}

async fn send(net: &Net, mut request: Request, headers: &[(HeaderName, HeaderValue)]) -> Result<Response, SourceError> {
    let asked = request.url.clone();
    request = request
        .header(header::ACCEPT, HeaderValue::from_static("application/json"))
        .max_bytes(MAX_BYTES)
        .timeout(TIMEOUT);
    for (name, value) in headers {
        request = request.header(name.clone(), value.clone());
    }
    net.send(request).await.map_err(|error| SourceError::from_net(&asked, error))
}

/// A `Bearer` header (RFC 6750 §2.1); `None` where the token cannot stand in a header.
#[must_use]
pub fn bearer(token: &str) -> Option<(HeaderName, HeaderValue)> {
    let mut value = HeaderValue::from_str(&format!("Bearer {token}")).ok()?;
    value.set_sensitive(true);
    Some((header::AUTHORIZATION, value))
}

/// The `Bearer` header of a login that must be there.
///
/// # Errors
/// [`Cause::LoginMissing`] without one, [`Cause::LoginExpired`] for a token that cannot be one.
pub fn bearer_of(login: Option<&Login>) -> Result<(HeaderName, HeaderValue), SourceError> {
    let login = login.ok_or_else(|| SourceError::new(Cause::LoginMissing, "no login was given"))?;
    bearer(login.token.reveal()).ok_or_else(|| SourceError::new(Cause::LoginExpired, "the token cannot be sent"))
}

/// Why an answer is none: what the platform calls it, unless the status says that it is about waiting or trouble.
/// `reset` is when the platform counts anew.
#[must_use]
pub fn refusal(
    response: &Response,
    named: Option<SourceError>,
    reset: Option<Timestamp>,
    now: Timestamp,
) -> SourceError {
    let by_status = SourceError::from_status(response.status, &response.headers, now);
    let waits = |cause| matches!(cause, Cause::AskedToWait | Cause::QuotaUsed);
    let mut error = match named {
        Some(named) if !waits(by_status.cause) && by_status.cause != Cause::ServerTrouble => named,
        _ if response.status == StatusCode::UNAUTHORIZED => SourceError { cause: Cause::LoginExpired, ..by_status },
        _ => by_status,
    };
    if waits(error.cause) {
        error.until = error.until.or(reset);
    }
    error
}

/// The JSON of a good answer.
///
/// # Errors
/// What [`refusal`] says for a bad status; `named` reads the platform's own errors, also those under a good status.
pub fn read(
    response: &Response,
    named: impl Fn(&Value) -> Option<SourceError>,
    reset: Option<Timestamp>,
    now: Timestamp,
) -> Result<Value, SourceError> {
    let parsed = super::json_value::parse(&response.body);
    let error = parsed.as_ref().ok().and_then(named);
    if !response.status.is_success() {
        return Err(refusal(response, error, reset, now));
    }
    match error {
        Some(error) => Err(SourceError { until: error.until.or(reset), ..error }),
        None => parsed,
    }
}

/// When a platform counts our requests anew, from a header with seconds since 1970 or an ISO time; a day at most.
#[must_use]
pub fn reset_at(headers: &HeaderMap, name: &str, now: Timestamp) -> Option<Timestamp> {
    let text = headers.get(name)?.to_str().ok()?.trim();
    let at = match text.parse::<i64>() {
        Ok(seconds) => Timestamp::from_second(seconds).ok()?,
        Err(_) => text.parse().ok()?,
    };
    let latest = now.checked_add(SignedDuration::from_hours(24)).ok()?;
    Some(at.min(latest)).filter(|at| *at > now)
}

/// How long to leave a platform alone, in seconds, when a twentieth or less of its requests is left.
#[must_use]
pub fn pause_s(headers: &HeaderMap, prefix: &str, now: Timestamp) -> Option<u32> {
    let number = |name: &str| headers.get(format!("{prefix}-{name}"))?.to_str().ok()?.trim().parse::<u64>().ok();
    let (limit, left) = (number("limit")?, number("remaining")?);
    let reset = reset_at(headers, &format!("{prefix}-reset"), now)?;
    let wait = u32::try_from(reset.duration_since(now).as_secs()).ok()?;
    (left.saturating_mul(20) <= limit).then_some(wait)
}
