//! What stands around every page of the admin area: which town it is about, who is signed in, the way back, and what went
//! wrong in a form.

use std::error::Error;

use askama::Template;
use http::StatusCode;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::super::AdminError;
use super::super::office::Visit;
use super::super::reply::{self, Reply};
use crate::domain::staff::{Permission, may};
use crate::domain::town::{Town, TownSettings};
use crate::i18n::{Locale, Value};
use crate::jobs::JobError;
use crate::publish::PublishError;
use crate::store::StoreError;
use crate::urls;
use crate::web::{RenderError, initial};

/// Why a page cannot be shown.
#[derive(Debug)]
pub(in crate::admin) enum Failure {
    /// There is no such thing, or not in this town.
    Missing,
    /// Something of ours refused.
    Broken(Box<dyn Error + Send + Sync>),
}

impl Failure {
    /// From an error of ours.
    pub fn broken(error: impl Error + Send + Sync + 'static) -> Self {
        Self::Broken(Box::new(error))
    }
}

macro_rules! broken {
    ($($error:ty),*) => { $(
        impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::Broken(Box::new(error))
            }
        }
    )* };
}

broken!(AdminError, StoreError, PublishError, JobError, RenderError, askama::Error);

/// A link with its words.
pub struct Link {
    pub href: String,
    pub label: String,
    pub current: bool,
}

/// The town a page is about; it stands on every page of it, in its colour.
pub struct TownMark {
    /// The arms, for those who may see pictures.
    pub arms: Option<String>,
    pub name: String,
    pub href: String,
    pub initial: String,
    pub public: String,
}

/// What is wrong with a field of a form.
pub struct Problem {
    /// The field's id on the page.
    pub field: &'static str,
    pub text: String,
}

/// The frame of one page.
pub struct Frame {
    pub locale: Locale,
    pub title: String,
    pub style: String,
    pub town: Option<TownMark>,
    pub person: Option<String>,
    /// Where somebody with several towns changes to another one.
    pub switch: Option<&'static str>,
    /// Until when they stay signed in if they do nothing more.
    pub until: Option<String>,
    pub crumbs: Vec<Link>,
    pub nav: Vec<Link>,
    /// What was done a moment ago.
    pub notice: Option<String>,
    pub problems: Vec<Problem>,
    pub source_url: &'static str,
}

impl Frame {
    /// A frame for a visit.
    #[must_use]
    pub(in crate::admin) fn new(visit: &Visit<'_>, title: String) -> Self {
        Self::about(visit, title, visit.town_if_any())
    }

    /// A frame in the looks of a town that is not the address's.
    #[must_use]
    pub(in crate::admin) fn in_town(visit: &Visit<'_>, title: String, town: &Town) -> Self {
        Self::about(visit, title, Some(town))
    }

    fn about(visit: &Visit<'_>, title: String, town: Option<&Town>) -> Self {
        let usual = TownSettings::default().color;
        let mut frame = Self {
            locale: visit.locale,
            title,
            style: urls::admin_style(town.map_or(&usual, |town| &town.settings.color)),
            town: town.map(|town| mark(visit, town)),
            person: visit.person.as_ref().map(|person| person.staff.name.clone()),
            switch: visit.person.as_ref().filter(|one| one.works_in_several(visit.now)).map(|_| urls::ADMIN_MY_TOWNS),
            until: visit.person.as_ref().map(|person| clock_time(visit, person.signed_in_until(visit.now))),
            crumbs: Vec::new(),
            nav: Vec::new(),
            notice: None,
            problems: Vec::new(),
            source_url: visit.office.deps.source_url,
        };
        if let Some(town) = town {
            frame.nav = navigation(visit, town);
        }
        frame
    }

    /// With the way back: first the towns, then the town, then these.
    #[must_use]
    pub(in crate::admin) fn under(mut self, visit: &Visit<'_>, more: Vec<Link>) -> Self {
        self.crumbs.push(link(urls::ADMIN.to_owned(), self.t("desk-towns")));
        if let Some(town) = visit.town_if_any() {
            let overview = urls::admin_town(&town.host, "");
            if visit.path != overview {
                self.crumbs.push(link(overview, self.t("desk-overview")));
            }
        }
        self.crumbs.extend(more);
        self
    }

    /// A text.
    #[must_use]
    pub fn t(&self, key: &str) -> String {
        self.locale.text(key)
    }

    /// A text with one word put in.
    #[must_use]
    pub fn with(&self, key: &str, name: &'static str, value: &str) -> String {
        self.locale.with(key, &[(name, value.into())])
    }

    /// A text with a number.
    #[must_use]
    pub fn count(&self, key: &str, n: &usize) -> String {
        self.locale.with(key, &[("count", Value::from(*n))])
    }

    /// What stands in the window's title: whether something is wrong, the page, the town.
    #[must_use]
    pub fn full_title(&self) -> String {
        let wrong = if self.problems.is_empty() { String::new() } else { format!("{} ", self.t("desk-title-problem")) };
        let place = self.town.as_ref().map_or_else(|| self.t("desk-name"), |town| town.name.clone());
        format!("{wrong}{} – {place}", self.title)
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn problem(&self, field: &str) -> Option<&str> {
        self.problems.iter().find(|problem| problem.field == field).map(|problem| problem.text.as_str())
    }
}

/// A link that is not where we are.
pub(in crate::admin) fn link(href: String, label: String) -> Link {
    Link { href, label, current: false }
}

/// An hour and a minute where the town is.
fn clock_time(visit: &Visit<'_>, at: Timestamp) -> String {
    let usual = || TimeZone::get(&TownSettings::default().timezone).unwrap_or(TimeZone::UTC);
    let zone = visit.town_if_any().map_or_else(usual, Town::zone);
    let at = at.to_zoned_datetime(zone);
    format!("{:02}:{:02}", at.hour(), at.minute())
}

fn mark(visit: &Visit<'_>, town: &Town) -> TownMark {
    let public = urls::Origin::new(visit.origin.scheme(), &town.host).absolute(urls::HOME);
    let grants = visit.person.as_ref().map(|person| person.grants.as_slice()).unwrap_or_default();
    let sees = may(grants, town.id, Permission::Read, visit.now);
    let arms = town.settings.arms.as_deref().filter(|_| sees).map(|arms| {
        let file = if arms.contains('.') { arms.to_owned() } else { format!("{arms}.png") };
        urls::admin_town(&town.host, &format!("bild/{file}"))
    });
    TownMark {
        arms,
        name: town.name.clone(),
        href: urls::admin_town(&town.host, ""),
        initial: initial(&town.name),
        public,
    }
}

/// The pages of a town that this person may open.
fn navigation(visit: &Visit<'_>, town: &Town) -> Vec<Link> {
    let grants = visit.person.as_ref().map(|person| person.grants.as_slice()).unwrap_or_default();
    let all = [
        ("desk-overview", "", Permission::Look),
        ("desk-held", "freigabe", Permission::Read),
        ("desk-posts", "beitraege", Permission::Read),
        ("desk-warn-nav", "warnung", Permission::Warn),
        ("desk-alt-nav", "bildbeschreibungen", Permission::Edit),
        ("desk-drafts", "entwuerfe", Permission::Read),
        ("desk-cases", "eingang", Permission::Cases),
        ("desk-channels", "kanaele", Permission::Look),
        ("desk-team", "team", Permission::Team),
        ("desk-log", "protokoll", Permission::Log),
        ("desk-setup", "einrichten", Permission::SetUp),
        ("desk-fediverse", "fediverse", Permission::SetUp),
    ];
    all.into_iter()
        .filter(|(_, _, permission)| may(grants, town.id, *permission, visit.now))
        .map(|(key, part, _)| {
            let href = urls::admin_town(&town.host, part);
            Link { current: visit.path == href, href, label: visit.locale.text(key) }
        })
        .collect()
}

/// A page that is all right.
pub(in crate::admin) fn page(template: &impl Template) -> Result<Reply, Failure> {
    Ok(reply::page(StatusCode::OK, template.render()?))
}

/// A form that comes back with what is wrong in it.
pub(in crate::admin) fn unfinished(template: &impl Template) -> Result<Reply, Failure> {
    Ok(reply::page(StatusCode::UNPROCESSABLE_ENTITY, template.render()?))
}

/// One field of a form: label above, hint, what is wrong, what was typed.
pub struct Field {
    pub id: &'static str,
    pub label: String,
    pub hint: Option<String>,
    pub value: String,
    /// `text`, `password`, `area` for several lines, or `fixed`.
    pub kind: &'static str,
    pub autocomplete: &'static str,
}

impl Field {
    /// The kind of input in HTML.
    #[must_use]
    pub fn input_type(&self) -> &'static str {
        if self.kind == "password" { "password" } else { "text" }
    }

    /// Whether it has room for several lines.
    #[must_use]
    pub fn is_area(&self) -> bool {
        self.kind == "area"
    }

    /// Whether it only shows something.
    #[must_use]
    pub fn is_fixed(&self) -> bool {
        self.kind == "fixed"
    }
}

/// A page that is one form.
#[derive(Template)]
#[template(path = "admin/form.html")]
pub struct FormPage {
    pub f: Frame,
    pub lead: Vec<String>,
    /// Other ways to the same end, below the form.
    pub links: Vec<Link>,
    /// Where a device is asked for a passkey instead; shown where script runs.
    pub passkey: Option<&'static str>,
    /// A way in over another page.
    pub away: Option<Link>,
    /// Another form that sends nothing but its button: where it goes, and what stands on it.
    pub other: Option<(String, String)>,
    pub fields: Vec<Field>,
    /// What goes along unseen.
    pub hidden: Vec<(&'static str, String)>,
    pub action: String,
    pub submit: String,
    /// A second button: what it sends as `tun`, and its words.
    pub second: Option<(&'static str, String)>,
}

impl FormPage {
    /// See [`described`].
    #[must_use]
    pub fn described(&self, field: &Field) -> Option<String> {
        described(&self.f, field)
    }

    /// The page, with the script for passkeys where a device may be asked.
    ///
    /// # Errors
    /// When the template fails, which it does not in practice.
    pub(in crate::admin) fn reply(&self, status: StatusCode) -> Result<Reply, Failure> {
        let made = reply::page(status, self.render()?);
        Ok(if self.passkey.is_some() { made.with_script() } else { made })
    }
}

/// What stands at a field beside its label, for `aria-describedby`.
pub(super) fn described(f: &Frame, field: &Field) -> Option<String> {
    let mut ids = Vec::new();
    if field.hint.is_some() {
        ids.push(format!("{}-hinweis", field.id));
    }
    if f.problem(field.id).is_some() {
        ids.push(format!("{}-fehler", field.id));
    }
    (!ids.is_empty()).then(|| ids.join(" "))
}
