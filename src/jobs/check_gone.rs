//! Looks up what left a listing: still there, withdrawn once (hidden), withdrawn for good (DESIGN D10).
//! Nothing is concluded unless another known post of the same source answers well at the same time.

use std::time::Duration;

use jiff::Timestamp;

use super::apply_batch::take_changed;
use super::runner::later;
use super::{Hands, JobError, Outcome, purse};
use crate::domain::audit::Deed;
use crate::domain::item::Item;
use crate::domain::source::{Source, SourceState};
use crate::domain::{SourceId, TownId};
use crate::i18n::Locale;
use crate::publish::{Correction, leave, settle_by_id};
use crate::sources::{Ask, Budget, Connector, Cx, Evidence, Fetched, Registry, Sign};
use crate::store::held::{self, Held, HeldEntry, HeldKind};
use crate::store::items::{self, Stored};
use crate::store::{Conn, Lane, StoreError, sources, towns};

/// Lookups in one run.
const MOST: i64 = 20;
/// Withdrawals are held when more than this many come at once, …
const HOLD_OVER: usize = 5;
/// … or at least this many and more than [`HOLD_SHARE`] percent of what is live.
const HOLD_FROM: usize = 3;
const HOLD_SHARE: usize = 20;
/// What vanishes within a day of an open question belongs to it: a long wave is looked up in portions.
const WAVE_S: i64 = 86_400;
/// Without a usable answer the lookup is repeated at growing distances for a week, then dropped: absence alone is no proof.
const GIVE_UP_AFTER_S: i64 = 7 * 86_400;
/// What left the listing is looked up for this long.
const YEAR_S: i64 = 365 * 86_400;
/// So long daily.
const MONTH_S: i64 = 30 * 86_400;

/// What one lookup means.
enum Finding {
    /// With what it says now, where the lookup tells.
    Here(Option<Box<Item>>),
    Gone(Evidence),
    Unknown,
}

pub(super) async fn run(hands: &Hands, town: TownId, id: SourceId) -> Result<Outcome, JobError> {
    let now = hands.now();
    let found = hands
        .db
        .read(async |c: &mut Conn<'_>| {
            let Some(source) = sources::by_id(c, town, id).await? else { return Ok(None) };
            let Some(town) = towns::by_id(c, town).await? else { return Ok(None) };
            let due = items::to_look_up(c, &source, now, MOST).await?;
            let but: Vec<_> = due.iter().map(|stored| stored.id).collect();
            let controls = controls_for(&due, items::controls(c, &source, &but).await?);
            let live = items::count_live(c, &source).await?;
            Ok::<_, StoreError>(Some((source, town, due, controls, live)))
        })
        .await?;
    let Some((source, town, due, controls, live)) = found else { return Ok(Outcome::Done) };
    if source.state != SourceState::Active || due.is_empty() {
        return Ok(Outcome::Done);
    }
    let Some(connector) = Registry::connector(source.kind) else { return Ok(Outcome::Done) };
    let login = hands.login_of(&source).await?;
    let cx = Cx {
        net: &hands.net,
        source: &source,
        now,
        zone: town.zone(),
        locale: Locale::of_tag(&town.settings.language),
        login: login.as_ref(),
    };
    let findings = look_up(hands, connector, &cx, &due, &controls).await?;
    let live = live as usize;
    let findings: Vec<(Stored, Finding)> = due.into_iter().zip(findings).collect();
    let told = |(stored, finding): &(Stored, Finding)| match finding {
        Finding::Here(Some(item)) if item.content_hash != stored.content_hash => Some((stored.clone(), *item.clone())),
        _ => None,
    };
    let changed: Vec<(Stored, Item)> = findings.iter().filter_map(told).collect();
    decide(hands, &source, findings, live, now).await?;
    take_changed(hands, &town, &source, &changed, live, now).await?;
    Ok(Outcome::Done)
}

/// Up to three posts that must be there, on the same host as what is asked for: one of them answering well is enough.
fn controls_for(due: &[Stored], candidates: Vec<Stored>) -> Vec<Stored> {
    let host = |stored: &Stored| {
        let address = stored.item.canonical_url.as_deref()?;
        url::Url::parse(address).ok()?.host_str().map(str::to_owned)
    };
    let asked: Vec<String> = due.iter().filter_map(host).collect();
    candidates.into_iter().filter(|one| host(one).is_some_and(|host| asked.contains(&host))).take(3).collect()
}

/// Asks for all of them and, in the same breath, for one that must be there.
async fn look_up(
    hands: &Hands,
    connector: &dyn Connector,
    cx: &Cx<'_>,
    due: &[Stored],
    controls: &[Stored],
) -> Result<Vec<Finding>, JobError> {
    let ask = |stored: &Stored| Ask {
        native_id: stored.native_id.clone(),
        canonical_url: stored.item.canonical_url.clone(),
        starts: stored.item.event.as_ref().map(|event| event.start.utc),
    };
    let mut asks: Vec<Ask> = due.iter().map(ask).collect();
    asks.extend(controls.iter().map(ask));
    let budget = u32::try_from(asks.len() * 3).unwrap_or(u32::MAX);
    let answers = match purse::refetch(hands, connector, cx, &asks, Budget::requests(budget)).await? {
        Ok(answers) => answers,
        Err(error) => {
            tracing::info!(source = cx.source.slug, %error, "lookups gave no answer");
            Vec::new()
        }
    };
    let healthy = if controls.is_empty() {
        // The only posts of a source: its listing must be readable instead.
        connector.health(cx).await.is_ok()
    } else {
        answers.iter().any(|(id, answer)| {
            controls.iter().any(|one| one.native_id == *id) && matches!(answer, Fetched::StillThere | Fetched::Found(_))
        })
    };
    let findings = due
        .iter()
        .map(|stored| match answers.iter().find(|(id, _)| *id == stored.native_id).map(|(_, answer)| answer) {
            Some(Fetched::StillThere) => Finding::Here(None),
            Some(Fetched::Found(item)) => Finding::Here(Some(item.clone())),
            // A calendar drops what is over; only what was missed before that was withdrawn.
            Some(Fetched::Gone(_)) if stored.gone_first_at.is_none() && stored.item.is_over(cx.now) => {
                Finding::Here(None)
            }
            Some(Fetched::Gone(evidence)) if healthy => Finding::Gone(evidence.clone()),
            _ => Finding::Unknown,
        })
        .collect();
    Ok(findings)
}

async fn decide(
    hands: &Hands,
    source: &Source,
    findings: Vec<(Stored, Finding)>,
    live: usize,
    now: Timestamp,
) -> Result<(), JobError> {
    let first_signs: Vec<(&Stored, &str)> = findings
        .iter()
        .filter_map(|(stored, finding)| match finding {
            Finding::Gone(evidence) if stored.gone_first_at.is_none() => Some((stored, evidence.how.as_str())),
            _ => None,
        })
        .collect();
    let (suspects, open) = hands
        .db
        .read(async |c: &mut Conn<'_>| {
            Ok::<_, StoreError>((items::suspects(c, source).await?, open_withdrawals(c, source).await?))
        })
        .await?;
    let is_here =
        |item: &Stored| findings.iter().any(|(one, found)| one.id == item.id && matches!(found, Finding::Here(_)));
    let wave: Vec<(&Stored, &str)> = suspects
        .iter()
        .filter(|item| !is_here(item))
        .map(|item| (item, item.gone_evidence.as_deref().unwrap_or_default()))
        .chain(first_signs.iter().copied())
        .collect();
    let asked = open.filter(|open| now.duration_since(open.created_at).as_secs() < WAVE_S);
    let at_once = wave.len() + asked.map_or(0, |open| open.entries.len());
    let window = (live + at_once).max(1);
    let hold = !first_signs.is_empty()
        && (at_once > HOLD_OVER || (at_once >= HOLD_FROM && at_once * 100 > HOLD_SHARE * window));
    if hold {
        hold_withdrawals(hands, source, &wave, now).await?;
    }
    for (stored, finding) in &findings {
        match finding {
            Finding::Here(_) => still_here(hands, stored, now).await?,
            Finding::Unknown => ask_again(hands, stored, now).await?,
            Finding::Gone(_) if hold => {}
            Finding::Gone(evidence) if stored.gone_first_at.is_some() => {
                gone_again(hands, stored, evidence, now).await?;
            }
            Finding::Gone(evidence) => gone_once(hands, stored, evidence, now).await?,
        }
    }
    hands.published.wake();
    Ok(())
}

/// What a person is being asked about this source's withdrawals.
async fn open_withdrawals(conn: &mut Conn<'_>, source: &Source) -> Result<Option<Held>, StoreError> {
    let open = held::open(conn, source.town).await?;
    Ok(open.into_iter().find(|one| one.source == source.id && one.kind == HeldKind::Withdrawals))
}

/// Holds a wave of withdrawals: those seen now and those that were hidden at their first sign shortly before, which are
/// shown again until a person answers.
async fn hold_withdrawals(
    hands: &Hands,
    source: &Source,
    wave: &[(&Stored, &str)],
    now: Timestamp,
) -> Result<(), JobError> {
    hands
        .db
        .write_town(source.town, Lane::Urgent, async |c: &mut Conn<'_>| {
            let open = open_withdrawals(c, source).await?;
            let begins = open.is_none();
            let mut entries = open.map(|open| open.entries).unwrap_or_default();
            for (stored, evidence) in wave {
                if !items::is_unmoved(c, stored).await? {
                    continue;
                }
                items::looked_up(c, stored, None, None).await?;
                settle_its_post(hands, c, stored, now).await?;
                if entries.iter().all(|entry| entry.item != stored.id) {
                    entries.push(HeldEntry { item: stored.id, new: None, evidence: Some((*evidence).to_owned()) });
                }
            }
            if entries.is_empty() {
                return Ok(());
            }
            let id = held::hold(c, source, HeldKind::Withdrawals, &entries, now).await?;
            if begins {
                hands.record_held(c, source, Deed::Held, (id, HeldKind::Withdrawals, entries.len())).await?;
            }
            tracing::warn!(
                source = source.slug,
                count = entries.len(),
                "many posts vanished at once: held for a person"
            );
            Ok::<_, JobError>(())
        })
        .await
}

/// It is there: merely no longer listed. A hidden post is shown again. Looked up again daily in its first 30 days and
/// weekly in its first year, so that a later withdrawal is noticed.
async fn still_here(hands: &Hands, stored: &Stored, now: Timestamp) -> Result<(), JobError> {
    let said = stored.item.created_at.as_ref().map_or(stored.first_seen_at, |at| at.utc);
    let days = match now.duration_since(said).as_secs() {
        age if age < MONTH_S => Some(1),
        age if age < YEAR_S => Some(7),
        _ => None,
    };
    let days = days.filter(|_| !stored.item.is_over(now));
    let again = days.map(|days| later(now, hands.jittered(days * 86_400)));
    write_unless_moved(hands, stored, async |c: &mut Conn<'_>| {
        items::looked_up(c, stored, None, again).await?;
        settle_its_post(hands, c, stored, now).await
    })
    .await
}

/// No usable answer: asked again at growing distances for a week. Then a post that was hidden meanwhile is shown again,
/// because one sign alone proves nothing.
async fn ask_again(hands: &Hands, stored: &Stored, now: Timestamp) -> Result<(), JobError> {
    let waiting_s = stored.unlisted_at.map_or(0, |since| now.duration_since(since).as_secs());
    if waiting_s >= GIVE_UP_AFTER_S {
        return still_here(hands, stored, now).await;
    }
    let wait = u64::try_from(waiting_s).unwrap_or(0).clamp(900, 86_400);
    let sign = stored.gone_evidence.as_deref().zip(stored.gone_first_at);
    write_unless_moved(hands, stored, async |c: &mut Conn<'_>| {
        items::looked_up(c, stored, sign, Some(later(now, Duration::from_secs(wait)))).await?;
        Ok(())
    })
    .await
}

/// The first sign: hidden at once, reversible, asked again after the confirmation time.
async fn gone_once(hands: &Hands, stored: &Stored, evidence: &Evidence, now: Timestamp) -> Result<(), JobError> {
    let wait = confirmation(hands, evidence);
    write_unless_moved(hands, stored, async |c: &mut Conn<'_>| {
        items::looked_up(c, stored, Some((&evidence.how, now)), Some(later(now, wait))).await?;
        settle_its_post(hands, c, stored, now).await
    })
    .await
}

/// The second answer: final when the confirmation time has passed.
async fn gone_again(hands: &Hands, stored: &Stored, evidence: &Evidence, now: Timestamp) -> Result<(), JobError> {
    let Some(first) = stored.gone_first_at else { return Ok(()) };
    let due = later(first, confirmation(hands, evidence));
    write_unless_moved(hands, stored, async |c: &mut Conn<'_>| {
        if now < due {
            items::looked_up(c, stored, Some((&evidence.how, first)), Some(due)).await?;
            return Ok(());
        }
        bury(hands, c, stored, &evidence.how, now).await
    })
    .await
}

/// Writes what a lookup means, unless the item was listed again (or changed otherwise) while the answers came.
async fn write_unless_moved(
    hands: &Hands,
    stored: &Stored,
    work: impl AsyncFnOnce(&mut Conn<'_>) -> Result<(), JobError>,
) -> Result<(), JobError> {
    hands
        .db
        .write_town(
            stored.town,
            Lane::Urgent,
            async |c: &mut Conn<'_>| {
                if items::is_unmoved(c, stored).await? { work(c).await } else { Ok(()) }
            },
        )
        .await
}

/// Withdraws an item; its post goes with the last one.
async fn bury(
    hands: &Hands,
    conn: &mut Conn<'_>,
    stored: &Stored,
    evidence: &str,
    now: Timestamp,
) -> Result<(), JobError> {
    let speaker = hands.speaker(conn, stored.town).await?;
    leave(conn, &speaker, stored, evidence, now).await?;
    // Nobody needs to approve it any more.
    if let Some(source) = sources::by_id(conn, stored.town, stored.source).await? {
        hands.settle_question(conn, &source, stored.id, None, now).await?;
    }
    Ok(())
}

/// Hides, shows or composes anew the post of an item about which something was learnt.
async fn settle_its_post(hands: &Hands, conn: &mut Conn<'_>, stored: &Stored, now: Timestamp) -> Result<(), JobError> {
    if let Some(post) = stored.post {
        let speaker = hands.speaker(conn, stored.town).await?;
        settle_by_id(conn, &speaker, post, Correction::Edit, now).await?;
    }
    Ok(())
}

fn confirmation(hands: &Hands, evidence: &Evidence) -> Duration {
    match evidence.sign {
        Sign::Said | Sign::UnknownId => hands.limits.confirm_gone_after,
        Sign::NotFound => hands.limits.confirm_not_found_after,
    }
}
