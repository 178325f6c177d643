//! What is forgotten about other servers, and when (DESIGN §5: every noun has its retention).
//!
//! Receipts stay for 30 days, and so do the words of Updates that were sent. Accepts go after 30 days: nobody asks for
//! them, and they name a person. Followers at a host that has been dead for 90 days end. A follower who left stays known
//! for a year, because an Update or a Delete of what was published while they followed has to reach their server
//! (DESIGN D6); corrections and withdrawals come within days, and a year is what that is worth keeping a name for. An
//! actor without any following left is forgotten 30 days after its document was fetched, then inboxes and hosts that
//! nothing refers to. Called by jobs, hourly.

use jiff::{SignedDuration, Timestamp};

use crate::store::db::{Conn, run};
use crate::store::error::StoreError;
use crate::store::peers;
use crate::store::rows::ms;

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// How long receipts, answers to Follows and actors who follow nobody are kept.
const RECENT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How long followers at a dead host are kept.
const DEAD: SignedDuration = SignedDuration::from_hours(90 * 24);
/// How long it is known who used to follow.
const FORMER: SignedDuration = SignedDuration::from_hours(365 * 24);

/// Forgets what is no longer needed, and lets shared inboxes that failed a day ago be tried again. Gives the number of
/// receipts.
///
/// # Errors
/// When the engine refuses.
pub async fn prune(conn: &mut Conn<'_>, now: Timestamp) -> Result<u64, StoreError> {
    peers::forget_dead(conn, now - DEAD, now).await?;
    peers::retry_shared(conn, now - DAY).await?;
    let receipts = run!(conn, "DELETE FROM receipt WHERE at < $1", ms(now - RECENT))?;
    run!(
        conn,
        "DELETE FROM activity WHERE post_id IS NULL AND kind = 'Accept' AND NOT in_outbox AND created_at < $1 \
         AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.activity_id = activity.id)",
        ms(now - RECENT)
    )?;
    // Who asks for an Update gets the post as it is now; its own words are an earlier version, kept among those.
    run!(
        conn,
        "UPDATE activity SET body = '' WHERE kind = 'Update' AND body <> '' AND created_at < $1 \
         AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.activity_id = activity.id)",
        ms(now - RECENT)
    )?;
    run!(conn, "DELETE FROM follower WHERE to_at < $1", ms(now - FORMER))?;
    run!(
        conn,
        "DELETE FROM remote_actor WHERE fetched_at < $1 \
         AND NOT EXISTS (SELECT 1 FROM follower f WHERE f.remote_actor_id = remote_actor.id) \
         AND NOT EXISTS (SELECT 1 FROM town_case c WHERE c.actor_uri = remote_actor.uri)",
        ms(now - RECENT)
    )?;
    forget_addresses(conn).await?;
    Ok(receipts)
}

/// Inboxes that no actor has, nothing waits for and no receipt names, then hosts without inbox.
async fn forget_addresses(conn: &mut Conn<'_>) -> Result<(), StoreError> {
    run!(
        conn,
        "DELETE FROM inbox WHERE NOT EXISTS (SELECT 1 FROM remote_actor r WHERE r.inbox_id = inbox.id) \
         AND NOT EXISTS (SELECT 1 FROM remote_actor s WHERE s.shared_inbox_id = inbox.id) \
         AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.inbox_id = inbox.id) \
         AND NOT EXISTS (SELECT 1 FROM receipt c WHERE c.inbox_id = inbox.id)"
    )?;
    run!(
        conn,
        "DELETE FROM peer WHERE lease_token IS NULL \
         AND NOT EXISTS (SELECT 1 FROM inbox i WHERE i.peer_id = peer.id) \
         AND NOT EXISTS (SELECT 1 FROM remote_actor r WHERE r.peer_id = peer.id)"
    )?;
    Ok(())
}
