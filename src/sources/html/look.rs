//! A first look at a website that may become a source. In: its address and what staff said. Out: who it is and what it
//! lists, or why it cannot be read. Called by admin when a source is added, and for `health`.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use url::Url;

use super::super::contract::Profile;
use super::super::failure::SourceError;
use super::ask;
use super::entry_read::Entry;
use super::settings::HtmlSettings;
use crate::domain::source::Cause;
use crate::net::Net;

/// What a page lists.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// Where the page is, after redirects.
    pub url: Url,
    pub profile: Profile,
    /// Never empty.
    pub entries: Vec<Entry>,
}

/// Reads `robots.txt` and the list, nothing else.
///
/// # Errors
/// [`Cause::RobotsRefuse`], [`Cause::NothingListed`], and what any asking may come to.
pub async fn look(
    net: &Net,
    url: &Url,
    settings: &HtmlSettings,
    zone: &TimeZone,
    now: Timestamp,
) -> Result<Look, SourceError> {
    if !ask::robots(net, url, now).await?.allow(url) {
        return Err(refused());
    }
    let response = net.send(ask::request(url)).await.map_err(|error| SourceError::from_net(url, error))?;
    if !response.status.is_success() {
        return Err(SourceError::from_status(response.status, &response.headers, now));
    }
    let (list, profile) = ask::read_list(&response, settings, zone).await?;
    if list.entries.is_empty() {
        return Err(SourceError::new(Cause::NothingListed, "no list of articles can be recognised on the page"));
    }
    Ok(Look { url: response.url, profile, entries: list.entries })
}

/// The site asks robots to stay away.
pub(super) fn refused() -> SourceError {
    SourceError::new(Cause::RobotsRefuse, "robots.txt does not allow this address")
}
