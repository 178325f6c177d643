//! What stands around every page: head, navigation, foot. Templates ask it for words and links.

use jiff::Timestamp;

use super::banner::Banner;
use super::card::localised;
use super::target::{FeedFormat, Of};
use super::town_view::TownView;
use crate::domain::body_html::is_safe_href;
use crate::i18n::{Locale, Value};
use crate::urls;

/// A link in a navigation.
pub struct Entry {
    pub href: String,
    pub label: String,
    pub current: bool,
}

/// A feed for `<link rel="alternate">`.
pub struct FeedLink {
    pub kind: &'static str,
    pub title: String,
    pub href: String,
}

/// The picture others show for a page.
pub struct Image {
    pub href: String,
    pub width: u32,
    pub height: u32,
    pub alt: String,
}

/// The frame of one page.
pub struct Frame<'a> {
    pub view: &'a TownView,
    pub locale: Locale,
    pub title: String,
    /// Added to the title in the window only.
    pub title_note: Option<String>,
    pub description: String,
    /// The page's address without language; pages that have none are not canonical.
    pub path: Option<String>,
    /// The list whose feeds the page names.
    pub feed: Of,
    /// The ActivityPub id of what the page shows.
    pub document: Option<String>,
    /// Who wrote what the page shows, instead of the main actor.
    pub creator: Option<String>,
    pub image: Option<Image>,
    pub og_type: &'static str,
    pub noindex: bool,
    /// No navigation: there is nowhere to go.
    pub bare: bool,
    pub source_url: &'static str,
    /// What stands above everything else while warnings hold.
    pub banner: Option<Banner>,
}

impl<'a> Frame<'a> {
    /// A frame with the usual settings; the rest is filled in by struct update.
    #[must_use]
    pub fn new(view: &'a TownView, locale: Locale, source_url: &'static str, now: Timestamp, title: String) -> Self {
        let image = view.arms().map(|arms| Image {
            href: view.origin.absolute(&arms),
            width: 0,
            height: 0,
            alt: locale.with("page-arms-alt", &[("town", view.town.name.as_str().into())]),
        });
        let description = view
            .town
            .settings
            .claim
            .clone()
            .unwrap_or_else(|| locale.with("page-description", &[("town", view.town.name.as_str().into())]));
        Self {
            view,
            locale,
            title,
            title_note: None,
            description,
            path: None,
            feed: Of::Town,
            document: None,
            creator: None,
            image,
            og_type: "website",
            noindex: false,
            bare: false,
            source_url,
            banner: Banner::of(view, locale, now),
        }
    }

    /// A text.
    #[must_use]
    pub fn t(&self, key: &str) -> String {
        self.locale.text(key)
    }

    /// A text with one word put in.
    #[must_use]
    pub fn with(&self, key: &str, name: &'static str, value: &str) -> String {
        self.locale.with(key, &[(name, value.into())])
    }

    /// A text with a number.
    #[must_use]
    pub fn count(&self, key: &str, n: &usize) -> String {
        self.locale.with(key, &[("count", Value::from(*n))])
    }

    /// A path of ours in the page's language.
    #[must_use]
    pub fn link(&self, path: &str) -> String {
        localised(self.locale, path)
    }

    /// What stands in the window's title: page, note, town.
    #[must_use]
    pub fn full_title(&self) -> String {
        let note = self.title_note.as_deref().map(|note| format!(" ({note})")).unwrap_or_default();
        format!("{}{note} – {}", self.title, self.view.town.name)
    }

    /// The letter for a town without arms.
    #[must_use]
    pub fn initial(&self) -> String {
        super::look::initial(&self.view.town.name)
    }

    /// The page's own address.
    #[must_use]
    pub fn canonical(&self, path: &str) -> String {
        self.view.origin.absolute(&self.link(path))
    }

    /// The page in all languages.
    #[must_use]
    pub fn translations(&self, path: &str) -> Vec<(&'static str, String)> {
        Locale::ALL
            .into_iter()
            .map(|locale| (locale.tag(), self.view.origin.absolute(&localised(locale, path))))
            .collect()
    }

    /// The language the page can be switched to.
    #[must_use]
    pub fn other(&self) -> Locale {
        match self.locale {
            Locale::De => Locale::En,
            Locale::En => Locale::De,
        }
    }

    /// The page in the other language.
    #[must_use]
    pub fn other_language(&self, path: &str) -> String {
        localised(self.other(), path)
    }

    /// The main navigation.
    #[must_use]
    pub fn nav(&self) -> Vec<Entry> {
        let mut entries = vec![("page-home", urls::HOME)];
        // Where no service is read, an empty page of warnings would be false comfort.
        if self.banner.is_some() || self.view.warning_services().next().is_some() {
            entries.push(("page-warnings", urls::WARNINGS));
        }
        entries.extend([("page-channels", urls::CHANNELS), ("page-follow", urls::FOLLOW)]);
        self.entries(&entries)
    }

    /// The foot's navigation; its order never changes (WCAG 2.2, 3.2.6).
    #[must_use]
    pub fn footer(&self) -> Vec<Entry> {
        self.entries(&[
            ("page-imprint", urls::IMPRINT),
            ("page-privacy", urls::PRIVACY),
            ("page-accessibility", urls::ACCESSIBILITY),
            ("ask-barrier-link", urls::REPORT_BARRIER),
            ("ask-notice-link", urls::REPORT_CONTENT),
            ("page-how", urls::HOW_IT_WORKS),
            ("ask-question-link", urls::QUESTION),
            ("ask-removal-link", urls::REMOVAL_WISH),
        ])
    }

    fn entries(&self, list: &[(&str, &str)]) -> Vec<Entry> {
        list.iter()
            .map(|(key, path)| Entry {
                href: self.link(path),
                label: self.t(key),
                current: self.path.as_deref() == Some(path),
            })
            .collect()
    }

    /// The feeds the page names, full addresses so that readers outside a browser can use them.
    #[must_use]
    pub fn feeds(&self) -> Vec<FeedLink> {
        if self.bare {
            return Vec::new();
        }
        let path = self.feed.path();
        FeedFormat::ALL
            .into_iter()
            .map(|format| FeedLink {
                kind: format.content_type().split(';').next().unwrap_or_default(),
                title: format!("{} ({})", self.view.town.name, format.ending()),
                href: urls::feed(&path, format.ending()),
            })
            .collect()
    }

    /// Who is named as the author in the Fediverse.
    #[must_use]
    pub fn creator(&self) -> Option<String> {
        self.creator.clone().or_else(|| self.view.main_actor().map(|actor| self.view.handle(actor)))
    }

    /// A telephone number as an address.
    #[must_use]
    pub fn tel(&self, phone: &str) -> String {
        let digits: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        format!("tel:{digits}")
    }

    /// Where official announcements are, if that is an address.
    #[must_use]
    pub fn announcements(&self) -> Option<&str> {
        self.view.town.settings.announcements_url.as_deref().filter(|href| is_safe_href(href))
    }
}
