//! Someone's own second proof: setting it up with a picture for the phone, its codes on paper (shown once), and changing both.

use askama::Template;
use http::StatusCode;
use jiff::tz::TimeZone;

use super::super::office::Visit;
use super::super::qr::{QrPicture, qr_picture};
use super::super::reply::{self, Reply};
use super::super::staff_proof::{renew_codes, seed_to_show, set_proof, shown_seed};
use super::frame::{Failure, Field, Frame, Problem, described, link, page};
use super::passkeys::prove_first;
use super::proof::{Checked, check, code_field};
use super::sign_in::{onwards, pause_words, with_new_cookie};
use crate::domain::town::TownSettings;
use crate::i18n::day;
use crate::seal::totp::{seed_address, seed_text};
use crate::store::{Conn, staff_codes};
use crate::urls;

#[derive(Template)]
#[template(path = "admin/own_proof_new.html")]
struct NewPage {
    f: Frame,
    lead: String,
    picture: Option<QrPicture>,
    secret: String,
    address: String,
    field: Field,
    onwards: String,
    action: &'static str,
}

impl NewPage {
    fn described(&self, field: &Field) -> Option<String> {
        described(&self.f, field)
    }
}

#[derive(Template)]
#[template(path = "admin/own_proof.html")]
struct StatePage {
    f: Frame,
    since: String,
    left: usize,
    field: Field,
    action: &'static str,
}

impl StatePage {
    fn described(&self, field: &Field) -> Option<String> {
        described(&self.f, field)
    }
}

#[derive(Template)]
#[template(path = "admin/own_proof_codes.html")]
struct CodesPage {
    f: Frame,
    lead: String,
    login: String,
    codes: Vec<String>,
    onwards: String,
}

fn frame(visit: &Visit<'_>, problems: Vec<Problem>) -> Frame {
    let account = link(urls::ADMIN_ACCOUNT.to_owned(), visit.locale.text("desk-account"));
    let mut f = Frame::new(visit, visit.locale.text("desk-own-proof")).under(visit, vec![account]);
    f.problems = problems;
    f
}

/// Setting up, or how it stands.
pub(in crate::admin) async fn show(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let person = visit.person()?;
    if person.staff.proof_since.is_some() && visit.asked("neu").is_empty() {
        return page(&state(visit, Vec::new()).await?);
    }
    if person.staff.proof_since.is_none() && !person.is_fresh(visit.now) {
        return Ok(prove_first(urls::ADMIN_OWN_PROOF));
    }
    match new_page(visit, visit.asked("weiter"), Vec::new()).await? {
        Some(new) => page(&new),
        None => Ok(reply::go(urls::ADMIN_OWN_PROOF)),
    }
}

/// The form with the picture. `None` when a new phone was not asked for, or the stay is over.
async fn new_page(visit: &Visit<'_>, onwards: &str, problems: Vec<Problem>) -> Result<Option<NewPage>, Failure> {
    let (person, desk) = (visit.person()?, &visit.office.deps.desk);
    let seed = match person.staff.proof_since {
        // Only who proved themselves with the old one is shown another.
        Some(_) => shown_seed(desk, person.session.id).await?,
        None => seed_to_show(desk, person.session.id).await?,
    };
    let Some(seed) = seed else { return Ok(None) };
    let address = seed_address(&seed, visit.origin.host(), &person.staff.login);
    let mut f = frame(visit, problems);
    let first = person.staff.proof_since.is_none();
    if !person.staff.has_proof() && visit.office.deps.second_proof {
        // Nothing else is open before.
        f.crumbs.clear();
    }
    Ok(Some(NewPage {
        f,
        lead: visit.locale.text(if first { "desk-own-proof-lead" } else { "desk-own-proof-again" }),
        picture: qr_picture(&address),
        secret: seed_text(&seed),
        address,
        field: code_field(visit, "desk-own-proof-number", Some("desk-own-proof-number-hint")),
        onwards: onwards.to_owned(),
        action: urls::ADMIN_OWN_PROOF,
    }))
}

async fn state(visit: &Visit<'_>, problems: Vec<Problem>) -> Result<StatePage, Failure> {
    let person = visit.person()?;
    let db = &visit.office.deps.desk.db;
    let left = db.read(async |c: &mut Conn<'_>| staff_codes::left(c, person.staff.id).await).await?;
    let zone = TimeZone::get(&TownSettings::default().timezone).unwrap_or(TimeZone::UTC);
    let mut f = frame(visit, problems);
    if visit.asked("gut") == "code" {
        f.notice = Some(visit.locale.text("desk-own-proof-code-used"));
    }
    Ok(StatePage {
        f,
        since: person.staff.proof_since.map(|since| day(visit.locale, since, &zone)).unwrap_or_default(),
        left: usize::try_from(left).unwrap_or_default(),
        field: code_field(visit, "desk-proof-code", Some("desk-proof-code-hint")),
        action: urls::ADMIN_OWN_PROOF_CHANGE,
    })
}

/// The number from the new phone. From here on it counts, and everybody else with this person's password is out.
pub(in crate::admin) async fn sent(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (person, desk) = (visit.person()?, &visit.office.deps.desk);
    let to = onwards(visit.field("weiter"));
    if person.staff.proof_since.is_none() && !person.is_fresh(visit.now) {
        return Ok(prove_first(urls::ADMIN_OWN_PROOF));
    }
    let tried = match visit.office.brake.enter_with_proof(visit.visitor, &person.staff.login) {
        Ok(tried) => tried,
        Err(pause) => {
            let problem = Problem { field: "code", text: pause_words(visit, pause) };
            return again(visit, StatusCode::TOO_MANY_REQUESTS, problem).await;
        }
    };
    let Some(codes) = set_proof(desk, (&person.staff, person.session.id), visit.field("code")).await? else {
        let problem = Problem { field: "code", text: visit.locale.text("desk-own-proof-wrong") };
        return again(visit, StatusCode::UNPROCESSABLE_ENTITY, problem).await;
    };
    visit.office.brake.was_right(&tried);
    let shown = codes_page(visit, "desk-own-proof-done", codes, to)?;
    Ok(with_new_cookie(visit, person.staff.id, true, shown).await?)
}

async fn again(visit: &Visit<'_>, status: StatusCode, problem: Problem) -> Result<Reply, Failure> {
    match new_page(visit, visit.field("weiter"), vec![problem]).await? {
        Some(new) => Ok(reply::page(status, new.render()?)),
        None => Ok(reply::go(urls::ADMIN_OWN_PROOF)),
    }
}

/// Codes on paper, shown once.
pub(super) fn codes_page(visit: &Visit<'_>, lead: &str, codes: Vec<String>, onwards: String) -> Result<Reply, Failure> {
    let mut f = Frame::new(visit, visit.locale.text("desk-codes"));
    f.notice = Some(visit.locale.text(lead));
    let lead = visit.locale.text("desk-codes-lead");
    page(&CodesPage { f, lead, login: visit.person()?.staff.login.clone(), codes, onwards })
}

/// New codes, or another phone, for whoever proves themselves once more.
pub(in crate::admin) async fn changed(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (person, desk) = (visit.person()?, &visit.office.deps.desk);
    if person.staff.proof_since.is_none() {
        return Ok(reply::go(urls::ADMIN_OWN_PROOF));
    }
    match check(visit).await? {
        Checked::Right(_) if visit.field("tun") == "codes" => {
            let codes = renew_codes(desk, &person.staff).await?;
            codes_page(visit, "desk-codes-renewed", codes, urls::ADMIN_ACCOUNT.to_owned())
        }
        Checked::Right(_) => {
            seed_to_show(desk, person.session.id).await?;
            Ok(reply::go(&format!("{}?neu=ja", urls::ADMIN_OWN_PROOF)))
        }
        Checked::Wrong(problem) => {
            let html = state(visit, vec![problem]).await?.render()?;
            Ok(reply::page(StatusCode::UNPROCESSABLE_ENTITY, html))
        }
        Checked::Pause(pause) => {
            let problem = Problem { field: "code", text: pause_words(visit, pause) };
            let html = state(visit, vec![problem]).await?.render()?;
            Ok(reply::page(StatusCode::TOO_MANY_REQUESTS, html))
        }
    }
}
