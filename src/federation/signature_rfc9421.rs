//! RFC 9421, HTTP Message Signatures, in the profile that the Fediverse uses.
//!
//! In comes a request from [`super::signature`]; out go `Signature-Input` and `Signature`, or the claim that received
//! ones make. Derived components come from our public origin. Components with parameters are not part of the profile.

use http::Method;
use http::header::{HeaderMap, HeaderName};
use jiff::Timestamp;
use url::{Position, Url};

use super::digest::content_digest_header;
use super::keys::Scheme;
use super::signature::{
    Claim, Dialect, Incoming, SignatureError, Signer, authority, check_expiry, check_length, check_window,
    from_seconds, header_value, only_value, parse_key_id, signature_value,
};
use super::structured_fields::{Bare, Member, Params, param, parse_dictionary, serialize_list};

const SIGNATURE: HeaderName = HeaderName::from_static("signature");
const SIGNATURE_INPUT: HeaderName = HeaderName::from_static("signature-input");
/// Most signatures on one request.
const MAX_LABELS: usize = 2;
/// Most components that a signature may cover.
const MAX_COVERED: usize = 32;

/// Adds `Content-Digest`, `Signature-Input` and `Signature` with the label `sig1`. `Host` and `Date` are there already.
pub(super) fn sign(
    signer: &Signer<'_>,
    method: &Method,
    url: &Url,
    headers: &mut HeaderMap,
    body: Option<&[u8]>,
    now: Timestamp,
) -> Result<(), SignatureError> {
    let mut covered = vec!["@method", "@target-uri", "@authority", "host", "date"];
    if let Some(body) = body {
        headers.insert("content-digest", header_value(&content_digest_header(body))?);
        covered.push("content-digest");
    }
    let items: Vec<(Bare, Params)> = covered.iter().map(|name| (Bare::Text((*name).to_owned()), vec![])).collect();
    let params = vec![
        ("created".to_owned(), Bare::Integer(now.as_second())),
        ("keyid".to_owned(), Bare::Text(signer.key_id.to_owned())),
        ("alg".to_owned(), Bare::Text("rsa-v1_5-sha256".to_owned())),
    ];
    let input = serialize_list(&items, &params);
    let target = Target { method, origin: url, path_and_query: &url[Position::BeforePath..Position::AfterQuery] };
    let base = signature_base(&target, headers, &covered, &input)?;
    let signature = Bare::Bytes(signer.key.sign(base.as_bytes())?);
    headers.insert(SIGNATURE_INPUT, header_value(&format!("sig1={input}"))?);
    headers.insert(SIGNATURE, header_value(&format!("sig1={}", signature.to_text()))?);
    Ok(())
}

/// Reads and judges the first signature that meets the profile, of at most two; host and digest values are checked
/// by the caller.
pub(super) fn examine(incoming: &Incoming<'_>, now: Timestamp) -> Result<Claim, SignatureError> {
    if !incoming.headers.contains_key(SIGNATURE) {
        return Err(SignatureError::Missing);
    }
    let inputs = parse_dictionary(signature_value(incoming.headers, SIGNATURE_INPUT)?)
        .ok_or(SignatureError::Malformed("Signature-Input"))?;
    let signatures = parse_dictionary(signature_value(incoming.headers, SIGNATURE)?)
        .ok_or(SignatureError::Malformed("Signature"))?;
    if inputs.len() > MAX_LABELS || signatures.len() > MAX_LABELS {
        return Err(SignatureError::Malformed("too many signatures"));
    }
    let mut first_error = None;
    for (label, input) in &inputs {
        let signature = signatures.iter().find(|(other, _)| other == label).map(|(_, member)| member);
        match examine_one(incoming, input, signature, now) {
            Ok(claim) => return Ok(claim),
            Err(error) => first_error = first_error.or(Some(error)),
        }
    }
    Err(first_error.unwrap_or(SignatureError::Missing))
}

fn examine_one(
    incoming: &Incoming<'_>,
    input: &Member,
    signature: Option<&Member>,
    now: Timestamp,
) -> Result<Claim, SignatureError> {
    let Member::List(items, params) = input else {
        return Err(SignatureError::Malformed("Signature-Input is no list"));
    };
    let Some(Member::Item(Bare::Bytes(signature), _)) = signature else {
        return Err(SignatureError::Malformed("no signature for the input"));
    };
    let covered = covered_names(items)?;
    check_coverage(incoming, &covered)?;
    let created = number(params, "created")?.ok_or(SignatureError::CoverageTooSmall("created"))?;
    let signed_at = from_seconds(created)?;
    check_window(signed_at, now)?;
    check_expiry(number(params, "expires")?, now)?;
    let key_id = text(params, "keyid")?.ok_or(SignatureError::Malformed("no keyid"))?;
    let target = Target { method: incoming.method, origin: incoming.origin, path_and_query: incoming.path_and_query };
    Ok(Claim {
        key_id: parse_key_id(key_id, incoming.origin)?,
        dialect: Dialect::Rfc9421,
        signed_at,
        schemes: schemes(text(params, "alg")?)?,
        texts: vec![signature_base(&target, incoming.headers, &covered, &serialize_list(items, params))?],
        signature: check_length(signature.clone())?,
    })
}

/// The covered components in order, each once and without parameters.
fn covered_names(items: &[(Bare, Params)]) -> Result<Vec<&str>, SignatureError> {
    let mut names: Vec<&str> = Vec::new();
    for (item, params) in items {
        let Bare::Text(name) = item else {
            return Err(SignatureError::Malformed("component is no text"));
        };
        if !params.is_empty() {
            return Err(SignatureError::Malformed("component with parameters"));
        }
        if names.len() >= MAX_COVERED || names.contains(&name.as_str()) {
            return Err(SignatureError::Malformed("repeated component"));
        }
        names.push(name);
    }
    Ok(names)
}

fn check_coverage(incoming: &Incoming<'_>, covered: &[&str]) -> Result<(), SignatureError> {
    let covers = |name: &str| covered.contains(&name);
    if !covers("@method") {
        return Err(SignatureError::CoverageTooSmall("@method"));
    }
    let query = covers("@query") || !incoming.path_and_query.contains('?');
    let path = covers("@request-target") || (covers("@path") && query);
    let whole = covers("@target-uri") || (covers("@authority") && path);
    if !whole {
        return Err(SignatureError::CoverageTooSmall("@target-uri"));
    }
    if incoming.needs_digest() && !covers("content-digest") {
        return Err(SignatureError::CoverageTooSmall("content-digest"));
    }
    Ok(())
}

fn number(params: &Params, name: &str) -> Result<Option<i64>, SignatureError> {
    match param(params, name) {
        None => Ok(None),
        Some(Bare::Integer(seconds)) => Ok(Some(*seconds)),
        Some(_) => Err(SignatureError::Malformed("created or expires is no whole number")),
    }
}

fn text<'a>(params: &'a Params, name: &str) -> Result<Option<&'a str>, SignatureError> {
    match param(params, name) {
        None => Ok(None),
        Some(Bare::Text(text)) => Ok(Some(text)),
        Some(_) => Err(SignatureError::Malformed("keyid or alg is no text")),
    }
}

/// What the algorithm's name allows; without a name the key decides.
fn schemes(alg: Option<&str>) -> Result<&'static [Scheme], SignatureError> {
    match alg {
        None => Ok(&[Scheme::RsaSha256, Scheme::RsaSha512, Scheme::Ed25519]),
        Some("rsa-v1_5-sha256") => Ok(&[Scheme::RsaSha256]),
        Some("rsa-v1_5-sha512") => Ok(&[Scheme::RsaSha512]),
        Some("ed25519") => Ok(&[Scheme::Ed25519]),
        Some(_) => Err(SignatureError::AlgorithmRefused),
    }
}

/// What the derived components are taken from.
struct Target<'a> {
    method: &'a Method,
    origin: &'a Url,
    path_and_query: &'a str,
}

impl Target<'_> {
    /// The value of a derived component (RFC 9421 §2.2); those of responses and parameters are not in the profile.
    fn derived(&self, name: &str) -> Result<String, SignatureError> {
        let (path, query) = match self.path_and_query.split_once('?') {
            Some((path, query)) => (path, query),
            None => (self.path_and_query, ""),
        };
        Ok(match name {
            "@method" => self.method.as_str().to_owned(),
            "@target-uri" => format!("{}://{}{}", self.origin.scheme(), authority(self.origin), self.path_and_query),
            "@authority" => authority(self.origin),
            "@scheme" => self.origin.scheme().to_owned(),
            "@request-target" => self.path_and_query.to_owned(),
            "@path" => path.to_owned(),
            "@query" => format!("?{query}"),
            _ => return Err(SignatureError::Malformed("unknown derived component")),
        })
    }
}

/// The signature base (RFC 9421 §2.5); `input` is the serialised inner list with its parameters.
fn signature_base(
    target: &Target<'_>,
    headers: &HeaderMap,
    covered: &[&str],
    input: &str,
) -> Result<String, SignatureError> {
    let mut base = String::new();
    for name in covered {
        let value = if name.starts_with('@') { target.derived(name)? } else { header_component(headers, name)? };
        base.push_str(&format!("\"{name}\": {value}\n"));
    }
    base.push_str("\"@signature-params\": ");
    base.push_str(input);
    Ok(base)
}

fn header_component(headers: &HeaderMap, name: &str) -> Result<String, SignatureError> {
    let lower = name.bytes().all(|b| !b.is_ascii_uppercase());
    match HeaderName::from_bytes(name.as_bytes()) {
        Ok(header) if lower => only_value(headers, header).map(str::to_owned),
        _ => Err(SignatureError::Malformed("component name")),
    }
}
