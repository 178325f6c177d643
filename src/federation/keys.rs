//! Keys of actors: our own private RSA keys and the public keys of strangers.
//!
//! In come sealed PKCS#8 bytes of ours or the PEM text of a remote key document; out go the two types with which
//! [`super::signature`] signs and verifies. All arithmetic is done by aws-lc; no private key enters the `rsa` crate.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize, PublicKey};
use aws_lc_rs::signature::{self, KeyPair as _, UnparsedPublicKey, VerificationAlgorithm};
use data_encoding::BASE64;

/// The longest PEM text that is looked at; the SPKI of an 8192-bit key has about 1,500 characters.
const MAX_PEM: usize = 4096;
/// Fewest bits of an RSA modulus that we trust.
const MIN_RSA_BITS: usize = 2048;
/// Most bits of an RSA modulus that we are ready to compute with.
const MAX_RSA_BITS: usize = 8192;
/// Everything of an Ed25519 SubjectPublicKeyInfo (RFC 8410) before the 32 bytes of the key.
const ED25519_SPKI_PREFIX: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// Why a key could not be made or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The text is not one PEM block with a public key in it.
    #[error("not a public key in PEM form: {0}")]
    Pem(&'static str),
    /// The bytes are not an RSA or Ed25519 key.
    #[error("not a key that is understood here")]
    Rejected,
    /// The RSA modulus has too few or too many bits.
    #[error("RSA keys need 2048 to 8192 bits, this one has {0}")]
    Size(usize),
    /// The RSA exponent is 1, even or absurdly large.
    #[error("the RSA exponent is not acceptable")]
    Exponent,
    /// The library refused to generate or export a key.
    #[error("the key could not be generated or exported")]
    Library,
    /// The library refused to sign.
    #[error("the key could not sign")]
    Sign,
}

/// The three signature schemes in use between servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    /// RSASSA-PKCS1-v1_5 with SHA-256: what nearly everyone speaks.
    RsaSha256,
    /// RSASSA-PKCS1-v1_5 with SHA-512: PeerTube.
    RsaSha512,
    /// Ed25519 (RFC 8032).
    Ed25519,
}

/// The private RSA key of one of our actors. Cheap to clone; its debug form shows nothing secret.
#[derive(Clone)]
pub struct SigningKey(Arc<Inner>);

struct Inner {
    pair: KeyPair,
    public_pem: String,
}

impl SigningKey {
    /// Makes a new RSA key of 2048 bits, the one size that every server of the Fediverse reads.
    ///
    /// Takes the processor some tenths of a second: call it from a blocking thread. Randomness comes from aws-lc.
    ///
    /// # Errors
    /// [`KeyError::Library`] when aws-lc cannot make one.
    pub fn generate() -> Result<Self, KeyError> {
        Self::from_pair(KeyPair::generate(KeySize::Rsa2048).map_err(|_| KeyError::Library)?)
    }

    /// Reads what [`Self::to_pkcs8_der`] wrote.
    ///
    /// # Errors
    /// [`KeyError::Rejected`] when the bytes are not an RSA private key, [`KeyError::Size`] when it is too small.
    pub fn from_pkcs8_der(der: &[u8]) -> Result<Self, KeyError> {
        Self::from_pair(KeyPair::from_pkcs8(der).map_err(|_| KeyError::Rejected)?)
    }

    fn from_pair(pair: KeyPair) -> Result<Self, KeyError> {
        check_rsa(pair.public_key())?;
        let spki = pair.public_key().as_der().map_err(|_| KeyError::Library)?;
        let public_pem = pem_encode(spki.as_ref());
        Ok(Self(Arc::new(Inner { pair, public_pem })))
    }

    /// The private key as PKCS#8 DER (RFC 5958), to be sealed before it is stored.
    ///
    /// # Errors
    /// [`KeyError::Library`] when aws-lc cannot export it.
    pub fn to_pkcs8_der(&self) -> Result<Vec<u8>, KeyError> {
        Ok(self.0.pair.as_der().map_err(|_| KeyError::Library)?.as_ref().to_vec())
    }

    /// The public half as `PUBLIC KEY` PEM (SubjectPublicKeyInfo, RFC 7468), as `publicKeyPem` of an actor wants it.
    #[must_use]
    pub fn public_key_pem(&self) -> String {
        self.0.public_pem.clone()
    }

    /// Signs with RSASSA-PKCS1-v1_5 and SHA-256.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let mut out = vec![0; self.0.pair.public_modulus_len()];
        self.0
            .pair
            .sign(&signature::RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut out)
            .map_err(|_| KeyError::Sign)?;
        Ok(out)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(secret)")
    }
}

/// The public key of a remote actor, checked for size and sanity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyingKey(Kind);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    /// An `RSAPublicKey` (RFC 8017) in DER form.
    Rsa(Vec<u8>),
    /// The 32 bytes of an Ed25519 key.
    Ed25519(Vec<u8>),
}

impl VerifyingKey {
    /// Reads `PUBLIC KEY` (SubjectPublicKeyInfo with RSA or Ed25519) or `RSA PUBLIC KEY` (PKCS#1) PEM.
    ///
    /// # Errors
    /// [`KeyError::Pem`] for anything but one short block, [`KeyError::Size`] and [`KeyError::Exponent`] for RSA keys
    /// outside 2048 to 8192 bits or with a useless exponent, [`KeyError::Rejected`] for other keys.
    pub fn from_pem(pem: &str) -> Result<Self, KeyError> {
        let (label, der) = pem_decode(pem)?;
        match (label, der.strip_prefix(&ED25519_SPKI_PREFIX)) {
            ("PUBLIC KEY", Some(raw)) if raw.len() == 32 => Ok(Self(Kind::Ed25519(raw.to_vec()))),
            ("PUBLIC KEY" | "RSA PUBLIC KEY", None) => {
                let key = PublicKey::from_der(&der).map_err(|_| KeyError::Rejected)?;
                check_rsa(&key)?;
                Ok(Self(Kind::Rsa(key.as_ref().to_vec())))
            }
            _ => Err(KeyError::Rejected),
        }
    }

    /// Whether a signature of this scheme can come from this kind of key at all.
    pub(super) fn fits(&self, scheme: Scheme) -> bool {
        matches!(self.0, Kind::Ed25519(_)) == (scheme == Scheme::Ed25519)
    }

    /// Whether `sig` is this key's signature of `message`; a scheme that does not fit the key never verifies.
    pub(super) fn verify(&self, scheme: Scheme, message: &[u8], sig: &[u8]) -> bool {
        let (algorithm, key): (&'static dyn VerificationAlgorithm, &[u8]) = match (&self.0, scheme) {
            (Kind::Rsa(key), Scheme::RsaSha256) => (&signature::RSA_PKCS1_2048_8192_SHA256, key),
            (Kind::Rsa(key), Scheme::RsaSha512) => (&signature::RSA_PKCS1_2048_8192_SHA512, key),
            (Kind::Ed25519(key), Scheme::Ed25519) => (&signature::ED25519, key),
            _ => return false,
        };
        UnparsedPublicKey::new(algorithm, key).verify(message, sig).is_ok()
    }
}

/// The size and exponent rules for every RSA key, ours and theirs.
fn check_rsa(key: &PublicKey) -> Result<(), KeyError> {
    let modulus = key.modulus().big_endian_without_leading_zero();
    let unused = modulus.first().map_or(0, |byte| byte.leading_zeros() as usize);
    let bits = (modulus.len() * 8).saturating_sub(unused);
    if !(MIN_RSA_BITS..=MAX_RSA_BITS).contains(&bits) {
        return Err(KeyError::Size(bits));
    }
    let exponent = key.exponent().big_endian_without_leading_zero();
    let odd = exponent.last().is_some_and(|byte| byte & 1 == 1);
    if !odd || exponent == [1] || exponent.len() > 4 {
        return Err(KeyError::Exponent);
    }
    Ok(())
}

fn pem_encode(spki: &[u8]) -> String {
    let base64 = BASE64.encode(spki);
    let mut pem = String::from("-----BEGIN PUBLIC KEY-----\n");
    let mut rest = base64.as_str();
    while !rest.is_empty() {
        let (line, tail) = rest.split_at(rest.len().min(64));
        pem.push_str(line);
        pem.push('\n');
        rest = tail;
    }
    pem.push_str("-----END PUBLIC KEY-----\n");
    pem
}

/// Label and bytes of the one PEM block; line breaks and lengths inside may be anything, as some servers emit one line.
fn pem_decode(pem: &str) -> Result<(&str, Vec<u8>), KeyError> {
    if pem.len() > MAX_PEM {
        return Err(KeyError::Pem("too long"));
    }
    let rest = pem.trim().strip_prefix("-----BEGIN ").ok_or(KeyError::Pem("no BEGIN line"))?;
    let (label, rest) = rest.split_once("-----").ok_or(KeyError::Pem("unfinished BEGIN line"))?;
    let (body, end) = rest.split_once("-----END ").ok_or(KeyError::Pem("no END line"))?;
    if end.strip_suffix("-----") != Some(label) {
        return Err(KeyError::Pem("END does not match BEGIN, or something follows it"));
    }
    let body: String = body.split_ascii_whitespace().collect();
    let der = BASE64.decode(body.as_bytes()).map_err(|_| KeyError::Pem("not base64"))?;
    Ok((label, der))
}

#[cfg(test)]
mod tests;
