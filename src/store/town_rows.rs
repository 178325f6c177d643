//! The rows of one town, and how they get new numbers in another database: for `town export` and `town import`.

use sqlx::AssertSqlSafe;

use super::db::{Conn, on};
use super::error::StoreError;
use super::tables::Table;
use crate::domain::TownId;

/// Tables whose rows belong to the whole installation, and the column by which another one knows the same thing.
pub const SHARED: [(&str, &str); 3] = [("peer", "host"), ("inbox", "url"), ("remote_actor", "uri")];

/// Columns that hold the number of a row elsewhere, and the table where it stands; for the own table see
/// [`LINKS`](super::tables::LINKS). A test compares them with the schema.
pub const REFERENCES: [(&str, &str); 23] = [
    ("town_id", "town"),
    ("actor_id", "actor"),
    ("connection_id", "connection"),
    ("source_id", "source"),
    ("item_id", "item"),
    ("item_a", "item"),
    ("item_b", "item"),
    ("post_id", "post"),
    ("summary_id", "post"),
    ("member_id", "post"),
    ("media_id", "media"),
    ("draft_id", "draft"),
    ("case_id", "town_case"),
    ("peer_id", "peer"),
    ("inbox_id", "inbox"),
    ("shared_inbox_id", "inbox"),
    ("remote_actor_id", "remote_actor"),
    ("activity_id", "activity"),
    ("staff_id", "staff"),
    ("by_staff_id", "staff"),
    ("substitute_id", "staff"),
    ("joins_town", "town"),
    ("in_town", "town"),
];

/// Which rows of a table are a town's own, or needed by them; `None` for tables that stay behind.
#[must_use]
pub fn condition(table: &Table, town: TownId) -> Option<String> {
    let town = town.0;
    let follows = format!(
        "(id IN (SELECT remote_actor_id FROM follower WHERE town_id = {town}) \
         OR uri IN (SELECT actor_uri FROM town_case WHERE town_id = {town}))"
    );
    let inboxes = format!(
        "id IN (SELECT inbox_id FROM delivery WHERE town_id = {town}) \
         OR id IN (SELECT c.inbox_id FROM receipt c JOIN activity a ON a.id = c.activity_id WHERE a.town_id = {town}) \
         OR id IN (SELECT inbox_id FROM remote_actor WHERE {follows}) \
         OR id IN (SELECT shared_inbox_id FROM remote_actor WHERE shared_inbox_id IS NOT NULL AND {follows})"
    );
    match table.name.as_str() {
        // What hubs and platforms were told names the old host; it is asked for anew.
        "meta" | "change" | "seen_activity" | "push_subscription" | "push_seen" | "login_flow" => None,
        // People belong to the machine on which they have a password; they are invited anew.
        "staff" | "staff_role" | "staff_session" | "staff_link" | "staff_code" | "staff_passkey" | "staff_account"
        | "sign_in_flow" | "staff_substitute" | "agency_pass" => None,
        // A town that comes from elsewhere was set up there.
        "setup" => None,
        "town" => Some(format!("id = {town}")),
        "receipt" => Some(format!("activity_id IN (SELECT id FROM activity WHERE town_id = {town})")),
        "remote_actor" => Some(follows),
        "inbox" => Some(inboxes),
        "peer" => Some(format!(
            "id IN (SELECT peer_id FROM inbox WHERE {inboxes}) OR id IN (SELECT peer_id FROM remote_actor WHERE {follows})"
        )),
        // Jobs from before they named their town say it in their papers; the caller picks.
        "job" => Some(format!("failed_at IS NULL AND (town_id = {town} OR town_id IS NULL)")),
        _ => Some(format!("town_id = {town}")),
    }
}

/// Takes `count` numbers in a table that nobody else gets, in ascending order.
///
/// # Errors
/// When the engine refuses.
pub async fn take_numbers(conn: &mut Conn<'_>, table: &Table, count: usize) -> Result<Vec<i64>, StoreError> {
    let name = &table.name;
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    match conn {
        // Nobody else writes meanwhile.
        Conn::Sqlite(c) => {
            let sql = format!("SELECT coalesce(max(id), 0) FROM \"{name}\"");
            let last: i64 = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut **c).await?;
            Ok((1..=count).map(|n| last + n).collect())
        }
        Conn::Postgres(c) => {
            let sql = "SELECT nextval(pg_get_serial_sequence($1, 'id')) AS id FROM generate_series(1::bigint, $2::bigint) ORDER BY id";
            Ok(sqlx::query_scalar(sql).bind(name).bind(count).fetch_all(&mut **c).await?)
        }
    }
}

/// The number under which this database knows a shared thing already.
///
/// # Errors
/// When the engine refuses.
pub async fn shared_number(conn: &mut Conn<'_>, table: &str, value: &str) -> Result<Option<i64>, StoreError> {
    let Some((table, column)) = SHARED.iter().find(|(name, _)| *name == table) else { return Ok(None) };
    let sql = format!("SELECT id FROM {table} WHERE {column} = $1");
    Ok(on!(conn, |c| sqlx::query_scalar::<_, i64>(AssertSqlSafe(sql)).bind(value).fetch_optional(c).await)?)
}
