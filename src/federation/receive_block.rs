//! Someone blocks one of our actors: they follow it no longer (spec interop §1.7).

use super::inbox_effect::Effect;
use crate::domain::actor::Actor;
use crate::store::{Conn, StoreError, followers};

/// Applies it.
///
/// # Errors
/// When the store refuses.
pub(super) async fn apply(effect: &Effect, conn: &mut Conn<'_>, actor: &Actor) -> Result<(), StoreError> {
    if let Some(follower) = effect.known_author(conn).await? {
        followers::end(conn, actor, follower, effect.now).await?;
    }
    Ok(())
}
