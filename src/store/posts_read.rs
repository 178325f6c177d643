//! Posts, the reading side: one post, a page of a listing, what the archive holds.

use std::collections::HashMap;

use jiff::Timestamp;

use super::db::{Conn, on};
use super::error::StoreError;
use super::labels;
use super::listing::asking;
use super::rows::{count, id_list, json, known, ms, opt_at, ulid};
use crate::clock::from_ms;
use crate::domain::body_text::shorten;
use crate::domain::ids::Ulid;
use crate::domain::media::{AltOrigin, Attached, Media};
use crate::domain::post::{Channel, Content, Post, PostState};
use crate::domain::source::SourceClass;
use crate::domain::validity::{Validity, ValidityKind, ValidityOrigin};
use crate::domain::{ActorId, MediaId, PostId, SourceId, TownId};

pub use super::listing::Listing;

/// A post as it is stored, but for what stands in other tables.
#[derive(sqlx::FromRow)]
pub(super) struct Row {
    id: i64,
    town_id: i64,
    ulid: String,
    actor_id: Option<i64>,
    slug: String,
    state: String,
    silent: bool,
    title: Option<String>,
    body: String,
    lang: String,
    hashtags: String,
    canonical_url: Option<String>,
    created_at: i64,
    date_only: bool,
    undated: bool,
    published_at: i64,
    edited_at: Option<i64>,
    gone_at: Option<i64>,
    joined_into: Option<i64>,
    valid_from: Option<i64>,
    valid_until: Option<i64>,
    validity_kind: Option<String>,
    validity_origin: Option<String>,
    event: Option<String>,
    recordings: Option<String>,
    warning: Option<String>,
    listed: bool,
    in_reply_to: Option<i64>,
    sensitive: Option<String>,
}

impl Row {
    fn validity(&self) -> Result<Option<Validity>, StoreError> {
        let Some(kind) = self.validity_kind.as_deref() else { return Ok(None) };
        let kind = known(ValidityKind::parse(kind), "post", "validity_kind", kind)?;
        Ok(Some(Validity { kind, from: opt_at(self.valid_from), until: opt_at(self.valid_until) }))
    }

    fn validity_origin(&self) -> Result<ValidityOrigin, StoreError> {
        let Some(origin) = self.validity_origin.as_deref() else { return Ok(ValidityOrigin::Text) };
        known(ValidityOrigin::parse(origin), "post", "validity_origin", origin)
    }
}

/// One post with pictures and channels, whatever its state.
///
/// # Errors
/// When the engine refuses.
pub async fn by_ulid(conn: &mut Conn<'_>, town: TownId, id: Ulid) -> Result<Option<Post>, StoreError> {
    let row = on!(conn, |c| sqlx::query_as::<_, Row>("SELECT * FROM post WHERE town_id = $1 AND ulid = $2")
        .bind(town.0)
        .bind(id.to_string())
        .fetch_optional(c)
        .await)?;
    Ok(complete(conn, town, row.into_iter().collect()).await?.pop())
}

/// One post with pictures and channels, whatever its state.
///
/// # Errors
/// When the engine refuses.
pub async fn by_id(conn: &mut Conn<'_>, town: TownId, id: PostId) -> Result<Option<Post>, StoreError> {
    let row = on!(conn, |c| sqlx::query_as::<_, Row>("SELECT * FROM post WHERE town_id = $1 AND id = $2")
        .bind(town.0)
        .bind(id.0)
        .fetch_optional(c)
        .await)?;
    Ok(complete(conn, town, row.into_iter().collect()).await?.pop())
}

/// Public posts of a listing, newest first: at most `limit` that are older than the post `before` (keyset paging: the
/// pages never shift). An unknown `before` starts at the newest.
///
/// # Errors
/// When the engine refuses.
pub async fn page(
    conn: &mut Conn<'_>,
    town: TownId,
    listing: &Listing,
    before: Option<Ulid>,
    limit: u32,
) -> Result<Vec<Post>, StoreError> {
    let (at, id) = place_of(conn, town, before).await?;
    let asking = asking(conn, listing)?;
    let rows = on!(conn, |c| sqlx::query_as::<_, Row>(asking.page)
        .bind(town.0)
        .bind(&asking.key)
        .bind(&asking.kind)
        .bind(at)
        .bind(&id)
        .bind(i64::from(limit))
        .fetch_all(c)
        .await)?;
    complete(conn, town, rows).await
}

/// Where a page of a list begins: behind this post, or at the newest.
pub(super) async fn place_of(
    conn: &mut Conn<'_>,
    town: TownId,
    before: Option<Ulid>,
) -> Result<(i64, String), StoreError> {
    let at = match before {
        Some(before) => position(conn, town, before).await?.map(|at| (at, before.to_string())),
        None => None,
    };
    Ok(at.unwrap_or_else(|| (i64::MAX, "Z".repeat(27))))
}

/// How some posts are called, as far as they still have words: their titles, or the beginnings of their texts.
///
/// # Errors
/// When the engine refuses.
pub async fn headings(conn: &mut Conn<'_>, town: TownId, ids: &[Ulid]) -> Result<Vec<(Ulid, String)>, StoreError> {
    let sql = conn.pick(
        "SELECT ulid, title, plain FROM post WHERE town_id = $1 AND ulid IN (SELECT value FROM json_each($2))",
        "SELECT ulid, title, plain FROM post WHERE town_id = $1 AND ulid IN (SELECT json_array_elements_text($2::json))",
    );
    let list = serde_json::to_string(&ids.iter().map(Ulid::to_string).collect::<Vec<_>>())?;
    let rows = on!(conn, |c| sqlx::query_as::<_, (String, Option<String>, String)>(sql)
        .bind(town.0)
        .bind(list)
        .fetch_all(c)
        .await)?;
    let mut named = Vec::new();
    for (id, title, plain) in rows {
        let heading = title.unwrap_or_else(|| shorten(&plain, 80));
        if !heading.is_empty() {
            named.push((ulid("post", &id)?, heading));
        }
    }
    Ok(named)
}

/// Posts by their ids, in that order, whatever their state; unknown ones are left out.
///
/// # Errors
/// When the engine refuses.
pub async fn by_ids(conn: &mut Conn<'_>, town: TownId, ids: &[PostId]) -> Result<Vec<Post>, StoreError> {
    let sql = conn.pick(
        "SELECT * FROM post WHERE town_id = $1 AND id IN (SELECT value FROM json_each($2))",
        "SELECT * FROM post WHERE town_id = $1 AND id IN (SELECT (json_array_elements_text($2::json))::bigint)",
    );
    let list = id_list(ids.iter().map(|id| id.0));
    let rows = on!(conn, |c| sqlx::query_as::<_, Row>(sql).bind(town.0).bind(&list).fetch_all(c).await)?;
    let mut posts = complete(conn, town, rows).await?;
    posts.sort_by_key(|post| ids.iter().position(|id| *id == post.id));
    Ok(posts)
}

/// When each public post was said, newest first.
///
/// # Errors
/// When the engine refuses.
pub async fn moments(conn: &mut Conn<'_>, town: TownId) -> Result<Vec<Timestamp>, StoreError> {
    let moments = on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "SELECT created_at FROM post WHERE town_id = $1 AND state = 'public' AND listed ORDER BY created_at DESC"
    )
    .bind(town.0)
    .fetch_all(c)
    .await)?;
    Ok(moments.into_iter().map(from_ms).collect())
}

/// The public posts that announce an appointment, the newest first.
///
/// # Errors
/// When the engine refuses.
pub async fn with_events(conn: &mut Conn<'_>, town: TownId, limit: u32) -> Result<Vec<Post>, StoreError> {
    let rows = on!(conn, |c| {
        sqlx::query_as::<_, Row>(
            "SELECT * FROM post WHERE town_id = $1 AND state = 'public' AND listed AND event IS NOT NULL \
             ORDER BY created_at DESC LIMIT $2",
        )
        .bind(town.0)
        .bind(i64::from(limit))
        .fetch_all(c)
        .await
    })?;
    complete(conn, town, rows).await
}

/// The public posts that appeared last, the newest first.
///
/// # Errors
/// When the engine refuses.
pub async fn latest(conn: &mut Conn<'_>, town: TownId, count: u32) -> Result<Vec<Post>, StoreError> {
    let rows = on!(conn, |c| {
        sqlx::query_as::<_, Row>(
            "SELECT * FROM post WHERE town_id = $1 AND state = 'public' AND listed ORDER BY published_at DESC, id DESC LIMIT $2",
        )
        .bind(town.0)
        .bind(i64::from(count))
        .fetch_all(c)
        .await
    })?;
    complete(conn, town, rows).await
}

/// The newest 500 public posts with a picture that nobody described: those whose message is only in the picture
/// first, then the newest.
///
/// # Errors
/// When the engine refuses.
pub async fn undescribed(conn: &mut Conn<'_>, town: TownId, limit: u32) -> Result<Vec<Post>, StoreError> {
    let rows = on!(conn, |c| {
        sqlx::query_as::<_, Row>(
        "SELECT * FROM post WHERE town_id = $1 AND state = 'public' AND listed AND EXISTS (SELECT 1 FROM post_media pm \
         WHERE pm.post_id = post.id AND (pm.alt IS NULL OR pm.alt = '' AND pm.alt_origin <> 'staff')) ORDER BY created_at DESC, ulid DESC LIMIT 500"
    )
    .bind(town.0)
    .fetch_all(c)
    .await
    })?;
    let mut posts = complete(conn, town, rows).await?;
    posts.sort_by_key(|post| !post.is_only_in_picture());
    posts.truncate(limit as usize);
    Ok(posts)
}

/// How many public posts a listing has.
///
/// # Errors
/// When the engine refuses.
pub async fn total(conn: &mut Conn<'_>, town: TownId, listing: &Listing) -> Result<u64, StoreError> {
    let asking = asking(conn, listing)?;
    let n = on!(conn, |c| sqlx::query_scalar::<_, i64>(asking.total)
        .bind(town.0)
        .bind(&asking.key)
        .bind(&asking.kind)
        .fetch_one(c)
        .await)?;
    Ok(u64::from(count(n)))
}

/// What a post said over time, oldest first.
///
/// # Errors
/// When the engine refuses.
pub async fn revisions(
    conn: &mut Conn<'_>,
    town: TownId,
    post: PostId,
) -> Result<Vec<(Timestamp, Content)>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, (i64, String)>(
        "SELECT at, content FROM post_revision WHERE town_id = $1 AND post_id = $2 ORDER BY id"
    )
    .bind(town.0)
    .bind(post.0)
    .fetch_all(c)
    .await)?;
    rows.into_iter().map(|(at, content)| Ok((from_ms(at), json(&content)?))).collect()
}

/// How many posts of a source appeared after a moment.
///
/// # Errors
/// When the engine refuses.
pub async fn published_since(
    conn: &mut Conn<'_>,
    town: TownId,
    source: SourceId,
    since: Timestamp,
) -> Result<u32, StoreError> {
    let n = on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "SELECT count(*) FROM post WHERE town_id = $1 AND published_at >= $3 \
         AND EXISTS (SELECT 1 FROM post_item pi WHERE pi.post_id = post.id AND pi.source_id = $2)"
    )
    .bind(town.0)
    .bind(source.0)
    .bind(ms(since))
    .fetch_one(c)
    .await)?;
    Ok(count(n))
}

async fn position(conn: &mut Conn<'_>, town: TownId, id: Ulid) -> Result<Option<i64>, StoreError> {
    Ok(on!(conn, |c| sqlx::query_scalar::<_, i64>("SELECT created_at FROM post WHERE town_id = $1 AND ulid = $2")
        .bind(town.0)
        .bind(id.to_string())
        .fetch_optional(c)
        .await)?)
}

/// Adds pictures, channels and names to rows, three queries for all of them, and one more where some answer others.
pub(super) async fn complete(conn: &mut Conn<'_>, town: TownId, rows: Vec<Row>) -> Result<Vec<Post>, StoreError> {
    let ids = id_list(rows.iter().map(|row| row.id));
    let mut pictures = pictures(conn, town, &ids).await?;
    let mut channels = channels(conn, town, &ids).await?;
    let mut labels = labels::of_posts(conn, town, &ids).await?;
    let answered = answered(conn, town, &rows).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Post {
                validity: row.validity()?,
                validity_origin: row.validity_origin()?,
                id: PostId(row.id),
                town: TownId(row.town_id),
                ulid: ulid("post", &row.ulid)?,
                actor: row.actor_id.map(ActorId),
                slug: row.slug,
                state: known(PostState::parse(&row.state), "post", "state", &row.state)?,
                silent: row.silent,
                title: row.title,
                body: json(&row.body)?,
                lang: row.lang,
                hashtags: json(&row.hashtags)?,
                canonical_url: row.canonical_url,
                attached: take(&mut pictures, row.id),
                event: row.event.as_deref().map(json).transpose()?,
                recordings: row.recordings.as_deref().map(json).transpose()?.unwrap_or_default(),
                warning: row.warning.as_deref().map(json).transpose()?,
                listed: row.listed,
                sensitive: row.sensitive,
                created_at: from_ms(row.created_at),
                date_only: row.date_only,
                undated: row.undated,
                published_at: from_ms(row.published_at),
                edited_at: opt_at(row.edited_at),
                gone_at: opt_at(row.gone_at),
                joined_into: row.joined_into.map(PostId),
                in_reply_to: row.in_reply_to.and_then(|id| answered.get(&id).copied()),
                channels: take(&mut channels, row.id),
                labels: take(&mut labels, row.id),
            })
        })
        .collect()
}

/// The names of the posts that these answer.
async fn answered(conn: &mut Conn<'_>, town: TownId, rows: &[Row]) -> Result<HashMap<i64, Ulid>, StoreError> {
    if rows.iter().all(|row| row.in_reply_to.is_none()) {
        return Ok(HashMap::new());
    }
    let ids = id_list(rows.iter().filter_map(|row| row.in_reply_to));
    let sql = conn.pick(
        "SELECT id, ulid FROM post WHERE town_id = $1 AND id IN (SELECT value FROM json_each($2))",
        "SELECT id, ulid FROM post WHERE town_id = $1 AND id IN (SELECT (json_array_elements_text($2::json))::bigint)",
    );
    let names = on!(conn, |c| sqlx::query_as::<_, (i64, String)>(sql).bind(town.0).bind(&ids).fetch_all(c).await)?;
    names.into_iter().map(|(id, name)| Ok((id, ulid("post", &name)?))).collect()
}

fn take<T>(from: &mut Vec<(i64, T)>, id: i64) -> Vec<T> {
    from.extract_if(.., |(owner, _)| *owner == id).map(|(_, value)| value).collect()
}

#[derive(sqlx::FromRow)]
struct PictureRow {
    post_id: i64,
    alt: Option<String>,
    alt_origin: String,
    id: i64,
    kind: String,
    variants: String,
    blurhash: Option<String>,
}

async fn pictures(conn: &mut Conn<'_>, town: TownId, ids: &str) -> Result<Vec<(i64, Attached)>, StoreError> {
    let sql = conn.pick(
        "SELECT pm.post_id, pm.alt, pm.alt_origin, m.id, m.kind, m.variants, m.blurhash FROM post_media pm \
         JOIN media m ON m.id = pm.media_id WHERE pm.town_id = $1 AND pm.post_id IN (SELECT value FROM json_each($2)) \
         ORDER BY pm.post_id, pm.position",
        "SELECT pm.post_id, pm.alt, pm.alt_origin, m.id, m.kind, m.variants, m.blurhash FROM post_media pm \
         JOIN media m ON m.id = pm.media_id WHERE pm.town_id = $1 \
         AND pm.post_id IN (SELECT (json_array_elements_text($2::json))::bigint) ORDER BY pm.post_id, pm.position",
    );
    let rows = on!(conn, |c| sqlx::query_as::<_, PictureRow>(sql).bind(town.0).bind(ids).fetch_all(c).await)?;
    rows.into_iter()
        .map(|row| {
            let media = Media {
                id: MediaId(row.id),
                town,
                kind: known(super::media::parse_kind(&row.kind), "media", "kind", &row.kind)?,
                variants: json(&row.variants)?,
                blurhash: row.blurhash,
            };
            let alt_origin = [AltOrigin::Author, AltOrigin::Staff, AltOrigin::Auto]
                .into_iter()
                .find(|origin| super::posts::alt_origin_text(*origin) == row.alt_origin)
                .unwrap_or(AltOrigin::None);
            Ok((row.post_id, Attached { media, alt: row.alt, alt_origin }))
        })
        .collect()
}

/// The channels of posts; a public post no longer names one whose item looks withdrawn.
async fn channels(conn: &mut Conn<'_>, town: TownId, ids: &str) -> Result<Vec<(i64, Channel)>, StoreError> {
    let sql = conn.pick(
        "SELECT pi.post_id, s.slug, s.name, s.class, \
         CASE WHEN EXISTS (SELECT 1 FROM post_item o WHERE o.post_id = pi.post_id AND o.item_id <> pi.item_id) THEN i.content END \
         FROM post_item pi JOIN source s ON s.id = pi.source_id JOIN item i ON i.id = pi.item_id JOIN post p ON p.id = pi.post_id \
         WHERE pi.town_id = $1 AND pi.post_id IN (SELECT value FROM json_each($2)) \
         AND (p.state <> 'public' OR i.gone_first_at IS NULL) ORDER BY pi.post_id, pi.since, pi.item_id",
        "SELECT pi.post_id, s.slug, s.name, s.class, \
         CASE WHEN EXISTS (SELECT 1 FROM post_item o WHERE o.post_id = pi.post_id AND o.item_id <> pi.item_id) THEN i.content END \
         FROM post_item pi JOIN source s ON s.id = pi.source_id JOIN item i ON i.id = pi.item_id JOIN post p ON p.id = pi.post_id \
         WHERE pi.town_id = $1 AND pi.post_id IN (SELECT (json_array_elements_text($2::json))::bigint) \
         AND (p.state <> 'public' OR i.gone_first_at IS NULL) ORDER BY pi.post_id, pi.since, pi.item_id",
    );
    let rows = on!(conn, |c| sqlx::query_as::<_, (i64, String, String, String, Option<String>)>(sql)
        .bind(town.0)
        .bind(ids)
        .fetch_all(c)
        .await)?;
    rows.into_iter()
        .map(|(post, slug, name, class, words)| {
            let class = known(SourceClass::parse(&class), "source", "class", &class)?;
            let words = words.as_deref().map(json::<Content>).transpose()?;
            Ok((post, Channel { slug, name, class, words }))
        })
        .collect()
}
