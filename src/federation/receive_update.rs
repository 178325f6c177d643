//! An account of another server says anew what it is: the inboxes and the key that we keep follow it
//! (spec interop §1.1 "Refresh", §2.3). Posts of others are not kept, so their Updates mean nothing here.

use super::inbox_effect::Effect;
use super::remote_actor::RemoteDocument;
use crate::store::{Conn, StoreError, remote_actors};

/// Applies it, if the account is still known and still lists the key that signed, perhaps with new bytes.
///
/// # Errors
/// When the store refuses.
pub(super) async fn apply(effect: &Effect, conn: &mut Conn<'_>, document: &RemoteDocument) -> Result<(), StoreError> {
    if effect.known_author(conn).await?.is_some()
        && let Some(fetched) = document.fetched(&effect.key_id)
    {
        remote_actors::save(conn, fetched, effect.now).await?;
    }
    Ok(())
}
