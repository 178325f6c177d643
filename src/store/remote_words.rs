//! What people on other servers said to towns, across cases: how much came lately from where, and forgetting an account.
//! Called by federation; the cases themselves are in `cases` and `case_messages`.

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::StoreError;
use super::rows::{count, ms};
use crate::domain::TownId;
use crate::seal::sha256_hex;

/// How many messages came since a moment from an account, and from everybody at its server (scheme, host and a slash).
///
/// # Errors
/// When the engine refuses.
pub async fn said_since(
    conn: &mut Conn<'_>,
    town: TownId,
    (account, server): (&str, &str),
    since: Timestamp,
) -> Result<(u32, u32), StoreError> {
    let (by_account, by_server) = on!(conn, |c| sqlx::query_as::<_, (i64, i64)>(
        "SELECT count(CASE WHEN c.actor_uri = $2 THEN 1 END), count(*) FROM case_message m \
         JOIN town_case c ON c.id = m.case_id WHERE m.town_id = $1 AND m.at >= $4 AND m.direction = 'in' \
         AND substr(c.actor_uri, 1, length($3)) = $3"
    )
    .bind(town.0)
    .bind(account)
    .bind(server)
    .bind(ms(since))
    .fetch_one(c)
    .await)?;
    Ok((count(by_account), count(by_server)))
}

/// Forgets an account that is gone, in all towns: what it said, what was answered, what it liked.
///
/// # Errors
/// When the engine refuses.
pub async fn forget(conn: &mut Conn<'_>, account: &str, now: Timestamp) -> Result<(), StoreError> {
    run!(
        conn,
        "DELETE FROM activity WHERE post_id IS NULL AND chain IN (SELECT m.object_uri FROM case_message m \
         JOIN town_case c ON c.id = m.case_id AND c.town_id = m.town_id WHERE c.actor_uri = $1 AND m.direction = 'out')",
        account
    )?;
    run!(
        conn,
        "DELETE FROM case_message WHERE EXISTS (SELECT 1 FROM town_case c WHERE c.id = case_message.case_id \
         AND c.town_id = case_message.town_id AND c.actor_uri = $1)",
        account
    )?;
    run!(
        conn,
        "UPDATE town_case SET actor_uri = NULL, actor_handle = NULL, state = 'closed', \
         closed_at = coalesce(closed_at, $2), changed_at = $2, erased_at = $2 WHERE actor_uri = $1",
        account,
        ms(now)
    )?;
    run!(conn, "DELETE FROM reaction WHERE account = $1", sha256_hex(account.as_bytes()))?;
    Ok(())
}

/// Forgets the words of answers whose cases are gone or erased, once they are delivered. Gives how many.
///
/// # Errors
/// When the engine refuses.
pub async fn prune(conn: &mut Conn<'_>) -> Result<u64, StoreError> {
    Ok(run!(
        conn,
        "DELETE FROM activity WHERE post_id IS NULL AND kind IN ('Create', 'Update', 'Delete') AND chain LIKE '%/ap/answers/%' \
         AND NOT EXISTS (SELECT 1 FROM case_message m WHERE m.town_id = activity.town_id AND m.object_uri = activity.chain) \
         AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.activity_id = activity.id)"
    )?)
}
