//! What has to happen before something of the town's own appears: nobody publishes their own, two people let it through, and
//! when they are reminded.

use askama::Template;

use super::super::approval_set::set_approval_rules;
use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::frame::{Failure, Frame, Problem, page, unfinished};
use crate::domain::staff::{Permission, may};
use crate::urls;

/// Whoever waits longer than a month was forgotten.
const MOST_HOURS: u32 = 31 * 24;

#[derive(Template)]
#[template(path = "admin/approval_rules.html")]
struct RulesPage {
    f: Frame,
    /// Where they are changed, by whoever may.
    action: Option<String>,
    four_eyes: bool,
    second: bool,
    hours: String,
}

/// The page.
pub(in crate::admin) fn form(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let settings = &visit.town()?.settings;
    let hours = settings.remind_after_hours.to_string();
    page(&filled(visit, (settings.four_eyes, settings.second_approval), hours)?)
}

fn filled(visit: &Visit<'_>, (four_eyes, second): (bool, bool), hours: String) -> Result<RulesPage, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    let mut f = Frame::new(visit, locale.text("desk-approval-rules")).under(visit, Vec::new());
    if visit.asked("gut") == "gespeichert" {
        f.notice = Some(locale.text("desk-approval-rules-saved"));
    }
    let action = may(&visit.person()?.grants, town.id, Permission::Invite, visit.now)
        .then(|| urls::admin_town(&town.host, "freigaberegeln"));
    Ok(RulesPage { f, action, four_eyes, second, hours })
}

/// They are changed.
pub(in crate::admin) async fn sent(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let town = visit.town()?;
    let (four_eyes, second) = (visit.field("vier-augen") == "ja", visit.field("zweite") == "ja");
    let hours = visit.field("stunden");
    let Some(hours) = hours.parse().ok().filter(|hours| *hours <= MOST_HOURS) else {
        let mut again = filled(visit, (four_eyes, second), hours.to_owned())?;
        let text = visit.locale.with("desk-approval-hours-bad", &[("most", i64::from(MOST_HOURS).into())]);
        again.f.problems = vec![Problem { field: "stunden", text }];
        return unfinished(&again);
    };
    set_approval_rules(&visit.desk(), town, (four_eyes, second), hours).await?;
    Ok(reply::go(&format!("{}?gut=gespeichert", urls::admin_town(&town.host, "freigaberegeln"))))
}
