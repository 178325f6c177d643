//! The second proof at sign-in (requirements S-07): a phone that shows numbers, and codes on paper for when it is lost. In: what
//! somebody typed; out: whether it proves who they are, and what is kept of it. The secret is sealed at rest (DESIGN D15).

use jiff::Timestamp;
use serde_json::json;

use super::one_time::{emergency_code, emergency_hash};
use super::staff_add::{login_of, working};
use super::staff_note::{live_roles, lock_their_towns, note, note_own};
use super::{AdminError, Desk, Refusal};
use crate::domain::audit::{Deed, Who};
use crate::domain::ids::Ulid;
use crate::domain::staff::{Grant, Staff, may_give};
use crate::domain::{SessionId, StaffId};
use crate::seal::totp;
use crate::store::{Conn, Lane, StoreError, sessions, staff, staff_codes, staff_passkeys, staff_proof};

/// So many codes on paper.
const CODES: usize = 10;

/// With what somebody proved who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proof {
    Number,
    Code,
}

/// Where a person's secret is sealed for.
fn seed_place(person: Ulid) -> String {
    format!("staff/totp_sealed/{person}")
}

/// Where a secret that one browser was shown is sealed for.
fn shown_place(session: SessionId) -> String {
    format!("staff_session/seed_sealed/{session}")
}

/// Whether what was typed is this person's number of the moment, or one of their codes. Either counts once.
///
/// # Errors
/// When the store refuses or the secret cannot be opened.
pub(super) async fn prove(desk: &Desk, person: &Staff, typed: &str) -> Result<Option<Proof>, AdminError> {
    let now = desk.clock.now();
    let number: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    if number.len() == 6 && number.bytes().all(|byte| byte.is_ascii_digit()) {
        let sealed = desk.db.read(async |c: &mut Conn<'_>| staff_proof::sealed(c, person.id).await).await?;
        let Some(sealed) = sealed else { return Ok(None) };
        let seed = desk.sealer.open(&seed_place(person.ulid), &sealed)?;
        let Some(step) = totp::step_of(&seed, &number, now) else { return Ok(None) };
        let used = async |c: &mut Conn<'_>| staff_proof::use_step(c, person.id, step).await;
        return Ok(desk.db.write_in(Lane::Urgent, used).await?.then_some(Proof::Number));
    }
    let hash = emergency_hash(&person.ulid.to_string(), typed);
    if !desk.db.read(async |c: &mut Conn<'_>| staff_codes::is_open(c, person.id, &hash).await).await? {
        return Ok(None);
    }
    let used = desk
        .db
        .write_in(Lane::Urgent, async |c: &mut Conn<'_>| {
            let all = lock_their_towns(c, person.id).await?;
            if !staff_codes::use_up(c, person.id, &hash, now).await? {
                return Ok(false);
            }
            note(c, &all, (&Who::Staff(person.ulid), Deed::CodeUsed, person.ulid), &json!({}), now).await?;
            Ok::<_, AdminError>(true)
        })
        .await?;
    Ok(used.then_some(Proof::Code))
}

/// The secret that this browser shall be shown: a new one, or the one it was shown before. `None` when the stay is over.
///
/// # Errors
/// When the store or the cipher refuses.
pub(super) async fn seed_to_show(desk: &Desk, session: SessionId) -> Result<Option<Vec<u8>>, AdminError> {
    if let Some(seed) = shown_seed(desk, session).await? {
        return Ok(Some(seed));
    }
    let sealed = desk.sealer.seal(&shown_place(session), &totp::new_seed(&*desk.rng))?;
    let keep = async |c: &mut Conn<'_>| sessions::keep_seed(c, session, &sealed).await;
    let kept = desk.db.write_in(Lane::Urgent, keep).await?;
    Ok(kept.map(|sealed| desk.sealer.open(&shown_place(session), &sealed)).transpose()?)
}

/// The secret that this browser was shown, if it was.
///
/// # Errors
/// When the store or the cipher refuses.
pub(super) async fn shown_seed(desk: &Desk, session: SessionId) -> Result<Option<Vec<u8>>, AdminError> {
    let sealed = desk.db.read(async |c: &mut Conn<'_>| sessions::seed(c, session).await).await?;
    Ok(sealed.map(|sealed| desk.sealer.open(&shown_place(session), &sealed)).transpose()?)
}

/// Makes the secret that this browser was shown the person's, if what was typed is its number. They are signed out
/// everywhere, as whoever came in elsewhere proved less; gives their new codes.
///
/// # Errors
/// When the store or the cipher refuses.
pub(super) async fn set_proof(
    desk: &Desk,
    (person, session): (&Staff, SessionId),
    typed: &str,
) -> Result<Option<Vec<String>>, AdminError> {
    let now = desk.clock.now();
    let Some(seed) = shown_seed(desk, session).await? else { return Ok(None) };
    let number: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let Some(step) = totp::step_of(&seed, &number, now) else { return Ok(None) };
    let sealed = desk.sealer.seal(&seed_place(person.ulid), &seed)?;
    let (codes, hashes) = new_codes(desk, person);
    desk.db
        .write_in(Lane::Urgent, async |c: &mut Conn<'_>| {
            note_own(c, person, Deed::ProofSet, now).await?;
            staff_proof::set(c, person.id, (&sealed, step), now).await?;
            staff_codes::renew(c, person.id, &hashes, now).await?;
            sessions::end_of(c, person.id, None).await?;
            Ok::<_, AdminError>(())
        })
        .await?;
    Ok(Some(codes))
}

/// Ten new codes in place of those before.
///
/// # Errors
/// When the store refuses.
pub(super) async fn renew_codes(desk: &Desk, person: &Staff) -> Result<Vec<String>, AdminError> {
    let now = desk.clock.now();
    let (codes, hashes) = new_codes(desk, person);
    desk.db
        .write_in(Lane::Urgent, async |c: &mut Conn<'_>| {
            note_own(c, person, Deed::CodesRenewed, now).await?;
            Ok::<_, AdminError>(staff_codes::renew(c, person.id, &hashes, now).await?)
        })
        .await?;
    Ok(codes)
}

pub(super) fn new_codes(desk: &Desk, person: &Staff) -> (Vec<String>, Vec<String>) {
    let whose = person.ulid.to_string();
    (0..CODES).map(|_| emergency_code(&desk.rng, &whose)).unzip()
}

/// Takes a person's second proof away and signs them out everywhere: they set up a new one at the next sign-in.
///
/// # Errors
/// When there is no such person, or the store refuses.
pub async fn reset_proof(desk: &Desk, login: &str) -> Result<Staff, AdminError> {
    let login = login_of(login)?;
    let now = desk.clock.now();
    desk.db
        .write_in(Lane::Urgent, async |c: &mut Conn<'_>| {
            let found = working(c, &login).await?;
            reset(c, desk, &found, now).await?;
            Ok(found)
        })
        .await
}

/// The same by someone who may give all the roles that this person has, wherever they have them.
///
/// # Errors
/// When they may not, there is no such person, or the store refuses.
pub(super) async fn reset_proof_by(desk: &Desk, own: &[Grant], person: Ulid) -> Result<(), AdminError> {
    let now = desk.clock.now();
    desk.db
        .write_in(Lane::Urgent, async |c: &mut Conn<'_>| {
            let refused = || AdminError::from(Refusal::new("refused-role-not-yours"));
            let found =
                staff::by_ulid(c, person).await?.filter(|found| found.ended_at.is_none()).ok_or_else(refused)?;
            if !may_reset(c, own, found.id, now).await? {
                return Err(refused());
            }
            reset(c, desk, &found, now).await
        })
        .await
}

/// Whether someone may take a person's second proof away: whoever does could then have the password renewed and be them.
pub(super) async fn may_reset(
    c: &mut Conn<'_>,
    own: &[Grant],
    person: StaffId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let theirs = live_roles(c, person, now).await?;
    Ok(theirs.iter().all(|one| may_give(own, one, now)))
}

async fn reset(c: &mut Conn<'_>, desk: &Desk, person: &Staff, now: Timestamp) -> Result<(), AdminError> {
    let all = lock_their_towns(c, person.id).await?;
    staff_proof::forget(c, person.id).await?;
    staff_codes::forget_of(c, person.id).await?;
    staff_passkeys::forget_of(c, person.id).await?;
    sessions::end_of(c, person.id, None).await?;
    note(c, &all, (&desk.who, Deed::ProofReset, person.ulid), &json!({}), now).await
}
