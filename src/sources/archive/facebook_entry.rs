//! One entry of Facebook's archive becomes an item. In: an entry with mended texts, in either of the two forms in which they
//! come (fields of their own, or a list of labelled values). Out: an item with the names of its files, or why there is
//! none. Names of people (tags, who was on a photo), places of upload and counters are never read. Called by
//! `facebook_read`.

use serde_json::Value;

use super::super::graph::item_finish::{finish, is_empty, kind_of};
use super::super::graph::signed_address::unshimmed;
use super::super::json_value::{id, list, number, text};
use super::super::sorting::{not_ours, refuse};
use super::super::time_parse::unix_time;
use super::files::last_part;
use super::nameless;
use crate::domain::item::{Item, ItemKind, ItemMedia, LinkCard, NativeId, Quote};
use crate::domain::media::MediaKind;
use crate::domain::source::Aside;
use crate::sources::Quarantined;
use crate::sources::facebook::is_facebook;

/// Media of one entry.
const MAX_MEDIA: usize = 100;
/// Under which label the words stand, in the languages that towns here use.
const WORDS: [&str; 4] = ["Message", "Nachricht", "Text", "Post"];
/// An entry of this title was written on somebody else's page.
const ELSEWHERE: [&str; 4] = ["timeline", "Chronik", "in der Gruppe", "in the group"];

/// An item and, for each of its media, the path of its file as the archive writes it.
pub struct Entry {
    pub item: Item,
    pub files: Vec<Option<String>>,
}

/// Reads an entry.
///
/// # Errors
/// Why it is no post of the account.
pub fn read(entry: &Value, account: Option<&str>) -> Result<Entry, Box<Quarantined>> {
    let given = id(entry, "/fbid");
    let Some(created_at) = number(entry, "/timestamp").and_then(unix_time) else {
        return refuse(given, Aside::NoEntry, "an entry without a time", words(entry).unwrap_or_default());
    };
    if text(entry, "/title").is_some_and(|title| ELSEWHERE.iter().any(|word| title.contains(word))) {
        return not_ours(given, "written on somebody else's page");
    }
    let mut item = Item::new(NativeId(String::new()));
    item.text = words(entry).unwrap_or_default().trim().to_owned();
    item.account_native_id = account.map(str::to_owned);
    let mut files = Vec::new();
    for medium in media(entry).into_iter().take(MAX_MEDIA) {
        if item.text.is_empty()
            && let Some(caption) = text(medium, "/description")
        {
            item.text = caption.trim().to_owned();
        }
        if let Some(read) = picture(medium) {
            files.push(text(medium, "/uri").map(str::to_owned));
            item.media.push(read);
        }
    }
    link(&mut item, entry);
    item.native_id = match (&given, account) {
        (Some(post), Some(page)) => NativeId(format!("{page}_{post}")),
        _ => nameless(created_at.utc, &item.text),
    };
    item.canonical_url =
        given.as_ref().zip(account).map(|(post, page)| format!("https://www.facebook.com/{page}_{post}"));
    item.created_at = Some(created_at);
    if is_empty(&item) {
        return not_ours(given, "an entry that says nothing: a new cover picture, an event that is listed itself");
    }
    let shows = item.media.iter().any(|medium| medium.kind == MediaKind::Image) || item.link_card.is_some();
    if item.text.is_empty() && !shows {
        return refuse(given, Aside::Empty, "a film without words, and films are not taken over", "");
    }
    finish_item(&mut item);
    Ok(Entry { item, files })
}

/// Kind and hash, as the platform's own interface would give them.
pub fn finish_item(item: &mut Item) {
    if item.kind != ItemKind::RepostLink {
        item.kind = kind_of(item);
    }
    finish(item, crate::sources::facebook::VERSION);
}

fn words(entry: &Value) -> Option<&str> {
    let plain = list(entry, "/data").iter().find_map(|part| text(part, "/post"));
    let labelled = || {
        let named = |one: &&Value| text(one, "/label").is_some_and(|label| WORDS.contains(&label));
        list(entry, "/label_values").iter().find(named).and_then(|one| text(one, "/value"))
    };
    plain.or_else(labelled)
}

/// Whatever is attached, one by one.
fn attached(entry: &Value) -> impl Iterator<Item = &Value> {
    list(entry, "/attachments").iter().flat_map(|attachment| list(attachment, "/data"))
}

fn media(entry: &Value) -> Vec<&Value> {
    let mut all: Vec<&Value> = attached(entry).filter_map(|part| part.get("media")).collect();
    all.extend(list(entry, "/media"));
    all.extend(list(entry, "/label_values").iter().flat_map(|one| list(one, "/media")));
    all
}

/// A picture or film by its file's name, which ends in the id that the platform knows it by.
fn picture(medium: &Value) -> Option<ItemMedia> {
    let name = last_part(text(medium, "/uri")?);
    let (stem, ext) = name.rsplit_once('.')?;
    let kind = match ext.to_ascii_lowercase().as_str() {
        "jpg" | "jpeg" | "png" | "gif" | "webp" => MediaKind::Image,
        "mp4" | "mov" | "webm" => MediaKind::Video,
        _ => return None,
    };
    let last = stem.rsplit('_').next().unwrap_or(stem);
    let known = last.len() >= 8 && last.bytes().all(|b| b.is_ascii_digit());
    let native_media_id = Some(if known { last.to_owned() } else { format!("archive:{name}") });
    Some(ItemMedia { native_media_id, source_url: None, ..ItemMedia::at(kind, String::new()) })
}

/// A link to a website is a card; one to somebody's post there is a quote: its name and address, never its words.
fn link(item: &mut Item, entry: &Value) {
    let Some(found) = attached(entry).find_map(|part| part.get("external_context")) else { return };
    let Some(url) = text(found, "/url").and_then(unshimmed).map(String::from) else { return };
    let title = text(found, "/name").map(|name| name.trim().to_owned()).filter(|name| !item.text.contains(name));
    if is_facebook(&url) {
        if item.text.is_empty() {
            item.kind = ItemKind::RepostLink;
        } else {
            item.quote = Some(Quote { url: url.clone(), author: title.clone(), native_id: None });
        }
    }
    item.link_card = Some(LinkCard { url, title, description: None, image_media_ix: None });
}
