//! Digests of message bodies: `Digest` (RFC 3230) beside draft-cavage signatures, `Content-Digest` (RFC 9530)
//! beside RFC 9421.
//!
//! In come a body and headers; out comes a header value to send, or the verdict on one received. Called by
//! [`super::signature`].

use aws_lc_rs::digest::{SHA256, SHA512, digest};
use data_encoding::BASE64;
use http::HeaderMap;

use super::signature::{SignatureError, only_value};
use super::structured_fields::{Bare, Member, parse_dictionary};

/// The value of a `Digest` header for this body: `SHA-256=<base64>`.
#[must_use]
pub fn sha256_digest_header(body: &[u8]) -> String {
    format!("SHA-256={}", BASE64.encode(digest(&SHA256, body).as_ref()))
}

/// The value of a `Content-Digest` header for this body: `sha-256=:<base64>:`.
#[must_use]
pub fn content_digest_header(body: &[u8]) -> String {
    format!("sha-256=:{}:", BASE64.encode(digest(&SHA256, body).as_ref()))
}

/// Checks the body against every digest header there is.
///
/// `Digest` may come once and may list several algorithms, of which SHA-256 must be one. `Content-Digest` may come
/// once and must contain sha-256 or sha-512; each of the two that it contains must match. Unknown algorithms are
/// passed over.
///
/// # Errors
/// [`SignatureError::DigestMissing`] when there is neither header, [`SignatureError::DigestMismatch`] when the body
/// is another one, [`SignatureError::Malformed`] when a header comes twice or cannot be read.
pub fn verify_digest(headers: &HeaderMap, body: &[u8]) -> Result<(), SignatureError> {
    let (old, new) = (headers.contains_key("digest"), headers.contains_key("content-digest"));
    if !old && !new {
        return Err(SignatureError::DigestMissing);
    }
    if old {
        verify_rfc3230(only_value(headers, "digest")?, body)?;
    }
    if new {
        verify_rfc9530(only_value(headers, "content-digest")?, body)?;
    }
    Ok(())
}

fn verify_rfc3230(value: &str, body: &[u8]) -> Result<(), SignatureError> {
    let mut sha256 = None;
    for instance in value.split(',') {
        let (algorithm, base64) = instance.trim().split_once('=').ok_or(SignatureError::Malformed("Digest"))?;
        if algorithm.eq_ignore_ascii_case("sha-256") && sha256.replace(base64).is_some() {
            return Err(SignatureError::Malformed("Digest names SHA-256 twice"));
        }
    }
    let claimed = sha256.ok_or(SignatureError::Malformed("Digest without SHA-256"))?;
    let claimed = BASE64.decode(claimed.as_bytes()).map_err(|_| SignatureError::Malformed("Digest is not base64"))?;
    if claimed == digest(&SHA256, body).as_ref() { Ok(()) } else { Err(SignatureError::DigestMismatch) }
}

fn verify_rfc9530(value: &str, body: &[u8]) -> Result<(), SignatureError> {
    let members = parse_dictionary(value).ok_or(SignatureError::Malformed("Content-Digest"))?;
    let mut known = 0;
    for (name, member) in &members {
        let algorithm = match name.as_str() {
            "sha-256" => &SHA256,
            "sha-512" => &SHA512,
            _ => continue,
        };
        let Member::Item(Bare::Bytes(claimed), _) = member else {
            return Err(SignatureError::Malformed("Content-Digest is not bytes"));
        };
        if *claimed != digest(algorithm, body).as_ref() {
            return Err(SignatureError::DigestMismatch);
        }
        known += 1;
    }
    if known == 0 { Err(SignatureError::Malformed("Content-Digest without sha-256 or sha-512")) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = b"{\"hello\": \"world\"}";
    /// From RFC 3230's successors: the digests of BODY as printed in RFC 9530 §2 and draft-cavage-12 appendix C.
    const SHA256_BASE64: &str = "X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=";
    const SHA512_BASE64: &str =
        "WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==";

    fn headers(pairs: &[(&'static str, String)]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in pairs {
            map.append(*name, value.parse().unwrap());
        }
        map
    }

    #[test]
    fn our_headers_have_the_published_values() {
        assert_eq!(sha256_digest_header(BODY), format!("SHA-256={SHA256_BASE64}"));
        assert_eq!(content_digest_header(BODY), format!("sha-256=:{SHA256_BASE64}:"));
    }

    #[test]
    fn every_usual_spelling_of_a_matching_digest_is_accepted() {
        for pairs in [
            vec![("digest", format!("SHA-256={SHA256_BASE64}"))],
            vec![("digest", format!("sha-256={SHA256_BASE64}"))],
            vec![("digest", format!("SHA-512={SHA512_BASE64}, SHA-256={SHA256_BASE64}"))],
            vec![("content-digest", format!("sha-256=:{SHA256_BASE64}:"))],
            vec![("content-digest", format!("sha-512=:{SHA512_BASE64}:"))],
            vec![("content-digest", format!("md5=:AAAA:, sha-512=:{SHA512_BASE64}:, sha-256=:{SHA256_BASE64}:"))],
            vec![
                ("digest", format!("SHA-256={SHA256_BASE64}")),
                ("content-digest", format!("sha-256=:{SHA256_BASE64}:")),
            ],
        ] {
            assert_eq!(verify_digest(&headers(&pairs), BODY), Ok(()), "{pairs:?}");
        }
    }

    #[test]
    fn another_body_or_a_doubtful_header_is_refused() {
        let right = || format!("SHA-256={SHA256_BASE64}");
        assert_eq!(verify_digest(&headers(&[("digest", right())]), b"x"), Err(SignatureError::DigestMismatch));
        assert_eq!(verify_digest(&HeaderMap::new(), BODY), Err(SignatureError::DigestMissing));
        for pairs in [
            vec![("digest", right()), ("digest", right())],
            vec![("digest", format!("{},{}", right(), right()))],
            vec![("digest", format!("SHA-512={SHA512_BASE64}"))],
            vec![("digest", String::new())],
            vec![("digest", "SHA-256=?".to_owned())],
            vec![("content-digest", format!("sha-256={SHA256_BASE64}"))],
            vec![("content-digest", "md5=:AAAA:".to_owned())],
            vec![("content-digest", String::new())],
            vec![("digest", right()), ("content-digest", "sha-256=:AAAA:".to_owned())],
            vec![("content-digest", format!("sha-256=:{SHA256_BASE64}:, sha-512=:AAAA:"))],
        ] {
            assert!(verify_digest(&headers(&pairs), BODY).is_err(), "{pairs:?}");
        }
    }
}
