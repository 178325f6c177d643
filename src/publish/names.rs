//! Under which names a post stands when staff wrote some of them, and what its channels' rules say when they take that
//! back. In: the fields that were written or lifted; out: the post's names in the store.

use serde_json::Value;

use super::PublishError;
use crate::domain::compose::Field;
use crate::domain::post::Post;
use crate::domain::rules::{Label, LabelKind};
use crate::domain::{PostId, TownId};
use crate::store::{Conn, StoreError, items, labels, overrides, readings, rules, sources};

/// Puts a post under the names that staff wrote. Returns whether there were any fields of names.
pub(super) async fn write(
    conn: &mut Conn<'_>,
    town: TownId,
    post: PostId,
    values: &[(Field, Value)],
) -> Result<bool, PublishError> {
    let mut any = false;
    for (field, value) in values {
        let Some(kind) = field.label_kind() else { continue };
        let names: Vec<String> = serde_json::from_value(value.clone()).map_err(StoreError::from)?;
        labels::replace(conn, town, post, kind, &names).await?;
        any = true;
    }
    Ok(any)
}

/// Puts a post under the names that the rules of its channels give it now, for these fields. Returns whether there were
/// any fields of names.
pub(super) async fn read_anew(
    conn: &mut Conn<'_>,
    town: TownId,
    post: PostId,
    fields: &[Field],
) -> Result<bool, PublishError> {
    let kinds: Vec<LabelKind> = fields.iter().filter_map(|field| field.label_kind()).collect();
    if kinds.is_empty() {
        return Ok(false);
    }
    for kind in &kinds {
        labels::replace(conn, town, post, *kind, &[]).await?;
    }
    for stored in items::of_post(conn, town, post).await? {
        let Some(source) = sources::by_id(conn, town, stored.source).await? else { continue };
        let Some(content) = readings::content(conn, town, stored.id).await? else { continue };
        let mut named: Vec<Label> = rules::book(conn, &source).await?.labels(&stored.item, &content);
        named.retain(|label| kinds.contains(&label.kind));
        labels::add(conn, town, post, &named).await?;
    }
    Ok(true)
}

/// The names that staff wrote over a post that is joined into another go along, except where they wrote over that one too.
/// Called before the written fields themselves go.
pub(super) async fn hand_over(conn: &mut Conn<'_>, town: TownId, from: &Post, to: PostId) -> Result<(), PublishError> {
    let kept = overrides::fields(conn, town, to).await?;
    for field in overrides::fields(conn, town, from.id).await? {
        if let Some(kind) = field.label_kind().filter(|_| !kept.contains(&field)) {
            let names: Vec<String> = from.named(kind).map(str::to_owned).collect();
            labels::replace(conn, town, to, kind, &names).await?;
        }
    }
    Ok(())
}
