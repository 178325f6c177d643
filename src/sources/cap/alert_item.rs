//! An alert becomes an item. In: an [`Alert`], under which name it runs, and how it ended if it did. Out: an [`Item`] of
//! kind warning. Called by `answer_read` and by the polls.
//!
//! **Identity**: the first identifier of the chain of Alert, Updates and Cancel, so that all of them are one post.
//!
//! **`content_hash`**: SHA-256 over the JSON array `["cap/1", headline, event, description, instruction, easy, severity,
//! type, status, expires, areas, end]`, which stands in another array before `"only here"` where it is
//! below the threshold. The time of sending is not part of it: senders repeat a warning unchanged.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::alert::{Alert, Info, own_name};
use super::alert_text;
use crate::domain::item::{Item, ItemKind, ItemState, ItemTime, ItemWarning, NativeId, Precision};
use crate::seal::sha256_hex;
use crate::sources::contract::NormaliseCx;

/// Areas named in an item.
const MOST_AREAS: usize = 50;

/// How a warning came to its end without a word of its sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// The time it named is over.
    Expired(Timestamp),
    /// Its sender lists it no longer.
    Dropped(Timestamp),
}

impl End {
    /// When.
    #[must_use]
    pub fn at(self) -> Timestamp {
        match self {
            Self::Expired(at) | Self::Dropped(at) => at,
        }
    }
}

/// What is told apart beside the alert's own words.
#[derive(Debug, Clone, Copy, Default)]
pub struct Frame<'a> {
    /// The name of its chain.
    pub name: &'a str,
    /// When its first message was sent.
    pub first_sent: Option<&'a ItemTime>,
    pub end: Option<End>,
    /// Only these cells and administrative keys are ours; all when empty.
    pub cells: &'a [String],
    /// Below the gravity from which the town says warnings.
    pub only_here: bool,
}

/// Makes the item. `None` when the alert says nothing.
#[must_use]
pub fn build(alert: &Alert, frame: Frame<'_>, cx: &NormaliseCx) -> Option<Item> {
    let info = alert.text()?;
    let areas = areas(info, frame.cells);
    let (sent, expires) = (alert.sent_at(&cx.zone), alert.expires_at(&cx.zone));
    let over_at = frame.end.map(End::at).or_else(|| sent.as_ref().filter(|_| alert.is_cancel()).map(|at| at.utc));
    let parts = alert_text::Parts {
        alert,
        info,
        areas: &areas,
        sent: sent.as_ref().map(|at| at.utc),
        end: frame.end,
        zone: &cx.zone,
        locale: cx.locale,
    };
    let mut item = Item::new(NativeId(frame.name.to_owned()));
    item.kind = ItemKind::Warning;
    item.version_id = Some(alert.identifier.clone());
    item.account_native_id.clone_from(&cx.account);
    item.canonical_url = page_of(alert);
    item.title = Some(alert_text::title(&parts));
    item.html = Some(alert_text::html(&parts));
    item.text = alert_text::plain(&parts);
    item.lang = Some(if info.is_german() { "de".to_owned() } else { info.language.clone() });
    item.created_at = frame.first_sent.cloned().or_else(|| sent.clone());
    item.edited_at = sent.filter(|sent| item.created_at.as_ref().is_some_and(|first| first.utc < sent.utc));
    item.expires_at = over_at.map(moment).or_else(|| expires.clone());
    if over_at.is_some() {
        item.state = ItemState::Expired;
    }
    item.content_hash = hash(alert, info, &areas, frame, expires.as_ref());
    item.warning = Some(ItemWarning {
        identifier: alert.identifier.clone(),
        msg_type: alert.msg_type.clone(),
        references: alert.references.clone(),
        severity: info.severity.clone(),
        urgency: info.urgency.clone(),
        certainty: info.certainty.clone(),
        expires,
        areas,
        instruction: info.instruction.as_deref().map(alert_text::lines),
        status: alert.status.clone(),
        issuer: Some(alert_text::issuer(alert, info, cx.locale)).filter(|issuer| !issuer.is_empty()),
        rehearsal: alert.is_rehearsal(),
        only_here: frame.only_here,
        own: None,
    });
    Some(item)
}

fn moment(at: Timestamp) -> ItemTime {
    ItemTime { utc: at, orig: at.to_string(), precision: Precision::Second }
}

/// The names of the areas that are ours; "polygonal event area" is a name for machines.
fn areas(info: &Info, cells: &[String]) -> Vec<String> {
    let ours = |codes: &[String]| cells.is_empty() || codes.iter().any(|code| cells.contains(code));
    let mut names: Vec<String> = Vec::new();
    for area in info.areas.iter().filter(|area| ours(&area.codes)) {
        if area.desc != "polygonal event area" && !names.contains(&area.desc) && names.len() < MOST_AREAS {
            names.push(area.desc.clone());
        }
    }
    names
}

/// The page of a warning for readers, where its system has one.
fn page_of(alert: &Alert) -> Option<String> {
    let name = alert.identifier.as_str();
    ["mow.", "kat.", "biw.", "pol."]
        .iter()
        .any(|system| name.starts_with(system))
        .then(|| format!("https://warnung.bund.de/meldung/{name}"))
}

fn hash(alert: &Alert, info: &Info, areas: &[String], frame: Frame<'_>, expires: Option<&ItemTime>) -> String {
    let easy = alert.easy().map(|easy| (&easy.headline, &easy.description, &easy.instruction));
    let end = frame.end.map(|end| matches!(end, End::Expired(_)));
    let mut fields = serde_json::json!([
        "cap/1",
        info.headline,
        info.event,
        info.description,
        info.instruction,
        easy,
        info.severity,
        alert.is_cancel(),
        alert.status,
        expires.map(|at| at.utc.as_second()),
        areas,
        end
    ]);
    if frame.only_here {
        fields = serde_json::json!([fields, "only here"]);
    }
    sha256_hex(fields.to_string().as_bytes())
}

/// The item of an alert by itself, as recordings give it.
#[must_use]
pub fn alone(alert: &Alert, cx: &NormaliseCx) -> Option<Item> {
    let name = super::alert::first_name(alert);
    build(alert, Frame { name: &name, ..Frame::default() }, cx).filter(|_| !own_name(&alert.identifier).is_empty())
}
