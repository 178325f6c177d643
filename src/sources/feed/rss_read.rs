//! RSS 0.9x, 1.0 and 2.0. In: the tree of a document whose root is `rss`, `rdf:RDF` or a bare `channel`.
//! Out: a [`Draft`]. Called by `document_parse`.

use url::Url;

use super::super::address_clean::absolute;
use super::super::contract::Profile;
use super::draft::{Content, Draft, Entry, one_line};
use super::hub_read;
use super::media_read;
use super::xml_names::Ns;
use super::xml_tree::Element;

/// Reads a feed. `base` is where the document came from, if known.
#[must_use]
pub fn read(root: &Element, base: Option<&Url>) -> Draft {
    let outer = root.base(base);
    let channel = if root.name == "channel" { Some(root) } else { root.first(Ns::Core, "channel") };
    let head = channel.unwrap_or(root);
    let hub = hub_read::of_links(head, Ns::Atom, outer.as_ref());
    let base = head.base(outer.as_ref()).or_else(|| own_address(head));
    let site = head.line(Ns::Core, "link").and_then(|link| absolute(base.as_ref(), &link));
    let lang = head
        .line(Ns::Core, "language")
        .or_else(|| head.line(Ns::Dc, "language"))
        .or_else(|| head.attr("xml:lang").or_else(|| root.attr("xml:lang")).map(str::to_owned));
    let profile = Profile {
        name: head.first(Ns::Core, "title").and_then(|title| one_line(&guess(title))),
        site_url: site.as_ref().map(Url::to_string),
        lang: None,
    };
    let base = base.or(site);
    // RSS 1.0 lists items beside the channel, RSS 2.0 inside it; some feeds do both.
    let beside = channel.filter(|channel| !std::ptr::eq(*channel, root)).map(|_| root);
    let items = head.all(Ns::Core, "item").chain(beside.into_iter().flat_map(|root| root.all(Ns::Core, "item")));
    let entries = items.map(|item| entry(item, base.as_ref(), lang.as_deref())).collect();
    let ttl_s =
        head.line(Ns::Core, "ttl").and_then(|minutes| minutes.parse::<u32>().ok()).map(|m| m.saturating_mul(60));
    Draft {
        profile: Profile { lang: lang.as_deref().and_then(super::draft::primary_language), ..profile },
        entries,
        ttl_s,
        hub,
    }
}

/// `atom:link rel="self"`.
fn own_address(channel: &Element) -> Option<Url> {
    let link = channel.all(Ns::Atom, "link").find(|link| link.attr("rel") == Some("self"))?;
    absolute(None, link.attr("href")?)
}

fn entry(item: &Element, base: Option<&Url>, lang: Option<&str>) -> Entry {
    let outer = item.base(base);
    let guid = item.first(Ns::Core, "guid");
    let guid_text = item.line(Ns::Core, "guid");
    let link = link(item, outer.as_ref()).or_else(|| {
        let permanent = guid?.attr("ispermalink").is_none_or(|value| !value.eq_ignore_ascii_case("false"));
        absolute(None, guid_text.as_deref()?).filter(|_| permanent)
    });
    let about = || item.attr("rdf:about").or_else(|| item.attr("about")).map(str::to_owned);
    // Relative addresses in the text are meant from the item's own page unless xml:base says otherwise.
    let inner = if item.attr("xml:base").is_some() { outer.clone() } else { link.clone().or(outer) };
    Entry {
        id: guid_text.or_else(|| item.line(Ns::Atom, "id")).or_else(about),
        title: item
            .first(Ns::Core, "title")
            .and_then(|title| one_line(&guess(title)))
            .or_else(|| item.line(Ns::Dc, "title"))
            .or_else(|| item.line(Ns::Media, "title")),
        body: body(item),
        published: item
            .line(Ns::Core, "pubdate")
            .or_else(|| item.line(Ns::Dc, "date"))
            .or_else(|| item.line(Ns::DcTerms, "issued"))
            .or_else(|| item.line(Ns::DcTerms, "created"))
            .or_else(|| item.line(Ns::Atom, "published")),
        updated: item.line(Ns::Atom, "updated").or_else(|| item.line(Ns::DcTerms, "modified")),
        lang: item
            .attr("xml:lang")
            .map(str::to_owned)
            .or_else(|| item.line(Ns::Dc, "language"))
            .or_else(|| lang.map(str::to_owned)),
        media: media_read::of_item(item, inner.as_ref()),
        base: inner,
        link,
        cut: item.cut,
    }
}

fn link(item: &Element, base: Option<&Url>) -> Option<Url> {
    item.line(Ns::Core, "link").and_then(|link| absolute(base, &link)).or_else(|| {
        let links = item.all(Ns::Atom, "link").chain(item.all(Ns::Core, "link"));
        let mut alternate = links.filter(|link| link.attr("rel").is_none_or(|rel| rel == "alternate"));
        alternate.find_map(|link| absolute(base, link.attr("href")?))
    })
}

fn body(item: &Element) -> Content {
    let full = [(Ns::Content, "encoded"), (Ns::Atom, "content"), (Ns::Xhtml, "body"), (Ns::Core, "encoded")];
    let short = [
        (Ns::Core, "description"),
        (Ns::Core, "summary"),
        (Ns::Atom, "summary"),
        (Ns::Dc, "description"),
        (Ns::Itunes, "summary"),
        (Ns::Media, "description"),
    ];
    let pick = |names: &[(Ns, &str)]| {
        let found = names.iter().filter_map(|(ns, name)| item.first(*ns, name)).map(guess);
        found.into_iter().find(|content| *content != Content::None).unwrap_or_default()
    };
    Content::fuller(pick(&full), pick(&short))
}

/// RSS does not say whether a text is markup; unescaped elements inside certainly are.
fn guess(element: &Element) -> Content {
    if element.has_elements() { Content::html(&element.markup()) } else { Content::guess(&element.text()) }
}
