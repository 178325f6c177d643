//! A Follow: the sender becomes a follower and gets an Accept in its own inbox, each time it asks
//! (spec interop §1.7, §8.3, §8.4).

use jiff::SignedDuration;

use super::forms::{self, Voice};
use super::inbox_effect::Effect;
use super::receive_undo::{TOMBSTONE_AGE, tombstone};
use crate::domain::actor::Actor;
use crate::store::activities::NewActivity;
use crate::store::deliveries::Priority;
use crate::store::{Conn, StoreError, activities, deliveries, followers, remote_actors, seen};

/// How long an Accept is worth delivering: the follower's server asks again long before.
const ACCEPT_AGE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Applies it. A Follow whose Undo arrived first changes nothing, and neither does one that was recorded and is sent
/// again by somebody else after the follower left.
///
/// # Errors
/// When the store refuses.
pub(super) async fn apply(effect: &Effect, conn: &mut Conn<'_>, actor: &Actor) -> Result<(), StoreError> {
    let author = effect.actor.as_str();
    let undone = tombstone(&effect.id);
    let since = effect.now.saturating_sub(TOMBSTONE_AGE).unwrap_or(effect.now);
    if seen::is_known(conn, &undone, author, since).await? {
        return seen::forget(conn, &undone, author).await;
    }
    let Some(follower) = effect.author(conn).await? else {
        return Err(StoreError::RowsAffected { statement: "read follower", expected: 1, actual: 0 });
    };
    let new_request = effect.is_new_request(conn).await?;
    if !new_request && !followers::is_following(conn, actor.town, actor.id, follower).await? {
        return Ok(());
    }
    followers::begin(conn, actor, follower, &effect.id, effect.now).await?;
    accept(effect, conn, actor).await
}

async fn accept(effect: &Effect, conn: &mut Conn<'_>, actor: &Actor) -> Result<(), StoreError> {
    let author = effect.actor.as_str();
    let voice = Voice { origin: &effect.origin, town: &effect.town, actor };
    let body = forms::accept_follow(&voice, &effect.id, author, effect.fresh.0).to_string();
    let activity = NewActivity {
        town: actor.town,
        actor: actor.id,
        ulid: effect.fresh.0,
        kind: "Accept",
        post: None,
        chain: author,
        body: &body,
        in_outbox: false,
        expires_at: effect.now.checked_add(ACCEPT_AGE).ok(),
    };
    let Some(activity) = activities::add(conn, activity, effect.now).await? else { return Ok(()) };
    let Some(follower) = remote_actors::by_uri(conn, author).await? else { return Ok(()) };
    deliveries::enqueue_to_inbox(conn, actor.town, activity, follower.inbox, author, Priority::Accept, effect.now).await
}
