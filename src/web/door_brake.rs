//! How much one sender, and all together, can ask of the inboxes (spec interop §3.1 step 2, requirements S-09).
//!
//! In: who sends; out: a [`Pass`] to hold while the delivery is read and verified, or what to answer instead. Nobody
//! queues here. Senders are known by a keyed hash, in memory only, and are forgotten ten minutes after their last request.

use std::hash::{BuildHasher, RandomState};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::{HeaderMap, HeaderValue, StatusCode, header};
use moka::future::Cache;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::clock::SharedClock;
use crate::federation::InboxAnswer;

/// Deliveries that are read and verified at the same time.
const AT_ONCE: usize = 64;
/// How many of them may come from one sender: who dawdles leaves room for others.
const SENDER_AT_ONCE: usize = 16;
/// A sender has so much time for its requests, in milliseconds …
const ALLOWANCE_MS: i64 = 60_000;
/// … and each costs so much of it: 300 a minute, after a pause all at once.
const REQUEST_MS: i64 = 200;
/// What one that turns out to be no delivery costs in addition, so that there are thirty of these a minute.
const GARBAGE_MS: i64 = 9 * REQUEST_MS;
/// What a citizen's form costs that was taken: three at once, then three a minute.
const CASE_MS: i64 = ALLOWANCE_MS / 3;
/// When to come again if too many are being read.
const CROWDED: Duration = Duration::from_secs(30);
/// Senders that are remembered, and for how long after their last request.
const MAX_SENDERS: u64 = 50_000;
const REMEMBERED: Duration = Duration::from_secs(600);

/// Where a request comes from: the listener puts it into the request's extensions. Never logged, never stored.
#[derive(Clone, Copy)]
pub struct Visitor(pub IpAddr);

/// Why a delivery is not even read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// This sender has had enough; it may come again after this time.
    TooMany(Duration),
    /// Too many are being read already.
    Crowded,
}

impl Stop {
    pub fn answer(self) -> InboxAnswer {
        let (status, pause) = match self {
            Self::TooMany(pause) => (StatusCode::TOO_MANY_REQUESTS, pause),
            Self::Crowded => (StatusCode::SERVICE_UNAVAILABLE, CROWDED),
        };
        let seconds = pause.as_millis().div_ceil(1000).max(1);
        let pause = HeaderValue::from(u64::try_from(seconds).unwrap_or(u64::MAX));
        InboxAnswer { status, headers: HeaderMap::from_iter([(header::RETRY_AFTER, pause)]) }
    }

    /// A fixed word for the metrics.
    pub fn label(self) -> &'static str {
        match self {
            Self::TooMany(_) => "too_many",
            Self::Crowded => "crowded",
        }
    }
}

/// What one sender has used up.
struct Sender {
    /// Until when its requests so far are paid for, in Unix milliseconds.
    paid_until: Mutex<i64>,
    places: Arc<Semaphore>,
}

impl Sender {
    fn new() -> Self {
        Self { paid_until: Mutex::new(0), places: Arc::new(Semaphore::new(SENDER_AT_ONCE)) }
    }

    /// Takes a request's cost out of the allowance.
    fn pay(&self, now: i64) -> Result<(), Stop> {
        let mut paid_until = self.paid_until.lock().unwrap_or_else(PoisonError::into_inner);
        // Whatever the clock did in between, nobody waits longer than the allowance.
        let after = (*paid_until).clamp(now, now + ALLOWANCE_MS) + REQUEST_MS;
        let missing = after - (now + ALLOWANCE_MS);
        if missing > 0 {
            return Err(Stop::TooMany(Duration::from_millis(missing.unsigned_abs())));
        }
        *paid_until = after;
        Ok(())
    }

    fn pay_more(&self, ms: i64) {
        *self.paid_until.lock().unwrap_or_else(PoisonError::into_inner) += ms;
    }
}

/// The right to have one delivery read; gives its places back when dropped.
pub(super) struct Pass {
    sender: Arc<Sender>,
    _places: [OwnedSemaphorePermit; 2],
}

impl Pass {
    /// It was no delivery, or none that could be believed.
    pub fn was_garbage(&self) {
        self.sender.pay_more(GARBAGE_MS);
    }

    /// It was a citizen's form, and it was taken.
    pub fn was_case(&self) {
        self.sender.pay_more(CASE_MS);
    }
}

/// The brake of all inboxes of this process.
pub(super) struct DoorBrake {
    clock: SharedClock,
    places: Arc<Semaphore>,
    senders: Cache<u64, Arc<Sender>>,
    key: RandomState,
}

impl DoorBrake {
    /// Nobody was here yet.
    pub fn new(clock: SharedClock) -> Self {
        Self {
            clock,
            places: Arc::new(Semaphore::new(AT_ONCE)),
            senders: Cache::builder().max_capacity(MAX_SENDERS).time_to_idle(REMEMBERED).build(),
            key: RandomState::new(),
        }
    }

    /// Lets a delivery in. Whoever came without an address shares one allowance.
    ///
    /// # Errors
    /// What to answer instead.
    pub async fn enter(&self, visitor: Option<Visitor>) -> Result<Pass, Stop> {
        let now = self.clock.now().as_millisecond();
        let sender = self.senders.get_with(self.name(visitor, now), async { Arc::new(Sender::new()) }).await;
        sender.pay(now)?;
        let own = Arc::clone(&sender.places).try_acquire_owned().map_err(|_| Stop::TooMany(CROWDED))?;
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| Stop::Crowded)?;
        Ok(Pass { sender, _places: [own, place] })
    }

    /// A hash of the network it comes from: what one customer of a provider has. The day and a key of this process go
    /// into it, so that it is worth nothing elsewhere or later.
    fn name(&self, visitor: Option<Visitor>, now: i64) -> u64 {
        let network = visitor.map(|Visitor(address)| match address.to_canonical() {
            IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
            v4 @ IpAddr::V4(_) => v4,
        });
        self.key.hash_one((now.div_euclid(86_400_000), network))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::TestClock;

    fn brake() -> (Arc<TestClock>, DoorBrake) {
        let clock = TestClock::at("2026-11-24T12:00:00Z".parse().unwrap());
        (clock.clone(), DoorBrake::new(clock))
    }

    fn from(address: &str) -> Option<Visitor> {
        Some(Visitor(address.parse().unwrap()))
    }

    async fn enters(brake: &DoorBrake, address: &str) -> bool {
        brake.enter(from(address)).await.is_ok()
    }

    #[tokio::test]
    async fn three_hundred_a_minute_and_then_as_time_goes_by() {
        let (clock, brake) = brake();
        for _ in 0..300 {
            assert!(enters(&brake, "192.0.2.1").await);
        }
        let Err(stop) = brake.enter(from("192.0.2.1")).await else { panic!("one too many") };
        assert_eq!(stop, Stop::TooMany(Duration::from_millis(200)));
        assert_eq!(stop.answer().headers[header::RETRY_AFTER], "1");
        assert!(enters(&brake, "192.0.2.2").await, "another sender");
        clock.advance(Duration::from_secs(1));
        for _ in 0..5 {
            assert!(enters(&brake, "192.0.2.1").await);
        }
        assert!(!enters(&brake, "192.0.2.1").await);
    }

    #[tokio::test]
    async fn garbage_costs_ten_times_as_much() {
        let (_, brake) = brake();
        for _ in 0..30 {
            brake.enter(from("192.0.2.1")).await.ok().unwrap().was_garbage();
        }
        assert!(!enters(&brake, "192.0.2.1").await);
    }

    #[test]
    fn a_clock_that_jumps_back_locks_nobody_out_for_longer_than_a_minute() {
        let sender = Sender::new();
        sender.pay(10_000_000).unwrap();
        assert_eq!(sender.pay(1_000_000), Err(Stop::TooMany(Duration::from_millis(200))));
        assert_eq!(sender.pay(1_000_000), Err(Stop::TooMany(Duration::from_millis(200))));
    }

    #[tokio::test]
    async fn a_network_of_version_six_is_one_sender_and_a_mapped_address_is_the_old_one() {
        let (_, brake) = brake();
        for n in 0..300 {
            assert!(enters(&brake, &format!("2001:db8:0:1::{n:x}")).await);
        }
        assert!(!enters(&brake, "2001:db8:0:1:ffff::1").await);
        assert!(enters(&brake, "2001:db8:0:2::1").await);
        for _ in 0..300 {
            assert!(enters(&brake, "192.0.2.7").await);
        }
        assert!(!enters(&brake, "::ffff:192.0.2.7").await);
    }

    #[tokio::test]
    async fn who_dawdles_leaves_room_and_all_together_find_an_end() {
        let (_, brake) = brake();
        let mut held = Vec::new();
        for sender in 1..=4 {
            for _ in 0..SENDER_AT_ONCE {
                held.push(brake.enter(from(&format!("192.0.2.{sender}"))).await.ok().unwrap());
            }
            assert_eq!(brake.enter(from(&format!("192.0.2.{sender}"))).await.err(), Some(Stop::TooMany(CROWDED)));
        }
        assert_eq!(held.len(), AT_ONCE);
        let Err(stop) = brake.enter(from("192.0.2.9")).await else { panic!("the 65th") };
        assert_eq!((stop.answer().status, stop), (StatusCode::SERVICE_UNAVAILABLE, Stop::Crowded));
        assert_eq!(stop.answer().headers[header::RETRY_AFTER], "30");
        held.pop();
        assert!(enters(&brake, "192.0.2.9").await);
    }
}
