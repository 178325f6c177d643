//! The town, the tenant: its host, its looks, its legal texts, and whether it may be seen.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ids::{TownId, Ulid};
use super::source::SourceKind;

/// A Gemeinde, Stadt, Verbandsgemeinde or Landkreis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Town {
    pub id: TownId,
    pub ulid: Ulid,
    /// The public host, lower case, with `:port` only under `development.loopback`.
    pub host: String,
    /// The full name, "Stadt Musterbach".
    pub name: String,
    /// When someone published it; `None` is a draft that nobody sees.
    pub published_at: Option<Timestamp>,
    pub created_at: Timestamp,
    /// Rises when everything must be rendered anew at once (a warning, new looks).
    pub epoch: i64,
    pub settings: TownSettings,
}

/// What staff set for a town. Stored as one JSON document; unknown keys are errors when applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TownSettings {
    /// "Baden-Württemberg"; switches duties.
    pub bundesland: Option<String>,
    /// The language posts are in when nothing says otherwise (BCP 47).
    pub language: String,
    /// The IANA zone in which times are shown.
    pub timezone: String,
    /// The leading colour, `#rrggbb`; checked for contrast when set.
    pub color: String,
    /// One sentence under the town's name.
    pub claim: Option<String>,
    /// Impressum as plain text with blank lines between paragraphs (§ 5 DDG, § 18 MStV).
    pub imprint: Option<String>,
    /// Who answers: name, telephone, mail; shown in the Impressum.
    pub contact: Option<String>,
    /// The data protection officer, as shown on the privacy page.
    pub privacy_officer: Option<String>,
    /// The town hall's telephone number, shown in the footer.
    pub phone: Option<String>,
    /// The town's own website.
    pub website: Option<String>,
    /// Where official announcements are published.
    pub announcements_url: Option<String>,
    /// The host belongs to somebody else, who lends it: moving away costs the accounts their audience.
    pub borrowed_host: bool,
    /// Media hash of the arms.
    pub arms: Option<String>,
    /// Which kind of channel speaks first when several say the same; those not named follow in the house's own order.
    pub source_order: Vec<SourceKind>,
    /// Nobody publishes what they wrote themselves: somebody else reads it first.
    pub four_eyes: bool,
    /// Two people who did not write it let it through.
    pub second_approval: bool,
    /// Hours after which whoever can approve is reminded of what waits; 0: never.
    pub remind_after_hours: u32,
    /// A warning of the town's own needs a second person.
    pub two_person_warnings: bool,
    /// What becomes of pictures that nobody described.
    pub alt_policy: AltPolicy,
}

/// What a town wants to be done about pictures without a description.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum AltPolicy {
    /// Nothing.
    #[serde(rename = "aus")]
    Off,
    /// The overview says how many there are.
    #[default]
    #[serde(rename = "erinnern")]
    Remind,
    /// And staff publish nothing of their own without one.
    #[serde(rename = "erzwingen")]
    Enforce,
}

impl Default for TownSettings {
    fn default() -> Self {
        Self {
            bundesland: None,
            language: "de".into(),
            timezone: "Europe/Berlin".into(),
            color: "#0b4f6c".into(),
            claim: None,
            imprint: None,
            contact: None,
            privacy_officer: None,
            phone: None,
            website: None,
            announcements_url: None,
            borrowed_host: false,
            arms: None,
            source_order: Vec::new(),
            two_person_warnings: false,
            alt_policy: AltPolicy::default(),
            four_eyes: false,
            second_approval: false,
            remind_after_hours: 24,
        }
    }
}

impl AltPolicy {
    /// The place, from 1, of the first picture without which staff may not publish; `alts` are the descriptions of all, an
    /// empty one stands for what only decorates.
    #[must_use]
    pub fn alt_missing<'a>(self, mut alts: impl Iterator<Item = Option<&'a str>>) -> Option<usize> {
        if self != Self::Enforce {
            return None;
        }
        alts.position(|alt| alt.is_none()).map(|index| index + 1)
    }
}

/// A host as people read it: `bürgerhaus.de` rather than `xn--brgerhaus-q9a.de`.
#[must_use]
pub fn shown_host(host: &str) -> String {
    let (name, port) = host.split_once(':').unwrap_or((host, ""));
    let (name, decoded) = idna::domain_to_unicode(name);
    match (decoded, port) {
        (Err(_), _) => host.to_owned(),
        (Ok(()), "") => name,
        (Ok(()), port) => format!("{name}:{port}"),
    }
}

/// What a draft still lacks before it may be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    Imprint,
    Contact,
}

impl Town {
    /// Whether visitors and peers may see it.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.published_at.is_some()
    }

    /// The host as people read it.
    #[must_use]
    pub fn shown_host(&self) -> String {
        shown_host(&self.host)
    }

    /// What is missing before publication (§ 5 DDG: an Impressum and a way to reach someone).
    #[must_use]
    pub fn missing(&self) -> Vec<Missing> {
        let given = |text: &Option<String>| text.as_deref().is_some_and(|t| !t.trim().is_empty());
        let mut missing = Vec::new();
        if !given(&self.settings.imprint) {
            missing.push(Missing::Imprint);
        }
        if !given(&self.settings.contact) {
            missing.push(Missing::Contact);
        }
        missing
    }

    /// The zone for showing times; UTC when the setting names none that exists.
    #[must_use]
    pub fn zone(&self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::get(&self.settings.timezone).unwrap_or(jiff::tz::TimeZone::UTC)
    }
}
