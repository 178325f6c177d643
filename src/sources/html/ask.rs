//! Asking a website for single documents. In: an address and what is known of it. Out: an answer that was judged, or a
//! [`SourceError`]. Markup is parsed beside the async workers. Called by `poll` and `look`.

use http::{HeaderValue, StatusCode, header};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use url::Url;

use super::super::charset_decode;
use super::super::contract::Profile;
use super::super::failure::SourceError;
use super::super::page_lookup::{MAX_BYTES, TIMEOUT};
use super::super::web_get::charset;
use super::list_read::{self, List};
use super::page::Page;
use super::robots::{self, Robots};
use super::settings::HtmlSettings;
use crate::domain::source::Cause;
use crate::net::{Net, Profile as Guard, Request, Response};

const ACCEPT: HeaderValue =
    HeaderValue::from_static("text/html, application/xhtml+xml;q=0.9, application/xml;q=0.5, */*;q=0.3");

/// A request for a page.
#[must_use]
pub fn request(url: &Url) -> Request {
    Request::get(Guard::Source, url.clone()).header(header::ACCEPT, ACCEPT).max_bytes(MAX_BYTES).timeout(TIMEOUT)
}

/// What a website asks robots not to read. A site without such a file allows everything (RFC 9309 §2.3.1.3).
///
/// # Errors
/// When the site does not answer, or with trouble of its own: then nothing may be read.
pub async fn robots(net: &Net, site: &Url, now: Timestamp) -> Result<Robots, SourceError> {
    let mut url = site.clone();
    url.set_path("/robots.txt");
    url.set_query(None);
    url.set_fragment(None);
    let response = net
        .send(Request::get(Guard::Source, url.clone()).max_bytes(4 * robots::MAX_BYTES).timeout(TIMEOUT))
        .await
        .map_err(|error| SourceError::from_net(&url, error))?;
    match response.status {
        status if status.is_success() => Ok(Robots::read(&String::from_utf8_lossy(&response.body))),
        StatusCode::TOO_MANY_REQUESTS => Err(SourceError::from_status(response.status, &response.headers, now)),
        status if status.is_server_error() => Err(SourceError::from_status(status, &response.headers, now)),
        _ => Ok(Robots::default()),
    }
}

/// The text of an answer that should be a page.
#[must_use]
pub fn text(response: &Response) -> String {
    charset_decode::decode(&response.body, charset(&response.headers).as_deref())
}

/// Whether an answer is markup: by its type, or where there is none, by how it begins.
#[must_use]
pub fn is_markup(response: &Response) -> bool {
    let kind = response.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if kind.is_empty() {
        return response.body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<');
    }
    matches!(kind.as_str(), "text/html" | "application/xhtml+xml" | "text/xml" | "application/xml")
}

/// Reads the list on a page, and who the page says it is.
///
/// # Errors
/// [`Cause::ReaderFailed`].
pub async fn read_list(
    response: &Response,
    settings: &HtmlSettings,
    zone: &TimeZone,
) -> Result<(List, Profile), SourceError> {
    let (text, address) = (text(response), response.url.clone());
    let (settings, zone) = (settings.clone(), zone.clone());
    let read = move || {
        let page = Page::read(&text, Some(&address));
        let profile = Profile { name: page.name(), site_url: Some(address.to_string()), lang: page.lang() };
        (list_read::read(&page, &settings, &zone), profile)
    };
    beside(read).await
}

/// Runs a reader beside the async workers: a large page takes a while, and a bug in a reader must not stop a worker.
///
/// # Errors
/// [`Cause::ReaderFailed`].
pub async fn beside<T: Send + 'static>(read: impl FnOnce() -> T + Send + 'static) -> Result<T, SourceError> {
    tokio::task::spawn_blocking(read)
        .await
        .map_err(|_| SourceError::new(Cause::ReaderFailed, "the page made its reader fail"))
}
