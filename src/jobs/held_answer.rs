//! A person answers a held change: carry it out, or keep what we have.

use serde_json::json;

use super::take_edits::revise;
use super::{Hands, JobError};
use crate::domain::audit::{About, Deed};
use crate::domain::item::ItemState;
use crate::domain::{HeldId, TownId};
use crate::publish::{Correction, leave, record};
use crate::store::held::{self, HeldKind};
use crate::store::{Conn, Lane, StoreError, items, sources, towns};

/// What the person decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It is right: carry it out.
    Release,
    /// It is a mistake: keep what we have.
    Reject,
}

impl Answer {
    fn as_str(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Reject => "reject",
        }
    }

    fn deed(self) -> Deed {
        match self {
            Self::Release => Deed::Released,
            Self::Reject => Deed::Rejected,
        }
    }
}

/// Carries an answer out. Returns how many items it concerned; `None` when there is no such open change.
///
/// # Errors
/// When the store refuses; a change that was carried out in part can be answered again.
pub async fn answer_held(hands: &Hands, town: TownId, id: HeldId, answer: Answer) -> Result<Option<usize>, JobError> {
    let now = hands.now();
    let found = hands
        .db
        .read(async |c: &mut Conn<'_>| {
            Ok::<_, StoreError>((towns::by_id(c, town).await?, held::by_id(c, town, id).await?))
        })
        .await?;
    let (Some(town), Some(change)) = found else { return Ok(None) };
    if change.answered_at.is_some() {
        return Ok(None);
    }
    for entry in &change.entries {
        let stored = hands.db.read(async |c: &mut Conn<'_>| items::by_id(c, town.id, entry.item).await).await?;
        let Some(stored) = stored.filter(|stored| stored.state != ItemState::Deleted) else { continue };
        match (change.kind, answer, &entry.new) {
            (HeldKind::Edits, Answer::Release, Some(new)) => {
                revise(hands, &town, &stored, new, Correction::Edit, now).await?;
            }
            (HeldKind::Edits, Answer::Reject, Some(new)) => {
                hands
                    .db
                    .write(async |c: &mut Conn<'_>| items::keep_ours(c, town.id, stored.id, &new.content_hash).await)
                    .await?;
            }
            // Listed again since: no withdrawal any more.
            (HeldKind::Withdrawals, Answer::Release, _) if stored.state == ItemState::UnlistedAtSource => {
                let evidence = entry.evidence.as_deref().unwrap_or("released by staff");
                hands
                    .db
                    .write_town(town.id, Lane::Urgent, async |c: &mut Conn<'_>| {
                        let speaker = hands.speaker_for_person(c, town.id).await?;
                        leave(c, &speaker, &stored, evidence, now).await?;
                        Ok::<_, JobError>(())
                    })
                    .await?;
            }
            (HeldKind::Withdrawals, ..) | (HeldKind::Edits, _, None) => {}
        }
    }
    hands
        .db
        .write_town(town.id, Lane::Urgent, async |c: &mut Conn<'_>| {
            held::answer(c, &change, answer.as_str(), now).await?;
            let channel = sources::by_id(c, town.id, change.source).await?.map(|source| source.slug);
            let detail = json!({ "channel": channel, "kind": change.kind.as_str(), "count": change.entries.len() });
            let speaker = hands.speaker_for_person(c, town.id).await?;
            record(c, &speaker, answer.deed(), About::Held(change.id), detail, now).await?;
            Ok::<_, JobError>(())
        })
        .await?;
    hands.published.wake();
    Ok(Some(change.entries.len()))
}
