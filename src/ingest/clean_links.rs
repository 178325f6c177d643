//! Addresses: only those a reader may be sent to, without tracking and detours. In: an address as found. Out: an
//! absolute http(s), `mailto:` or `tel:` address, or nothing.

use url::Url;

use crate::domain::body_html::is_safe_href;
use crate::domain::tracking::is_tracking;

/// Longer addresses are not for people.
pub(super) const MAX_LENGTH: usize = 2048;
/// Detours unwrapped one after the other.
const MAX_DETOURS: usize = 3;

/// An address for a link, resolved against the page it stands on. A bare fragment is no address.
pub(super) fn link(raw: &str, base: Option<&Url>) -> Option<String> {
    let raw = raw.trim();
    if raw.is_empty() || raw.starts_with('#') || raw.len() > 2 * MAX_LENGTH {
        return None;
    }
    let url = match Url::parse(raw) {
        Ok(url) => url,
        Err(url::ParseError::RelativeUrlWithoutBase) => base?.join(raw).ok()?,
        Err(_) => return None,
    };
    let clean = match url.scheme() {
        "http" | "https" => web_address(url)?.to_string(),
        "mailto" => mail_address(&url)?,
        "tel" => telephone(&url)?,
        _ => return None,
    };
    (clean.len() <= MAX_LENGTH && is_safe_href(&clean)).then_some(clean)
}

/// An absolute http(s) address without tracking and detours.
pub(super) fn web(raw: &str, base: Option<&Url>) -> Option<String> {
    link(raw, base).filter(|href| href.starts_with("http"))
}

/// An address of a picture, video or sound: resolved, otherwise untouched, because it may be signed.
pub(super) fn file(raw: &str, base: Option<&Url>) -> Option<String> {
    let raw = raw.trim();
    let url = match Url::parse(raw) {
        Ok(url) => url,
        Err(url::ParseError::RelativeUrlWithoutBase) if !raw.is_empty() => base?.join(raw).ok()?,
        Err(_) => return None,
    };
    (matches!(url.scheme(), "http" | "https") && url.as_str().len() <= 2 * MAX_LENGTH).then(|| url.to_string())
}

/// Whether two addresses lead to the same page.
pub(super) fn same_page(one: &str, other: &str) -> bool {
    let key = |address: &str| {
        let address = address.split('#').next().unwrap_or_default();
        let address = address.split_once("://").map_or(address, |(_, rest)| rest);
        address.strip_prefix("www.").unwrap_or(address).trim_end_matches('/').to_owned()
    };
    key(one) == key(other)
}

fn web_address(mut url: Url) -> Option<Url> {
    for _ in 0..MAX_DETOURS {
        let Some(target) = detour_target(&url) else { break };
        url = target;
    }
    url.host_str()?;
    // A name before the host only deceives readers about where they go.
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    if let Some(query) = url.query() {
        let kept: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !is_tracking(pair)).collect();
        let kept = (!kept.is_empty()).then(|| kept.join("&"));
        url.set_query(kept.as_deref());
    }
    if url
        .fragment()
        .is_some_and(|fragment| fragment.is_empty() || fragment.starts_with("utm_") || fragment.starts_with("xtor="))
    {
        url.set_fragment(None);
    }
    Some(url)
}

/// Where a click counter would lead.
fn detour_target(url: &Url) -> Option<Url> {
    let host = url.host_str()?;
    let site = host.strip_prefix("www.").unwrap_or(host);
    let names: &[&str] = match (site, url.path()) {
        ("facebook.com" | "l.facebook.com" | "lm.facebook.com", "/l.php") => &["u"],
        ("l.instagram.com" | "l.threads.com" | "l.threads.net", _) => &["u"],
        ("youtube.com", "/redirect") => &["q"],
        (google, "/url") if google.starts_with("google.") => &["q", "url"],
        (outlook, _) if outlook.ends_with(".safelinks.protection.outlook.com") => &["url"],
        _ => return None,
    };
    let target = url.query_pairs().find(|(name, _)| names.contains(&name.as_ref()))?.1.into_owned();
    Url::parse(&target).ok().filter(|target| matches!(target.scheme(), "http" | "https"))
}

fn mail_address(url: &Url) -> Option<String> {
    let address = url.path();
    let (name, host) = address.split_once('@')?;
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>' | '"');
    (!name.is_empty() && !host.is_empty() && address.chars().all(plain)).then(|| format!("mailto:{address}"))
}

fn telephone(url: &Url) -> Option<String> {
    let number: String = url.path().replace("%20", "").chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    (number.len() >= 3 && number.len() <= 24).then(|| format!("tel:{number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("https://a.example/x?utm_source=rss&id=7&UTM_Medium=feed", Some("https://a.example/x?id=7"))]
    #[case(
        "https://a.example/x?fbclid=1&gclid=2&dclid=3&mc_eid=4&mc_cid=5&igshid=6&wt_mc=7",
        Some("https://a.example/x")
    )]
    #[case(
        "https://a.example/?pk_campaign=a&mtm_kwd=b&_hsenc=c&yclid=d&msclkid=e&ref_src=f",
        Some("https://a.example/")
    )]
    #[case("https://a.example/?ref=seite&q=a%20b&utmost=1", Some("https://a.example/?ref=seite&q=a%20b&utmost=1"))]
    #[case("https://a.example/x#utm_source=rss", Some("https://a.example/x"))]
    #[case("https://a.example/x#abschnitt-2", Some("https://a.example/x#abschnitt-2"))]
    #[case(
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fb.example%2Fy%3Ffbclid%3Dz&h=AT0",
        Some("https://b.example/y")
    )]
    #[case("https://www.google.com/url?q=https://b.example/&sa=D", Some("https://b.example/"))]
    #[case("https://www.google.de/url?url=https://b.example/", Some("https://b.example/"))]
    #[case(
        "https://l.facebook.com/l.php?u=javascript%3Aalert(1)",
        Some("https://l.facebook.com/l.php?u=javascript%3Aalert(1)")
    )]
    #[case("../seite.html", Some("https://stadt.example/neues/seite.html"))]
    #[case("//cdn.example/x", Some("https://cdn.example/x"))]
    #[case("/impressum", Some("https://stadt.example/impressum"))]
    #[case("#oben", None)]
    #[case("https://bank.example@evil.example/", Some("https://evil.example/"))]
    #[case("mailto:info@stadt.example?subject=x&bcc=y@z.example", Some("mailto:info@stadt.example"))]
    #[case("mailto:niemand", None)]
    #[case("tel:+49 (0) 123-456", Some("tel:+490123456"))]
    #[case("javascript:alert(1)", None)]
    #[case("JaVaScRiPt:alert(1)", None)]
    #[case("java\tscript:alert(1)", None)]
    #[case(" \u{1}javascript:alert(1)", None)]
    #[case("data:text/html,<script>", None)]
    #[case("vbscript:x", None)]
    #[case("file:///etc/passwd", None)]
    #[case("ftp://a.example/", None)]
    #[case("blob:https://a.example/1", None)]
    #[case("https://", None)]
    #[case("", None)]
    fn only_honest_addresses_remain(#[case] raw: &str, #[case] clean: Option<&str>) {
        let base = Url::parse("https://stadt.example/neues/heute/1.html").unwrap();
        assert_eq!(link(raw, Some(&base)).as_deref(), clean);
    }

    #[test]
    fn without_a_page_a_relative_address_leads_nowhere() {
        assert_eq!(link("/impressum", None), None);
        assert_eq!(file("bild.jpg", None), None);
    }

    #[test]
    fn a_signed_picture_address_is_left_alone() {
        let raw = "https://scontent.example/a.jpg?oe=65&utm_source=x&_hs=1";
        assert_eq!(file(raw, None).as_deref(), Some(raw));
        assert_eq!(file("data:image/png;base64,AAAA", None), None);
    }

    #[test]
    fn one_page_has_many_spellings() {
        assert!(same_page("http://www.a.example/x/", "https://a.example/x#mehr"));
        assert!(!same_page("https://a.example/x", "https://a.example/y"));
    }
}
