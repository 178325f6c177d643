//! One entry of a list: a block of markup, or a JSON-LD object. In: the block and what staff said. Out: an [`Entry`], or
//! nothing where there is neither link nor title. Called by `list_read` and `list_detect`.

use jiff::tz::TimeZone;
use scraper::ElementRef;
use serde::{Deserialize, Serialize};
use url::Url;

use super::super::address_clean::{absolute, without_tracking};
use super::super::html_read::pictures_of;
use super::super::language_tag::primary_language;
use super::body_render::render;
use super::dates::{date_in, find_date, moment};
use super::page::{Page, all, first, line_of, words_of};
use super::schema_read::{Thing, ThingKind};
use super::settings::HtmlSettings;
use crate::domain::body_text::shorten;
use crate::domain::item::ItemEvent;

/// Longer teasers are cut, in characters.
pub const MAX_TEASER: usize = 600;

/// Longer titles are cut, in characters.
const MAX_TITLE: usize = 300;

/// Words in class names of an entry's headline.
const HEADLINES: &[&str] = &["title", "titel", "headline", "ueberschrift", "heading"];

/// Words in class names of an entry's summary.
const SUMMARIES: &[&str] = &["teaser", "description", "intro", "summary", "excerpt", "short", "abstract", "anriss"];

/// Parts of addresses of pictures that are no pictures of anything.
const ICONS: &[&str] = &["icon", "/skin/", "logo", "sprite", "placeholder", "pixel", "blank.", "spacer", ".svg"];

/// Endings of files that are no pages; the list's own words say what they are.
const FILES: &[&str] = &["pdf", "doc", "docx", "xls", "xlsx", "odt", "zip", "jpg", "jpeg", "png", "ics", "mp3", "mp4"];

/// What a list says about one article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The article's page, without tracking; `None` where the list is all there is.
    pub link: Option<Url>,
    pub title: String,
    /// As written.
    pub date: Option<String>,
    /// Plain text or markup.
    pub teaser: Option<String>,
    /// Address and the author's description.
    pub image: Option<(Url, Option<String>)>,
    pub event: Option<ItemEvent>,
    /// Its id, where it has one and no page.
    pub id: Option<String>,
    pub lang: Option<String>,
}

impl Entry {
    /// What tells entries of a list apart.
    #[must_use]
    pub fn key(&self) -> String {
        self.link.as_ref().map_or_else(
            || {
                self.id
                    .clone()
                    .unwrap_or_else(|| format!("{} {}", self.title, self.date.as_deref().unwrap_or_default()))
            },
            Url::to_string,
        )
    }

    /// Its page, where that is one of the same website; files and other people's sites are none.
    #[must_use]
    pub fn own_page(&self, site: Option<&Url>) -> Option<&Url> {
        let link = self.link.as_ref()?;
        let ending = link.path().rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
        let is_own = site.is_none_or(|site| is_same_site(link, site));
        (is_own && !FILES.contains(&ending.as_str())).then_some(link)
    }

    /// Whether a list says something else about the same article now; addresses of pictures change by themselves.
    #[must_use]
    pub fn says_other_than(&self, other: &Self) -> bool {
        (&self.title, &self.date, &self.teaser, &self.event) != (&other.title, &other.date, &other.teaser, &other.event)
    }

    /// Whether anything in it may be shown as a headline.
    #[must_use]
    pub fn has_title(&self) -> bool {
        self.title.chars().filter(|c| c.is_alphanumeric()).count() >= 2
    }
}

/// Reads an entry from its block.
#[must_use]
pub fn of_block(block: ElementRef<'_>, settings: &HtmlSettings, page: &Page, zone: &TimeZone) -> Option<Entry> {
    let chosen = |selector: &Option<String>| first(block, selector.as_deref()?);
    let heading = heading(block);
    let link_element = chosen(&settings.link).or_else(|| link_of(block, heading, page));
    let link = link_element.and_then(|element| address_of(element, page));
    // A piece of a page from an unknown place: its own address must do as it stands.
    let id = link_element.filter(|_| link.is_none() && page.base.is_none()).and_then(href_of).map(str::to_owned);
    if link.is_none() && id.is_none() {
        return None;
    }
    let title = chosen(&settings.title)
        .and_then(line_of)
        .or_else(|| heading.and_then(line_of))
        .or_else(|| link_element.and_then(label_of))?;
    let date = match &settings.date {
        Some(_) => chosen(&settings.date).and_then(|element| {
            let machine = element.attr("datetime").filter(|text| moment(text, zone).is_some()).map(str::to_owned);
            machine.or_else(|| date_in(element, zone)).or_else(|| find_date(&line_of(element)?, zone))
        }),
        None => date_in(block, zone),
    };
    let teaser = match &settings.teaser {
        Some(_) => chosen(&settings.teaser).and_then(line_of),
        None => teaser_of(block, &title),
    };
    let pictured = chosen(&settings.image).unwrap_or(block);
    Some(Entry {
        link,
        title: shorten(&title, MAX_TITLE),
        date,
        teaser: teaser.map(|text| shorten(&text, MAX_TEASER)),
        image: image_of(pictured, page),
        event: None,
        id,
        lang: None,
    })
}

/// Reads an entry from an object; `None` for one without a name.
#[must_use]
pub fn of_thing(thing: &Thing, event: Option<ItemEvent>) -> Option<Entry> {
    let title =
        thing.title.clone().or_else(|| thing.url.as_ref().filter(|_| thing.kind == ThingKind::Entry).map(slug))?;
    let link = thing.url.clone().map(page_address);
    // Without page and id, an appointment is known by its name and beginning.
    let own = || event.as_ref().filter(|_| link.is_none()).map(|event| format!("{title} {}", event.start.orig));
    let id = thing.id.clone().or_else(own);
    Some(Entry {
        link,
        title: shorten(&title, MAX_TITLE),
        date: thing.published.clone().or_else(|| thing.modified.clone()),
        teaser: thing.text.clone(),
        image: thing.images.first().cloned(),
        event,
        id,
        lang: thing.lang.as_deref().and_then(primary_language),
    })
}

/// Whether two addresses are of one website; `www.` makes no difference.
fn is_same_site(a: &Url, b: &Url) -> bool {
    let site = |url: &Url| (url.host_str().map(|host| host.trim_start_matches("www.").to_owned()), url.port());
    site(a) == site(b)
}

/// The last part of an address as words, for lists that name only addresses.
fn slug(url: &Url) -> String {
    let last = url.path().trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    last.split('.').next().unwrap_or_default().replace(['-', '_'], " ")
}

/// The address of a page, as it is remembered.
#[must_use]
pub fn page_address(url: Url) -> Url {
    let mut url = without_tracking(url);
    url.set_fragment(None);
    url
}

/// The headline: the first heading with text, else what a class calls so.
#[must_use]
pub fn heading(block: ElementRef<'_>) -> Option<ElementRef<'_>> {
    let headings = all(block, "h1, h2, h3, h4, h5, h6, [itemprop=headline], [role=heading]");
    headings.into_iter().find(|heading| line_of(*heading).is_some()).or_else(|| {
        block.descendent_elements().find(|element| {
            words_of(*element).iter().any(|word| HEADLINES.contains(&word.as_str())) && line_of(*element).is_some()
        })
    })
}

/// The link to the article: in the headline, around everything, on the block itself, else the first with words.
fn link_of<'a>(block: ElementRef<'a>, heading: Option<ElementRef<'a>>, page: &Page) -> Option<ElementRef<'a>> {
    let usable = |element: &ElementRef<'a>| {
        address_of(*element, page).is_some() || (page.base.is_none() && href_of(*element).is_some())
    };
    let in_heading = heading.and_then(|heading| all(heading, "a[href]").into_iter().find(usable));
    let around_heading = || heading?.ancestors().filter_map(ElementRef::wrap).find(|above| above.value().name() == "a");
    let links = || all(block, "a[href], [data-url], [data-href]");
    in_heading
        .or_else(|| Some(block).filter(usable))
        .or_else(|| around_heading().filter(usable))
        .or_else(|| links().into_iter().find(|link| usable(link) && line_of(*link).is_some()))
        .or_else(|| links().into_iter().find(usable))
}

/// Where an element leads, if that is another page.
#[must_use]
pub fn address_of(element: ElementRef<'_>, page: &Page) -> Option<Url> {
    let url = page_address(absolute(page.base.as_ref(), href_of(element)?)?);
    let here = page.address.clone().map(page_address);
    (here.as_ref() != Some(&url)).then_some(url)
}

/// Where an element leads, as written; a place on the same page is no other place.
fn href_of(element: ElementRef<'_>) -> Option<&str> {
    let names = ["href", "data-url", "data-href"];
    let href = names.iter().find_map(|name| element.attr(name)).or_else(|| {
        let script = element.attr("onclick")?;
        script.split_once("location")?.1.split(['\'', '"']).nth(1)
    });
    href.map(str::trim).filter(|href| !href.is_empty() && !href.starts_with('#') && !href.starts_with("javascript:"))
}

/// What a link says: its words, else what it is called for those who do not see.
fn label_of(link: ElementRef<'_>) -> Option<String> {
    let named = || ["aria-label", "title"].iter().find_map(|name| link.attr(name)).map(str::to_owned);
    line_of(link).or_else(named).or_else(|| first(link, "img[alt]").and_then(|img| img.attr("alt").map(str::to_owned)))
}

fn teaser_of(block: ElementRef<'_>, title: &str) -> Option<String> {
    let is_text = |line: &String| line.len() > 25 && line.as_str() != title && !line.starts_with(title);
    let named = block.descendent_elements().find(|element| {
        words_of(*element).iter().any(|word| SUMMARIES.contains(&word.as_str())) && element.value().name() != "a"
    });
    named.and_then(line_of).filter(is_text).or_else(|| all(block, "p").into_iter().filter_map(line_of).find(is_text))
}

fn image_of(block: ElementRef<'_>, page: &Page) -> Option<(Url, Option<String>)> {
    let markup = format!("{}{}", own_image(block), render(block, page.base.as_ref()));
    pictures_of(&markup, page.base.as_ref()).into_iter().find_map(|picture| {
        let url = Url::parse(picture.source_url.as_deref()?).ok()?;
        let lower = url.path().to_ascii_lowercase();
        let small = picture.w.is_some_and(|w| w < 50);
        (!small && !ICONS.iter().any(|icon| lower.contains(icon))).then_some((url, picture.alt))
    })
}

/// The element itself, where it is the picture.
fn own_image(element: ElementRef<'_>) -> String {
    if element.value().name() == "img" { element.html() } else { String::new() }
}
