//! Pictures, video and audio beside the text: enclosures, Media RSS, iTunes. In: an item's element and its base.
//! Out: media in the order of writing, each once. Called by `rss_read`, `atom_read` and `json_read`.

use url::Url;

use super::super::address_clean::absolute;
use super::super::html_read::is_counter;
use super::draft::{Content, one_line};
use super::xml_names::Ns;
use super::xml_tree::Element;
use crate::domain::item::ItemMedia;
use crate::domain::media::{AltOrigin, MediaKind};

/// Media taken from one entry, of each sort.
const MAX_MEDIA: usize = 50;

/// Media of an RSS item.
#[must_use]
pub fn of_item(item: &Element, base: Option<&Url>) -> Vec<ItemMedia> {
    let enclosures = item.all(Ns::Core, "enclosure").filter_map(|enclosure| {
        let url = absolute(base, enclosure.attr("url")?)?;
        from_attributes(enclosure, url, false)
    });
    collect(item, enclosures.take(MAX_MEDIA).collect(), base)
}

/// Media of an Atom entry: `link rel="enclosure"` (RFC 4287 §4.2.7.2) and Media RSS.
#[must_use]
pub fn of_entry(entry: &Element, base: Option<&Url>) -> Vec<ItemMedia> {
    let links = entry.all(entry.ns, "link").filter(|link| link.attr("rel") == Some("enclosure"));
    let enclosures = links.filter_map(|link| {
        let url = absolute(base, link.attr("href")?)?;
        from_attributes(link, url, false)
    });
    collect(entry, enclosures.take(MAX_MEDIA).collect(), base)
}

/// What a file is: by its type, its stated medium, or its ending. `None` for documents and the unknown.
#[must_use]
pub fn kind_of(mime: Option<&str>, medium: Option<&str>, url: &Url) -> Option<MediaKind> {
    let family = |text: &str| match text.split('/').next() {
        Some("image") => Some(MediaKind::Image),
        Some("video") => Some(MediaKind::Video),
        Some("audio") => Some(MediaKind::Audio),
        _ => None,
    };
    if let Some(kind) = mime.and_then(|mime| family(&mime.to_ascii_lowercase())).or_else(|| medium.and_then(family)) {
        return Some(kind);
    }
    let ending = url.path().rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    match ending.as_str() {
        "jpg" | "jpeg" | "png" | "gif" | "webp" | "avif" => Some(MediaKind::Image),
        "mp4" | "m4v" | "webm" | "mov" => Some(MediaKind::Video),
        "mp3" | "m4a" | "ogg" | "oga" | "opus" | "wav" => Some(MediaKind::Audio),
        _ => None,
    }
}

/// A medium at an address.
#[must_use]
pub fn medium(kind: MediaKind, url: Url) -> ItemMedia {
    ItemMedia::at(kind, url.into())
}

/// Enclosures and media elements together. Where Media RSS offers a video or audio, an enclosure of the same kind is
/// that one again; thumbnails become posters, or pictures where there is no other.
fn collect(item: &Element, enclosures: Vec<ItemMedia>, base: Option<&Url>) -> Vec<ItemMedia> {
    let mut found = Vec::new();
    for group in item.all(Ns::Media, "group").take(MAX_MEDIA) {
        found.extend(of_group(group, base));
    }
    for content in item.all(Ns::Media, "content").take(MAX_MEDIA) {
        found.extend(of_content(content, item, base));
    }
    let offered = |kind: MediaKind, list: &[ItemMedia]| list.iter().any(|media| media.kind == kind);
    let listed = found.clone();
    let extra = enclosures.into_iter().filter(|media| media.kind == MediaKind::Image || !offered(media.kind, &listed));
    let mut found: Vec<ItemMedia> = extra.chain(found).collect();
    let thumbnail = thumbnail(item, base);
    if let Some(video) = found.iter_mut().find(|media| media.kind == MediaKind::Video) {
        video.poster = video.poster.take().or(thumbnail);
    } else if !offered(MediaKind::Image, &found)
        && let Some(url) = thumbnail
    {
        found.push(ItemMedia::at(MediaKind::Image, url));
    }
    let mut once: Vec<ItemMedia> = Vec::new();
    for media in found {
        if !once.iter().any(|known| known.source_url == media.source_url) {
            once.push(media);
        }
    }
    let stated = item.first(Ns::Itunes, "duration").and_then(|duration| play_time(&duration.text()));
    if let Some(recording) = once.iter_mut().find(|media| media.kind != MediaKind::Image) {
        recording.duration_ms = recording.duration_ms.or(stated);
    }
    once
}

/// `itunes:duration` in milliseconds: seconds, `MM:SS` or `HH:MM:SS`. More than two days is no programme.
fn play_time(text: &str) -> Option<u64> {
    let mut seconds: u64 = 0;
    let mut parts = text.trim().split(':');
    for part in parts.by_ref().take(3) {
        let number = part.split('.').next()?.trim().parse::<u32>().ok()?;
        seconds = seconds * 60 + u64::from(number);
    }
    (parts.next().is_none() && (1..=172_800).contains(&seconds)).then_some(seconds * 1000)
}

/// A group holds one medium in several renditions: the default one, else the first that can be used.
fn of_group(group: &Element, base: Option<&Url>) -> Option<ItemMedia> {
    let usable: Vec<&Element> = group.all(Ns::Media, "content").collect();
    let default = usable.iter().find(|content| content.attr("isdefault") == Some("true"));
    let chosen = default.or(usable.first())?;
    let mut media = of_content(chosen, group, base)?;
    media.poster = media.poster.or_else(|| thumbnail(group, base)).filter(|_| media.kind == MediaKind::Video);
    Some(media)
}

fn of_content(content: &Element, around: &Element, base: Option<&Url>) -> Option<ItemMedia> {
    let url = absolute(base, content.attr("url")?)?;
    let mut media = from_attributes(content, url, true)?;
    media.alt = alt(content).or_else(|| alt(around)).filter(|_| media.kind == MediaKind::Image);
    media.alt_source = if media.alt.is_some() { AltOrigin::Author } else { AltOrigin::None };
    media.poster = thumbnail(content, base).filter(|_| media.kind == MediaKind::Video);
    Some(media)
}

/// `media:description` in plain text describes the picture; in HTML it is usually the article again.
fn alt(element: &Element) -> Option<String> {
    let description = element.first(Ns::Media, "description")?;
    match Content::guess(&description.text()) {
        Content::Plain(text) if description.attr("type").is_none_or(|kind| kind == "plain") => {
            one_line(&Content::Plain(text))
        }
        _ => None,
    }
}

fn thumbnail(element: &Element, base: Option<&Url>) -> Option<String> {
    let in_content = || element.all(Ns::Media, "content").find_map(|content| content.first(Ns::Media, "thumbnail"));
    let in_group = || element.all(Ns::Media, "group").find_map(|group| group.first(Ns::Media, "thumbnail"));
    let thumbnail = element.first(Ns::Media, "thumbnail").or_else(in_group).or_else(in_content)?;
    absolute(base, thumbnail.attr("url")?).map(String::from)
}

/// `url`, `type`, `medium`, `width`, `height`, `duration`. A media element of no stated kind is taken for a picture;
/// `ingest` looks at the bytes.
fn from_attributes(element: &Element, url: Url, assume_picture: bool) -> Option<ItemMedia> {
    let (mime, stated) = (element.attr("type"), element.attr("medium"));
    let unknown = mime.is_none() && stated.is_none() && assume_picture;
    let kind = kind_of(mime, stated, &url).or_else(|| unknown.then_some(MediaKind::Image))?;
    let number = |name: &str| element.attr(name).and_then(|text| text.parse::<u32>().ok());
    let (w, h) = (number("width").filter(|w| *w > 0), number("height").filter(|h| *h > 0));
    let tiny = |side: Option<u32>| side.is_some_and(|side| side <= 2);
    if is_counter(&url) || (kind == MediaKind::Image && (tiny(w) || tiny(h))) {
        return None;
    }
    let duration_ms = number("duration").map(|seconds| u64::from(seconds) * 1000);
    Some(ItemMedia { mime: mime.map(str::to_owned), w, h, duration_ms, ..medium(kind, url) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("754", Some(754_000))]
    #[case("12:34", Some(754_000))]
    #[case(" 01:02:03 ", Some(3_723_000))]
    #[case("0", None)]
    #[case("1:2:3:4", None)]
    #[case("lang", None)]
    fn a_programme_lasts_as_long_as_its_feed_says(#[case] text: &str, #[case] expected: Option<u64>) {
        assert_eq!(play_time(text), expected, "{text}");
    }
}
