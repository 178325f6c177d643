//! A post as a template shows it: words escaped and rendered, addresses made, pictures with their sizes and an honest
//! description. In: a [`Post`] and the town's view. Out: [`Card`], for listings (shortened) or for the post's own page.

use jiff::Timestamp;
use url::Url;

use super::banner::Grade;
use super::holds::Holds;
use super::occasion::{self, Appointment, Listen};
use super::origin::Origin;
use super::shorten::shorten;
use super::town_view::TownView;
use crate::domain::body::Body;
use crate::domain::body_html::{self, PageStyle};
use crate::domain::body_text;
use crate::domain::media::{AltOrigin, Attached, MediaKind, Variant};
use crate::domain::post::Post;
use crate::domain::validity::{Validity, ValidityKind, ValidityOrigin};
use crate::i18n::{Locale, day, moment};
use crate::urls;

/// About so many characters of a text stand in a listing.
const LISTED_CHARACTERS: usize = 600;
/// So many pictures of a post stand in a listing.
const LISTED_PICTURES: usize = 4;

/// A link with its words.
#[derive(Debug, Clone)]
pub struct Named {
    pub name: String,
    pub href: String,
}

/// A link that leaves the page, and the host it leads to.
#[derive(Debug, Clone)]
pub struct Away {
    pub href: String,
    pub host: String,
}

/// A moment for machines and for people.
#[derive(Debug, Clone)]
pub struct When {
    pub iso: String,
    pub text: String,
}

/// A picture or a film.
#[derive(Debug, Clone)]
pub struct Picture {
    pub src: String,
    pub srcset: String,
    pub sizes: &'static str,
    pub width: u32,
    pub height: u32,
    pub alt: String,
    /// What readers must know about the description.
    pub note: Option<String>,
    /// Where a description can be asked for, on the post's own page.
    pub wish: Option<String>,
    pub lazy: bool,
    pub video: bool,
}

/// The same message in the words of another channel.
#[derive(Debug, Clone)]
pub struct Other {
    pub name: String,
    pub original: Option<Away>,
    /// Finished HTML; empty when it says just what the post says.
    pub body: String,
}

/// A post on a page.
#[derive(Debug, Clone)]
pub struct Card {
    pub href: String,
    /// Only when it differs from the page's.
    pub lang: Option<String>,
    pub title: String,
    /// Finished HTML.
    pub body: String,
    pub cut: bool,
    pub full: bool,
    pub iso: String,
    pub day: String,
    /// Missing when the source told only the day.
    pub time: Option<String>,
    pub channels: Vec<Named>,
    pub origin: Origin,
    /// What the other channels say about the same, on the post's own page.
    pub others: Vec<Other>,
    pub pictures: Vec<Picture>,
    pub more_pictures: usize,
    /// What the author warns of.
    pub warning: Option<String>,
    /// The pictures are seen only when they are opened.
    pub veiled: bool,
    /// The message stands in a picture that nobody described yet.
    pub only_in_picture: bool,
    pub tags: Vec<Named>,
    pub original: Option<Away>,
    pub edited: Option<When>,
    /// How grave it is, if it warns.
    pub grade: Option<Grade>,
    /// A warning that followers do not get.
    pub only_here: bool,
    /// The warning to which this is the all-clear.
    pub answers: Option<String>,
    /// From when until when it holds, where no appointment says it.
    pub holds: Option<Holds>,
    /// The appointment it announces.
    pub event: Option<Appointment>,
    /// Where to ask about it, and where to wish it away; on the post's own page.
    pub asking: Vec<Named>,
    /// Sounds and films elsewhere.
    pub recordings: Vec<Listen>,
}

/// How a post is to be shown.
#[derive(Debug, Clone, Copy)]
pub struct Showing {
    pub locale: Locale,
    /// The whole post under an `h1`, instead of its beginning under an `h2`.
    pub full: bool,
    /// Its first picture is seen at once.
    pub first: bool,
    /// Decides between "Gilt bis" and "Galt bis".
    pub now: Timestamp,
}

impl Card {
    /// Prepares a post.
    #[must_use]
    pub fn of(view: &TownView, post: &Post, showing: Showing) -> Self {
        let locale = showing.locale;
        let local = |path: String| localised(locale, &path);
        let title = post.heading();
        let (body, cut) = words(post, &title, showing.full);
        let base = local(urls::HASHTAG_BASE.to_owned());
        let table_label = locale.text("page-table");
        let style =
            PageStyle { title_level: if showing.full { 1 } else { 2 }, hashtag_base: &base, table_label: &table_label };
        let at = post.told_at().to_zoned_datetime(view.zone.clone());
        let date = day(locale, post.told_at(), &view.zone);
        let shown = if showing.full { usize::MAX } else { LISTED_PICTURES };
        let pictures: Vec<Picture> = post
            .attached
            .iter()
            .filter(|attached| attached.media.kind != MediaKind::Audio)
            .enumerate()
            .filter_map(|(index, attached)| {
                let mut shown = picture(attached, locale, !(showing.first && index == 0))?;
                shown.wish = (showing.full && attached.is_undescribed())
                    .then(|| attached.media.variants.last())
                    .flatten()
                    .map(|variant| local(urls::description_wish(post.ulid, &variant.hash)));
                Some(shown)
            })
            .collect();
        let in_text = post.body.without_trailing_tags().hashtags();
        Self {
            href: local(urls::post(post, &view.zone)),
            lang: (post.lang != locale.tag()).then(|| post.lang.clone()),
            body: body_html::render(&body, style),
            cut,
            full: showing.full,
            iso: if post.date_only { at.date().to_string() } else { iso(post.told_at()) },
            day: if post.undated { locale.with("post-here-since", &[("day", date.into())]) } else { date },
            time: (!post.date_only && !post.undated).then(|| clock_time(locale, &at)),
            channels: channels(post, locale),
            origin: Origin::of(post, locale),
            others: if showing.full { others(post, style) } else { Vec::new() },
            only_in_picture: post.is_only_in_picture(),
            more_pictures: pictures.len().saturating_sub(shown),
            warning: warning(post, locale),
            veiled: post.sensitive.is_some(),
            pictures: pictures.into_iter().take(shown).collect(),
            tags: post
                .hashtags
                .iter()
                .filter(|tag| !in_text.iter().any(|known| known.to_lowercase() == tag.to_lowercase()))
                .map(|tag| Named { name: tag.clone(), href: local(urls::hashtag(tag)) })
                .collect(),
            original: post.canonical_url.as_deref().and_then(away),
            grade: is_warning(post).then(|| Grade::of(view, post, locale)),
            only_here: is_warning(post) && !post.listed,
            answers: post.in_reply_to.map(urls::note),
            holds: cleared(post, locale, view)
                .or_else(|| holds(post).and_then(|validity| Holds::of(validity, locale, &view.zone, showing.now)))
                // The grade stands above it and says what it is.
                .map(|holds| if is_warning(post) { Holds { label: None, ..holds } } else { holds }),
            event: Appointment::of(post, locale, &view.zone, showing.now),
            recordings: occasion::listen(post, locale),
            asking: if showing.full { asking(post, locale) } else { Vec::new() },
            edited: post.edited_at.map(|at| When { iso: iso(at), text: moment(locale, at, &view.zone) }),
            title,
        }
    }
}

fn is_warning(post: &Post) -> bool {
    post.validity.is_some_and(|validity| validity.kind == ValidityKind::Warning)
}

/// When a warning was taken back or ended, as soon as its service says so.
fn cleared(post: &Post, locale: Locale, view: &TownView) -> Option<Holds> {
    let at = post.warning.as_ref()?.cleared_at?;
    let text = locale.with("holds-cleared", &[("at", moment(locale, at, &view.zone).into())]);
    Some(Holds { label: None, text, iso: iso(at), over: true })
}

/// The author's warning in words, where there are some.
pub(super) fn warning(post: &Post, locale: Locale) -> Option<String> {
    let words = post.sensitive.as_deref().filter(|words| !words.is_empty())?;
    Some(locale.with("page-warning", &[("words", words.into())]))
}

/// How long it holds, unless the appointment says just that.
fn holds(post: &Post) -> Option<&Validity> {
    let told = post.event.is_some() && post.validity_origin == ValidityOrigin::Text;
    post.validity.as_ref().filter(|_| !told)
}

/// The text to show. A title taken from the text is not said twice.
fn words(post: &Post, title: &str, full: bool) -> (Body, bool) {
    if post.title.is_none() && body_text::render(&post.body).split_whitespace().collect::<Vec<_>>().join(" ") == title {
        return (Body::default(), false);
    }
    // Lines of hashtags at the end stand in the labelled list below.
    let body = post.body.without_trailing_tags();
    if full { (body, false) } else { shorten(&body, LISTED_CHARACTERS) }
}

fn channels(post: &Post, locale: Locale) -> Vec<Named> {
    let mut seen: Vec<&str> = Vec::new();
    let mut named = Vec::new();
    for channel in &post.channels {
        if !seen.contains(&channel.slug.as_str()) {
            seen.push(&channel.slug);
            named.push(Named { name: channel.name.clone(), href: localised(locale, &urls::channel(&channel.slug)) });
        }
    }
    named
}

/// The forms of citizens about a post.
fn asking(post: &Post, locale: Locale) -> Vec<Named> {
    [("ask-question-about", urls::QUESTION), ("ask-removal-about", urls::REMOVAL_WISH)]
        .map(|(key, form)| Named {
            name: locale.text(key),
            href: localised(locale, &urls::about_post(form, post.ulid)),
        })
        .into()
}

/// Each channel's own words, where several carry the message.
fn others(post: &Post, style: PageStyle<'_>) -> Vec<Other> {
    post.channels
        .iter()
        .filter_map(|channel| Some((channel, channel.words.as_ref()?)))
        .map(|(channel, words)| {
            let mut body = String::new();
            if words.body != post.body || words.title != post.title {
                if let Some(title) = &words.title {
                    body = body_html::render(&Body::from_plain(title), style);
                }
                body.push_str(&body_html::render(&words.body, style));
            }
            Other { name: channel.name.clone(), original: words.canonical_url.as_deref().and_then(away), body }
        })
        .collect()
}

fn picture(attached: &Attached, locale: Locale, lazy: bool) -> Option<Picture> {
    let largest = attached.media.variants.last()?;
    let alt = attached.alt.as_deref().map(str::trim).filter(|alt| !alt.is_empty());
    let (alt, note) = match (alt, attached.alt_origin) {
        (Some(alt), AltOrigin::Auto) => (alt.to_owned(), Some(locale.text("page-alt-auto"))),
        (Some(alt), _) => (alt.to_owned(), None),
        (None, _) if attached.is_decorative() => (String::new(), None),
        (None, _) => (locale.text("page-alt-missing"), Some(locale.text("page-alt-note"))),
    };
    let address = |variant: &Variant| urls::media(&variant.hash, &variant.ext);
    let webp: Vec<&Variant> = attached.media.variants.iter().filter(|variant| variant.ext == "webp").collect();
    let srcset = webp.iter().map(|v| format!("{} {}w", address(v), v.width)).collect::<Vec<_>>().join(", ");
    Some(Picture {
        src: address(largest),
        srcset,
        sizes: "(min-width: 48rem) 38rem, 92vw",
        width: largest.width,
        height: largest.height,
        alt,
        note,
        wish: None,
        lazy,
        video: attached.media.kind == MediaKind::Video,
    })
}

/// A link that leaves the page; `None` when it is not one a reader may follow.
#[must_use]
pub fn away(href: &str) -> Option<Away> {
    let url = Url::parse(href).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let host = url.host_str()?.trim_start_matches("www.").to_owned();
    Some(Away { href: url.into(), host })
}

/// A path in a language: German has no prefix.
#[must_use]
pub fn localised(locale: Locale, path: &str) -> String {
    match locale {
        Locale::De => path.to_owned(),
        Locale::En => format!("/en{path}"),
    }
}

/// A moment for `datetime` attributes, whole seconds.
#[must_use]
pub fn iso(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn clock_time(locale: Locale, at: &jiff::ZonedDateTime) -> String {
    locale.with("page-time", &[("time", format!("{:02}:{:02}", at.hour(), at.minute()).into())])
}
