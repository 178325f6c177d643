//! Finds the list of news on a page that says nothing about itself. In: the page. Out: the blocks of one list, or nothing
//! when there is none or it is not clear which one is meant. Called by `list_read`.
//!
//! A **list** is a row of blocks of the same make (element and first class, likewise of their parents). A block **counts**
//! when it leads to exactly one other page of its own and has a headline or a date. A list is believed when
//! - at least two blocks count, and at least two thirds of all its blocks do,
//! - at least half of those have a date, or at least three have a headline and most have a text beside it,
//! - it does not stand in navigation, header, footer or sidebar.
//!
//! Lists of the same links are one list: the make with the most dates wins, then the outermost. Where a second list of
//! other links is more than half as strong, nobody can tell which is meant, and a person has to say.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use jiff::tz::TimeZone;
use scraper::ElementRef;
use scraper::node::Element;

use super::entry_read::{Entry, heading, of_block};
use super::page::{Page, all, first, words_of};
use super::settings::HtmlSettings;

/// Elements that may be a block.
const BLOCKS: &str = "li, article, div, section, tr, a, dd, p, td";

/// More elements than this are not looked at.
const MAX_BLOCKS: usize = 6000;

/// A block with more elements in it is no entry.
const MAX_INSIDE: usize = 300;

/// More entries do not make a list stronger.
const ENOUGH: usize = 20;

/// Words in class names of places where no news is listed.
const ELSEWHERE: &[&str] = &[
    "nav",
    "navi",
    "navigation",
    "menu",
    "mainmenu",
    "breadcrumb",
    "breadcrumbs",
    "footer",
    "sidebar",
    "pager",
    "pagination",
    "cookie",
    "share",
    "social",
    "quicklinks",
    "servicelinks",
    "metanavi",
];

/// A list that may be meant.
struct Candidate {
    entries: Vec<Entry>,
    links: BTreeSet<String>,
    dated: usize,
    depth: usize,
    in_main: bool,
}

impl Candidate {
    fn strength(&self) -> usize {
        let entries = self.entries.len().min(ENOUGH);
        (entries + 2 * self.dated.min(ENOUGH)) * if self.in_main { 2 } else { 1 }
    }
}

/// The entries of the one list that is meant.
#[must_use]
pub fn detect(page: &Page, zone: &TimeZone) -> Option<Vec<Entry>> {
    let elsewhere = Elsewhere::of(page);
    let mut makes: BTreeMap<String, Vec<ElementRef<'_>>> = BTreeMap::new();
    for block in all(page.html.root_element(), BLOCKS).into_iter().take(MAX_BLOCKS) {
        makes.entry(make_of(block)).or_default().push(block);
    }
    let mut found: Vec<Candidate> = Vec::new();
    for blocks in makes.values().filter(|blocks| blocks.len() >= 2) {
        let Some(candidate) = candidate(blocks, &elsewhere, page, zone) else { continue };
        match found.iter_mut().find(|known| is_same_list(known, &candidate)) {
            Some(known) => {
                let better = (candidate.dated, candidate.links.len(), usize::MAX - candidate.depth)
                    > (known.dated, known.links.len(), usize::MAX - known.depth);
                if better {
                    *known = candidate;
                }
            }
            None => found.push(candidate),
        }
    }
    found.sort_by_key(Candidate::strength);
    let best = found.pop()?;
    let is_clear = found.last().is_none_or(|second| second.strength() * 2 <= best.strength());
    is_clear.then_some(best.entries)
}

/// How a block is made: itself, its parent and the parent's parent.
fn make_of(block: ElementRef<'_>) -> String {
    let above = block.ancestors().filter_map(ElementRef::wrap).take(2);
    std::iter::once(block)
        .chain(above)
        .map(|element| format!("{}.{} ", element.value().name(), class_of(element)))
        .collect()
}

/// The first class that does not tell odd from even.
fn class_of(element: ElementRef<'_>) -> &str {
    let counted = ["odd", "even", "first", "last", "active"];
    element
        .value()
        .classes()
        .find(|class| !counted.contains(class) && !class.ends_with(|c: char| c.is_ascii_digit()))
        .unwrap_or_default()
}

fn is_same_list(a: &Candidate, b: &Candidate) -> bool {
    let shared = a.links.intersection(&b.links).count();
    shared * 2 > a.links.len().min(b.links.len())
}

fn candidate(blocks: &[ElementRef<'_>], elsewhere: &Elsewhere, page: &Page, zone: &TimeZone) -> Option<Candidate> {
    let usable: Vec<ElementRef<'_>> = blocks.iter().copied().filter(|block| !elsewhere.hold(*block)).collect();
    let first_block = *usable.first()?;
    let mut links = BTreeSet::new();
    let (mut entries, mut dated, mut headed, mut told) = (Vec::new(), 0, 0, 0);
    for block in &usable {
        let Some(entry) = counting(*block, page, zone) else { continue };
        if !links.insert(entry.key()) {
            continue;
        }
        dated += usize::from(entry.date.is_some());
        headed += usize::from(heading(*block).is_some());
        told += usize::from(entry.teaser.is_some());
        entries.push(entry);
    }
    let count = entries.len();
    let enough = count >= 2 && count * 3 >= usable.len() * 2;
    let is_news = dated * 2 >= count || (count >= 3 && headed == count && told * 2 > count);
    let depth = first_block.ancestors().count();
    let in_main = first_block.ancestors().filter_map(ElementRef::wrap).any(|above| {
        above.value().name() == "main"
            || above.attr("role") == Some("main")
            || matches!(above.attr("id"), Some("main" | "content"))
    });
    (enough && is_news).then_some(Candidate { entries, links, dated, depth, in_main })
}

/// An entry that leads to one page of its own and has a headline or a date.
fn counting(block: ElementRef<'_>, page: &Page, zone: &TimeZone) -> Option<Entry> {
    if block.descendent_elements().take(MAX_INSIDE + 1).count() > MAX_INSIDE {
        return None;
    }
    let headings = all(block, "h1, h2, h3, h4, h5, h6");
    let targets: BTreeSet<_> = headings
        .iter()
        .filter_map(|heading| first(*heading, "a[href]").and_then(|link| super::entry_read::address_of(link, page)))
        .collect();
    let times = all(block, "time[datetime]").len();
    // A block of several articles is the list, or a column of it, not an entry.
    if targets.len() > 1 || all(block, "article").len() > 1 || times > 3 {
        return None;
    }
    let entry = of_block(block, &HtmlSettings::default(), page, zone).filter(Entry::has_title)?;
    let is_marked = entry.date.is_some() || heading(block).is_some();
    is_marked.then_some(entry)
}

/// The parts of a page that stand beside its content.
struct Elsewhere(HashSet<*const Element>);

impl Elsewhere {
    /// A name counts only for the smaller part of the page: `has-sidebar` around everything is no sidebar.
    fn of(page: &Page) -> Self {
        let root = page.html.root_element();
        let whole: usize = root.text().map(str::len).sum();
        let is_one = |element: &ElementRef<'_>| {
            let role = element.attr("role").unwrap_or_default();
            let named = || words_of(*element).iter().any(|word| ELSEWHERE.contains(&word.as_str()));
            match element.value().name() {
                "html" | "body" | "main" => false,
                "nav" | "footer" | "aside" | "form" | "header" => true,
                _ if matches!(role, "navigation" | "contentinfo" | "search" | "complementary") => true,
                _ => named() && element.text().map(str::len).sum::<usize>() * 2 < whole,
            }
        };
        Self(root.descendent_elements().filter(is_one).map(|element| std::ptr::from_ref(element.value())).collect())
    }

    fn hold(&self, block: ElementRef<'_>) -> bool {
        let above = block.ancestors().filter_map(ElementRef::wrap);
        std::iter::once(block).chain(above).any(|element| self.0.contains(&std::ptr::from_ref(element.value())))
    }
}
