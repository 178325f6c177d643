//! WebSub (W3C Recommendation, 2018): where a feed names a hub, the hub tells us at once when the feed changed. In: headers
//! of a feed's answer, a hub's questions and pushes. Out: the hub and topic, the request that subscribes, verdicts. What a
//! push carries is never read (DESIGN D9). Called by the feed connector and by jobs.

use std::time::Duration;

use aws_lc_rs::hmac;
use data_encoding::HEXLOWER_PERMISSIVE;
use http::{HeaderMap, HeaderValue, header};
use url::{Url, form_urlencoded};

use super::address_clean::absolute;
use super::push::Reject;
use crate::domain::connection::Secret;
use crate::net::{Profile as Guard, Request};

/// How long we ask a hub to remember us, in seconds: ten days.
pub const LEASE_S: u64 = 10 * 86_400;

/// Who tells of changes, and of what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hub {
    pub hub: Url,
    /// The feed's own name for itself (`rel="self"`), which the hub knows it by.
    pub topic: Url,
}

/// What a hub asks at our address (§5.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub mode: Mode,
    pub topic: String,
    pub challenge: Option<String>,
    pub lease_s: Option<u64>,
}

/// What the hub is about to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Subscribe,
    Unsubscribe,
    Denied,
}

/// The hub named in `Link` headers (§4); they come before what the document says.
#[must_use]
pub fn from_headers(headers: &HeaderMap, base: &Url) -> Option<Hub> {
    let links: Vec<(Url, Vec<String>)> = headers
        .get_all(header::LINK)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(",<").flat_map(|part| part.split(", <")))
        .filter_map(|link| link_value(link, base))
        .collect();
    let named =
        |rel: &str| links.iter().find(|(_, rels)| rels.iter().any(|one| one == rel)).map(|(url, _)| url.clone());
    Some(Hub { hub: named("hub")?, topic: named("self").unwrap_or_else(|| base.clone()) })
}

/// One link of a `Link` header (RFC 8288 §3): its target and relations.
fn link_value(link: &str, base: &Url) -> Option<(Url, Vec<String>)> {
    let (target, parameters) = link.trim().trim_start_matches('<').split_once('>')?;
    let rel = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("rel").then(|| value.trim().trim_matches('"').to_ascii_lowercase())
    })?;
    Some((absolute(Some(base), target)?, rel.split_ascii_whitespace().map(str::to_owned).collect()))
}

/// Asks a hub to push to our address (§5.1).
#[must_use]
pub fn subscription(hub: &Hub, callback: &str, secret: &Secret) -> Request {
    let body = form_urlencoded::Serializer::new(String::new())
        .append_pair("hub.callback", callback)
        .append_pair("hub.mode", "subscribe")
        .append_pair("hub.topic", hub.topic.as_str())
        .append_pair("hub.secret", secret.reveal())
        .append_pair("hub.lease_seconds", &LEASE_S.to_string())
        .finish();
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    Request::post(Guard::Source, hub.hub.clone(), body)
        .header(header::CONTENT_TYPE, form)
        .timeout(Duration::from_secs(20))
}

/// Reads a hub's question.
#[must_use]
pub fn question(query: &[(String, String)]) -> Option<Question> {
    let value = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let mode = match value("hub.mode")?.as_str() {
        "subscribe" => Mode::Subscribe,
        "unsubscribe" => Mode::Unsubscribe,
        "denied" => Mode::Denied,
        _ => return None,
    };
    let lease_s = value("hub.lease_seconds").and_then(|seconds| seconds.parse().ok());
    Some(Question { mode, topic: value("hub.topic")?, challenge: value("hub.challenge"), lease_s })
}

/// Whether a push is signed with our secret (§7.1), in constant time.
///
/// # Errors
/// [`Reject::Unsigned`] without a signature, [`Reject::Forged`] with a wrong one.
pub fn check_signature(headers: &HeaderMap, raw: &[u8], secret: &Secret) -> Result<(), Reject> {
    let value =
        headers.get("x-hub-signature-256").or_else(|| headers.get("x-hub-signature")).ok_or(Reject::Unsigned)?;
    let (method, digest) = value.to_str().ok().and_then(|text| text.split_once('=')).ok_or(Reject::Forged)?;
    let algorithm = match method.trim().to_ascii_lowercase().as_str() {
        "sha1" => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        "sha256" => hmac::HMAC_SHA256,
        "sha384" => hmac::HMAC_SHA384,
        "sha512" => hmac::HMAC_SHA512,
        _ => return Err(Reject::Forged),
    };
    let digest = HEXLOWER_PERMISSIVE.decode(digest.trim().as_bytes()).map_err(|_| Reject::Forged)?;
    let key = hmac::Key::new(algorithm, secret.reveal().as_bytes());
    hmac::verify(&key, raw, &digest).map_err(|_| Reject::Forged)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(query: &str) -> Vec<(String, String)> {
        form_urlencoded::parse(query.as_bytes()).into_owned().collect()
    }

    #[test]
    fn a_hub_is_named_in_headers() {
        let base = Url::parse("https://stadt.example/feed").unwrap();
        let mut headers = HeaderMap::new();
        assert_eq!(from_headers(&headers, &base), None);
        let links = r#"<https://hub.example/>; rel="hub", </feed.xml>; rel=self; type="application/rss+xml""#;
        headers.insert(header::LINK, HeaderValue::from_static(links));
        let hub = from_headers(&headers, &base).unwrap();
        assert_eq!((hub.hub.as_str(), hub.topic.as_str()), ("https://hub.example/", "https://stadt.example/feed.xml"));
        let mut apart = HeaderMap::new();
        apart.append(header::LINK, HeaderValue::from_static("<https://hub.example/>;rel=hub"));
        apart.append(header::LINK, HeaderValue::from_static("<https://stadt.example/style.css>;rel=preload"));
        assert_eq!(from_headers(&apart, &base).unwrap().topic, base);
    }

    #[test]
    fn a_push_is_believed_only_with_our_secret() {
        let secret = Secret::new("geheim");
        let raw = "<feed>Grüße</feed>".as_bytes();
        let sign = |algorithm, key: &[u8]| {
            HEXLOWER_PERMISSIVE.encode(hmac::sign(&hmac::Key::new(algorithm, key), raw).as_ref())
        };
        let push = |value: String| HeaderMap::from_iter([("x-hub-signature".parse().unwrap(), value.parse().unwrap())]);
        let sha256 = push(format!("sha256={}", sign(hmac::HMAC_SHA256, b"geheim")));
        assert_eq!(check_signature(&sha256, raw, &secret), Ok(()));
        let sha1 = push(format!("sha1={}", sign(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, b"geheim")));
        assert_eq!(check_signature(&sha1, raw, &secret), Ok(()));
        assert_eq!(check_signature(&sha256, b"<feed>Gruesse</feed>", &secret), Err(Reject::Forged));
        let wrong = push(format!("sha256={}", sign(hmac::HMAC_SHA256, b"geraten")));
        assert_eq!(check_signature(&wrong, raw, &secret), Err(Reject::Forged));
        assert_eq!(check_signature(&HeaderMap::new(), raw, &secret), Err(Reject::Unsigned));
        assert_eq!(check_signature(&push("md5=00".into()), raw, &secret), Err(Reject::Forged));
    }

    #[test]
    fn what_a_hub_asks() {
        let asked = question(&pairs(
            "hub.mode=subscribe&hub.topic=https%3A%2F%2Fa.example%2Ff&hub.challenge=x7&hub.lease_seconds=86400",
        ));
        let asked = asked.unwrap();
        assert_eq!(
            (asked.mode, asked.topic.as_str(), asked.lease_s),
            (Mode::Subscribe, "https://a.example/f", Some(86_400))
        );
        assert_eq!(asked.challenge.as_deref(), Some("x7"));
        assert_eq!(question(&pairs("hub.mode=publish&hub.topic=x")), None);
        let hub = Hub { hub: "https://hub.example/".parse().unwrap(), topic: "https://a.example/f".parse().unwrap() };
        let request = subscription(&hub, "https://stadt.example/hooks/feed/1", &Secret::new("s"));
        let form = pairs(std::str::from_utf8(request.body.as_ref().unwrap()).unwrap());
        assert!(
            form.contains(&("hub.mode".into(), "subscribe".into()))
                && form.contains(&("hub.secret".into(), "s".into()))
        );
    }
}
