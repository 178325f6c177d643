//! Where a redirect leads and what may go along. In: the hop's URL and its answer. Out: the next URL, or why not.
//! Pure rules; `client` follows them and lets the guard judge the new URL as well.

use http::{HeaderMap, HeaderName, StatusCode, header};
use url::Url;

use super::error::NetError;
use super::guard::Profile;

/// Headers that say what is wanted rather than who asks. Everything else may be a secret meant for the first origin.
const HARMLESS: [HeaderName; 5] =
    [header::ACCEPT, header::ACCEPT_LANGUAGE, header::IF_NONE_MATCH, header::IF_MODIFIED_SINCE, header::RANGE];

/// Whether the status sends a reader elsewhere (RFC 9110 §15.4).
pub(super) fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// Whether the status says the new address is to be kept.
pub(super) fn is_permanent(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 308)
}

/// Resolves `Location` against the hop's own URL (RFC 9110 §10.2.2).
///
/// # Errors
/// [`NetError::BadRedirect`] if there is no usable `Location`.
pub(super) fn target(from: &Url, headers: &HeaderMap) -> Result<Url, NetError> {
    let location = headers.get(header::LOCATION).ok_or(NetError::BadRedirect)?;
    let location = str::from_utf8(location.as_bytes()).map_err(|_| NetError::BadRedirect)?;
    let mut next = from.join(location).map_err(|_| NetError::BadRedirect)?;
    next.set_fragment(None);
    Ok(next)
}

/// Federation stays on the host (and port) it asked and never steps down from https; sources may wander.
///
/// # Errors
/// [`NetError::BadRedirect`] if this profile must not follow.
pub(super) fn check_step(profile: Profile, from: &Url, to: &Url) -> Result<(), NetError> {
    let same_host = from.host() == to.host() && from.port_or_known_default() == to.port_or_known_default();
    let downgrade = from.scheme() == "https" && to.scheme() != "https";
    if profile == Profile::Federation && (!same_host || downgrade) { Err(NetError::BadRedirect) } else { Ok(()) }
}

/// The headers that may be sent to `to` after `from` redirected there.
pub(super) fn headers_for_step(from: &Url, to: &Url, mut headers: HeaderMap) -> HeaderMap {
    if from.origin() == to.origin() {
        return headers;
    }
    let mut kept = HeaderMap::new();
    for name in HARMLESS {
        if let Some(value) = headers.remove(&name) {
            kept.insert(name, value);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[rstest::rstest]
    #[case("/neu?x=1#teil", "https://a.example/neu?x=1")]
    #[case("neu", "https://a.example/alt/neu")]
    #[case("//b.example/neu", "https://b.example/neu")]
    #[case("https://B.example/neu", "https://b.example/neu")]
    #[case("?seite=2", "https://a.example/alt/feed?seite=2")]
    fn a_location_is_read_relative_to_its_own_page(#[case] location: &str, #[case] expected: &str) {
        let headers = HeaderMap::from_iter([(header::LOCATION, HeaderValue::from_str(location).unwrap())]);
        assert_eq!(target(&url("https://a.example/alt/feed"), &headers), Ok(url(expected)));
    }

    #[test]
    fn a_missing_or_broken_location_is_a_bad_redirect() {
        let from = url("https://a.example/");
        assert_eq!(target(&from, &HeaderMap::new()), Err(NetError::BadRedirect));
        for location in [&b"https://"[..], b"https://a b/", b"https://[::/", b"\xff\xfe"] {
            let headers = HeaderMap::from_iter([(header::LOCATION, HeaderValue::from_bytes(location).unwrap())]);
            assert_eq!(target(&from, &headers), Err(NetError::BadRedirect), "{location:?}");
        }
    }

    #[rstest::rstest]
    #[case("https://a.example/1", "https://a.example/2", true)]
    #[case("https://a.example/1", "https://A.EXAMPLE:443/2", true)]
    #[case("https://münchen.example/1", "https://xn--mnchen-3ya.example/2", true)]
    #[case("https://a.example/1", "http://a.example/2", false)]
    #[case("https://a.example/1", "https://b.example/2", false)]
    #[case("https://a.example/1", "https://www.a.example/2", false)]
    #[case("http://127.0.0.1:8001/1", "http://127.0.0.1:8002/2", false)]
    fn federation_stays_on_its_host(#[case] from: &str, #[case] to: &str, #[case] allowed: bool) {
        assert_eq!(check_step(Profile::Federation, &url(from), &url(to)).is_ok(), allowed);
        assert_eq!(check_step(Profile::Source, &url(from), &url(to)), Ok(()));
    }

    #[rstest::rstest]
    #[case("https://a.example/2", true)]
    #[case("https://b.example/2", false)]
    #[case("http://a.example/2", false)]
    fn a_credential_stays_with_its_origin(#[case] to: &str, #[case] kept: bool) {
        let headers = HeaderMap::from_iter([
            (header::AUTHORIZATION, HeaderValue::from_static("Bearer geheim")),
            (HeaderName::from_static("x-api-key"), HeaderValue::from_static("geheim")),
            (header::ACCEPT, HeaderValue::from_static("text/html")),
        ]);
        let sent = headers_for_step(&url("https://a.example/1"), &url(to), headers);
        assert_eq!(sent.contains_key(header::AUTHORIZATION), kept);
        assert_eq!(sent.contains_key("x-api-key"), kept);
        assert!(sent.contains_key(header::ACCEPT));
    }
}
