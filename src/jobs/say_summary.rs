//! The summary that stands for many late posts. A job of its own, asked for in the transaction of the first of them: a
//! crash in between does not leave followers without a word.

use super::{Hands, JobError, Outcome};
use crate::domain::{PostId, SourceId, TownId};
use crate::publish::summarise;
use crate::store::{Conn, Lane, sources};

pub(super) async fn run(hands: &Hands, town: TownId, source: SourceId, late: &[PostId]) -> Result<Outcome, JobError> {
    let now = hands.now();
    hands
        .db
        .write_town(town, Lane::Normal, async |c: &mut Conn<'_>| {
            if let Some(source) = sources::by_id(c, town, source).await? {
                let speaker = hands.speaker(c, town).await?;
                summarise(c, &speaker, &source, late, now).await?;
            }
            Ok::<_, JobError>(())
        })
        .await?;
    hands.published.wake();
    Ok(Outcome::Done)
}
