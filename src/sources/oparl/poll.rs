//! One look at a council system. In: the source and what was remembered. Out: meetings that are new or changed, and those
//! said to be deleted. Papers are read first, so that a meeting comes with its links; a meeting whose papers changed
//! later is read again. Called by `OparlConnector`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::contract::{Batch, Budget, Cursor, Cx, NormaliseCx, Profile, Quarantined, Window};
use super::super::failure::SourceError;
use super::HORIZON;
use super::agenda::{Agenda, Agendas};
use super::ask::{Door, address};
use super::meeting_item::{self, Reading, start_of};
use super::objects::{Kind, id_of, is_open, kind_of};
use super::papers::Links;
use super::pass::Pass;
use super::place::{self, Place};
use crate::domain::item::{Item, ItemState};
use crate::domain::source::{Aside, Cause};

/// The body's own entry is read again after this time.
const PLACE_HOURS: i64 = 24;
/// Pages and single objects one look asks for; beside them it asks for agenda items (see `agenda`).
const MOST_PAGES: u32 = 4;
/// Meetings that wait to be read again.
const MOST_AGAIN: usize = 200;
/// A council system is asked every five minutes at most, unless pages are left.
const INTERVAL_S: u32 = 300;

/// What is remembered between looks.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Memory {
    /// The address all of this belongs to.
    url: String,
    place: Option<(Place, Timestamp)>,
    papers: Pass,
    meetings: Pass,
    links: Links,
    /// Meetings whose papers changed since they were read.
    again: Vec<String>,
}

impl Memory {
    /// Meetings are read again in their turn: the last one in `again` is the next.
    fn wait(&mut self, mut meetings: Vec<String>) {
        meetings.retain(|id| !self.again.contains(id));
        let room = MOST_AGAIN.saturating_sub(self.again.len());
        self.again.splice(0..0, meetings.into_iter().take(room));
    }
}

/// Looks once.
///
/// # Errors
/// See [`SourceError`]; nothing is then remembered, so the same pages are asked for again.
pub async fn poll(cx: &Cx<'_>, cursor: Option<Cursor>, budget: &mut Budget) -> Result<Batch, SourceError> {
    let known = cursor.and_then(|cursor| serde_json::from_value::<Memory>(cursor.0).ok());
    let mut memory = known.filter(|memory| memory.url == cx.source.url).unwrap_or_default();
    memory.url.clone_from(&cx.source.url);
    let door = door(cx)?;
    let mut pages_left = budget.split(MOST_PAGES);
    let place = place(&door, cx, &mut memory, &mut pages_left).await?;
    let first = cx.now.checked_sub(HORIZON).unwrap_or(cx.now);
    read_papers(&door, &place, &mut memory, first, &mut pages_left).await?;
    let mut look = Look::new(cx);
    if place.papers.is_none() || memory.papers.is_done_once() {
        let pages = u32::MAX;
        let list = address(&place.meetings)?;
        let meetings = memory.meetings.read_on(&door, &list, first, pages, &mut pages_left).await?;
        let mut waiting = Vec::new();
        for meeting in meetings.iter().filter(|one| kind_of(one) == Some(Kind::Meeting)) {
            if !look.take_whole(&door, meeting, &mut memory, budget).await {
                waiting.extend(id_of(meeting));
            }
        }
        read_again(&door, &mut memory, &mut look, (&mut pages_left, budget)).await?;
        memory.wait(waiting);
    }
    memory.links.prune(cx.now);
    Ok(look.batch(cx, &place, &memory))
}

/// Reads the body's entry just to see who it is.
///
/// # Errors
/// As [`poll`].
pub async fn profile(cx: &Cx<'_>) -> Result<Profile, SourceError> {
    Ok(place::find(&door(cx)?, &cx.source.name, &mut Budget::requests(2)).await?.profile())
}

/// The way to a source's council system.
///
/// # Errors
/// When its address cannot be read.
pub fn door<'a>(cx: &Cx<'a>) -> Result<Door<'a>, SourceError> {
    let api_base = cx.source.api_base.as_deref().map(address).transpose()?;
    Ok(Door { net: cx.net, home: address(&cx.source.url)?, api_base, now: cx.now })
}

async fn place(door: &Door<'_>, cx: &Cx<'_>, memory: &mut Memory, budget: &mut Budget) -> Result<Place, SourceError> {
    if let Some((place, read_at)) = &memory.place
        && cx.now.duration_since(*read_at).as_hours() < PLACE_HOURS
    {
        return Ok(place.clone());
    }
    let place = place::find(door, &cx.source.name, budget).await?;
    memory.place = Some((place.clone(), cx.now));
    Ok(place)
}

async fn read_papers(
    door: &Door<'_>,
    place: &Place,
    memory: &mut Memory,
    first: Timestamp,
    budget: &mut Budget,
) -> Result<(), SourceError> {
    let Some(list) = &place.papers else { return Ok(()) };
    let began_whole = memory.papers.is_done_once();
    // Later on papers take one page, so that meetings get the rest.
    let pages = if began_whole { 1 } else { u32::MAX };
    let papers = match memory.papers.read_on(door, &address(list)?, first, pages, budget).await {
        Ok(papers) => papers,
        // A body without papers is a body all the same.
        Err(error) if matches!(error.cause, Cause::NotFound | Cause::Forbidden | Cause::Gone) => {
            memory.papers.skip(door.now);
            Vec::new()
        }
        Err(error) => return Err(error),
    };
    for paper in papers.iter().filter(|one| kind_of(one) == Some(Kind::Paper)) {
        let changed = memory.links.note(paper, door.now);
        if began_whole {
            memory.wait(changed);
        }
    }
    Ok(())
}

/// Reads meetings whose papers changed, as far as requests are left.
async fn read_again(
    door: &Door<'_>,
    memory: &mut Memory,
    look: &mut Look,
    (pages_left, budget): (&mut Budget, &mut Budget),
) -> Result<(), SourceError> {
    memory.again.retain(|id| !look.has(id));
    let mut waiting = Vec::new();
    while let Some(id) = memory.again.last().cloned().filter(|_| !look.is_full) {
        let Some(url) = address(&id).ok().filter(|url| door.is_ours(url)) else {
            memory.again.pop();
            continue;
        };
        if !pages_left.take() {
            break;
        }
        match door.get(&url).await {
            Ok(meeting) if kind_of(&meeting) == Some(Kind::Meeting) => {
                if !look.take_whole(door, &meeting, memory, budget).await {
                    waiting.push(id);
                }
            }
            Ok(_) => {}
            // Whether it is gone the list says.
            Err(error) if matches!(error.cause, Cause::NotFound | Cause::Gone | Cause::Forbidden) => {}
            Err(error) => return Err(error),
        }
        memory.again.pop();
    }
    memory.wait(waiting);
    Ok(())
}

/// What one look found.
struct Look {
    now: Timestamp,
    normalise: NormaliseCx,
    items: BTreeMap<String, Item>,
    aside: Vec<Quarantined>,
    agendas: Agendas,
    /// No further agenda can be asked for.
    is_full: bool,
    /// Agenda items could not be read: asking at once again would not help.
    failed: bool,
}

impl Look {
    fn new(cx: &Cx<'_>) -> Self {
        let normalise =
            NormaliseCx { zone: cx.zone.clone(), now: Some(cx.now), locale: cx.locale, ..NormaliseCx::default() };
        let (items, aside, agendas) = (BTreeMap::new(), Vec::new(), Agendas::new());
        Self { now: cx.now, normalise, items, aside, agendas, is_full: false, failed: false }
    }

    fn has(&self, id: &str) -> bool {
        self.items.contains_key(id)
    }

    /// Takes a meeting with all of its agenda; false when that cannot be had in this look.
    async fn take_whole(&mut self, door: &Door<'_>, meeting: &Value, memory: &mut Memory, budget: &mut Budget) -> bool {
        let wanted = is_open(meeting) && !self.began_long_ago(start_of(meeting, &self.normalise));
        let agenda =
            if wanted { self.agendas.fill(door, meeting, budget).await } else { Agenda::Whole(meeting.clone()) };
        match agenda {
            Agenda::Whole(meeting) => {
                self.take(&meeting, memory);
                return true;
            }
            Agenda::Later => self.is_full = true,
            Agenda::Failed => self.failed = true,
        }
        false
    }

    fn take(&mut self, meeting: &Value, memory: &mut Memory) {
        if let (Some(id), Some(start)) = (id_of(meeting), start_of(meeting, &self.normalise)) {
            memory.links.date(&id, start);
        }
        match meeting_item::read(meeting, &memory.links, &self.normalise) {
            Reading::Item(item) if self.is_over(&item) => {}
            Reading::Item(item) => {
                self.items.insert(item.native_id.0.clone(), *item);
            }
            Reading::Gone(hint) => {
                let mut gone = Item::new(hint.native_id);
                gone.state = ItemState::Deleted;
                self.items.insert(gone.native_id.0.clone(), gone);
            }
            // A meeting whose agenda is not public yet is nothing to worry about.
            Reading::Aside(aside) if aside.aside == Aside::Empty => {}
            Reading::Aside(aside) => self.aside.push(aside),
        }
    }

    /// Older meetings change no more, as far as we follow.
    fn is_over(&self, item: &Item) -> bool {
        self.began_long_ago(item.event.as_ref().map(|event| event.start.utc))
    }

    fn began_long_ago(&self, start: Option<Timestamp>) -> bool {
        start.is_some_and(|start| self.now.duration_since(start) > HORIZON)
    }

    fn batch(self, cx: &Cx<'_>, place: &Place, memory: &Memory) -> Batch {
        let whole_once = memory.meetings.is_done_once();
        let again = !memory.again.is_empty() && !self.failed;
        let running = memory.papers.is_running() || memory.meetings.is_running() || !whole_once || again;
        // Lists give changes only, so nothing follows from absence; the first pass is whole all the same.
        let whole = cx.source.first_pass_at.is_none() && whole_once;
        Batch {
            unchanged: self.items.is_empty() && self.aside.is_empty(),
            items: self.items.into_values().collect(),
            quarantined: self.aside,
            next: serde_json::to_value(memory).ok().map(Cursor),
            window: if whole { Window::Complete { from: None, to: Some(cx.now) } } else { Window::Partial },
            interval_hint_s: (!running).then_some(INTERVAL_S),
            profile: Some(place.profile()),
            moved_to: None,
            ..Batch::default()
        }
    }
}
