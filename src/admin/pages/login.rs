//! Signing in at a platform, so that a channel can be read: what is to be prepared there, the form, and the way to the
//! platform's own page. What comes back is [`super::login_return`]'s.

use askama::Template;
use http::StatusCode;

use super::super::login_flow::{self, LoginRequest, Provider, app_is_known, start_login, way_of};
use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::super::{AdminError, NewSourceRequest};
use super::channel;
use super::frame::{Failure, Field, Frame, Problem, described, link, page};
use crate::domain::connection::{PlatformApp, Secret};
use crate::domain::source::{Source, SourceKind};
use crate::error::Words;
use crate::store::{Conn, connections};
use crate::urls;

#[derive(Template)]
#[template(path = "admin/login.html")]
pub(super) struct LoginPage {
    pub f: Frame,
    pub lead: Vec<String>,
    /// What is to be done at the platform, in order.
    pub steps: Vec<String>,
    /// What is to be entered there, to be copied.
    pub values: Vec<(String, String)>,
    pub fields: Vec<Field>,
    pub choices: Vec<Choice>,
    pub hidden: Vec<(&'static str, String)>,
    /// Where the form goes, and what stands on its button.
    pub form: Option<(String, String)>,
    /// A page elsewhere, and what stands on the link.
    pub onward: Option<(String, String)>,
}

impl LoginPage {
    fn described(&self, field: &Field) -> Option<String> {
        described(&self.f, field)
    }
}

/// An account that may be read.
pub(super) struct Choice {
    pub value: String,
    pub label: String,
}

/// A page of one step with nothing on it yet.
pub(super) fn step(f: Frame) -> LoginPage {
    LoginPage {
        f,
        lead: Vec::new(),
        steps: Vec::new(),
        values: Vec::new(),
        fields: Vec::new(),
        choices: Vec::new(),
        hidden: Vec::new(),
        form: None,
        onward: None,
    }
}

/// What is signed in for.
struct Aim {
    way: &'static Provider,
    /// The channel there is; `None` for a new one.
    source: Option<Source>,
}

/// The form.
pub(in crate::admin) async fn form(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let aim = aim(visit).await?;
    page(&filled(visit, &aim, Vec::new()).await?)
}

/// The channel or the platform of the address.
async fn aim(visit: &Visit<'_>) -> Result<Aim, Failure> {
    if visit.param("kanal").is_empty() {
        let way = login_flow::by_name(visit.param("weg")).ok_or(Failure::Missing)?;
        return Ok(Aim { way, source: None });
    }
    let source = channel::found(visit).await?;
    let way = way_of(&visit.desk(), &source).await?.ok_or(Failure::Missing)?;
    Ok(Aim { way, source: Some(source) })
}

async fn filled(visit: &Visit<'_>, aim: &Aim, problems: Vec<Problem>) -> Result<LoginPage, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    let t = |key: &str| locale.text(key);
    let platform = locale.text(&format!("page-kind-{}", aim.way.kind.as_str()));
    let mut above = vec![link(urls::admin_town(&town.host, "kanaele"), t("desk-channels"))];
    if let Some(source) = &aim.source {
        above.push(link(urls::admin_town(&town.host, &format!("kanaele/{}", source.slug)), source.name.clone()));
    }
    let mut f =
        Frame::new(visit, locale.with("desk-login-at", &[("platform", platform.as_str().into())])).under(visit, above);
    f.problems = problems;
    let mut made = step(f);
    made.lead = vec![t("desk-login-lead"), t(&format!("desk-login-time-{}", aim.way.name))];
    let known = app_is_known(&visit.desk(), town, aim.way).await?;
    if known {
        made.lead.push(t("desk-login-app-known"));
    } else {
        made.steps = t(&format!("desk-login-steps-{}", aim.way.name)).lines().map(str::to_owned).collect();
        made.values = vec![
            (t("desk-login-redirect"), visit.origin.absolute(&urls::admin_login_return(aim.way.name))),
            (
                t("desk-login-deletion"),
                urls::Origin::new(visit.origin.scheme(), &town.host).absolute(urls::META_DELETION),
            ),
            (t("desk-login-rights"), aim.way.rights.join(", ")),
        ];
        made.fields.push(field(visit, "app", "desk-login-app", "off", String::new()));
        made.fields.push(field(visit, "geheimnis", "desk-login-secret", "off", String::new()));
    }
    if aim.source.is_none() && aim.way.kind == SourceKind::X {
        made.fields.push(field(visit, "erlaubt", "desk-login-terms", "off", String::new()));
    }
    let (person, deputy) = people(visit, aim).await?;
    made.fields.push(field(visit, "zustaendig", "desk-login-person", "off", person));
    made.fields.push(field(visit, "vertretung", "desk-login-deputy", "off", deputy));
    made.form = Some((visit.path.clone(), locale.text("desk-login-prepare")));
    Ok(made)
}

fn field(visit: &Visit<'_>, id: &'static str, key: &str, autocomplete: &'static str, value: String) -> Field {
    let typed = visit.field(id);
    Field {
        id,
        label: visit.locale.text(key),
        hint: Some(visit.locale.text(&format!("{key}-hint"))),
        // A secret is typed again.
        value: if typed.is_empty() || id == "geheimnis" { value } else { typed.to_owned() },
        kind: if id == "geheimnis" { "password" } else { "text" },
        autocomplete,
    }
}

/// Who looks after the login now, or whoever asks.
async fn people(visit: &Visit<'_>, aim: &Aim) -> Result<(String, String), Failure> {
    let town = visit.town()?.id;
    let known = match aim.source.as_ref().and_then(|source| source.connection) {
        Some(id) => {
            visit.office.deps.desk.db.read(async |c: &mut Conn<'_>| connections::by_id(c, town, id).await).await?
        }
        None => None,
    };
    let known = known.map(|one| (one.person.unwrap_or_default(), one.deputy.unwrap_or_default()));
    Ok(known.unwrap_or_else(|| {
        (
            visit
                .person
                .as_ref()
                .map(|person| person.staff.login.clone())
                .filter(|login| login.contains('@'))
                .unwrap_or_default(),
            String::new(),
        )
    }))
}

/// Somebody wants to sign in there: the way is prepared, and opened by a link, since the page of a form may send nobody to
/// another host.
pub(in crate::admin) async fn sent(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, locale, desk) = (visit.town()?, visit.locale, visit.desk());
    let aim = aim(visit).await?;
    let known = app_is_known(&desk, town, aim.way).await?;
    let mut problems = Vec::new();
    let (id, secret) = (visit.field("app"), visit.field("geheimnis"));
    for (field, value, key) in
        [("app", id, "desk-login-app-missing"), ("geheimnis", secret, "desk-login-secret-missing")]
    {
        if !known && value.is_empty() {
            problems.push(Problem { field, text: locale.text(key) });
        }
    }
    let allowed = visit.field("erlaubt");
    let new_x = aim.source.is_none() && aim.way.kind == SourceKind::X;
    if new_x && allowed.is_empty() {
        problems.push(Problem { field: "erlaubt", text: locale.text("desk-login-terms-missing") });
    }
    if !problems.is_empty() {
        return again(visit, &aim, problems).await;
    }
    let mut settings = NewSourceRequest::default().settings;
    if new_x {
        settings.insert("terms_allowed_by".to_owned(), allowed.into());
    }
    let given = |name: &str| Some(visit.field(name)).filter(|value| !value.is_empty()).map(str::to_owned);
    let request = LoginRequest {
        way: aim.way,
        source: aim.source.clone(),
        app: (!known).then(|| PlatformApp { id: id.to_owned(), secret: Secret::new(secret), verify: None }),
        api_base: None,
        settings,
        redirect: Some(visit.origin.absolute(&urls::admin_login_return(aim.way.name))),
        person: given("zustaendig"),
        deputy: given("vertretung"),
    };
    match start_login(&desk, town, request).await {
        Ok(started) => {
            let platform = ("platform", locale.text(&format!("page-kind-{}", aim.way.kind.as_str())).into());
            let f = Frame::new(visit, locale.with("desk-login-at", std::slice::from_ref(&platform)));
            let mut made = step(f.under(visit, vec![link(visit.path.clone(), locale.text("desk-login-back"))]));
            made.lead = vec![locale.text("desk-login-onward-text")];
            made.onward = Some((started.address, locale.with("desk-login-onward", &[platform])));
            page(&made)
        }
        Err(AdminError::Refused(refusal)) => {
            again(visit, &aim, vec![Problem { field: "app", text: refusal.words(locale) }]).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn again(visit: &Visit<'_>, aim: &Aim, problems: Vec<Problem>) -> Result<Reply, Failure> {
    let html = filled(visit, aim, problems).await?.render()?;
    Ok(reply::page(StatusCode::UNPROCESSABLE_ENTITY, html))
}
