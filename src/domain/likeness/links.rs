//! Addresses as evidence. In: addresses as `ingest` cleaned them, or raw. Out: numbers that are equal for one page, and
//! whether a page can stand for one message only.

use serde::{Deserialize, Serialize};

use super::hash;
use crate::domain::tracking::is_tracking;

/// An address in a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Link {
    /// The page.
    pub page: i64,
    /// Its host.
    pub site: i64,
    /// The post's own address.
    pub own: bool,
    /// See [`super::is_common`].
    pub common: bool,
    /// Looks like a start page, a list or a shop.
    pub list: bool,
    /// Looks like the page of a subject, which a message or two point to: "/rathaus/haushaltssperre".
    #[serde(default)]
    pub subject: bool,
}

/// Last parts of paths that lead to lists and forms.
const LISTS: &[&str] = &[
    "aktuelles",
    "aktuell",
    "news",
    "neuigkeiten",
    "nachrichten",
    "meldungen",
    "presse",
    "pressemitteilungen",
    "veranstaltungen",
    "veranstaltungskalender",
    "kalender",
    "termine",
    "kontakt",
    "index",
    "index.html",
    "index.php",
    "home",
    "startseite",
    "start",
    "stellenangebote",
    "stellen",
    "karriere",
    "jobs",
    "tickets",
    "ticketshop",
    "shop",
    "anmeldung",
    "bekanntmachungen",
    "oeffnungszeiten",
    "formulare",
    "service",
    "buergerservice",
    "impressum",
    "links",
    "warnungen",
    "blog",
    "baustellen",
    "verkehr",
    "sitzungen",
    "spielplan",
    "programm",
    "newsletter",
];

impl Link {
    /// Whether two links mean one message: one page, and either it is a post's own, or it can stand for one message.
    pub(super) fn meets(self, other: Self) -> bool {
        self.page == other.page && !(self.common || other.common) && (self.own || other.own || !self.list)
    }

    /// Whether two links point to one page of a subject.
    pub(super) fn touches(self, other: Self) -> bool {
        self.page == other.page && self.subject && !(self.common || other.common)
    }

    pub(super) fn new(address: &str, own: bool, common: bool) -> Option<Self> {
        let address = address.trim();
        let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
        let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let host = host.to_lowercase();
        let host = host.strip_prefix("www.").or_else(|| host.strip_prefix("m.")).unwrap_or(&host);
        let path = path.trim_end_matches('/');
        let mut query: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !is_tracking(pair)).collect();
        query.sort_unstable();
        if host.is_empty() {
            return None;
        }
        // Routes of single-page sites stand behind a "#!" or "#/".
        let route = if fragment.starts_with(['!', '/']) { fragment } else { "" };
        let list = is_list(path, &query, route);
        let page = format!("{host}/{path}?{}#{route}", query.join("&"));
        let subject = list && is_subject(path);
        Some(Self { page: hash(&["link", &page]), site: hash(&["site", host]), own, common, list, subject })
    }
}

/// Whether a path leads further than to a start page or a list.
fn is_subject(path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or_default().to_lowercase();
    path.contains('/') && !LISTS.contains(&last.as_str())
}

/// Whether an address leads to a list rather than to one message.
fn is_list(path: &str, query: &[&str], route: &str) -> bool {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let numbered = |text: &str| text.bytes().filter(u8::is_ascii_digit).count() >= 2;
    if query.iter().any(|pair| numbered(pair)) || numbered(route) {
        return false;
    }
    let Some(last) = parts.last() else { return true };
    if LISTS.contains(&last.to_lowercase().as_str()) {
        return true;
    }
    // A message has a number or a title in its address, a short link a number or a sign; "/freibad" is a page that many
    // messages point to.
    let title = last.contains(['-', '_']) && (parts.len() == 1 || last.len() >= 8);
    let short = parts.len() == 1 && last.contains(|c: char| c.is_ascii_digit() || c.is_ascii_uppercase());
    !(numbered(last) || title || short || parts.len() >= 3)
}
