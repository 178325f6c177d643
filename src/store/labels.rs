//! Under which topics, district and sender posts stand.

use super::db::{Conn, on, run};
use super::error::StoreError;
use super::rows::known;
use crate::domain::compose::Field;
use crate::domain::rules::{Label, LabelKind};
use crate::domain::{PostId, TownId};

/// Puts a post under names, beside those it has. It keeps the sender it has, and every kind of names that staff wrote.
/// Returns whether it got a new one.
///
/// # Errors
/// When the engine refuses.
pub async fn add(conn: &mut Conn<'_>, town: TownId, post: PostId, labels: &[Label]) -> Result<bool, StoreError> {
    let mut added = 0;
    for label in labels {
        added += run!(
            conn,
            "INSERT INTO post_label (post_id, kind, name, town_id) SELECT $1, $2, $3, $4 \
             WHERE EXISTS (SELECT 1 FROM post p WHERE p.town_id = $4 AND p.id = $1) AND ($2 <> 'sender' \
             OR NOT EXISTS (SELECT 1 FROM post_label l WHERE l.town_id = $4 AND l.post_id = $1 AND l.kind = 'sender')) \
             AND NOT EXISTS (SELECT 1 FROM post_override o WHERE o.town_id = $4 AND o.post_id = $1 AND o.field = $5) \
             ON CONFLICT (post_id, kind, name) DO NOTHING",
            post.0,
            label.kind.as_str(),
            &label.name,
            town.0,
            Field::of(label.kind).as_str()
        )?;
    }
    Ok(added > 0)
}

/// Puts a post under these names of a kind and under no others.
///
/// # Errors
/// When the engine refuses.
pub async fn replace(
    conn: &mut Conn<'_>,
    town: TownId,
    post: PostId,
    kind: LabelKind,
    names: &[String],
) -> Result<(), StoreError> {
    run!(
        conn,
        "DELETE FROM post_label WHERE town_id = $1 AND post_id = $2 AND kind = $3",
        town.0,
        post.0,
        kind.as_str()
    )?;
    for name in names {
        run!(
            conn,
            "INSERT INTO post_label (post_id, kind, name, town_id) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (post_id, kind, name) DO NOTHING",
            post.0,
            kind.as_str(),
            name,
            town.0
        )?;
    }
    Ok(())
}

/// The names of posts (a JSON list of their ids), each post's topics first.
///
/// # Errors
/// When the engine refuses.
pub(super) async fn of_posts(conn: &mut Conn<'_>, town: TownId, posts: &str) -> Result<Vec<(i64, Label)>, StoreError> {
    let sql = conn.pick(
        "SELECT post_id, kind, name FROM post_label WHERE town_id = $1 AND post_id IN (SELECT value FROM json_each($2))",
        "SELECT post_id, kind, name FROM post_label WHERE town_id = $1 \
         AND post_id IN (SELECT (json_array_elements_text($2::json))::bigint)",
    );
    let rows =
        on!(conn, |c| sqlx::query_as::<_, (i64, String, String)>(sql).bind(town.0).bind(posts).fetch_all(c).await)?;
    let mut labels = rows
        .into_iter()
        .map(|(post, kind, name)| {
            Ok((post, Label { kind: known(LabelKind::parse(&kind), "post_label", "kind", &kind)?, name }))
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    labels.sort();
    Ok(labels)
}

/// The names of a kind under which posts of a town stand, in the order of the alphabet.
///
/// # Errors
/// When the engine refuses.
pub async fn names(conn: &mut Conn<'_>, town: TownId, kind: LabelKind) -> Result<Vec<String>, StoreError> {
    Ok(on!(conn, |c| sqlx::query_scalar::<_, String>(
        "SELECT DISTINCT name FROM post_label WHERE town_id = $1 AND kind = $2 ORDER BY name"
    )
    .bind(town.0)
    .bind(kind.as_str())
    .fetch_all(c)
    .await)?)
}

/// Takes a post from under all its names.
///
/// # Errors
/// When the engine refuses.
pub async fn forget(conn: &mut Conn<'_>, town: TownId, post: PostId) -> Result<(), StoreError> {
    run!(conn, "DELETE FROM post_label WHERE town_id = $1 AND post_id = $2", town.0, post.0)?;
    Ok(())
}
