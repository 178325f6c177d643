//! NINA by district: the dashboard lists what there is, each warning is read by itself when it is new or has changed. In:
//! the memory. Out: the memory with the new messages in it. Called by `poll`.

use std::collections::{BTreeMap, BTreeSet};

use http::{StatusCode, header};
use serde_json::Value;
use url::Url;

use super::super::contract::{Budget, Cx, NormaliseCx, Quarantined};
use super::super::failure::SourceError;
use super::alert::{Alert, Severity, own_name};
use super::ask::{ask, conditions, validator};
use super::json_read;
use super::memory::Memory;
use super::service::{Service, Settings, nina};
use crate::domain::body_text::shorten;
use crate::domain::item::NativeId;
use crate::domain::source::{Aside, Cause};

/// The largest answer, in decoded bytes.
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// An entry of the dashboard.
struct Entry {
    id: String,
    /// Differs when the warning does.
    mark: String,
    headline: String,
    severity: Severity,
}

/// Looks at the dashboard and reads what is new. A warning that cannot be read now is read next time.
///
/// # Errors
/// When the dashboard does not answer well: nothing may then be concluded.
pub async fn look(
    cx: &Cx<'_>,
    service: &Service,
    settings: &Settings,
    memory: &mut Memory,
    normalise: &NormaliseCx,
    budget: &mut Budget,
) -> Result<Vec<Quarantined>, SourceError> {
    let Service::Nina { ars, .. } = service else { return Ok(Vec::new()) };
    let base = cx.source.api_base.as_deref().and_then(|base| Url::parse(base).ok());
    let dashboard = nina(base.as_ref(), &format!("dashboard/{ars}.json"))?;
    if !budget.take() {
        return Err(SourceError::new(Cause::Busy, "no request is left for this look"));
    }
    let conditions = conditions(memory.etag.as_ref(), None);
    let response = ask(cx.net, dashboard, MAX_BYTES, &conditions, cx.now).await?;
    if response.status == StatusCode::NOT_MODIFIED {
        return Ok(Vec::new());
    }
    let mut entries = entries(&response.body)?;
    let etag = validator(&response.headers, &header::ETAG);
    memory.present = entries.iter().map(|entry| own_name(&entry.id)).collect();
    // The gravest first, should the requests not do for all.
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.severity));
    let mut aside = Vec::new();
    let mut read = BTreeMap::new();
    let mut whole = true;
    for entry in entries {
        let wanted = memory.knows(&own_name(&entry.id)) || !settings.skips(&entry.id);
        if memory.read.get(&entry.id) == Some(&entry.mark) {
            read.insert(entry.id, entry.mark);
        } else if wanted {
            if !budget.take() {
                whole = false;
                continue;
            }
            match detail(cx, base.as_ref(), &entry.id).await {
                Ok(alert) => {
                    take(memory, &entry, alert, service, (normalise, cx));
                    read.insert(entry.id, entry.mark);
                }
                Err(error) => {
                    whole = false;
                    aside.push(unread(&entry, &error));
                }
            }
        }
    }
    memory.read = read;
    memory.etag = etag.filter(|_| whole);
    Ok(aside)
}

/// Takes a message in under the name of its chain, which is listed by that.
fn take(memory: &mut Memory, entry: &Entry, alert: Alert, service: &Service, (normalise, cx): (&NormaliseCx, &Cx<'_>)) {
    if let Err(reason) = alert.check() {
        tracing::info!(source = cx.source.slug, id = entry.id, reason, "a warning is not for readers");
        return;
    }
    let name = memory.name_of(&alert, &BTreeSet::new());
    if !memory.knows(&name) && service.is_elsewhere(&alert) {
        tracing::info!(source = cx.source.slug, id = entry.id, "a warning is for other communes");
        return;
    }
    memory.present.remove(&own_name(&entry.id));
    memory.present.insert(name.clone());
    memory.take(&name, alert, normalise, cx.now);
}

async fn detail(cx: &Cx<'_>, base: Option<&Url>, id: &str) -> Result<Alert, SourceError> {
    let plain = id.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
    if !plain {
        return Err(SourceError::new(Cause::AddressUnreadable, "an identifier with strange characters"));
    }
    let response = ask(cx.net, nina(base, &format!("warnings/{id}.json"))?, MAX_BYTES, &[], cx.now).await?;
    serde_json::from_slice::<Value>(&response.body)
        .ok()
        .as_ref()
        .and_then(json_read::read)
        .ok_or_else(|| SourceError::new(Cause::NotAFeed, "the answer is no alert"))
}

fn unread(entry: &Entry, error: &SourceError) -> Quarantined {
    Quarantined {
        native_id: Some(NativeId(own_name(&entry.id))),
        aside: Aside::NotTaken,
        reason: format!("the warning could not be read: {}", error.detail),
        excerpt: shorten(&entry.headline, 120),
    }
}

fn entries(body: &[u8]) -> Result<Vec<Entry>, SourceError> {
    let answer: Value = serde_json::from_slice(body).map_err(|error| {
        let page = body.trim_ascii_start().starts_with(b"<");
        let cause = if page { Cause::WebPage } else { Cause::NotAFeed };
        SourceError::new(cause, format!("the dashboard is not JSON: {error}"))
    })?;
    let all = answer.as_array().ok_or_else(|| SourceError::new(Cause::NotAFeed, "the dashboard is no list"))?;
    Ok(all.iter().filter_map(entry).collect())
}

fn entry(entry: &Value) -> Option<Entry> {
    let (payload, nothing) = (entry.get("payload"), Value::Null);
    let data = payload.and_then(|payload| payload.get("data")).unwrap_or(&nothing);
    let of_payload = |field: &str| payload.and_then(|payload| payload.get(field)).map(Value::to_string);
    let word = |field: &str| json_read::text(data, field);
    Some(Entry {
        id: json_read::text(entry, "id")?,
        mark: [of_payload("hash"), of_payload("version"), json_read::text(entry, "sent")]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" "),
        headline: word("headline").unwrap_or_default(),
        severity: word("severity").map_or(Severity::Severe, |word| Severity::of(&word)),
    })
}
