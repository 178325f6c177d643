//! Which warning service a source reads, for which area, and from which gravity on. In: what a person gave, a source's
//! address, its settings. Out: a [`Service`] and [`Settings`]. Used by `resolve`, `poll` and the two services' own files.
//!
//! `cap:055150000000` or `cap:05515000` is NINA (MoWaS and the systems beside it), which lists by district; with a commune's
//! key, what is certainly for other communes alone is left out. `cap:dwd:05515000` is the weather service's own snapshot for the commune.

use serde_json::Value;
use url::Url;

use super::super::contract::Cx;
use super::super::failure::SourceError;
use super::alert::{Alert, Area, Severity};
use crate::domain::source::Cause;

/// NINA's interface.
const NINA: &str = "https://warnung.bund.de/api31";

/// The weather service's snapshot by communes, in German.
const DWD: &str = "https://opendata.dwd.de/weather/alerts/cap/COMMUNEUNION_EVENT_STAT/\
                   Z_CAP_C_EDZW_LATEST_PVW_STATUS_PREMIUMEVENT_COMMUNEUNION_DE.zip";

/// A service and an area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Service {
    /// By district: the first five digits of the key, then seven zeros.
    Nina {
        ars: String,
        /// The commune's key of eight digits, where one was given.
        commune: Option<String>,
    },
    /// By commune (eight digits) or district (five).
    Dwd { ags: String },
}

impl Service {
    /// Reads what a person gave: a key, `dwd:` and a key, or an address of either service.
    ///
    /// # Errors
    /// When it is neither.
    pub fn of(given: &str) -> Result<Self, SourceError> {
        let unreadable =
            || SourceError::new(Cause::AddressUnreadable, "neither a regional key of 12 nor a commune key of 8 digits");
        if let Ok(url) = Url::parse(given.trim())
            && matches!(url.scheme(), "http" | "https")
        {
            return Self::of_address(&url).ok_or_else(unreadable);
        }
        let (dwd, key) = match given.trim().split_once(':') {
            Some((service, key)) if service.trim().eq_ignore_ascii_case("dwd") => (true, key),
            Some(_) => return Err(unreadable()),
            None => (false, given),
        };
        let digits: String = key.chars().filter(|c| !c.is_whitespace()).collect();
        if !digits.bytes().all(|b| b.is_ascii_digit()) || !matches!(digits.len(), 5 | 8 | 12) {
            return Err(unreadable());
        }
        let district = digits.get(..5).unwrap_or_default();
        Ok(if dwd {
            // The regional key holds an association of communes between district and commune.
            let ags = if digits.len() == 12 {
                format!("{district}{}", digits.get(9..).unwrap_or_default())
            } else {
                digits.clone()
            };
            Self::Dwd { ags: ags.strip_suffix("000").filter(|rest| rest.len() == 5).unwrap_or(&ags).to_owned() }
        } else {
            let own = digits.len().checked_sub(3).and_then(|from| digits.get(from..)).unwrap_or_default();
            let commune = (digits.len() > 5 && own != "000").then(|| format!("{district}{own}"));
            Self::Nina { ars: format!("{district}0000000"), commune }
        })
    }

    /// Reads a source's address.
    #[must_use]
    pub fn of_address(url: &Url) -> Option<Self> {
        let key = url.fragment().and_then(|fragment| fragment.strip_prefix("ags="));
        let key = key.filter(|key| key.bytes().all(|b| b.is_ascii_digit()) && matches!(key.len(), 5 | 8));
        let Some((_, file)) = url.path().split_once("/dashboard/") else {
            return key.map(|ags| Self::Dwd { ags: ags.to_owned() });
        };
        let ars = file.strip_suffix(".json").unwrap_or(file);
        let commune = key.filter(|key| key.len() == 8).map(str::to_owned);
        (ars.len() == 12 && ars.bytes().all(|b| b.is_ascii_digit()))
            .then(|| Self::Nina { ars: ars.to_owned(), commune })
    }

    /// The service of a source.
    ///
    /// # Errors
    /// When its address is none of a warning service.
    pub fn of_source(cx: &Cx<'_>) -> Result<Self, SourceError> {
        Self::of(&cx.source.url)
    }

    /// What a source of it polls: one address for each area.
    ///
    /// # Errors
    /// Never for keys that were read.
    pub fn address(&self) -> Result<Url, SourceError> {
        let text = match self {
            Self::Nina { ars, commune: None } => format!("{NINA}/dashboard/{ars}.json"),
            Self::Nina { ars, commune: Some(ags) } => format!("{NINA}/dashboard/{ars}.json#ags={ags}"),
            Self::Dwd { ags } => format!("{DWD}#ags={ags}"),
        };
        Url::parse(&text).map_err(|error| SourceError::new(Cause::AddressUnreadable, error.to_string()))
    }

    /// Whether NINA lists an alert that is certainly for other communes alone: each of its areas has keys that can be read,
    /// and none of them is ours, or of something we are part of. In doubt it is for us.
    #[must_use]
    pub fn is_elsewhere(&self, alert: &Alert) -> bool {
        let Self::Nina { commune: Some(ags), .. } = self else { return false };
        let areas = alert.text().map(|info| info.areas.as_slice()).unwrap_or_default();
        let elsewhere = |area: &Area| {
            let read: Vec<bool> = area.codes.iter().filter_map(|code| covers(code, ags)).collect();
            !read.is_empty() && read.iter().all(|ours| !ours)
        };
        !areas.is_empty() && areas.iter().all(elsewhere)
    }

    /// Whether a warning cell of the weather service is in the area: 8 and the commune's key, 1 and the district's.
    #[must_use]
    pub fn holds_cell(&self, cell: &str) -> bool {
        let Self::Dwd { ags } = self else { return true };
        let district = ags.get(..5).unwrap_or_default();
        if ags.len() == 5 {
            return cell.get(1..6) == Some(district) && cell.starts_with(['1', '8']);
        }
        cell.strip_prefix('8') == Some(ags) || cell == format!("1{district}000")
    }
}

/// Whether an area with a regional key (12 digits) or a warning cell (9 digits) has a commune in it; `None` when the code is
/// neither. Zeros at a key's end stand for everything below.
fn covers(code: &str, ags: &str) -> Option<bool> {
    let state =
        |key: &str| key.get(..2).and_then(|state| state.parse().ok()).is_some_and(|n: u8| (1..=16).contains(&n));
    if !code.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let key = match code.len() {
        12 => code,
        9 if code.starts_with(['1', '8']) => code.get(1..)?,
        _ => return None,
    };
    let (district, own) = (key.get(..5).filter(|_| state(key))?, key.get(key.len() - 3..)?);
    Some(match own {
        "000" => ags.starts_with(district.trim_end_matches('0')),
        own => ags.starts_with(district) && ags.ends_with(own),
    })
}

/// An address below NINA's root. Another base stands for the whole service, with its path when it has one.
///
/// # Errors
/// When the base cannot be read.
pub fn nina(api_base: Option<&Url>, tail: &str) -> Result<Url, SourceError> {
    let root = match api_base {
        Some(base) if base.path() == "/" => format!("{}api31", base.as_str()),
        Some(base) => base.as_str().trim_end_matches('/').to_owned(),
        None => NINA.to_owned(),
    };
    Url::parse(&format!("{root}/{tail}")).map_err(|error| SourceError::new(Cause::AddressUnreadable, error.to_string()))
}

/// The snapshot's address, at another host where a base is given.
#[must_use]
pub fn snapshot(api_base: Option<&Url>, address: &Url) -> Url {
    let mut url = address.clone();
    url.set_fragment(None);
    if let Some(base) = api_base {
        let moved = url.set_scheme(base.scheme()).is_ok()
            && url.set_host(base.host_str()).is_ok()
            && url.set_port(base.port()).is_ok();
        debug_assert!(moved, "web addresses can be moved to web addresses");
    }
    url
}

/// From which gravity on warnings are said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// `min_severity`: MoWaS and all others; everything unless set.
    others: Severity,
    /// `min_severity_dwd`: the weather service; severe unless set.
    dwd: Severity,
    /// `skip_dwd`: the weather service is read by another source.
    skip_dwd: bool,
}

impl Settings {
    /// Reads a source's settings.
    ///
    /// # Errors
    /// With the setting that is wrong and what it may be.
    pub fn read(settings: &Value) -> Result<Self, String> {
        let mut read = Self { others: Severity::Minor, dwd: Severity::Severe, skip_dwd: false };
        for (name, value) in settings.as_object().into_iter().flatten() {
            let word = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let severity = || Severity::parse(&word).ok_or(format!("{name}=minor|moderate|severe|extreme"));
            match name.as_str() {
                "min_severity" => read.others = severity()?,
                "min_severity_dwd" => read.dwd = severity()?,
                "skip_dwd" => read.skip_dwd = matches!(word.as_str(), "true" | "ja" | "yes" | "1"),
                _ => return Err(name.clone()),
            }
        }
        Ok(read)
    }

    /// Whether a warning is left to another source.
    #[must_use]
    pub fn skips(&self, identifier: &str) -> bool {
        self.skip_dwd && is_weather(identifier)
    }

    /// Whether a warning is grave enough to be said; others are only shown among the warnings.
    #[must_use]
    pub fn says(&self, identifier: &str, severity: Severity) -> bool {
        severity >= if is_weather(identifier) { self.dwd } else { self.others }
    }
}

fn is_weather(identifier: &str) -> bool {
    identifier.starts_with("dwd.") || identifier.starts_with("2.49.0.")
}
