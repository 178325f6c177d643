//! Someone's own page: where they are signed in, and signing out everywhere else.

use askama::Template;
use jiff::tz::TimeZone;

use super::super::office::Visit;
use super::super::reply::{self, Reply};
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
    if visit.asked("gut") == "abgemeldet" {
        f.notice = Some(visit.locale.text("desk-others-ended"));
    }
    let proof = match person.staff.proof_since {
        Some(since) => visit.locale.with("desk-own-proof-since", &[("day", day(visit.locale, since, &zone).into())]),
        None => visit.locale.text("desk-own-proof-none"),
    };
    let login = person.staff.login.clone();
    let (end_others, own_proof) = (urls::ADMIN_END_OTHERS, urls::ADMIN_OWN_PROOF);
    page(&AccountPage { f, login, devices, end_others, proof, own_proof })
}

/// Everywhere else it is over.
pub(in crate::admin) async fn end_others(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let person = visit.person()?;
    let (staff, this) = (person.staff.id, person.session.id);
    let db = &visit.office.deps.desk.db;
    db.write(async |c: &mut Conn<'_>| sessions::end_of(c, staff, Some(this)).await).await?;
    Ok(reply::go(&format!("{}?gut=abgemeldet", urls::ADMIN_ACCOUNT)))
}
