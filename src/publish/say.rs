//! Saying something new, and correcting it.

use jiff::Timestamp;

use super::validity::read_content;
use super::{PublishError, Speaker, boost, warn};
use crate::domain::actor::Actor;
use crate::domain::ids::Ulid;
use crate::domain::item::NativeId;
use crate::domain::post::{Content, Post};
use crate::domain::slug::slug;
use crate::domain::source::{Source, SourceClass};
use crate::domain::validity::ValidityOrigin;
use crate::domain::{ItemId, PostId};
use crate::federation::forms;
use crate::seal::sha256_hex;
use crate::store::activities::{self, NewActivity};
use crate::store::deliveries::{self, Priority};
use crate::store::posts::{self, NewPost};
use crate::store::{Conn, posts_read, validity};
use crate::urls;

/// A new message from a source.
pub struct Saying<'a> {
    pub source: &'a Source,
    pub item: ItemId,
    pub native_id: &'a NativeId,
    /// Counts re-publications of the same native id.
    pub generation: i64,
    pub content: &'a Content,
    /// When the source says it was said.
    pub said_at: Option<Timestamp>,
    pub date_only: bool,
    /// The source gives no date; `said_at` is then only a place on the page.
    pub undated: bool,
    /// On page, feeds and outbox only (D11).
    pub silent: bool,
}

/// Publishes a new post: row, change, Create and its deliveries. The item left other posts `left` times before: each life
/// has a name of its own. Third parties are not given the town's voice: what they say is on the page only.
pub(super) async fn say_as(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    saying: Saying<'_>,
    left: i64,
    now: Timestamp,
) -> Result<PostId, PublishError> {
    // An undated item's id must not depend on when we first saw it, or a restored backup would name it anew.
    let id_time = saying.said_at.unwrap_or(saying.source.activated_at);
    let (source, generation, left) = (saying.source.ulid.to_string(), saying.generation.to_string(), left.to_string());
    let name = ["post", &source, &saying.native_id.0, &generation, "split", &left];
    let ulid = speaker.derive(id_time, if left == "0" { name.get(..4).unwrap_or(&name) } else { &name });
    let heading = match &saying.content.title {
        Some(title) => title.clone(),
        None => crate::domain::body_text::excerpt(&saying.content.body, 60),
    };
    let only_here = saying.source.class != SourceClass::ThirdParty && warn::is_only_here(saying.content);
    let author = author(conn, speaker, &saying).await?;
    let boosted = match saying.source.class != SourceClass::ThirdParty && saying.source.is_boosted() {
        true => boost::original_of(conn, speaker, saying.item).await?.filter(|_| speaker.author.is_some()),
        false => None,
    };
    let id = posts::add(
        conn,
        NewPost {
            town: speaker.town.id,
            ulid,
            actor: author.as_ref().map(|author| author.id),
            slug: &slug(&heading),
            silent: saying.silent || (author.is_none() && boosted.is_none()),
            content: saying.content,
            created_at: saying.said_at.unwrap_or(now).min(now),
            date_only: saying.date_only,
            undated: saying.undated,
            listed: !only_here,
            item: Some((saying.item, saying.source.id)),
            in_reply_to: None,
        },
        now,
    )
    .await?;
    let holds = warn::holds(conn, speaker.town.id, id, Some(saying.content)).await?;
    let said_at = saying.said_at.unwrap_or(now).min(now);
    let holds = holds.or_else(|| read_content(saying.content, said_at, &speaker.town.zone()));
    if holds.is_some() {
        validity::write(conn, speaker.town.id, id, holds, ValidityOrigin::Text).await?;
    }
    if let Some(author) = &author {
        let post = posts_read::by_id(conn, speaker.town.id, id).await?.ok_or(PublishError::Vanished)?;
        write_create(conn, speaker, author, &post, now).await?;
        warn::pass_on(conn, speaker, author, &post, now).await?;
    }
    if let Some(original) = boosted {
        boost::boost(conn, speaker, id, &original, now).await?;
    }
    Ok(id)
}

/// Whose words a new post is: nobody's where it is on the page only, or where the original is boosted.
async fn author(conn: &mut Conn<'_>, speaker: &Speaker, saying: &Saying<'_>) -> Result<Option<Actor>, PublishError> {
    if saying.source.class == SourceClass::ThirdParty
        || saying.source.is_boosted()
        || warn::is_only_here(saying.content)
    {
        return Ok(None);
    }
    match warn::gives_warnings(saying.source) || warn::is_own(saying.content) {
        true => Ok(warn::author(conn, speaker).await?),
        false => Ok(speaker.author.clone()),
    }
}

/// Writes the Create of a post that was just added, and its deliveries unless it is silent.
pub(super) async fn create(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    id: PostId,
    now: Timestamp,
) -> Result<(), PublishError> {
    let Some(author) = &speaker.author else { return Ok(()) };
    let post = posts_read::by_id(conn, speaker.town.id, id).await?.ok_or(PublishError::Vanished)?;
    write_create(conn, speaker, author, &post, now).await
}

/// The Create of a post by an author; delivered unless the post is silent.
pub(super) async fn write_create(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    author: &Actor,
    post: &Post,
    now: Timestamp,
) -> Result<(), PublishError> {
    let ulid = speaker.derive(post.ulid_time(), &["Create", &post.ulid.to_string()]);
    let chain = speaker.origin.absolute(&urls::note(post.ulid));
    let body = forms::create(&speaker.voice(author), post, ulid).to_string();
    let new = NewActivity {
        town: speaker.town.id,
        actor: author.id,
        ulid,
        kind: "Create",
        post: Some(post.id),
        chain: &chain,
        body: &body,
        in_outbox: true,
        expires_at: None,
    };
    if let Some(activity) = activities::add(conn, new, now).await?
        && !post.silent
    {
        let priority = warn::priority(post);
        deliveries::enqueue_to_followers(conn, speaker.town.id, author.id, activity, &chain, priority, now).await?;
    }
    Ok(())
}

/// Tells followers of a post that was silent so far: it has become news.
pub(super) async fn speak_up(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    post: PostId,
    now: Timestamp,
) -> Result<(), PublishError> {
    let town = speaker.town.id;
    let Some(known) = posts_read::by_id(conn, town, post).await? else { return Ok(()) };
    let Some(author) = speaker.author_of(conn, &known).await? else {
        return boost::speak_up(conn, speaker, &known, now).await;
    };
    retell(conn, speaker, post).await?;
    posts::set_told(conn, town, post).await?;
    let ulid = speaker.derive(known.ulid_time(), &["Create", &known.ulid.to_string()]);
    let Some(create) = activities::by_ulid(conn, town, ulid).await? else { return Ok(()) };
    deliveries::enqueue_to_followers(conn, town, author.id, create.id, &create.chain, Priority::Post, now).await?;
    Ok(())
}

/// Writes a post's Create anew with what it says now, and forgets the bytes of its former corrections: what one of its
/// sources withdrew must not be found in them.
pub(super) async fn retell(conn: &mut Conn<'_>, speaker: &Speaker, post: PostId) -> Result<(), PublishError> {
    let town = speaker.town.id;
    let Some(post) = posts_read::by_id(conn, town, post).await? else { return Ok(()) };
    let Some(author) = speaker.author_of(conn, &post).await? else { return Ok(()) };
    let ulid = speaker.derive(post.ulid_time(), &["Create", &post.ulid.to_string()]);
    let body = forms::create(&speaker.voice(&author), &post, ulid).to_string();
    activities::retell(conn, town, post.id, ulid, &body).await?;
    Ok(())
}

/// How readers learn of a correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Correction {
    /// The source edited it: "geändert am", and an Update to everyone who has it.
    Edit,
    /// The source changed nothing (a newer normaliser reads the same text better): page only, no new date.
    Quiet,
}

/// Replaces what a post says. Content that is the same changes nothing. Returns whether something changed.
///
/// # Errors
/// When the store refuses; nothing of it is then written.
pub async fn correct(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    post: &Post,
    content: &Content,
    how: Correction,
    now: Timestamp,
) -> Result<bool, PublishError> {
    let revisions = posts_read::revisions(conn, speaker.town.id, post.id).await?;
    if revisions.last().is_some_and(|(_, last)| last == content) {
        return Ok(false);
    }
    let edited_at = (how == Correction::Edit).then_some(now);
    posts::revise(conn, post, content, edited_at, now).await?;
    if how == Correction::Edit && !post.silent {
        let words = sha256_hex(serde_json::to_string(content).map_err(crate::store::StoreError::from)?.as_bytes());
        update(conn, speaker, post, &words, now).await?;
    }
    super::summary::refresh(conn, speaker, post.id, now).await?;
    Ok(true)
}

async fn update(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    post: &Post,
    words: &str,
    now: Timestamp,
) -> Result<(), PublishError> {
    let Some(author) = speaker.author_of(conn, post).await? else { return Ok(()) };
    let post = posts_read::by_id(conn, speaker.town.id, post.id).await?.ok_or(PublishError::Vanished)?;
    let ulid = update_ulid(conn, speaker, &post, words).await?;
    let priority = warn::priority(&post);
    let body = forms::update(&speaker.voice(&author), &post, ulid).to_string();
    tell_audience(
        conn,
        speaker,
        &author,
        &post,
        Telling { kind: "Update", ulid, body: &body, about: None, priority },
        now,
    )
    .await
}

/// The same words a second time (A, B, A) are another Update, so each has a number. Counted among what was said, not among
/// the post's versions, which are not kept for ever.
async fn update_ulid(conn: &mut Conn<'_>, speaker: &Speaker, post: &Post, words: &str) -> Result<Ulid, PublishError> {
    let mut turn = 0u32;
    loop {
        let ulid = speaker.derive(post.ulid_time(), &["Update", &post.ulid.to_string(), words, &turn.to_string()]);
        if activities::by_ulid(conn, speaker.town.id, ulid).await?.is_none() {
            return Ok(ulid);
        }
        turn += 1;
    }
}

/// What everyone who may have a post is told about it.
pub(super) struct Telling<'a> {
    pub kind: &'a str,
    pub ulid: Ulid,
    pub body: &'a str,
    /// The id of what it is about, where that is not the post's Note.
    pub about: Option<&'a str>,
    pub priority: Priority,
}

/// Writes an activity about a post and its deliveries to everyone who may have the post. One that was written before
/// (a restored backup) is not sent again.
pub(super) async fn tell_audience(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    author: &Actor,
    post: &Post,
    telling: Telling<'_>,
    now: Timestamp,
) -> Result<(), PublishError> {
    let town = speaker.town.id;
    let chain = telling.about.map_or_else(|| speaker.origin.absolute(&urls::note(post.ulid)), str::to_owned);
    let new = NewActivity {
        town,
        actor: author.id,
        ulid: telling.ulid,
        kind: telling.kind,
        post: Some(post.id),
        chain: &chain,
        body: telling.body,
        in_outbox: false,
        expires_at: None,
    };
    if let Some(activity) = activities::add(conn, new, now).await? {
        let since = post.published_at;
        deliveries::enqueue_to_audience(conn, town, author.id, post.id, activity, &chain, telling.priority, since, now)
            .await?;
    }
    Ok(())
}
