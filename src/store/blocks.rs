//! What must never be taken over again: items by the name their source gives them, pictures by their bytes and their
//! looks ("Sofort entfernen").

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::StoreError;
use super::rows::ms;
use crate::domain::TownId;
use crate::domain::ids::Ulid;
use crate::domain::item::NativeId;
use crate::domain::likeness::PictureHash;
use crate::domain::source::Source;

/// What is blocked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// An item of a source.
    Item(Ulid, NativeId),
    /// A picture by the SHA-256 of its original bytes.
    Bytes(String),
    /// A picture by its looks.
    Looks(PictureHash),
}

impl Block {
    fn row(&self) -> (&'static str, String) {
        match self {
            Self::Item(source, native) => ("item", format!("{source}/{native}")),
            Self::Bytes(hash) => ("bytes", hash.clone()),
            Self::Looks(hash) => ("looks", format!("{:016x}", hash.0)),
        }
    }
}

/// Blocks something for a town.
///
/// # Errors
/// When the engine refuses.
pub async fn add(conn: &mut Conn<'_>, town: TownId, block: &Block, now: Timestamp) -> Result<(), StoreError> {
    let (kind, value) = block.row();
    run!(
        conn,
        "INSERT INTO block (town_id, kind, value, at) VALUES ($1, $2, $3, $4) ON CONFLICT (town_id, kind, value) DO NOTHING",
        town.0,
        kind,
        value,
        ms(now)
    )?;
    Ok(())
}

/// The native ids of a source that are blocked.
///
/// # Errors
/// When the engine refuses.
pub async fn items_of(conn: &mut Conn<'_>, source: &Source) -> Result<Vec<NativeId>, StoreError> {
    let begin = format!("{}/", source.ulid);
    let values = on!(conn, |c| sqlx::query_scalar::<_, String>(
        "SELECT value FROM block WHERE town_id = $1 AND kind = 'item' AND substr(value, 1, 27) = $2"
    )
    .bind(source.town.0)
    .bind(&begin)
    .fetch_all(c)
    .await)?;
    Ok(values.into_iter().filter_map(|value| value.strip_prefix(&begin).map(|id| NativeId(id.to_owned()))).collect())
}

/// Whether a picture is blocked, by its bytes or its looks.
///
/// # Errors
/// When the engine refuses.
pub async fn forbids_picture(
    conn: &mut Conn<'_>,
    town: TownId,
    sha256: &str,
    looks: Option<PictureHash>,
) -> Result<bool, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, (String, String)>(
        "SELECT kind, value FROM block WHERE town_id = $1 AND kind IN ('bytes', 'looks')"
    )
    .bind(town.0)
    .fetch_all(c)
    .await)?;
    Ok(rows.iter().any(|(kind, value)| match kind.as_str() {
        "bytes" => value == sha256,
        _ => matches!((u64::from_str_radix(value, 16), looks), (Ok(known), Some(mine)) if PictureHash(known).resembles(mine)),
    }))
}
