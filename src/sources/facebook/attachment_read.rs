//! What hangs on a post. In: its `attachments`, `child_attachments` or, in old answers, `link` and `name`. Out: pictures
//! and videos in order, and the page it links. Texts and pictures of linked pages are left out. Called by `post_read`.

use super::super::graph::node::Node;
use super::super::graph::signed_address::{medium, unshimmed};
use crate::domain::item::{ItemMedia, LinkCard};
use crate::domain::media::MediaKind;

/// Pictures and videos taken from one post.
const MAX_MEDIA: usize = 100;

/// What hangs on a post.
#[derive(Debug, Default)]
pub struct Attached {
    pub media: Vec<ItemMedia>,
    pub card: Option<LinkCard>,
    /// The title of an own video or note.
    pub title: Option<String>,
    /// What the attached thing is called; of a shared post, whose it is.
    pub name: Option<String>,
    /// The page of the attached thing on the platform.
    pub target: Option<String>,
    /// A new profile or cover picture.
    pub profile_picture: bool,
}

/// Reads all attachments of a post.
#[must_use]
pub fn attached(post: Node<'_>) -> Attached {
    let mut found = Attached::default();
    for attachment in post.list("attachments") {
        add(&mut found, attachment);
    }
    found.media.truncate(MAX_MEDIA);
    if found.card.is_none() && found.media.is_empty() {
        let child = post.list("child_attachments").into_iter().next();
        let link = child.or(Some(post)).filter(|node| node.has("link"));
        found.card = link.and_then(|node| card(node.text("link")?, node.text("name")));
        found.name = found.name.or_else(|| link.and_then(|node| node.text("name")).map(str::to_owned));
    }
    found
}

fn add(found: &mut Attached, attachment: Node<'_>) {
    let kind = attachment.text("type").unwrap_or_default();
    let family = attachment.text("media_type").unwrap_or(kind);
    let title = attachment.text("title").map(|title| title.trim().to_owned());
    found.name = found.name.take().or_else(|| title.clone());
    let target = attachment.text("unshimmed_url").or_else(|| attachment.text("url"));
    found.target = found.target.take().or_else(|| target.and_then(unshimmed).map(String::from));
    found.profile_picture |= matches!(kind, "profile_media" | "cover_photo");
    let parts = attachment.list("subattachments");
    if !parts.is_empty() {
        for part in parts {
            found.media.extend(of_attachment(part));
        }
        return;
    }
    if matches!(family, "photo" | "video" | "album") || kind.starts_with("video") || found.profile_picture {
        if kind.starts_with("video") || family == "video" {
            found.title = found.title.take().or(title);
        }
        found.media.extend(of_attachment(attachment));
    } else if matches!(kind, "share" | "event" | "multi_share" | "note") || matches!(family, "link" | "event") {
        let address = target.or_else(|| attachment.get("target")?.text("url"));
        found.card = found.card.take().or_else(|| card(address?, attachment.text("title")));
    }
}

/// One picture or video.
fn of_attachment(attachment: Node<'_>) -> Option<ItemMedia> {
    let kind = attachment.text("type").unwrap_or_default();
    let id = attachment.get("target").and_then(|target| target.id("id"));
    let media = attachment.get("media")?;
    let image = media.get("image");
    let picture = image.and_then(|image| image.text("src"));
    if kind.starts_with("video") || attachment.text("media_type") == Some("video") {
        let video = medium(MediaKind::Video, id, media.text("source"))?;
        return Some(ItemMedia { poster: picture.map(str::to_owned), ..video });
    }
    let (w, h) = image.map(|image| (image.side("width"), image.side("height"))).unwrap_or_default();
    Some(ItemMedia { w, h, ..medium(MediaKind::Image, id, picture)? })
}

/// Name and address, never the words of the linked page.
fn card(address: &str, title: Option<&str>) -> Option<LinkCard> {
    let title = title.map(str::trim).map(str::to_owned);
    Some(LinkCard { url: unshimmed(address)?.into(), title, description: None, image_media_ix: None })
}
