//! How often somebody may try to sign in (requirements S-09): per network, and per account from networks that the account
//! never signed in from. In: who tries, from where; out: go on, or how long to wait. In memory only, under keyed hashes.
//!
//! A stranger who tries names all day slows down other strangers who try the same name, never the person: from a network
//! where the person signed in before, only failures from that very network count. And nothing lasts: each bucket fills up
//! again by itself.

use std::hash::{BuildHasher, RandomState};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use moka::sync::Cache;

use crate::clock::SharedClock;
use crate::web::Visitor;

/// How a bucket empties: so many tries at once, then one each so often, in milliseconds.
#[derive(Clone, Copy)]
struct Pace {
    burst: i64,
    each_ms: i64,
}

/// One network, whatever names it tries.
const NETWORK: Pace = Pace { burst: 20, each_ms: 30_000 };
/// One account from one network.
const PAIR: Pace = Pace { burst: 8, each_ms: 60_000 };
/// One account from all networks where it is unknown.
const STRANGERS: Pace = Pace { burst: 30, each_ms: 60_000 };

/// Second proofs of one account from one network: there are a million numbers, and three of them fit.
const PROOFS: Pace = Pace { burst: 8, each_ms: 300_000 };
/// The same from all networks where the account never proved itself. Only who knows the password gets here.
const STRANGE_PROOFS: Pace = Pace { burst: 10, each_ms: 600_000 };

const MAX_BUCKETS: u64 = 100_000;
/// A bucket is full again long before.
const FORGOTTEN: Duration = Duration::from_secs(4 * 3600);
/// How long a network is remembered as the account's own.
const AT_HOME: Duration = Duration::from_secs(90 * 86_400);

/// The brake of this process.
pub(super) struct SignInBrake {
    clock: SharedClock,
    /// Until when a bucket's tries are paid for, in Unix milliseconds.
    buckets: Cache<u64, i64>,
    at_home: Cache<u64, ()>,
    key: RandomState,
    paying: Mutex<()>,
}

/// A try that was let through; a good one gives back what it cost.
pub(super) struct Try {
    buckets: Vec<(u64, Pace)>,
    pair: u64,
}

impl SignInBrake {
    pub fn new(clock: SharedClock) -> Self {
        Self {
            clock,
            buckets: Cache::builder().max_capacity(MAX_BUCKETS).time_to_idle(FORGOTTEN).build(),
            at_home: Cache::builder().max_capacity(MAX_BUCKETS).time_to_live(AT_HOME).build(),
            key: RandomState::new(),
            paying: Mutex::new(()),
        }
    }

    /// Lets a try through, or says how long to wait. Whoever comes without an address shares one network.
    ///
    /// # Errors
    /// How long to wait.
    pub fn enter(&self, visitor: Option<Visitor>, login: &str) -> Result<Try, Duration> {
        self.pay(visitor, ("password", login), (PAIR, STRANGERS))
    }

    /// The same where nobody says who they are: only the network counts, so that nobody can make others wait.
    ///
    /// # Errors
    /// How long to wait.
    pub fn enter_unnamed(&self, visitor: Option<Visitor>) -> Result<Try, Duration> {
        let Try { buckets, pair } = self.unnamed(visitor);
        self.pay_all(buckets, pair)
    }

    /// What such a try cost, to be given back when it was somebody after all.
    pub fn unnamed(&self, visitor: Option<Visitor>) -> Try {
        let network = network(visitor);
        let pair = self.key.hash_one(("unnamed", network));
        Try { buckets: vec![(self.key.hash_one(("network", network)), NETWORK)], pair }
    }

    /// The same for a second proof.
    ///
    /// # Errors
    /// How long to wait.
    pub fn enter_with_proof(&self, visitor: Option<Visitor>, login: &str) -> Result<Try, Duration> {
        self.pay(visitor, ("proof", login), (PROOFS, STRANGE_PROOFS))
    }

    fn pay(
        &self,
        visitor: Option<Visitor>,
        what: (&str, &str),
        (here, elsewhere): (Pace, Pace),
    ) -> Result<Try, Duration> {
        let network = network(visitor);
        let pair = self.key.hash_one(("pair", network, what));
        let mut buckets = vec![(self.key.hash_one(("network", network)), NETWORK), (pair, here)];
        if !self.at_home.contains_key(&pair) {
            buckets.push((self.key.hash_one(("strangers", what)), elsewhere));
        }
        self.pay_all(buckets, pair)
    }

    fn pay_all(&self, buckets: Vec<(u64, Pace)>, pair: u64) -> Result<Try, Duration> {
        let now = self.clock.now().as_millisecond();
        // Several buckets at once, or none: two tries at the same moment both pay.
        let _paying = self.paying.lock().unwrap_or_else(PoisonError::into_inner);
        let mut missing = 0;
        for (name, pace) in &buckets {
            let after = self.paid_until(*name, *pace, now) + pace.each_ms;
            missing = missing.max(after - (now + pace.burst * pace.each_ms));
        }
        if missing > 0 {
            return Err(Duration::from_millis(missing.unsigned_abs()));
        }
        for (name, pace) in &buckets {
            self.buckets.insert(*name, self.paid_until(*name, *pace, now) + pace.each_ms);
        }
        Ok(Try { buckets, pair })
    }

    /// It was the person: the try costs nothing, and the network is known from now on.
    pub fn was_right(&self, tried: &Try) {
        let now = self.clock.now().as_millisecond();
        let _paying = self.paying.lock().unwrap_or_else(PoisonError::into_inner);
        for (name, pace) in &tried.buckets {
            self.buckets.insert(*name, (self.paid_until(*name, *pace, now) - pace.each_ms).max(now));
        }
        self.at_home.insert(tried.pair, ());
    }

    /// Whatever the clock did in between, nobody waits longer than a bucket is deep.
    fn paid_until(&self, name: u64, pace: Pace, now: i64) -> i64 {
        self.buckets.get(&name).unwrap_or(now).clamp(now, now + pace.burst * pace.each_ms)
    }
}

/// What one customer of a provider has.
fn network(visitor: Option<Visitor>) -> Option<IpAddr> {
    visitor.map(|Visitor(address)| match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
        v4 @ IpAddr::V4(_) => v4,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::TestClock;
    use std::sync::Arc;

    fn brake() -> (Arc<TestClock>, SignInBrake) {
        let clock = TestClock::at("2026-11-24T12:00:00Z".parse().unwrap());
        (clock.clone(), SignInBrake::new(clock))
    }

    fn from(address: &str) -> Option<Visitor> {
        Some(Visitor(address.parse().unwrap()))
    }

    #[test]
    fn guessing_at_one_name_ends_soon_and_time_opens_it_again() {
        let (clock, brake) = brake();
        for _ in 0..8 {
            assert!(brake.enter(from("192.0.2.1"), "anna").is_ok());
        }
        let wait = brake.enter(from("192.0.2.1"), "anna").err().unwrap();
        assert_eq!(wait, Duration::from_secs(60));
        assert!(brake.enter(from("192.0.2.1"), "bernd").is_ok(), "another name");
        assert!(brake.enter(from("192.0.2.2"), "anna").is_ok(), "another network");
        clock.advance(wait);
        assert!(brake.enter(from("192.0.2.1"), "anna").is_ok());
    }

    #[test]
    fn guessing_at_many_names_ends_too() {
        let (_, brake) = brake();
        for n in 0..20 {
            assert!(brake.enter(from("192.0.2.1"), &format!("name{n}")).is_ok());
        }
        assert!(brake.enter(from("192.0.2.1"), "anna").is_err());
    }

    #[test]
    fn strangers_all_over_the_world_cannot_lock_a_person_out() {
        let (_, brake) = brake();
        let tried = brake.enter(from("192.0.2.1"), "anna").ok().unwrap();
        brake.was_right(&tried);
        let mut refused = 0;
        for n in 0..200 {
            refused += usize::from(brake.enter(from(&format!("198.51.100.{n}")), "anna").is_err());
        }
        assert!(refused > 150, "{refused}");
        assert!(brake.enter(from("192.0.2.1"), "anna").is_ok());
    }

    #[test]
    fn second_proofs_are_counted_apart_and_more_slowly() {
        let (clock, brake) = brake();
        for n in 0..10 {
            assert!(brake.enter_with_proof(from(&format!("192.0.2.{n}")), "anna").is_ok());
        }
        let wait = brake.enter_with_proof(from("192.0.2.99"), "anna").err().unwrap();
        assert_eq!(wait, Duration::from_secs(600));
        assert!(brake.enter(from("192.0.2.99"), "anna").is_ok(), "the password has its own count");
        clock.advance(Duration::from_secs(86_400));
        let tries = |n: usize| brake.enter_with_proof(from(&format!("198.51.100.{n}")), "anna").is_ok();
        assert_eq!((0..200).filter(|n| tries(*n)).count(), 10, "a day's pause gives no more than the bucket holds");
    }

    #[test]
    fn who_knows_the_password_signs_in_as_often_as_they_like() {
        let (_, brake) = brake();
        for _ in 0..100 {
            let tried = brake.enter(from("192.0.2.1"), "anna").ok().unwrap();
            brake.was_right(&tried);
        }
    }
}
