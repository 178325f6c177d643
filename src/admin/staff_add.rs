//! People come into the admin area: the first one through a setup address, the others through an invitation that also
//! works on paper. Called by the command line and by the area's own pages.

use std::time::Duration;

use data_encoding::BASE32_NOPAD;
use jiff::Timestamp;
use serde_json::json;

use super::{AdminError, Desk, Refusal};
use crate::clock::SharedRng;
use crate::config;
use crate::domain::audit::{About, AuditEntry, Deed, Who};
use crate::domain::ids::Ulid;
use crate::domain::staff::{Grant, Role, Staff, may_give, parse_login};
use crate::domain::town::Town;
use crate::domain::{StaffId, TownId};
use crate::seal::sha256_hex;
use crate::store::staff_links::{self, StaffLink};
use crate::store::{Conn, Db, Lane, StoreError, audit, sessions, staff, staff_roles, towns};
use crate::urls::Origin;

/// How long a setup address works.
pub const SETUP_LIFE: Duration = Duration::from_secs(3600);
/// How long an invitation works: long enough for a letter.
pub const INVITATION_LIFE: Duration = Duration::from_secs(14 * 86_400);
/// The longest name of a person, in characters.
const LONGEST_NAME: usize = 80;

/// A person to be, or a further role of one there is.
#[derive(Debug, Clone)]
pub struct NewStaffRequest {
    pub login: String,
    pub name: String,
    pub role: Role,
    /// `None`: in all towns.
    pub town: Option<TownId>,
    /// Ends by itself then.
    pub until: Option<Timestamp>,
    /// What whoever invites may do; `None`: everything, as the command line may.
    pub by: Option<Vec<Grant>>,
}

/// A code that works once, and until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneTimeCode {
    pub code: String,
    pub ends_at: Timestamp,
}

/// What came of an invitation.
#[derive(Debug, Clone)]
pub struct Invited {
    pub staff: Staff,
    /// `None`: this person has a password already and only got a further role.
    pub code: Option<OneTimeCode>,
}

/// Where the admin area is: `server.admin_host`, else the first town's host. `None` while there is neither.
///
/// # Errors
/// When the store refuses.
pub async fn admin_origin(db: &Db, server: &config::Server) -> Result<Option<Origin>, StoreError> {
    if let Some(host) = &server.admin_host {
        return Ok(Some(Origin::new(&server.public_scheme, host)));
    }
    let first = db.read(async |c: &mut Conn<'_>| towns::first(c).await).await?;
    Ok(first.map(|town| Origin::new(&server.public_scheme, &town.host)))
}

/// A new address for the first person. One made earlier works no more. `even_so`: also when there are people already.
///
/// # Errors
/// When there are people already, or the store refuses.
pub async fn setup_code(desk: &Desk, even_so: bool) -> Result<OneTimeCode, AdminError> {
    let now = desk.clock.now();
    let (code, hash) = new_code(&desk.rng);
    let ends_at = now.checked_add(SETUP_LIFE).unwrap_or(Timestamp::MAX);
    desk.db
        .write_in(Lane::Urgent, async |c: &mut Conn<'_>| {
            if !even_so && staff::is_anybody(c).await? {
                return Err(AdminError::from(Refusal::new("refused-setup-done")));
            }
            Ok(staff_links::add(c, StaffLink { staff: None, even_so }, &hash, now, ends_at).await?)
        })
        .await?;
    Ok(OneTimeCode { code, ends_at })
}

/// Adds a person, or gives one there is a further role. Who has no password yet gets a code to choose one.
///
/// # Errors
/// When login or name cannot be used, the person left, or the store refuses.
pub async fn invite_staff(desk: &Desk, request: &NewStaffRequest) -> Result<Invited, AdminError> {
    let login = login_of(&request.login)?;
    let name = name_of(&request.name)?;
    let now = desk.clock.now();
    let ulid = desk.ulid();
    let (code, hash) = new_code(&desk.rng);
    let ends_at = now.checked_add(INVITATION_LIFE).unwrap_or(Timestamp::MAX);
    desk.db
        .write_in(Lane::Urgent, async |c: &mut Conn<'_>| {
            let lock = lock_towns(c, request.town).await?;
            let mut is_new = false;
            let known = match staff::by_login(c, &login).await? {
                Some(gone) if gone.ended_at.is_some() => {
                    return Err(Refusal::new("refused-staff-left").with("login", login.as_str()).into());
                }
                Some(known) => known,
                None => {
                    is_new = true;
                    let id = staff::add(c, ulid, &login, &name, now).await?;
                    existing(c, id).await?
                }
            };
            let grant = Grant { town: request.town, role: request.role, until: request.until };
            // Whoever holds the code becomes that person, with all that was given to them already.
            let hers = staff_roles::of(c, known.id).await?;
            let may_all = |own: &[Grant]| hers.iter().chain([&grant]).all(|one| may_give(own, one, now));
            if request.by.as_deref().is_some_and(|own| !may_give(own, &grant, now)) {
                return Err(Refusal::new("refused-role-not-yours").into());
            }
            let hands_out = is_new || request.by.as_deref().is_none_or(may_all);
            staff_roles::give(c, known.id, &grant, now).await?;
            let detail = json!({ "role": request.role.as_str() });
            note(c, &lock, &desk.who, Deed::StaffInvited, known.ulid, &detail, now).await?;
            let code = match &known.password {
                Some(_) => None,
                None if !hands_out => None,
                None => {
                    let link = StaffLink { staff: Some(known.id), even_so: true };
                    staff_links::add(c, link, &hash, now, ends_at).await?;
                    Some(OneTimeCode { code, ends_at })
                }
            };
            Ok(Invited { staff: known, code })
        })
        .await
}

/// A new code with which a person there is chooses a (new) password; the old one works until then.
///
/// # Errors
/// When there is no such person, or the store refuses.
pub async fn renew_code(desk: &Desk, login: &str) -> Result<Invited, AdminError> {
    let login = login_of(login)?;
    let now = desk.clock.now();
    let (code, hash) = new_code(&desk.rng);
    let ends_at = now.checked_add(INVITATION_LIFE).unwrap_or(Timestamp::MAX);
    desk.db
        .write_in(Lane::Urgent, async |c: &mut Conn<'_>| {
            let found = staff::by_login(c, &login).await?.filter(|found| found.ended_at.is_none());
            let found = found.ok_or_else(|| Refusal::new("refused-no-staff").with("login", login.as_str()))?;
            let grants = staff_roles::of(c, found.id).await?;
            let everywhere = grants.iter().any(|grant| grant.town.is_none());
            let mut places: Vec<Option<TownId>> =
                grants.iter().map(|grant| grant.town).filter(|_| !everywhere).collect();
            places.sort_unstable();
            places.dedup();
            for place in if everywhere { vec![None] } else { places } {
                let lock = lock_towns(c, place).await?;
                note(c, &lock, &desk.who, Deed::StaffRenewed, found.ulid, &json!({}), now).await?;
            }
            let link = StaffLink { staff: Some(found.id), even_so: true };
            staff_links::add(c, link, &hash, now, ends_at).await?;
            Ok(Invited { staff: found, code: Some(OneTimeCode { code, ends_at }) })
        })
        .await
}

/// The person to whom a code belongs, or nobody yet; `None` when it works no more.
pub(super) async fn look_up_code(desk: &Desk, code: &str) -> Result<Option<Option<Staff>>, AdminError> {
    let now = desk.clock.now();
    let hash = code_hash(code);
    desk.db
        .read(async |c: &mut Conn<'_>| {
            let Some(link) = staff_links::by_hash(c, &hash, now).await? else { return Ok(None) };
            match link.staff {
                Some(id) => Ok(staff::by_id(c, id).await?.filter(|found| found.ended_at.is_none()).map(Some)),
                None if !link.even_so && staff::is_anybody(c).await? => Ok(None),
                None => Ok(Some(None)),
            }
        })
        .await
}

/// Takes an invitation up: the person has this password (its hash), and is signed out everywhere else. `None` when somebody
/// was faster.
pub(super) async fn take_up(desk: &Desk, code: &str, password: &str) -> Result<Option<StaffId>, AdminError> {
    let (now, hash) = (desk.clock.now(), code_hash(code));
    desk.db
        .write_in(Lane::Urgent, async |c: &mut Conn<'_>| {
            let link = staff_links::by_hash(c, &hash, now).await?;
            let Some(id) = link.and_then(|link| link.staff) else { return Ok(None) };
            if !staff_links::use_up(c, &hash, now).await? {
                return Ok(None);
            }
            staff::set_password(c, id, password).await?;
            sessions::end_of(c, id, None).await?;
            Ok(Some(id))
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
    let (now, hash, ulid) = (desk.clock.now(), code_hash(code), desk.ulid());
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
            staff_roles::give(c, id, &Grant { town: None, role: Role::Owner, until: None }, now).await?;
            let detail = json!({ "role": Role::Owner.as_str() });
            note(c, &lock, &Who::Staff(ulid), Deed::StaffInvited, ulid, &detail, now).await?;
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

/// Takes a person's roles in a town away. It counts from the next request on: roles are read at each.
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
            note(c, &[town.id], &desk.who, Deed::StaffEnded, person, &json!({}), now).await
        })
        .await
}

/// What someone signs in with, checked.
fn login_of(given: &str) -> Result<String, AdminError> {
    parse_login(given).ok_or_else(|| Refusal::new("refused-login-shape").with("login", given.trim()).into())
}

/// A person's name, checked.
fn name_of(given: &str) -> Result<String, AdminError> {
    let name = given.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = (1..=LONGEST_NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if fits { Ok(name) } else { Err(Refusal::new("refused-staff-name").into()) }
}

async fn existing(c: &mut Conn<'_>, id: StaffId) -> Result<Staff, StoreError> {
    staff::by_id(c, id).await?.ok_or(StoreError::RowsAffected { statement: "read new person", expected: 1, actual: 0 })
}

/// The towns in whose logs something will be noted, taken in one order, so that no two writers wait for each other.
async fn lock_towns(c: &mut Conn<'_>, town: Option<TownId>) -> Result<Vec<TownId>, StoreError> {
    let all = match town {
        Some(town) => vec![town],
        None => towns::ids(c).await?,
    };
    for town in &all {
        towns::lock(c, *town).await?;
    }
    Ok(all)
}

async fn note(
    c: &mut Conn<'_>,
    all: &[TownId],
    who: &Who,
    deed: Deed,
    about: Ulid,
    detail: &serde_json::Value,
    now: Timestamp,
) -> Result<(), AdminError> {
    for town in all {
        let (town, who, about, detail) = (*town, who.clone(), About::Staff(about), detail.clone());
        audit::append(c, &AuditEntry { town, at: now, who, deed, about, detail }).await?;
    }
    Ok(())
}

/// 128 bits that a person can copy from paper, in groups of four, and what is stored of them.
fn new_code(rng: &SharedRng) -> (String, String) {
    let mut bits = [0u8; 16];
    rng.fill(&mut bits);
    let letters = BASE32_NOPAD.encode(&bits);
    let groups: Vec<&str> =
        (0..letters.len()).step_by(4).filter_map(|at| letters.get(at..(at + 4).min(letters.len()))).collect();
    (groups.join("-").to_lowercase(), code_hash(&letters))
}

/// Codes are read as people copy them: dashes, spaces and case do not matter.
fn code_hash(code: &str) -> String {
    let letters: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    sha256_hex(format!("ausrufer link {}", letters.to_ascii_uppercase()).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{SharedRng, TestRng};

    #[test]
    fn a_code_may_be_copied_carelessly() {
        let rng: SharedRng = TestRng::seeded(1);
        let (code, hash) = new_code(&rng);
        assert_eq!(code.len(), 26 + 6, "{code}");
        assert_eq!(code_hash(&code.replace('-', " ").to_uppercase()), hash);
        assert_ne!(code_hash(&code.replacen(code.get(0..1).unwrap(), "9", 1)), hash);
        assert!(!hash.contains(code.get(0..4).unwrap()));
    }
}
