//! Atom 1.0 (RFC 4287) and, leniently, 0.3. In: the tree of a document whose root is `feed` or a single `entry`.
//! Out: a [`Draft`]. Called by `document_parse`.

use url::Url;

use super::super::address_clean::absolute;
use super::super::contract::Profile;
use super::draft::{Content, Draft, Entry, one_line, primary_language};
use super::xml_names::Ns;
use super::xml_tree::Element;
use super::{hub_read, media_read};

/// Reads a feed. `base` is where the document came from, if known.
#[must_use]
pub fn read(root: &Element, base: Option<&Url>) -> Draft {
    let ns = root.ns;
    let outer = root.base(base);
    let own = root.all(ns, "link").find(|link| link.attr("rel") == Some("self")).and_then(|link| link.attr("href"));
    let base = own.and_then(|href| absolute(outer.as_ref(), href)).filter(|_| outer.is_none()).or(outer);
    let site = link(root, base.as_ref());
    let lang = root.attr("xml:lang");
    let hub = hub_read::of_links(root, ns, base.as_ref());
    let profile = Profile {
        name: root.first(ns, "title").and_then(|title| one_line(&construct(title))),
        site_url: site.as_ref().map(Url::to_string),
        lang: lang.and_then(primary_language),
    };
    let base = base.or(site);
    let single = (root.name == "entry").then_some(root);
    let entries = single.into_iter().chain(root.all(ns, "entry")).map(|e| entry(e, base.as_ref(), lang)).collect();
    Draft { profile, entries, ttl_s: None, hub }
}

fn entry(entry: &Element, base: Option<&Url>, lang: Option<&str>) -> Entry {
    let ns = entry.ns;
    let outer = entry.base(base);
    let content = entry.first(ns, "content");
    let elsewhere = content.and_then(|content| content.attr("src"));
    let link = link(entry, outer.as_ref()).or_else(|| elsewhere.and_then(|src| absolute(outer.as_ref(), src)));
    let full = content.map(construct).unwrap_or_default();
    let summary = entry.first(ns, "summary").map(construct).unwrap_or_default();
    let described = entry.find(4, &|element| element.ns == Ns::Media && element.name == "description");
    let body = match (full, summary) {
        (Content::None, Content::None) => described.map(|text| Content::guess(&text.text())).unwrap_or_default(),
        (full, summary) => Content::fuller(full, summary),
    };
    let based = [Some(entry), content].into_iter().flatten().any(|element| element.attr("xml:base").is_some());
    let inner = match content.map(|content| content.base(outer.as_ref())) {
        Some(base) if based => base,
        _ => link.clone().or_else(|| outer.clone()),
    };
    let line = |names: &[&str]| names.iter().find_map(|name| entry.line(ns, name));
    Entry {
        id: entry.line(ns, "id"),
        title: entry.first(ns, "title").and_then(|title| one_line(&construct(title))),
        body,
        published: line(&["published", "issued", "created"]).or_else(|| entry.line(Ns::Dc, "date")),
        updated: line(&["updated", "modified"]),
        lang: [content, Some(entry)]
            .into_iter()
            .flatten()
            .find_map(|element| element.attr("xml:lang"))
            .or(lang)
            .map(str::to_owned),
        media: media_read::of_entry(entry, inner.as_ref()),
        base: inner,
        link,
        cut: entry.cut,
    }
}

/// The page for readers: `rel="alternate"` or none (RFC 4287 §4.2.7.2), HTML before other types.
fn link(element: &Element, base: Option<&Url>) -> Option<Url> {
    let alternates: Vec<&Element> = element
        .all(element.ns, "link")
        .filter(|link| link.attr("rel").is_none_or(|rel| rel == "alternate" || rel.ends_with("/alternate")))
        .collect();
    let html = alternates.iter().find(|link| link.attr("type").is_none_or(|kind| kind.contains("html")));
    let link = html.or(alternates.first())?;
    absolute(link.base(base).as_ref(), link.attr("href")?)
}

/// A text or content construct (RFC 4287 §3.1, §4.1.3.3; Atom 0.3 `mode`).
fn construct(element: &Element) -> Content {
    let kind = element.attr("type").unwrap_or("text").to_ascii_lowercase();
    if element.attr("mode") == Some("base64") {
        return Content::None;
    }
    match kind.as_str() {
        _ if element.has_elements() => Content::html(&element.markup()),
        "text" | "text/plain" => Content::plain(&element.text()),
        "html" | "xhtml" | "text/html" | "application/xhtml+xml" => Content::html(&element.text()),
        other if other.starts_with("text/") => Content::guess(&element.text()),
        _ => Content::None,
    }
}
