//! The private keys of our own actors, opened once each and kept in memory.
//!
//! In: an actor; out: its key and key id, ready for [`super::signature::sign`]. Called by signed fetches and by
//! delivery.

use std::sync::Arc;

use moka::future::Cache;

use super::keys::{KeyError, SigningKey};
use super::signature::Signer;
use crate::domain::ActorId;
use crate::domain::actor::Actor;
use crate::seal::{SealError, Sealer};
use crate::store::{Conn, StoreError, actors};
use crate::urls::{self, Origin};

/// Keys kept open.
const MAX_OPEN: u64 = 2000;

/// Why a key of ours cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OwnKeyError {
    /// It cannot be opened: another key file, or damaged.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// What was sealed is not a key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A key of ours with the id under which its public half is found.
#[derive(Debug, Clone)]
pub struct OwnKey {
    key: SigningKey,
    key_id: String,
}

impl OwnKey {
    /// For [`super::signature::sign`].
    #[must_use]
    pub fn signer(&self) -> Signer<'_> {
        Signer { key: &self.key, key_id: &self.key_id }
    }
}

/// All keys that were opened. Cheap to clone.
#[derive(Clone)]
pub struct OwnKeys {
    sealer: Arc<Sealer>,
    open: Cache<ActorId, (String, SigningKey)>,
}

impl OwnKeys {
    /// Opens keys with this sealer.
    #[must_use]
    pub fn new(sealer: Arc<Sealer>) -> Self {
        Self { sealer, open: Cache::new(MAX_OPEN) }
    }

    /// An actor's key. One that was replaced is opened anew.
    ///
    /// # Errors
    /// [`OwnKeyError`] when it cannot be read or opened.
    pub async fn of(&self, conn: &mut Conn<'_>, origin: &Origin, actor: &Actor) -> Result<OwnKey, OwnKeyError> {
        let key_id = format!("{}#main-key", origin.absolute(&urls::actor(actor.username.as_str())));
        if let Some((sealed, key)) = self.open.get(&actor.id).await
            && sealed == actor.private_key_sealed
        {
            return Ok(OwnKey { key, key_id });
        }
        let ulid = actors::ulid_of(conn, actor.id).await?;
        let der = self.sealer.open(&format!("actor/private_key/{ulid}"), &actor.private_key_sealed)?;
        let key = SigningKey::from_pkcs8_der(&der)?;
        self.open.insert(actor.id, (actor.private_key_sealed.clone(), key.clone())).await;
        Ok(OwnKey { key, key_id })
    }
}
