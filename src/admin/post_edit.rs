//! Staff write parts of a post themselves, or let its sources speak again.

use serde_json::{Value, json};

use super::post_join::{read, refusal};
use super::{AdminError, Desk, Refusal};
use crate::domain::compose::Field;
use crate::domain::media::AltOrigin;
use crate::domain::post::{ContentMedia, Post};
use crate::domain::town::Town;
use crate::i18n::Locale;
use crate::jobs::read_words;
use crate::publish::{PublishError, lift, overrule};
use crate::store::{Conn, Lane, posts_read};

/// Characters of a title.
const TITLE: usize = 80;
/// Characters of a topic, district or sender.
const NAME: usize = 60;
/// Topics or districts of one post.
const NAMES: usize = 10;

/// What staff write; `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct PostEdit {
    /// Empty: the post has none.
    pub title: Option<String>,
    /// Plain text: a blank line parts paragraphs. Its hashtags become the post's.
    pub text: Option<String>,
    /// Two or three letters.
    pub language: Option<String>,
    /// Hashtags, with or without `#`.
    pub hashtags: Option<Vec<String>>,
    /// Descriptions of pictures, by their place from 1; an empty one takes a description away.
    pub alts: Vec<(usize, String)>,
    /// The department that speaks; empty for none.
    pub sender: Option<String>,
    /// Names of topics; none of them takes all away.
    pub topics: Option<Vec<String>>,
    /// Names of districts.
    pub districts: Option<Vec<String>>,
    /// Pictures that only decorate, by their place from 1: nobody describes them, on purpose.
    pub decorative: Vec<usize>,
}

impl PostEdit {
    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields().is_empty() && self.alts.is_empty() && self.decorative.is_empty()
    }

    fn fields(&self) -> Vec<Field> {
        [
            (Field::Title, self.title.is_some()),
            (Field::Body, self.text.is_some()),
            (Field::Lang, self.language.is_some()),
            (Field::Hashtags, self.hashtags.is_some()),
            (Field::Sender, self.sender.is_some()),
            (Field::Topics, self.topics.is_some()),
            (Field::Districts, self.districts.is_some()),
        ]
        .into_iter()
        .filter_map(|(field, given)| given.then_some(field))
        .collect()
    }
}

/// Writes over what the sources say. Returns the post as it is now.
///
/// # Errors
/// When the post is withdrawn or a summary, a value does not fit, or the store refuses.
pub async fn edit_post(desk: &Desk, town: &Town, post: &Post, edit: &PostEdit) -> Result<Post, AdminError> {
    let words = words(town, post, edit)?;
    let now = desk.clock.now();
    desk.db
        .write_town(town.id, Lane::Urgent, async |c: &mut Conn<'_>| {
            let speaker = desk.speaker(c, town.id).await?;
            let current = posts_read::by_id(c, town.id, post.id).await?.ok_or(PublishError::Vanished)?;
            let mut values = words;
            values.extend(described(&current, edit)?);
            overrule(c, &speaker, &current, &values, now).await?.map_err(|why| AdminError::from(refusal(why, town)))
        })
        .await?;
    read(desk, town, post.id).await
}

/// Lets the sources speak again for these fields. Returns the post as it is now, and which of the fields staff had written.
///
/// # Errors
/// When the post is withdrawn or the store refuses.
pub async fn reset_post(
    desk: &Desk,
    town: &Town,
    post: &Post,
    fields: &[Field],
) -> Result<(Post, Vec<Field>), AdminError> {
    let now = desk.clock.now();
    let lifted = desk
        .db
        .write_town(town.id, Lane::Urgent, async |c: &mut Conn<'_>| {
            let speaker = desk.speaker(c, town.id).await?;
            lift(c, &speaker, post, fields, now).await?.map_err(|why| AdminError::from(refusal(why, town)))
        })
        .await?;
    Ok((read(desk, town, post.id).await?, lifted))
}

/// Everything but the pictures.
fn words(town: &Town, post: &Post, edit: &PostEdit) -> Result<Vec<(Field, Value)>, Refusal> {
    let mut values = Vec::new();
    let title = edit.title.as_deref().map(str::trim).filter(|title| !title.is_empty());
    if title.is_some_and(|title| title.chars().count() > TITLE) {
        return Err(Refusal::new("refused-title-long"));
    }
    if edit.title.is_some() {
        let title = title.and_then(|title| read_words(town, Some(title), "").title);
        values.push((Field::Title, json!(title)));
    }
    if let Some(text) = &edit.text {
        let heads = if edit.title.is_some() { title } else { post.title.as_deref() };
        let read = read_words(town, heads, text);
        values.push((Field::Body, json!(read.body)));
        if edit.hashtags.is_none() {
            values.push((Field::Hashtags, json!(read.hashtags)));
        }
    }
    if let Some(language) = &edit.language {
        let language = language.trim().to_lowercase();
        if !(2..=3).contains(&language.len()) || !language.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return Err(Refusal::new("refused-post-language"));
        }
        values.push((Field::Lang, json!(language)));
    }
    if let Some(tags) = &edit.hashtags {
        let tags: Vec<&str> = tags.iter().map(|tag| tag.trim().trim_start_matches('#')).collect();
        values.push((Field::Hashtags, json!(tags.into_iter().filter(|tag| !tag.is_empty()).collect::<Vec<_>>())));
    }
    let sender = edit.sender.clone().map(|name| vec![name]);
    for (field, names) in [(Field::Sender, &sender), (Field::Topics, &edit.topics), (Field::Districts, &edit.districts)]
    {
        if let Some(names) = names {
            values.push((field, json!(tidy(names)?)));
        }
    }
    Ok(values)
}

/// Names as they stand on the page, each once; one without letters has no page of its own.
fn tidy(names: &[String]) -> Result<Vec<String>, Refusal> {
    let mut tidied: Vec<String> = Vec::new();
    for name in names {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() || tidied.contains(&name) {
            continue;
        }
        if name.chars().count() > NAME || !name.chars().any(char::is_alphanumeric) {
            return Err(Refusal::new("refused-label-name").with("name", name));
        }
        tidied.push(name);
    }
    if tidied.len() > NAMES {
        return Err(Refusal::new("refused-label-many").with("most", NAMES.to_string()));
    }
    Ok(tidied)
}

/// A post's pictures with other descriptions.
fn described(post: &Post, edit: &PostEdit) -> Result<Option<(Field, Value)>, Refusal> {
    if edit.alts.is_empty() && edit.decorative.is_empty() {
        return Ok(None);
    }
    let mut media: Vec<ContentMedia> = post
        .attached
        .iter()
        .map(|one| ContentMedia { media: one.media.id, alt: one.alt.clone(), alt_origin: one.alt_origin })
        .collect();
    let described = edit.alts.iter().map(|(place, alt)| (*place, Some(alt.trim()).filter(|alt| !alt.is_empty())));
    for (place, alt) in described.chain(edit.decorative.iter().map(|place| (*place, Some("")))) {
        let count = media.len();
        let medium = place.checked_sub(1).and_then(|index| media.get_mut(index)).ok_or_else(|| {
            Refusal::new("refused-no-such-picture").with("place", place.to_string()).with("count", count.to_string())
        })?;
        medium.alt = alt.map(str::to_owned);
        medium.alt_origin = if alt.is_some() { AltOrigin::Staff } else { AltOrigin::None };
    }
    Ok(Some((Field::Media, json!(media))))
}

/// The names of some fields, in a row.
#[must_use]
pub fn field_words(fields: &[Field], locale: Locale) -> String {
    let word = |field: &Field| {
        locale.text(match field {
            Field::Title => "field-title",
            Field::Body => "field-body",
            Field::Lang => "field-lang",
            Field::Hashtags => "field-hashtags",
            Field::Media => "field-media",
            Field::Sender => "field-sender",
            Field::Topics => "field-topics",
            Field::Districts => "field-districts",
        })
    };
    fields.iter().map(word).collect::<Vec<_>>().join(", ")
}
