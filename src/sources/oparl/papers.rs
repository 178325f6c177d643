//! Papers are no posts of their own: they are links at the agenda item on which they are heard. In: Paper objects. Out:
//! [`Links`] by meeting and agenda item, kept in the source's memory for as long as the meeting may change.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::time_parse::parse_time;
use super::objects::{address_of, each, id_of, is_open, text};
use super::{HORIZON, KEEP_UNKNOWN};
use crate::domain::body_text::shorten;

/// More links than this are not remembered; a large city has some five hundred in four months.
const MOST: usize = 4000;

/// Characters of a paper's name.
const MAX_NAME: usize = 160;

/// A paper in the town's own system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperLink {
    /// The paper's own id, by which a later version replaces this one.
    pub id: String,
    pub name: String,
    pub url: String,
}

/// The papers of one meeting, by the id of agenda item or consultation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfMeeting {
    /// Forgotten after this moment.
    until: Timestamp,
    by_item: BTreeMap<String, Vec<PaperLink>>,
}

/// The papers of all meetings that may still change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Links(BTreeMap<String, OfMeeting>);

/// The meetings in which a paper is heard.
#[must_use]
pub fn meetings_of(paper: &Value) -> Vec<String> {
    let mut ids: Vec<String> = consultations(paper).filter_map(|one| id_of(one.get("meeting")?)).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn consultations(paper: &Value) -> impl Iterator<Item = &Value> {
    each(paper, "consultation").iter().filter(|one| is_open(one))
}

/// Where readers find the paper: its page, its main file, its first file.
fn link_of(paper: &Value) -> Option<PaperLink> {
    let files = || each(paper, "mainFile").iter().chain(each(paper, "auxiliaryFile")).filter(|file| is_open(file));
    let url = address_of(paper).or_else(|| files().find_map(address_of))?;
    let (name, reference) = (text(paper, "name"), text(paper, "reference"));
    let name = match (reference, name) {
        (Some(reference), Some(name)) if name.contains(&reference) => name,
        (Some(reference), Some(name)) => format!("{reference}: {name}"),
        (reference, name) => name.or(reference)?,
    };
    Some(PaperLink { id: id_of(paper)?, name: shorten(&name, MAX_NAME), url })
}

impl Links {
    /// Notes a paper, or that it is gone; gives the meetings whose links changed.
    pub fn note(&mut self, paper: &Value, now: Timestamp) -> Vec<String> {
        let Some(id) = id_of(paper) else { return Vec::new() };
        let link = Some(paper).filter(|paper| is_open(paper)).and_then(link_of);
        let mut places: Vec<(String, String)> = Vec::new();
        for one in consultations(paper).filter(|_| link.is_some()) {
            let Some(meeting) = one.get("meeting").and_then(id_of) else { continue };
            let item = one.get("agendaItem").and_then(id_of).or_else(|| id_of(one));
            places.extend(item.map(|item| (meeting, item)));
        }
        let recent = is_recent(paper, now);
        places.retain(|(meeting, _)| recent || self.0.contains_key(meeting));
        let mut changed = self.forget_elsewhere(&id, &places);
        let room = self.0.values().map(|of| of.by_item.len()).sum::<usize>() < MOST;
        for (meeting, item) in places.into_iter().filter(|_| room) {
            let Some(link) = link.clone() else { break };
            let until = now.checked_add(KEEP_UNKNOWN).unwrap_or(now);
            let of = self.0.entry(meeting.clone()).or_insert_with(|| OfMeeting { until, by_item: BTreeMap::new() });
            let links = of.by_item.entry(item).or_default();
            match links.iter_mut().find(|known| known.id == link.id) {
                Some(known) if *known == link => continue,
                Some(known) => *known = link,
                None => {
                    links.push(link);
                    links.sort_by(|a, b| a.id.cmp(&b.id));
                }
            }
            changed.push(meeting);
        }
        changed.sort_unstable();
        changed.dedup();
        changed
    }

    /// Takes a paper away from where it is heard no longer.
    fn forget_elsewhere(&mut self, paper: &str, places: &[(String, String)]) -> Vec<String> {
        let mut changed = Vec::new();
        for (meeting, of) in &mut self.0 {
            for (item, links) in &mut of.by_item {
                let stays = places.iter().any(|(m, i)| m == meeting && i == item);
                let before = links.len();
                links.retain(|link| stays || link.id != paper);
                if links.len() < before {
                    changed.push(meeting.clone());
                }
            }
            of.by_item.retain(|_, links| !links.is_empty());
        }
        changed
    }

    /// Now that a meeting's day is known, its papers are kept until it can change no more.
    pub fn date(&mut self, meeting: &str, start: Timestamp) {
        if let Some(of) = self.0.get_mut(meeting) {
            of.until = start.checked_add(HORIZON).unwrap_or(start);
        }
    }

    /// Forgets the papers of meetings that can change no more.
    pub fn prune(&mut self, now: Timestamp) {
        self.0.retain(|_, of| of.until > now);
    }

    /// The papers of an agenda item, found by its id or its consultation's.
    #[must_use]
    pub fn of<'a>(&'a self, meeting: &str, agenda_item: &Value) -> Vec<&'a PaperLink> {
        let Some(of) = self.0.get(meeting) else { return Vec::new() };
        let mut keys: Vec<String> = id_of(agenda_item).into_iter().collect();
        keys.extend(agenda_item.get("consultation").and_then(id_of));
        keys.dedup();
        keys.iter().filter_map(|key| of.by_item.get(key)).flatten().collect()
    }
}

/// Whether a paper is young enough to be heard in a meeting to come: a vendor's update touches all papers of decades.
fn is_recent(paper: &Value, now: Timestamp) -> bool {
    let zone = jiff::tz::TimeZone::UTC;
    let dates = ["date", "created"].into_iter().filter_map(|field| parse_time(&text(paper, field)?, &zone));
    dates.map(|at| at.utc).max().is_none_or(|at| now.duration_since(at) < KEEP_UNKNOWN)
}
