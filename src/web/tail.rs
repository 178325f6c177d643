//! Follows the store's log of changes (DESIGN D5) and renews what each touches: a post its page, lists, feeds, note and
//! outbox; a channel what names channels; its health what speaks of that; a town or an actor everything. Woken by this
//! process, by PostgreSQL, and every second in any case, when it also renews pages whose time is over.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::Shared;
use super::page::{Position, position};
use super::render::RenderError;
use super::shelf::{Key, Touched};
use super::town_view::TownView;
use super::warm::{load, own_keys};
use crate::domain::TownId;
use crate::domain::ids::Ulid;
use crate::domain::post::Post;
use crate::domain::validity::ValidityKind;
use crate::store::changes::{Change, ChangeKind};
use crate::store::{Conn, changes, posts_read};

const POLL: Duration = Duration::from_secs(1);
const LISTEN_AGAIN: Duration = Duration::from_secs(5);

/// What a batch of changes means for one town.
#[derive(Default)]
struct Wanted {
    town: bool,
    sources: bool,
    health: bool,
    posts: BTreeSet<Ulid>,
}

impl Wanted {
    /// What stands there may be a little old, but says nothing that was taken back.
    fn is_health_only(&self) -> bool {
        self.health && !self.town && !self.sources && self.posts.is_empty()
    }
}

impl Shared {
    /// Runs until `shutdown`. A failure is logged once and tried again with the next tick.
    pub(super) async fn follow(&self, shutdown: CancellationToken) {
        let listening = async {
            loop {
                if let Err(error) = self.deps.db.listen(|| self.bell.notify_one()).await {
                    tracing::warn!(%error, "the database no longer announces changes; polling goes on");
                }
                tokio::time::sleep(LISTEN_AGAIN).await;
            }
        };
        let working = async {
            let mut ticks = tokio::time::interval(POLL);
            let mut failing = false;
            loop {
                tokio::select! {
                    _ = ticks.tick() => {}
                    () = self.bell.notified() => {}
                }
                match self.catch_up().await {
                    Ok(()) => failing = false,
                    Err(error) if !failing => {
                        failing = true;
                        tracing::error!(%error, "pages could not be renewed; trying again");
                    }
                    Err(_) => {}
                }
            }
        };
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = async { tokio::join!(listening, working); } => {}
        }
    }

    /// Applies everything there is, then renews pages whose time is over.
    pub(super) async fn catch_up(&self) -> Result<(), RenderError> {
        let mut unwell = self.applying.lock().await;
        if self.seq.load(Ordering::SeqCst) < 0 {
            self.begin(&mut unwell).await?;
        }
        for town in unwell.clone() {
            if self.apply_to(town, Wanted { town: true, ..Wanted::default() }).await.is_ok() {
                unwell.remove(&town);
            }
        }
        loop {
            let seq = self.seq.load(Ordering::SeqCst);
            let batch = self.deps.db.read(async |conn: &mut Conn<'_>| changes::since(conn, seq).await).await?;
            let Some(last) = batch.last().map(|change| change.seq) else { break };
            for (town, wanted) in sorted(&batch) {
                let took_back_nothing = wanted.is_health_only();
                match self.apply_to(town, wanted).await {
                    Ok(()) => {}
                    Err(error) if took_back_nothing => {
                        tracing::error!(town = town.0, %error, "a channel's health could not be shown; trying again");
                        unwell.insert(town);
                    }
                    Err(error) => self.give_up(&mut unwell, town, &error).await,
                }
            }
            self.seq.store(last, Ordering::SeqCst);
        }
        let mut over: BTreeMap<TownId, HashSet<Key>> = BTreeMap::new();
        for key in self.shelf.expired(self.deps.clock.now()) {
            over.entry(key.town).or_default().insert(key);
        }
        let mut outcome = Ok(());
        for (town, keys) in over {
            if let Some(view) = self.hosts.view(town)
                && let Err(error) = self.renew_hot(&view, &keys).await
            {
                outcome = Err(error);
            }
        }
        outcome
    }

    async fn apply_to(&self, town: TownId, mut wanted: Wanted) -> Result<(), RenderError> {
        let known = self.posts(town, &wanted.posts).await?;
        if self.hosts.view(town).is_none_or(|view| speaks_of_warnings(&view, &wanted, &known)) {
            wanted.town = true;
        }
        if wanted.town || wanted.sources || wanted.health {
            self.reload(town).await?;
        }
        let Some(view) = self.hosts.view(town) else { return Ok(()) };
        let mut touched = Vec::new();
        if wanted.town {
            touched.push(Touched::Town);
        } else {
            if wanted.sources {
                touched.push(Touched::Sources);
            }
            if wanted.health {
                touched.push(Touched::Health);
            }
            let positions: Vec<Position> = known.iter().map(position).collect();
            if positions.len() < wanted.posts.len() {
                touched.push(Touched::Town);
            }
            touched.push(Touched::Posts(positions));
        }
        let mut stale = HashSet::new();
        if wanted.town || !wanted.posts.is_empty() {
            self.pictures.forget(town);
        }
        for touched in &touched {
            stale.extend(self.shelf.change(town, touched));
            self.mirror.change(town, touched).await;
        }
        // After the change, so that no rendering of the state before it can be put any more; before rendering anything,
        // because a withdrawn post must not wait for the rest (invariant 8).
        self.shelf.remove(&wanted.posts.iter().flat_map(|ulid| own_keys(town, *ulid)).collect::<Vec<_>>());
        self.renew_hot(&view, &stale).await
    }

    /// Reads a town anew; one that was deleted leaves nothing behind.
    async fn reload(&self, town: TownId) -> Result<(), RenderError> {
        let now = self.deps.clock.now();
        let scheme = self.deps.scheme.as_str();
        let before: Option<Arc<TownView>> = self.hosts.view(town);
        let known = before.as_deref();
        let view = self.deps.db.read(async |conn: &mut Conn<'_>| load(conn, town, known, scheme, now).await).await?;
        let moved = view.as_ref().map(|view| &view.town.host) != before.as_ref().map(|view| &view.town.host);
        if view.is_none() {
            self.shelf.drop_town(town);
        }
        if let Some(before) = before.filter(|_| moved) {
            self.mirror.clear(town, &before.town.host).await?;
        }
        self.hosts.set(town, view);
        Ok(())
    }

    async fn posts(&self, town: TownId, posts: &BTreeSet<Ulid>) -> Result<Vec<Post>, RenderError> {
        let read = async |conn: &mut Conn<'_>| {
            let mut known = Vec::new();
            for ulid in posts {
                known.extend(posts_read::by_ulid(conn, town, *ulid).await?);
            }
            Ok::<_, crate::store::StoreError>(known)
        };
        Ok(self.deps.db.read(read).await?)
    }
}

/// Whether changes concern what every page says: a warning that stands there or will, or whether those are up to date.
fn speaks_of_warnings(view: &TownView, wanted: &Wanted, known: &[Post]) -> bool {
    let warns = |post: &Post| post.listed && post.validity.is_some_and(|holds| holds.kind == ValidityKind::Warning);
    ((wanted.health || wanted.sources) && !view.warnings.is_empty())
        || known.iter().any(warns)
        || view.warnings.iter().any(|post| wanted.posts.contains(&post.ulid))
}

/// What a batch means for each town.
fn sorted(batch: &[Change]) -> BTreeMap<TownId, Wanted> {
    let mut wanted: BTreeMap<TownId, Wanted> = BTreeMap::new();
    for change in batch {
        let entry = wanted.entry(change.town).or_default();
        match change.kind {
            ChangeKind::Town | ChangeKind::Actor => entry.town = true,
            // Whatever speaks of a channel's health names it too.
            ChangeKind::Source => entry.sources = true,
            ChangeKind::Health => entry.health = true,
            ChangeKind::Post => match Ulid::from_string(&change.key) {
                Ok(ulid) => {
                    entry.posts.insert(ulid);
                }
                Err(_) => entry.town = true,
            },
            // Followers stand on no kept page.
            ChangeKind::Followers => {}
        }
    }
    wanted
}
