//! draft-cavage-http-signatures-12, the signature dialect that every server of the Fediverse speaks.
//!
//! In comes a request from [`super::signature`]; out goes its `Signature` header, or the claim that a received one
//! makes. The parser takes every spelling that honest servers use, and nothing that two parsers could read differently.

use data_encoding::BASE64;
use http::Method;
use http::header::{AUTHORIZATION, HeaderMap, HeaderName};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use url::{Position, Url};

use super::digest::sha256_digest_header;
use super::keys::Scheme;
use super::signature::{
    Claim, Dialect, Incoming, SignatureError, Signer, check_expiry, check_length, check_window, from_seconds,
    header_value, only_value, parse_key_id, signature_value,
};

const SIGNATURE: HeaderName = HeaderName::from_static("signature");
/// Most parameters in a signature header.
const MAX_PARAMS: usize = 16;
/// Most headers that a signature may list.
const MAX_COVERED: usize = 32;

/// Adds `Digest` and `Signature`. `Host` and `Date` are there already.
pub(super) fn sign(
    signer: &Signer<'_>,
    method: &Method,
    url: &Url,
    headers: &mut HeaderMap,
    body: Option<&[u8]>,
) -> Result<(), SignatureError> {
    let mut covered = vec!["(request-target)", "host", "date"];
    if let Some(body) = body {
        headers.insert("digest", header_value(&sha256_digest_header(body))?);
        covered.push("digest");
        if headers.contains_key("content-type") {
            covered.push("content-type");
        }
    }
    let target = &url[Position::BeforePath..Position::AfterQuery];
    let mut lines = Vec::with_capacity(covered.len());
    for name in &covered {
        lines.push(match *name {
            "(request-target)" => request_target(method, target),
            name => format!("{name}: {}", only_value(headers, name)?),
        });
    }
    let signature = BASE64.encode(&signer.key.sign(lines.join("\n").as_bytes())?);
    let value = format!(
        r#"keyId="{}",algorithm="rsa-sha256",headers="{}",signature="{signature}""#,
        signer.key_id,
        covered.join(" "),
    );
    headers.insert(SIGNATURE, header_value(&value)?);
    Ok(())
}

/// Reads and judges the one signature; host and digest values are checked by the caller.
pub(super) fn examine(incoming: &Incoming<'_>, now: Timestamp) -> Result<Claim, SignatureError> {
    let fields = Fields::parse(raw_signature(incoming.headers)?)?;
    let schemes = schemes(fields.algorithm)?;
    let covered = covered_names(fields.headers)?;
    let covers = |name: &str| covered.iter().any(|c| c == name);
    check_coverage(incoming, covers)?;
    if (covers("(created)") || covers("(expires)")) && !matches!(fields.algorithm, None | Some("hs2019")) {
        return Err(SignatureError::Malformed("(created) needs hs2019"));
    }
    let signed_at = check_time(incoming, &fields, covers, now)?;
    let mut texts = vec![signing_text(incoming, &fields, &covered, incoming.path_and_query)?];
    if incoming.method == Method::GET
        && let Some((path, _)) = incoming.path_and_query.split_once('?')
    {
        texts.push(signing_text(incoming, &fields, &covered, path)?);
    }
    let signature =
        BASE64.decode(fields.signature.as_bytes()).map_err(|_| SignatureError::Malformed("signature is not base64"))?;
    Ok(Claim {
        key_id: parse_key_id(fields.key_id, incoming.origin)?,
        dialect: Dialect::Cavage,
        signed_at,
        texts,
        schemes,
        signature: check_length(signature)?,
    })
}

/// The text of the `Signature` header, or of an `Authorization` with that scheme when there is none.
fn raw_signature(headers: &HeaderMap) -> Result<&str, SignatureError> {
    if headers.contains_key(SIGNATURE) {
        return signature_value(headers, SIGNATURE);
    }
    if !headers.contains_key(AUTHORIZATION) {
        return Err(SignatureError::Missing);
    }
    match signature_value(headers, AUTHORIZATION)?.split_once(' ') {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("signature") => Ok(rest.trim_matches([' ', '\t'])),
        _ => Err(SignatureError::Missing),
    }
}

/// The parameters of a signature header. Unknown ones are skipped, as the draft asks.
struct Fields<'a> {
    key_id: &'a str,
    algorithm: Option<&'a str>,
    headers: &'a str,
    signature: &'a str,
    created: Option<i64>,
    expires: Option<i64>,
}

impl<'a> Fields<'a> {
    fn parse(text: &'a str) -> Result<Self, SignatureError> {
        let params = parse_params(text)?;
        let quoted = |wanted: &str| match params.iter().find(|(name, ..)| *name == wanted) {
            Some((_, value, true)) => Ok(Some(*value)),
            Some((_, _, false)) => Err(SignatureError::Malformed("unquoted parameter")),
            None => Ok(None),
        };
        let number = |wanted: &str| match params.iter().find(|(name, ..)| *name == wanted) {
            Some((_, value, _)) if (1..=15).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_digit()) => {
                value.parse().map(Some).map_err(|_| SignatureError::Malformed("time"))
            }
            Some(_) => Err(SignatureError::Malformed("created or expires is no whole number")),
            None => Ok(None),
        };
        Ok(Self {
            key_id: quoted("keyId")?.ok_or(SignatureError::Malformed("no keyId"))?,
            algorithm: quoted("algorithm")?,
            headers: quoted("headers")?.ok_or(SignatureError::CoverageTooSmall("(request-target)"))?,
            signature: quoted("signature")?.ok_or(SignatureError::Malformed("no signature"))?,
            created: number("created")?,
            expires: number("expires")?,
        })
    }
}

/// Name, value and whether it was quoted, for every parameter. Names are unique whatever their case.
fn parse_params(text: &str) -> Result<Vec<(&str, &str, bool)>, SignatureError> {
    let mut params: Vec<(&str, &str, bool)> = Vec::new();
    let mut rest = text;
    loop {
        let (name, after) = rest.split_once('=').ok_or(SignatureError::Malformed("parameter without value"))?;
        let name = name.trim_matches([' ', '\t']);
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')) {
            return Err(SignatureError::Malformed("parameter name"));
        }
        let (value, quoted, after) = parse_value(after)?;
        if params.len() >= MAX_PARAMS || params.iter().any(|(seen, ..)| seen.eq_ignore_ascii_case(name)) {
            return Err(SignatureError::Malformed("repeated parameter"));
        }
        params.push((name, value, quoted));
        let after = after.trim_start_matches([' ', '\t']);
        if after.is_empty() {
            return Ok(params);
        }
        rest = after.strip_prefix(',').ok_or(SignatureError::Malformed("no comma between parameters"))?;
    }
}

/// One value, whether it was quoted, and what follows it. No honest server escapes anything, so a backslash is refused.
fn parse_value(text: &str) -> Result<(&str, bool, &str), SignatureError> {
    let (value, quoted, rest) = match text.strip_prefix('"') {
        Some(inner) => {
            let (value, rest) = inner.split_once('"').ok_or(SignatureError::Malformed("open quotation mark"))?;
            (value, true, rest)
        }
        None => {
            let (value, rest) = text.split_at(text.find([',', ' ', '\t']).unwrap_or(text.len()));
            (value, false, rest)
        }
    };
    let clean = value.bytes().all(|b| (b' '..=b'~').contains(&b) && b != b'\\' && (quoted || b != b'"'));
    if clean { Ok((value, quoted, rest)) } else { Err(SignatureError::Malformed("parameter value")) }
}

/// What the algorithm's name allows. Without a name, and for `hs2019`, the key decides.
fn schemes(algorithm: Option<&str>) -> Result<&'static [Scheme], SignatureError> {
    match algorithm {
        None | Some("hs2019") => Ok(&[Scheme::RsaSha256, Scheme::RsaSha512, Scheme::Ed25519]),
        Some("rsa-sha256") => Ok(&[Scheme::RsaSha256]),
        Some("rsa-sha512") => Ok(&[Scheme::RsaSha512]),
        Some("ed25519") => Ok(&[Scheme::Ed25519]),
        Some(_) => Err(SignatureError::AlgorithmRefused),
    }
}

/// The signed names in order, in lower case, each once.
fn covered_names(list: &str) -> Result<Vec<String>, SignatureError> {
    let mut names: Vec<String> = Vec::new();
    for name in list.split(' ') {
        let name = name.to_ascii_lowercase();
        if name.is_empty() || names.len() >= MAX_COVERED || names.contains(&name) {
            return Err(SignatureError::Malformed("list of signed headers"));
        }
        names.push(name);
    }
    Ok(names)
}

fn check_coverage(incoming: &Incoming<'_>, covers: impl Fn(&str) -> bool) -> Result<(), SignatureError> {
    if !covers("(request-target)") {
        return Err(SignatureError::CoverageTooSmall("(request-target)"));
    }
    if !covers("host") {
        return Err(SignatureError::CoverageTooSmall("host"));
    }
    if !covers("date") && !covers("(created)") {
        return Err(SignatureError::CoverageTooSmall("date"));
    }
    if incoming.needs_digest() && !covers("digest") {
        return Err(SignatureError::CoverageTooSmall("digest"));
    }
    Ok(())
}

/// Every signed time must lie in the window; gives the one that says when it was signed.
fn check_time(
    incoming: &Incoming<'_>,
    fields: &Fields<'_>,
    covers: impl Fn(&str) -> bool,
    now: Timestamp,
) -> Result<Timestamp, SignatureError> {
    check_expiry(fields.expires, now)?;
    let mut signed_at = None;
    if covers("date") {
        let date = DateTimeParser::new()
            .parse_timestamp(only_value(incoming.headers, "date")?)
            .map_err(|_| SignatureError::Malformed("Date"))?;
        check_window(date, now)?;
        signed_at = Some(date);
    }
    if covers("(created)") {
        let created = from_seconds(fields.created.ok_or(SignatureError::Malformed("(created) without created"))?)?;
        check_window(created, now)?;
        signed_at = Some(created);
    }
    signed_at.ok_or(SignatureError::CoverageTooSmall("date"))
}

fn signing_text(
    incoming: &Incoming<'_>,
    fields: &Fields<'_>,
    covered: &[String],
    target: &str,
) -> Result<String, SignatureError> {
    let mut lines = Vec::with_capacity(covered.len());
    for name in covered {
        lines.push(match name.as_str() {
            "(request-target)" => request_target(incoming.method, target),
            "(created)" => time_line(name, fields.created)?,
            "(expires)" => time_line(name, fields.expires)?,
            name => {
                let header = HeaderName::from_bytes(name.as_bytes())
                    .map_err(|_| SignatureError::Malformed("list of signed headers"))?;
                format!("{name}: {}", only_value(incoming.headers, header)?)
            }
        });
    }
    Ok(lines.join("\n"))
}

fn request_target(method: &Method, target: &str) -> String {
    format!("(request-target): {} {target}", method.as_str().to_ascii_lowercase())
}

fn time_line(name: &str, seconds: Option<i64>) -> Result<String, SignatureError> {
    let seconds = seconds.ok_or(SignatureError::Malformed("a signed time is absent"))?;
    Ok(format!("{name}: {seconds}"))
}
