//! Pausing, resuming and retiring a source.

use super::{AdminError, Desk};
use crate::domain::source::{Source, SourceState};
use crate::publish::retire;
use crate::store::{Conn, Lane, sources};

/// Sets a source's state.
///
/// # Errors
/// When the store refuses.
pub async fn set_source_state(desk: &Desk, source: &Source, state: SourceState) -> Result<(), AdminError> {
    let now = desk.clock.now();
    desk.db
        .write_town(source.town, Lane::Urgent, async |c: &mut Conn<'_>| {
            if state == SourceState::Retired {
                let speaker = desk.speaker(c, source.town).await?;
                retire(c, &speaker, source, now).await?;
            } else {
                sources::set_state(c, source, state, now).await?;
            }
            Ok(())
        })
        .await
}
