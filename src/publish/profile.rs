//! Telling followers' servers that the profile changed: they keep a copy for up to a week otherwise.

use jiff::Timestamp;

use super::{PublishError, Speaker};
use crate::domain::actor::{Actor, ActorKind};
use crate::federation::forms;
use crate::store::activities::{self, NewActivity};
use crate::store::deliveries::{self, Priority};
use crate::store::{Conn, actors};
use crate::urls;

/// Sends an Update of each of the town's voices to its followers.
///
/// # Errors
/// When the store refuses.
pub async fn announce_profile(conn: &mut Conn<'_>, speaker: &Speaker, now: Timestamp) -> Result<(), PublishError> {
    for actor in actors::of_town(conn, speaker.town.id).await? {
        if actor.kind != ActorKind::Instance && actor.deleted_at.is_none() {
            announce(conn, speaker, &actor, now).await?;
        }
    }
    Ok(())
}

async fn announce(conn: &mut Conn<'_>, speaker: &Speaker, author: &Actor, now: Timestamp) -> Result<(), PublishError> {
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
