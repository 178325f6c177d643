//! The second proof at sign-in: the number from the phone, or a code from paper. A wrong one and a used one get the same answer.

use http::StatusCode;

use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::super::staff_proof::{Proof, prove};
use super::frame::{Failure, Field, FormPage, Frame, Problem};
use super::sign_in::{onwards, too_often, with_new_cookie};
use crate::urls;

/// The form. Whoever is through already goes on.
pub(in crate::admin) fn form(visit: &Visit<'_>) -> Result<Reply, Failure> {
    if !is_asked(visit, visit.asked("erneut"))? {
        return Ok(reply::go(&onwards(visit.asked("weiter"))));
    }
    filled(visit, visit.asked("weiter"), visit.asked("erneut"))?.reply(StatusCode::OK)
}

/// Whether there is something to prove: only the password was right yet, or somebody proves themselves once more before
/// they change with what they sign in.
fn is_asked(visit: &Visit<'_>, again: &str) -> Result<bool, Failure> {
    let person = visit.person()?;
    Ok(person.session.half || (!again.is_empty() && person.staff.has_proof()))
}

/// The form again, with what went wrong on another way of proving it.
pub(super) fn stopped(visit: &Visit<'_>, status: StatusCode, text: String) -> Result<Reply, Failure> {
    let mut form = filled(visit, visit.field("weiter"), "ja")?;
    form.f.problems = vec![Problem { field: "code", text }];
    form.reply(status)
}

fn filled(visit: &Visit<'_>, onwards: &str, again: &str) -> Result<FormPage, Failure> {
    let t = |key: &str| visit.locale.text(key);
    let person = visit.person()?;
    let lead = match (person.session.half, person.staff.proof_since.is_some()) {
        (false, _) => "desk-proof-again",
        (true, true) => "desk-proof-lead",
        (true, false) => "desk-proof-lead-passkey",
    };
    Ok(FormPage {
        f: Frame::new(visit, t("desk-proof")),
        lead: vec![t(lead)],
        links: Vec::new(),
        passkey: person.staff.passkey_since.is_some().then_some(urls::ADMIN_PROOF_PASSKEY),
        away: None,
        other: None,
        fields: vec![code_field(visit, "desk-proof-code", Some("desk-proof-code-hint"))],
        hidden: vec![("weiter", onwards.to_owned()), ("erneut", again.to_owned())],
        action: urls::ADMIN_PROOF.to_owned(),
        submit: t("desk-proof-submit"),
        second: None,
    })
}

/// Where a number or a code is typed in.
pub(super) fn code_field(visit: &Visit<'_>, label: &str, hint: Option<&str>) -> Field {
    let t = |key: &str| visit.locale.text(key);
    Field {
        id: "code",
        label: t(label),
        hint: hint.map(t),
        value: String::new(),
        kind: "text",
        autocomplete: "one-time-code",
    }
}

/// What came of a number or a code that was typed in.
pub(super) enum Checked {
    Right(Proof),
    Wrong(Problem),
    /// Too many tries.
    Pause(std::time::Duration),
}

/// Looks at what was typed into the field `code`, as often as the brake lets it.
pub(super) async fn check(visit: &Visit<'_>) -> Result<Checked, Failure> {
    let person = visit.person()?;
    let problem = |key: &str| Checked::Wrong(Problem { field: "code", text: visit.locale.text(key) });
    if visit.field("code").is_empty() {
        return Ok(problem("desk-proof-missing"));
    }
    let tried = match visit.office.brake.enter_with_proof(visit.visitor, &person.staff.login) {
        Ok(tried) => tried,
        Err(pause) => return Ok(Checked::Pause(pause)),
    };
    match prove(&visit.office.deps.desk, &person.staff, visit.field("code")).await? {
        Some(proof) => {
            visit.office.brake.was_right(&tried);
            Ok(Checked::Right(proof))
        }
        None => Ok(problem("desk-proof-wrong")),
    }
}

/// Someone proves who they are, and goes on with a new cookie.
pub(in crate::admin) async fn sent(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let person = visit.person()?;
    let to = onwards(visit.field("weiter"));
    if !is_asked(visit, visit.field("erneut"))? {
        return Ok(reply::go(&to));
    }
    let mut form = filled(visit, visit.field("weiter"), visit.field("erneut"))?;
    match check(visit).await? {
        Checked::Right(proof) => {
            // Who needed paper sees how much of it is left.
            let left = if person.staff.proof_since.is_some() { urls::ADMIN_OWN_PROOF } else { urls::ADMIN_PASSKEYS };
            let to = if proof == Proof::Code { format!("{left}?gut=code") } else { to };
            Ok(with_new_cookie(visit, person.staff.id, true, reply::go(&to)).await?)
        }
        Checked::Wrong(problem) => {
            form.f.problems = vec![problem];
            form.reply(StatusCode::UNPROCESSABLE_ENTITY)
        }
        Checked::Pause(pause) => too_often(visit, form, pause),
    }
}
