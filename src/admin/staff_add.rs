//! People come into the admin area: the first one through a setup address, the others through an invitation that also
//! works on paper. Called by the command line and by the area's own pages; `staff_join` is what the codes open.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::one_time::link_code;
use super::staff_note::{live_roles, lock_their_towns, lock_towns, note};
use super::town_host::check_host;
use super::{AdminError, Desk, Refusal};
use crate::config;
use crate::domain::audit::{Deed, Who};
use crate::domain::limits::Limits;
use crate::domain::staff::{Grant, Role, Staff, may_give, parse_login};
use crate::domain::{StaffId, TownId};
use crate::store::staff_links::{self, StaffLink};
use crate::store::{Conn, Db, Lane, StoreError, staff, staff_roles, towns};
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
    /// For which senders and channels the role counts.
    pub limits: Limits,
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
    /// Was made just now. Of others whoever invites knows no more than the login.
    pub is_new: bool,
    /// `None`: this person has a password already and only got a further role.
    pub code: Option<OneTimeCode>,
    /// Another town's invitation is still open: the code opens this town's role once that one was taken up.
    pub waits: bool,
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

/// Where the area is while there is no town and no setting says so: at the host of the town to be.
///
/// # Errors
/// When it is no host, or not allowed under (or without) the development switch.
pub fn first_origin(desk: &Desk, host: &str) -> Result<Origin, AdminError> {
    Ok(Origin::new(&desk.scheme, &check_host(host, desk.loopback)?))
}

/// A new address for the first person. One made earlier works no more. `even_so`: also when there are people already.
///
/// # Errors
/// When there are people already, or the store refuses.
pub async fn setup_code(desk: &Desk, even_so: bool) -> Result<OneTimeCode, AdminError> {
    let now = desk.clock.now();
    let (code, hash) = link_code(&desk.rng);
    let ends_at = now.checked_add(SETUP_LIFE).unwrap_or(Timestamp::MAX);
    desk.db
        .write_in(Lane::Urgent, async |c: &mut Conn<'_>| {
            if !even_so && staff::is_anybody(c).await? {
                return Err(AdminError::from(Refusal::new("refused-setup-done")));
            }
            Ok(staff_links::add(c, StaffLink { staff: None, even_so, by: None, joins: None }, &hash, now, ends_at)
                .await?)
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
    refuse_unfit(request)?;
    let now = desk.clock.now();
    let ulid = desk.ulid();
    let (code, hash) = link_code(&desk.rng);
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
            let limits = request.limits.clone().tidy();
            let grant = Grant { limits, ..Grant::new(request.town, request.role, request.until) };
            // Whoever holds the code becomes that person, with all that was given to them already.
            let hers = live_roles(c, known.id, now).await?;
            let may_all = |own: &[Grant]| hers.iter().chain([&grant]).all(|one| may_give(own, one, now));
            if request.by.as_deref().is_some_and(|own| !may_give(own, &grant, now)) {
                return Err(Refusal::new("refused-role-not-yours").into());
            }
            let hands_out = is_new || request.by.as_deref().is_none_or(may_all);
            // Two towns invite the same person, who took up neither: each has a code for its own role alone, so that
            // neither could act in the other.
            let waits = known.password.is_none() && !hands_out;
            staff_roles::give(c, known.id, (&grant, waits), now).await?;
            let detail = invited_detail(&grant);
            note(c, &lock, (&desk.who, Deed::StaffInvited, known.ulid), &detail, now).await?;
            let code = match known.password.is_none() {
                false => None,
                true => {
                    let by = inviter(c, &desk.who).await?;
                    let joins = request.town.filter(|_| waits);
                    let link = StaffLink { staff: Some(known.id), even_so: true, by, joins };
                    staff_links::add(c, link, &hash, now, ends_at).await?;
                    Some(OneTimeCode { code, ends_at })
                }
            };
            Ok(Invited { staff: known, is_new, code, waits })
        })
        .await
}

/// A new code with which a person there is chooses a (new) password; the old one works until then.
///
/// # Errors
/// When there is no such person, they have no role, or the store refuses.
pub async fn renew_code(desk: &Desk, login: &str) -> Result<Invited, AdminError> {
    let login = login_of(login)?;
    let now = desk.clock.now();
    let (code, hash) = link_code(&desk.rng);
    let ends_at = now.checked_add(INVITATION_LIFE).unwrap_or(Timestamp::MAX);
    desk.db
        .write_in(Lane::Urgent, async |c: &mut Conn<'_>| {
            let found = working(c, &login).await?;
            if live_roles(c, found.id, now).await?.is_empty() {
                return Err(Refusal::new("refused-staff-no-role").with("login", login.as_str()).into());
            }
            let all = lock_their_towns(c, found.id).await?;
            note(c, &all, (&desk.who, Deed::StaffRenewed, found.ulid), &json!({}), now).await?;
            let by = inviter(c, &desk.who).await?;
            let link = StaffLink { staff: Some(found.id), even_so: true, by, joins: None };
            staff_links::add(c, link, &hash, now, ends_at).await?;
            Ok(Invited { staff: found, is_new: false, code: Some(OneTimeCode { code, ends_at }), waits: false })
        })
        .await
}

/// An agency works for one town, and until a day; only work on messages can be limited.
fn refuse_unfit(request: &NewStaffRequest) -> Result<(), AdminError> {
    let agency = request.role == Role::Agency;
    if agency && (request.town.is_none() || request.until.is_none()) {
        return Err(Refusal::new("refused-agency-end").into());
    }
    refuse_limits(request.role, &request.limits)
}

/// Limits only where they say something.
pub(super) fn refuse_limits(role: Role, limits: &Limits) -> Result<(), AdminError> {
    if limits.is_none() || role.can_be_limited() { Ok(()) } else { Err(Refusal::new("refused-role-unlimited").into()) }
}

/// What the log says about an invitation.
fn invited_detail(grant: &Grant) -> Value {
    let mut detail = serde_json::Map::new();
    detail.insert("role".to_owned(), json!(grant.role.as_str()));
    if !grant.limits.is_none() {
        detail.insert("limits".to_owned(), json!(grant.limits.names()));
    }
    if let Some(until) = grant.until {
        detail.insert("until".to_owned(), json!(until.to_string()));
    }
    detail.into()
}

/// Who made a code, if that was someone of the admin area.
async fn inviter(c: &mut Conn<'_>, who: &Who) -> Result<Option<StaffId>, StoreError> {
    match who {
        Who::Staff(ulid) => Ok(staff::by_ulid(c, *ulid).await?.map(|found| found.id)),
        Who::Machine | Who::Cli(_) => Ok(None),
    }
}

/// The person with a login, if they work here.
pub(super) async fn working(c: &mut Conn<'_>, login: &str) -> Result<Staff, AdminError> {
    let found = staff::by_login(c, login).await?.filter(|found| found.ended_at.is_none());
    found.ok_or_else(|| Refusal::new("refused-no-staff").with("login", login).into())
}

/// What someone signs in with, checked.
pub(super) fn login_of(given: &str) -> Result<String, AdminError> {
    parse_login(given).ok_or_else(|| Refusal::new("refused-login-shape").with("login", given.trim()).into())
}

/// A person's name, checked.
pub(super) fn name_of(given: &str) -> Result<String, AdminError> {
    let name = given.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = (1..=LONGEST_NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if fits { Ok(name) } else { Err(Refusal::new("refused-staff-name").into()) }
}

async fn existing(c: &mut Conn<'_>, id: StaffId) -> Result<Staff, StoreError> {
    staff::by_id(c, id).await?.ok_or(StoreError::RowsAffected { statement: "read new person", expected: 1, actual: 0 })
}
