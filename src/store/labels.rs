//! Under which topics, district and sender posts stand.

use super::db::{Conn, on, run};
use super::error::StoreError;
use super::rows::known;
use crate::domain::rules::{Label, LabelKind};
use crate::domain::{PostId, TownId};

/// Puts a post under names, beside those it has. It keeps the sender it has.
///
/// # Errors
/// When the engine refuses.
pub async fn add(conn: &mut Conn<'_>, town: TownId, post: PostId, labels: &[Label]) -> Result<(), StoreError> {
    for label in labels {
        run!(
            conn,
            "INSERT INTO post_label (post_id, kind, name, town_id) SELECT $1, $2, $3, $4 \
             WHERE EXISTS (SELECT 1 FROM post p WHERE p.town_id = $4 AND p.id = $1) AND ($2 <> 'sender' \
             OR NOT EXISTS (SELECT 1 FROM post_label l WHERE l.town_id = $4 AND l.post_id = $1 AND l.kind = 'sender')) \
             ON CONFLICT (post_id, kind, name) DO NOTHING",
            post.0,
            label.kind.as_str(),
            &label.name,
            town.0
        )?;
    }
    Ok(())
}

/// The names of a post, topics first.
///
/// # Errors
/// When the engine refuses.
pub async fn of_post(conn: &mut Conn<'_>, town: TownId, post: PostId) -> Result<Vec<Label>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, (String, String)>(
        "SELECT kind, name FROM post_label WHERE town_id = $1 AND post_id = $2"
    )
    .bind(town.0)
    .bind(post.0)
    .fetch_all(c)
    .await)?;
    let mut labels = rows
        .into_iter()
        .map(|(kind, name)| Ok(Label { kind: known(LabelKind::parse(&kind), "post_label", "kind", &kind)?, name }))
        .collect::<Result<Vec<_>, StoreError>>()?;
    labels.sort();
    Ok(labels)
}

/// Takes a post from under all its names.
///
/// # Errors
/// When the engine refuses.
pub async fn forget(conn: &mut Conn<'_>, town: TownId, post: PostId) -> Result<(), StoreError> {
    run!(conn, "DELETE FROM post_label WHERE town_id = $1 AND post_id = $2", town.0, post.0)?;
    Ok(())
}
