//! "Kanal verbinden": an address is typed, the last messages there are shown, and only then it is added.

use askama::Template;

use super::super::login_flow::PROVIDERS;
use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::super::source_add::{NewSourceRequest, Trial, add_source, try_source};
use super::super::{AdminError, Refusal};
use super::frame::{Failure, Field, FormPage, Frame, Problem, link, page, unfinished};
use crate::domain::body_text::shorten;
use crate::domain::item::{Item, Precision};
use crate::domain::town::Town;
use crate::error::Words;
use crate::i18n::{Locale, day, moment};
use crate::notify::explain;
use crate::urls;

/// So much of a message is shown, in characters.
const EXCERPT: usize = 200;

#[derive(Template)]
#[template(path = "admin/channel_trial.html")]
struct TrialPage {
    f: Frame,
    address: String,
    name: String,
    kind: String,
    found: Vec<Piece>,
    trouble: Option<String>,
    action: String,
    back: String,
}

struct Piece {
    title: String,
    when: String,
    text: String,
}

/// The form.
pub(in crate::admin) fn form(visit: &Visit<'_>) -> Result<Reply, Failure> {
    page(&filled(visit, Vec::new())?)
}

fn filled(visit: &Visit<'_>, problems: Vec<Problem>) -> Result<FormPage, Failure> {
    let t = |key: &str| visit.locale.text(key);
    let town = visit.town()?;
    let above = vec![link(urls::admin_town(&town.host, "kanaele"), t("desk-channels"))];
    let mut f = Frame::new(visit, t("desk-channel-new")).under(visit, above);
    f.problems = problems;
    let address = Field {
        id: "adresse",
        label: t("desk-channel-address"),
        hint: Some(t("desk-channel-address-hint")),
        value: visit.field("adresse").to_owned(),
        kind: "text",
        autocomplete: "off",
    };
    Ok(FormPage {
        f,
        lead: vec![t("desk-channel-new-lead")],
        links: PROVIDERS
            .iter()
            .map(|way| {
                let href = urls::admin_town(&town.host, &format!("plattform/{}", way.name));
                link(href, t(&format!("desk-platform-{}", way.name)))
            })
            .collect(),
        passkey: None,
        away: None,
        other: None,
        fields: vec![address],
        hidden: Vec::new(),
        action: urls::admin_town(&town.host, "kanaele/neu"),
        submit: t("desk-channel-look"),
    })
}

/// What was typed as an address; people leave `https://` out.
fn request(visit: &Visit<'_>, town: &Town) -> NewSourceRequest {
    let typed = visit.field("adresse");
    let bare = !typed.contains("://") && !typed.contains(':') && typed.contains('.');
    NewSourceRequest {
        town: town.host.clone(),
        address: if bare { format!("https://{typed}") } else { typed.to_owned() },
        name: Some(visit.field("name")).filter(|name| !name.is_empty()).map(|name| shorten(name, 80)),
        ..NewSourceRequest::default()
    }
}

/// Somebody wants to see what is at an address.
pub(in crate::admin) async fn tried(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let town = visit.town()?;
    if visit.field("adresse").is_empty() {
        return refused(visit, visit.locale.text("desk-channel-address-missing"));
    }
    let request = request(visit, town);
    match try_source(&visit.desk(), &request).await {
        Ok(trial) => page(&shown(visit, town, &request, &trial)),
        Err(AdminError::Refused(refusal)) => refused(visit, for_clerks(refusal, visit.locale)),
        Err(other) => Err(other.into()),
    }
}

fn shown(visit: &Visit<'_>, town: &Town, request: &NewSourceRequest, trial: &Trial) -> TrialPage {
    let locale = visit.locale;
    let above = vec![
        link(urls::admin_town(&town.host, "kanaele"), locale.text("desk-channels")),
        link(urls::admin_town(&town.host, "kanaele/neu"), locale.text("desk-channel-new")),
    ];
    TrialPage {
        f: Frame::new(visit, locale.text("desk-channel-trial")).under(visit, above),
        address: request.address.clone(),
        name: trial.name.clone(),
        kind: locale.text(&format!("page-kind-{}", trial.kind.as_str())),
        found: trial.found.iter().map(|item| piece(item, town, locale)).collect(),
        trouble: trial.trouble.map(|cause| explain(cause, locale)),
        action: urls::admin_town(&town.host, "kanaele"),
        back: urls::admin_town(&town.host, "kanaele/neu"),
    }
}

fn piece(item: &Item, town: &Town, locale: Locale) -> Piece {
    // Of an appointment people want to know when it is, not when it was entered.
    let time = item.event.as_ref().map(|event| &event.start).or(item.created_at.as_ref());
    let when = time.map(|time| match time.precision {
        Precision::Date => day(locale, time.utc, &town.zone()),
        Precision::Minute | Precision::Second => moment(locale, time.utc, &town.zone()),
    });
    let title = shorten(item.title.as_deref().unwrap_or(&item.text), 80);
    let text = if item.title.is_some() { shorten(&item.text, EXCERPT) } else { String::new() };
    Piece { title, when: when.unwrap_or_default(), text }
}

fn refused(visit: &Visit<'_>, text: String) -> Result<Reply, Failure> {
    unfinished(&filled(visit, vec![Problem { field: "adresse", text }])?)
}

/// Refusals that name commands are said without them.
fn for_clerks(refusal: Refusal, locale: Locale) -> String {
    let key = if refusal.is("refused-no-feed") {
        "desk-refused-no-feed"
    } else if refusal.is("refused-unreachable") {
        "desk-refused-unreachable"
    } else if refusal.is("refused-source-known") {
        "desk-refused-source-known"
    } else {
        return refusal.words(locale);
    };
    refusal.said_as(key).words(locale)
}

/// It is added.
pub(in crate::admin) async fn added(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let town = visit.town()?;
    match add_source(&visit.desk(), request(visit, town)).await {
        Ok(added) => {
            let to = urls::admin_town(&town.host, &format!("kanaele/{}", added.source.slug));
            Ok(reply::go(&format!("{to}?gut=angelegt")))
        }
        Err(AdminError::Refused(refusal)) => refused(visit, for_clerks(refusal, visit.locale)),
        Err(other) => Err(other.into()),
    }
}
