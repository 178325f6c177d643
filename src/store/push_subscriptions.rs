//! What hubs were asked to tell us (WebSub), and which pushes came already.

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::{StoreError, touched};
use super::rows::{known, ms, opt_at};
use crate::clock::from_ms;
use crate::domain::source::Source;
use crate::domain::{SourceId, TownId};

/// Where a subscription stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PushState {
    /// The hub was asked and has not asked back yet.
    Asked,
    /// It pushes.
    Active,
    /// It will not.
    Refused,
}

impl PushState {
    fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Active => "active",
            Self::Refused => "refused",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Asked, Self::Active, Self::Refused].into_iter().find(|state| state.as_str() == text)
    }
}

/// What a hub was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushSubscription {
    pub town: TownId,
    pub source: SourceId,
    pub hub: String,
    pub topic: String,
    /// Sealed for `push_subscription/secret/{source ulid}`.
    pub secret_sealed: String,
    pub state: PushState,
    pub renew_at: Timestamp,
    pub lease_until: Option<Timestamp>,
    pub pushed_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct Row {
    source_id: i64,
    town_id: i64,
    hub: String,
    topic: String,
    secret_sealed: String,
    state: String,
    renew_at: i64,
    lease_until: Option<i64>,
    pushed_at: Option<i64>,
}

impl Row {
    fn subscription(self) -> Result<PushSubscription, StoreError> {
        Ok(PushSubscription {
            town: TownId(self.town_id),
            source: SourceId(self.source_id),
            hub: self.hub,
            topic: self.topic,
            secret_sealed: self.secret_sealed,
            state: known(PushState::parse(&self.state), "push_subscription", "state", &self.state)?,
            renew_at: from_ms(self.renew_at),
            lease_until: opt_at(self.lease_until),
            pushed_at: opt_at(self.pushed_at),
        })
    }
}

/// The subscription of a source.
///
/// # Errors
/// When the engine refuses.
pub async fn of_source(conn: &mut Conn<'_>, source: &Source) -> Result<Option<PushSubscription>, StoreError> {
    let row = on!(conn, |c| {
        sqlx::query_as::<_, Row>("SELECT * FROM push_subscription WHERE town_id = $1 AND source_id = $2")
            .bind(source.town.0)
            .bind(source.id.0)
            .fetch_optional(c)
            .await
    })?;
    row.map(Row::subscription).transpose()
}

/// Notes what a hub is about to be asked, and when to ask it again.
///
/// # Errors
/// When the engine refuses.
pub async fn ask(
    conn: &mut Conn<'_>,
    source: &Source,
    (hub, topic): (&str, &str),
    secret_sealed: &str,
    renew_at: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    run!(
        conn,
        "INSERT INTO push_subscription (source_id, town_id, hub, topic, secret_sealed, state, asked_at, renew_at) \
         VALUES ($1, $2, $3, $4, $5, 'asked', $6, $7) ON CONFLICT (source_id) DO UPDATE SET hub = excluded.hub, \
         topic = excluded.topic, secret_sealed = excluded.secret_sealed, asked_at = excluded.asked_at, renew_at = excluded.renew_at, \
         state = CASE WHEN push_subscription.state = 'active' AND push_subscription.hub = excluded.hub \
         AND push_subscription.topic = excluded.topic THEN 'active' ELSE 'asked' END",
        source.id.0,
        source.town.0,
        hub,
        topic,
        secret_sealed,
        ms(now),
        ms(renew_at)
    )?;
    Ok(())
}

/// The hub asked back, and we agreed: it pushes until then.
///
/// # Errors
/// When the subscription is gone or the engine refuses.
pub async fn agree(
    conn: &mut Conn<'_>,
    source: &Source,
    lease_until: Timestamp,
    renew_at: Timestamp,
) -> Result<(), StoreError> {
    let rows = run!(
        conn,
        "UPDATE push_subscription SET state = 'active', lease_until = $3, renew_at = $4 WHERE town_id = $1 AND source_id = $2",
        source.town.0,
        source.id.0,
        ms(lease_until),
        ms(renew_at)
    )?;
    touched("agree to a push", 1, rows)
}

/// The hub will not push; it is asked again then.
///
/// # Errors
/// When the engine refuses.
pub async fn refused(conn: &mut Conn<'_>, source: &Source, renew_at: Timestamp) -> Result<(), StoreError> {
    run!(
        conn,
        "UPDATE push_subscription SET state = 'refused', renew_at = $3 WHERE town_id = $1 AND source_id = $2",
        source.town.0,
        source.id.0,
        ms(renew_at)
    )?;
    Ok(())
}

/// Whether a push is a new one; it is remembered, so that the same one again is not.
///
/// # Errors
/// When the engine refuses.
pub async fn is_new(conn: &mut Conn<'_>, town: TownId, fingerprint: &str, now: Timestamp) -> Result<bool, StoreError> {
    let rows = run!(
        conn,
        "INSERT INTO push_seen (town_id, fingerprint, seen_at) VALUES ($1, $2, $3) ON CONFLICT (town_id, fingerprint) DO NOTHING",
        town.0,
        fingerprint,
        ms(now)
    )?;
    Ok(rows == 1)
}

/// Notes that a hub pushed.
///
/// # Errors
/// When the engine refuses.
pub async fn pushed(conn: &mut Conn<'_>, source: &Source, now: Timestamp) -> Result<(), StoreError> {
    run!(
        conn,
        "UPDATE push_subscription SET pushed_at = $3 WHERE town_id = $1 AND source_id = $2",
        source.town.0,
        source.id.0,
        ms(now)
    )?;
    Ok(())
}

/// Forgets pushes from before that moment. Returns how many.
///
/// # Errors
/// When the engine refuses.
pub async fn forget(conn: &mut Conn<'_>, before: Timestamp) -> Result<u64, StoreError> {
    Ok(run!(conn, "DELETE FROM push_seen WHERE seen_at < $1", ms(before))?)
}
