//! What each item says on its own, kept beside it, so that a post can be composed anew whenever one of its items comes,
//! changes or goes.

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::{StoreError, touched};
use super::likeness;
use super::rows::{json, known, ms};
use crate::domain::compose::Share;
use crate::domain::item::ItemState;
use crate::domain::likeness::Fingerprint;
use crate::domain::post::Content;
use crate::domain::source::SourceKind;
use crate::domain::{ItemId, PostId, SourceId, TownId};

/// Writes what an item says, and by what other copies of it are found.
///
/// # Errors
/// When the item is gone or the engine refuses.
pub async fn write(
    conn: &mut Conn<'_>,
    town: TownId,
    item: ItemId,
    content: &Content,
    fingerprint: &Fingerprint,
    said_at: Timestamp,
) -> Result<(), StoreError> {
    let rows = run!(
        conn,
        "UPDATE item SET content = $3, said_at = $4, fingerprint = $5 WHERE town_id = $1 AND id = $2",
        town.0,
        item.0,
        serde_json::to_string(content)?,
        ms(said_at),
        serde_json::to_string(fingerprint)?
    )?;
    touched("write reading", 1, rows)?;
    likeness::index(conn, town, item, fingerprint, said_at).await
}

/// Keeps what an item from before readings were kept says: nothing is known by which its copies would be found.
///
/// # Errors
/// When the item is gone or the engine refuses.
pub async fn keep(conn: &mut Conn<'_>, town: TownId, item: ItemId, content: &Content) -> Result<(), StoreError> {
    let rows = run!(
        conn,
        "UPDATE item SET content = $3 WHERE town_id = $1 AND id = $2",
        town.0,
        item.0,
        serde_json::to_string(content)?
    )?;
    touched("keep reading", 1, rows)
}

/// What an item says on its own.
///
/// # Errors
/// When the engine refuses.
pub async fn content(conn: &mut Conn<'_>, town: TownId, item: ItemId) -> Result<Option<Content>, StoreError> {
    let text = on!(conn, |c| sqlx::query_scalar::<_, Option<String>>(
        "SELECT content FROM item WHERE town_id = $1 AND id = $2"
    )
    .bind(town.0)
    .bind(item.0)
    .fetch_optional(c)
    .await)?;
    text.flatten().as_deref().map(json).transpose()
}

/// One item's part in a post, with where it stands at its source.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub item: ItemId,
    pub source: SourceId,
    pub kind: SourceKind,
    pub state: ItemState,
    /// It looked withdrawn once and waits for the second answer.
    pub suspect: bool,
    /// What it says on its own; `None` for an item from before this was kept.
    pub content: Option<Content>,
    /// The original at the source.
    pub canonical_url: Option<String>,
    /// The channel's readable address part and name.
    pub slug: String,
    pub name: String,
}

impl Part {
    /// Its share in the post; `stand_in` speaks for an item from before readings were kept.
    #[must_use]
    pub fn share(&self, stand_in: &Content) -> Share {
        let content = self.content.clone().unwrap_or_else(|| stand_in.clone());
        Share { item: self.item, source: self.source, kind: self.kind, content }
    }

    /// Whether readers may see it.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.state != ItemState::Deleted && !self.suspect
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    source_id: i64,
    kind: String,
    state: String,
    gone_first_at: Option<i64>,
    content: Option<String>,
    slug: String,
    name: String,
}

/// The parts of a post in the order in which they came.
///
/// # Errors
/// When the engine refuses.
pub async fn parts(conn: &mut Conn<'_>, town: TownId, post: PostId) -> Result<Vec<Part>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, Row>(
        "SELECT i.id, i.source_id, s.kind, i.state, i.gone_first_at, i.content, s.slug, s.name FROM post_item pi \
         JOIN item i ON i.id = pi.item_id JOIN source s ON s.id = i.source_id \
         WHERE pi.town_id = $1 AND pi.post_id = $2 ORDER BY pi.since, i.id"
    )
    .bind(town.0)
    .bind(post.0)
    .fetch_all(c)
    .await)?;
    rows.into_iter()
        .map(|row| {
            let content: Option<Content> = row.content.as_deref().map(json).transpose()?;
            Ok(Part {
                item: ItemId(row.id),
                source: SourceId(row.source_id),
                kind: known(SourceKind::parse(&row.kind), "source", "kind", &row.kind)?,
                state: known(ItemState::parse(&row.state), "item", "state", &row.state)?,
                suspect: row.gone_first_at.is_some(),
                canonical_url: content.as_ref().and_then(|content| content.canonical_url.clone()),
                content,
                slug: row.slug,
                name: row.name,
            })
        })
        .collect()
}
