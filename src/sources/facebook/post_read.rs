//! A post of a Page becomes an item. In: a post node of any edge. Out: an [`Item`], or why there is none: a visitor's,
//! hidden, scheduled, expired or limited post. Called by `document_parse`.

use super::super::graph::item_finish::{finish, is_empty, kind_of};
use super::super::graph::marks_read::bytes_of;
use super::super::graph::node::Node;
use super::super::graph::reading::{Skip, Why};
use super::super::graph::signed_address::medium;
use super::VERSION;
use super::attachment_read::{Attached, attached};
use super::whose::Whose;
use crate::domain::item::{Item, ItemKind, ItemSpan, LinkCard, NativeId, Quote, SpanKind};
use crate::domain::media::MediaKind;

/// Where relative addresses count from.
pub const SITE: &str = "https://www.facebook.com";

/// Reads a post.
///
/// # Errors
/// Why it is no post to be mirrored.
pub fn read(node: Node<'_>, whose: &Whose) -> Result<Item, Skip> {
    let Some(id) = node.id("id") else { return Err(Skip::new(None, Why::NoPost, "no id")) };
    whose.check_post(node)?;
    check_public(node)?;
    let mut item = Item::new(NativeId(id.clone()));
    item.account_native_id = id.split_once('_').map(|(page, _)| page.to_owned()).or(whose.page().map(str::to_owned));
    item.canonical_url = Some(address(node, &id));
    item.text = node.text("message").unwrap_or_default().to_owned();
    item.spans = message_tags(node, &item.text);
    item.created_at = node.time("created_time");
    if node.text("status_type") == Some("created_event") && item.text.trim().is_empty() {
        return Err(Skip::new(Some(id), Why::NoPost, "announces an event, which is listed itself"));
    }
    let attached = attached(node);
    if let Some(shared) = shared(node, &attached, item.account_native_id.as_deref()) {
        share(&mut item, shared);
    } else {
        own(&mut item, node, attached);
    }
    if is_empty(&item) {
        return Err(Skip::new(Some(id), Why::Empty, "a post without text, picture or link"));
    }
    finish(&mut item, VERSION);
    Ok(item)
}

/// What everybody may see.
///
/// # Errors
/// For a post that is hidden, not out yet, over, limited, or an advertisement that stands nowhere on the page.
pub fn check_public(node: Node<'_>) -> Result<(), Skip> {
    let not = |reason| Err(Skip::new(node.id("id"), Why::NotPublic, reason));
    let published = node.flag("is_published");
    if published == Some(false) || node.flag("published") == Some(false) {
        return not("not published");
    }
    if node.has("scheduled_publish_time") && published != Some(true) {
        return not("scheduled");
    }
    if node.flag("is_hidden") == Some(true) {
        return not("hidden");
    }
    if node.flag("is_expired") == Some(true) {
        return not("expired");
    }
    if matches!(node.text("timeline_visibility"), Some("hidden" | "no timeline unit for this post")) {
        return not("not on the page's timeline");
    }
    let privacy = node.get("privacy").and_then(|privacy| privacy.text("value").or(privacy.0.as_str()));
    if privacy.is_some_and(|value| {
        !value.is_empty() && !value.eq_ignore_ascii_case("everyone") && !value.eq_ignore_ascii_case("open")
    }) {
        return not("for some people only");
    }
    Ok(())
}

/// The page of a post, absolute.
#[must_use]
pub fn address(node: Node<'_>, id: &str) -> String {
    match node.text("permalink_url") {
        Some(path) if path.starts_with('/') => format!("{SITE}{path}"),
        Some(url) if url.starts_with("https://") => url.to_owned(),
        _ => format!("{SITE}/{id}"),
    }
}

/// A page, event or group that the text names; a person's mark is dropped, the words stay. Offsets are code points.
fn message_tags(node: Node<'_>, text: &str) -> Vec<ItemSpan> {
    let marks = node.list("message_tags").into_iter();
    let marks = marks.filter(|tag| matches!(tag.text("type"), Some("page" | "event" | "group" | "application")));
    let span = |tag: Node<'_>| {
        let (start, end) = bytes_of(text, tag.whole("offset")?, tag.whole("length")?)?;
        let id = tag.id("id")?;
        let href = Some(format!("{SITE}/{id}"));
        Some(ItemSpan { start, end, kind: SpanKind::Mention, href, native_ref: Some(id) })
    };
    marks.filter_map(span).collect()
}

/// A post of somebody else that this one passes on.
struct Shared {
    url: String,
    title: Option<String>,
    native_id: Option<String>,
}

/// Only a link to another website is not somebody's post.
fn shared(node: Node<'_>, attached: &Attached, page: Option<&str>) -> Option<Shared> {
    let parent = node.id("parent_id").filter(|parent| Some(parent.as_str()) != node.id("id").as_deref());
    let story = node.text("status_type") == Some("shared_story");
    let website = attached.card.as_ref().is_some_and(|card| !is_facebook(&card.url));
    if parent.is_none() && (!story || website) {
        return None;
    }
    // A page that passes its own post on says it again, not somebody else's.
    let title = attached
        .name
        .clone()
        .filter(|_| !parent.as_deref().zip(page).is_some_and(|(parent, page)| parent.starts_with(page)));
    let target = attached.target.clone().or_else(|| attached.card.as_ref().map(|card| card.url.clone()));
    let url = target.or_else(|| parent.as_ref().map(|parent| format!("{SITE}/{parent}")))?;
    Some(Shared { url, title, native_id: parent })
}

/// Our own words stay, of the other post only its name and address.
fn share(item: &mut Item, shared: Shared) {
    if item.text.trim().is_empty() {
        item.kind = ItemKind::RepostLink;
    } else {
        item.kind = ItemKind::Link;
        item.quote = Some(Quote { url: shared.url.clone(), author: shared.title.clone(), native_id: shared.native_id });
    }
    item.link_card = Some(LinkCard { url: shared.url, title: shared.title, description: None, image_media_ix: None });
}

fn own(item: &mut Item, node: Node<'_>, attached: Attached) {
    item.media = attached.media;
    item.link_card = attached.card;
    item.title = attached.title.filter(|title| !item.text.contains(title.as_str()));
    // A post that only says "has a new cover picture" says nothing.
    if attached.profile_picture && item.text.trim().is_empty() {
        item.media.clear();
    } else if item.media.is_empty()
        && item.link_card.is_none()
        && matches!(node.text("status_type"), Some("added_photos" | "mobile_status_update") | None)
    {
        item.media.extend(medium(MediaKind::Image, None, node.text("full_picture")));
    }
    item.kind = match kind_of(item) {
        ItemKind::Video if item.canonical_url.as_deref().is_some_and(|url| url.contains("/reel/")) => ItemKind::Reel,
        kind => kind,
    };
}

/// Whether an address leads to a post or profile of the platform; its own company's websites are websites like others.
#[must_use]
pub fn is_facebook(address: &str) -> bool {
    let Ok(url) = url::Url::parse(address) else { return false };
    let host = url.host_str().unwrap_or_default();
    let front = host.strip_suffix(".facebook.com").unwrap_or(host);
    let language = front.len() == 5 && front.get(2..3) == Some("-");
    matches!(host, "facebook.com" | "fb.com" | "www.fb.com" | "fb.watch")
        || (front != host && (matches!(front, "www" | "m" | "web" | "l") || language))
}

#[cfg(test)]
mod tests {
    use super::is_facebook;

    #[rstest::rstest]
    #[case("https://www.facebook.com/x/posts/1", true)]
    #[case("https://de-de.facebook.com/x", true)]
    #[case("https://fb.watch/abc/", true)]
    #[case("https://engineering.fb.com/2026/x", false)]
    #[case("https://about.facebook.com/x", false)]
    #[case("https://www.notfacebook.com/x", false)]
    #[case("https://stadt.example/?u=facebook.com", false)]
    fn only_the_platforms_own_pages_are_posts(#[case] address: &str, #[case] expected: bool) {
        assert_eq!(is_facebook(address), expected);
    }
}
