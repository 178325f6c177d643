//! What a verified activity does, in one transaction with the note that it was received (spec interop §3.1 steps 10
//! and 11). Runs inside the group writer, so it awaits nothing but SQL; each kind has a file of its own.

use std::sync::Arc;

use jiff::Timestamp;
use url::Url;

use super::inbox_concern::Concern;
use super::remote_actor::RemoteDocument;
use super::{receive_block, receive_delete, receive_follow, receive_undo, receive_update, receive_words};
use crate::domain::RemoteActorId;
use crate::domain::ids::Ulid;
use crate::domain::town::Town;
use crate::store::{Conn, StoreError, peers, reactions, remote_actors, seen};
use crate::urls::Origin;

/// A verified activity with everything its effect needs.
pub(super) struct Effect {
    pub town: Town,
    pub origin: Origin,
    pub concern: Concern,
    /// The activity's id as written.
    pub id: String,
    /// Its verified author.
    pub actor: Url,
    /// Names exactly this signed request; the same one again is a replay or a repetition.
    pub signature: String,
    /// The key that signed.
    pub key_id: String,
    /// The author's document, when it is newer than what the store has.
    pub document: Option<Arc<RemoteDocument>>,
    /// What somebody says, as words alone.
    pub words: String,
    /// Ids for what has to be made: an Accept or a case, and a message.
    pub fresh: (Ulid, Ulid),
    pub now: Timestamp,
}

impl Effect {
    /// Applies it.
    ///
    /// # Errors
    /// When the store refuses; then nothing happened.
    pub async fn apply(&self, conn: &mut Conn<'_>) -> Result<(), StoreError> {
        let host = peers::host_of(&self.actor).unwrap_or_default();
        if let Some(peer) = peers::by_host(conn, &host).await? {
            peers::revive(conn, peer.id).await?;
        }
        let writes_it_itself = matches!(self.concern, Concern::Follow(_) | Concern::DeleteActor);
        if !writes_it_itself && self.known_author(conn).await?.is_some() {
            // Whatever it says: a key that was fetched anew is the one that the next message is checked with.
            self.author(conn).await?;
        }
        match &self.concern {
            // Follow and Undo are states, not events: some servers use an id again after an Undo (interop §8.4).
            Concern::Follow(actor) => receive_follow::apply(self, conn, actor).await,
            Concern::UndoFollow { follow, followed } => {
                receive_undo::apply(self, conn, follow.as_deref(), followed.as_deref()).await
            }
            Concern::DeleteActor => receive_delete::apply(self, conn).await,
            Concern::UpdateActor(document) if self.is_new(conn).await? => {
                receive_update::apply(self, conn, document).await
            }
            Concern::UpdateActor(_) => Ok(()),
            Concern::Block(actor) if self.is_new(conn).await? => receive_block::apply(self, conn, actor).await,
            Concern::Block(_) => Ok(()),
            Concern::Said(said) if self.is_new(conn).await? => receive_words::said(self, conn, said).await,
            Concern::TookBack(uri) if self.is_new(conn).await? => receive_words::took_back(self, conn, uri).await,
            Concern::Reported(post) if self.is_new(conn).await? => receive_words::reported(self, conn, *post).await,
            Concern::Said(_) | Concern::TookBack(_) | Concern::Reported(_) => Ok(()),
            // States, not events.
            Concern::Reacted(post, reaction) => {
                let who = (self.actor.as_str(), self.id.as_str());
                reactions::add(conn, self.town.id, *post, *reaction, who, self.now).await
            }
            Concern::Unreacted(post, reaction) => {
                reactions::take_back(conn, self.town.id, *post, *reaction, self.actor.as_str()).await
            }
            // The host was revived above.
            Concern::SignOfLife => Ok(()),
        }
    }

    /// Notes the activity; true when it was not received before.
    async fn is_new(&self, conn: &mut Conn<'_>) -> Result<bool, StoreError> {
        seen::note(conn, &self.id, self.actor.as_str(), self.now).await
    }

    /// Notes the signed request; true when exactly this one was not received before.
    pub async fn is_new_request(&self, conn: &mut Conn<'_>) -> Result<bool, StoreError> {
        seen::note(conn, &self.signature, self.actor.as_str(), self.now).await
    }

    /// The author's row, written or brought up to date when there is a newer document.
    pub async fn author(&self, conn: &mut Conn<'_>) -> Result<Option<RemoteActorId>, StoreError> {
        match self.document.as_ref().and_then(|document| document.fetched(&self.key_id)) {
            Some(fetched) => remote_actors::save(conn, fetched, self.now).await.map(Some),
            None => self.known_author(conn).await,
        }
    }

    /// The author's row, if there is one.
    pub async fn known_author(&self, conn: &mut Conn<'_>) -> Result<Option<RemoteActorId>, StoreError> {
        Ok(remote_actors::by_uri(conn, self.actor.as_str()).await?.map(|known| known.id))
    }
}
