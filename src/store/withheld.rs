//! Items that rules or people keep off every page, and the items that rules are tried on.

use super::db::{Conn, on, run};
use super::error::{StoreError, touched};
use super::items::{Row, Stored};
use super::rows::count;
use crate::domain::item::ItemState;
use crate::domain::rules::Withheld;
use crate::domain::source::Source;
use crate::domain::{ItemId, SourceId, TownId};

/// Notes why an item is on no page, or that it may be on one again. What waits for a person goes on being looked up at
/// its source, so that it does not outlive a withdrawal; what was left out has nothing to withdraw.
///
/// # Errors
/// When the item is gone or the engine refuses.
pub async fn set(conn: &mut Conn<'_>, town: TownId, item: ItemId, why: Option<&Withheld>) -> Result<(), StoreError> {
    let state = match why {
        Some(Withheld::Left { .. } | Withheld::Rejected) => ItemState::Held,
        Some(Withheld::Waiting { .. }) | None => ItemState::Live,
    };
    let text = why.map(serde_json::to_string).transpose()?;
    let rows = run!(
        conn,
        "UPDATE item SET withheld = $3, state = $4, unlisted_at = NULL, lookup_at = NULL, gone_first_at = NULL, \
         gone_evidence = NULL WHERE town_id = $1 AND id = $2 AND state <> 'deleted'",
        town.0,
        item.0,
        text,
        state.as_str()
    )?;
    touched("withhold item", 1, rows)
}

/// How many items of a source are on no page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    pub source: SourceId,
    /// Left out by a rule or turned down by a person.
    pub left: u32,
    /// Waiting for a person.
    pub waiting: u32,
}

/// What the sources of a town keep off the page; sources without such items are not in it.
///
/// # Errors
/// When the engine refuses.
pub async fn counted(conn: &mut Conn<'_>, town: TownId) -> Result<Vec<Counted>, StoreError> {
    let rows = on!(conn, |c| {
        sqlx::query_as::<_, (i64, i64, i64)>(
        "SELECT source_id, sum(CASE WHEN state = 'held' THEN 1 ELSE 0 END), sum(CASE WHEN state = 'held' THEN 0 ELSE 1 END) \
         FROM item WHERE town_id = $1 AND withheld IS NOT NULL AND state <> 'deleted' GROUP BY source_id ORDER BY source_id"
    )
    .bind(town.0)
    .fetch_all(c)
    .await
    })?;
    Ok(rows
        .into_iter()
        .map(|(source, left, waiting)| Counted { source: SourceId(source), left: count(left), waiting: count(waiting) })
        .collect())
}

/// The items of a source that its publisher did not withdraw, the newest first, at most `limit`.
///
/// # Errors
/// When the engine refuses.
pub async fn candidates(conn: &mut Conn<'_>, source: &Source, limit: i64) -> Result<Vec<Stored>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, Row>(
        "SELECT item.*, pi.post_id FROM item LEFT JOIN post_item pi ON pi.item_id = item.id \
         WHERE item.town_id = $1 AND item.source_id = $2 AND item.state <> 'deleted' AND item.gone_first_at IS NULL \
         ORDER BY item.first_seen_at DESC, item.id DESC LIMIT $3"
    )
    .bind(source.town.0)
    .bind(source.id.0)
    .bind(limit)
    .fetch_all(c)
    .await)?;
    rows.into_iter().map(Row::stored).collect()
}
