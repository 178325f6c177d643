//! The archive that Facebook hands out of a Page or profile ("Download your information", format JSON): files of posts and
//! the pictures beside them. In: its files. Out: the account's own posts. Facebook names its posts there only since lately
//! (`fbid`); the others are known by their second and words. What is written on other people's pages, comments, messages
//! and everything else lies in files of other names, which are not opened. Called by `gather`.

use std::collections::HashMap;

use jiff::Timestamp;
use serde_json::Value;

use super::super::contract::NormaliseCx;
use super::super::json_value::{owned, text};
use super::super::sorting::{Sorted, refuse, sort};
use super::facebook_entry::{self, Entry};
use super::files::{ArchiveError, ArchiveFiles, last_part};
use super::mojibake::mend;
use super::{Archived, Gathered, MAX_POSTS_FILE, agreed, json, shelved, sorted};
use crate::domain::source::{Aside, SourceKind};

/// How the files of own posts begin, through the years.
const HEADS: [&str; 3] = ["profile_posts", "your_posts", "page_posts"];

/// Reads an archive of Facebook; `account` is the Page's id.
///
/// # Errors
/// When it holds no posts, holds them as web pages, seems to be a person's, or is another Page's than the one given.
pub fn read(files: &mut ArchiveFiles, account: Option<&str>, now: Timestamp) -> Result<Gathered, ArchiveError> {
    let names: Vec<String> = files.names().iter().filter(|name| holds_posts(name, ".json")).cloned().collect();
    if names.is_empty() {
        let pages = files.names().iter().any(|name| holds_posts(name, ".html"));
        return Err(if pages { ArchiveError::WebPages } else { ArchiveError::NoPosts("posts/profile_posts_1.json") });
    }
    let Owner { id, name, is_person } = whose(files)?;
    // Archives do not say for whom a post was, and only a Page's are all for everybody.
    if is_person {
        return Err(ArchiveError::PersonForSure);
    }
    if account.is_none() && names.iter().all(|name| last_part(name).starts_with("your_posts")) {
        return Err(ArchiveError::Person);
    }
    let account = agreed(id, account)?;
    let cx = NormaliseCx { now: Some(now), ..NormaliseCx::default() };
    let mut media: HashMap<String, Vec<Option<String>>> = HashMap::new();
    let mut entries: Vec<Sorted> = Vec::new();
    for name in names {
        let bytes = files.read(&name, MAX_POSTS_FILE)?;
        let Some(all) = json(&bytes).as_mut().and_then(posts_in) else {
            entries.push(refuse(None, Aside::NoEntry, "a file of posts that is no JSON", &name));
            continue;
        };
        for post in &all {
            match facebook_entry::read(post, account.as_deref()) {
                Ok(entry) => add(entry, &mut entries, &mut media, files),
                Err(refused) => entries.push(Err(refused)),
            }
        }
    }
    let (items, not_ours, quarantined) = sorted(sort(entries, &cx));
    let with_files = |item: crate::domain::item::Item| {
        let files = media.get(&item.native_id.0).cloned().unwrap_or_default();
        Archived { item: shelved(item), files }
    };
    let mut posts: Vec<Archived> = items.into_iter().map(with_files).collect();
    posts.sort_by_key(|post| post.item.created_at.as_ref().map(|at| at.utc));
    let site_url = account.as_ref().map(|id| format!("https://www.facebook.com/{id}"));
    Ok(Gathered { kind: SourceKind::Facebook, account, name, site_url, posts, not_ours, quarantined })
}

/// Own posts lie in a folder `posts`; what was written elsewhere is in files of other names there.
fn holds_posts(name: &str, ext: &str) -> bool {
    let folder = name.rsplit('/').nth(1) == Some("posts");
    let last = last_part(name);
    folder && last.ends_with(ext) && HEADS.iter().any(|head| last.starts_with(head))
}

/// The list of posts, bare or as the only list of an object, with its texts mended.
fn posts_in(value: &mut Value) -> Option<Vec<Value>> {
    mend(value);
    match value {
        Value::Array(all) => Some(std::mem::take(all)),
        Value::Object(fields) => fields.values_mut().find_map(Value::as_array_mut).map(std::mem::take),
        _ => None,
    }
}

/// Whose archive it is, as far as it tells.
#[derive(Default)]
struct Owner {
    id: Option<String>,
    name: Option<String>,
    is_person: bool,
}

/// Reads id and name of the account, and whether it has what only people have; of that nothing is read but that it is there.
fn whose(files: &mut ArchiveFiles) -> Result<Owner, ArchiveError> {
    let found = ["profile_information.json", "page_information.json"].iter().find_map(|name| files.find(name));
    let Some(found) = found.map(str::to_owned) else { return Ok(Owner::default()) };
    let Some(mut value) = json(&files.read(&found, MAX_POSTS_FILE)?) else { return Ok(Owner::default()) };
    mend(&mut value);
    let address = text(&value, "/profile_v2/profile_uri").or_else(|| text(&value, "/page_v2/page_uri"));
    let id = address.and_then(|address| {
        let end = address.trim_end_matches('/').rsplit(['/', '=', '-']).next()?;
        (end.len() >= 5 && end.bytes().all(|b| b.is_ascii_digit())).then(|| end.to_owned())
    });
    let name = owned(&value, "/profile_v2/name/full_name").or_else(|| owned(&value, "/page_v2/name"));
    let has = |what: &str| value.pointer(&format!("/profile_v2/{what}")).is_some_and(|value| !value.is_null());
    Ok(Owner { id, name, is_person: ["birthday", "gender", "family_members"].iter().any(|what| has(what)) })
}

/// Pictures that were added in the same second under the same words are one post, as on the Page.
fn add(
    entry: Entry,
    entries: &mut Vec<Sorted>,
    media: &mut HashMap<String, Vec<Option<String>>>,
    files: &ArchiveFiles,
) {
    let names: Vec<Option<String>> =
        entry.files.iter().map(|name| name.as_deref().and_then(|name| files.find(name)).map(str::to_owned)).collect();
    let same = |known: &&mut Sorted| known.as_ref().is_ok_and(|known| known.native_id == entry.item.native_id);
    let slots = media.entry(entry.item.native_id.0.clone()).or_default();
    match entries.iter_mut().find(same) {
        Some(Ok(known)) => {
            for (medium, name) in entry.item.media.into_iter().zip(names) {
                if known.media.iter().all(|one| one.native_media_id != medium.native_media_id) {
                    known.media.push(medium);
                    slots.push(name);
                }
            }
            facebook_entry::finish_item(known);
        }
        _ => {
            *slots = names;
            entries.push(Ok(entry.item));
        }
    }
}
