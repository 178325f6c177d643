//! Someone's own page: where they are signed in, and signing out everywhere else.

use askama::Template;
use jiff::tz::TimeZone;

use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::frame::{Failure, Frame, page};
use crate::domain::town::TownSettings;
use crate::i18n::moment;
use crate::store::{Conn, sessions};
use crate::urls;

#[derive(Template)]
#[template(path = "admin/account.html")]
struct AccountPage {
    f: Frame,
    login: String,
    devices: Vec<Device>,
    end_others: &'static str,
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
    page(&AccountPage { f, login: person.staff.login.clone(), devices, end_others: urls::ADMIN_END_OTHERS })
}

/// Everywhere else it is over.
pub(in crate::admin) async fn end_others(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let person = visit.person()?;
    let (staff, this) = (person.staff.id, person.session.id);
    let db = &visit.office.deps.desk.db;
    db.write(async |c: &mut Conn<'_>| sessions::end_of(c, staff, Some(this)).await).await?;
    Ok(reply::go(&format!("{}?gut=abgemeldet", urls::ADMIN_ACCOUNT)))
}
