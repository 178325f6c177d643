//! Someone's own page: with what they sign in, where they are signed in, and signing out everywhere else.

use askama::Template;
use jiff::tz::TimeZone;

use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::super::service_account;
use super::frame::{Failure, Frame, page};
use crate::domain::town::TownSettings;
use crate::i18n::{day, moment};
use crate::store::{Conn, sessions};
use crate::urls;

#[derive(Template)]
#[template(path = "admin/account.html")]
struct AccountPage {
    f: Frame,
    login: String,
    devices: Vec<Device>,
    end_others: &'static str,
    proof: String,
    own_proof: &'static str,
    passkeys: String,
    service: Option<ServiceState>,
}

/// The town hall's own account, where there is such a service.
struct ServiceState {
    text: String,
    action: &'static str,
    button: String,
}

struct Device {
    name: String,
    seen: String,
    this: bool,
}

/// The page.
pub(in crate::admin) async fn show(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let person = visit.person()?;
    let db = &visit.office.deps.desk.db;
    let all = db.read(async |c: &mut Conn<'_>| sessions::of(c, person.staff.id).await).await?;
    let zone = TimeZone::get(&TownSettings::default().timezone).unwrap_or(TimeZone::UTC);
    let devices = all
        .into_iter()
        .map(|session| Device {
            this: session.id == person.session.id,
            seen: moment(visit.locale, session.seen_at, &zone),
            name: if session.device.is_empty() { visit.locale.text("desk-device-unknown") } else { session.device },
        })
        .collect();
    let mut f = Frame::new(visit, visit.locale.text("desk-account")).under(visit, Vec::new());
    f.notice = match visit.asked("gut") {
        "abgemeldet" => Some(visit.locale.text("desk-others-ended")),
        "verbunden" => Some(visit.locale.text("desk-service-linked")),
        "getrennt" => Some(visit.locale.text("desk-service-parted")),
        _ => None,
    };
    let proof = match person.staff.proof_since {
        Some(since) => visit.locale.with("desk-own-proof-since", &[("day", day(visit.locale, since, &zone).into())]),
        None if person.staff.has_proof() => visit.locale.text("desk-own-proof-passkey"),
        None => visit.locale.text("desk-own-proof-none"),
    };
    let login = person.staff.login.clone();
    let (end_others, own_proof) = (urls::ADMIN_END_OTHERS, urls::ADMIN_OWN_PROOF);
    let passkeys = visit.locale.text(if person.staff.passkey_since.is_some() {
        "desk-passkeys-some"
    } else {
        "desk-passkeys-none"
    });
    let service = service_state(visit).await?;
    page(&AccountPage { f, login, devices, end_others, proof, own_proof, passkeys, service })
}

async fn service_state(visit: &Visit<'_>) -> Result<Option<ServiceState>, Failure> {
    let (person, locale) = (visit.person()?, visit.locale);
    let Some(service) = &visit.office.service else { return Ok(None) };
    let since = service_account::since(&visit.office.deps.desk, person.staff.id, &service.settings.issuer).await?;
    let zone = TimeZone::get(&TownSettings::default().timezone).unwrap_or(TimeZone::UTC);
    Ok(Some(match since {
        Some(since) => ServiceState {
            text: locale.with("desk-service-since", &[("day", day(locale, since, &zone).into())]),
            action: urls::ADMIN_SERVICE_PART,
            button: locale.text("desk-service-part"),
        },
        None => ServiceState {
            text: locale.text("desk-service-none"),
            action: urls::ADMIN_SERVICE_LINK,
            button: locale.text("desk-service-link"),
        },
    }))
}

/// Everywhere else it is over.
pub(in crate::admin) async fn end_others(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let person = visit.person()?;
    let (staff, this) = (person.staff.id, person.session.id);
    let db = &visit.office.deps.desk.db;
    db.write(async |c: &mut Conn<'_>| sessions::end_of(c, staff, Some(this)).await).await?;
    Ok(reply::go(&format!("{}?gut=abgemeldet", urls::ADMIN_ACCOUNT)))
}
