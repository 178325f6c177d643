//! What staff said about two items: the same message, or not. It outlasts what a machine thinks.

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::StoreError;
use super::rows::{id_list, ms};
use crate::domain::item::NativeId;
use crate::domain::source::Source;
use crate::domain::{ItemId, PostId, TownId};

/// Notes that two items say the same, or that they do not.
///
/// # Errors
/// When the engine refuses.
pub async fn set(
    conn: &mut Conn<'_>,
    town: TownId,
    one: ItemId,
    other: ItemId,
    same: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (a, b) = if one < other { (one, other) } else { (other, one) };
    run!(
        conn,
        "INSERT INTO bond (town_id, item_a, item_b, same, at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (item_a, item_b) DO UPDATE SET same = excluded.same, at = excluded.at",
        town.0,
        a.0,
        b.0,
        same,
        ms(now)
    )?;
    Ok(())
}

/// Whether staff parted an item of one post from an item of another.
///
/// # Errors
/// When the engine refuses.
pub async fn part(conn: &mut Conn<'_>, town: TownId, one: PostId, other: PostId) -> Result<bool, StoreError> {
    let count = on!(conn, |c| {
        sqlx::query_scalar::<_, i64>(
        "SELECT count(*) FROM bond b JOIN post_item a ON a.item_id = b.item_a JOIN post_item z ON z.item_id = b.item_b \
         WHERE b.town_id = $1 AND NOT b.same \
         AND ((a.post_id = $2 AND z.post_id = $3) OR (a.post_id = $3 AND z.post_id = $2))"
    )
    .bind(town.0)
    .bind(one.0)
    .bind(other.0)
    .fetch_one(c)
    .await
    })?;
    Ok(count > 0)
}

/// The items of a list that staff parted from an item, in this or an earlier life of it.
///
/// # Errors
/// When the engine refuses.
pub async fn parted_from(
    conn: &mut Conn<'_>,
    source: &Source,
    native_id: &NativeId,
    among: &[ItemId],
) -> Result<Vec<ItemId>, StoreError> {
    let sql = conn.pick(
        "SELECT b.item_a, b.item_b FROM bond b JOIN item i ON i.id = b.item_a OR i.id = b.item_b \
         WHERE b.town_id = $1 AND NOT b.same AND i.source_id = $2 AND i.native_id = $3 \
         AND (b.item_a IN (SELECT value FROM json_each($4)) OR b.item_b IN (SELECT value FROM json_each($4)))",
        "SELECT b.item_a, b.item_b FROM bond b JOIN item i ON i.id = b.item_a OR i.id = b.item_b \
         WHERE b.town_id = $1 AND NOT b.same AND i.source_id = $2 AND i.native_id = $3 \
         AND (b.item_a IN (SELECT (json_array_elements_text($4::json))::bigint) \
         OR b.item_b IN (SELECT (json_array_elements_text($4::json))::bigint))",
    );
    let pairs = on!(conn, |c| sqlx::query_as::<_, (i64, i64)>(sql)
        .bind(source.town.0)
        .bind(source.id.0)
        .bind(&native_id.0)
        .bind(id_list(among.iter().map(|id| id.0)))
        .fetch_all(c)
        .await)?;
    let hit = |id: &ItemId| pairs.iter().any(|(a, b)| *a == id.0 || *b == id.0);
    Ok(among.iter().copied().filter(hit).collect())
}
