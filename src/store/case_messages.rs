//! What is said in cases: by citizens here or on other servers, by the town, and by staff among themselves.

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::{StoreError, touched};
use super::rows::{count, known, ms, opt_at, opt_ms, ulid};
use crate::clock::from_ms;
use crate::domain::case::{CaseMessage, Direction, RemotePart, Visibility};
use crate::domain::{ActivityId, CaseId, TownId};

#[derive(sqlx::FromRow)]
struct Row {
    ulid: String,
    direction: String,
    text: String,
    staff: Option<String>,
    at: i64,
    object_uri: Option<String>,
    visibility: Option<String>,
    said_at: Option<i64>,
    edited_at: Option<i64>,
    gone_at: Option<i64>,
    activity_id: Option<i64>,
}

impl Row {
    fn message(self) -> Result<CaseMessage, StoreError> {
        let remote = match (self.object_uri, self.visibility) {
            (Some(object_uri), Some(word)) => Some(RemotePart {
                object_uri,
                visibility: known(Visibility::parse(&word), "case_message", "visibility", &word)?,
                said_at: opt_at(self.said_at),
                edited_at: opt_at(self.edited_at),
                gone_at: opt_at(self.gone_at),
            }),
            _ => None,
        };
        Ok(CaseMessage {
            ulid: ulid("case_message", &self.ulid)?,
            direction: known(Direction::parse(&self.direction), "case_message", "direction", &self.direction)?,
            text: self.text,
            staff: self.staff.map(|who| ulid("case_message", &who)).transpose()?,
            at: from_ms(self.at),
            remote,
            activity: self.activity_id.map(ActivityId),
        })
    }
}

/// Appends a message. False when the same object of another server is known already.
///
/// # Errors
/// When the engine refuses.
pub async fn append(
    conn: &mut Conn<'_>,
    town: TownId,
    case: CaseId,
    message: &CaseMessage,
) -> Result<bool, StoreError> {
    let remote = message.remote.as_ref();
    let rows = run!(
        conn,
        "INSERT INTO case_message (case_id, town_id, ulid, direction, text, staff, at, object_uri, visibility, said_at, \
         edited_at, gone_at, activity_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
         ON CONFLICT (town_id, object_uri) DO NOTHING",
        case.0,
        town.0,
        message.ulid.to_string(),
        message.direction.as_str(),
        message.text.as_str(),
        message.staff.map(|who| who.to_string()),
        ms(message.at),
        remote.map(|one| one.object_uri.as_str()),
        remote.map(|one| one.visibility.as_str()),
        remote.and_then(|one| opt_ms(one.said_at)),
        remote.and_then(|one| opt_ms(one.edited_at)),
        remote.and_then(|one| opt_ms(one.gone_at)),
        message.activity.map(|activity| activity.0)
    )?;
    Ok(rows == 1)
}

/// Everything that was said in a case, in order.
///
/// # Errors
/// When the engine refuses or what is stored cannot be read.
pub async fn of_case(conn: &mut Conn<'_>, town: TownId, case: CaseId) -> Result<Vec<CaseMessage>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, Row>(
        "SELECT * FROM case_message WHERE town_id = $1 AND case_id = $2 ORDER BY at, id"
    )
    .bind(town.0)
    .bind(case.0)
    .fetch_all(c)
    .await)?;
    rows.into_iter().map(Row::message).collect()
}

/// The message that an object's id names, and its case.
///
/// # Errors
/// When the engine refuses or what is stored cannot be read.
pub async fn by_object(
    conn: &mut Conn<'_>,
    town: TownId,
    object_uri: &str,
) -> Result<Option<(CaseId, CaseMessage)>, StoreError> {
    let case = on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "SELECT case_id FROM case_message WHERE town_id = $1 AND object_uri = $2"
    )
    .bind(town.0)
    .bind(object_uri)
    .fetch_optional(c)
    .await)?;
    let Some(case) = case.map(CaseId) else { return Ok(None) };
    let all = of_case(conn, town, case).await?;
    let is_it = |one: &CaseMessage| one.remote.as_ref().is_some_and(|remote| remote.object_uri == object_uri);
    Ok(all.into_iter().find(is_it).map(|message| (case, message)))
}

/// Its author wrote it anew.
///
/// # Errors
/// When it is gone or the engine refuses.
pub async fn rewrite(
    conn: &mut Conn<'_>,
    town: TownId,
    object_uri: &str,
    text: &str,
    edited_at: Timestamp,
) -> Result<(), StoreError> {
    let rows = run!(
        conn,
        "UPDATE case_message SET text = $3, edited_at = $4 WHERE town_id = $1 AND object_uri = $2 AND gone_at IS NULL",
        town.0,
        object_uri,
        text,
        ms(edited_at)
    )?;
    touched("rewrite a message of a case", 1, rows)
}

/// Its author took it back: its words go, its place stays. False when there is no such message.
///
/// # Errors
/// When the engine refuses.
pub async fn withdraw(conn: &mut Conn<'_>, town: TownId, object_uri: &str, now: Timestamp) -> Result<bool, StoreError> {
    let rows = run!(
        conn,
        "UPDATE case_message SET text = '', gone_at = $3 WHERE town_id = $1 AND object_uri = $2 AND gone_at IS NULL",
        town.0,
        object_uri,
        ms(now)
    )?;
    Ok(rows == 1)
}

/// The first words of each of these cases, as far as they are still there.
///
/// # Errors
/// When the engine refuses.
pub async fn first_words(
    conn: &mut Conn<'_>,
    town: TownId,
    cases: &[CaseId],
) -> Result<Vec<(CaseId, String)>, StoreError> {
    let sql = conn.pick(
        "SELECT case_id, text FROM case_message WHERE town_id = $1 AND direction = 'in' \
         AND case_id IN (SELECT value FROM json_each($2)) ORDER BY case_id, at, id",
        "SELECT case_id, text FROM case_message WHERE town_id = $1 AND direction = 'in' \
         AND case_id IN (SELECT value::bigint FROM json_array_elements_text($2::json)) ORDER BY case_id, at, id",
    );
    let rows = on!(conn, |c| sqlx::query_as::<_, (i64, String)>(sql)
        .bind(town.0)
        .bind(super::rows::id_list(cases.iter().map(|case| case.0)))
        .fetch_all(c)
        .await)?;
    let mut first: Vec<(CaseId, String)> = Vec::new();
    for (case, text) in rows {
        if first.last().is_none_or(|(known, _)| known.0 != case) {
            first.push((CaseId(case), text));
        }
    }
    Ok(first)
}

/// Whether a citizen said exactly this since a moment, in any case of the town.
///
/// # Errors
/// When the engine refuses.
pub async fn was_said(conn: &mut Conn<'_>, town: TownId, text: &str, since: Timestamp) -> Result<bool, StoreError> {
    let rows = on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "SELECT count(*) FROM case_message WHERE town_id = $1 AND at >= $2 AND direction = 'in' AND text = $3"
    )
    .bind(town.0)
    .bind(ms(since))
    .bind(text)
    .fetch_one(c)
    .await)?;
    Ok(count(rows) > 0)
}
