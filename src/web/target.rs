//! What a public address stands for. In comes a path with its query, out comes a [`Target`]: the thing to show, and at
//! the same time the key under which its page is kept. Pure; [`super::answer`] and [`super::render`] build on it.

use super::sought::Sought;
use crate::domain::ids::Ulid;
use crate::domain::rules::LabelKind;
use crate::i18n::Locale;
use crate::urls;

/// A month of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
}

impl Month {
    /// Reads `2026` and `11`; there is a page only for months that can be.
    fn parse(year: &str, month: &str) -> Option<Self> {
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        let (year, month) = (
            year.parse().ok().filter(|_| year.len() == 4 && digits(year))?,
            month.parse().ok().filter(|_| month.len() == 2 && digits(month))?,
        );
        ((1970..=9998).contains(&year) && (1..=12).contains(&month)).then_some(Self { year, month })
    }
}

/// A list of posts that has pages and feeds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Of {
    /// Everything the town says.
    Town,
    /// One channel, by its slug.
    Channel(String),
    /// One hashtag, lower case.
    Hashtag(String),
    /// What one actor wrote, by its username.
    Actor(String),
    /// One topic, by its slug.
    Topic(String),
    /// One part of the town, by its slug.
    District(String),
    /// What was said in a month of the town's calendar.
    Month(Month),
    /// What holds today.
    Holding,
}

impl Of {
    /// The address of its first page.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::Town => urls::HOME.to_owned(),
            Self::Channel(slug) => urls::channel(slug),
            Self::Hashtag(tag) => urls::hashtag(tag),
            Self::Actor(name) => urls::profile(name),
            Self::Topic(slug) => urls::topic(slug),
            Self::District(slug) => urls::district(slug),
            Self::Month(month) => urls::archive_month(month.year, month.month),
            Self::Holding => urls::HOLDING.to_owned(),
        }
    }

    /// The kind of the names that the list is about, and their slug.
    #[must_use]
    pub fn label(&self) -> Option<(LabelKind, &str)> {
        match self {
            Self::Topic(slug) => Some((LabelKind::Topic, slug)),
            Self::District(slug) => Some((LabelKind::District, slug)),
            Self::Town | Self::Channel(_) | Self::Hashtag(_) | Self::Actor(_) | Self::Month(_) | Self::Holding => None,
        }
    }

    /// Whether there is such a list only while posts stand in it.
    #[must_use]
    pub fn is_of_words(&self) -> bool {
        matches!(self, Self::Hashtag(_) | Self::Topic(_) | Self::District(_) | Self::Month(_))
    }
}

/// The three forms of a Nachrichten-Abo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FeedFormat {
    /// RFC 4287.
    Atom,
    /// RSS 2.0.
    Rss,
    /// JSON Feed 1.1.
    Json,
}

impl FeedFormat {
    /// All of them, in the order in which pages name them.
    pub const ALL: [Self; 3] = [Self::Atom, Self::Rss, Self::Json];

    /// The ending in `/feed.{ending}`.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Atom => "atom",
            Self::Rss => "rss",
            Self::Json => "json",
        }
    }

    /// Its media type.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml; charset=utf-8",
            Self::Rss => "application/rss+xml; charset=utf-8",
            Self::Json => "application/feed+json; charset=utf-8",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.ending() == text)
    }
}

/// A page of fixed words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fixed {
    /// How to stay informed.
    Follow,
    /// Impressum (§ 5 DDG).
    Imprint,
    /// Privacy notice.
    Privacy,
    /// Accessibility statement.
    Accessibility,
    /// What this page does and does not.
    HowItWorks,
    /// 404.
    Missing,
    /// 404 while the town is a draft.
    Draft,
    /// 503.
    Unavailable,
}

/// What an address shows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Target {
    /// Posts of a list, from the newest or from below a post.
    List { of: Of, before: Option<Ulid> },
    /// One post.
    Post(Ulid),
    /// The register of channels.
    Channels,
    /// Running and past warnings.
    Warnings,
    /// The months in which something was said.
    Archive,
    /// Appointments to come.
    Events,
    /// The same for calendars (RFC 5545).
    Calendar,
    /// One post's appointment, for people.
    Event(Ulid),
    /// The same for calendars.
    EventFile(Ulid),
    /// What somebody looks for.
    Search(Sought),
    /// A feed.
    Feed { of: Of, format: FeedFormat },
    /// A page of fixed words.
    Fixed(Fixed),
    /// `/robots.txt`.
    Robots,
    /// `/sitemap.xml`.
    Sitemap,
    /// `/.well-known/security.txt`.
    SecurityTxt,
    /// `/favicon.ico`.
    Favicon,
    /// An ActivityPub document: path and query.
    Document { path: String, query: Option<String> },
    /// WebFinger, host-meta, NodeInfo: path and query.
    WellKnown { path: String, query: Option<String> },
    /// `/medien/{hash}.{ext}`.
    Media(String),
    /// `/assets/{file}`.
    Asset(String),
    /// Nothing of ours.
    Nothing,
}

/// Reads an address. The locale comes from the `/en` prefix, which only pages for people have.
#[must_use]
pub fn parse(path: &str, query: Option<&str>) -> (Locale, Target) {
    if path == "/en" || path == "/en/" {
        return (Locale::En, list(Of::Town, query));
    }
    if let Some(rest) = path.strip_prefix("/en/") {
        let target = parse_path(&format!("/{rest}"), query);
        let translated = matches!(
            target,
            Target::List { .. }
                | Target::Post(_)
                | Target::Channels
                | Target::Warnings
                | Target::Archive
                | Target::Events
                | Target::Search(_)
                | Target::Fixed(_)
        );
        return if translated { (Locale::En, target) } else { (Locale::En, Target::Nothing) };
    }
    (Locale::De, parse_path(path, query))
}

fn parse_path(path: &str, query: Option<&str>) -> Target {
    let fixed = match path {
        urls::HOME => Some(list(Of::Town, query)),
        urls::CHANNELS => Some(Target::Channels),
        urls::WARNINGS => Some(Target::Warnings),
        urls::ARCHIVE => Some(Target::Archive),
        urls::EVENTS => Some(Target::Events),
        urls::CALENDAR => Some(Target::Calendar),
        urls::SEARCH => Some(Target::Search(Sought::parse(query.unwrap_or_default()))),
        urls::FOLLOW => Some(Target::Fixed(Fixed::Follow)),
        urls::IMPRINT => Some(Target::Fixed(Fixed::Imprint)),
        urls::PRIVACY => Some(Target::Fixed(Fixed::Privacy)),
        urls::ACCESSIBILITY => Some(Target::Fixed(Fixed::Accessibility)),
        urls::HOW_IT_WORKS => Some(Target::Fixed(Fixed::HowItWorks)),
        "/robots.txt" => Some(Target::Robots),
        "/sitemap.xml" => Some(Target::Sitemap),
        "/favicon.ico" => Some(Target::Favicon),
        "/.well-known/security.txt" => Some(Target::SecurityTxt),
        _ => None,
    };
    if let Some(target) = fixed {
        return target;
    }
    if is_well_known(path) {
        return Target::WellKnown { path: path.to_owned(), query: query.map(str::to_owned) };
    }
    let mut parts = path.trim_start_matches('/').split('/');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some("ap"), Some(_), ..) => Target::Document { path: path.to_owned(), query: query.map(str::to_owned) },
        (Some("beitrag"), Some(segment), None, None) => urls::post_ulid(segment).map_or(Target::Nothing, Target::Post),
        (Some("kanal"), Some(slug), rest, None) => listed(Of::Channel(slug.to_owned()), rest, query),
        (Some("thema"), Some(slug), rest, None) => listed(Of::Topic(slug.to_owned()), rest, query),
        (Some("ortsteil"), Some(slug), rest, None) => listed(Of::District(slug.to_owned()), rest, query),
        (Some("schlagwort"), Some(tag), rest, None) => match urls::percent_decoded(tag) {
            Some(tag) if !tag.is_empty() => listed(Of::Hashtag(tag.to_lowercase()), rest, query),
            _ => Target::Nothing,
        },
        (Some("termin"), Some(name), None, None) => match name.strip_suffix(".ics") {
            Some(id) => urls::post_ulid(id).map_or(Target::Nothing, Target::EventFile),
            None => urls::post_ulid(name).map_or(Target::Nothing, Target::Event),
        },
        (Some("gilt"), rest, None, None) => listed(Of::Holding, rest, query),
        (Some("archiv"), Some(year), Some(month), None) => {
            Month::parse(year, month).map_or(Target::Nothing, |month| list(Of::Month(month), query))
        }
        (Some("medien"), Some(name), None, None) => Target::Media(name.to_owned()),
        (Some("assets"), Some(name), None, None) => Target::Asset(name.to_owned()),
        (Some(first), None, ..) => match (first.strip_prefix('@'), feed_of(first)) {
            (Some(name), _) if !name.is_empty() => list(Of::Actor(name.to_lowercase()), query),
            (_, Some(format)) => Target::Feed { of: Of::Town, format },
            _ => Target::Nothing,
        },
        _ => Target::Nothing,
    }
}

/// Addresses that belong to the Fediverse rather than to readers.
#[must_use]
pub fn is_well_known(path: &str) -> bool {
    matches!(path, "/.well-known/webfinger" | "/.well-known/host-meta" | "/.well-known/nodeinfo")
        || path.starts_with("/nodeinfo/")
}

fn listed(of: Of, rest: Option<&str>, query: Option<&str>) -> Target {
    match rest {
        None => list(of, query),
        Some(rest) => feed_of(rest).map_or(Target::Nothing, |format| Target::Feed { of, format }),
    }
}

fn feed_of(segment: &str) -> Option<FeedFormat> {
    segment.strip_prefix("feed.").and_then(FeedFormat::parse)
}

/// A list from `?vor=`; anything unreadable there means the first page.
fn list(of: Of, query: Option<&str>) -> Target {
    let before = query
        .unwrap_or_default()
        .split('&')
        .find_map(|pair| pair.strip_prefix("vor="))
        .and_then(|text| Ulid::from_string(&text.to_ascii_uppercase()).ok());
    Target::List { of, before }
}

impl Target {
    /// Bytes of text in it that came with the address.
    #[must_use]
    pub fn text_len(&self) -> usize {
        match self {
            Self::List { of, .. } | Self::Feed { of, .. } => match of {
                Of::Town | Of::Holding | Of::Month(_) => 0,
                Of::Channel(text) | Of::Hashtag(text) | Of::Actor(text) | Of::Topic(text) | Of::District(text) => {
                    text.len()
                }
            },
            Self::Document { path, query } | Self::WellKnown { path, query } => {
                path.len() + query.as_ref().map_or(0, String::len)
            }
            Self::Search(sought) => sought.text_len(),
            Self::Media(name) | Self::Asset(name) => name.len(),
            _ => 0,
        }
    }

    /// Whether its page is made of what the store holds; the others need only the town's view.
    #[must_use]
    pub fn is_stored(&self) -> bool {
        match self {
            Self::List { .. }
            | Self::Post(_)
            | Self::Channels
            | Self::Warnings
            | Self::Archive
            | Self::Events
            | Self::Calendar
            | Self::Event(_)
            | Self::EventFile(_)
            | Self::Search(_)
            | Self::Feed { .. }
            | Self::Sitemap
            | Self::Document { .. }
            | Self::WellKnown { .. } => true,
            Self::Fixed(_)
            | Self::Robots
            | Self::SecurityTxt
            | Self::Favicon
            | Self::Media(_)
            | Self::Asset(_)
            | Self::Nothing => false,
        }
    }

    /// The address of the thing without language; posts need their slug and are not known here.
    #[must_use]
    pub fn path(&self) -> Option<String> {
        Some(match self {
            Self::List { of, before: None } => of.path(),
            Self::List { of, before: Some(before) } => urls::older(&of.path(), *before),
            Self::Channels => urls::CHANNELS.to_owned(),
            Self::Warnings => urls::WARNINGS.to_owned(),
            Self::Archive => urls::ARCHIVE.to_owned(),
            Self::Events => urls::EVENTS.to_owned(),
            Self::Calendar => urls::CALENDAR.to_owned(),
            Self::EventFile(ulid) => urls::event_file(*ulid),
            Self::Search(sought) => sought.path(),
            Self::Feed { of, format } => urls::feed(&of.path(), format.ending()),
            Self::Fixed(Fixed::Follow) => urls::FOLLOW.to_owned(),
            Self::Fixed(Fixed::Imprint) => urls::IMPRINT.to_owned(),
            Self::Fixed(Fixed::Privacy) => urls::PRIVACY.to_owned(),
            Self::Fixed(Fixed::Accessibility) => urls::ACCESSIBILITY.to_owned(),
            Self::Fixed(Fixed::HowItWorks) => urls::HOW_IT_WORKS.to_owned(),
            Self::Robots => "/robots.txt".to_owned(),
            Self::Sitemap => "/sitemap.xml".to_owned(),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_mean_what_the_contract_says() {
        let home = Target::List { of: Of::Town, before: None };
        let ulid = Ulid::from_parts(7, 7);
        for (path, query, wanted) in [
            ("/", None, home.clone()),
            ("/", Some("utm_source=x"), home.clone()),
            ("/", Some("vor=unsinn"), home.clone()),
            (
                "/kanal/rathaus/feed.rss",
                None,
                Target::Feed { of: Of::Channel("rathaus".into()), format: FeedFormat::Rss },
            ),
            (
                "/schlagwort/stra%C3%9Fenfest",
                None,
                Target::List { of: Of::Hashtag("straßenfest".into()), before: None },
            ),
            ("/schlagwort/%FF", None, Target::Nothing),
            ("/thema/verkehr", None, Target::List { of: Of::Topic("verkehr".into()), before: None }),
            (
                "/ortsteil/nordend/feed.atom",
                None,
                Target::Feed { of: Of::District("nordend".into()), format: FeedFormat::Atom },
            ),
            ("/beitrag/2026-01-01-ohne-id", None, Target::Nothing),
            ("/gilt/feed.atom", None, Target::Feed { of: Of::Holding, format: FeedFormat::Atom }),
            ("/archiv/2026/03", None, Target::List { of: Of::Month(Month { year: 2026, month: 3 }), before: None }),
            ("/archiv/2026/3", None, Target::Nothing),
            ("/archiv/2026/13", None, Target::Nothing),
            ("/termine.ics", None, Target::Calendar),
            ("/termin/unsinn.ics", None, Target::Nothing),
            ("/archiv/2026/03/feed.atom", None, Target::Nothing),
            ("/@Rathaus", None, Target::List { of: Of::Actor("rathaus".into()), before: None }),
            ("/feed.json", None, Target::Feed { of: Of::Town, format: FeedFormat::Json }),
            ("/wp-login.php", None, Target::Nothing),
            ("/.well-known/acme-challenge/x", None, Target::Nothing),
        ] {
            assert_eq!(parse(path, query).1, wanted, "{path}");
        }
        let query = format!("vor={ulid}");
        assert_eq!(parse("/en/", Some(&query)), (Locale::En, Target::List { of: Of::Town, before: Some(ulid) }));
        assert_eq!(parse("/en/feed.atom", None).1, Target::Nothing);
    }
}
