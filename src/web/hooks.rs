//! `/hooks/{platform}/{connection}`: what platforms say by themselves. Takes it as it came, within limits of number, size
//! and time, and hands it to whoever knows what it means; stores nothing and reads no content (DESIGN D9).

use std::time::Duration;

use async_trait::async_trait;
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use url::form_urlencoded;

use super::door_brake::{DoorBrake, Visitor};
use super::headers::{Class, secure};
use super::town_view::TownView;
use crate::domain::TownId;

/// Largest push: a batch of a thousand changes.
const MAX_PUSH: usize = 2 * 1024 * 1024;
/// How long a platform may take to send one.
const LONGEST: Duration = Duration::from_secs(15);

/// Where a push arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookAddress {
    pub town: TownId,
    pub platform: String,
    pub id: String,
}

/// Whoever knows what pushes mean; handed in by `app`.
#[async_trait]
pub trait PushTaker: Send + Sync {
    /// A platform asks whether the address is ours.
    async fn ask(&self, at: HookAddress, query: Vec<(String, String)>) -> (StatusCode, String);
    /// A platform tells something.
    async fn take(&self, at: HookAddress, headers: HeaderMap, raw: Bytes) -> (StatusCode, String);
    /// Meta tells that a person wants data deleted; gives the code by which to ask after it, or what to answer instead.
    async fn forget(&self, town: TownId, word: &str) -> Result<String, StatusCode>;
}

/// The address of a push, if the path is one.
#[must_use]
pub(super) fn address(path: &str, town: TownId) -> Option<HookAddress> {
    let (platform, id) = path.strip_prefix("/hooks/")?.split_once('/')?;
    let plain = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (plain(platform) && plain(id)).then(|| HookAddress { town, platform: platform.to_owned(), id: id.to_owned() })
}

/// Answers a platform's question or takes what it tells.
pub(super) async fn receive(
    taker: &dyn PushTaker,
    brake: &DoorBrake,
    view: &TownView,
    request: Request<Body>,
    https: bool,
) -> Response {
    let (status, text) = answer(taker, brake, view, request).await;
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    secure(headers, Class::Open, https);
    response
}

async fn answer(
    taker: &dyn PushTaker,
    brake: &DoorBrake,
    view: &TownView,
    request: Request<Body>,
) -> (StatusCode, String) {
    let (parts, body) = request.into_parts();
    let bare = |status| (status, String::new());
    let Some(at) = address(parts.uri.path(), view.town.id) else { return bare(StatusCode::NOT_FOUND) };
    let Ok(pass) = brake.enter(parts.extensions.get::<Visitor>().copied()).await else {
        return bare(StatusCode::TOO_MANY_REQUESTS);
    };
    let (status, text) = match parts.method {
        Method::GET => {
            let query = parts.uri.query().unwrap_or_default();
            taker.ask(at, form_urlencoded::parse(query.as_bytes()).into_owned().collect()).await
        }
        Method::POST => match tokio::time::timeout(LONGEST, axum::body::to_bytes(body, MAX_PUSH)).await {
            Ok(Ok(raw)) => taker.take(at, parts.headers, raw).await,
            Ok(Err(_)) => bare(StatusCode::PAYLOAD_TOO_LARGE),
            Err(_) => bare(StatusCode::REQUEST_TIMEOUT),
        },
        _ => bare(StatusCode::METHOD_NOT_ALLOWED),
    };
    if status.is_client_error() {
        pass.was_garbage();
    }
    (status, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_words_are_an_address() {
        let town = TownId(1);
        let found = address("/hooks/feed/01HZX", town).unwrap();
        assert_eq!((found.platform.as_str(), found.id.as_str()), ("feed", "01HZX"));
        for path in ["/hooks/feed", "/hooks/feed/", "/hooks//1", "/hooks/feed/1/2", "/hooks/feed/..", "/hook/feed/1"] {
            assert_eq!(address(path, town), None, "{path}");
        }
    }
}
