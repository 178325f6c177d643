//! Taking a post back for good (DESIGN D10).

use jiff::Timestamp;

use super::say::{Telling, tell_audience};
use super::{PublishError, Speaker};
use crate::domain::post::{Post, PostState};
use crate::federation::forms;
use crate::store::deliveries::Priority;
use crate::store::{Conn, posts};

/// Withdraws a post for good: 410, Tombstone, and a Delete to everyone who may have it. Silent posts send one too: they
/// could be fetched from the outbox, and after a restore a post that was delivered once counts as silent.
///
/// # Errors
/// When the store refuses; nothing of it is then written.
pub async fn withdraw(conn: &mut Conn<'_>, speaker: &Speaker, post: &Post, now: Timestamp) -> Result<(), PublishError> {
    if post.state == PostState::Gone {
        return Ok(());
    }
    posts::bury(conn, post, now).await?;
    super::overrule::void(conn, speaker.town.id, post, now).await?;
    super::summary::refresh(conn, speaker, post.id, now).await?;
    super::warn_end::take_back(conn, speaker, post, now).await?;
    let Some(author) = speaker.author_of(conn, post).await? else {
        return super::boost::take_back(conn, speaker, post, now).await;
    };
    let ulid = speaker.derive(post.ulid_time(), &["Delete", &post.ulid.to_string()]);
    let body = forms::delete(&speaker.voice(&author), post, ulid).to_string();
    tell_audience(
        conn,
        speaker,
        &author,
        post,
        Telling { kind: "Delete", ulid, body: &body, about: None, priority: Priority::Delete },
        now,
    )
    .await
}
