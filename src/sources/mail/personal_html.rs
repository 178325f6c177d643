//! A letter's markup without what is for its one reader. In: markup as newsletters use it (tables within tables, hidden
//! previews, counting pictures). Out: plain markup that everyone may read, and the letter's page on the web. Called by
//! `letter_item`; what is personal is `personal_text`'s to say.

use std::collections::HashSet;

use ego_tree::{NodeId, NodeRef};
use scraper::node::Element;
use scraper::{ElementRef, Html, Node};

use super::super::html_read::{TEXT_ELEMENTS, document};
use super::personal_text::{Reader, is_in_browser};
use crate::domain::body_html::escape;

/// Elements that are kept with their name beside those of any text; of all others only what stands in them is.
const KEPT: &[&str] = &["h1"];

/// Elements that part a letter, most of them only for its looks.
const BOXES: &[&str] = &["div", "td", "th", "center", "section", "article", "header", "footer", "main", "caption"];

/// Elements nobody reads.
const NEVER: &[&str] =
    &["script", "style", "template", "noscript", "object", "svg", "head", "title", "form", "button", "input", "select"];

/// Longer blocks are no mere pointer to the page on the web.
const MAX_POINTER: usize = 300;

/// What everyone may read.
pub(super) struct Cleaned {
    pub html: String,
    /// The letter's page on the web, where everyone may open it.
    pub page: Option<String>,
}

/// Cleans a letter's markup.
pub(super) fn without_personal(html: &str, reader: &Reader) -> Cleaned {
    let tree = document(html);
    let mut page = None;
    let dropped = told(&tree, reader, &mut page);
    let mut out = String::with_capacity(html.len() / 2);
    let mut stack: Vec<(NodeRef<'_, Node>, Option<String>)> = vec![(tree.tree.root(), None)];
    while let Some((node, closing)) = stack.pop() {
        if let Some(closing) = closing {
            out.push_str(&closing);
            continue;
        }
        if dropped.contains(&node.id()) {
            continue;
        }
        match node.value() {
            Node::Text(text) if reader.is_named_in(text) => out.push_str(&escape(&reader.unnamed(text))),
            Node::Text(text) => out.push_str(&escape(text)),
            Node::Element(element) => {
                if NEVER.contains(&element.name()) || is_hidden(element) {
                    continue;
                }
                let Some((open, close)) = tags(node, element, reader, &mut page) else { continue };
                out.push_str(&open);
                stack.push((node, Some(close)));
                stack.extend(node.children().rev().map(|child| (child, None)));
            }
            _ => stack.extend(node.children().rev().map(|child| (child, None))),
        }
    }
    Cleaned { html: out.trim().to_owned(), page }
}

/// How an element is written; `None` when it is left out with all that stands in it.
fn tags(
    node: NodeRef<'_, Node>,
    element: &Element,
    reader: &Reader,
    page: &mut Option<String>,
) -> Option<(String, String)> {
    let name = element.name();
    match name {
        "a" => link(node, element, reader, page),
        "img" => Some((picture(element, reader).unwrap_or_default(), String::new())),
        "br" => Some(("<br>".to_owned(), String::new())),
        _ if TEXT_ELEMENTS.contains(&name) || KEPT.contains(&name) => Some((format!("<{name}>"), format!("</{name}>"))),
        _ if BOXES.contains(&name) => Some(("<div>".to_owned(), "</div>".to_owned())),
        _ => Some((String::new(), String::new())),
    }
}

fn link(
    node: NodeRef<'_, Node>,
    element: &Element,
    reader: &Reader,
    page: &mut Option<String>,
) -> Option<(String, String)> {
    let (words, href) = (words_of(node), element.attr("href").unwrap_or_default());
    if is_in_browser(&words) {
        *page = page.take().or_else(|| web_page(href, reader));
        return None;
    }
    let around = node.ancestors().find(|above| is_block(above)).map(words_of).unwrap_or_default();
    if around.len() <= 2 * MAX_POINTER && reader.leaves(&words, &around, href) {
        return None;
    }
    // Where an address cannot be opened to everyone, its words stay.
    Some(match reader.open_address(href) {
        Some(open) => (format!("<a href=\"{}\">", escape(&open)), "</a>".to_owned()),
        None => (String::new(), String::new()),
    })
}

fn picture(element: &Element, reader: &Reader) -> Option<String> {
    let source = element.attr("src").filter(|source| source.starts_with("http") && !reader.is_named_in(source))?;
    let mut out = format!("<img src=\"{}\"", escape(source));
    for name in ["alt", "width", "height"] {
        if let Some(value) = element.attr(name) {
            out.push_str(&format!(" {name}=\"{}\"", escape(&reader.unnamed(value))));
        }
    }
    Some(out + ">")
}

fn web_page(href: &str, reader: &Reader) -> Option<String> {
    reader.open_address(href).filter(|open| open.starts_with("http"))
}

/// The parts that are said to the reader alone, or only point to the page on the web: whole blocks, or lines in them.
fn told(tree: &Html, reader: &Reader, page: &mut Option<String>) -> HashSet<NodeId> {
    let mut dropped = HashSet::new();
    for node in tree.tree.nodes().filter(is_block) {
        if node.descendants().skip(1).any(|below| is_block(&below)) {
            continue;
        }
        let words = words_of(node);
        if words.len() <= MAX_POINTER && is_in_browser(&words) {
            *page = page.take().or_else(|| first_link(node, reader));
            dropped.insert(node.id());
        } else {
            dropped.extend(told_lines(node, reader));
        }
    }
    dropped
}

/// The lines of a block, parted by `<br>`, that are said to the reader alone.
fn told_lines(block: NodeRef<'_, Node>, reader: &Reader) -> Vec<NodeId> {
    let is_break = |node: &NodeRef<'_, Node>| node.value().as_element().is_some_and(|element| element.name() == "br");
    let children: Vec<_> = block.children().collect();
    let mut dropped = Vec::new();
    for line in children.split_inclusive(is_break) {
        let words: String = line.iter().map(|node| words_of(*node)).collect::<Vec<_>>().join(" ");
        if reader.is_told(&words) {
            dropped.extend(line.iter().map(NodeRef::id));
        }
    }
    dropped
}

fn first_link(node: NodeRef<'_, Node>, reader: &Reader) -> Option<String> {
    node.descendants()
        .filter_map(|below| below.value().as_element())
        .filter(|element| element.name() == "a")
        .find_map(|element| web_page(element.attr("href")?, reader))
}

fn is_block(node: &NodeRef<'_, Node>) -> bool {
    node.value().as_element().is_some_and(|element| {
        let name = element.name();
        BOXES.contains(&name) || matches!(name, "p" | "li" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "body")
    })
}

/// The words in an element, white space collapsed.
fn words_of(node: NodeRef<'_, Node>) -> String {
    let text: String = match (ElementRef::wrap(node), node.value()) {
        (Some(element), _) => element.text().collect(),
        (None, Node::Text(text)) => text.to_string(),
        (None, _) => String::new(),
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_hidden(element: &Element) -> bool {
    let style: String = element.attr("style").unwrap_or_default().split_whitespace().collect::<String>().to_lowercase();
    let hides = ["display:none", "visibility:hidden", "mso-hide:all", "max-height:0"];
    element.attr("hidden").is_some() || hides.iter().any(|way| style.contains(way))
}
