//! Someone who was invited chooses a password, at an address that works once and may have come on paper.

use askama::Template;

use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::super::routes::Need;
use super::super::staff_join::{look_up_code, look_up_role, take_on_role, take_up};
use super::frame::{Failure, Field, FormPage, Frame, Problem, page, unfinished};
use super::set_up::{hashed, password_fields, password_problems};
use super::sign_in;
use crate::domain::TownId;
use crate::domain::staff::Staff;
use crate::store::{Conn, towns};
use crate::urls;

/// Taking on a further role, at an address of its own.
#[derive(Template)]
#[template(path = "admin/role_waits.html")]
struct RolePage {
    f: Frame,
    text: String,
    /// Where it is taken on, by whoever it is for.
    action: Option<String>,
    /// Where they sign in first.
    sign_in: String,
}

/// The form.
pub(in crate::admin) async fn form(visit: &Visit<'_>) -> Result<Reply, Failure> {
    if let Some((staff, town)) = look_up_role(&visit.office.deps.desk, visit.param("code")).await? {
        return role_page(visit, &staff, town).await;
    }
    let staff = invited(visit).await?;
    page(&filled(visit, &staff, Vec::new()))
}

/// Whether whoever asks is this person, and proved it with all that it takes.
fn is_asked_by(visit: &Visit<'_>, staff: &Staff) -> bool {
    let duty = visit.office.deps.second_proof;
    visit.person.as_ref().is_some_and(|one| one.staff.id == staff.id && one.first(Need::SignedIn, duty).is_none())
}

async fn role_page(visit: &Visit<'_>, staff: &Staff, town: TownId) -> Result<Reply, Failure> {
    let read = async |c: &mut Conn<'_>| towns::by_id(c, town).await;
    let town = visit.office.deps.desk.db.read(read).await?.ok_or(Failure::Missing)?;
    let here = urls::admin_invitation(visit.param("code"));
    let ready = is_asked_by(visit, staff);
    let key = match (ready, staff.password.is_some()) {
        (true, _) => "desk-role-waits",
        (false, true) => "desk-role-waits-sign-in",
        (false, false) => "desk-role-waits-first",
    };
    page(&RolePage {
        f: Frame::new(visit, visit.locale.text("desk-invitation")),
        text: visit.locale.with(key, &[("town", town.name.as_str().into()), ("login", staff.login.as_str().into())]),
        action: ready.then(|| here.clone()),
        sign_in: format!("{}?weiter={here}", urls::ADMIN_SIGN_IN),
    })
}

async fn invited(visit: &Visit<'_>) -> Result<Staff, Failure> {
    look_up_code(&visit.office.deps.desk, visit.param("code")).await?.flatten().ok_or(Failure::Missing)
}

fn filled(visit: &Visit<'_>, staff: &Staff, problems: Vec<Problem>) -> FormPage {
    let t = |key: &str| visit.locale.text(key);
    let mut f = Frame::new(visit, t("desk-invitation"));
    f.problems = problems;
    // So that a program for passwords keeps it under the right name.
    let mut fields = vec![Field {
        id: "anmeldename",
        label: t("desk-login"),
        hint: Some(t("desk-login-yours")),
        value: staff.login.clone(),
        kind: "fixed",
        autocomplete: "username",
    }];
    fields.extend(password_fields(visit));
    FormPage {
        f,
        lead: vec![visit.locale.with("desk-invitation-lead", &[("name", staff.name.as_str().into())])],
        links: Vec::new(),
        passkey: None,
        away: None,
        other: visit
            .office
            .service
            .as_ref()
            .map(|_| (urls::admin_invitation_service(visit.param("code")), t("desk-service-invitation"))),
        fields,
        hidden: Vec::new(),
        action: urls::admin_invitation(visit.param("code")),
        submit: t("desk-invitation-submit"),
        second: None,
    }
}

/// The password is set, and the person is signed in.
pub(in crate::admin) async fn sent(visit: &Visit<'_>) -> Result<Reply, Failure> {
    if let Some((staff, town)) = look_up_role(&visit.office.deps.desk, visit.param("code")).await? {
        if !is_asked_by(visit, &staff) {
            return role_page(visit, &staff, town).await;
        }
        let taken = take_on_role(&visit.office.deps.desk, visit.param("code"), staff.id).await?;
        return if taken { Ok(reply::go(urls::ADMIN)) } else { Err(Failure::Missing) };
    }
    let staff = invited(visit).await?;
    let problems = password_problems(visit, &[&staff.name, &staff.login]).await?;
    if !problems.is_empty() {
        return unfinished(&filled(visit, &staff, problems));
    }
    let busy = || Problem { field: "passwort", text: visit.locale.text("desk-busy") };
    let Some(hash) = hashed(visit).await else { return unfinished(&filled(visit, &staff, vec![busy()])) };
    match take_up(&visit.office.deps.desk, visit.param("code"), &hash).await? {
        Some(id) => sign_in::enter(visit, id, urls::ADMIN).await,
        None => Err(Failure::Missing),
    }
}
