//! Asks a platform for logins. In: a form to post or an address to get. Out: the answer's JSON, or a [`SourceError`] by
//! which someone knows whether the app, the person or the network is to blame. Sentences of the platform are left out:
//! they may quote what was sent.

use std::time::Duration;

use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use serde_json::Value;
use url::{Url, form_urlencoded};

use super::super::contract::LookCx;
use super::super::failure::SourceError;
use super::super::graph::failure_read::fault_of;
use super::super::json_value::{parse, text};
use crate::domain::source::Cause;
use crate::net::{Profile as Guard, Request, Response};

/// The largest answer.
const MAX_BYTES: usize = 1024 * 1024;
/// How long an answer may take. A turn to renew (see `jobs`) lasts longer.
const TIMEOUT: Duration = Duration::from_secs(20);

/// The error for a place that is none.
pub(super) fn no_place() -> SourceError {
    SourceError::new(Cause::AddressUnreadable, "the interface's address is unreadable")
}

/// Posts a form.
pub(super) async fn post(
    cx: &LookCx<'_>,
    url: Url,
    form: &[(&str, &str)],
    more: Option<(HeaderName, HeaderValue)>,
) -> Result<Value, SourceError> {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let request = Request::post(Guard::Source, url, body)
        .header(header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
    send(cx, request, more).await
}

/// Posts JSON.
pub(super) async fn post_json(
    cx: &LookCx<'_>,
    url: Url,
    body: &Value,
    more: Option<(HeaderName, HeaderValue)>,
) -> Result<Value, SourceError> {
    let request = Request::post(Guard::Source, url, body.to_string())
        .header(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    send(cx, request, more).await
}

/// Gets an address.
pub(super) async fn get(
    cx: &LookCx<'_>,
    mut url: Url,
    query: &[(&str, &str)],
    more: Vec<(HeaderName, HeaderValue)>,
) -> Result<Value, SourceError> {
    url.query_pairs_mut().extend_pairs(query);
    let mut request = Request::get(Guard::Source, url);
    for (name, value) in more {
        request = request.header(name, value);
    }
    send(cx, request, None).await
}

/// Deletes what an address stands for.
pub(super) async fn delete(
    cx: &LookCx<'_>,
    url: Url,
    more: Option<(HeaderName, HeaderValue)>,
) -> Result<Value, SourceError> {
    send(cx, Request { method: Method::DELETE, ..Request::get(Guard::Source, url) }, more).await
}

async fn send(
    cx: &LookCx<'_>,
    request: Request,
    more: Option<(HeaderName, HeaderValue)>,
) -> Result<Value, SourceError> {
    let asked = request.url.clone();
    let mut request = request
        .header(header::ACCEPT, HeaderValue::from_static("application/json"))
        .max_bytes(MAX_BYTES)
        .timeout(TIMEOUT)
        .max_redirects(0);
    if let Some((name, value)) = more {
        request = request.header(name, value);
    }
    let response = cx.net.send(request).await.map_err(|error| SourceError::from_net(&asked, error))?;
    judge(cx, &response)
}

fn judge(cx: &LookCx<'_>, response: &Response) -> Result<Value, SourceError> {
    let json = parse(&response.body);
    if let Some(error) = json.as_ref().ok().and_then(|json| named(cx, json)) {
        return Err(error);
    }
    match response.status {
        status if status.is_success() && response.body.is_empty() => Ok(Value::Null),
        status if status.is_success() => json,
        StatusCode::UNAUTHORIZED => Err(SourceError::new(Cause::LoginExpired, "the login is refused (HTTP 401)")),
        status => {
            let error = SourceError::from_status(status, &response.headers, cx.now);
            // What answers 404 here is no platform that lost an account.
            let cause =
                if matches!(error.cause, Cause::NotFound | Cause::Gone) { Cause::NoDocument } else { error.cause };
            Err(SourceError { cause, ..error })
        }
    }
}

/// The platform's own error: an object as Meta has it, or the word of RFC 6749 §5.2.
fn named(cx: &LookCx<'_>, json: &Value) -> Option<SourceError> {
    if text(json, "/error/code") == Some("ok") {
        return None;
    }
    if let Some(code) = text(json, "/error/code") {
        let cause = if code.starts_with("access_token") { Cause::LoginExpired } else { Cause::Forbidden };
        return Some(SourceError::new(cause, format!("the platform answers {}", word(code))));
    }
    if let Some(fault) = fault_of(json) {
        return Some(fault.into_error(Some(cx.now), None));
    }
    let code = text(json, "/error").or_else(|| text(json, "/error_type"))?;
    let cause = match code {
        "invalid_client" | "unauthorized_client" | "invalid_request" | "unsupported_grant_type" => Cause::SettingsWrong,
        "invalid_grant" | "invalid_token" | "OAuthException" => Cause::LoginExpired,
        "temporarily_unavailable" | "server_error" => Cause::ServerTrouble,
        "slow_down" | "rate_limit_exceeded" => Cause::AskedToWait,
        _ => Cause::Forbidden,
    };
    Some(SourceError::new(cause, format!("the platform answers {}", word(code))))
}

fn word(code: &str) -> String {
    code.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(60).collect()
}
