//! One look at a feed. In: the source and what was remembered from the last look. Out: a [`Batch`], or why there is
//! none. Asks conditionally (RFC 9110 §13), so that an unchanged feed costs next to nothing. Called by `FeedConnector`.

use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use url::Url;

use super::super::contract::{Batch, Budget, Cursor, Cx, NormaliseCx, Parsed, Profile, Quarantined, Window};
use super::super::failure::SourceError;
use super::super::websub;
use super::{MAX_BYTES, TIMEOUT, document_parse};
use crate::domain::body_text::shorten;
use crate::domain::item::{Item, Visibility};
use crate::domain::source::{Aside, Cause};
use crate::net::{Profile as Guard, Request, Response};
use crate::seal::sha256_hex;

/// Feeds first, but whatever there is rather than 406.
pub(super) const ACCEPT: HeaderValue = HeaderValue::from_static(
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9, \
     application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.5",
);

/// A permanent redirect is believed when it was seen this often in a row.
const MOVE_SIGHTINGS: u32 = 3;

/// What is remembered between looks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Memory {
    /// The address all of this belongs to.
    url: String,
    etag: Option<String>,
    last_modified: Option<String>,
    body_sha256: Option<String>,
    ttl_s: Option<u32>,
    moved_to: Option<String>,
    moved_seen: u32,
}

/// Asks for the feed once.
///
/// # Errors
/// See [`SourceError`]; an empty feed, a web page and an unreadable answer are errors, so that nothing is concluded.
pub async fn poll(cx: &Cx<'_>, cursor: Option<Cursor>, budget: &mut Budget) -> Result<Batch, SourceError> {
    let known = cursor.and_then(|cursor| serde_json::from_value::<Memory>(cursor.0).ok());
    let mut memory = known.filter(|memory| memory.url == cx.source.url).unwrap_or_default();
    memory.url.clone_from(&cx.source.url);
    if !budget.take() {
        return Err(SourceError::new(Cause::Busy, "no request is left for this look"));
    }
    let response = ask(cx, request(cx, &memory)?).await?;
    let moved_to = sight_move(&mut memory, &response);
    if response.status == StatusCode::NOT_MODIFIED {
        return Ok(unchanged(memory, &response.headers, moved_to));
    }
    if !response.status.is_success() {
        return Err(SourceError::from_status(response.status, &response.headers, cx.now));
    }
    let body_sha256 = sha256_hex(&response.body);
    let same = memory.body_sha256.as_deref() == Some(body_sha256.as_str());
    remember(&mut memory, &response.headers, body_sha256);
    if same {
        return Ok(unchanged(memory, &response.headers, moved_to));
    }
    let mut parsed = read(cx, &response).await?;
    memory.ttl_s = parsed.ttl_s;
    parsed.hub = websub::from_headers(&response.headers, &response.url).or(parsed.hub);
    Ok(batch(cx, parsed, memory, &response.headers, moved_to))
}

/// Reads the feed just to see who it is.
///
/// # Errors
/// As [`poll`].
pub async fn profile(cx: &Cx<'_>) -> Result<Profile, SourceError> {
    let response = ask(cx, request(cx, &Memory::default())?).await?;
    if !response.status.is_success() {
        return Err(SourceError::from_status(response.status, &response.headers, cx.now));
    }
    Ok(read(cx, &response).await?.profile)
}

async fn ask(cx: &Cx<'_>, request: Request) -> Result<Response, SourceError> {
    let asked = request.url.clone();
    cx.net.send(request).await.map_err(|error| SourceError::from_net(&asked, error))
}

fn request(cx: &Cx<'_>, memory: &Memory) -> Result<Request, SourceError> {
    let url = Url::parse(&cx.source.url)
        .map_err(|error| SourceError::new(Cause::AddressUnreadable, format!("the address cannot be read: {error}")))?;
    let mut request =
        Request::get(Guard::Source, url).header(header::ACCEPT, ACCEPT).max_bytes(MAX_BYTES).timeout(TIMEOUT);
    let validators = [(header::IF_NONE_MATCH, &memory.etag), (header::IF_MODIFIED_SINCE, &memory.last_modified)];
    for (name, value) in validators {
        if let Some(value) = value.as_deref().and_then(|value| HeaderValue::from_str(value).ok()) {
            request = request.header(name, value);
        }
    }
    Ok(request)
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

/// Parses beside the async workers: a large feed takes a while, and a bug in a parser must not stop a worker.
async fn read(cx: &Cx<'_>, response: &Response) -> Result<Parsed, SourceError> {
    let normalise = NormaliseCx {
        base_url: Some(response.url.clone()),
        charset: charset(&response.headers),
        zone: cx.zone.clone(),
        now: Some(cx.now),
        account: None,
    };
    let body = response.body.clone();
    let parsed = tokio::task::spawn_blocking(move || document_parse::parse(&body, &normalise))
        .await
        .map_err(|_| SourceError::new(Cause::ReaderFailed, "the feed made its reader fail"))??;
    if parsed.items.is_empty() && parsed.quarantined.is_empty() {
        return Err(SourceError::new(Cause::EmptyList, "the feed lists nothing"));
    }
    Ok(parsed)
}

/// `charset` of the `Content-Type` (RFC 9110 §8.3).
pub(super) fn charset(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let parameter = value.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"'))
    })?;
    Some(parameter.to_owned())
}

fn unchanged(memory: Memory, headers: &HeaderMap, moved_to: Option<Url>) -> Batch {
    Batch {
        interval_hint_s: interval_hint(memory.ttl_s, headers),
        next: cursor(&memory),
        unchanged: true,
        moved_to,
        ..Batch::default()
    }
}

fn batch(cx: &Cx<'_>, parsed: Parsed, memory: Memory, headers: &HeaderMap, moved_to: Option<Url>) -> Batch {
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
        interval_hint_s: interval_hint(memory.ttl_s, headers),
        next: cursor(&memory),
        unchanged: false,
        profile: Some(parsed.profile),
        moved_to,
        hub,
    }
}

fn set_aside(item: Item) -> Quarantined {
    let reason = match item.visibility {
        Visibility::DoNotMirror(reason) => reason,
        Visibility::Public | Visibility::Unlisted => String::new(),
    };
    Quarantined { native_id: Some(item.native_id), aside: Aside::Empty, reason, excerpt: shorten(&item.text, 120) }
}

fn cursor(memory: &Memory) -> Option<Cursor> {
    serde_json::to_value(memory).ok().map(Cursor)
}

/// The longer of the feed's `ttl` and the answer's `max-age` (RFC 9111 §5.2.2.1), in seconds.
fn interval_hint(ttl_s: Option<u32>, headers: &HeaderMap) -> Option<u32> {
    let control = headers.get(header::CACHE_CONTROL).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let max_age = control.split(',').find_map(|part| {
        let (name, seconds) = part.trim().split_once('=')?;
        name.trim().eq_ignore_ascii_case("max-age").then(|| seconds.trim().trim_matches('"').parse().ok())?
    });
    ttl_s.max(max_age).filter(|seconds| *seconds > 0)
}
