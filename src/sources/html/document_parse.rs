//! A recorded answer of a website becomes items. In: a page, a piece of one, a JSON-LD document or a sitemap. Out:
//! [`Parsed`]: items from what the document itself holds, hints from a sitemap. Pure. Called by `source parse`.

use serde_json::Value;

use super::super::charset_decode;
use super::super::contract::{Hint, HintVerb, NormaliseCx, Parsed, Profile, Quarantined};
use super::super::failure::SourceError;
use super::article_read::{self, is_article};
use super::entry_read::{Entry, of_thing, page_address};
use super::event_read::event_of;
use super::item_build::{build, identity};
use super::page::Page;
use super::schema_read::things;
use super::settings::HtmlSettings;
use super::{json_repair, list_read, sitemap};
use crate::domain::body_text::shorten;
use crate::domain::item::NativeId;
use crate::domain::source::{Aside, Cause};

/// Reads a document of any of these kinds.
///
/// # Errors
/// [`Cause::EmptyAnswer`], or [`Cause::NoDocument`] for what is neither markup nor JSON.
pub fn parse(raw: &[u8], cx: &NormaliseCx) -> Result<Parsed, SourceError> {
    let text = charset_decode::decode(raw, cx.charset.as_deref());
    let text = text.trim_start_matches(['\u{feff}', '\u{0}']).trim();
    if text.is_empty() {
        return Err(SourceError::new(Cause::EmptyAnswer, "the address answers with nothing"));
    }
    if text.starts_with(['{', '[']) {
        return json_repair::parse(text).map(|value| of_json(&value, cx)).ok_or_else(|| {
            SourceError::new(Cause::NoDocument, "the answer looks like JSON and cannot be read as such")
        });
    }
    if sitemap::is_sitemap(text) {
        return Ok(of_sitemap(text));
    }
    if !text.contains('<') {
        return Err(SourceError::new(Cause::NoDocument, "the address answers with something that is no web page"));
    }
    Ok(of_page(&Page::read(text, cx.base_url.as_ref()), cx))
}

fn of_json(value: &Value, cx: &NormaliseCx) -> Parsed {
    let found = things(value, cx.base_url.as_ref());
    let entries: Vec<Entry> = found
        .iter()
        .filter_map(|thing| {
            let event = thing.event.as_ref().and_then(|event| event_of(event, thing.url.as_ref(), &cx.zone));
            of_thing(thing, event)
        })
        .collect();
    collect(entries.iter(), "the document holds no article and no event of schema.org", cx)
}

fn of_sitemap(text: &str) -> Parsed {
    let hint = |address: url::Url| Hint { native_id: NativeId(page_address(address).into()), verb: HintVerb::Update };
    Parsed {
        hints: sitemap::entries(text).into_iter().map(|(address, _)| hint(address)).collect(),
        ..Parsed::default()
    }
}

fn of_page(page: &Page, cx: &NormaliseCx) -> Parsed {
    let settings = HtmlSettings::default();
    let list = list_read::read(page, &settings, &cx.zone);
    let profile = Profile { name: page.name(), site_url: None, lang: page.lang() };
    if list.entries.len() < 2 && is_article(page) {
        return Parsed { profile, ..of_article(page, &settings, cx) };
    }
    let mut entries = list.entries;
    if entries.is_empty() {
        entries.extend(list_read::lone_block(page, &cx.zone));
    }
    Parsed { profile, ..collect(entries.iter(), "the page lists nothing that can be recognised", cx) }
}

fn of_article(page: &Page, settings: &HtmlSettings, cx: &NormaliseCx) -> Parsed {
    let article = article_read::read(page, settings, &cx.zone);
    let link = article.canonical.clone().or_else(|| page.address.clone().map(page_address));
    let entry = Entry {
        link: link.or_else(|| page.things.first().and_then(|thing| thing.url.clone()).map(page_address)),
        title: article.title.clone().unwrap_or_default(),
        date: None,
        teaser: None,
        image: None,
        event: None,
        id: None,
        lang: None,
    };
    match build(&entry, Some(&article), identity(&entry, Some(&article)), cx) {
        Ok(item) => Parsed { items: vec![item], ..Parsed::default() },
        Err(aside) => Parsed { quarantined: vec![aside], ..Parsed::default() },
    }
}

fn collect<'a>(entries: impl Iterator<Item = &'a Entry>, otherwise: &str, cx: &NormaliseCx) -> Parsed {
    let mut parsed = Parsed::default();
    for entry in entries {
        let id = identity(entry, None);
        if parsed.items.iter().any(|known| known.native_id == id) {
            let reason = "another entry of this document has the same address".to_owned();
            let excerpt = shorten(&entry.title, 120);
            parsed.quarantined.push(Quarantined { native_id: Some(id), aside: Aside::Twice, reason, excerpt });
            continue;
        }
        match build(entry, None, id, cx) {
            Ok(item) => parsed.items.push(item),
            Err(aside) => parsed.quarantined.push(aside),
        }
    }
    if parsed.items.is_empty() && parsed.quarantined.is_empty() {
        let (reason, excerpt) = (otherwise.to_owned(), String::new());
        parsed.quarantined.push(Quarantined { native_id: None, aside: Aside::NoEntry, reason, excerpt });
    }
    parsed
}
