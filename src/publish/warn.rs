//! What is different about official warnings: who says them, how long they hold, that they go out first and stand alone
//! but for the same warning from another service. In: a post made of a warning. Called by `say`, `validity` and `arrive`;
//! what becomes of it later is [`super::warn_end`]'s.

use jiff::{SignedDuration, Timestamp};

use super::{PublishError, Speaker};
use crate::domain::actor::Actor;
use crate::domain::post::{Content, Post};
use crate::domain::source::{Source, SourceKind};
use crate::domain::validity::{Validity, ValidityKind, of_warning};
use crate::domain::warning::names_of;
use crate::domain::{ItemId, PostId, SourceId, TownId};
use crate::federation::forms;
use crate::store::activities::{self, NewActivity};
use crate::store::deliveries::{self, Priority};
use crate::store::warnings::{self, Part};
use crate::store::{Conn, StoreError, actors, items};
use crate::urls;

/// The topic actor that says warnings, where a town has it.
const USERNAME: &str = "warnung";

/// Two services may tell of the end of a warning at different times, but not further apart than this.
const SAME_UNTIL: SignedDuration = SignedDuration::from_hours(48);
/// Warnings among which the same one of another service is looked for.
const MOST_RUNNING: u32 = 200;

/// Whether a source gives official warnings.
pub(super) fn gives_warnings(source: &Source) -> bool {
    source.kind == SourceKind::Cap
}

/// Whether the town's own staff warn.
pub(super) fn is_own(content: &Content) -> bool {
    content.warning.as_ref().is_some_and(|warning| warning.own)
}

/// Who says a warning: `@warnung`, else the main actor.
pub(super) async fn author(conn: &mut Conn<'_>, speaker: &Speaker) -> Result<Option<Actor>, StoreError> {
    let own = actors::by_username(conn, speaker.town.id, USERNAME).await?;
    Ok(own.filter(|actor| actor.deleted_at.is_none()).or_else(|| speaker.author.clone()))
}

/// Whether a warning is below the town's threshold: on the page of warnings, and nowhere else.
pub(super) fn is_only_here(content: &Content) -> bool {
    content.warning.as_ref().is_some_and(|warning| warning.only_here)
}

/// How urgently a post goes out. What answers another one is an all-clear.
pub(super) fn priority(post: &Post) -> Priority {
    let warns = post.validity.is_some_and(|validity| validity.kind == ValidityKind::Warning);
    if warns || post.in_reply_to.is_some() { Priority::Warning } else { Priority::Post }
}

/// How long the warning holds of which a post is made; `None` when it is made of none.
pub(super) async fn holds(
    conn: &mut Conn<'_>,
    town: TownId,
    post: PostId,
    content: Option<&Content>,
) -> Result<Option<Validity>, StoreError> {
    if let Some(warning) = content.and_then(|content| content.warning.as_ref()) {
        return Ok(warning.validity);
    }
    // Posts from before this stood with what they say.
    let items = items::of_post(conn, town, post).await?;
    Ok(items.iter().find_map(|stored| of_warning(&stored.item)))
}

/// The post of the same warning as another service gave it: known by the names its senders gave it, never by its words.
pub(super) async fn same_of_another_service(
    conn: &mut Conn<'_>,
    (town, source, item): (TownId, SourceId, ItemId),
    now: Timestamp,
) -> Result<Option<PostId>, StoreError> {
    let Some(stored) = items::by_id(conn, town, item).await? else { return Ok(None) };
    let names = names_of(&stored.item);
    let since = now.checked_sub(SAME_UNTIL).unwrap_or(Timestamp::MIN);
    let parts = warnings::parts_since(conn, town, since, MOST_RUNNING).await?;
    // One service tells two warnings apart, whatever names they share.
    let alone = |post: PostId| parts.iter().all(|part| part.post != post || part.source != source);
    let same = |part: &&Part| names_of(&part.item).iter().any(|name| names.contains(name));
    Ok(parts.iter().filter(same).map(|part| part.post).find(|post| alone(*post)))
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
    let body = forms::announce(&speaker.voice(main), &chain, Some(&speaker.voice(author)), post, ulid).to_string();
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
