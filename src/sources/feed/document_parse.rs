//! A feed's bytes become items. In: the body of an answer. Out: [`Parsed`], or why this is no feed. Pure.
//! One lenient reader for sound and broken feeds alike, so that a feed that breaks today and is mended tomorrow gives
//! the same items with the same hashes. Called by `poll`, `discover` and `source parse`.

use super::super::contract::{NormaliseCx, Parsed, Quarantined};
use super::super::failure::SourceError;
use super::draft::Draft;
use super::xml_names::Ns;
use super::xml_tree::Element;
use super::{atom_read, charset_decode, item_build, json_read, rss_read, xml_tree};
use crate::domain::source::{Aside, Cause};

/// How far below the top a root is looked for: behind the warnings of a server that prints them before the feed.
const ROOT_DEPTH: usize = 6;

/// More entries than this are not read; feeds of towns list ten to a few hundred.
const MAX_ENTRIES: usize = 2000;

/// Reads a feed of any kind.
///
/// # Errors
/// [`Cause::WebPage`] or [`Cause::Sitemap`] for those, [`Cause::NotAFeed`] for anything else that is no feed.
pub fn parse(raw: &[u8], cx: &NormaliseCx) -> Result<Parsed, SourceError> {
    let text = charset_decode::decode(raw, cx.charset.as_deref());
    let text = text.trim_start_matches(['\u{feff}', '\u{0}']).trim_start();
    if text.is_empty() {
        return Err(SourceError::new(Cause::EmptyAnswer, "the address answers with nothing"));
    }
    if text.starts_with(['{', '[']) {
        return parse_json(text, cx);
    }
    let document = xml_tree::read(text);
    let page = document.top.first(Ns::Core, "html").or_else(|| document.top.first(Ns::Xhtml, "html"));
    let Some(root) = document.top.find(ROOT_DEPTH, &is_root).filter(|_| page.is_none()) else {
        return Err(no_feed(text));
    };
    let draft = match root.name.as_str() {
        "feed" | "entry" => atom_read::read(root, cx.base_url.as_ref()),
        _ => rss_read::read(root, cx.base_url.as_ref()),
    };
    Ok(finish(draft, document.damaged, Vec::new(), cx))
}

fn is_root(element: &Element) -> bool {
    match element.name.as_str() {
        "rss" | "channel" | "feed" | "entry" => matches!(element.ns, Ns::Core | Ns::Atom),
        "rdf" => element.ns == Ns::Rdf,
        _ => false,
    }
}

fn no_feed(text: &str) -> SourceError {
    let head: String = text.chars().take(2000).collect::<String>().to_lowercase();
    if ["<!doctype html", "<html", "<body", "<head"].iter().any(|mark| head.contains(mark)) {
        SourceError::new(Cause::WebPage, "the address answers with a web page, not with a feed")
    } else if head.contains("<urlset") || head.contains("<sitemapindex") {
        SourceError::new(Cause::Sitemap, "the address answers with a sitemap, not with a feed")
    } else {
        SourceError::new(Cause::NotAFeed, "the address answers with something that is not a feed")
    }
}

fn parse_json(text: &str, cx: &NormaliseCx) -> Result<Parsed, SourceError> {
    let document: serde_json::Value = serde_json::from_str(text)
        .map_err(|error| SourceError::new(Cause::NotAFeed, format!("the answer is not valid JSON: {error}")))?;
    let mut draft = json_read::read(&document, cx.base_url.as_ref())
        .ok_or_else(|| SourceError::new(Cause::NotAFeed, "the address answers with JSON that is not a JSON Feed"))?;
    let all = draft.entries.len();
    let values = document.get("items").and_then(serde_json::Value::as_array);
    let sound: Vec<bool> = values.into_iter().flatten().map(serde_json::Value::is_object).collect();
    let mut sound = sound.into_iter();
    draft.entries.retain(|_| sound.next().unwrap_or(false));
    let broken = Quarantined {
        native_id: None,
        aside: Aside::NoEntry,
        reason: "an item is not an object".to_owned(),
        excerpt: String::new(),
    };
    let aside = vec![broken; all - draft.entries.len()];
    Ok(finish(draft, !aside.is_empty(), aside, cx))
}

fn finish(mut draft: Draft, mut damaged: bool, mut aside: Vec<Quarantined>, cx: &NormaliseCx) -> Parsed {
    if draft.entries.len() > MAX_ENTRIES {
        let reason = format!("the feed lists {} entries; only the first {MAX_ENTRIES} are read", draft.entries.len());
        aside.push(Quarantined { native_id: None, aside: Aside::TooMany, reason, excerpt: String::new() });
        draft.entries.truncate(MAX_ENTRIES);
        damaged = true;
    }
    let (items, quarantined) = item_build::build(std::mem::take(&mut draft.entries), cx);
    aside.extend(quarantined);
    let Draft { profile, ttl_s, hub, .. } = draft;
    Parsed { items, quarantined: aside, profile, damaged, ttl_s, hub, ..Parsed::default() }
}
