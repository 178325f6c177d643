//! Which connector reads which kind of source. In: a [`SourceKind`]. Out: the connector, or nothing while the platform
//! is not connected. Called by jobs and `parse_output`.

use url::Url;

use super::contract::Connector;
use super::feed::FeedConnector;
use crate::domain::source::SourceKind;

static FEED: FeedConnector = FeedConnector;

/// Every connector there is.
#[derive(Debug, Clone, Copy)]
pub struct Registry;

impl Registry {
    /// The connector for a kind; `None` when this platform cannot be read yet.
    #[must_use]
    pub fn connector(kind: SourceKind) -> Option<&'static dyn Connector> {
        match kind {
            SourceKind::Feed => Some(&FEED),
            _ => None,
        }
    }

    /// The platform whose own site an address belongs to, as a person copies it from there.
    #[must_use]
    pub fn platform_of(address: &Url) -> Option<SourceKind> {
        let host = address.host_str()?.trim_end_matches('.').to_ascii_lowercase();
        let (_, kind) = SITES
            .iter()
            .find(|(site, _)| host.strip_suffix(site).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))?;
        Some(*kind)
    }
}

/// Where the platforms live.
const SITES: &[(&str, SourceKind)] = &[
    ("facebook.com", SourceKind::Facebook),
    ("fb.com", SourceKind::Facebook),
    ("instagram.com", SourceKind::Instagram),
    ("threads.net", SourceKind::Threads),
    ("threads.com", SourceKind::Threads),
    ("youtube.com", SourceKind::Youtube),
    ("youtu.be", SourceKind::Youtube),
    ("t.me", SourceKind::Telegram),
    ("telegram.me", SourceKind::Telegram),
    ("bsky.app", SourceKind::Bluesky),
    ("linkedin.com", SourceKind::Linkedin),
    ("tiktok.com", SourceKind::Tiktok),
    ("x.com", SourceKind::X),
    ("twitter.com", SourceKind::X),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_tells_its_platform() {
        let platform = |address: &str| Registry::platform_of(&Url::parse(address).unwrap());
        assert_eq!(platform("https://de-de.facebook.com/stadt.musterbach"), Some(SourceKind::Facebook));
        assert_eq!(platform("https://t.me/musterbach"), Some(SourceKind::Telegram));
        assert_eq!(platform("https://www.notfacebook.com/"), None);
        assert_eq!(platform("https://www.musterbach.de/"), None);
    }
}
