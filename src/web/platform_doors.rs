//! Two doors for people who come from a platform: `/hooks/oauth/{way}`, where it sends whoever logged in there, shows the
//! line to copy back to us; `/meta/datenloeschung` takes Meta's word that a person wants data deleted, and tells that
//! person how it stands (requirements L-17). Nothing here is cached, indexed, logged or sent on.

use std::time::Duration;

use askama::Template;
use axum::body::Body;
use axum::response::Response;
use http::{HeaderName, HeaderValue, Method, Request, StatusCode, header};
use serde_json::json;
use url::form_urlencoded;

use super::Shared;
use super::door_brake::Visitor;
use super::headers::{Class, secure};
use super::town_view::TownView;
use crate::i18n::{Locale, moment};
use crate::store::{Conn, StoreError, deletion_requests};
use crate::urls;

/// The longest word that Meta sends.
const MAX_BODY: usize = 16 * 1024;
/// How long it may take to send it.
const LONGEST: Duration = Duration::from_secs(15);

#[derive(Template)]
#[template(path = "public/tuer.html")]
struct Page<'a> {
    view: &'a TownView,
    heading: String,
    paragraphs: Vec<String>,
    word: Option<String>,
    privacy: String,
}

/// Whether a path is one of the doors.
pub(super) fn is_door(path: &str) -> bool {
    path == urls::META_DELETION || path.starts_with(urls::LOGIN_RETURN)
}

/// Answers at one of the doors.
pub(super) async fn answer(shared: &Shared, view: &TownView, request: Request<Body>, https: bool) -> Response {
    let query = request.uri().query().unwrap_or_default();
    let response = match (request.uri().path() == urls::META_DELETION, request.method()) {
        (true, &Method::POST) => delete(shared, view, request).await,
        (_, method) if !matches!(*method, Method::GET | Method::HEAD) => bare(StatusCode::METHOD_NOT_ALLOWED),
        (true, _) => status(shared, view, query).await,
        (false, _) => came_back(view, query),
    };
    finish(response, https)
}

fn finish(mut response: Response, https: bool) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
    secure(headers, Class::Html, https);
    response
}

/// Someone logged in at a platform, or did not.
fn came_back(view: &TownView, query: &str) -> Response {
    let all: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let value = |name: &str| all.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let line = |key: &str, said: &str| {
        let state = value("state").unwrap_or_default();
        form_urlencoded::Serializer::new(String::new()).append_pair(key, said).append_pair("state", state).finish()
    };
    match (value("error"), value("code")) {
        (Some(why), _) => {
            show(view, StatusCode::OK, "door-login-denied", &["door-login-denied-text"], Some(line("error", why)))
        }
        (None, Some(code)) => show(view, StatusCode::OK, "door-login", &["door-login-text"], Some(line("code", code))),
        (None, None) => show(view, StatusCode::NOT_FOUND, "door-login-nothing", &["door-login-nothing-text"], None),
    }
}

async fn delete(shared: &Shared, view: &TownView, request: Request<Body>) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(pass) = shared.door_brake.enter(parts.extensions.get::<Visitor>().copied()).await else {
        return bare(StatusCode::TOO_MANY_REQUESTS);
    };
    let Some(taker) = shared.pushes.get() else { return bare(StatusCode::NOT_FOUND) };
    let Ok(Ok(raw)) = tokio::time::timeout(LONGEST, axum::body::to_bytes(body, MAX_BODY)).await else {
        return bare(StatusCode::BAD_REQUEST);
    };
    let word = form_urlencoded::parse(&raw).find(|(name, _)| name == "signed_request");
    let Some((_, word)) = word else {
        pass.was_garbage();
        return bare(StatusCode::BAD_REQUEST);
    };
    match taker.forget(view.town.id, &word).await {
        Ok(code) => {
            let url = view.origin.absolute(&urls::deletion_status(&code));
            let mut response = Response::new(Body::from(json!({ "url": url, "confirmation_code": code }).to_string()));
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            response
        }
        Err(status) => {
            if status.is_client_error() {
                pass.was_garbage();
            }
            bare(status)
        }
    }
}

/// How a request stands; without a code, how to make one.
async fn status(shared: &Shared, view: &TownView, query: &str) -> Response {
    let code =
        form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "code").map(|(_, code)| code.into_owned());
    let Some(code) = code else {
        return show(view, StatusCode::OK, "door-deletion", &["door-deletion-how", "door-deletion-what"], None);
    };
    let town = view.town.id;
    let found = shared.deps.db.read(async |c: &mut Conn<'_>| deletion_requests::by_code(c, town, &code).await).await;
    match found {
        Ok(Some(request)) => {
            let at = ("at", moment(Locale::De, request.asked_at, &view.zone).into());
            let said = Locale::De.with("door-deletion-done", &[at, ("count", i64::from(request.removed).into())]);
            page(view, StatusCode::OK, "door-deletion", vec![said], Some(code))
        }
        Ok(None) => show(view, StatusCode::NOT_FOUND, "door-deletion", &["door-deletion-unknown"], None),
        Err(error) => failed(&error),
    }
}

fn failed(error: &StoreError) -> Response {
    tracing::error!(%error, "a request for deletion could not be looked up");
    bare(StatusCode::SERVICE_UNAVAILABLE)
}

fn show(view: &TownView, status: StatusCode, heading: &str, texts: &[&str], word: Option<String>) -> Response {
    page(view, status, heading, texts.iter().map(|key| Locale::De.text(key)).collect(), word)
}

fn page(view: &TownView, status: StatusCode, heading: &str, paragraphs: Vec<String>, word: Option<String>) -> Response {
    let (heading, privacy) = (Locale::De.text(heading), Locale::De.text("page-privacy"));
    let Ok(text) = (Page { view, heading, paragraphs, word, privacy }).render() else {
        return bare(StatusCode::INTERNAL_SERVER_ERROR);
    };
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

fn bare(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}
