//! A warning of the town's own becomes an item like those of warning services. In: what staff wrote ([`OwnWarning`]), for
//! which town and when. Out: an [`Item`] of kind warning; pure. Staff's words stay as they are, in paragraphs of their own;
//! ours (exercise, end, source and time) stand before and behind them.

use jiff::Timestamp;

use crate::domain::body_html::escape;
use crate::domain::body_text::shorten;
use crate::domain::hazard::{Hazard, OwnWords};
use crate::domain::item::{Item, ItemKind, ItemState, ItemTime, ItemWarning, NativeId, Precision};
use crate::domain::own_warning::OwnWarning;
use crate::domain::town::Town;
use crate::i18n::{Locale, moment};
use crate::seal::sha256_hex;

/// Characters of a title.
const TITLE: usize = 80;
/// Characters of a title that is taken from the text.
const SHORT_TITLE: usize = 60;

/// How a warning of the town's own ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending<'a> {
    /// Staff say so, and why.
    Cleared(&'a str),
    /// The time it named is over.
    Expired,
}

/// What is told apart beside staff's words.
pub(super) struct Frame<'a> {
    pub town: &'a Town,
    pub name: &'a NativeId,
    /// When it was said first.
    pub first: Timestamp,
    pub now: Timestamp,
    /// Who of the staff said it first: their ULID.
    pub by: Option<&'a str>,
    pub ending: Option<Ending<'a>>,
}

/// Makes the item.
pub(super) fn build(warning: &OwnWarning, frame: &Frame<'_>) -> Item {
    let over_at = frame.ending.map(|ending| match ending {
        Ending::Cleared(_) => frame.now,
        Ending::Expired => warning.until,
    });
    let closing = match frame.ending {
        Some(Ending::Cleared(words)) => Some(words.to_owned()),
        _ => None,
    };
    let mut item = Item::new(frame.name.clone());
    item.kind = ItemKind::Warning;
    item.title = Some(title(warning, frame));
    item.html = Some(html(warning, frame));
    item.text = crate::sources::html_read::text_of(item.html.as_deref().unwrap_or_default());
    item.lang = Some(frame.town.settings.language.clone());
    item.created_at = Some(at(frame.first));
    item.edited_at = (frame.now > frame.first).then(|| at(frame.now));
    item.expires_at = Some(at(over_at.unwrap_or(warning.until)));
    if over_at.is_some() {
        item.state = ItemState::Expired;
    }
    item.content_hash = hash(warning, frame, closing.as_deref());
    item.warning = Some(ItemWarning {
        identifier: frame.name.0.clone(),
        msg_type: if frame.now > frame.first { "Update" } else { "Alert" }.to_owned(),
        references: Vec::new(),
        severity: Some(warning.level.severity().to_owned()),
        urgency: None,
        certainty: None,
        expires: Some(at(warning.until)),
        areas: warning.places.clone(),
        instruction: Some(warning.advice.clone()),
        status: if warning.exercise { "Exercise" } else { "Actual" }.to_owned(),
        issuer: None,
        rehearsal: warning.exercise,
        only_here: false,
        own: Some(Box::new(OwnWords {
            hazard: warning.hazard,
            happening: warning.happening.clone(),
            closing,
            by: frame.by.map(str::to_owned),
        })),
    });
    item
}

fn at(utc: Timestamp) -> ItemTime {
    ItemTime { utc, orig: utc.to_string(), precision: Precision::Second }
}

/// The line by which readers know it: what it is about, and where.
#[must_use]
pub fn own_warning_title(warning: &OwnWarning, locale: Locale) -> String {
    let what = match warning.hazard {
        Hazard::Other => shorten(&warning.happening, SHORT_TITLE),
        known => locale.text(&format!("hazard-{}", known.as_str())),
    };
    let full = match warning.places.join(", ") {
        places if places.is_empty() || warning.hazard == Hazard::Other => what.clone(),
        places => format!("{what}: {places}"),
    };
    let full = if full.chars().count() > SHORT_TITLE { what } else { full };
    if warning.exercise { locale.with("warning-exercise-title", &[("title", full.into())]) } else { full }
}

fn title(warning: &OwnWarning, frame: &Frame<'_>) -> String {
    let locale = Locale::of_tag(&frame.town.settings.language);
    let title = own_warning_title(warning, locale);
    let title = match frame.ending {
        Some(_) => locale.with("warning-over-title", &[("title", title.into())]),
        None => title,
    };
    shorten(&title, TITLE)
}

/// Markup: only tags of ours around escaped text.
fn html(warning: &OwnWarning, frame: &Frame<'_>) -> String {
    let (locale, zone) = (Locale::of_tag(&frame.town.settings.language), frame.town.zone());
    let mut out = String::new();
    if warning.exercise {
        paragraphs(&mut out, &locale.text("warning-exercise"));
    }
    match frame.ending {
        Some(Ending::Cleared(closing)) => paragraphs(&mut out, closing),
        Some(Ending::Expired) => {
            let until = moment(locale, warning.until, &zone);
            paragraphs(&mut out, &locale.with("warning-expired", &[("at", until.into())]));
        }
        None => {}
    }
    paragraphs(&mut out, &warning.happening);
    out.push_str(&format!("<h3>{}</h3>", escape(&locale.text("warning-instruction"))));
    paragraphs(&mut out, &warning.advice);
    if !warning.places.is_empty() {
        paragraphs(&mut out, &locale.with("warning-areas", &[("areas", warning.places.join(", ").into())]));
    }
    if frame.ending.is_none() {
        let until = moment(locale, warning.until, &zone);
        paragraphs(&mut out, &locale.with("warning-until", &[("at", until.into())]));
    }
    let as_of = moment(locale, frame.now, &zone);
    let who = frame.town.name.as_str();
    paragraphs(&mut out, &locale.with("warning-source", &[("who", who.into()), ("at", as_of.into())]));
    out
}

/// Blank lines part paragraphs, the others are lines.
fn paragraphs(out: &mut String, text: &str) {
    let text = text.replace("\r\n", "\n");
    for paragraph in text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
        out.push_str("<p>");
        out.push_str(&escape(paragraph).replace('\n', "<br>"));
        out.push_str("</p>");
    }
}

/// SHA-256 over everything staff decide; the time at which they do is not part of it.
fn hash(warning: &OwnWarning, frame: &Frame<'_>, closing: Option<&str>) -> String {
    let fields = serde_json::json!([
        "own-warning/1",
        warning.hazard,
        warning.level,
        warning.happening,
        warning.advice,
        warning.until.as_second(),
        warning.places,
        warning.exercise,
        frame.ending.is_some(),
        closing
    ]);
    sha256_hex(fields.to_string().as_bytes())
}
