//! One look at a source: ask the connector, apply what it says, note how the source is doing.

use std::time::Duration;

use jiff::Timestamp;

use super::apply_batch::{self, Applied};
use super::runner::{LEASE, later};
use super::{Hands, JobError, Outcome, logins, purse, subscribe};
use crate::domain::source::{Cause, ErrorClass, Failure, Source, SourceKind, SourceState};
use crate::domain::{SourceId, TownId};
use crate::i18n::Locale;
use crate::sources::{Batch, Budget, Connector, Cursor, Cx, Registry, SourceError, Window};
use crate::store::{Conn, StoreError, sources, towns};

/// Requests one look may make.
const REQUESTS: u32 = 4;
/// Each warning is read by itself, and none may wait for the next look.
const REQUESTS_FOR_WARNINGS: u32 = 60;
/// Requests one look at a website without a feed may make: its articles are pages of their own.
const REQUESTS_OF_PAGES: u32 = 12;
/// Two pages of posts, events, reels, descriptions of pictures.
const REQUESTS_OF_FACEBOOK: u32 = 5;
/// Pages of a council system, and agenda items that are pages of their own.
const REQUESTS_OF_COUNCILS: u32 = 54;
/// A feed that says of itself that it is gone is asked again once a day, in case it was a mistake.
const GONE_RETRY: Duration = Duration::from_secs(86_400);

/// How a look went.
#[derive(Debug)]
pub enum Polled {
    /// Not active: nothing was asked.
    Idle,
    /// It answered.
    Answered(Applied),
    /// It did not; pages stay as they are.
    Failed(SourceError),
}

/// The job: looks once. A failing source is noted, not retried here: its next look is scheduled.
pub(super) async fn run(hands: &Hands, town: TownId, source: SourceId) -> Result<Outcome, JobError> {
    poll_now(hands, town, source).await?;
    Ok(Outcome::Done)
}

/// Looks at a source now, whatever its schedule says.
///
/// # Errors
/// When the store refuses; the source's own failures are in [`Polled::Failed`].
pub async fn poll_now(hands: &Hands, town: TownId, id: SourceId) -> Result<Polled, JobError> {
    let now = hands.now();
    let found = hands
        .db
        .read(async |c: &mut Conn<'_>| {
            Ok::<_, StoreError>((towns::by_id(c, town).await?, sources::by_id(c, town, id).await?))
        })
        .await?;
    let (Some(town), Some(source)) = found else { return Ok(Polled::Idle) };
    if source.state != SourceState::Active {
        return Ok(Polled::Idle);
    }
    // Written before the fetch: a crash in it must not become a tight loop.
    let fallback = later(now, hands.jittered(source.backoff_s(source.health.failures + 1)).max(LEASE));
    hands.db.write(async |c: &mut Conn<'_>| sources::begin_check(c, town.id, source.id, now, fallback).await).await?;
    let zone = town.zone();
    let login = hands.login_of(&source).await?;
    let cx = Cx {
        net: &hands.net,
        source: &source,
        now,
        zone,
        locale: Locale::of_tag(&town.settings.language),
        login: login.as_ref(),
    };
    let answer = match Registry::connector(source.kind) {
        Some(connector) => {
            let cursor = source.cursor.clone().map(Cursor);
            purse::poll(hands, connector, &cx, cursor, look_budget(source.kind)).await?
        }
        None => Err(SourceError::new(Cause::NotConnected, format!("nothing here reads {} yet", source.kind.as_str()))),
    };
    match answer {
        Ok(batch) => {
            let applied = apply_batch::apply(hands, &town, &source, &batch, now).await?;
            succeed(hands, &source, &batch, applied, now).await?;
            subscribe::after_look(hands, &source, batch.hub.as_ref()).await?;
            Ok(Polled::Answered(applied))
        }
        Err(error) => {
            fail(hands, &source, &error, now).await?;
            Ok(Polled::Failed(error))
        }
    }
}

/// Looks as if for the first time, and changes nothing.
///
/// # Errors
/// When the store refuses; the source's own failure is inside.
pub async fn look_now(
    hands: &Hands,
    connector: &dyn Connector,
    cx: &Cx<'_>,
) -> Result<Result<Batch, SourceError>, JobError> {
    purse::poll(hands, connector, cx, None, look_budget(cx.source.kind)).await
}

/// How many requests one look at a source of this kind may make.
#[must_use]
pub fn look_budget(kind: SourceKind) -> Budget {
    Budget::requests(match kind {
        SourceKind::Cap => REQUESTS_FOR_WARNINGS,
        SourceKind::Html => REQUESTS_OF_PAGES,
        SourceKind::Facebook => REQUESTS_OF_FACEBOOK,
        SourceKind::Oparl => REQUESTS_OF_COUNCILS,
        _ => REQUESTS,
    })
}

async fn succeed(
    hands: &Hands,
    source: &Source,
    batch: &Batch,
    applied: Applied,
    now: Timestamp,
) -> Result<(), JobError> {
    let mut seen = source.clone();
    if applied.news {
        seen.health.last_new_at = Some(now);
    }
    let interval = seen.interval_s(now, batch.interval_hint_s);
    let wait = if source.fixed_interval.is_some() {
        Duration::from_secs(u64::from(interval))
    } else {
        hands.jittered(interval)
    };
    let cursor = batch.next.as_ref().map(|cursor| &cursor.0);
    let done = sources::Success {
        cursor: cursor.or(source.cursor.as_ref()),
        next: later(now, wait),
        news: applied.news,
        first_pass: source.first_pass_at.is_none() && is_whole(source, batch, now),
    };
    let recovered = hands
        .db
        .write(async |c: &mut Conn<'_>| {
            let recovered = sources::succeed(c, source, done, now).await?;
            logins::note(c, hands, source, false).await?;
            let others = sources::of_town(c, source.town).await?;
            let taken = |url: &str| others.iter().any(|other| other.id != source.id && other.url == url);
            if let Some(moved) = batch.moved_to.as_ref().filter(|moved| !taken(moved.as_str())) {
                sources::describe(c, source, moved.as_str(), source.site_url.as_deref(), now).await?;
            } else if source.site_url.is_none()
                && let Some(site) = batch.profile.as_ref().and_then(|profile| profile.site_url.as_deref())
            {
                sources::describe(c, source, &source.url, Some(site), now).await?;
            }
            Ok::<_, StoreError>(recovered)
        })
        .await?;
    if recovered {
        tracing::info!(source = source.slug, "the source answers again");
        hands.published.wake();
    }
    Ok(())
}

/// Whether this look may count as the first complete pass; a source that is always damaged is believed after a day.
fn is_whole(source: &Source, batch: &Batch, now: Timestamp) -> bool {
    matches!(batch.window, Window::Complete { .. }) || now.duration_since(source.created_at).as_hours() >= 24
}

async fn fail(hands: &Hands, source: &Source, error: &SourceError, now: Timestamp) -> Result<(), JobError> {
    let failure = Failure::from(error.clone());
    let backoff = later(now, hands.jittered(source.backoff_s(source.health.failures + 1)));
    let next = match (failure.class, failure.retry_at) {
        (_, Some(at)) => at.max(backoff),
        (ErrorClass::Gone, None) => later(now, GONE_RETRY),
        (_, None) => backoff,
    };
    if source.health.failing_since.is_none() {
        tracing::warn!(
            source = source.slug,
            class = failure.class.as_str(),
            message = failure.message,
            "the source fails"
        );
    }
    hands
        .db
        .write(async |c: &mut Conn<'_>| {
            if error.cause == Cause::LoginExpired {
                logins::note(c, hands, source, true).await?;
            }
            sources::fail(c, source, failure.class, &failure.message, next, now).await
        })
        .await?;
    hands.published.wake();
    Ok(())
}
