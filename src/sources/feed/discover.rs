//! Finds the feed behind any page. In: an address a person typed. Out: candidates, best first: the address itself if it
//! is a feed, else what the page announces, else what usual systems have. Called by cli and admin when a source is added.

use http::header;
use jiff::Timestamp;
use scraper::{Html, Selector};
use url::Url;

use super::super::address_clean::{absolute, web_address};
use super::super::charset_decode;
use super::super::contract::{Account, Budget, LookCx, NormaliseCx};
use super::super::failure::SourceError;
use super::super::html_read::looks_like_markup;
use super::super::web_get::charset;
use super::poll::ACCEPT;
use super::{MAX_BYTES, TIMEOUT, document_parse};
use crate::domain::source::Cause;
use crate::net::{Net, Profile as Guard, Request, Response};

/// Most requests one search may make.
const MAX_REQUESTS: u32 = 6;

/// How much of a page is searched, in bytes.
const MAX_HEAD: usize = 128 * 1024;

/// Where usual systems keep their feed: WordPress, static sites, TYPO3, Joomla.
const USUAL: &[&str] = &["/feed", "/feed.xml", "/rss.xml", "/?type=9818", "/index.php?format=feed&type=rss"];

/// A feed that may be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub url: Url,
    /// What the page or the feed calls it.
    pub title: Option<String>,
    /// It was read and is a feed; otherwise a page merely announces it.
    pub checked: bool,
}

/// The feed that an address means: itself, or the first one its page names.
///
/// # Errors
/// [`Cause::WebPage`] when there is no feed to be found; else why the address cannot be read.
pub(super) async fn resolve(cx: &LookCx<'_>, given: &str) -> Result<Account, SourceError> {
    let url = web_address(given)?;
    let first = discover(cx.net, &url, cx.now).await?.into_iter().next();
    let mut first = first.ok_or_else(|| SourceError::new(Cause::WebPage, "the page names no feed"))?;
    if first.title.is_none() && !first.checked {
        // Its page does not name it: it is asked what it calls itself, as readers see that name.
        let itself = discover(cx.net, &first.url, cx.now).await.unwrap_or_default();
        first = itself.into_iter().find(|one| one.checked).unwrap_or(first);
    }
    let site_url = (first.url != url).then_some(url);
    Ok(Account { site_url, name: first.title, ..Account::at(first.url) })
}

/// Looks for feeds, in at most six requests. An empty list: there is none to be found.
///
/// # Errors
/// When the address itself cannot be read.
pub async fn discover(net: &Net, url: &Url, now: Timestamp) -> Result<Vec<Candidate>, SourceError> {
    let mut budget = Budget::requests(MAX_REQUESTS);
    budget.take();
    let response = ask(net, url.clone()).await?;
    if !response.status.is_success() {
        return Err(SourceError::from_status(response.status, &response.headers, now));
    }
    if let Some(itself) = as_feed(&response) {
        return Ok(vec![itself]);
    }
    let page = charset_decode::decode(&response.body, charset(&response.headers).as_deref());
    let announced = announced(&page, &response.url);
    // What is no page (a calendar, a text) stands for itself: what else the host has was not meant.
    if announced.is_empty() && looks_like_markup(head(&page)) {
        return Ok(guess(net, &response.url, &mut budget).await);
    }
    Ok(announced)
}

async fn ask(net: &Net, url: Url) -> Result<Response, SourceError> {
    let asked = url.clone();
    let request = Request::get(Guard::Source, url).header(header::ACCEPT, ACCEPT).max_bytes(MAX_BYTES).timeout(TIMEOUT);
    net.send(request).await.map_err(|error| SourceError::from_net(&asked, error))
}

fn as_feed(response: &Response) -> Option<Candidate> {
    let cx = NormaliseCx {
        base_url: Some(response.url.clone()),
        charset: charset(&response.headers),
        ..NormaliseCx::default()
    };
    let parsed = document_parse::parse(&response.body, &cx).ok()?;
    Some(Candidate { url: response.url.clone(), title: parsed.profile.name, checked: true })
}

/// `<link rel="alternate" type="application/rss+xml" …>` (RSS autodiscovery); feeds of comments come last.
fn announced(page: &str, base: &Url) -> Vec<Candidate> {
    let document = Html::parse_document(head(page));
    let (Ok(links), Ok(bases)) = (Selector::parse("link[rel][href]"), Selector::parse("base[href]")) else {
        return Vec::new();
    };
    let stated = document.select(&bases).next().and_then(|element| absolute(Some(base), element.attr("href")?));
    let base = stated.unwrap_or_else(|| base.clone());
    let mut found: Vec<Candidate> = Vec::new();
    for link in document.select(&links) {
        let alternate =
            link.attr("rel").unwrap_or_default().split_whitespace().any(|rel| rel.eq_ignore_ascii_case("alternate"));
        let feed = link.attr("type").is_some_and(is_feed_type);
        let Some(url) = link.attr("href").filter(|_| alternate && feed).and_then(|href| absolute(Some(&base), href))
        else {
            continue;
        };
        if !found.iter().any(|known| known.url == url) {
            let title = link.attr("title").map(str::trim).filter(|title| !title.is_empty()).map(str::to_owned);
            found.push(Candidate { url, title, checked: false });
        }
    }
    found.sort_by_key(|candidate| candidate.url.path().contains("comment"));
    found
}

/// The head of a page; the rest may be long and says nothing about feeds.
fn head(page: &str) -> &str {
    let head = page.get(..page.floor_char_boundary(MAX_HEAD)).unwrap_or(page);
    let end = head.to_ascii_lowercase().find("<body").unwrap_or(head.len());
    head.get(..end).unwrap_or(head)
}

fn is_feed_type(mime: &str) -> bool {
    let mime = mime.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    matches!(
        mime.as_str(),
        "application/rss+xml" | "application/atom+xml" | "application/rdf+xml" | "application/feed+json"
    )
}

async fn guess(net: &Net, base: &Url, budget: &mut Budget) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for path in USUAL {
        let Ok(url) = base.join(path) else { continue };
        if !budget.take() {
            break;
        }
        let Ok(response) = ask(net, url).await else { continue };
        let ours = response.status.is_success() && response.url.origin() == base.origin();
        if let Some(candidate) = Some(&response).filter(|_| ours).and_then(as_feed) {
            found.push(candidate);
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_announces_its_feeds_and_comments_come_last() {
        let page = r#"<head><base href="/stadt/">
            <link rel="alternate" type="application/rss+xml" title="Kommentare" href="/comments/feed/">
            <link rel="ALTERNATE" type="application/atom+xml; charset=utf-8" title=" Aktuelles " href="neu.atom">
            <link rel="alternate" hreflang="en" href="/en/"><link rel="stylesheet" type="text/css" href="a.css">"#;
        let found = announced(page, &Url::parse("https://stadt.example/").unwrap());
        let found: Vec<_> = found.iter().map(|c| (c.url.as_str(), c.title.as_deref())).collect();
        assert_eq!(
            found,
            [
                ("https://stadt.example/stadt/neu.atom", Some("Aktuelles")),
                ("https://stadt.example/comments/feed/", Some("Kommentare"))
            ]
        );
    }
}
