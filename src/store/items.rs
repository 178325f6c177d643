//! Items: what sources gave, with revisions and evidence of what became of them.

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::{StoreError, touched};
use super::rows::{json, known, ms, opt_at};
use crate::clock::from_ms;
use crate::domain::item::{Item, ItemState, NativeId};
use crate::domain::rules::Withheld;
use crate::domain::source::Source;
use crate::domain::{ItemId, PostId, SourceId, TownId};

/// An item as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    pub id: ItemId,
    pub town: TownId,
    pub source: SourceId,
    pub native_id: NativeId,
    /// Counts re-publications: a tombstoned post never returns, its item's next life is a new generation (D13).
    pub generation: i64,
    pub content_hash: String,
    /// Version of the normaliser that made `item`; a newer one adopts silently.
    pub normaliser: i64,
    pub item: Item,
    pub state: ItemState,
    pub first_seen_at: Timestamp,
    pub last_seen_at: Timestamp,
    /// When it left the listing.
    pub unlisted_at: Option<Timestamp>,
    /// When it must be looked up at the source (again).
    pub lookup_at: Option<Timestamp>,
    /// When it first looked withdrawn (D10).
    pub gone_first_at: Option<Timestamp>,
    pub gone_evidence: Option<String>,
    pub post: Option<PostId>,
    /// Why it is on no page.
    pub withheld: Option<Withheld>,
}

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    id: i64,
    town_id: i64,
    source_id: i64,
    native_id: String,
    generation: i64,
    content_hash: String,
    normaliser: i64,
    data: String,
    state: String,
    first_seen_at: i64,
    last_seen_at: i64,
    unlisted_at: Option<i64>,
    lookup_at: Option<i64>,
    gone_first_at: Option<i64>,
    gone_evidence: Option<String>,
    post_id: Option<i64>,
    withheld: Option<String>,
}

impl Row {
    pub(super) fn stored(self) -> Result<Stored, StoreError> {
        Ok(Stored {
            id: ItemId(self.id),
            town: TownId(self.town_id),
            source: SourceId(self.source_id),
            native_id: NativeId(self.native_id),
            generation: self.generation,
            content_hash: self.content_hash,
            normaliser: self.normaliser,
            item: json(&self.data)?,
            state: known(ItemState::parse(&self.state), "item", "state", &self.state)?,
            first_seen_at: from_ms(self.first_seen_at),
            last_seen_at: from_ms(self.last_seen_at),
            unlisted_at: opt_at(self.unlisted_at),
            lookup_at: opt_at(self.lookup_at),
            gone_first_at: opt_at(self.gone_first_at),
            gone_evidence: self.gone_evidence,
            post: self.post_id.map(PostId),
            withheld: self.withheld.as_deref().map(json).transpose()?,
        })
    }
}

/// The newest generation of each of these native ids that the source gave before.
///
/// # Errors
/// When the engine refuses.
pub async fn known_among(conn: &mut Conn<'_>, source: &Source, ids: &[NativeId]) -> Result<Vec<Stored>, StoreError> {
    let list = serde_json::to_string(ids)?;
    let sql = conn.pick(
        "SELECT item.*, pi.post_id FROM item LEFT JOIN post_item pi ON pi.item_id = item.id \
         WHERE item.town_id = $1 AND item.source_id = $2 AND item.native_id IN (SELECT value FROM json_each($3)) \
         AND item.generation = (SELECT max(g.generation) FROM item g WHERE g.source_id = item.source_id AND g.native_id = item.native_id)",
        "SELECT item.*, pi.post_id FROM item LEFT JOIN post_item pi ON pi.item_id = item.id \
         WHERE item.town_id = $1 AND item.source_id = $2 AND item.native_id IN (SELECT json_array_elements_text($3::json)) \
         AND item.generation = (SELECT max(g.generation) FROM item g WHERE g.source_id = item.source_id AND g.native_id = item.native_id)",
    );
    let rows = on!(conn, |c| sqlx::query_as::<_, Row>(sql)
        .bind(source.town.0)
        .bind(source.id.0)
        .bind(list)
        .fetch_all(c)
        .await)?;
    rows.into_iter().map(Row::stored).collect()
}

/// One item.
///
/// # Errors
/// When the engine refuses.
pub async fn by_id(conn: &mut Conn<'_>, town: TownId, id: ItemId) -> Result<Option<Stored>, StoreError> {
    let row = on!(conn, |c| {
        sqlx::query_as::<_, Row>(
        "SELECT item.*, pi.post_id FROM item LEFT JOIN post_item pi ON pi.item_id = item.id WHERE item.town_id = $1 AND item.id = $2"
    )
    .bind(town.0)
    .bind(id.0)
    .fetch_optional(c)
    .await
    })?;
    row.map(Row::stored).transpose()
}

/// The items of a post, oldest first.
///
/// # Errors
/// When the engine refuses.
pub async fn of_post(conn: &mut Conn<'_>, town: TownId, post: PostId) -> Result<Vec<Stored>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, Row>(
        "SELECT item.*, pi.post_id FROM item JOIN post_item pi ON pi.item_id = item.id \
         WHERE pi.town_id = $1 AND pi.post_id = $2 ORDER BY pi.since, item.id"
    )
    .bind(town.0)
    .bind(post.0)
    .fetch_all(c)
    .await)?;
    rows.into_iter().map(Row::stored).collect()
}

/// Live items of a source that were not in the listing seen at `seen_at`, newest first, at most `limit`.
///
/// # Errors
/// When the engine refuses.
pub async fn unseen_since(
    conn: &mut Conn<'_>,
    source: &Source,
    seen_at: Timestamp,
    limit: i64,
) -> Result<Vec<Stored>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, Row>(
        "SELECT item.*, pi.post_id FROM item LEFT JOIN post_item pi ON pi.item_id = item.id \
         WHERE item.town_id = $1 AND item.source_id = $2 AND item.state = 'live' AND item.last_seen_at < $3 \
         ORDER BY item.last_seen_at DESC, item.id DESC LIMIT $4"
    )
    .bind(source.town.0)
    .bind(source.id.0)
    .bind(ms(seen_at))
    .bind(limit)
    .fetch_all(c)
    .await)?;
    rows.into_iter().map(Row::stored).collect()
}

/// Items of a source that must be looked up now, the longest waiting first, at most `limit`.
///
/// # Errors
/// When the engine refuses.
pub async fn to_look_up(
    conn: &mut Conn<'_>,
    source: &Source,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<Stored>, StoreError> {
    let rows = on!(conn, |c| {
        sqlx::query_as::<_, Row>(
        "SELECT item.*, pi.post_id FROM item LEFT JOIN post_item pi ON pi.item_id = item.id \
         WHERE item.town_id = $1 AND item.source_id = $2 AND item.lookup_at <= $3 ORDER BY item.lookup_at, item.id LIMIT $4"
    )
    .bind(source.town.0)
    .bind(source.id.0)
    .bind(ms(now))
    .bind(limit)
    .fetch_all(c)
    .await
    })?;
    rows.into_iter().map(Row::stored).collect()
}

/// The active sources, of all towns, that have items to look up now, the longest waiting first.
///
/// # Errors
/// When the engine refuses.
pub async fn lookups_due(conn: &mut Conn<'_>, now: Timestamp) -> Result<Vec<(TownId, SourceId)>, StoreError> {
    let rows = on!(conn, |c| {
        sqlx::query_as::<_, (i64, i64)>(
        "SELECT i.town_id, i.source_id FROM item i JOIN source s ON s.id = i.source_id AND s.town_id = i.town_id \
         WHERE i.lookup_at <= $1 AND s.state = 'active' GROUP BY i.town_id, i.source_id ORDER BY min(i.lookup_at) LIMIT 200"
    )
    .bind(ms(now))
    .fetch_all(c)
    .await
    })?;
    Ok(rows.into_iter().map(|(town, source)| (TownId(town), SourceId(source))).collect())
}

/// The items of a source that look withdrawn and wait for the second answer.
///
/// # Errors
/// When the engine refuses.
pub async fn suspects(conn: &mut Conn<'_>, source: &Source) -> Result<Vec<Stored>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, Row>(
        "SELECT item.*, pi.post_id FROM item LEFT JOIN post_item pi ON pi.item_id = item.id \
         WHERE item.town_id = $1 AND item.source_id = $2 AND item.gone_first_at IS NOT NULL AND item.state <> 'deleted'"
    )
    .bind(source.town.0)
    .bind(source.id.0)
    .fetch_all(c)
    .await)?;
    rows.into_iter().map(Row::stored).collect()
}

/// Live items of the source that are not among `but`, for the control read of D10: the most recently seen first.
///
/// # Errors
/// When the engine refuses.
pub async fn controls(conn: &mut Conn<'_>, source: &Source, but: &[ItemId]) -> Result<Vec<Stored>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, Row>(
        "SELECT item.*, pi.post_id FROM item LEFT JOIN post_item pi ON pi.item_id = item.id \
         WHERE item.town_id = $1 AND item.source_id = $2 AND item.state = 'live' AND item.gone_first_at IS NULL \
         ORDER BY item.last_seen_at DESC, item.id DESC LIMIT 100"
    )
    .bind(source.town.0)
    .bind(source.id.0)
    .fetch_all(c)
    .await)?;
    rows.into_iter().filter(|row| !but.contains(&ItemId(row.id))).map(Row::stored).collect()
}

/// Whether an item is still as it was read: nobody re-listed, hid or buried it meanwhile.
///
/// # Errors
/// When the engine refuses.
pub async fn is_unmoved(conn: &mut Conn<'_>, read: &Stored) -> Result<bool, StoreError> {
    let now = by_id(conn, read.town, read.id).await?;
    Ok(now.is_some_and(|now| {
        (now.state, now.gone_first_at, now.lookup_at, now.last_seen_at, &now.content_hash)
            == (read.state, read.gone_first_at, read.lookup_at, read.last_seen_at, &read.content_hash)
    }))
}

/// Takes back every sign and pending lookup of a source that is no longer read.
///
/// # Errors
/// When the engine refuses.
pub async fn clear_signs(conn: &mut Conn<'_>, source: &Source) -> Result<(), StoreError> {
    run!(
        conn,
        "UPDATE item SET gone_first_at = NULL, gone_evidence = NULL, lookup_at = NULL \
         WHERE town_id = $1 AND source_id = $2 AND state <> 'deleted'",
        source.town.0,
        source.id.0
    )?;
    Ok(())
}

/// How many items of a source are live.
///
/// # Errors
/// When the engine refuses.
pub async fn count_live(conn: &mut Conn<'_>, source: &Source) -> Result<u32, StoreError> {
    let n = on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "SELECT count(*) FROM item WHERE town_id = $1 AND source_id = $2 AND state = 'live'"
    )
    .bind(source.town.0)
    .bind(source.id.0)
    .fetch_one(c)
    .await)?;
    Ok(super::rows::count(n))
}

/// Adds a first sighting. One that comes from an archive is listed nowhere, from the beginning.
///
/// # Errors
/// [`StoreError::Exists`] when another worker saw it at the same moment.
pub async fn add(
    conn: &mut Conn<'_>,
    source: &Source,
    item: &Item,
    generation: i64,
    normaliser: i64,
    now: Timestamp,
) -> Result<ItemId, StoreError> {
    let data = serde_json::to_string(item)?;
    let state = if item.state == ItemState::UnlistedAtSource { item.state } else { ItemState::Live };
    let id = on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "INSERT INTO item (town_id, source_id, native_id, generation, content_hash, normaliser, data, state, first_seen_at, \
         last_seen_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) RETURNING id"
    )
    .bind(source.town.0)
    .bind(source.id.0)
    .bind(&item.native_id.0)
    .bind(generation)
    .bind(&item.content_hash)
    .bind(normaliser)
    .bind(&data)
    .bind(state.as_str())
    .bind(ms(now))
    .fetch_one(c)
    .await)
    .map_err(|error| StoreError::on_unique(error, "this item"))?;
    add_revision(conn, source.town, ItemId(id), &item.content_hash, &data, now).await?;
    Ok(ItemId(id))
}

async fn add_revision(
    conn: &mut Conn<'_>,
    town: TownId,
    item: ItemId,
    hash: &str,
    data: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    run!(
        conn,
        "INSERT INTO item_revision (town_id, item_id, content_hash, data, seen_at) VALUES ($1, $2, $3, $4, $5)",
        town.0,
        item.0,
        hash,
        data,
        ms(now)
    )?;
    Ok(())
}

/// Takes over an edit (`revision`) or what a newer normaliser makes of the same source text.
///
/// # Errors
/// When the item is gone or the engine refuses.
pub async fn revise(
    conn: &mut Conn<'_>,
    stored: &Stored,
    item: &Item,
    normaliser: i64,
    revision: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    let data = serde_json::to_string(item)?;
    let rows = run!(
        conn,
        "UPDATE item SET content_hash = $3, normaliser = $4, data = $5, last_seen_at = $6 WHERE town_id = $1 AND id = $2",
        stored.town.0,
        stored.id.0,
        &item.content_hash,
        normaliser,
        &data,
        ms(now)
    )?;
    touched("revise item", 1, rows)?;
    if revision {
        add_revision(conn, stored.town, stored.id, &item.content_hash, &data, now).await?;
    }
    Ok(())
}

/// Notes that these items stood in a listing; whatever made them look withdrawn is over.
///
/// # Errors
/// When the engine refuses.
pub async fn seen(conn: &mut Conn<'_>, town: TownId, ids: &[ItemId], now: Timestamp) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    let sql = conn.pick(
        "UPDATE item SET last_seen_at = $3, unlisted_at = NULL, lookup_at = NULL, gone_first_at = NULL, gone_evidence = NULL, \
         state = CASE WHEN state = 'unlisted_at_source' THEN 'live' ELSE state END \
         WHERE town_id = $1 AND id IN (SELECT value FROM json_each($2)) AND state <> 'deleted'",
        "UPDATE item SET last_seen_at = $3, unlisted_at = NULL, lookup_at = NULL, gone_first_at = NULL, gone_evidence = NULL, \
         state = CASE WHEN state = 'unlisted_at_source' THEN 'live' ELSE state END \
         WHERE town_id = $1 AND id IN (SELECT (json_array_elements_text($2::json))::bigint) AND state <> 'deleted'",
    );
    run!(conn, sql, town.0, super::rows::id_list(ids.iter().map(|id| id.0)), ms(now))?;
    Ok(())
}

/// Notes that items left the listing. Absence proves nothing: they are to be looked up.
///
/// # Errors
/// When the engine refuses.
pub async fn unlist(conn: &mut Conn<'_>, town: TownId, ids: &[ItemId], now: Timestamp) -> Result<(), StoreError> {
    let sql = conn.pick(
        "UPDATE item SET state = 'unlisted_at_source', unlisted_at = $3, lookup_at = $3 \
         WHERE town_id = $1 AND id IN (SELECT value FROM json_each($2)) AND state = 'live'",
        "UPDATE item SET state = 'unlisted_at_source', unlisted_at = $3, lookup_at = $3 \
         WHERE town_id = $1 AND id IN (SELECT (json_array_elements_text($2::json))::bigint) AND state = 'live'",
    );
    run!(conn, sql, town.0, super::rows::id_list(ids.iter().map(|id| id.0)), ms(now))?;
    Ok(())
}

/// Writes what a lookup gave: the sign of a withdrawal (or none), and when to look again (or never).
///
/// # Errors
/// When the item is gone or the engine refuses.
pub async fn looked_up(
    conn: &mut Conn<'_>,
    stored: &Stored,
    sign: Option<(&str, Timestamp)>,
    again: Option<Timestamp>,
) -> Result<(), StoreError> {
    let rows = run!(
        conn,
        "UPDATE item SET gone_first_at = $3, gone_evidence = $4, lookup_at = $5 WHERE town_id = $1 AND id = $2",
        stored.town.0,
        stored.id.0,
        sign.map(|(_, at)| ms(at)),
        sign.map(|(how, _)| how),
        super::rows::opt_ms(again)
    )?;
    touched("note lookup", 1, rows)
}

/// Takes the source's present version as known without changing ours: a person decided to keep what we have.
///
/// # Errors
/// When the item is gone or the engine refuses.
pub async fn keep_ours(conn: &mut Conn<'_>, town: TownId, id: ItemId, hash: &str) -> Result<(), StoreError> {
    let rows = run!(conn, "UPDATE item SET content_hash = $3 WHERE town_id = $1 AND id = $2", town.0, id.0, hash)?;
    touched("keep ours", 1, rows)
}

/// Notes that an item is withdrawn for good.
///
/// # Errors
/// When the item is gone or the engine refuses.
pub async fn bury(conn: &mut Conn<'_>, stored: &Stored, evidence: &str) -> Result<(), StoreError> {
    let rows = run!(
        conn,
        "UPDATE item SET state = 'deleted', gone_evidence = $3, lookup_at = NULL WHERE town_id = $1 AND id = $2",
        stored.town.0,
        stored.id.0,
        evidence
    )?;
    touched("bury item", 1, rows)
}

/// Wipes text and pictures of a buried item and its revisions; ids, times and hashes stay (D10).
///
/// # Errors
/// When the engine refuses.
pub async fn wipe(conn: &mut Conn<'_>, stored: &Stored, now: Timestamp) -> Result<(), StoreError> {
    let mut empty = Item::new(stored.native_id.clone());
    empty.content_hash.clone_from(&stored.content_hash);
    empty.created_at.clone_from(&stored.item.created_at);
    empty.state = ItemState::Deleted;
    let data = serde_json::to_string(&empty)?;
    run!(
        conn,
        "UPDATE item SET data = $3, content = NULL, fingerprint = NULL WHERE town_id = $1 AND id = $2",
        stored.town.0,
        stored.id.0,
        &data
    )?;
    run!(
        conn,
        "UPDATE item_revision SET data = $3 WHERE town_id = $1 AND item_id = $2",
        stored.town.0,
        stored.id.0,
        &data
    )?;
    super::held::forget(conn, stored, now).await
}

/// The revisions of an item, oldest first: hash and moment.
///
/// # Errors
/// When the engine refuses.
pub async fn revisions(conn: &mut Conn<'_>, town: TownId, id: ItemId) -> Result<Vec<(String, Timestamp)>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, (String, i64)>(
        "SELECT content_hash, seen_at FROM item_revision WHERE town_id = $1 AND item_id = $2 ORDER BY id"
    )
    .bind(town.0)
    .bind(id.0)
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(|(hash, at)| (hash, from_ms(at))).collect())
}
