//! "Kanal verbinden": an address is typed, the last messages there are shown, and only then it is added.

use askama::Template;

use super::super::login_flow::PROVIDERS;
use super::super::login_flow::way_of_address;
use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::super::source_add::{NewSourceRequest, Trial, add_source, try_source};
use super::super::{AdminError, Refusal};
use super::frame::{Failure, Field, FormPage, Frame, Link, Problem, link, page, unfinished};
use super::setup;
use crate::domain::body_text::shorten;
use crate::domain::item::{Item, Precision};
use crate::domain::setup::SetupStep;
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

/// From where a channel is connected: from the list of channels, or while the town is set up.
struct Place {
    /// The form.
    form: String,
    /// Where it is sent, and where "Verbinden" is.
    look: String,
    add: String,
    title: String,
    above: Vec<Link>,
}

impl Place {
    fn of(visit: &Visit<'_>, town: &Town) -> Self {
        let t = |key: &str| visit.locale.text(key);
        if setup::is_step(visit) {
            let here = urls::admin_setup_step(&town.host, SetupStep::Channel.as_str());
            let above = vec![link(urls::admin_setup_step(&town.host, ""), t("desk-setup"))];
            let title = setup::numbered(visit, SetupStep::Channel);
            return Self { form: here.clone(), look: here.clone(), add: here, title, above };
        }
        let form = urls::admin_town(&town.host, "kanaele/neu");
        let list = urls::admin_town(&town.host, "kanaele");
        let above = vec![link(list.clone(), t("desk-channels"))];
        Self { look: form.clone(), form, add: list, title: t("desk-channel-new"), above }
    }
}

/// The form.
pub(in crate::admin) fn form(visit: &Visit<'_>) -> Result<Reply, Failure> {
    page(&filled(visit, Vec::new())?)
}

fn filled(visit: &Visit<'_>, problems: Vec<Problem>) -> Result<FormPage, Failure> {
    let t = |key: &str| visit.locale.text(key);
    let town = visit.town()?;
    let place = Place::of(visit, town);
    let mut f = Frame::new(visit, place.title).under(visit, place.above);
    f.problems = problems;
    let address = Field {
        id: "adresse",
        label: t("desk-channel-address"),
        hint: Some(t("desk-channel-address-hint")),
        value: visit.sent("adresse").map_or_else(|| known_site(visit, town), str::to_owned),
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
        action: place.look,
        submit: t("desk-channel-look"),
        second: setup::is_step(visit).then(|| ("weiter", t("desk-setup-without-channel"))),
    })
}

/// Whoever sets a town up has said where its website is.
fn known_site(visit: &Visit<'_>, town: &Town) -> String {
    town.settings.website.clone().filter(|_| setup::is_step(visit)).unwrap_or_default()
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
    if let Some(way) = way_of_address(&request.address) {
        let platform = visit.locale.text(&format!("desk-platform-{}", way.name));
        return refused(visit, visit.locale.with("desk-channel-needs-login", &[("platform", platform.into())]));
    }
    match try_source(&visit.desk(), &request).await {
        Ok(trial) => page(&shown(visit, town, &request, &trial)),
        Err(AdminError::Refused(refusal)) => refused(visit, for_clerks(refusal, visit.locale)),
        Err(other) => Err(other.into()),
    }
}

fn shown(visit: &Visit<'_>, town: &Town, request: &NewSourceRequest, trial: &Trial) -> TrialPage {
    let locale = visit.locale;
    let place = Place::of(visit, town);
    let mut above = place.above;
    above.push(link(place.form.clone(), place.title));
    TrialPage {
        f: Frame::new(visit, locale.text("desk-channel-trial")).under(visit, above),
        address: request.address.clone(),
        name: trial.name.clone(),
        kind: locale.text(&format!("page-kind-{}", trial.kind.as_str())),
        found: trial.found.iter().map(|item| piece(item, town, locale)).collect(),
        trouble: trial.trouble.map(|cause| explain(cause, locale)),
        action: place.add,
        back: place.form,
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
        Ok(_) if setup::is_step(visit) => setup::onward(visit, SetupStep::Channel).await,
        Ok(added) => {
            let to = urls::admin_town(&town.host, &format!("kanaele/{}", added.source.slug));
            Ok(reply::go(&format!("{to}?gut=angelegt")))
        }
        Err(AdminError::Refused(refusal)) => refused(visit, for_clerks(refusal, visit.locale)),
        Err(other) => Err(other.into()),
    }
}
