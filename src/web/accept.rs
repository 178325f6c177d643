//! Content negotiation (RFC 9110 §12.5, spec/interop.md §1.4): people or servers, and which compression.

use http::HeaderMap;
use http::header::{ACCEPT, ACCEPT_ENCODING};

/// Who seems to be asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wants {
    /// An ActivityPub document, named in the header and not below HTML.
    ActivityPub,
    /// A page.
    Html,
    /// Anything (`*/*`, or no header).
    Anything,
    /// Neither a page nor a document.
    Other,
}

/// Reads `Accept`.
#[must_use]
pub fn wants(headers: &HeaderMap) -> Wants {
    let lines: Vec<&str> = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
    if lines.iter().all(|line| line.trim().is_empty()) {
        return Wants::Anything;
    }
    let (mut activity, mut html, mut any) = (0u16, 0u16, 0u16);
    for (kind, quality) in lines.iter().flat_map(|line| elements(line)) {
        match kind.as_str() {
            "application/activity+json" | "application/ld+json" | "application/json" => {
                activity = activity.max(quality);
            }
            "text/html" | "application/xhtml+xml" | "text/*" => html = html.max(quality),
            "*/*" | "application/*" => any = any.max(quality),
            _ => {}
        }
    }
    if activity > 0 && activity >= html {
        Wants::ActivityPub
    } else if html > 0 {
        Wants::Html
    } else if any > 0 {
        Wants::Anything
    } else {
        Wants::Other
    }
}

/// A compression we keep pages in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// RFC 7932.
    Brotli,
    /// RFC 1952.
    Gzip,
    /// As it is.
    Identity,
}

impl Coding {
    /// The value of `Content-Encoding`, and the suffix of the entity tag.
    #[must_use]
    pub fn token(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }
}

/// Reads `Accept-Encoding`: brotli before gzip before nothing, unless the client weighs otherwise.
#[must_use]
pub fn coding(headers: &HeaderMap) -> Coding {
    let (mut brotli, mut gzip) = (None, None);
    let mut star = 0;
    for line in headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok()) {
        for (name, quality) in elements(line) {
            match name.as_str() {
                "br" => brotli = Some(quality),
                "gzip" | "x-gzip" => gzip = Some(quality),
                "*" => star = quality,
                _ => {}
            }
        }
    }
    let (brotli, gzip) = (brotli.unwrap_or(star), gzip.unwrap_or(star));
    if brotli > 0 && brotli >= gzip {
        Coding::Brotli
    } else if gzip > 0 {
        Coding::Gzip
    } else {
        Coding::Identity
    }
}

/// The elements of a list header with their weight in thousandths; commas inside quotes part nothing.
fn elements(line: &str) -> Vec<(String, u16)> {
    let mut quoted = false;
    let parts = line.split(|c: char| {
        quoted ^= c == '"';
        c == ',' && !quoted
    });
    parts
        .filter_map(|part| {
            let mut fields = part.split(';');
            let name = fields.next()?.trim().to_ascii_lowercase();
            let weight = fields
                .filter_map(|field| field.trim().strip_prefix("q=").or_else(|| field.trim().strip_prefix("Q=")))
                .next_back()
                .map_or(Some(1.0), |q| q.trim().parse::<f32>().ok())?;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0–1000 before")]
            let thousandths = (weight.clamp(0.0, 1.0) * 1000.0) as u16;
            (!name.is_empty()).then_some((name, thousandths))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(name: http::HeaderName, value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().unwrap());
        headers
    }

    #[test]
    fn servers_and_browsers_are_told_apart() {
        let profile = "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"";
        for (value, wanted) in [
            ("application/activity+json, application/ld+json", Wants::ActivityPub),
            (&format!("{profile},application/activity+json"), Wants::ActivityPub),
            (profile, Wants::ActivityPub),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", Wants::Html),
            ("text/html;q=0.5, application/activity+json", Wants::ActivityPub),
            ("text/html, application/activity+json;q=0.5", Wants::Html),
            ("text/html, application/activity+json", Wants::ActivityPub),
            ("*/*", Wants::Anything),
            ("image/png", Wants::Other),
            ("application/activity+json;q=0, text/html", Wants::Html),
        ] {
            assert_eq!(wants(&header(ACCEPT, value)), wanted, "{value}");
        }
        assert_eq!(wants(&HeaderMap::new()), Wants::Anything);
    }

    #[test]
    fn the_best_compression_the_client_takes_is_chosen() {
        for (value, wanted) in [
            ("gzip, deflate, br", Coding::Brotli),
            ("gzip", Coding::Gzip),
            ("br;q=0, gzip;q=0.5", Coding::Gzip),
            ("*", Coding::Brotli),
            ("identity", Coding::Identity),
        ] {
            assert_eq!(coding(&header(ACCEPT_ENCODING, value)), wanted, "{value}");
        }
    }
}
