//! Pausing, resuming and retiring a source, with what that means for posts that were just doubted.

use super::{AdminError, Desk};
use crate::domain::source::{Source, SourceState};
use crate::publish::show;
use crate::store::{Conn, Lane, items, posts, posts_read, sources};

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
                for post in posts::hidden_of_source(c, source.town, source.id).await? {
                    if let Some(post) = posts_read::by_id(c, source.town, post).await? {
                        show(c, &post, now).await?;
                    }
                }
            }
            Ok(())
        })
        .await
}
