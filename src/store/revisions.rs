//! How long earlier versions are kept: of each item and post the newest 50, none but the newest for longer than its time.
//! Called by jobs.

use jiff::Timestamp;

use super::db::{Conn, run};
use super::error::StoreError;
use super::rows::ms;

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
