//! Facts about the database itself: the key check value, whether deliveries are held after a restore.

use super::db::{Conn, on, run};
use super::error::StoreError;

/// The seal of a known word: proves that the key file fits this database (DESIGN D15).
pub const KEY_CHECK: &str = "key_check";
/// `held` after a restore, until someone says `federation resume`.
pub const DELIVERIES: &str = "deliveries";
/// The backup from which this database was restored: the SHA-256 of its manifest.
pub const RESTORED: &str = "restored";

/// A fact, if known.
///
/// # Errors
/// When the engine refuses.
pub async fn get(conn: &mut Conn<'_>, key: &str) -> Result<Option<String>, StoreError> {
    Ok(on!(conn, |c| sqlx::query_scalar::<_, String>("SELECT value FROM meta WHERE key = $1")
        .bind(key)
        .fetch_optional(c)
        .await)?)
}

/// Notes a fact.
///
/// # Errors
/// When the engine refuses.
pub async fn set(conn: &mut Conn<'_>, key: &str, value: &str) -> Result<(), StoreError> {
    run!(
        conn,
        "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        key,
        value
    )?;
    Ok(())
}

/// Notes a fact unless it is known.
///
/// # Errors
/// When the engine refuses.
pub async fn set_once(conn: &mut Conn<'_>, key: &str, value: &str) -> Result<(), StoreError> {
    run!(conn, "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING", key, value)?;
    Ok(())
}

/// Forgets a fact.
///
/// # Errors
/// When the engine refuses.
pub async fn clear(conn: &mut Conn<'_>, key: &str) -> Result<(), StoreError> {
    run!(conn, "DELETE FROM meta WHERE key = $1", key)?;
    Ok(())
}
