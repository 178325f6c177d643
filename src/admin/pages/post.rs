//! One post: its words and pictures, writing over its title and the descriptions of its pictures, and "Sofort entfernen"
//! with a page before it that says what it does.

use askama::Template;
use http::StatusCode;

use super::super::AdminError;
use super::super::office::Visit;
use super::super::post_edit::{PostEdit, edit_post};
use super::super::reply::{self, Reply};
use super::frame::{Failure, Frame, Problem, link, page};
use super::posts::channel_names;
use crate::domain::body_text;
use crate::domain::ids::Ulid;
use crate::domain::post::{Post, PostState};
use crate::domain::staff::{Permission, may};
use crate::error::Words;
use crate::i18n::moment;
use crate::jobs::remove_post;
use crate::store::{Conn, posts_read};
use crate::urls::{self, Origin};

#[derive(Template)]
#[template(path = "admin/post.html")]
struct PostPage {
    f: Frame,
    when: String,
    channels: String,
    public: String,
    hidden: bool,
    title: String,
    paragraphs: Vec<String>,
    originals: Vec<(String, String)>,
    pictures: Vec<Picture>,
    /// Where it is written over, by whoever may.
    edit: Option<String>,
    remove: Option<String>,
}

struct Picture {
    id: String,
    label: String,
    /// At the town's host; shown here when the area is there, too.
    src: String,
    shown: bool,
    alt: String,
}

#[derive(Template)]
#[template(path = "admin/post_remove.html")]
struct RemovePage {
    f: Frame,
    title: String,
    channels: String,
    action: String,
    back: String,
}

/// The post of the address, unless it is gone.
async fn found(visit: &Visit<'_>) -> Result<Post, Failure> {
    let town = visit.town()?.id;
    let id = Ulid::from_string(visit.param("beitrag")).map_err(|_| Failure::Missing)?;
    let post = visit.office.deps.desk.db.read(async |c: &mut Conn<'_>| posts_read::by_ulid(c, town, id).await).await?;
    post.filter(|post| post.state != PostState::Gone).ok_or(Failure::Missing)
}

/// The page.
pub(in crate::admin) async fn show(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let post = found(visit).await?;
    page(&filled(visit, &post, Vec::new())?)
}

fn filled(visit: &Visit<'_>, post: &Post, problems: Vec<Problem>) -> Result<PostPage, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    let public = Origin::new(visit.origin.scheme(), &town.host);
    let here = urls::admin_town(&town.host, &format!("beitraege/{}", post.ulid));
    let grants = &visit.person()?.grants;
    let allowed = |permission| may(grants, town.id, permission, visit.now);
    let typed = !problems.is_empty();
    let pictures = post.attached.iter().enumerate().map(|(index, one)| {
        let id = format!("bild-{}", index + 1);
        // The smallest is enough to describe it.
        let file = one.media.variants.first().map(|variant| urls::media(&variant.hash, &variant.ext));
        Picture {
            label: locale.with("desk-picture-alt", &[("n", (index + 1).into())]),
            src: file.map(|path| public.absolute(&path)).unwrap_or_default(),
            shown: public == visit.origin,
            alt: if typed { visit.field(&id).to_owned() } else { one.alt.clone().unwrap_or_default() },
            id,
        }
    });
    let pictures = pictures.collect();
    let originals = post.channels.iter().filter_map(|channel| {
        let words = channel.words.as_ref()?;
        Some((channel.name.clone(), body_text::render(&words.body)))
    });
    let originals = originals.collect();
    let above = vec![link(urls::admin_town(&town.host, "beitraege"), locale.text("desk-posts"))];
    let mut f = Frame::new(visit, post.heading()).under(visit, above);
    f.problems = problems;
    if visit.asked("gut") == "gespeichert" {
        f.notice = Some(locale.text("desk-post-saved"));
    }
    let text = body_text::render(&post.body);
    Ok(PostPage {
        when: moment(locale, post.created_at, &town.zone()),
        channels: channel_names(post),
        public: public.absolute(&urls::post(post, &town.zone())),
        hidden: post.state == PostState::Hidden,
        title: if typed { visit.field("titel").to_owned() } else { post.title.clone().unwrap_or_default() },
        paragraphs: text.split("\n\n").map(str::to_owned).collect(),
        originals,
        pictures,
        edit: allowed(Permission::Edit).then(|| here.clone()),
        remove: allowed(Permission::Remove).then(|| format!("{here}/entfernen")),
        f,
    })
}

/// Somebody writes over the title or describes pictures. Only what differs from what stands there counts: the rest is
/// still its sources'.
pub(in crate::admin) async fn edited(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, post) = (visit.town()?, found(visit).await?);
    let title = visit.field("titel");
    let mut edit = PostEdit::default();
    if title != post.title.as_deref().unwrap_or_default() {
        edit.title = Some(title.to_owned());
    }
    for (index, one) in post.attached.iter().enumerate() {
        let alt = visit.field(&format!("bild-{}", index + 1));
        if alt != one.alt.as_deref().unwrap_or_default().trim() {
            edit.alts.push((index + 1, alt.to_owned()));
        }
    }
    let here = urls::admin_town(&town.host, &format!("beitraege/{}", post.ulid));
    if edit.is_empty() {
        return Ok(reply::go(&here));
    }
    match edit_post(&visit.desk(), town, &post, &edit).await {
        Ok(_) => {
            visit.hands().published.wake();
            Ok(reply::go(&format!("{here}?gut=gespeichert")))
        }
        Err(AdminError::Refused(refusal)) => {
            let problem = Problem { field: "titel", text: refusal.words(visit.locale) };
            let html = filled(visit, &post, vec![problem])?.render()?;
            Ok(reply::page(StatusCode::UNPROCESSABLE_ENTITY, html))
        }
        Err(other) => Err(other.into()),
    }
}

/// What removing does, and the button.
pub(in crate::admin) async fn ask_removal(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, post) = (visit.town()?, found(visit).await?);
    let back = urls::admin_town(&town.host, &format!("beitraege/{}", post.ulid));
    let above = vec![
        link(urls::admin_town(&town.host, "beitraege"), visit.locale.text("desk-posts")),
        link(back.clone(), post.heading()),
    ];
    page(&RemovePage {
        f: Frame::new(visit, visit.locale.text("desk-post-remove")).under(visit, above),
        title: post.heading(),
        channels: channel_names(&post),
        action: format!("{back}/entfernen"),
        back,
    })
}

/// It is removed. Somebody else may have been faster; it is gone either way.
pub(in crate::admin) async fn removed(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, post) = (visit.town()?, found(visit).await?);
    remove_post(&visit.hands(), town, &post).await?;
    Ok(reply::go(&format!("{}?gut=entfernt", urls::admin_town(&town.host, "beitraege"))))
}
