//! What is different about official warnings: who says them, how long they hold, that they go out first and stand alone.
//! In: a post made of a warning. Called by `say`, `validity` and `arrive`.

use jiff::Timestamp;

use super::{PublishError, Speaker};
use crate::domain::actor::Actor;
use crate::domain::post::Post;
use crate::domain::source::{Source, SourceKind};
use crate::domain::validity::{Validity, ValidityKind, of_warning};
use crate::domain::{PostId, TownId};
use crate::federation::forms;
use crate::store::activities::{self, NewActivity};
use crate::store::deliveries::{self, Priority};
use crate::store::{Conn, StoreError, actors, items};
use crate::urls;

/// The topic actor that says warnings, where a town has it.
const USERNAME: &str = "warnung";

/// Whether a source gives official warnings.
pub(super) fn gives_warnings(source: &Source) -> bool {
    source.kind == SourceKind::Cap
}

/// Who says a warning: `@warnung`, else the main actor.
pub(super) async fn author(conn: &mut Conn<'_>, speaker: &Speaker) -> Result<Option<Actor>, StoreError> {
    let own = actors::by_username(conn, speaker.town.id, USERNAME).await?;
    Ok(own.filter(|actor| actor.deleted_at.is_none()).or_else(|| speaker.author.clone()))
}

/// How urgently a post goes out.
pub(super) fn priority(post: &Post) -> Priority {
    let warns = post.validity.is_some_and(|validity| validity.kind == ValidityKind::Warning);
    if warns { Priority::Warning } else { Priority::Post }
}

/// How long the warning holds of which a post is made; `None` when it is made of none.
pub(super) async fn holds(conn: &mut Conn<'_>, town: TownId, post: PostId) -> Result<Option<Validity>, StoreError> {
    let items = items::of_post(conn, town, post).await?;
    Ok(items.iter().find_map(|stored| of_warning(&stored.item)))
}

/// The main actor passes on what a topic actor said, so that its followers get it, too (DESIGN D11).
pub(super) async fn pass_on(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    author: &Actor,
    post: &Post,
    now: Timestamp,
) -> Result<(), PublishError> {
    let Some(main) = speaker.author.as_ref().filter(|main| main.id != author.id && !post.silent) else {
        return Ok(());
    };
    let (town, chain) = (speaker.town.id, speaker.origin.absolute(&urls::note(post.ulid)));
    let ulid = speaker.derive(post.ulid_time(), &["Announce", &post.ulid.to_string()]);
    let body = forms::announce(&speaker.voice(main), &speaker.voice(author), post, ulid).to_string();
    let new = NewActivity {
        town,
        actor: main.id,
        ulid,
        kind: "Announce",
        post: Some(post.id),
        chain: &chain,
        body: &body,
        in_outbox: false,
        expires_at: None,
    };
    if let Some(activity) = activities::add(conn, new, now).await? {
        deliveries::enqueue_to_followers(conn, town, main.id, activity, &chain, priority(post), now).await?;
    }
    Ok(())
}
