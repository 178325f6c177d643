//! What a town downloads of its own account when it leaves a platform ("archive", "your information"). In: a zip file or
//! the folder that was unpacked from it. Out: the account's own public posts as [`Archived`] items, with the names of
//! their picture files; everything else in an archive (messages, addresses, advertising, other people) is never opened.
//!
//! `files` opens archives within limits, `x_read` and `facebook_read` read them, `mojibake` mends Facebook's text. Pure but
//! for reading the files that were named; nothing is asked of any platform. Called by jobs and cli.

mod facebook_entry;
mod facebook_read;
mod files;
mod mojibake;
mod x_mend;
mod x_read;

#[cfg(test)]
mod tests;

use jiff::Timestamp;
use serde_json::Value;

pub use files::{ArchiveError, ArchiveFiles};

use super::contract::{Parsed, Quarantined};
use crate::domain::item::{Item, ItemState, NativeId};
use crate::domain::source::SourceKind;
use crate::seal::sha256_hex;

/// Bytes of one file of posts.
const MAX_POSTS_FILE: u64 = 96 * 1024 * 1024;

/// A post of an archive.
#[derive(Debug, Clone, PartialEq)]
pub struct Archived {
    pub item: Item,
    /// For each medium of the item, in order: the name of its file in the archive, if it is there.
    pub files: Vec<Option<String>>,
}

/// What an archive holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Gathered {
    pub kind: SourceKind,
    /// The account's id at the platform, where archive or caller knew it.
    pub account: Option<String>,
    /// The account's name and page, where the archive says.
    pub name: Option<String>,
    pub site_url: Option<String>,
    /// Oldest first.
    pub posts: Vec<Archived>,
    /// Replies, reposts and whatever else is not the account's own public post.
    pub not_ours: usize,
    /// Entries that cannot be used.
    pub quarantined: Vec<Quarantined>,
}

/// Reads an archive; `account` is the account's id where the archive does not name it.
///
/// # Errors
/// See [`ArchiveError`]; a single entry that cannot be read is in [`Gathered::quarantined`] instead.
pub fn gather(
    kind: SourceKind,
    files: &mut ArchiveFiles,
    account: Option<&str>,
    now: Timestamp,
) -> Result<Gathered, ArchiveError> {
    match kind {
        SourceKind::X => x_read::read(files, account, now),
        SourceKind::Facebook => facebook_read::read(files, account, now),
        _ => Err(ArchiveError::Kind),
    }
}

/// The kinds whose archives are read.
pub const KINDS: [SourceKind; 2] = [SourceKind::X, SourceKind::Facebook];

/// The name of a post to which the archive gives none: its second and its words. Computed for what the platform lists as
/// well, it tells that both are one.
#[must_use]
pub fn nameless(created_at: Timestamp, text: &str) -> NativeId {
    let words: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let hash = sha256_hex(words.as_bytes());
    NativeId(format!("archive:{}:{}", created_at.as_second(), hash.get(..16).unwrap_or(&hash)))
}

/// Items of an archive are no longer listed anywhere: nobody looks them up, and no absence is concluded from that.
fn shelved(mut item: Item) -> Item {
    item.state = ItemState::UnlistedAtSource;
    item
}

/// Parts what is trouble from what is none of our business.
fn sorted(parsed: Parsed) -> (Vec<Item>, usize, Vec<Quarantined>) {
    let all = parsed.quarantined.len();
    let troubles = super::sorting::troubles(parsed.quarantined);
    (parsed.items, all - troubles.len(), troubles)
}

/// The account whose archive it is, by what the archive and whoever brings it say.
///
/// # Errors
/// [`ArchiveError::Other`] when they do not mean the same.
fn agreed(named: Option<String>, given: Option<&str>) -> Result<Option<String>, ArchiveError> {
    match (named, given) {
        (Some(archive), Some(given)) if archive != given => {
            Err(ArchiveError::Other { archive, given: given.to_owned() })
        }
        (named, given) => Ok(named.or_else(|| given.map(str::to_owned))),
    }
}

/// The JSON of a file, whatever script stands before it (`window.YTD.tweets.part0 = [`).
fn json(bytes: &[u8]) -> Option<Value> {
    let text = std::str::from_utf8(bytes).ok()?.trim_start_matches('\u{feff}').trim();
    let begins = text.find(['[', '{'])?;
    let script = text.get(..begins)?.trim_end();
    if !script.is_empty() && !script.ends_with('=') {
        return None;
    }
    serde_json::from_str(text.get(begins..)?.trim_end_matches([';', '\n', ' '])).ok()
}
