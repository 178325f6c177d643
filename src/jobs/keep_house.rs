//! The hourly chore: every noun's retention, and the wiping of what was withdrawn.

use std::time::Duration;

use jiff::Timestamp;

use super::chore::Chore;
use super::{Hands, JobError, Outcome};
use crate::domain::TownId;
use crate::domain::staff::{LONGEST_PAUSE, LONGEST_SESSION};
use crate::domain::town::Town;
use crate::publish;
use crate::store::blobs::BlobError;
use crate::store::{
    Conn, Lane, StoreError, agency_passes, alarms, cases, changes, deletion_requests, deliveries, drafts, held, jobs,
    likeness, login_flows, login_notices, media, posts, push_subscriptions, quarantine, remote_blocks, remote_words,
    revisions, seen, sessions, sign_in_flows, staff_links, staff_substitutes, towns, warnings,
};

/// How long things are kept.
pub struct KeepHouse;

impl KeepHouse {
    /// Lines of the change log: a web process that was away longer renders everything anew.
    pub const CHANGES: Duration = Duration::from_secs(7 * 86_400);
    /// Text and pictures of a withdrawn post (DESIGN D10: within 24 hours).
    pub const WITHDRAWN: Duration = Duration::from_secs(12 * 3600);
    /// Pushes that came: told again later, they are no news.
    pub const PUSHES: Duration = Duration::from_secs(2 * 86_400);
    /// Ids of received activities.
    pub const SEEN: Duration = Duration::from_secs(14 * 86_400);
    /// Pieces that could not be read.
    pub const QUARANTINE: Duration = Duration::from_secs(90 * 86_400);
    /// Answered held changes.
    pub const HELD: Duration = Duration::from_secs(180 * 86_400);
    /// Alarms that are over.
    pub const ALARMS: Duration = Duration::from_secs(180 * 86_400);
    /// Logins that were asked for and came to nothing.
    pub const LOGIN_FLOWS: Duration = Duration::from_secs(3_600);
    /// What was told about logins.
    pub const LOGIN_NOTICES: Duration = Duration::from_secs(400 * 86_400);
    /// That somebody asked to have data deleted; as long the code tells how it stands.
    pub const DELETION_REQUESTS: Duration = Duration::from_secs(365 * 86_400);
    /// Jobs that gave up.
    pub const FAILED_JOBS: Duration = Duration::from_secs(30 * 86_400);
    /// By what other copies of a message are found.
    pub const LIKENESS: Duration = Duration::from_secs(60 * 86_400);
    /// Warnings below the threshold after their end: their page shows them for 30 days, and nobody got them.
    pub const WARNINGS: Duration = Duration::from_secs(90 * 86_400);
    /// Pictures that no post shows, and files that no picture needs.
    pub const UNUSED_MEDIA: Duration = Duration::from_secs(86_400);
    /// Where people are signed in, since the sign-in and since the last request: no longer than [`crate::domain::staff`] lets
    /// them go on.
    pub const SESSIONS: (Duration, Duration) = (LONGEST_SESSION, LONGEST_PAUSE);
    /// What staff wrote, after it was published.
    pub const DRAFTS: Duration = Duration::from_secs(30 * 86_400);
    /// Citizens' cases after their end, and blocks (requirements §3).
    pub const CASES: Duration = Duration::from_secs(182 * 86_400);
    /// What came from other servers and nobody touched since.
    pub const REPLIES: Duration = Duration::from_secs(90 * 86_400);
    /// Answered cases to which nobody said anything more: they are closed.
    pub const ANSWERED: Duration = Duration::from_secs(30 * 86_400);
    /// Earlier versions of items and posts; the newest stays as long as its item or post.
    pub const REVISIONS: Duration = Duration::from_secs(400 * 86_400);
}

/// Every hour.
pub(super) const CHORE: Chore = Chore { name: "kept_house", every_s: 3600 };

pub(super) async fn run(hands: &Hands) -> Result<Outcome, JobError> {
    let now = hands.now();
    let before = |age: Duration| {
        jiff::SignedDuration::try_from(age).ok().and_then(|age| now.checked_sub(age).ok()).unwrap_or(now)
    };
    wipe_withdrawn(hands, before(KeepHouse::WITHDRAWN), now).await?;
    let all = hands.db.read(async |c: &mut Conn<'_>| towns::all(c).await).await?;
    for town in &all {
        withdraw_lapsed(hands, town.id, before(KeepHouse::WARNINGS), now).await?;
        remove_unused_media(hands, town, before(KeepHouse::UNUSED_MEDIA)).await?;
    }
    hands.db.write(async |c: &mut Conn<'_>| revisions::prune(c, before(KeepHouse::REVISIONS)).await).await?;
    hands
        .db
        .write(async |c: &mut Conn<'_>| {
            changes::prune(c, before(KeepHouse::CHANGES)).await?;
            deliveries::prune(c, now).await?;
            push_subscriptions::forget(c, before(KeepHouse::PUSHES)).await?;
            likeness::prune(c, before(KeepHouse::LIKENESS)).await?;
            seen::prune(c, before(KeepHouse::SEEN)).await?;
            quarantine::prune(c, before(KeepHouse::QUARANTINE)).await?;
            held::prune(c, before(KeepHouse::HELD)).await?;
            alarms::prune(c, before(KeepHouse::ALARMS)).await?;
            login_flows::prune(c, before(KeepHouse::LOGIN_FLOWS)).await?;
            login_notices::prune(c, before(KeepHouse::LOGIN_NOTICES)).await?;
            deletion_requests::prune(c, before(KeepHouse::DELETION_REQUESTS)).await?;
            jobs::prune(c, before(KeepHouse::FAILED_JOBS)).await?;
            sessions::prune(c, before(KeepHouse::SESSIONS.0), before(KeepHouse::SESSIONS.1)).await?;
            sign_in_flows::prune(c, now).await?;
            staff_links::prune(c, now).await?;
            staff_substitutes::prune(c, now).await?;
            agency_passes::prune(c, now).await?;
            drafts::prune(c, before(KeepHouse::DRAFTS)).await?;
            cases::close_answered(c, before(KeepHouse::ANSWERED), now).await?;
            cases::prune(c, before(KeepHouse::CASES), before(KeepHouse::REPLIES)).await?;
            remote_blocks::prune(c, before(KeepHouse::CASES)).await?;
            remote_words::prune(c).await?;
            Ok::<_, StoreError>(())
        })
        .await?;
    for town in all.iter().filter(|town| is_sweep_hour(town.id, now)) {
        sweep_files(hands, town, before(KeepHouse::UNUSED_MEDIA)).await?;
    }
    sweep_folders(hands, &all, before(KeepHouse::UNUSED_MEDIA)).await?;
    Ok(Outcome::Done)
}

async fn wipe_withdrawn(hands: &Hands, before: Timestamp, now: Timestamp) -> Result<(), JobError> {
    loop {
        let gone = hands.db.read(async |c: &mut Conn<'_>| posts::to_wipe(c, before).await).await?;
        if gone.is_empty() {
            return Ok(());
        }
        for (town, post) in gone {
            hands.db.write(async |c: &mut Conn<'_>| posts::wipe(c, town, post, now).await).await?;
        }
    }
}

async fn withdraw_lapsed(hands: &Hands, town: TownId, before: Timestamp, now: Timestamp) -> Result<(), JobError> {
    let lapsed = hands.db.read(async |c: &mut Conn<'_>| warnings::lapsed(c, town, before).await).await?;
    if lapsed.is_empty() {
        return Ok(());
    }
    let withdraw = async |c: &mut Conn<'_>| {
        let speaker = hands.speaker(c, town).await?;
        for post in &lapsed {
            publish::withdraw(c, &speaker, post, now).await?;
        }
        Ok::<_, JobError>(())
    };
    hands.db.write_town(town, Lane::Normal, withdraw).await
}

async fn remove_unused_media(hands: &Hands, town: &Town, before: Timestamp) -> Result<(), JobError> {
    let folder = town.ulid.to_string();
    let unused = hands.db.read(async |c: &mut Conn<'_>| media::unused(c, town.id, before).await).await?;
    let arms = town.settings.arms.as_deref().unwrap_or_default();
    for medium in unused.iter().filter(|medium| !medium.variants.iter().any(|v| arms.starts_with(&v.hash))) {
        if !hands.db.write(async |c: &mut Conn<'_>| media::forget(c, town.id, medium.id).await).await? {
            continue;
        }
        for variant in &medium.variants {
            if hands.db.read(async |c: &mut Conn<'_>| media::needs_file(c, town.id, &variant.hash).await).await? {
                continue;
            }
            // One file that cannot be removed must not stop the rest: nobody is served it any more, and the sweep comes back.
            if let Err(error) = hands.blobs.delete(&folder, &variant.hash, &variant.ext).await {
                tracing::warn!(town = town.host, %error, "a picture's file could not be removed");
            }
        }
    }
    Ok(())
}

/// Once a day, each town in an hour of its own.
fn is_sweep_hour(town: TownId, now: Timestamp) -> bool {
    now.as_second().div_euclid(3600).rem_euclid(24) == town.0.rem_euclid(24)
}

/// Removes the files of towns that are not here any more. Young ones may belong to a town that is just moving in.
async fn sweep_folders(hands: &Hands, all: &[Town], before: Timestamp) -> Result<(), JobError> {
    let failed = |error: BlobError| JobError::Files(error.to_string());
    let known: Vec<String> = all.iter().map(|town| town.ulid.to_string()).collect();
    for folder in hands.blobs.folders().await.map_err(failed)?.into_iter().filter(|folder| !known.contains(folder)) {
        let mut removed = 0;
        for (hash, ext) in hands.blobs.older_than(&folder, before).await.map_err(failed)? {
            removed += usize::from(hands.blobs.delete_if_old(&folder, &hash, &ext, before).await.map_err(failed)?);
        }
        if removed > 0 {
            tracing::info!(folder, removed, "files of a town that is not here any more were removed");
        }
    }
    Ok(())
}

/// Removes files that no picture needs: left over when the storage failed as their picture went, or when a picture was
/// taken over in part. Young ones may belong to a picture that is being taken over.
async fn sweep_files(hands: &Hands, town: &Town, before: Timestamp) -> Result<(), JobError> {
    let folder = town.ulid.to_string();
    let failed = |error: BlobError| JobError::Files(error.to_string());
    let old = hands.blobs.older_than(&folder, before).await.map_err(failed)?;
    if old.is_empty() {
        return Ok(());
    }
    let needed = hands.db.read(async |c: &mut Conn<'_>| media::hashes(c, town.id).await).await?;
    let arms = town.settings.arms.as_deref().unwrap_or_default();
    for (hash, ext) in old.iter().filter(|(hash, _)| !needed.contains(hash) && !arms.starts_with(hash)) {
        // Asked again: it may have been taken up since.
        if hands.db.read(async |c: &mut Conn<'_>| media::needs_file(c, town.id, hash).await).await? {
            continue;
        }
        if hands.blobs.delete_if_old(&folder, hash, ext, before).await.map_err(failed)? {
            tracing::info!(town = town.host, hash, "a file that no picture needs was removed");
        }
    }
    Ok(())
}
