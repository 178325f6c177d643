//! The two towns' own websites, in this process, on 127.0.0.1: start page, articles, feeds, pictures. In: requests of
//! visitors and of our own server. Out: what the newsrooms say, with honest validators. Started by `demo`.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use jiff::Timestamp;
use jiff::fmt::rfc2822;

use super::newsroom::Newsroom;
use super::pictures::Pictures;
use super::{website_feeds, website_page};
use crate::i18n::Locale;
use crate::seal::sha256_hex;

/// Own resources only.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'";

/// One town's website.
pub struct Website {
    pub room: Arc<Newsroom>,
    pub pictures: Arc<Pictures>,
    pub locale: Locale,
}

/// What a path leads to.
struct Page {
    status: StatusCode,
    content_type: &'static str,
    body: Bytes,
    changed: Timestamp,
}

/// The websites of all towns behind one listener; the host says which is meant.
pub fn router(sites: Vec<Website>) -> Router {
    Router::new().fallback(answer).with_state(Arc::new(sites))
}

async fn answer(State(sites): State<Arc<Vec<Website>>>, request: Request) -> Response<Body> {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let meant = sites.iter().find(|site| site.room.site.strip_prefix("http://") == Some(host));
    let Some(site) = meant else { return empty(StatusCode::MISDIRECTED_REQUEST) };
    if !request.method().is_safe() {
        return empty(StatusCode::METHOD_NOT_ALLOWED);
    }
    let page = find(site, request.uri().path()).await;
    respond(request.headers(), page)
}

async fn find(site: &Website, path: &str) -> Page {
    let (room, locale) = (&*site.room, site.locale);
    let html = "text/html; charset=utf-8";
    let page = |status, content_type, body: String, changed| Page { status, content_type, body: body.into(), changed };
    if path == "/" {
        return page(StatusCode::OK, html, website_page::start(room, locale), room.changed(None));
    }
    if path == "/stil.css" {
        let style = format!(":root {{ --farbe: {}; }}\n{}", room.place.color, website_page::STYLE);
        return page(StatusCode::OK, "text/css; charset=utf-8", style, room.changed(None));
    }
    if let Some(channel) = room.place.channels.iter().find(|channel| channel.feed_path() == path) {
        let (content_type, body) = website_feeds::feed(room, channel);
        return page(StatusCode::OK, content_type, body, room.changed(Some(channel)));
    }
    if let Some(article) = path.strip_prefix("/artikel/").and_then(|slug| room.article(slug)) {
        return if article.withdrawn {
            let body = website_page::absent(room, "demo-site-gone", locale);
            page(StatusCode::GONE, html, body, article.changed)
        } else {
            page(StatusCode::OK, html, website_page::article(room, &article, locale), article.changed)
        };
    }
    let scene = path.strip_prefix("/bilder/").and_then(|name| name.strip_suffix(".jpg"));
    if let Some(scene) = scene
        && let Some(body) = site.pictures.get(scene).await
    {
        return Page { status: StatusCode::OK, content_type: "image/jpeg", body, changed: Timestamp::UNIX_EPOCH };
    }
    page(StatusCode::NOT_FOUND, html, website_page::absent(room, "demo-site-nothing", locale), room.changed(None))
}

/// Adds the validators; the picture's date says nothing, as it never changes, so it gets none.
fn respond(asked: &HeaderMap, page: Page) -> Response<Body> {
    let tag = format!("\"{}\"", sha256_hex(&page.body).get(..24).unwrap_or_default());
    let known = asked.get(header::IF_NONE_MATCH).and_then(|tags| tags.to_str().ok());
    let unchanged = page.status == StatusCode::OK && known.is_some_and(|tags| tags.contains(&tag));
    let mut response = if unchanged {
        empty(StatusCode::NOT_MODIFIED)
    } else {
        let mut response = Response::new(Body::from(page.body));
        *response.status_mut() = page.status;
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(page.content_type));
        response
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    if page.status == StatusCode::OK {
        let date = rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&page.changed);
        if let Ok(date) = HeaderValue::from_str(&date.unwrap_or_default())
            && page.changed != Timestamp::UNIX_EPOCH
        {
            headers.insert(header::LAST_MODIFIED, date);
        }
        if let Ok(tag) = HeaderValue::from_str(&tag) {
            headers.insert(header::ETAG, tag);
        }
    }
    response
}

fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}
