//! From a foreign post to text of ours. In: an [`Item`] and the town's language. Out: [`Cleaned`], which publish/ composes
//! posts from. Pure; lossy on purpose, because the original stays in the item. Called by jobs when an item is new or
//! has changed.

use url::Url;

use crate::domain::body::{Body, Span};
use crate::domain::body_text;
use crate::domain::item::{Item, ItemMedia};

use super::clean_foreign::{self, without_foreign};
use super::clean_html::{self, Parsed};
use super::clean_runs::{Draft, into_body, tidy};
use super::{clean_language, clean_links, clean_media, clean_spans, clean_stubs, clean_title, html_tokens};

#[cfg(test)]
mod tests;

/// A foreign post in our own form.
#[derive(Debug, Clone, PartialEq)]
pub struct Cleaned {
    /// At most 80 characters. The body does not begin with it; it begins with the whole of a title that was too long.
    pub title: Option<String>,
    pub body: Body,
    /// Primary language subtag (BCP 47), lower case.
    pub lang: String,
    /// Without `#`, as written, in order of appearance, each once; those of a line that became the title too.
    pub hashtags: Vec<String>,
    /// The original without tracking parameters; taken from a "weiterlesen" link where the source named none.
    pub canonical_url: Option<String>,
    /// The item's own media, then those found in its markup.
    pub media: Vec<ItemMedia>,
}

/// Cleans one item. Never fails: what cannot be read is left out.
#[must_use]
pub fn clean(item: &Item, town_language: &str) -> Cleaned {
    let item = &*without_foreign(item);
    let canonical = item.canonical_url.as_deref().and_then(|address| clean_links::web(address, None));
    let base = canonical.as_deref().and_then(|address| Url::parse(address).ok());
    let Parsed { drafts, media } = read(item, base.as_ref());
    let mut drafts = tidy(drafts);
    let canonical_url = clean_stubs::strip(&mut drafts, canonical);
    let cards = clean_foreign::cards(item, &links(&drafts), town_language);
    let whole = into_body(drafts.clone());
    let title = match clean_foreign::title(item) {
        Some(shared) => clean_title::settle(Some(&shared), &mut drafts),
        None => clean_title::settle(item.title.as_deref(), &mut drafts),
    };
    drafts.extend(cards);
    let words = format!("{}\n{}", item.title.as_deref().unwrap_or_default(), body_text::render(&whole));
    let lang = clean_language::choose(item.lang.as_deref(), item.easy_language == Some(true), &words, town_language);
    Cleaned {
        title,
        body: into_body(drafts),
        lang,
        hashtags: whole.hashtags(),
        canonical_url,
        media: clean_media::merge(&item.media, media),
    }
}

/// Where a text leads already.
fn links(drafts: &[Draft]) -> Vec<String> {
    let mut all = Vec::new();
    into_body(drafts.to_vec()).each_span(&mut |span| {
        if let Span::Link { href, .. } = span {
            all.push(href.clone());
        }
    });
    all
}

/// Markup where there is some, else the plain text.
fn read(item: &Item, base: Option<&Url>) -> Parsed {
    let markup = item.html.as_deref().filter(|html| !html.trim().is_empty());
    let plain = |text: &str, spans| Parsed {
        drafts: vec![Draft::Paragraph(clean_spans::runs(text, spans))],
        media: Vec::new(),
    };
    match markup {
        // Some feeds put plain text where markup belongs; its line breaks count.
        Some(html) if !html.contains('<') => plain(&html_tokens::decode_text(html), &[]),
        Some(html) => {
            let parsed = clean_html::parse(html, base);
            if parsed.drafts.is_empty() {
                Parsed { media: parsed.media, ..plain(&item.text, &item.spans) }
            } else {
                parsed
            }
        }
        None => plain(&item.text, &item.spans),
    }
}
