//! Writes a feed as Atom (RFC 4287).

use std::collections::BTreeMap;

use atom_syndication as atom;

use super::feed::{Entry, Feed};
use super::render::RenderError;

/// The document.
///
/// # Errors
/// When a time cannot be written or the writer fails.
pub fn write(feed: &Feed) -> Result<String, RenderError> {
    let document = atom::Feed {
        title: feed.title.clone().into(),
        subtitle: Some(feed.description.clone().into()),
        id: feed.home.clone(),
        updated: time(feed.updated)?,
        lang: Some(feed.language.clone()),
        icon: feed.icon.clone(),
        authors: vec![person(&feed.author)],
        generator: Some(atom::Generator { value: "Ausrufer".into(), uri: None, version: None }),
        links: vec![
            link(&feed.own, "self", Some("application/atom+xml")),
            link(&feed.home, "alternate", Some("text/html")),
        ],
        entries: feed.entries.iter().map(entry).collect::<Result<_, _>>()?,
        namespaces: BTreeMap::new(),
        ..atom::Feed::default()
    };
    let mut out = Vec::new();
    document.write_to(&mut out).map_err(|error| RenderError::Feed(error.to_string()))?;
    String::from_utf8(out).map_err(|error| RenderError::Feed(error.to_string()))
}

fn entry(entry: &Entry) -> Result<atom::Entry, RenderError> {
    let mut links = vec![link(&entry.href, "alternate", Some("text/html"))];
    links.extend(entry.original.as_deref().map(|href| link(href, "via", None)));
    links.extend(entry.files.iter().map(|file| atom::Link {
        title: file.alt.clone(),
        length: Some(file.bytes.to_string()),
        ..link(&file.href, "enclosure", Some(file.mime))
    }));
    Ok(atom::Entry {
        title: entry.title.clone().into(),
        id: entry.id.clone(),
        updated: time(entry.updated)?,
        published: Some(time(entry.published)?),
        authors: vec![person(&entry.author)],
        categories: entry
            .tags
            .iter()
            .map(|tag| atom::Category { term: tag.clone(), ..atom::Category::default() })
            .collect(),
        links,
        content: Some(atom::Content {
            lang: Some(entry.language.clone()),
            value: Some(entry.html.clone()),
            content_type: Some("html".into()),
            ..atom::Content::default()
        }),
        ..atom::Entry::default()
    })
}

fn link(href: &str, rel: &str, mime: Option<&str>) -> atom::Link {
    atom::Link {
        href: href.to_owned(),
        rel: rel.to_owned(),
        mime_type: mime.map(str::to_owned),
        ..atom::Link::default()
    }
}

fn person(name: &str) -> atom::Person {
    atom::Person { name: name.to_owned(), ..atom::Person::default() }
}

fn time(at: jiff::Timestamp) -> Result<atom::FixedDateTime, RenderError> {
    chrono::DateTime::from_timestamp(at.as_second(), 0)
        .map(|utc| utc.fixed_offset())
        .ok_or_else(|| RenderError::Feed(format!("{at} is out of range")))
}
