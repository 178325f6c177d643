//! Delivery: takes what waits in the store to followers' servers, in order, durably (DESIGN D6, D7).
//!
//! In come leased hosts with the heads of their queues; out go signed POSTs, and results back into the store. Several
//! hosts at once, so that a slow one delays nobody else. Started by `app`; woken by whoever queued something.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use data_encoding::HEXLOWER;
use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::actor_keys::ActorKeys;
use super::deliver_refresh::{Whereabouts, find_inbox};
use super::deliver_result::{Class, classify, health_after, is_expired, verdict};
use super::deliver_send::{Answer, Message, send};
use super::fetch::Fetcher;
use super::hosts::Hosts;
use super::signature::{Dialect, Signer};
use crate::clock::{SharedClock, SharedRng};
use crate::domain::InboxId;
use crate::net::Net;
use crate::store::deliveries::{self, Head, Lease, Outcome, Verdict};
use crate::store::peers::Health;
use crate::store::{Conn, Db, GroupWriter, StoreError};
use crate::urls::{self, Origin};

/// Requests under way at the same time, over all hosts.
const CONCURRENCY: usize = 16;
/// Hosts leased at the same time: those being asked, those whose results are being written, and the next ones.
const LEASES: usize = 3 * CONCURRENCY;
/// One try, both signature dialects together.
const ATTEMPT: Duration = Duration::from_secs(15);
/// Looking for the new address of inboxes, for all of a round.
const REFRESH: Duration = Duration::from_secs(10);
/// A lost worker's hosts are free again after this time. Longer than a try, the wait before it and the look after it.
const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// A message that has not begun this long after its host was leased is left for the next round.
const LATEST_START: Duration = Duration::from_secs(30);
/// How long a host is believed to want the dialect that it wanted.
const DIALECT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Someone else may have queued something; we look this often unasked.
const POLL: Duration = Duration::from_secs(1);

/// What delivery needs.
pub struct DelivererDeps {
    pub db: Db,
    pub group: GroupWriter,
    pub net: Net,
    pub clock: SharedClock,
    pub rng: SharedRng,
    pub keys: ActorKeys,
    /// `server.public_scheme`.
    pub scheme: String,
    /// Product and version, `Ausrufer/1.0.0`.
    pub user_agent: String,
}

/// Carries deliveries out. Clones share everything.
#[derive(Clone)]
pub struct Deliverer(Arc<Inner>);

struct Inner {
    deps: DelivererDeps,
    fetcher: Fetcher,
    requests: Semaphore,
    wake: Notify,
}

/// One message's way: its class, its HTTP status, and the dialect learnt.
struct Tried {
    class: Class,
    status: Option<u16>,
    learnt: Option<Dialect>,
}

impl Tried {
    fn only(class: Class) -> Self {
        Self { class, status: None, learnt: None }
    }
}

impl Deliverer {
    /// Does nothing until [`Deliverer::run`] or [`Deliverer::deliver_due`].
    #[must_use]
    pub fn new(deps: DelivererDeps) -> Self {
        let fetcher = Fetcher {
            db: deps.db.clone(),
            net: deps.net.clone(),
            hosts: Hosts::new(deps.db.clone(), Arc::clone(&deps.clock)),
            keys: deps.keys.clone(),
            clock: Arc::clone(&deps.clock),
            scheme: deps.scheme.clone(),
        };
        Self(Arc::new(Inner { deps, fetcher, requests: Semaphore::new(CONCURRENCY), wake: Notify::new() }))
    }

    /// Something was queued: look at once.
    pub fn wake(&self) {
        self.0.wake.notify_one();
    }

    /// Delivers until `shutdown`; then takes nothing new and finishes what is under way, at most 15 seconds.
    pub async fn run(&self, shutdown: CancellationToken) {
        let mut rounds = JoinSet::new();
        while !shutdown.is_cancelled() {
            let took = match self.lease_more(&mut rounds).await {
                Ok(took) => took,
                Err(error) => {
                    tracing::warn!(%error, "no deliveries could be taken from the database; trying again");
                    0
                }
            };
            if took > 0 && rounds.len() < LEASES {
                continue;
            }
            tokio::select! {
                () = shutdown.cancelled() => break,
                Some(_) = rounds.join_next() => while rounds.try_join_next().is_some() {},
                () = self.0.wake.notified(), if rounds.len() < LEASES => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
        // Whatever is cut off here is sent again after its lease; receivers know it by its id.
        let _ = tokio::time::timeout(ATTEMPT, async { while rounds.join_next().await.is_some() {} }).await;
    }

    /// Delivers until nothing is due at the present moment of the clock. Gives the number of messages handled.
    pub async fn deliver_due(&self) -> usize {
        let mut rounds = JoinSet::new();
        let mut handled = 0;
        loop {
            let took = self.lease_more(&mut rounds).await.unwrap_or(0);
            match rounds.join_next().await {
                Some(done) => handled += done.unwrap_or(0),
                None if took == 0 => return handled,
                None => {}
            }
        }
    }

    /// Leases as many hosts as there is room for and starts a round at each.
    async fn lease_more(&self, rounds: &mut JoinSet<usize>) -> Result<usize, StoreError> {
        let room = u32::try_from(LEASES.saturating_sub(rounds.len())).unwrap_or(0);
        if room == 0 {
            return Ok(0);
        }
        let deps = &self.0.deps;
        let mut token = [0u8; 16];
        deps.rng.fill(&mut token);
        let token = HEXLOWER.encode(&token);
        let now = deps.clock.now();
        let leases = deps
            .db
            .write(async |conn: &mut Conn<'_>| deliveries::claim(conn, &token, room, now + LEASE, now).await)
            .await?;
        let took = leases.len();
        for lease in leases {
            let deliverer = self.clone();
            rounds.spawn(async move { deliverer.round(lease).await });
        }
        Ok(took)
    }

    /// One round at one host: sends its heads side by side, judges, writes the results.
    async fn round(&self, lease: Lease) -> usize {
        let began = Instant::now();
        let tried = join_all(lease.heads.iter().map(|head| self.attempt(head, &lease.health, began))).await;
        let found = self.look_for_inboxes(&lease, &tried).await;
        let (deps, now) = (&self.0.deps, self.0.deps.clock.now());
        let round: Vec<Class> = tried.iter().map(|tried| tried.class.clone()).collect();
        let mut health = health_after(&lease.health, &round, now, &*deps.rng);
        if let Some(dialect) = tried.iter().find_map(|tried| tried.learnt) {
            health.dialect = Some(dialect_word(dialect).to_owned());
            health.dialect_at = Some(now);
        }
        let outcomes = lease
            .heads
            .iter()
            .zip(&tried)
            .map(|(head, tried)| {
                metrics::counter!("ausrufer_deliveries_total", "outcome" => tried.class.label()).increment(1);
                Outcome {
                    activity: head.activity,
                    inbox: head.inbox,
                    attempts: head.attempts,
                    status: tried.status,
                    verdict: match found.get(&head.inbox).filter(|_| tried.class.is_elsewhere()) {
                        Some(Whereabouts::Moved(to)) => Verdict::InboxMoved { to: *to },
                        Some(Whereabouts::OwnerGone) => Verdict::InboxGone,
                        Some(Whereabouts::Unknown) | None => verdict(head, &tried.class, &round, now, &*deps.rng),
                    },
                }
            })
            .collect();
        if health.dead_at.is_some() && lease.health.dead_at.is_none() {
            tracing::info!(host = %lease.host, "this host failed on seven days and counts as dead");
        }
        let handled = lease.heads.len();
        self.write_results(Arc::new((lease, outcomes, health))).await;
        handled
    }

    /// Asks where the inboxes are that answered that they are not here.
    async fn look_for_inboxes(&self, lease: &Lease, tried: &[Tried]) -> HashMap<InboxId, Whereabouts> {
        let mut found = HashMap::new();
        let looking = async {
            for (head, _) in lease.heads.iter().zip(tried).filter(|(_, tried)| tried.class.is_elsewhere()) {
                if found.contains_key(&head.inbox) {
                    continue;
                }
                match find_inbox(&self.0.fetcher, head).await {
                    Ok(whereabouts) => drop(found.insert(head.inbox, whereabouts)),
                    Err(error) => {
                        tracing::warn!(%error, host = %lease.host, "the new address of an inbox is not known");
                    }
                }
            }
        };
        // What was not found in time is judged as if nobody knew.
        let _ = tokio::time::timeout(REFRESH, looking).await;
        found
    }

    /// Writes a round's results, with others if it can, alone if that failed. Should that fail too, the lease runs out
    /// and the messages are sent again.
    async fn write_results(&self, results: Arc<(Lease, Vec<Outcome>, Health)>) {
        let (deps, now) = (&self.0.deps, self.0.deps.clock.now());
        let shared = Arc::clone(&results);
        let together = deps.group.write(move |conn| {
            Box::pin(async move { deliveries::finish(conn, &shared.0, &shared.1, &shared.2, now).await.map(drop) })
        });
        if together.await.is_ok() {
            return;
        }
        let (lease, outcomes, health) = &*results;
        let alone =
            deps.db.write(async |conn: &mut Conn<'_>| deliveries::finish(conn, lease, outcomes, health, now).await);
        if let Err(error) = alone.await {
            tracing::error!(%error, host = %lease.host, "results of deliveries could not be written; they are sent again");
        }
    }

    /// Sends one message, when it is its turn.
    async fn attempt(&self, head: &Head, health: &Health, leased: Instant) -> Tried {
        let deps = &self.0.deps;
        if is_expired(head, deps.clock.now()) {
            return Tried::only(Class::Expired);
        }
        let Ok(_turn) = self.0.requests.acquire().await else { return Tried::only(Class::Untried) };
        if leased.elapsed() > LATEST_START {
            return Tried::only(Class::Untried);
        }
        let key = match deps.keys.get(head.town, head.actor).await {
            Ok(key) => key,
            Err(error) => {
                tracing::error!(%error, actor = %head.username, "a key cannot be opened; its messages wait");
                return Tried::only(Class::Unsigned);
            }
        };
        let Ok(url) = Url::parse(&head.url) else { return Tried::only(Class::Refused) };
        let origin = Origin::new(&deps.scheme, &head.town_host);
        let key_id = format!("{}#main-key", origin.absolute(&urls::actor(&head.username)));
        let user_agent = format!("{} (+{})", deps.user_agent, origin.absolute(urls::HOME));
        let message = Message {
            url: &url,
            signer: Signer { key: &key, key_id: &key_id },
            body: Bytes::from(head.body.clone()),
            user_agent: &user_agent,
        };
        let sent = send(&deps.net, &deps.clock, &message, known_dialect(health, deps.clock.now()), ATTEMPT).await;
        let class = classify(&sent.answer, head.shared);
        let status = match &sent.answer {
            Answer::Status { status, .. } => Some(status.as_u16()),
            Answer::Failed(_) | Answer::Unusable => None,
        };
        tracing::debug!(host = url.host_str(), kind = %head.kind, ulid = %head.ulid, ?status, outcome = class.label());
        Tried { class, status, learnt: sent.learnt }
    }
}

/// The dialect to begin with: what worked within the last 30 days, else the one that everyone speaks
/// (spec interop §2.2).
fn known_dialect(health: &Health, now: Timestamp) -> Dialect {
    let fresh = health.dialect_at.is_some_and(|at| now.duration_since(at) < DIALECT);
    match health.dialect.as_deref().filter(|_| fresh) {
        Some("rfc9421") => Dialect::Rfc9421,
        _ => Dialect::Cavage,
    }
}

fn dialect_word(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Cavage => "cavage",
        Dialect::Rfc9421 => "rfc9421",
    }
}
