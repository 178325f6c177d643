//! Finds the channel a person means: its id, its address, its handle or an old name. In: what was typed. Out: an
//! [`Account`] that is polled by its feed. Called by `YoutubeConnector`.

use url::Url;

use super::super::contract::{Account, LookCx};
use super::super::failure::SourceError;
use super::ask::Asked;
use super::normalise::channel_page;
use crate::domain::source::Cause;

/// Finds a channel.
///
/// # Errors
/// When nothing of what was typed names one, or the site cannot be asked.
pub(super) async fn resolve(cx: &LookCx<'_>, given: &str) -> Result<Account, SourceError> {
    let nobody = || SourceError::new(Cause::NotFound, "there is no such channel");
    let channel = match channel_in(given) {
        Some(channel) => channel,
        None => {
            let path =
                path_of(given).ok_or_else(|| SourceError::new(Cause::AddressUnreadable, "this names no channel"))?;
            find(cx, &path).await?.ok_or_else(nobody)?
        }
    };
    let profile = Asked::looking(cx, &channel).profile().await?;
    let address = |text: &str| Url::parse(text).map_err(|_| nobody());
    let feed = format!("https://www.youtube.com/feeds/videos.xml?channel_id={channel}");
    Ok(Account {
        site_url: Some(address(&channel_page(&channel))?),
        name: profile.name,
        account: Some(channel),
        ..Account::at(address(&feed)?)
    })
}

/// The channel's id, where it stands in what was given.
pub(super) fn channel_in(given: &str) -> Option<String> {
    let given = given.trim();
    if is_channel(given) {
        return Some(given.to_owned());
    }
    ["/channel/", "channel_id="].iter().find_map(|mark| {
        let id = given.split(mark).nth(1)?.split(['/', '?', '&', '#']).next()?;
        is_channel(id).then(|| id.to_owned())
    })
}

fn is_channel(id: &str) -> bool {
    id.len() == 24
        && id.starts_with("UC")
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// The channel's page below the site: `@handle`, `c/name`, `user/name`.
fn path_of(given: &str) -> Option<String> {
    let given = given.trim();
    let path = match Url::parse(given) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => url.path().trim_start_matches('/').to_owned(),
        _ => format!("@{}", given.trim_start_matches('@')),
    };
    let mut parts = path.split('/');
    let name = match parts.next()? {
        first @ ("c" | "user") => format!("{first}/{}", parts.next()?),
        first if first.starts_with('@') => first.to_owned(),
        _ => return None,
    };
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '@' | '/' | '.' | '-' | '_' | '%' | '·');
    (name.len() > 2 && name.chars().all(plain)).then_some(name)
}

async fn find(cx: &LookCx<'_>, path: &str) -> Result<Option<String>, SourceError> {
    let asked = Asked::looking(cx, "");
    if asked.has_key() && path.starts_with('@') {
        return asked.by_handle(path).await;
    }
    let response = asked.page(path).await?;
    if !response.status.is_success() {
        return Err(SourceError::from_status(response.status, &response.headers, cx.now));
    }
    let page = String::from_utf8_lossy(&response.body);
    // The page's own address, its announced feed, and its data name the channel; links to other channels come later.
    let marks =
        ["rel=\"canonical\" href=\"https://www.youtube.com/channel/", "videos.xml?channel_id=", "\"externalId\":\""];
    Ok(marks.iter().find_map(|mark| {
        let id = page.split(mark).nth(1)?.get(..24)?;
        is_channel(id).then(|| id.to_owned())
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "UCabcdefghijklmnopqrstuv";

    #[test]
    fn a_channel_is_named_in_many_ways() {
        for given in [
            ID,
            "https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv/videos",
            "https://www.youtube.com/feeds/videos.xml?channel_id=UCabcdefghijklmnopqrstuv",
        ] {
            assert_eq!(channel_in(given).as_deref(), Some(ID), "{given}");
        }
        assert_eq!(path_of("@musterbach").as_deref(), Some("@musterbach"));
        assert_eq!(path_of("musterbach").as_deref(), Some("@musterbach"));
        assert_eq!(path_of("https://www.youtube.com/c/Musterbach/about").as_deref(), Some("c/Musterbach"));
        assert_eq!(path_of("https://www.youtube.com/watch?v=x"), None);
    }
}
