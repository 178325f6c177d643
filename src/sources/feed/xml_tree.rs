//! Mended XML as a tree. In: text from `xml_repair`. Out: elements with resolved namespaces and lower-case names; missing
//! end tags are supplied where a feed's own structure tells where they belong. Called by `document_parse`; read by
//! `rss_read`, `atom_read` and `media_read`.

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use url::Url;

use super::super::address_clean::absolute;
use super::xml_names::{Ns, Scopes};
use super::xml_references::References;
use super::xml_repair::mend;

/// Elements nested deeper than this are left out.
const MAX_DEPTH: usize = 100;

/// Attributes of one element beyond this number are left out.
const MAX_ATTRIBUTES: usize = 64;

/// Parts of an RSS item that hold text: another part inside means that an end tag is missing.
const TEXT_FIELDS: &[&str] = &["title", "link", "description", "guid", "pubdate", "author", "category"];

/// One element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    pub ns: Ns,
    /// Local name in lower case.
    pub name: String,
    /// As written, `a` or `x:a`, in lower case.
    written: String,
    /// Names as written but in lower case; values with references resolved.
    attributes: Vec<(String, String)>,
    children: Vec<Child>,
    /// The document ended inside it.
    pub cut: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Child {
    Element(Element),
    Text(String),
}

/// A whole document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Holds the root and whatever stood before and after it.
    pub top: Element,
    /// An end tag on which the list of items depends was missing, or the document was cut off.
    pub damaged: bool,
}

impl Element {
    fn new(ns: Ns, written: String) -> Self {
        let name = written.rsplit(':').next().unwrap_or_default().to_owned();
        Self { ns, name, written, attributes: Vec::new(), children: Vec::new(), cut: false }
    }

    /// An attribute by its written name, trimmed; empty ones count as missing.
    #[must_use]
    pub fn attr(&self, name: &str) -> Option<&str> {
        let (_, value) = self.attributes.iter().find(|(known, _)| known == name)?;
        Some(value.trim()).filter(|value| !value.is_empty())
    }

    /// The child elements in order.
    pub fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|child| match child {
            Child::Element(element) => Some(element),
            Child::Text(_) => None,
        })
    }

    /// The child elements of one name.
    pub fn all<'a>(&'a self, ns: Ns, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.elements().filter(move |element| element.ns == ns && element.name == name)
    }

    /// The first child element of that name.
    #[must_use]
    pub fn first(&self, ns: Ns, name: &str) -> Option<&Self> {
        self.elements().find(|element| element.ns == ns && element.name == name)
    }

    /// The text of the first child of that name, trimmed, white space collapsed; empty counts as missing.
    #[must_use]
    pub fn line(&self, ns: Ns, name: &str) -> Option<String> {
        let lines = self.elements().filter(|element| element.ns == ns && element.name == name);
        lines
            .map(|element| element.text().split_whitespace().collect::<Vec<_>>().join(" "))
            .find(|line| !line.is_empty())
    }

    /// All text inside.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::new();
        self.collect_text(&mut out);
        out
    }

    fn collect_text(&self, out: &mut String) {
        for child in &self.children {
            match child {
                Child::Text(text) => out.push_str(text),
                Child::Element(element) => element.collect_text(out),
            }
        }
    }

    /// Whether it holds elements beside text.
    #[must_use]
    pub fn has_elements(&self) -> bool {
        self.elements().next().is_some()
    }

    /// What is inside, written out as HTML.
    #[must_use]
    pub fn markup(&self) -> String {
        let mut out = String::new();
        self.write_inner(&mut out);
        out
    }

    fn write_inner(&self, out: &mut String) {
        for child in &self.children {
            match child {
                Child::Text(text) => escape(text, out),
                Child::Element(element) => {
                    out.push('<');
                    out.push_str(&element.name);
                    for (name, value) in element.attributes.iter().filter(|(name, _)| !name.starts_with("xmlns")) {
                        out.push_str(&format!(" {name}=\""));
                        escape(value, out);
                        out.push('"');
                    }
                    out.push('>');
                    element.write_inner(out);
                    if !matches!(element.name.as_str(), "br" | "img" | "hr" | "wbr" | "input" | "source") {
                        out.push_str(&format!("</{}>", element.name));
                    }
                }
            }
        }
    }

    /// Where relative addresses inside count from (XML Base).
    #[must_use]
    pub fn base(&self, outer: Option<&Url>) -> Option<Url> {
        self.attr("xml:base").and_then(|base| absolute(outer, base)).or_else(|| outer.cloned())
    }

    /// The first element that `wanted` picks, this one included, at most `depth` levels below.
    #[must_use]
    pub fn find(&self, depth: usize, wanted: &dyn Fn(&Self) -> bool) -> Option<&Self> {
        if wanted(self) {
            return Some(self);
        }
        let below = depth.checked_sub(1)?;
        self.elements().find_map(|element| element.find(below, wanted))
    }
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
}

/// Reads a document. Never fails: what cannot be read is left out, and `damaged` says if that may cost an item.
#[must_use]
pub fn read(document: &str) -> Document {
    let mended = mend(document);
    let mut reader = Reader::from_str(&mended.text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut builder = Builder::new(mended.cut);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => builder.open(&tag, false),
            Ok(Event::Empty(tag)) => builder.open(&tag, true),
            Ok(Event::End(tag)) => builder.close(&String::from_utf8_lossy(tag.name().as_ref()).to_lowercase()),
            Ok(Event::Text(text)) => builder.text(&String::from_utf8_lossy(&text)),
            Ok(Event::CData(text)) => builder.text(&String::from_utf8_lossy(&text)),
            Ok(Event::GeneralRef(name)) => builder.reference(&String::from_utf8_lossy(&name)),
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(_) => {
                builder.damaged = true;
                break;
            }
        }
    }
    builder.finish()
}

struct Builder {
    /// Open elements; the first is the document itself and is never closed.
    open: Vec<Element>,
    scopes: Scopes,
    references: References,
    /// How many elements beyond the depth limit are open.
    skipped: usize,
    damaged: bool,
    top: Element,
}

impl Builder {
    fn new(cut: bool) -> Self {
        let top = Element::new(Ns::Core, String::new());
        let (scopes, references) = (Scopes::default(), References::default());
        Self { open: Vec::new(), scopes, references, skipped: 0, damaged: cut, top }
    }

    fn open(&mut self, tag: &BytesStart<'_>, empty: bool) {
        if self.open.len() >= MAX_DEPTH {
            self.skipped += usize::from(!empty);
            return;
        }
        let written = String::from_utf8_lossy(tag.name().as_ref()).to_lowercase();
        let mut attributes = Vec::new();
        for attribute in tag.html_attributes().with_checks(false).flatten().take(MAX_ATTRIBUTES) {
            let name = String::from_utf8_lossy(attribute.key.as_ref()).to_lowercase();
            attributes.push((name, self.references.resolve_all(&String::from_utf8_lossy(&attribute.value))));
        }
        self.scopes.enter(self.open.len(), &attributes);
        let ns = self.scopes.resolve(&written);
        let mut element = Element::new(ns, written);
        element.attributes = attributes;
        self.close_implied(&element);
        self.open.push(element);
        if empty {
            self.pop();
        }
    }

    /// A new item ends the one before; a new part of an RSS item ends the text before it.
    fn close_implied(&mut self, new: &Element) {
        let Some(top) = self.open.last() else { return };
        let entry = matches!(new.ns, Ns::Core | Ns::Atom) && matches!(new.name.as_str(), "item" | "entry");
        let field = new.ns == Ns::Core
            && (TEXT_FIELDS.contains(&new.name.as_str()) || matches!(new.name.as_str(), "enclosure" | "comments"));
        let item = self.open.iter().rposition(|element| element.name == "item");
        let target = if entry {
            self.open.iter().rposition(|element| element.ns == new.ns && element.name == new.name)
        } else if field && matches!(top.ns, Ns::Core | Ns::Xhtml) {
            let inside = |element: &Element| element.ns == Ns::Core && TEXT_FIELDS.contains(&element.name.as_str());
            self.open.iter().rposition(inside).filter(|at| item.is_some_and(|item| item < *at))
        } else {
            None
        };
        if let Some(at) = target {
            self.damaged |= entry;
            self.close_down_to(at);
        }
    }

    fn close(&mut self, written: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
        } else if let Some(at) = self.open.iter().rposition(|element| element.written == written) {
            let lost = |element: &Element| matches!(element.name.as_str(), "item" | "entry" | "channel");
            self.damaged |= self.open.iter().skip(at + 1).any(lost);
            self.close_down_to(at);
        }
    }

    fn close_down_to(&mut self, at: usize) {
        while self.open.len() > at {
            self.pop();
        }
    }

    fn pop(&mut self) {
        if let Some(done) = self.open.pop() {
            self.scopes.leave(self.open.len());
            self.push(Child::Element(done));
        }
    }

    fn push(&mut self, child: Child) {
        let parent = self.open.last_mut().unwrap_or(&mut self.top);
        match (parent.children.last_mut(), child) {
            (Some(Child::Text(before)), Child::Text(more)) => before.push_str(&more),
            (_, child) => parent.children.push(child),
        }
    }

    fn text(&mut self, text: &str) {
        if !text.is_empty() {
            self.push(Child::Text(text.to_owned()));
        }
    }

    fn reference(&mut self, name: &str) {
        let text = self.references.resolve(name);
        self.text(&text);
    }

    fn finish(mut self) -> Document {
        self.damaged |= !self.open.is_empty();
        for element in &mut self.open {
            element.cut = true;
        }
        self.close_down_to(0);
        Document { top: self.top, damaged: self.damaged }
    }
}
