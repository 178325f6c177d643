//! What makes a post an official warning, beside its words: how grave it is, who issued it, how long it holds, and whether
//! it was taken back. In: an [`Item`]. Out: [`Warned`], kept with the post. Used by publish and web.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::item::{Item, ItemState, ItemWarning};
use super::validity::{Validity, of_warning};

/// How grave a warning is, as readers see it, in the order of gravity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Information,
    Warning,
    Danger,
}

impl Level {
    /// Every level, the gravest last.
    pub const ALL: [Self; 3] = [Self::Information, Self::Warning, Self::Danger];

    /// A rehearsal is no danger.
    fn of(warning: &ItemWarning) -> Self {
        if warning.rehearsal { Self::Information } else { Self::of_severity(warning.severity.as_deref()) }
    }

    /// From the sender's word (CAP 1.2 §3.2.2). A word that is none must not play a warning down.
    #[must_use]
    pub fn of_severity(word: Option<&str>) -> Self {
        match word.map(str::to_ascii_lowercase).as_deref() {
            Some("minor") => Self::Information,
            Some("moderate") => Self::Warning,
            _ => Self::Danger,
        }
    }

    /// The word of CAP for it.
    #[must_use]
    pub fn severity(self) -> &'static str {
        match self {
            Self::Information => "Minor",
            Self::Warning => "Moderate",
            Self::Danger => "Severe",
        }
    }
}

/// What is known of a warning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warned {
    pub level: Level,
    /// A rehearsal or an exercise.
    pub rehearsal: bool,
    /// Below the town's threshold: followers do not hear of it.
    pub only_here: bool,
    /// Who issued it.
    pub issuer: Option<String>,
    /// When its latest message was sent.
    pub as_of: Option<Timestamp>,
    pub validity: Option<Validity>,
    /// When it ended by its sender's word, its own time, or because it is listed no longer.
    pub cleared_at: Option<Timestamp>,
    /// The town's own staff warn.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub own: bool,
    /// Why it is over, in the words of the town's own staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closing: Option<String>,
}

impl Warned {
    /// What an item tells; `None` when it is no warning.
    #[must_use]
    pub fn of(item: &Item) -> Option<Self> {
        let warning = item.warning.as_ref()?;
        let over = item.state == ItemState::Expired;
        Some(Self {
            level: Level::of(warning),
            rehearsal: warning.rehearsal,
            only_here: warning.only_here,
            issuer: warning.issuer.clone(),
            as_of: item.edited_at.as_ref().or(item.created_at.as_ref()).map(|at| at.utc),
            validity: of_warning(item),
            cleared_at: item.expires_at.as_ref().map(|at| at.utc).filter(|_| over),
            own: warning.own.is_some(),
            closing: warning.own.as_ref().and_then(|own| own.closing.clone()).filter(|_| over),
        })
    }
}

/// The names under which services know one and the same warning: that of its chain, of this message and of those before.
/// NINA puts the system before the weather service's identifiers, which end with the language of the edition.
#[must_use]
pub fn names_of(item: &Item) -> Vec<String> {
    let Some(warning) = &item.warning else { return Vec::new() };
    let all = [&item.native_id.0, &warning.identifier].into_iter().chain(&warning.references);
    all.map(|name| plain_name(name)).filter(|name| !name.is_empty()).collect()
}

fn plain_name(identifier: &str) -> String {
    let name = identifier.strip_prefix("dwd.").unwrap_or(identifier);
    let Some((_, own)) = name.split_once(".DWD.").filter(|_| name.starts_with("2.49.0.")) else {
        return name.to_owned();
    };
    let language = |end: &str| end.len() == 3 && end.bytes().all(|b| b.is_ascii_uppercase());
    let own = own.rsplit_once('.').filter(|(_, end)| language(end)).map_or(own, |(own, _)| own);
    format!("DWD.{own}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weather_services_names_are_one_in_both_lists() {
        let own = "2.49.0.0.276.0.DWD.PVW.1700000000000.0abc.DEU";
        assert_eq!(plain_name(&format!("dwd.{own}")), plain_name(own));
        assert_eq!(plain_name(&own.replace("DEU", "MUL").replace(".0.0.276", ".0.1.276")), plain_name(own));
        assert_ne!(plain_name(&own.replace("0abc", "0abd")), plain_name(own));
        assert_eq!(plain_name("mow.DE-XX-1-000"), "mow.DE-XX-1-000");
    }
}
