//! Signing in with the town hall's own account: going there, coming back, and linking that account with who one is here.

use http::{StatusCode, header};

use super::super::AdminError;
use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::super::service::{Brought, Service};
use super::super::service_account::{link as link_account, owner, part, take_up_with};
use super::super::session::Person;
use super::super::sign_in_flow::{self, Aim, Errand, ServiceWords};
use super::super::staff_join::look_up_code;
use super::frame::{Failure, Frame, link, page};
use super::login::step;
use super::passkeys::prove_first;
use super::sign_in::{onwards, pause_words, stopped, with_new_cookie};
use crate::domain::connection::Secret;
use crate::error::Words;
use crate::urls;

fn service<'a>(visit: &'a Visit<'_>) -> Result<&'a Service, Failure> {
    visit.office.service.as_ref().ok_or(Failure::Missing)
}

/// Prepares the way there: the address, and the cookie by which the browser is known when it comes back. `Err`: the page
/// that says why there is none.
async fn way(visit: &Visit<'_>, aim: Aim) -> Result<Result<(String, String), Reply>, Failure> {
    if let Err(pause) = visit.office.brake.enter_unnamed(visit.visitor) {
        return Ok(Err(said(visit, StatusCode::TOO_MANY_REQUESTS, pause_words(visit, pause))?));
    }
    let desk = &visit.office.deps.desk;
    let words = ServiceWords::new(&desk.rng);
    match service(visit)?.address(desk, &words, &visit.origin.absolute(urls::ADMIN_SERVICE_RETURN)).await {
        Ok(address) => Ok(Ok((address, sign_in_flow::begin(desk, &Errand::Service { words, aim }).await?))),
        Err(error) => {
            tracing::warn!(%error, "the town hall's sign-in service cannot be used");
            Ok(Err(said(visit, StatusCode::BAD_GATEWAY, visit.locale.text(error.key()))?))
        }
    }
}

/// Somebody wants to sign in with that account. A link leads here and not a form, whose page may send nobody elsewhere.
pub(in crate::admin) async fn asked(visit: &Visit<'_>) -> Result<Reply, Failure> {
    service(visit)?;
    let onwards = onwards(visit.asked("weiter"));
    if visit.person.as_ref().is_some_and(|person| !person.session.half) {
        return Ok(reply::go(&onwards));
    }
    Ok(match way(visit, Aim::SignIn { onwards }).await? {
        Ok((address, cookie)) => reply::go(&address).with(header::SET_COOKIE, &cookie),
        Err(stop) => stop,
    })
}

/// Somebody links their account: the way is prepared, and opened by a link.
pub(in crate::admin) async fn linked(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let person = visit.person()?;
    service(visit)?;
    if !person.is_fresh(visit.now) {
        return Ok(prove_first(urls::ADMIN_ACCOUNT));
    }
    lead_on(visit, Aim::Link { person: person.staff.ulid }).await
}

/// Who was invited links theirs instead of choosing a password.
pub(in crate::admin) async fn invited(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let code = visit.param("code");
    service(visit)?;
    look_up_code(&visit.office.deps.desk, code).await?.flatten().ok_or(Failure::Missing)?;
    lead_on(visit, Aim::Invitation { code: Secret::new(code) }).await
}

async fn lead_on(visit: &Visit<'_>, aim: Aim) -> Result<Reply, Failure> {
    let t = |key: &str| visit.locale.text(key);
    let (address, cookie) = match way(visit, aim).await? {
        Ok(prepared) => prepared,
        Err(stop) => return Ok(stop),
    };
    let mut made = step(Frame::new(visit, t("desk-service")));
    made.lead = vec![t("desk-service-onward-text")];
    made.onward = Some((address, t("desk-service-onward")));
    Ok(page(&made)?.with(header::SET_COOKIE, &cookie))
}

/// Whether the stay that follows counts as proven twice: this one does.
fn stays_proven(person: &Person) -> bool {
    person.session.proven || person.staff.has_proof()
}

/// Somebody comes back.
pub(in crate::admin) async fn returned(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (desk, service) = (&visit.office.deps.desk, service(visit)?);
    let say = |key: &str| said(visit, StatusCode::UNPROCESSABLE_ENTITY, visit.locale.text(key));
    let Some(Errand::Service { words, aim }) = sign_in_flow::take(desk, &visit.headers).await? else {
        return say("refused-service-late");
    };
    let brought = Brought {
        code: visit.asked("code"),
        state: visit.asked("state"),
        error: visit.asked("error"),
        issuer: visit.asked("iss"),
    };
    let back = visit.origin.absolute(urls::ADMIN_SERVICE_RETURN);
    let vouched = match service.vouch(desk, (&words, &back), &brought).await {
        Ok(vouched) => vouched,
        Err(error) => {
            tracing::warn!(%error, "a sign-in with the town hall's account was refused");
            return say(error.key());
        }
    };
    // Each question was paid for, and has one answer.
    visit.office.brake.was_right(&visit.office.brake.unnamed(visit.visitor));
    let account = (service.settings.issuer.as_str(), vouched.subject.as_str());
    match aim {
        Aim::SignIn { onwards } => match owner(desk, account.0, account.1).await? {
            Some(person) => Ok(with_new_cookie(visit, person.id, vouched.proven, reply::go(&onwards)).await?),
            None => say("refused-service-unlinked"),
        },
        Aim::Link { person: asked } => {
            // Still the same person in this browser, and signed in with all that it takes.
            let same = visit.person.as_ref().filter(|person| person.staff.ulid == asked && !person.session.half);
            let Some(person) = same else { return say("refused-service-late") };
            match link_account(desk, &person.staff, account).await {
                Ok(()) => {
                    let done = reply::go(&format!("{}?gut=verbunden", urls::ADMIN_ACCOUNT));
                    Ok(with_new_cookie(visit, person.staff.id, stays_proven(person), done).await?)
                }
                Err(error) => refused(visit, error),
            }
        }
        Aim::Invitation { code } => match take_up_with(desk, code.reveal(), account).await {
            Ok(Some(id)) => Ok(with_new_cookie(visit, id, vouched.proven, reply::go(urls::ADMIN)).await?),
            Ok(None) => say("refused-service-late"),
            Err(error) => refused(visit, error),
        },
    }
}

/// Somebody parts from their account.
pub(in crate::admin) async fn parted(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (person, service) = (visit.person()?, service(visit)?);
    if !person.is_fresh(visit.now) {
        return Ok(prove_first(urls::ADMIN_ACCOUNT));
    }
    match part(&visit.office.deps.desk, &person.staff, &service.settings.issuer).await {
        Ok(()) => {
            let done = reply::go(&format!("{}?gut=getrennt", urls::ADMIN_ACCOUNT));
            Ok(with_new_cookie(visit, person.staff.id, stays_proven(person), done).await?)
        }
        Err(error) => refused(visit, error),
    }
}

/// What cannot be done, with the way on.
fn refused(visit: &Visit<'_>, error: AdminError) -> Result<Reply, Failure> {
    let AdminError::Refused(refusal) = error else { return Err(error.into()) };
    said(visit, StatusCode::UNPROCESSABLE_ENTITY, refusal.words(visit.locale))
}

/// What is wrong: where people sign in, or under the own account of whoever is signed in.
fn said(visit: &Visit<'_>, status: StatusCode, text: String) -> Result<Reply, Failure> {
    if visit.person.as_ref().is_none_or(|person| person.session.half) {
        return stopped(visit, status, text);
    }
    let account = link(urls::ADMIN_ACCOUNT.to_owned(), visit.locale.text("desk-account"));
    let mut made = step(Frame::new(visit, visit.locale.text("desk-service")).under(visit, vec![account]));
    made.lead = vec![text];
    Ok(reply::page(status, askama::Template::render(&made)?))
}
