//! Passwords of people who sign in: argon2id, stored as `argon2id|memory in KiB|passes|lanes|salt|hash`, so that the cost
//! can rise later. Takes some hundredths of a second: callers run it off the runtime, few at a time.

use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use data_encoding::BASE64URL_NOPAD;

use super::SealError;
use crate::clock::Rng;

/// Memory in KiB, passes, lanes.
type Cost = (u32, u32, u32);

/// 19 MiB, two passes, one lane (OWASP's second choice; requirements S-06).
const COST: Cost = (19 * 1024, 2, 1);

/// The hash of a password.
///
/// # Errors
/// When argon2 refuses, which it does not for these numbers.
pub fn hash(password: &str, rng: &dyn Rng) -> Result<String, SealError> {
    let mut salt = [0u8; 16];
    rng.fill(&mut salt);
    let made = make(COST, &salt, password).ok_or(SealError::Refused)?;
    let (memory, passes, lanes) = COST;
    let [salt, made] = [&salt[..], &made[..]].map(|bytes| BASE64URL_NOPAD.encode(bytes));
    Ok(format!("argon2id|{memory}|{passes}|{lanes}|{salt}|{made}"))
}

/// Whether a password is the one with this hash. For a hash of nobody the same work is done, and the answer is no.
#[must_use]
pub fn is_right(stored: Option<&str>, password: &str) -> bool {
    match stored.and_then(parse) {
        Some((cost, salt, wanted)) => {
            make(cost, &salt, password).is_some_and(|made| verify_slices_are_equal(&made, &wanted).is_ok())
        }
        None => {
            let _ = make(COST, &[0u8; 16], password);
            false
        }
    }
}

fn parse(stored: &str) -> Option<(Cost, Vec<u8>, Vec<u8>)> {
    let parts: Vec<&str> = stored.split('|').collect();
    let &["argon2id", memory, passes, lanes, salt, hash] = parts.as_slice() else { return None };
    let cost = (memory.parse().ok()?, passes.parse().ok()?, lanes.parse().ok()?);
    let [salt, hash] = [salt, hash].map(|text| BASE64URL_NOPAD.decode(text.as_bytes()).ok());
    Some((cost, salt?, hash?))
}

fn make((memory, passes, lanes): Cost, salt: &[u8], password: &str) -> Option<[u8; 32]> {
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
        let stored = hash("korrekt pferd batterie", &*TestRng::seeded(1)).unwrap();
        assert!(!stored.contains("korrekt"));
        assert!(is_right(Some(&stored), "korrekt pferd batterie"));
        assert!(!is_right(Some(&stored), "korrekt pferd batterei"));
        assert!(!is_right(None, "korrekt pferd batterie"));
        assert!(!is_right(Some("argon2id|x"), "korrekt pferd batterie"));
        assert_ne!(hash("korrekt pferd batterie", &*TestRng::seeded(2)).unwrap(), stored, "salted");
    }

    #[test]
    fn the_cost_is_not_below_what_is_advised() {
        let (memory, passes, lanes) = COST;
        assert!(memory >= 19 * 1024 && passes >= 2 && lanes >= 1);
    }
}
