//! People who asked Meta to have data deleted (requirements L-17): a code to ask after it, and no word of who it was.

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::StoreError;
use super::rows::{count, ms};
use crate::clock::from_ms;
use crate::domain::TownId;

/// A request that was carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeletionRequest {
    /// When it came and was carried out.
    pub asked_at: Timestamp,
    /// How many logins were deleted because of it.
    pub removed: u32,
}

/// Notes a request that was carried out.
///
/// # Errors
/// When the engine refuses.
pub async fn add(conn: &mut Conn<'_>, town: TownId, code: &str, request: DeletionRequest) -> Result<(), StoreError> {
    run!(
        conn,
        "INSERT INTO deletion_request (town_id, code, asked_at, removed) VALUES ($1, $2, $3, $4)",
        town.0,
        code,
        ms(request.asked_at),
        i64::from(request.removed)
    )?;
    Ok(())
}

/// The request behind a code.
///
/// # Errors
/// When the engine refuses.
pub async fn by_code(conn: &mut Conn<'_>, town: TownId, code: &str) -> Result<Option<DeletionRequest>, StoreError> {
    let row = on!(conn, |c| {
        sqlx::query_as::<_, (i64, i64)>(
            "SELECT asked_at, removed FROM deletion_request WHERE town_id = $1 AND code = $2",
        )
        .bind(town.0)
        .bind(code)
        .fetch_optional(c)
        .await
    })?;
    Ok(row.map(|(asked_at, removed)| DeletionRequest { asked_at: from_ms(asked_at), removed: count(removed) }))
}

/// Forgets requests from before `before`.
///
/// # Errors
/// When the engine refuses.
pub async fn prune(conn: &mut Conn<'_>, before: Timestamp) -> Result<u64, StoreError> {
    Ok(run!(conn, "DELETE FROM deletion_request WHERE asked_at < $1", ms(before))?)
}
