//! What is remembered of a website between looks: the entries of its list, which articles were read and when, what it
//! asks robots not to read. In and out: the connector's cursor. Called by `poll`.

use http::{HeaderMap, HeaderValue, header};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::super::contract::Cursor;
use super::entry_read::Entry;
use super::robots::Robots;
use crate::domain::item::NativeId;
use crate::domain::source::Source;
use crate::net::{Request, Response};
use crate::seal::sha256_hex;

/// Raised when pages are read differently; then all articles are read anew.
const VERSION: u32 = 1;

/// Entries remembered; older ones are looked up when they leave the list.
const MAX_KNOWN: usize = 120;

/// An article that cannot be read is given up after this many tries: then the list's own words must do.
pub const MAX_TRIES: u32 = 3;

/// Everything remembered.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Memory {
    version: u32,
    /// What all of this belongs to: address and settings.
    belongs_to: String,
    pub robots: Option<Robots>,
    pub robots_at: Option<Timestamp>,
    pub list: Validators,
    pub sitemap_at: Option<Timestamp>,
    pub known: Vec<Known>,
}

/// An entry of the list and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Known {
    pub entry: Entry,
    /// Found on a later page of the list, where nobody looks again.
    pub is_deep: bool,
    /// Set once there is an item.
    pub id: Option<NativeId>,
    pub page: Validators,
    pub read_at: Option<Timestamp>,
    /// Tries that failed, in a row.
    pub tries: u32,
    /// It is listed, but its page is gone.
    pub is_gone: bool,
    /// The list or the sitemap says that it changed.
    pub is_touched: bool,
    pub lastmod: Option<String>,
}

/// By what a page is asked for conditionally (RFC 9110 §13), and what it was.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Validators {
    etag: Option<String>,
    last_modified: Option<String>,
    body_sha256: Option<String>,
}

impl Memory {
    /// What is remembered of a source, unless its address or settings are others now.
    #[must_use]
    pub fn of(source: &Source, cursor: Option<Cursor>) -> Self {
        let belongs_to = format!("{} {}", source.url, source.settings);
        let known = cursor.and_then(|cursor| serde_json::from_value::<Self>(cursor.0).ok());
        known.filter(|memory| memory.version == VERSION && memory.belongs_to == belongs_to).unwrap_or_else(|| Self {
            version: VERSION,
            belongs_to,
            ..Self::default()
        })
    }

    /// The form in which it is kept.
    #[must_use]
    pub fn cursor(&self) -> Option<Cursor> {
        serde_json::to_value(self).ok().map(Cursor)
    }

    /// Takes over what the first page lists now; entries that left it are forgotten, those of later pages stay.
    pub fn take_list(&mut self, entries: Vec<Entry>) {
        let mut before = std::mem::take(&mut self.known);
        for entry in entries {
            let key = entry.key();
            match before.iter().position(|known| known.entry.key() == key) {
                Some(at) => {
                    let mut known = before.swap_remove(at);
                    known.is_touched |= known.entry.says_other_than(&entry);
                    (known.entry, known.is_deep) = (entry, false);
                    self.known.push(known);
                }
                None => self.known.push(Known::new(entry, false)),
            }
        }
        let mut deep: Vec<Known> = before.into_iter().filter(|known| known.is_deep).collect();
        deep.sort_by(|a, b| b.entry.date.cmp(&a.entry.date));
        self.known.extend(deep);
        self.known.truncate(MAX_KNOWN);
    }

    /// Adds what a later page lists.
    pub fn take_deep(&mut self, entries: Vec<Entry>) {
        for entry in entries {
            let key = entry.key();
            if self.known.len() < MAX_KNOWN && self.known.iter().all(|known| known.entry.key() != key) {
                self.known.push(Known::new(entry, true));
            }
        }
    }
}

impl Known {
    fn new(entry: Entry, is_deep: bool) -> Self {
        Self {
            entry,
            is_deep,
            id: None,
            page: Validators::default(),
            read_at: None,
            tries: 0,
            is_gone: false,
            is_touched: false,
            lastmod: None,
        }
    }

    /// Whether it was never read and may still be.
    #[must_use]
    pub fn is_unread(&self) -> bool {
        self.id.is_none() && !self.is_gone && self.tries < MAX_TRIES
    }

    /// How urgent reading it is, the smallest first; `None` while it was read recently enough.
    #[must_use]
    pub fn turn(&self, now: Timestamp, said_at: Option<Timestamp>) -> Option<(u8, Timestamp)> {
        let read_at = self.read_at.unwrap_or(Timestamp::MIN);
        if self.id.is_none() || self.is_gone || self.is_touched {
            let class = if self.is_unread() { 0 } else { 1 };
            return (self.read_at.is_none_or(|at| now.duration_since(at) >= SignedDuration::from_secs(50)))
                .then_some((class, if class == 0 { Timestamp::MIN } else { read_at }));
        }
        let age = said_at.map_or(SignedDuration::ZERO, |at| now.duration_since(at));
        let rest = match age.as_hours() {
            ..=168 => SignedDuration::from_mins(10),
            169..=720 => SignedDuration::from_hours(1),
            _ => SignedDuration::from_hours(6),
        };
        (now.duration_since(read_at) >= rest).then_some((2, read_at))
    }
}

impl Validators {
    /// Asks for a page only if it is another one than before.
    #[must_use]
    pub fn on(&self, mut request: Request) -> Request {
        let named = [(header::IF_NONE_MATCH, &self.etag), (header::IF_MODIFIED_SINCE, &self.last_modified)];
        for (name, value) in named {
            if let Some(value) = value.as_deref().and_then(|value| HeaderValue::from_str(value).ok()) {
                request = request.header(name, value);
            }
        }
        request
    }

    /// Those of an answer.
    #[must_use]
    pub fn of(response: &Response) -> Self {
        let text =
            |headers: &HeaderMap, name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        Self {
            etag: text(&response.headers, header::ETAG),
            last_modified: text(&response.headers, header::LAST_MODIFIED),
            body_sha256: Some(sha256_hex(&response.body)),
        }
    }

    /// Whether an answer holds what was read before.
    #[must_use]
    pub fn are_of(&self, response: &Response) -> bool {
        response.status == http::StatusCode::NOT_MODIFIED
            || self.body_sha256.as_ref().is_some_and(|known| *known == sha256_hex(&response.body))
    }
}
