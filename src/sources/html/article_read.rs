//! An article's own page. In: the page, its address, what staff said. Out: an [`Article`]. What the page tells machines
//! (JSON-LD, then OpenGraph, then `time`) counts before what it merely shows; selectors of staff count before all.
//! Called by `poll` and `document_parse`.

use jiff::tz::TimeZone;
use scraper::ElementRef;
use url::Url;

use super::super::address_clean::absolute;
use super::super::feed::Content;
use super::super::html_read::{pictures_of, text_of};
use super::super::language_tag::primary_language;
use super::body_render::render;
use super::dates::{date_in, find_date, moment};
use super::entry_read::page_address;
use super::event_read::event_of;
use super::page::{Page, all, first, line_of};
use super::schema_read::{Thing, ThingKind};
use super::settings::HtmlSettings;
use crate::domain::item::{ItemEvent, ItemMedia, ItemTime};
use crate::domain::media::{AltOrigin, MediaKind};

/// Elements that hold the article, the surest first.
const HOLDERS: &[&str] =
    &["[itemprop=articleBody]", "article", "main", "[role=main]", "#main", "#content", "#inhalt", ".content"];

/// A text with fewer letters than this is hardly the article.
const LITTLE: usize = 40;

/// Parts of addresses of pictures that stand for the site, not for the article.
const GENERIC: &[&str] =
    &["logo", "default", "fallback", "placeholder", "wappen", "og-image", "ogimage", "social", "share"];

/// An article as its page gives it; what is missing is taken from the list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Article {
    pub title: Option<String>,
    /// Markup with absolute addresses.
    pub html: Option<String>,
    pub published: Option<ItemTime>,
    /// The date is from the text, not told to machines.
    pub is_date_guessed: bool,
    pub modified: Option<ItemTime>,
    pub media: Vec<ItemMedia>,
    pub lang: Option<String>,
    pub event: Option<ItemEvent>,
    /// Its own address on this host, as it names it itself.
    pub canonical: Option<Url>,
    pub id: Option<String>,
}

/// Reads an article's page.
#[must_use]
pub fn read(page: &Page, settings: &HtmlSettings, zone: &TimeZone) -> Article {
    let thing = own_thing(page);
    let holder = holder(page, settings);
    let shown: String = holder.iter().map(|part| render(*part, page.base.as_ref())).collect();
    let told = thing.and_then(|thing| thing.text.clone()).filter(|text| !text.is_empty());
    let summary = || page.meta(&["og:description", "description", "twitter:description"]);
    let html = longer(shown, told, thing.is_some_and(|thing| thing.is_full)).or_else(summary);
    let around = holder.first().copied();
    let (published, is_date_guessed) = published(page, thing, around, settings, zone);
    let modified = thing.and_then(|thing| thing.modified.clone()).or_else(|| page.meta(&["article:modified_time"]));
    let media = media(page, thing, html.as_deref().unwrap_or_default());
    Article {
        title: title(page, thing),
        media,
        html,
        published,
        is_date_guessed,
        modified: modified.and_then(|text| moment(&text, zone)),
        lang: thing.and_then(|thing| primary_language(thing.lang.as_deref()?)).or_else(|| page.lang()),
        event: thing.and_then(|thing| event_of(thing.event.as_ref()?, thing.url.as_ref(), zone)),
        canonical: canonical(page),
        id: thing.and_then(|thing| thing.id.clone()),
    }
}

/// Whether a page says of itself that it is one article or one appointment.
#[must_use]
pub fn is_article(page: &Page) -> bool {
    let listed = page.things.iter().filter(|thing| thing.kind != ThingKind::Entry).count();
    listed == 1 || page.meta(&["og:type"]).is_some_and(|kind| kind == "article")
}

/// The object that describes this page: the one with its address, else the only one.
fn own_thing(page: &Page) -> Option<&Thing> {
    let here = [page.address.clone(), canonical(page)].into_iter().flatten().map(page_address).collect::<Vec<_>>();
    let told = || page.things.iter().filter(|thing| thing.kind != ThingKind::Entry);
    let addressed = told().find(|thing| thing.url.clone().is_some_and(|url| here.contains(&page_address(url))));
    addressed.or_else(|| {
        let mut told = told();
        told.next().filter(|_| told.next().is_none())
    })
}

/// `link rel="canonical"`, where it names another page of this host than its front page.
fn canonical(page: &Page) -> Option<Url> {
    let link = first(page.html.root_element(), "link[rel~=canonical][href]")?;
    let url = page_address(absolute(page.base.as_ref(), link.attr("href")?)?);
    let host = |url: &Url| url.host_str().map(|host| host.trim_start_matches("www.").to_owned());
    let same_host = page.address.as_ref().is_none_or(|here| host(here) == host(&url));
    (same_host && (url.path() != "/" || url.query().is_some())).then_some(url)
}

/// The elements that hold the text, each not within another.
fn holder<'a>(page: &'a Page, settings: &HtmlSettings) -> Vec<ElementRef<'a>> {
    let root = page.html.root_element();
    if let Some(selector) = &settings.body {
        let chosen = all(root, selector);
        let inside =
            |one: &ElementRef<'_>| one.ancestors().any(|above| chosen.iter().any(|other| other.id() == above.id()));
        let outer: Vec<ElementRef<'a>> = chosen.iter().copied().filter(|one| !inside(one)).collect();
        if !outer.is_empty() {
            return outer;
        }
    }
    let weight = |element: &ElementRef<'_>| element.text().map(|text| text.trim().len()).sum::<usize>();
    for selector in HOLDERS {
        let found = all(root, selector);
        let headed = found.iter().copied().find(|element| first(*element, "h1").is_some());
        let all_together = found.iter().map(weight).sum::<usize>();
        let largest =
            found.iter().copied().max_by_key(weight).filter(|largest| weight(largest) * 5 >= all_together * 3);
        // Several articles of equal length are a list; then the article is looked for further outside.
        if let Some(element) = headed.or(largest).filter(|element| weight(element) >= LITTLE) {
            return vec![element];
        }
    }
    all(root, "body")
}

/// What the page shows, unless it shows hardly anything and tells machines more.
fn longer(shown: String, told: Option<String>, is_full: bool) -> Option<String> {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let shown_letters = letters(&text_of(&shown));
    let told = told.filter(|told| {
        let told = letters(told);
        shown_letters < LITTLE && told > shown_letters || is_full && told > shown_letters * 2
    });
    told.map(|told| match Content::guess(&told) {
        Content::Html(html) => html,
        other => paragraphs(&other.text()),
    })
    .or_else(|| (shown_letters > 0 || shown.contains("<img")).then_some(shown))
}

/// Plain text as markup.
#[must_use]
pub fn paragraphs(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    escaped.split("\n\n").map(|part| format!("<p>{}</p>", part.replace('\n', "<br>"))).collect()
}

fn title(page: &Page, thing: Option<&Thing>) -> Option<String> {
    let shown = all(page.html.root_element(), "h1").into_iter().find_map(line_of);
    let told = thing.and_then(|thing| thing.title.clone()).filter(|title| !title.is_empty());
    told.or_else(|| {
        let graph = page.meta(&["og:title"])?;
        // Many systems append the site's name.
        let begins = shown.as_ref().filter(|shown| graph.starts_with(shown.as_str())).cloned();
        Some(begins.unwrap_or_else(|| without_site(&graph, page.meta(&["og:site_name"]).as_deref())))
    })
    .or(shown)
}

fn without_site(title: &str, site: Option<&str>) -> String {
    let cut = [" | ", " - ", " – ", " — ", " :: "].iter().find_map(|sign| {
        let (title, behind) = title.rsplit_once(sign)?;
        site.is_some_and(|site| behind.trim() == site).then(|| title.trim().to_owned())
    });
    cut.unwrap_or_else(|| title.to_owned())
}

/// When it was published, and whether that is only a date standing in the text.
fn published(
    page: &Page,
    thing: Option<&Thing>,
    around: Option<ElementRef<'_>>,
    settings: &HtmlSettings,
    zone: &TimeZone,
) -> (Option<ItemTime>, bool) {
    let read = |text: String| moment(&text, zone);
    let chosen = settings.date.as_deref().and_then(|selector| {
        let element = first(page.html.root_element(), selector)?;
        let machine = element.attr("datetime").and_then(|text| moment(text, zone));
        machine.or_else(|| date_in(element, zone).or_else(|| find_date(&line_of(element)?, zone)).and_then(read))
    });
    let told = chosen.or_else(|| thing.and_then(|thing| thing.published.clone()).and_then(read)).or_else(|| {
        page.meta(&["article:published_time", "datePublished", "date", "dcterms.date", "DC.date.issued"]).and_then(read)
    });
    if told.is_some() {
        return (told, false);
    }
    let guessed = around.and_then(|around| date_in(around, zone)).and_then(read);
    (guessed, true)
}

/// The picture the page names for itself, then those in the text. One that also stands in the text is not doubled.
fn media(page: &Page, thing: Option<&Thing>, html: &str) -> Vec<ItemMedia> {
    let in_text = pictures_of(html, page.base.as_ref());
    let told: Vec<(Url, Option<String>)> =
        match thing.map(|thing| thing.images.clone()).filter(|images| !images.is_empty()) {
            Some(images) => images,
            None => {
                let address = page.meta(&["og:image", "og:image:url", "twitter:image"]);
                let url = address.and_then(|address| absolute(page.base.as_ref(), &address));
                url.map(|url| (url, page.meta(&["og:image:alt"]))).into_iter().collect()
            }
        };
    let is_generic = |url: &Url| {
        let name = url.path().to_ascii_lowercase();
        GENERIC.iter().any(|word| name.contains(word))
    };
    let shown = |url: &Url| {
        in_text
            .iter()
            .filter_map(|picture| Url::parse(picture.source_url.as_deref()?).ok())
            .any(|known| stem(&known) == stem(url))
    };
    let lead = told.into_iter().filter(|(url, _)| !is_generic(url) && !shown(url)).map(|(url, alt)| {
        let alt_source = if alt.is_some() { AltOrigin::Author } else { AltOrigin::None };
        ItemMedia { alt, alt_source, ..ItemMedia::at(MediaKind::Image, url.into()) }
    });
    lead.chain(in_text.iter().cloned()).collect()
}

/// A picture's file name without ending and size: `markt-1024x768.jpg` and `markt@2x.jpg` are the same picture.
fn stem(url: &Url) -> String {
    let file = url.path().rsplit('/').next().unwrap_or_default();
    let name = file.rsplit_once('.').map_or(file, |(name, _)| name);
    let name = name.split('@').next().unwrap_or_default();
    let is_size =
        |text: &str| text.split_once('x').is_some_and(|(w, h)| [w, h].iter().all(|side| side.parse::<u32>().is_ok()));
    let sized = name.rsplit_once('-').filter(|(_, size)| is_size(size) || *size == "scaled");
    sized.map_or(name, |(name, _)| name).to_owned()
}
