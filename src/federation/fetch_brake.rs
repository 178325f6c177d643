//! How much others can make us fetch. Requests that ask for a key are not verified yet, so whoever sends them spends
//! only the budget of the accounts it names: those that we know, others of hosts that we know, and strangers.
//!
//! In: a host and how well we know whom the fetch is for; out: a [`Turn`] to hold while it runs, or how long to wait.
//! Nobody queues here, and the memory is bounded.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use moka::future::Cache;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Fetches under way.
const AT_ONCE: usize = 32;
/// How many of them may be for strangers: slow hosts that nobody knows leave the rest to those we know.
const STRANGERS_AT_ONCE: usize = 24;
/// How many of them may go to one host.
const HOST_AT_ONCE: usize = 8;
/// Fetches per minute from a host that we know, for accounts that we know and for others, counted apart.
const PER_HOST: u32 = 300;
/// The same from a host that we do not know.
const PER_STRANGE_HOST: u32 = 60;
/// Fetches per minute from all hosts together that we do not know: names cost a stranger nothing.
const STRANGERS: u32 = 600;
/// The minute.
const WINDOW: Duration = Duration::from_secs(60);
/// When to come again if too many fetches are under way.
const CROWDED: Duration = Duration::from_secs(30);
/// Hosts that are counted.
const MAX_HOSTS: u64 = 10_000;

/// How well we know whom a fetch is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Standing {
    /// The store has the account.
    Account,
    /// The store has another account of its host.
    Host,
    Stranger,
}

/// What one host has used up in the present minute.
struct Share {
    asked: AtomicU32,
    places: Arc<Semaphore>,
}

/// The right to fetch once; gives its places back when dropped.
#[derive(Debug)]
pub(super) struct Turn {
    _places: Vec<OwnedSemaphorePermit>,
}

/// All budgets.
pub(super) struct FetchBrake {
    places: Arc<Semaphore>,
    strange_places: Arc<Semaphore>,
    shares: Cache<(Standing, String), Arc<Share>>,
}

impl FetchBrake {
    /// Everything is free.
    pub fn new() -> Self {
        Self {
            places: Arc::new(Semaphore::new(AT_ONCE)),
            strange_places: Arc::new(Semaphore::new(STRANGERS_AT_ONCE)),
            shares: Cache::builder().max_capacity(MAX_HOSTS).time_to_live(WINDOW).build(),
        }
    }

    /// A turn at this host.
    ///
    /// # Errors
    /// How long to wait when a budget is used up.
    pub async fn take(&self, host: &str, standing: Standing) -> Result<Turn, Duration> {
        let stranger = standing == Standing::Stranger;
        let share = self.share(standing, host).await;
        let mut wanted = vec![&share.places, &self.places];
        if stranger {
            wanted.push(&self.strange_places);
        }
        let places = wanted.into_iter().map(|place| Arc::clone(place).try_acquire_owned());
        let places = places.collect::<Result<_, _>>().map_err(|_| CROWDED)?;
        // Only what is really asked counts.
        spend(&share, if stranger { PER_STRANGE_HOST } else { PER_HOST })?;
        if stranger {
            // No host has an empty name.
            spend(&*self.share(standing, "").await, STRANGERS)?;
        }
        Ok(Turn { _places: places })
    }

    async fn share(&self, standing: Standing, host: &str) -> Arc<Share> {
        let fresh = || Arc::new(Share { asked: AtomicU32::new(0), places: Arc::new(Semaphore::new(HOST_AT_ONCE)) });
        self.shares.get_with((standing, host.to_owned()), async { fresh() }).await
    }
}

fn spend(share: &Share, budget: u32) -> Result<(), Duration> {
    let before = share.asked.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| (n < budget).then_some(n + 1));
    before.map(|_| ()).map_err(|_| WINDOW)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_flood_that_names_a_host_spends_the_budget_of_its_unknown_accounts_only() {
        let brake = FetchBrake::new();
        for _ in 0..PER_HOST {
            assert!(brake.take("gross.example", Standing::Host).await.is_ok());
        }
        assert_eq!(brake.take("gross.example", Standing::Host).await.unwrap_err(), WINDOW);
        assert!(brake.take("gross.example", Standing::Account).await.is_ok());
        assert!(brake.take("andere.example", Standing::Host).await.is_ok());
    }

    #[tokio::test]
    async fn strangers_cannot_escape_by_inventing_hosts() {
        let brake = FetchBrake::new();
        for n in 0..STRANGERS {
            assert!(brake.take(&format!("h{n}.example"), Standing::Stranger).await.is_ok());
        }
        assert_eq!(brake.take("noch-einer.example", Standing::Stranger).await.unwrap_err(), WINDOW);
        assert!(brake.take("gross.example", Standing::Host).await.is_ok());
    }

    #[tokio::test]
    async fn slow_strangers_leave_room_for_those_we_know() {
        let brake = FetchBrake::new();
        let mut held = Vec::new();
        for n in 0..STRANGERS_AT_ONCE {
            held.push(brake.take(&format!("h{n}.example"), Standing::Stranger).await.unwrap());
        }
        assert_eq!(brake.take("noch-einer.example", Standing::Stranger).await.unwrap_err(), CROWDED);
        for n in STRANGERS_AT_ONCE..AT_ONCE {
            held.push(brake.take(&format!("h{n}.example"), Standing::Account).await.unwrap());
        }
        assert_eq!(brake.take("gross.example", Standing::Account).await.unwrap_err(), CROWDED);
        held.pop();
        assert!(brake.take("gross.example", Standing::Account).await.is_ok());
    }

    #[tokio::test]
    async fn one_slow_host_does_not_take_every_place() {
        let brake = FetchBrake::new();
        let mut held = Vec::new();
        for _ in 0..HOST_AT_ONCE {
            held.push(brake.take("langsam.example", Standing::Stranger).await.unwrap());
        }
        assert_eq!(brake.take("langsam.example", Standing::Stranger).await.unwrap_err(), CROWDED);
        assert!(brake.take("andere.example", Standing::Stranger).await.is_ok());
    }
}
