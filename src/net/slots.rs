//! A few reads per host at a time (spec interop, principle 3). In: profile and host. Out: a [`Slot`] to hold while
//! the request runs. The map knows only hosts with a request under way or waiting, so it stays small (T-29).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use url::Url;

use super::guard::Profile;

type Key = (Profile, String);
type Hosts = Mutex<HashMap<Key, Arc<Semaphore>>>;

/// The hosts we are reading from right now.
#[derive(Clone, Debug, Default)]
pub(super) struct Slots(Arc<Hosts>);

/// The right to run one request; gives it back when dropped.
pub(super) struct Slot {
    hosts: Arc<Hosts>,
    key: Key,
    turn: Option<OwnedSemaphorePermit>,
    queue: Option<Arc<Semaphore>>,
}

impl Slots {
    /// Waits for a turn at the URL's host and port, first come, first served.
    pub async fn take(&self, profile: Profile, url: &Url) -> Slot {
        let port = url.port_or_known_default().unwrap_or_default();
        let key = (profile, format!("{}:{port}", url.host_str().unwrap_or_default()));
        let fresh = || Arc::new(Semaphore::new(profile.reads_per_host()));
        let queue = Arc::clone(lock(&self.0).entry(key.clone()).or_insert_with(fresh));
        // Made before the wait, so that a caller who gives up cleans up too.
        let mut slot = Slot { hosts: Arc::clone(&self.0), key, turn: None, queue: Some(Arc::clone(&queue)) };
        // The semaphore is never closed, so there always is a turn.
        slot.turn = queue.acquire_owned().await.ok();
        slot
    }

    /// How many hosts are remembered.
    #[cfg(test)]
    fn len(&self) -> usize {
        lock(&self.0).len()
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut hosts = lock(&self.hosts);
        // A permit holds the queue as well: both go before the count is read. The lock is held, so nobody joins.
        self.turn = None;
        self.queue = None;
        if hosts.get(&self.key).is_some_and(|queue| Arc::strong_count(queue) == 1) {
            hosts.remove(&self.key);
        }
    }
}

/// A panic elsewhere cannot leave the map half changed, so a poisoned lock is as good as any.
fn lock(hosts: &Hosts) -> MutexGuard<'_, HashMap<Key, Arc<Semaphore>>> {
    hosts.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[tokio::test]
    async fn the_third_reader_of_a_host_waits_for_the_first() {
        let slots = Slots::default();
        let here = url("https://a.example/1");
        let first = slots.take(Profile::Federation, &here).await;
        let _second = slots.take(Profile::Federation, &here).await;
        let mut third = Box::pin(slots.take(Profile::Federation, &here));
        assert!((&mut third).now_or_never().is_none());
        assert!(slots.take(Profile::Federation, &url("https://b.example/")).now_or_never().is_some());
        assert!(slots.take(Profile::Source, &here).now_or_never().is_some());
        drop(first);
        assert!(third.now_or_never().is_some());
    }

    #[tokio::test]
    async fn a_host_is_forgotten_with_its_last_request() {
        let slots = Slots::default();
        for n in 0..100_000 {
            let slot = slots.take(Profile::Federation, &url(&format!("https://h{n}.example/"))).await;
            assert_eq!(slots.len(), 1);
            drop(slot);
        }
        assert_eq!(slots.len(), 0);
    }

    #[tokio::test]
    async fn a_reader_who_gives_up_waiting_leaves_nothing_behind() {
        let slots = Slots::default();
        let here = url("https://a.example/1");
        let held = [slots.take(Profile::Federation, &here).await, slots.take(Profile::Federation, &here).await];
        let mut waiting = Box::pin(slots.take(Profile::Federation, &here));
        assert!((&mut waiting).now_or_never().is_none());
        drop(held);
        assert_eq!(slots.len(), 1);
        drop(waiting);
        assert_eq!(slots.len(), 0);
    }
}
