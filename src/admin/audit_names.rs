//! How posts, channels and staff that the audit log names by ids are called, so that a person can read it. The log itself
//! keeps ids alone: a post's words do not outlive its withdrawal.

use std::collections::HashMap;

use serde_json::Value;

use crate::domain::TownId;
use crate::domain::audit::{Row, Who};
use crate::domain::ids::Ulid;
use crate::store::{Conn, StoreError, drafts, posts_read, sources, staff};

/// Drafts whose headings are looked up.
const MOST_DRAFTS: u32 = 1000;

/// Names by what the log says; what has none any more is called by its id.
#[derive(Debug, Clone, Default)]
pub struct AuditNames {
    posts: HashMap<String, String>,
    channels: HashMap<String, String>,
    people: HashMap<String, String>,
    drafts: HashMap<String, String>,
}

impl AuditNames {
    /// The names of everything that these entries of a town's log mention.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn load(conn: &mut Conn<'_>, town: TownId, rows: &[Row]) -> Result<Self, StoreError> {
        let mut mentioned: Vec<Ulid> = Vec::new();
        for row in rows {
            let detail: Value = serde_json::from_str(&row.line.detail).unwrap_or_default();
            let others = words(&detail, &["other", "others"]);
            let about = (row.line.about_kind == "post").then_some(row.line.about.as_str());
            mentioned.extend(about.into_iter().chain(others).filter_map(|text| Ulid::from_string(text).ok()));
        }
        mentioned.sort_unstable();
        mentioned.dedup();
        let posts = posts_read::headings(conn, town, &mentioned).await?;
        let channels = sources::of_town(conn, town).await?;
        let people = match rows.iter().any(speaks_of_people) {
            true => staff::all(conn).await?,
            false => Vec::new(),
        };
        let drafts = match rows.iter().any(|row| row.line.about_kind == "draft") {
            true => drafts::of_town(conn, town, MOST_DRAFTS).await?,
            false => Vec::new(),
        };
        Ok(Self {
            drafts: drafts.into_iter().map(|draft| (draft.ulid.to_string(), draft.heading())).collect(),
            posts: posts.into_iter().map(|(ulid, heading)| (ulid.to_string(), heading)).collect(),
            channels: channels.into_iter().map(|source| (source.slug, source.name)).collect(),
            people: people.into_iter().map(|person| (person.ulid.to_string(), person.name)).collect(),
        })
    }

    /// Without the posts' headings: where nothing of what they said may be seen.
    #[must_use]
    pub fn without_posts(self) -> Self {
        Self { posts: HashMap::new(), ..self }
    }

    /// A post's heading.
    #[must_use]
    pub fn post(&self, ulid: &str) -> Option<&str> {
        self.posts.get(ulid).map(String::as_str)
    }

    /// A person's name.
    #[must_use]
    pub fn person<'a>(&'a self, ulid: &'a str) -> &'a str {
        self.people.get(ulid).map_or(ulid, String::as_str)
    }

    /// A draft's heading; one that is gone is called by its id.
    #[must_use]
    pub fn draft<'a>(&'a self, ulid: &'a str) -> &'a str {
        self.drafts.get(ulid).map_or(ulid, String::as_str)
    }

    /// A channel's name.
    #[must_use]
    pub fn channel<'a>(&'a self, slug: &'a str) -> &'a str {
        self.channels.get(slug).map_or(slug, String::as_str)
    }
}

fn speaks_of_people(row: &Row) -> bool {
    row.line.about_kind == "staff" || matches!(Who::parse(&row.line.who), Some(Who::Staff(_)))
}

/// The words under the first of these keys that is there.
pub(super) fn words<'a>(detail: &'a Value, keys: &[&str]) -> Vec<&'a str> {
    match keys.iter().find_map(|key| detail.get(key)) {
        Some(Value::String(text)) => vec![text],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}
