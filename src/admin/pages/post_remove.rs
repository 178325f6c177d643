//! "Sofort entfernen", for a post and for one picture, each with a page before it that says what it does.

use askama::Template;

use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::frame::{Failure, Frame, page};
use super::picture as shown;
use super::post::{above, address, living};
use super::posts::channel_names;
use crate::domain::MediaId;
use crate::domain::media::Attached;
use crate::domain::post::Post;
use crate::jobs::{remove_picture, remove_post};
use crate::store::{Conn, StoreError, media_removal};

#[derive(Template)]
#[template(path = "admin/post_remove.html")]
struct RemovePage {
    f: Frame,
    title: String,
    channels: String,
    action: String,
    back: String,
}

#[derive(Template)]
#[template(path = "admin/post_picture.html")]
struct PicturePage {
    f: Frame,
    title: String,
    src: String,
    alt: String,
    /// How many posts lose it.
    posts: usize,
    action: String,
    back: String,
}

/// What removing does, and the button.
pub(in crate::admin) async fn ask_removal(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let post = living(visit).await?;
    let back = address(visit, &post)?;
    page(&RemovePage {
        f: Frame::new(visit, visit.locale.text("desk-post-remove")).under(visit, above(visit, &post)?),
        title: post.heading(),
        channels: channel_names(&post),
        action: format!("{back}/entfernen"),
        back,
    })
}

/// It is removed. Somebody else may have been faster; it is gone either way.
pub(in crate::admin) async fn removed(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, post) = (visit.town()?, living(visit).await?);
    remove_post(&visit.hands(), town, &post).await?;
    Ok(reply::go(&format!("{}?gut=entfernt", address(visit, &post)?)))
}

fn picture<'a>(visit: &Visit<'_>, post: &'a Post) -> Result<&'a Attached, Failure> {
    let id = MediaId(visit.param("bild").parse().map_err(|_| Failure::Missing)?);
    post.attached.iter().find(|one| one.media.id == id).ok_or(Failure::Missing)
}

/// What removing the picture does, and the button.
pub(in crate::admin) async fn ask_picture(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, post) = (visit.town()?, living(visit).await?);
    let one = picture(visit, &post)?;
    let posts = visit
        .office
        .deps
        .desk
        .db
        .read(async |c: &mut Conn<'_>| {
            let copies = media_removal::copies(c, town.id, one.media.id).await?;
            Ok::<_, StoreError>(media_removal::shown_by(c, town.id, &copies).await?.len())
        })
        .await?;
    let back = address(visit, &post)?;
    page(&PicturePage {
        f: Frame::new(visit, visit.locale.text("desk-picture-remove")).under(visit, above(visit, &post)?),
        title: post.heading(),
        src: one.media.variants.first().map(|variant| shown::address(town, variant)).unwrap_or_default(),
        alt: one.alt.clone().unwrap_or_default(),
        posts,
        action: format!("{back}/bilder/{}/entfernen", one.media.id),
        back,
    })
}

/// The picture is removed.
pub(in crate::admin) async fn picture_removed(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, post) = (visit.town()?, living(visit).await?);
    let id = picture(visit, &post)?.media.id;
    remove_picture(&visit.hands(), town, &post, id).await?;
    Ok(reply::go(&format!("{}?gut=bild", address(visit, &post)?)))
}
