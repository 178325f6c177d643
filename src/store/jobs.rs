//! The job queue (DESIGN D6). A job is known by (kind, key). Enqueueing one that is running bumps `wanted`, and finishing
//! it puts it back when that number moved, so no hint is ever lost.

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::StoreError;
use super::rows::{count, ms, opt_at};

/// A job someone holds the lease of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leased {
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
pub async fn enqueue(
    conn: &mut Conn<'_>,
    kind: &str,
    key: &str,
    payload: &str,
    run_at: Timestamp,
    urgent: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    run!(
        conn,
        "INSERT INTO job (kind, key, payload, run_at, urgent, created_at) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (kind, key) DO UPDATE SET wanted = job.wanted + 1, payload = excluded.payload, \
         run_at = CASE WHEN excluded.run_at < job.run_at OR job.failed_at IS NOT NULL THEN excluded.run_at ELSE job.run_at END, \
         attempts = CASE WHEN job.failed_at IS NOT NULL THEN 0 ELSE job.attempts END, \
         urgent = (job.urgent OR excluded.urgent), failed_at = NULL, error = NULL",
        kind,
        key,
        payload,
        ms(run_at),
        urgent,
        ms(now)
    )?;
    Ok(())
}

/// Asks for a job unless it waits or runs already; one that gave up an hour ago or more tries again.
///
/// # Errors
/// When the engine refuses.
pub async fn enqueue_once(
    conn: &mut Conn<'_>,
    kind: &str,
    key: &str,
    payload: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    run!(
        conn,
        "INSERT INTO job (kind, key, payload, run_at, created_at) VALUES ($1, $2, $3, $4, $4) \
         ON CONFLICT (kind, key) DO UPDATE SET failed_at = NULL, attempts = 0, run_at = excluded.run_at \
         WHERE job.failed_at IS NOT NULL AND job.failed_at < excluded.run_at - 3600000",
        kind,
        key,
        payload,
        ms(now)
    )?;
    Ok(())
}

/// Leases up to `limit` due jobs, urgent ones first. A lease that ran out counts as an attempt: a job that ends the
/// process must not do so for ever.
///
/// # Errors
/// When the engine refuses.
pub async fn claim(
    conn: &mut Conn<'_>,
    token: &str,
    limit: i64,
    now: Timestamp,
    until: Timestamp,
) -> Result<Vec<Leased>, StoreError> {
    let sql = conn.pick(
        "UPDATE job SET attempts = attempts + CASE WHEN lease_token IS NULL THEN 0 ELSE 1 END, lease_token = $1, leased_until = $2, taken = wanted WHERE (kind, key) IN \
         (SELECT kind, key FROM job WHERE failed_at IS NULL AND run_at <= $3 AND leased_until <= $3 \
         ORDER BY urgent DESC, run_at LIMIT $4)",
        "UPDATE job SET attempts = attempts + CASE WHEN lease_token IS NULL THEN 0 ELSE 1 END, lease_token = $1, leased_until = $2, taken = wanted WHERE (kind, key) IN \
         (SELECT kind, key FROM job WHERE failed_at IS NULL AND run_at <= $3 AND leased_until <= $3 \
         ORDER BY urgent DESC, run_at LIMIT $4 FOR UPDATE SKIP LOCKED)",
    );
    let leased = run!(conn, sql, token, ms(until), ms(now), limit)?;
    if leased == 0 {
        return Ok(Vec::new());
    }
    let rows = on!(conn, |c| {
        sqlx::query_as::<_, (String, String, String, i64, i64)>(
        "SELECT kind, key, payload, attempts, taken FROM job WHERE lease_token = $1 AND leased_until = $2 ORDER BY urgent DESC, run_at"
    )
    .bind(token)
    .bind(ms(until))
    .fetch_all(c)
    .await
    })?;
    Ok(rows
        .into_iter()
        .map(|(kind, key, payload, attempts, wanted)| Leased {
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
pub async fn any_due(conn: &mut Conn<'_>, now: Timestamp) -> Result<bool, StoreError> {
    let due = on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "SELECT count(*) FROM job WHERE failed_at IS NULL AND run_at <= $1 AND leased_until <= $1"
    )
    .bind(ms(now))
    .fetch_one(c)
    .await)?;
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
