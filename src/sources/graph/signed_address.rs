//! Addresses that Meta signs for a while. In: an address as the answer has it. Out: when it ends (`oe=`, hex Unix
//! seconds), and a name for the file that stays when the address is signed anew. Used by all readers.

use jiff::Timestamp;
use url::Url;

use super::super::address_clean::{absolute, without_signature, without_tracking};
use crate::domain::item::{ItemMedia, ItemTime, Precision};
use crate::domain::media::MediaKind;

/// A medium at an address; `None` for what is no web address.
#[must_use]
pub fn medium(kind: MediaKind, native_id: Option<String>, address: Option<&str>) -> Option<ItemMedia> {
    let url = address.and_then(|address| absolute(None, address));
    if url.is_none() && native_id.is_none() {
        return None;
    }
    let expires_at = url.as_ref().and_then(expiry);
    let source_url = url.map(String::from);
    Some(ItemMedia { source_url, native_media_id: native_id, expires_at, ..ItemMedia::at(kind, String::new()) })
}

/// When the signature of an address ends.
#[must_use]
pub fn expiry(url: &Url) -> Option<ItemTime> {
    let (_, orig) = url.query_pairs().find(|(name, _)| name == "oe")?;
    let utc = Timestamp::from_second(i64::from_str_radix(&orig, 16).ok()?).ok()?;
    Some(ItemTime { utc, orig: orig.into_owned(), precision: Precision::Second })
}

/// What a medium is known by: its id, else its file's name at Meta's own servers, else its address unsigned.
#[must_use]
pub fn identity(medium: &ItemMedia) -> Option<String> {
    if let Some(id) = &medium.native_media_id {
        return Some(id.clone());
    }
    let url = Url::parse(medium.source_url.as_deref().or(medium.poster.as_deref())?).ok()?;
    let host = url.host_str().unwrap_or_default();
    let theirs = host.ends_with(".fbcdn.net") || host.ends_with(".cdninstagram.com");
    let file = url.path_segments().and_then(|mut parts| parts.next_back()).filter(|file| file.contains('.'));
    match file {
        Some(file) if theirs => Some(file.to_owned()),
        _ => Some(without_signature(url.clone()).into()),
    }
}

/// The address behind Meta's own redirect (`l.facebook.com/l.php?u=…`), without what only follows readers around.
#[must_use]
pub fn unshimmed(address: &str) -> Option<Url> {
    let url = absolute(None, address)?;
    let host = url.host_str().unwrap_or_default();
    let shim =
        matches!(host, "l.facebook.com" | "lm.facebook.com" | "l.instagram.com" | "l.threads.com" | "l.threads.net");
    let behind = url.query_pairs().find(|(name, _)| shim && name == "u").and_then(|(_, to)| absolute(None, &to));
    Some(without_tracking(behind.unwrap_or(url)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_signed_anew_is_the_same_file() {
        let a = "https://scontent-a.xx.fbcdn.net/v/t1/p720x720/1_2_n.jpg?_nc_ht=a&oh=1&oe=60F1D543";
        let b = "https://scontent-b.xx.fbcdn.net/v/t2/1_2_n.jpg?_nc_ht=b&oh=2&oe=70F1D543";
        let medium = |address| medium(MediaKind::Image, None, Some(address)).unwrap();
        assert_eq!(identity(&medium(a)), identity(&medium(b)));
        assert_eq!(medium(a).expires_at.unwrap().utc.to_string(), "2021-07-16T18:51:47Z");
        let named = ItemMedia { native_media_id: Some("7".to_owned()), ..medium(a) };
        assert_eq!(identity(&named).as_deref(), Some("7"));
        assert!(super::medium(MediaKind::Image, None, Some("<image url>")).is_none());
    }

    #[test]
    fn the_address_behind_a_redirect_is_the_link() {
        let shim = "https://l.facebook.com/l.php?u=https%3A%2F%2Fstadt.example%2Fneu%3Futm_source%3Dfb%26id%3D3&h=AT3";
        assert_eq!(unshimmed(shim).unwrap().as_str(), "https://stadt.example/neu?id=3");
        assert_eq!(unshimmed("https://stadt.example/l.php?u=x").unwrap().as_str(), "https://stadt.example/l.php?u=x");
    }
}
