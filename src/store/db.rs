//! One database, two engines. [`Conn`] is a connection to whichever runs; `on!` runs one expression against it.

use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgConnection, PgPool, SqliteConnection, SqlitePool};

use super::error::{StoreError, touched};
use super::gate::Gate;
use super::sqlite_file;
use crate::domain::TownId;

static SQLITE: sqlx::migrate::Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: sqlx::migrate::Migrator = sqlx::migrate!("migrations/postgres");

/// A handle on the database; cheap to clone.
#[derive(Clone)]
pub struct Db {
    engine: Engine,
    witness: Option<Arc<dyn Witness>>,
}

#[derive(Clone)]
enum Engine {
    Sqlite { read: SqlitePool, write: SqlitePool, gate: Gate },
    Postgres(PgPool),
}

/// A moment of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Everything is written, nothing is committed.
    Written,
    /// It is committed; whoever wrote does not know yet.
    Committed,
}

/// Is there at every transaction. Between two of them nothing durable happens here, so whoever ends the program at these
/// moments ends it everywhere it can end (DESIGN §4, invariant 6): the tests of recovery do.
pub trait Witness: Send + Sync {
    /// The transaction waits until this is over.
    fn at(&self, moment: Moment) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// Who waits before the writer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// People and warnings.
    Urgent,
    /// Everything else.
    Normal,
}

/// A connection to whichever engine runs, inside or outside a transaction.
pub enum Conn<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

/// Runs one expression against whichever engine the connection belongs to; the SQL text is the same.
macro_rules! on {
    ($conn:expr, |$c:ident| $body:expr) => {
        match $conn {
            $crate::store::Conn::Sqlite(c) => {
                let $c = &mut **c;
                $body
            }
            $crate::store::Conn::Postgres(c) => {
                let $c = &mut **c;
                $body
            }
        }
    };
}
pub(super) use on;

/// Runs a statement and gives the number of rows it touched.
macro_rules! run {
    ($conn:expr, $sql:expr $(, $bind:expr)* $(,)?) => {
        $crate::store::db::on!($conn, |c| sqlx::query($sql)$(.bind($bind))*.execute(c).await.map(|done| done.rows_affected()))
    };
}
pub(super) use run;

impl Conn<'_> {
    /// The few texts that differ between the engines are written side by side.
    pub(super) fn pick(&self, sqlite: &'static str, postgres: &'static str) -> &'static str {
        match self {
            Self::Sqlite(_) => sqlite,
            Self::Postgres(_) => postgres,
        }
    }

    /// Runs a bare statement (savepoints).
    pub(crate) async fn bare(&mut self, sql: &'static str) -> Result<(), StoreError> {
        run!(self, sql)?;
        Ok(())
    }
}

impl Db {
    /// Opens `sqlite:` paths (a file path) or `postgres://…`, without touching the schema.
    ///
    /// # Errors
    /// When the database cannot be reached, the folder cannot be made, or the file is another program's
    /// ([`StoreError::Foreign`]).
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        Self::open_before(url, None).await
    }

    /// The same, with someone who is there at every transaction. Who is watched has few connections: programs that are
    /// ended one after the other leave theirs to the server for a while.
    ///
    /// # Errors
    /// As [`Db::open`].
    pub async fn open_before(url: &str, witness: Option<Arc<dyn Witness>>) -> Result<Self, StoreError> {
        let most = if witness.is_some() { 2 } else { 12 };
        let Some(path) = sqlite_path(url) else {
            let options = PgPoolOptions::new().max_connections(most).acquire_timeout(Duration::from_secs(10));
            return Ok(Self { engine: Engine::Postgres(options.connect(url).await?), witness });
        };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(sqlx::Error::Io)?;
        }
        sqlite_file::refuse_foreign(path).await?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10));
        let write = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
        let read = SqlitePoolOptions::new().max_connections(4).connect_with(options.read_only(true)).await?;
        Ok(Self { engine: Engine::Sqlite { read, write, gate: Gate::default() }, witness })
    }

    async fn pass(&self, moment: Moment) {
        if let Some(witness) = &self.witness {
            witness.at(moment).await;
        }
    }

    /// Brings the schema up to date.
    ///
    /// # Errors
    /// When a migration fails or the database was written by a newer version.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        match &self.engine {
            Engine::Sqlite { write, .. } => {
                SQLITE.run(write).await?;
                sqlite_file::mark(write).await?;
            }
            Engine::Postgres(pool) => POSTGRES.run(pool).await?,
        }
        Ok(())
    }

    /// Brings the schema to an earlier version that this program knows, as part of a transaction.
    ///
    /// # Errors
    /// When a migration fails.
    pub async fn migrate_to(conn: &mut Conn<'_>, version: i64) -> Result<(), StoreError> {
        match conn {
            Conn::Sqlite(c) => SQLITE.run_to(version, &mut **c).await?,
            Conn::Postgres(c) => POSTGRES.run_to(version, &mut **c).await?,
        }
        Ok(())
    }

    /// The newest version of the schema that this program knows.
    #[must_use]
    pub fn newest_version() -> i64 {
        SQLITE.iter().map(|migration| migration.version).max().unwrap_or_default()
    }

    /// `sqlite` or `postgres`.
    #[must_use]
    pub fn engine(&self) -> &'static str {
        match &self.engine {
            Engine::Sqlite { .. } => "sqlite",
            Engine::Postgres(_) => "postgres",
        }
    }

    /// Reads outside a transaction: two statements may see two states.
    ///
    /// # Errors
    /// What `work` returns, or no connection.
    pub async fn read<T, E: From<StoreError>>(
        &self,
        work: impl AsyncFnOnce(&mut Conn<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        match &self.engine {
            Engine::Sqlite { read, .. } => {
                let mut conn = read.acquire().await.map_err(StoreError::from)?;
                work(&mut Conn::Sqlite(&mut conn)).await
            }
            Engine::Postgres(pool) => {
                let mut conn = pool.acquire().await.map_err(StoreError::from)?;
                work(&mut Conn::Postgres(&mut conn)).await
            }
        }
    }

    /// Reads one state of the database, however long it takes and whatever others write meanwhile.
    ///
    /// # Errors
    /// What `work` returns, or no connection.
    pub async fn snapshot<T, E: From<StoreError>>(
        &self,
        work: impl AsyncFnOnce(&mut Conn<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        match &self.engine {
            Engine::Sqlite { read, .. } => {
                let mut tx = read.begin().await.map_err(StoreError::from)?;
                work(&mut Conn::Sqlite(&mut tx)).await
            }
            Engine::Postgres(pool) => {
                let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
                let mut tx = pool.begin_with(begin).await.map_err(StoreError::from)?;
                work(&mut Conn::Postgres(&mut tx)).await
            }
        }
    }

    /// All or nothing. On SQLite it takes the write lock at once, so it never fails half way with "database is locked".
    /// `work` awaits nothing but SQL.
    ///
    /// # Errors
    /// What `work` returns (then nothing is written), or the engine's refusal to begin or commit.
    pub async fn write_in<T, E: From<StoreError>>(
        &self,
        lane: Lane,
        work: impl AsyncFnOnce(&mut Conn<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        match &self.engine {
            Engine::Sqlite { write, gate, .. } => {
                let _pass = gate.enter(lane).await;
                let mut tx = write.begin_with("BEGIN IMMEDIATE").await.map_err(StoreError::from)?;
                let value = work(&mut Conn::Sqlite(&mut tx)).await?;
                self.pass(Moment::Written).await;
                tx.commit().await.map_err(StoreError::from)?;
                self.pass(Moment::Committed).await;
                Ok(value)
            }
            Engine::Postgres(pool) => {
                let mut tx = pool.begin().await.map_err(StoreError::from)?;
                let value = work(&mut Conn::Postgres(&mut tx)).await?;
                self.pass(Moment::Written).await;
                tx.commit().await.map_err(StoreError::from)?;
                self.pass(Moment::Committed).await;
                Ok(value)
            }
        }
    }

    /// [`Db::write_in`] in the normal lane.
    ///
    /// # Errors
    /// As [`Db::write_in`].
    pub async fn write<T, E: From<StoreError>>(
        &self,
        work: impl AsyncFnOnce(&mut Conn<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.write_in(Lane::Normal, work).await
    }

    /// A write that takes the town's row first, so that everything published for one town happens one after the other,
    /// on PostgreSQL too.
    ///
    /// # Errors
    /// As [`Db::write_in`]; a town that does not exist is [`StoreError::RowsAffected`].
    pub async fn write_town<T, E: From<StoreError>>(
        &self,
        town: TownId,
        lane: Lane,
        work: impl AsyncFnOnce(&mut Conn<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.write_in(lane, async |conn: &mut Conn<'_>| {
            lock_town(conn, town).await?;
            work(conn).await
        })
        .await
    }

    /// Waits for the PostgreSQL writers elsewhere to say that something changed; on SQLite it never returns
    /// (one process writes, and it wakes itself).
    ///
    /// # Errors
    /// When the listening connection is lost.
    pub async fn listen(&self, wake: impl Fn()) -> Result<(), StoreError> {
        match &self.engine {
            Engine::Sqlite { .. } => std::future::pending().await,
            Engine::Postgres(pool) => {
                let mut listener = sqlx::postgres::PgListener::connect_with(pool).await?;
                listener.listen("ausrufer").await?;
                loop {
                    listener.recv().await?;
                    wake();
                }
            }
        }
    }

    /// Closes all connections; pending writes finish first.
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite { read, write, .. } => {
                read.close().await;
                write.close().await;
            }
            Engine::Postgres(pool) => pool.close().await,
        }
    }
}

/// The file of a SQLite database; `None` for PostgreSQL.
#[must_use]
pub fn sqlite_path(url: &str) -> Option<&Path> {
    let postgres = url.starts_with("postgres:") || url.starts_with("postgresql:");
    (!postgres).then(|| Path::new(url.strip_prefix("sqlite:").unwrap_or(url)))
}

/// `NO KEY`: rows that point at the town can be written meanwhile. With a plain `FOR UPDATE` a Follow that holds the
/// change log's lock would wait for a publisher that waits for the change log.
pub(super) async fn lock_town(conn: &mut Conn<'_>, town: TownId) -> Result<(), StoreError> {
    let sql = conn.pick("SELECT id FROM town WHERE id = $1", "SELECT id FROM town WHERE id = $1 FOR NO KEY UPDATE");
    let found = on!(conn, |c| sqlx::query_scalar::<_, i64>(sql).bind(town.0).fetch_optional(c).await)?;
    touched("lock town", 1, u64::from(found.is_some()))
}
