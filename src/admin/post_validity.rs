//! Staff say from when until when a post holds, or leave it to its text again.

use super::post_join::read;
use super::{AdminError, Desk, Refusal};
use crate::domain::post::{Post, PostState};
use crate::domain::town::Town;
use crate::publish::{Decision, decide_validity};
use crate::store::{Conn, Lane};

/// Carries a decision out and returns the post as it is now.
///
/// # Errors
/// When the post is withdrawn, the end does not lie behind the beginning, or the store refuses.
pub async fn set_validity(desk: &Desk, town: &Town, post: &Post, decision: Decision) -> Result<Post, AdminError> {
    if post.state == PostState::Gone {
        return Err(Refusal::new("refused-post-gone").into());
    }
    if let Decision::Set(Some(validity)) = decision
        && validity.from.zip(validity.until).is_some_and(|(from, until)| until <= from)
    {
        return Err(Refusal::new("refused-validity-order").into());
    }
    let now = desk.clock.now();
    desk.db
        .write_town(town.id, Lane::Urgent, async |c: &mut Conn<'_>| {
            let speaker = desk.speaker(c, town.id).await?;
            decide_validity(c, &speaker, post, decision, now).await?;
            Ok::<_, AdminError>(())
        })
        .await?;
    read(desk, town, post.id).await
}
