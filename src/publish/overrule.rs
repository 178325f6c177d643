//! Staff write parts of a post themselves (DESIGN §1, Post): what they wrote lies over whatever the sources say, and when
//! a source changes what lies beneath, a person is asked which of the two shall stand.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::join::{Refused, keep_words};
use super::record::record_post;
use super::say::Correction;
use super::settle::{settle_by_id, what_sources_say};
use super::{PublishError, Speaker, names};
use crate::domain::TownId;
use crate::domain::audit::{About, AuditEntry, Deed, Who};
use crate::domain::compose::Field;
use crate::domain::ids::Ulid;
use crate::domain::post::{Content, Post, PostState};
use crate::store::held::{self, Held, HeldKind};
use crate::store::readings::Part;
use crate::store::{Conn, StoreError, audit, overrides, posts, posts_read, sources};

/// Writes fields over what the sources say. Everyone who has the post is told.
///
/// # Errors
/// When a value does not fit its field or the store refuses; nothing of it is then written.
pub async fn overrule(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    post: &Post,
    values: &[(Field, Value)],
    now: Timestamp,
) -> Result<Result<(), Refused>, PublishError> {
    let town = speaker.town.id;
    if is_gone(conn, town, post).await? {
        return Ok(Err(Refused::Gone));
    }
    keep_words(conn, speaker, post).await?;
    let Some(beneath) = what_sources_say(conn, &speaker.town, post.id).await? else {
        return Ok(Err(Refused::NoItems));
    };
    for (field, value) in values {
        overrides::set(conn, town, post.id, *field, value, &beneath, now).await?;
    }
    if names::write(conn, town, post.id, values).await? {
        posts::touch(conn, post, now).await?;
    }
    settle_by_id(conn, speaker, post.id, Correction::Edit, now).await?;
    let fields: Vec<Field> = values.iter().map(|(field, _)| *field).collect();
    record_post(conn, speaker, Deed::Edited, post, json!({ "fields": fields }), now).await?;
    Ok(Ok(()))
}

/// Lets the sources speak again for these fields. Returns those that staff had written.
///
/// # Errors
/// When the store refuses; nothing of it is then written.
pub async fn lift(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    post: &Post,
    fields: &[Field],
    now: Timestamp,
) -> Result<Result<Vec<Field>, Refused>, PublishError> {
    let town = speaker.town.id;
    if is_gone(conn, town, post).await? {
        return Ok(Err(Refused::Gone));
    }
    let lifted = lift_fields(conn, town, post, fields).await?;
    if lifted.is_empty() {
        return Ok(Ok(lifted));
    }
    if overrides::fields(conn, town, post.id).await?.is_empty() {
        void(conn, town, post, now).await?;
    }
    if names::read_anew(conn, town, post.id, &lifted).await? {
        posts::touch(conn, post, now).await?;
    }
    settle_by_id(conn, speaker, post.id, Correction::Edit, now).await?;
    record_post(conn, speaker, Deed::EditLifted, post, json!({ "fields": lifted }), now).await?;
    Ok(Ok(lifted))
}

async fn lift_fields(
    conn: &mut Conn<'_>,
    town: TownId,
    post: &Post,
    fields: &[Field],
) -> Result<Vec<Field>, StoreError> {
    let mut lifted = Vec::new();
    for field in fields {
        if overrides::lift(conn, town, post.id, *field).await? {
            lifted.push(*field);
        }
    }
    Ok(lifted)
}

async fn is_gone(conn: &mut Conn<'_>, town: TownId, post: &Post) -> Result<bool, StoreError> {
    Ok(posts_read::by_id(conn, town, post.id).await?.is_none_or(|post| post.state == PostState::Gone))
}

/// Carries out what a person decided about a post whose sources changed beneath what staff wrote: the sources' words are
/// taken (`take`), or staff's stay. The caller has closed the question. Returns whether there was anything to decide.
///
/// # Errors
/// When the store refuses; nothing of it is then written.
pub async fn answer_overruled(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    post: Ulid,
    take: bool,
    now: Timestamp,
) -> Result<bool, PublishError> {
    let town = speaker.town.id;
    let found = posts_read::by_ulid(conn, town, post).await?.filter(|post| post.state != PostState::Gone);
    let Some(post) = found else { return Ok(false) };
    let Some(beneath) = what_sources_say(conn, &speaker.town, post.id).await? else { return Ok(false) };
    let fields = overrides::outdated(conn, town, post.id, &beneath).await?;
    if take {
        lift_fields(conn, town, &post, &fields).await?;
    } else {
        overrides::settle(conn, town, post.id, &fields, &beneath).await?;
    }
    settle_by_id(conn, speaker, post.id, Correction::Edit, now).await?;
    Ok(!fields.is_empty())
}

/// Keeps the question about a post in line with what its sources say now. `made_of` are its parts and what they say
/// together. What changed only because we read the same words better is nobody's question.
pub(super) async fn watch(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    post: &Post,
    (parts, beneath): (&[Part], &Content),
    how: Correction,
    now: Timestamp,
) -> Result<(), PublishError> {
    let town = speaker.town.id;
    if overrides::fields(conn, town, post.id).await?.is_empty() {
        return Ok(());
    }
    let outdated = overrides::outdated(conn, town, post.id, beneath).await?;
    if outdated.is_empty() {
        return Ok(void(conn, town, post, now).await?);
    }
    if held::about_words(conn, town, post.ulid).await?.is_some() {
        return Ok(());
    }
    if how == Correction::Quiet {
        return Ok(overrides::settle(conn, town, post.id, &outdated, beneath).await?);
    }
    let Some(part) = parts.iter().find(|part| part.is_live()).or(parts.first()) else { return Ok(()) };
    let id = held::ask_about_words(conn, town, part.source, part.item, post.ulid, now).await?;
    if let Some(question) = held::by_id(conn, town, id).await? {
        record(conn, &question, Deed::Held, now).await?;
    }
    Ok(())
}

/// Closes the question about a post: nobody needs to decide any more.
pub(super) async fn void(conn: &mut Conn<'_>, town: TownId, post: &Post, now: Timestamp) -> Result<(), StoreError> {
    let Some(question) = held::about_words(conn, town, post.ulid).await? else { return Ok(()) };
    held::answer(conn, &question, "obsolete", now).await?;
    record(conn, &question, Deed::Void, now).await
}

/// Writes down what the machine did about a question.
async fn record(conn: &mut Conn<'_>, question: &Held, deed: Deed, now: Timestamp) -> Result<(), StoreError> {
    let channel = sources::by_id(conn, question.town, question.source).await?.map(|source| source.slug);
    let detail = json!({ "channel": channel, "kind": HeldKind::Overridden.as_str(), "count": 1 });
    let about = About::Held(question.id);
    audit::append(conn, &AuditEntry { town: question.town, at: now, who: Who::Machine, deed, about, detail }).await
}
