//! What its source said for a while only (a story) ends on time, and so does a warning of the town's own. In: an item whose
//! time is over. Out: it leaves its post, and the post goes with its last item, as when a source withdraws it (DESIGN
//! D10); or the warning says that it is over. The end is the source's own statement, made when it said it: no lookup, no
//! second sign and no brake. Asked for whenever an item is said or said anew.

use std::time::Duration;

use jiff::Timestamp;

use super::runner::{Papers, kind, town_job};
use super::{Hands, JobError, Outcome, warn_change};
use crate::domain::item::{Item, ItemState};
use crate::domain::own_warning::is_running;
use crate::domain::{ItemId, TownId};
use crate::publish::leave;
use crate::store::{Conn, Lane, StoreError, items, jobs};

/// When an item ends by itself. A warning of a service does not end, it is over: its service says so.
pub(super) fn end_of(item: &Item) -> Option<Timestamp> {
    let ends = item.warning.is_none() || is_running(item);
    item.expires_at.as_ref().filter(|_| ends).map(|end| end.utc)
}

/// Asks for the end of an item that was said or said anew; nothing to ask for when it has none. A job that was asked for
/// before looks at the item as it then is.
pub(super) async fn ask(
    conn: &mut Conn<'_>,
    town: TownId,
    id: ItemId,
    item: &Item,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(end) = end_of(item) else { return Ok(()) };
    let (key, papers) = (id.to_string(), Papers::item(town, id));
    jobs::enqueue(conn, town_job(town, kind::END_EXPIRED, &key, &papers, end), now).await
}

pub(super) async fn run(hands: &Hands, town: TownId, item: ItemId) -> Result<Outcome, JobError> {
    let now = hands.now();
    let stored = hands.db.read(async |c: &mut Conn<'_>| items::by_id(c, town, item).await).await?;
    if let Some(stored) = stored.filter(|stored| is_running(&stored.item) && end_of(&stored.item) <= Some(now)) {
        warn_change::expire(hands, &stored).await?;
        return Ok(Outcome::Done);
    }
    let early = hands
        .db
        .write_town(town, Lane::Normal, async |c: &mut Conn<'_>| {
            let Some(stored) = items::by_id(c, town, item).await? else { return Ok(None) };
            let Some(end) = end_of(&stored.item).filter(|_| stored.state != ItemState::Deleted) else {
                return Ok(None);
            };
            if end > now || is_running(&stored.item) {
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
