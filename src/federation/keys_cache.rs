//! Finds the key that a signature names (spec interop §2.3, §3.1 step 8).
//!
//! In: an actor, a key id and what the store knows; out: the key, or what to tell the sender. The actor's own document
//! is the only authority on its keys, so that is what is fetched: once at a time per actor, as far as [`FetchBrake`]
//! lets it, failures remembered. Everything here is bounded memory.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use moka::future::Cache;
use url::Url;

use super::fetch::{FetchError, Fetcher};
use super::fetch_brake::{FetchBrake, Standing};
use super::keys::VerifyingKey;
use super::remote_actor::RemoteDocument;
use crate::domain::town::Town;
use crate::store::remote_actors::RemoteActor;

/// Memory for documents, in bytes.
const DOCUMENT_BYTES: u64 = 24 * 1024 * 1024;
/// Memory for failures, and the same again for refetches, in bytes.
const NOTE_BYTES: u64 = 4 * 1024 * 1024;
/// What an entry takes beside its texts, in bytes; rather too much.
const ENTRY_BYTES: usize = 256;
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

/// Whose key is looked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Author<'a> {
    /// The actor's id.
    pub actor: &'a Url,
    /// What the store knows of it.
    pub stored: Option<&'a RemoteActor>,
    pub standing: Standing,
}

/// A key, and the document it comes from when it was not in the store.
#[derive(Debug, Clone)]
pub(super) struct FoundKey {
    pub key: VerifyingKey,
    pub document: Option<Arc<RemoteDocument>>,
    /// Just fetched for this request: fetching again cannot help.
    pub fresh: bool,
}

/// A document, and when it was fetched.
type Fetched = (Arc<RemoteDocument>, Timestamp);

/// The memory of keys and failures.
pub(super) struct KeysCache {
    fetcher: Arc<Fetcher>,
    brake: FetchBrake,
    documents: Cache<String, Fetched>,
    failed: Cache<String, (FetchError, Timestamp)>,
    refetched: Cache<String, Timestamp>,
}

impl KeysCache {
    /// Begins empty.
    pub fn new(fetcher: Arc<Fetcher>) -> Self {
        let documents = Cache::builder()
            .max_capacity(DOCUMENT_BYTES)
            .weigher(|actor: &String, (document, _): &Fetched| weight(actor.len() + document.bytes()));
        Self {
            fetcher,
            brake: FetchBrake::new(),
            documents: documents.time_to_live(DOCUMENT_AGE).build(),
            failed: notes(),
            refetched: notes(),
        }
    }

    /// The key with this id of this actor.
    ///
    /// # Errors
    /// [`KeyTrouble`].
    pub async fn find(&self, town: &Town, author: Author<'_>, key_id: &Url) -> Result<FoundKey, KeyTrouble> {
        if key_id.origin() != author.actor.origin() {
            return Err(KeyTrouble::Refused("key of another host"));
        }
        if let Some(known) = author.stored.and_then(|known| stored_key(known, key_id)) {
            return known;
        }
        if let Some((document, _)) = self.documents.get(author.actor.as_str()).await {
            return match document.key(key_id.as_str()) {
                Some(pem) => found(pem, Some(&document), false),
                None => self.refetch(town, author, key_id).await,
            };
        }
        if author.stored.is_some() {
            // The actor is known under another key id.
            return self.refetch(town, author, key_id).await;
        }
        self.fetch(town, author, key_id).await
    }

    /// The same key as a document has it that was fetched since the store's was: what a refetch brought counts for
    /// every later message, also before the store knows it.
    pub async fn fetched_since(&self, actor: &Url, key_id: &Url, stored: &RemoteActor) -> Option<FoundKey> {
        let (document, at) = self.documents.get(actor.as_str()).await?;
        let pem = document.key(key_id.as_str()).filter(|pem| at >= stored.fetched_at && *pem != stored.key_pem)?;
        found(pem, Some(&document), false).ok()
    }

    /// The key as the actor's document has it now, asked at most every ten minutes per actor.
    ///
    /// # Errors
    /// [`KeyTrouble`]; [`KeyTrouble::Refused`] when it was asked not long ago.
    pub async fn refetch(&self, town: &Town, author: Author<'_>, key_id: &Url) -> Result<FoundKey, KeyTrouble> {
        let (actor, now) = (author.actor.as_str(), self.fetcher.clock.now());
        let last = self.refetched.get(actor).await;
        if last.is_some_and(|at| now.duration_since(at).abs() < REFETCH_EVERY) {
            return Err(KeyTrouble::Refused("fetched anew not long ago"));
        }
        self.refetched.insert(actor.to_owned(), now).await;
        self.documents.invalidate(actor).await;
        let fetched = self.fetch(town, author, key_id).await;
        if matches!(fetched, Err(KeyTrouble::Later(_))) {
            // Nothing was learnt, so the key may still be another one.
            self.refetched.invalidate(actor).await;
        }
        fetched
    }

    /// Forgets what is remembered of an actor.
    pub async fn forget(&self, actor: &Url) {
        self.documents.invalidate(actor.as_str()).await;
    }

    async fn fetch(&self, town: &Town, author: Author<'_>, key_id: &Url) -> Result<FoundKey, KeyTrouble> {
        let (actor, now) = (author.actor.as_str(), self.fetcher.clock.now());
        if let Some((error, at)) = self.failed.get(actor).await
            && let Some(trouble) = remembered(&error, now.duration_since(at).abs())
        {
            return Err(trouble);
        }
        let fetched = self.documents.try_get_with(actor.to_owned(), self.ask(town, author)).await;
        match fetched {
            Ok((document, _)) => match document.key(key_id.as_str()) {
                Some(pem) => found(pem, Some(&document), true),
                None => Err(KeyTrouble::Refused("no such key")),
            },
            Err(error) => {
                // That we had no turn says nothing about the actor.
                if !matches!(*error, FetchError::NoTurn(_)) {
                    self.failed.insert(actor.to_owned(), ((*error).clone(), now)).await;
                }
                Err(trouble(&error))
            }
        }
    }

    async fn ask(&self, town: &Town, author: Author<'_>) -> Result<Fetched, FetchError> {
        let host = author.actor.host_str().unwrap_or_default();
        let _turn = self.brake.take(host, author.standing).await.map_err(FetchError::NoTurn)?;
        let (url, value) = self.fetcher.get(town, author.actor).await?;
        let document = RemoteDocument::read(&url, &value).map_err(FetchError::Refused)?;
        if document.id == *author.actor {
            Ok((Arc::new(document), self.fetcher.clock.now()))
        } else {
            Err(FetchError::Refused("another actor's document"))
        }
    }
}

/// The key that the store has, if it is the one with this id.
pub(super) fn stored_key(known: &RemoteActor, key_id: &Url) -> Option<Result<FoundKey, KeyTrouble>> {
    (known.key_id == key_id.as_str()).then(|| found(&known.key_pem, None, false))
}

/// A small memory about actors.
fn notes<V: Clone + Send + Sync + 'static>() -> Cache<String, V> {
    let notes = Cache::builder().max_capacity(NOTE_BYTES).weigher(|actor: &String, _: &V| weight(actor.len()));
    notes.time_to_live(DOCUMENT_AGE).build()
}

/// What an entry with texts of so many bytes weighs.
fn weight(bytes: usize) -> u32 {
    u32::try_from(bytes + ENTRY_BYTES).unwrap_or(u32::MAX)
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
        FetchError::NoTurn(pause) => KeyTrouble::Later(SignedDuration::try_from(*pause).unwrap_or(LATER_FOR)),
        FetchError::Later(pause) => {
            let asked = pause.and_then(|pause| SignedDuration::try_from(pause).ok()).unwrap_or(LATER_FOR);
            KeyTrouble::Later(asked.clamp(LATER_FOR, LATER_AT_MOST))
        }
    }
}
