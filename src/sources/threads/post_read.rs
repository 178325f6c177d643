//! A post on Threads becomes an item: text, pictures, carousel, poll, quote. In: a media node. Out: an [`Item`], or why
//! there is none. Replies are never read; of a quoted or repeated post only its address. Called by `document_parse`.

use super::super::graph::item_finish::{finish, is_empty, kind_of};
use super::super::graph::marks_read::{bytes_of, tags_and_names};
use super::super::graph::node::Node;
use super::super::graph::reading::{Skip, Why};
use super::super::graph::signed_address::{medium, unshimmed};
use super::VERSION;
use crate::domain::item::{Item, ItemKind, ItemMedia, ItemSpan, LinkCard, NativeId, Poll, Quote, SpanKind};
use crate::domain::media::{AltOrigin, MediaKind};

/// Where profiles live.
pub const PROFILES: &str = "https://www.threads.com/@";
/// The platform's own page, where an address of a quoted post is not given.
const SITE: &str = "https://www.threads.com/";

/// Reads a post.
///
/// # Errors
/// For replies, posts of others, repeated posts without an address, and what says nothing.
pub fn read(node: Node<'_>, account: Option<&str>) -> Result<Item, Skip> {
    let Some(id) = node.id("id") else { return Err(Skip::new(None, Why::NoPost, "no id")) };
    let no = |why, reason| Err(Skip::new(Some(id.clone()), why, reason));
    if node.flag("is_reply") == Some(true) || node.has("replied_to") || node.has("root_post") {
        return no(Why::NotOurs, "a reply");
    }
    if !is_ours(node, account) {
        return no(Why::NotOurs, "somebody else's");
    }
    let hidden = node.text("hide_status").is_some_and(|status| !matches!(status, "NOT_HUSHED" | "UNHUSHED"));
    if hidden || node.text("ghost_post_status").is_some_and(|status| status.eq_ignore_ascii_case("archived")) {
        return no(Why::NotPublic, "hidden or over");
    }
    let mut item = Item::new(NativeId(id.clone()));
    item.account_native_id =
        node.get("owner").and_then(|owner| owner.id("id")).or_else(|| node.text("username").map(str::to_owned));
    item.canonical_url = node.text("permalink").filter(|url| url.starts_with("https://")).map(str::to_owned);
    item.created_at = node.time("timestamp");
    item.expires_at = node.time("ghost_post_expiration_timestamp");
    let kind = node.text("media_type").unwrap_or_default();
    if kind == "REPOST_FACADE" || node.has("reposted_post") {
        return repeated(item);
    }
    item.text = words(node);
    item.spans = tags_and_names(&item.text, PROFILES);
    item.spans.extend(spoilers(node, &item.text));
    item.media = media(node, kind);
    item.poll = poll(node);
    item.quote = quote(node, item.canonical_url.as_deref());
    item.link_card = node.text("link_attachment_url").and_then(unshimmed).map(|url| LinkCard {
        url: url.into(),
        title: None,
        description: None,
        image_media_ix: None,
    });
    item.kind = if item.poll.is_some() { ItemKind::Poll } else { kind_of(&item) };
    if is_empty(&item) {
        return no(Why::Empty, "nothing to show");
    }
    finish(&mut item, VERSION);
    Ok(item)
}

fn is_ours(node: Node<'_>, account: Option<&str>) -> bool {
    let Some(account) = account.map(|account| account.trim_start_matches('@')) else { return true };
    if account.bytes().all(|byte| byte.is_ascii_digit()) {
        node.get("owner").and_then(|owner| owner.id("id")).is_none_or(|owner| owner == account)
    } else {
        node.text("username").is_none_or(|name| name.eq_ignore_ascii_case(account))
    }
}

/// A post of somebody else, passed on without a word: a link, if there is an address.
fn repeated(mut item: Item) -> Result<Item, Skip> {
    let Some(url) = item.canonical_url.clone() else {
        return Err(Skip::new(
            Some(item.native_id.0),
            Why::NotOurs,
            "somebody else's post, repeated without an address",
        ));
    };
    item.kind = ItemKind::RepostLink;
    item.link_card = Some(LinkCard { url, title: None, description: None, image_media_ix: None });
    finish(&mut item, VERSION);
    Ok(item)
}

/// The text, the longer text that hangs on it, and the topic as a hashtag.
fn words(node: Node<'_>) -> String {
    let mut text = node.text("text").unwrap_or_default().to_owned();
    let longer = node.get("text_attachment").and_then(|attachment| attachment.text("plaintext"));
    let topic =
        node.text("topic_tag").map(str::trim).filter(|topic| topic.chars().all(|c| c.is_alphanumeric() || c == '_'));
    let topic = topic.map(|topic| format!("#{topic}")).filter(|topic| !text.contains(topic.as_str()));
    for more in [longer, topic.as_deref()].into_iter().flatten() {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(more.trim());
    }
    text
}

/// Words that are covered until the reader asks. Taken as code points: the unit is not documented.
fn spoilers(node: Node<'_>, text: &str) -> Vec<ItemSpan> {
    let marks = node.list("text_entities").into_iter().filter(|mark| mark.text("entity_type") == Some("SPOILER"));
    let span = |mark: Node<'_>| {
        let (start, end) = bytes_of(text, mark.whole("offset")?, mark.whole("length")?)?;
        Some(ItemSpan { start, end, kind: SpanKind::Spoiler, href: None, native_ref: None })
    };
    marks.filter_map(span).collect()
}

fn media(node: Node<'_>, kind: &str) -> Vec<ItemMedia> {
    let children = node.list("children");
    if kind == "CAROUSEL_ALBUM" && !children.is_empty() {
        return children
            .into_iter()
            .filter_map(|child| one(child, child.text("media_type").unwrap_or_default()))
            .collect();
    }
    one(node, kind).into_iter().collect()
}

fn one(node: Node<'_>, kind: &str) -> Option<ItemMedia> {
    let sort = match kind {
        "IMAGE" => MediaKind::Image,
        "VIDEO" => MediaKind::Video,
        "AUDIO" => MediaKind::Audio,
        // A carousel's child of which only the id is known.
        "" if node.has("media_url") => MediaKind::Image,
        _ => return None,
    };
    let mut found = medium(sort, node.id("id"), node.text("media_url"))?;
    found.alt = node.text("alt_text").map(|alt| alt.trim().to_owned());
    found.alt_source = if found.alt.is_some() { AltOrigin::Author } else { AltOrigin::None };
    found.poster = node.text("thumbnail_url").map(str::to_owned).filter(|_| sort == MediaKind::Video);
    Some(found)
}

/// The options; votes are counters.
fn poll(node: Node<'_>) -> Option<Poll> {
    let attachment = node.get("poll_attachment")?;
    let names = ["option_a", "option_b", "option_c", "option_d"];
    let options: Vec<String> = names.into_iter().filter_map(|name| attachment.text(name)).map(str::to_owned).collect();
    if options.is_empty() {
        return None;
    }
    Some(Poll { options, closes_at: attachment.time("expiration_timestamp"), multiple: false })
}

/// Whom we quote is not told; the quoted post is shown at our own post's page.
fn quote(node: Node<'_>, permalink: Option<&str>) -> Option<Quote> {
    let quoted = node.get("quoted_post")?;
    let url = quoted.text("permalink").or(permalink).unwrap_or(SITE).to_owned();
    Some(Quote { url, author: None, native_id: quoted.id("id") })
}
