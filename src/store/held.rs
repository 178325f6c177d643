//! Changes that wait for a person (DESIGN D10): mass withdrawals, mass edits, and questions about single posts.

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::{StoreError, touched};
use super::items::Stored;
use super::rows::{json, known, ms, opt_at};
use crate::clock::from_ms;
use crate::domain::ids::Ulid;
use crate::domain::source::Source;
use crate::domain::{HeldId, ItemId, SourceId, TownId};

/// What is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldKind {
    /// Many posts at once look withdrawn.
    Withdrawals,
    /// Many posts at once changed.
    Edits,
    /// One new post that a rule wants approved.
    Approval,
    /// One new post that may say the same as another.
    Doubt,
    /// A source changed what staff wrote over in one post.
    Overridden,
}

impl HeldKind {
    /// The form in which it is stored and printed.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Withdrawals => "withdrawals",
            Self::Edits => "edits",
            Self::Approval => "approval",
            Self::Doubt => "doubt",
            Self::Overridden => "overridden",
        }
    }

    /// Whether it is a question about one post.
    #[must_use]
    pub fn is_about_one(self) -> bool {
        matches!(self, Self::Approval | Self::Doubt | Self::Overridden)
    }

    fn parse(text: &str) -> Option<Self> {
        let all = [Self::Withdrawals, Self::Edits, Self::Approval, Self::Doubt, Self::Overridden];
        all.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A held change.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    pub id: HeldId,
    pub town: TownId,
    pub source: SourceId,
    pub kind: HeldKind,
    pub entries: Vec<HeldEntry>,
    pub created_at: Timestamp,
    pub answered_at: Option<Timestamp>,
}

impl Held {
    /// The post that a question about one post names as evidence.
    #[must_use]
    pub fn other_post(&self) -> Option<Ulid> {
        let entry = self.entries.first().filter(|_| matches!(self.kind, HeldKind::Doubt | HeldKind::Overridden))?;
        entry.evidence.as_deref().and_then(|text| Ulid::from_string(text).ok())
    }
}

/// One item of a held change.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct HeldEntry {
    pub item: ItemId,
    /// For edits: what the item would become.
    pub new: Option<Box<crate::domain::item::Item>>,
    /// For withdrawals: how we know. For doubts: the other post's ULID. For what staff wrote over: their post's ULID.
    pub evidence: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    town_id: i64,
    source_id: i64,
    kind: String,
    entries: String,
    created_at: i64,
    answered_at: Option<i64>,
}

impl Row {
    fn held(self) -> Result<Held, StoreError> {
        Ok(Held {
            id: HeldId(self.id),
            town: TownId(self.town_id),
            source: SourceId(self.source_id),
            kind: known(HeldKind::parse(&self.kind), "held", "kind", &self.kind)?,
            entries: json(&self.entries)?,
            created_at: from_ms(self.created_at),
            answered_at: opt_at(self.answered_at),
        })
    }
}

/// Holds a change, or replaces what the open one of this kind and source holds.
///
/// # Errors
/// When the engine refuses.
pub async fn hold(
    conn: &mut Conn<'_>,
    source: &Source,
    kind: HeldKind,
    entries: &[HeldEntry],
    now: Timestamp,
) -> Result<HeldId, StoreError> {
    let text = serde_json::to_string(entries)?;
    let open = on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "SELECT id FROM held WHERE town_id = $1 AND source_id = $2 AND kind = $3 AND answered_at IS NULL"
    )
    .bind(source.town.0)
    .bind(source.id.0)
    .bind(kind.as_str())
    .fetch_optional(c)
    .await)?;
    if let Some(id) = open {
        run!(conn, "UPDATE held SET entries = $3 WHERE town_id = $1 AND id = $2", source.town.0, id, text)?;
        return Ok(HeldId(id));
    }
    let id = on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "INSERT INTO held (town_id, source_id, kind, entries, created_at) VALUES ($1, $2, $3, $4, $5) RETURNING id"
    )
    .bind(source.town.0)
    .bind(source.id.0)
    .bind(kind.as_str())
    .bind(text)
    .bind(ms(now))
    .fetch_one(c)
    .await)?;
    Ok(HeldId(id))
}

/// Since when the oldest of these changes of a source waits. Questions about single posts are not meant: they are the
/// everyday of a source.
#[must_use]
pub fn waiting_since(open: &[Held], source: SourceId) -> Option<Timestamp> {
    let of_source = open.iter().filter(|one| one.source == source && !one.kind.is_about_one());
    of_source.map(|one| one.created_at).min()
}

/// Asks a person about one new item; asking twice changes nothing. Returns the question if it is a new one.
///
/// # Errors
/// When the engine refuses.
pub async fn ask(
    conn: &mut Conn<'_>,
    source: &Source,
    kind: HeldKind,
    entry: &HeldEntry,
    now: Timestamp,
) -> Result<Option<HeldId>, StoreError> {
    let entries = serde_json::to_string(&[entry])?;
    let id = on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "INSERT INTO held (town_id, source_id, kind, entries, created_at, item_id) SELECT $1, $2, $3, $4, $5, $6 \
         WHERE NOT EXISTS (SELECT 1 FROM held h WHERE h.town_id = $1 AND h.item_id = $6 AND h.answered_at IS NULL) \
         RETURNING id"
    )
    .bind(source.town.0)
    .bind(source.id.0)
    .bind(kind.as_str())
    .bind(entries)
    .bind(ms(now))
    .bind(entry.item.0)
    .fetch_optional(c)
    .await)?;
    Ok(id.map(HeldId))
}

/// Asks a person about what staff wrote over in a post; the item is one of those it is made of.
///
/// # Errors
/// When the engine refuses.
pub async fn ask_about_words(
    conn: &mut Conn<'_>,
    town: TownId,
    source: SourceId,
    item: ItemId,
    post: Ulid,
    now: Timestamp,
) -> Result<HeldId, StoreError> {
    // Not in `item_id`: the same item may be asked about for another reason.
    let entries = serde_json::to_string(&[HeldEntry { item, new: None, evidence: Some(post.to_string()) }])?;
    let id = on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "INSERT INTO held (town_id, source_id, kind, entries, created_at) VALUES ($1, $2, $3, $4, $5) RETURNING id"
    )
    .bind(town.0)
    .bind(source.0)
    .bind(HeldKind::Overridden.as_str())
    .bind(entries)
    .bind(ms(now))
    .fetch_one(c)
    .await)?;
    Ok(HeldId(id))
}

/// The open question about what staff wrote over in a post.
///
/// # Errors
/// When the engine refuses.
pub async fn about_words(conn: &mut Conn<'_>, town: TownId, post: Ulid) -> Result<Option<Held>, StoreError> {
    let open = open(conn, town).await?;
    Ok(open.into_iter().find(|one| one.kind == HeldKind::Overridden && one.other_post() == Some(post)))
}

/// Closes the question about an item, if one is open. Returns which one it was.
///
/// # Errors
/// When the engine refuses.
pub async fn settle(
    conn: &mut Conn<'_>,
    town: TownId,
    item: ItemId,
    answer: &str,
    now: Timestamp,
) -> Result<Option<(HeldId, HeldKind)>, StoreError> {
    let row = on!(conn, |c| sqlx::query_as::<_, (i64, String)>(
        "UPDATE held SET answer = $3, answered_at = $4, entries = '[]' \
         WHERE town_id = $1 AND item_id = $2 AND answered_at IS NULL RETURNING id, kind"
    )
    .bind(town.0)
    .bind(item.0)
    .bind(answer)
    .bind(ms(now))
    .fetch_optional(c)
    .await)?;
    row.map(|(id, kind)| Ok((HeldId(id), known(HeldKind::parse(&kind), "held", "kind", &kind)?))).transpose()
}

/// The open held changes of a town, oldest first.
///
/// # Errors
/// When the engine refuses.
pub async fn open(conn: &mut Conn<'_>, town: TownId) -> Result<Vec<Held>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, Row>(
        "SELECT id, town_id, source_id, kind, entries, created_at, answered_at FROM held \
         WHERE town_id = $1 AND answered_at IS NULL ORDER BY id"
    )
    .bind(town.0)
    .fetch_all(c)
    .await)?;
    rows.into_iter().map(Row::held).collect()
}

/// One held change.
///
/// # Errors
/// When the engine refuses.
pub async fn by_id(conn: &mut Conn<'_>, town: TownId, id: HeldId) -> Result<Option<Held>, StoreError> {
    let row = on!(conn, |c| {
        sqlx::query_as::<_, Row>(
        "SELECT id, town_id, source_id, kind, entries, created_at, answered_at FROM held WHERE town_id = $1 AND id = $2"
    )
    .bind(town.0)
    .bind(id.0)
    .fetch_optional(c)
    .await
    })?;
    row.map(Row::held).transpose()
}

/// Notes the answer (`release` or `reject`) and lets the contents go.
///
/// # Errors
/// When it was answered before or the engine refuses.
pub async fn answer(conn: &mut Conn<'_>, held: &Held, answer: &str, now: Timestamp) -> Result<(), StoreError> {
    let rows = run!(
        conn,
        "UPDATE held SET answer = $3, answered_at = $4, entries = '[]' WHERE town_id = $1 AND id = $2 AND answered_at IS NULL",
        held.town.0,
        held.id.0,
        answer,
        ms(now)
    )?;
    touched("answer held change", 1, rows)
}

/// Withdraws the open held change of a source that no longer applies. Returns which one it was.
///
/// # Errors
/// When the engine refuses.
pub async fn drop_open(
    conn: &mut Conn<'_>,
    source: &Source,
    kind: HeldKind,
    now: Timestamp,
) -> Result<Option<HeldId>, StoreError> {
    let id = on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "UPDATE held SET answer = 'obsolete', answered_at = $4, entries = '[]' \
         WHERE town_id = $1 AND source_id = $2 AND kind = $3 AND answered_at IS NULL RETURNING id"
    )
    .bind(source.town.0)
    .bind(source.id.0)
    .bind(kind.as_str())
    .bind(ms(now))
    .fetch_optional(c)
    .await)?;
    Ok(id.map(HeldId))
}

/// Takes an item's words out of what is held of its source's edits: it was withdrawn, so nobody needs to decide (D10).
///
/// # Errors
/// When the engine refuses.
pub async fn forget(conn: &mut Conn<'_>, stored: &Stored, now: Timestamp) -> Result<(), StoreError> {
    let edits = |one: &Held| one.source == stored.source && one.kind == HeldKind::Edits;
    for change in open(conn, stored.town).await?.into_iter().filter(edits) {
        let left: Vec<&HeldEntry> = change.entries.iter().filter(|entry| entry.item != stored.id).collect();
        if left.is_empty() {
            answer(conn, &change, "obsolete", now).await?;
        } else if left.len() < change.entries.len() {
            let text = serde_json::to_string(&left)?;
            run!(
                conn,
                "UPDATE held SET entries = $3 WHERE town_id = $1 AND id = $2",
                stored.town.0,
                change.id.0,
                text
            )?;
        }
    }
    Ok(())
}

/// Forgets answered changes older than `before`.
///
/// # Errors
/// When the engine refuses.
pub async fn prune(conn: &mut Conn<'_>, before: Timestamp) -> Result<u64, StoreError> {
    Ok(run!(conn, "DELETE FROM held WHERE answered_at < $1", ms(before))?)
}
