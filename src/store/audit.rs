//! The audit log: one chain of entries per town, only ever added to. Nothing here changes or removes an entry.

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::StoreError;
use super::rows::{ms, ulid};
use crate::domain::TownId;
use crate::domain::audit::{AuditEntry, Broken, Check, Deed, Line, Link, Row, Who};
use crate::domain::ids::Ulid;
use crate::domain::staff::Role;

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

/// What somebody looks for in a log. The default is everything.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// Only what these people did; `None`: whoever.
    pub by: Option<Vec<Ulid>>,
    /// Not what the machine decided by its rules.
    pub people_only: bool,
    /// At this moment or later, …
    pub from: Option<Timestamp>,
    /// … and before this one.
    pub to: Option<Timestamp>,
}

macro_rules! found {
    ($list:literal) => {
        concat!(
            "SELECT n, at, who, deed, about_kind, about, detail, hash FROM audit WHERE town_id = $1 AND n < $2 \
             AND at >= $3 AND at < $4 AND ($5 = 0 OR who IN (",
            $list,
            ")) AND ($7 = 0 OR who <> 'machine') ORDER BY n DESC LIMIT $8"
        )
    };
}

/// The entries of a town that fit, the newest first: at most `limit` before the entry `before`.
///
/// # Errors
/// When the engine refuses.
pub async fn search(
    conn: &mut Conn<'_>,
    town: TownId,
    search: &Search,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<Row>, StoreError> {
    let sql = conn.pick(found!("SELECT value FROM json_each($6)"), found!("SELECT json_array_elements_text($6::json)"));
    let by = search.by.as_deref().unwrap_or_default();
    let by: Vec<String> = by.iter().map(|who| Who::Staff(*who).as_text()).collect();
    let rows = on!(conn, |c| sqlx::query_as::<_, Stored>(sql)
        .bind(town.0)
        .bind(before.unwrap_or(i64::MAX))
        .bind(search.from.map_or(i64::MIN, ms))
        .bind(search.to.map_or(i64::MAX, ms))
        .bind(i64::from(search.by.is_some()))
        .bind(serde_json::to_string(&by)?)
        .bind(i64::from(search.people_only))
        .bind(i64::from(limit))
        .fetch_all(c)
        .await)?;
    Ok(rows.into_iter().map(Stored::row).collect())
}

/// What a person did in a town, and what was decided about them, the newest first.
///
/// # Errors
/// When the engine refuses.
pub async fn of_person(conn: &mut Conn<'_>, town: TownId, person: Ulid, limit: u32) -> Result<Vec<Row>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, Stored>(
        "SELECT n, at, who, deed, about_kind, about, detail, hash FROM audit \
         WHERE town_id = $1 AND (who = $2 OR (about_kind = 'staff' AND about = $3)) ORDER BY n DESC LIMIT $4"
    )
    .bind(town.0)
    .bind(Who::Staff(person).as_text())
    .bind(person.to_string())
    .bind(i64::from(limit))
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(Stored::row).collect())
}

/// Everybody who was ever invited to a town as this, whatever became of it.
///
/// # Errors
/// When the engine refuses or what is stored cannot be read.
pub async fn ever_invited_as(conn: &mut Conn<'_>, town: TownId, role: Role) -> Result<Vec<Ulid>, StoreError> {
    let people = on!(conn, |c| {
        sqlx::query_scalar::<_, String>(
        "SELECT DISTINCT about FROM audit WHERE town_id = $1 AND deed = $2 AND about_kind = 'staff' AND detail LIKE $3 \
         ORDER BY about"
    )
    .bind(town.0)
    .bind(Deed::StaffInvited.as_str())
    .bind(format!("%\"role\":\"{}\"%", role.as_str()))
    .fetch_all(c)
    .await
    })?;
    people.iter().map(|one| ulid("audit", one)).collect()
}

/// How often somebody did something in a town since a moment.
///
/// # Errors
/// When the engine refuses.
pub async fn count_since(
    conn: &mut Conn<'_>,
    town: TownId,
    (who, deed): (&Who, Deed),
    since: Timestamp,
) -> Result<i64, StoreError> {
    Ok(on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "SELECT count(*) FROM audit WHERE town_id = $1 AND who = $2 AND deed = $3 AND at > $4"
    )
    .bind(town.0)
    .bind(who.as_text())
    .bind(deed.as_str())
    .bind(ms(since))
    .fetch_one(c)
    .await)?)
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
