//! How far a post came: which servers took everything there was to say about it. Called by the admin area.

use super::db::{Conn, on};
use super::error::StoreError;
use crate::domain::{PostId, TownId};

/// Whether a server has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reached {
    Yes,
    /// Something is still on its way there.
    Waits,
    /// It refused, or was given up.
    No,
}

/// One server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    pub host: String,
    pub reached: Reached,
    /// What went wrong when something was tried last.
    pub error: Option<String>,
}

/// Every server that was told of a post, in the order of their names.
///
/// # Errors
/// When the engine refuses.
pub async fn of_post(conn: &mut Conn<'_>, town: TownId, post: PostId) -> Result<Vec<Reach>, StoreError> {
    let rows = on!(conn, |c| {
        sqlx::query_as::<_, (String, i64, i64, Option<String>)>(
        "SELECT p.host, max(x.took), max(x.waits), max(x.error) FROM (\
         SELECT r.inbox_id, CAST(CASE WHEN r.outcome = 'delivered' THEN 1 ELSE 0 END AS BIGINT) AS took, \
         CAST(0 AS BIGINT) AS waits, CAST(NULL AS TEXT) AS error FROM receipt r JOIN activity a ON a.id = r.activity_id \
         WHERE a.town_id = $1 AND a.post_id = $2 UNION ALL \
         SELECT d.inbox_id, CAST(0 AS BIGINT), CAST(1 AS BIGINT), d.last_error FROM delivery d \
         JOIN activity a ON a.id = d.activity_id WHERE a.town_id = $1 AND a.post_id = $2) x \
         JOIN inbox i ON i.id = x.inbox_id JOIN peer p ON p.id = i.peer_id GROUP BY p.host ORDER BY p.host"
    )
    .bind(town.0)
    .bind(post.0)
    .fetch_all(c)
    .await
    })?;
    let reach = |(host, took, waits, error): (String, i64, i64, Option<String>)| {
        let reached = match (took > 0, waits > 0) {
            (_, true) => Reached::Waits,
            (true, false) => Reached::Yes,
            (false, false) => Reached::No,
        };
        Reach { host, reached, error }
    };
    Ok(rows.into_iter().map(reach).collect())
}
