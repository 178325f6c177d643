//! What a warning says to readers. In: an alert and how it ended. Out: title, markup and plain text: the sender's words
//! unchanged, in paragraphs of their own; ours (rehearsal, end, source and time) before and behind them. Pure.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::super::html_read::{looks_like_markup, text_of};
use super::alert::{Alert, Info};
use super::alert_item::End;
use crate::domain::body_html::escape;
use crate::i18n::{Locale, Value, moment};

/// More areas than this are a list for machines.
const FEW_AREAS: usize = 5;

/// The systems from which warnings come: how their identifiers or senders begin, and the key of their name.
const SYSTEMS: &[(&str, &str)] = &[
    ("mow.", "warning-from-mowas"),
    ("kat.", "warning-from-katwarn"),
    ("biw.", "warning-from-biwapp"),
    ("lhp.", "warning-from-lhp"),
    ("pol.", "warning-from-police"),
    ("dwd.", "warning-from-dwd"),
    ("2.49.0.", "warning-from-dwd"),
];

/// What the text is made of.
pub struct Parts<'a> {
    pub alert: &'a Alert,
    pub info: &'a Info,
    pub areas: &'a [String],
    pub sent: Option<Timestamp>,
    pub end: Option<End>,
    pub zone: &'a TimeZone,
    /// The language of what stands around the sender's words.
    pub locale: Locale,
}

/// The headline; what is over is an all-clear, and a rehearsal says so.
#[must_use]
pub fn title(parts: &Parts<'_>) -> String {
    let headline = parts.info.headline.as_deref().unwrap_or(&parts.info.event);
    let mut title = lines(headline).split_whitespace().collect::<Vec<_>>().join(" ");
    if title.is_empty() {
        title = parts.locale.text("warning-untitled");
    }
    let says = |title: &str, word: &str| title.to_lowercase().contains(word);
    if parts.alert.is_rehearsal() && !["probe", "übung", "test"].iter().any(|word| says(&title, word)) {
        title = parts.locale.with("warning-rehearsal-title", &[("title", title.into())]);
    }
    let over = parts.end.is_some() || parts.alert.is_cancel();
    if over && !says(&title, &parts.locale.text("warning-over-word")) {
        title = parts.locale.with("warning-over-title", &[("title", title.into())]);
    }
    title
}

/// Markup: only tags of ours around escaped text.
#[must_use]
pub fn html(parts: &Parts<'_>) -> String {
    let locale = parts.locale;
    let mut out = String::new();
    if parts.alert.is_rehearsal() {
        paragraphs(&mut out, &locale.text("warning-rehearsal"));
    }
    if let Some(end) = parts.end {
        let key = match end {
            End::Expired(_) => "warning-expired",
            End::Dropped(_) => "warning-dropped",
        };
        paragraphs(&mut out, &locale.with(key, &[("at", moment(locale, end.at(), parts.zone).into())]));
    }
    words(&mut out, parts.info, Some("warning-instruction"), locale);
    if !parts.areas.is_empty() && parts.areas.len() <= FEW_AREAS {
        paragraphs(&mut out, &locale.with("warning-areas", &[("areas", parts.areas.join(", ").into())]));
    }
    if let Some(until) = parts.alert.expires_at(parts.zone).filter(|_| parts.end.is_none() && !parts.alert.is_cancel())
    {
        paragraphs(&mut out, &locale.with("warning-until", &[("at", moment(locale, until.utc, parts.zone).into())]));
    }
    if let Some(easy) = parts.alert.easy().filter(|easy| differs(easy, parts.info)) {
        out.push_str("<h3>");
        out.push_str(&escape(&locale.text("warning-easy")));
        out.push_str("</h3>");
        words(&mut out, easy, None, locale);
    }
    paragraphs(&mut out, &source(parts));
    out
}

/// The same without markup.
#[must_use]
pub fn plain(parts: &Parts<'_>) -> String {
    text_of(&html(parts))
}

/// What the sender says: what happens, then what to do, under a heading of ours where one is given.
fn words(out: &mut String, info: &Info, heading: Option<&str>, locale: Locale) {
    let said = |text: &Option<String>| text.as_deref().map(lines).filter(|text| !text.is_empty());
    let (description, instruction) = (said(&info.description), said(&info.instruction));
    paragraphs(out, description.as_deref().unwrap_or_default());
    if let (Some(key), Some(_), Some(_)) = (heading, &description, &instruction) {
        out.push_str(&format!("<h3>{}</h3>", escape(&locale.text(key))));
    }
    paragraphs(out, instruction.as_deref().unwrap_or_default());
}

/// Whether the text in Leichte Sprache is one: some senders repeat the other text there.
fn differs(easy: &Info, info: &Info) -> bool {
    let key = |text: &Option<String>| {
        lines(text.as_deref().unwrap_or_default()).split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let (description, instruction) = (key(&easy.description), key(&easy.instruction));
    !(description.is_empty() && instruction.is_empty())
        && (description != key(&info.description) || instruction != key(&info.instruction))
}

/// Who issued it: "Leitstelle Musterkreis über MoWaS".
#[must_use]
pub fn issuer(alert: &Alert, info: &Info, locale: Locale) -> String {
    let name = &alert.identifier;
    let system = SYSTEMS.iter().find(|(start, _)| name.starts_with(start)).map(|(_, key)| locale.text(key));
    match (info.sender_name.clone(), system) {
        // The weather service is sender and system in one.
        (Some(sender), Some(system)) if sender.starts_with("DWD") => system,
        (Some(sender), Some(system)) => {
            locale.with("warning-sender", &[("sender", sender.into()), ("system", system.into())])
        }
        (sender, system) => sender.or(system).unwrap_or_else(|| alert.sender.clone()),
    }
}

/// "Quelle: Leitstelle Musterkreis über MoWaS, Stand 13. März 2025, 10:50 Uhr".
fn source(parts: &Parts<'_>) -> String {
    let locale = parts.locale;
    let who = issuer(parts.alert, parts.info, locale);
    match parts.sent {
        Some(sent) => {
            let at: Value = moment(locale, sent, parts.zone).into();
            locale.with("warning-source", &[("who", who.into()), ("at", at)])
        }
        None => locale.with("warning-source-only", &[("who", who.into())]),
    }
}

/// Text with `<br>` and character references as lines of plain text; not a word is changed.
#[must_use]
pub fn lines(raw: &str) -> String {
    let mut text = String::new();
    let mut rest = raw;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at_checked(at).unwrap_or((rest, ""));
        let Some(end) = tag.find('>') else { break };
        let name = tag.get(1..end).unwrap_or_default().trim_matches(['/', ' ']).to_ascii_lowercase();
        text.push_str(before);
        if matches!(name.as_str(), "br" | "p") {
            text.push('\n');
        } else {
            text.push_str(tag.get(..=end).unwrap_or_default());
        }
        rest = tag.get(end + 1..).unwrap_or_default();
    }
    text.push_str(rest);
    let line = |line: &str| if looks_like_markup(line) { text_of(line) } else { line.trim().to_owned() };
    text.replace("\r\n", "\n").split('\n').map(line).collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// Blank lines part paragraphs, the others are lines.
fn paragraphs(out: &mut String, text: &str) {
    for paragraph in text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
        out.push_str("<p>");
        out.push_str(&escape(paragraph).replace('\n', "<br>"));
        out.push_str("</p>");
    }
}
