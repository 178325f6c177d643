//! Items that came from a downloaded archive, and their meeting with what the platform itself lists.

use super::db::{Conn, on, run};
use super::error::{StoreError, touched};
use crate::domain::TownId;
use crate::domain::item::{Item, NativeId};
use crate::domain::source::Source;
use crate::store::items::Stored;

/// Native id, time and words of every item of a source, whatever became of it; each as the item's own form in JSON.
///
/// # Errors
/// When the engine refuses.
pub async fn all_of(conn: &mut Conn<'_>, source: &Source) -> Result<Vec<(NativeId, Item)>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, (String, String)>(
        "SELECT native_id, data FROM item WHERE town_id = $1 AND source_id = $2"
    )
    .bind(source.town.0)
    .bind(source.id.0)
    .fetch_all(c)
    .await)?;
    rows.into_iter().map(|(id, data)| Ok((NativeId(id), serde_json::from_str(&data)?))).collect()
}

/// Gives an item of an archive the name and hash under which the platform lists it: the same post, from now on known.
///
/// # Errors
/// When the item is gone or the engine refuses.
pub async fn adopt_name(
    conn: &mut Conn<'_>,
    town: TownId,
    stored: &Stored,
    name: &NativeId,
    hash: &str,
) -> Result<(), StoreError> {
    let rows = run!(
        conn,
        "UPDATE item SET native_id = $3, content_hash = $4 WHERE town_id = $1 AND id = $2",
        town.0,
        stored.id.0,
        &name.0,
        hash
    )?;
    touched("adopt a name", 1, rows)
}
