//! An account deletes itself, and said so or answers 410 for its key: everything kept about it goes
//! (spec interop T-27, T-28).

use super::inbox_effect::Effect;
use crate::store::{Conn, StoreError, remote_actors, remote_words};

/// Applies it.
///
/// # Errors
/// When the store refuses.
pub(super) async fn apply(effect: &Effect, conn: &mut Conn<'_>) -> Result<(), StoreError> {
    remote_words::forget(conn, effect.actor.as_str(), effect.now).await?;
    if remote_actors::forget(conn, effect.actor.as_str(), effect.now).await? {
        tracing::info!("an account of another server deleted itself and was forgotten");
    }
    Ok(())
}
