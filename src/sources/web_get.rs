//! One polite look at a document on the web, for every source that is a single document behind an address (feeds,
//! calendars, pages). In: the source and what was remembered from the last look. Out: "unchanged", or the document with
//! the memory for next time. Asks conditionally (RFC 9110 §13), so that an unchanged document costs next to nothing,
//! counts permanent redirects and reads `max-age`. Called by the `poll` of such connectors.

use std::time::Duration;

use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use url::Url;

use super::contract::{Batch, Budget, Cursor, Cx, NormaliseCx, Parsed, Quarantined, Window};
use super::failure::SourceError;
use crate::domain::body_text::shorten;
use crate::domain::item::{Item, Visibility};
use crate::domain::source::{Aside, Cause};
use crate::net::{Profile as Guard, Request, Response};
use crate::seal::sha256_hex;

/// A permanent redirect is believed when it was seen this often in a row.
const MOVE_SIGHTINGS: u32 = 3;

/// How a kind of document is asked for.
#[derive(Debug, Clone)]
pub struct Manner {
    /// What we would like to get.
    pub accept: HeaderValue,
    /// The largest document we read, in decoded bytes.
    pub max_bytes: usize,
    /// How long an answer may take.
    pub timeout: Duration,
}

/// What is remembered between looks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Memory {
    /// The address all of this belongs to.
    url: String,
    etag: Option<String>,
    last_modified: Option<String>,
    body_sha256: Option<String>,
    ttl_s: Option<u32>,
    moved_to: Option<String>,
    moved_seen: u32,
}

/// What a look gave.
#[derive(Debug)]
pub enum Look {
    /// The same document as last time.
    Unchanged(Box<Batch>),
    Changed(Box<Document>),
}

/// A document that differs from the last one.
#[derive(Debug)]
pub struct Document {
    pub response: Response,
    memory: Memory,
    moved_to: Option<Url>,
}

/// Asks for the source's document once; `url` is its address where that differs from the stored one in form only.
///
/// # Errors
/// See [`SourceError`]: nothing may then be concluded.
pub async fn look(
    cx: &Cx<'_>,
    url: &str,
    manner: &Manner,
    cursor: Option<Cursor>,
    budget: &mut Budget,
) -> Result<Look, SourceError> {
    let known = cursor.and_then(|cursor| serde_json::from_value::<Memory>(cursor.0).ok());
    let mut memory = known.filter(|memory| memory.url == url).unwrap_or_default();
    url.clone_into(&mut memory.url);
    if !budget.take() {
        return Err(SourceError::new(Cause::Busy, "no request is left for this look"));
    }
    let response = ask(cx, conditional(plain(url, manner)?, &memory)).await?;
    let moved_to = sight_move(&mut memory, &response);
    if response.status == StatusCode::NOT_MODIFIED {
        return Ok(Look::Unchanged(Box::new(unchanged(&memory, &response.headers, moved_to))));
    }
    if !response.status.is_success() {
        return Err(SourceError::from_status(response.status, &response.headers, cx.now));
    }
    let body_sha256 = sha256_hex(&response.body);
    let same = memory.body_sha256.as_deref() == Some(body_sha256.as_str());
    remember(&mut memory, &response.headers, body_sha256);
    if same {
        return Ok(Look::Unchanged(Box::new(unchanged(&memory, &response.headers, moved_to))));
    }
    Ok(Look::Changed(Box::new(Document { response, memory, moved_to })))
}

/// Asks for a document whatever was remembered: for lookups and health, which must not be told "not modified".
///
/// # Errors
/// When there is no successful answer.
pub async fn fetch(cx: &Cx<'_>, url: &str, manner: &Manner) -> Result<Response, SourceError> {
    let response = ask(cx, plain(url, manner)?).await?;
    if response.status.is_success() {
        Ok(response)
    } else {
        Err(SourceError::from_status(response.status, &response.headers, cx.now))
    }
}

/// What `normalise` needs to know about an answer.
#[must_use]
pub fn normalise_cx(cx: &Cx<'_>, response: &Response) -> NormaliseCx {
    NormaliseCx {
        base_url: Some(response.url.clone()),
        charset: charset(&response.headers),
        zone: cx.zone.clone(),
        now: Some(cx.now),
        account: None,
        locale: cx.locale,
    }
}

/// Parses beside the async workers: a large document takes a while, and a bug in a parser must not stop a worker.
/// A document that lists nothing is an error, so that nothing is concluded from it.
///
/// # Errors
/// When the document cannot be read, or is empty.
pub async fn read_aside(
    cx: &Cx<'_>,
    response: &Response,
    parse: fn(&[u8], &NormaliseCx) -> Result<Parsed, SourceError>,
) -> Result<Parsed, SourceError> {
    let normalise = normalise_cx(cx, response);
    let body = response.body.clone();
    let parsed = tokio::task::spawn_blocking(move || parse(&body, &normalise))
        .await
        .map_err(|_| SourceError::new(Cause::ReaderFailed, "the document made its reader fail"))??;
    if parsed.items.is_empty() && parsed.quarantined.is_empty() {
        return Err(SourceError::new(Cause::EmptyList, "the document lists nothing"));
    }
    Ok(parsed)
}

impl Document {
    /// The batch of a document that was read. What may not be mirrored is set aside; the window begins at the oldest
    /// dated entry.
    #[must_use]
    pub fn batch(self, cx: &Cx<'_>, parsed: Parsed) -> Batch {
        let Self { response, mut memory, moved_to } = self;
        memory.ttl_s = parsed.ttl_s;
        let (items, refused): (Vec<Item>, Vec<Item>) =
            parsed.items.into_iter().partition(|item| !matches!(item.visibility, Visibility::DoNotMirror(_)));
        let (hub, mut quarantined) = (parsed.hub, parsed.quarantined);
        quarantined.extend(refused.into_iter().map(set_aside));
        let from = items.iter().filter_map(|item| item.created_at.as_ref()).map(|time| time.utc).min();
        let whole = !parsed.damaged && !items.is_empty();
        Batch {
            window: if whole { Window::Complete { from, to: Some(cx.now) } } else { Window::Partial },
            items,
            quarantined,
            interval_hint_s: interval_hint(memory.ttl_s, &response.headers),
            next: memory.cursor(),
            unchanged: false,
            profile: Some(parsed.profile),
            moved_to,
            hub,
            listed: Vec::new(),
        }
    }
}

impl Memory {
    fn cursor(&self) -> Option<Cursor> {
        serde_json::to_value(self).ok().map(Cursor)
    }
}

async fn ask(cx: &Cx<'_>, request: Request) -> Result<Response, SourceError> {
    let asked = request.url.clone();
    cx.net.send(request).await.map_err(|error| SourceError::from_net(&asked, error))
}

fn plain(url: &str, manner: &Manner) -> Result<Request, SourceError> {
    let url = Url::parse(url)
        .map_err(|error| SourceError::new(Cause::AddressUnreadable, format!("the address cannot be read: {error}")))?;
    Ok(Request::get(Guard::Source, url)
        .header(header::ACCEPT, manner.accept.clone())
        .max_bytes(manner.max_bytes)
        .timeout(manner.timeout))
}

fn conditional(mut request: Request, memory: &Memory) -> Request {
    let validators = [(header::IF_NONE_MATCH, &memory.etag), (header::IF_MODIFIED_SINCE, &memory.last_modified)];
    for (name, value) in validators {
        if let Some(value) = value.as_deref().and_then(|value| HeaderValue::from_str(value).ok()) {
            request = request.header(name, value);
        }
    }
    request
}

/// Counts a permanent redirect; gives its target once it was seen often enough.
fn sight_move(memory: &mut Memory, response: &Response) -> Option<Url> {
    let target = response.redirected_permanently_to.as_ref().filter(|target| target.as_str() != memory.url);
    let same = target.map(Url::as_str) == memory.moved_to.as_deref();
    memory.moved_seen = if target.is_none() {
        0
    } else if same {
        memory.moved_seen.saturating_add(1)
    } else {
        1
    };
    memory.moved_to = target.map(Url::to_string);
    target.filter(|_| memory.moved_seen >= MOVE_SIGHTINGS).cloned()
}

fn remember(memory: &mut Memory, headers: &HeaderMap, body_sha256: String) {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    memory.etag = text(header::ETAG);
    memory.last_modified = text(header::LAST_MODIFIED);
    memory.body_sha256 = Some(body_sha256);
}

/// `charset` of the `Content-Type` (RFC 9110 §8.3).
#[must_use]
pub fn charset(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let parameter = value.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"'))
    })?;
    Some(parameter.to_owned())
}

fn unchanged(memory: &Memory, headers: &HeaderMap, moved_to: Option<Url>) -> Batch {
    Batch {
        interval_hint_s: interval_hint(memory.ttl_s, headers),
        next: memory.cursor(),
        unchanged: true,
        moved_to,
        ..Batch::default()
    }
}

fn set_aside(item: Item) -> Quarantined {
    let reason = match item.visibility {
        Visibility::DoNotMirror(reason) => reason,
        Visibility::Public | Visibility::Unlisted => String::new(),
    };
    Quarantined { native_id: Some(item.native_id), aside: Aside::Empty, reason, excerpt: shorten(&item.text, 120) }
}

/// The longer of the document's own wish and the answer's `max-age` (RFC 9111 §5.2.2.1), in seconds.
fn interval_hint(ttl_s: Option<u32>, headers: &HeaderMap) -> Option<u32> {
    let control = headers.get(header::CACHE_CONTROL).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let max_age = control.split(',').find_map(|part| {
        let (name, seconds) = part.trim().split_once('=')?;
        name.trim().eq_ignore_ascii_case("max-age").then(|| seconds.trim().trim_matches('"').parse().ok())?
    });
    ttl_s.max(max_age).filter(|seconds| *seconds > 0)
}
