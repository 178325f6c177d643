//! Pictures, videos and sounds in markup. In: attributes of their elements. Out: [`ItemMedia`] with absolute addresses, or
//! the page of a framed video; and one list of what the item and its markup name. Called by `clean_html` and `clean`.

use url::Url;

use crate::domain::item::ItemMedia;
use crate::domain::media::{AltOrigin, MediaKind};

use super::clean_links;
use super::html_tokens::Attributes;

/// What an `img` is.
pub(super) enum Picture {
    /// A smiley drawn as a picture: the text it stands for.
    Smiley(String),
    Medium(Box<ItemMedia>),
    /// A counter of readers, or no address.
    Nothing,
}

/// Reads an `img`; lazy pictures have their address elsewhere.
pub(super) fn picture(attributes: &Attributes, base: Option<&Url>) -> Picture {
    let alt = attributes.get("alt").map(str::trim).filter(|alt| !alt.is_empty());
    let class = attributes.get("class").unwrap_or_default();
    if class.split_ascii_whitespace().any(|class| matches!(class, "wp-smiley" | "emoji")) {
        return Picture::Smiley(alt.unwrap_or_default().to_owned());
    }
    let side = |name| attributes.get(name).and_then(|side| side.trim().trim_end_matches("px").parse::<u32>().ok());
    let (w, h) = (side("width"), side("height"));
    if w.is_some_and(|w| w <= 2) || h.is_some_and(|h| h <= 2) {
        return Picture::Nothing;
    }
    let named = ["data-src", "data-lazy-src", "src"].into_iter().filter_map(|name| attributes.get(name));
    let Some(address) = named.filter_map(|raw| clean_links::file(raw, base)).next() else { return Picture::Nothing };
    let alt_source = if alt.is_some() { AltOrigin::Author } else { AltOrigin::None };
    let alt = alt.map(str::to_owned);
    Picture::Medium(Box::new(ItemMedia { alt, alt_source, w, h, ..ItemMedia::at(MediaKind::Image, address) }))
}

/// Reads a `video` or `audio`; its address may follow in a `source`.
pub(super) fn player(name: &str, attributes: &Attributes, base: Option<&Url>) -> ItemMedia {
    let kind = if name == "video" { MediaKind::Video } else { MediaKind::Audio };
    let poster = attributes.get("poster").and_then(|raw| clean_links::file(raw, base));
    ItemMedia { source_url: source(attributes, base), poster, ..ItemMedia::at(kind, String::new()) }
}

/// The file that `src` names.
pub(super) fn source(attributes: &Attributes, base: Option<&Url>) -> Option<String> {
    attributes.get("src").and_then(|raw| clean_links::file(raw, base))
}

/// The page of the video that an `iframe` shows.
pub(super) fn video_page(attributes: &Attributes, base: Option<&Url>) -> Option<String> {
    let named = ["data-src", "src"].into_iter().filter_map(|name| attributes.get(name));
    let url = Url::parse(&named.filter_map(|raw| clean_links::web(raw, base)).next()?).ok()?;
    let host = url.host_str()?;
    let site = host.strip_prefix("www.").unwrap_or(host);
    let id = url.path_segments()?.rfind(|part| !part.is_empty())?;
    let page = match site {
        "youtube.com" | "youtube-nocookie.com" if url.path().starts_with("/embed/") => {
            format!("https://www.youtube.com/watch?v={id}")
        }
        "player.vimeo.com" => format!("https://vimeo.com/{id}"),
        "dailymotion.com" | "geo.dailymotion.com" | "ardmediathek.de" | "zdf.de" => url.to_string(),
        // PeerTube, wherever it lives.
        _ if url.path().starts_with("/videos/embed/") => url.join(&format!("/w/{id}")).ok()?.to_string(),
        _ => return None,
    };
    clean_links::web(&page, None)
}

/// Joins both lists; a picture that both name is one, and keeps a description either gives.
pub(super) fn merge(own: &[ItemMedia], inline: Vec<ItemMedia>) -> Vec<ItemMedia> {
    let mut out: Vec<ItemMedia> = own.to_vec();
    let mut keys: Vec<Option<String>> = out.iter().map(media_key).collect();
    for medium in inline {
        let key = media_key(&medium);
        let known = keys.iter().position(|known| *known == key && key.is_some()).and_then(|at| out.get_mut(at));
        match known {
            Some(known) if known.alt.is_none() && medium.alt.is_some() => {
                known.alt = medium.alt;
                known.alt_source = AltOrigin::Author;
            }
            Some(_) => {}
            None => {
                keys.push(key);
                out.push(medium);
            }
        }
    }
    out
}

/// A file's address without query and without the size that content management systems append (`-300x200`).
fn media_key(medium: &ItemMedia) -> Option<String> {
    let url = Url::parse(medium.source_url.as_deref()?).ok()?;
    let path = url.path();
    // A picture that only its query names is known by its whole address.
    let Some((stem, ext)) = path.rsplit_once('.').filter(|(_, ext)| ext.len() <= 5 && !ext.contains('/')) else {
        return Some(url.to_string());
    };
    if matches!(ext, "php" | "aspx" | "asp" | "jsp" | "ashx") {
        return Some(url.to_string());
    }
    let is_size = |size: &str| {
        size.split_once('x')
            .is_some_and(|(w, h)| [w, h].iter().all(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit())))
    };
    let stem = stem.rsplit_once('-').filter(|(_, size)| is_size(size)).map_or(stem, |(stem, _)| stem);
    Some(format!("{}{stem}.{ext}", url.host_str().unwrap_or_default()))
}
