//! What staff wrote instead of a source, field by field; it lies over whatever the sources say.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::db::{Conn, on, run};
use super::error::{StoreError, touched};
use super::media;
use super::rows::{self, known, ms};
use crate::domain::compose::Field;
use crate::domain::post::Content;
use crate::domain::{PostId, TownId};
use crate::seal::sha256_hex;

/// Writes a field over the sources' own. `over` is what it replaced, so that a later change beneath it is noticed.
///
/// # Errors
/// When the value does not fit the field or the engine refuses.
pub async fn set(
    conn: &mut Conn<'_>,
    town: TownId,
    post: PostId,
    field: Field,
    value: &Value,
    over: &Content,
    now: Timestamp,
) -> Result<(), StoreError> {
    replace(over.clone(), field, value)?;
    let mark = mark(conn, town, over, field).await?;
    run!(
        conn,
        "INSERT INTO post_override (post_id, field, town_id, value, over, at) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (post_id, field) DO UPDATE SET value = excluded.value, over = excluded.over, at = excluded.at",
        post.0,
        field.as_str(),
        town.0,
        value.to_string(),
        mark,
        ms(now)
    )?;
    Ok(())
}

/// Lets the sources speak again for a field. Returns whether staff had written it.
///
/// # Errors
/// When the engine refuses.
pub async fn lift(conn: &mut Conn<'_>, town: TownId, post: PostId, field: Field) -> Result<bool, StoreError> {
    let rows = run!(
        conn,
        "DELETE FROM post_override WHERE town_id = $1 AND post_id = $2 AND field = $3",
        town.0,
        post.0,
        field.as_str()
    )?;
    Ok(rows == 1)
}

/// A content with what staff wrote laid over it.
///
/// # Errors
/// When the engine refuses or a stored value does not fit.
pub async fn lay_over(
    conn: &mut Conn<'_>,
    town: TownId,
    post: PostId,
    content: Content,
) -> Result<Content, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, (String, String)>(
        "SELECT field, value FROM post_override WHERE town_id = $1 AND post_id = $2"
    )
    .bind(town.0)
    .bind(post.0)
    .fetch_all(c)
    .await)?;
    rows.into_iter().try_fold(content, |content, (field, value)| {
        let field = known(Field::parse(&field), "post_override", "field", &field)?;
        replace(content, field, &rows::json(&value)?)
    })
}

/// The fields of a post whose sources say something else now than when staff wrote over them.
///
/// # Errors
/// When the engine refuses.
pub async fn outdated(
    conn: &mut Conn<'_>,
    town: TownId,
    post: PostId,
    beneath: &Content,
) -> Result<Vec<Field>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, (String, String)>(
        "SELECT field, over FROM post_override WHERE town_id = $1 AND post_id = $2 ORDER BY field"
    )
    .bind(town.0)
    .bind(post.0)
    .fetch_all(c)
    .await)?;
    let mut fields = Vec::new();
    for (field, over) in rows {
        let field = known(Field::parse(&field), "post_override", "field", &field)?;
        // Older programs wrote pictures down by their row numbers.
        if mark(conn, town, beneath, field).await? != over && by_number(beneath, field)? != over {
            fields.push(field);
        }
    }
    Ok(fields)
}

/// The fields that staff wrote, in the order of their names.
///
/// # Errors
/// When the engine refuses.
pub async fn fields(conn: &mut Conn<'_>, town: TownId, post: PostId) -> Result<Vec<Field>, StoreError> {
    let names = on!(conn, |c| sqlx::query_scalar::<_, String>(
        "SELECT field FROM post_override WHERE town_id = $1 AND post_id = $2 ORDER BY field"
    )
    .bind(town.0)
    .bind(post.0)
    .fetch_all(c)
    .await)?;
    names.iter().map(|name| known(Field::parse(name), "post_override", "field", name)).collect()
}

/// Notes that what the sources say now is what staff wrote over: nothing of it is outdated any more.
///
/// # Errors
/// When the engine refuses.
pub async fn settle(
    conn: &mut Conn<'_>,
    town: TownId,
    post: PostId,
    fields: &[Field],
    beneath: &Content,
) -> Result<(), StoreError> {
    for field in fields {
        let mark = mark(conn, town, beneath, *field).await?;
        let rows = run!(
            conn,
            "UPDATE post_override SET over = $4 WHERE town_id = $1 AND post_id = $2 AND field = $3",
            town.0,
            post.0,
            field.as_str(),
            mark
        )?;
        touched("settle override", 1, rows)?;
    }
    Ok(())
}

/// What staff wrote over a post that is joined into another goes along, except where they wrote over that one too.
///
/// # Errors
/// When the engine refuses.
pub async fn hand_over(conn: &mut Conn<'_>, town: TownId, from: PostId, to: PostId) -> Result<(), StoreError> {
    run!(
        conn,
        "INSERT INTO post_override (post_id, field, town_id, value, over, at) \
         SELECT $3, o.field, o.town_id, o.value, o.over, o.at FROM post_override o WHERE o.town_id = $1 AND o.post_id = $2 \
         AND NOT EXISTS (SELECT 1 FROM post_override k WHERE k.post_id = $3 AND k.field = o.field)",
        town.0,
        from.0,
        to.0
    )?;
    run!(conn, "DELETE FROM post_override WHERE town_id = $1 AND post_id = $2", town.0, from.0)?;
    Ok(())
}

/// By what a change beneath is noticed: a hash, so that no words outlive their withdrawal here. Pictures count by their
/// bytes, which stay what they are when a town moves to another server.
async fn mark(conn: &mut Conn<'_>, town: TownId, content: &Content, field: Field) -> Result<String, StoreError> {
    if field != Field::Media {
        return by_number(content, field);
    }
    let mut pictures = Vec::new();
    for one in &content.media {
        let bytes = media::original_hash(conn, town, one.media).await?;
        pictures.push(json!({ "sha256": bytes, "alt": one.alt, "alt_origin": one.alt_origin }));
    }
    Ok(sha256_hex(Value::from(pictures).to_string().as_bytes()))
}

/// The hash of a field as it is written here.
fn by_number(content: &Content, field: Field) -> Result<String, StoreError> {
    let mut all = serde_json::to_value(content)?;
    let value = all.get_mut(field.as_str()).map(Value::take).unwrap_or_default();
    Ok(sha256_hex(value.to_string().as_bytes()))
}

fn replace(content: Content, field: Field, value: &Value) -> Result<Content, StoreError> {
    let mut all = serde_json::to_value(content)?;
    if let Some(slot) = all.get_mut(field.as_str()) {
        *slot = value.clone();
    }
    Ok(serde_json::from_value(all)?)
}
