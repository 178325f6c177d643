//! Whether a form was sent from a page of ours (requirements S-05, DESIGN D14). Asked by the admin area and by the forms
//! of citizens.

use http::HeaderMap;
use http::header;

use crate::urls::Origin;

/// A browser says so in `Sec-Fetch-Site`, an older one in `Origin`. Who says neither is no browser with a page of ours.
#[must_use]
pub fn is_from_ourselves(headers: &HeaderMap, origin: &Origin) -> bool {
    let site = headers.get("sec-fetch-site").map(|value| value.as_bytes() == b"same-origin");
    let from = headers.get(header::ORIGIN).map(|value| value.as_bytes() == origin.absolute("").as_bytes());
    match (site, from) {
        (None, None) => false,
        (site, from) => site.unwrap_or(true) && from.unwrap_or(true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(&'static str, &'static str)]) -> bool {
        let headers = pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        is_from_ourselves(&headers, &Origin::new("https", "stadt.de"))
    }

    #[test]
    fn only_a_page_of_ours_sends_forms() {
        for good in [
            vec![("sec-fetch-site", "same-origin")],
            vec![("origin", "https://stadt.de")],
            vec![("sec-fetch-site", "same-origin"), ("origin", "https://stadt.de")],
        ] {
            assert!(asked(&good), "{good:?}");
        }
        for bad in [
            vec![],
            vec![("sec-fetch-site", "cross-site")],
            vec![("sec-fetch-site", "same-site")],
            vec![("sec-fetch-site", "none")],
            vec![("origin", "https://boese.de")],
            vec![("origin", "null")],
            vec![("origin", "http://stadt.de")],
            vec![("origin", "https://stadt.de:8443")],
            vec![("origin", "https://stadt.de.boese.de")],
            vec![("sec-fetch-site", "same-origin"), ("origin", "https://boese.de")],
            vec![("sec-fetch-site", "cross-site"), ("origin", "https://stadt.de")],
        ] {
            assert!(!asked(&bad), "{bad:?}");
        }
    }
}
