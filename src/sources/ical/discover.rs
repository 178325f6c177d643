//! Finds the calendar behind any page. In: an address a person typed. Out: the calendar's address and name: the address
//! itself if it is one, else what the page links, else where council systems keep theirs. Called by `IcalConnector`.

use http::header;
use jiff::tz::TimeZone;
use scraper::{ElementRef, Html, Selector};
use url::Url;

use super::super::address_clean::{absolute, web_address};
use super::super::charset_decode;
use super::super::contract::{Account, Budget, LookCx, NormaliseCx, Profile};
use super::super::failure::SourceError;
use super::super::web_get::charset;
use super::document_parse;
use super::poll::{MANNER, polled};
use crate::domain::source::Cause;
use crate::net::{Net, Profile as Guard, Request, Response};

/// Most requests one search may make.
const MAX_REQUESTS: u32 = 6;

/// How much of a page is searched, in bytes.
const MAX_PAGE: usize = 1024 * 1024;

/// Where council systems keep their calendar: ALLRIS.
const USUAL: &[&str] = &["/public/ics/SiKalAbo.ics"];

/// The calendar that an address means, in at most six requests: itself, or the first one its page links.
///
/// # Errors
/// When the address cannot be read, or when there is no calendar behind it ([`Cause::NotACalendar`]).
pub(super) async fn resolve(cx: &LookCx<'_>, given: &str) -> Result<Account, SourceError> {
    let url = web_address(&polled(given.trim()))?;
    let mut budget = Budget::requests(MAX_REQUESTS);
    budget.take();
    let response = ask(cx.net, url).await?;
    if !response.status.is_success() {
        return Err(SourceError::from_status(response.status, &response.headers, cx.now));
    }
    if let Some(profile) = as_calendar(&response, &cx.zone) {
        return Ok(account(response.url, profile, None));
    }
    let page = charset_decode::decode(&response.body, charset(&response.headers).as_deref());
    let usual = USUAL.iter().filter_map(|path| response.url.join(path).ok());
    for url in linked(&page, &response.url).into_iter().chain(usual) {
        if !budget.take() {
            break;
        }
        let Ok(answer) = ask(cx.net, url).await else { continue };
        if let Some(profile) = as_calendar(&answer, &cx.zone).filter(|_| answer.status.is_success()) {
            return Ok(account(answer.url, profile, Some(response.url)));
        }
    }
    Err(SourceError::new(Cause::NotACalendar, "there is no calendar at this address, and the page links none"))
}

/// Where readers find it: the page it was found on, else what the calendar says of itself.
fn account(url: Url, profile: Profile, page: Option<Url>) -> Account {
    let site_url = page.or_else(|| profile.site_url.as_deref().and_then(|url| Url::parse(url).ok()));
    Account { site_url, name: profile.name, ..Account::at(url) }
}

async fn ask(net: &Net, url: Url) -> Result<Response, SourceError> {
    let asked = url.clone();
    let request = Request::get(Guard::Source, url)
        .header(header::ACCEPT, MANNER.accept)
        .max_bytes(MANNER.max_bytes)
        .timeout(MANNER.timeout);
    net.send(request).await.map_err(|error| SourceError::from_net(&asked, error))
}

fn as_calendar(response: &Response, zone: &TimeZone) -> Option<Profile> {
    let cx = NormaliseCx {
        base_url: Some(response.url.clone()),
        charset: charset(&response.headers),
        zone: zone.clone(),
        ..NormaliseCx::default()
    };
    document_parse::parse(&response.body, &cx).ok().map(|parsed| parsed.profile)
}

/// Calendars a page links, likeliest first: announced in its head (`rel="alternate" type="text/calendar"`), `webcal:` links
/// made for subscribing, files ending in `.ics`, then addresses that look like an export. Files for a single date
/// are what many pages have most of, so a link that speaks of subscribing comes first.
fn linked(page: &str, base: &Url) -> Vec<Url> {
    let document = Html::parse_document(page.get(..page.floor_char_boundary(MAX_PAGE)).unwrap_or(page));
    let (Ok(links), Ok(bases)) = (Selector::parse("link[href], a[href]"), Selector::parse("base[href]")) else {
        return Vec::new();
    };
    let stated = document.select(&bases).next().and_then(|element| absolute(Some(base), element.attr("href")?));
    let base = stated.unwrap_or_else(|| base.clone());
    let mut found: Vec<(u8, Url)> = Vec::new();
    for link in document.select(&links) {
        let Some((rank, url)) = candidate(link, &base) else { continue };
        if !found.iter().any(|(_, known)| *known == url) {
            found.push((rank, url));
        }
    }
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, url)| url).collect()
}

fn candidate(link: ElementRef<'_>, base: &Url) -> Option<(u8, Url)> {
    let href = link.attr("href")?.trim();
    let typed = link.attr("type").is_some_and(|kind| kind.trim().to_ascii_lowercase().starts_with("text/calendar"));
    let webcal = href.get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case("webcal"));
    let url = absolute(Some(base), &polled(href))?;
    let lower = href.to_ascii_lowercase();
    let file = url.path().to_ascii_lowercase().ends_with(".ics");
    let export = ["ical=1", "ical=2", "format=ical", "format=ics", "type=ics", "/ical", "ics.php", "webcal"];
    let export = export.iter().any(|mark| lower.contains(mark));
    let about = format!("{lower} {}", link.text().collect::<String>().to_lowercase());
    let subscribe = ["abo", "feed", "alle", "subscribe"].iter().any(|word| about.contains(word));
    let rank = match (typed && link.value().name() == "link", webcal, file, subscribe) {
        (true, ..) => 0,
        (_, true, ..) => 1,
        (_, _, true, true) => 2,
        (_, _, true, false) => 3,
        _ if typed || export => 4,
        _ => return None,
    };
    Some((rank, url))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_links_its_calendar_and_subscriptions_come_first() {
        let page = r#"<head><base href="/termine/"><link rel="alternate" type="text/calendar" href="alle"></head>
            <a href="einzeln.ics">Termin speichern</a><a href="/impressum">Impressum</a>
            <a href="kalender.ics">Kalender abonnieren (Abo)</a><a href="?format=ical">Export</a>
            <a href="webcal://stadt.example/kalender">Abonnieren</a>"#;
        let found = linked(page, &Url::parse("https://stadt.example/").unwrap());
        let found: Vec<_> = found.iter().map(Url::as_str).collect();
        assert_eq!(
            found,
            [
                "https://stadt.example/termine/alle",
                "https://stadt.example/kalender",
                "https://stadt.example/termine/kalender.ics",
                "https://stadt.example/termine/einzeln.ics",
                "https://stadt.example/termine/?format=ical",
            ]
        );
    }
}
