//! Posts, the writing side: publish, revise, hide, show again, bury, wipe. Reading is in [`super::posts_read`].

use jiff::Timestamp;

use super::changes::{self, ChangeKind};
use super::db::{Conn, on, run};
use super::error::{StoreError, touched};
use super::rows::{ms, opt_ms};
use crate::domain::body_text;
use crate::domain::ids::Ulid;
use crate::domain::media::AltOrigin;
use crate::domain::post::{Content, Post, PostState};
use crate::domain::source::Source;
use crate::domain::{ActorId, ItemId, PostId, SourceId, TownId};

/// A post to be.
pub struct NewPost<'a> {
    pub town: TownId,
    pub ulid: Ulid,
    pub actor: Option<ActorId>,
    pub slug: &'a str,
    pub silent: bool,
    pub content: &'a Content,
    pub created_at: Timestamp,
    pub date_only: bool,
    /// The source gives it no date.
    pub undated: bool,
    /// Whether listings and feeds show it; a summary of many late posts is for followers only.
    pub listed: bool,
    /// What it is made of, if a source gave it.
    pub item: Option<(ItemId, SourceId)>,
    /// What it answers.
    pub in_reply_to: Option<PostId>,
}

/// The stored form of an alt text's origin.
pub(super) fn alt_origin_text(origin: AltOrigin) -> &'static str {
    match origin {
        AltOrigin::Author => "author",
        AltOrigin::Staff => "staff",
        AltOrigin::Auto => "auto",
        AltOrigin::None => "none",
    }
}

/// Adds a public post with its first item.
///
/// # Errors
/// [`StoreError::Exists`] when the ULID is taken: the post was published before (a restored backup).
pub async fn add(conn: &mut Conn<'_>, new: NewPost<'_>, now: Timestamp) -> Result<PostId, StoreError> {
    let content = new.content;
    let id = on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "INSERT INTO post (town_id, ulid, actor_id, slug, state, silent, title, body, plain, lang, hashtags, canonical_url, \
         created_at, date_only, published_at, updated_at, listed, event, recordings, warning, in_reply_to, sensitive, \
         undated) VALUES ($1, $2, $3, $4, 'public', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, $15, $16, $17, $18, $19, $20, $21) \
         RETURNING id"
    )
    .bind(new.town.0)
    .bind(new.ulid.to_string())
    .bind(new.actor.map(|actor| actor.0))
    .bind(new.slug)
    .bind(new.silent)
    .bind(&content.title)
    .bind(serde_json::to_string(&content.body)?)
    .bind(plain(content))
    .bind(&content.lang)
    .bind(serde_json::to_string(&content.hashtags)?)
    .bind(&content.canonical_url)
    .bind(ms(new.created_at))
    .bind(new.date_only)
    .bind(ms(now))
    .bind(new.listed)
    .bind(event(content)?)
    .bind(recordings(content)?)
    .bind(warning(content)?)
    .bind(new.in_reply_to.map(|post| post.0))
    .bind(&content.sensitive)
    .bind(new.undated)
    .fetch_one(c)
    .await)
    .map_err(|error| StoreError::on_unique(error, "this post"))?;
    if let Some((item, source)) = new.item {
        super::post_items::link(conn, new.town, PostId(id), item, source, now).await?;
    }
    write_parts(conn, new.town, PostId(id), content).await?;
    add_revision(conn, new.town, PostId(id), content, now).await?;
    changes::record(conn, new.town, ChangeKind::Post, &new.ulid.to_string(), now).await?;
    Ok(PostId(id))
}

/// Replaces what a post says. `edited_at` moves when readers are to be told. Other servers read it to the second and
/// ignore an edit that is not later than what they have, so it is moved to the next second where it has to be.
///
/// # Errors
/// When the post is gone or the engine refuses.
pub async fn revise(
    conn: &mut Conn<'_>,
    post: &Post,
    content: &Content,
    edited_at: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let rows = run!(
        conn,
        "UPDATE post SET title = $3, body = $4, plain = $5, lang = $6, hashtags = $7, canonical_url = $8, \
         edited_at = CASE WHEN $9 >= (coalesce(edited_at, published_at) / 1000 + 1) * 1000 THEN $9 \
         WHEN $9 IS NULL THEN edited_at ELSE (coalesce(edited_at, published_at) / 1000 + 1) * 1000 END, \
         updated_at = $10, event = $11, recordings = $12, warning = $13, sensitive = $14 \
         WHERE town_id = $1 AND id = $2 AND state <> 'gone'",
        post.town.0,
        post.id.0,
        &content.title,
        serde_json::to_string(&content.body)?,
        plain(content),
        &content.lang,
        serde_json::to_string(&content.hashtags)?,
        &content.canonical_url,
        opt_ms(edited_at),
        ms(now),
        event(content)?,
        recordings(content)?,
        warning(content)?,
        &content.sensitive
    )?;
    touched("revise post", 1, rows)?;
    write_parts(conn, post.town, post.id, content).await?;
    add_revision(conn, post.town, post.id, content, now).await?;
    changes::record(conn, post.town, ChangeKind::Post, &post.ulid.to_string(), now).await
}

/// Hides a post or shows it again; everything else stays.
///
/// # Errors
/// When the post is gone for good or the engine refuses.
pub async fn set_hidden(conn: &mut Conn<'_>, post: &Post, hidden: bool, now: Timestamp) -> Result<(), StoreError> {
    let state = if hidden { PostState::Hidden } else { PostState::Public };
    let rows = run!(
        conn,
        "UPDATE post SET state = $3, updated_at = $4 WHERE town_id = $1 AND id = $2 AND state <> 'gone'",
        post.town.0,
        post.id.0,
        state.as_str(),
        ms(now)
    )?;
    touched("hide post", 1, rows)?;
    changes::record(conn, post.town, ChangeKind::Post, &post.ulid.to_string(), now).await
}

/// Withdraws a post for good.
///
/// # Errors
/// When the post is gone already or the engine refuses.
pub async fn bury(conn: &mut Conn<'_>, post: &Post, now: Timestamp) -> Result<(), StoreError> {
    let rows = run!(
        conn,
        "UPDATE post SET state = 'gone', gone_at = $3, updated_at = $3 WHERE town_id = $1 AND id = $2 AND state <> 'gone'",
        post.town.0,
        post.id.0,
        ms(now)
    )?;
    touched("bury post", 1, rows)?;
    run!(conn, "DELETE FROM post_tag WHERE town_id = $1 AND post_id = $2", post.town.0, post.id.0)?;
    changes::record(conn, post.town, ChangeKind::Post, &post.ulid.to_string(), now).await
}

/// Gone posts whose text still stands here, withdrawn before `before`; at most 100.
///
/// # Errors
/// When the engine refuses.
pub async fn to_wipe(conn: &mut Conn<'_>, before: Timestamp) -> Result<Vec<(TownId, PostId)>, StoreError> {
    let rows = on!(conn, |c| {
        sqlx::query_as::<_, (i64, i64)>(
        "SELECT town_id, id FROM post WHERE state = 'gone' AND wiped_at IS NULL AND gone_at < $1 ORDER BY gone_at LIMIT 100"
    )
    .bind(ms(before))
    .fetch_all(c)
    .await
    })?;
    Ok(rows.into_iter().map(|(town, id)| (TownId(town), PostId(id))).collect())
}

/// Wipes text and pictures of a gone post, its revisions and its activities' bytes; ids, times and hashes stay (D10).
///
/// # Errors
/// When the engine refuses.
pub async fn wipe(conn: &mut Conn<'_>, town: TownId, post: PostId, now: Timestamp) -> Result<(), StoreError> {
    for item in super::items::of_post(conn, town, post).await? {
        super::items::wipe(conn, &item, now).await?;
    }
    super::labels::forget(conn, town, post).await?;
    run!(conn, "DELETE FROM post_media WHERE town_id = $1 AND post_id = $2", town.0, post.0)?;
    run!(conn, "DELETE FROM post_revision WHERE town_id = $1 AND post_id = $2", town.0, post.0)?;
    run!(conn, "DELETE FROM post_override WHERE town_id = $1 AND post_id = $2", town.0, post.0)?;
    super::drafts::forget_of_post(conn, town, post).await?;
    run!(
        conn,
        "DELETE FROM quarantine WHERE town_id = $1 AND EXISTS (SELECT 1 FROM post_item pi JOIN item i ON i.id = pi.item_id \
         WHERE pi.post_id = $2 AND i.source_id = quarantine.source_id AND i.native_id = quarantine.native_id)",
        town.0,
        post.0
    )?;
    run!(
        conn,
        "DELETE FROM delivery WHERE town_id = $1 AND activity_id IN \
         (SELECT a.id FROM activity a WHERE a.town_id = $1 AND a.post_id = $2 AND a.kind NOT IN ('Delete', 'Undo'))",
        town.0,
        post.0
    )?;
    run!(
        conn,
        "UPDATE activity SET body = '', in_outbox = FALSE WHERE town_id = $1 AND post_id = $2 \
         AND kind NOT IN ('Delete', 'Undo')",
        town.0,
        post.0
    )?;
    run!(
        conn,
        "UPDATE post SET slug = 'beitrag', title = NULL, body = '{\"blocks\":[]}', plain = '', hashtags = '[]', canonical_url = NULL, \
         valid_from = NULL, valid_until = NULL, validity_kind = NULL, event = NULL, recordings = NULL, \
         warning = NULL, sensitive = NULL, wiped_at = $3 WHERE town_id = $1 AND id = $2",
        town.0,
        post.0,
        ms(now)
    )?;
    Ok(())
}

/// Posts that no actor wrote yet but could have (third parties', what is not listed and what comes from `never` are never
/// said by one), newest first; at most `limit`.
///
/// # Errors
/// When the engine refuses.
pub async fn without_actor(
    conn: &mut Conn<'_>,
    town: TownId,
    never: &[SourceId],
    limit: i64,
) -> Result<Vec<PostId>, StoreError> {
    macro_rules! orphans {
        ($never:literal) => {
            concat!(
                "SELECT id FROM post WHERE town_id = $1 AND actor_id IS NULL AND listed AND state <> 'gone' \
                 AND NOT EXISTS (SELECT 1 FROM post_item pi JOIN source s ON s.id = pi.source_id \
                 WHERE pi.post_id = post.id AND (s.class = 'third_party' OR s.id IN (",
                $never,
                "))) ORDER BY created_at DESC, ulid DESC LIMIT $2"
            )
        };
    }
    let sql = conn.pick(
        orphans!("SELECT value FROM json_each($3)"),
        orphans!("SELECT (json_array_elements_text($3::json))::bigint"),
    );
    let never = super::rows::id_list(never.iter().map(|id| id.0));
    let ids = on!(conn, |c| sqlx::query_scalar::<_, i64>(sql).bind(town.0).bind(limit).bind(never).fetch_all(c).await)?;
    Ok(ids.into_iter().map(PostId).collect())
}

/// The hidden posts among those made of these items.
///
/// # Errors
/// When the engine refuses.
pub async fn hidden_of_items(conn: &mut Conn<'_>, town: TownId, items: &[ItemId]) -> Result<Vec<PostId>, StoreError> {
    let sql = conn.pick(
        "SELECT p.id FROM post p JOIN post_item pi ON pi.post_id = p.id WHERE p.town_id = $1 AND p.state = 'hidden' \
         AND pi.item_id IN (SELECT value FROM json_each($2))",
        "SELECT p.id FROM post p JOIN post_item pi ON pi.post_id = p.id WHERE p.town_id = $1 AND p.state = 'hidden' \
         AND pi.item_id IN (SELECT (json_array_elements_text($2::json))::bigint)",
    );
    let list = super::rows::id_list(items.iter().map(|id| id.0));
    let ids = on!(conn, |c| sqlx::query_scalar::<_, i64>(sql).bind(town.0).bind(list).fetch_all(c).await)?;
    Ok(ids.into_iter().map(PostId).collect())
}

/// The posts in which an item of a source looks withdrawn: hidden, or shown without it.
///
/// # Errors
/// When the engine refuses.
pub async fn doubted_of_source(conn: &mut Conn<'_>, source: &Source) -> Result<Vec<PostId>, StoreError> {
    let ids = on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "SELECT DISTINCT p.id FROM post p JOIN post_item pi ON pi.post_id = p.id JOIN item i ON i.id = pi.item_id \
         WHERE p.town_id = $1 AND p.state <> 'gone' AND pi.source_id = $2 AND i.gone_first_at IS NOT NULL"
    )
    .bind(source.town.0)
    .bind(source.id.0)
    .fetch_all(c)
    .await)?;
    Ok(ids.into_iter().map(PostId).collect())
}

/// Gives a post that no actor wrote yet to an actor, silently: it was on the page before the actor existed.
///
/// # Errors
/// When the post has an author or the engine refuses.
pub async fn adopt(conn: &mut Conn<'_>, town: TownId, post: PostId, actor: ActorId) -> Result<(), StoreError> {
    let rows = run!(
        conn,
        "UPDATE post SET actor_id = $3, silent = TRUE WHERE town_id = $1 AND id = $2 AND actor_id IS NULL",
        town.0,
        post.0,
        actor.0
    )?;
    touched("adopt post", 1, rows)
}

/// Marks a silent post as told to followers.
///
/// # Errors
/// When the post is gone or the engine refuses.
pub async fn set_told(conn: &mut Conn<'_>, town: TownId, post: PostId) -> Result<(), StoreError> {
    let rows = run!(conn, "UPDATE post SET silent = FALSE WHERE town_id = $1 AND id = $2", town.0, post.0)?;
    touched("tell post", 1, rows)
}

/// Notes that a post's page changed though its words did not (a badge came or went).
///
/// # Errors
/// When the engine refuses.
pub async fn touch(conn: &mut Conn<'_>, post: &Post, now: Timestamp) -> Result<(), StoreError> {
    run!(conn, "UPDATE post SET updated_at = $3 WHERE town_id = $1 AND id = $2", post.town.0, post.id.0, ms(now))?;
    changes::record(conn, post.town, ChangeKind::Post, &post.ulid.to_string(), now).await
}

/// Forgets what a post said before, but not what it says now: one of its sources withdrew its share.
///
/// # Errors
/// When the engine refuses.
pub async fn forget_history(conn: &mut Conn<'_>, town: TownId, post: PostId) -> Result<(), StoreError> {
    run!(
        conn,
        "DELETE FROM post_revision WHERE town_id = $1 AND post_id = $2 \
         AND id < (SELECT max(r.id) FROM post_revision r WHERE r.town_id = $1 AND r.post_id = $2)",
        town.0,
        post.0
    )?;
    Ok(())
}

/// Notes which posts a summary stands for.
///
/// # Errors
/// When the engine refuses.
pub async fn add_members(
    conn: &mut Conn<'_>,
    town: TownId,
    summary: PostId,
    members: &[PostId],
) -> Result<(), StoreError> {
    for member in members {
        run!(
            conn,
            "INSERT INTO post_member (summary_id, member_id, town_id) VALUES ($1, $2, $3)",
            summary.0,
            member.0,
            town.0
        )?;
    }
    Ok(())
}

/// The posts a summary stands for, in the order in which they were said.
///
/// # Errors
/// When the engine refuses.
pub async fn members_of(conn: &mut Conn<'_>, town: TownId, summary: PostId) -> Result<Vec<PostId>, StoreError> {
    let ids = on!(conn, |c| {
        sqlx::query_scalar::<_, i64>(
        "SELECT m.member_id FROM post_member m JOIN post p ON p.id = m.member_id WHERE m.town_id = $1 AND m.summary_id = $2 \
         ORDER BY p.created_at, p.ulid"
    )
    .bind(town.0)
    .bind(summary.0)
    .fetch_all(c)
    .await
    })?;
    Ok(ids.into_iter().map(PostId).collect())
}

/// The summaries that name a post.
///
/// # Errors
/// When the engine refuses.
pub async fn summaries_of(conn: &mut Conn<'_>, town: TownId, member: PostId) -> Result<Vec<PostId>, StoreError> {
    let ids = on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "SELECT summary_id FROM post_member WHERE town_id = $1 AND member_id = $2"
    )
    .bind(town.0)
    .bind(member.0)
    .fetch_all(c)
    .await)?;
    Ok(ids.into_iter().map(PostId).collect())
}

/// What search reads: title, text and place.
fn plain(content: &Content) -> String {
    let text = body_text::render(&content.body);
    let place = content.event.as_ref().and_then(|event| event.place.as_ref());
    let place = place.map(|place| [place.name.as_deref(), place.address.as_deref()]);
    let words =
        std::iter::once(content.title.as_deref()).chain([Some(text.as_str())]).chain(place.into_iter().flatten());
    words.flatten().collect::<Vec<_>>().join("\n")
}

fn event(content: &Content) -> Result<Option<String>, StoreError> {
    Ok(content.event.as_ref().map(serde_json::to_string).transpose()?)
}

fn recordings(content: &Content) -> Result<Option<String>, StoreError> {
    let some = Some(&content.recordings).filter(|recordings| !recordings.is_empty());
    Ok(some.map(serde_json::to_string).transpose()?)
}

fn warning(content: &Content) -> Result<Option<String>, StoreError> {
    Ok(content.warning.as_ref().map(serde_json::to_string).transpose()?)
}

async fn write_parts(conn: &mut Conn<'_>, town: TownId, post: PostId, content: &Content) -> Result<(), StoreError> {
    run!(conn, "DELETE FROM post_media WHERE town_id = $1 AND post_id = $2", town.0, post.0)?;
    for (position, medium) in (0i64..).zip(&content.media) {
        run!(
            conn,
            "INSERT INTO post_media (post_id, position, town_id, media_id, alt, alt_origin) VALUES ($1, $2, $3, $4, $5, $6)",
            post.0,
            position,
            town.0,
            medium.media.0,
            &medium.alt,
            alt_origin_text(medium.alt_origin)
        )?;
    }
    run!(conn, "DELETE FROM post_tag WHERE town_id = $1 AND post_id = $2", town.0, post.0)?;
    for tag in &content.hashtags {
        run!(
            conn,
            "INSERT INTO post_tag (town_id, tag, post_id) VALUES ($1, $2, $3) ON CONFLICT (town_id, tag, post_id) DO NOTHING",
            town.0,
            tag.to_lowercase(),
            post.0
        )?;
    }
    Ok(())
}

async fn add_revision(
    conn: &mut Conn<'_>,
    town: TownId,
    post: PostId,
    content: &Content,
    now: Timestamp,
) -> Result<(), StoreError> {
    run!(
        conn,
        "INSERT INTO post_revision (town_id, post_id, content, at) VALUES ($1, $2, $3, $4)",
        town.0,
        post.0,
        serde_json::to_string(content)?,
        ms(now)
    )?;
    Ok(())
}
