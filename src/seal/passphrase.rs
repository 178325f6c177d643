//! A secret that leaves the machine, locked with a passphrase: argon2id makes a key of it, AES-256-GCM seals with that.
//! The result is one line of text, short enough for paper: `argon2id|memory in KiB|passes|lanes|salt|v1|…`.

use argon2::{Algorithm, Argon2, Params, Version};
use data_encoding::BASE64URL_NOPAD;
use thiserror::Error;

use super::{SealError, Sealer};
use crate::clock::Rng;

/// The shortest passphrase we lock with, in characters.
pub const SHORTEST: usize = 12;
/// 64 MiB, three passes, one lane: RFC 9106's second choice on one core.
const COST: Cost = Cost { memory: 64 * 1024, passes: 3, lanes: 1 };
/// More than this no file may ask of us.
const MOST: Cost = Cost { memory: 1024 * 1024, passes: 16, lanes: 16 };

/// Why a locked secret does not open.
#[derive(Debug, Error)]
pub enum PassphraseError {
    /// The line is not in our form.
    #[error("this is not a locked secret, or it is damaged")]
    Damaged,
    /// It is in our form, but the passphrase is another one (or a character of the line is).
    #[error("the passphrase does not fit")]
    Wrong,
}

struct Cost {
    memory: u32,
    passes: u32,
    lanes: u32,
}

/// Locks a secret; takes some tenths of a second.
///
/// # Errors
/// When the cipher refuses.
pub fn lock(secret: &[u8], passphrase: &str, rng: &dyn Rng) -> Result<String, SealError> {
    let mut salt = [0u8; 16];
    rng.fill(&mut salt);
    let head = format!("argon2id|{}|{}|{}|{}", COST.memory, COST.passes, COST.lanes, BASE64URL_NOPAD.encode(&salt));
    let sealed = sealer(&COST, &salt, passphrase).map_err(|_| SealError::Refused)?.seal(&place(&head), secret)?;
    Ok(format!("{head}|{sealed}"))
}

/// Opens what [`lock`] made.
///
/// # Errors
/// See [`PassphraseError`].
pub fn unlock(line: &str, passphrase: &str) -> Result<Vec<u8>, PassphraseError> {
    let parts: Vec<&str> = line.trim().splitn(6, '|').collect();
    let &["argon2id", memory, passes, lanes, salt, sealed] = parts.as_slice() else {
        return Err(PassphraseError::Damaged);
    };
    let number = |text: &str, most: u32| {
        text.parse::<u32>().ok().filter(|n| (1..=most).contains(n)).ok_or(PassphraseError::Damaged)
    };
    let cost = Cost {
        memory: number(memory, MOST.memory)?,
        passes: number(passes, MOST.passes)?,
        lanes: number(lanes, MOST.lanes)?,
    };
    let bytes = BASE64URL_NOPAD.decode(salt.as_bytes()).map_err(|_| PassphraseError::Damaged)?;
    let head = format!("argon2id|{memory}|{passes}|{lanes}|{salt}");
    sealer(&cost, &bytes, passphrase)?.open(&place(&head), sealed).map_err(|error| match error {
        SealError::Damaged => PassphraseError::Damaged,
        _ => PassphraseError::Wrong,
    })
}

/// The head is part of what is sealed, so that nobody can weaken it.
fn place(head: &str) -> String {
    format!("passphrase/{head}")
}

fn sealer(cost: &Cost, salt: &[u8], passphrase: &str) -> Result<Sealer, PassphraseError> {
    let params = Params::new(cost.memory, cost.passes, cost.lanes, Some(32)).map_err(|_| PassphraseError::Damaged)?;
    let mut key = [0u8; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, &mut key)
        .map_err(|_| PassphraseError::Damaged)?;
    Sealer::from_key(key).map_err(|_| PassphraseError::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::TestRng;

    #[test]
    fn only_the_passphrase_opens_and_nothing_in_the_line_may_change() {
        let line = lock(b"geheim", "korrekt pferd batterie", &*TestRng::seeded(1)).unwrap();
        assert!(!line.contains("geheim"));
        assert_eq!(unlock(&line, "korrekt pferd batterie").unwrap(), b"geheim");
        assert!(matches!(unlock(&line, "korrekt pferd batterei"), Err(PassphraseError::Wrong)));
        let cheaper = line.replacen("|3|", "|1|", 1);
        assert!(matches!(unlock(&cheaper, "korrekt pferd batterie"), Err(PassphraseError::Wrong)));
    }

    #[test]
    fn a_line_that_asks_for_too_much_or_is_cut_off_is_refused_at_once() {
        for line in
            ["", "argon2id|65536|3|1", "argon2id|4294967295|3|1|AAAAAAAAAAAAAAAAAAAAAA|v1|a|b|c", "scrypt|1|1|1|A|v1"]
        {
            assert!(matches!(unlock(line, "x"), Err(PassphraseError::Damaged)), "{line}");
        }
    }
}
