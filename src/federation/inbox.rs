//! The inbox: what other servers tell us, in the order of spec interop §3.1. Everything cheap comes before anything
//! that costs, no stranger makes us fetch what does not concern us, and nothing is believed before its signature.
//!
//! In: a town and a request; out: a status without body. Called by web.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use jiff::{SignedDuration, Timestamp};

use super::Inner;
use super::fetch_brake::Standing;
use super::inbox_concern::{Concern, concern_of};
use super::inbox_effect::Effect;
use super::keys_cache::{Author, FoundKey, KeyTrouble, stored_key};
use super::media_type::is_activity;
use super::received::Received;
use super::signature::{ACCEPT_SIGNATURE, Claim, Incoming, SignatureError, examine, is_signed};
use crate::domain::case::LONGEST_TEXT;
use crate::domain::town::Town;
use crate::seal::sha256_hex;
use crate::store::{Conn, StoreError, actors, peers, remote_actors};
use crate::urls::Origin;

/// The largest body that is read, in bytes.
pub const MAX_BODY: usize = 1024 * 1024;
/// When to come again after trouble of our own.
const OUR_TROUBLE: SignedDuration = SignedDuration::from_secs(30);

/// A request to an inbox, whole.
#[derive(Debug, Clone)]
pub struct InboxRequest {
    pub method: Method,
    /// Exactly as on the wire.
    pub path_and_query: String,
    /// All headers as received; over HTTP/2 with `:authority` as `Host`.
    pub headers: HeaderMap,
    /// As received, before any decoding.
    pub body: Bytes,
}

/// What to tell the sender; the body is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxAnswer {
    pub status: StatusCode,
    /// `Accept-Signature` with 401, `Retry-After` with 429 and 503, `Allow` with 405.
    pub headers: HeaderMap,
}

/// Why a request has no effect, as the sender learns it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refusal {
    NotFound,
    Gone,
    Method,
    TooLarge,
    MediaType,
    Malformed(&'static str),
    /// Says it comes from one of our own towns, which speak through the store.
    Ours,
    Unsigned(&'static str),
    Later(SignedDuration),
}

impl Refusal {
    fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Gone => StatusCode::GONE,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::Ours => StatusCode::FORBIDDEN,
            Self::Unsigned(_) => StatusCode::UNAUTHORIZED,
            Self::Later(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// A fixed word for the log; nothing a stranger wrote.
    fn label(self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Gone => "gone",
            Self::Method => "method",
            Self::TooLarge => "too_large",
            Self::MediaType => "media_type",
            Self::Ours => "ours",
            Self::Later(_) => "later",
            Self::Malformed(reason) | Self::Unsigned(reason) => reason,
        }
    }

    fn answer(self) -> InboxAnswer {
        let mut headers = HeaderMap::new();
        match self {
            Self::Unsigned(_) => {
                headers.insert("accept-signature", HeaderValue::from_static(ACCEPT_SIGNATURE));
            }
            Self::Later(pause) => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from(pause.as_secs().unsigned_abs().max(1)));
            }
            Self::Method => {
                headers.insert(header::ALLOW, HeaderValue::from_static("POST"));
            }
            _ => {}
        }
        InboxAnswer { status: self.status(), headers }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "an inbox request failed in the store");
        Self::Later(OUR_TROUBLE)
    }
}

impl From<SignatureError> for Refusal {
    fn from(error: SignatureError) -> Self {
        Self::Unsigned(error.label())
    }
}

/// Judges a request by its head alone: method, announced size, encoding, content type, presence of a signature.
pub(super) fn precheck(method: &Method, headers: &HeaderMap) -> Option<InboxAnswer> {
    let refusal = check_head(method, headers).err()?;
    count(refusal.label());
    Some(refusal.answer())
}

/// Takes one request.
pub(super) async fn receive(inner: &Inner, town: &Town, request: InboxRequest) -> InboxAnswer {
    let outcome = attempt(inner, town, &request).await;
    let label = outcome.as_ref().err().map_or("taken", |refusal| refusal.label());
    count(label);
    match outcome {
        Ok(()) => InboxAnswer { status: StatusCode::ACCEPTED, headers: HeaderMap::new() },
        Err(refusal) => {
            tracing::debug!(town = %town.host, reason = label, "an inbox request was refused");
            refusal.answer()
        }
    }
}

fn count(outcome: &'static str) {
    metrics::counter!("ausrufer_inbox_requests_total", "outcome" => outcome).increment(1);
}

/// What is known of a request that concerns us before its signature is looked at.
struct Known {
    concern: Concern,
    stored: Option<remote_actors::RemoteActor>,
    standing: Standing,
}

async fn attempt(inner: &Inner, town: &Town, request: &InboxRequest) -> Result<(), Refusal> {
    if !town.is_public() {
        return Err(Refusal::NotFound);
    }
    check_head(&request.method, &request.headers)?;
    if request.body.len() > MAX_BODY {
        return Err(Refusal::TooLarge);
    }
    check_address(inner, town, &request.path_and_query).await?;
    let received = Received::read(&request.body, inner.loopback).map_err(Refusal::Malformed)?;
    if inner.hosts.is_ours(&received.actor).await? {
        return Err(Refusal::Ours);
    }
    let origin = Origin::new(&inner.scheme, &town.host);
    let now = inner.clock.now();
    let known = inner.db.read(async |c: &mut Conn<'_>| look_up(c, town, &origin, &received, now).await).await?;
    let Some(Known { concern, stored, standing }) = known else { return Ok(()) };
    let claim = examine_signature(inner, request, &origin)?;
    let author = Author { actor: &received.actor, stored: stored.as_ref(), standing };
    let key = match verified_key(inner, town, author, &claim, &concern).await {
        Err(KeyTrouble::Gone) if concern == Concern::DeleteActor => None,
        // It would not be worth a fetch, so nothing is wrong with it either.
        Err(_) if concern == Concern::SignOfLife => return Ok(()),
        Err(KeyTrouble::Gone) => return Err(Refusal::Unsigned("the actor is gone")),
        Err(KeyTrouble::Refused(reason)) => return Err(Refusal::Unsigned(reason)),
        Err(KeyTrouble::Later(pause)) => return Err(Refusal::Later(pause)),
        Ok(found) => Some(found),
    };
    if matches!(concern, Concern::DeleteActor | Concern::UpdateActor(_)) {
        inner.keys_cache.forget(&received.actor).await;
    }
    let words = concern.markup(&received).map(|markup| (inner.read_words)(markup)).unwrap_or_default();
    let effect = Effect {
        town: town.clone(),
        origin,
        concern,
        id: received.id.clone(),
        actor: received.actor.clone(),
        signature: format!("signature:{}", sha256_hex(&claim.signature)),
        key_id: claim.key_id.to_string(),
        document: key.and_then(|key| key.document),
        words: words.chars().take(LONGEST_TEXT).collect(),
        fresh: (inner.new_ulid(), inner.new_ulid()),
        now: inner.clock.now(),
    };
    inner.group.write(move |conn| Box::pin(async move { effect.apply(conn).await })).await?;
    Ok(())
}

/// Whether it concerns us and who says it; `None` when it does not concern us.
async fn look_up(
    conn: &mut Conn<'_>,
    town: &Town,
    origin: &Origin,
    received: &Received,
    now: Timestamp,
) -> Result<Option<Known>, StoreError> {
    let stored = remote_actors::by_uri(conn, received.actor.as_str()).await?;
    let Some(concern) = concern_of(conn, town, origin, received, stored.as_ref(), now).await? else { return Ok(None) };
    let host = peers::host_of(&received.actor).unwrap_or_default();
    let standing = match &stored {
        Some(_) => Standing::Account,
        None if peers::by_host(conn, &host).await?.is_some() => Standing::Host,
        None => Standing::Stranger,
    };
    Ok(Some(Known { concern, stored, standing }))
}

/// Method, announced size, encoding, content type, presence of a signature.
fn check_head(method: &Method, headers: &HeaderMap) -> Result<(), Refusal> {
    if method != Method::POST {
        return Err(Refusal::Method);
    }
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > MAX_BODY) {
        return Err(Refusal::TooLarge);
    }
    let encoded = headers.get(header::CONTENT_ENCODING);
    if encoded.is_some_and(|value| !value.as_bytes().eq_ignore_ascii_case(b"identity")) || !is_activity(headers) {
        return Err(Refusal::MediaType);
    }
    if !is_signed(headers) {
        return Err(SignatureError::Missing.into());
    }
    Ok(())
}

/// The address must be the shared inbox or that of an actor that lives.
async fn check_address(inner: &Inner, town: &Town, path_and_query: &str) -> Result<(), Refusal> {
    let path = path_and_query.split('?').next().unwrap_or_default();
    if path == crate::urls::SHARED_INBOX {
        return Ok(());
    }
    let name = path.strip_prefix("/ap/").and_then(|rest| rest.strip_suffix("/inbox"));
    let name = name.filter(|name| !name.contains('/')).ok_or(Refusal::NotFound)?;
    let actor = inner.db.read(async |c: &mut Conn<'_>| actors::by_username(c, town.id, name).await).await?;
    match actor {
        None => Err(Refusal::NotFound),
        Some(actor) if actor.deleted_at.is_some() => Err(Refusal::Gone),
        Some(_) => Ok(()),
    }
}

fn examine_signature(inner: &Inner, request: &InboxRequest, origin: &Origin) -> Result<Claim, Refusal> {
    let origin = origin.url().map_err(|_| Refusal::NotFound)?;
    let incoming = Incoming {
        method: &request.method,
        path_and_query: &request.path_and_query,
        headers: &request.headers,
        body: &request.body,
        origin: &origin,
    };
    Ok(examine(&incoming, inner.clock.now())?)
}

/// The actor's key that made the signature. Keys change, so one that does not match is looked for in what was fetched
/// since, and then fetched anew; but for a sign of life nothing is fetched.
async fn verified_key(
    inner: &Inner,
    town: &Town,
    author: Author<'_>,
    claim: &Claim,
    concern: &Concern,
) -> Result<FoundKey, KeyTrouble> {
    let found = match concern {
        Concern::SignOfLife => author
            .stored
            .and_then(|stored| stored_key(stored, &claim.key_id))
            .ok_or(KeyTrouble::Refused("another key"))??,
        _ => inner.keys_cache.find(town, author, &claim.key_id).await?,
    };
    let Err(error) = claim.verify(&found.key) else { return Ok(found) };
    if found.fresh || *concern == Concern::SignOfLife {
        return Err(KeyTrouble::Refused(error.label()));
    }
    if let Some(stored) = author.stored
        && let Some(newer) = inner.keys_cache.fetched_since(author.actor, &claim.key_id, stored).await
        && claim.verify(&newer.key).is_ok()
    {
        return Ok(newer);
    }
    let found = inner.keys_cache.refetch(town, author, &claim.key_id).await?;
    claim.verify(&found.key).map_err(|error| KeyTrouble::Refused(error.label()))?;
    Ok(found)
}
