//! The rules of towns and sources, and the class of sources.

use jiff::Timestamp;

use super::changes::{self, ChangeKind};
use super::db::{Conn, on, run};
use super::error::{StoreError, touched};
use super::rows::json;
use crate::domain::TownId;
use crate::domain::rules::{RuleBook, Rules};
use crate::domain::source::{Source, SourceClass};

/// All rules that concern a source.
///
/// # Errors
/// When the engine refuses or what is stored cannot be read.
pub async fn book(conn: &mut Conn<'_>, source: &Source) -> Result<RuleBook, StoreError> {
    let town = of_town(conn, source.town).await?;
    let text = on!(conn, |c| sqlx::query_scalar::<_, Option<String>>(
        "SELECT rules FROM source WHERE town_id = $1 AND id = $2"
    )
    .bind(source.town.0)
    .bind(source.id.0)
    .fetch_optional(c)
    .await)?;
    Ok(RuleBook { town, source: read(text.flatten())?, class: source.class, asks_first: source.kind.asks_first() })
}

/// The rules of a town.
///
/// # Errors
/// When the engine refuses or what is stored cannot be read.
pub async fn of_town(conn: &mut Conn<'_>, town: TownId) -> Result<Rules, StoreError> {
    let text = on!(conn, |c| sqlx::query_scalar::<_, Option<String>>("SELECT rules FROM town WHERE id = $1")
        .bind(town.0)
        .fetch_optional(c)
        .await)?;
    read(text.flatten())
}

fn read(text: Option<String>) -> Result<Rules, StoreError> {
    text.as_deref().map(json).transpose().map(Option::unwrap_or_default)
}

/// Writes the rules of a town.
///
/// # Errors
/// When the town is gone or the engine refuses.
pub async fn set_of_town(conn: &mut Conn<'_>, town: TownId, rules: &Rules) -> Result<(), StoreError> {
    let rows = run!(conn, "UPDATE town SET rules = $2 WHERE id = $1", town.0, serde_json::to_string(rules)?)?;
    touched("set town rules", 1, rows)
}

/// Writes the rules of a source, and whose channel it is.
///
/// # Errors
/// When the source is gone or the engine refuses.
pub async fn set_of_source(
    conn: &mut Conn<'_>,
    source: &Source,
    rules: &Rules,
    class: SourceClass,
    now: Timestamp,
) -> Result<(), StoreError> {
    let rows = run!(
        conn,
        "UPDATE source SET rules = $3, class = $4 WHERE town_id = $1 AND id = $2",
        source.town.0,
        source.id.0,
        serde_json::to_string(rules)?,
        class.as_str()
    )?;
    touched("set source rules", 1, rows)?;
    changes::record(conn, source.town, ChangeKind::Source, &source.slug, now).await
}
