//! Telling followers' servers that the profile changed: they keep a copy for up to a week otherwise.

use jiff::Timestamp;

use super::{PublishError, Speaker};
use crate::federation::forms;
use crate::store::Conn;
use crate::store::activities::{self, NewActivity};
use crate::store::deliveries::{self, Priority};
use crate::urls;

/// Sends an Update of the main actor to its followers.
///
/// # Errors
/// When the store refuses.
pub async fn announce_profile(conn: &mut Conn<'_>, speaker: &Speaker, now: Timestamp) -> Result<(), PublishError> {
    let Some(author) = &speaker.author else { return Ok(()) };
    let chain = speaker.origin.absolute(&urls::actor(author.username.as_str()));
    let ulid = speaker.derive(now, &["Update", &chain, &now.to_string()]);
    let body = forms::update_actor(&speaker.voice(author), ulid, now).to_string();
    let new = NewActivity {
        town: speaker.town.id,
        actor: author.id,
        ulid,
        kind: "Update",
        post: None,
        chain: &chain,
        body: &body,
        in_outbox: false,
        expires_at: None,
    };
    if let Some(activity) = activities::add(conn, new, now).await? {
        deliveries::enqueue_to_followers(conn, speaker.town.id, author.id, activity, &chain, Priority::Post, now)
            .await?;
    }
    Ok(())
}
