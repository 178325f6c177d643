//! The weather service's snapshot of all warnings in force. In: the memory. Out: the memory with the messages for the
//! area in it; what is missing from a whole snapshot has ended. Called by `poll`.

use bytes::Bytes;
use http::{StatusCode, header};
use jiff::SignedDuration;
use url::Url;

use super::super::contract::{Budget, Cx, NormaliseCx};
use super::super::failure::SourceError;
use super::alert::Alert;
use super::ask::{ask, conditions, validator};
use super::memory::Memory;
use super::service::{Service, Settings, snapshot};
use super::{xml_read, zip_read};
use crate::domain::source::Cause;

/// The largest archive, in bytes.
const MAX_BYTES: usize = 48 * 1024 * 1024;

/// A snapshot without a single warning for the whole country is rare enough to be seen twice.
const EMPTY_PATIENCE: SignedDuration = SignedDuration::from_mins(10);

/// Reads the snapshot. Gives how long a missing warning is waited for.
///
/// # Errors
/// When it does not come whole: nothing may then be concluded.
pub async fn look(
    cx: &Cx<'_>,
    service: &Service,
    settings: &Settings,
    memory: &mut Memory,
    normalise: &NormaliseCx,
    budget: &mut Budget,
) -> Result<SignedDuration, SourceError> {
    if !budget.take() {
        return Err(SourceError::new(Cause::Busy, "no request is left for this look"));
    }
    let base = cx.source.api_base.as_deref().and_then(|base| Url::parse(base).ok());
    let address = snapshot(base.as_ref(), &service.address()?);
    let conditions = conditions(memory.etag.as_ref(), memory.last_modified.as_ref());
    let response = ask(cx.net, address, MAX_BYTES, &conditions, cx.now).await?;
    if response.status == StatusCode::NOT_MODIFIED {
        return Ok(EMPTY_PATIENCE);
    }
    let etag = validator(&response.headers, &header::ETAG);
    let last_modified = validator(&response.headers, &header::LAST_MODIFIED);
    let (ours, whole) = read(response.body, service.clone()).await?;
    memory.present.clear();
    for alert in ours.into_iter().filter(|alert| alert.check().is_ok()) {
        let name = memory.name_of(&alert, &memory.present.clone());
        if memory.knows(&name) || !settings.skips(&alert.identifier) {
            memory.take(&name, alert, normalise, cx.now);
            memory.present.insert(name);
        }
    }
    (memory.etag, memory.last_modified) = (etag, last_modified);
    Ok(if whole == 0 { EMPTY_PATIENCE } else { SignedDuration::ZERO })
}

/// The alerts for the area, in a fixed order, and how many there are for the whole country. Unpacked beside the async
/// workers: it is some megabytes.
async fn read(body: Bytes, service: Service) -> Result<(Vec<Alert>, usize), SourceError> {
    let unpack = move || {
        let files = if body.starts_with(b"PK") {
            zip_read::files(&body)?.into_iter().map(|file| file.bytes).collect()
        } else {
            vec![body.to_vec()]
        };
        let mut alerts = Vec::with_capacity(files.len());
        for bytes in files {
            // One that cannot be read may be the very one that is missed: the snapshot is then not whole.
            alerts.push(
                xml_read::read(&bytes)
                    .ok_or_else(|| SourceError::new(Cause::NotAFeed, "the snapshot holds what is no alert"))?,
            );
        }
        let all = alerts.len();
        alerts.retain(|alert: &Alert| {
            let areas = alert.text().map(|info| info.areas.as_slice()).unwrap_or_default();
            areas.iter().flat_map(|area| &area.codes).any(|code| service.holds_cell(code))
        });
        alerts.sort_by(|a, b| (&a.sent, &a.identifier).cmp(&(&b.sent, &b.identifier)));
        Ok((alerts, all))
    };
    tokio::task::spawn_blocking(unpack)
        .await
        .map_err(|_| SourceError::new(Cause::ReaderFailed, "the snapshot made its reader fail"))?
}
