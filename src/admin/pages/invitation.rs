//! Someone who was invited chooses a password, at an address that works once and may have come on paper.

use super::super::office::Visit;
use super::super::reply::Reply;
use super::super::staff_join::{look_up_code, take_up};
use super::frame::{Failure, Field, FormPage, Frame, Problem, page, unfinished};
use super::set_up::{hashed, password_fields, password_problems};
use super::sign_in;
use crate::domain::staff::Staff;
use crate::urls;

/// The form.
pub(in crate::admin) async fn form(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let staff = invited(visit).await?;
    page(&filled(visit, &staff, Vec::new()))
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
        fields,
        hidden: Vec::new(),
        action: urls::admin_invitation(visit.param("code")),
        submit: t("desk-invitation-submit"),
        second: None,
    }
}

/// The password is set, and the person is signed in.
pub(in crate::admin) async fn sent(visit: &Visit<'_>) -> Result<Reply, Failure> {
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
