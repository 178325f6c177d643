//! Renders: one page on demand, or a town's hot set (DESIGN D8): `/` and three pages behind it, the 200 newest posts,
//! feeds, actor documents and the newest notes. Called at start, by the tail, and by answers that find nothing kept.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::Shared;
use super::feed;
use super::page::{Draft, Page, Shows};
use super::render::{Outcome, PER_FEED, PER_PAGE, RenderError, Renderer};
use super::shelf::{Key, Touched};
use super::target::{FeedFormat, Of, Target};
use super::town_view::TownView;
use super::words::About;
use crate::domain::TownId;
use crate::domain::ids::Ulid;
use crate::domain::post::Post;
use crate::i18n::Locale;
use crate::store::posts_read::{self, Listing};
use crate::store::{Conn, StoreError, changes, towns};
use crate::urls;

/// Pages of the timeline that are kept hot.
const HOT_PAGES: usize = 4;
/// Newest posts whose pages are kept hot.
const HOT_POSTS: u32 = 200;
/// Newest posts whose ActivityPub documents are kept hot.
const HOT_NOTES: usize = 20;
/// How long a request waits for its turn to render.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a key leads to.
pub(super) enum Found {
    /// A page.
    Page(Arc<Page>),
    /// Another path says it.
    Elsewhere(String),
    /// There is no such thing.
    Nothing,
    /// Too many are rendering at once.
    Busy,
}

impl Shared {
    /// Reads the towns and renders each one's hot set. What the mirror held from an earlier run is removed first.
    pub(super) async fn warm(&self) -> Result<(), RenderError> {
        let mut unwell = self.applying.lock().await;
        self.begin(&mut unwell).await
    }

    /// [`Shared::warm`] for whoever holds the turn.
    pub(super) async fn begin(&self, unwell: &mut BTreeSet<TownId>) -> Result<(), RenderError> {
        let now = self.deps.clock.now();
        let scheme = self.deps.scheme.as_str();
        let (seq, views) = self
            .deps
            .db
            .read(async |conn: &mut Conn<'_>| {
                let seq = changes::newest(conn).await?;
                let mut views = Vec::new();
                for id in towns::ids(conn).await? {
                    views.push((id, load(conn, id, scheme, now).await));
                }
                Ok::<_, RenderError>((seq, views))
            })
            .await?;
        self.mirror.clear_all().await?;
        for (town, view) in views {
            match view {
                Ok(view) => self.hosts.set(town, view),
                Err(error) => self.give_up(unwell, town, &error).await,
            }
        }
        for view in self.hosts.all() {
            self.pictures.forget(view.town.id);
            let stale = self.shelf.change(view.town.id, &Touched::Town).into_iter().collect();
            if let Err(error) = self.renew_hot(&view, &stale).await {
                self.give_up(unwell, view.town.id, &error).await;
            }
        }
        self.seq.store(seq, Ordering::SeqCst);
        Ok(())
    }

    /// What to do when a town cannot be renewed: nothing of it that may be outdated stays up, the other towns go on, and
    /// it is tried again with the next tick.
    pub(super) async fn give_up(&self, unwell: &mut BTreeSet<TownId>, town: TownId, error: &RenderError) {
        if unwell.insert(town) {
            tracing::error!(town = town.0, %error, "a town's pages could not be renewed; trying again");
        }
        self.shelf.drop_town(town);
        self.pictures.forget(town);
        self.mirror.change(town, &Touched::Town).await;
    }

    /// A renderer for a town.
    pub(super) fn renderer<'a>(&'a self, view: &'a TownView, locale: Locale) -> Renderer<'a> {
        Renderer {
            view,
            locale,
            now: self.deps.clock.now(),
            about: About { version: self.deps.version, source_url: self.deps.source_url },
            federation: &self.deps.federation,
        }
    }

    /// A page from memory, from the mirror, or made now and kept.
    pub(super) async fn find(&self, view: &Arc<TownView>, key: &Key) -> Result<Found, RenderError> {
        if let Some(page) = self.shelf.get(key, self.deps.clock.now()) {
            return Ok(Found::Page(page));
        }
        let Ok(Ok(_slot)) = tokio::time::timeout(PATIENCE, self.slots.acquire()).await else { return Ok(Found::Busy) };
        let now = self.deps.clock.now();
        if let Some(page) = self.shelf.get(key, now) {
            return Ok(Found::Page(page));
        }
        let generation = self.shelf.generation(key.town);
        // The town may have been read anew since the door was opened; what is kept must come from this generation.
        let view = &self.hosts.view(key.town).unwrap_or_else(|| view.clone());
        if let Some(page) = self.mirror.get(key).await
            && page.head.valid_until.is_none_or(|until| until > now)
        {
            self.shelf.put(key.clone(), page.clone(), false, generation);
            return Ok(Found::Page(page));
        }
        let renderer = self.renderer(view, key.locale);
        let outcome = if let Target::Fixed(fixed) = &key.target {
            renderer.fixed(*fixed)?.into()
        } else {
            self.deps.db.read(async |conn: &mut Conn<'_>| renderer.render(conn, &key.target).await).await?
        };
        let mut draft = match outcome {
            Outcome::Page(draft) => *draft,
            Outcome::Elsewhere(path) => return Ok(Found::Elsewhere(path)),
            Outcome::Nothing => return Ok(Found::Nothing),
        };
        let keep = worth_keeping(&key.target, &draft);
        if let Some(shows) = document_shows(&key.target) {
            draft.shows = shows;
        }
        let page = Arc::new(Page::press(draft, now)?);
        if keep && self.shelf.put(key.clone(), page.clone(), false, generation) {
            self.file(view, key, &page, generation).await;
        }
        Ok(Found::Page(page))
    }

    /// Files a page in the mirror unless the town changed meanwhile. A full disk is no reason not to answer.
    async fn file(&self, view: &TownView, key: &Key, page: &Page, generation: u64) {
        if let Err(error) = self.mirror.put(&view.town.host, key, page).await {
            tracing::warn!(town = %view.town.host, %error, "a page could not be written to the mirror");
        }
        if self.shelf.generation(key.town) != generation {
            self.mirror.forget(key).await;
        }
    }

    /// Renders the hot set of a town: what is missing and what is among `stale`. A hot page is replaced in place, so
    /// nobody waits for it; stale ones that are hot no longer are taken down at once.
    pub(super) async fn renew_hot(&self, view: &Arc<TownView>, stale: &HashSet<Key>) -> Result<(), RenderError> {
        let town = view.town.id;
        let mut batch =
            Batch { shared: self, view, stale, hot: HashSet::new(), generation: self.shelf.generation(town) };
        if view.town.is_public() {
            let posts = self
                .deps
                .db
                .read(async |conn: &mut Conn<'_>| posts_read::page(conn, town, &Listing::All, None, HOT_POSTS).await)
                .await?;
            self.pictures.set_hot(town, &posts);
            batch.pages(&posts)?;
            batch.documents(&posts).await?;
        }
        self.shelf.set_hot(town, &batch.hot);
        let gone: Vec<Key> = stale.iter().filter(|key| !batch.hot.contains(key)).cloned().collect();
        self.shelf.remove(&gone);
        Ok(())
    }
}

/// A town's view; `None` when there is no such town.
pub(super) async fn load(
    conn: &mut Conn<'_>,
    id: TownId,
    scheme: &str,
    now: jiff::Timestamp,
) -> Result<Option<TownView>, RenderError> {
    Ok(match towns::by_id(conn, id).await? {
        Some(town) => Some(TownView::load(conn, town, scheme, now).await?),
        None => None,
    })
}

/// Documents are kept where a change says that they changed; lists of followers and counts are not.
fn worth_keeping(target: &Target, draft: &Draft) -> bool {
    match target {
        Target::WellKnown { .. } => false,
        Target::Document { .. } => draft.status == 200 && document_shows(target).is_some(),
        _ => true,
    }
}

/// What a kept document depends on; `None` for those that are made for each request.
fn document_shows(target: &Target) -> Option<Shows> {
    let Target::Document { path, query } = target else { return None };
    let mut parts = path.strip_prefix("/ap/")?.split('/');
    match (parts.next(), parts.next(), parts.next(), query.as_deref()) {
        // A note leaves by its own key, an actor with everything else of the town.
        (Some("posts"), Some(_), None, None) => Some(Shows::default()),
        (Some(name), None, None, None) if name != "inbox" => Some(Shows::default()),
        // Its older pages are made for each request: strangers may ask for as many as they like.
        (Some(_), Some("outbox"), None, None | Some("page=true")) => Some(Shows::all_posts()),
        _ => None,
    }
}

struct Batch<'a> {
    shared: &'a Shared,
    view: &'a Arc<TownView>,
    stale: &'a HashSet<Key>,
    hot: HashSet<Key>,
    generation: u64,
}

impl Batch<'_> {
    fn pages(&mut self, posts: &[Post]) -> Result<(), RenderError> {
        let renderer = self.shared.renderer(self.view, Locale::De);
        let size = PER_PAGE as usize;
        for first in (0..HOT_PAGES).map(|page| page * size).take_while(|first| *first == 0 || *first < posts.len()) {
            let start = first.checked_sub(1).and_then(|before| posts.get(before));
            let rest = posts.get(first..).unwrap_or_default();
            let part = rest.get(..size + 1).unwrap_or(rest);
            let target = Target::List { of: Of::Town, before: start.map(|post| post.ulid) };
            self.place(target, || renderer.list(&Of::Town, start, part))?;
        }
        let newest = posts.get(..PER_FEED as usize).unwrap_or(posts);
        for format in FeedFormat::ALL {
            let target = Target::Feed { of: Of::Town, format };
            self.place(target, || feed::render(&renderer, &Of::Town, format, newest))?;
        }
        for post in posts {
            self.place(Target::Post(post.ulid), || renderer.post(post))?;
        }
        Ok(())
    }

    async fn documents(&mut self, posts: &[Post]) -> Result<(), RenderError> {
        let mut paths = vec![urls::actor("instance")];
        for actor in &self.view.actors {
            paths.push(urls::actor(actor.username.as_str()));
            paths.push(urls::actor_part(actor.username.as_str(), "outbox"));
        }
        paths
            .extend(posts.iter().filter(|post| post.actor.is_some()).take(HOT_NOTES).map(|post| urls::note(post.ulid)));
        for path in paths {
            let target = Target::Document { path: path.clone(), query: None };
            if !self.wanted(&target) {
                continue;
            }
            let document = self
                .shared
                .deps
                .db
                .read(async |conn: &mut Conn<'_>| {
                    self.shared.deps.federation.document(conn, &self.view.town, &path, None).await
                })
                .await
                .map_err(|error: StoreError| RenderError::Store(error))?;
            let shows = document_shows(&target).unwrap_or_default();
            if document.status.as_u16() == 200 {
                self.put(target, Draft { shows, ..super::machine::document(document) })?;
            }
        }
        Ok(())
    }

    fn place(&mut self, target: Target, make: impl FnOnce() -> Result<Draft, RenderError>) -> Result<(), RenderError> {
        if self.wanted(&target) { self.put(target, make()?) } else { Ok(()) }
    }

    /// Marks a page as hot and says whether it has to be made.
    fn wanted(&mut self, target: &Target) -> bool {
        let key = self.key(target.clone());
        let fresh = !self.stale.contains(&key) && self.shared.shelf.get(&key, self.shared.deps.clock.now()).is_some();
        self.hot.insert(key);
        !fresh
    }

    fn put(&self, target: Target, draft: Draft) -> Result<(), RenderError> {
        let key = self.key(target);
        let now = self.shared.deps.clock.now();
        let mut page = Page::press(draft, now)?;
        if let Some(old) = self.shared.shelf.get(&key, now)
            && old.head.tag == page.head.tag
        {
            page.head.modified = old.head.modified;
        }
        self.shared.shelf.put(key, Arc::new(page), true, self.generation);
        Ok(())
    }

    fn key(&self, target: Target) -> Key {
        Key { town: self.view.town.id, locale: Locale::De, target }
    }
}

/// The keys under which a post itself is kept: its page in each language and its ActivityPub document.
pub(super) fn own_keys(town: TownId, ulid: Ulid) -> impl Iterator<Item = Key> {
    let note = Target::Document { path: urls::note(ulid), query: None };
    Locale::ALL.into_iter().map(move |locale| Key { town, locale, target: Target::Post(ulid) }).chain([Key {
        town,
        locale: Locale::De,
        target: note,
    }])
}
