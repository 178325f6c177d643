//! Asking a warning service. In: an address and what the last answer's validators were. Out: the answer, or that nothing
//! changed. Called by `nina` and `dwd`.

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use jiff::Timestamp;
use url::Url;

use super::super::failure::SourceError;
use crate::net::{Net, Profile as Guard, Request, Response};

/// How long an answer may take.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Asks for an address.
///
/// # Errors
/// When it does not answer well.
pub async fn ask(
    net: &Net,
    url: Url,
    max_bytes: usize,
    validators: &[(HeaderName, Option<&String>)],
    now: Timestamp,
) -> Result<Response, SourceError> {
    let asked = url.clone();
    let mut request = Request::get(Guard::Source, url).max_bytes(max_bytes).timeout(TIMEOUT);
    for (name, value) in validators {
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(value).ok()) {
            request = request.header(name.clone(), value);
        }
    }
    let response = net.send(request).await.map_err(|error| SourceError::from_net(&asked, error))?;
    if response.status.is_success() || response.status == StatusCode::NOT_MODIFIED {
        return Ok(response);
    }
    Err(SourceError::from_status(response.status, &response.headers, now))
}

/// A validator of an answer.
#[must_use]
pub fn validator(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

/// The validators with which an answer is asked for again.
#[must_use]
pub fn conditions<'a>(
    etag: Option<&'a String>,
    last_modified: Option<&'a String>,
) -> [(HeaderName, Option<&'a String>); 2] {
    [(header::IF_NONE_MATCH, etag), (header::IF_MODIFIED_SINCE, last_modified)]
}
