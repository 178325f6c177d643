//! A feed's entry before it is an item: the fields of RSS, Atom and JSON Feed under one name each, still as written.
//! Filled in by `rss_read`, `atom_read` and `json_read`; made an item by `item_build`.

use url::Url;

use super::super::contract::Profile;
use super::super::html_read::{looks_like_markup, text_of};
use super::super::websub::Hub;
use crate::domain::item::ItemMedia;

/// A whole feed.
#[derive(Debug, Default)]
pub struct Draft {
    pub profile: Profile,
    pub entries: Vec<Entry>,
    /// `ttl`, in seconds.
    pub ttl_s: Option<u32>,
    /// Who tells of changes.
    pub hub: Option<Hub>,
}

/// One entry.
#[derive(Debug, Default)]
pub struct Entry {
    /// `guid`, `atom:id`, `rdf:about` or `id`, trimmed.
    pub id: Option<String>,
    /// The page of this entry.
    pub link: Option<Url>,
    /// Plain text.
    pub title: Option<String>,
    pub body: Content,
    pub published: Option<String>,
    pub updated: Option<String>,
    pub lang: Option<String>,
    /// Where relative addresses in the body count from.
    pub base: Option<Url>,
    /// From enclosures and media elements, in order.
    pub media: Vec<ItemMedia>,
    /// The document ended inside this entry.
    pub cut: bool,
}

/// Text as the source gave it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Content {
    #[default]
    None,
    Plain(String),
    Html(String),
}

impl Content {
    /// A text of which nobody said whether it is markup (RSS `description`).
    #[must_use]
    pub fn guess(text: &str) -> Self {
        let text = text.trim();
        if text.is_empty() {
            Self::None
        } else if looks_like_markup(text) {
            Self::Html(text.to_owned())
        } else {
            Self::Plain(text.to_owned())
        }
    }

    /// A text that is markup by its type; empty counts as none.
    #[must_use]
    pub fn html(text: &str) -> Self {
        let text = text.trim();
        if text.is_empty() { Self::None } else { Self::Html(text.to_owned()) }
    }

    /// A text that is plain by its type; empty counts as none.
    #[must_use]
    pub fn plain(text: &str) -> Self {
        let text = text.trim();
        if text.is_empty() { Self::None } else { Self::Plain(text.to_owned()) }
    }

    /// What a reader would read.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::None => String::new(),
            Self::Plain(text) => plain_lines(text),
            Self::Html(html) => text_of(html),
        }
    }

    /// The full text, or the summary where the "full" text is only an ellipsis or a rest of it.
    #[must_use]
    pub fn fuller(full: Self, summary: Self) -> Self {
        let length = |content: &Self| content.text().chars().filter(|c| c.is_alphanumeric()).count();
        match (&full, &summary) {
            (_, Self::None) => full,
            (Self::None, _) => summary,
            (Self::Html(html), _) if html.contains("<img") => full,
            _ if length(&full) >= length(&summary) => full,
            _ => summary,
        }
    }
}

/// Plain text with its paragraphs and lines, without the indentation a template gave it.
fn plain_lines(text: &str) -> String {
    let mut out = String::new();
    let mut blank = false;
    for line in text.lines() {
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        if line.is_empty() {
            blank = true;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if blank { "\n\n" } else { "\n" });
        }
        out.push_str(&line);
        blank = false;
    }
    out
}

/// A text on one line, as titles and names are; `None` when nothing is left.
#[must_use]
pub fn one_line(content: &Content) -> Option<String> {
    let line = content.text().split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

/// The primary language of a tag such as `de-DE` (BCP 47), or nothing for what is no tag.
#[must_use]
pub fn primary_language(tag: &str) -> Option<String> {
    let primary = tag.trim().split(['-', '_']).next()?.to_ascii_lowercase();
    let known = matches!(primary.len(), 2 | 3) && primary.bytes().all(|byte| byte.is_ascii_lowercase());
    known.then_some(primary)
}
