//! What a platform told us about single items: reasons to look them up.

use jiff::Timestamp;

use super::db::{Conn, run};
use super::error::StoreError;
use super::rows::ms;
use crate::domain::item::NativeId;
use crate::domain::source::Source;

/// Makes the lookup of those items due now. Returns how many of them we know.
///
/// # Errors
/// When the engine refuses.
pub async fn look_up_now(
    conn: &mut Conn<'_>,
    source: &Source,
    ids: &[NativeId],
    now: Timestamp,
) -> Result<usize, StoreError> {
    let list = serde_json::to_string(ids)?;
    let sql = conn.pick(
        "UPDATE item SET lookup_at = $3 WHERE town_id = $1 AND source_id = $2 AND state <> 'deleted' \
         AND native_id IN (SELECT value FROM json_each($4))",
        "UPDATE item SET lookup_at = $3 WHERE town_id = $1 AND source_id = $2 AND state <> 'deleted' \
         AND native_id IN (SELECT json_array_elements_text($4::json))",
    );
    let rows = run!(conn, sql, source.town.0, source.id.0, ms(now), list)?;
    Ok(usize::try_from(rows).unwrap_or(usize::MAX))
}
