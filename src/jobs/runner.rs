//! Runs jobs: looks for due work, leases it, runs it, writes how it ended.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::sync::{Notify, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::chore::Chore;
use super::take_case::CaseLetter;
use super::{
    Hands, JobError, Outcome, Waker, check_gone, end_expired, fetch_pictures, keep_house, logins, poll_source,
    publish_draft, remind_approvers, say_summary, send_alarms, send_case_letter, subscribe, watch_logins,
    watch_sources,
};
use crate::domain::{ItemId, PostId, SourceId, TownId};
use crate::store::jobs::{self, Leased, NewJob, Wanted};
use crate::store::{Conn, StoreError, drafts, items, sources};

/// The kinds of job, as written in the queue.
pub(super) mod kind {
    pub const POLL_SOURCE: &str = "poll_source";
    pub const CHECK_GONE: &str = "check_gone";
    pub const FETCH_PICTURES: &str = "fetch_pictures";
    pub const KEEP_HOUSE: &str = "keep_house";
    pub const SUMMARISE: &str = "summarise";
    pub const WATCH_SOURCES: &str = "watch_sources";
    pub const SEND_ALARMS: &str = "send_alarms";
    pub const TELL_CITIZEN: &str = "tell_citizen";
    pub const RENEW_LOGINS: &str = "renew_logins";
    pub const WATCH_LOGINS: &str = "watch_logins";
    pub const REMIND_APPROVERS: &str = "remind_approvers";
    pub const SUBSCRIBE: &str = "subscribe";
    pub const END_EXPIRED: &str = "end_expired";
    pub const PUBLISH_PLANNED: &str = "publish_planned";
}

/// What is done once in a while, for all towns, and the job that does it.
const CHORES: [(&Chore, &str); 5] = [
    (&keep_house::CHORE, kind::KEEP_HOUSE),
    (&watch_sources::CHORE, kind::WATCH_SOURCES),
    (&logins::CHORE, kind::RENEW_LOGINS),
    (&watch_logins::CHORE, kind::WATCH_LOGINS),
    (&remind_approvers::CHORE, kind::REMIND_APPROVERS),
];

/// How long a job may take before another worker may try it.
pub(super) const LEASE: Duration = Duration::from_secs(600);
/// A job that was tried this often gives up.
const MOST_ATTEMPTS: u32 = 8;
/// How long an ending process waits for running jobs.
const PATIENCE: Duration = Duration::from_secs(15);

/// The job papers of jobs that concern a source or an item.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Papers {
    pub town: TownId,
    pub source: Option<SourceId>,
    pub item: Option<ItemId>,
    #[serde(default)]
    pub posts: Vec<PostId>,
    #[serde(default)]
    pub letter: Option<CaseLetter>,
}

impl Papers {
    /// The papers of a source's job.
    pub(super) fn source(town: TownId, source: SourceId) -> String {
        serde_json::json!({ "town": town, "source": source, "item": null }).to_string()
    }

    /// The papers of a summary.
    pub(super) fn posts(town: TownId, source: SourceId, posts: &[PostId]) -> String {
        serde_json::json!({ "town": town, "source": source, "item": null, "posts": posts }).to_string()
    }

    /// The papers of a town's job.
    pub(super) fn town(town: TownId) -> String {
        serde_json::json!({ "town": town, "source": null, "item": null }).to_string()
    }

    /// The papers of an item's job.
    pub(super) fn item(town: TownId, item: ItemId) -> String {
        serde_json::json!({ "town": town, "source": null, "item": item }).to_string()
    }
}

/// The runner. Cheap to clone.
#[derive(Clone)]
pub struct Jobs(Arc<Inner>);

struct Inner {
    hands: Hands,
    woken: Arc<Notify>,
    worker: String,
    slots: Arc<Semaphore>,
    /// One hand more, kept free for warnings and what people wait for, however slow everything else is.
    spare: Arc<Semaphore>,
    /// The town whose job was taken last; `0` for none. The next one comes next.
    served: AtomicI64,
    running: TaskTracker,
}

impl Jobs {
    /// A runner with these hands.
    #[must_use]
    pub fn new(mut hands: Hands) -> Self {
        let woken = Arc::new(Notify::new());
        let bell = woken.clone();
        hands.wanted = Waker::new(move || bell.notify_one());
        let mut name = [0u8; 12];
        hands.rng.fill(&mut name);
        let slots = Arc::new(Semaphore::new(hands.limits.at_once.max(1)));
        Self(Arc::new(Inner {
            worker: data_encoding::HEXLOWER.encode(&name),
            hands,
            woken,
            slots,
            spare: Arc::new(Semaphore::new(1)),
            served: AtomicI64::new(0),
            running: TaskTracker::new(),
        }))
    }

    /// What the jobs work with, for those who ask for one at once.
    #[must_use]
    pub fn hands(&self) -> &Hands {
        &self.0.hands
    }

    /// Says that there may be work.
    pub fn wake(&self) {
        self.0.woken.notify_one();
    }

    /// Runs until told to stop, then waits up to 15 s for what is running; what is not done by then runs again later.
    pub async fn run(&self, stop: CancellationToken) {
        loop {
            let woken = self.0.woken.notified();
            if let Err(error) = self.start_due(&stop).await {
                tracing::error!(%error, "looking for work failed");
            }
            tokio::select! {
                () = stop.cancelled() => break,
                () = woken => {}
                () = tokio::time::sleep(Duration::from_secs(1)) => {}
            }
        }
        self.0.running.close();
        if tokio::time::timeout(PATIENCE, self.0.running.wait()).await.is_err() {
            tracing::warn!("some jobs did not end in time; they run again after their lease");
        }
    }

    /// Runs everything that is due now, one after the other, until nothing is. For tests and `--once`.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn run_all_due(&self) -> Result<usize, JobError> {
        let mut ran = 0;
        loop {
            self.enqueue_due().await?;
            let batch = self.claim(Wanted::All, 16).await?;
            if batch.is_empty() {
                return Ok(ran);
            }
            for job in batch {
                self.run_one(&job).await;
                ran += 1;
            }
        }
    }

    async fn start_due(&self, stop: &CancellationToken) -> Result<(), JobError> {
        self.enqueue_due().await?;
        // The common hands take urgent jobs first, so the spare one is left for those that find them all busy.
        for (wanted, hands) in [(Wanted::All, &self.0.slots), (Wanted::Urgent, &self.0.spare)] {
            let free = hands.available_permits();
            if free == 0 || stop.is_cancelled() {
                continue;
            }
            for job in self.claim(wanted, i64::try_from(free).unwrap_or(1)).await? {
                let Ok(hand) = hands.clone().acquire_owned().await else { return Ok(()) };
                let jobs = self.clone();
                self.0.running.spawn(async move {
                    jobs.run_one(&job).await;
                    drop(hand);
                    jobs.wake();
                });
            }
        }
        Ok(())
    }

    /// Puts due looks, lookups and chores into the queue.
    async fn enqueue_due(&self) -> Result<(), JobError> {
        let hands = &self.0.hands;
        let now = hands.now();
        let (polls, lookups, chores, planned) = hands
            .db
            .read(async |c: &mut Conn<'_>| {
                let (polls, lookups) = (sources::due(c, now).await?, items::lookups_due(c, now).await?);
                let mut chores = Vec::new();
                for (chore, kind) in CHORES {
                    if chore.is_due(c, now).await? {
                        chores.push((chore, kind));
                    }
                }
                let planned = !drafts::due(c, now).await?.is_empty();
                Ok::<_, StoreError>((polls, lookups, chores, planned))
            })
            .await?;
        if polls.is_empty() && lookups.is_empty() && chores.is_empty() && !planned {
            return Ok(());
        }
        hands
            .db
            .write(async |c: &mut Conn<'_>| {
                for (town, source, urgent) in polls {
                    // The next look is moved at once, so that the same look is not asked for again while it waits here.
                    sources::begin_check(c, town, source, now, later(now, LEASE)).await?;
                    let (key, papers) = (source.to_string(), Papers::source(town, source));
                    let job = NewJob { urgent, ..town_job(town, kind::POLL_SOURCE, &key, &papers, now) };
                    jobs::enqueue(c, job, now).await?;
                }
                for (town, source) in lookups {
                    let (key, papers) = (source.to_string(), Papers::source(town, source));
                    jobs::enqueue_once(c, town_job(town, kind::CHECK_GONE, &key, &papers, now), now).await?;
                }
                for (chore, kind) in chores {
                    chore.note(c, now).await?;
                    jobs::enqueue_once(c, house_job(kind, now), now).await?;
                }
                if planned {
                    jobs::enqueue_once(c, house_job(kind::PUBLISH_PLANNED, now), now).await?;
                }
                Ok::<_, StoreError>(())
            })
            .await?;
        Ok(())
    }

    async fn claim(&self, wanted: Wanted, limit: i64) -> Result<Vec<Leased>, JobError> {
        let hands = &self.0.hands;
        let now = hands.now();
        let worker = self.0.worker.as_str();
        let due = hands.db.read(async |c: &mut Conn<'_>| jobs::any_due(c, wanted, now).await).await?;
        if !due {
            return Ok(Vec::new());
        }
        let token = format!("{worker}-{}", hands.rng.below(u64::MAX));
        let served = Some(TownId(self.0.served.load(Ordering::Relaxed)));
        let until = later(now, LEASE);
        let leased = hands
            .db
            .write(async |c: &mut Conn<'_>| jobs::claim(c, &token, (wanted, limit), served, now, until).await)
            .await?;
        if let Some(last) = leased.last() {
            self.0.served.store(last.town.map_or(0, |town| town.0), Ordering::Relaxed);
        }
        Ok(leased)
    }

    async fn run_one(&self, job: &Leased) {
        let hands = &self.0.hands;
        let outcome = match self.work_unless_hopeless(job).await {
            Ok(outcome) => outcome,
            Err(error) => {
                tracing::warn!(kind = job.kind, key = job.key, %error, "a job failed");
                match error {
                    JobError::Papers(why) => Outcome::GiveUp(why),
                    other if job.attempts >= MOST_ATTEMPTS => Outcome::GiveUp(other.to_string()),
                    other => Outcome::Retry(hands.jittered(30 << job.attempts.min(MOST_ATTEMPTS)), other.to_string()),
                }
            }
        };
        let now = hands.now();
        let written = hands
            .db
            .write(async |c: &mut Conn<'_>| match &outcome {
                Outcome::Done => jobs::finish(c, job, now).await,
                Outcome::Retry(after, why) => jobs::retry(c, job, later(now, *after), why).await,
                Outcome::GiveUp(why) => jobs::give_up(c, job, why, now).await,
            })
            .await;
        if let Err(error) = written {
            tracing::error!(kind = job.kind, key = job.key, %error, "cannot write how a job ended; it runs again after its lease");
        }
    }

    /// A job whose lease ran out again and again probably ends the process; it stays visible instead.
    async fn work_unless_hopeless(&self, job: &Leased) -> Result<Outcome, JobError> {
        if job.attempts > MOST_ATTEMPTS {
            return Ok(Outcome::GiveUp(format!("tried {} times without an end", job.attempts)));
        }
        self.work(job).await
    }

    async fn work(&self, job: &Leased) -> Result<Outcome, JobError> {
        let hands = &self.0.hands;
        if let Some(errand) = of_house(hands, job) {
            return errand.await;
        }
        let papers: Papers = serde_json::from_str(&job.payload).map_err(|error| JobError::Papers(error.to_string()))?;
        of_town(hands, job, &papers).await
    }
}

/// What a job does, on the heap: what the kinds of jobs hold is large, and in one function all of it would lie on the stack.
type Errand<'a> = Pin<Box<dyn Future<Output = Result<Outcome, JobError>> + Send + 'a>>;

fn of_house<'a>(hands: &'a Hands, job: &Leased) -> Option<Errand<'a>> {
    Some(match job.kind.as_str() {
        kind::KEEP_HOUSE => Box::pin(keep_house::run(hands)),
        kind::WATCH_SOURCES => Box::pin(watch_sources::run(hands)),
        kind::RENEW_LOGINS => Box::pin(logins::run(hands)),
        kind::WATCH_LOGINS => Box::pin(watch_logins::run(hands)),
        kind::REMIND_APPROVERS => Box::pin(remind_approvers::run(hands)),
        kind::PUBLISH_PLANNED => Box::pin(publish_draft::run(hands)),
        _ => return None,
    })
}

fn of_town<'a>(hands: &'a Hands, job: &'a Leased, papers: &'a Papers) -> Errand<'a> {
    let town = papers.town;
    if let (kind::TELL_CITIZEN, Some(letter)) = (job.kind.as_str(), papers.letter) {
        return Box::pin(send_case_letter::run(hands, town, letter, job.attempts));
    }
    match (job.kind.as_str(), papers.source, papers.item) {
        (kind::POLL_SOURCE, Some(source), _) => Box::pin(poll_source::run(hands, town, source)),
        (kind::CHECK_GONE, Some(source), _) => Box::pin(check_gone::run(hands, town, source)),
        (kind::SUBSCRIBE, Some(source), _) => Box::pin(subscribe::run(hands, town, source)),
        (kind::SUMMARISE, Some(source), _) => Box::pin(say_summary::run(hands, town, source, &papers.posts)),
        (kind::FETCH_PICTURES, _, Some(item)) => Box::pin(fetch_pictures::run(hands, town, item, job.attempts)),
        (kind::END_EXPIRED, _, Some(item)) => Box::pin(end_expired::run(hands, town, item)),
        (kind::SEND_ALARMS, ..) => Box::pin(send_alarms::run(hands, town, job.attempts)),
        (other, ..) => Box::pin(std::future::ready(Err(JobError::Papers(format!("nobody knows the job {other}"))))),
    }
}

/// A job of a town, not urgent.
pub(super) fn town_job<'a>(
    town: TownId,
    kind: &'a str,
    key: &'a str,
    payload: &'a str,
    run_at: Timestamp,
) -> NewJob<'a> {
    NewJob { town: Some(town), kind, key, payload, run_at, urgent: false }
}

/// A job of the house, for all towns.
fn house_job(kind: &str, run_at: Timestamp) -> NewJob<'_> {
    NewJob { town: None, kind, key: "all", payload: "", run_at, urgent: false }
}

/// `at` plus `by`, never beyond the end of time.
pub(super) fn later(at: Timestamp, by: Duration) -> Timestamp {
    SignedDuration::try_from(by).ok().and_then(|by| at.checked_add(by).ok()).unwrap_or(Timestamp::MAX)
}
