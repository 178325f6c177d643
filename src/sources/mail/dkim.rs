//! Whether a domain signed a letter (DKIM, RFC 6376; RFC 8301 on what is too weak, RFC 8463 for Ed25519). In: the letter's
//! bytes, the key record of its signer, the present moment. Out: yes, or why not. Pure: who asks for the record and who
//! may sign is `proof`'s business. Stricter than the standard in one thing: a signature over only the beginning of a
//! letter (`l=`) proves nothing, because anyone may write under it.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rsa::PublicKey;
use aws_lc_rs::signature::{ED25519, RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, UnparsedPublicKey};
use data_encoding::BASE64;
use jiff::Timestamp;

use super::dkim_text::{Canon, body_text, field_text, fields_of, without_signature};

/// Signatures of one letter that are looked at.
const MAX_SIGNATURES: usize = 5;

/// What is wrong with a signature, for the log.
pub(super) type Wrong = &'static str;

/// One signature as it stands in a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Signature {
    /// Which header of the letter it is.
    at: usize,
    algorithm: Algorithm,
    header_canon: Canon,
    body_canon: Canon,
    /// Who signs, in lower case.
    pub domain: String,
    selector: String,
    /// The domain of the identity it is for.
    identity: Option<String>,
    /// Names of the headers it covers, in lower case.
    pub covers: Vec<String>,
    body_hash: Vec<u8>,
    signature: Vec<u8>,
    expires: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Algorithm {
    Rsa,
    Ed25519,
}

impl Signature {
    /// The name under which the key stands (RFC 6376 §3.6.2.1).
    #[must_use]
    pub fn key_name(&self) -> String {
        format!("{}._domainkey.{}", self.selector, self.domain)
    }
}

/// The signatures of a letter that can be understood, the topmost first.
#[must_use]
pub(super) fn signatures(raw: &[u8]) -> Vec<Signature> {
    let (fields, _) = fields_of(raw);
    let signed = fields.iter().enumerate().filter(|(_, field)| field.name == "dkim-signature");
    signed.take(MAX_SIGNATURES).filter_map(|(at, field)| read(at, field.value())).collect()
}

fn read(at: usize, value: &[u8]) -> Option<Signature> {
    let text = std::str::from_utf8(value).ok()?;
    let tags = tags(text)?;
    let tag = |name: &str| tags.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let solid = |name: &str| tag(name).map(|value| value.split_ascii_whitespace().collect::<String>());
    let part_only = tag("l").is_some();
    if tag("v") != Some("1") || part_only || !tag("q").is_none_or(|ways| ways.contains("dns/txt")) {
        return None;
    }
    let algorithm = match tag("a")?.to_ascii_lowercase().as_str() {
        "rsa-sha256" => Algorithm::Rsa,
        "ed25519-sha256" => Algorithm::Ed25519,
        _ => return None,
    };
    let (header, body) = tag("c").map_or(("simple", "simple"), |c| c.split_once('/').unwrap_or((c, "simple")));
    let name = |text: String| (text.len() <= 253 && text.bytes().all(is_name_byte)).then_some(text);
    Some(Signature {
        at,
        algorithm,
        header_canon: Canon::named(header)?,
        body_canon: Canon::named(body)?,
        domain: name(solid("d")?.to_ascii_lowercase()).filter(|domain| domain.contains('.'))?,
        selector: name(solid("s")?.to_ascii_lowercase()).filter(|selector| !selector.is_empty())?,
        identity: tag("i").and_then(|i| i.rsplit_once('@')).map(|(_, domain)| domain.trim().to_ascii_lowercase()),
        covers: tag("h")?.split(':').map(|name| name.trim().to_ascii_lowercase()).collect(),
        body_hash: BASE64.decode(solid("bh")?.as_bytes()).ok()?,
        signature: BASE64.decode(solid("b")?.as_bytes()).ok()?,
        expires: tag("x").and_then(|x| x.parse().ok()),
    })
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_')
}

/// `a=b; c=d` (RFC 6376 §3.2); a name that stands twice makes all of it worthless.
fn tags(text: &str) -> Option<Vec<(String, String)>> {
    let mut found: Vec<(String, String)> = Vec::new();
    for piece in text.split(';').filter(|piece| !piece.trim().is_empty()) {
        let (name, value) = piece.split_once('=')?;
        let name = name.trim().to_owned();
        if found.iter().any(|(known, _)| *known == name) {
            return None;
        }
        found.push((name, value.trim().to_owned()));
    }
    Some(found)
}

/// Checks a signature of `raw` with the key record that stands under [`Signature::key_name`].
///
/// # Errors
/// What is wrong with it.
pub(super) fn verify(raw: &[u8], signature: &Signature, record: &[u8], now: Timestamp) -> Result<(), Wrong> {
    if signature.expires.is_some_and(|at| at < now.as_second()) {
        return Err("the signature has expired");
    }
    if !signature.covers.iter().any(|name| name == "from") {
        return Err("the signature does not cover the sender");
    }
    let key = Key::read(record, signature.algorithm)?;
    let own = signature.identity.as_ref().is_none_or(|identity| {
        *identity == signature.domain || (!key.strict && super::settings::is_within(identity, &signature.domain))
    });
    if !own {
        return Err("the signature is for somebody else");
    }
    let (fields, body) = fields_of(raw);
    if digest(&SHA256, &body_text(body, signature.body_canon)).as_ref() != signature.body_hash {
        return Err("the text was changed after it was signed");
    }
    let mut said = Vec::new();
    let mut taken = vec![false; fields.len()];
    for name in &signature.covers {
        // The lowest first (RFC 6376 §5.4.2); a name without a header says that there is none.
        let found = fields.iter().enumerate().rfind(|(at, field)| {
            field.name == *name && *at != signature.at && !taken.get(*at).copied().unwrap_or(true)
        });
        if let Some((at, field)) = found {
            taken.iter_mut().skip(at).take(1).for_each(|used| *used = true);
            said.extend(field_text(field, signature.header_canon));
        }
    }
    let Some(own) = fields.get(signature.at) else { return Err("there is no signature") };
    let bare = field_text(&without_signature(own), signature.header_canon);
    said.extend(bare.strip_suffix(b"\r\n").unwrap_or(&bare));
    key.check(&said, &signature.signature)
}

/// A key record (RFC 6376 §3.6.1).
struct Key {
    algorithm: Algorithm,
    bytes: Vec<u8>,
    /// No domain below the signer's may be meant.
    strict: bool,
}

impl Key {
    fn read(record: &[u8], algorithm: Algorithm) -> Result<Self, Wrong> {
        let unusable = "the signer's key cannot be used";
        let text = std::str::from_utf8(record).map_err(|_| unusable)?;
        let tags = tags(text).ok_or(unusable)?;
        let tag = |name: &str| tags.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let lists = |name: &str, wanted: &str| {
            tag(name)
                .is_none_or(|all| all.split(':').any(|one| matches!(one.trim(), one if one == wanted || one == "*")))
        };
        let kind = match tag("k").unwrap_or("rsa") {
            "rsa" => Algorithm::Rsa,
            "ed25519" => Algorithm::Ed25519,
            _ => return Err(unusable),
        };
        if tag("v").is_some_and(|version| version != "DKIM1")
            || kind != algorithm
            || !lists("h", "sha256")
            || !lists("s", "email")
        {
            return Err(unusable);
        }
        let flags: Vec<&str> = tag("t").unwrap_or_default().split(':').map(str::trim).collect();
        if flags.contains(&"y") {
            return Err("the signer is only trying out signatures");
        }
        let bytes: String = tag("p").ok_or(unusable)?.split_ascii_whitespace().collect();
        if bytes.is_empty() {
            return Err("the signer has withdrawn the key");
        }
        let bytes = BASE64.decode(bytes.as_bytes()).map_err(|_| unusable)?;
        Ok(Self { algorithm, bytes, strict: flags.contains(&"s") })
    }

    fn check(&self, said: &[u8], signature: &[u8]) -> Result<(), Wrong> {
        let wrong = "the signature is wrong";
        let hash;
        let ok = match self.algorithm {
            Algorithm::Rsa => {
                let key = PublicKey::from_der(&self.bytes).map_err(|_| "the signer's key cannot be used")?;
                let key =
                    UnparsedPublicKey::new(&RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, key.as_ref().to_vec());
                key.verify(said, signature).is_ok()
            }
            Algorithm::Ed25519 => {
                hash = digest(&SHA256, said);
                UnparsedPublicKey::new(&ED25519, &self.bytes).verify(hash.as_ref(), signature).is_ok()
            }
        };
        if ok { Ok(()) } else { Err(wrong) }
    }
}
