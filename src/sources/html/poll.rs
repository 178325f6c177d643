//! One look at a website. In: the source and what was remembered from the last look. Out: a [`Batch`], or why there is
//! none. First the list (conditionally), then as many articles as the budget allows: new ones, those said to be touched,
//! then the others in turn, for edits. What is listed and not read again is reported as listed, no more.
//! Called by `HtmlConnector`.

use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::super::address_clean::web_address;
use super::super::contract::{Batch, Budget, Cursor, Cx, NormaliseCx, Profile, Quarantined, Window};
use super::super::failure::SourceError;
use super::ask;
use super::dates::moment;
use super::entry_read::page_address;
use super::list_read::{List, pager_key};
use super::look::refused;
use super::memory::{Known, Memory, Validators};
use super::read_one::{self, Reading};
use super::settings::HtmlSettings;
use super::sitemap;
use crate::domain::item::{Item, NativeId};
use crate::domain::source::Cause;

/// `robots.txt` is read again after this time (RFC 9309 §2.4).
const ROBOTS_FOR: SignedDuration = SignedDuration::from_hours(24);

/// A sitemap is read again after this time.
const SITEMAP_FOR: SignedDuration = SignedDuration::from_hours(1);

/// Pages of a list read in one look, where everything on the ones before was new.
const MAX_PAGES: usize = 3;

/// Failures in a row after which the rest of a look is left.
const MAX_FAILURES: usize = 2;

/// How long to wait for the next look once everything is read, in seconds.
const CALM_S: u32 = 300;

/// One look under way.
struct Pass<'a> {
    cx: &'a Cx<'a>,
    settings: HtmlSettings,
    memory: Memory,
    items: Vec<Item>,
    quarantined: Vec<Quarantined>,
}

/// Looks at the list and some of its articles.
///
/// # Errors
/// See [`SourceError`]. A list that gives nothing is [`Cause::LayoutChanged`] where it gave something before, else
/// [`Cause::NothingListed`]; never "all gone".
pub async fn poll(cx: &Cx<'_>, cursor: Option<Cursor>, budget: &mut Budget) -> Result<Batch, SourceError> {
    let settings = HtmlSettings::read(&cx.source.settings)?;
    let url = web_address(&cx.source.url)?;
    let memory = Memory::of(cx.source, cursor);
    let mut pass = Pass { cx, settings, memory, items: Vec::new(), quarantined: Vec::new() };
    pass.heed_robots(&url, budget).await?;
    let profile = pass.read_list(&url, budget).await?;
    pass.read_sitemap(budget).await;
    pass.read_articles(budget).await?;
    Ok(pass.finish(profile))
}

impl Pass<'_> {
    async fn heed_robots(&mut self, url: &Url, budget: &mut Budget) -> Result<(), SourceError> {
        let is_old = self.memory.robots_at.is_none_or(|at| self.cx.now.duration_since(at) >= ROBOTS_FOR);
        if is_old && budget.take() {
            match ask::robots(self.cx.net, url, self.cx.now).await {
                Ok(robots) => {
                    (self.memory.robots, self.memory.robots_at) = (Some(robots), Some(self.cx.now));
                }
                Err(error) if self.memory.robots.is_none() => return Err(error),
                Err(error) => tracing::info!(source = self.cx.source.slug, %error, "robots.txt cannot be read again"),
            }
        }
        if self.may_read(url) { Ok(()) } else { Err(refused()) }
    }

    fn may_read(&self, url: &Url) -> bool {
        self.memory.robots.as_ref().is_none_or(|robots| robots.allow(url))
    }

    /// Reads the list, and further pages of it while everything is new.
    async fn read_list(&mut self, url: &Url, budget: &mut Budget) -> Result<Option<Profile>, SourceError> {
        if !budget.take() {
            return Err(SourceError::new(Cause::Busy, "no request is left for this look"));
        }
        let request = self.memory.list.on(ask::request(url));
        let response = self.cx.net.send(request).await.map_err(|error| SourceError::from_net(url, error))?;
        let knows_some = !self.memory.known.is_empty();
        let answered = response.status.is_success() || response.status == http::StatusCode::NOT_MODIFIED;
        if !answered {
            return Err(SourceError::from_status(response.status, &response.headers, self.cx.now));
        }
        if knows_some && self.memory.list.are_of(&response) {
            return Ok(None);
        }
        let (list, profile) = ask::read_list(&response, &self.settings, &self.cx.zone).await?;
        if list.entries.is_empty() {
            return Err(self.nothing_found(knows_some));
        }
        self.memory.list = Validators::of(&response);
        let all_new = self.is_all_new(&list);
        self.memory.take_list(list.entries);
        if let Some(next) = list.next.filter(|_| all_new) {
            self.read_deeper(url, next, budget).await?;
        }
        Ok(Some(profile))
    }

    fn nothing_found(&self, knows_some: bool) -> SourceError {
        if knows_some || self.cx.source.health.last_success_at.is_some() {
            SourceError::new(Cause::LayoutChanged, "the page lists nothing that can be recognised any more")
        } else {
            SourceError::new(Cause::NothingListed, "no list of articles can be recognised on the page")
        }
    }

    fn is_all_new(&self, list: &List) -> bool {
        let known = |key: &str| self.memory.known.iter().any(|known| known.entry.key() == key);
        list.entries.iter().all(|entry| !known(&entry.key()))
    }

    async fn read_deeper(&mut self, first: &Url, next: Url, budget: &mut Budget) -> Result<(), SourceError> {
        let mut seen = vec![pager_key(first)];
        let mut next = Some(next);
        while let Some(url) = next.take().filter(|url| !seen.contains(&pager_key(url)) && seen.len() < MAX_PAGES) {
            if !self.may_read(&url) || !budget.take() {
                break;
            }
            seen.push(pager_key(&url));
            let Ok(response) = self.cx.net.send(ask::request(&url)).await else { break };
            if !response.status.is_success() {
                break;
            }
            let (list, _) = ask::read_list(&response, &self.settings, &self.cx.zone).await?;
            next = list.next.clone().filter(|_| self.is_all_new(&list));
            self.memory.take_deep(list.entries);
        }
        Ok(())
    }

    /// Notes which known articles the sitemap says were touched. Its failures matter to nobody.
    async fn read_sitemap(&mut self, budget: &mut Budget) {
        let Some(url) = self.settings.sitemap.clone() else { return };
        let is_old = self.memory.sitemap_at.is_none_or(|at| self.cx.now.duration_since(at) >= SITEMAP_FOR);
        if !is_old || !self.may_read(&url) || !budget.take() {
            return;
        }
        self.memory.sitemap_at = Some(self.cx.now);
        let Ok(response) = self.cx.net.send(ask::request(&url)).await else { return };
        if !response.status.is_success() {
            return;
        }
        let touched: std::collections::HashMap<String, Option<String>> = sitemap::entries(&ask::text(&response))
            .into_iter()
            .map(|(url, lastmod)| (page_address(url).into(), lastmod))
            .collect();
        for known in &mut self.memory.known {
            let Some(Some(lastmod)) = touched.get(&known.entry.key()) else { continue };
            known.is_touched |= known.lastmod.as_ref().is_some_and(|before| before != lastmod);
            known.lastmod = Some(lastmod.clone());
        }
    }

    /// Reads articles in the order of urgency.
    async fn read_articles(&mut self, budget: &mut Budget) -> Result<(), SourceError> {
        let mut turns: Vec<(u8, Timestamp, usize)> = self
            .memory
            .known
            .iter()
            .enumerate()
            .filter_map(|(index, known)| {
                let said_at = known.entry.date.as_deref().and_then(|date| moment(date, &self.cx.zone));
                let (class, since) = known.turn(self.cx.now, said_at.map(|at| at.utc))?;
                Some((class, since, index))
            })
            .collect();
        turns.sort_unstable();
        let delay = self.memory.robots.as_ref().and_then(|robots| robots.delay_s).unwrap_or(0);
        let most = 60_u32.checked_div(delay).map_or(usize::MAX, |reads| usize::try_from(reads.max(1)).unwrap_or(1));
        let (mut asked, mut failures) = (0, 0);
        for (_, _, index) in turns {
            let Some(known) = self.memory.known.get(index) else { continue };
            let page = read_one::page_of(known, &self.cx.source.url).filter(|page| self.may_read(page));
            let asks = page.is_some();
            if asks && (asked >= most || failures >= MAX_FAILURES || !budget.take()) {
                continue;
            }
            asked += usize::from(asks);
            let normalise = self.normalise_cx();
            let reading = match page {
                Some(page) => read_one::read(self.cx, known, &page, &self.settings, &normalise).await?,
                None => read_one::from_list(known, &normalise),
            };
            failures = if matches!(reading, Reading::Failed) { failures + 1 } else { 0 };
            self.take(index, reading);
        }
        Ok(())
    }

    fn normalise_cx(&self) -> NormaliseCx {
        let base_url = Url::parse(&self.cx.source.url).ok();
        NormaliseCx { base_url, zone: self.cx.zone.clone(), now: Some(self.cx.now), ..NormaliseCx::default() }
    }

    /// Notes what reading one article gave.
    fn take(&mut self, index: usize, reading: Reading) {
        let normalise = self.normalise_cx();
        let taken: Vec<NativeId> = self
            .memory
            .known
            .iter()
            .enumerate()
            .filter(|(at, _)| *at != index)
            .filter_map(|(_, known)| known.id.clone())
            .collect();
        let Some(known) = self.memory.known.get_mut(index) else { return };
        known.read_at = Some(self.cx.now);
        match reading {
            Reading::Failed => {
                known.tries = known.tries.saturating_add(1);
                if known.id.is_none() && !known.is_unread() {
                    let reading = read_one::from_list(known, &normalise);
                    self.take(index, reading);
                }
                return;
            }
            Reading::Gone => known.is_gone = true,
            Reading::Same => (known.is_gone, known.is_touched) = (false, false),
            Reading::Item { mut item, page } => {
                // An address that an article shares with another one is not its own.
                let own = known.id.clone().unwrap_or_else(|| {
                    let shared = taken.contains(&item.native_id);
                    if shared { NativeId(known.entry.key()) } else { item.native_id.clone() }
                });
                item.idempotency_key.clone_from(&own.0);
                item.native_id = own.clone();
                (known.id, known.page) = (Some(own), page);
                (known.is_gone, known.is_touched) = (false, false);
                self.items.push(*item);
            }
            Reading::Aside(aside) => {
                known.id = known.id.take().or_else(|| aside.native_id.clone());
                self.quarantined.push(aside);
            }
        }
        known.tries = 0;
    }

    fn finish(self, profile: Option<Profile>) -> Batch {
        let known = &self.memory.known;
        let read: Vec<&NativeId> = self.items.iter().map(|item| &item.native_id).collect();
        let listed = |known: &&Known| !known.is_gone;
        let listed: Vec<NativeId> =
            known.iter().filter(listed).filter_map(|known| known.id.clone()).filter(|id| !read.contains(&id)).collect();
        let is_whole = !known.iter().any(Known::is_unread);
        let is_anything_gone = known.iter().any(|known| known.is_gone && known.id.is_some());
        let unchanged = profile.is_none() && self.items.is_empty() && self.quarantined.is_empty() && !is_anything_gone;
        let oldest = known
            .iter()
            .filter_map(|known| moment(known.entry.date.as_deref()?, &self.cx.zone))
            .map(|time| time.utc)
            .min();
        Batch {
            window: if is_whole { Window::Complete { from: oldest, to: Some(self.cx.now) } } else { Window::Partial },
            next: self.memory.cursor(),
            items: self.items,
            listed,
            quarantined: self.quarantined,
            unchanged,
            interval_hint_s: is_whole.then_some(CALM_S),
            profile,
            ..Batch::default()
        }
    }
}
