//! Once a minute: which sources are in trouble that someone must be told of. Raises and ends alarms, logs each once, and
//! asks for a mail where there is something to tell. It asks nobody outside, so it never waits for a sick source.

use jiff::{SignedDuration, Timestamp};

use super::chore::Chore;
use super::runner::{Papers, kind, town_job};
use super::{Hands, JobError, Outcome};
use crate::domain::alarm::{Alarm, AlarmKind, Signs, alarms};
use crate::domain::source::Source;
use crate::domain::town::Town;
use crate::domain::{SourceId, TownId};
use crate::store::{Conn, StoreError, alarms as stored, held, jobs, quarantine, sources, towns};

/// An alarm that lasts is told again after this time, and entries that cannot be read count for as long.
pub(super) const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Every minute.
pub(super) const CHORE: Chore = Chore { name: "watched_sources", every_s: 60 };

pub(super) async fn run(hands: &Hands) -> Result<Outcome, JobError> {
    for town in hands.db.read(async |c: &mut Conn<'_>| towns::all(c).await).await? {
        watch(hands, &town).await?;
    }
    Ok(Outcome::Done)
}

/// A town's sources with what is known about them beside their health.
pub(super) async fn look(
    conn: &mut Conn<'_>,
    town: TownId,
    now: Timestamp,
) -> Result<Vec<(Source, Signs)>, StoreError> {
    let open = held::open(conn, town).await?;
    let unreadable = quarantine::fresh(conn, town, now.saturating_sub(DAY).unwrap_or(Timestamp::MIN)).await?;
    let signs = |id: SourceId| Signs {
        held_since: held::waiting_since(&open, id),
        unreadable: unreadable.get(&id).copied().unwrap_or(0),
    };
    let all = sources::of_town(conn, town).await?;
    Ok(all
        .into_iter()
        .map(|source| {
            let signs = signs(source.id);
            (source, signs)
        })
        .collect())
}

async fn watch(hands: &Hands, town: &Town) -> Result<(), JobError> {
    let now = hands.now();
    let (seen, open) = hands
        .db
        .read(async |c: &mut Conn<'_>| {
            Ok::<_, StoreError>((look(c, town.id, now).await?, stored::open(c, town.id).await?))
        })
        .await?;
    let there: Vec<(&Source, AlarmKind)> = seen
        .iter()
        .flat_map(|(source, signs)| alarms(source, *signs, now).into_iter().map(move |kind| (source, kind)))
        .collect();
    let is_known = |source: &Source, kind| open.iter().any(|alarm| alarm.source == source.id && alarm.kind == kind);
    let raised: Vec<_> = there.iter().filter(|(source, kind)| !is_known(source, *kind)).collect();
    let is_there = |alarm: &Alarm| there.iter().any(|(source, kind)| alarm.source == source.id && alarm.kind == *kind);
    let over: Vec<_> = open.iter().filter(|alarm| !is_there(alarm)).collect();
    if !raised.is_empty() || !over.is_empty() {
        hands
            .db
            .write(async |c: &mut Conn<'_>| {
                for (source, kind) in &raised {
                    stored::raise(c, town.id, source.id, *kind, now).await?;
                }
                for alarm in &over {
                    stored::end(c, alarm, now).await?;
                }
                Ok::<_, StoreError>(())
            })
            .await?;
    }
    for (source, kind) in raised {
        tracing::warn!(town = town.host, source = source.slug, alarm = kind.as_str(), "a source needs someone");
    }
    for alarm in over {
        let slug = seen.iter().find(|(source, _)| source.id == alarm.source).map(|(source, _)| source.slug.as_str());
        tracing::info!(town = town.host, source = slug, alarm = alarm.kind.as_str(), "an alarm is over");
    }
    ask_for_mail(hands, town, now).await
}

/// Asks for a mail if there is something to tell and a way to tell it. One that waits or is tried again is enough.
async fn ask_for_mail(hands: &Hands, town: &Town, now: Timestamp) -> Result<(), JobError> {
    if hands.mailer.is_none() {
        return Ok(());
    }
    let before = now.saturating_sub(DAY).unwrap_or(Timestamp::MIN);
    let untold = hands.db.read(async |c: &mut Conn<'_>| stored::to_tell(c, town.id, before).await).await?;
    if untold.is_empty() {
        return Ok(());
    }
    let (key, papers) = (town.id.to_string(), Papers::town(town.id));
    let job = town_job(town.id, kind::SEND_ALARMS, &key, &papers, now);
    hands.db.write(async |c: &mut Conn<'_>| jobs::enqueue_once(c, job, now).await).await?;
    Ok(())
}
