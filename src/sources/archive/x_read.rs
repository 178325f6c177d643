//! The archive that X hands out: `data/tweets.js` with its parts, `data/account.js`, `data/note-tweet.js` and the pictures
//! in `data/tweets_media`. In: its files. Out: the account's own posts, under the ids and with the content that the API
//! gives them. Of the account nothing but id, name and display name is read. Called by `gather`.

use jiff::Timestamp;
use serde_json::Value;

use super::super::contract::NormaliseCx;
use super::super::json_value::{id, owned};
use super::super::sorting::{Sorted, not_ours, refuse, sort};
use super::super::x::post_read;
use super::files::{ArchiveError, ArchiveFiles, last_part};
use super::x_mend::{Note, is_repost_or_reply, mend};
use super::{Archived, Gathered, MAX_POSTS_FILE, agreed, json, shelved, sorted};
use crate::domain::media::MediaKind;
use crate::domain::source::{Aside, SourceKind};

/// Whose archive it is.
struct Account {
    id: String,
    username: String,
    name: Option<String>,
}

/// Reads an archive of X.
///
/// # Errors
/// When it holds no posts, is another account's than the one given, or cannot be read.
pub fn read(files: &mut ArchiveFiles, account: Option<&str>, now: Timestamp) -> Result<Gathered, ArchiveError> {
    let names: Vec<String> = files.names().iter().filter(|name| holds_posts(name)).cloned().collect();
    if names.is_empty() {
        return Err(ArchiveError::NoPosts("data/tweets.js"));
    }
    let account = whose(files, account)?;
    let notes = notes(files)?;
    let cx = NormaliseCx { account: Some(account.id.clone()), now: Some(now), ..NormaliseCx::default() };
    let mut posts = Vec::new();
    let mut entries: Vec<Sorted> = Vec::new();
    for name in names {
        let bytes = files.read(&name, MAX_POSTS_FILE)?;
        match json(&bytes) {
            Some(Value::Array(all)) => posts.extend(all),
            _ => entries.push(refuse(None, Aside::NoEntry, "a file of posts that is no JSON", &name)),
        }
    }
    // Each edit is an entry of its own: of a chain the newest comes first, and the first one counts.
    let number = |entry: &Value| id(tweet(entry), "/id_str").and_then(|id| id.parse::<u64>().ok());
    posts.sort_by_key(|entry| std::cmp::Reverse(number(entry)));
    entries.extend(posts.iter().map(|entry| one(tweet(entry), &account, &notes, &cx)));
    let (items, others, quarantined) = sorted(sort(entries, &cx));
    let mut posts: Vec<Archived> = items.into_iter().map(|item| with_files(files, item)).collect();
    posts.sort_by_key(|post| post.item.created_at.as_ref().map(|at| at.utc));
    Ok(Gathered {
        kind: SourceKind::X,
        site_url: Some(format!("https://x.com/{}", account.username)),
        account: Some(account.id),
        name: account.name,
        posts,
        not_ours: others,
        quarantined,
    })
}

/// `tweets.js`, in older archives `tweet.js`, and their further parts.
fn holds_posts(name: &str) -> bool {
    let Some(stem) = last_part(name).strip_suffix(".js").filter(|_| is_data(name)) else { return false };
    let part = |rest: &str| rest.strip_prefix("-part").is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
    ["tweets", "tweet"].iter().any(|head| stem.strip_prefix(head).is_some_and(|rest| rest.is_empty() || part(rest)))
}

/// The archive's own scripts (its viewer) lie elsewhere.
fn is_data(name: &str) -> bool {
    matches!(name.rsplit('/').nth(1), None | Some("data"))
}

fn tweet(entry: &Value) -> &Value {
    entry.get("tweet").unwrap_or(entry)
}

/// The account; without it nobody could tell its replies to itself from those to others.
fn whose(files: &mut ArchiveFiles, given: Option<&str>) -> Result<Account, ArchiveError> {
    let missing = || ArchiveError::NoPosts("data/account.js");
    let found = files.find("data/account.js").or_else(|| files.find("account.js"));
    let name = found.ok_or_else(missing)?.to_owned();
    let value = json(&files.read(&name, MAX_POSTS_FILE)?).ok_or_else(|| ArchiveError::Damaged(name.clone()))?;
    let id = agreed(id(&value, "/0/account/accountId"), given)?.ok_or_else(missing)?;
    let username = owned(&value, "/0/account/username").unwrap_or_else(|| "i".to_owned());
    Ok(Account { id, username, name: owned(&value, "/0/account/accountDisplayName") })
}

/// The whole words of long posts.
fn notes(files: &mut ArchiveFiles) -> Result<Vec<Note>, ArchiveError> {
    let names: Vec<String> = files
        .names()
        .iter()
        .filter(|name| is_data(name) && last_part(name).starts_with("note-tweet"))
        .cloned()
        .collect();
    let mut notes = Vec::new();
    for name in names {
        if let Some(Value::Array(all)) = json(&files.read(&name, MAX_POSTS_FILE)?) {
            notes.extend(all.iter().filter_map(|entry| Note::read(entry.get("noteTweet")?)));
        }
    }
    Ok(notes)
}

fn one(tweet: &Value, account: &Account, notes: &[Note], cx: &NormaliseCx) -> Sorted {
    let native = id(tweet, "/id_str");
    if let Some(reason) = is_repost_or_reply(tweet, &account.username) {
        return not_ours(native, reason);
    }
    let mended = mend(tweet, (&account.id, &account.username), notes);
    let item = post_read::read(&mended, &Value::Null, cx)?;
    if item.created_at.is_none() {
        return refuse(native, Aside::NoEntry, "a post without a readable time", &item.text);
    }
    Ok(shelved(item))
}

/// Pictures lie under the id of their post and their name at the platform.
fn with_files(files: &ArchiveFiles, item: crate::domain::item::Item) -> Archived {
    let own = item.version_id.clone().unwrap_or_else(|| item.native_id.0.clone());
    let file = |address: Option<&str>| {
        let base = last_part(address?.split('?').next()?);
        files.find(&format!("{own}-{base}")).map(str::to_owned)
    };
    let names = item.media.iter().map(|medium| match medium.kind {
        MediaKind::Image => file(medium.source_url.as_deref()),
        MediaKind::Video | MediaKind::Audio => None,
    });
    Archived { files: names.collect(), item }
}
