//! Everything about a town that its pages need besides posts, held in memory: settings, actors, channels, looks.
//! [`super::host::Hosts`] keeps one per town and renews it when the town changes.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::look::Look;
use super::render::RenderError;
use crate::domain::ActorId;
use crate::domain::actor::{Actor, ActorKind};
use crate::domain::media::mime_of;
use crate::domain::post::Post;
use crate::domain::source::{Source, SourceKind, SourceState};
use crate::domain::town::Town;
use crate::domain::warning::{Level, Warned};
use crate::store::{Conn, actors, sources, warnings};
use crate::urls::{self, Origin};

/// So long an ended warning stays in every feed, so that those who read of it there read of its end, too.
const ENDED_LATELY: SignedDuration = SignedDuration::from_hours(24);
/// More warnings at once do not stand on every page.
const MOST_WARNINGS: u32 = 50;

/// A town as the pages see it.
#[derive(Debug, Clone)]
pub struct TownView {
    pub town: Town,
    pub origin: Origin,
    pub zone: TimeZone,
    /// Living actors to follow, the main one first.
    pub actors: Vec<Actor>,
    /// Channels that were not removed, oldest first.
    pub sources: Vec<Source>,
    pub look: Look,
    /// Warnings that hold or ended within the last day, the newest first; those below the threshold are not among them.
    pub warnings: Vec<Post>,
}

impl TownView {
    /// Reads a town's view. Its looks are taken from the view `before` as long as they would come out the same.
    ///
    /// # Errors
    /// When the engine refuses or the looks cannot be built.
    pub async fn load(
        conn: &mut Conn<'_>,
        town: Town,
        before: Option<&Self>,
        scheme: &str,
        now: Timestamp,
    ) -> Result<Self, RenderError> {
        let same = |known: &&Self| known.town.name == town.name && known.town.settings.color == town.settings.color;
        let look = match before.filter(same) {
            Some(known) => known.look.clone(),
            None => Look::of(&town, now)?,
        };
        let lately = now.checked_sub(ENDED_LATELY).unwrap_or(Timestamp::MIN);
        let mut actors = actors::of_town(conn, town.id).await?;
        actors.retain(|actor| actor.kind != ActorKind::Instance && actor.deleted_at.is_none());
        actors.sort_by_key(|actor| actor.kind != ActorKind::Main);
        Ok(Self {
            origin: Origin::new(scheme, &town.host),
            zone: town.zone(),
            sources: sources::of_town(conn, town.id).await?,
            warnings: warnings::holding_since(conn, town.id, lately, false, MOST_WARNINGS).await?,
            look,
            actors,
            town,
        })
    }

    /// The town's own voice.
    #[must_use]
    pub fn main_actor(&self) -> Option<&Actor> {
        self.actors.iter().find(|actor| actor.kind == ActorKind::Main)
    }

    /// An actor by id.
    #[must_use]
    pub fn actor(&self, id: ActorId) -> Option<&Actor> {
        self.actors.iter().find(|actor| actor.id == id)
    }

    /// An actor by its username.
    #[must_use]
    pub fn actor_named(&self, username: &str) -> Option<&Actor> {
        self.actors.iter().find(|actor| actor.username.as_str() == username)
    }

    /// `@rathaus@stage.bad-beispiel.de`.
    #[must_use]
    pub fn handle(&self, actor: &Actor) -> String {
        format!("@{}@{}", actor.username, actor.handle_domain.as_deref().unwrap_or(&self.town.host))
    }

    /// A channel by its slug.
    #[must_use]
    pub fn source(&self, slug: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.slug == slug)
    }

    /// The address of the arms. The setting is a media hash, with its ending when it is not a PNG.
    #[must_use]
    pub fn arms(&self) -> Option<String> {
        let arms = self.town.settings.arms.as_deref()?;
        let (hash, ext) = arms.rsplit_once('.').unwrap_or((arms, "png"));
        let stored = hash.len() == 32 && hash.bytes().all(|b| b.is_ascii_hexdigit()) && mime_of(ext).is_some();
        stored.then(|| urls::media(hash, ext))
    }

    /// Channels that have been interrupted for longer than [`Source::stale_after`], and when that will be true of another one.
    #[must_use]
    pub fn interrupted(&self, now: Timestamp) -> (Vec<&Source>, Option<Timestamp>) {
        let mut stale = Vec::new();
        let mut next: Option<Timestamp> = None;
        for source in self.sources.iter().filter(|source| source.state == SourceState::Active) {
            let Some(since) = source.health.failing_since else { continue };
            let at = since.checked_add(source.stale_after()).unwrap_or(Timestamp::MAX);
            if at <= now {
                stale.push(source);
            } else {
                next = Some(next.map_or(at, |known| known.min(at)));
            }
        }
        (stale, next)
    }

    /// Warnings that are not over, the gravest first, and those that are. Stable: among equals the first stays in front.
    #[must_use]
    pub fn sort_warnings<'p>(&self, posts: &'p [Post], now: Timestamp) -> (Vec<&'p Post>, Vec<&'p Post>) {
        let (mut running, past): (Vec<&Post>, Vec<&Post>) = posts.iter().partition(|post| !self.is_over(post, now));
        running.sort_by_key(|post| std::cmp::Reverse(level(post)));
        (running, past)
    }

    /// Warnings that hold now, the gravest first.
    #[must_use]
    pub fn warnings_now(&self, now: Timestamp) -> Vec<&Post> {
        let (mut running, _) = self.sort_warnings(&self.warnings, now);
        running.retain(|post| post.validity.and_then(|validity| validity.from).is_none_or(|from| from <= now));
        running
    }

    /// Warnings of which every feed tells: those that are not over, and those that ended lately, the newest first.
    pub fn warnings_to_tell(&self, now: Timestamp) -> impl Iterator<Item = &Post> {
        self.warnings.iter().filter(move |post| last_told(post).is_none_or(|end| end > now))
    }

    /// Channels of warning services that are read.
    pub fn warning_services(&self) -> impl Iterator<Item = &Source> {
        self.sources.iter().filter(|source| source.kind == SourceKind::Cap && source.state == SourceState::Active)
    }

    /// When what every page says of warnings changes by itself.
    #[must_use]
    pub fn next_warning_change(&self, now: Timestamp) -> Option<Timestamp> {
        let ends = self.warnings.iter().filter_map(|post| post.validity?.next_change(now));
        let told = self.warnings.iter().filter_map(last_told).filter(|end| *end > now);
        let stale = self.warning_services().filter_map(|source| {
            let at = source.health.failing_since?.checked_add(source.stale_after()).ok()?;
            (at > now && !self.warnings_now(now).is_empty()).then_some(at)
        });
        ends.chain(told).chain(stale).min()
    }

    /// Warning services that have been interrupted for longer than [`Source::stale_after`].
    #[must_use]
    pub fn stale_services(&self, now: Timestamp) -> Vec<&Source> {
        let (mut stale, _) = self.interrupted(now);
        stale.retain(|source| source.kind == SourceKind::Cap);
        stale
    }

    /// Whether a warning is over: by its time, because it was taken back, or because it names no end and the service that
    /// would tell of one is read no longer.
    #[must_use]
    pub fn is_over(&self, post: &Post, now: Timestamp) -> bool {
        let ended = post.validity.as_ref().is_some_and(|validity| validity.is_over(now));
        let endless = post.validity.is_none_or(|validity| validity.until.is_none());
        let is_read = |slug: &str| self.source(slug).is_some_and(|source| source.state == SourceState::Active);
        let taken_back = |warning: &Warned| {
            warning.cleared_at.is_some() || endless && !post.channels.iter().any(|channel| is_read(&channel.slug))
        };
        ended || post.warning.as_ref().is_some_and(taken_back)
    }
}

/// How grave a warning is. What staff call one without saying so is a warning.
#[must_use]
pub fn level(post: &Post) -> Level {
    post.warning.as_ref().map_or(Level::Warning, |warning| warning.level)
}

/// Until when feeds tell of a warning, where its end is known.
fn last_told(post: &Post) -> Option<Timestamp> {
    post.validity?.until?.checked_add(ENDED_LATELY).ok()
}
