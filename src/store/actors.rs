//! Local actors.

use jiff::Timestamp;

use super::changes::{self, ChangeKind};
use super::db::{Conn, on, run};
use super::error::{StoreError, touched};
use super::rows::{known, ms, opt_at};
use crate::clock::from_ms;
use crate::domain::actor::{Actor, ActorKind, Username};
use crate::domain::ids::Ulid;
use crate::domain::{ActorId, TownId};

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    town_id: i64,
    kind: String,
    username: String,
    handle_domain: Option<String>,
    display_name: String,
    summary: String,
    public_key_pem: String,
    private_key_sealed: String,
    created_at: i64,
    deleted_at: Option<i64>,
}

impl Row {
    fn actor(self) -> Result<Actor, StoreError> {
        Ok(Actor {
            id: ActorId(self.id),
            town: TownId(self.town_id),
            kind: known(ActorKind::parse(&self.kind), "actor", "kind", &self.kind)?,
            username: Username::stored(self.username),
            handle_domain: self.handle_domain,
            display_name: self.display_name,
            summary: self.summary,
            public_key_pem: self.public_key_pem,
            private_key_sealed: self.private_key_sealed,
            created_at: from_ms(self.created_at),
            deleted_at: opt_at(self.deleted_at),
        })
    }
}

/// An actor to be. Username and handle domain are for ever.
pub struct NewActor<'a> {
    pub ulid: Ulid,
    pub town: TownId,
    pub kind: ActorKind,
    pub username: &'a Username,
    pub handle_domain: Option<&'a str>,
    pub display_name: &'a str,
    pub summary: &'a str,
    pub public_key_pem: &'a str,
    /// Sealed for `actor/private_key/{ulid}`.
    pub private_key_sealed: &'a str,
}

/// Adds an actor.
///
/// # Errors
/// [`StoreError::Exists`] when the town has (or had) an actor of this name.
pub async fn add(conn: &mut Conn<'_>, new: NewActor<'_>, now: Timestamp) -> Result<ActorId, StoreError> {
    let id = on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "INSERT INTO actor (town_id, ulid, kind, username, handle_domain, display_name, summary, public_key_pem, \
         private_key_sealed, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id"
    )
    .bind(new.town.0)
    .bind(new.ulid.to_string())
    .bind(new.kind.as_str())
    .bind(new.username.as_str())
    .bind(new.handle_domain)
    .bind(new.display_name)
    .bind(new.summary)
    .bind(new.public_key_pem)
    .bind(new.private_key_sealed)
    .bind(ms(now))
    .fetch_one(c)
    .await)
    .map_err(|error| StoreError::on_unique(error, "an actor of this name"))?;
    changes::record(conn, new.town, ChangeKind::Actor, new.username.as_str(), now).await?;
    Ok(ActorId(id))
}

/// An actor by name, deleted ones included (they answer 410 for ever).
///
/// # Errors
/// When the engine refuses.
pub async fn by_username(conn: &mut Conn<'_>, town: TownId, username: &str) -> Result<Option<Actor>, StoreError> {
    let row = on!(conn, |c| sqlx::query_as::<_, Row>("SELECT * FROM actor WHERE town_id = $1 AND username = $2")
        .bind(town.0)
        .bind(username)
        .fetch_optional(c)
        .await)?;
    row.map(Row::actor).transpose()
}

/// An actor by id.
///
/// # Errors
/// When the engine refuses.
pub async fn by_id(conn: &mut Conn<'_>, town: TownId, id: ActorId) -> Result<Option<Actor>, StoreError> {
    let row = on!(conn, |c| sqlx::query_as::<_, Row>("SELECT * FROM actor WHERE town_id = $1 AND id = $2")
        .bind(town.0)
        .bind(id.0)
        .fetch_optional(c)
        .await)?;
    row.map(Row::actor).transpose()
}

/// All actors of a town, oldest first, the instance actor included.
///
/// # Errors
/// When the engine refuses.
pub async fn of_town(conn: &mut Conn<'_>, town: TownId) -> Result<Vec<Actor>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, Row>("SELECT * FROM actor WHERE town_id = $1 ORDER BY id")
        .bind(town.0)
        .fetch_all(c)
        .await)?;
    rows.into_iter().map(Row::actor).collect()
}

/// The main actor, if the town has one that lives.
///
/// # Errors
/// When the engine refuses.
pub async fn main(conn: &mut Conn<'_>, town: TownId) -> Result<Option<Actor>, StoreError> {
    let all = of_town(conn, town).await?;
    Ok(all.into_iter().find(|actor| actor.kind == ActorKind::Main && actor.deleted_at.is_none()))
}

/// Changes what an actor is called and what its profile says.
///
/// # Errors
/// When the actor is gone or the engine refuses.
pub async fn describe(
    conn: &mut Conn<'_>,
    actor: &Actor,
    display_name: &str,
    summary: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let rows = run!(
        conn,
        "UPDATE actor SET display_name = $3, summary = $4 WHERE town_id = $1 AND id = $2",
        actor.town.0,
        actor.id.0,
        display_name,
        summary
    )?;
    touched("describe actor", 1, rows)?;
    changes::record(conn, actor.town, ChangeKind::Actor, actor.username.as_str(), now).await
}

/// The ULID under which an actor's key is sealed.
///
/// # Errors
/// When the engine refuses.
pub async fn ulid_of(conn: &mut Conn<'_>, id: ActorId) -> Result<String, StoreError> {
    Ok(on!(conn, |c| sqlx::query_scalar::<_, String>("SELECT ulid FROM actor WHERE id = $1")
        .bind(id.0)
        .fetch_one(c)
        .await)?)
}
