//! Drops what publishing software adds below a text: "weiterlesen" links and "The post … appeared first on …".
//! In: tidy blocks and the original's address. Out: the address, taken from the link where the source gave none.

use url::Url;

use super::clean_links::same_page;
use super::clean_runs::{Draft, Piece, Run, plain};

/// Words of links that only lead to the original, without case, arrows and dots.
const STUBS: &[&str] = &[
    "weiterlesen",
    "weiter lesen",
    "mehr",
    "mehr lesen",
    "mehr erfahren",
    "mehr dazu",
    "lesen sie mehr",
    "weiter",
    "zum artikel",
    "zum beitrag",
    "zur meldung",
    "ganzen artikel lesen",
    "ganzen beitrag lesen",
    "read more",
    "read on",
    "read the full article",
    "continue reading",
    "more",
    "lire la suite",
    "czytaj więcej",
    "lees verder",
];

/// Removes such endings.
pub(super) fn strip(drafts: &mut Vec<Draft>, canonical: Option<String>) -> Option<String> {
    let mut canonical = canonical;
    // The two kinds may follow each other, in either order.
    for _ in 0..3 {
        let Some(Draft::Paragraph(runs)) = drafts.last_mut() else { break };
        if is_appeared_first(&plain(runs)) || leads_home_and_to_its_site(runs, canonical.as_deref()) {
            drafts.pop();
            continue;
        }
        if !strip_stub(runs, &mut canonical) {
            break;
        }
        if runs.is_empty() {
            drafts.pop();
        }
    }
    canonical
}

fn is_appeared_first(text: &str) -> bool {
    let text = text.to_lowercase();
    let says = |head: &str, tail: &[&str]| text.starts_with(head) && tail.iter().any(|tail| text.contains(tail));
    text.len() < 600
        && (says("the post ", &["appeared first on", "first appeared on"])
            || says("der beitrag ", &["erschien zuerst auf", "erschien als erstes auf"])
            || says("l’article ", &["est apparu en premier sur"]))
}

/// The same in any language: a few words around a link to the original and one to the front page of its site.
fn leads_home_and_to_its_site(runs: &[Run], canonical: Option<&str>) -> bool {
    let mut hrefs: Vec<&str> = runs.iter().filter_map(|run| run.style.href.as_deref()).collect();
    hrefs.dedup();
    let (Some(canonical), [original, site]) = (canonical, &hrefs[..]) else { return false };
    let unlinked = runs.iter().filter(|run| run.style.href.is_none()).cloned().collect::<Vec<_>>();
    let front = Url::parse(canonical).and_then(|url| url.join("/"));
    plain(&unlinked).split_whitespace().count() <= 10
        && same_page(original, canonical)
        && front.is_ok_and(|front| same_page(site, front.as_str()) && !same_page(canonical, front.as_str()))
}

/// Removes a stub from the end of a paragraph.
fn strip_stub(runs: &mut Vec<Run>, canonical: &mut Option<String>) -> bool {
    let Some(last) = runs.last() else { return false };
    let Some(href) = last.style.href.clone() else {
        // Without a link the words are a stub only if nothing else stands there.
        let stub = is_stub(&plain(runs));
        if stub {
            runs.clear();
        }
        return stub;
    };
    let start = runs.iter().rposition(|run| run.style.href.as_ref() != Some(&href)).map_or(0, |at| at + 1);
    let words = plain(runs.get(start..).unwrap_or_default());
    let leads_home = canonical.as_deref().is_none_or(|canonical| same_page(canonical, &href));
    if !leads_home || !is_stub(&words) {
        return false;
    }
    canonical.get_or_insert_with(|| href.to_string());
    runs.truncate(start);
    trim_end(runs);
    true
}

/// Removes blanks and breaks at the end, and the "[…]" before a stub becomes a plain "…".
fn trim_end(runs: &mut Vec<Run>) {
    while let Some(last) = runs.last_mut() {
        match &mut last.piece {
            Piece::Break => {}
            Piece::Text(text) => {
                let kept = text.trim_end();
                let kept = kept
                    .strip_suffix("[…]")
                    .or_else(|| kept.strip_suffix("[...]"))
                    .map_or(kept.to_owned(), |head| format!("{head}…"));
                *text = kept;
                if !text.is_empty() {
                    return;
                }
            }
            Piece::Tag(_) => return,
        }
        runs.pop();
    }
}

fn is_stub(text: &str) -> bool {
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let words = words.join(" ");
    STUBS.contains(&words.as_str())
        || (words.len() < 200 && ["continue reading ", "weiterlesen "].iter().any(|head| words.starts_with(head)))
}
