//! One look at a mailbox. In: the source and what was remembered. Out: a [`Batch`] of letters that are proven to be issues of the
//! newsletter. Letters are read in the order in which they came, each once; what has gone from a mailbox says
//! nothing, so nothing is ever concluded from absence. Called by `MailConnector`.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::super::api_ask::spend;
use super::super::contract::{Batch, Budget, Cursor, Cx, NormaliseCx, Quarantined};
use super::super::failure::SourceError;
use super::super::sorting::troubles;
use super::imap::{Folder, Mailbox, SESSION};
use super::letter_item::proven;
use super::mime_read;
use super::place::Place;
use super::proof::{Keys, Verdict, judge};
use super::settings::MailSettings;
use crate::domain::connection::Login;
use crate::domain::item::NativeId;
use crate::domain::source::{Aside, Cause};

/// Letters one look reads; a newsletter has fewer in a month.
const MAX_LETTERS: usize = 20;

/// A longer letter is not read, in bytes.
pub(super) const MAX_LETTER: usize = 4 * 1024 * 1024;

/// What all letters of a look may be long together, in bytes.
const MAX_TOGETHER: usize = 10 * 1024 * 1024;

/// How far back the first look reads.
const FIRST_DAYS: i64 = 30;

/// What is remembered between looks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Memory {
    /// Whose numbers these are.
    mailbox: String,
    validity: u32,
    /// The first letter that was not read yet.
    next: u32,
    /// Letters are still read from the last weeks only.
    since: Option<Timestamp>,
}

/// Looks once.
///
/// # Errors
/// When the mailbox cannot be read, or no signer's key could be asked for.
pub(super) async fn poll(cx: &Cx<'_>, cursor: Option<Cursor>, budget: &mut Budget) -> Result<Batch, SourceError> {
    poll_within(SESSION, cx, cursor, budget).await
}

/// The same within a time.
pub(super) async fn poll_within(
    most: Duration,
    cx: &Cx<'_>,
    cursor: Option<Cursor>,
    budget: &mut Budget,
) -> Result<Batch, SourceError> {
    let settings = MailSettings::of(&cx.source.settings)?;
    let place = Place::read(&cx.source.url)?;
    spend(budget)?;
    let (mut mailbox, folder) = Mailbox::open(cx.net, &place, login_of(cx.login)?, most).await?;
    let mut memory = remembered(cursor, &cx.source.url, folder, cx.now);
    let batch = look(&mut mailbox, &mut memory, &settings, folder, cx, budget).await;
    mailbox.close().await;
    Ok(Batch { next: serde_json::to_value(&memory).ok().map(Cursor), ..batch? })
}

/// The login a mailbox wants.
pub(super) fn login_of(login: Option<&Login>) -> Result<&Login, SourceError> {
    login.ok_or_else(|| SourceError::new(Cause::LoginMissing, "no login of a mailbox was given"))
}

/// What is known of this mailbox; when its numbers mean other letters now, it is read anew. A letter is known by its own
/// id, so none comes twice.
fn remembered(cursor: Option<Cursor>, mailbox: &str, folder: Folder, now: Timestamp) -> Memory {
    let known = cursor.and_then(|cursor| serde_json::from_value::<Memory>(cursor.0).ok());
    known.filter(|known| known.mailbox == mailbox && known.validity == folder.validity).unwrap_or_else(|| Memory {
        mailbox: mailbox.to_owned(),
        validity: folder.validity,
        next: 1,
        since: now.checked_sub(SignedDuration::from_hours(24 * FIRST_DAYS)).ok(),
    })
}

async fn look(
    mailbox: &mut Mailbox,
    memory: &mut Memory,
    settings: &MailSettings,
    folder: Folder,
    cx: &Cx<'_>,
    budget: &mut Budget,
) -> Result<Batch, SourceError> {
    let nothing_new = || Batch { unchanged: true, ..Batch::default() };
    if folder.next.is_some_and(|next| memory.next >= next) {
        return Ok(nothing_new());
    }
    if !budget.take() {
        return Ok(nothing_new());
    }
    let since = memory.since.map(|since| since.strftime("%-d-%b-%Y").to_string());
    let found = mailbox.search(memory.next, since.as_deref()).await?;
    let Some(last) = found.last() else {
        if let Some(next) = folder.next {
            (memory.next, memory.since) = (next, None);
        }
        return Ok(nothing_new());
    };
    let now: Vec<u32> = found.iter().copied().take(MAX_LETTERS).collect();
    if !budget.take() {
        return Ok(nothing_new());
    }
    let mut batch = Batch::default();
    let sized = mailbox.sizes(&now).await?;
    let size_of = |uid: u32| sized.iter().find(|one| one.uid == uid).and_then(|one| one.size);
    // What has gone since the search is passed over.
    let (mut wanted, mut together, mut end) = (Vec::new(), 0, None);
    for uid in &now {
        let size = size_of(*uid);
        if size.is_some_and(|size| size <= MAX_LETTER) {
            together += size.unwrap_or_default();
            if together > MAX_TOGETHER {
                end = Some(*uid);
                break;
            }
            wanted.push(*uid);
        } else if size.is_some() {
            batch.quarantined.push(aside(memory.validity, *uid, Aside::Cut, "a letter of more than 4 MiB"));
        }
    }
    if !wanted.is_empty() && !budget.take() {
        return Ok(nothing_new());
    }
    let letters = if wanted.is_empty() { Vec::new() } else { mailbox.letters(&wanted).await? };
    let mut keys = Keys::new(cx.net);
    for uid in wanted {
        let Some(raw) = letters.iter().find(|one| one.uid == uid).and_then(|one| one.body.as_deref()) else { continue };
        // A letter that cannot be judged just now, and all after it, wait for the next look.
        if let Err(error) = take(raw, uid, settings, &mut keys, memory.validity, cx, &mut batch).await {
            if memory.next == uid || batch.items.is_empty() && batch.quarantined.is_empty() {
                return Err(error);
            }
            end = Some(uid);
            break;
        }
    }
    memory.next = end.unwrap_or_else(|| now.last().map_or(memory.next, |last| last.saturating_add(1)));
    if memory.next > *last {
        memory.since = None;
    }
    Ok(batch)
}

/// Judges a letter and puts it where it belongs.
async fn take(
    raw: &[u8],
    uid: u32,
    settings: &MailSettings,
    keys: &mut Keys<'_>,
    validity: u32,
    cx: &Cx<'_>,
    batch: &mut Batch,
) -> Result<(), SourceError> {
    let letter = mime_read::read(raw);
    let verdict = judge(raw, &letter.headers, settings, keys, cx.now).await?;
    match verdict {
        Verdict::NotOurs => {}
        Verdict::Unproven(why) => batch.quarantined.push(aside(validity, uid, Aside::Unproven, why)),
        Verdict::Proven => {
            let normalise_cx = NormaliseCx { zone: cx.zone.clone(), now: Some(cx.now), ..NormaliseCx::default() };
            match proven(raw, &normalise_cx) {
                Ok(parsed) => {
                    batch.items.extend(parsed.items);
                    batch.quarantined.extend(troubles(parsed.quarantined));
                }
                Err(_) => batch.quarantined.push(aside(validity, uid, Aside::Empty, "a letter without words")),
            }
        }
    }
    Ok(())
}

/// A letter that is not shown. Nothing of it is kept but its number: it may be anyone's.
fn aside(validity: u32, uid: u32, aside: Aside, reason: &str) -> Quarantined {
    let native_id = Some(NativeId(format!("uid:{validity}:{uid}")));
    Quarantined { native_id, aside, reason: reason.to_owned(), excerpt: String::new() }
}
