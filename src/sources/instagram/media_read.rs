//! A medium of an Instagram account becomes an item: picture, video, reel, carousel, story. In: a media node. Out: an
//! [`Item`], or why there is none. Counters, comments and tagged people are never read. Called by `document_parse`.

use super::super::graph::item_finish::{finish, story_end};
use super::super::graph::marks_read::tags_and_names;
use super::super::graph::node::Node;
use super::super::graph::reading::{Skip, Why};
use super::super::graph::signed_address::medium;
use super::VERSION;
use crate::domain::item::{Item, ItemKind, ItemMedia, NativeId};
use crate::domain::media::{AltOrigin, MediaKind};

/// Where profiles live.
pub const PROFILES: &str = "https://www.instagram.com/";

/// Whose media count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Whose {
    ids: Vec<String>,
    username: Option<String>,
}

impl Whose {
    /// The account as its id or as its user name; nobody in particular without one.
    #[must_use]
    pub fn of(account: Option<&str>) -> Self {
        let mut whose = Self::default();
        match account.map(|account| account.trim_start_matches('@')).filter(|account| !account.is_empty()) {
            Some(id) if id.bytes().all(|byte| byte.is_ascii_digit()) => whose.ids.push(id.to_owned()),
            name => whose.username = name.map(str::to_owned),
        }
        whose
    }

    /// The same account under a further id (both logins number it differently) and its name.
    #[must_use]
    pub fn also(mut self, id: Option<String>, username: Option<String>) -> Self {
        if !self.ids.is_empty() {
            self.ids.extend(id);
        }
        self.username = self.username.or(username);
        self
    }

    /// Whether a listing under this id may be the account's.
    #[must_use]
    pub fn may_own(&self, id: &str) -> bool {
        self.ids.is_empty() || id == "me" || self.ids.iter().any(|own| own == id)
    }

    /// Names are compared first, as ids depend on the login; a node that says neither is believed.
    fn owns(&self, node: Node<'_>) -> bool {
        if let (Some(own), Some(name)) = (&self.username, node.text("username")) {
            return own.eq_ignore_ascii_case(name);
        }
        node.get("owner").and_then(|owner| owner.id("id")).is_none_or(|id| self.may_own(&id))
    }
}

/// Reads a medium.
///
/// # Errors
/// For media of others, advertisements, broadcasts on air, and what says nothing.
pub fn read(node: Node<'_>, whose: &Whose) -> Result<Item, Skip> {
    let Some(id) = node.id("id") else { return Err(Skip::new(None, Why::NoPost, "no id")) };
    let no = |why, reason| Err(Skip::new(Some(id.clone()), why, reason));
    if !whose.owns(node) {
        return no(Why::NotOurs, "somebody else's");
    }
    let product = node.text("media_product_type").unwrap_or_default();
    let kind = node.text("media_type").unwrap_or_default();
    if product == "AD" {
        return no(Why::NotPublic, "an advertisement that stands nowhere on the profile");
    }
    if product == "LIVE" || kind == "BROADCAST" {
        return no(Why::NoPost, "a broadcast on air");
    }
    if !node.has("timestamp") && !node.has("permalink") && !node.has("caption") && !node.has("media_url") {
        return no(Why::Empty, "nothing to show");
    }
    let mut item = Item::new(NativeId(id.clone()));
    let username = node.text("username");
    item.account_native_id = node.get("owner").and_then(|owner| owner.id("id")).or_else(|| username.map(str::to_owned));
    item.canonical_url = node.text("permalink").filter(|url| url.starts_with("https://")).map(str::to_owned);
    item.text = node.text("caption").unwrap_or_default().to_owned();
    item.spans = tags_and_names(&item.text, PROFILES);
    item.created_at = node.time("timestamp");
    item.ai_generated = node.flag("is_ai_generated");
    item.media = media(node, kind);
    let story = product == "STORY" || item.canonical_url.as_deref().is_some_and(|url| url.contains("/stories/"));
    item.kind = match kind {
        _ if story => ItemKind::Story,
        _ if product == "REELS" || item.canonical_url.as_deref().is_some_and(|url| url.contains("/reel/")) => {
            ItemKind::Reel
        }
        "CAROUSEL_ALBUM" => ItemKind::Album,
        "VIDEO" => ItemKind::Video,
        _ => ItemKind::Photo,
    };
    item.expires_at = item.created_at.as_ref().filter(|_| story).and_then(story_end);
    finish(&mut item, VERSION);
    Ok(item)
}

/// The pictures of a carousel in their order, else the one medium. A medium whose address is kept back (music rights) is
/// named without one; the page links the original.
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
    let picture = if kind == "VIDEO" { MediaKind::Video } else { MediaKind::Image };
    let mut found = medium(picture, node.id("id"), node.text("media_url"))?;
    found.alt = node.text("alt_text").map(|alt| alt.trim().to_owned());
    found.alt_source = if found.alt.is_some() { AltOrigin::Author } else { AltOrigin::None };
    found.poster = node.text("thumbnail_url").map(str::to_owned).filter(|_| picture == MediaKind::Video);
    Some(found)
}
