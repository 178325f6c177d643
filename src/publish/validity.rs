//! How long a post holds: read from what it says, as long as staff have not set it.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;

use super::record::record_post;
use super::{PublishError, Speaker, warn};
use crate::domain::audit::Deed;
use crate::domain::body::Body;
use crate::domain::body_text;
use crate::domain::post::{Content, Post, PostState};
use crate::domain::validity::{Validity, ValidityOrigin, propose};
use crate::store::{Conn, posts, posts_read, validity};

/// Reads it from words in a language (BCP 47) that were said at a moment. Only German is read.
#[must_use]
pub fn read_validity(
    title: Option<&str>,
    body: &Body,
    lang: &str,
    said_at: Timestamp,
    zone: &TimeZone,
) -> Option<Validity> {
    if !lang.starts_with("de") {
        return None;
    }
    let day = said_at.to_zoned_datetime(zone.clone()).date();
    propose(title, &body_text::render(body), day, zone)
}

/// The same from what a post says. An appointment names its own times.
pub(super) fn read_content(content: &Content, said_at: Timestamp, zone: &TimeZone) -> Option<Validity> {
    if let Some(event) = &content.event {
        return Some(event.validity());
    }
    read_validity(content.title.as_deref(), &content.body, &content.lang, said_at, zone)
}

/// The same for a text that was edited later: what its days mean must not depend on which of the two days counts.
fn read_edited(
    content: &Content,
    said_at: Timestamp,
    edited_at: Option<Timestamp>,
    zone: &TimeZone,
) -> Option<Validity> {
    let first = read_content(content, said_at, zone)?;
    let later = edited_at.and_then(|at| read_content(content, at, zone));
    later.is_none_or(|later| later == first).then_some(first)
}

/// Reads anew how long a post holds, after what it says changed.
pub(super) async fn refresh(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    post: &Post,
    content: &Content,
    edited_at: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), PublishError> {
    let edited_at = edited_at.or(post.edited_at);
    let found = match warn::holds(conn, post.town, post.id, Some(content)).await? {
        None => read_edited(content, post.created_at, edited_at, &speaker.town.zone()),
        warned => warned,
    };
    if post.validity_origin == ValidityOrigin::Staff || found == post.validity {
        return Ok(());
    }
    validity::write(conn, post.town, post.id, found, ValidityOrigin::Text).await?;
    posts::touch(conn, post, now).await?;
    Ok(())
}

/// What staff decide about how long a post holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// This, or nothing; it stays whatever the text says.
    Set(Option<Validity>),
    /// The text speaks again.
    Text,
}

/// Carries out what staff decided. The Note stays as it is: it says what the town said.
///
/// # Errors
/// When the post is gone for good or the store refuses.
pub async fn decide_validity(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    post: &Post,
    decision: Decision,
    now: Timestamp,
) -> Result<(), PublishError> {
    let town = speaker.town.id;
    let post = posts_read::by_id(conn, town, post.id).await?.filter(|post| post.state != PostState::Gone);
    let post = post.ok_or(PublishError::Vanished)?;
    let (found, origin) = match decision {
        Decision::Set(validity) => (validity, ValidityOrigin::Staff),
        Decision::Text => {
            let content = posts_read::revisions(conn, town, post.id).await?.pop().map(|(_, content)| content);
            let zone = speaker.town.zone();
            let found = match warn::holds(conn, town, post.id, content.as_ref()).await? {
                None => content.and_then(|one| read_edited(&one, post.created_at, post.edited_at, &zone)),
                warned => warned,
            };
            (found, ValidityOrigin::Text)
        }
    };
    validity::write(conn, town, post.id, found, origin).await?;
    posts::touch(conn, &post, now).await?;
    let from = match (decision, found) {
        (Decision::Text, _) => "text",
        (_, None) => "none",
        (_, Some(_)) => "staff",
    };
    record_post(conn, speaker, Deed::ValiditySet, &post, json!({ "how": from }), now).await?;
    Ok(())
}
