//! What becomes of a warning: one that grows graver is said after all, one that ended is answered by an all-clear, and an
//! all-clear is taken back when the warning runs again. In: a post whose source said something else. Called by `settle`.

use jiff::{SignedDuration, Timestamp};

use super::say::write_create;
use super::{PublishError, Speaker, retract, warn};
use crate::domain::PostId;
use crate::domain::body::Body;
use crate::domain::ids::Ulid;
use crate::domain::post::{Content, Post, PostState};
use crate::domain::slug::slug;
use crate::i18n::{Locale, moment};
use crate::store::posts::{self, NewPost};
use crate::store::{Conn, posts_read, warnings};

/// An end that is longer ago than this is no news (DESIGN D11).
const NEWS: SignedDuration = SignedDuration::from_hours(24);

/// Does what the new state of a warning asks for. Everything has a name of its own, so that a second look, a crash or a
/// restored backup says nothing twice.
pub(super) async fn follow_up(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    post: PostId,
    now: Timestamp,
) -> Result<(), PublishError> {
    let known = posts_read::by_id(conn, speaker.town.id, post).await?;
    let Some(post) = known.filter(|post| post.state == PostState::Public) else { return Ok(()) };
    let Some(warning) = &post.warning else { return Ok(()) };
    match warning.cleared_at {
        None if !post.listed && !warning.only_here => raise(conn, speaker, &post, now).await,
        None => take_back_all_clears(conn, speaker, &post, now).await,
        Some(at) if now.duration_since(at) < NEWS => all_clear(conn, speaker, &post, at, now).await,
        Some(_) => Ok(()),
    }
}

/// Says a warning that was below the threshold so far.
async fn raise(conn: &mut Conn<'_>, speaker: &Speaker, post: &Post, now: Timestamp) -> Result<(), PublishError> {
    let author = warn::author(conn, speaker).await?;
    warnings::raise(conn, post.town, post.id, author.as_ref().map(|author| author.id)).await?;
    posts::touch(conn, post, now).await?;
    let Some(author) = author else { return Ok(()) };
    let post = posts_read::by_id(conn, post.town, post.id).await?.ok_or(PublishError::Vanished)?;
    write_create(conn, speaker, &author, &post, now).await?;
    warn::pass_on(conn, speaker, &author, &post, now).await
}

/// Answers a warning that followers got, once. Listings do not show the answer: the warning itself says there that it is
/// over, and two cards about one end read as two events.
async fn all_clear(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    post: &Post,
    at: Timestamp,
    now: Timestamp,
) -> Result<(), PublishError> {
    let before = all_clears(conn, speaker, post).await?;
    if before.iter().any(|answer| answer.state != PostState::Gone) {
        return Ok(());
    }
    answer(conn, speaker, post, all_clear_name(speaker, post, before.len()), &content(speaker, post, at), now).await
}

/// Named after the warning alone: services that are asked again may tell another moment of its end.
fn all_clear_name(speaker: &Speaker, post: &Post, turn: usize) -> Ulid {
    speaker.derive(post.ulid_time(), &["all-clear", &post.ulid.to_string(), &turn.to_string()])
}

/// The all-clears among the answers to a post, gone ones included.
async fn all_clears(conn: &mut Conn<'_>, speaker: &Speaker, post: &Post) -> Result<Vec<Post>, PublishError> {
    let mut answers = warnings::answers_to(conn, post.town, post.id).await?;
    let names: Vec<Ulid> = (0..answers.len()).map(|turn| all_clear_name(speaker, post, turn)).collect();
    answers.retain(|answer| names.contains(&answer.ulid));
    Ok(answers)
}

/// Says an answer to a warning that followers got, under its author's name.
pub(super) async fn answer(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    post: &Post,
    name: Ulid,
    content: &Content,
    now: Timestamp,
) -> Result<(), PublishError> {
    let author = if post.silent { None } else { speaker.author_of(conn, post).await? };
    let Some(author) = author else { return Ok(()) };
    let new = NewPost {
        town: post.town,
        ulid: name,
        actor: Some(author.id),
        slug: &slug(content.title.as_deref().unwrap_or_default()),
        silent: false,
        content,
        created_at: now,
        date_only: false,
        undated: false,
        listed: false,
        item: None,
        in_reply_to: Some(post.id),
    };
    let id = posts::add(conn, new, now).await?;
    let answer = posts_read::by_id(conn, post.town, id).await?.ok_or(PublishError::Vanished)?;
    write_create(conn, speaker, &author, &answer, now).await?;
    warn::pass_on(conn, speaker, &author, &answer, now).await
}

/// Withdraws every answer to a post that is gone itself.
pub(super) async fn take_back(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    post: &Post,
    now: Timestamp,
) -> Result<(), PublishError> {
    for answer in warnings::answers_to(conn, post.town, post.id).await? {
        Box::pin(retract::withdraw(conn, speaker, &answer, now)).await?;
    }
    Ok(())
}

/// Withdraws the all-clears of a warning that runs again.
async fn take_back_all_clears(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    post: &Post,
    now: Timestamp,
) -> Result<(), PublishError> {
    for answer in all_clears(conn, speaker, post).await? {
        Box::pin(retract::withdraw(conn, speaker, &answer, now)).await?;
    }
    Ok(())
}

/// The words of an all-clear, in the town's language.
fn content(speaker: &Speaker, post: &Post, at: Timestamp) -> Content {
    let locale = Locale::of_tag(&speaker.town.settings.language);
    let zone = speaker.town.zone();
    // The service's connector calls what ended an all-clear already, in the same language.
    let heading = post.heading();
    let title = if heading.to_lowercase().contains(&locale.text("warning-over-word")) {
        heading
    } else {
        locale.with("warning-over-title", &[("title", heading.into())])
    };
    let text = locale.with(
        "warning-answer",
        &[("from", moment(locale, post.created_at, &zone).into()), ("at", moment(locale, at, &zone).into())],
    );
    let text = match post.warning.as_ref().and_then(|warning| warning.closing.as_deref()) {
        Some(closing) => format!("{closing}\n\n{text}"),
        None => text,
    };
    words(title, &text, locale)
}

/// An answer of plain words.
pub(super) fn words(title: String, text: &str, locale: Locale) -> Content {
    Content {
        title: Some(title),
        body: Body::from_plain(text),
        lang: locale.tag().to_owned(),
        hashtags: Vec::new(),
        canonical_url: None,
        media: Vec::new(),
        event: None,
        recordings: Vec::new(),
        warning: None,
        sensitive: None,
    }
}
