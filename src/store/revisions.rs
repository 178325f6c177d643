//! How long earlier versions are kept: of each item and post the newest 50, none but the newest for longer than its time.
//! Called by jobs.

use jiff::Timestamp;

use super::db::{Conn, run};
use super::error::StoreError;
use super::rows::ms;

/// Versions kept of one item or post.
const MOST: i64 = 50;

/// Forgets versions of items and posts beyond the newest 50 of each, and those made before `before`; never the newest.
/// Gives their number.
///
/// # Errors
/// When the engine refuses.
pub async fn prune(conn: &mut Conn<'_>, before: Timestamp) -> Result<u64, StoreError> {
    let items = run!(
        conn,
        "DELETE FROM item_revision WHERE id IN (SELECT id FROM (SELECT id, seen_at, \
         row_number() OVER (PARTITION BY item_id ORDER BY id DESC) AS place FROM item_revision \
         WHERE item_id IN (SELECT item_id FROM item_revision GROUP BY item_id HAVING count(*) > 1)) version \
         WHERE place > $2 OR (place > 1 AND seen_at < $1))",
        ms(before),
        MOST
    )?;
    let posts = run!(
        conn,
        "DELETE FROM post_revision WHERE id IN (SELECT id FROM (SELECT id, at, \
         row_number() OVER (PARTITION BY post_id ORDER BY id DESC) AS place FROM post_revision \
         WHERE post_id IN (SELECT post_id FROM post_revision GROUP BY post_id HAVING count(*) > 1)) version \
         WHERE place > $2 OR (place > 1 AND at < $1))",
        ms(before),
        MOST
    )?;
    Ok(items + posts)
}
