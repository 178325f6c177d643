//! Pausing, resuming and retiring a source.

use serde_json::json;

use super::{AdminError, Desk};
use crate::domain::audit::{About, Deed};
use crate::domain::source::{Source, SourceState};
use crate::publish::{record, retire};
use crate::store::{Conn, Lane, sources};

/// Sets a source's state.
///
/// # Errors
/// When the store refuses.
pub async fn set_source_state(desk: &Desk, source: &Source, state: SourceState) -> Result<(), AdminError> {
    let now = desk.clock.now();
    desk.db
        .write_town(source.town, Lane::Urgent, async |c: &mut Conn<'_>| {
            let speaker = desk.speaker(c, source.town).await?;
            let deed = match state {
                SourceState::Retired => return Ok(retire(c, &speaker, source, now).await?),
                SourceState::Paused => Deed::SourcePaused,
                SourceState::Active => Deed::SourceResumed,
                SourceState::Removed => Deed::SourceRemoved,
            };
            sources::set_state(c, source, state, now).await?;
            record(c, &speaker, deed, About::Source(source.slug.clone()), json!({}), now).await?;
            Ok(())
        })
        .await
}
