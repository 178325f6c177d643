//! What a job works with.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;

use super::{Answer, JobError, logins};
use crate::clock::{SharedClock, SharedRng};
use crate::domain::audit::{About, AuditEntry, Deed, Who};
use crate::domain::connection::Login;
use crate::domain::ids::Ulid;
use crate::domain::source::Source;
use crate::domain::{HeldId, ItemId, TownId};
use crate::net::Net;
use crate::notify::Mailer;
use crate::publish::Speaker;
use crate::seal::Sealer;
use crate::store::blobs::Blobs;
use crate::store::held::{self, HeldEntry, HeldKind};
use crate::store::{Conn, Db, StoreError, audit};

/// Tells the other rooms that there is something for them.
#[derive(Clone)]
pub struct Waker(Arc<dyn Fn() + Send + Sync>);

impl Waker {
    /// From what shall happen.
    pub fn new(wake: impl Fn() + Send + Sync + 'static) -> Self {
        Self(Arc::new(wake))
    }

    /// Nobody is told.
    #[must_use]
    pub fn none() -> Self {
        Self::new(|| ())
    }

    /// Wakes them.
    pub fn wake(&self) {
        (self.0)();
    }
}

/// Bounds a job keeps.
#[derive(Debug, Clone, Copy)]
pub struct JobLimits {
    /// Jobs at the same time.
    pub at_once: usize,
    /// Between the first "410 Gone" and the second.
    pub confirm_gone_after: Duration,
    /// Between the first "404 Not Found" and the second.
    pub confirm_not_found_after: Duration,
}

/// Everything a job may use. Cheap to clone.
#[derive(Clone)]
pub struct Hands {
    pub db: Db,
    pub net: Net,
    pub blobs: Blobs,
    pub clock: SharedClock,
    pub rng: SharedRng,
    pub sealer: Arc<Sealer>,
    /// `server.public_scheme`.
    pub scheme: String,
    pub limits: JobLimits,
    /// `server.admin_host`: where letters about the admin area lead; `None`: the first town's.
    pub admin_host: Option<String>,
    /// How operators are told; `None`: alarms are only logged.
    pub mailer: Option<Mailer>,
    /// On whose word deeds of people are done; what jobs decide by themselves is the machine's.
    pub who: Who,
    /// Called after work was put into the queue from outside the runner, which sets it.
    pub wanted: Waker,
    /// Called after something was published: pages and deliveries have work.
    pub published: Waker,
}

impl Hands {
    /// The present moment.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// `base` ± 10 %, so that sources and servers are not all asked at the same moment.
    #[must_use]
    pub fn jittered(&self, base_s: u32) -> Duration {
        let ms = u64::from(base_s) * 1000;
        let spread = ms / 5;
        Duration::from_millis(ms - spread / 2 + self.rng.below(spread.max(1)))
    }

    /// The login of a source, opened; `None` for sources that need none.
    ///
    /// # Errors
    /// When the store refuses, or the sealed login does not open.
    pub async fn login_of(&self, source: &Source) -> Result<Option<Login>, JobError> {
        logins::login_of(self, source).await
    }

    /// Loads a town's voice on a connection; a town that is gone stops the job.
    ///
    /// # Errors
    /// When the store refuses or the town is gone.
    pub async fn speaker(&self, conn: &mut Conn<'_>, town: TownId) -> Result<Speaker, JobError> {
        Speaker::load(conn, &self.sealer, &self.scheme, town)
            .await?
            .ok_or_else(|| JobError::Papers(format!("town {town} does not exist any more")))
    }

    /// The same, for a deed of a person.
    ///
    /// # Errors
    /// As [`Hands::speaker`].
    pub(super) async fn speaker_for_person(&self, conn: &mut Conn<'_>, town: TownId) -> Result<Speaker, JobError> {
        Ok(self.speaker(conn, town).await?.acting(&self.who))
    }

    /// Writes down what the machine decided about a held change.
    pub(super) async fn record_held(
        &self,
        conn: &mut Conn<'_>,
        source: &Source,
        deed: Deed,
        (id, kind, count): (HeldId, HeldKind, usize),
    ) -> Result<(), StoreError> {
        self.record_held_by(Who::Machine, conn, source, deed, (id, kind, count)).await
    }

    /// Asks a person whether a new post may appear, and writes down that it waits.
    pub(super) async fn ask_about(
        &self,
        conn: &mut Conn<'_>,
        source: &Source,
        item: ItemId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.ask(conn, source, HeldKind::Approval, HeldEntry { item, new: None, evidence: None }, now).await
    }

    /// Asks a person whether an item says the same as another post.
    pub(super) async fn ask_whether_same(
        &self,
        conn: &mut Conn<'_>,
        source: &Source,
        item: ItemId,
        other: Ulid,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let entry = HeldEntry { item, new: None, evidence: Some(other.to_string()) };
        self.ask(conn, source, HeldKind::Doubt, entry, now).await
    }

    async fn ask(
        &self,
        conn: &mut Conn<'_>,
        source: &Source,
        kind: HeldKind,
        entry: HeldEntry,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        match held::ask(conn, source, kind, &entry, now).await? {
            Some(id) => self.record_held(conn, source, Deed::Held, (id, kind, 1)).await,
            None => Ok(()),
        }
    }

    /// Closes the question about a post, if one is open, and writes down how: with a person's answer, or because nobody
    /// needs to answer any more.
    pub(super) async fn settle_question(
        &self,
        conn: &mut Conn<'_>,
        source: &Source,
        item: ItemId,
        answer: Option<Answer>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let word = answer.map_or("obsolete", Answer::as_str);
        let Some((id, kind)) = held::settle(conn, source.town, item, word, now).await? else { return Ok(()) };
        let (who, deed) = answer.map_or((Who::Machine, Deed::Void), |answer| (self.who.clone(), answer.deed()));
        self.record_held_by(who, conn, source, deed, (id, kind, 1)).await
    }

    async fn record_held_by(
        &self,
        who: Who,
        conn: &mut Conn<'_>,
        source: &Source,
        deed: Deed,
        (id, kind, count): (HeldId, HeldKind, usize),
    ) -> Result<(), StoreError> {
        let detail = json!({ "channel": source.slug, "kind": kind.as_str(), "count": count });
        let (town, at, about) = (source.town, self.now(), About::Held(id));
        audit::append(conn, &AuditEntry { town, at, who, deed, about, detail }).await
    }
}
