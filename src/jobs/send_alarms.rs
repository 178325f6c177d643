//! Tells a town's alarms to the operators: one mail for all that is new, lasts for another day, or is over.
//! A relay that does not answer is tried again at growing distances; nothing else waits for it.

use jiff::Timestamp;

use super::watch_sources::{DAY, look};
use super::{Hands, JobError, Outcome};
use crate::domain::TownId;
use crate::notify::{Case, alarm_letter};
use crate::store::{Conn, StoreError, alarms, towns};

/// The first pause after a failure, in seconds; it doubles.
const PAUSE_S: u32 = 60;
/// The pause doubles this often.
const DOUBLINGS: u32 = 6;

pub(super) async fn run(hands: &Hands, town: TownId, attempts: u32) -> Result<Outcome, JobError> {
    let Some(mailer) = &hands.mailer else { return Ok(Outcome::Done) };
    let now = hands.now();
    let before = now.saturating_sub(DAY).unwrap_or(Timestamp::MIN);
    let found = hands
        .db
        .read(async |c: &mut Conn<'_>| {
            let Some(known) = towns::by_id(c, town).await? else { return Ok(None) };
            Ok::<_, StoreError>(Some((known, alarms::to_tell(c, town, before).await?, look(c, town, now).await?)))
        })
        .await?;
    let Some((town, untold, seen)) = found else { return Ok(Outcome::Done) };
    let cases: Vec<Case<'_>> = untold
        .iter()
        .filter_map(|alarm| {
            let (source, signs) = seen.iter().find(|(source, _)| source.id == alarm.source)?;
            Some(Case { alarm, source, signs: *signs })
        })
        .collect();
    if !cases.is_empty() {
        let letter = match alarm_letter(&town, &cases, now) {
            Ok(letter) => letter,
            Err(error) => return Ok(Outcome::GiveUp(error.to_string())),
        };
        if let Err(error) = mailer.tell_operators(&letter).await {
            tracing::warn!(town = town.host, %error, "a mail could not be sent; it is tried again");
            let pause = hands.jittered(PAUSE_S << attempts.min(DOUBLINGS));
            return Ok(Outcome::Retry(pause, error.to_string()));
        }
    }
    // Also those of sources that were taken out: there is nothing left to tell.
    hands.db.write(async |c: &mut Conn<'_>| alarms::told(c, town.id, &untold, now).await).await?;
    Ok(Outcome::Done)
}
