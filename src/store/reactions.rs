//! Likes and boosts of posts on other servers, counted. In come accounts and activities by their ids, which are kept as
//! hashes; out come totals. Called by federation.

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::StoreError;
use super::rows::ms;
use crate::domain::{PostId, TownId};
use crate::seal::sha256_hex;

/// What somebody does with a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reaction {
    Like,
    Boost,
}

impl Reaction {
    fn as_str(self) -> &'static str {
        match self {
            Self::Like => "like",
            Self::Boost => "boost",
        }
    }
}

/// Counts an account's reaction; the same again counts once.
///
/// # Errors
/// When the engine refuses.
pub async fn add(
    conn: &mut Conn<'_>,
    town: TownId,
    post: PostId,
    kind: Reaction,
    (account, activity): (&str, &str),
    now: Timestamp,
) -> Result<(), StoreError> {
    run!(
        conn,
        "INSERT INTO reaction (town_id, post_id, kind, account, activity, at) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (town_id, post_id, kind, account) DO UPDATE SET activity = excluded.activity",
        town.0,
        post.0,
        kind.as_str(),
        sha256_hex(account.as_bytes()),
        sha256_hex(activity.as_bytes()),
        ms(now)
    )?;
    Ok(())
}

/// Counts an account's reaction no more.
///
/// # Errors
/// When the engine refuses.
pub async fn take_back(
    conn: &mut Conn<'_>,
    town: TownId,
    post: PostId,
    kind: Reaction,
    account: &str,
) -> Result<(), StoreError> {
    run!(
        conn,
        "DELETE FROM reaction WHERE town_id = $1 AND post_id = $2 AND kind = $3 AND account = $4",
        town.0,
        post.0,
        kind.as_str(),
        sha256_hex(account.as_bytes())
    )?;
    Ok(())
}

/// How many accounts there are.
///
/// # Errors
/// When the engine refuses.
pub async fn count(conn: &mut Conn<'_>, town: TownId, post: PostId, kind: Reaction) -> Result<u64, StoreError> {
    let total = on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "SELECT count(*) FROM reaction WHERE town_id = $1 AND post_id = $2 AND kind = $3"
    )
    .bind(town.0)
    .bind(post.0)
    .bind(kind.as_str())
    .fetch_one(c)
    .await)?;
    Ok(u64::try_from(total).unwrap_or_default())
}

/// Whether an account reacted to anything in a town.
///
/// # Errors
/// When the engine refuses.
pub async fn is_known(
    conn: &mut Conn<'_>,
    town: TownId,
    post: PostId,
    kind: Reaction,
    account: &str,
) -> Result<bool, StoreError> {
    let found = on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "SELECT at FROM reaction WHERE town_id = $1 AND post_id = $2 AND kind = $3 AND account = $4"
    )
    .bind(town.0)
    .bind(post.0)
    .bind(kind.as_str())
    .bind(sha256_hex(account.as_bytes()))
    .fetch_optional(c)
    .await)?;
    Ok(found.is_some())
}
