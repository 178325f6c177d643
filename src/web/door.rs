//! The inbox: takes a delivery from another server as it came and hands it to the federation room, within limits of
//! number, size and time. What costs nothing is looked at first: the head, then the sender's allowance, then the body.

use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Request, StatusCode, header};

use super::door_brake::{DoorBrake, Visitor};
use super::headers::{Class, secure};
use super::town_view::TownView;
use crate::federation::{Federation, InboxAnswer, InboxRequest, MAX_BODY};

/// How long a server may take to send a delivery.
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
pub async fn receive(
    federation: &Federation,
    brake: &DoorBrake,
    view: &TownView,
    request: Request<Body>,
    https: bool,
) -> Response {
    let (parts, body) = request.into_parts();
    let answer = answer(federation, brake, view, parts, body).await;
    let mut response = Response::new(Body::empty());
    *response.status_mut() = answer.status;
    *response.headers_mut() = answer.headers;
    secure(response.headers_mut(), Class::Open, https);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn answer(federation: &Federation, brake: &DoorBrake, view: &TownView, parts: Parts, body: Body) -> InboxAnswer {
    if let Some(refused) = federation.precheck(&parts.method, &parts.headers) {
        return refused;
    }
    let pass = match brake.enter(parts.extensions.get::<Visitor>().copied()).await {
        Ok(pass) => pass,
        Err(stop) => {
            metrics::counter!("ausrufer_inbox_requests_total", "outcome" => stop.label()).increment(1);
            return stop.answer();
        }
    };
    let answer = match read(body).await {
        Ok(body) => {
            let path = parts.uri.path_and_query().map_or_else(|| parts.uri.path().to_owned(), ToString::to_string);
            let request = InboxRequest { method: parts.method, path_and_query: path, headers: parts.headers, body };
            federation.receive(&view.town, request).await
        }
        Err(status) => InboxAnswer { status, headers: HeaderMap::new() },
    };
    if is_garbage(answer.status) {
        pass.was_garbage();
    }
    answer
}

async fn read(body: Body) -> Result<Bytes, StatusCode> {
    match tokio::time::timeout(LONGEST, axum::body::to_bytes(body, MAX_BODY)).await {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(_)) => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
    }
}

/// Whether an honest server is hardly ever answered like this.
fn is_garbage(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::BAD_REQUEST
            | StatusCode::UNAUTHORIZED
            | StatusCode::REQUEST_TIMEOUT
            | StatusCode::PAYLOAD_TOO_LARGE
    )
}
