//! Which connector reads which kind of source. In: a [`SourceKind`]. Out: the connector, or nothing while the platform
//! is not connected. Called by jobs and `parse_output`.

use url::Url;

use super::bluesky::BlueskyConnector;
use super::cap::CapConnector;
use super::contract::Connector;
use super::facebook::FacebookConnector;
use super::feed::FeedConnector;
use super::html::HtmlConnector;
use super::ical::IcalConnector;
use super::instagram::InstagramConnector;
use super::linkedin::LinkedinConnector;
use super::mail::MailConnector;
use super::mastodon::MastodonConnector;
use super::oparl::OparlConnector;
use super::telegram::TelegramConnector;
use super::threads::ThreadsConnector;
use super::tiktok::TiktokConnector;
use super::x::XConnector;
use super::youtube::YoutubeConnector;
use crate::domain::source::SourceKind;

static BLUESKY: BlueskyConnector = BlueskyConnector;
static CAP: CapConnector = CapConnector;
static FACEBOOK: FacebookConnector = FacebookConnector;
static FEED: FeedConnector = FeedConnector;
static HTML: HtmlConnector = HtmlConnector;
static ICAL: IcalConnector = IcalConnector;
static INSTAGRAM: InstagramConnector = InstagramConnector;
static LINKEDIN: LinkedinConnector = LinkedinConnector;
static MAIL: MailConnector = MailConnector;
static MASTODON: MastodonConnector = MastodonConnector;
static OPARL: OparlConnector = OparlConnector;
static TELEGRAM: TelegramConnector = TelegramConnector;
static THREADS: ThreadsConnector = ThreadsConnector;
static TIKTOK: TiktokConnector = TiktokConnector;
static X: XConnector = XConnector;
static YOUTUBE: YoutubeConnector = YoutubeConnector;

/// Every connector there is.
#[derive(Debug, Clone, Copy)]
pub struct Registry;

impl Registry {
    /// The connector for a kind; `None` for what nobody reads anywhere.
    #[must_use]
    pub fn connector(kind: SourceKind) -> Option<&'static dyn Connector> {
        match kind {
            SourceKind::Bluesky => Some(&BLUESKY),
            SourceKind::Cap => Some(&CAP),
            SourceKind::Facebook => Some(&FACEBOOK),
            SourceKind::Feed => Some(&FEED),
            SourceKind::Html => Some(&HTML),
            SourceKind::Ical => Some(&ICAL),
            SourceKind::Instagram => Some(&INSTAGRAM),
            SourceKind::Linkedin => Some(&LINKEDIN),
            SourceKind::Mail => Some(&MAIL),
            SourceKind::Mastodon => Some(&MASTODON),
            SourceKind::Oparl => Some(&OPARL),
            SourceKind::Telegram => Some(&TELEGRAM),
            SourceKind::Threads => Some(&THREADS),
            SourceKind::Tiktok => Some(&TIKTOK),
            SourceKind::X => Some(&X),
            SourceKind::Youtube => Some(&YOUTUBE),
            SourceKind::Own => None,
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
    ("warnung.bund.de", SourceKind::Cap),
    ("opendata.dwd.de", SourceKind::Cap),
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
