//! What its source said for a while only (a story) ends on time. In: an item whose time is over. Out: it leaves its post,
//! and the post goes with its last item, as when a source withdraws it (DESIGN D10). The end is the source's own statement,
//! made when it said it: no lookup, no second sign and no brake. Asked for when the item is said.

use std::time::Duration;

use jiff::Timestamp;

use super::{Hands, JobError, Outcome};
use crate::domain::item::{Item, ItemState};
use crate::domain::{ItemId, TownId};
use crate::publish::leave;
use crate::store::{Conn, Lane, items};

/// When an item ends by itself; a warning does not end, it is over.
pub(super) fn end_of(item: &Item) -> Option<Timestamp> {
    item.expires_at.as_ref().filter(|_| item.warning.is_none()).map(|end| end.utc)
}

pub(super) async fn run(hands: &Hands, town: TownId, item: ItemId) -> Result<Outcome, JobError> {
    let now = hands.now();
    let early = hands
        .db
        .write_town(town, Lane::Normal, async |c: &mut Conn<'_>| {
            let Some(stored) = items::by_id(c, town, item).await? else { return Ok(None) };
            let Some(end) = end_of(&stored.item).filter(|_| stored.state != ItemState::Deleted) else {
                return Ok(None);
            };
            if end > now {
                return Ok(Some(end));
            }
            let speaker = hands.speaker(c, town).await?;
            leave(c, &speaker, &stored, "its time was over", now).await?;
            Ok::<_, JobError>(None)
        })
        .await?;
    match early.map(|end| Duration::try_from(end.duration_since(now)).unwrap_or(Duration::ZERO)) {
        Some(left) => Ok(Outcome::Retry(left, "its source lengthened it".into())),
        None => {
            hands.published.wake();
            Ok(Outcome::Done)
        }
    }
}
