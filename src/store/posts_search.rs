//! Posts as staff look for them: by words, state, channel, topic and time, whatever the page shows of them.

use jiff::Timestamp;

use super::db::{Conn, on};
use super::error::StoreError;
use super::posts_read::{Row, complete, place_of};
use super::rows::{anywhere, count, known, ms};
use crate::domain::ids::Ulid;
use crate::domain::limits::Limits;
use crate::domain::post::{Post, PostState};
use crate::domain::{SourceId, TownId};

/// More words than this are not looked for.
const MOST_WORDS: usize = 10;

/// What somebody looks for. The default is everything that is not gone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// Words that all stand in title, text or place; large and small letters are the same.
    pub words: String,
    /// `None`: whatever is not gone.
    pub state: Option<PostState>,
    pub channel: Option<SourceId>,
    pub topic: Option<String>,
    /// Said at this moment or later, …
    pub from: Option<Timestamp>,
    /// … and before this one.
    pub to: Option<Timestamp>,
    /// For which senders and channels whoever looks may see.
    pub limits: Limits,
}

/// What every word is held against: SQLite's `lower` knows no umlauts.
macro_rules! found {
    ($words:literal, $senders:literal, $channels:literal) => {
        concat!(
            " AND created_at >= $2 AND created_at < $3 \
             AND ($4 = 0 OR EXISTS (SELECT 1 FROM post_item pi WHERE pi.town_id = $1 AND pi.post_id = post.id AND pi.source_id = $4)) \
             AND ($5 = '' OR EXISTS (SELECT 1 FROM post_label pl WHERE pl.town_id = $1 AND pl.post_id = post.id \
             AND pl.kind = 'topic' AND pl.name = $5)) \
             AND ($7 = 0 OR (EXISTS (SELECT 1 FROM post_label pl WHERE pl.town_id = $1 AND pl.post_id = post.id \
             AND pl.kind = 'sender') AND NOT EXISTS (SELECT 1 FROM post_label pl WHERE pl.town_id = $1 \
             AND pl.post_id = post.id AND pl.kind = 'sender' AND pl.name NOT IN (",
            $senders,
            "))) OR (EXISTS (SELECT 1 FROM post_item pi WHERE pi.town_id = $1 AND pi.post_id = post.id) \
             AND NOT EXISTS (SELECT 1 FROM post_item pi JOIN source s ON s.id = pi.source_id \
             WHERE pi.town_id = $1 AND pi.post_id = post.id AND s.slug NOT IN (",
            $channels,
            ")))) AND NOT EXISTS (SELECT 1 FROM ",
            $words,
            " w WHERE replace(replace(replace(lower(plain), 'Ä', 'ä'), 'Ö', 'ö'), 'Ü', 'ü') NOT LIKE w.value ESCAPE '\\')"
        )
    };
}

macro_rules! page_of {
    ($words:literal, $senders:literal, $channels:literal) => {
        concat!(
            "SELECT * FROM post WHERE town_id = $1 ",
            found!($words, $senders, $channels),
            " AND (state = $10 OR ($10 = '' AND state <> 'gone')) AND (created_at < $11 OR (created_at = $11 AND ulid < $12)) \
             ORDER BY created_at DESC, ulid DESC LIMIT $13"
        )
    };
}

macro_rules! counts_of {
    ($words:literal, $senders:literal, $channels:literal) => {
        concat!(
            "SELECT state, count(*) FROM post WHERE town_id = $1 ",
            found!($words, $senders, $channels),
            " GROUP BY state"
        )
    };
}

impl Search {
    /// The words as patterns in which `%`, `_` and `\` mean themselves.
    fn patterns(&self) -> Result<String, StoreError> {
        let words = self.words.split_whitespace().take(MOST_WORDS).map(|word| anywhere(&word.to_lowercase()));
        Ok(serde_json::to_string(&words.collect::<Vec<_>>())?)
    }

    fn span(&self) -> (i64, i64) {
        (self.from.map_or(i64::MIN, ms), self.to.map_or(i64::MAX, ms))
    }
}

/// The posts that fit, newest first: at most `limit` that are older than the post `before`.
///
/// # Errors
/// When the engine refuses.
pub async fn page(
    conn: &mut Conn<'_>,
    town: TownId,
    search: &Search,
    before: Option<Ulid>,
    limit: u32,
) -> Result<Vec<Post>, StoreError> {
    let sql = conn.pick(
        page_of!("json_each($6)", "SELECT value FROM json_each($8)", "SELECT value FROM json_each($9)"),
        page_of!(
            "(SELECT json_array_elements_text($6::json) AS value)",
            "SELECT json_array_elements_text($8::json)",
            "SELECT json_array_elements_text($9::json)"
        ),
    );
    let ((from, to), patterns) = (search.span(), search.patterns()?);
    let (at, id) = place_of(conn, town, before).await?;
    let rows = on!(conn, |c| sqlx::query_as::<_, Row>(sql)
        .bind(town.0)
        .bind(from)
        .bind(to)
        .bind(search.channel.map_or(0, |source| source.0))
        .bind(search.topic.as_deref().unwrap_or_default())
        .bind(&patterns)
        .bind(i64::from(!search.limits.is_none()))
        .bind(serde_json::to_string(&search.limits.senders)?)
        .bind(serde_json::to_string(&search.limits.channels)?)
        .bind(search.state.map_or("", PostState::as_str))
        .bind(at)
        .bind(&id)
        .bind(i64::from(limit))
        .fetch_all(c)
        .await)?;
    complete(conn, town, rows).await
}

/// How many posts fit, by state, whatever state is looked for.
///
/// # Errors
/// When the engine refuses.
pub async fn counts(conn: &mut Conn<'_>, town: TownId, search: &Search) -> Result<Vec<(PostState, u32)>, StoreError> {
    let sql = conn.pick(
        counts_of!("json_each($6)", "SELECT value FROM json_each($8)", "SELECT value FROM json_each($9)"),
        counts_of!(
            "(SELECT json_array_elements_text($6::json) AS value)",
            "SELECT json_array_elements_text($8::json)",
            "SELECT json_array_elements_text($9::json)"
        ),
    );
    let ((from, to), patterns) = (search.span(), search.patterns()?);
    let rows = on!(conn, |c| sqlx::query_as::<_, (String, i64)>(sql)
        .bind(town.0)
        .bind(from)
        .bind(to)
        .bind(search.channel.map_or(0, |source| source.0))
        .bind(search.topic.as_deref().unwrap_or_default())
        .bind(&patterns)
        .bind(i64::from(!search.limits.is_none()))
        .bind(serde_json::to_string(&search.limits.senders)?)
        .bind(serde_json::to_string(&search.limits.channels)?)
        .fetch_all(c)
        .await)?;
    rows.into_iter()
        .map(|(state, n)| Ok((known(PostState::parse(&state), "post", "state", &state)?, count(n))))
        .collect()
}
