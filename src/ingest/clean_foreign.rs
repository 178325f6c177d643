//! Other people's posts: a share or a quote becomes a line with a link, never a copy of words or pictures
//! (spec/sources.md §16, "Foreign content"). In: an item. Out: the item without what is not ours, and that line.

use std::borrow::Cow;
use std::sync::Arc;

use url::Url;

use crate::domain::body_text::shorten;
use crate::domain::item::{Item, ItemKind};
use crate::i18n::Locale;

use super::clean_links::{same_page, web};
use super::clean_runs::{Draft, Run, Style};

/// Characters of a name or a title in the line.
const LIMIT: usize = 100;

/// The item without other people's words and pictures; this is what may be stored.
#[must_use]
pub fn without_foreign(item: &Item) -> Cow<'_, Item> {
    let share = item.kind == ItemKind::RepostLink;
    let picture = item.link_card.as_ref().and_then(|card| card.image_media_ix);
    let describes = item.link_card.as_ref().is_some_and(|card| card.description.is_some());
    let words = share && (!item.text.is_empty() || item.html.is_some() || !item.media.is_empty());
    if !words && picture.is_none() && !describes {
        return Cow::Borrowed(item);
    }
    let mut ours = item.clone();
    if let Some(card) = &mut ours.link_card {
        card.description = None;
        card.image_media_ix = None;
    }
    if let Some(at) = picture.filter(|at| *at < ours.media.len()) {
        ours.media.remove(at);
    }
    if share {
        ours.text.clear();
        ours.spans.clear();
        ours.media.clear();
        (ours.html, ours.poll, ours.event) = (None, None, None);
    }
    Cow::Owned(ours)
}

/// What a share is called: the name of what was shared, or of whom.
pub(super) fn title(item: &Item) -> Option<String> {
    if item.kind != ItemKind::RepostLink {
        return None;
    }
    let card = item.link_card.as_ref().and_then(|card| card.title.as_deref());
    let author = item.quote.as_ref().and_then(|quote| quote.author.as_deref());
    [item.title.as_deref(), card, author].into_iter().flatten().map(str::trim).find(|name| !name.is_empty()).map(line)
}

/// The lines that stand for what is not ours: shared, quoted, linked. A page that the text links already needs no line.
pub(super) fn cards(item: &Item, linked: &[String], language: &str) -> Vec<Draft> {
    let locale = if language.starts_with("de") { Locale::De } else { Locale::En };
    let mut lines: Vec<(String, Draft)> = Vec::new();
    let share = item.kind == ItemKind::RepostLink;
    let quote = item.quote.as_ref().map(|quote| (quote.url.as_str(), quote.author.as_deref(), "shared-card"));
    let card = item
        .link_card
        .as_ref()
        .map(|card| (card.url.as_str(), card.title.as_deref(), if share { "shared-card" } else { "linked-card" }));
    let own = item.canonical_url.as_deref().filter(|_| share).map(|url| (url, None, "shared-card"));
    for (raw, name, key) in [quote, card, own].into_iter().flatten() {
        let Some(url) = web(raw, None) else { continue };
        let known = linked.iter().chain(lines.iter().map(|(url, _)| url)).any(|known| same_page(known, &url));
        // A share is one line: the first address that leads there.
        if known || (share && !lines.is_empty()) {
            continue;
        }
        let site = site(&url);
        let name = name.map(str::trim).filter(|name| !name.is_empty()).map(line).or_else(|| title(item));
        let words = match name {
            Some(name) => locale.with(key, &[("name", name.into()), ("site", site.into())]),
            None => locale.with("shared-page", &[("site", site.into())]),
        };
        let style = Style { href: Some(Arc::from(url.as_str())), ..Style::default() };
        lines.push((url, Draft::Paragraph(vec![Run::text(words, style)])));
    }
    lines.into_iter().map(|(_, draft)| draft).collect()
}

/// One short line of plain words.
fn line(text: &str) -> String {
    shorten(text, LIMIT)
}

/// The host as people know it.
fn site(url: &str) -> String {
    let host = Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    host.strip_prefix("www.").map_or(host.clone(), str::to_owned)
}
