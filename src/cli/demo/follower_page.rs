//! The neighbour's listener: her actor for servers, her inbox for people. In: requests. Out: JSON, or a plain page that
//! renews itself without a script. Started by `demo`.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use jiff::tz::TimeZone;
use serde_json::json;

use super::follower::{ACTIVITY_JSON, Follower, Message};
use crate::domain::body_html::escape;
use crate::i18n::{Locale, moment};

/// Largest activity that is read, in bytes.
const MAX_BODY: usize = 1024 * 1024;
const STYLE: &str = include_str!("texts/follower.css");

#[derive(Clone)]
struct Home {
    follower: Arc<Follower>,
    locale: Locale,
}

/// Her routes.
pub fn router(follower: Arc<Follower>, locale: Locale) -> Router {
    Router::new().fallback(answer).with_state(Home { follower, locale })
}

async fn answer(State(home): State<Home>, request: Request) -> Response<Body> {
    let path = request.uri().path().to_owned();
    match (request.method(), path.as_str()) {
        (&Method::POST, "/petra/inbox") => take(&home, request).await,
        (&Method::GET, "/" | "/@petra") => reply("text/html; charset=utf-8", page(&home)),
        (&Method::GET, "/petra") if wants_page(request.headers()) => {
            let mut response = status(StatusCode::FOUND);
            response.headers_mut().insert(header::LOCATION, HeaderValue::from_static("/@petra"));
            response
        }
        (&Method::GET, "/petra") => reply(ACTIVITY_JSON, home.follower.document().to_string()),
        (&Method::GET, "/stil.css") => reply("text/css; charset=utf-8", STYLE.to_owned()),
        (&Method::GET, "/petra/outbox") => {
            let empty = json!({
                "@context": "https://www.w3.org/ns/activitystreams",
                "id": format!("{}/outbox", home.follower.id()),
                "type": "OrderedCollection",
                "totalItems": 0,
            });
            reply(ACTIVITY_JSON, empty.to_string())
        }
        _ => status(StatusCode::NOT_FOUND),
    }
}

fn wants_page(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    accept.contains("text/html")
}

async fn take(home: &Home, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY).await else { return status(StatusCode::PAYLOAD_TOO_LARGE) };
    let path = parts.uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
    match home.follower.receive(path, &parts.headers, &body).await {
        Ok(()) => status(StatusCode::ACCEPTED),
        Err(refusal) => status(refusal),
    }
}

fn page(home: &Home) -> String {
    let (locale, messages) = (home.locale, home.follower.messages());
    let list = if messages.is_empty() {
        format!("<p>{}</p>\n", escape(&locale.text("demo-inbox-empty")))
    } else {
        let items: String = messages.iter().map(|message| item(locale, message)).collect();
        format!("<ol class=\"liste\">\n{items}</ol>\n")
    };
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<meta http-equiv=\"refresh\" content=\"5\">\n\
         <title>{title}</title>\n<link rel=\"stylesheet\" href=\"/stil.css\">\n</head>\n<body>\n<main>\n\
         <h1>{title}</h1>\n<p class=\"was\">{}</p>\n{list}</main>\n</body>\n</html>\n",
        locale.tag(),
        escape(&locale.text("demo-inbox-about")),
        title = escape(&locale.text("demo-inbox-title")),
    )
}

fn item(locale: Locale, message: &Message) -> String {
    let zone = TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC);
    let seconds = i64::from(message.at.to_zoned_datetime(zone.clone()).second());
    let at = locale
        .with("demo-inbox-at", &[("moment", moment(locale, message.at, &zone).into()), ("seconds", seconds.into())]);
    let (word, class) = match message.kind.as_str() {
        "Create" => ("demo-inbox-create", "neu"),
        "Update" => ("demo-inbox-update", "anders"),
        "Delete" => ("demo-inbox-delete", "weg"),
        "Accept" => ("demo-inbox-accept", "ja"),
        _ => ("demo-inbox-other", "ja"),
    };
    let mut inside = String::new();
    for line in message.text.lines() {
        inside.push_str(&format!("<p>{}</p>\n", escape(line)));
    }
    for alt in &message.pictures {
        let said = if alt.is_empty() { locale.text("demo-inbox-no-alt") } else { alt.clone() };
        let sentence = locale.with("demo-inbox-picture", &[("alt", said.into())]);
        inside.push_str(&format!("<p class=\"bild\">{}</p>\n", escape(&sentence)));
    }
    let link = message.page.as_deref().filter(|page| page.starts_with("http"));
    let link = link.map(|page| {
        let word = escape(&locale.text("demo-inbox-page"));
        format!(" · <a href=\"{}\">{word}</a>", escape(page))
    });
    format!(
        "<li class=\"{class}\">\n<p class=\"kopf\"><b>{} – {}</b> {} · {at}</p>\n{inside}\
         <p class=\"kennung\"><code>{}</code>{}</p>\n</li>\n",
        escape(&message.kind),
        escape(&locale.text(word)),
        escape(&message.from),
        escape(&message.object),
        link.unwrap_or_default(),
    )
}

fn reply(content_type: &'static str, body: String) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let policy = HeaderValue::from_static("default-src 'none'; style-src 'self'");
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

fn status(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}
