//! An alert as the Common Alerting Protocol 1.2 knows it (OASIS CAP 1.2 §3.2), whether it came as XML or as JSON. In: what
//! `xml_read` and `json_read` found. Out: plain data with the few questions the rest of `cap` asks of it.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::super::time_parse::parse_time;
use crate::domain::item::ItemTime;

/// One alert message.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    pub identifier: String,
    pub sender: String,
    pub sent: String,
    /// Actual, Exercise, System, Test, Draft.
    pub status: String,
    /// Alert, Update, Cancel, Ack, Error.
    pub msg_type: String,
    /// Public, Restricted, Private.
    pub scope: String,
    /// Identifiers of earlier messages, the oldest first.
    pub references: Vec<String>,
    pub info: Vec<Info>,
}

/// What an alert says in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Info {
    pub language: String,
    pub event: String,
    pub urgency: Option<String>,
    pub severity: Option<String>,
    pub certainty: Option<String>,
    pub onset: Option<String>,
    pub expires: Option<String>,
    pub sender_name: Option<String>,
    pub headline: Option<String>,
    pub description: Option<String>,
    pub instruction: Option<String>,
    pub areas: Vec<Area>,
}

/// Where it holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    pub desc: String,
    /// Values of all geocodes: cells, keys of administrative areas.
    pub codes: Vec<String>,
}

/// Words that say a message is a rehearsal although its status is "Actual", as in nationwide warning days.
const REHEARSALS: &[&str] = &["probealarm", "probewarnung", "testalarm", "testwarnung", "warnübung"];

impl Alert {
    /// What readers get: the German text, or the first where there is none.
    #[must_use]
    pub fn text(&self) -> Option<&Info> {
        self.info.iter().find(|info| info.is_german()).or(self.info.first())
    }

    /// The same in Leichte Sprache.
    #[must_use]
    pub fn easy(&self) -> Option<&Info> {
        self.info.iter().find(|info| info.language.eq_ignore_ascii_case("de-ls"))
    }

    /// Whether it is meant for people at all.
    ///
    /// # Errors
    /// With the reason why not, for the log.
    pub fn check(&self) -> Result<(), &'static str> {
        let is = |field: &str, words: &[&str]| words.iter().any(|word| field.eq_ignore_ascii_case(word));
        if self.identifier.is_empty() {
            Err("the alert has no identifier")
        } else if is(&self.status, &["Draft", "System"]) {
            Err("a draft or a message between systems")
        } else if is(&self.scope, &["Restricted", "Private"]) {
            Err("not meant for the public")
        } else if is(&self.msg_type, &["Ack", "Error"]) {
            Err("a message between systems")
        } else if self.text().is_none() {
            Err("the alert says nothing")
        } else {
            Ok(())
        }
    }

    /// Whether it takes an earlier message back.
    #[must_use]
    pub fn is_cancel(&self) -> bool {
        self.msg_type.eq_ignore_ascii_case("Cancel")
    }

    /// Whether it is a rehearsal.
    #[must_use]
    pub fn is_rehearsal(&self) -> bool {
        let words = self.text().map(|info| format!("{} {}", info.event, info.headline.as_deref().unwrap_or_default()));
        let words = words.unwrap_or_default().to_lowercase();
        self.status.eq_ignore_ascii_case("Exercise")
            || self.status.eq_ignore_ascii_case("Test")
            || REHEARSALS.iter().any(|word| words.contains(word))
    }

    /// When it was sent.
    #[must_use]
    pub fn sent_at(&self, zone: &TimeZone) -> Option<ItemTime> {
        parse_time(&self.sent, zone)
    }

    /// Until when it holds; nothing where nobody knows.
    #[must_use]
    pub fn expires_at(&self, zone: &TimeZone) -> Option<ItemTime> {
        parse_time(self.text()?.expires.as_deref()?, zone)
    }

    /// Whether it is over by its own word.
    #[must_use]
    pub fn is_expired(&self, now: Timestamp, zone: &TimeZone) -> bool {
        self.expires_at(zone).is_some_and(|end| end.utc <= now)
    }

    /// How grave it is; what cannot be read counts as grave.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.text().and_then(|info| info.severity.as_deref()).map_or(Severity::Severe, Severity::of)
    }
}

impl Info {
    /// German, but not Leichte Sprache. A text that names no language is in the sender's.
    #[must_use]
    pub fn is_german(&self) -> bool {
        let language = self.language.to_ascii_lowercase();
        (language == "de" || language.starts_with("de-") || language.is_empty()) && language != "de-ls"
    }
}

/// How grave a warning is, in the order of gravity (CAP 1.2 §3.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Minor,
    Moderate,
    Severe,
    Extreme,
}

impl Severity {
    /// Reads a sender's or a person's word. "Unknown" and everything else must not keep a warning back.
    #[must_use]
    pub fn of(word: &str) -> Self {
        Self::parse(word).unwrap_or(Self::Severe)
    }

    /// Reads a setting.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word.trim().to_ascii_lowercase().as_str() {
            "minor" => Some(Self::Minor),
            "moderate" => Some(Self::Moderate),
            "severe" => Some(Self::Severe),
            "extreme" => Some(Self::Extreme),
            _ => None,
        }
    }
}

/// The identifiers in `references` (CAP 1.2: "sender,identifier,sent", parted by white space), the oldest first.
#[must_use]
pub fn references_of(text: &str) -> Vec<String> {
    let mut all: Vec<(&str, &str)> = text
        .split_whitespace()
        .filter_map(|one| {
            let mut parts = one.split(',');
            let (_, identifier) = (parts.next()?, parts.next()?);
            Some((parts.next().unwrap_or_default(), identifier))
        })
        .filter(|(_, identifier)| !identifier.is_empty())
        .collect();
    all.sort_by_key(|(sent, _)| parse_time(sent, &TimeZone::UTC).map(|at| at.utc));
    all.into_iter().map(|(_, identifier)| identifier.to_owned()).collect()
}

/// The name under which all versions of a warning are one. NINA puts the system before some identifiers; MoWaS counts
/// versions at the end, `…-000` being the first.
#[must_use]
pub fn own_name(identifier: &str) -> String {
    let name = identifier.strip_prefix("dwd.").unwrap_or(identifier);
    match name.rsplit_once('-') {
        Some((series, version))
            if name.starts_with("mow.") && version.len() == 3 && version.bytes().all(|b| b.is_ascii_digit()) =>
        {
            format!("{series}-000")
        }
        _ => name.to_owned(),
    }
}

/// The first identifier of the chain as far as one message tells.
#[must_use]
pub fn first_name(alert: &Alert) -> String {
    own_name(alert.references.first().unwrap_or(&alert.identifier))
}
