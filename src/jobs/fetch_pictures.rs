//! Pictures that could not be fetched with their message: tried again, then the post is corrected.

use std::time::Duration;

use super::prepare::PictureTime;
use super::{Hands, JobError, Outcome, prepare};
use crate::domain::item::ItemState;
use crate::domain::post::PostState;
use crate::domain::{ItemId, TownId};
use crate::publish::{Correction, settle};
use crate::store::{Conn, Lane, StoreError, items, posts_read, readings, towns};

/// When to try again, by attempt.
const WAITS: [u64; 4] = [120, 600, 3600, 6 * 3600];

pub(super) async fn run(hands: &Hands, town: TownId, item: ItemId, attempts: u32) -> Result<Outcome, JobError> {
    let found = hands
        .db
        .read(async |c: &mut Conn<'_>| {
            Ok::<_, StoreError>((towns::by_id(c, town).await?, items::by_id(c, town, item).await?))
        })
        .await?;
    let (Some(town), Some(stored)) = found else { return Ok(Outcome::Done) };
    let Some(post) = stored.post.filter(|_| stored.state != ItemState::Deleted) else { return Ok(Outcome::Done) };
    let prepared = prepare::prepare(hands, &town, stored.source, &stored.item, PictureTime::begin()).await?;
    let now = hands.now();
    let current = hands
        .db
        .write_town(town.id, Lane::Normal, async |c: &mut Conn<'_>| {
            let same = items::by_id(c, town.id, item).await?.is_some_and(|now| now.content_hash == stored.content_hash);
            let post = posts_read::by_id(c, town.id, post).await?.filter(|post| post.state == PostState::Public);
            let (true, Some(post)) = (same, post) else { return Ok(false) };
            let speaker = hands.speaker(c, town.id).await?;
            let said_at = stored.item.created_at.as_ref().map_or(stored.first_seen_at, |at| at.utc);
            readings::write(c, town.id, item, &prepared.content, &prepared.fingerprint, said_at).await?;
            settle(c, &speaker, &post, Correction::Edit, now).await?;
            Ok::<_, JobError>(true)
        })
        .await?;
    if !current {
        // Edited or hidden while the pictures came: what was prepared is stale.
        return Ok(Outcome::Retry(Duration::from_secs(60), "the post changed meanwhile".into()));
    }
    hands.published.wake();
    if prepared.missing == 0 {
        return Ok(Outcome::Done);
    }
    match WAITS.get(usize::try_from(attempts).unwrap_or(usize::MAX)) {
        Some(wait) => {
            Ok(Outcome::Retry(Duration::from_secs(*wait), format!("{} picture(s) still missing", prepared.missing)))
        }
        None => Ok(Outcome::GiveUp(format!("{} picture(s) could not be fetched", prepared.missing))),
    }
}
