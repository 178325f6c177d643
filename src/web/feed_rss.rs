//! Writes a feed as RSS 2.0 with `content:encoded` and `atom:link`. RSS takes one enclosure per item; the others are in the
//! text.

use std::collections::BTreeMap;

use rss::extension::{Extension, ExtensionMap};
use rss::{Category, Channel, Enclosure, Guid, Item};

use super::feed::{Entry, Feed};
use super::render::RenderError;

const ATOM: &str = "http://www.w3.org/2005/Atom";
const DUBLIN_CORE: &str = "http://purl.org/dc/elements/1.1/";
const CONTENT: &str = "http://purl.org/rss/1.0/modules/content/";

/// The document.
///
/// # Errors
/// When the writer fails.
pub fn write(feed: &Feed) -> Result<String, RenderError> {
    let own = Extension {
        name: "atom:link".into(),
        attrs: [("href", feed.own.as_str()), ("rel", "self"), ("type", "application/rss+xml")]
            .map(|(name, value)| (name.into(), value.into()))
            .into(),
        ..Extension::default()
    };
    let channel = Channel {
        title: feed.title.clone(),
        link: feed.home.clone(),
        description: feed.description.clone(),
        language: Some(feed.language.clone()),
        generator: Some("Ausrufer".into()),
        last_build_date: (!feed.entries.is_empty()).then(|| time(feed.updated)),
        ttl: Some("5".into()),
        items: feed.entries.iter().map(item).collect(),
        extensions: ExtensionMap::from([("atom".into(), BTreeMap::from([("link".into(), vec![own])]))]),
        namespaces: [("atom", ATOM), ("dc", DUBLIN_CORE), ("content", CONTENT)]
            .map(|(prefix, address)| (prefix.into(), address.into()))
            .into(),
        ..Channel::default()
    };
    let mut out = Vec::new();
    channel.write_to(&mut out).map_err(|error| RenderError::Feed(error.to_string()))?;
    String::from_utf8(out).map_err(|error| RenderError::Feed(error.to_string()))
}

fn item(entry: &Entry) -> Item {
    let creator = Extension { name: "dc:creator".into(), value: Some(entry.author.clone()), ..Extension::default() };
    Item {
        title: Some(entry.title.clone()),
        link: Some(entry.href.clone()),
        description: Some(crate::domain::body_text::shorten(&entry.text, 300)),
        content: Some(entry.html.clone()),
        guid: Some(Guid { value: entry.id.clone(), permalink: false }),
        pub_date: Some(time(entry.published)),
        categories: entry.tags.iter().map(|tag| Category { name: tag.clone(), domain: None }).collect(),
        enclosure: entry.files.first().map(|file| Enclosure {
            url: file.href.clone(),
            length: file.bytes.to_string(),
            mime_type: file.mime.into(),
        }),
        extensions: ExtensionMap::from([("dc".into(), BTreeMap::from([("creator".into(), vec![creator])]))]),
        ..Item::default()
    }
}

/// RFC 822 with a four-digit year.
fn time(at: jiff::Timestamp) -> String {
    at.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}
