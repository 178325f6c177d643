//! YouTube's Atom: a channel's feed of its 15 newest videos gives items; what the hub pushes (the same form, and
//! tombstones after RFC 6721) gives hints only. Out: [`Parsed`]. Called by `normalise`.

use super::super::address_clean::absolute;
use super::super::contract::{Hint, HintVerb, NormaliseCx, Parsed, Profile};
use super::super::failure::SourceError;
use super::super::feed::xml_names::Ns;
use super::super::feed::xml_tree::{self, Element};
use super::super::sorting::{Sorted, not_ours, sort};
use super::super::time_parse::parse_time;
use super::normalise::channel_page;
use super::video_read::{Video, item};
use crate::domain::item::{ItemMedia, NativeId};
use crate::domain::media::MediaKind;
use crate::domain::source::Cause;

/// Entries of one document that are read.
const MAX_ENTRIES: usize = 100;

/// Reads a feed or a push.
///
/// # Errors
/// [`Cause::WebPage`] for a page, [`Cause::NotAFeed`] for other XML.
pub fn read(document: &str, cx: &NormaliseCx) -> Result<Parsed, SourceError> {
    let document = xml_tree::read(document);
    let Some(feed) = document.top.find(4, &|element| element.ns == Ns::Atom && element.name == "feed") else {
        let page = document.top.find(4, &|element| element.name == "html").is_some();
        let cause = if page { Cause::WebPage } else { Cause::NotAFeed };
        return Err(SourceError::new(cause, "YouTube answers with something that is not a feed"));
    };
    let entries: Vec<&Element> = feed.all(Ns::Atom, "entry").take(MAX_ENTRIES).collect();
    let tombstones: Vec<&Element> = feed.elements().filter(|element| element.name == "deleted-entry").collect();
    let pushed = feed.line(Ns::Atom, "id").is_none() || !tombstones.is_empty();
    if pushed {
        let created =
            entries.iter().filter(|entry| is_of(channel(entry).as_deref(), cx)).filter_map(|entry| video(entry));
        let gone = tombstones.iter().take(MAX_ENTRIES).filter(|stone| is_of(channel(stone).as_deref(), cx));
        let gone = gone.filter_map(|stone| stone.attr("ref").and_then(of_urn));
        let hint = |id: String, verb| Hint { native_id: NativeId(id), verb };
        let hints = created.map(|id| hint(id, HintVerb::Create)).chain(gone.map(|id| hint(id, HintVerb::Delete)));
        return Ok(Parsed { hints: hints.collect(), ..Parsed::default() });
    }
    let own = channel(feed);
    let mut parsed = sort(entries.into_iter().map(|entry| one(entry, cx)).collect(), cx);
    parsed.profile =
        Profile { name: feed.line(Ns::Atom, "title"), site_url: own.as_deref().map(channel_page), lang: None };
    parsed.damaged = document.damaged;
    Ok(parsed)
}

fn is_of(channel: Option<&str>, cx: &NormaliseCx) -> bool {
    cx.account.is_none() || channel.is_none() || channel == cx.account.as_deref()
}

/// `yt:videoId`, else the entry's id `yt:video:…`.
fn video(entry: &Element) -> Option<String> {
    let named = entry.elements().find(|element| element.name == "videoid").map(Element::text);
    let named = named.map(|id| id.trim().to_owned()).filter(|id| !id.is_empty());
    named.or_else(|| entry.line(Ns::Atom, "id").as_deref().and_then(of_urn))
}

fn of_urn(urn: &str) -> Option<String> {
    urn.trim().strip_prefix("yt:video:").filter(|id| !id.is_empty()).map(str::to_owned)
}

/// `yt:channelId`, else the address of the author or of who deleted it.
fn channel(element: &Element) -> Option<String> {
    let named = element.elements().find(|child| child.name == "channelid").map(|child| child.text().trim().to_owned());
    let by = element.elements().find(|child| matches!(child.name.as_str(), "author" | "by"));
    let address = || by?.elements().find(|child| child.name == "uri").map(Element::text);
    let of_address = || Some(address()?.split("/channel/").nth(1)?.split(['/', '?']).next()?.trim().to_owned());
    named
        .filter(|id| !id.is_empty())
        .or_else(of_address)
        .map(|id| if id.starts_with("UC") || id.len() != 22 { id } else { format!("UC{id}") })
}

fn one(entry: &Element, cx: &NormaliseCx) -> Sorted {
    let Some(id) = video(entry) else { return not_ours(None, "an entry that is not a video") };
    let channel = channel(entry);
    if !is_of(channel.as_deref(), cx) {
        return not_ours(Some(id), "a video of another channel");
    }
    let group = entry.first(Ns::Media, "group");
    let described = group.and_then(|group| group.first(Ns::Media, "description")).map(Element::text);
    let still = group.and_then(|group| group.first(Ns::Media, "thumbnail")).and_then(|thumbnail| {
        let side = |name: &str| thumbnail.attr(name).and_then(|text| text.parse().ok()).filter(|side| *side > 0);
        let url = absolute(cx.base_url.as_ref(), thumbnail.attr("url")?)?;
        Some(ItemMedia { w: side("width"), h: side("height"), ..ItemMedia::at(MediaKind::Image, url.into()) })
    });
    Ok(item(Video {
        id,
        channel,
        title: entry.line(Ns::Atom, "title"),
        description: described.unwrap_or_default(),
        created_at: entry.line(Ns::Atom, "published").and_then(|text| parse_time(&text, &cx.zone)),
        still,
        lang: None,
        planned: None,
        upcoming: false,
    }))
}
