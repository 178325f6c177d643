//! The second proof at sign-in: the number from the phone, or a code from paper. A wrong one and a used one get the same answer.

use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::super::staff_proof::{Proof, prove};
use super::frame::{Failure, Field, FormPage, Frame, Problem, page, unfinished};
use super::sign_in::{onwards, too_often, with_new_cookie};
use crate::urls;

/// The form. Whoever is through already goes on.
pub(in crate::admin) fn form(visit: &Visit<'_>) -> Result<Reply, Failure> {
    if !visit.person()?.session.half {
        return Ok(reply::go(&onwards(visit.asked("weiter"))));
    }
    page(&filled(visit, visit.asked("weiter")))
}

fn filled(visit: &Visit<'_>, onwards: &str) -> FormPage {
    let t = |key: &str| visit.locale.text(key);
    FormPage {
        f: Frame::new(visit, t("desk-proof")),
        lead: vec![t("desk-proof-lead")],
        links: Vec::new(),
        fields: vec![code_field(visit, "desk-proof-code", Some("desk-proof-code-hint"))],
        hidden: vec![("weiter", onwards.to_owned())],
        action: urls::ADMIN_PROOF.to_owned(),
        submit: t("desk-proof-submit"),
        second: None,
    }
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
    if !person.session.half {
        return Ok(reply::go(&to));
    }
    let mut form = filled(visit, visit.field("weiter"));
    match check(visit).await? {
        Checked::Right(proof) => {
            // Who needed paper sees how much of it is left.
            let to = if proof == Proof::Code { format!("{}?gut=code", urls::ADMIN_OWN_PROOF) } else { to };
            Ok(with_new_cookie(visit, person.staff.id, true, reply::go(&to)).await?)
        }
        Checked::Wrong(problem) => {
            form.f.problems = vec![problem];
            unfinished(&form)
        }
        Checked::Pause(pause) => too_often(visit, form, pause),
    }
}
