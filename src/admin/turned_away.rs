//! Who asks for what is another town's finds nothing, and both towns read in their logs that they tried (requirements S-09,
//! scenario 9).

use jiff::SignedDuration;
use serde_json::json;

use super::office::Visit;
use super::routes::Route;
use crate::domain::HeldId;
use crate::domain::TownId;
use crate::domain::audit::{About, AuditEntry, Deed, Who};
use crate::domain::ids::Ulid;
use crate::store::{Conn, Lane, StoreError, audit, drafts, held, posts_read, towns};

/// More tries of one person within an hour are not noted: a log that can be flooded says nothing.
const MOST_AN_HOUR: i64 = 20;

/// Notes that somebody with a role in some towns asked for another one, if there is such a town.
pub(super) async fn note_town(visit: &Visit<'_>, town: Option<TownId>) -> Result<(), StoreError> {
    let Some(town) = town else { return Ok(()) };
    note(visit, town).await
}

/// Notes it when what was not found in this town is another one's.
pub(super) async fn note_id(visit: &Visit<'_>, route: &Route) -> Result<(), StoreError> {
    let Some(here) = visit.town_if_any().map(|town| town.id) else { return Ok(()) };
    let Some(thing) = thing(visit, route) else { return Ok(()) };
    let theirs = visit
        .office
        .deps
        .desk
        .db
        .read(async |c: &mut Conn<'_>| {
            for town in towns::ids(c).await?.into_iter().filter(|town| *town != here) {
                let found = match thing {
                    Thing::Post(id) => posts_read::by_ulid(c, town, id).await?.is_some(),
                    Thing::Draft(id) => drafts::by_ulid(c, town, id).await?.is_some(),
                    Thing::Held(id) => held::by_id(c, town, id).await?.is_some(),
                };
                if found {
                    return Ok(Some(town));
                }
            }
            Ok::<_, StoreError>(None)
        })
        .await?;
    // In a town of one's own it is a slip, not a try.
    let grants = visit.person.as_ref().map(|person| person.grants.as_slice()).unwrap_or_default();
    match theirs.filter(|town| !grants.iter().any(|grant| grant.holds(*town, visit.now))) {
        Some(town) => note(visit, town).await,
        None => Ok(()),
    }
}

#[derive(Clone, Copy)]
enum Thing {
    Post(Ulid),
    Draft(Ulid),
    Held(HeldId),
}

fn thing(visit: &Visit<'_>, route: &Route) -> Option<Thing> {
    let id = |name| Ulid::from_string(visit.param(name)).ok();
    match () {
        () if route.path.contains("/{beitrag}") => id("beitrag").map(Thing::Post),
        () if route.path.contains("/entwuerfe/{nr}") => id("nr").map(Thing::Draft),
        () if route.path.contains("/freigabe/{nr}") => visit.param("nr").parse().ok().map(HeldId).map(Thing::Held),
        () => None,
    }
}

async fn note(visit: &Visit<'_>, theirs: TownId) -> Result<(), StoreError> {
    let Some(person) = &visit.person else { return Ok(()) };
    let (who, now) = (Who::Staff(person.staff.ulid), visit.now);
    let hour_ago = now.checked_sub(SignedDuration::from_hours(1)).unwrap_or(now);
    let mut all: Vec<TownId> = match person.session.town {
        Some(own) => vec![own],
        None => person
            .grants
            .iter()
            .filter(|grant| grant.until.is_none_or(|until| until > now))
            .filter_map(|one| one.town)
            .collect(),
    };
    all.push(theirs);
    all.sort_unstable();
    all.dedup();
    visit
        .office
        .deps
        .desk
        .db
        .write_in(Lane::Normal, async |c: &mut Conn<'_>| {
            for town in &all {
                towns::lock(c, *town).await?;
            }
            if audit::count_since(c, theirs, (&who, Deed::TurnedAway), hour_ago).await? >= MOST_AN_HOUR {
                return Ok(());
            }
            for town in &all {
                let (who, about) = (who.clone(), About::Staff(person.staff.ulid));
                let entry = AuditEntry { town: *town, at: now, who, deed: Deed::TurnedAway, about, detail: json!({}) };
                audit::append(c, &entry).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await
}
