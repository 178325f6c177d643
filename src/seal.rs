//! Secrets at rest (DESIGN D15): AES-256-GCM, written as `v1|key id|nonce|ciphertext` in base64url,
//! bound to the place where they are stored. Tokens and private keys enter the database only through here.

use std::path::Path;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::digest;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use thiserror::Error;

use crate::clock::Rng;
use crate::error::Words;
use crate::i18n::Locale;

pub mod passphrase;
pub mod password;
pub mod totp;

/// Where and what the known word is that proves which key a database needs.
const CHECK_PLACE: &str = "meta/key_check/0";
const CHECK_WORD: &[u8] = b"ausrufer";

/// Why a secret cannot be sealed, opened or its key loaded.
#[derive(Debug, Error)]
pub enum SealError {
    /// The key file is missing although the database knows sealed secrets.
    #[error("the key file {0} is missing; put back the copy from your backup (without it the stored secrets are lost)")]
    KeyMissing(String),
    /// The key file holds something else than 32 bytes in hex.
    #[error("the key file {0} is damaged: it must hold 64 hexadecimal characters")]
    KeyDamaged(String),
    /// The key does not open what was sealed.
    #[error("the key file does not fit this database (expected key {expected}, found {found})")]
    WrongKey { expected: String, found: String },
    /// The sealed text is not in our form.
    #[error("a sealed secret is damaged")]
    Damaged,
    /// The cipher refused: wrong key, wrong place, or changed bytes.
    #[error("a sealed secret cannot be opened: wrong key, or moved from another place")]
    Refused,
    /// Reading or writing the key file failed.
    #[error("cannot read or write the key file {path}: {cause}")]
    Io { path: String, cause: std::io::Error },
}

impl Words for SealError {
    fn words(&self, locale: Locale) -> String {
        match self {
            Self::KeyMissing(path) => locale.with("seal-missing", &[("path", path.as_str().into())]),
            Self::KeyDamaged(path) => locale.with("seal-damaged", &[("path", path.as_str().into())]),
            Self::Io { path, cause } => {
                locale.with("seal-file", &[("path", path.as_str().into()), ("cause", cause.words(locale).into())])
            }
            Self::WrongKey { .. } | Self::Damaged | Self::Refused => locale.text("seal-closed"),
        }
    }
}

/// Seals and opens secrets with one key.
pub struct Sealer {
    key: RandomizedNonceKey,
    key_id: String,
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sealer({})", self.key_id)
    }
}

impl Sealer {
    /// From 32 key bytes.
    ///
    /// # Errors
    /// Never for 32 bytes in practice; the cipher's refusal is passed on.
    pub fn from_key(secret: [u8; 32]) -> Result<Self, SealError> {
        let key = RandomizedNonceKey::new(&AES_256_GCM, &secret).map_err(|_| SealError::Damaged)?;
        let id = digest::digest(&digest::SHA256, &[b"ausrufer key id ".as_slice(), &secret].concat());
        let key_id = HEXLOWER.encode(id.as_ref().get(..4).unwrap_or_default());
        Ok(Self { key, key_id })
    }

    /// Loads the key file, or makes it (mode 0600) when there is none and `may_create` says that nothing is sealed yet.
    ///
    /// # Errors
    /// When the file is missing and must exist, is damaged, or cannot be read or written.
    pub fn load_or_create(path: &Path, may_create: bool, rng: &dyn Rng) -> Result<Self, SealError> {
        match read_key(path) {
            Ok(secret) => Self::from_key(secret),
            Err(SealError::KeyMissing(_)) if may_create => {
                let mut secret = [0u8; 32];
                rng.fill(&mut secret);
                write_key(path, secret)?;
                Self::from_key(secret)
            }
            Err(error) => Err(error),
        }
    }

    /// Seals the known word, which a database keeps to tell its key from others.
    ///
    /// # Errors
    /// As [`Sealer::seal`].
    pub fn seal_check(&self) -> Result<String, SealError> {
        self.seal(CHECK_PLACE, CHECK_WORD)
    }

    /// Proves that this is the key which sealed the known word.
    ///
    /// # Errors
    /// When it is another one.
    pub fn prove(&self, check: &str) -> Result<(), SealError> {
        if self.open(CHECK_PLACE, check)? == CHECK_WORD { Ok(()) } else { Err(SealError::Refused) }
    }

    /// Names the key without revealing it.
    #[must_use]
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// Seals bytes for one place, `table/column/ulid`.
    ///
    /// # Errors
    /// [`SealError::Refused`] when the cipher fails.
    pub fn seal(&self, place: &str, secret: &[u8]) -> Result<String, SealError> {
        let mut bytes = secret.to_vec();
        let nonce = self
            .key
            .seal_in_place_append_tag(Aad::from(place.as_bytes()), &mut bytes)
            .map_err(|_| SealError::Refused)?;
        let nonce: &[u8; NONCE_LEN] = nonce.as_ref();
        Ok(format!("v1|{}|{}|{}", self.key_id, BASE64URL_NOPAD.encode(nonce), BASE64URL_NOPAD.encode(&bytes)))
    }

    /// Opens what was sealed for the same place.
    ///
    /// # Errors
    /// When the text is damaged, was sealed with another key or for another place.
    pub fn open(&self, place: &str, sealed: &str) -> Result<Vec<u8>, SealError> {
        let mut parts = sealed.split('|');
        let (Some("v1"), Some(id), Some(nonce), Some(text), None) =
            (parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(SealError::Damaged);
        };
        if id != self.key_id {
            return Err(SealError::WrongKey { expected: id.to_owned(), found: self.key_id.clone() });
        }
        let nonce = BASE64URL_NOPAD.decode(nonce.as_bytes()).map_err(|_| SealError::Damaged)?;
        let nonce = Nonce::try_assume_unique_for_key(&nonce).map_err(|_| SealError::Damaged)?;
        let mut bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| SealError::Damaged)?;
        let opened =
            self.key.open_in_place(nonce, Aad::from(place.as_bytes()), &mut bytes).map_err(|_| SealError::Refused)?;
        Ok(opened.to_vec())
    }
}

/// 80 bits that depend on a town's id key and the given words only (DESIGN D13): the random part of derived ids.
#[must_use]
pub fn derive_bits(town_key: &[u8], words: &[&str]) -> [u8; 10] {
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, town_key);
    let mut context = aws_lc_rs::hmac::Context::with_key(&key);
    for word in words {
        context.update(&u64::try_from(word.len()).unwrap_or(u64::MAX).to_be_bytes());
        context.update(word.as_bytes());
    }
    let tag = context.sign();
    let mut bits = [0u8; 10];
    for (bit, byte) in bits.iter_mut().zip(tag.as_ref()) {
        *bit = *byte;
    }
    bits
}

/// Letters in groups of four, as people copy them from paper.
#[must_use]
pub fn in_fours(letters: &str, between: &str) -> String {
    let groups: Vec<&str> =
        (0..letters.len()).step_by(4).filter_map(|at| letters.get(at..(at + 4).min(letters.len()))).collect();
    groups.join(between)
}

/// SHA-256 in lower-case hex: how content is named everywhere.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(digest::digest(&digest::SHA256, bytes).as_ref())
}

/// Reads a key file.
///
/// # Errors
/// When it is missing, damaged or cannot be read.
pub fn read_key(path: &Path) -> Result<[u8; 32], SealError> {
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => SealError::KeyMissing(shown.clone()),
        _ => SealError::Io { path: shown.clone(), cause: error },
    })?;
    let bytes = HEXLOWER.decode(text.trim().as_bytes()).map_err(|_| SealError::KeyDamaged(shown.clone()))?;
    bytes.try_into().map_err(|_| SealError::KeyDamaged(shown))
}

/// Writes a key file (mode 0600), never over another one.
///
/// # Errors
/// When there is one already, or the folder cannot be written.
pub fn write_key(path: &Path, secret: [u8; 32]) -> Result<(), SealError> {
    write_private(path, &format!("{}\n", HEXLOWER.encode(&secret)))
        .map_err(|cause| SealError::Io { path: path.display().to_string(), cause })
}

/// Writes a file that only its owner may read, whole or not at all, and never over another one.
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let draft = path.with_extension("draft");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(&draft)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    // A link fails where the name exists already; a rename would replace another process's key.
    let linked = std::fs::hard_link(&draft, path);
    std::fs::remove_file(&draft)?;
    linked
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::TestRng;

    #[test]
    fn a_secret_opens_only_in_its_place_and_with_its_key() {
        let sealer = Sealer::from_key([7; 32]).unwrap();
        let sealed = sealer.seal("actor/private_key/A", b"geheim").unwrap();
        assert!(!sealed.contains("geheim"));
        assert_eq!(sealer.open("actor/private_key/A", &sealed).unwrap(), b"geheim");
        assert!(matches!(sealer.open("actor/private_key/B", &sealed), Err(SealError::Refused)));
        let other = Sealer::from_key([8; 32]).unwrap();
        assert!(matches!(other.open("actor/private_key/A", &sealed), Err(SealError::WrongKey { .. })));
    }

    #[test]
    fn a_missing_key_is_never_made_anew_once_secrets_exist() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        let rng = TestRng::seeded(1);
        assert!(matches!(Sealer::load_or_create(&path, false, &*rng), Err(SealError::KeyMissing(_))));
        let first = Sealer::load_or_create(&path, true, &*rng).unwrap();
        let again = Sealer::load_or_create(&path, false, &*rng).unwrap();
        assert_eq!(first.key_id(), again.key_id());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn derived_ids_depend_on_every_word_and_its_end() {
        assert_eq!(derive_bits(b"k", &["a", "b"]), derive_bits(b"k", &["a", "b"]));
        assert_ne!(derive_bits(b"k", &["ab", ""]), derive_bits(b"k", &["a", "b"]));
        assert_ne!(derive_bits(b"k", &["a"]), derive_bits(b"l", &["a"]));
    }
}
