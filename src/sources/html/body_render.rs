//! The part of a page that is the message, as plain markup. In: the element that holds it. Out: markup with absolute
//! addresses and without navigation, buttons, forms, comments of visitors and other surroundings. What is left out by its
//! class name must be the smaller part, so that an unlucky name costs no text. Called by `article_read` and `entry_read`.

use scraper::{ElementRef, Node};
use url::Url;

use super::super::address_clean::absolute;
use super::super::html_read::TEXT_ELEMENTS;
use super::page::{all, words_of};
use crate::domain::body_html::escape;

/// Elements that are never part of a message.
const NEVER: &[&str] = &[
    "script", "style", "template", "noscript", "object", "svg", "math", "nav", "footer", "aside", "form", "button",
    "input", "select", "textarea", "dialog", "head", "title", "h1",
];

/// Words in class names of what surrounds a message.
const SURROUNDINGS: &[&str] = &[
    "share",
    "sharing",
    "shariff",
    "social",
    "breadcrumb",
    "breadcrumbs",
    "pager",
    "pagination",
    "navi",
    "nav",
    "navigation",
    "menu",
    "sidebar",
    "cookie",
    "comment",
    "comments",
    "kommentar",
    "kommentare",
    "respond",
    "related",
    "newsletter",
    "print",
    "drucken",
    "toolbar",
    "skiplink",
    "skiplinks",
    "backlink",
    "zurueck",
    "rating",
    "views",
    "viewcount",
    "hits",
    "counter",
    "readspeaker",
    "vorlesen",
];

/// Elements that are kept with their name beside those of any text; of all others only the content is.
const KEPT: &[&str] =
    &["table", "thead", "tbody", "tr", "th", "td", "caption", "sub", "sup", "a", "video", "audio", "iframe"];

/// Elements that stand on their own but mean nothing: they become a `div`.
const WRAPPERS: &[&str] = &["div", "section", "article", "header", "main", "details", "summary", "address"];

/// Pictures wider than this are not needed.
const MAX_WIDTH: f64 = 2560.0;

/// Renders what an element holds.
#[must_use]
pub fn render(root: ElementRef<'_>, base: Option<&Url>) -> String {
    let whole = root.text().map(str::len).sum::<usize>();
    let mut out = String::new();
    let mut stack: Vec<_> = root.children().rev().map(|child| (child, false)).collect();
    while let Some((node, leaving)) = stack.pop() {
        if let Node::Text(text) = node.value() {
            out.push_str(&escape(text));
        }
        let Some(element) = ElementRef::wrap(node) else { continue };
        let name = element.value().name();
        let tag = tag_of(name);
        if leaving {
            if let Some(tag) = tag {
                out.push_str(&format!("</{tag}>"));
            }
            continue;
        }
        if is_surrounding(element, whole) {
            continue;
        }
        match name {
            "br" | "hr" => out.push_str(&format!("<{name}>")),
            "img" => out.push_str(&picture(element, None, base)),
            "picture" => {
                let best = best_candidate(element);
                if let Some(img) = all(element, "img").first() {
                    out.push_str(&picture(*img, best, base));
                }
            }
            _ => {
                if let Some(tag) = tag {
                    out.push_str(&opening(tag, element, base));
                }
                stack.push((node, true));
                stack.extend(node.children().rev().map(|child| (child, false)));
            }
        }
    }
    out.trim().to_owned()
}

fn tag_of(name: &str) -> Option<&'static str> {
    if WRAPPERS.contains(&name) {
        return Some("div");
    }
    TEXT_ELEMENTS.iter().chain(KEPT).find(|kept| **kept == name).copied()
}

/// Whether an element only surrounds the message. `whole` is the length of all text around it.
#[must_use]
pub fn is_surrounding(element: ElementRef<'_>, whole: usize) -> bool {
    if NEVER.contains(&element.value().name()) {
        return true;
    }
    let role = element.attr("role").unwrap_or_default();
    let is_hidden = element.attr("hidden").is_some() || element.attr("aria-hidden") == Some("true");
    if is_hidden || matches!(role, "navigation" | "search" | "banner" | "contentinfo" | "complementary") {
        return true;
    }
    let named = words_of(element).iter().any(|word| SURROUNDINGS.contains(&word.as_str()));
    named && element.text().map(str::len).sum::<usize>() * 2 < whole.max(1)
}

fn opening(tag: &str, element: ElementRef<'_>, base: Option<&Url>) -> String {
    let mut out = format!("<{tag}");
    let mut put = |name: &str, value: &str| out.push_str(&format!(" {name}=\"{}\"", escape(value)));
    let address = |name: &str| element.attr(name).and_then(|href| absolute(base, href));
    match tag {
        "a" => {
            if let Some(href) =
                element.attr("href").filter(|href| href.starts_with("mailto:") || href.starts_with("tel:"))
            {
                put("href", href);
            } else if let Some(href) = address("href") {
                put("href", href.as_str());
            }
        }
        "video" | "audio" | "iframe" => {
            let inner = || all(element, "source[src]").first().and_then(|source| absolute(base, source.attr("src")?));
            if let Some(src) = address("data-src").or_else(|| address("src")).or_else(inner) {
                put("src", src.as_str());
            }
            if let Some(poster) = address("poster") {
                put("poster", poster.as_str());
            }
        }
        "td" | "th" => {
            for name in ["colspan", "rowspan"] {
                if let Some(span) = element.attr(name) {
                    put(name, span);
                }
            }
        }
        _ => {}
    }
    out.push('>');
    out
}

/// An `img` with the best address that is known for it; nothing where there is none.
fn picture(img: ElementRef<'_>, best: Option<&str>, base: Option<&Url>) -> String {
    let own = || largest(img.value().attr("srcset").or_else(|| img.value().attr("data-srcset"))?);
    let lazy = || {
        let names = ["data-src", "data-lazy-src", "data-original", "src"];
        names.iter().find_map(|name| img.attr(name).filter(|src| !src.trim().is_empty() && !src.starts_with("data:")))
    };
    let Some(src) = best.or_else(own).or_else(lazy).and_then(|src| absolute(base, src)) else { return String::new() };
    let mut out = format!("<img src=\"{}\"", escape(src.as_str()));
    for name in ["alt", "width", "height", "class"] {
        // Of the class only what makes it a smiley counts.
        let value =
            img.attr(name).filter(|value| name != "class" || value.contains("emoji") || value.contains("smiley"));
        if let Some(value) = value {
            out.push_str(&format!(" {name}=\"{}\"", escape(value)));
        }
    }
    out.push('>');
    out
}

/// The best of what the `source` elements of a `picture` offer, in a format that is taken everywhere.
fn best_candidate(picture: ElementRef<'_>) -> Option<&str> {
    let sources = all(picture, "source");
    let candidates = sources.iter().filter(|source| is_usable(**source)).filter_map(|source| {
        let element = source.value();
        let list = ["data-srcset", "srcset", "data-src"].iter().find_map(|name| element.attr(name))?;
        let best = largest(list)?;
        Some((weight_of(list, best), best))
    });
    candidates.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, best)| best)
}

/// Whether a format is taken everywhere.
fn is_usable(source: ElementRef<'_>) -> bool {
    !matches!(source.attr("type"), Some("image/avif" | "image/svg+xml"))
}

/// The largest candidate of a `srcset` that is not larger than anyone needs (HTML §4.8.4.2.1).
fn largest(srcset: &str) -> Option<&str> {
    let all = || candidates(srcset).filter(|(address, _)| !address.starts_with("data:"));
    let fitting = all().filter(|(_, weight)| *weight <= MAX_WIDTH).max_by(|a, b| a.1.total_cmp(&b.1));
    fitting.or_else(|| all().min_by(|a, b| a.1.total_cmp(&b.1))).map(|(address, _)| address)
}

fn weight_of(srcset: &str, address: &str) -> f64 {
    candidates(srcset).find(|(known, _)| *known == address).map_or(0.0, |(_, weight)| weight)
}

fn candidates(srcset: &str) -> impl Iterator<Item = (&str, f64)> {
    srcset.split(", ").filter_map(|candidate| {
        let mut parts = candidate.trim().trim_end_matches(',').split_whitespace();
        let address = parts.next()?;
        let weight = parts.next().and_then(|text| text.trim_end_matches(['w', 'x']).parse().ok()).unwrap_or(1.0);
        Some((address, weight))
    })
}

#[cfg(test)]
mod tests {
    use super::super::page::{Page, first};
    use super::*;

    fn rendered(html: &str) -> String {
        let address = Url::parse("https://stadt.example/neu/a.html").unwrap();
        let page = Page::read(html, Some(&address));
        let root = first(page.html.root_element(), "body").unwrap();
        render(root, page.base.as_ref()).replace('\n', " ")
    }

    #[test]
    fn the_message_stays_and_its_surroundings_go() {
        let html = "<nav>Start</nav><h1>Titel</h1><div class='x'><p>Die <span>Brücke</span> ist &lt;zu&gt;.\
                    <a href='../b?x=1&amp;y=2' onclick=alert(1)>mehr</a></p></div><div class='social-share'>teilen</div>\
                    <form>Suche</form><ol class='comment-list'><li>Max Mustermann: Toll!</li></ol><button>x</button>";
        assert_eq!(
            rendered(html),
            "<div><p>Die Brücke ist &lt;zu&gt;.<a href=\"https://stadt.example/b?x=1&amp;y=2\">mehr</a></p></div>"
        );
    }

    #[test]
    fn an_unlucky_class_name_costs_no_text() {
        assert_eq!(rendered("<div class='no-sidebar comments-open'><p>Text</p></div>"), "<div><p>Text</p></div>");
    }

    #[test]
    fn the_best_picture_is_taken() {
        let html = "<picture><source type='image/avif' srcset='a.avif 3000w'>\
                    <source srcset='s.jpg 300w, l.jpg 900w '><source data-srcset='m.jpg 600w'>\
                    <img src='ll.jpg' data-src='lazy.jpg' alt='Rathaus'></picture><img data-src=b.jpg src='data:x'>";
        assert_eq!(
            rendered(html),
            "<img src=\"https://stadt.example/neu/l.jpg\" alt=\"Rathaus\"><img src=\"https://stadt.example/neu/b.jpg\">"
        );
    }
}
