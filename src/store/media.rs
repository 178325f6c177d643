//! Stored pictures of a town: which file is which, and where it came from.

use std::collections::{BTreeSet, HashSet};

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::StoreError;
use super::rows::{id_list, json, known, ms};
use crate::domain::likeness::PictureHash;
use crate::domain::media::{Media, MediaKind, Variant};
use crate::domain::{MediaId, TownId};

/// The stored form of a kind.
fn kind_text(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Image => "image",
        MediaKind::Video => "video",
        MediaKind::Audio => "audio",
    }
}

/// Reads the stored form of a kind.
pub(super) fn parse_kind(text: &str) -> Option<MediaKind> {
    [MediaKind::Image, MediaKind::Video, MediaKind::Audio].into_iter().find(|kind| kind_text(*kind) == text)
}

/// A medium to be.
pub struct NewMedia<'a> {
    pub town: TownId,
    pub source_sha256: &'a str,
    pub kind: MediaKind,
    pub variants: &'a [Variant],
    pub blurhash: Option<&'a str>,
    /// How it looks, to know it again.
    pub looks: Option<PictureHash>,
    /// Where it came from, as [`by_origin`] asks for it.
    pub origin: &'a str,
}

/// Adds a medium, or finds the one with the same bytes; remembers its origin either way.
///
/// # Errors
/// When the engine refuses.
pub async fn add(conn: &mut Conn<'_>, new: NewMedia<'_>, now: Timestamp) -> Result<MediaId, StoreError> {
    let variants = serde_json::to_string(new.variants)?;
    let added = run!(
        conn,
        "INSERT INTO media (town_id, source_sha256, kind, variants, blurhash, created_at, picture_hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (town_id, source_sha256) DO NOTHING",
        new.town.0,
        new.source_sha256,
        kind_text(new.kind),
        variants,
        new.blurhash,
        ms(now),
        new.looks.map(|looks| looks.0.cast_signed())
    )?;
    let id =
        on!(conn, |c| sqlx::query_scalar::<_, i64>("SELECT id FROM media WHERE town_id = $1 AND source_sha256 = $2")
            .bind(new.town.0)
            .bind(new.source_sha256)
            .fetch_one(c)
            .await)?;
    // A medium that was there keeps its own files.
    for variant in new.variants.iter().filter(|_| added == 1) {
        run!(
            conn,
            "INSERT INTO media_file (town_id, hash, media_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            new.town.0,
            variant.hash.as_str(),
            id
        )?;
    }
    run!(
        conn,
        "INSERT INTO media_origin (town_id, origin, media_id) VALUES ($1, $2, $3) \
         ON CONFLICT (town_id, origin) DO UPDATE SET media_id = excluded.media_id",
        new.town.0,
        new.origin,
        id
    )?;
    Ok(MediaId(id))
}

/// The medium that came from an origin before.
///
/// # Errors
/// When the engine refuses.
pub async fn by_origin(conn: &mut Conn<'_>, town: TownId, origin: &str) -> Result<Option<MediaId>, StoreError> {
    let id = on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "SELECT media_id FROM media_origin WHERE town_id = $1 AND origin = $2"
    )
    .bind(town.0)
    .bind(origin)
    .fetch_optional(c)
    .await)?;
    Ok(id.map(MediaId))
}

/// How some pictures look, as far as that is known.
///
/// # Errors
/// When the engine refuses.
pub async fn picture_hashes(
    conn: &mut Conn<'_>,
    town: TownId,
    ids: &[MediaId],
) -> Result<Vec<(MediaId, PictureHash)>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = conn.pick(
        "SELECT id, picture_hash FROM media WHERE town_id = $1 AND picture_hash IS NOT NULL \
         AND id IN (SELECT value FROM json_each($2))",
        "SELECT id, picture_hash FROM media WHERE town_id = $1 AND picture_hash IS NOT NULL \
         AND id IN (SELECT (json_array_elements_text($2::json))::bigint)",
    );
    let list = id_list(ids.iter().map(|id| id.0));
    let rows = on!(conn, |c| sqlx::query_as::<_, (i64, i64)>(sql).bind(town.0).bind(list).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(id, hash)| (MediaId(id), PictureHash(hash.cast_unsigned()))).collect())
}

/// Which of these media are still there.
///
/// # Errors
/// When the engine refuses.
pub async fn among(conn: &mut Conn<'_>, town: TownId, ids: &[MediaId]) -> Result<HashSet<MediaId>, StoreError> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let sql = conn.pick(
        "SELECT id FROM media WHERE town_id = $1 AND id IN (SELECT value FROM json_each($2))",
        "SELECT id FROM media WHERE town_id = $1 AND id IN (SELECT (json_array_elements_text($2::json))::bigint)",
    );
    let list = id_list(ids.iter().map(|id| id.0));
    let rows = on!(conn, |c| sqlx::query_scalar::<_, i64>(sql).bind(town.0).bind(list).fetch_all(c).await)?;
    Ok(rows.into_iter().map(MediaId).collect())
}

/// The SHA-256 of a medium's original bytes.
///
/// # Errors
/// When the engine refuses.
pub async fn original_hash(conn: &mut Conn<'_>, town: TownId, id: MediaId) -> Result<Option<String>, StoreError> {
    Ok(on!(conn, |c| sqlx::query_scalar::<_, String>(
        "SELECT source_sha256 FROM media WHERE town_id = $1 AND id = $2"
    )
    .bind(town.0)
    .bind(id.0)
    .fetch_optional(c)
    .await)?)
}

/// One medium.
///
/// # Errors
/// When the engine refuses.
pub async fn by_id(conn: &mut Conn<'_>, town: TownId, id: MediaId) -> Result<Option<Media>, StoreError> {
    let row = on!(conn, |c| sqlx::query_as::<_, (i64, String, String, Option<String>)>(
        "SELECT id, kind, variants, blurhash FROM media WHERE town_id = $1 AND id = $2"
    )
    .bind(town.0)
    .bind(id.0)
    .fetch_optional(c)
    .await)?;
    row.map(|(id, kind, variants, blurhash)| {
        Ok(Media {
            id: MediaId(id),
            town,
            kind: known(parse_kind(&kind), "media", "kind", &kind)?,
            variants: json(&variants)?,
            blurhash,
        })
    })
    .transpose()
}

/// Media that no post shows or may show again, and no draft, for removal; at most 200. A post may show again what one of its channels
/// says beside the others, and what staff wrote over; and a post that waits for a person is to come with its pictures.
///
/// # Errors
/// When the engine refuses.
pub async fn unused(conn: &mut Conn<'_>, town: TownId, older_than: Timestamp) -> Result<Vec<Media>, StoreError> {
    let sql = conn.pick(
        "SELECT id, kind, variants, blurhash FROM media WHERE town_id = $1 AND created_at < $2 \
         AND NOT EXISTS (SELECT 1 FROM post_media pm WHERE pm.media_id = media.id) \
         AND NOT EXISTS (SELECT 1 FROM draft_picture dp WHERE dp.media_id = media.id) \
         AND id NOT IN (SELECT json_extract(m.value, '$.media') FROM item i, \
         json_each(CASE WHEN i.content LIKE '{%' THEN json_extract(i.content, '$.media') ELSE '[]' END) m \
         WHERE i.town_id = $1 AND i.content IS NOT NULL AND (\
         EXISTS (SELECT 1 FROM held h WHERE h.item_id = i.id AND h.answered_at IS NULL) \
         OR EXISTS (SELECT 1 FROM post_item pi JOIN post_item o ON o.post_id = pi.post_id AND o.item_id <> pi.item_id \
         WHERE pi.item_id = i.id) \
         OR EXISTS (SELECT 1 FROM post_item pi JOIN post_override v ON v.post_id = pi.post_id AND v.field = 'media' \
         WHERE pi.item_id = i.id))) ORDER BY id LIMIT 200",
        "SELECT id, kind, variants, blurhash FROM media WHERE town_id = $1 AND created_at < $2 \
         AND NOT EXISTS (SELECT 1 FROM post_media pm WHERE pm.media_id = media.id) \
         AND NOT EXISTS (SELECT 1 FROM draft_picture dp WHERE dp.media_id = media.id) \
         AND id NOT IN (SELECT (m.value->>'media')::bigint FROM item i, \
         json_array_elements(CASE WHEN i.content LIKE '{%' THEN i.content::json->'media' ELSE '[]'::json END) m \
         WHERE i.town_id = $1 AND i.content IS NOT NULL AND (\
         EXISTS (SELECT 1 FROM held h WHERE h.item_id = i.id AND h.answered_at IS NULL) \
         OR EXISTS (SELECT 1 FROM post_item pi JOIN post_item o ON o.post_id = pi.post_id AND o.item_id <> pi.item_id \
         WHERE pi.item_id = i.id) \
         OR EXISTS (SELECT 1 FROM post_item pi JOIN post_override v ON v.post_id = pi.post_id AND v.field = 'media' \
         WHERE pi.item_id = i.id))) ORDER BY id LIMIT 200",
    );
    let rows = on!(conn, |c| sqlx::query_as::<_, (i64, String, String, Option<String>)>(sql)
        .bind(town.0)
        .bind(ms(older_than))
        .fetch_all(c)
        .await)?;
    rows.into_iter()
        .map(|(id, kind, variants, blurhash)| {
            Ok(Media {
                id: MediaId(id),
                town,
                kind: known(parse_kind(&kind), "media", "kind", &kind)?,
                variants: json(&variants)?,
                blurhash,
            })
        })
        .collect()
}

/// Whether a medium of the town still needs a stored file, by the hash in its name: two media can share one (the same picture, encoded anew).
///
/// # Errors
/// When the engine refuses.
pub async fn needs_file(conn: &mut Conn<'_>, town: TownId, hash: &str) -> Result<bool, StoreError> {
    let n = on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "SELECT count(*) FROM media_file WHERE town_id = $1 AND hash = $2"
    )
    .bind(town.0)
    .bind(hash)
    .fetch_one(c)
    .await)?;
    Ok(n > 0)
}

/// The hashes of all stored files that media of the town need.
///
/// # Errors
/// When the engine refuses.
pub async fn hashes(conn: &mut Conn<'_>, town: TownId) -> Result<HashSet<String>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_scalar::<_, String>("SELECT variants FROM media WHERE town_id = $1")
        .bind(town.0)
        .fetch_all(c)
        .await)?;
    let mut all = HashSet::new();
    for variants in rows {
        all.extend(json::<Vec<Variant>>(&variants)?.into_iter().map(|variant| variant.hash));
    }
    Ok(all)
}

/// Whether a public post of the town shows a stored file, by the hash in its name.
///
/// # Errors
/// When the engine refuses.
pub async fn is_shown(conn: &mut Conn<'_>, town: TownId, hash: &str) -> Result<bool, StoreError> {
    let shown = on!(conn, |c| {
        sqlx::query_scalar::<_, i64>(
            "SELECT p.id FROM media_file mf JOIN post_media pm ON pm.media_id = mf.media_id JOIN post p ON p.id = pm.post_id \
             WHERE mf.town_id = $1 AND mf.hash = $2 AND p.town_id = $1 AND p.state = 'public' LIMIT 1",
        )
        .bind(town.0)
        .bind(hash)
        .fetch_optional(c)
        .await
    })?;
    Ok(shown.is_some())
}

/// Forgets a medium unless a post shows it by now, or a draft is to; its files are removed by the caller. Returns whether it went.
///
/// # Errors
/// When the engine refuses.
pub async fn forget(conn: &mut Conn<'_>, town: TownId, id: MediaId) -> Result<bool, StoreError> {
    let rows = run!(
        conn,
        "DELETE FROM media WHERE town_id = $1 AND id = $2 \
         AND NOT EXISTS (SELECT 1 FROM post_media pm WHERE pm.media_id = media.id) \
         AND NOT EXISTS (SELECT 1 FROM draft_picture dp WHERE dp.media_id = media.id)",
        town.0,
        id.0
    )?;
    Ok(rows == 1)
}

/// The stored files of all towns (or of one), each once: the town's ULID, the hash and the ending.
///
/// # Errors
/// When the engine refuses.
pub async fn files(
    conn: &mut Conn<'_>,
    town: Option<TownId>,
) -> Result<BTreeSet<(String, String, String)>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, (String, String)>(
        "SELECT t.ulid, m.variants FROM media m JOIN town t ON t.id = m.town_id WHERE m.town_id = $1 OR $1 IS NULL"
    )
    .bind(town.map(|town| town.0))
    .fetch_all(c)
    .await)?;
    let mut files = BTreeSet::new();
    for (town, variants) in rows {
        let variants: Vec<Variant> = json(&variants)?;
        files.extend(variants.into_iter().map(|one| (town.clone(), one.hash, one.ext)));
    }
    Ok(files)
}
