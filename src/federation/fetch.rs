//! Documents of other servers, fetched one at a time and signed by the town's instance actor (spec interop §2.3, §3).
//!
//! In: a town and an address; out: the JSON behind it and the address that answered. At most two redirects on the same
//! host, each signed anew; only ActivityPub content types; 1 MiB and ten seconds. Our own addresses are never fetched.

use std::time::Duration;

use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::Value;
use url::Url;

use super::actor_keys::ActorKeys;
use super::forms::Voice;
use super::hosts::Hosts;
use super::keys::SigningKey;
use super::media_type::is_activity;
use super::signature::{Dialect, Signer, sign};
use super::strict_json;
use crate::clock::SharedClock;
use crate::domain::actor::ActorKind;
use crate::domain::town::Town;
use crate::net::{Net, NetError, Profile, Request, Response};
use crate::store::{Conn, Db, actors};
use crate::urls::Origin;

/// Redirects that are followed.
const MAX_HOPS: usize = 2;
/// What we ask for.
const ACCEPT: HeaderValue = HeaderValue::from_static(
    "application/activity+json, application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"",
);

/// Why a document could not be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum FetchError {
    /// 410: it was there and is gone for good.
    #[error("gone")]
    Gone,
    /// It is not there, or not what it must be; asking again soon is useless.
    #[error("refused: {0}")]
    Refused(&'static str),
    /// Not now; perhaps after this time.
    #[error("not reachable at present")]
    Later(Option<Duration>),
    /// Nobody was asked, as we fetch enough already; perhaps after this time.
    #[error("too much is being fetched")]
    NoTurn(Duration),
}

/// Fetches for all towns.
pub(super) struct Fetcher {
    pub db: Db,
    pub net: Net,
    pub hosts: Hosts,
    pub keys: ActorKeys,
    pub clock: SharedClock,
    pub scheme: String,
}

impl Fetcher {
    /// Fetches one document.
    ///
    /// # Errors
    /// [`FetchError`].
    pub async fn get(&self, town: &Town, address: &Url) -> Result<(Url, Value), FetchError> {
        let key = self.instance_key(town).await?;
        let signer = key.as_ref().map(|(key, key_id)| Signer { key, key_id });
        let mut url = address.clone();
        url.set_fragment(None);
        for _ in 0..=MAX_HOPS {
            let response = self.ask(&url, signer.as_ref()).await?;
            if !response.status.is_redirection() {
                return read(&response).map(|value| (url, value));
            }
            let location = response.headers.get(header::LOCATION).and_then(|value| value.to_str().ok());
            let next = location.and_then(|location| url.join(location).ok());
            let mut next = next.ok_or(FetchError::Refused("redirect without target"))?;
            next.set_fragment(None);
            if next.origin() != url.origin() {
                return Err(FetchError::Refused("redirect to another host"));
            }
            url = next;
        }
        Err(FetchError::Refused("too many redirects"))
    }

    async fn ask(&self, url: &Url, signer: Option<&Signer<'_>>) -> Result<Response, FetchError> {
        self.net.check_url(Profile::Federation, url).map_err(|_| FetchError::Refused("address"))?;
        match self.hosts.is_ours(url).await {
            Ok(false) => {}
            Ok(true) => return Err(FetchError::Refused("our own address")),
            Err(error) => return Err(stalled(&error)),
        }
        let mut headers = HeaderMap::from_iter([(header::ACCEPT, ACCEPT)]);
        let mut request = Request::get(Profile::Federation, url.clone()).max_redirects(0);
        if let Some(signer) = signer {
            sign(Dialect::Cavage, signer, &request.method, url, &mut headers, None, self.clock.now())
                .map_err(|_| FetchError::Refused("address cannot be signed for"))?;
        }
        request.headers = headers;
        let response = self.net.send(request).await.map_err(|error| refused_or_later(&error))?;
        match response.status {
            StatusCode::GONE => Err(FetchError::Gone),
            StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS => {
                Err(FetchError::Later(self.net.retry_after(&response)))
            }
            status if status.is_server_error() => Err(FetchError::Later(self.net.retry_after(&response))),
            status if status == StatusCode::OK || status.is_redirection() => Ok(response),
            _ => Err(FetchError::Refused("status")),
        }
    }

    /// The key of the town's instance actor, and its id. A town that has none yet asks unsigned.
    async fn instance_key(&self, town: &Town) -> Result<Option<(SigningKey, String)>, FetchError> {
        let all = self.db.read(async |c: &mut Conn<'_>| actors::of_town(c, town.id).await).await;
        let all = all.map_err(|error| stalled(&error))?;
        let Some(actor) = all.into_iter().find(|actor| actor.kind == ActorKind::Instance) else { return Ok(None) };
        let key = self.keys.get(town.id, actor.id).await.map_err(|error| stalled(&error))?;
        let voice = Voice { origin: &Origin::new(&self.scheme, &town.host), town, actor: &actor };
        Ok(Some((key, voice.key_id())))
    }
}

/// Our own trouble: the stranger is asked to come again.
fn stalled(error: &dyn std::error::Error) -> FetchError {
    tracing::error!(%error, "a document of another server could not be fetched for reasons of our own");
    FetchError::Later(None)
}

fn refused_or_later(error: &NetError) -> FetchError {
    if error.is_transient() { FetchError::Later(None) } else { FetchError::Refused(error.label()) }
}

fn read(response: &Response) -> Result<Value, FetchError> {
    if !is_activity(&response.headers) {
        return Err(FetchError::Refused("content type"));
    }
    strict_json::parse(&response.body).map_err(|_| FetchError::Refused("not JSON"))
}
