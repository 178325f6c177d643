//! Pausing, resuming and retiring a source, with what that means for posts that were just doubted.

use super::{AdminError, Desk};
use crate::domain::source::{Source, SourceState};
use crate::publish::{PublishError, Speaker, settle_hidden_of};
use crate::store::{Conn, Lane, items, sources};

/// Sets a source's state. Where it is no longer read ("posts stay, checks stop"), posts that were hidden on a first sign
/// are shown again: nobody will bring the second.
///
/// # Errors
/// When the store refuses.
pub async fn set_source_state(desk: &Desk, source: &Source, state: SourceState) -> Result<(), AdminError> {
    let now = desk.clock.now();
    desk.db
        .write_town(source.town, Lane::Urgent, async |c: &mut Conn<'_>| {
            sources::set_state(c, source, state, now).await?;
            if state == SourceState::Retired {
                items::clear_signs(c, source).await?;
                let speaker = Speaker::load(c, &desk.sealer, &desk.scheme, source.town).await?;
                let speaker = speaker.ok_or(PublishError::Vanished)?;
                settle_hidden_of(c, &speaker, source.id, now).await?;
            }
            Ok(())
        })
        .await
}
