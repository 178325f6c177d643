//! One recorded answer of a warning service. In: bytes. Out: items for alerts, hints for lists of alerts, nothing for
//! tables. Pure. Called by `CapConnector::normalise`.

use serde_json::Value;

use super::super::contract::{Hint, HintVerb, NormaliseCx, Parsed, Quarantined};
use super::super::failure::SourceError;
use super::alert::{Alert, own_name};
use super::{alert_item, json_read, xml_read, zip_read};
use crate::domain::body_text::shorten;
use crate::domain::item::NativeId;
use crate::domain::source::{Aside, Cause};

/// Where a warning's page is; what follows is its identifier.
const PAGE: &str = "warnung.bund.de/meldung/";

/// Reads any answer: CAP as XML or JSON, a snapshot of many, a dashboard, a map, a feed of links.
///
/// # Errors
/// When it is none of these.
pub fn parse(raw: &[u8], cx: &NormaliseCx) -> Result<Parsed, SourceError> {
    let start = raw.strip_prefix(b"\xef\xbb\xbf").unwrap_or(raw).trim_ascii_start();
    let mut parsed = Parsed::default();
    match start.first() {
        Some(b'P') if start.starts_with(b"PK") => {
            for one in zip_read::files(raw)? {
                match xml_read::read(&one.bytes) {
                    Some(alert) => take(&alert, cx, &mut parsed),
                    None => parsed.quarantined.push(unreadable(&one.name)),
                }
            }
        }
        Some(b'<') => match xml_read::read(start) {
            Some(alert) => take(&alert, cx, &mut parsed),
            None => parsed.hints = links(&String::from_utf8_lossy(start))?,
        },
        Some(b'{' | b'[') => json(start, cx, &mut parsed)?,
        Some(_) => return Err(SourceError::new(Cause::NotAFeed, "neither XML nor JSON")),
        None => return Err(SourceError::new(Cause::EmptyAnswer, "the answer is empty")),
    }
    Ok(parsed)
}

fn take(alert: &Alert, cx: &NormaliseCx, parsed: &mut Parsed) {
    let reason = match alert.check() {
        Ok(()) => match alert_item::alone(alert, cx) {
            Some(item) => return parsed.items.push(item),
            None => "the alert says nothing",
        },
        Err(reason) => reason,
    };
    let headline = alert.text().and_then(|info| info.headline.as_deref()).unwrap_or_default();
    parsed.quarantined.push(Quarantined {
        native_id: Some(NativeId(own_name(&alert.identifier))),
        aside: Aside::NoEntry,
        reason: reason.to_owned(),
        excerpt: shorten(headline, 120),
    });
}

fn unreadable(name: &str) -> Quarantined {
    let excerpt = shorten(name, 120);
    Quarantined { native_id: None, aside: Aside::NoEntry, reason: "not an alert".to_owned(), excerpt }
}

fn json(raw: &[u8], cx: &NormaliseCx, parsed: &mut Parsed) -> Result<(), SourceError> {
    let answer: Value = serde_json::from_slice(raw)
        .map_err(|error| SourceError::new(Cause::NotAFeed, format!("the answer is not JSON: {error}")))?;
    if let Some(alert) = json_read::read(&answer) {
        take(&alert, cx, parsed);
        return Ok(());
    }
    match &answer {
        // A dashboard or a map: which warnings there are.
        Value::Array(entries) => {
            let ids = entries.iter().filter_map(|entry| json_read::text(entry, "id"));
            parsed.hints = ids.map(|id| hint(&id)).collect();
            Ok(())
        }
        // Which versions a warning had, and what codes mean: nothing to show.
        Value::Object(fields) if fields.contains_key("history") || fields.contains_key("eventCodes") => Ok(()),
        _ => Err(SourceError::new(Cause::NotAFeed, "the answer is no alert and no list of alerts")),
    }
}

fn hint(id: &str) -> Hint {
    Hint { native_id: NativeId(own_name(id)), verb: HintVerb::Update }
}

/// Warnings a feed of links names.
fn links(text: &str) -> Result<Vec<Hint>, SourceError> {
    if !text.contains("<rss") {
        let web = text.trim_start().to_ascii_lowercase();
        let page = web.starts_with("<!doctype html") || web.starts_with("<html");
        let cause = if page { Cause::WebPage } else { Cause::NotAFeed };
        return Err(SourceError::new(cause, "the answer is no alert"));
    }
    let mut hints: Vec<Hint> = Vec::new();
    for (at, _) in text.match_indices(PAGE) {
        let rest = text.get(at + PAGE.len()..).unwrap_or_default();
        let id: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "._-".contains(*c)).collect();
        let hint = hint(&id);
        if !id.is_empty() && !hints.contains(&hint) {
            hints.push(hint);
        }
    }
    Ok(hints)
}
