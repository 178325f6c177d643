//! "Kanal wurde geschlossen": many posts vanished because their account is closed, not because anyone took them back
//! (DESIGN D10). The channel is discontinued and its posts stay.

use serde_json::json;

use super::{Hands, JobError};
use crate::domain::audit::{About, Deed};
use crate::domain::source::Source;
use crate::domain::{HeldId, TownId};
use crate::publish::{record, retire};
use crate::store::held::{self, HeldKind};
use crate::store::{Conn, Lane, sources};

/// Answers held withdrawals with "the account was closed". Returns the source, which is now discontinued; `None` when
/// there are no such open withdrawals.
///
/// # Errors
/// When the store refuses; nothing of it is then written.
pub async fn close_held(hands: &Hands, town: TownId, id: HeldId) -> Result<Option<Source>, JobError> {
    let now = hands.now();
    let closed = hands
        .db
        .write_town(town, Lane::Urgent, async |c: &mut Conn<'_>| {
            let change = held::by_id(c, town, id).await?;
            let Some(change) = change.filter(|one| one.kind == HeldKind::Withdrawals && one.answered_at.is_none())
            else {
                return Ok(None);
            };
            let Some(source) = sources::by_id(c, town, change.source).await? else { return Ok(None) };
            held::answer(c, &change, "closed", now).await?;
            let speaker = hands.speaker_for_person(c, town).await?;
            let detail = json!({ "channel": source.slug, "kind": change.kind.as_str(), "count": change.entries.len() });
            record(c, &speaker, Deed::Closed, About::Held(id), detail, now).await?;
            retire(c, &speaker, &source, now).await?;
            Ok::<_, JobError>(sources::by_id(c, town, source.id).await?)
        })
        .await?;
    if closed.is_some() {
        hands.published.wake();
    }
    Ok(closed)
}
