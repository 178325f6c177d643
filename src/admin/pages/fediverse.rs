//! "Fediverse": the account that others can follow. Its name is for ever, so it is shown as they will see it and confirmed;
//! where the town's own domain stands behind the @, that domain is asked whether it leads here.

use askama::Template;

use super::super::actor_add::check_names;
use super::super::handle_check::{HandleCheck, Leads, check_handle, recipes};
use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::super::{AdminError, NewActorRequest, Refusal, add_actor};
use super::frame::{Failure, Field, Frame, Problem, described, page, unfinished};
use crate::domain::actor::Actor;
use crate::domain::town::{Town, shown_host};
use crate::error::Words;
use crate::store::{Conn, actors};
use crate::urls;

/// What most towns are called there.
const USUAL_NAME: &str = "rathaus";

#[derive(Template)]
#[template(path = "admin/fediverse.html")]
struct FediversePage {
    f: Frame,
    /// The account there is, or would be: `@rathaus@musterbach.de`.
    handle: Option<String>,
    /// It is there.
    exists: bool,
    fields: Vec<Field>,
    /// What other servers find at the domain: whether it is good, and in words.
    findings: Vec<(bool, String)>,
    recipes: Vec<(&'static str, String)>,
    /// Where the recipes belong.
    domain: String,
    initial: String,
    borrowed: bool,
    is_public: bool,
    action: String,
}

impl FediversePage {
    fn described(&self, field: &Field) -> Option<String> {
        described(&self.f, field)
    }
}

/// The account: a name, and the domain behind it if that is not the page's own.
struct Wanted {
    name: String,
    domain: Option<String>,
}

impl Wanted {
    fn of(actor: &Actor) -> Self {
        Self { name: actor.username.to_string(), domain: actor.handle_domain.clone() }
    }
}

async fn main_actor(visit: &Visit<'_>, town: &Town) -> Result<Option<Actor>, Failure> {
    let db = &visit.office.deps.desk.db;
    Ok(db.read(async |c: &mut Conn<'_>| actors::main(c, town.id).await).await?)
}

/// The town's own domain, as far as it can be guessed: that of its website.
fn own_domain(town: &Town) -> Option<String> {
    let site = url::Url::parse(town.settings.website.as_deref()?).ok()?;
    let host = site.host_str()?.trim_start_matches("www.").to_owned();
    Some(site.port().map_or_else(|| host.clone(), |port| format!("{host}:{port}"))).filter(|own| *own != town.host)
}

fn shown(
    visit: &Visit<'_>,
    f: Frame,
    wanted: Option<&Wanted>,
    exists: bool,
    check: Option<&HandleCheck>,
) -> Result<FediversePage, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    let field = |id, label: &str, hint: &str, value: String| Field {
        id,
        label: locale.text(label),
        hint: Some(locale.text(hint)),
        value,
        kind: "text",
        autocomplete: "off",
    };
    let name = visit.sent("name").unwrap_or(USUAL_NAME).to_owned();
    let domain = visit.sent("domain").map_or_else(|| own_domain(town).unwrap_or_default(), str::to_owned);
    let behind = wanted.and_then(|wanted| wanted.domain.as_deref());
    let origin = urls::Origin::new(visit.origin.scheme(), &town.host);
    Ok(FediversePage {
        handle: wanted.map(|wanted| format!("@{}@{}", wanted.name, shown_host(behind.unwrap_or(&town.host)))),
        exists,
        fields: vec![
            field("name", "desk-fedi-name", "desk-fedi-name-hint", name),
            field("domain", "desk-fedi-domain", "desk-fedi-domain-hint", domain),
        ],
        findings: check.map(|check| findings(visit, town, check)).unwrap_or_default(),
        recipes: behind.map(|_| recipes(&origin.absolute("")).to_vec()).unwrap_or_default(),
        domain: behind.map(shown_host).unwrap_or_default(),
        initial: crate::web::initial(&town.name),
        borrowed: town.settings.borrowed_host,
        is_public: town.is_public(),
        action: urls::admin_town(&town.host, "fediverse"),
        f,
    })
}

fn findings(visit: &Visit<'_>, town: &Town, check: &HandleCheck) -> Vec<(bool, String)> {
    let locale = visit.locale;
    let say = |leads: &Leads| match leads {
        Leads::Here => locale.text("desk-fedi-leads-here"),
        Leads::Forgetful => locale.text("desk-fedi-leads-forgetful"),
        Leads::Answers(status) => locale.with("desk-fedi-leads-nowhere", &[("status", status.as_str().into())]),
        Leads::Elsewhere(host) => locale.with("desk-fedi-leads-elsewhere", &[("host", host.as_str().into())]),
        Leads::Silent => locale.text("desk-fedi-leads-silent"),
    };
    let line = |key: &str, leads: &Leads| {
        let variables = [("said", say(leads).into()), ("host", town.shown_host().into())];
        (*leads == Leads::Here, locale.with(key, &variables))
    };
    vec![line("desk-fedi-search", &check.webfinger), line("desk-fedi-old-search", &check.host_meta)]
}

fn frame(visit: &Visit<'_>) -> Frame {
    Frame::new(visit, visit.locale.text("desk-fediverse")).under(visit, Vec::new())
}

/// The page.
pub(in crate::admin) async fn show(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let actor = main_actor(visit, visit.town()?).await?;
    let wanted = actor.as_ref().map(Wanted::of);
    let mut f = frame(visit);
    f.notice = (visit.asked("gut") == "angelegt").then(|| visit.locale.text("desk-fedi-added"));
    page(&shown(visit, f, wanted.as_ref(), actor.is_some(), None)?)
}

/// Somebody wants to see what it would be, have it tested, or have it made.
pub(in crate::admin) async fn sent(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let town = visit.town()?;
    let desk = visit.desk();
    if let Some(actor) = main_actor(visit, town).await? {
        let wanted = Wanted::of(&actor);
        let check = test(visit, town, &wanted).await;
        return page(&shown(visit, frame(visit), Some(&wanted), true, check.as_ref())?);
    }
    let given = Some(visit.field("domain")).filter(|domain| !domain.is_empty());
    let wanted = match check_names(&town.host, visit.field("name"), given, desk.loopback) {
        Ok((name, domain)) => Wanted { name: name.to_string(), domain },
        Err(AdminError::Refused(refusal)) => return refused(visit, None, refusal),
        Err(other) => return Err(other.into()),
    };
    if visit.field("tun") != "anlegen" {
        let check = test(visit, town, &wanted).await;
        return page(&shown(visit, frame(visit), Some(&wanted), false, check.as_ref())?);
    }
    if visit.field("einverstanden") != "ja" {
        let mut f = frame(visit);
        let text = visit.locale.text("desk-fedi-confirm-missing");
        f.problems = vec![Problem { field: "einverstanden", text }];
        return unfinished(&shown(visit, f, Some(&wanted), false, None)?);
    }
    let request = NewActorRequest {
        town: town.host.clone(),
        username: wanted.name.clone(),
        handle_domain: wanted.domain.clone(),
        display_name: None,
    };
    match add_actor(&desk, request).await {
        Ok(_) => Ok(reply::go(&format!("{}?gut=angelegt", urls::admin_town(&town.host, "fediverse")))),
        Err(AdminError::Refused(refusal)) => refused(visit, Some(&wanted), refusal),
        Err(other) => Err(other.into()),
    }
}

/// What other servers find, where it is not us whom they ask.
async fn test(visit: &Visit<'_>, town: &Town, wanted: &Wanted) -> Option<HandleCheck> {
    match &wanted.domain {
        Some(domain) => Some(check_handle(&visit.desk(), town, &wanted.name, domain).await),
        None => None,
    }
}

/// Refusals that name commands are said without them.
fn refused(visit: &Visit<'_>, wanted: Option<&Wanted>, refusal: Refusal) -> Result<Reply, Failure> {
    let (field, refusal) = match () {
        () if refusal.is("refused-username-taken") => ("name", refusal.said_as("desk-refused-username-taken")),
        () if refusal.is("refused-handle-domain-taken") => ("domain", refusal.said_as("desk-refused-domain-taken")),
        () if refusal.is("refused-handle-domain") => ("domain", refusal),
        () => ("name", refusal),
    };
    let mut f = frame(visit);
    f.problems = vec![Problem { field, text: refusal.words(visit.locale) }];
    unfinished(&shown(visit, f, wanted, false, None)?)
}
