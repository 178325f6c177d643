//! Pictures that staff remove: every copy of one, wherever the town shows it.

use super::db::{Conn, on, run};
use super::error::StoreError;
use super::media::picture_hashes;
use super::rows::id_list;
use crate::domain::likeness::PictureHash;
use crate::domain::{MediaId, PostId, TownId};

/// A picture and all that look the same to us: another channel's copy, encoded anew.
///
/// # Errors
/// When the engine refuses.
pub async fn copies(conn: &mut Conn<'_>, town: TownId, id: MediaId) -> Result<Vec<MediaId>, StoreError> {
    let Some((_, looks)) = picture_hashes(conn, town, &[id]).await?.pop() else { return Ok(vec![id]) };
    let rows = on!(conn, |c| sqlx::query_as::<_, (i64, i64)>(
        "SELECT id, picture_hash FROM media WHERE town_id = $1 AND picture_hash IS NOT NULL"
    )
    .bind(town.0)
    .fetch_all(c)
    .await)?;
    let alike = rows.into_iter().filter(|(_, hash)| PictureHash(hash.cast_unsigned()).resembles(looks));
    Ok(alike.map(|(id, _)| MediaId(id)).collect())
}

/// The posts that show one of these media.
///
/// # Errors
/// When the engine refuses.
pub async fn shown_by(conn: &mut Conn<'_>, town: TownId, media: &[MediaId]) -> Result<Vec<PostId>, StoreError> {
    let sql = conn.pick(
        "SELECT DISTINCT post_id FROM post_media WHERE town_id = $1 AND media_id IN (SELECT value FROM json_each($2)) \
         ORDER BY post_id",
        "SELECT DISTINCT post_id FROM post_media WHERE town_id = $1 \
         AND media_id IN (SELECT (json_array_elements_text($2::json))::bigint) ORDER BY post_id",
    );
    let list = id_list(media.iter().map(|id| id.0));
    let rows = on!(conn, |c| sqlx::query_scalar::<_, i64>(sql).bind(town.0).bind(list).fetch_all(c).await)?;
    Ok(rows.into_iter().map(PostId).collect())
}

/// Takes a medium from every post, so that it can be forgotten. What the posts say is corrected by the caller.
///
/// # Errors
/// When the engine refuses.
pub async fn detach(conn: &mut Conn<'_>, town: TownId, id: MediaId) -> Result<(), StoreError> {
    run!(conn, "DELETE FROM post_media WHERE town_id = $1 AND media_id = $2", town.0, id.0)?;
    Ok(())
}
