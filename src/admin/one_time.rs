//! Codes that work once and that people copy from paper: bits come in, letters and what is stored of them come out.

use data_encoding::BASE32_NOPAD;

use crate::clock::SharedRng;
use crate::seal::{in_fours, sha256_hex};

/// 128 bits for an address that works once, and its hash.
pub(super) fn link_code(rng: &SharedRng) -> (String, String) {
    let letters = letters(rng, &mut [0u8; 16]);
    (shown(&letters), link_hash(&letters))
}

/// What is stored of an address's code.
pub(super) fn link_hash(code: &str) -> String {
    hash("link", code)
}

/// 80 bits that stand in for the phone once, and their hash. `person` is whose.
pub(super) fn emergency_code(rng: &SharedRng, person: &str) -> (String, String) {
    let letters = letters(rng, &mut [0u8; 10]);
    (shown(&letters), emergency_hash(person, &letters))
}

/// What is stored of such a code.
pub(super) fn emergency_hash(person: &str, code: &str) -> String {
    hash(&format!("emergency {person}"), code)
}

fn letters(rng: &SharedRng, bits: &mut [u8]) -> String {
    rng.fill(bits);
    BASE32_NOPAD.encode(bits)
}

fn shown(letters: &str) -> String {
    in_fours(letters, "-").to_lowercase()
}

/// Codes are read as people copy them: dashes, spaces and case do not matter.
fn hash(kind: &str, code: &str) -> String {
    let letters: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    sha256_hex(format!("ausrufer {kind} {}", letters.to_ascii_uppercase()).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::TestRng;

    #[test]
    fn a_code_may_be_copied_carelessly() {
        let rng: SharedRng = TestRng::seeded(1);
        let (code, hash) = link_code(&rng);
        assert_eq!(code.len(), 26 + 6, "{code}");
        assert_eq!(link_hash(&code.replace('-', " ").to_uppercase()), hash);
        assert_ne!(link_hash(&code.replacen(code.get(0..1).unwrap(), "9", 1)), hash);
        assert!(!hash.contains(code.get(0..4).unwrap()));
    }

    #[test]
    fn an_emergency_code_is_one_persons_alone() {
        let rng: SharedRng = TestRng::seeded(1);
        let (code, hash) = emergency_code(&rng, "A");
        assert_eq!(code.len(), 16 + 3, "{code}");
        assert_eq!(emergency_hash("A", &code.replace('-', "")), hash);
        assert_ne!(emergency_hash("B", &code), hash);
        assert_ne!(link_hash(&code), hash);
    }
}
