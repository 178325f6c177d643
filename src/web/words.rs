//! The pages of fixed words: following, Impressum, privacy, accessibility, how it works, and the error pages.
//! Each is a list of [`Part`]s, so that one template sets them all.

use super::target::{FeedFormat, Fixed};
use super::town_view::TownView;
use crate::domain::source::SourceState;
use crate::i18n::{Locale, Value};
use crate::urls;

/// A link in a page of words.
pub struct PartLink {
    pub href: String,
    pub label: String,
    /// Leads to another server.
    pub foreign: bool,
}

/// One part of such a page.
pub enum Part {
    /// The first sentence, set larger.
    Lead(String),
    Heading(String),
    Text(String),
    /// Paragraphs of lines, as staff typed them.
    Lines(Vec<Vec<String>>),
    /// A Fediverse handle to copy.
    Handle(String),
    Steps(Vec<String>),
    Links(Vec<PartLink>),
}

/// What the words need to know about the running program.
#[derive(Debug, Clone, Copy)]
pub struct About {
    pub version: &'static str,
    pub source_url: &'static str,
}

/// Title and parts of a page.
#[must_use]
pub fn compose(view: &TownView, locale: Locale, page: Fixed, about: About) -> (String, Vec<Part>) {
    let w = Words { view, locale };
    match page {
        Fixed::Follow => (w.t("page-follow-title"), follow(&w)),
        Fixed::Imprint => (w.t("page-imprint"), imprint(&w)),
        Fixed::Privacy => (w.t("page-privacy"), privacy(&w)),
        Fixed::Accessibility => (w.t("page-accessibility-title"), accessibility(&w)),
        Fixed::HowItWorks => (w.t("page-how"), how(&w, about)),
        Fixed::Missing => {
            let links = Part::Links(vec![w.link(urls::HOME, "page-to-all"), w.link(urls::CHANNELS, "page-channels")]);
            (w.t("page-missing"), vec![w.lead("page-missing-text"), links])
        }
        Fixed::Draft => (w.t("page-draft"), vec![w.lead("page-draft-text")]),
        Fixed::Unavailable => (w.t("page-unavailable"), vec![w.lead("page-unavailable-text")]),
    }
}

struct Words<'a> {
    view: &'a TownView,
    locale: Locale,
}

impl Words<'_> {
    fn t(&self, key: &str) -> String {
        self.locale.with(key, &[("town", Value::from(self.view.town.name.as_str()))])
    }

    fn lead(&self, key: &str) -> Part {
        Part::Lead(self.t(key))
    }

    fn heading(&self, key: &str) -> Part {
        Part::Heading(self.t(key))
    }

    fn text(&self, key: &str) -> Part {
        Part::Text(self.t(key))
    }

    fn link(&self, path: &str, key: &str) -> PartLink {
        PartLink { href: super::card::localised(self.locale, path), label: self.t(key), foreign: false }
    }

    /// A heading with its paragraphs: `{key}` and `{key}-1`, `{key}-2` ….
    fn section(&self, key: &str, paragraphs: usize) -> Vec<Part> {
        let mut parts = vec![self.heading(key)];
        parts.extend((1..=paragraphs).map(|n| self.text(&format!("{key}-{n}"))));
        parts
    }
}

fn follow(w: &Words<'_>) -> Vec<Part> {
    let mut parts = vec![w.lead("page-follow-lead")];
    parts.extend(w.section("page-follow-bookmark", 1));
    parts.extend(w.section("page-follow-feed", 1));
    parts.push(Part::Links(
        FeedFormat::ALL
            .into_iter()
            .map(|format| PartLink {
                href: urls::feed(urls::HOME, format.ending()),
                label: w.view.origin.absolute(&urls::feed(urls::HOME, format.ending())),
                foreign: false,
            })
            .collect(),
    ));
    if !w.view.actors.is_empty() {
        parts.extend(w.section("page-follow-fediverse", 1));
        parts.extend(w.view.actors.iter().map(|actor| Part::Handle(w.view.handle(actor))));
        parts.push(Part::Steps((1..=3).map(|n| w.t(&format!("page-follow-step-{n}"))).collect()));
        parts.push(w.text("page-follow-fediverse-2"));
    }
    parts
}

fn imprint(w: &Words<'_>) -> Vec<Part> {
    let settings = &w.view.town.settings;
    let mut parts = Vec::new();
    match settings.imprint.as_deref() {
        Some(text) => parts.push(lines(text)),
        None => parts.push(Part::Text(w.view.town.name.clone())),
    }
    if let Some(contact) = &settings.contact {
        parts.push(w.heading("page-contact"));
        parts.push(lines(contact));
    }
    // One place for notices of unlawful content (DSA Art. 12).
    parts.push(Part::Links(vec![
        w.link(urls::QUESTION, "ask-question-link"),
        w.link(urls::REPORT_CONTENT, "ask-notice-link"),
    ]));
    if let Some(away) = settings.website.as_deref().and_then(super::card::away) {
        parts.push(w.heading("page-website"));
        parts.push(Part::Links(vec![PartLink { href: away.href, label: away.host, foreign: true }]));
    }
    parts.extend(w.section("page-no-bekanntmachung", 1));
    parts
}

fn privacy(w: &Words<'_>) -> Vec<Part> {
    let settings = &w.view.town.settings;
    let mut parts = vec![w.lead("page-privacy-lead")];
    parts.extend(w.section("page-privacy-readers", 3));
    parts.extend(w.section("page-privacy-posts", 2));
    if !w.view.actors.is_empty() {
        parts.extend(w.section("page-privacy-fediverse", 4));
    }
    parts.extend(w.section("ask-privacy-section", 3));
    parts.push(Part::Links(vec![w.link(urls::REMOVAL_WISH, "ask-removal-link")]));
    parts.extend(w.section("page-privacy-leaving", 1));
    parts.extend(w.section("page-privacy-basis", 1));
    parts.extend(w.section("page-privacy-rights", 2));
    parts.push(w.heading("page-privacy-controller"));
    parts.push(Part::Text(w.view.town.name.clone()));
    if let Some(contact) = &settings.contact {
        parts.push(lines(contact));
    }
    if let Some(officer) = &settings.privacy_officer {
        parts.push(w.heading("page-privacy-officer"));
        parts.push(lines(officer));
    }
    parts.push(Part::Links(vec![w.link(urls::IMPRINT, "page-imprint")]));
    parts
}

fn accessibility(w: &Words<'_>) -> Vec<Part> {
    let mut parts = vec![w.lead("page-accessibility-lead")];
    parts.extend(w.section("page-accessibility-state", 2));
    parts.extend(w.section("page-accessibility-gaps", 1));
    parts.extend(w.section("page-accessibility-report", 1));
    parts.push(Part::Links(vec![w.link(urls::REPORT_BARRIER, "ask-barrier-link")]));
    if let Some(contact) = &w.view.town.settings.contact {
        parts.push(lines(contact));
    }
    parts.push(Part::Links(vec![w.link(urls::IMPRINT, "page-imprint")]));
    parts
}

fn how(w: &Words<'_>, about: About) -> Vec<Part> {
    let mut parts = vec![w.lead("page-how-lead")];
    parts.extend(w.section("page-how-order", 1));
    parts.extend(w.section("page-how-origin", 1));
    let names: Vec<PartLink> = w
        .view
        .sources
        .iter()
        .filter(|source| source.state != SourceState::Removed)
        .map(|source| PartLink {
            href: super::card::localised(w.locale, &urls::channel(&source.slug)),
            label: source.name.clone(),
            foreign: false,
        })
        .collect();
    if !names.is_empty() {
        parts.push(Part::Links(names));
    }
    parts.extend(w.section("page-how-not", 2));
    parts.extend(w.section("page-how-comments", 1));
    parts.push(w.heading("page-how-software"));
    parts.push(Part::Text(w.locale.with("page-how-software-1", &[("version", about.version.into())])));
    parts.push(Part::Links(vec![PartLink {
        href: about.source_url.to_owned(),
        label: w.t("page-source-code"),
        foreign: true,
    }]));
    parts
}

/// Text as staff typed it: a blank line parts paragraphs, a newline is a line.
fn lines(text: &str) -> Part {
    let unified = text.replace("\r\n", "\n");
    let paragraphs = unified.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
    Part::Lines(paragraphs.map(|paragraph| paragraph.lines().map(|line| line.trim().to_owned()).collect()).collect())
}
