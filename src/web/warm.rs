//! Renders: one page on demand, or a town's hot set (DESIGN D8): `/` and three pages behind it, the 200 newest posts,
//! feeds, actor documents and the newest notes. Called at start, by the tail, and by answers that find nothing kept.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt, stream};

use super::Shared;
use super::page::{Page, Shows};
use super::render::{Material, Outcome, PER_FEED, PER_PAGE, RenderError, Renderer};
use super::shelf::{Key, Touched};
use super::target::{FeedFormat, Of, Target};
use super::town_view::TownView;
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
/// Hot pages of a town that wait for a place to be drawn at the same time; requests queue among them.
const DRAWN_AHEAD: usize = 4;
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
                    views.push((id, load(conn, id, self.hosts.view(id).as_deref(), scheme, now).await));
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

    /// Draws and compresses a page beside the threads that answer; when as many as there are places are being drawn, it
    /// waits for one of them. A document of another room depends on what [`document_shows`] says.
    async fn press(&self, view: &Arc<TownView>, key: &Key, material: Material) -> Result<Page, RenderError> {
        // The semaphore is never closed; without a place it is drawn all the same.
        let place = self.places.clone().acquire_owned().await.ok();
        let (deps, view, locale) = (self.deps.clone(), view.clone(), key.locale);
        let shows = document_shows(&key.target);
        let drawing = tokio::task::spawn_blocking(move || {
            let _place = place;
            let renderer = Renderer::new(&deps, &view, locale);
            let mut draft = renderer.draw(material)?;
            draft.shows = shows.unwrap_or(draft.shows);
            if draft.speaks_of_warnings {
                draft.valid_until = draft.valid_until.into_iter().chain(view.next_warning_change(renderer.now)).min();
            }
            Ok(Page::press(draft, renderer.now)?)
        });
        drawing.await?
    }

    /// A page from memory, from the mirror, or made now and kept.
    pub(super) async fn find(&self, view: &Arc<TownView>, key: &Key) -> Result<Found, RenderError> {
        if let Some(page) = self.shelf.get(key, self.deps.clock.now()) {
            return Ok(Found::Page(page));
        }
        let _slot = if key.target.is_stored() {
            let Ok(Ok(slot)) = tokio::time::timeout(PATIENCE, self.slots.acquire()).await else {
                return Ok(Found::Busy);
            };
            Some(slot)
        } else {
            None
        };
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
        let renderer = Renderer::new(&self.deps, view, key.locale);
        let outcome = if key.target.is_stored() {
            self.deps.db.read(async |conn: &mut Conn<'_>| renderer.gather(conn, &key.target).await).await?
        } else {
            renderer.at_once(&key.target)
        };
        let material = match outcome {
            Outcome::Page(material) => *material,
            Outcome::Elsewhere(path) => return Ok(Found::Elsewhere(path)),
            Outcome::Nothing => return Ok(Found::Nothing),
        };
        let page = Arc::new(self.press(view, key, material).await?);
        if worth_keeping(&key.target, page.head.status) && self.shelf.put(key.clone(), page.clone(), false, generation)
        {
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
        let mut batch = Batch { shared: self, view, stale, hot: HashSet::new(), due: Vec::new() };
        let generation = self.shelf.generation(town);
        if view.town.is_public() {
            let posts = self
                .deps
                .db
                .read(async |conn: &mut Conn<'_>| posts_read::page(conn, town, &Listing::All, None, HOT_POSTS).await)
                .await?;
            self.pictures.set_hot(town, &posts);
            batch.pages(&posts);
            batch.documents(&posts).await?;
        }
        let Batch { hot, due, .. } = batch;
        stream::iter(due)
            .map(|(key, material)| async move { Ok((self.press(view, &key, material).await?, key)) })
            .buffer_unordered(DRAWN_AHEAD)
            .try_for_each(async |(page, key)| {
                self.replace(key, page, generation);
                Ok::<_, RenderError>(())
            })
            .await?;
        self.shelf.set_hot(town, &hot);
        let gone: Vec<Key> = stale.iter().filter(|key| !hot.contains(key)).cloned().collect();
        self.shelf.remove(&gone);
        Ok(())
    }

    /// Puts a hot page; one that says what it said before keeps its age.
    fn replace(&self, key: Key, mut page: Page, generation: u64) {
        if let Some(old) = self.shelf.get(&key, self.deps.clock.now())
            && old.head.tag == page.head.tag
        {
            page.head.modified = old.head.modified;
        }
        self.shelf.put(key, Arc::new(page), true, generation);
    }
}

/// A town's view, which may have been read `before`; `None` when there is no such town.
pub(super) async fn load(
    conn: &mut Conn<'_>,
    id: TownId,
    before: Option<&TownView>,
    scheme: &str,
    now: jiff::Timestamp,
) -> Result<Option<TownView>, RenderError> {
    Ok(match towns::by_id(conn, id).await? {
        Some(town) => Some(TownView::load(conn, town, before, scheme, now).await?),
        None => None,
    })
}

/// Documents are kept where a change says that they changed; lists of followers and counts are not.
fn worth_keeping(target: &Target, status: u16) -> bool {
    match target {
        // What somebody looked for is nobody else's business, and seldom asked twice.
        Target::WellKnown { .. } | Target::Search(_) => false,
        Target::Document { .. } => status == 200 && document_shows(target).is_some(),
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

/// The hot set of a town, and what of it has to be drawn.
struct Batch<'a> {
    shared: &'a Shared,
    view: &'a Arc<TownView>,
    stale: &'a HashSet<Key>,
    hot: HashSet<Key>,
    due: Vec<(Key, Material)>,
}

impl Batch<'_> {
    fn pages(&mut self, posts: &[Post]) {
        let size = PER_PAGE as usize;
        for first in (0..HOT_PAGES).map(|page| page * size).take_while(|first| *first == 0 || *first < posts.len()) {
            let start = first.checked_sub(1).and_then(|before| posts.get(before));
            let rest = posts.get(first..).unwrap_or_default();
            let part = rest.get(..size + 1).unwrap_or(rest);
            let target = Target::List { of: Of::Town, before: start.map(|post| post.ulid) };
            self.want(target, || Material::List { of: Of::Town, start: start.cloned(), posts: part.to_vec() });
        }
        let newest = posts.get(..PER_FEED as usize).unwrap_or(posts);
        for format in FeedFormat::ALL {
            let target = Target::Feed { of: Of::Town, format };
            self.want(target, || Material::Feed { of: Of::Town, format, posts: newest.to_vec() });
        }
        for post in posts {
            self.want(Target::Post(post.ulid), || Material::Post(post.clone()));
        }
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
            let key = self.key(Target::Document { path: path.clone(), query: None });
            if !self.wanted(&key) {
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
            if document.status.as_u16() == 200 {
                self.due.push((key, Material::Ready(super::machine::document(document))));
            }
        }
        Ok(())
    }

    fn want(&mut self, target: Target, material: impl FnOnce() -> Material) {
        let key = self.key(target);
        if self.wanted(&key) {
            self.due.push((key, material()));
        }
    }

    /// Marks a page as hot and says whether it has to be drawn.
    fn wanted(&mut self, key: &Key) -> bool {
        let fresh = !self.stale.contains(key) && self.shared.shelf.get(key, self.shared.deps.clock.now()).is_some();
        self.hot.insert(key.clone());
        !fresh
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
