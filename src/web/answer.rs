//! Answers one request: which town, which thing, for whom, in which form. The hot way through here touches memory only.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Method, Request, StatusCode};
use tokio::time::Instant;

use super::accept::{Coding, Wants, coding, wants};
use super::door;
use super::headers::{Class, secure};
use super::host::{Door, named};
use super::page::Page;
use super::precondition::{Verdict, http_date, judge};
use super::shelf::Key;
use super::target::{Fixed, Of, Target, is_well_known, parse};
use super::town_view::TownView;
use super::warm::Found;
use super::{AnswerState, Shared, ask, hooks, media, platform_doors};
use crate::i18n::Locale;
use crate::store::blobs::BlobError;
use crate::store::media::is_shown;
use crate::store::{Conn, StoreError};
use crate::urls;

/// How often an unknown host may make us look for new towns.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// Longer addresses are refused, in bytes of path and query.
const LONGEST_ADDRESS: usize = 8 * 1024;
const READ_METHODS: &str = "GET, HEAD";

/// Why a picture cannot be sent.
#[derive(Debug, thiserror::Error)]
enum PictureError {
    #[error(transparent)]
    Blob(#[from] BlobError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a request asks for, without its body.
struct Asked {
    method: Method,
    headers: HeaderMap,
    path: String,
    query: Option<String>,
}

/// The router's fallback.
pub(super) async fn answer(State(AnswerState(shared)): State<AnswerState>, request: Request<Body>) -> Response {
    if request.uri().path_and_query().is_some_and(|address| address.as_str().len() > LONGEST_ADDRESS) {
        return shared.words(StatusCode::URI_TOO_LONG, "page-address-long");
    }
    let door = match named(&request) {
        Some(host) => shared.door(&host).await,
        None => Door::Nobody,
    };
    let path = request.uri().path();
    // These answer on the exact host only (DESIGN §4).
    let for_servers =
        ["/ap/", "/hooks/", urls::ADMIN].iter().any(|start| path.starts_with(start)) || is_well_known(path);
    let view = match door {
        Door::Town(view) => view,
        Door::Handle(view) if is_well_known(path) && view.town.is_public() => view,
        Door::Handle(view) | Door::Elsewhere(view) if !for_servers && view.town.is_public() => {
            let to = request.uri().path_and_query().map_or("/", |to| to.as_str());
            return shared.go(StatusCode::PERMANENT_REDIRECT, &view.origin.absolute(to));
        }
        _ => return shared.words(StatusCode::MISDIRECTED_REQUEST, "page-misdirected"),
    };
    if request.method() == Method::POST && door::is_inbox(path) {
        if !view.town.is_public() {
            return shared.words(StatusCode::NOT_FOUND, "page-draft-text");
        }
        return door::receive(&shared.deps.federation, &shared.door_brake, &view, request, shared.https()).await;
    }
    if platform_doors::is_door(path) {
        return platform_doors::answer(&shared, &view, request, shared.https()).await;
    }
    if ask::is_door(path) && view.town.is_public() {
        return ask::answer(&shared, &view, request, shared.https()).await;
    }
    if path.starts_with("/hooks/")
        && let Some(taker) = shared.pushes.get()
    {
        return hooks::receive(taker.as_ref(), &shared.door_brake, &view, request, shared.https()).await;
    }
    if door::is_inbox(path) || !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut response = shared.words(StatusCode::METHOD_NOT_ALLOWED, "page-method");
        let allowed = if door::is_inbox(path) { "POST" } else { READ_METHODS };
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allowed));
        return response;
    }
    let asked = Asked {
        method: request.method().clone(),
        path: path.to_owned(),
        query: request.uri().query().map(str::to_owned),
        headers: request.into_parts().0.headers,
    };
    shared.read(&view, &asked).await
}

impl Shared {
    fn https(&self) -> bool {
        self.deps.scheme == "https"
    }

    /// The door for a host. A town that was added a moment ago is looked for before its host counts as unknown, at most
    /// once a second, so that strangers cannot keep the store busy.
    async fn door(&self, host: &str) -> Door {
        let door = self.hosts.find(host);
        if matches!(door, Door::Town(_) | Door::Handle(_)) {
            return door;
        }
        let due = {
            let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
            let due = looked.is_none_or(|at| at.elapsed() >= LOOK_AGAIN);
            if due {
                *looked = Some(Instant::now());
            }
            due
        };
        if !due {
            return door;
        }
        if let Err(error) = self.catch_up().await {
            tracing::warn!(%error, "an unknown host could not be looked for");
        }
        self.hosts.find(host)
    }

    async fn read(&self, view: &Arc<TownView>, asked: &Asked) -> Response {
        let (locale, target) = parse(&asked.path, asked.query.as_deref());
        if let Target::Asset(name) = &target {
            return self.asset(view, name, asked);
        }
        if !view.town.is_public() {
            return self.fixed(view, locale, Fixed::Draft, asked).await;
        }
        match &target {
            Target::Favicon => {
                let mut response = self.empty(StatusCode::NO_CONTENT, Class::Asset);
                let day = HeaderValue::from_static("public, max-age=86400");
                response.headers_mut().insert(header::CACHE_CONTROL, day);
                response
            }
            Target::Media(name) => match self.picture(view, name, asked).await {
                Ok(Some(response)) => response,
                Ok(None) => self.fixed(view, locale, Fixed::Missing, asked).await,
                Err(error) => self.failed(view, locale, asked, &error).await,
            },
            Target::Document { .. } => self.document(view, target, asked).await,
            _ => self.page(view, locale, target, asked).await,
        }
    }

    /// A stored picture, if a public post or the town itself shows it (invariant 8). The store is asked only about files
    /// that exist, so that made-up names cost it nothing.
    async fn picture(&self, view: &TownView, name: &str, asked: &Asked) -> Result<Option<Response>, PictureError> {
        let (town, hash) = (view.town.id, name.split('.').next().unwrap_or_default());
        let (mut known, generation) = self.pictures.known(town, hash);
        if view.arms().is_some_and(|arms| arms == format!("/medien/{name}")) {
            known = Some(true);
        }
        if known == Some(false) {
            return Ok(None);
        }
        let served = media::serve(&self.deps.blobs, view, name, &asked.method, &asked.headers, self.https()).await?;
        if served.is_some() && known.is_none() {
            let shown = self.deps.db.read(async |conn: &mut Conn<'_>| is_shown(conn, town, hash).await).await?;
            self.pictures.remember(town, hash, shown, generation);
            return Ok(served.filter(|_| shown));
        }
        Ok(served)
    }

    /// A page, or the document that says the same when a server asks for it.
    async fn page(&self, view: &Arc<TownView>, locale: Locale, target: Target, asked: &Asked) -> Response {
        let key = Key { town: view.town.id, locale, target };
        let page = match self.find(view, &key).await {
            Ok(Found::Page(page)) => page,
            Ok(Found::Elsewhere(path)) => return self.go(StatusCode::FOUND, &path),
            Ok(Found::Nothing) => return self.fixed(view, locale, Fixed::Missing, asked).await,
            Ok(Found::Busy) => {
                tracing::debug!(town = %view.town.host, "too many pages to render at once");
                return self.fixed(view, locale, Fixed::Unavailable, asked).await;
            }
            Err(error) => return self.failed(view, locale, asked, &error).await,
        };
        if let Some(document) = &page.head.document
            && wants(&asked.headers) == Wants::ActivityPub
        {
            return self.go(StatusCode::FOUND, &view.origin.absolute(document));
        }
        if let Some(path) = page.head.path.as_deref().map(|path| super::card::localised(locale, path))
            && path != asked.path
        {
            return self.go(StatusCode::PERMANENT_REDIRECT, &path);
        }
        self.send(&page, asked)
    }

    /// An ActivityPub document; people are sent to the page (spec/interop.md §1.4).
    async fn document(&self, view: &Arc<TownView>, target: Target, asked: &Asked) -> Response {
        let wanted = wants(&asked.headers);
        if wanted == Wants::Other {
            return self.words(StatusCode::NOT_ACCEPTABLE, "page-form");
        }
        if wanted == Wants::Html
            && let Some(page) = page_of(view, &asked.path)
        {
            return match page {
                Target::Post(_) => self.person_at_note(view, page, asked).await,
                other => self.go(StatusCode::FOUND, &other.path().unwrap_or_else(|| urls::HOME.to_owned())),
            };
        }
        self.page(view, Locale::De, target, asked).await
    }

    async fn person_at_note(&self, view: &Arc<TownView>, post: Target, asked: &Asked) -> Response {
        let key = Key { town: view.town.id, locale: Locale::De, target: post };
        match self.find(view, &key).await {
            Ok(Found::Page(page)) => match &page.head.path {
                Some(path) => self.go(StatusCode::FOUND, path),
                None => self.send(&page, asked),
            },
            Ok(_) => self.fixed(view, Locale::De, Fixed::Missing, asked).await,
            Err(error) => self.failed(view, Locale::De, asked, &error).await,
        }
    }

    async fn fixed(&self, view: &Arc<TownView>, locale: Locale, fixed: Fixed, asked: &Asked) -> Response {
        let key = Key { town: view.town.id, locale, target: Target::Fixed(fixed) };
        match self.find(view, &key).await {
            Ok(Found::Page(page)) => {
                let mut response = self.send(&page, asked);
                if fixed == Fixed::Unavailable {
                    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
                }
                response
            }
            _ => self.words(StatusCode::SERVICE_UNAVAILABLE, "page-unavailable-text"),
        }
    }

    async fn failed(
        &self,
        view: &Arc<TownView>,
        locale: Locale,
        asked: &Asked,
        error: &(dyn std::fmt::Display + Sync),
    ) -> Response {
        tracing::error!(town = %view.town.host, %error, "a page could not be shown");
        self.fixed(view, locale, Fixed::Unavailable, asked).await
    }

    /// The town's style sheet or icon. An old name gets today's content, but nobody keeps it.
    fn asset(&self, view: &Arc<TownView>, name: &str, asked: &Asked) -> Response {
        let stem = name.split('-').next().unwrap_or_default();
        let Some(asset) = [&view.look.style, &view.look.forms, &view.look.icon]
            .into_iter()
            .find(|a| a.name.split('-').next() == Some(stem))
        else {
            return self.words(StatusCode::NOT_FOUND, "page-missing");
        };
        let mut response = self.send(&asset.page, asked);
        let caching = if asset.name == name { "public, max-age=31536000, immutable" } else { "no-store" };
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
        response
    }

    /// Sends a page in the coding the client takes best, or 304 or 412, as the client's conditions want it.
    fn send(&self, page: &Page, asked: &Asked) -> Response {
        let head = &page.head;
        let coding = coding(&asked.headers);
        let bytes = match coding {
            Coding::Brotli => page.brotli.clone(),
            Coding::Gzip => page.gzip.clone(),
            Coding::Identity => match page.plain() {
                Ok(bytes) => bytes,
                Err(_) => return self.words(StatusCode::SERVICE_UNAVAILABLE, "page-unavailable-text"),
            },
        };
        let tag = format!("\"{}{}\"", head.tag, coding.token().map(|token| format!("-{token}")).unwrap_or_default());
        let verdict = if head.status == 200 { judge(&asked.headers, &tag, Some(head.modified)) } else { Verdict::Send };
        if verdict == Verdict::Failed {
            return self.empty(StatusCode::PRECONDITION_FAILED, head.class);
        }
        let unchanged = verdict == Verdict::Unchanged;
        let length = bytes.len();
        let body = if unchanged || asked.method == Method::HEAD { Body::empty() } else { Body::from(bytes) };
        let mut response = Response::new(body);
        *response.status_mut() = StatusCode::from_u16(head.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        secure(headers, head.class, self.https());
        put(headers, header::CACHE_CONTROL, &self.caching(page));
        // Where there is one form only, a cache keeps one copy, whatever browsers say they accept.
        let forms = head.document.is_some() || asked.path.starts_with("/ap/");
        let vary = if forms { "Accept-Encoding, Accept" } else { "Accept-Encoding" };
        headers.insert(header::VARY, HeaderValue::from_static(vary));
        if head.cors {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        }
        if head.noindex {
            headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
        }
        if let Some(location) = &head.location {
            put(headers, header::LOCATION, location);
        }
        if head.status == 200 {
            put(headers, header::ETAG, &tag);
            put(headers, header::LAST_MODIFIED, &http_date(head.modified));
        }
        if unchanged {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(head.content_type));
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        if let Some(token) = coding.token() {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(token));
        }
        response
    }

    /// Nobody keeps a page beyond the moment until which it is true.
    fn caching(&self, page: &Page) -> String {
        let left = page
            .head
            .valid_until
            .map_or(i64::MAX, |until| until.as_second().saturating_sub(self.deps.clock.now().as_second()).max(0));
        match i64::from(page.head.max_age_s).min(left) {
            _ if page.head.status >= 500 => "no-store".to_owned(),
            0 => "no-cache".to_owned(),
            seconds => format!("public, max-age={seconds}"),
        }
    }

    fn go(&self, status: StatusCode, to: &str) -> Response {
        let mut response = self.empty(status, Class::Html);
        let headers = response.headers_mut();
        put(headers, header::LOCATION, to);
        headers.insert(header::VARY, HeaderValue::from_static("Accept"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=60"));
        response
    }

    fn words(&self, status: StatusCode, key: &str) -> Response {
        let mut response = self.empty(status, Class::Open);
        *response.body_mut() = Body::from(format!("{}\n", Locale::De.text(key)));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }

    fn empty(&self, status: StatusCode, class: Class) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = status;
        secure(response.headers_mut(), class, self.https());
        response
    }
}

/// The page a person sees at an ActivityPub id; `None` for documents that have none.
fn page_of(view: &TownView, path: &str) -> Option<Target> {
    let mut parts = path.strip_prefix("/ap/")?.split('/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some("posts"), Some(ulid), None) => urls::post_ulid(ulid).map(Target::Post),
        (Some("instance"), None, None) => Some(Target::List { of: Of::Town, before: None }),
        (Some(name), None, None) => {
            let known = view.actors.iter().any(|actor| actor.username.as_str() == name);
            known.then(|| Target::List { of: Of::Actor(name.to_owned()), before: None })
        }
        _ => None,
    }
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}
