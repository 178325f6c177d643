//! Towns.

use jiff::Timestamp;

use super::changes::{self, ChangeKind};
use super::db::{Conn, lock_town, on, run};
use super::error::{StoreError, touched};
use super::rows::{json, ms, opt_at, opt_ms, ulid};
use crate::clock::from_ms;
use crate::domain::TownId;
use crate::domain::ids::Ulid;
use crate::domain::town::{Town, TownSettings};

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    ulid: String,
    host: String,
    name: String,
    settings: String,
    epoch: i64,
    created_at: i64,
    published_at: Option<i64>,
}

impl Row {
    fn town(self) -> Result<Town, StoreError> {
        Ok(Town {
            id: TownId(self.id),
            ulid: ulid("town", &self.ulid)?,
            host: self.host,
            name: self.name,
            published_at: opt_at(self.published_at),
            created_at: from_ms(self.created_at),
            epoch: self.epoch,
            settings: json(&self.settings)?,
        })
    }
}

/// A town to be.
pub struct NewTown<'a> {
    pub ulid: Ulid,
    pub host: &'a str,
    pub name: &'a str,
    pub settings: &'a TownSettings,
    /// The sealed key from which ids of this town are derived (D13).
    pub id_key_sealed: &'a str,
}

/// Adds a town as a draft.
///
/// # Errors
/// [`StoreError::Exists`] when the host is taken.
pub async fn add(conn: &mut Conn<'_>, new: NewTown<'_>, now: Timestamp) -> Result<TownId, StoreError> {
    let settings = serde_json::to_string(new.settings)?;
    let id = on!(conn, |c| {
        sqlx::query_scalar::<_, i64>(
        "INSERT INTO town (ulid, host, name, settings, id_key, created_at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id"
    )
    .bind(new.ulid.to_string())
    .bind(new.host)
    .bind(new.name)
    .bind(settings)
    .bind(new.id_key_sealed)
    .bind(ms(now))
    .fetch_one(c)
    .await
    })
    .map_err(|error| StoreError::on_unique(error, "a town with this host"))?;
    changes::record(conn, TownId(id), ChangeKind::Town, "", now).await?;
    Ok(TownId(id))
}

/// Writes name, settings and publication of a town as they are in `town`, and raises its epoch.
///
/// # Errors
/// When the town is gone or the engine refuses.
pub async fn save(conn: &mut Conn<'_>, town: &Town, now: Timestamp) -> Result<(), StoreError> {
    let settings = serde_json::to_string(&town.settings)?;
    let rows = run!(
        conn,
        "UPDATE town SET name = $2, settings = $3, published_at = $4, epoch = epoch + 1 WHERE id = $1",
        town.id.0,
        &town.name,
        settings,
        opt_ms(town.published_at)
    )?;
    touched("save town", 1, rows)?;
    changes::record(conn, town.id, ChangeKind::Town, "", now).await
}

/// The town of a host.
///
/// # Errors
/// When the engine refuses.
pub async fn by_host(conn: &mut Conn<'_>, host: &str) -> Result<Option<Town>, StoreError> {
    let row = on!(conn, |c| sqlx::query_as::<_, Row>(
        "SELECT id, ulid, host, name, settings, epoch, created_at, published_at FROM town WHERE host = $1"
    )
    .bind(host)
    .fetch_optional(c)
    .await)?;
    row.map(Row::town).transpose()
}

/// One town.
///
/// # Errors
/// When the engine refuses.
pub async fn by_id(conn: &mut Conn<'_>, id: TownId) -> Result<Option<Town>, StoreError> {
    let row = on!(conn, |c| sqlx::query_as::<_, Row>(
        "SELECT id, ulid, host, name, settings, epoch, created_at, published_at FROM town WHERE id = $1"
    )
    .bind(id.0)
    .fetch_optional(c)
    .await)?;
    row.map(Row::town).transpose()
}

/// All towns, oldest first.
///
/// # Errors
/// When the engine refuses.
pub async fn all(conn: &mut Conn<'_>) -> Result<Vec<Town>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, Row>(
        "SELECT id, ulid, host, name, settings, epoch, created_at, published_at FROM town ORDER BY id"
    )
    .fetch_all(c)
    .await)?;
    rows.into_iter().map(Row::town).collect()
}

/// The first town that was added.
///
/// # Errors
/// When the engine refuses.
pub async fn first(conn: &mut Conn<'_>) -> Result<Option<Town>, StoreError> {
    let row = on!(conn, |c| sqlx::query_as::<_, Row>(
        "SELECT id, ulid, host, name, settings, epoch, created_at, published_at FROM town ORDER BY id LIMIT 1"
    )
    .fetch_optional(c)
    .await)?;
    row.map(Row::town).transpose()
}

/// Takes a town's row inside a transaction, as [`super::Db::write_town`] does. Who takes several takes them by number.
///
/// # Errors
/// When the town is gone or the engine refuses.
pub async fn lock(conn: &mut Conn<'_>, town: TownId) -> Result<(), StoreError> {
    lock_town(conn, town).await
}

/// The ids of all towns, oldest first: what can be said of every town even when one of their rows is unreadable.
///
/// # Errors
/// When the engine refuses.
pub async fn ids(conn: &mut Conn<'_>) -> Result<Vec<TownId>, StoreError> {
    let ids = on!(conn, |c| sqlx::query_scalar::<_, i64>("SELECT id FROM town ORDER BY id").fetch_all(c).await)?;
    Ok(ids.into_iter().map(TownId).collect())
}

/// The sealed key from which a town's ids are derived.
///
/// # Errors
/// When the town is gone or the engine refuses.
pub async fn id_key(conn: &mut Conn<'_>, id: TownId) -> Result<String, StoreError> {
    let key = on!(conn, |c| sqlx::query_scalar::<_, String>("SELECT id_key FROM town WHERE id = $1")
        .bind(id.0)
        .fetch_optional(c)
        .await)?;
    key.ok_or(StoreError::RowsAffected { statement: "read town key", expected: 1, actual: 0 })
}

/// Deletes a town with everything that is its own.
///
/// # Errors
/// When the town is gone or the engine refuses.
pub async fn delete(conn: &mut Conn<'_>, id: TownId, now: Timestamp) -> Result<(), StoreError> {
    let rows = run!(conn, "DELETE FROM town WHERE id = $1", id.0)?;
    touched("delete town", 1, rows)?;
    changes::record(conn, id, ChangeKind::Town, "", now).await
}
