//! Somebody approves for a person who is away, from one day to another (requirements A-09).

use jiff::Timestamp;
use serde_json::json;

use super::staff_note::note;
use super::{AdminError, Desk, Refusal};
use crate::domain::audit::Deed;
use crate::domain::ids::Ulid;
use crate::domain::staff::{Grant, Permission, Role, Substitution, may_give};
use crate::domain::town::Town;
use crate::store::staff_roles::Member;
use crate::store::{Conn, Lane, staff_roles, staff_substitutes};

/// Names who stands in for a person. `own`: what whoever does so may do; they give no more than that.
///
/// # Errors
/// When one of both does not work here, the other is an agency, it ends before it begins, whoever names them could not give
/// the role, or the store refuses.
pub(super) async fn set_substitute(
    desk: &Desk,
    town: &Town,
    (person, substitute): (Ulid, Ulid),
    (from, until): (Timestamp, Timestamp),
    own: &[Grant],
) -> Result<(), AdminError> {
    let now = desk.clock.now();
    if until <= from || until <= now {
        return Err(Refusal::new("refused-substitute-end").into());
    }
    desk.db
        .write_town(town.id, Lane::Urgent, async |c: &mut Conn<'_>| {
            let members = staff_roles::members(c, town.id).await?;
            let of = |whose: Ulid| -> Vec<&Member> {
                let counts = |one: &&Member| one.ulid == whose && one.grant.holds(town.id, now) && !one.waits;
                members.iter().filter(counts).collect()
            };
            let (theirs, others) = (of(person), of(substitute));
            let (Some(away), Some(stands_in)) = (theirs.first(), others.first()) else {
                return Err(Refusal::new("refused-not-of-this-town").into());
            };
            if away.id == stands_in.id || others.iter().any(|one| one.grant.role == Role::Agency) {
                return Err(Refusal::new("refused-substitute").into());
            }
            if !theirs.iter().any(|one| one.grant.role.may(Permission::Publish)) {
                return Err(Refusal::new("refused-substitute-none").into());
            }
            let one = Substitution { town: town.id, person: away.id, substitute: stands_in.id, from, until };
            let grants: Vec<Grant> = theirs.iter().map(|member| member.grant.clone()).collect();
            if !one.grants(&grants).iter().all(|grant| may_give(own, grant, now)) {
                return Err(Refusal::new("refused-role-not-yours").into());
            }
            staff_substitutes::set(c, &one).await?;
            let detail = json!({
                "substitute": substitute.to_string(), "from": from.to_string(), "until": until.to_string()
            });
            note(c, &[town.id], (&desk.who, Deed::SubstituteSet, person), &detail, now).await
        })
        .await
}

/// Nobody stands in for a person any more.
///
/// # Errors
/// When nobody did, or the store refuses.
pub(super) async fn end_substitute(desk: &Desk, town: &Town, person: Ulid) -> Result<(), AdminError> {
    let now = desk.clock.now();
    desk.db
        .write_town(town.id, Lane::Urgent, async |c: &mut Conn<'_>| {
            let members = staff_roles::members(c, town.id).await?;
            let found = members.iter().find(|member| member.ulid == person);
            let Some(found) = found else { return Err(Refusal::new("refused-not-of-this-town").into()) };
            if staff_substitutes::end_for(c, town.id, found.id).await? == 0 {
                return Ok(());
            }
            note(c, &[town.id], (&desk.who, Deed::SubstituteEnded, person), &json!({}), now).await
        })
        .await
}
