//! Finds the key that a signature names (spec interop §2.3, §3.1 step 8).
//!
//! In: an actor, a key id and what the store knows; out: the key, or what to tell the sender. The actor's own document
//! is the only authority on its keys, so that is what is fetched: once at a time per actor, a bounded number per host
//! and minute, failures remembered. Everything here is bounded memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use moka::future::Cache;
use url::Url;

use super::fetch::{FetchError, Fetcher};
use super::keys::VerifyingKey;
use super::remote_actor::RemoteDocument;
use crate::domain::town::Town;
use crate::store::remote_actors::RemoteActor;

/// Actors, failures and hosts remembered.
const MAX_ENTRIES: u64 = 10_000;
/// How long a fetched document is believed without being stored.
const DOCUMENT_AGE: Duration = Duration::from_secs(600);
/// How long an actor that cannot be had is not asked for again.
const REFUSED_FOR: SignedDuration = SignedDuration::from_secs(600);
/// The same when it may just be a bad moment.
const LATER_FOR: SignedDuration = SignedDuration::from_secs(30);
/// The longest pause that another server can ask of us here.
const LATER_AT_MOST: SignedDuration = SignedDuration::from_secs(600);
/// How often a key is fetched anew because a signature did not match.
const REFETCH_EVERY: SignedDuration = SignedDuration::from_secs(600);
/// Fetches per host and minute.
const PER_HOST: u32 = 300;
/// The minute.
const HOST_WINDOW: Duration = Duration::from_secs(60);

/// Why there is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyTrouble {
    /// The actor is gone for good: 410.
    Gone,
    /// There is no such key; the reason is for the log.
    Refused(&'static str),
    /// It cannot be had now; the sender should come again after this time.
    Later(SignedDuration),
}

/// A key, and the document it comes from when it was not in the store.
#[derive(Debug, Clone)]
pub(super) struct FoundKey {
    pub key: VerifyingKey,
    pub document: Option<Arc<RemoteDocument>>,
    /// Just fetched for this request: fetching again cannot help.
    pub fresh: bool,
}

/// The memory of keys and failures.
pub(super) struct KeysCache {
    fetcher: Arc<Fetcher>,
    documents: Cache<String, Arc<RemoteDocument>>,
    failed: Cache<String, (FetchError, Timestamp)>,
    refetched: Cache<String, Timestamp>,
    per_host: Cache<String, Arc<AtomicU32>>,
}

impl KeysCache {
    /// Begins empty.
    pub fn new(fetcher: Arc<Fetcher>) -> Self {
        let bounded = || Cache::builder().max_capacity(MAX_ENTRIES).time_to_live(DOCUMENT_AGE);
        Self {
            fetcher,
            documents: bounded().build(),
            failed: Cache::builder().max_capacity(MAX_ENTRIES).time_to_live(DOCUMENT_AGE).build(),
            refetched: Cache::builder().max_capacity(MAX_ENTRIES).time_to_live(DOCUMENT_AGE).build(),
            per_host: Cache::builder().max_capacity(MAX_ENTRIES).time_to_live(HOST_WINDOW).build(),
        }
    }

    /// The key with this id of this actor.
    ///
    /// # Errors
    /// [`KeyTrouble`].
    pub async fn find(
        &self,
        town: &Town,
        actor: &Url,
        key_id: &Url,
        stored: Option<&RemoteActor>,
    ) -> Result<FoundKey, KeyTrouble> {
        if key_id.origin() != actor.origin() {
            return Err(KeyTrouble::Refused("key of another host"));
        }
        if let Some(known) = stored.filter(|known| known.key_id == key_id.as_str()) {
            return found(&known.key_pem, None, false);
        }
        if let Some(document) = self.documents.get(actor.as_str()).await {
            return match document.key(key_id.as_str()) {
                Some(pem) => found(pem, Some(&document), false),
                None => self.refetch(town, actor, key_id).await,
            };
        }
        if stored.is_some() {
            // The actor is known under another key id.
            return self.refetch(town, actor, key_id).await;
        }
        self.fetch(town, actor, key_id).await
    }

    /// The key as the actor's document has it now, asked at most every ten minutes per actor.
    ///
    /// # Errors
    /// [`KeyTrouble`]; [`KeyTrouble::Refused`] when it was asked not long ago.
    pub async fn refetch(&self, town: &Town, actor: &Url, key_id: &Url) -> Result<FoundKey, KeyTrouble> {
        let now = self.fetcher.clock.now();
        let last = self.refetched.get(actor.as_str()).await;
        if last.is_some_and(|at| now.duration_since(at).abs() < REFETCH_EVERY) {
            return Err(KeyTrouble::Refused("fetched anew not long ago"));
        }
        self.refetched.insert(actor.as_str().to_owned(), now).await;
        self.documents.invalidate(actor.as_str()).await;
        self.fetch(town, actor, key_id).await
    }

    /// The key as a document says it that was fetched not long ago, whatever the store has. Without it, whoever makes us
    /// look (a forged request does) would use up the one look in ten minutes that a changed key needs.
    pub async fn remembered(&self, actor: &Url, key_id: &Url) -> Option<FoundKey> {
        let document = self.documents.get(actor.as_str()).await?;
        found(document.key(key_id.as_str())?, Some(&document), false).ok()
    }

    /// Forgets what is remembered of an actor.
    pub async fn forget(&self, actor: &Url) {
        self.documents.invalidate(actor.as_str()).await;
    }

    async fn fetch(&self, town: &Town, actor: &Url, key_id: &Url) -> Result<FoundKey, KeyTrouble> {
        let now = self.fetcher.clock.now();
        if let Some((error, at)) = self.failed.get(actor.as_str()).await
            && let Some(trouble) = remembered(&error, now.duration_since(at).abs())
        {
            return Err(trouble);
        }
        let fetched = self.documents.try_get_with(actor.as_str().to_owned(), self.ask(town, actor)).await;
        match fetched {
            Ok(document) => match document.key(key_id.as_str()) {
                Some(pem) => found(pem, Some(&document), true),
                None => Err(KeyTrouble::Refused("no such key")),
            },
            Err(error) => {
                self.failed.insert(actor.as_str().to_owned(), ((*error).clone(), now)).await;
                Err(trouble(&error))
            }
        }
    }

    async fn ask(&self, town: &Town, actor: &Url) -> Result<Arc<RemoteDocument>, FetchError> {
        let host = actor.host_str().unwrap_or_default().to_owned();
        let count = self.per_host.get_with(host, async { Arc::new(AtomicU32::new(0)) }).await;
        if count.fetch_add(1, Ordering::Relaxed) >= PER_HOST {
            return Err(FetchError::Later(Some(HOST_WINDOW)));
        }
        let (url, value) = self.fetcher.get(town, actor).await?;
        let document = RemoteDocument::read(&url, &value).map_err(FetchError::Refused)?;
        if document.id == *actor {
            Ok(Arc::new(document))
        } else {
            Err(FetchError::Refused("another actor's document"))
        }
    }
}

fn found(pem: &str, document: Option<&Arc<RemoteDocument>>, fresh: bool) -> Result<FoundKey, KeyTrouble> {
    let key = VerifyingKey::from_pem(pem).map_err(|_| KeyTrouble::Refused("unusable key"))?;
    Ok(FoundKey { key, document: document.map(Arc::clone), fresh })
}

/// What a failure of that age still means; `None` when it is time to ask again.
fn remembered(error: &FetchError, age: SignedDuration) -> Option<KeyTrouble> {
    let window = match trouble(error) {
        KeyTrouble::Later(pause) => pause,
        KeyTrouble::Gone | KeyTrouble::Refused(_) => REFUSED_FOR,
    };
    (age < window).then(|| trouble(error))
}

fn trouble(error: &FetchError) -> KeyTrouble {
    match error {
        FetchError::Gone => KeyTrouble::Gone,
        FetchError::Refused(reason) => KeyTrouble::Refused(reason),
        FetchError::Later(pause) => {
            let asked = pause.and_then(|pause| SignedDuration::try_from(pause).ok()).unwrap_or(LATER_FOR);
            KeyTrouble::Later(asked.clamp(LATER_FOR, LATER_AT_MOST))
        }
    }
}
