//! Connections: logins at platforms, sealed, with their ends and the people who look after them.

use jiff::Timestamp;

use super::changes::{self, ChangeKind};
use super::db::{Conn, on, run};
use super::error::{StoreError, touched};
use super::rows::{json, known, ms, opt_at, opt_ms, ulid};
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
    ends_at: Option<i64>,
    renewing_until: Option<i64>,
    renewal_begun_at: Option<i64>,
    renewal_refused_at: Option<i64>,
    missing_rights: Option<String>,
    missing_since: Option<i64>,
    created_at: i64,
}

impl Row {
    fn connection(self) -> Result<Connection, StoreError> {
        let missing = self.missing_rights.as_deref().map(json).transpose()?;
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
            ends_at: opt_at(self.ends_at),
            renewing_until: opt_at(self.renewing_until),
            renewal_begun_at: opt_at(self.renewal_begun_at),
            renewal_refused_at: opt_at(self.renewal_refused_at),
            missing: missing.zip(opt_at(self.missing_since)),
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
    /// When it is renewed or looked at next.
    pub refresh_at: Option<Timestamp>,
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
         deputy, refreshed_at, refresh_at, ends_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, \
         $11) RETURNING id"
    )
    .bind(new.town.0)
    .bind(new.ulid.to_string())
    .bind(new.platform.as_str())
    .bind(new.name)
    .bind(new.account)
    .bind(new.login_sealed)
    .bind(opt_ms(new.login.expires_at))
    .bind(opt_ms(new.login.data_access_until))
    .bind(new.person)
    .bind(new.deputy)
    .bind(ms(now))
    .bind(opt_ms(new.refresh_at))
    .bind(opt_ms(new.login.ends_at()))
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
            "SELECT * FROM connection WHERE town_id = $1 ORDER BY coalesce(ends_at, 9223372036854775807), id",
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

/// Connections of all towns that are to be renewed or looked at now.
///
/// # Errors
/// When the engine refuses.
pub async fn to_refresh(conn: &mut Conn<'_>, now: Timestamp) -> Result<Vec<(TownId, ConnectionId)>, StoreError> {
    let rows = on!(conn, |c| {
        sqlx::query_as::<_, (i64, i64)>(
            "SELECT town_id, id FROM connection WHERE refresh_at <= $1 AND dead_since IS NULL AND renewal_refused_at IS NULL \
             AND coalesce(renewing_until, 0) <= $1 ORDER BY refresh_at LIMIT 50",
        )
        .bind(ms(now))
        .fetch_all(c)
        .await
    })?;
    Ok(rows.into_iter().map(|(town, id)| (TownId(town), ConnectionId(id))).collect())
}

/// How a renewal begins.
#[derive(Debug, Clone, Copy)]
pub struct Turn {
    /// Nobody else renews it until then.
    pub until: Timestamp,
    /// The next try, should this one come to nothing.
    pub again: Timestamp,
    /// What is about to be sent works only once.
    pub once: bool,
}

/// Takes the turn to renew a connection, before anything is sent; `false` when somebody else has it or had it already.
///
/// # Errors
/// When the engine refuses.
pub async fn begin_renewal(
    conn: &mut Conn<'_>,
    connection: &Connection,
    turn: Turn,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let rows = run!(
        conn,
        "UPDATE connection SET renewing_until = $3, refresh_at = $4, \
         renewal_begun_at = CASE WHEN $5 = 1 THEN coalesce(renewal_begun_at, $6) ELSE renewal_begun_at END \
         WHERE town_id = $1 AND id = $2 AND refresh_at <= $6 AND coalesce(renewing_until, 0) <= $6 AND login_sealed = $7",
        connection.town.0,
        connection.id.0,
        ms(turn.until),
        ms(turn.again),
        i64::from(turn.once),
        ms(now),
        connection.login_sealed.as_str()
    )?;
    Ok(rows == 1)
}

/// How a renewal that brought nothing ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Miss {
    /// Nothing arrived there: the old token is as good as before.
    Unsent,
    /// It may have arrived: what was sent may be used up.
    Unknown,
    /// The platform refuses.
    Refused,
}

/// Gives the turn back without a new token. `now` is the moment at which it was taken.
///
/// # Errors
/// When the engine refuses.
pub async fn end_renewal(
    conn: &mut Conn<'_>,
    connection: &Connection,
    miss: Miss,
    now: Timestamp,
) -> Result<(), StoreError> {
    run!(
        conn,
        "UPDATE connection SET renewing_until = NULL, \
         renewal_begun_at = CASE WHEN $3 = 'unsent' AND renewal_begun_at = $4 THEN NULL ELSE renewal_begun_at END, \
         renewal_refused_at = CASE WHEN $3 = 'refused' THEN coalesce(renewal_refused_at, $4) ELSE renewal_refused_at END \
         WHERE town_id = $1 AND id = $2 AND login_sealed = $5",
        connection.town.0,
        connection.id.0,
        match miss {
            Miss::Unsent => "unsent",
            Miss::Unknown => "unknown",
            Miss::Refused => "refused",
        },
        ms(now),
        connection.login_sealed.as_str()
    )?;
    Ok(())
}

/// Writes a new login, before anyone uses it. With `instead_of` only in the place of that one: `false` when another stands
/// there by now.
///
/// # Errors
/// When the connection is gone (without `instead_of`) or the engine refuses.
pub async fn renew(
    conn: &mut Conn<'_>,
    connection: &Connection,
    (login, login_sealed): (&Login, &str),
    refresh_at: Option<Timestamp>,
    instead_of: Option<&str>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let rows = run!(
        conn,
        "UPDATE connection SET login_sealed = $3, expires_at = $4, data_access_until = $5, refreshed_at = $6, refresh_at = $7, \
         ends_at = $8, dead_since = NULL, renewing_until = NULL, renewal_begun_at = NULL, renewal_refused_at = NULL \
         WHERE town_id = $1 AND id = $2 AND login_sealed = coalesce($9, login_sealed)",
        connection.town.0,
        connection.id.0,
        login_sealed,
        opt_ms(login.expires_at),
        opt_ms(login.data_access_until),
        ms(now),
        opt_ms(refresh_at),
        opt_ms(login.ends_at()),
        instead_of
    )?;
    if rows == 0 && instead_of.is_some() {
        return Ok(false);
    }
    touched("renew connection", 1, rows)?;
    // Whoever reads with it may look again at once.
    run!(
        conn,
        "UPDATE source SET next_check_at = $3 WHERE town_id = $1 AND connection_id = $2 AND state = 'active'",
        connection.town.0,
        connection.id.0,
        ms(now)
    )?;
    Ok(true)
}

/// When the next look is due; nobody has the turn any more.
///
/// # Errors
/// When the engine refuses.
pub async fn refresh_again(
    conn: &mut Conn<'_>,
    connection: &Connection,
    at: Option<Timestamp>,
) -> Result<(), StoreError> {
    run!(
        conn,
        "UPDATE connection SET refresh_at = $3, renewing_until = NULL, renewal_begun_at = NULL \
         WHERE town_id = $1 AND id = $2 AND login_sealed = $4",
        connection.town.0,
        connection.id.0,
        opt_ms(at),
        connection.login_sealed.as_str()
    )?;
    Ok(())
}

/// Notes which rights the platform does not give any more; an empty list: all are there.
///
/// # Errors
/// When the engine refuses.
pub async fn note_missing(
    conn: &mut Conn<'_>,
    connection: &Connection,
    rights: &[String],
    now: Timestamp,
) -> Result<(), StoreError> {
    let list = if rights.is_empty() { None } else { Some(serde_json::to_string(rights)?) };
    run!(
        conn,
        "UPDATE connection SET missing_since = CASE WHEN $3 IS NULL THEN NULL WHEN missing_rights = $3 THEN missing_since \
         ELSE $4 END, missing_rights = $3 WHERE town_id = $1 AND id = $2",
        connection.town.0,
        connection.id.0,
        list,
        ms(now)
    )?;
    Ok(())
}

/// Wipes a login. Sources that were read with it stand there without one.
///
/// # Errors
/// When it is gone or the engine refuses.
pub async fn remove(conn: &mut Conn<'_>, connection: &Connection) -> Result<(), StoreError> {
    let (town, id) = (connection.town.0, connection.id.0);
    run!(conn, "UPDATE source SET connection_id = NULL WHERE town_id = $1 AND connection_id = $2", town, id)?;
    let rows = run!(conn, "DELETE FROM connection WHERE town_id = $1 AND id = $2", town, id)?;
    touched("remove connection", 1, rows)
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
