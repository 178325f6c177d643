//! Step 1: which town it is, and in which Bundesland. On a server without any town, this is where the first one begins.

use askama::Template;

use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::super::setup_steps;
use super::super::{AdminError, NewTownRequest, Refusal, add_town, set_town};
use super::frame::{Failure, Field, Frame, Problem, described, page, unfinished};
use super::setup;
use crate::domain::setup::{LAENDER, SetupStep};
use crate::domain::staff::{Permission, Role};
use crate::domain::town::{Town, TownSettings, shown_host};
use crate::error::Words;
use crate::store::{Conn, towns};
use crate::urls;

#[derive(Template)]
#[template(path = "admin/setup_place.html")]
struct PlacePage {
    f: Frame,
    fields: Vec<Field>,
    laender: Vec<Land>,
    borrowed: bool,
    action: String,
}

struct Land {
    name: &'static str,
    chosen: bool,
}

impl PlacePage {
    fn described(&self, field: &Field) -> Option<String> {
        described(&self.f, field)
    }
}

/// What stands in the form.
struct Filled<'a> {
    name: &'a str,
    website: &'a str,
    land: &'a str,
    borrowed: bool,
    host: String,
    /// The host cannot be chosen here.
    fixed: bool,
}

fn shown(visit: &Visit<'_>, f: Frame, filled: &Filled<'_>) -> PlacePage {
    let t = |key: &str| visit.locale.text(key);
    let field = |id, label: &str, hint: &str, value: &str, kind, autocomplete| Field {
        id,
        label: t(label),
        hint: Some(t(hint)),
        value: value.to_owned(),
        kind,
        autocomplete,
    };
    let host = if filled.fixed { "fixed" } else { "text" };
    PlacePage {
        fields: vec![
            field("name", "desk-setup-name", "desk-setup-name-hint", filled.name, "text", "organization"),
            field("website", "desk-setup-website", "desk-setup-website-hint", filled.website, "text", "url"),
            field("adresse", "desk-setup-host", "desk-setup-host-hint", &filled.host, host, "off"),
        ],
        laender: LAENDER.iter().map(|land| Land { name: land, chosen: *land == filled.land }).collect(),
        borrowed: filled.borrowed,
        action: visit.path.clone(),
        f,
    }
}

/// What was typed, with the host as it is asked for here.
fn typed<'a>(visit: &'a Visit<'_>, fixed: Option<&str>) -> Filled<'a> {
    Filled {
        name: visit.field("name"),
        website: visit.field("website"),
        land: visit.field("land"),
        borrowed: visit.field("geliehen") == "ja",
        host: fixed.map_or_else(|| visit.field("adresse").to_owned(), shown_host),
        fixed: fixed.is_some(),
    }
}

/// A web address as people type it, without `https://`.
fn website(visit: &Visit<'_>) -> String {
    let typed = visit.field("website");
    if typed.is_empty() || typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") }
}

/// What is wrong with name, Bundesland and website.
fn problems(visit: &Visit<'_>) -> Vec<Problem> {
    let problem = |field, key: &str| Problem { field, text: visit.locale.text(key) };
    let mut problems = Vec::new();
    if visit.field("name").is_empty() {
        problems.push(problem("name", "desk-setup-name-missing"));
    }
    if !LAENDER.contains(&visit.field("land")) {
        problems.push(problem("land", "desk-setup-land-missing"));
    }
    let site = website(visit);
    let is_address = url::Url::parse(&site).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    if !site.is_empty() && !is_address {
        problems.push(problem("website", "desk-setup-website-wrong"));
    }
    problems
}

/// The step for a town there is.
pub(super) fn form(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let town = visit.town()?;
    let settings = &town.settings;
    let filled = Filled {
        name: &town.name,
        website: settings.website.as_deref().unwrap_or_default(),
        land: settings.bundesland.as_deref().unwrap_or_default(),
        borrowed: settings.borrowed_host,
        host: town.shown_host(),
        fixed: true,
    };
    page(&shown(visit, setup::frame(visit, SetupStep::Place)?, &filled))
}

/// Its answer.
pub(super) async fn sent(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let town = visit.town()?;
    let mut f = setup::frame(visit, SetupStep::Place)?;
    f.problems = problems(visit);
    if f.problems.is_empty() {
        let borrowed = if visit.field("geliehen") == "ja" { "ja" } else { "nein" };
        let site = website(visit);
        let pairs = [
            ("name", visit.field("name")),
            ("bundesland", visit.field("land")),
            ("website", &site),
            ("borrowed_host", borrowed),
        ];
        match set_town(&visit.desk(), &town.host, &pairs.map(|(key, value)| (key.to_owned(), value.to_owned()))).await {
            Ok(_) => return setup::onward(visit, SetupStep::Place).await,
            Err(AdminError::Refused(refusal)) => f.problems = vec![said(visit, &refusal)],
            Err(other) => return Err(other.into()),
        }
    }
    unfinished(&shown(visit, f, &typed(visit, Some(&town.host))))
}

fn said(visit: &Visit<'_>, refusal: &Refusal) -> Problem {
    let field = match () {
        () if refusal.is("refused-address") => "website",
        () if refusal.is("refused-setting-empty") || refusal.is("refused-no-name") => "name",
        () => "adresse",
    };
    Problem { field, text: refusal.words(visit.locale) }
}

/// Whether somebody may add towns: who may set up every town there is.
pub(super) fn may_begin(visit: &Visit<'_>) -> Result<bool, Failure> {
    let grants = &visit.person()?.grants;
    let everywhere = grants.iter().filter(|grant| grant.town.is_none() && grant.until.is_none_or(|at| at > visit.now));
    Ok(everywhere.map(|grant| grant.role).any(|role: Role| role.may(Permission::SetUp)))
}

/// The host that the new town gets without being asked: while no setting names the area's host, the first town is where
/// the area is, or whoever sets it up would lose sight of it.
async fn given_host(visit: &Visit<'_>) -> Result<Option<String>, Failure> {
    let deps = &visit.office.deps;
    let first = deps.desk.db.read(async |c: &mut Conn<'_>| towns::first(c).await).await?;
    let is_here = first.is_none() && deps.server.admin_host.is_none();
    Ok(is_here.then(|| visit.origin.host().to_owned()))
}

fn begin_frame(visit: &Visit<'_>) -> Frame {
    Frame::new(visit, setup::numbered(visit, SetupStep::Place)).under(visit, Vec::new())
}

/// The step for a town that is not there yet.
pub(in crate::admin) async fn begin(visit: &Visit<'_>) -> Result<Reply, Failure> {
    if !may_begin(visit)? {
        return Err(Failure::Missing);
    }
    let given = given_host(visit).await?;
    page(&shown(visit, begin_frame(visit), &typed(visit, given.as_deref())))
}

/// A town begins.
pub(in crate::admin) async fn begun(visit: &Visit<'_>) -> Result<Reply, Failure> {
    if !may_begin(visit)? {
        return Err(Failure::Missing);
    }
    let given = given_host(visit).await?;
    let mut f = begin_frame(visit);
    f.problems = problems(visit);
    if f.problems.is_empty() {
        match add(visit, given.as_deref()).await {
            Ok(town) => {
                setup_steps::pass(&visit.desk(), &town, SetupStep::Place).await?;
                return Ok(reply::go(&urls::admin_setup_step(&town.host, SetupStep::Look.as_str())));
            }
            Err(AdminError::Refused(refusal)) => f.problems = vec![said(visit, &refusal)],
            Err(other) => return Err(other.into()),
        }
    }
    unfinished(&shown(visit, f, &typed(visit, given.as_deref())))
}

async fn add(visit: &Visit<'_>, given: Option<&str>) -> Result<Town, AdminError> {
    let settings = TownSettings {
        bundesland: Some(visit.field("land").to_owned()),
        website: Some(website(visit)).filter(|site| !site.is_empty()),
        borrowed_host: visit.field("geliehen") == "ja",
        ..TownSettings::default()
    };
    let host = given.unwrap_or_else(|| visit.field("adresse")).to_owned();
    let name = visit.field("name").to_owned();
    add_town(&visit.desk(), NewTownRequest { name, host, settings, ..NewTownRequest::default() }).await
}
