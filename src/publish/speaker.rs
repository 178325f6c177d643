//! Who speaks: a town, its address, its main actor, and the key from which its ids are derived.

use jiff::Timestamp;

use super::PublishError;
use crate::domain::TownId;
use crate::domain::actor::Actor;
use crate::domain::audit::Who;
use crate::domain::ids::{Ulid, ulid_from};
use crate::domain::post::Post;
use crate::domain::town::Town;
use crate::federation::forms::Voice;
use crate::seal::{Sealer, derive_bits};
use crate::store::{Conn, StoreError, actors, towns};
use crate::urls::Origin;

/// Everything a town needs to say something.
pub struct Speaker {
    pub town: Town,
    pub origin: Origin,
    /// The main actor; `None` before it was created: posts are then on the page only.
    pub author: Option<Actor>,
    /// On whose decision; the machine's unless [`Speaker::acting`] says otherwise.
    pub who: Who,
    id_key: Vec<u8>,
}

impl Speaker {
    /// Loads a town's voice; `None` when the town does not exist.
    ///
    /// # Errors
    /// When the store refuses or the town's key cannot be opened.
    pub async fn load(
        conn: &mut Conn<'_>,
        sealer: &Sealer,
        scheme: &str,
        town: TownId,
    ) -> Result<Option<Self>, PublishError> {
        let Some(town) = towns::by_id(conn, town).await? else { return Ok(None) };
        let sealed = towns::id_key(conn, town.id).await?;
        let id_key = sealer.open(&id_key_place(town.ulid), &sealed)?;
        let author = actors::main(conn, town.id).await?;
        let origin = Origin::new(scheme, &town.host);
        Ok(Some(Self { town, origin, author, who: Who::Machine, id_key }))
    }

    /// The same voice, on a person's decision.
    #[must_use]
    pub fn acting(self, who: &Who) -> Self {
        Self { who: who.clone(), ..self }
    }

    /// The voice of a post's own author, which never changes after its Create; `None` when nobody wrote it.
    pub(super) async fn author_of(&self, conn: &mut Conn<'_>, post: &Post) -> Result<Option<Actor>, StoreError> {
        let Some(id) = post.actor else { return Ok(None) };
        match &self.author {
            Some(author) if author.id == id => Ok(Some(author.clone())),
            _ => Ok(actors::by_id(conn, self.town.id, id).await?.filter(|actor| actor.deleted_at.is_none())),
        }
    }

    pub(super) fn voice<'a>(&'a self, actor: &'a Actor) -> Voice<'a> {
        Voice { origin: &self.origin, town: &self.town, actor }
    }

    /// An id that the same words give again, also after a restore (DESIGN D13).
    pub(super) fn derive(&self, at: Timestamp, words: &[&str]) -> Ulid {
        ulid_from(at, derive_bits(&self.id_key, words))
    }
}

/// Where a town's id key is sealed.
#[must_use]
pub fn id_key_place(town: Ulid) -> String {
    format!("town/id_key/{town}")
}
