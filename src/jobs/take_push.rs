//! What platforms say by themselves, at `/hooks/{platform}/{connection}`: checked over the raw bytes, then dropped; what is
//! left is a reason to look (DESIGN D9). In: a town, an address, headers and bytes. Out: what to answer. Called by web's hooks.

use std::time::Duration;

use http::{HeaderMap, StatusCode};

use super::runner::{Papers, kind, later, town_job};
use super::{Hands, JobError, logins, subscribe};
use crate::domain::TownId;
use crate::domain::connection::Secret;
use crate::domain::ids::Ulid;
use crate::domain::source::{Source, SourceKind, SourceState};
use crate::seal::sha256_hex;
use crate::sources::websub::{self, LEASE_S, Mode};
use crate::sources::{Hint, HintVerb, PushSecrets, Registry, Reject};
use crate::store::push_subscriptions::{self, PushSubscription};
use crate::store::{Conn, Lane, StoreError, connections, hints, jobs, sources};

/// A lease shorter than this is treated as if it were so long: nobody needs to be asked every minute.
const SHORTEST_LEASE_S: u64 = 3_600;

/// What to answer a platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushReply {
    pub status: StatusCode,
    pub body: String,
}

impl PushReply {
    fn bare(status: StatusCode) -> Self {
        Self { status, body: String::new() }
    }
}

/// What stands behind an address for pushes.
struct Behind {
    /// The sources that are looked at when it speaks.
    sources: Vec<Source>,
    subscription: Option<PushSubscription>,
    secrets: PushSecrets,
}

/// Answers a platform that asks whether the address is ours.
///
/// # Errors
/// When the store refuses.
pub async fn answer_question(
    hands: &Hands,
    town: TownId,
    platform: SourceKind,
    id: Ulid,
    query: &[(String, String)],
) -> Result<PushReply, JobError> {
    let (Some(behind), Some(connector)) = (behind(hands, town, platform, id).await?, Registry::connector(platform))
    else {
        return Ok(PushReply::bare(StatusCode::NOT_FOUND));
    };
    if let (Some(asked), Some(_), [source]) = (websub::question(query), &behind.subscription, &behind.sources[..]) {
        if asked.mode == Mode::Denied {
            let again = later(hands.now(), subscribe::AGAIN);
            hands.db.write(async |c: &mut Conn<'_>| push_subscriptions::refused(c, source, again).await).await?;
            return Ok(PushReply::bare(StatusCode::OK));
        }
        // We never ask a hub to forget us: it does so by itself when we do not renew.
        if asked.mode == Mode::Unsubscribe && source.state == SourceState::Active {
            return Ok(PushReply::bare(StatusCode::NOT_FOUND));
        }
        let Ok(body) = connector.handshake(query, &behind.secrets) else {
            return Ok(PushReply::bare(StatusCode::NOT_FOUND));
        };
        if asked.mode == Mode::Subscribe {
            agree(hands, source, asked.lease_s.unwrap_or(LEASE_S)).await?;
        }
        return Ok(PushReply { status: StatusCode::OK, body });
    }
    match connector.handshake(query, &behind.secrets) {
        Ok(body) => Ok(PushReply { status: StatusCode::OK, body }),
        Err(reject) => Ok(refusal(platform, reject)),
    }
}

async fn agree(hands: &Hands, source: &Source, lease_s: u64) -> Result<(), JobError> {
    let now = hands.now();
    let lease_s = lease_s.clamp(SHORTEST_LEASE_S, 10 * LEASE_S);
    let (until, renew) = (later(now, Duration::from_secs(lease_s)), later(now, Duration::from_secs(lease_s / 2)));
    hands.db.write(async |c: &mut Conn<'_>| push_subscriptions::agree(c, source, until, renew).await).await?;
    Ok(())
}

/// Takes a push: checks it, and looks where it points. The same one again is no news.
///
/// # Errors
/// When the store refuses; the platform then tries again.
pub async fn take_push(
    hands: &Hands,
    town: TownId,
    platform: SourceKind,
    id: Ulid,
    headers: &HeaderMap,
    raw: &[u8],
) -> Result<PushReply, JobError> {
    let (Some(behind), Some(connector)) = (behind(hands, town, platform, id).await?, Registry::connector(platform))
    else {
        return Ok(PushReply::bare(StatusCode::NOT_FOUND));
    };
    let hints = match connector.accept_push(headers, raw, &behind.secrets) {
        Ok(hints) => hints,
        Err(reject) => return Ok(refusal(platform, reject)),
    };
    metrics::counter!("ausrufer_pushes_total", "platform" => platform.as_str(), "outcome" => "taken").increment(1);
    let now = hands.now();
    let fingerprint = sha256_hex(&[id.to_string().as_bytes(), raw].concat());
    hands
        .db
        .write_town(town, Lane::Urgent, async |c: &mut Conn<'_>| {
            if !push_subscriptions::is_new(c, town, &fingerprint, now).await? {
                return Ok(());
            }
            for source in behind.sources.iter().filter(|source| source.state == SourceState::Active) {
                if behind.subscription.is_some() {
                    push_subscriptions::pushed(c, source, now).await?;
                }
                look(c, source, &hints, now).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await?;
    hands.wanted.wake();
    Ok(PushReply::bare(StatusCode::OK))
}

/// Looks at the listing, and up what is said to have changed.
async fn look(conn: &mut Conn<'_>, source: &Source, told: &[Hint], now: jiff::Timestamp) -> Result<(), StoreError> {
    let ids: Vec<_> = told.iter().map(|hint| hint.native_id.clone()).collect();
    let known = hints::look_up_now(conn, source, &ids, now).await?;
    // What only changes or vanishes is looked up by itself; a listing is read for what may be new.
    let all_known = !ids.is_empty() && known == ids.len() && told.iter().all(|hint| hint.verb != HintVerb::Create);
    if !all_known {
        let (key, papers) = (source.id.to_string(), Papers::source(source.town, source.id));
        let job = jobs::NewJob { urgent: true, ..town_job(source.town, kind::POLL_SOURCE, &key, &papers, now) };
        jobs::enqueue(conn, job, now).await?;
    }
    Ok(())
}

/// Finds what an address stands for: a feed with a subscription, or a connection with its sources.
async fn behind(hands: &Hands, town: TownId, platform: SourceKind, id: Ulid) -> Result<Option<Behind>, JobError> {
    let (all, connection) = hands
        .db
        .read(async |c: &mut Conn<'_>| {
            let connection = connections::by_ulid(c, town, id).await?.filter(|one| one.platform == platform);
            Ok::<_, StoreError>((sources::of_town(c, town).await?, connection))
        })
        .await?;
    if let Some(connection) = connection {
        let sources: Vec<Source> = all.into_iter().filter(|source| source.connection == Some(connection.id)).collect();
        let login = logins::open(hands, &connection)?;
        let secrets = PushSecrets { app_secret: login.app_secret, verify: login.verify };
        return Ok(Some(Behind { sources, subscription: None, secrets }));
    }
    let Some(source) = all.into_iter().find(|source| source.ulid == id && source.kind == platform) else {
        return Ok(None);
    };
    let known = hands.db.read(async |c: &mut Conn<'_>| push_subscriptions::of_source(c, &source).await).await?;
    let Some(known) = known else { return Ok(None) };
    let secret = subscribe::secret_of(hands, &source, &known)?;
    let secrets = PushSecrets { app_secret: Some(secret), verify: Some(Secret::new(known.topic.as_str())) };
    Ok(Some(Behind { sources: vec![source], subscription: Some(known), secrets }))
}

/// A push that is not believed: counted, never explained to who sent it.
fn refusal(platform: SourceKind, reject: Reject) -> PushReply {
    metrics::counter!("ausrufer_pushes_total", "platform" => platform.as_str(), "outcome" => reject.label())
        .increment(1);
    PushReply::bare(match reject {
        Reject::NotOffered => StatusCode::NOT_FOUND,
        Reject::Unsigned | Reject::Forged | Reject::Stale => StatusCode::FORBIDDEN,
        Reject::Unreadable => StatusCode::BAD_REQUEST,
    })
}
