//! The inbox: takes a delivery from another server as it came and hands it to the federation room, within limits of size
//! and time.

use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use http::{HeaderValue, Request, StatusCode, header};

use super::headers::{Class, secure};
use super::town_view::TownView;
use crate::federation::{Federation, InboxRequest};

/// The largest activity we read, in bytes.
const LARGEST: usize = 1024 * 1024;
/// How long a server may take to send it.
const LONGEST: Duration = Duration::from_secs(15);

/// Whether a path is an inbox.
#[must_use]
pub fn is_inbox(path: &str) -> bool {
    let mut parts = path.split('/').skip(1);
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some("ap"), Some("inbox"), None, None) => true,
        (Some("ap"), Some(actor), Some("inbox"), None) => !actor.is_empty(),
        _ => false,
    }
}

/// Reads and hands over one delivery.
pub async fn receive(federation: &Federation, view: &TownView, request: Request<Body>, https: bool) -> Response {
    let (parts, body) = request.into_parts();
    let announced = parts.headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<usize>().ok());
    let body = if announced.is_some_and(|length| length > LARGEST) {
        Err(StatusCode::PAYLOAD_TOO_LARGE)
    } else {
        match tokio::time::timeout(LONGEST, axum::body::to_bytes(body, LARGEST)).await {
            Ok(Ok(body)) => Ok(body),
            Ok(Err(_)) => Err(StatusCode::PAYLOAD_TOO_LARGE),
            Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
        }
    };
    let mut response = Response::new(Body::empty());
    match body {
        Ok(body) => {
            let path = parts.uri.path_and_query().map_or_else(|| parts.uri.path().to_owned(), ToString::to_string);
            let request = InboxRequest { method: parts.method, path_and_query: path, headers: parts.headers, body };
            let answer = federation.receive(&view.town, request).await;
            *response.status_mut() = answer.status;
            *response.headers_mut() = answer.headers;
        }
        Err(status) => *response.status_mut() = status,
    }
    secure(response.headers_mut(), Class::Open, https);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
