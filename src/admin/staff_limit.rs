//! A role that somebody has counts for some senders and channels only, or for all again. It counts from the next request on.

use serde_json::json;

use super::staff_add::refuse_limits;
use super::staff_note::note;
use super::{AdminError, Desk, Refusal};
use crate::domain::audit::Deed;
use crate::domain::ids::Ulid;
use crate::domain::limits::Limits;
use crate::domain::staff::{Grant, Role, may_give};
use crate::domain::town::Town;
use crate::store::{Conn, Lane, sources, staff_roles};

/// Limits a person's role in a town. `by`: what whoever does so may do; `None`: everything, as the command line may.
///
/// # Errors
/// When the person does not have this role here, it cannot be limited, a channel does not exist, whoever does so could not
/// give the role, with these limits and with those it has, or the store refuses.
pub async fn limit_role(
    desk: &Desk,
    town: &Town,
    (person, role): (Ulid, Role),
    limits: Limits,
    by: Option<&[Grant]>,
) -> Result<(), AdminError> {
    let (now, limits) = (desk.clock.now(), limits.tidy());
    refuse_limits(role, &limits)?;
    desk.db
        .write_town(town.id, Lane::Urgent, async |c: &mut Conn<'_>| {
            refuse_unknown_channels(c, town, &limits).await?;
            let members = staff_roles::members(c, town.id).await?;
            let theirs = |one: &&staff_roles::Member| {
                one.ulid == person && one.grant.town == Some(town.id) && one.grant.role == role
            };
            let Some(found) = members.iter().find(theirs) else {
                return Err(Refusal::new("refused-not-of-this-town").into());
            };
            let wanted = Grant { limits: limits.clone(), ..found.grant.clone() };
            let may = |own: &[Grant]| may_give(own, &wanted, now) && may_give(own, &found.grant, now);
            if by.is_some_and(|own| !may(own)) {
                return Err(Refusal::new("refused-role-not-yours").into());
            }
            if wanted == found.grant {
                return Ok(());
            }
            staff_roles::limit(c, found.id, &wanted).await?;
            let detail = json!({ "role": role.as_str(), "limits": limits.names() });
            note(c, &[town.id], (&desk.who, Deed::StaffLimited, person), &detail, now).await
        })
        .await
}

/// A role for a channel that does not exist would be one for nothing.
pub(super) async fn refuse_unknown_channels(c: &mut Conn<'_>, town: &Town, limits: &Limits) -> Result<(), AdminError> {
    if limits.channels.is_empty() {
        return Ok(());
    }
    let known = sources::of_town(c, town.id).await?;
    match limits.channels.iter().find(|slug| !known.iter().any(|source| source.slug == **slug)) {
        Some(slug) => Err(Refusal::new("refused-limit-channel").with("channel", slug.as_str()).into()),
        None => Ok(()),
    }
}
