//! The content types in which ActivityPub travels (ActivityPub §3.2, §7; spec interop T-09, T-35).

use http::{HeaderMap, header};

/// The profile that turns JSON-LD into ActivityPub.
const PROFILE: &str = "https://www.w3.org/ns/activitystreams";

/// Whether headers announce an ActivityPub document: `application/activity+json`, or `application/ld+json` without
/// a foreign profile; UTF-8 if anything.
pub(super) fn is_activity(headers: &HeaderMap) -> bool {
    let mut values = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return false };
    let Ok(value) = value.to_str() else { return false };
    let mut parts = value.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
    let linked = essence == "application/ld+json";
    if !linked && essence != "application/activity+json" {
        return false;
    }
    parts.filter(|part| !part.is_empty()).all(|part| {
        let Some((name, value)) = part.split_once('=') else { return false };
        let value = value.trim().trim_matches('"');
        match name.trim().to_ascii_lowercase().as_str() {
            "charset" => value.eq_ignore_ascii_case("utf-8"),
            "profile" => !linked || value.split_ascii_whitespace().any(|profile| profile == PROFILE),
            _ => true,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_activity_json_in_utf_8_is_activity_json() {
        let check = |text: &str| is_activity(&HeaderMap::from_iter([(header::CONTENT_TYPE, text.parse().unwrap())]));
        for good in [
            "application/activity+json",
            "Application/Activity+JSON; charset=UTF-8",
            "application/ld+json",
            "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"",
            "application/ld+json;profile=\"https://www.w3.org/ns/activitystreams\"; charset=utf-8",
        ] {
            assert!(check(good), "{good}");
        }
        for bad in [
            "text/html",
            "application/json",
            "application/octet-stream",
            "image/png",
            "application/activity+json; charset=utf-16",
            "application/ld+json; profile=\"https://other.example/ns\"",
            "multipart/form-data; boundary=x",
            "",
        ] {
            assert!(!check(bad), "{bad}");
        }
        assert!(!is_activity(&HeaderMap::new()));
    }
}
