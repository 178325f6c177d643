//! Asks hubs to tell us when a feed changes (WebSub), and again before they forget. A hub that fails is asked again later;
//! polling goes on all the same (DESIGN D9).

use std::time::Duration;

use super::runner::{Papers, kind, later, town_job};
use super::{Hands, JobError, Outcome};
use crate::domain::connection::Secret;
use crate::domain::source::{Source, SourceState};
use crate::domain::town::Town;
use crate::domain::{SourceId, TownId};
use crate::sources::websub::{Hub, subscription};
use crate::store::push_subscriptions::{self, PushSubscription};
use crate::store::{Conn, StoreError, jobs, sources, towns};
use crate::urls::{self, Origin};

/// A hub that did not ask back is asked again after this time, and one that refused.
pub(super) const AGAIN: Duration = Duration::from_secs(86_400);
/// Bytes of a secret, before it is written in hex.
const SECRET: usize = 24;

/// After a good look: asks for a subscription where the listing names a hub that was not asked yet, or whose answer is due.
pub(super) async fn after_look(hands: &Hands, source: &Source, hub: Option<&Hub>) -> Result<(), JobError> {
    let now = hands.now();
    let known = hands.db.read(async |c: &mut Conn<'_>| push_subscriptions::of_source(c, source).await).await?;
    let is_other = |hub: &Hub| {
        known.as_ref().is_none_or(|known| known.hub != hub.hub.as_str() || known.topic != hub.topic.as_str())
    };
    // A renewal keeps its secret: until the hub has confirmed it, it signs with the one it has.
    let new = hub.filter(|hub| is_other(hub));
    if new.is_none() && known.as_ref().is_none_or(|known| known.renew_at > now) {
        return Ok(());
    }
    if let Some(hub) = new {
        prepare(hands, source, hub).await?;
    }
    let (key, papers) = (source.id.to_string(), Papers::source(source.town, source.id));
    let job = town_job(source.town, kind::SUBSCRIBE, &key, &papers, now);
    hands.db.write(async |c: &mut Conn<'_>| jobs::enqueue(c, job, now).await).await?;
    Ok(())
}

/// Writes down whom we are about to ask and with which secret, so that its question finds us prepared.
async fn prepare(hands: &Hands, source: &Source, hub: &Hub) -> Result<(), JobError> {
    let mut bytes = [0u8; SECRET];
    hands.rng.fill(&mut bytes);
    let secret = data_encoding::HEXLOWER.encode(&bytes);
    let sealed = hands.sealer.seal(&secret_place(source), secret.as_bytes());
    let sealed = sealed.map_err(|error| JobError::Papers(error.to_string()))?;
    let now = hands.now();
    let names = (hub.hub.as_str(), hub.topic.as_str());
    let again = later(now, AGAIN);
    hands
        .db
        .write(async |c: &mut Conn<'_>| push_subscriptions::ask(c, source, names, &sealed, again, now).await)
        .await?;
    Ok(())
}

fn secret_place(source: &Source) -> String {
    format!("push_subscription/secret/{}", source.ulid)
}

/// The secret a hub signs with.
pub(super) fn secret_of(hands: &Hands, source: &Source, known: &PushSubscription) -> Result<Secret, JobError> {
    let open = hands.sealer.open(&secret_place(source), &known.secret_sealed);
    let open = open.map_err(|error| JobError::Papers(error.to_string()))?;
    Ok(Secret::new(String::from_utf8_lossy(&open)))
}

/// The job: asks the hub.
pub(super) async fn run(hands: &Hands, town: TownId, id: SourceId) -> Result<Outcome, JobError> {
    let now = hands.now();
    let found = hands
        .db
        .read(async |c: &mut Conn<'_>| {
            let Some(source) = sources::by_id(c, town, id).await? else { return Ok(None) };
            let known = push_subscriptions::of_source(c, &source).await?;
            Ok::<_, StoreError>(towns::by_id(c, town).await?.zip(known).map(|(town, known)| (town, source, known)))
        })
        .await?;
    let Some((town, source, known)) = found else { return Ok(Outcome::Done) };
    if source.state != SourceState::Active {
        return Ok(Outcome::Done);
    }
    let (Ok(hub), Ok(topic)) = (known.hub.parse(), known.topic.parse()) else { return Ok(Outcome::Done) };
    let secret = secret_of(hands, &source, &known)?;
    let request = subscription(&Hub { hub, topic }, &callback(hands, &town, &source), &secret);
    // Moved first: the hub may never ask back.
    hands
        .db
        .write(async |c: &mut Conn<'_>| {
            let names = (known.hub.as_str(), known.topic.as_str());
            push_subscriptions::ask(c, &source, names, &known.secret_sealed, later(now, AGAIN), now).await
        })
        .await?;
    match hands.net.send(request).await {
        Ok(answer) if answer.status.is_success() => Ok(Outcome::Done),
        Ok(answer) => {
            tracing::info!(
                source = source.slug,
                status = answer.status.as_u16(),
                "a hub does not take our subscription"
            );
            let again = later(now, AGAIN);
            hands.db.write(async |c: &mut Conn<'_>| push_subscriptions::refused(c, &source, again).await).await?;
            Ok(Outcome::Done)
        }
        Err(error) => {
            tracing::info!(source = source.slug, %error, "a hub cannot be reached; the feed is polled as before");
            Ok(Outcome::Done)
        }
    }
}

fn callback(hands: &Hands, town: &Town, source: &Source) -> String {
    Origin::new(&hands.scheme, &town.host).absolute(&urls::hook(source.kind.as_str(), source.ulid))
}
