//! A draft as it will be seen: as a card of the page, as a Note in the Fediverse, as plain text. Made by the renderers that
//! make it later, of a post that is not stored.

use super::office::Visit;
use super::pages::frame::Failure;
use crate::domain::PostId;
use crate::domain::body_text;
use crate::domain::draft::Draft;
use crate::domain::media::Attached;
use crate::domain::post::{Channel, Content, Post, PostState};
use crate::domain::slug::slug;
use crate::domain::source::SourceClass;
use crate::domain::town::Town;
use crate::domain::validity::ValidityOrigin;
use crate::jobs::{message, own_channel_name, preview_own, read_draft};
use crate::publish::{preview_note, read_validity};
use crate::store::{Conn, StoreError, actors, media};
use crate::urls;
use crate::web::{Preview, preview_card};

/// What is shown.
pub(super) struct Shown {
    /// Finished HTML.
    pub card: String,
    /// Finished HTML, and how many characters a reader sees; `None`: the town has no account there.
    pub note: Option<(String, usize)>,
    pub text: String,
}

/// Where a draft's pictures can be seen, in order.
pub(super) fn picture_addresses(town: &Town, draft: &Draft) -> Vec<String> {
    let at = |place| urls::admin_town(&town.host, &format!("entwuerfe/{}/bild/{place}", draft.ulid));
    (1..=draft.pictures.len()).map(at).collect()
}

/// Shows a draft, also one in which something is still wrong.
///
/// # Errors
/// When the store refuses or a page cannot be drawn.
pub(super) async fn preview(visit: &Visit<'_>, draft: &Draft) -> Result<Shown, Failure> {
    let (town, deps) = (visit.town()?, &visit.office.deps);
    let ready = read_draft(town, draft, visit.now).unwrap_or_default();
    let labels = ready.labels.clone();
    let (validity, said_at) = (ready.validity, ready.said_at.or(ready.publish_at).unwrap_or(visit.now));
    let own = message(town, draft, ready);
    let content = preview_own(&visit.hands(), town, &own);
    let (attached, actor) = deps
        .desk
        .db
        .read(async |c: &mut Conn<'_>| {
            Ok::<_, StoreError>((attached(c, town, &content).await?, actors::main(c, town.id).await?))
        })
        .await?;
    let zone = town.zone();
    let found = || read_validity(content.title.as_deref(), &content.body, &content.lang, said_at, &zone);
    let post = Post { labels, validity: validity.or_else(found), attached, ..post(town, draft, content, said_at) };
    let post = Post { channels: vec![channel(&own_channel_name(&own))], ..post };
    let pictures = picture_addresses(town, draft);
    let scheme = visit.origin.scheme();
    let how = Preview { scheme, locale: visit.locale, full: true, pictures: &pictures, now: visit.now };
    let card = deps.desk.db.read(async |c: &mut Conn<'_>| preview_card(c, town, &post, how).await).await?;
    let note = actor.map(|actor| {
        let html = preview_note(scheme, town, &actor, &post);
        let length = seen(&html);
        (html, length)
    });
    let mut text = post.title.clone().map(|title| format!("{title}\n\n")).unwrap_or_default();
    text.push_str(&body_text::render(&post.body));
    Ok(Shown { card, note, text })
}

async fn attached(conn: &mut Conn<'_>, town: &Town, content: &Content) -> Result<Vec<Attached>, StoreError> {
    let mut attached = Vec::new();
    for one in &content.media {
        if let Some(media) = media::by_id(conn, town.id, one.media).await? {
            attached.push(Attached { media, alt: one.alt.clone(), alt_origin: one.alt_origin });
        }
    }
    Ok(attached)
}

fn channel(name: &str) -> Channel {
    Channel { slug: slug(name), name: name.to_owned(), class: SourceClass::Official, words: None }
}

/// The post that it would be.
fn post(town: &Town, draft: &Draft, content: Content, at: jiff::Timestamp) -> Post {
    Post {
        id: PostId(0),
        town: town.id,
        ulid: draft.ulid,
        actor: None,
        slug: slug(&content.heading()),
        state: PostState::Public,
        silent: false,
        title: content.title,
        body: content.body,
        lang: content.lang,
        hashtags: content.hashtags,
        canonical_url: content.canonical_url,
        attached: Vec::new(),
        event: content.event,
        recordings: content.recordings,
        warning: content.warning,
        listed: true,
        sensitive: content.sensitive,
        created_at: at,
        date_only: false,
        undated: false,
        published_at: at,
        edited_at: None,
        gone_at: None,
        joined_into: None,
        in_reply_to: None,
        validity: None,
        validity_origin: ValidityOrigin::Text,
        channels: Vec::new(),
        labels: Vec::new(),
    }
}

/// The characters of HTML that a reader sees; a sign that is written as a name counts once.
fn seen(html: &str) -> usize {
    let (mut count, mut in_tag, mut in_name) = (0, false, false);
    for c in html.chars() {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            _ if in_tag => {}
            '&' => {
                in_name = true;
                count += 1;
            }
            ';' if in_name => in_name = false,
            _ if in_name => {}
            _ => count += 1,
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_sees_words_and_no_marks() {
        assert_eq!(seen("<p><strong>Brücke</strong> &amp; Weg</p>"), "Brücke & Weg".chars().count());
        assert_eq!(seen(""), 0);
    }
}
