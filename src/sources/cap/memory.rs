//! What is known of the warnings of an area. In: alerts as they are listed. Out: one item for each chain of Alert, Updates
//! and Cancel, also for those that ended. Pure; kept in the source's cursor. Used by `poll`, `nina` and `dwd`.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::super::contract::NormaliseCx;
use super::super::time_parse::parse_time;
use super::alert::{Alert, first_name, own_name};
use super::alert_item::{self, End, Frame};
use super::service::{Service, Settings};
use crate::domain::item::Item;

/// What is over is spoken of so long, in case a look at it fails on our side.
const AFTERWARDS: SignedDuration = SignedDuration::from_hours(48);

/// A warning that runs, or ended a short while ago.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    /// Its latest message.
    alert: Alert,
    /// When its first message was sent.
    first_sent: String,
    end: Option<End>,
    /// Since when it is listed no longer.
    missing_since: Option<Timestamp>,
    over_since: Option<Timestamp>,
}

/// Everything remembered between looks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Memory {
    /// The address all of this belongs to.
    pub url: String,
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    /// Entries of the list that were read, with the mark of the version that was.
    pub read: BTreeMap<String, String>,
    /// Names of the warnings that the last good answer listed.
    pub present: BTreeSet<String>,
    /// Names by identifier.
    chain: BTreeMap<String, String>,
    known: BTreeMap<String, Known>,
}

impl Memory {
    /// The name under which an alert runs: that of any of its predecessors, else the oldest one's. `taken` are names that
    /// other alerts of the same list bear: when a warning is split, the first part keeps the name.
    #[must_use]
    pub fn name_of(&mut self, alert: &Alert, taken: &BTreeSet<String>) -> String {
        let own = own_name(&alert.identifier);
        let earlier = || alert.references.iter().map(|one| own_name(one));
        let known = self.chain.get(&own).cloned();
        let inherited = || earlier().find_map(|one| self.chain.get(&one).cloned());
        let name = known.or_else(|| {
            let name = inherited().unwrap_or_else(|| first_name(alert));
            (!taken.contains(&name)).then_some(name)
        });
        let name = name.unwrap_or_else(|| own.clone());
        for one in earlier() {
            self.chain.entry(one).or_insert_with(|| name.clone());
        }
        self.chain.insert(own, name.clone());
        name
    }

    /// Whether a warning of that name was said.
    #[must_use]
    pub fn knows(&self, name: &str) -> bool {
        self.known.contains_key(name)
    }

    /// Takes the latest message of a warning. One that is over before anybody heard of it is nothing to speak of.
    pub fn take(&mut self, name: &str, alert: Alert, cx: &NormaliseCx, now: Timestamp) {
        let sent = |alert: &Alert| parse_time(&alert.sent, &cx.zone).map(|at| at.utc);
        match self.known.get_mut(name) {
            Some(known) if sent(&alert) < sent(&known.alert) => {}
            Some(known) => {
                if known.alert != alert {
                    (known.alert, known.end, known.over_since) = (alert, None, None);
                }
            }
            None if alert.is_cancel() || alert.is_expired(now, &cx.zone) => {}
            None => {
                let first_sent = alert.sent.clone();
                let known = Known { alert, first_sent, end: None, missing_since: None, over_since: None };
                self.known.insert(name.to_owned(), known);
            }
        }
    }

    /// Notes what ended by now: by its own word, by its time, or because it is not listed for `patience`.
    pub fn settle(&mut self, patience: SignedDuration, cx: &NormaliseCx, now: Timestamp) {
        for (name, known) in &mut self.known {
            let present = self.present.contains(name);
            known.missing_since = if present { None } else { known.missing_since.or(Some(now)) };
            if !known.alert.is_cancel() {
                let expired = known.alert.expires_at(&cx.zone).map(|at| at.utc).filter(|at| *at <= now);
                let dropped = known.missing_since.filter(|since| now.duration_since(*since) >= patience);
                known.end = match (known.end, expired, dropped) {
                    (Some(end @ End::Expired(_)), ..) => Some(end),
                    (Some(end @ End::Dropped(_)), ..) if !present => Some(end),
                    (_, Some(at), _) => Some(End::Expired(at)),
                    (_, None, Some(since)) => Some(End::Dropped(since)),
                    (_, None, None) => None,
                };
            }
            let over = known.alert.is_cancel() || known.end.is_some();
            known.over_since = if over { known.over_since.or(Some(now)) } else { None };
        }
        let lapsed = |known: &Known| known.over_since.is_some_and(|at| now.duration_since(at) > AFTERWARDS);
        let present = &self.present;
        self.known.retain(|name, known| present.contains(name) || !lapsed(known));
        let names: BTreeSet<&String> = self.known.keys().chain(present).collect();
        self.chain.retain(|_, name| names.contains(name));
    }

    /// The items of all warnings that run or ended lately.
    #[must_use]
    pub fn items(&self, service: &Service, settings: &Settings, cx: &NormaliseCx) -> Vec<Item> {
        let items = self.known.iter().filter_map(|(name, known)| {
            let first_sent = parse_time(&known.first_sent, &cx.zone);
            let cells = cells_of(&known.alert, service);
            let only_here = !settings.says(&known.alert.identifier, known.alert.severity());
            let frame = Frame { name, first_sent: first_sent.as_ref(), end: known.end, cells: &cells, only_here };
            alert_item::build(&known.alert, frame, cx)
        });
        items.collect()
    }
}

/// The cells of an alert that are ours; none where the service does not go by cells.
fn cells_of(alert: &Alert, service: &Service) -> Vec<String> {
    if matches!(service, Service::Nina { .. }) {
        return Vec::new();
    }
    let areas = alert.text().map(|info| info.areas.as_slice()).unwrap_or_default();
    areas.iter().flat_map(|area| &area.codes).filter(|code| service.holds_cell(code)).cloned().collect()
}
