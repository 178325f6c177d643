//! The audit log: one chain of entries per town, only ever added to. Nothing here changes or removes an entry.

use super::db::{Conn, on, run};
use super::error::StoreError;
use super::rows::ulid;
use crate::domain::TownId;
use crate::domain::audit::{AuditEntry, Broken, Check, Line, Link, Row};
use crate::domain::ids::Ulid;

/// Entries read at once.
const PORTION: i64 = 1000;

#[derive(sqlx::FromRow)]
struct Stored {
    n: i64,
    at: i64,
    who: String,
    deed: String,
    about_kind: String,
    about: String,
    detail: String,
    hash: String,
}

impl Stored {
    fn row(self) -> Row {
        Row {
            link: Link { n: self.n, hash: self.hash },
            line: Line {
                at_ms: self.at,
                who: self.who,
                deed: self.deed,
                about_kind: self.about_kind,
                about: self.about,
                detail: self.detail,
            },
        }
    }
}

/// Adds an entry at the end of its town's chain, in the transaction of the deed. The caller holds the town's row
/// ([`super::Db::write_town`]), so entries come one after the other; two at once would fail, never fork the chain.
///
/// # Errors
/// When the town is gone or the engine refuses.
pub async fn append(conn: &mut Conn<'_>, entry: &AuditEntry) -> Result<(), StoreError> {
    let town = entry.town;
    let before = match noted(conn, town).await? {
        Some(link) => link,
        None => Link::start(town_ulid(conn, town).await?),
    };
    let line = entry.line();
    let link = before.followed_by(&line);
    run!(
        conn,
        "INSERT INTO audit (town_id, n, at, who, deed, about_kind, about, detail, hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        town.0,
        link.n,
        line.at_ms,
        line.who,
        line.deed,
        line.about_kind,
        line.about,
        line.detail,
        &link.hash
    )?;
    run!(
        conn,
        "INSERT INTO audit_head (town_id, n, hash) VALUES ($1, $2, $3) \
         ON CONFLICT (town_id) DO UPDATE SET n = excluded.n, hash = excluded.hash",
        town.0,
        link.n,
        &link.hash
    )?;
    Ok(())
}

/// The last entries of a town, oldest first.
///
/// # Errors
/// When the engine refuses.
pub async fn last(conn: &mut Conn<'_>, town: TownId, count: u32) -> Result<Vec<Row>, StoreError> {
    let mut rows = on!(conn, |c| {
        sqlx::query_as::<_, Stored>(
        "SELECT n, at, who, deed, about_kind, about, detail, hash FROM audit WHERE town_id = $1 ORDER BY n DESC LIMIT $2"
    )
    .bind(town.0)
    .bind(i64::from(count))
    .fetch_all(c)
    .await
    })?;
    rows.reverse();
    Ok(rows.into_iter().map(Stored::row).collect())
}

/// Everything that was decided about some posts, oldest first.
///
/// # Errors
/// When the engine refuses.
pub async fn about_posts(conn: &mut Conn<'_>, town: TownId, posts: &[Ulid]) -> Result<Vec<Row>, StoreError> {
    let sql = conn.pick(
        "SELECT n, at, who, deed, about_kind, about, detail, hash FROM audit WHERE town_id = $1 AND about_kind = 'post' \
         AND about IN (SELECT value FROM json_each($2)) ORDER BY n",
        "SELECT n, at, who, deed, about_kind, about, detail, hash FROM audit WHERE town_id = $1 AND about_kind = 'post' \
         AND about IN (SELECT json_array_elements_text($2::json)) ORDER BY n",
    );
    let list = serde_json::to_string(&posts.iter().map(Ulid::to_string).collect::<Vec<_>>())?;
    let rows = on!(conn, |c| sqlx::query_as::<_, Stored>(sql).bind(town.0).bind(list).fetch_all(c).await)?;
    Ok(rows.into_iter().map(Stored::row).collect())
}

/// Follows a town's whole chain. Returns its end, or where it is broken.
///
/// # Errors
/// When the town is gone or the engine refuses.
pub async fn verify(conn: &mut Conn<'_>, town: TownId) -> Result<Result<Link, Broken>, StoreError> {
    let mut check = Check::begin(town_ulid(conn, town).await?);
    loop {
        let rows = after(conn, town, check.place().n, PORTION).await?;
        for row in &rows {
            if let Err(broken) = check.follow(row) {
                return Ok(Err(broken));
            }
        }
        if !rows.is_empty() {
            continue;
        }
        let noted = noted(conn, town).await?;
        // Written between both reads: there is more to follow.
        let more = noted.as_ref().is_some_and(|link| link.n > check.place().n);
        if more && !after(conn, town, check.place().n, 1).await?.is_empty() {
            continue;
        }
        return Ok(check.finish(noted.as_ref()));
    }
}

async fn after(conn: &mut Conn<'_>, town: TownId, n: i64, limit: i64) -> Result<Vec<Row>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, Stored>(
        "SELECT n, at, who, deed, about_kind, about, detail, hash FROM audit \
         WHERE town_id = $1 AND n > $2 ORDER BY n LIMIT $3"
    )
    .bind(town.0)
    .bind(n)
    .bind(limit)
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(Stored::row).collect())
}

/// Where the last writer left the chain; it tells when entries are missing at the end.
async fn noted(conn: &mut Conn<'_>, town: TownId) -> Result<Option<Link>, StoreError> {
    let row = on!(conn, |c| sqlx::query_as::<_, (i64, String)>("SELECT n, hash FROM audit_head WHERE town_id = $1")
        .bind(town.0)
        .fetch_optional(c)
        .await)?;
    Ok(row.map(|(n, hash)| Link { n, hash }))
}

async fn town_ulid(conn: &mut Conn<'_>, town: TownId) -> Result<Ulid, StoreError> {
    let text = on!(conn, |c| sqlx::query_scalar::<_, String>("SELECT ulid FROM town WHERE id = $1")
        .bind(town.0)
        .fetch_one(c)
        .await)?;
    ulid("town", &text)
}
