//! What waits for a person, with everything needed to decide: the messages it is about, the other post, and what sources
//! changed beneath staff's words. Called by the command line and by the admin area.

use crate::domain::body_text::{excerpt, shorten};
use crate::domain::compose::Field;
use crate::domain::post::{Content, Post};
use crate::domain::town::Town;
use crate::publish::{PublishError, what_sources_say};
use crate::store::held::{self, Held, HeldKind};
use crate::store::items::{self, Stored};
use crate::store::{Conn, overrides, posts_read};

/// Of a change of many, so many messages are shown.
const MOST: usize = 30;
/// The longest heading, in characters.
const HEADING: usize = 80;

/// One open question.
pub struct Question {
    pub held: Held,
    /// The messages it is about; of many the first.
    pub items: Vec<Stored>,
    /// The other post of a doubt, or the one that staff wrote in.
    pub other: Option<Post>,
    /// The fields that the sources changed beneath staff's words, and what they say now.
    pub news: Option<(Vec<Field>, Content)>,
}

impl Question {
    /// The heading of the message it is about.
    #[must_use]
    pub fn title(&self) -> String {
        self.items.first().map(item_title).unwrap_or_default()
    }
}

/// A message's heading, or the beginning of its text.
#[must_use]
pub fn item_title(stored: &Stored) -> String {
    shorten(stored.item.title.as_deref().unwrap_or(&stored.item.text), HEADING)
}

/// The open questions of a town, oldest first.
///
/// # Errors
/// When the store refuses.
pub async fn open_questions(conn: &mut Conn<'_>, town: &Town) -> Result<Vec<Question>, PublishError> {
    let mut all = Vec::new();
    for held in held::open(conn, town.id).await? {
        let mut found = Vec::new();
        for entry in held.entries.iter().take(MOST) {
            found.extend(items::by_id(conn, town.id, entry.item).await?);
        }
        let other = match held.other_post() {
            Some(ulid) => posts_read::by_ulid(conn, town.id, ulid).await?,
            None => None,
        };
        let news = match (&other, held.kind) {
            (Some(post), HeldKind::Overridden) => changed_beneath(conn, town, post).await?,
            _ => None,
        };
        all.push(Question { held, items: found, other, news });
    }
    Ok(all)
}

async fn changed_beneath(
    conn: &mut Conn<'_>,
    town: &Town,
    post: &Post,
) -> Result<Option<(Vec<Field>, Content)>, PublishError> {
    let Some(beneath) = what_sources_say(conn, town, post.id).await? else { return Ok(None) };
    Ok(Some((overrides::outdated(conn, town.id, post.id, &beneath).await?, beneath)))
}

/// What a field says now, in the words of its sources; nothing for what has no words.
#[must_use]
pub fn new_words(field: Field, content: &Content) -> Option<String> {
    match field {
        Field::Title => content.title.clone(),
        Field::Body => Some(excerpt(&content.body, 200)).filter(|text| !text.is_empty()),
        Field::Lang => Some(content.lang.clone()),
        Field::Hashtags if content.hashtags.is_empty() => None,
        Field::Hashtags => Some(content.hashtags.iter().map(|tag| format!("#{tag}")).collect::<Vec<_>>().join(" ")),
        Field::Media | Field::Sender | Field::Topics | Field::Districts => None,
    }
}
