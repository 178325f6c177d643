//! An Undo of a Follow: by the Follow's id, or by who followed whom when the id is unknown (spec interop §1.7, §3.1).

use jiff::SignedDuration;

use super::inbox_effect::Effect;
use crate::domain::actor::Actor;
use crate::store::{Conn, StoreError, actors, followers, seen};

/// How long an Undo that came first keeps its Follow from taking effect.
pub(super) const TOMBSTONE_AGE: SignedDuration = SignedDuration::from_hours(24);

/// Under which name the Undo of a Follow is remembered.
pub(super) fn tombstone(follow: &str) -> String {
    format!("undone:{follow}")
}

/// Applies it. Only the sender's own Follows are looked at, so nobody can end another's.
///
/// # Errors
/// When the store refuses.
pub(super) async fn apply(
    effect: &Effect,
    conn: &mut Conn<'_>,
    follow: Option<&str>,
    followed: Option<&Actor>,
) -> Result<(), StoreError> {
    if !effect.is_new_request(conn).await? {
        return Ok(());
    }
    let mut known_id = false;
    if let Some(follower) = effect.known_author(conn).await? {
        let by_id = match follow {
            Some(follow) => followers::actor_of_follow(conn, effect.town.id, follower, follow).await?,
            None => None,
        };
        known_id = by_id.is_some();
        let by_id = match by_id {
            Some(id) => actors::by_id(conn, effect.town.id, id).await?,
            None => None,
        };
        // What the Undo says about whom it follows counts more than an id that may have been used twice.
        if let Some(actor) = followed.or(by_id.as_ref())
            && followers::end(conn, actor, follower, effect.now).await?
        {
            return Ok(());
        }
    }
    match follow {
        // Its Follow is still under way.
        Some(follow) if !known_id => {
            seen::note(conn, &tombstone(follow), effect.actor.as_str(), effect.now).await.map(|_| ())
        }
        _ => Ok(()),
    }
}
