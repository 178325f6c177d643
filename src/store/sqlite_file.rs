//! Whose SQLite file it is. In: a path. Out: nothing, or the refusal to touch another program's database. Ours carries
//! our mark in the file's `application_id`; files from before the mark are known by their tables. Called by `db`.

use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection, SqlitePool};

use super::error::StoreError;

/// "Ausr", the mark in the header of our files (SQLite file format, offset 68).
const MARK: i64 = 0x4175_7372;

/// Fails when the file holds something that is not ours; a missing or empty file is nobody's yet. Changes nothing.
pub(super) async fn refuse_foreign(path: &Path) -> Result<(), StoreError> {
    if !std::fs::metadata(path).is_ok_and(|file| file.len() > 0) {
        return Ok(());
    }
    let foreign = || StoreError::Foreign { path: path.display().to_string() };
    let options = SqliteConnectOptions::new().filename(path).read_only(true);
    let looked = async {
        let mut conn = options.connect().await?;
        let seen = look(&mut conn).await?;
        conn.close().await?;
        Ok::<_, sqlx::Error>(seen)
    };
    match looked.await {
        Ok((MARK, _, _) | (0, 0, _) | (0, _, 3)) => Ok(()),
        Ok(_) => Err(foreign()),
        // Primary result code 26: "file is not a database".
        Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("26") => Err(foreign()),
        Err(error) => Err(error.into()),
    }
}

/// The mark, how many tables there are, and how many of three that only we have together.
async fn look(conn: &mut SqliteConnection) -> Result<(i64, i64, i64), sqlx::Error> {
    let mark = sqlx::query_scalar::<_, i64>("PRAGMA application_id").fetch_one(&mut *conn).await?;
    let (all, ours) = sqlx::query_as::<_, (i64, i64)>(
        "SELECT count(*), coalesce(sum(name IN ('town', 'source', '_sqlx_migrations')), 0) FROM sqlite_master \
         WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    )
    .fetch_one(conn)
    .await?;
    Ok((mark, all, ours))
}

/// Puts our mark into the file, unless it is there.
pub(super) async fn mark(write: &SqlitePool) -> Result<(), StoreError> {
    if sqlx::query_scalar::<_, i64>("PRAGMA application_id").fetch_one(write).await? != MARK {
        sqlx::query("PRAGMA application_id = 1098216306").execute(write).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_mark_is_written_as_it_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let options = SqliteConnectOptions::new().filename(folder.path().join("a.db")).create_if_missing(true);
        let pool = SqlitePool::connect_with(options).await.unwrap();
        mark(&pool).await.unwrap();
        assert_eq!(sqlx::query_scalar::<_, i64>("PRAGMA application_id").fetch_one(&pool).await.unwrap(), MARK);
    }
}
