//! A warning of the town's own runs on, for another time or at another place: beside the Update, an answer says so, because
//! nobody reads a changed post again. In: a post that was just said anew. Called by jobs.

use jiff::Timestamp;

use super::warn_end::{answer, words};
use super::{PublishError, Speaker};
use crate::domain::PostId;
use crate::domain::post::{Post, PostState};
use crate::i18n::{Locale, moment};
use crate::store::{Conn, items, posts_read};

/// Answers a running warning that followers got with its time and place as they are now.
///
/// # Errors
/// When the store refuses.
pub async fn tell_change(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    post: PostId,
    now: Timestamp,
) -> Result<(), PublishError> {
    let town = speaker.town.id;
    let known = posts_read::by_id(conn, town, post).await?;
    let Some(post) = known.filter(|post| post.state == PostState::Public) else { return Ok(()) };
    let parts = items::of_post(conn, town, post.id).await?;
    let warning = parts.iter().find_map(|part| part.item.warning.as_ref().filter(|warning| warning.own.is_some()));
    let places = warning.map(|warning| warning.areas.join(", ")).unwrap_or_default();
    let locale = Locale::of_tag(&speaker.town.settings.language);
    let title = locale.with("warning-changed-title", &[("title", post.heading().into())]);
    let text = text(speaker, &post, &places, locale);
    // Each change has a name of its own.
    let name = ["warning-change", &post.ulid.to_string(), &now.as_millisecond().to_string()];
    let name = speaker.derive(post.ulid_time(), &name);
    answer(conn, speaker, &post, name, &words(title, &text, locale), now).await
}

fn text(speaker: &Speaker, post: &Post, places: &str, locale: Locale) -> String {
    let zone = speaker.town.zone();
    let from = moment(locale, post.created_at, &zone);
    let until = post.validity.and_then(|validity| validity.until).map(|at| moment(locale, at, &zone));
    let mut said = vec![locale.with("warning-changed", &[("from", from.into())])];
    said.extend(until.map(|at| locale.with("warning-until", &[("at", at.into())])));
    said.push(match places {
        "" => locale.text("warning-everywhere"),
        areas => locale.with("warning-areas", &[("areas", areas.into())]),
    });
    said.join("\n\n")
}
