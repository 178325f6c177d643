//! Whole tables as JSON lines, alike on both engines, so that what one wrote the other can take (DESIGN D5).
//! Called by backup and restore; columns come from the database's own catalogue, so a new one is never forgotten.

use futures_util::TryStreamExt;
use serde_json::{Map, Value};
use sqlx::AssertSqlSafe;

use super::db::{Conn, on};
use super::error::{StoreError, touched};

/// Every table, parents before children: the order in which rows can be put back. A test compares it with the schema.
pub const TABLES: [&str; 59] = [
    "meta",
    "town",
    "setup",
    "actor",
    "connection",
    "login_notice",
    "deletion_request",
    "source",
    "login_flow",
    "media",
    "media_origin",
    "media_file",
    "item",
    "item_revision",
    "likeness_key",
    "bond",
    "block",
    "quarantine",
    "push_subscription",
    "push_seen",
    "post",
    "post_item",
    "post_item_past",
    "post_member",
    "post_override",
    "post_label",
    "post_revision",
    "post_tag",
    "post_media",
    "draft",
    "draft_picture",
    "held",
    "audit",
    "audit_head",
    "alarm",
    "change",
    "peer",
    "inbox",
    "remote_actor",
    "follower",
    "activity",
    "delivery",
    "receipt",
    "town_case",
    "case_message",
    "remote_block",
    "reaction",
    "seen_activity",
    "job",
    "staff",
    "staff_role",
    "staff_session",
    "staff_link",
    "staff_code",
    "staff_passkey",
    "staff_account",
    "sign_in_flow",
    "staff_substitute",
    "agency_pass",
];

/// Columns in which a row names another of its own table, which may stand behind it. They are filled when all rows are
/// there. A test compares them with the schema.
pub const LINKS: [(&str, &str); 2] = [("post", "joined_into"), ("post", "in_reply_to")];

/// A row that names another of its own table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    pub table: &'static str,
    pub column: &'static str,
    pub row: i64,
    pub other: i64,
}

/// A table as the catalogue knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    pub columns: Vec<Column>,
}

/// A column as the catalogue knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    boolean: bool,
    /// PostgreSQL counts its values up by itself.
    identity: bool,
}

impl Table {
    /// Whether it has a column.
    #[must_use]
    pub fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|one| one.name == column)
    }

    /// What a row names of its own table.
    pub fn links(&self, row: &Map<String, Value>) -> impl Iterator<Item = Link> {
        let number = |column: &str| row.get(column).and_then(Value::as_i64);
        self.own()
            .filter_map(move |(table, column)| Some(Link { table, column, row: number("id")?, other: number(column)? }))
    }

    fn own(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        LINKS.into_iter().filter(|(table, _)| *table == self.name)
    }
}

/// The tables there are; sqlx's own is not among them.
///
/// # Errors
/// When the catalogue cannot be read.
pub async fn catalogue(conn: &mut Conn<'_>) -> Result<Vec<Table>, StoreError> {
    let sql = conn.pick(
        "SELECT m.name, c.name, c.type = 'BOOLEAN', FALSE FROM sqlite_master m JOIN pragma_table_info(m.name) c \
         WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '\\_%' ESCAPE '\\' ORDER BY m.name, c.cid",
        "SELECT table_name::text, column_name::text, data_type = 'boolean', is_identity = 'YES' \
         FROM information_schema.columns WHERE table_schema = current_schema() AND table_name NOT LIKE '\\_%' \
         ORDER BY table_name, ordinal_position",
    );
    let rows = on!(conn, |c| sqlx::query_as::<_, (String, String, bool, bool)>(sql).fetch_all(c).await)?;
    let mut tables: Vec<Table> = Vec::new();
    for (table, name, boolean, identity) in rows {
        let column = Column { name, boolean, identity };
        match tables.last_mut() {
            Some(last) if last.name == table => last.columns.push(column),
            _ => tables.push(Table { name: table, columns: vec![column] }),
        }
    }
    Ok(tables)
}

/// Whether the database holds no table at all, not even an empty one.
///
/// # Errors
/// When the catalogue cannot be read.
pub async fn is_blank(conn: &mut Conn<'_>) -> Result<bool, StoreError> {
    let sql = conn.pick(
        "SELECT count(*) FROM sqlite_master WHERE type = 'table'",
        "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema()",
    );
    Ok(on!(conn, |c| sqlx::query_scalar::<_, i64>(sql).fetch_one(c).await)? == 0)
}

/// The number of the newest migration that this database has seen; `None` when it is blank.
///
/// # Errors
/// When the engine refuses, or the tables are not ours.
pub async fn schema_version(conn: &mut Conn<'_>) -> Result<Option<i64>, StoreError> {
    if is_blank(conn).await? {
        return Ok(None);
    }
    Ok(on!(conn, |c| sqlx::query_scalar::<_, Option<i64>>("SELECT max(version) FROM _sqlx_migrations")
        .fetch_one(c)
        .await)?)
}

/// Hands every row of a table (that fulfils `condition`, then by number) to `take`, as one line of JSON without its end.
///
/// # Errors
/// What `take` returns, or the engine's refusal.
pub async fn read_rows<E: From<StoreError>>(
    conn: &mut Conn<'_>,
    table: &Table,
    condition: Option<&str>,
    mut take: impl FnMut(&str) -> Result<(), E>,
) -> Result<(), E> {
    let name = quoted(&table.name);
    let rest = match condition {
        Some(condition) if table.has("id") => format!(" WHERE {condition} ORDER BY id"),
        Some(condition) => format!(" WHERE {condition}"),
        None => String::new(),
    };
    let sql = match conn {
        Conn::Sqlite(_) => {
            let pairs: Vec<String> = table
                .columns
                .iter()
                .map(|column| {
                    let column_name = quoted(&column.name);
                    let value = if column.boolean {
                        format!("json(CASE WHEN {column_name} THEN 'true' WHEN NOT {column_name} THEN 'false' ELSE 'null' END)")
                    } else {
                        column_name
                    };
                    format!("'{}', {value}", column.name)
                })
                .collect();
            format!("SELECT json_object({}) FROM {name}{rest}", pairs.join(", "))
        }
        Conn::Postgres(_) => format!("SELECT row_to_json(t)::text FROM {name} t{rest}"),
    };
    on!(conn, |c| {
        let mut rows = sqlx::query_scalar::<_, String>(AssertSqlSafe(sql)).fetch(c);
        while let Some(row) = rows.try_next().await.map_err(StoreError::from)? {
            take(&row)?;
        }
    });
    Ok(())
}

/// Puts rows back as [`read_rows`] gave them, one per line, but for their [`LINKS`], which [`put_links`] puts back; gives
/// how many there were.
///
/// # Errors
/// [`StoreError::Exists`] when something unique is there already; else when a row does not fit the table.
pub async fn put_rows(conn: &mut Conn<'_>, table: &Table, lines: &str) -> Result<u64, StoreError> {
    let list = format!("[{}]", lines.trim_end().replace('\n', ","));
    let plain: Vec<&Column> =
        table.columns.iter().filter(|column| table.own().all(|(_, link)| link != column.name)).collect();
    let name = quoted(&table.name);
    let columns = plain.iter().map(|column| quoted(&column.name)).collect::<Vec<_>>().join(", ");
    let sql = match conn {
        Conn::Sqlite(_) => {
            let values: Vec<String> =
                plain.iter().map(|column| format!("json_extract(j.value, '$.{}')", column.name)).collect();
            format!("INSERT INTO {name} ({columns}) SELECT {} FROM json_each($1) j", values.join(", "))
        }
        Conn::Postgres(_) => format!(
            "INSERT INTO {name} ({columns}) OVERRIDING SYSTEM VALUE \
             SELECT {columns} FROM json_populate_recordset(NULL::{name}, $1::json)"
        ),
    };
    let done =
        on!(conn, |c| sqlx::query(AssertSqlSafe(sql)).bind(list).execute(c).await.map(|done| done.rows_affected()));
    done.map_err(|error| StoreError::on_unique(error, "a row"))
}

/// Lets rows name others of their own table again.
///
/// # Errors
/// When one of them is not there.
pub async fn put_links(conn: &mut Conn<'_>, links: &[Link]) -> Result<(), StoreError> {
    for link in links {
        let sql = format!("UPDATE {} SET {} = $1 WHERE id = $2", quoted(link.table), quoted(link.column));
        let rows = on!(conn, |c| sqlx::query(AssertSqlSafe(sql))
            .bind(link.other)
            .bind(link.row)
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
        touched("put link", 1, rows)?;
    }
    Ok(())
}

/// How many rows a table has.
///
/// # Errors
/// When the engine refuses.
pub async fn count(conn: &mut Conn<'_>, table: &Table) -> Result<u64, StoreError> {
    let sql = format!("SELECT count(*) FROM {}", quoted(&table.name));
    let rows = on!(conn, |c| sqlx::query_scalar::<_, i64>(AssertSqlSafe(sql)).fetch_one(c).await)?;
    Ok(u64::try_from(rows).unwrap_or_default())
}

/// Lets PostgreSQL go on counting behind the rows that were put back; SQLite does so by itself.
///
/// # Errors
/// When the engine refuses.
pub async fn go_on_counting(conn: &mut Conn<'_>, table: &Table) -> Result<(), StoreError> {
    let Conn::Postgres(c) = conn else { return Ok(()) };
    for column in table.columns.iter().filter(|column| column.identity) {
        let (name, id) = (quoted(&table.name), quoted(&column.name));
        let sql = format!(
            "SELECT setval(pg_get_serial_sequence($1, $2), coalesce(max({id}), 1), max({id}) IS NOT NULL) FROM {name}"
        );
        sqlx::query(AssertSqlSafe(sql)).bind(&table.name).bind(&column.name).execute(&mut **c).await?;
    }
    Ok(())
}

/// A name from the catalogue as part of a statement.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
