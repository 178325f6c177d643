//! An actor of another server, as its own document describes it (spec interop §2.3, T-03, T-09, T-19).
//!
//! In: the address that answered and the JSON; out: a [`RemoteDocument`] whose every address is on the actor's own
//! host and whose keys name the actor as their owner. Pure.

use activitypub_federation::protocol::public_key::PublicKey;
use serde::Deserialize;
use serde_json::Value;
use url::{Position, Url};

use super::keys::VerifyingKey;
use crate::store::remote_actors::Fetched;

/// What may follow and sign: the five actor types of ActivityStreams.
const TYPES: [&str; 5] = ["Application", "Group", "Organization", "Person", "Service"];
/// Keys of one actor that are read.
const MAX_KEYS: usize = 4;
/// The longest id and address that is kept, in bytes.
const MAX_ADDRESS: usize = 2048;
/// The longest username that is kept, in characters.
const MAX_USERNAME: usize = 128;

/// A checked actor document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RemoteDocument {
    /// The actor's id.
    pub id: Url,
    /// Its peer's name: host, with the port if it is not the scheme's own.
    pub host: String,
    pub inbox: String,
    pub shared_inbox: Option<String>,
    pub username: String,
    keys: Vec<Key>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Key {
    id: String,
    pem: String,
}

impl RemoteDocument {
    /// Reads the document that `url` answered with.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(url: &Url, document: &Value) -> Result<Self, &'static str> {
        let id = document.get("id").and_then(Value::as_str).and_then(|id| Url::parse(id).ok());
        let id = id.filter(|id| id == url && id.as_str().len() <= MAX_ADDRESS).ok_or("the id is not its address")?;
        if !has_type(document, &TYPES) {
            return Err("not an actor");
        }
        let inbox = own_address(&id, document.get("inbox")).ok_or("no inbox on its own host")?;
        let shared = document.get("endpoints").and_then(|endpoints| endpoints.get("sharedInbox"));
        let shared_inbox = own_address(&id, shared).filter(|shared| *shared != inbox);
        let keys = keys(&id, document.get("publicKey"));
        let host = id[Position::BeforeHost..Position::AfterPort].to_owned();
        Ok(Self { host, inbox, shared_inbox, username: username(document), keys, id })
    }

    /// About how much memory its texts take, in bytes.
    pub fn bytes(&self) -> usize {
        let keys: usize = self.keys.iter().map(|key| key.id.len() + key.pem.len()).sum();
        let shared = self.shared_inbox.as_ref().map_or(0, String::len);
        self.id.as_str().len() + self.host.len() + self.inbox.len() + shared + self.username.len() + keys
    }

    /// The text of the key with exactly this id.
    pub fn key(&self, key_id: &str) -> Option<&str> {
        self.keys.iter().find(|key| key.id == key_id).map(|key| key.pem.as_str())
    }

    /// In the form in which the store keeps it, with one of its keys.
    pub fn fetched<'a>(&'a self, key_id: &'a str) -> Option<Fetched<'a>> {
        Some(Fetched {
            uri: self.id.as_str(),
            host: &self.host,
            inbox: &self.inbox,
            shared_inbox: self.shared_inbox.as_deref(),
            username: &self.username,
            key_id,
            key_pem: self.key(key_id)?,
        })
    }
}

/// Whether a document has one of these types, given alone or in a list.
fn has_type(document: &Value, types: &[&str]) -> bool {
    let one = |value: &Value| value.as_str().is_some_and(|kind| types.contains(&kind));
    match document.get("type") {
        Some(Value::Array(list)) => list.iter().any(one),
        Some(value) => one(value),
        None => false,
    }
}

/// An address on exactly the actor's own scheme, host and port.
fn own_address(id: &Url, value: Option<&Value>) -> Option<String> {
    let url = Url::parse(value?.as_str()?).ok()?;
    let plain = url.username().is_empty() && url.password().is_none() && url.as_str().len() <= MAX_ADDRESS;
    (plain && url.origin() == id.origin()).then(|| url.to_string())
}

/// The keys that name the actor as their owner and can be used.
fn keys(id: &Url, value: Option<&Value>) -> Vec<Key> {
    let list = match value {
        Some(Value::Array(list)) => list.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    let keys = list.iter().take(MAX_KEYS).filter_map(|value| PublicKey::deserialize(value).ok());
    keys.filter(|key| key.owner == *id && key.id.len() <= MAX_ADDRESS)
        .filter(|key| VerifyingKey::from_pem(&key.public_key_pem).is_ok())
        .filter_map(|key| Some(Key { id: Url::parse(&key.id).ok()?.to_string(), pem: key.public_key_pem }))
        .collect()
}

/// The name for people; nothing that could mislead a reader of a list.
fn username(document: &Value) -> String {
    let name = document.get("preferredUsername").and_then(Value::as_str).unwrap_or_default();
    name.chars().filter(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-')).take(MAX_USERNAME).collect()
}
