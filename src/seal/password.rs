//! Passwords of people who sign in: argon2id, stored as `argon2id|memory in KiB|passes|lanes|salt|hash`, so that the cost
//! can rise later. Takes some tenths of a second: callers run it off the runtime, few at a time.

use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use data_encoding::BASE64URL_NOPAD;

use super::SealError;
use crate::clock::Rng;

/// What a guesser pays for each try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// In KiB.
    memory: u32,
    passes: u32,
    lanes: u32,
}

impl Cost {
    /// 64 MiB, three passes, one lane (requirements S-06).
    pub const USUAL: Self = Self { memory: 64 * 1024, passes: 3, lanes: 1 };
    /// 19 MiB, two passes, one lane: the least that is advised (OWASP), for trying things out.
    pub const LEAST: Self = Self { memory: 19 * 1024, passes: 2, lanes: 1 };

    fn is_below(self, other: Self) -> bool {
        self.memory < other.memory || self.passes < other.passes || self.lanes < other.lanes
    }
}

/// The hash of a password.
///
/// # Errors
/// When argon2 refuses, which it does not for these numbers.
pub fn hash(password: &str, cost: Cost, rng: &dyn Rng) -> Result<String, SealError> {
    let mut salt = [0u8; 16];
    rng.fill(&mut salt);
    let made = make(cost, &salt, password).ok_or(SealError::Refused)?;
    let Cost { memory, passes, lanes } = cost;
    let [salt, made] = [&salt[..], &made[..]].map(|bytes| BASE64URL_NOPAD.encode(bytes));
    Ok(format!("argon2id|{memory}|{passes}|{lanes}|{salt}|{made}"))
}

/// Whether a password is the one with this hash. For a hash of nobody work of this cost is done, and the answer is no.
#[must_use]
pub fn is_right(stored: Option<&str>, password: &str, cost: Cost) -> bool {
    match stored.and_then(parse) {
        Some((cost, salt, wanted)) => {
            make(cost, &salt, password).is_some_and(|made| verify_slices_are_equal(&made, &wanted).is_ok())
        }
        None => {
            let _ = make(cost, &[0u8; 16], password);
            false
        }
    }
}

/// Whether a hash was made more cheaply than this, and shall be made anew when the password is typed in next.
#[must_use]
pub fn is_cheap(stored: &str, cost: Cost) -> bool {
    parse(stored).is_some_and(|(made, _, _)| made.is_below(cost))
}

fn parse(stored: &str) -> Option<(Cost, Vec<u8>, Vec<u8>)> {
    let parts: Vec<&str> = stored.split('|').collect();
    let &["argon2id", memory, passes, lanes, salt, hash] = parts.as_slice() else { return None };
    let cost = Cost { memory: memory.parse().ok()?, passes: passes.parse().ok()?, lanes: lanes.parse().ok()? };
    let [salt, hash] = [salt, hash].map(|text| BASE64URL_NOPAD.decode(text.as_bytes()).ok());
    Some((cost, salt?, hash?))
}

fn make(Cost { memory, passes, lanes }: Cost, salt: &[u8], password: &str) -> Option<[u8; 32]> {
    let params = Params::new(memory, passes, lanes, Some(32)).ok()?;
    let mut out = [0u8; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), salt, &mut out)
        .ok()?;
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::TestRng;

    #[test]
    fn only_the_password_fits_its_hash() {
        let stored = hash("korrekt pferd batterie", Cost::LEAST, &*TestRng::seeded(1)).unwrap();
        let fits = |stored: Option<&str>, typed: &str| is_right(stored, typed, Cost::LEAST);
        assert!(!stored.contains("korrekt"));
        assert!(fits(Some(&stored), "korrekt pferd batterie"));
        assert!(!fits(Some(&stored), "korrekt pferd batterei"));
        assert!(!fits(None, "korrekt pferd batterie"));
        assert!(!fits(Some("argon2id|x"), "korrekt pferd batterie"));
        let other = hash("korrekt pferd batterie", Cost::LEAST, &*TestRng::seeded(2)).unwrap();
        assert_ne!(other, stored, "salted");
        assert!(is_cheap(&stored, Cost::USUAL) && !is_cheap(&stored, Cost::LEAST));
        assert!(!is_cheap("argon2id|x", Cost::USUAL), "nobody signs in with that");
    }

    #[test]
    fn the_cost_is_not_below_what_is_advised() {
        for Cost { memory, passes, lanes } in [Cost::USUAL, Cost::LEAST] {
            assert!(memory >= 19 * 1024 && passes >= 2 && lanes >= 1);
        }
        let Cost { memory, passes, .. } = Cost::USUAL;
        assert!(memory >= 64 * 1024 && passes >= 3);
        assert!(Cost::LEAST.is_below(Cost::USUAL) && !Cost::USUAL.is_below(Cost::LEAST));
    }
}
