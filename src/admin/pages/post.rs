//! One post: its words and pictures, and everything staff can do about it. Writing over what its channels say, and letting
//! them speak again, is answered here; the other deeds have files of their own.

use askama::Template;

use super::super::office::Visit;
use super::super::post_edit::{PostEdit, edit_post, field_words, reset_post};
use super::super::reach::subject_of;
use super::super::reply::{self, Reply};
use super::super::{AdminError, Refusal, new_words};
use super::frame::{Failure, Frame, Link, Problem, link, page, unfinished};
use super::picture;
use super::post_gone;
use super::post_holds::HoldsForm;
use super::post_labels::LabelsForm;
use super::post_share::is_shared;
use super::posts::channel_names;
use crate::domain::body_text;
use crate::domain::compose::Field;
use crate::domain::ids::Ulid;
use crate::domain::post::{Content, Post, PostState};
use crate::domain::rules::LabelKind;
use crate::domain::staff::{Permission, covers};
use crate::error::Words;
use crate::i18n::moment;
use crate::publish::{PublishError, what_sources_say};
use crate::store::deliveries::{self, Reach};
use crate::store::{Conn, labels, overrides, posts_read};
use crate::urls::{self, Origin};

/// A longer text does not come through a form.
const LONGEST_TEXT: usize = 20_000;

#[derive(Template)]
#[template(path = "admin/post.html")]
struct PostPage {
    f: Frame,
    when: String,
    channels: String,
    public: String,
    hidden: bool,
    paragraphs: Vec<String>,
    originals: Vec<(String, String)>,
    pictures: Vec<Picture>,
    /// What whoever may correct posts finds here.
    forms: Option<Forms>,
    history: String,
    /// Where its texts for other platforms are.
    share: Option<String>,
    reach: Option<Link>,
    remove: Option<String>,
}

struct Forms {
    edit: String,
    title: String,
    /// `None`: too long for a form.
    text: Option<String>,
    lift: String,
    by_hand: Vec<ByHand>,
    holds: HoldsForm,
    labels: LabelsForm,
    join: String,
    split: Vec<Link>,
}

/// A part that staff wrote.
struct ByHand {
    field: &'static str,
    name: String,
    /// What the channels say there.
    sources: Option<String>,
}

struct Picture {
    id: String,
    label: String,
    src: String,
    alt: String,
    remove: Option<String>,
}

/// What is read beside the post.
struct Around {
    by_hand: Vec<Field>,
    beneath: Option<Content>,
    reach: Reach,
    names: [Vec<String>; 3],
}

/// The post of the address, whatever became of it.
pub(super) async fn found(visit: &Visit<'_>) -> Result<Post, Failure> {
    let town = visit.town()?.id;
    let id = Ulid::from_string(visit.param("beitrag")).map_err(|_| Failure::Missing)?;
    let post = visit.office.deps.desk.db.read(async |c: &mut Conn<'_>| posts_read::by_ulid(c, town, id).await).await?;
    post.ok_or(Failure::Missing)
}

/// The post of the address, unless it is gone.
pub(super) async fn living(visit: &Visit<'_>) -> Result<Post, Failure> {
    let post = found(visit).await?;
    if post.state == PostState::Gone { Err(Failure::Missing) } else { Ok(post) }
}

/// A post's address in the area.
pub(super) fn address(visit: &Visit<'_>, post: &Post) -> Result<String, Failure> {
    Ok(urls::admin_town(&visit.town()?.host, &format!("beitraege/{}", post.ulid)))
}

/// The way back from a page below a post.
pub(super) fn above(visit: &Visit<'_>, post: &Post) -> Result<Vec<Link>, Failure> {
    let list = link(urls::admin_town(&visit.town()?.host, "beitraege"), visit.locale.text("desk-posts"));
    let name = if post.state == PostState::Gone { post.ulid.to_string() } else { post.heading() };
    Ok(vec![list, link(address(visit, post)?, name)])
}

/// The page; of a removed post without what it said.
pub(in crate::admin) async fn show(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let post = found(visit).await?;
    if post.state == PostState::Gone {
        return post_gone::show(visit, &post).await;
    }
    page(&filled(visit, &post, Vec::new()).await?)
}

/// The page once more, with what is wrong in one of its forms.
pub(super) async fn again(visit: &Visit<'_>, post: &Post, problem: Problem) -> Result<Reply, Failure> {
    unfinished(&filled(visit, post, vec![problem]).await?)
}

async fn around(visit: &Visit<'_>, post: &Post) -> Result<Around, Failure> {
    let town = visit.town()?;
    let read = async |c: &mut Conn<'_>| {
        Ok::<_, PublishError>(Around {
            by_hand: overrides::fields(c, town.id, post.id).await?,
            beneath: what_sources_say(c, town, post.id).await?,
            reach: deliveries::reach(c, town.id, post.id).await?,
            names: [
                labels::names(c, town.id, LabelKind::Sender).await?,
                labels::names(c, town.id, LabelKind::Topic).await?,
                labels::names(c, town.id, LabelKind::District).await?,
            ],
        })
    };
    Ok(visit.office.deps.desk.db.read(read).await?)
}

async fn filled(visit: &Visit<'_>, post: &Post, problems: Vec<Problem>) -> Result<PostPage, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    let around = around(visit, post).await?;
    let here = address(visit, post)?;
    let grants = &visit.person()?.grants;
    let subject = subject_of(post);
    let allowed = |permission| covers(grants, town.id, permission, &subject, visit.now);
    let originals = post.channels.iter().filter_map(|channel| {
        let words = channel.words.as_ref()?;
        Some((channel.name.clone(), body_text::render(&words.body)))
    });
    let reach = around.reach;
    let reach = (reach.hosts > 0).then(|| {
        let numbers = [("delivered", reach.delivered.into()), ("hosts", reach.hosts.into())];
        link(format!("{here}/empfang"), locale.with("desk-reach-line", &numbers))
    });
    let above = vec![link(urls::admin_town(&town.host, "beitraege"), locale.text("desk-posts"))];
    let mut f = Frame::new(visit, post.heading()).under(visit, above);
    f.problems = problems;
    f.notice = done_words(visit);
    Ok(PostPage {
        when: moment(locale, post.told_at(), &town.zone()),
        channels: channel_names(post),
        public: Origin::new(visit.origin.scheme(), &town.host).absolute(&urls::post(post, &town.zone())),
        hidden: post.state == PostState::Hidden,
        paragraphs: body_text::render(&post.body).split("\n\n").map(str::to_owned).collect(),
        originals: originals.collect(),
        pictures: pictures(visit, post, allowed(Permission::Remove))?,
        forms: if allowed(Permission::Edit) { Some(forms(visit, post, &around)?) } else { None },
        history: format!("{here}/verlauf"),
        share: is_shared(post).then(|| format!("{here}/verteilen")),
        reach,
        remove: allowed(Permission::Remove).then(|| format!("{here}/entfernen")),
        f,
    })
}

fn pictures(visit: &Visit<'_>, post: &Post, removable: bool) -> Result<Vec<Picture>, Failure> {
    let (town, here) = (visit.town()?, address(visit, post)?);
    let pictures = post.attached.iter().enumerate().map(|(index, one)| {
        let id = format!("bild-{}", index + 1);
        // The smallest is enough to describe it.
        let file = one.media.variants.first();
        Picture {
            label: visit.locale.with("desk-picture-alt", &[("n", (index + 1).into())]),
            src: file.map(|variant| picture::address(town, variant)).unwrap_or_default(),
            alt: visit.sent(&id).map_or_else(|| one.alt.clone().unwrap_or_default(), str::to_owned),
            remove: removable.then(|| format!("{here}/bilder/{}/entfernen", one.media.id)),
            id,
        }
    });
    Ok(pictures.collect())
}

fn forms(visit: &Visit<'_>, post: &Post, around: &Around) -> Result<Forms, Failure> {
    let here = address(visit, post)?;
    let text = body_text::render(&post.body);
    let kept = |name, stored: String| visit.sent(name).map_or(stored, str::to_owned);
    let by_hand = around.by_hand.iter().map(|field| ByHand {
        field: field.as_str(),
        name: field_words(&[*field], visit.locale),
        sources: around.beneath.as_ref().and_then(|beneath| new_words(*field, beneath)),
    });
    let split = post.channels.iter().filter(|_| post.channels.len() > 1).map(|channel| {
        let label = visit.locale.with("desk-split-from", &[("channel", channel.name.as_str().into())]);
        link(format!("{here}/trennen?kanal={}", channel.slug), label)
    });
    Ok(Forms {
        title: kept("titel", post.title.clone().unwrap_or_default()),
        text: (text.chars().count() <= LONGEST_TEXT).then(|| kept("text", text)),
        lift: format!("{here}/quelle"),
        by_hand: by_hand.collect(),
        holds: HoldsForm::of(visit, post, format!("{here}/gilt"))?,
        labels: LabelsForm::of(visit, post, &around.names, format!("{here}/einordnung")),
        join: format!("{here}/zusammenlegen"),
        split: split.collect(),
        edit: here,
    })
}

fn done_words(visit: &Visit<'_>) -> Option<String> {
    let key = match visit.asked("gut") {
        "gespeichert" => "desk-post-saved",
        "quelle" => "desk-post-lifted",
        "zusammen" => "desk-post-joined",
        "getrennt" => "desk-post-split-done",
        "bild" => "desk-picture-removed",
        _ => return None,
    };
    Some(visit.locale.text(key))
}

/// Somebody writes over title or text, or describes pictures. Only what differs from what stands there counts: the rest is
/// still its sources'.
pub(in crate::admin) async fn edited(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let post = living(visit).await?;
    let mut edit = PostEdit::default();
    if let Some(title) = visit.sent("titel")
        && title != post.title.as_deref().unwrap_or_default()
    {
        edit.title = Some(title.to_owned());
    }
    if let Some(text) = visit.sent("text") {
        // Browsers end lines in their own way.
        let text = text.replace("\r\n", "\n");
        if text != body_text::render(&post.body).trim() {
            edit.text = Some(text);
        }
    }
    for (index, one) in post.attached.iter().enumerate() {
        if let Some(alt) = visit.sent(&format!("bild-{}", index + 1))
            && alt != one.alt.as_deref().unwrap_or_default().trim()
        {
            edit.alts.push((index + 1, alt.to_owned()));
        }
    }
    let field = |refusal: &Refusal| {
        if refusal.is("refused-title-long") || edit.text.is_none() { "titel" } else { "text" }
    };
    save(visit, &post, &edit, field).await
}

/// Writes what staff changed; `field` says at which field a refusal stands.
pub(super) async fn save(
    visit: &Visit<'_>,
    post: &Post,
    edit: &PostEdit,
    field: impl Fn(&Refusal) -> &'static str,
) -> Result<Reply, Failure> {
    let here = address(visit, post)?;
    if edit.is_empty() {
        return Ok(reply::go(&here));
    }
    match edit_post(&visit.desk(), visit.town()?, post, edit).await {
        Ok(_) => {
            visit.hands().published.wake();
            Ok(reply::go(&format!("{here}?gut=gespeichert")))
        }
        Err(AdminError::Refused(refusal)) => {
            let text = refusal.words(visit.locale);
            again(visit, post, Problem { field: field(&refusal), text }).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Somebody lets the channels speak again for a part. A text goes with its hashtags, as it came.
pub(in crate::admin) async fn lifted(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, post) = (visit.town()?, living(visit).await?);
    let field = Field::parse(visit.field("teil")).ok_or(Failure::Missing)?;
    let fields: &[Field] = if field == Field::Body { &[Field::Body, Field::Hashtags] } else { &[field] };
    reset_post(&visit.desk(), town, &post, fields).await?;
    visit.hands().published.wake();
    Ok(reply::go(&format!("{}?gut=quelle", address(visit, &post)?)))
}
