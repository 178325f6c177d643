//! The log of what changed (DESIGN D5): written in the transaction of the change, tailed by every web process.

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::StoreError;
use super::rows::ms;
use crate::domain::TownId;

/// What a change concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// A post appeared, changed, hid or went; the key is its ULID.
    Post,
    /// A source appeared, or its name or state changed; the key is its slug.
    Source,
    /// A source began to fail or recovered; the key is its slug.
    Health,
    /// The town's settings or publication changed.
    Town,
    /// An actor was made, changed or deleted; the key is its username.
    Actor,
    /// Followers came or went; the key is the actor's username.
    Followers,
}

impl ChangeKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Source => "source",
            Self::Health => "health",
            Self::Town => "town",
            Self::Actor => "actor",
            Self::Followers => "followers",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Post, Self::Source, Self::Health, Self::Town, Self::Actor, Self::Followers]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub seq: i64,
    pub town: TownId,
    pub kind: ChangeKind,
    pub key: String,
}

/// Writes one line. On PostgreSQL writers of lines take turns until they commit, so that a reader who has seen `n`
/// has seen everything below `n`; and the others are woken.
///
/// # Errors
/// When the engine refuses.
pub async fn record(
    conn: &mut Conn<'_>,
    town: TownId,
    kind: ChangeKind,
    key: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    if let Conn::Postgres(c) = conn {
        sqlx::query("SELECT pg_advisory_xact_lock(4718)").execute(&mut **c).await?;
        sqlx::query("SELECT pg_notify('ausrufer', 'change')").execute(&mut **c).await?;
    }
    run!(
        conn,
        "INSERT INTO change (town_id, kind, key, at) VALUES ($1, $2, $3, $4)",
        town.0,
        kind.as_str(),
        key,
        ms(now)
    )?;
    Ok(())
}

/// The lines after `seq`, oldest first, at most 500. A kind that only a newer version knows counts as the whole town.
///
/// # Errors
/// When the engine refuses.
pub async fn since(conn: &mut Conn<'_>, seq: i64) -> Result<Vec<Change>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, (i64, i64, String, String)>(
        "SELECT seq, town_id, kind, key FROM change WHERE seq > $1 ORDER BY seq LIMIT 500"
    )
    .bind(seq)
    .fetch_all(c)
    .await)?;
    Ok(rows
        .into_iter()
        .map(|(seq, town, kind, key)| {
            let kind = ChangeKind::parse(&kind).unwrap_or(ChangeKind::Town);
            Change { seq, town: TownId(town), kind, key }
        })
        .collect())
}

/// The newest line's number, `0` when there is none.
///
/// # Errors
/// When the engine refuses.
pub async fn newest(conn: &mut Conn<'_>) -> Result<i64, StoreError> {
    let newest = on!(conn, |c| sqlx::query_scalar::<_, Option<i64>>("SELECT max(seq) FROM change").fetch_one(c).await)?;
    Ok(newest.unwrap_or(0))
}

/// Forgets lines older than `before`; a web process that was away longer renders everything anew.
///
/// # Errors
/// When the engine refuses.
pub async fn prune(conn: &mut Conn<'_>, before: Timestamp) -> Result<u64, StoreError> {
    Ok(run!(conn, "DELETE FROM change WHERE at < $1", ms(before))?)
}
