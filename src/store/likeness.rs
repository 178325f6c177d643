//! Who may say the same: candidates by shared keys within a time, and what people decided about pairs.

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::StoreError;
use super::rows::{id_list, json, ms};
use crate::domain::item::NativeId;
use crate::domain::likeness::{Carrier, Fingerprint};
use crate::domain::{ItemId, PostId, SourceId, TownId};

/// More candidates than this are not compared: those that share the most keys come first.
const MOST: i64 = 64;

/// Writes the keys under which an item is found, replacing those it had.
///
/// # Errors
/// When the engine refuses.
pub(super) async fn index(
    conn: &mut Conn<'_>,
    town: TownId,
    item: ItemId,
    fingerprint: &Fingerprint,
    said_at: Timestamp,
) -> Result<(), StoreError> {
    forget(conn, town, item).await?;
    let sql = conn.pick(
        "INSERT INTO likeness_key (town_id, key, said_at, item_id) SELECT $1, value, $3, $4 FROM json_each($2) WHERE true \
         ON CONFLICT (town_id, key, said_at, item_id) DO NOTHING",
        "INSERT INTO likeness_key (town_id, key, said_at, item_id) \
         SELECT $1, (json_array_elements_text($2::json))::bigint, $3, $4 \
         ON CONFLICT (town_id, key, said_at, item_id) DO NOTHING",
    );
    run!(conn, sql, town.0, id_list(fingerprint.keys().into_iter().chain(fingerprint.marks())), ms(said_at), item.0)?;
    Ok(())
}

/// Forgets an item's keys: nothing new is compared with it any more.
///
/// # Errors
/// When the engine refuses.
pub async fn forget(conn: &mut Conn<'_>, town: TownId, item: ItemId) -> Result<(), StoreError> {
    run!(conn, "DELETE FROM likeness_key WHERE town_id = $1 AND item_id = $2", town.0, item.0)?;
    Ok(())
}

/// An item of a post, as the judge sees it.
#[derive(Debug)]
pub struct Member {
    pub item: ItemId,
    pub source: SourceId,
    pub print: Option<Fingerprint>,
}

/// Posts that are not gone, with an item of another source that shares a key and was said between two moments; the
/// eldest first. What third parties say stands alone.
///
/// # Errors
/// When the engine refuses.
pub async fn candidates(
    conn: &mut Conn<'_>,
    town: TownId,
    keys: &[i64],
    but: SourceId,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<PostId>, StoreError> {
    let sql = conn.pick(
        "SELECT DISTINCT p.id, p.created_at, p.ulid FROM \
         (SELECT item_id FROM likeness_key WHERE town_id = $1 AND key IN (SELECT value FROM json_each($2)) \
         AND said_at BETWEEN $4 AND $5 GROUP BY item_id ORDER BY count(*) DESC LIMIT $6) k \
         JOIN item i ON i.id = k.item_id JOIN post_item pi ON pi.item_id = i.id JOIN post p ON p.id = pi.post_id \
         WHERE i.source_id <> $3 AND i.state <> 'deleted' AND i.fingerprint IS NOT NULL AND p.state <> 'gone' \
         AND NOT EXISTS (SELECT 1 FROM source s WHERE s.id = i.source_id AND s.class = 'third_party') \
         ORDER BY p.created_at, p.ulid",
        "SELECT DISTINCT p.id, p.created_at, p.ulid FROM (SELECT item_id FROM likeness_key WHERE town_id = $1 \
         AND key = ANY (ARRAY(SELECT (json_array_elements_text($2::json))::bigint)) \
         AND said_at BETWEEN $4 AND $5 GROUP BY item_id ORDER BY count(*) DESC LIMIT $6) k \
         JOIN item i ON i.id = k.item_id JOIN post_item pi ON pi.item_id = i.id JOIN post p ON p.id = pi.post_id \
         WHERE i.source_id <> $3 AND i.state <> 'deleted' AND i.fingerprint IS NOT NULL AND p.state <> 'gone' \
         AND NOT EXISTS (SELECT 1 FROM source s WHERE s.id = i.source_id AND s.class = 'third_party') \
         ORDER BY p.created_at, p.ulid",
    );
    let rows = on!(conn, |c| sqlx::query_as::<_, (i64, i64, String)>(sql)
        .bind(town.0)
        .bind(id_list(keys.iter().copied()))
        .bind(but.0)
        .bind(ms(from))
        .bind(ms(to))
        .bind(MOST)
        .fetch_all(c)
        .await)?;
    Ok(rows.into_iter().map(|(post, ..)| PostId(post)).collect())
}

/// Items of other messages under some keys, whenever they were said.
///
/// # Errors
/// When the engine refuses.
pub async fn carriers(
    conn: &mut Conn<'_>,
    town: TownId,
    keys: &[i64],
    source: SourceId,
    native_id: &NativeId,
) -> Result<Vec<Carrier>, StoreError> {
    let sql = conn.pick(
        "SELECT DISTINCT i.id, i.source_id, i.fingerprint FROM likeness_key k JOIN item i ON i.id = k.item_id WHERE k.town_id = $1 AND k.key IN (SELECT value FROM json_each($2)) \
         AND NOT (i.source_id = $3 AND i.native_id = $4) AND i.fingerprint IS NOT NULL ORDER BY i.id DESC LIMIT $5",
        "SELECT DISTINCT i.id, i.source_id, i.fingerprint FROM likeness_key k JOIN item i ON i.id = k.item_id WHERE k.town_id = $1 \
         AND k.key = ANY (ARRAY(SELECT (json_array_elements_text($2::json))::bigint)) \
         AND NOT (i.source_id = $3 AND i.native_id = $4) AND i.fingerprint IS NOT NULL ORDER BY i.id DESC LIMIT $5",
    );
    let rows = on!(conn, |c| sqlx::query_as::<_, (i64, i64, String)>(sql)
        .bind(town.0)
        .bind(id_list(keys.iter().copied()))
        .bind(source.0)
        .bind(&native_id.0)
        .bind(MOST)
        .fetch_all(c)
        .await)?;
    rows.into_iter()
        .map(|(_, source, text)| Ok(Carrier { source: SourceId(source), fingerprint: json(&text)? }))
        .collect()
}

/// The items of some posts with their fingerprints, post by post as asked.
///
/// # Errors
/// When the engine refuses.
pub async fn of_posts(
    conn: &mut Conn<'_>,
    town: TownId,
    posts: &[PostId],
) -> Result<Vec<(PostId, Vec<Member>)>, StoreError> {
    let sql = conn.pick(
        "SELECT pi.post_id, i.id, i.source_id, i.fingerprint FROM post_item pi JOIN item i ON i.id = pi.item_id \
         WHERE pi.town_id = $1 AND pi.post_id IN (SELECT value FROM json_each($2)) ORDER BY pi.since, i.id",
        "SELECT pi.post_id, i.id, i.source_id, i.fingerprint FROM post_item pi JOIN item i ON i.id = pi.item_id \
         WHERE pi.town_id = $1 AND pi.post_id = ANY (ARRAY(SELECT (json_array_elements_text($2::json))::bigint)) \
         ORDER BY pi.since, i.id",
    );
    let rows = on!(conn, |c| sqlx::query_as::<_, (i64, i64, i64, Option<String>)>(sql)
        .bind(town.0)
        .bind(id_list(posts.iter().map(|post| post.0)))
        .fetch_all(c)
        .await)?;
    let mut all: Vec<(PostId, Vec<Member>)> = posts.iter().map(|post| (*post, Vec::new())).collect();
    for (post, item, source, text) in rows {
        let print = text.as_deref().map(json::<Fingerprint>).transpose()?;
        if let Some((_, members)) = all.iter_mut().find(|(known, _)| known.0 == post) {
            members.push(Member { item: ItemId(item), source: SourceId(source), print });
        }
    }
    Ok(all)
}

/// Forgets the keys of everything first seen before a moment: nothing new is compared with it any more.
///
/// # Errors
/// When the engine refuses.
pub async fn prune(conn: &mut Conn<'_>, before: Timestamp) -> Result<u64, StoreError> {
    Ok(run!(
        conn,
        "DELETE FROM likeness_key WHERE item_id IN (SELECT id FROM item WHERE first_seen_at < $1)",
        ms(before)
    )?)
}
