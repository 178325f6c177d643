//! The archive that a town downloaded becomes posts. In: its files and what was gathered from them. Out: posts with their
//! dates and pictures, on page, feeds and outbox only: an import tells nobody (DESIGN D11). What the channel gave before,
//! what was withdrawn and what staff removed is not taken again, so an import may be repeated. Called by cli.

use std::collections::HashSet;

use super::prepare::{KeepError, MOST_PICTURES, keep_archived};
use super::{Hands, JobError, apply_batch};
use crate::domain::ids::ulid_from;
use crate::domain::item::{Item, NativeId};
use crate::domain::media::MediaKind;
use crate::domain::slug::slug;
use crate::domain::source::{Source, SourceKind};
use crate::domain::town::Town;
use crate::ingest::PictureLimits;
use crate::publish::retire;
use crate::sources::Batch;
use crate::sources::archive::{ArchiveFiles, Archived, Gathered, nameless};
use crate::store::sources::{self, NewSource};
use crate::store::{Conn, Lane, archived};

/// Posts that are prepared and written together.
const CHUNK: usize = 50;

/// What an import took over, or would take over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Imported {
    /// Own posts in the archive.
    pub found: usize,
    /// Posts that appeared.
    pub new: usize,
    /// Posts that were there before, or were withdrawn.
    pub known: usize,
    /// Replies, reposts and what is not the account's own post.
    pub not_ours: usize,
    /// Entries that cannot be used.
    pub aside: usize,
    /// What a rule left out, or holds for approval.
    pub left: usize,
    pub waiting: usize,
    /// Pictures stored, and pictures that are not in the archive or cannot be shown.
    pub pictures: usize,
    pub missing: usize,
}

/// The town's channel of an account: known by its id or address, else, when the archive names no account, the only one of
/// its kind.
///
/// # Errors
/// When the store refuses.
pub async fn channel_of_archive(
    hands: &Hands,
    town: &Town,
    kind: SourceKind,
    account: Option<&str>,
    site_url: Option<&str>,
) -> Result<Option<Source>, JobError> {
    let known = hands.db.read(async |c: &mut Conn<'_>| sources::of_town(c, town.id).await).await?;
    let mut of_kind = known.into_iter().filter(|source| source.kind == kind);
    Ok(match account {
        Some(id) => of_kind.find(|one| one.account.as_deref() == Some(id) || Some(one.url.as_str()) == site_url),
        None => of_kind.next().filter(|_| of_kind.next().is_none()),
    })
}

/// Makes a channel that is closed from the beginning: nobody ever reads it.
///
/// # Errors
/// When the store refuses.
pub async fn add_closed_channel(
    hands: &Hands,
    town: &Town,
    gathered: &Gathered,
    name: Option<&str>,
) -> Result<Source, JobError> {
    let now = hands.now();
    let account = gathered.account.as_deref();
    let url = gathered.site_url.clone().unwrap_or_else(|| format!("ausrufer:archive/{}", gathered.kind.as_str()));
    let name = name.or(gathered.name.as_deref()).unwrap_or(gathered.kind.as_str()).to_owned();
    let mut bits = [0u8; 10];
    hands.rng.fill(&mut bits);
    let made = hands
        .db
        .write_town(town.id, Lane::Normal, async |c: &mut Conn<'_>| {
            let known = sources::of_town(c, town.id).await?;
            let base = slug(&name);
            let taken = |short: &str| known.iter().any(|source| source.slug == short);
            let mut numbered = (2..).map(|n| format!("{base}-{n}"));
            let mut short = base.clone();
            while taken(&short) {
                short = numbered.next().unwrap_or_default();
            }
            let new = NewSource {
                account,
                site_url: gathered.site_url.as_deref(),
                ..NewSource::at(town.id, ulid_from(now, bits), gathered.kind, &short, &name, &url)
            };
            let id = sources::add(c, new, now).await?;
            let Some(source) = sources::by_id(c, town.id, id).await? else { return Ok(None) };
            let speaker = hands.speaker_for_person(c, town.id).await?;
            retire(c, &speaker, &source, now).await?;
            Ok::<_, JobError>(sources::by_id(c, town.id, id).await?)
        })
        .await?;
    made.ok_or_else(|| JobError::Papers("the new channel cannot be read".into()))
}

/// Counts what an import would take over, without changing anything.
///
/// # Errors
/// When the store refuses.
pub async fn count_archive(hands: &Hands, source: Option<&Source>, gathered: &Gathered) -> Result<Imported, JobError> {
    let known = match source {
        Some(source) => known_of(hands, source).await?,
        None => HashSet::new(),
    };
    let mut count = counted(gathered, &known);
    let fresh: Vec<&Archived> = gathered.posts.iter().filter(|post| !is_known(&known, post)).collect();
    count.new = fresh.len();
    for post in fresh {
        for (medium, file) in post.item.media.iter().zip(&post.files) {
            if medium.kind == MediaKind::Image {
                *(if file.is_some() { &mut count.pictures } else { &mut count.missing }) += 1;
            }
        }
    }
    Ok(count)
}

/// Takes an archive over. `progress` is told how many of how many posts are done.
///
/// # Errors
/// When the store refuses or the archive cannot be read; what was taken over before stays, and a repeated import goes on.
pub async fn import_archive(
    hands: &Hands,
    town: &Town,
    source: &Source,
    files: &mut ArchiveFiles,
    gathered: &Gathered,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Imported, JobError> {
    let known = known_of(hands, source).await?;
    let mut count = counted(gathered, &known);
    let fresh: Vec<&Archived> = gathered.posts.iter().filter(|post| !is_known(&known, post)).collect();
    let now = hands.now();
    // To a channel that begins now and was never read, everything from before is history.
    let quiet = Source { activated_at: now, first_pass_at: None, ..source.clone() };
    for (at, chunk) in fresh.chunks(CHUNK).enumerate() {
        let mut items = Vec::new();
        for post in chunk {
            let item = with_pictures(hands, town, files, post, &mut count).await?;
            items.extend(item);
        }
        let given = items.len();
        let applied = apply_batch::apply(hands, town, &quiet, &Batch { items, ..Batch::default() }, now).await?;
        count.new += applied.new;
        count.left += applied.left;
        count.waiting += applied.held;
        count.aside += given.saturating_sub(applied.new + applied.left + applied.held);
        progress((at * CHUNK + chunk.len()).min(fresh.len()), fresh.len());
    }
    Ok(count)
}

fn counted(gathered: &Gathered, known: &HashSet<NativeId>) -> Imported {
    Imported {
        found: gathered.posts.len(),
        known: gathered.posts.iter().filter(|post| is_known(known, post)).count(),
        not_ours: gathered.not_ours,
        aside: gathered.quarantined.len(),
        ..Imported::default()
    }
}

/// Under its own name, or as the same words in the same second.
fn is_known(known: &HashSet<NativeId>, post: &Archived) -> bool {
    let unnamed = post.item.created_at.as_ref().map(|at| nameless(at.utc, &post.item.text));
    known.contains(&post.item.native_id) || unnamed.is_some_and(|name| known.contains(&name))
}

/// Every name under which the channel's items are known, those that were withdrawn or removed included.
async fn known_of(hands: &Hands, source: &Source) -> Result<HashSet<NativeId>, JobError> {
    let all = hands.db.read(async |c: &mut Conn<'_>| archived::all_of(c, source).await).await?;
    let mut known = HashSet::new();
    for (id, item) in all {
        known.extend(item.created_at.as_ref().map(|at| nameless(at.utc, &item.text)));
        known.insert(id);
    }
    Ok(known)
}

/// The item with its pictures lying here; those that the archive does not have are left out, as nobody is asked for them.
/// `None` when nothing is left of it.
async fn with_pictures(
    hands: &Hands,
    town: &Town,
    files: &mut ArchiveFiles,
    post: &Archived,
    count: &mut Imported,
) -> Result<Option<Item>, JobError> {
    let most = PictureLimits::default().max_bytes as u64;
    let mut item = post.item.clone();
    let mut kept = Vec::new();
    let mut stored = 0;
    for (medium, file) in post.item.media.iter().zip(post.files.iter().chain(std::iter::repeat(&None))) {
        if medium.kind != MediaKind::Image {
            kept.push(medium.clone());
            continue;
        }
        if stored == MOST_PICTURES {
            continue;
        }
        let bytes = file.as_ref().map(|name| files.read(name, most));
        let taken = match bytes {
            Some(Ok(bytes)) => keep_archived(hands, town, bytes.into(), medium).await?,
            Some(Err(error)) => {
                tracing::info!(%error, "a picture of the archive cannot be read");
                Err(KeepError::Absent)
            }
            None => Err(KeepError::Absent),
        };
        if taken.is_ok() {
            stored += 1;
            kept.push(medium.clone());
        } else {
            count.missing += 1;
        }
    }
    count.pictures += stored;
    item.media = kept;
    let says = !item.text.trim().is_empty() || !item.media.is_empty() || item.link_card.is_some();
    if !says && item.poll.is_none() && item.quote.is_none() {
        count.aside += 1;
        return Ok(None);
    }
    Ok(Some(item))
}
