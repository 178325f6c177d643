//! Time and chance, handed in: nothing else in the crate reads the wall clock or the system's random source,
//! so that every test can set both. `clippy.toml` forbids the direct calls.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use jiff::Timestamp;

/// What time it is. Every part that needs the time takes one of these.
pub trait Clock: Send + Sync + 'static {
    /// The present moment in UTC, millisecond precision is enough for everyone.
    fn now(&self) -> Timestamp;
}

/// The shared form in which a clock is passed around.
pub type SharedClock = Arc<dyn Clock>;

/// The machine's own clock.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the wall clock")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that stands still until a test moves it.
#[derive(Debug)]
pub struct TestClock(AtomicI64);

impl TestClock {
    /// Starts at `at`.
    #[must_use]
    pub fn at(at: Timestamp) -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(at.as_millisecond())))
    }

    /// Moves the hands forward.
    pub fn advance(&self, by: std::time::Duration) {
        let ms = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        from_ms(self.0.load(Ordering::SeqCst))
    }
}

/// A moment from Unix milliseconds, the form in which the store keeps times. Out-of-range values clamp.
#[must_use]
pub fn from_ms(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or(if ms < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

/// Where random bytes come from.
pub trait Rng: Send + Sync + 'static {
    /// Fills the whole slice with random bytes.
    fn fill(&self, out: &mut [u8]);

    /// A random number below `bound` (`0` when `bound` is `0`).
    fn below(&self, bound: u64) -> u64 {
        let mut bytes = [0u8; 8];
        self.fill(&mut bytes);
        if bound == 0 { 0 } else { u64::from_le_bytes(bytes) % bound }
    }
}

/// The shared form in which a random source is passed around.
pub type SharedRng = Arc<dyn Rng>;

/// The operating system's random source, through aws-lc.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemRng;

impl Rng for SystemRng {
    #[expect(
        clippy::disallowed_methods,
        clippy::expect_used,
        reason = "the one place that asks the system for randomness; without it no key is safe"
    )]
    fn fill(&self, out: &mut [u8]) {
        aws_lc_rs::rand::fill(out).expect("the operating system's random source works");
    }
}

/// A repeatable random source for tests (SplitMix64; not for secrets).
#[derive(Debug)]
pub struct TestRng(AtomicU64);

impl TestRng {
    /// The same seed gives the same bytes.
    #[must_use]
    pub fn seeded(seed: u64) -> Arc<Self> {
        Arc::new(Self(AtomicU64::new(seed)))
    }
}

impl Rng for TestRng {
    fn fill(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(8) {
            let mut z = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::SeqCst).wrapping_add(0x9E37_79B9_7F4A_7C15);
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            z ^= z >> 31;
            for (byte, random) in chunk.iter_mut().zip(z.to_le_bytes()) {
                *byte = random;
            }
        }
    }
}
