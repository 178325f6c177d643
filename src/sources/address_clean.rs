//! Web addresses as sources write them. In: an `href` and where it stood. Out: an absolute http(s) [`Url`] without what
//! only serves to follow readers around. Shared by all connectors that read web pages or feeds.

use url::Url;

use super::failure::SourceError;
use crate::domain::source::Cause;

/// Query parameters that name a campaign, a click or a session, never a document.
const TRACKING: &[&str] = &[
    "fbclid",
    "gclid",
    "gbraid",
    "wbraid",
    "dclid",
    "msclkid",
    "yclid",
    "igshid",
    "igsh",
    "mc_cid",
    "mc_eid",
    "_hsenc",
    "_hsmi",
    "pk_campaign",
    "pk_kwd",
    "phpsessid",
    "jsessionid",
    "sessionid",
];

/// Query parameters that sign an address for a while; they change although the file does not.
const SIGNATURE: &[&str] = &[
    "oe",
    "oh",
    "_nc_ht",
    "_nc_ohc",
    "_nc_oc",
    "_nc_sid",
    "_nc_gid",
    "_nc_cat",
    "ccb",
    "expires",
    "signature",
    "sig",
    "key-pair-id",
    "policy",
    "token",
    "x-expires",
    "x-signature",
    "hmac",
];

/// The web address a person typed; without a scheme it is taken for https.
///
/// # Errors
/// [`Cause::AddressUnreadable`] when it is none.
pub fn web_address(given: &str) -> Result<Url, SourceError> {
    let given = given.trim();
    let parsed = if given.contains("://") { Url::parse(given) } else { Url::parse(&format!("https://{given}")) };
    parsed
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.host_str().is_some())
        .ok_or_else(|| SourceError::new(Cause::AddressUnreadable, "this is not a web address"))
}

/// The absolute http(s) address an `href` means, seen from `base`. Line breaks inside are dropped (WHATWG URL); an
/// address that begins with `www.` gets the scheme its writer forgot. `None` for everything that is not on the web.
#[must_use]
pub fn absolute(base: Option<&Url>, href: &str) -> Option<Url> {
    let href = href.trim();
    if href.is_empty() {
        return None;
    }
    let url = if href.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("www.")) {
        Url::parse(&format!("https://{href}"))
    } else {
        match (Url::parse(href), base) {
            (Ok(url), _) => Ok(url),
            (Err(_), Some(base)) => base.join(href),
            (Err(_), None) if href.starts_with("//") => Url::parse(&format!("https:{href}")),
            (Err(error), None) => Err(error),
        }
    };
    url.ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| !host.is_empty()))
}

/// The same address without `utm_*`, click ids and session ids. The rest of the query stays byte for byte.
#[must_use]
pub fn without_tracking(url: Url) -> Url {
    let mut url = keep_parameters(url, |name| {
        !(name.starts_with("utm_") || name.starts_with("mtm_") || TRACKING.contains(&name))
    });
    if let Some((path, _)) = url.path().split_once(";jsessionid=") {
        let path = path.to_owned();
        url.set_path(&path);
    }
    url
}

/// The same address without parameters that only sign it: what a medium is known by.
#[must_use]
pub fn without_signature(url: Url) -> Url {
    keep_parameters(without_tracking(url), |name| {
        !(name.starts_with("x-amz-") || name.starts_with("x-goog-") || SIGNATURE.contains(&name))
    })
}

fn keep_parameters(mut url: Url, keep: impl Fn(&str) -> bool) -> Url {
    let Some(query) = url.query() else {
        return url;
    };
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| {
            let name = pair.split('=').next().unwrap_or_default().trim_start_matches("amp;").to_ascii_lowercase();
            keep(&name)
        })
        .collect();
    let kept = kept.join("&");
    url.set_query((!kept.is_empty()).then_some(kept.as_str()));
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[rstest::rstest]
    #[case("/neu", Some("https://stadt.example/neu"))]
    #[case("b.html", Some("https://stadt.example/a/b.html"))]
    #[case("//cdn.example/x", Some("https://cdn.example/x"))]
    #[case("\n  https://stadt.example/\n x ", Some("https://stadt.example/%20x"))]
    #[case("www.stadt.example/x", Some("https://www.stadt.example/x"))]
    #[case("javascript:alert(1)", None)]
    #[case("mailto:a@b.example", None)]
    #[case("", None)]
    fn an_address_becomes_absolute_or_nothing(#[case] href: &str, #[case] expected: Option<&str>) {
        assert_eq!(absolute(Some(&url("https://stadt.example/a/")), href).as_ref().map(Url::as_str), expected);
    }

    #[test]
    fn tracking_goes_and_the_rest_stays_as_written() {
        let cleaned =
            without_tracking(url("https://a.example/x;jsessionid=1F?id=3&utm_source=rss&fbclid=9&q=%C3%A4+b#top"));
        assert_eq!(cleaned.as_str(), "https://a.example/x?id=3&q=%C3%A4+b#top");
        assert_eq!(without_tracking(url("https://a.example/x?UTM_medium=rss")).as_str(), "https://a.example/x");
    }

    #[test]
    fn a_signature_is_no_part_of_a_medium() {
        let signed = url("https://cdn.example/a.jpg?w=600&oe=68AB&X-Amz-Date=1");
        assert_eq!(without_signature(signed).as_str(), "https://cdn.example/a.jpg?w=600");
    }
}
