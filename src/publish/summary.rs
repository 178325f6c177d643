//! One post for followers only that stands for many late ones (DESIGN D11): their headings, linked. It follows its members:
//! what is withdrawn leaves it, and with the last one it goes.

use jiff::Timestamp;
use serde_json::json;

use super::record::record_post;
use super::say::{Correction, correct, create};
use super::{PublishError, Speaker, retract};
use crate::domain::PostId;
use crate::domain::audit::Deed;
use crate::domain::body::{Block, Body, Span};
use crate::domain::post::{Content, Post, PostState};
use crate::domain::source::Source;
use crate::i18n::Locale;
use crate::store::posts::{self, NewPost};
use crate::store::{Conn, posts_read};
use crate::urls;

/// Says the summary of posts that came late.
///
/// # Errors
/// When the store refuses.
pub async fn summarise(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    source: &Source,
    late: &[PostId],
    now: Timestamp,
) -> Result<(), PublishError> {
    let Some(author) = &speaker.author else { return Ok(()) };
    let members = read(conn, speaker, late).await?;
    // Named after its members alone, so that a restored backup names it as before.
    let Some(newest) = members.iter().map(|post| post.created_at).max() else { return Ok(()) };
    let ids: Vec<String> = members.iter().map(|post| post.ulid.to_string()).collect();
    let words: Vec<&str> = std::iter::once("summary").chain(ids.iter().map(String::as_str)).collect();
    let content = content(speaker, &source.name, &members);
    let id = posts::add(
        conn,
        NewPost {
            town: speaker.town.id,
            ulid: speaker.derive(newest, &words),
            actor: Some(author.id),
            slug: "neue-beitraege",
            silent: false,
            content: &content,
            created_at: now,
            date_only: false,
            undated: false,
            listed: false,
            item: None,
            in_reply_to: None,
        },
        now,
    )
    .await?;
    posts::add_members(conn, speaker.town.id, id, late).await?;
    create(conn, speaker, id, now).await
}

/// Brings the summaries that name a post up to date after it changed or went.
///
/// # Errors
/// When the store refuses.
pub(super) async fn refresh(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    member: PostId,
    now: Timestamp,
) -> Result<(), PublishError> {
    for summary in posts::summaries_of(conn, speaker.town.id, member).await? {
        let Some(post) = posts_read::by_id(conn, speaker.town.id, summary).await? else { continue };
        if post.state == PostState::Gone {
            continue;
        }
        let ids = posts::members_of(conn, speaker.town.id, summary).await?;
        let members: Vec<Post> =
            read(conn, speaker, &ids).await?.into_iter().filter(|one| one.state == PostState::Public).collect();
        let channel = members.iter().flat_map(|one| &one.channels).map(|channel| channel.name.clone()).next();
        match channel {
            Some(channel) => {
                let content = content(speaker, &channel, &members);
                Box::pin(correct(conn, speaker, &post, &content, Correction::Edit, now)).await?;
            }
            None => {
                Box::pin(retract::withdraw(conn, speaker, &post, now)).await?;
                record_post(conn, speaker, Deed::Withdrawn, &post, json!({ "evidence": "no members left" }), now)
                    .await?;
            }
        }
    }
    Ok(())
}

async fn read(conn: &mut Conn<'_>, speaker: &Speaker, ids: &[PostId]) -> Result<Vec<Post>, PublishError> {
    let mut posts = Vec::new();
    for id in ids {
        posts.push(posts_read::by_id(conn, speaker.town.id, *id).await?.ok_or(PublishError::Vanished)?);
    }
    Ok(posts)
}

fn content(speaker: &Speaker, channel: &str, members: &[Post]) -> Content {
    let zone = speaker.town.zone();
    let entries = members
        .iter()
        .map(|post| {
            let href = speaker.origin.absolute(&urls::post(post, &zone));
            vec![Span::Link { href, spans: vec![Span::text(post.heading())] }]
        })
        .collect();
    let title = Locale::De.with("summary-title", &[("count", members.len().into()), ("channel", channel.into())]);
    Content {
        title: Some(title),
        body: Body { blocks: vec![Block::List { ordered: false, entries }] },
        lang: "de".into(),
        hashtags: Vec::new(),
        canonical_url: None,
        media: Vec::new(),
        event: None,
        recordings: Vec::new(),
        warning: None,
        sensitive: None,
    }
}
