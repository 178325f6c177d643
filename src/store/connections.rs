//! Connections: logins at platforms, sealed, with their ends and the people who look after them.

use jiff::Timestamp;

use super::changes::{self, ChangeKind};
use super::db::{Conn, on, run};
use super::error::{StoreError, touched};
use super::rows::{known, ms, opt_at, ulid};
use crate::clock::from_ms;
use crate::domain::connection::{Connection, Login};
use crate::domain::ids::Ulid;
use crate::domain::source::SourceKind;
use crate::domain::{ConnectionId, TownId};

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    town_id: i64,
    ulid: String,
    platform: String,
    name: String,
    account: Option<String>,
    login_sealed: String,
    expires_at: Option<i64>,
    data_access_until: Option<i64>,
    person: Option<String>,
    deputy: Option<String>,
    refreshed_at: Option<i64>,
    refresh_at: Option<i64>,
    dead_since: Option<i64>,
    created_at: i64,
}

impl Row {
    fn connection(self) -> Result<Connection, StoreError> {
        Ok(Connection {
            id: ConnectionId(self.id),
            town: TownId(self.town_id),
            ulid: ulid("connection", &self.ulid)?,
            platform: known(SourceKind::parse(&self.platform), "connection", "platform", &self.platform)?,
            name: self.name,
            account: self.account,
            login_sealed: self.login_sealed,
            expires_at: opt_at(self.expires_at),
            data_access_until: opt_at(self.data_access_until),
            person: self.person,
            deputy: self.deputy,
            refreshed_at: opt_at(self.refreshed_at),
            refresh_at: opt_at(self.refresh_at),
            dead_since: opt_at(self.dead_since),
            created_at: from_ms(self.created_at),
        })
    }
}

/// A connection to be.
pub struct NewConnection<'a> {
    pub town: TownId,
    pub ulid: Ulid,
    pub platform: SourceKind,
    pub name: &'a str,
    pub account: Option<&'a str>,
    /// The open login, for its ends; it is not stored.
    pub login: &'a Login,
    /// The same, sealed for `connection/login/{ulid}`.
    pub login_sealed: &'a str,
    pub person: Option<&'a str>,
    pub deputy: Option<&'a str>,
}

/// Adds a connection.
///
/// # Errors
/// When the engine refuses.
pub async fn add(conn: &mut Conn<'_>, new: NewConnection<'_>, now: Timestamp) -> Result<ConnectionId, StoreError> {
    let id = on!(conn, |c| {
        sqlx::query_scalar::<_, i64>(
        "INSERT INTO connection (town_id, ulid, platform, name, account, login_sealed, expires_at, data_access_until, person, \
         deputy, refreshed_at, refresh_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $11) \
         RETURNING id"
    )
    .bind(new.town.0)
    .bind(new.ulid.to_string())
    .bind(new.platform.as_str())
    .bind(new.name)
    .bind(new.account)
    .bind(new.login_sealed)
    .bind(new.login.expires_at.map(ms))
    .bind(new.login.data_access_until.map(ms))
    .bind(new.person)
    .bind(new.deputy)
    .bind(ms(now))
    .bind(new.login.refresh_at(now).map(ms))
    .fetch_one(c)
    .await
    })?;
    Ok(ConnectionId(id))
}

/// One connection.
///
/// # Errors
/// When the engine refuses.
pub async fn by_id(conn: &mut Conn<'_>, town: TownId, id: ConnectionId) -> Result<Option<Connection>, StoreError> {
    let row = on!(conn, |c| {
        sqlx::query_as::<_, Row>("SELECT * FROM connection WHERE town_id = $1 AND id = $2")
            .bind(town.0)
            .bind(id.0)
            .fetch_optional(c)
            .await
    })?;
    row.map(Row::connection).transpose()
}

/// All connections of a town, those that end first first.
///
/// # Errors
/// When the engine refuses.
pub async fn of_town(conn: &mut Conn<'_>, town: TownId) -> Result<Vec<Connection>, StoreError> {
    let rows = on!(conn, |c| {
        sqlx::query_as::<_, Row>(
            "SELECT * FROM connection WHERE town_id = $1 ORDER BY coalesce(expires_at, data_access_until, 9223372036854775807), id",
        )
        .bind(town.0)
        .fetch_all(c)
        .await
    })?;
    rows.into_iter().map(Row::connection).collect()
}

/// The connection that a public address of the town names.
///
/// # Errors
/// When the engine refuses.
pub async fn by_ulid(conn: &mut Conn<'_>, town: TownId, id: Ulid) -> Result<Option<Connection>, StoreError> {
    let row = on!(conn, |c| {
        sqlx::query_as::<_, Row>("SELECT * FROM connection WHERE town_id = $1 AND ulid = $2")
            .bind(town.0)
            .bind(id.to_string())
            .fetch_optional(c)
            .await
    })?;
    row.map(Row::connection).transpose()
}

/// Connections of all towns whose token is to be renewed now.
///
/// # Errors
/// When the engine refuses.
pub async fn to_refresh(conn: &mut Conn<'_>, now: Timestamp) -> Result<Vec<(TownId, ConnectionId)>, StoreError> {
    let rows = on!(conn, |c| {
        sqlx::query_as::<_, (i64, i64)>(
            "SELECT town_id, id FROM connection WHERE refresh_at <= $1 AND dead_since IS NULL ORDER BY refresh_at LIMIT 50",
        )
        .bind(ms(now))
        .fetch_all(c)
        .await
    })?;
    Ok(rows.into_iter().map(|(town, id)| (TownId(town), ConnectionId(id))).collect())
}

/// Writes a new login, before anyone uses it.
///
/// # Errors
/// When the connection is gone or the engine refuses.
pub async fn renew(
    conn: &mut Conn<'_>,
    connection: &Connection,
    login: &Login,
    login_sealed: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let rows = run!(
        conn,
        "UPDATE connection SET login_sealed = $3, expires_at = $4, data_access_until = $5, refreshed_at = $6, refresh_at = $7, \
         dead_since = NULL WHERE town_id = $1 AND id = $2",
        connection.town.0,
        connection.id.0,
        login_sealed,
        login.expires_at.map(ms),
        login.data_access_until.map(ms),
        ms(now),
        login.refresh_at(now).map(ms)
    )?;
    touched("renew connection", 1, rows)?;
    // Whoever reads with it may look again at once.
    run!(
        conn,
        "UPDATE source SET next_check_at = $3 WHERE town_id = $1 AND connection_id = $2 AND state = 'active'",
        connection.town.0,
        connection.id.0,
        ms(now)
    )?;
    Ok(())
}

/// When the next try to renew a token is due.
///
/// # Errors
/// When the connection is gone or the engine refuses.
pub async fn refresh_again(
    conn: &mut Conn<'_>,
    connection: &Connection,
    at: Option<Timestamp>,
) -> Result<(), StoreError> {
    let rows = run!(
        conn,
        "UPDATE connection SET refresh_at = $3 WHERE town_id = $1 AND id = $2",
        connection.town.0,
        connection.id.0,
        at.map(ms)
    )?;
    touched("plan token refresh", 1, rows)
}

/// Notes that the platform refuses a login, or takes it again.
///
/// # Errors
/// When the engine refuses.
pub async fn note_dead(
    conn: &mut Conn<'_>,
    town: TownId,
    id: ConnectionId,
    dead: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    run!(
        conn,
        "UPDATE connection SET dead_since = CASE WHEN $3 = 1 THEN coalesce(dead_since, $4) ELSE NULL END \
         WHERE town_id = $1 AND id = $2 AND ($3 = 1 OR dead_since IS NOT NULL)",
        town.0,
        id.0,
        i64::from(dead),
        ms(now)
    )?;
    Ok(())
}

/// Names the people who look after a connection.
///
/// # Errors
/// When the connection is gone or the engine refuses.
pub async fn set_people(
    conn: &mut Conn<'_>,
    connection: &Connection,
    person: Option<&str>,
    deputy: Option<&str>,
) -> Result<(), StoreError> {
    let rows = run!(
        conn,
        "UPDATE connection SET person = $3, deputy = $4 WHERE town_id = $1 AND id = $2",
        connection.town.0,
        connection.id.0,
        person,
        deputy
    )?;
    touched("name a connection's people", 1, rows)
}

/// Gives a source another login.
///
/// # Errors
/// When the source is gone or the engine refuses.
pub async fn attach(
    conn: &mut Conn<'_>,
    source: &crate::domain::source::Source,
    id: ConnectionId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let rows = run!(
        conn,
        "UPDATE source SET connection_id = $3, next_check_at = $4 WHERE town_id = $1 AND id = $2",
        source.town.0,
        source.id.0,
        id.0,
        ms(now)
    )?;
    touched("attach a login", 1, rows)?;
    changes::record(conn, source.town, ChangeKind::Source, &source.slug, now).await
}
