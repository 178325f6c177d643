//! What a code opens: who was invited chooses a password, and the first person says who they are. In: a code and a
//! password's hash; out: who it is, or nothing where the code works no more.

use jiff::Timestamp;
use serde_json::json;

use super::one_time::link_hash;
use super::staff_add::{login_of, name_of};
use super::staff_note::{live_roles, lock_their_towns, lock_towns, note};
use super::{AdminError, Desk, Refusal};
use crate::domain::audit::{Deed, Who};
use crate::domain::staff::{Grant, Role, Staff, may_give};
use crate::domain::{StaffId, TownId};
use crate::store::staff_links::{self, StaffLink};
use crate::store::{Conn, Lane, StoreError, sessions, staff, staff_roles};

/// The person to whom a code belongs, or nobody yet; `None` when it works no more.
pub(super) async fn look_up_code(desk: &Desk, code: &str) -> Result<Option<Option<Staff>>, AdminError> {
    let (now, hash) = (desk.clock.now(), link_hash(code));
    desk.db
        .read(async |c: &mut Conn<'_>| {
            let Some(link) = staff_links::by_hash(c, &hash, now).await? else { return Ok(None) };
            match link.staff {
                Some(_) => Ok(invited(c, link, now).await?.map(Some)),
                None if !link.even_so && staff::is_anybody(c).await? => Ok(None),
                None => Ok(Some(None)),
            }
        })
        .await
}

/// Who may still use an invitation: they have a role, and whoever invited could give them all their roles to this day.
pub(super) async fn invited(c: &mut Conn<'_>, link: StaffLink, now: Timestamp) -> Result<Option<Staff>, StoreError> {
    let Some(id) = link.staff.filter(|_| link.joins.is_none()) else { return Ok(None) };
    let Some(found) = staff::by_id(c, id).await?.filter(|found| found.ended_at.is_none()) else { return Ok(None) };
    let theirs = live_roles(c, id, now).await?;
    let covered = match link.by {
        None => true,
        Some(by) => {
            let works = staff::by_id(c, by).await?.is_some_and(|by| by.ended_at.is_none());
            let own = staff_roles::of(c, by).await?;
            works && theirs.iter().all(|one| may_give(&own, one, now))
        }
    };
    Ok((covered && !theirs.is_empty()).then_some(found))
}

/// Takes an invitation up: the person has this password (its hash), and is signed out everywhere else. `None` when somebody
/// was faster.
pub(super) async fn take_up(desk: &Desk, code: &str, password: &str) -> Result<Option<StaffId>, AdminError> {
    let (now, hash) = (desk.clock.now(), link_hash(code));
    desk.db
        .write_in(Lane::Urgent, async |c: &mut Conn<'_>| {
            let Some(link) = staff_links::by_hash(c, &hash, now).await? else { return Ok(None) };
            let Some(person) = invited(c, link, now).await? else { return Ok(None) };
            let all = lock_their_towns(c, person.id).await?;
            if !staff_links::use_up(c, &hash, now).await? {
                return Ok(None);
            }
            note(c, &all, (&Who::Staff(person.ulid), Deed::PasswordChosen, person.ulid), &json!({}), now).await?;
            staff::set_password(c, person.id, password).await?;
            sessions::end_of(c, person.id, None).await?;
            Ok(Some(person.id))
        })
        .await
}

/// The person and the town of a code that opens a role which waits; `None` when it works no more.
pub(super) async fn look_up_role(desk: &Desk, code: &str) -> Result<Option<(Staff, TownId)>, AdminError> {
    let (now, hash) = (desk.clock.now(), link_hash(code));
    desk.db.read(async |c: &mut Conn<'_>| Ok(waiting(c, &hash, now).await?)).await
}

/// Whose role waits, if whoever gave it may still give it.
async fn waiting(c: &mut Conn<'_>, hash: &str, now: Timestamp) -> Result<Option<(Staff, TownId)>, StoreError> {
    let Some(link) = staff_links::by_hash(c, hash, now).await? else { return Ok(None) };
    let (Some(id), Some(town)) = (link.staff, link.joins) else { return Ok(None) };
    let Some(found) = staff::by_id(c, id).await?.filter(|found| found.ended_at.is_none()) else { return Ok(None) };
    let members = staff_roles::members(c, town).await?;
    let theirs: Vec<&Grant> =
        members.iter().filter(|one| one.id == id && one.waits).map(|member| &member.grant).collect();
    let covered = match link.by {
        None => true,
        Some(by) => {
            let own = staff_roles::of(c, by).await?;
            let works = staff::by_id(c, by).await?.is_some_and(|by| by.ended_at.is_none());
            works && theirs.iter().all(|one| may_give(&own, one, now))
        }
    };
    Ok((covered && !theirs.is_empty()).then_some((found, town)))
}

/// Somebody who is signed in takes on the role that waits for them. False when somebody was faster, or it is not theirs.
pub(super) async fn take_on_role(desk: &Desk, code: &str, person: StaffId) -> Result<bool, AdminError> {
    let (now, hash) = (desk.clock.now(), link_hash(code));
    desk.db
        .write_in(Lane::Urgent, async |c: &mut Conn<'_>| {
            let Some((staff, town)) = waiting(c, &hash, now).await?.filter(|(staff, _)| staff.id == person) else {
                return Ok(false);
            };
            let lock = lock_towns(c, Some(town)).await?;
            if !staff_links::use_up(c, &hash, now).await? || staff_roles::take_on(c, person, town).await? == 0 {
                return Ok(false);
            }
            note(c, &lock, (&Who::Staff(staff.ulid), Deed::RoleTakenOn, staff.ulid), &json!({}), now).await?;
            Ok(true)
        })
        .await
}

/// The first person, who owns everything. `None` when the code works no more.
///
/// # Errors
/// When login or name cannot be used, or the login is taken.
pub(super) async fn set_up(
    desk: &Desk,
    code: &str,
    (login, name): (&str, &str),
    password: &str,
) -> Result<Option<StaffId>, AdminError> {
    let (login, name) = (login_of(login)?, name_of(name)?);
    let (now, hash, ulid) = (desk.clock.now(), link_hash(code), desk.ulid());
    let made = desk
        .db
        .write_in(Lane::Urgent, async |c: &mut Conn<'_>| {
            let lock = lock_towns(c, None).await?;
            let link = staff_links::by_hash(c, &hash, now).await?.filter(|link| link.staff.is_none());
            let Some(link) = link else { return Ok(None) };
            if (!link.even_so && staff::is_anybody(c).await?) || !staff_links::use_up(c, &hash, now).await? {
                return Ok(None);
            }
            let id = staff::add(c, ulid, &login, &name, now).await?;
            staff::set_password(c, id, password).await?;
            staff_roles::give(c, id, (&Grant::new(None, Role::Owner, None), false), now).await?;
            let detail = json!({ "role": Role::Owner.as_str() });
            note(c, &lock, (&Who::Staff(ulid), Deed::StaffInvited, ulid), &detail, now).await?;
            note(c, &lock, (&Who::Staff(ulid), Deed::PasswordChosen, ulid), &json!({}), now).await?;
            Ok::<_, AdminError>(Some(id))
        })
        .await;
    match made {
        Err(AdminError::Store(StoreError::Exists(_))) => {
            Err(Refusal::new("refused-login-taken").with("login", login).into())
        }
        other => other,
    }
}
