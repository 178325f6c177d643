//! How long earlier versions are kept: of each item and post the newest 50, none but the newest for longer than its time.
//! Called by jobs; the admin area asks which channel brought a version.

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::StoreError;
use super::rows::ms;
use crate::clock::from_ms;
use crate::domain::{PostId, TownId};

/// Versions kept of one item or post.
const MOST: i64 = 50;

/// The versions of one table, numbered from the newest; only things that have more than one are looked at.
macro_rules! prune {
    ($table:literal, $of:literal, $at:literal) => {
        concat!(
            "DELETE FROM ",
            $table,
            " WHERE id IN (SELECT id FROM (SELECT id, ",
            $at,
            " AS at, row_number() OVER (PARTITION BY ",
            $of,
            " ORDER BY id DESC) AS place FROM ",
            $table,
            " WHERE ",
            $of,
            " IN (SELECT ",
            $of,
            " FROM ",
            $table,
            " GROUP BY ",
            $of,
            " HAVING count(*) > 1)) version WHERE place > $2 OR (place > 1 AND at < $1))"
        )
    };
}

/// Forgets versions of items and posts beyond the newest 50 of each, and those made before `before`; never the newest.
/// Gives their number.
///
/// # Errors
/// When the engine refuses.
pub async fn prune(conn: &mut Conn<'_>, before: Timestamp) -> Result<u64, StoreError> {
    let items = run!(conn, prune!("item_revision", "item_id", "seen_at"), ms(before), MOST)?;
    let posts = run!(conn, prune!("post_revision", "post_id", "at"), ms(before), MOST)?;
    Ok(items + posts)
}

/// When the channels of a post said something new, with their names.
///
/// # Errors
/// When the engine refuses.
pub async fn of_channels(
    conn: &mut Conn<'_>,
    town: TownId,
    post: PostId,
) -> Result<Vec<(Timestamp, String)>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, (i64, String)>(
        "SELECT r.seen_at, s.name FROM item_revision r JOIN post_item pi ON pi.item_id = r.item_id \
         JOIN source s ON s.id = pi.source_id WHERE pi.town_id = $1 AND pi.post_id = $2 ORDER BY r.id"
    )
    .bind(town.0)
    .bind(post.0)
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(|(at, name)| (from_ms(at), name)).collect())
}
