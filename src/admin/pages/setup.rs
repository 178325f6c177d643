//! "Ort einrichten": seven steps with one question each. This file lists them and leads from one to the next; the steps
//! themselves are in `setup_*`, and in the pages of channels and team where these ask the same.

use askama::Template;

use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::super::setup_steps;
use super::frame::{Failure, Frame, Link, link, page};
use super::{channel_add, setup_imprint, setup_look, setup_place, setup_publish, team};
use crate::domain::setup::SetupStep;
use crate::urls;

#[derive(Template)]
#[template(path = "admin/setup.html")]
struct SetupPage {
    f: Frame,
    steps: Vec<Row>,
    /// Where to go on, and what that says.
    onward: Option<Link>,
    put_away: String,
    fediverse: String,
    another: Option<&'static str>,
}

struct Row {
    href: String,
    title: String,
    done: bool,
}

/// The step that an address names.
///
/// # Errors
/// When there is none of that name.
pub(super) fn step_of(visit: &Visit<'_>) -> Result<SetupStep, Failure> {
    SetupStep::parse(visit.param("schritt")).ok_or(Failure::Missing)
}

/// Whether a page is asked for as a step of the setting up.
pub(super) fn is_step(visit: &Visit<'_>) -> bool {
    !visit.param("schritt").is_empty()
}

/// What a step is called.
fn step_title(visit: &Visit<'_>, step: SetupStep) -> String {
    visit.locale.text(&format!("desk-setup-step-{}", step.as_str()))
}

/// "Schritt 2 von 7: Name und Aussehen".
pub(super) fn numbered(visit: &Visit<'_>, step: SetupStep) -> String {
    let (n, total) = (step.number(), SetupStep::ALL.len());
    let title = step_title(visit, step);
    visit.locale.with("desk-setup-numbered", &[("n", n.into()), ("total", total.into()), ("title", title.into())])
}

/// The frame of a step.
///
/// # Errors
/// On a page of no town, which is a fault of the table.
pub(super) fn frame(visit: &Visit<'_>, step: SetupStep) -> Result<Frame, Failure> {
    let list = link(urls::admin_setup_step(&visit.town()?.host, ""), visit.locale.text("desk-setup"));
    Ok(Frame::new(visit, numbered(visit, step)).under(visit, vec![list]))
}

/// Through with a step: on to the next.
///
/// # Errors
/// When the store refuses.
pub(super) async fn onward(visit: &Visit<'_>, step: SetupStep) -> Result<Reply, Failure> {
    let town = visit.town()?;
    setup_steps::pass(&visit.desk(), town, step).await?;
    Ok(reply::go(&match step.next() {
        Some(next) => urls::admin_setup_step(&town.host, next.as_str()),
        None => urls::admin_town(&town.host, ""),
    }))
}

/// The list of steps.
pub(in crate::admin) async fn list(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    let standing = setup_steps::standing(&visit.desk(), town).await?;
    let mut f = Frame::new(visit, locale.text("desk-setup")).under(visit, Vec::new());
    f.notice = (visit.asked("gut") == "beiseite").then(|| locale.text("desk-setup-was-put-away"));
    let over = standing.ended_at.is_some();
    let rows = SetupStep::ALL.iter().map(|step| Row {
        href: urls::admin_setup_step(&town.host, step.as_str()),
        title: step_title(visit, *step),
        done: step.number() <= standing.passed || (over && standing.passed == 0 && town.is_public()),
    });
    let onward = standing.next().map(|step| {
        let label = locale.with("desk-setup-go-on", &[("step", numbered(visit, step).into())]);
        link(urls::admin_setup_step(&town.host, step.as_str()), label)
    });
    page(&SetupPage {
        steps: rows.collect(),
        onward,
        put_away: urls::admin_setup_step(&town.host, ""),
        fediverse: urls::admin_town(&town.host, "fediverse"),
        another: setup_place::may_begin(visit)?.then_some(urls::ADMIN_NEW_TOWN),
        f,
    })
}

/// Nobody is reminded of the steps any more.
pub(in crate::admin) async fn put_away(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let town = visit.town()?;
    setup_steps::put_away(&visit.desk(), town).await?;
    Ok(reply::go(&format!("{}?gut=beiseite", urls::admin_setup_step(&town.host, ""))))
}

/// One step.
pub(in crate::admin) async fn step(visit: &Visit<'_>) -> Result<Reply, Failure> {
    match step_of(visit)? {
        SetupStep::Place => setup_place::form(visit),
        SetupStep::Look => setup_look::form(visit),
        SetupStep::Imprint => setup_imprint::form(visit),
        SetupStep::Channel => channel_add::form(visit),
        SetupStep::Team => team::list(visit).await,
        SetupStep::Preview => setup_publish::preview(visit),
        SetupStep::Publish => setup_publish::form(visit).await,
    }
}

/// A step's answer. "Weiter" without an answer passes it over.
pub(in crate::admin) async fn sent(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let step = step_of(visit)?;
    match step {
        _ if visit.field("tun") == "weiter" => onward(visit, step).await,
        SetupStep::Place => setup_place::sent(visit).await,
        SetupStep::Look => setup_look::sent(visit).await,
        SetupStep::Imprint => setup_imprint::sent(visit).await,
        SetupStep::Channel if visit.field("tun") == "verbinden" => channel_add::added(visit).await,
        SetupStep::Channel => channel_add::tried(visit).await,
        SetupStep::Team => team::invited(visit).await,
        SetupStep::Preview => onward(visit, step).await,
        SetupStep::Publish => setup_publish::sent(visit).await,
    }
}
