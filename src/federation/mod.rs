//! 4. It reaches followers. The only module that imports `activitypub_federation`.
//!
//! Going out: `forms` are the JSON of what we say (publish stores the bytes), `documents`, `webfinger`, `nodeinfo` and
//! `host_meta` answer who asks. Coming in: `inbox` takes what others send, `inbox_concern` says whether it concerns us
//! (of what people say, `inbox_words` does),
//! `keys_cache` and `fetch` find the sender's key, `receive_*` is one effect each. `signature` and `keys` are the
//! arithmetic below both. Web calls [`Federation`]; publish calls [`forms`].

mod actor_document;
pub mod actor_keys;
pub mod answer_forms;
mod collections;
pub mod deliver;
mod deliver_refresh;
mod deliver_result;
mod deliver_send;
pub mod digest;
mod documents;
mod fetch;
mod fetch_brake;
pub mod forms;
mod host_meta;
pub mod hosts;
mod inbox;
mod inbox_concern;
mod inbox_effect;
mod inbox_words;
pub mod keys;
mod keys_cache;
mod media_type;
mod nodeinfo;
mod note_content;
mod note_document;
mod receive_block;
mod receive_delete;
mod receive_follow;
mod receive_undo;
mod receive_update;
mod receive_words;
mod received;
mod remote_actor;
mod remote_note;
pub mod signature;
mod signature_cavage;
mod signature_rfc9421;
mod strict_json;
mod structured_fields;
mod webfinger;

use std::sync::Arc;

pub use documents::Document;
use http::{HeaderMap, Method, StatusCode};
pub use inbox::{InboxAnswer, InboxRequest, MAX_BODY};

use actor_keys::ActorKeys;
use documents::Reader;
use fetch::Fetcher;
use hosts::Hosts;
use keys_cache::KeysCache;
use nodeinfo::Software;

use crate::clock::{SharedClock, SharedRng};
use crate::domain::ids::{Ulid, ulid_from};
use crate::domain::town::Town;
use crate::net::Net;
use crate::seal::Sealer;
use crate::store::{Conn, Db, GroupWriter, StoreError};
use crate::urls::Origin;

/// What this room is built from.
pub struct FederationDeps {
    pub db: Db,
    pub group: GroupWriter,
    pub net: Net,
    pub clock: SharedClock,
    pub rng: SharedRng,
    pub sealer: Arc<Sealer>,
    /// `server.public_scheme`.
    pub scheme: String,
    /// `development.loopback`: peers may speak http.
    pub loopback: bool,
    /// Makes words of foreign markup: the cleaner of another room, handed in.
    pub read_words: fn(&str) -> String,
    /// Of this software, for NodeInfo.
    pub version: &'static str,
    /// Where the running source can be had (AGPL-3.0 §13).
    pub source_url: &'static str,
}

/// The Fediverse side of all towns. Cheap to clone.
#[derive(Clone)]
pub struct Federation(Arc<Inner>);

struct Inner {
    db: Db,
    group: GroupWriter,
    clock: SharedClock,
    rng: SharedRng,
    scheme: String,
    loopback: bool,
    software: Software,
    read_words: fn(&str) -> String,
    hosts: Hosts,
    actor_keys: ActorKeys,
    keys_cache: KeysCache,
}

impl Inner {
    fn new_ulid(&self) -> Ulid {
        let mut bits = [0; 10];
        self.rng.fill(&mut bits);
        ulid_from(self.clock.now(), bits)
    }
}

impl Federation {
    /// Builds it once per process.
    #[must_use]
    pub fn new(deps: FederationDeps) -> Self {
        let hosts = Hosts::new(deps.db.clone(), Arc::clone(&deps.clock));
        let actor_keys = ActorKeys::new(deps.db.clone(), deps.sealer);
        let fetcher = Arc::new(Fetcher {
            db: deps.db.clone(),
            net: deps.net,
            hosts: hosts.clone(),
            keys: actor_keys.clone(),
            clock: Arc::clone(&deps.clock),
            scheme: deps.scheme.clone(),
        });
        Self(Arc::new(Inner {
            db: deps.db,
            group: deps.group,
            clock: deps.clock,
            rng: deps.rng,
            scheme: deps.scheme,
            loopback: deps.loopback,
            software: Software { version: deps.version, source_url: deps.source_url },
            read_words: deps.read_words,
            hosts,
            actor_keys,
            keys_cache: KeysCache::new(fetcher),
        }))
    }

    /// Which addresses are ours: asked before anything is fetched or believed. Deliveries to them are not even queued.
    #[must_use]
    pub fn hosts(&self) -> &Hosts {
        &self.0.hosts
    }

    /// The private keys of our actors, for delivery to share.
    #[must_use]
    pub fn actor_keys(&self) -> &ActorKeys {
        &self.0.actor_keys
    }

    /// What stands at a path under `/ap/` for a GET: actors, collections, posts, activities. Unknown is 404, gone is
    /// 410 with a Tombstone, an inbox is 405. A draft town has nothing.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn document(
        &self,
        conn: &mut Conn<'_>,
        town: &Town,
        path: &str,
        query: Option<&str>,
    ) -> Result<Document, StoreError> {
        let origin = self.origin(town);
        Reader { origin: &origin, town }.read(conn, path, query).await
    }

    /// `/.well-known/{webfinger,host-meta,nodeinfo}` (RFC 7033, RFC 6415, NodeInfo) and `/nodeinfo/{2.0,2.1}`.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn well_known(
        &self,
        conn: &mut Conn<'_>,
        town: &Town,
        path: &str,
        query: Option<&str>,
    ) -> Result<Document, StoreError> {
        let origin = self.origin(town);
        let reader = Reader { origin: &origin, town };
        if !town.is_public() {
            return Ok(Document::bare(StatusCode::NOT_FOUND));
        }
        match path {
            "/.well-known/webfinger" => webfinger::answer(&reader, conn, query).await,
            "/.well-known/host-meta" => Ok(host_meta::document(&reader)),
            "/.well-known/nodeinfo" => Ok(nodeinfo::links(&reader)),
            _ => {
                let now = self.0.clock.now();
                let found = nodeinfo::document(&reader, conn, self.0.software, path, now).await?;
                Ok(found.unwrap_or_else(|| Document::bare(StatusCode::NOT_FOUND)))
            }
        }
    }

    /// What a request to an inbox is answered because of its head alone, so that its body need not be read; `None`
    /// when [`Self::receive`] shall see it.
    #[must_use]
    pub fn precheck(&self, method: &Method, headers: &HeaderMap) -> Option<InboxAnswer> {
        inbox::precheck(method, headers)
    }

    /// Takes a request to an inbox of a town: the shared one or an actor's (spec interop §3.1).
    pub async fn receive(&self, town: &Town, request: InboxRequest) -> InboxAnswer {
        inbox::receive(&self.0, town, request).await
    }

    fn origin(&self, town: &Town) -> Origin {
        Origin::new(&self.0.scheme, &town.host)
    }
}

#[cfg(test)]
mod tests;
