//! The job queue (DESIGN D6). A job is known by (kind, key). Enqueueing one that is running bumps `wanted`, and finishing
//! it puts it back when that number moved, so no hint is ever lost. Towns take turns: many jobs of one do not keep another
//! waiting.

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::StoreError;
use super::rows::{count, ms, opt_at};
use crate::domain::TownId;

/// A job to be.
#[derive(Debug, Clone, Copy)]
pub struct NewJob<'a> {
    /// Whose it is; `None` for a chore that serves all towns.
    pub town: Option<TownId>,
    pub kind: &'a str,
    /// Names it among its kind.
    pub key: &'a str,
    /// What the job needs to know; that of the last one who asked counts.
    pub payload: &'a str,
    pub run_at: Timestamp,
    /// Before all others that are due.
    pub urgent: bool,
}

/// A job someone holds the lease of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leased {
    pub town: Option<TownId>,
    pub kind: String,
    pub key: String,
    pub payload: String,
    /// How often it was tried before.
    pub attempts: u32,
    /// Proves that the lease is still ours.
    pub token: String,
    wanted: i64,
}

/// A job as someone looking at the queue sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub kind: String,
    pub key: String,
    pub run_at: Timestamp,
    pub attempts: u32,
    pub failed_at: Option<Timestamp>,
    pub error: Option<String>,
}

/// Asks for a job. One that waits already runs at the earlier of both times; one that gave up tries again.
///
/// # Errors
/// When the engine refuses.
pub async fn enqueue(conn: &mut Conn<'_>, job: NewJob<'_>, now: Timestamp) -> Result<(), StoreError> {
    run!(
        conn,
        "INSERT INTO job (town_id, kind, key, payload, run_at, urgent, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (kind, key) DO UPDATE SET wanted = job.wanted + 1, payload = excluded.payload, town_id = excluded.town_id, \
         run_at = CASE WHEN excluded.run_at < job.run_at OR job.failed_at IS NOT NULL THEN excluded.run_at ELSE job.run_at END, \
         attempts = CASE WHEN job.failed_at IS NOT NULL THEN 0 ELSE job.attempts END, \
         urgent = (job.urgent OR excluded.urgent), failed_at = NULL, error = NULL",
        job.town.map(|town| town.0),
        job.kind,
        job.key,
        job.payload,
        ms(job.run_at),
        job.urgent,
        ms(now)
    )?;
    Ok(())
}

/// Asks for a job unless it waits or runs already; one that gave up an hour ago or more tries again.
///
/// # Errors
/// When the engine refuses.
pub async fn enqueue_once(conn: &mut Conn<'_>, job: NewJob<'_>, now: Timestamp) -> Result<(), StoreError> {
    run!(
        conn,
        "INSERT INTO job (town_id, kind, key, payload, run_at, urgent, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (kind, key) DO UPDATE SET failed_at = NULL, attempts = 0, run_at = excluded.run_at \
         WHERE job.failed_at IS NOT NULL AND job.failed_at < excluded.created_at - 3600000",
        job.town.map(|town| town.0),
        job.kind,
        job.key,
        job.payload,
        ms(job.run_at),
        job.urgent,
        ms(now)
    )?;
    Ok(())
}

/// Leases due jobs: urgent ones first, then each town's next one in turn. What a town has running counts as its turns, so
/// that slow jobs do not fill every place; among equals it is the towns after the one served last. On PostgreSQL the rows
/// are picked and locked in a part of their own, which runs once whatever plan is chosen: inside `IN (…)` it may be run
/// again for each row, and then more are leased than were asked for.
macro_rules! claim {
    ($lock:literal) => {
        concat!(
            "WITH due AS MATERIALIZED (SELECT j.kind, j.key FROM job j JOIN \
             (SELECT kind, key, coalesce(town_id, 0) AS town, row_number() OVER (PARTITION BY coalesce(town_id, 0) \
             ORDER BY (leased_until > $3) DESC, urgent DESC, run_at, kind, key) AS turn \
             FROM job WHERE failed_at IS NULL AND run_at <= $3) q ON q.kind = j.kind AND q.key = j.key \
             WHERE j.failed_at IS NULL AND j.run_at <= $3 AND j.leased_until <= $3 AND (j.urgent OR $6) \
             ORDER BY j.urgent DESC, q.turn, (q.town <= $5), q.town, j.run_at LIMIT $4",
            $lock,
            ") UPDATE job SET attempts = attempts + CASE WHEN lease_token IS NULL THEN 0 ELSE 1 END, lease_token = $1, \
             leased_until = $2, taken = wanted FROM due WHERE job.kind = due.kind AND job.key = due.key"
        )
    };
}

/// Which jobs a hand takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    All,
    /// Those that go before all others, for a hand that is kept free for them.
    Urgent,
}

/// Leases up to `limit` due jobs, urgent ones first, then the towns in turn, beginning after the one served last (`None`:
/// with the first). A lease that ran out counts as an attempt: a job that ends the process must not do so for ever.
///
/// # Errors
/// When the engine refuses.
pub async fn claim(
    conn: &mut Conn<'_>,
    token: &str,
    (wanted, limit): (Wanted, i64),
    served: Option<TownId>,
    now: Timestamp,
    until: Timestamp,
) -> Result<Vec<Leased>, StoreError> {
    let sql = conn.pick(claim!(""), claim!(" FOR UPDATE OF j SKIP LOCKED"));
    let served = served.map_or(0, |town| town.0);
    if run!(conn, sql, token, ms(until), ms(now), limit, served, wanted == Wanted::All)? == 0 {
        return Ok(Vec::new());
    }
    let rows = on!(conn, |c| {
        sqlx::query_as::<_, (Option<i64>, String, String, String, i64, i64)>(
        "SELECT town_id, kind, key, payload, attempts, taken FROM job WHERE lease_token = $1 AND leased_until = $2 \
         ORDER BY urgent DESC, row_number() OVER (PARTITION BY coalesce(town_id, 0) ORDER BY urgent DESC, run_at, kind, key), \
         (coalesce(town_id, 0) <= $3), coalesce(town_id, 0)"
    )
    .bind(token)
    .bind(ms(until))
    .bind(served)
    .fetch_all(c)
    .await
    })?;
    Ok(rows
        .into_iter()
        .map(|(town, kind, key, payload, attempts, wanted)| Leased {
            town: town.map(TownId),
            kind,
            key,
            payload,
            attempts: count(attempts),
            token: token.to_owned(),
            wanted,
        })
        .collect())
}

/// The job is done: it leaves the queue, or waits again when someone asked for it meanwhile. A lease that was lost
/// changes nothing: whoever holds it now decides.
///
/// # Errors
/// When the engine refuses.
pub async fn finish(conn: &mut Conn<'_>, job: &Leased, now: Timestamp) -> Result<(), StoreError> {
    let gone = run!(
        conn,
        "DELETE FROM job WHERE kind = $1 AND key = $2 AND lease_token = $3 AND wanted = $4",
        &job.kind,
        &job.key,
        &job.token,
        job.wanted
    )?;
    if gone == 0 {
        run!(
            conn,
            "UPDATE job SET lease_token = NULL, leased_until = 0, attempts = 0, run_at = $4 \
             WHERE kind = $1 AND key = $2 AND lease_token = $3",
            &job.kind,
            &job.key,
            &job.token,
            ms(now)
        )?;
    }
    Ok(())
}

/// The job tries again at `run_at`.
///
/// # Errors
/// When the engine refuses.
pub async fn retry(conn: &mut Conn<'_>, job: &Leased, run_at: Timestamp, error: &str) -> Result<(), StoreError> {
    run!(
        conn,
        "UPDATE job SET lease_token = NULL, leased_until = 0, attempts = attempts + 1, run_at = $4, error = $5 \
         WHERE kind = $1 AND key = $2 AND lease_token = $3",
        &job.kind,
        &job.key,
        &job.token,
        ms(run_at),
        error
    )?;
    Ok(())
}

/// The job gives up and stays visible until someone asks for it again; it waits anew when someone asked meanwhile.
///
/// # Errors
/// When the engine refuses.
pub async fn give_up(conn: &mut Conn<'_>, job: &Leased, error: &str, now: Timestamp) -> Result<(), StoreError> {
    run!(
        conn,
        "UPDATE job SET lease_token = NULL, leased_until = 0, error = $5, \
         attempts = CASE WHEN wanted = $6 THEN attempts + 1 ELSE 0 END, \
         failed_at = CASE WHEN wanted = $6 THEN CAST($4 AS BIGINT) END, \
         run_at = CASE WHEN wanted = $6 THEN run_at ELSE CAST($4 AS BIGINT) END \
         WHERE kind = $1 AND key = $2 AND lease_token = $3",
        &job.kind,
        &job.key,
        &job.token,
        ms(now),
        error,
        job.wanted
    )?;
    Ok(())
}

/// Whether some job could be leased now.
///
/// # Errors
/// When the engine refuses.
pub async fn any_due(conn: &mut Conn<'_>, wanted: Wanted, now: Timestamp) -> Result<bool, StoreError> {
    let due = on!(conn, |c| {
        sqlx::query_scalar::<_, i64>(
        "SELECT count(*) FROM job WHERE failed_at IS NULL AND run_at <= $1 AND leased_until <= $1 AND (urgent OR $2)"
    )
    .bind(ms(now))
    .bind(wanted == Wanted::All)
    .fetch_one(c)
    .await
    })?;
    Ok(due > 0)
}

/// What waits, then what gave up, for people; at most 200.
///
/// # Errors
/// When the engine refuses.
pub async fn list(conn: &mut Conn<'_>) -> Result<Vec<Waiting>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, (String, String, i64, i64, Option<i64>, Option<String>)>(
        "SELECT kind, key, run_at, attempts, failed_at, error FROM job \
         ORDER BY (failed_at IS NOT NULL), failed_at, run_at, kind, key LIMIT 200"
    )
    .fetch_all(c)
    .await)?;
    Ok(rows
        .into_iter()
        .map(|(kind, key, run_at, attempts, failed_at, error)| Waiting {
            kind,
            key,
            run_at: crate::clock::from_ms(run_at),
            attempts: count(attempts),
            failed_at: opt_at(failed_at),
            error,
        })
        .collect())
}

/// Forgets jobs that gave up before `before`.
///
/// # Errors
/// When the engine refuses.
pub async fn prune(conn: &mut Conn<'_>, before: Timestamp) -> Result<u64, StoreError> {
    Ok(run!(conn, "DELETE FROM job WHERE failed_at < $1", ms(before))?)
}
