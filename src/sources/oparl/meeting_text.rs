//! What a meeting says to readers: title, markup and plain text. In: the words and the agenda that `meeting_item` read.
//! Out: strings made with the texts of `locales/`. Pure.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::super::html_read::text_of;
use crate::domain::body_html::escape;
use crate::domain::body_text::shorten;
use crate::domain::item::EventStatus;
use crate::i18n::{Locale, day};

/// The language in which councils name their meetings.
const COUNCIL: Locale = Locale::De;

/// Characters of a resolution's own text; all of it stands in the council system.
const MAX_RESOLUTION: usize = 400;

/// What the head of the post is made of.
pub struct Words {
    pub name: Option<String>,
    pub start: Timestamp,
    pub status: EventStatus,
    pub place: Option<String>,
}

/// A link to the town's own system.
pub struct Doc {
    pub name: String,
    pub url: String,
}

/// One public item.
pub struct AgendaItem {
    pub number: Option<String>,
    pub name: String,
    pub result: Option<String>,
    pub resolution: Option<String>,
    pub docs: Vec<Doc>,
}

/// The public part of the agenda, and files that belong to the meeting as a whole.
pub struct Agenda {
    pub items: Vec<AgendaItem>,
    pub docs: Vec<Doc>,
}

/// "Sitzung des Stadtrats am 15. Januar 2025".
#[must_use]
pub fn title(words: &Words, locale: Locale, zone: &TimeZone) -> String {
    let date = day(locale, words.start, zone);
    let name = words.name.as_deref().map(without_publicity).filter(|name| !name.is_empty());
    let title = match name {
        Some(name) if names_day(&name, words.start, zone) => name,
        Some(name) => {
            let key = if name.to_lowercase().contains("sitzung") { "council-title" } else { "council-title-of" };
            locale.with(key, &[("name", name.into()), ("date", date.into())])
        }
        None => locale.with("council-title-bare", &[("date", date.into())]),
    };
    match words.status {
        EventStatus::Scheduled => title,
        EventStatus::Cancelled => locale.with("council-cancelled", &[("title", title.into())]),
        EventStatus::Moved => locale.with("council-moved", &[("title", title.into())]),
    }
}

/// A name without "(öffentlich/nicht öffentlich)": what is shown is the public part.
fn without_publicity(name: &str) -> String {
    let mut rest = name;
    let mut kept = String::new();
    while let Some((before, after)) = rest.split_once('(') {
        let Some((inside, behind)) = after.split_once(')') else { break };
        kept.push_str(before);
        if !inside.to_lowercase().contains("öffentlich") {
            kept.push('(');
            kept.push_str(inside);
            kept.push(')');
        }
        rest = behind;
    }
    kept.push_str(rest);
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn names_day(name: &str, start: Timestamp, zone: &TimeZone) -> bool {
    let date = start.to_zoned_datetime(zone.clone()).date();
    let (d, m, y) = (date.day(), date.month(), date.year());
    name.contains(&format!("{d:02}.{m:02}.{y}"))
        || name.contains(&format!("{d}.{m}.{y}"))
        || name.contains(&day(COUNCIL, start, zone))
}

/// Markup with the agenda as a list. Only text of ours and escaped text of the source. When and where stand with the
/// appointment, wherever the post is shown.
#[must_use]
pub fn html(agenda: &Agenda, locale: Locale) -> String {
    let mut out = String::new();
    heading(&mut out, "council-agenda", locale);
    out.push_str("<ul>");
    for item in &agenda.items {
        out.push_str("<li>");
        out.push_str(&escape(&line(item, locale)));
        for doc in &item.docs {
            out.push_str("<br>");
            link(&mut out, doc);
        }
        out.push_str("</li>");
    }
    out.push_str("</ul>");
    if !agenda.docs.is_empty() {
        heading(&mut out, "council-files", locale);
        out.push_str("<ul>");
        for doc in &agenda.docs {
            out.push_str("<li>");
            link(&mut out, doc);
            out.push_str("</li>");
        }
        out.push_str("</ul>");
    }
    out
}

/// The same without markup.
#[must_use]
pub fn plain(agenda: &Agenda, locale: Locale) -> String {
    text_of(&html(agenda, locale))
}

/// "TOP 4: Haushalt (Ergebnis: einstimmig beschlossen)".
fn line(item: &AgendaItem, locale: Locale) -> String {
    let name = match &item.number {
        Some(number) => {
            locale.with("council-item", &[("number", number.as_str().into()), ("name", item.name.as_str().into())])
        }
        None => item.name.clone(),
    };
    let resolution = item.resolution.as_deref().map(|text| shorten(text, MAX_RESOLUTION));
    let result = match (&item.result, resolution) {
        (Some(result), Some(resolution)) => Some(format!("{result}: {resolution}")),
        (Some(result), None) => Some(result.clone()),
        (None, resolution) => resolution,
    };
    match result {
        Some(result) => locale.with("council-result", &[("item", name.into()), ("result", result.into())]),
        None => name,
    }
}

fn heading(out: &mut String, key: &str, locale: Locale) {
    out.push_str("<h3>");
    out.push_str(&escape(&locale.text(key)));
    out.push_str("</h3>");
}

fn link(out: &mut String, doc: &Doc) {
    out.push_str("<a href=\"");
    out.push_str(&escape(&doc.url));
    out.push_str("\">");
    out.push_str(&escape(&doc.name));
    out.push_str("</a>");
}
