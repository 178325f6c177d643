//! "Agentur": who works for the town from outside and until when, ending that with one button, what the agency did, and
//! what it may publish by itself for a time.

use askama::Template;
use http::StatusCode;

use super::super::AdminError;
use super::super::agency::{LONGEST_PASS, end_agency, end_pass, set_pass};
use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::super::typed_time::typed_time;
use super::frame::{Failure, Frame, Problem, page};
use crate::domain::approval::{AgencyPass, PassKind};
use crate::domain::day_text::DayMeans;
use crate::domain::rules::LabelKind;
use crate::domain::staff::{Permission, Role, may};
use crate::error::Words;
use crate::i18n::{day, moment};
use crate::store::{Conn, StoreError, agency_passes, labels, staff_roles};
use crate::urls;

#[derive(Template)]
#[template(path = "admin/agency.html")]
struct AgencyPage {
    f: Frame,
    people: Vec<(String, String)>,
    passes: Vec<Pass>,
    /// Where what it did stands, for who may read the log.
    deeds: Option<String>,
    /// What whoever may invite finds here.
    forms: Option<Forms>,
}

struct Pass {
    text: String,
    kind: &'static str,
    name: String,
}

struct Forms {
    end: String,
    pass: String,
    channel: bool,
    name: String,
    until: String,
    known: Vec<String>,
    days: String,
}

/// The page.
pub(in crate::admin) async fn show(visit: &Visit<'_>) -> Result<Reply, Failure> {
    page(&filled(visit, Vec::new()).await?)
}

async fn filled(visit: &Visit<'_>, problems: Vec<Problem>) -> Result<AgencyPage, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    let (members, passes, known) = visit
        .office
        .deps
        .desk
        .db
        .read(async |c: &mut Conn<'_>| {
            let passes = agency_passes::of_town(c, town.id, visit.now).await?;
            let known = labels::names(c, town.id, LabelKind::Sender).await?;
            Ok::<_, StoreError>((staff_roles::members(c, town.id).await?, passes, known))
        })
        .await?;
    let zone = town.zone();
    let people =
        members.iter().filter(|one| one.grant.role == Role::Agency && one.grant.holds(town.id, visit.now)).map(|one| {
            let until = one.grant.until.map(|until| day(locale, until, &zone)).unwrap_or_default();
            (one.name.clone(), locale.with("desk-member-until", &[("day", until.into())]))
        });
    let pass = |one: &AgencyPass| {
        let until = moment(locale, one.until, &zone);
        let key = match one.kind {
            PassKind::Sender => "desk-pass-sender",
            PassKind::Channel => "desk-pass-channel",
        };
        let text = locale.with(key, &[("name", one.name.as_str().into()), ("until", until.into())]);
        Pass { text, kind: one.kind.as_str(), name: one.name.clone() }
    };
    let grants = &visit.person()?.grants;
    let here = urls::admin_town(&town.host, "agentur");
    let forms = may(grants, town.id, Permission::Invite, visit.now).then(|| Forms {
        end: format!("{here}/beenden"),
        pass: format!("{here}/ohne-freigabe"),
        channel: visit.field("art") == PassKind::Channel.as_str(),
        name: visit.field("name").to_owned(),
        until: visit.field("bis").to_owned(),
        known,
        days: (LONGEST_PASS.as_hours() / 24).to_string(),
    });
    let log = may(grants, town.id, Permission::Log, visit.now);
    let mut f = Frame::new(visit, locale.text("desk-agency")).under(visit, Vec::new());
    f.problems = problems;
    f.notice = match visit.asked("gut") {
        "beendet" => Some(locale.text("desk-agency-ended")),
        "gespeichert" => Some(locale.text("desk-pass-saved")),
        _ => None,
    };
    Ok(AgencyPage {
        f,
        people: people.collect(),
        passes: passes.iter().map(pass).collect(),
        deeds: log.then(|| format!("{}?wer=agentur", urls::admin_town(&town.host, "protokoll"))),
        forms,
    })
}

/// The town ends the work with its agency.
pub(in crate::admin) async fn ended(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let town = visit.town()?;
    end_agency(&visit.desk(), town).await?;
    Ok(reply::go(&format!("{}?gut=beendet", urls::admin_town(&town.host, "agentur"))))
}

/// The town lets its agency publish something by itself for a time, or no more.
pub(in crate::admin) async fn passed(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, desk) = (visit.town()?, visit.desk());
    let kind = PassKind::parse(visit.field("art")).unwrap_or(PassKind::Sender);
    let name = visit.field("name").to_owned();
    if visit.field("tun") == "beenden" {
        end_pass(&desk, town, kind, &name).await?;
        return Ok(reply::go(&format!("{}?gut=gespeichert", urls::admin_town(&town.host, "agentur"))));
    }
    let until = match typed_time(visit.field("bis"), DayMeans::End, &town.zone()) {
        Ok(Some(until)) => until,
        Ok(None) => return refused(visit, "bis", visit.locale.text("refused-pass-end")).await,
        Err(refusal) => return refused(visit, "bis", refusal.words(visit.locale)).await,
    };
    match set_pass(&desk, town, &AgencyPass { kind, name, until }).await {
        Ok(()) => Ok(reply::go(&format!("{}?gut=gespeichert", urls::admin_town(&town.host, "agentur")))),
        Err(AdminError::Refused(refusal)) => {
            let field = if refusal.is("refused-pass-name") { "name" } else { "bis" };
            refused(visit, field, refusal.words(visit.locale)).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn refused(visit: &Visit<'_>, field: &'static str, text: String) -> Result<Reply, Failure> {
    let html = filled(visit, vec![Problem { field, text }]).await?.render()?;
    Ok(reply::page(StatusCode::UNPROCESSABLE_ENTITY, html))
}
