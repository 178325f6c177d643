//! A fresh database per test and engine: SQLite in a temporary folder, and PostgreSQL when one is reachable
//! (`AUSRUFER_TEST_POSTGRES_URL`, else a server on this machine). Each is removed when dropped.

use std::time::Duration;

use ausrufer::clock::{Rng, SystemRng};
use ausrufer::store::{Conn, Db, tables};
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool, Row, SqlitePool};

/// One migrated database, with a side door for SQL that the store has no function for.
pub struct TestDb {
    pub db: Db,
    pub url: String,
    side: Side,
    // Held so that it outlives the files in it.
    _folder: Option<tempfile::TempDir>,
}

enum Side {
    Sqlite(SqlitePool),
    Postgres { pool: PgPool, server: String, name: String },
}

/// The engines there are. Says so when PostgreSQL is not, and fails then if `AUSRUFER_REQUIRE` names it.
pub async fn each() -> Vec<TestDb> {
    let mut all = vec![sqlite().await];
    match postgres().await {
        Some(db) => all.push(db),
        None => {
            let required = std::env::var("AUSRUFER_REQUIRE").unwrap_or_default();
            assert!(!required.contains("postgres"), "PostgreSQL is required here, but cannot be reached");
            eprintln!("PostgreSQL cannot be reached: tested on SQLite only");
        }
    }
    all
}

/// A new SQLite database.
pub async fn sqlite() -> TestDb {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("test.db").display());
    let db = Db::open(&url).await.unwrap();
    db.migrate().await.unwrap();
    let side = Side::Sqlite(SqlitePool::connect(&url).await.unwrap());
    TestDb { db, url, side, _folder: Some(folder) }
}

/// A new PostgreSQL database, if a server can be reached.
pub async fn postgres() -> Option<TestDb> {
    let blank = blank_postgres().await?;
    blank.db.migrate().await.unwrap();
    Some(blank)
}

/// A new PostgreSQL database without tables, if a server can be reached.
pub async fn blank_postgres() -> Option<TestDb> {
    let server =
        std::env::var("AUSRUFER_TEST_POSTGRES_URL").unwrap_or_else(|_| "postgres://root@127.0.0.1/test".to_owned());
    let connecting = PgConnection::connect(&server);
    let mut admin = tokio::time::timeout(Duration::from_secs(3), connecting).await.ok()?.ok()?;
    let name = format!("ausrufer_test_{:016x}", SystemRng.below(u64::MAX));
    sqlx::raw_sql(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut admin).await.unwrap();
    let (base, _) = server.rsplit_once('/').unwrap();
    let url = format!("{base}/{name}");
    let db = Db::open(&url).await.unwrap();
    let pool = PgPool::connect(&url).await.unwrap();
    Some(TestDb { db, url, side: Side::Postgres { pool, server, name }, _folder: None })
}

impl TestDb {
    /// Another fresh database of the same engine.
    pub async fn another(&self) -> Self {
        match &self.side {
            Side::Sqlite(_) => sqlite().await,
            Side::Postgres { .. } => postgres().await.expect("it was there a moment ago"),
        }
    }

    /// Runs statements as they are.
    pub async fn sql(&self, text: &str) {
        let text = AssertSqlSafe(text.to_owned());
        match &self.side {
            Side::Sqlite(pool) => drop(sqlx::raw_sql(text).execute(pool).await.unwrap()),
            Side::Postgres { pool, .. } => drop(sqlx::raw_sql(text).execute(pool).await.unwrap()),
        }
    }

    /// The one number that a query gives; `None` for NULL or no row.
    pub async fn number(&self, query: &str) -> Option<i64> {
        let text = AssertSqlSafe(query.to_owned());
        match &self.side {
            Side::Sqlite(pool) => sqlx::query(text).fetch_optional(pool).await.unwrap().and_then(|row| row.get(0)),
            Side::Postgres { pool, .. } => {
                sqlx::query(text).fetch_optional(pool).await.unwrap().and_then(|row| row.get(0))
            }
        }
    }

    /// The one text that a query gives; `None` for NULL or no row.
    pub async fn text(&self, query: &str) -> Option<String> {
        let text = AssertSqlSafe(query.to_owned());
        match &self.side {
            Side::Sqlite(pool) => sqlx::query(text).fetch_optional(pool).await.unwrap().and_then(|row| row.get(0)),
            Side::Postgres { pool, .. } => {
                sqlx::query(text).fetch_optional(pool).await.unwrap().and_then(|row| row.get(0))
            }
        }
    }

    /// The first column of each table in which a word stands, in whatever case.
    pub async fn places_of(&self, word: &str) -> Vec<String> {
        let tables = self.db.read(async |c: &mut Conn<'_>| tables::catalogue(c).await).await.unwrap();
        let mut found = Vec::new();
        for table in &tables {
            let column = |column: &tables::Column| {
                let (table, column) = (&table.name, &column.name);
                format!(
                    "SELECT '{table}.{column}' AS place FROM {table} \
                     WHERE lower(CAST(\"{column}\" AS TEXT)) LIKE lower('%{word}%')"
                )
            };
            let all: Vec<String> = table.columns.iter().map(column).collect();
            found.extend(self.text(&format!("SELECT min(place) FROM ({}) x", all.join(" UNION "))).await);
        }
        found
    }

    /// Breaks the database for good under those who have it open: the file is overwritten, the server lets nobody in.
    pub async fn break_it(&self) {
        match &self.side {
            Side::Sqlite(_) => {
                let file = self.url.trim_start_matches("sqlite:");
                for ending in ["-shm", "-wal", ""] {
                    let path = format!("{file}{ending}");
                    let length = std::fs::metadata(&path).unwrap().len();
                    // In place, so that whoever has it open sees it.
                    let mut open = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
                    std::io::Write::write_all(&mut open, &vec![b'x'; usize::try_from(length).unwrap()]).unwrap();
                }
            }
            Side::Postgres { server, name, .. } => {
                let mut admin = PgConnection::connect(server).await.unwrap();
                let shut = format!(
                    "ALTER DATABASE {name} ALLOW_CONNECTIONS false; \
                     SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
                );
                sqlx::raw_sql(AssertSqlSafe(shut)).execute(&mut admin).await.unwrap();
            }
        }
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        let Side::Postgres { server, name, .. } = &self.side else { return };
        let (server, name) = (server.clone(), name.clone());
        // A thread with a runtime of its own, as the test's may be ending in a panic.
        let removing = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let mut admin = PgConnection::connect(&server).await.unwrap();
                let drop = AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
                sqlx::raw_sql(drop).execute(&mut admin).await.unwrap();
            });
        });
        if removing.join().is_err() {
            eprintln!("a test database could not be removed");
        }
    }
}
