//! From one town to another: a step of its own for whoever works for several, so that nothing meant for one is done in the
//! other (requirements A-18). A form of a town in which somebody does not work at the moment changes nothing.

use askama::Template;
use http::StatusCode;

use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::frame::{Failure, Frame};
use super::sign_in::onwards;
use crate::domain::town::Town;
use crate::store::{Conn, sessions, towns};
use crate::urls;

#[derive(Template)]
#[template(path = "admin/town_switch.html")]
struct SwitchPage {
    f: Frame,
    text: String,
    stays: String,
    stay: String,
    step: Step,
}

/// The button that leads into a town.
pub(super) struct Step {
    pub action: &'static str,
    pub host: String,
    pub onwards: String,
    pub label: String,
}

/// The step into a town, and where it leads there.
pub(super) fn step(visit: &Visit<'_>, town: &Town, onwards: String) -> Step {
    let label = visit.locale.with("desk-enter-town", &[("town", town.name.as_str().into())]);
    Step { action: urls::ADMIN_ENTER_TOWN, host: town.host.clone(), onwards, label }
}

/// What stands in the place of a page, or of what a form would have done, in a town other than `current`.
pub(in crate::admin) fn asked(visit: &Visit<'_>, current: &Town, sent: bool) -> Reply {
    let Ok(wanted) = visit.town() else { return super::problem::missing(visit) };
    let locale = visit.locale;
    let names = [("town", wanted.name.as_str().into()), ("current", current.name.as_str().into())];
    let key = if sent { "desk-other-town-form" } else { "desk-other-town-page" };
    let overview = urls::admin_town(&wanted.host, "");
    let page = SwitchPage {
        // In the looks of the town in which they work, which has not changed.
        f: Frame::in_town(visit, locale.text("desk-other-town"), current),
        text: locale.with(key, &names),
        stays: locale.with("desk-stay-in-town", &[("town", current.name.as_str().into())]),
        stay: urls::admin_town(&current.host, ""),
        step: step(visit, wanted, if sent { overview } else { visit.path.clone() }),
    };
    match page.render() {
        Ok(html) => reply::page(StatusCode::CONFLICT, html),
        Err(_) => reply::words(StatusCode::CONFLICT, locale, "desk-other-town"),
    }
}

/// Somebody goes to another of their towns.
pub(in crate::admin) async fn entered(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (person, host) = (visit.person()?, visit.field("ort").to_owned());
    let db = &visit.office.deps.desk.db;
    let town = db.read(async |c: &mut Conn<'_>| towns::by_host(c, &host).await).await?;
    let town = town.filter(|town| person.works_in(town.id, visit.now)).ok_or(Failure::Missing)?;
    let session = person.session.id;
    db.write(async |c: &mut Conn<'_>| sessions::work_in(c, session, town.id).await).await?;
    let (overview, wanted) = (urls::admin_town(&town.host, ""), onwards(visit.field("weiter")));
    let there = wanted.strip_prefix(&overview).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    Ok(reply::go(if there { &wanted } else { &overview }))
}
