//! A page that lists articles → its entries. In: the page and what staff said. Out: a [`List`], empty when nothing was
//! found. Selectors of staff come first; then JSON-LD; then what `list_detect` recognises. Called by `poll` and
//! `document_parse`.

use std::collections::HashSet;

use jiff::tz::TimeZone;
use url::Url;

use super::super::feed::Content;
use super::entry_read::{Entry, MAX_TEASER, address_of, heading, of_block, of_thing, page_address};
use super::event_read::event_of;
use super::list_detect::detect;
use super::page::{Page, all, first};
use super::settings::HtmlSettings;
use crate::domain::body_text::shorten;

/// Entries read from one page.
const MAX_ENTRIES: usize = 200;

/// What a page lists.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct List {
    /// In the order of the page, each once.
    pub entries: Vec<Entry>,
    /// The next page of the same list.
    pub next: Option<Url>,
}

/// Reads a list.
#[must_use]
pub fn read(page: &Page, settings: &HtmlSettings, zone: &TimeZone) -> List {
    let found = match &settings.item {
        Some(selector) => {
            let blocks = all(page.html.root_element(), selector);
            blocks.into_iter().filter_map(|block| of_block(block, settings, page, zone)).collect()
        }
        None => Some(of_things(page, zone))
            .filter(|entries| entries.len() > 1)
            .or_else(|| detect(page, zone))
            .unwrap_or_default(),
    };
    let mut keys = HashSet::new();
    let entries = found.into_iter().filter(Entry::has_title).filter(|entry| keys.insert(entry.key())).take(MAX_ENTRIES);
    List { entries: entries.collect(), next: next(page, settings) }
}

/// The entries that JSON-LD names beside the page itself.
fn of_things(page: &Page, zone: &TimeZone) -> Vec<Entry> {
    let here = page.address.clone().map(page_address);
    let others = page.things.iter().filter(|thing| {
        let link = thing.url.clone().map(page_address);
        (link.is_some() && link != here) || (link.is_none() && thing.event.is_some())
    });
    others
        .filter_map(|thing| {
            let event = thing.event.as_ref().and_then(|event| event_of(event, thing.url.as_ref(), zone));
            let mut entry = of_thing(thing, event)?;
            if entry.link.is_some() {
                // The article's own page will give the whole text.
                entry.teaser = entry.teaser.map(|text| shorten(&Content::guess(&text).text(), MAX_TEASER));
            }
            Some(entry)
        })
        .collect()
}

/// The entry that a piece of a page consists of.
#[must_use]
pub fn lone_block(page: &Page, zone: &TimeZone) -> Option<Entry> {
    let block = first(page.html.root_element(), "body")?.child_elements().next()?;
    let entry = of_block(block, &HtmlSettings::default(), page, zone).filter(Entry::has_title)?;
    (entry.date.is_some() || heading(block).is_some()).then_some(entry)
}

/// The link to the next page: what staff said, else `rel="next"`.
fn next(page: &Page, settings: &HtmlSettings) -> Option<Url> {
    let root = page.html.root_element();
    let link = match &settings.next {
        Some(selector) => {
            let chosen = first(root, selector)?;
            if address_of(chosen, page).is_some() { chosen } else { first(chosen, "a[href]")? }
        }
        None => first(root, "a[rel~=next][href], link[rel~=next][href]")?,
    };
    let url = address_of(link, page)?;
    let host = |url: &Url| url.host_str().map(str::to_owned);
    (page.address.as_ref().is_none_or(|here| host(here) == host(&url))).then_some(url)
}

/// An address for comparing pages of a list: of a parameter given several times only the last counts, since pagers that
/// append to their own address never come to an end otherwise.
#[must_use]
pub fn pager_key(url: &Url) -> String {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for (name, value) in url.query_pairs() {
        pairs.retain(|(known, _)| *known != name);
        pairs.push((name.into_owned(), value.into_owned()));
    }
    pairs.sort();
    format!("{}{} {pairs:?}", url.host_str().unwrap_or_default(), url.path())
}
