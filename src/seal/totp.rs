//! Numbers from a phone as the second proof at sign-in (RFC 6238: SHA-1, six digits, 30 seconds). A secret and a moment come
//! in, out come numbers and whether one fits. Pure; who used which number when is the store's business.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac::{HMAC_SHA1_FOR_LEGACY_USE_ONLY, Key, sign};
use data_encoding::BASE32_NOPAD;
use jiff::Timestamp;

use super::in_fours;
use crate::clock::Rng;

/// How long each number is shown, in seconds.
const STEP: i64 = 30;
/// Clocks may be apart by so many steps.
const APART: i64 = 1;
/// 160 bits, as long as the hash (RFC 4226).
const SEED_BYTES: usize = 20;

/// A new secret.
#[must_use]
pub fn new_seed(rng: &dyn Rng) -> Vec<u8> {
    let mut seed = vec![0u8; SEED_BYTES];
    rng.fill(&mut seed);
    seed
}

/// The step of time at a moment.
#[must_use]
pub fn step_at(now: Timestamp) -> i64 {
    now.as_second().div_euclid(STEP)
}

/// The number of a step.
#[must_use]
pub fn number_at(seed: &[u8], step: i64) -> String {
    let tag = sign(&Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, seed), &step.to_be_bytes());
    let tag = tag.as_ref();
    let offset = tag.last().map_or(0, |last| usize::from(last & 0x0f));
    let four = tag.get(offset..offset + 4).unwrap_or_default();
    let whole = four.iter().fold(0u32, |sum, byte| (sum << 8) | u32::from(*byte)) & 0x7fff_ffff;
    format!("{:06}", whole % 1_000_000)
}

/// The step whose number was typed in: this one, or a neighbour. The same work is done whatever was typed.
#[must_use]
pub fn step_of(seed: &[u8], typed: &str, now: Timestamp) -> Option<i64> {
    let this = step_at(now);
    let mut found = None;
    for step in this - APART..=this + APART {
        if verify_slices_are_equal(number_at(seed, step).as_bytes(), typed.as_bytes()).is_ok() {
            found = Some(step);
        }
    }
    found
}

/// The secret as people type it in where no camera is: letters in groups of four.
#[must_use]
pub fn seed_text(seed: &[u8]) -> String {
    in_fours(&BASE32_NOPAD.encode(seed), " ")
}

/// The secret as a phone reads it from a picture. `place` is where one signs in with it, `login` as whom.
#[must_use]
pub fn seed_address(seed: &[u8], place: &str, login: &str) -> String {
    let [place, login] = [place, login].map(encoded);
    let letters = BASE32_NOPAD.encode(seed);
    format!("otpauth://totp/{place}:{login}?secret={letters}&issuer={place}&algorithm=SHA1&digits=6&period=30")
}

/// With percent signs for all but the plainest letters.
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::TestRng;

    /// RFC 6238, appendix B, the last six digits.
    #[test]
    fn the_numbers_are_those_of_the_standard() {
        for (second, number) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let at = Timestamp::from_second(second).unwrap();
            assert_eq!(number_at(b"12345678901234567890", step_at(at)), number, "{second}");
            assert_eq!(step_of(b"12345678901234567890", number, at), Some(second / 30));
        }
    }

    #[test]
    fn a_number_fits_one_step_before_and_after_and_no_further() {
        let seed = new_seed(&*TestRng::seeded(3));
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let this = step_at(now);
        for (apart, fits) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let found = step_of(&seed, &number_at(&seed, this + apart), now);
            assert_eq!(found, fits.then_some(this + apart), "{apart}");
        }
        for typed in ["", "12345", "1234567", "abcdef", "０１２３４５"] {
            assert_eq!(step_of(&seed, typed, now), None, "{typed}");
        }
    }

    #[test]
    fn the_secret_is_written_for_people_and_for_phones() {
        let seed = b"12345678901234567890";
        assert_eq!(seed_text(seed), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert_eq!(
            seed_address(seed, "stadt.de", "anna@musterbäch.de"),
            "otpauth://totp/stadt.de:anna%40musterb%C3%A4ch.de?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=stadt.de&algorithm=SHA1&digits=6&period=30"
        );
        assert_ne!(new_seed(&*TestRng::seeded(1)), new_seed(&*TestRng::seeded(2)));
    }
}
