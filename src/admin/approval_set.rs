//! What has to happen before something of a town's own appears is changed, and written down.

use serde_json::json;

use super::agency::record;
use super::{AdminError, Desk};
use crate::domain::audit::Deed;
use crate::domain::town::{Town, TownSettings};
use crate::store::{Conn, Lane, StoreError, towns};

/// Changes it: whether nobody publishes their own and whether two people let it through, and after how many hours they are
/// reminded (0: never).
///
/// # Errors
/// When the town is gone or the store refuses.
pub(super) async fn set_approval_rules(
    desk: &Desk,
    town: &Town,
    (four_eyes, second_approval): (bool, bool),
    remind_after_hours: u32,
) -> Result<(), AdminError> {
    let now = desk.clock.now();
    desk.db
        .write_town(town.id, Lane::Urgent, async |c: &mut Conn<'_>| {
            let found = towns::by_id(c, town.id).await?;
            let before = found.ok_or(StoreError::RowsAffected { statement: "read town", expected: 1, actual: 0 })?;
            let settings = TownSettings { four_eyes, second_approval, remind_after_hours, ..before.settings.clone() };
            let after = Town { settings, ..before.clone() };
            if after == before {
                return Ok(());
            }
            towns::save(c, &after, now).await?;
            let detail =
                json!({ "four_eyes": four_eyes, "second": second_approval, "remind_after_hours": remind_after_hours });
            record(c, desk, town, Deed::ApprovalRulesSet, detail, now).await
        })
        .await
}
