//! The private keys of our actors, opened when needed and remembered for a while.
//!
//! In comes an actor; out goes its [`SigningKey`]. Called by delivery and by signed fetches.

use std::sync::Arc;
use std::time::Duration;

use moka::future::Cache;
use thiserror::Error;

use super::keys::{KeyError, SigningKey};
use crate::domain::ids::{ActorId, TownId};
use crate::seal::{SealError, Sealer};
use crate::store::{Conn, Db, StoreError, actors};

/// Opened keys that are kept.
const MOST: u64 = 1_000;
/// An unused key leaves the memory after this time.
const IDLE: Duration = Duration::from_secs(60 * 60);

/// Why there is no key to sign with.
#[derive(Debug, Error)]
pub enum ActorKeyError {
    /// The town has no such actor.
    #[error("there is no such actor")]
    NoActor,
    /// The database is away.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The sealed key does not open.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// What was sealed is no key.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// Opens and remembers private keys. Clones share the memory.
#[derive(Clone)]
pub struct ActorKeys {
    db: Db,
    sealer: Arc<Sealer>,
    opened: Cache<ActorId, SigningKey>,
}

/// Where an actor's private key is sealed (DESIGN D15).
#[must_use]
pub fn private_key_place(actor_ulid: &str) -> String {
    format!("actor/private_key/{actor_ulid}")
}

impl ActorKeys {
    /// Keys of the actors in `db`, sealed by `sealer`.
    #[must_use]
    pub fn new(db: Db, sealer: Arc<Sealer>) -> Self {
        Self { db, sealer, opened: Cache::builder().max_capacity(MOST).time_to_idle(IDLE).build() }
    }

    /// The key of one of the town's actors.
    ///
    /// # Errors
    /// When there is no such actor, or its key cannot be read or opened.
    pub async fn get(&self, town: TownId, actor: ActorId) -> Result<SigningKey, ActorKeyError> {
        if let Some(key) = self.opened.get(&actor).await {
            return Ok(key);
        }
        let (sealed, ulid) = self
            .db
            .read(async |conn: &mut Conn<'_>| {
                let actor = actors::by_id(conn, town, actor).await?.ok_or(ActorKeyError::NoActor)?;
                let ulid = actors::ulid_of(conn, actor.id).await?;
                Ok::<_, ActorKeyError>((actor.private_key_sealed, ulid))
            })
            .await?;
        let key = SigningKey::from_pkcs8_der(&self.sealer.open(&private_key_place(&ulid), &sealed)?)?;
        self.opened.insert(actor, key.clone()).await;
        Ok(key)
    }

    /// Forgets an actor's opened key, after it was changed.
    pub async fn forget(&self, actor: ActorId) {
        self.opened.invalidate(&actor).await;
    }
}
