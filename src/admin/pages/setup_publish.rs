//! Steps 6 and 7: how the page will look, what is still missing, and then it is public.

use askama::Template;

use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::super::{AdminError, publish_town, setup_steps};
use super::frame::{Failure, Frame, Link, Problem, link, page, unfinished};
use super::setup;
use crate::domain::setup::SetupStep;
use crate::domain::town::{Missing, Town};
use crate::error::Words;
use crate::store::{Conn, sources};
use crate::urls;

#[derive(Template)]
#[template(path = "admin/setup_preview.html")]
struct PreviewPage {
    f: Frame,
    preview: String,
    action: String,
}

#[derive(Template)]
#[template(path = "admin/setup_publish.html")]
struct PublishPage {
    f: Frame,
    /// Without these the page does not become public.
    missing: Vec<Link>,
    /// These can come later.
    open: Vec<Link>,
    is_public: bool,
    address: String,
    preview: String,
    action: String,
}

/// Step 6.
pub(super) fn preview(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let preview = urls::admin_town(&visit.town()?.host, "vorschau");
    page(&PreviewPage { f: setup::frame(visit, SetupStep::Preview)?, preview, action: visit.path.clone() })
}

/// Step 7.
pub(super) async fn form(visit: &Visit<'_>) -> Result<Reply, Failure> {
    page(&shown(visit, setup::frame(visit, SetupStep::Publish)?).await?)
}

async fn shown(visit: &Visit<'_>, f: Frame) -> Result<PublishPage, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    let to = |step: SetupStep, key: &str| link(urls::admin_setup_step(&town.host, step.as_str()), locale.text(key));
    let missing = town.missing().into_iter().map(|what| match what {
        Missing::Imprint => to(SetupStep::Imprint, "desk-setup-field-impressum"),
        Missing::Contact => to(SetupStep::Imprint, "desk-setup-field-kontakt"),
    });
    Ok(PublishPage {
        missing: missing.collect(),
        open: open(visit, town, &to).await?,
        is_public: town.is_public(),
        address: urls::Origin::new(visit.origin.scheme(), &town.host).absolute(urls::HOME),
        preview: urls::admin_town(&town.host, "vorschau"),
        action: visit.path.clone(),
        f,
    })
}

/// What else is not there yet.
async fn open(visit: &Visit<'_>, town: &Town, to: &impl Fn(SetupStep, &str) -> Link) -> Result<Vec<Link>, Failure> {
    let db = &visit.office.deps.desk.db;
    let channels = db.read(async |c: &mut Conn<'_>| sources::of_town(c, town.id).await).await?;
    let settings = &town.settings;
    let all = [
        (channels.is_empty(), SetupStep::Channel, "desk-setup-open-channel"),
        (settings.bundesland.is_none(), SetupStep::Place, "desk-setup-open-land"),
        (settings.privacy_officer.is_none(), SetupStep::Imprint, "desk-setup-open-privacy"),
        (settings.arms.is_none(), SetupStep::Look, "desk-setup-open-arms"),
    ];
    Ok(all.into_iter().filter(|(is_open, ..)| *is_open).map(|(_, step, key)| to(step, key)).collect())
}

/// The page becomes public.
pub(super) async fn sent(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let town = visit.town()?;
    match publish_town(&visit.desk(), &town.host).await {
        Ok(town) => {
            setup_steps::pass(&visit.desk(), &town, SetupStep::Publish).await?;
            Ok(reply::go(&format!("{}?gut=freigeschaltet", urls::admin_town(&town.host, ""))))
        }
        Err(AdminError::Refused(refusal)) => {
            let mut f = setup::frame(visit, SetupStep::Publish)?;
            let text = match town.missing().is_empty() {
                true => refusal.words(visit.locale),
                // The refusal's own words name commands.
                false => visit.locale.text("desk-setup-missing-problem"),
            };
            f.problems = vec![Problem { field: "fehlt", text }];
            unfinished(&shown(visit, f).await?)
        }
        Err(other) => Err(other.into()),
    }
}
