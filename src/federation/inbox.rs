//! The inbox: what other servers tell us, in the order of spec interop §3.1. Everything cheap comes before anything
//! that costs, no stranger makes us fetch what does not concern us, and nothing is believed before its signature.
//!
//! In: a town and a request; out: a status without body. Called by web.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use jiff::SignedDuration;
use url::Url;

use super::Inner;
use super::inbox_concern::{Concern, concern_of};
use super::inbox_effect::Effect;
use super::keys_cache::{FoundKey, KeyTrouble};
use super::media_type::is_activity;
use super::received::Received;
use super::signature::{ACCEPT_SIGNATURE, Claim, Incoming, SignatureError, examine};
use crate::domain::town::Town;
use crate::seal::sha256_hex;
use crate::store::{Conn, StoreError, actors, remote_actors};
use crate::urls::Origin;

/// The largest body that is read, in bytes.
const MAX_BODY: usize = 1024 * 1024;
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
    /// `Accept-Signature` with 401, `Retry-After` with 503, `Allow` with 405.
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

/// Takes one request.
pub(super) async fn receive(inner: &Inner, town: &Town, request: InboxRequest) -> InboxAnswer {
    let outcome = attempt(inner, town, &request).await;
    let label = outcome.as_ref().err().map_or("taken", |refusal| refusal.label());
    metrics::counter!("ausrufer_inbox_requests_total", "outcome" => label).increment(1);
    match outcome {
        Ok(()) => InboxAnswer { status: StatusCode::ACCEPTED, headers: HeaderMap::new() },
        Err(refusal) => {
            tracing::debug!(town = %town.host, reason = label, "an inbox request was refused");
            refusal.answer()
        }
    }
}

async fn attempt(inner: &Inner, town: &Town, request: &InboxRequest) -> Result<(), Refusal> {
    if !town.is_public() {
        return Err(Refusal::NotFound);
    }
    check_envelope(request)?;
    check_address(inner, town, &request.path_and_query).await?;
    let received = Received::read(&request.body, inner.loopback).map_err(Refusal::Malformed)?;
    if inner.hosts.is_ours(&received.actor).await? {
        return Err(Refusal::Ours);
    }
    let origin = Origin::new(&inner.scheme, &town.host);
    let (concern, stored) = inner
        .db
        .read(async |c: &mut Conn<'_>| {
            let stored = remote_actors::by_uri(c, received.actor.as_str()).await?;
            let concern = concern_of(c, town, &origin, &received, stored.as_ref()).await?;
            Ok::<_, StoreError>((concern, stored))
        })
        .await?;
    let Some(concern) = concern else { return Ok(()) };
    let claim = examine_signature(inner, request, &origin)?;
    let key = match verified_key(inner, town, &received.actor, &claim, stored.as_ref()).await {
        Err(KeyTrouble::Gone) if concern == Concern::DeleteActor => None,
        Err(KeyTrouble::Gone) => return Err(Refusal::Unsigned("the actor is gone")),
        Err(KeyTrouble::Refused(reason)) => return Err(Refusal::Unsigned(reason)),
        Err(KeyTrouble::Later(pause)) => return Err(Refusal::Later(pause)),
        Ok(found) => Some(found),
    };
    if matches!(concern, Concern::DeleteActor | Concern::UpdateActor(_)) {
        inner.keys_cache.forget(&received.actor).await;
    }
    let effect = Effect {
        town: town.clone(),
        origin,
        concern,
        id: received.id.clone(),
        actor: received.actor.clone(),
        signature: format!("signature:{}", sha256_hex(&claim.signature)),
        key_id: claim.key_id.to_string(),
        document: key.and_then(|key| key.document),
        accept: inner.new_ulid(),
        now: inner.clock.now(),
    };
    inner.group.write(move |conn| Box::pin(async move { effect.apply(conn).await })).await?;
    Ok(())
}

/// Method, content type, encoding and size.
fn check_envelope(request: &InboxRequest) -> Result<(), Refusal> {
    if request.method != Method::POST {
        return Err(Refusal::Method);
    }
    let encoded = request.headers.get(header::CONTENT_ENCODING);
    if encoded.is_some_and(|value| !value.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return Err(Refusal::MediaType);
    }
    if !is_activity(&request.headers) {
        return Err(Refusal::MediaType);
    }
    if request.body.len() > MAX_BODY {
        return Err(Refusal::TooLarge);
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

/// The actor's key that made the signature. One that does not match is fetched anew once: keys change.
async fn verified_key(
    inner: &Inner,
    town: &Town,
    actor: &Url,
    claim: &Claim,
    stored: Option<&remote_actors::RemoteActor>,
) -> Result<FoundKey, KeyTrouble> {
    let found = inner.keys_cache.find(town, actor, &claim.key_id, stored).await?;
    let Err(error) = claim.verify(&found.key) else { return Ok(found) };
    if found.fresh {
        return Err(KeyTrouble::Refused(error.label()));
    }
    if let Some(newer) = inner.keys_cache.remembered(actor, &claim.key_id).await
        && claim.verify(&newer.key).is_ok()
    {
        return Ok(newer);
    }
    let found = inner.keys_cache.refetch(town, actor, &claim.key_id).await?;
    claim.verify(&found.key).map_err(|error| KeyTrouble::Refused(error.label()))?;
    Ok(found)
}
