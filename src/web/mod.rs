//! 5. … and visitors. Requests come in with a Host and a path; out go pages, feeds, pictures and ActivityPub documents.
//!
//! [`target`] says what an address means, [`host`] for which town, [`accept`] to whom; [`answer`] sends a page from the
//! [`shelf`] (memory) or the [`mirror`] (disk), or lets [`render`] make it. [`tail`] follows the store's changes and
//! renews what they touch, so that pages people ask for most need no database (DESIGN D8). `app` builds a [`Web`], calls
//! [`Web::warm`] and [`Web::run`], and mounts [`Web::router`].

mod accept;
mod answer;
mod archive;
mod ask;
mod ask_form;
mod banner;
mod card;
mod card_preview;
mod case_page;
mod channels;
mod colour;
mod door;
mod door_brake;
mod events;
mod feed;
mod feed_atom;
mod feed_json;
mod feed_rss;
mod frame;
mod from_ourselves;
mod headers;
mod holds;
mod home_preview;
mod hooks;
mod host;
mod ical;
mod list_heading;
mod look;
mod machine;
mod media;
mod mirror;
mod occasion;
mod origin;
mod page;
mod pictures;
mod platform_doors;
mod precondition;
mod range;
mod render;
mod search;
mod shelf;
mod shorten;
mod sought;
mod tail;
mod target;
mod town_view;
mod warm;
mod warnings;
mod words;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use tokio::sync::{Mutex, Notify, Semaphore};
use tokio_util::sync::CancellationToken;

use crate::clock::SharedClock;
use crate::domain::TownId;
use crate::federation::Federation;
use crate::seal::Sealer;
use crate::store::Db;
use crate::store::blobs::Blobs;

pub use ask::{CaseSent, CaseTaken, CaseTaker};
pub use card_preview::{Preview, preview_card};
pub use colour::{Colour, tones};
pub use door_brake::Visitor;
pub use from_ourselves::is_from_ourselves;
pub use headers::{CSP_PAGE, Class, secure};
pub use home_preview::HomePreview;
pub use hooks::{HookAddress, PushTaker};
pub use host::named as host_named;
pub use look::{initial, sheet};
pub use render::RenderError;

/// Pages read at the same time on request; the rest waits, so that a rush on cold pages leaves the store to others.
const RENDER_SLOTS: usize = 4;

/// What the pages are made with.
pub struct WebDeps {
    pub db: Db,
    pub clock: SharedClock,
    pub blobs: Blobs,
    pub federation: Federation,
    /// Seals the moment at which a form was shown.
    pub sealer: Arc<Sealer>,
    /// `server.public_scheme`.
    pub scheme: String,
    /// `development.loopback`.
    pub loopback: bool,
    /// `limits.page_cache` in bytes.
    pub page_cache_bytes: usize,
    /// `{data_dir}/seiten`.
    pub mirror_dir: PathBuf,
    pub version: &'static str,
    /// Where the running source can be read (AGPL).
    pub source_url: &'static str,
}

/// The public side of the server. Cheap to clone.
#[derive(Clone)]
pub struct Web(Arc<Shared>);

/// What all requests and the tail share.
struct Shared {
    deps: Arc<WebDeps>,
    hosts: host::Hosts,
    shelf: shelf::Shelf,
    mirror: mirror::Mirror,
    pictures: pictures::Pictures,
    /// The last line of the change log that was applied; below zero before the first rendering.
    seq: AtomicI64,
    bell: Arc<Notify>,
    /// Changes are applied one batch after the other. In it: the towns that could not be renewed and are tried again.
    applying: Mutex<BTreeSet<TownId>>,
    slots: Semaphore,
    door_brake: door_brake::DoorBrake,
    /// Pages drawn at the same time: one for each core, but two at least, so that a slow one holds up no other.
    places: Arc<Semaphore>,
    /// Who knows what pushes mean, once somebody said so.
    pushes: std::sync::OnceLock<Arc<dyn PushTaker>>,
    /// Who takes what citizens ask, once somebody said so.
    cases: std::sync::OnceLock<Arc<dyn CaseTaker>>,
    /// When an unknown host last made us look for new towns.
    looked: std::sync::Mutex<Option<tokio::time::Instant>>,
}

impl Web {
    /// Puts the parts together; nothing is read yet.
    #[must_use]
    pub fn new(deps: WebDeps) -> Self {
        Self(Arc::new(Shared {
            hosts: host::Hosts::default(),
            shelf: shelf::Shelf::new(deps.page_cache_bytes),
            mirror: mirror::Mirror::new(deps.mirror_dir.clone()),
            pictures: pictures::Pictures::default(),
            seq: AtomicI64::new(-1),
            bell: Arc::default(),
            applying: Mutex::default(),
            slots: Semaphore::new(RENDER_SLOTS),
            door_brake: door_brake::DoorBrake::new(Arc::clone(&deps.clock)),
            places: Arc::new(Semaphore::new(std::thread::available_parallelism().map_or(2, usize::from).max(2))),
            pushes: std::sync::OnceLock::new(),
            cases: std::sync::OnceLock::new(),
            looked: std::sync::Mutex::new(None),
            deps: Arc::new(deps),
        }))
    }

    /// Answers every public request as the router's fallback, so that others can add routes of their own.
    pub fn router(&self) -> axum::Router {
        axum::Router::new().fallback(answer::answer).with_state(AnswerState(self.0.clone()))
    }

    /// Names who takes what platforms push; until then there is nothing under `/hooks/`. The first one stays.
    pub fn take_pushes_with(&self, taker: Arc<dyn PushTaker>) {
        let _ = self.0.pushes.set(taker);
    }

    /// Names who takes what citizens ask; until then their forms are shown and lead nowhere. The first one stays.
    pub fn take_cases_with(&self, taker: Arc<dyn CaseTaker>) {
        let _ = self.0.cases.set(taker);
    }

    /// Reads the towns and renders the hot set of each. A failure is logged and tried again by [`Web::run`].
    pub async fn warm(&self) {
        if let Err(error) = self.0.warm().await {
            tracing::error!(%error, "pages could not be rendered; trying again");
        }
    }

    /// Follows the store's changes until `shutdown`.
    pub async fn run(&self, shutdown: CancellationToken) {
        self.0.follow(shutdown).await;
    }

    /// Applies all changes there are now. A failure is logged; what was not applied is tried again the next time.
    pub async fn catch_up(&self) {
        if let Err(error) = self.0.catch_up().await {
            tracing::error!(%error, "pages could not be renewed");
        }
    }

    /// Rung when something changed in this process. Those who ring it are reached from here, so it holds nothing of ours.
    #[must_use]
    pub fn bell(&self) -> Arc<Notify> {
        Arc::clone(&self.0.bell)
    }

    /// Bytes of pages in memory, for the metrics.
    #[must_use]
    pub fn cached_bytes(&self) -> usize {
        self.0.shelf.bytes()
    }

    /// Pages in the mirror on disk, for the metrics.
    #[must_use]
    pub fn mirrored_pages(&self) -> usize {
        self.0.mirror.count()
    }
}

/// The router's state.
#[derive(Clone)]
struct AnswerState(Arc<Shared>);
