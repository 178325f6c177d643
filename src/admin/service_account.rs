//! Whose account at the town hall's sign-in service is whose. An account is linked by its owner alone: by someone who is
//! signed in, or with the code of an invitation. Nobody is found by a mail address, and nobody is made.

use jiff::Timestamp;
use serde_json::json;

use super::one_time::link_hash;
use super::staff_join::invited;
use super::staff_note::{lock_their_towns, note, note_own};
use super::{AdminError, Desk, Refusal};
use crate::domain::StaffId;
use crate::domain::audit::{Deed, Who};
use crate::domain::staff::Staff;
use crate::store::staff_links;
use crate::store::{Conn, Lane, StoreError, sessions, staff, staff_accounts};

fn taken<T>(done: Result<T, AdminError>) -> Result<T, AdminError> {
    match done {
        Err(AdminError::Store(StoreError::Exists(_))) => Err(Refusal::new("refused-service-taken").into()),
        other => other,
    }
}

/// The person with an account, if they work here.
pub(super) async fn owner(desk: &Desk, issuer: &str, subject: &str) -> Result<Option<Staff>, AdminError> {
    let found = desk
        .db
        .read(async |c: &mut Conn<'_>| match staff_accounts::owner(c, issuer, subject).await? {
            Some(id) => staff::by_id(c, id).await,
            None => Ok(None),
        })
        .await?;
    Ok(found.filter(|one| one.ended_at.is_none()))
}

/// Since when a person's account is linked.
pub(super) async fn since(desk: &Desk, person: StaffId, issuer: &str) -> Result<Option<Timestamp>, AdminError> {
    Ok(desk.db.read(async |c: &mut Conn<'_>| staff_accounts::since(c, person, issuer).await).await?)
}

/// Links a person's account. Everybody else who is signed in as them is out.
///
/// # Errors
/// When it is somebody's already, the person has another one, or the store refuses.
pub(super) async fn link(desk: &Desk, person: &Staff, (issuer, subject): (&str, &str)) -> Result<(), AdminError> {
    let now = desk.clock.now();
    let done = desk
        .db
        .write_in(Lane::Urgent, async |c: &mut Conn<'_>| {
            note_own(c, person, Deed::AccountLinked, now).await?;
            staff_accounts::link(c, person.id, (issuer, subject), now).await?;
            sessions::end_of(c, person.id, None).await?;
            Ok::<_, AdminError>(())
        })
        .await;
    taken(done)
}

/// Takes an invitation up with an account instead of a password. `None` when the code works no more.
///
/// # Errors
/// When the account is somebody's already, or the store refuses.
pub(super) async fn take_up_with(
    desk: &Desk,
    code: &str,
    (issuer, subject): (&str, &str),
) -> Result<Option<StaffId>, AdminError> {
    let (now, hash) = (desk.clock.now(), link_hash(code));
    let done = desk
        .db
        .write_in(Lane::Urgent, async |c: &mut Conn<'_>| {
            let Some(link) = staff_links::by_hash(c, &hash, now).await? else { return Ok(None) };
            let Some(person) = invited(c, link, now).await? else { return Ok(None) };
            let all = lock_their_towns(c, person.id).await?;
            if !staff_links::use_up(c, &hash, now).await? {
                return Ok(None);
            }
            let who = Who::Staff(person.ulid);
            note(c, &all, (&who, Deed::AccountLinked, person.ulid), &json!({}), now).await?;
            staff_accounts::part(c, person.id, issuer).await?;
            staff_accounts::link(c, person.id, (issuer, subject), now).await?;
            sessions::end_of(c, person.id, None).await?;
            Ok::<_, AdminError>(Some(person.id))
        })
        .await;
    taken(done)
}

/// Parts a person from their account. Everybody else who is signed in as them is out.
///
/// # Errors
/// When they could not sign in any more, have none, or the store refuses.
pub(super) async fn part(desk: &Desk, person: &Staff, issuer: &str) -> Result<(), AdminError> {
    let now = desk.clock.now();
    if person.password.is_none() && person.passkey_since.is_none() {
        return Err(Refusal::new("refused-service-last").into());
    }
    desk.db
        .write_in(Lane::Urgent, async |c: &mut Conn<'_>| {
            note_own(c, person, Deed::AccountParted, now).await?;
            if !staff_accounts::part(c, person.id, issuer).await? {
                return Err(Refusal::new("refused-service-none").into());
            }
            sessions::end_of(c, person.id, None).await?;
            Ok(())
        })
        .await
}
