//! Step 3: the Impressum, and who answers. Without both the page does not become public; it can be written later.

use super::super::office::Visit;
use super::super::reply::Reply;
use super::super::{AdminError, set_town};
use super::frame::{Failure, Field, FormPage, Frame, Problem, page, unfinished};
use super::setup;
use crate::domain::setup::SetupStep;
use crate::error::Words;

/// The fields: name in the form, key of the setting, several lines, what a browser may fill in.
const FIELDS: [(&str, &str, bool, &str); 5] = [
    ("impressum", "imprint", true, "off"),
    ("kontakt", "contact", true, "off"),
    ("telefon", "phone", false, "tel"),
    ("datenschutz", "privacy_officer", true, "off"),
    ("bekanntmachungen", "announcements_url", false, "url"),
];

fn filled(visit: &Visit<'_>, f: Frame, value: impl Fn(&'static str, &'static str) -> String) -> FormPage {
    let t = |key: &str| visit.locale.text(key);
    let fields = FIELDS.iter().map(|(id, key, area, autocomplete)| Field {
        id,
        label: t(&format!("desk-setup-field-{id}")),
        hint: Some(t(&format!("desk-setup-hint-{id}"))),
        value: value(id, key),
        kind: if *area { "area" } else { "text" },
        autocomplete,
    });
    FormPage {
        f,
        lead: vec![t("desk-setup-imprint-lead")],
        links: Vec::new(),
        passkey: None,
        away: None,
        other: None,
        fields: fields.collect(),
        hidden: Vec::new(),
        action: visit.path.clone(),
        submit: t("desk-setup-save"),
        second: Some(("spaeter", t("desk-setup-later"))),
    }
}

/// The step.
pub(super) fn form(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let settings = &visit.town()?.settings;
    let stored = |_: &'static str, key: &'static str| {
        let value = match key {
            "imprint" => &settings.imprint,
            "contact" => &settings.contact,
            "phone" => &settings.phone,
            "privacy_officer" => &settings.privacy_officer,
            _ => &settings.announcements_url,
        };
        value.clone().unwrap_or_default()
    };
    page(&filled(visit, setup::frame(visit, SetupStep::Imprint)?, stored))
}

/// Its answer. Who wants to go on later keeps what is there.
pub(super) async fn sent(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (town, locale) = (visit.town()?, visit.locale);
    let mut f = setup::frame(visit, SetupStep::Imprint)?;
    if visit.field("tun") != "spaeter" {
        for (field, key) in [("impressum", "desk-setup-imprint-missing"), ("kontakt", "desk-setup-contact-missing")] {
            if visit.field(field).is_empty() {
                f.problems.push(Problem { field, text: locale.text(key) });
            }
        }
    }
    let site = visit.field("bekanntmachungen");
    let site = if site.is_empty() || site.contains("://") { site.to_owned() } else { format!("https://{site}") };
    if !site.is_empty() && url::Url::parse(&site).is_err() {
        f.problems.push(Problem { field: "bekanntmachungen", text: locale.text("desk-setup-website-wrong") });
    }
    if f.problems.is_empty() {
        let pairs = FIELDS.map(|(id, key, ..)| {
            let value = if key == "announcements_url" { site.as_str() } else { visit.field(id) };
            (key.to_owned(), value.to_owned())
        });
        match set_town(&visit.desk(), &town.host, &pairs).await {
            Ok(_) => return setup::onward(visit, SetupStep::Imprint).await,
            Err(AdminError::Refused(refusal)) => {
                f.problems.push(Problem { field: "bekanntmachungen", text: refusal.words(locale) });
            }
            Err(other) => return Err(other.into()),
        }
    }
    unfinished(&filled(visit, f, |id, _| visit.field(id).to_owned()))
}
