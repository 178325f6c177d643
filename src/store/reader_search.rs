//! Posts as readers look for them: by parts of words, found through an index of three letters each (FTS5, pg_trgm). In: a
//! `Query` and among which posts. Out: [`Hit`]s, the newest first.
//! [`hits`] finds, [`counts`] says under which names and on which channels; the posts come from `posts_read::by_ids`.

use jiff::Timestamp;
use sqlx::AssertSqlSafe;

use super::db::{Conn, on};
use super::error::StoreError;
use super::rows::{anywhere, count, id_list, known, ms, ulid};
use crate::clock::from_ms;
use crate::domain::ids::Ulid;
use crate::domain::rules::LabelKind;
use crate::domain::search::Query;
use crate::domain::{PostId, SourceId, TownId};

/// More posts than this are not found; the newest are.
pub const MOST_HITS: u32 = 5000;
/// The newest of them are counted by names and channels.
const COUNTED: usize = 2000;

/// Which posts are looked through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Among {
    pub channel: Option<SourceId>,
    /// Under one of these names of a kind.
    pub label: Option<(LabelKind, Vec<String>)>,
    /// Said at this moment or later, …
    pub from: Option<Timestamp>,
    /// … and before this one.
    pub to: Option<Timestamp>,
}

/// A post that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    pub id: PostId,
    pub ulid: Ulid,
    pub said_at: Timestamp,
}

/// How many posts stand under a name or on a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Counted {
    Label { kind: LabelKind, name: String, posts: u32 },
    Channel { source: SourceId, posts: u32 },
}

macro_rules! hits_of {
    ($names:literal) => {
        concat!(
            "SELECT id, ulid, created_at FROM post WHERE town_id = $1 AND state = 'public' AND listed \
             AND created_at >= $2 AND created_at < $3 \
             AND ($4 = 0 OR EXISTS (SELECT 1 FROM post_item pi WHERE pi.town_id = $1 AND pi.post_id = post.id AND pi.source_id = $4)) \
             AND ($5 = '' OR EXISTS (SELECT 1 FROM post_label pl WHERE pl.town_id = $1 AND pl.post_id = post.id \
             AND pl.kind = $5 AND pl.name IN (",
            $names,
            ")))"
        )
    };
}

/// The public posts in which all words stand, newest first, at most [`MOST_HITS`].
///
/// # Errors
/// When the engine refuses.
pub async fn hits(conn: &mut Conn<'_>, town: TownId, query: &Query, among: &Among) -> Result<Vec<Hit>, StoreError> {
    let (words, patterns) = conditions(matches!(conn, Conn::Sqlite(_)), query);
    let base =
        conn.pick(hits_of!("SELECT value FROM json_each($6)"), hits_of!("SELECT json_array_elements_text($6::json)"));
    let sql = format!("{base}{words} ORDER BY created_at DESC, ulid DESC LIMIT {MOST_HITS}");
    let (kind, names) = among.label.as_ref().map_or(("", &[][..]), |(kind, names)| (kind.as_str(), names));
    let names = serde_json::to_string(names)?;
    let rows = on!(conn, |c| {
        // Of what was typed only parameters go in.
        let mut asked = sqlx::query_as::<_, (i64, String, i64)>(AssertSqlSafe(sql))
            .bind(town.0)
            .bind(among.from.map_or(i64::MIN, ms))
            .bind(among.to.map_or(i64::MAX, ms))
            .bind(among.channel.map_or(0, |source| source.0))
            .bind(kind)
            .bind(&names);
        for pattern in &patterns {
            asked = asked.bind(pattern);
        }
        asked.fetch_all(c).await
    })?;
    let hit = |(id, name, at): (i64, String, i64)| {
        Ok(Hit { id: PostId(id), ulid: ulid("post", &name)?, said_at: from_ms(at) })
    };
    rows.into_iter().map(hit).collect()
}

/// What every word is held against, and the parameters from `$7` on.
fn conditions(sqlite: bool, query: &Query) -> (String, Vec<String>) {
    let (mut sql, mut patterns) = (String::new(), Vec::new());
    let (long, short): (Vec<_>, Vec<_>) = query.terms.iter().partition(|term| sqlite && term.is_long());
    if !long.is_empty() {
        let terms = long.iter().map(|term| {
            let ways: Vec<String> = term.ways().map(|way| format!("\"{way}\"")).collect();
            format!("({})", ways.join(" OR "))
        });
        patterns.push(terms.collect::<Vec<_>>().join(" AND "));
        sql.push_str(" AND id IN (SELECT rowid FROM _post_words WHERE _post_words MATCH $7)");
    }
    let column = if sqlite { "plain" } else { "_post_words(plain)" };
    for term in short {
        let ways: Vec<String> = term
            .ways()
            .map(|way| {
                patterns.push(anywhere(way));
                format!("{column} LIKE ${} ESCAPE '\\'", patterns.len() + 6)
            })
            .collect();
        sql.push_str(&format!(" AND ({})", ways.join(" OR ")));
    }
    (sql, patterns)
}

/// Under which names the posts stand and on which channels, the most frequent first; of many, the newest are counted.
///
/// # Errors
/// When the engine refuses.
pub async fn counts(conn: &mut Conn<'_>, town: TownId, hits: &[Hit]) -> Result<Vec<Counted>, StoreError> {
    let ids = id_list(hits.iter().take(COUNTED).map(|hit| hit.id.0));
    let labels = conn.pick(
        "SELECT kind, name, count(*) FROM post_label WHERE town_id = $1 AND kind <> 'sender' \
         AND post_id IN (SELECT value FROM json_each($2)) GROUP BY kind, name ORDER BY 3 DESC, name",
        "SELECT kind, name, count(*) FROM post_label WHERE town_id = $1 AND kind <> 'sender' \
         AND post_id IN (SELECT (json_array_elements_text($2::json))::bigint) GROUP BY kind, name ORDER BY 3 DESC, name",
    );
    let channels = conn.pick(
        "SELECT source_id, count(DISTINCT post_id) FROM post_item WHERE town_id = $1 \
         AND post_id IN (SELECT value FROM json_each($2)) GROUP BY source_id ORDER BY 2 DESC, source_id",
        "SELECT source_id, count(DISTINCT post_id) FROM post_item WHERE town_id = $1 \
         AND post_id IN (SELECT (json_array_elements_text($2::json))::bigint) GROUP BY source_id ORDER BY 2 DESC, source_id",
    );
    let labels =
        on!(conn, |c| sqlx::query_as::<_, (String, String, i64)>(labels).bind(town.0).bind(&ids).fetch_all(c).await)?;
    let channels = on!(conn, |c| sqlx::query_as::<_, (i64, i64)>(channels).bind(town.0).bind(&ids).fetch_all(c).await)?;
    let mut counted = Vec::new();
    for (kind, name, posts) in labels {
        let kind = known(LabelKind::parse(&kind), "post_label", "kind", &kind)?;
        counted.push(Counted::Label { kind, name, posts: count(posts) });
    }
    counted
        .extend(channels.into_iter().map(|(id, posts)| Counted::Channel { source: SourceId(id), posts: count(posts) }));
    Ok(counted)
}
