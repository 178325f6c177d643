//! What citizens ask, report or wish: the cases themselves. What was said in them is in `case_messages`.

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::{StoreError, touched};
use super::rows::{count, known, ms, opt_at, opt_ms, ulid};
use crate::clock::from_ms;
use crate::domain::case::{Case, CaseKind, CaseState, case_number};
use crate::domain::ids::Ulid;
use crate::domain::{CaseId, MediaId, PostId, TownId};

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    town_id: i64,
    ulid: String,
    number: String,
    kind: String,
    state: String,
    post_id: Option<i64>,
    media_id: Option<i64>,
    about: String,
    name: Option<String>,
    mail: Option<String>,
    actor_uri: Option<String>,
    actor_handle: Option<String>,
    assigned_to: Option<String>,
    due_at: Option<i64>,
    muted_at: Option<i64>,
    created_at: i64,
    changed_at: i64,
    closed_at: Option<i64>,
    erased_at: Option<i64>,
}

impl Row {
    fn case(self) -> Result<Case, StoreError> {
        Ok(Case {
            id: CaseId(self.id),
            town: TownId(self.town_id),
            ulid: ulid("town_case", &self.ulid)?,
            number: self.number,
            kind: known(CaseKind::parse(&self.kind), "town_case", "kind", &self.kind)?,
            state: known(CaseState::parse(&self.state), "town_case", "state", &self.state)?,
            post: self.post_id.map(PostId),
            media: self.media_id.map(MediaId),
            about: self.about,
            name: self.name,
            mail: self.mail,
            actor_uri: self.actor_uri,
            actor_handle: self.actor_handle,
            assigned_to: self.assigned_to.map(|who| ulid("town_case", &who)).transpose()?,
            due_at: opt_at(self.due_at),
            muted_at: opt_at(self.muted_at),
            created_at: from_ms(self.created_at),
            changed_at: from_ms(self.changed_at),
            closed_at: opt_at(self.closed_at),
            erased_at: opt_at(self.erased_at),
        })
    }
}

/// A case that begins.
#[derive(Debug, Clone)]
pub struct NewCase<'a> {
    pub ulid: Ulid,
    pub kind: CaseKind,
    pub post: Option<PostId>,
    pub media: Option<MediaId>,
    /// Addresses that were typed; may be empty.
    pub about: &'a str,
    pub name: Option<&'a str>,
    pub mail: Option<&'a str>,
    /// What is stored of the secret address.
    pub secret_hash: Option<&'a str>,
    /// An account on another server: its id and how people name it.
    pub account: Option<(&'a str, &'a str)>,
}

/// Begins one; it is due as its kind says. What was said in it is appended by `case_messages::append`.
///
/// # Errors
/// When the engine refuses.
pub async fn add(conn: &mut Conn<'_>, town: TownId, new: &NewCase<'_>, now: Timestamp) -> Result<CaseId, StoreError> {
    let due = now.checked_add(new.kind.deadline()).unwrap_or(now);
    let id = on!(conn, |c| {
        sqlx::query_scalar::<_, i64>(
        "INSERT INTO town_case (town_id, ulid, number, kind, state, post_id, media_id, about, name, mail, secret_hash, \
         actor_uri, actor_handle, due_at, created_at, changed_at) \
         VALUES ($1, $2, $3, $4, 'new', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14) RETURNING id"
    )
    .bind(town.0)
    .bind(new.ulid.to_string())
    .bind(case_number(new.ulid))
    .bind(new.kind.as_str())
    .bind(new.post.map(|post| post.0))
    .bind(new.media.map(|media| media.0))
    .bind(new.about)
    .bind(new.name)
    .bind(new.mail)
    .bind(new.secret_hash)
    .bind(new.account.map(|(uri, _)| uri))
    .bind(new.account.map(|(_, handle)| handle))
    .bind(ms(due))
    .bind(ms(now))
    .fetch_one(c)
    .await
    })?;
    Ok(CaseId(id))
}

/// A case.
///
/// # Errors
/// When the engine refuses or what is stored cannot be read.
pub async fn by_ulid(conn: &mut Conn<'_>, town: TownId, id: Ulid) -> Result<Option<Case>, StoreError> {
    let row = on!(conn, |c| sqlx::query_as::<_, Row>("SELECT * FROM town_case WHERE town_id = $1 AND ulid = $2")
        .bind(town.0)
        .bind(id.to_string())
        .fetch_optional(c)
        .await)?;
    row.map(Row::case).transpose()
}

/// A case by its row.
///
/// # Errors
/// When the engine refuses or what is stored cannot be read.
pub async fn by_id(conn: &mut Conn<'_>, town: TownId, id: CaseId) -> Result<Option<Case>, StoreError> {
    let row = on!(conn, |c| sqlx::query_as::<_, Row>("SELECT * FROM town_case WHERE town_id = $1 AND id = $2")
        .bind(town.0)
        .bind(id.0)
        .fetch_optional(c)
        .await)?;
    row.map(Row::case).transpose()
}

/// The case behind a secret address, by what is stored of the secret.
///
/// # Errors
/// When the engine refuses or what is stored cannot be read.
pub async fn by_secret(conn: &mut Conn<'_>, town: TownId, hash: &str) -> Result<Option<Case>, StoreError> {
    let row =
        on!(conn, |c| sqlx::query_as::<_, Row>("SELECT * FROM town_case WHERE town_id = $1 AND secret_hash = $2")
            .bind(town.0)
            .bind(hash)
            .fetch_optional(c)
            .await)?;
    row.map(Row::case).transpose()
}

/// What staff look for. The default is everything that is not closed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseFilter {
    pub kind: Option<CaseKind>,
    /// `None`: whatever is not closed.
    pub state: Option<CaseState>,
    pub assigned_to: Option<Ulid>,
    pub post: Option<PostId>,
    /// Words in the number, the name, the account or anything said; large and small letters are the same.
    pub words: String,
}

/// The cases that fit: what is late first, then what is due soonest, then what waits for nobody, the newest first.
/// `offset` leaves out as many.
///
/// # Errors
/// When the engine refuses or what is stored cannot be read.
pub async fn list(
    conn: &mut Conn<'_>,
    town: TownId,
    filter: &CaseFilter,
    (offset, limit): (u32, u32),
) -> Result<Vec<Case>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, Row>(
        "SELECT * FROM town_case WHERE town_id = $1 AND ($2 = '' OR kind = $2) \
         AND (state = $3 OR ($3 = '' AND state <> 'closed')) AND ($4 = '' OR assigned_to = $4) \
         AND ($5 = 0 OR post_id = $5) AND ($6 = '' OR lower(number) LIKE $6 ESCAPE '\\' \
         OR lower(replace(number, '-', '')) LIKE $6 ESCAPE '\\' \
         OR lower(coalesce(name, '') || ' ' || coalesce(actor_handle, '') || ' ' || about) LIKE $6 ESCAPE '\\' \
         OR EXISTS (SELECT 1 FROM case_message m WHERE m.town_id = $1 AND m.case_id = town_case.id \
         AND replace(replace(replace(lower(m.text), 'Ä', 'ä'), 'Ö', 'ö'), 'Ü', 'ü') LIKE $6 ESCAPE '\\')) \
         ORDER BY CASE WHEN state IN ('new', 'assigned', 'interim') AND muted_at IS NULL THEN 0 ELSE 1 END, \
         CASE WHEN state IN ('new', 'assigned', 'interim') AND muted_at IS NULL THEN due_at ELSE -changed_at END, id \
         LIMIT $7 OFFSET $8"
    )
    .bind(town.0)
    .bind(filter.kind.map_or("", CaseKind::as_str))
    .bind(filter.state.map_or("", CaseState::as_str))
    .bind(filter.assigned_to.map(|who| who.to_string()).unwrap_or_default())
    .bind(filter.post.map_or(0, |post| post.0))
    .bind(pattern(&filter.words))
    .bind(i64::from(limit))
    .bind(i64::from(offset))
    .fetch_all(c)
    .await)?;
    rows.into_iter().map(Row::case).collect()
}

/// The words as a pattern in which `%`, `_` and `\` mean themselves; empty for no words.
fn pattern(words: &str) -> String {
    if words.trim().is_empty() {
        return String::new();
    }
    let words = words.trim().to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{words}%")
}

/// How much waits for the town.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waiting {
    /// For an answer.
    pub open: u32,
    /// Of these: whose deadline is before the moment that was asked for.
    pub due: u32,
    /// Of these: pictures that are to be described.
    pub descriptions: u32,
}

/// Counts what waits, and what of it is due before `soon`.
///
/// # Errors
/// When the engine refuses.
pub async fn waiting(conn: &mut Conn<'_>, town: TownId, soon: Timestamp) -> Result<Waiting, StoreError> {
    let (open, due, descriptions) = on!(conn, |c| {
        sqlx::query_as::<_, (i64, i64, i64)>(
        "SELECT count(*), count(CASE WHEN due_at < $2 THEN 1 END), count(CASE WHEN kind = 'description' THEN 1 END) \
         FROM town_case WHERE town_id = $1 AND state IN ('new', 'assigned', 'interim') AND muted_at IS NULL"
    )
    .bind(town.0)
    .bind(ms(soon))
    .fetch_one(c)
    .await
    })?;
    Ok(Waiting { open: count(open), due: count(due), descriptions: count(descriptions) })
}

/// The open wishes for a description of a picture.
///
/// # Errors
/// When the engine refuses or what is stored cannot be read.
pub async fn of_picture(conn: &mut Conn<'_>, town: TownId, media: MediaId) -> Result<Vec<Case>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, Row>(
        "SELECT * FROM town_case WHERE town_id = $1 AND media_id = $2 AND kind = 'description' \
         AND state IN ('new', 'assigned', 'interim') ORDER BY id"
    )
    .bind(town.0)
    .bind(media.0)
    .fetch_all(c)
    .await)?;
    rows.into_iter().map(Row::case).collect()
}

/// The case in which an account's answers to a post stand, unless it is closed.
///
/// # Errors
/// When the engine refuses or what is stored cannot be read.
pub async fn of_account(
    conn: &mut Conn<'_>,
    town: TownId,
    actor_uri: &str,
    post: Option<PostId>,
) -> Result<Option<Case>, StoreError> {
    let row = on!(conn, |c| sqlx::query_as::<_, Row>(
        "SELECT * FROM town_case WHERE town_id = $1 AND actor_uri = $2 AND coalesce(post_id, 0) = $3 \
         AND state <> 'closed' ORDER BY id DESC LIMIT 1"
    )
    .bind(town.0)
    .bind(actor_uri)
    .bind(post.map_or(0, |post| post.0))
    .fetch_optional(c)
    .await)?;
    row.map(Row::case).transpose()
}

/// How many cases an account began since a moment.
///
/// # Errors
/// When the engine refuses.
pub async fn begun_by(conn: &mut Conn<'_>, town: TownId, actor_uri: &str, since: Timestamp) -> Result<u32, StoreError> {
    let rows = on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "SELECT count(*) FROM town_case WHERE town_id = $1 AND actor_uri = $2 AND created_at >= $3"
    )
    .bind(town.0)
    .bind(actor_uri)
    .bind(ms(since))
    .fetch_one(c)
    .await)?;
    Ok(count(rows))
}

/// How many cases began on the town's page since a moment.
///
/// # Errors
/// When the engine refuses.
pub async fn begun_on_page(conn: &mut Conn<'_>, town: TownId, since: Timestamp) -> Result<u32, StoreError> {
    let rows = on!(conn, |c| {
        sqlx::query_scalar::<_, i64>(
        "SELECT count(*) FROM town_case WHERE town_id = $1 AND created_at >= $2 AND kind NOT IN ('reply', 'mention')"
    )
    .bind(town.0)
    .bind(ms(since))
    .fetch_one(c)
    .await
    })?;
    Ok(count(rows))
}

/// Lets somebody look after it, or nobody. A new case is an assigned one then, and the other way round.
///
/// # Errors
/// When it is gone or the engine refuses.
pub async fn assign(conn: &mut Conn<'_>, case: &Case, to: Option<Ulid>, now: Timestamp) -> Result<(), StoreError> {
    let state = match (case.state, to) {
        (CaseState::New, Some(_)) => CaseState::Assigned,
        (CaseState::Assigned, None) => CaseState::New,
        (state, _) => state,
    };
    let rows = run!(
        conn,
        "UPDATE town_case SET assigned_to = $3, state = $4, changed_at = $5 WHERE town_id = $1 AND id = $2",
        case.town.0,
        case.id.0,
        to.map(|who| who.to_string()),
        state.as_str(),
        ms(now)
    )?;
    touched("assign a case", 1, rows)
}

/// Takes it to another state; `due` is the deadline from now on.
///
/// # Errors
/// When it is gone or the engine refuses.
pub async fn step(
    conn: &mut Conn<'_>,
    case: &Case,
    to: CaseState,
    due: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let closed = (to == CaseState::Closed).then_some(now);
    let rows = run!(
        conn,
        "UPDATE town_case SET state = $3, due_at = $4, closed_at = $5, changed_at = $6 WHERE town_id = $1 AND id = $2",
        case.town.0,
        case.id.0,
        to.as_str(),
        opt_ms(due),
        opt_ms(closed),
        ms(now)
    )?;
    touched("take a case to another state", 1, rows)
}

/// The citizen said something more: it waits for the town again, unless it is muted.
///
/// # Errors
/// When it is gone or the engine refuses.
pub async fn wake(conn: &mut Conn<'_>, case: &Case, now: Timestamp) -> Result<(), StoreError> {
    if case.state.is_open() || case.muted_at.is_some() {
        let rows = run!(
            conn,
            "UPDATE town_case SET changed_at = $3 WHERE town_id = $1 AND id = $2",
            case.town.0,
            case.id.0,
            ms(now)
        )?;
        return touched("note a word in a case", 1, rows);
    }
    let state = if case.assigned_to.is_some() { CaseState::Assigned } else { CaseState::New };
    step(conn, case, state, now.checked_add(case.kind.deadline()).ok(), now).await
}

/// Lets further messages in it raise no task, or lets them again.
///
/// # Errors
/// When it is gone or the engine refuses.
pub async fn mute(conn: &mut Conn<'_>, case: &Case, at: Option<Timestamp>) -> Result<(), StoreError> {
    let rows = run!(
        conn,
        "UPDATE town_case SET muted_at = $3 WHERE town_id = $1 AND id = $2",
        case.town.0,
        case.id.0,
        opt_ms(at)
    )?;
    touched("mute a case", 1, rows)
}

/// Forgets what the citizen gave: name, address, words, the secret, and the answers that may quote them. Number, kind and
/// times stay until retention.
///
/// # Errors
/// When it is gone or the engine refuses.
pub async fn erase(conn: &mut Conn<'_>, case: &Case, now: Timestamp) -> Result<(), StoreError> {
    run!(conn, "DELETE FROM case_message WHERE town_id = $1 AND case_id = $2", case.town.0, case.id.0)?;
    let rows = run!(
        conn,
        "UPDATE town_case SET name = NULL, mail = NULL, about = '', actor_uri = NULL, actor_handle = NULL, \
         secret_hash = NULL, state = 'closed', closed_at = coalesce(closed_at, $3), changed_at = $3, erased_at = $3 \
         WHERE town_id = $1 AND id = $2",
        case.town.0,
        case.id.0,
        ms(now)
    )?;
    touched("erase a case", 1, rows)
}

/// Closes what was answered before a moment and never asked about again.
///
/// # Errors
/// When the engine refuses.
pub async fn close_answered(conn: &mut Conn<'_>, before: Timestamp, now: Timestamp) -> Result<u64, StoreError> {
    Ok(run!(
        conn,
        "UPDATE town_case SET state = 'closed', closed_at = $2 WHERE state = 'answered' AND changed_at < $1",
        ms(before),
        ms(now)
    )?)
}

/// Forgets what was closed before one moment, and from other servers what nobody touched since another.
///
/// # Errors
/// When the engine refuses.
pub async fn prune(conn: &mut Conn<'_>, closed: Timestamp, remote: Timestamp) -> Result<u64, StoreError> {
    Ok(run!(
        conn,
        "DELETE FROM town_case WHERE closed_at < $1 OR (kind IN ('reply', 'mention') AND changed_at < $2)",
        ms(closed),
        ms(remote)
    )?)
}
