//! A web page, read once. In: its text and address. Out: the tree without scripts, and what the page says about itself
//! to machines (JSON-LD, meta elements). Called by `list_read`, `article_read` and `document_parse`.

use scraper::{ElementRef, Html, Selector};
use url::Url;

use super::super::address_clean::absolute;
use super::super::html_read;
use super::json_repair;
use super::schema_read::{Thing, things};

/// Scripts with JSON-LD read from one page.
const MAX_SCRIPTS: usize = 40;

/// A page.
pub struct Page {
    pub html: Html,
    /// Where relative addresses count from.
    pub base: Option<Url>,
    /// Where the page was found.
    pub address: Option<Url>,
    /// Articles, events and list entries of its JSON-LD, in order.
    pub things: Vec<Thing>,
}

impl Page {
    /// Reads a page or a piece of one.
    #[must_use]
    pub fn read(text: &str, address: Option<&Url>) -> Self {
        let (markup, scripts) = without_scripts(text);
        let html = html_read::document(&markup);
        let stated = first(html.root_element(), "base[href]").and_then(|base| base.attr("href"));
        let base = stated.and_then(|href| absolute(address, href)).or_else(|| address.cloned());
        let values = scripts.iter().take(MAX_SCRIPTS).filter_map(|script| json_repair::parse(script));
        let things = values.flat_map(|value| things(&value, base.as_ref())).collect();
        Self { html, base, address: address.cloned(), things }
    }

    /// The content of the first `meta` element with one of these names, in the order of the names.
    #[must_use]
    pub fn meta(&self, names: &[&str]) -> Option<String> {
        let metas = all(self.html.root_element(), "meta[content]");
        names.iter().find_map(|name| {
            let is_named = |meta: &&ElementRef<'_>| {
                ["property", "name", "itemprop"].iter().any(|attribute| meta.attr(attribute) == Some(*name))
            };
            let content = metas.iter().find(is_named)?.attr("content")?;
            let line = content.split_whitespace().collect::<Vec<_>>().join(" ");
            (!line.is_empty()).then_some(line)
        })
    }

    /// Its language as it says itself.
    #[must_use]
    pub fn lang(&self) -> Option<String> {
        let tag = self.html.root_element().attr("lang").map(str::to_owned);
        let tag = tag.or_else(|| self.meta(&["og:locale"]))?;
        super::super::language_tag::primary_language(&tag)
    }

    /// What the site or the page is called.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        self.meta(&["og:site_name", "og:title"])
            .or_else(|| first(self.html.root_element(), "title").and_then(|title| line_of(title)))
    }
}

/// The first element below this one that a fixed selector finds.
#[must_use]
pub fn first<'a>(below: ElementRef<'a>, selector: &str) -> Option<ElementRef<'a>> {
    let selector = Selector::parse(selector).ok()?;
    below.select(&selector).next()
}

/// Every element below this one that a fixed selector finds, in order.
#[must_use]
pub fn all<'a>(below: ElementRef<'a>, selector: &str) -> Vec<ElementRef<'a>> {
    Selector::parse(selector).map(|selector| below.select(&selector).collect()).unwrap_or_default()
}

/// An element's text on one line; `None` when there is none.
#[must_use]
pub fn line_of(element: ElementRef<'_>) -> Option<String> {
    let text = element.text().collect::<Vec<_>>().join(" ");
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

/// The lower-case words in an element's class and id: `pageNavi-Link` is `page`, `navi`, `link`.
#[must_use]
pub fn words_of(element: ElementRef<'_>) -> Vec<String> {
    let mut words = Vec::new();
    for text in ["class", "id"].iter().filter_map(|name| element.attr(name)) {
        let mut word = String::new();
        let mut lower = false;
        for c in text.chars() {
            if !c.is_alphanumeric() || (lower && c.is_uppercase()) {
                words.push(std::mem::take(&mut word));
            }
            if c.is_alphanumeric() {
                word.extend(c.to_lowercase());
            }
            lower = c.is_lowercase();
        }
        words.push(word);
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The page without scripts and styles, which nobody reads and which confuse a parser, and the texts of its JSON-LD.
fn without_scripts(page: &str) -> (String, Vec<String>) {
    let lower = page.to_ascii_lowercase();
    let (mut markup, mut found, mut at) = (String::with_capacity(page.len()), Vec::new(), 0);
    let part = |from: usize, to: usize| page.get(from..to).unwrap_or_default();
    while let Some((start, name)) = next_script(&lower, at) {
        markup.push_str(part(at, start));
        let tag_end = lower.get(start..).and_then(|rest| rest.find('>')).map_or(lower.len(), |end| start + end + 1);
        let closing = format!("</{name}");
        let Some(end) = lower.get(tag_end..).and_then(|rest| rest.find(&closing)).map(|end| tag_end + end) else {
            at = lower.len();
            break;
        };
        if lower.get(start..tag_end).is_some_and(|tag| tag.contains("application/ld+json")) {
            found.push(part(tag_end, end).to_owned());
        }
        at = lower.get(end..).and_then(|rest| rest.find('>')).map_or(lower.len(), |close| end + close + 1);
    }
    markup.push_str(part(at, page.len()));
    (markup, found)
}

fn next_script(lower: &str, from: usize) -> Option<(usize, &'static str)> {
    let rest = lower.get(from..)?;
    rest.match_indices("<s").find_map(|(at, _)| {
        let tag = rest.get(at + 1..).unwrap_or_default();
        let name = ["script", "style"].into_iter().find(|name| tag.starts_with(name))?;
        Some((from + at, name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_go_and_their_data_stays() {
        let page = Page::read(
            "<html lang=de-AT><base href='/neu/'><script>var a='<div><div>';</script><STYLE>p{}</STYLE>\
             <script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"headline\":\"Neu\",\"url\":\"a.html\"}</script>\
             <meta property=og:site_name content=' Stadt  Musterbach '><p>Text",
            Url::parse("https://stadt.example/").ok().as_ref(),
        );
        assert_eq!(line_of(page.html.root_element()).as_deref(), Some("Text"));
        assert_eq!(page.things.len(), 1);
        assert_eq!(page.things[0].url.as_ref().map(Url::as_str), Some("https://stadt.example/neu/a.html"));
        assert_eq!((page.name().as_deref(), page.lang().as_deref()), (Some("Stadt Musterbach"), Some("de")));
    }

    #[test]
    fn class_names_are_taken_apart() {
        let page = Page::read("<ul class='pageNaviList list_a1 Listen-Eintrag'>", None);
        let list = first(page.html.root_element(), "ul").unwrap();
        assert_eq!(words_of(list), ["page", "navi", "list", "list", "a1", "listen", "eintrag"]);
    }
}
