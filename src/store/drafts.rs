//! What staff write before it is published, with its pictures. Every change names the version that it changes: who comes
//! second changes nothing.

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::{StoreError, touched};
use super::rows::{json, known, ms, opt_at, opt_ms, ulid};
use crate::clock::from_ms;
use crate::domain::draft::{Draft, DraftContent, DraftPicture, DraftState};
use crate::domain::ids::Ulid;
use crate::domain::{DraftId, MediaId, PostId, TownId};

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    town_id: i64,
    ulid: String,
    state: String,
    content: String,
    author: String,
    editor: String,
    version: i64,
    note: Option<String>,
    decided_by: Option<String>,
    first_by: Option<String>,
    publish_at: Option<i64>,
    post_id: Option<i64>,
    created_at: i64,
    changed_at: i64,
    published_at: Option<i64>,
}

impl Row {
    fn draft(self, pictures: Vec<DraftPicture>) -> Result<Draft, StoreError> {
        Ok(Draft {
            id: DraftId(self.id),
            town: TownId(self.town_id),
            ulid: ulid("draft", &self.ulid)?,
            state: known(DraftState::parse(&self.state), "draft", "state", &self.state)?,
            content: json(&self.content)?,
            author: ulid("draft", &self.author)?,
            editor: ulid("draft", &self.editor)?,
            version: self.version,
            note: self.note,
            decided_by: self.decided_by.map(|who| ulid("draft", &who)).transpose()?,
            first_by: self.first_by.map(|who| ulid("draft", &who)).transpose()?,
            publish_at: opt_at(self.publish_at),
            post: self.post_id.map(PostId),
            pictures,
            created_at: from_ms(self.created_at),
            changed_at: from_ms(self.changed_at),
            published_at: opt_at(self.published_at),
        })
    }
}

/// Begins one.
///
/// # Errors
/// When the engine refuses.
pub async fn add(
    conn: &mut Conn<'_>,
    town: TownId,
    id: Ulid,
    (content, pictures): (&DraftContent, &[DraftPicture]),
    author: Ulid,
    now: Timestamp,
) -> Result<(), StoreError> {
    let row = on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "INSERT INTO draft (town_id, ulid, state, content, author, editor, version, created_at, changed_at) \
         VALUES ($1, $2, $3, $4, $5, $5, 1, $6, $6) RETURNING id"
    )
    .bind(town.0)
    .bind(id.to_string())
    .bind(DraftState::Draft.as_str())
    .bind(serde_json::to_string(content)?)
    .bind(author.to_string())
    .bind(ms(now))
    .fetch_one(c)
    .await)?;
    put_pictures(conn, town, DraftId(row), pictures).await
}

/// Writes over one that is not published. What waited or was planned waits no more. False when somebody else was faster.
///
/// # Errors
/// When the engine refuses.
pub async fn rewrite(
    conn: &mut Conn<'_>,
    draft: &Draft,
    (content, pictures): (&DraftContent, &[DraftPicture]),
    editor: Ulid,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let rows = run!(
        conn,
        "UPDATE draft SET content = $4, editor = $5, changed_at = $6, publish_at = NULL, first_by = NULL, \
         reminded_at = NULL, version = version + 1, \
         state = CASE WHEN state = 'returned' THEN state ELSE 'draft' END \
         WHERE town_id = $1 AND id = $2 AND version = $3 AND state <> 'published'",
        draft.town.0,
        draft.id.0,
        draft.version,
        serde_json::to_string(content)?,
        editor.to_string(),
        ms(now)
    )?;
    if rows == 0 {
        return Ok(false);
    }
    run!(conn, "DELETE FROM draft_picture WHERE town_id = $1 AND draft_id = $2", draft.town.0, draft.id.0)?;
    put_pictures(conn, draft.town, draft.id, pictures).await?;
    Ok(true)
}

async fn put_pictures(
    conn: &mut Conn<'_>,
    town: TownId,
    draft: DraftId,
    pictures: &[DraftPicture],
) -> Result<(), StoreError> {
    for (place, picture) in (1i64..).zip(pictures) {
        run!(
            conn,
            "INSERT INTO draft_picture (draft_id, place, town_id, media_id, alt) VALUES ($1, $2, $3, $4, $5)",
            draft.0,
            place,
            town.0,
            picture.media.0,
            picture.alt.as_str()
        )?;
    }
    Ok(())
}

/// A step to another state.
#[derive(Debug, Clone, Copy)]
pub struct Step<'a> {
    pub to: DraftState,
    /// Why it goes back.
    pub note: Option<&'a str>,
    /// Who decided.
    pub by: Option<Ulid>,
    /// When it appears, if it is planned.
    pub publish_at: Option<Timestamp>,
    /// Who let it through first, while a second person is still to do so.
    pub first_by: Option<Ulid>,
}

/// Takes a step. False when the draft is not as it was read.
///
/// # Errors
/// When the engine refuses.
pub async fn step(conn: &mut Conn<'_>, draft: &Draft, step: Step<'_>, now: Timestamp) -> Result<bool, StoreError> {
    let published_at = (step.to == DraftState::Published).then_some(now);
    let rows = run!(
        conn,
        "UPDATE draft SET state = $4, note = $5, decided_by = $6, publish_at = $7, published_at = $8, changed_at = $9, \
         first_by = $10, reminded_at = NULL, version = version + 1 WHERE town_id = $1 AND id = $2 AND version = $3 AND state <> 'published'",
        draft.town.0,
        draft.id.0,
        draft.version,
        step.to.as_str(),
        step.note,
        step.by.map(|who| who.to_string()),
        opt_ms(step.publish_at),
        opt_ms(published_at),
        ms(now),
        step.first_by.map(|who| who.to_string())
    )?;
    Ok(rows == 1)
}

/// Notes which post a published one became; its pictures are the post's from now on.
///
/// # Errors
/// When it is gone or the engine refuses.
pub async fn became(conn: &mut Conn<'_>, town: TownId, id: DraftId, post: PostId) -> Result<(), StoreError> {
    let rows = run!(conn, "UPDATE draft SET post_id = $3 WHERE town_id = $1 AND id = $2", town.0, id.0, post.0)?;
    touched("note a draft's post", 1, rows)?;
    run!(conn, "DELETE FROM draft_picture WHERE town_id = $1 AND draft_id = $2", town.0, id.0)?;
    Ok(())
}

/// Throws one away that is not published. False when it is not as it was read.
///
/// # Errors
/// When the engine refuses.
pub async fn delete(conn: &mut Conn<'_>, draft: &Draft) -> Result<bool, StoreError> {
    let rows = run!(
        conn,
        "DELETE FROM draft WHERE town_id = $1 AND id = $2 AND version = $3 AND state <> 'published'",
        draft.town.0,
        draft.id.0,
        draft.version
    )?;
    Ok(rows == 1)
}

/// Forgets what became a post that is gone.
///
/// # Errors
/// When the engine refuses.
pub(super) async fn forget_of_post(conn: &mut Conn<'_>, town: TownId, post: PostId) -> Result<(), StoreError> {
    run!(conn, "DELETE FROM draft WHERE town_id = $1 AND post_id = $2", town.0, post.0)?;
    Ok(())
}

/// Forgets what was published before a moment: the post says it.
///
/// # Errors
/// When the engine refuses.
pub async fn prune(conn: &mut Conn<'_>, before: Timestamp) -> Result<u64, StoreError> {
    Ok(run!(conn, "DELETE FROM draft WHERE state = 'published' AND published_at < $1", ms(before))?)
}

/// A town's drafts with their pictures: what is to be done first, then what was published, each the newest first.
///
/// # Errors
/// When the engine refuses.
pub async fn of_town(conn: &mut Conn<'_>, town: TownId, limit: u32) -> Result<Vec<Draft>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, Row>(
        "SELECT * FROM draft WHERE town_id = $1 \
         ORDER BY CASE WHEN state = 'published' THEN 1 ELSE 0 END, changed_at DESC, id DESC LIMIT $2"
    )
    .bind(town.0)
    .bind(i64::from(limit))
    .fetch_all(c)
    .await)?;
    complete(conn, town, rows).await
}

/// Those that wait for somebody, the oldest first.
///
/// # Errors
/// When the engine refuses.
pub async fn waiting(conn: &mut Conn<'_>, town: TownId) -> Result<Vec<Draft>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, Row>(
        "SELECT * FROM draft WHERE town_id = $1 AND state = 'waiting' ORDER BY changed_at, id"
    )
    .bind(town.0)
    .fetch_all(c)
    .await)?;
    complete(conn, town, rows).await
}

/// Those of a town that wait since before a moment and of which nobody was reminded yet.
///
/// # Errors
/// When the engine refuses or what is stored cannot be read.
pub async fn unheeded(conn: &mut Conn<'_>, town: TownId, before: Timestamp) -> Result<Vec<Draft>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, Row>(
        "SELECT * FROM draft WHERE town_id = $1 AND state = 'waiting' AND changed_at <= $2 AND reminded_at IS NULL \
         ORDER BY changed_at, id"
    )
    .bind(town.0)
    .bind(ms(before))
    .fetch_all(c)
    .await)?;
    complete(conn, town, rows).await
}

/// Notes that people were reminded of one.
///
/// # Errors
/// When the engine refuses.
pub async fn reminded(conn: &mut Conn<'_>, draft: &Draft, now: Timestamp) -> Result<(), StoreError> {
    run!(
        conn,
        "UPDATE draft SET reminded_at = $4 WHERE town_id = $1 AND id = $2 AND version = $3",
        draft.town.0,
        draft.id.0,
        draft.version,
        ms(now)
    )?;
    Ok(())
}

/// One draft.
///
/// # Errors
/// When the engine refuses.
pub async fn by_ulid(conn: &mut Conn<'_>, town: TownId, id: Ulid) -> Result<Option<Draft>, StoreError> {
    let row = on!(conn, |c| sqlx::query_as::<_, Row>("SELECT * FROM draft WHERE town_id = $1 AND ulid = $2")
        .bind(town.0)
        .bind(id.to_string())
        .fetch_optional(c)
        .await)?;
    Ok(complete(conn, town, row.into_iter().collect()).await?.pop())
}

/// The planned ones whose time has come, of all towns: the town and the draft.
///
/// # Errors
/// When the engine refuses or what is stored cannot be read.
pub async fn due(conn: &mut Conn<'_>, now: Timestamp) -> Result<Vec<(TownId, Ulid)>, StoreError> {
    let rows = on!(conn, |c| {
        sqlx::query_as::<_, (i64, String)>(
        "SELECT town_id, ulid FROM draft WHERE state = 'planned' AND publish_at <= $1 ORDER BY publish_at, id LIMIT 100"
    )
    .bind(ms(now))
    .fetch_all(c)
    .await
    })?;
    rows.into_iter().map(|(town, id)| Ok((TownId(town), ulid("draft", &id)?))).collect()
}

async fn complete(conn: &mut Conn<'_>, town: TownId, rows: Vec<Row>) -> Result<Vec<Draft>, StoreError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let pictures = on!(conn, |c| sqlx::query_as::<_, (i64, i64, String)>(
        "SELECT draft_id, media_id, alt FROM draft_picture WHERE town_id = $1 ORDER BY draft_id, place"
    )
    .bind(town.0)
    .fetch_all(c)
    .await)?;
    rows.into_iter()
        .map(|row| {
            let own = pictures.iter().filter(|(draft, ..)| *draft == row.id);
            let own = own.map(|(_, media, alt)| DraftPicture { media: MediaId(*media), alt: alt.clone() }).collect();
            row.draft(own)
        })
        .collect()
}
