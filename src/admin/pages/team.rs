//! "Team": who works for a town and as what; inviting somebody with an address that can be printed; ending a role.

use std::time::Duration;

use askama::Template;
use http::StatusCode;

use super::super::AdminError;
use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::super::staff_add::{Invited, NewStaffRequest, invite_staff};
use super::super::staff_end::end_in_town;
use super::super::staff_proof::may_reset;
use super::super::staff_words::{limit_words, role_duties, role_words};
use super::frame::{Failure, Frame, Link, Problem, link, page};
use super::setup;
use super::team_person::typed_limits;
use crate::domain::StaffId;
use crate::domain::ids::Ulid;
use crate::domain::setup::SetupStep;
use crate::domain::staff::{Permission, Role, may, roles_in};
use crate::domain::town::Town;
use crate::error::Words;
use crate::i18n::{day, moment};
use crate::store::Conn;
use crate::store::staff_roles::{self, Member};
use crate::urls;

#[derive(Template)]
#[template(path = "admin/team.html")]
struct TeamPage {
    f: Frame,
    /// While the town is set up: where it goes on.
    onward: Option<String>,
    members: Vec<Row>,
    /// What else concerns the team: the agency, and what has to happen before something appears.
    links: Vec<Link>,
    invite: Option<Invite>,
}

struct Row {
    id: StaffId,
    name: String,
    login: String,
    role: String,
    note: Option<String>,
    /// Where the person stands with limits and who stands in.
    href: String,
    /// Where the role is ended, by whoever may.
    end: Option<String>,
    /// Where the second proof is taken away, by whoever may.
    reset: Option<String>,
}

struct Invite {
    action: String,
    name: String,
    login: String,
    senders: String,
    roles: Vec<Choice>,
    ends: Vec<Choice>,
}

struct Choice {
    value: String,
    label: String,
    hint: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "admin/invited.html")]
struct InvitedPage {
    f: Frame,
    name: String,
    login: String,
    address: String,
    until: String,
    /// Another town's invitation is taken up first.
    waits: bool,
    back: String,
}

/// The list.
pub(in crate::admin) async fn list(visit: &Visit<'_>) -> Result<Reply, Failure> {
    page(&filled(visit, Vec::new()).await?)
}

async fn filled(visit: &Visit<'_>, problems: Vec<Problem>) -> Result<TeamPage, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    let members =
        visit.office.deps.desk.db.read(async |c: &mut Conn<'_>| staff_roles::members(c, town.id).await).await?;
    let step = setup::is_step(visit);
    let mut f = match step {
        true => setup::frame(visit, SetupStep::Team)?,
        false => Frame::new(visit, locale.text("desk-team")).under(visit, Vec::new()),
    };
    f.problems = problems;
    f.notice = match visit.asked("gut") {
        "beendet" => Some(locale.text("desk-role-ended")),
        "nachweis" => Some(locale.text("desk-proof-was-reset")),
        "dazu" => Some(locale.text("desk-role-added")),
        _ => None,
    };
    let rows = members.iter().filter(|member| member.grant.holds(town.id, visit.now));
    let mut members = rows.map(|member| row(visit, member)).collect::<Result<Vec<_>, Failure>>()?;
    offer_resets(visit, &mut members).await?;
    let part = |part: &str, key: &str| link(urls::admin_town(&town.host, part), locale.text(key));
    let links = vec![part("agentur", "desk-agency"), part("freigaberegeln", "desk-approval-rules")];
    Ok(TeamPage { f, onward: step.then(|| home(visit, town)), links, members, invite: invite(visit)? })
}

/// The page from which people are invited: the team's, or the step of the setting up.
fn home(visit: &Visit<'_>, town: &Town) -> String {
    match setup::is_step(visit) {
        true => urls::admin_setup_step(&town.host, SetupStep::Team.as_str()),
        false => urls::admin_town(&town.host, "team"),
    }
}

/// Takes the offer to reset away where it may not be, and where it stands already in a person's line before.
async fn offer_resets(visit: &Visit<'_>, members: &mut [Row]) -> Result<(), Failure> {
    let own = visit.person()?;
    let mut seen: Vec<StaffId> = vec![own.staff.id];
    for member in members.iter_mut().filter(|member| member.reset.is_some()) {
        let allowed = !seen.contains(&member.id) && {
            let may = async |c: &mut Conn<'_>| may_reset(c, &own.grants, member.id, visit.now).await;
            visit.office.deps.desk.db.read(may).await?
        };
        seen.push(member.id);
        member.reset = member.reset.take().filter(|_| allowed);
    }
    Ok(())
}

fn row(visit: &Visit<'_>, member: &Member) -> Result<Row, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    let mut notes = Vec::new();
    if member.grant.town.is_none() {
        notes.push(locale.text("desk-member-everywhere"));
    }
    if let Some(until) = member.grant.until {
        notes.push(locale.with("desk-member-until", &[("day", day(locale, until, &town.zone()).into())]));
    }
    if !member.joined || member.waits {
        notes.push(locale.text("desk-member-invited"));
    }
    if !member.grant.limits.is_none() {
        notes.push(limit_words(&member.grant.limits, &[], locale));
    }
    let may_end =
        member.grant.town.is_some() && member.id != visit.person()?.staff.id && gives(visit, member.grant.role)?;
    let may_reset = member.proof && may(&visit.person()?.grants, town.id, Permission::Invite, visit.now);
    let page = urls::admin_town(&town.host, &format!("team/{}", member.ulid));
    Ok(Row {
        id: member.id,
        reset: may_reset.then(|| format!("{page}/zweiter-nachweis")),
        name: member.name.clone(),
        login: member.login.clone(),
        role: role_words(member.grant.role, locale),
        note: (!notes.is_empty()).then(|| notes.join(" · ")),
        href: page.clone(),
        end: may_end.then_some(page),
    })
}

/// Whether whoever asks may give (and end) a role here.
fn gives(visit: &Visit<'_>, role: Role) -> Result<bool, Failure> {
    Ok(roles_in(&visit.person()?.grants, visit.town()?.id, visit.now).any(|own| own.may_give(role)))
}

/// How long a role lasts, in days; none: until somebody ends it.
const LASTS: [(&str, &str); 3] = [("", "desk-role-lasts"), ("92", "desk-role-three-months"), ("366", "desk-role-year")];

fn invite(visit: &Visit<'_>) -> Result<Option<Invite>, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    if !may(&visit.person()?.grants, town.id, Permission::Invite, visit.now) {
        return Ok(None);
    }
    let mut roles = Vec::new();
    for role in Role::ALL {
        if gives(visit, *role)? {
            roles.push(Choice {
                value: role.as_str().to_owned(),
                label: role_words(*role, locale),
                hint: role_duties(*role, locale),
                chosen: visit.field("rolle") == role.as_str(),
            });
        }
    }
    let ends = LASTS.iter().map(|(value, key)| Choice {
        value: (*value).to_owned(),
        label: locale.text(key),
        hint: String::new(),
        chosen: visit.field("tage") == *value,
    });
    Ok(Some(Invite {
        action: home(visit, town),
        name: visit.field("name").to_owned(),
        login: visit.field("anmeldename").to_owned(),
        senders: visit.field("absender").to_owned(),
        roles,
        ends: ends.collect(),
    }))
}

/// Somebody is invited.
pub(in crate::admin) async fn invited(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    let Some(role) = Role::parse(visit.field("rolle")) else {
        return refused(visit, "rolle", locale.text("desk-role-missing")).await;
    };
    if !gives(visit, role)? {
        return refused(visit, "rolle", locale.text("desk-role-not-yours")).await;
    }
    let lasts = LASTS.iter().find(|(value, _)| *value == visit.field("tage"));
    let (days, _) = lasts.ok_or(Failure::Missing)?;
    let days: Option<u64> = days.parse().ok();
    let request = NewStaffRequest {
        login: visit.field("anmeldename").to_owned(),
        name: visit.field("name").to_owned(),
        role,
        limits: typed_limits(visit),
        town: Some(town.id),
        by: Some(visit.person()?.grants.clone()),
        until: days.and_then(|days| visit.now.checked_add(Duration::from_secs(days * 86_400)).ok()),
    };
    match invite_staff(&visit.desk(), &request).await {
        Ok(Invited { code: None, .. }) => Ok(reply::go(&format!("{}?gut=dazu", home(visit, town)))),
        Ok(Invited { staff, is_new, code: Some(code), waits }) => {
            let above = vec![link(home(visit, town), locale.text("desk-team"))];
            page(&InvitedPage {
                f: Frame::new(visit, locale.text("desk-invited")).under(visit, above),
                // Another town's name for a login is not this town's business.
                name: if is_new { staff.name } else { staff.login.clone() },
                login: staff.login,
                address: visit.origin.absolute(&urls::admin_invitation(&code.code)),
                until: moment(locale, code.ends_at, &town.zone()),
                waits,
                back: home(visit, town),
            })
        }
        Err(AdminError::Refused(refusal)) => {
            let field = match () {
                () if refusal.is("refused-staff-name") => "name",
                () if refusal.is("refused-role-not-yours") || refusal.is("refused-agency-end") => "tage",
                () if refusal.is("refused-role-unlimited") => "absender",
                () => "anmeldename",
            };
            refused(visit, field, refusal.words(locale)).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn refused(visit: &Visit<'_>, field: &'static str, text: String) -> Result<Reply, Failure> {
    let html = filled(visit, vec![Problem { field, text }]).await?.render()?;
    Ok(reply::page(StatusCode::UNPROCESSABLE_ENTITY, html))
}

/// Somebody's roles here end.
pub(in crate::admin) async fn ended(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let town = visit.town()?;
    let person = Ulid::from_string(visit.param("person")).map_err(|_| Failure::Missing)?;
    let members =
        visit.office.deps.desk.db.read(async |c: &mut Conn<'_>| staff_roles::members(c, town.id).await).await?;
    let theirs: Vec<&Member> =
        members.iter().filter(|member| member.ulid == person && member.grant.town == Some(town.id)).collect();
    if theirs.is_empty() {
        return Err(Failure::Missing);
    }
    let mut allowed = person != visit.person()?.staff.ulid;
    for member in &theirs {
        allowed &= gives(visit, member.grant.role)?;
    }
    if !allowed {
        return Ok(super::problem::closed(visit));
    }
    match end_in_town(&visit.desk(), town, person).await {
        Ok(()) => Ok(reply::go(&format!("{}?gut=beendet", urls::admin_town(&town.host, "team")))),
        // Somebody else was faster.
        Err(AdminError::Refused(_)) => Err(Failure::Missing),
        Err(other) => Err(other.into()),
    }
}
