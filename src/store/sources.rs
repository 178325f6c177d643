//! Sources and their health.

use jiff::Timestamp;

use super::changes::{self, ChangeKind};
use super::db::{Conn, on, run};
use super::error::{StoreError, touched};
use super::rows::{count, known, ms, opt_at, ulid};
use crate::clock::from_ms;
use crate::domain::ids::Ulid;
use crate::domain::source::{ErrorClass, Health, Source, SourceClass, SourceKind, SourceState};
use crate::domain::{ConnectionId, SourceId, TownId};

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    town_id: i64,
    ulid: String,
    kind: String,
    slug: String,
    name: String,
    url: String,
    site_url: Option<String>,
    api_base: Option<String>,
    connection_id: Option<i64>,
    account: Option<String>,
    settings: String,
    state: String,
    class: String,
    fixed_interval: Option<i64>,
    cursor_json: Option<String>,
    created_at: i64,
    activated_at: i64,
    first_pass_at: Option<i64>,
    retired_at: Option<i64>,
    last_check_at: Option<i64>,
    last_success_at: Option<i64>,
    last_new_at: Option<i64>,
    next_check_at: Option<i64>,
    failing_since: Option<i64>,
    failures: i64,
    error_class: Option<String>,
    error_message: Option<String>,
    quarantined: i64,
}

const SELECT_BY_ID: &str = "SELECT source.*, (SELECT count(*) FROM quarantine q WHERE q.source_id = source.id) AS quarantined \
     FROM source WHERE town_id = $1 AND id = $2";

impl Row {
    fn source(self) -> Result<Source, StoreError> {
        let error = match (self.error_class, self.error_message) {
            (Some(class), message) => {
                let class = known(ErrorClass::parse(&class), "source", "error_class", &class)?;
                Some((class, message.unwrap_or_default()))
            }
            (None, _) => None,
        };
        Ok(Source {
            id: SourceId(self.id),
            town: TownId(self.town_id),
            ulid: ulid("source", &self.ulid)?,
            kind: known(SourceKind::parse(&self.kind), "source", "kind", &self.kind)?,
            slug: self.slug,
            name: self.name,
            url: self.url,
            site_url: self.site_url,
            api_base: self.api_base,
            connection: self.connection_id.map(ConnectionId),
            account: self.account,
            settings: serde_json::from_str(&self.settings)?,
            state: known(SourceState::parse(&self.state), "source", "state", &self.state)?,
            class: known(SourceClass::parse(&self.class), "source", "class", &self.class)?,
            fixed_interval: self.fixed_interval.map(count),
            cursor: self.cursor_json.as_deref().map(serde_json::from_str).transpose()?,
            created_at: from_ms(self.created_at),
            activated_at: from_ms(self.activated_at),
            first_pass_at: opt_at(self.first_pass_at),
            retired_at: opt_at(self.retired_at),
            health: Health {
                last_check_at: opt_at(self.last_check_at),
                last_success_at: opt_at(self.last_success_at),
                last_new_at: opt_at(self.last_new_at),
                next_check_at: opt_at(self.next_check_at),
                failing_since: opt_at(self.failing_since),
                failures: count(self.failures),
                error,
                quarantined: count(self.quarantined),
            },
        })
    }
}

/// A source to be.
pub struct NewSource<'a> {
    pub town: TownId,
    pub ulid: Ulid,
    pub kind: SourceKind,
    pub slug: &'a str,
    pub name: &'a str,
    pub url: &'a str,
    pub site_url: Option<&'a str>,
    pub api_base: Option<&'a str>,
    pub connection: Option<ConnectionId>,
    pub account: Option<&'a str>,
    pub settings: &'a serde_json::Value,
    pub fixed_interval: Option<u32>,
}

impl<'a> NewSource<'a> {
    /// A source that is read without a login, from an address.
    #[must_use]
    pub fn at(town: TownId, ulid: Ulid, kind: SourceKind, slug: &'a str, name: &'a str, url: &'a str) -> Self {
        Self {
            town,
            ulid,
            kind,
            slug,
            name,
            url,
            site_url: None,
            api_base: None,
            connection: None,
            account: None,
            settings: &serde_json::Value::Null,
            fixed_interval: None,
        }
    }
}

/// Adds an active source. The first look is due at once.
///
/// # Errors
/// [`StoreError::Exists`] when the town mirrors this address already or the slug is taken.
pub async fn add(conn: &mut Conn<'_>, new: NewSource<'_>, now: Timestamp) -> Result<SourceId, StoreError> {
    let settings = if new.settings.is_null() { "{}".to_owned() } else { new.settings.to_string() };
    let id = on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "INSERT INTO source (town_id, ulid, kind, slug, name, url, site_url, api_base, state, fixed_interval, created_at, \
         activated_at, next_check_at, connection_id, account, settings) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'active', $9, $10, $10, $10, $11, $12, $13) RETURNING id"
    )
    .bind(new.town.0)
    .bind(new.ulid.to_string())
    .bind(new.kind.as_str())
    .bind(new.slug)
    .bind(new.name)
    .bind(new.url)
    .bind(new.site_url)
    .bind(new.api_base)
    .bind(new.fixed_interval.map(i64::from))
    .bind(ms(now))
    .bind(new.connection.map(|id| id.0))
    .bind(new.account)
    .bind(settings)
    .fetch_one(c)
    .await)
    .map_err(|error| StoreError::on_unique(error, "a channel with this address or name"))?;
    changes::record(conn, new.town, ChangeKind::Source, new.slug, now).await?;
    Ok(SourceId(id))
}

/// One source.
///
/// # Errors
/// When the engine refuses.
pub async fn by_id(conn: &mut Conn<'_>, town: TownId, id: SourceId) -> Result<Option<Source>, StoreError> {
    let row = on!(conn, |c| sqlx::query_as::<_, Row>(SELECT_BY_ID).bind(town.0).bind(id.0).fetch_optional(c).await)?;
    row.map(Row::source).transpose()
}

/// One source by its slug.
///
/// # Errors
/// When the engine refuses.
pub async fn by_slug(conn: &mut Conn<'_>, town: TownId, slug: &str) -> Result<Option<Source>, StoreError> {
    Ok(of_town(conn, town).await?.into_iter().find(|source| source.slug == slug))
}

/// All sources of a town that were not removed, oldest first.
///
/// # Errors
/// When the engine refuses.
pub async fn of_town(conn: &mut Conn<'_>, town: TownId) -> Result<Vec<Source>, StoreError> {
    let rows = on!(conn, |c| {
        sqlx::query_as::<_, Row>(
        "SELECT source.*, (SELECT count(*) FROM quarantine q WHERE q.source_id = source.id) AS quarantined FROM source \
         WHERE town_id = $1 AND state <> 'removed' ORDER BY id"
    )
    .bind(town.0)
    .fetch_all(c)
    .await
    })?;
    rows.into_iter().map(Row::source).collect()
}

/// The active sources whose next look is due, of all towns, the longest waiting first.
///
/// # Errors
/// When the engine refuses.
pub async fn due(conn: &mut Conn<'_>, now: Timestamp) -> Result<Vec<(TownId, SourceId, bool)>, StoreError> {
    let rows = on!(conn, |c| {
        sqlx::query_as::<_, (i64, i64, bool)>(
        "SELECT town_id, id, kind = 'cap' FROM source WHERE state = 'active' AND kind <> 'own' AND next_check_at <= $1 \
         ORDER BY kind = 'cap' DESC, next_check_at LIMIT 200"
    )
    .bind(ms(now))
    .fetch_all(c)
    .await
    })?;
    Ok(rows.into_iter().map(|(town, id, urgent)| (TownId(town), SourceId(id), urgent)).collect())
}

/// The sources of a town that followers are told nothing of ([`Source::reaches_followers`]).
///
/// # Errors
/// When the engine refuses.
pub async fn kept_from_followers(conn: &mut Conn<'_>, town: TownId) -> Result<Vec<SourceId>, StoreError> {
    let all = of_town(conn, town).await?;
    Ok(all.iter().filter(|source| !source.reaches_followers()).map(|source| source.id).collect())
}

/// The sources of a town whose posts are boosted, not said ([`Source::is_boosted`]).
///
/// # Errors
/// When the engine refuses.
pub async fn boosted(conn: &mut Conn<'_>, town: TownId) -> Result<Vec<SourceId>, StoreError> {
    let all = of_town(conn, town).await?;
    Ok(all.iter().filter(|source| source.is_boosted()).map(|source| source.id).collect())
}

/// Writes the connector's settings; the next look is due at once.
///
/// # Errors
/// When the source is gone or the engine refuses.
pub async fn set_settings(
    conn: &mut Conn<'_>,
    source: &Source,
    settings: &serde_json::Value,
    now: Timestamp,
) -> Result<(), StoreError> {
    let rows = run!(
        conn,
        "UPDATE source SET settings = $3, next_check_at = CASE WHEN state = 'active' THEN $4 ELSE next_check_at END \
         WHERE town_id = $1 AND id = $2",
        source.town.0,
        source.id.0,
        settings.to_string(),
        ms(now)
    )?;
    touched("set source settings", 1, rows)?;
    changes::record(conn, source.town, ChangeKind::Source, &source.slug, now).await
}

/// Writes the next look before the fetch begins, so that a crash in it does not make a tight loop.
///
/// # Errors
/// When the source is gone or the engine refuses.
pub async fn begin_check(
    conn: &mut Conn<'_>,
    town: TownId,
    id: SourceId,
    now: Timestamp,
    next: Timestamp,
) -> Result<(), StoreError> {
    let rows = run!(
        conn,
        "UPDATE source SET last_check_at = $3, next_check_at = $4 WHERE town_id = $1 AND id = $2",
        town.0,
        id.0,
        ms(now),
        ms(next)
    )?;
    touched("begin check", 1, rows)
}

/// Takes a due look for this worker by moving the next one; `false` when another worker was faster.
///
/// # Errors
/// When the engine refuses.
pub async fn take_due(
    conn: &mut Conn<'_>,
    town: TownId,
    id: SourceId,
    now: Timestamp,
    next: Timestamp,
) -> Result<bool, StoreError> {
    let rows = run!(
        conn,
        "UPDATE source SET next_check_at = $4 WHERE town_id = $1 AND id = $2 AND state = 'active' AND next_check_at <= $3",
        town.0,
        id.0,
        ms(now),
        ms(next)
    )?;
    Ok(rows == 1)
}

/// What a good look leaves behind.
pub struct Success<'a> {
    pub cursor: Option<&'a serde_json::Value>,
    pub next: Timestamp,
    /// Something new came.
    pub news: bool,
    /// This look completed the first pass.
    pub first_pass: bool,
}

/// Notes a good look. Returns whether the source had been failing before.
///
/// # Errors
/// When the source is gone or the engine refuses.
pub async fn succeed(
    conn: &mut Conn<'_>,
    source: &Source,
    done: Success<'_>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let cursor = done.cursor.map(ToString::to_string);
    let rows = run!(
        conn,
        "UPDATE source SET cursor_json = $3, last_success_at = $4, next_check_at = $5, last_new_at = coalesce($6, last_new_at), \
         first_pass_at = coalesce(first_pass_at, $7), failing_since = NULL, failures = 0, error_class = NULL, \
         error_message = NULL WHERE town_id = $1 AND id = $2",
        source.town.0,
        source.id.0,
        cursor,
        ms(now),
        ms(done.next),
        done.news.then_some(ms(now)),
        done.first_pass.then_some(ms(now))
    )?;
    touched("note good look", 1, rows)?;
    let recovered = source.health.failing_since.is_some();
    if recovered {
        changes::record(conn, source.town, ChangeKind::Health, &source.slug, now).await?;
    }
    Ok(recovered)
}

/// Notes a bad look.
///
/// # Errors
/// When the source is gone or the engine refuses.
pub async fn fail(
    conn: &mut Conn<'_>,
    source: &Source,
    class: ErrorClass,
    message: &str,
    next: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    let rows = run!(
        conn,
        "UPDATE source SET next_check_at = $3, failing_since = coalesce(failing_since, $4), failures = failures + 1, \
         error_class = $5, error_message = $6 WHERE town_id = $1 AND id = $2",
        source.town.0,
        source.id.0,
        ms(next),
        ms(now),
        class.as_str(),
        message
    )?;
    touched("note bad look", 1, rows)?;
    if source.health.failing_since.is_none() {
        changes::record(conn, source.town, ChangeKind::Health, &source.slug, now).await?;
    }
    Ok(())
}

/// Pauses, resumes, retires or removes a source. Resuming makes the next look due at once and a first pass again:
/// what has no date and appeared meanwhile is not told to followers (D11). A time before which the source asked not to be
/// looked at again is kept through a pause.
///
/// # Errors
/// When the source is gone or the engine refuses.
pub async fn set_state(
    conn: &mut Conn<'_>,
    source: &Source,
    state: SourceState,
    now: Timestamp,
) -> Result<(), StoreError> {
    let rows = run!(
        conn,
        "UPDATE source SET state = $3, retired_at = $5, next_check_at = CASE \
         WHEN $3 IN ('active', 'paused') AND error_class = 'rate_limited' AND next_check_at > $4 THEN next_check_at \
         WHEN $3 = 'active' THEN $4 ELSE NULL END, \
         first_pass_at = CASE WHEN $3 = 'active' THEN NULL ELSE first_pass_at END WHERE town_id = $1 AND id = $2",
        source.town.0,
        source.id.0,
        state.as_str(),
        ms(now),
        (state == SourceState::Retired).then_some(ms(now))
    )?;
    touched("set source state", 1, rows)?;
    changes::record(conn, source.town, ChangeKind::Source, &source.slug, now).await
}

/// Takes over what the connector learned about the account, or where the feed moved to.
///
/// # Errors
/// When the source is gone or the engine refuses.
pub async fn describe(
    conn: &mut Conn<'_>,
    source: &Source,
    url: &str,
    site_url: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let rows = run!(
        conn,
        "UPDATE source SET url = $3, site_url = $4 WHERE town_id = $1 AND id = $2",
        source.town.0,
        source.id.0,
        url,
        site_url
    )?;
    touched("describe source", 1, rows)?;
    changes::record(conn, source.town, ChangeKind::Source, &source.slug, now).await
}
