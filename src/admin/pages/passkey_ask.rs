//! Signing in with a passkey, or proving with one who somebody is: a page on which the script asks the device, and what
//! comes of its answer.

use askama::Template;
use http::{StatusCode, header};

use super::super::AdminError;
use super::super::office::Visit;
use super::super::passkey::{self, Question};
use super::super::reply::{self, Reply};
use super::frame::{Failure, Frame, page};
use super::proof;
use super::sign_in::{self, onwards, pause_words, with_new_cookie};
use crate::error::Words;
use crate::urls;

#[derive(Template)]
#[template(path = "admin/passkey_ask.html")]
struct AskPage {
    f: Frame,
    /// `neu` or `anmelden`.
    kind: &'static str,
    options: String,
    action: &'static str,
    back: &'static str,
}

/// The one script.
pub(in crate::admin) fn script() -> Result<Reply, Failure> {
    Ok(reply::script(include_str!("../../../assets/passkey.js")))
}

/// The page that asks the device, with a cookie for the answer.
pub(super) fn ask_page(
    visit: &Visit<'_>,
    (title, kind): (&str, &'static str),
    question: Question,
    (action, back): (&'static str, &'static str),
) -> Result<Reply, Failure> {
    let f = Frame::new(visit, visit.locale.text(title));
    let asked = page(&AskPage { f, kind, options: question.options, action, back })?;
    Ok(asked.with_script().with(header::SET_COOKIE, &question.cookie))
}

/// Somebody wants to sign in with a passkey.
pub(in crate::admin) async fn asked(visit: &Visit<'_>) -> Result<Reply, Failure> {
    if let Err(pause) = visit.office.brake.enter_unnamed(visit.visitor) {
        return sign_in::stopped(visit, StatusCode::TOO_MANY_REQUESTS, pause_words(visit, pause));
    }
    let to = onwards(visit.field("weiter"));
    match passkey::ask(&visit.office.deps.desk, (&visit.origin, visit.locale), None, to).await {
        Ok(question) => ask_page(
            visit,
            ("desk-passkey-use", "anmelden"),
            question,
            (urls::ADMIN_PASSKEY_ANSWER, urls::ADMIN_SIGN_IN),
        ),
        Err(error) => again(visit, error),
    }
}

/// Whose password was right, or who is to prove themselves once more, wants to do so with a passkey.
pub(in crate::admin) async fn asked_for_proof(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let person = visit.person()?;
    if let Err(pause) = visit.office.brake.enter_unnamed(visit.visitor) {
        return proof::stopped(visit, StatusCode::TOO_MANY_REQUESTS, pause_words(visit, pause));
    }
    let to = onwards(visit.field("weiter"));
    let asked = passkey::ask(&visit.office.deps.desk, (&visit.origin, visit.locale), Some(&person.staff), to).await;
    match asked {
        Ok(question) => {
            ask_page(visit, ("desk-proof", "anmelden"), question, (urls::ADMIN_PASSKEY_ANSWER, urls::ADMIN_PROOF))
        }
        Err(error) => again(visit, error),
    }
}

/// The device answered.
pub(in crate::admin) async fn answered(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let signed = visit.person.as_ref().map(|person| &person.staff);
    let given = (signed, visit.field("antwort"));
    match passkey::prove(&visit.office.deps.desk, (&visit.origin, visit.locale), &visit.headers, given).await {
        Ok(proven) => {
            // Each question was paid for, and has one answer.
            visit.office.brake.was_right(&visit.office.brake.unnamed(visit.visitor));
            Ok(with_new_cookie(visit, proven.staff.id, true, reply::go(&proven.onwards)).await?)
        }
        Err(error) => again(visit, error),
    }
}

/// Back to where somebody came from, with what is wrong.
fn again(visit: &Visit<'_>, error: AdminError) -> Result<Reply, Failure> {
    let AdminError::Refused(refusal) = error else { return Err(error.into()) };
    let text = refusal.words(visit.locale);
    match &visit.person {
        Some(_) => proof::stopped(visit, StatusCode::UNPROCESSABLE_ENTITY, text),
        None => sign_in::stopped(visit, StatusCode::UNPROCESSABLE_ENTITY, text),
    }
}
