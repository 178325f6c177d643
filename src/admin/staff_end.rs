//! People leave: a town, or altogether. It counts from the next request on, as roles are read at each.

use serde_json::json;

use super::staff_add::{login_of, working};
use super::staff_note::{live_roles, lock_their_towns, note};
use super::{AdminError, Desk, Refusal};
use crate::domain::audit::Deed;
use crate::domain::ids::Ulid;
use crate::domain::staff::Staff;
use crate::domain::town::Town;
use crate::store::{
    Conn, Lane, sessions, staff, staff_accounts, staff_codes, staff_links, staff_passkeys, staff_roles,
    staff_substitutes,
};

/// Takes a person's roles in a town away. Who has none left has no code to come in with either.
///
/// # Errors
/// When this person has no role in this town alone, or the store refuses.
pub async fn end_in_town(desk: &Desk, town: &Town, person: Ulid) -> Result<(), AdminError> {
    let now = desk.clock.now();
    desk.db
        .write_town(town.id, Lane::Urgent, async |c: &mut Conn<'_>| {
            let members = staff_roles::members(c, town.id).await?;
            let found = members.iter().find(|member| member.ulid == person && member.grant.town == Some(town.id));
            let Some(found) = found else { return Err(Refusal::new("refused-not-of-this-town").into()) };
            staff_roles::end_in(c, found.id, town.id).await?;
            staff_substitutes::forget(c, town.id, found.id).await?;
            if live_roles(c, found.id, now).await?.is_empty() {
                staff_links::forget_of(c, found.id).await?;
            }
            note(c, &[town.id], (&desk.who, Deed::StaffEnded, person), &json!({}), now).await
        })
        .await
}

/// Ends a person everywhere: their roles, where they are signed in, and all with which they could sign in again.
///
/// # Errors
/// When there is no such person, or the store refuses.
pub async fn end_staff(desk: &Desk, login: &str) -> Result<Staff, AdminError> {
    let (now, login) = (desk.clock.now(), login_of(login)?);
    desk.db
        .write_in(Lane::Urgent, async |c: &mut Conn<'_>| {
            let found = working(c, &login).await?;
            let all = lock_their_towns(c, found.id).await?;
            if !staff::end(c, found.id, now).await? {
                return Err(Refusal::new("refused-no-staff").with("login", login.as_str()).into());
            }
            staff_roles::end_all(c, found.id).await?;
            for town in &all {
                staff_substitutes::forget(c, *town, found.id).await?;
            }
            staff_links::forget_of(c, found.id).await?;
            staff_codes::forget_of(c, found.id).await?;
            staff_passkeys::forget_of(c, found.id).await?;
            staff_accounts::forget_of(c, found.id).await?;
            sessions::end_of(c, found.id, None).await?;
            note(c, &all, (&desk.who, Deed::StaffEnded, found.ulid), &json!({}), now).await?;
            Ok(found)
        })
        .await
}
