//! The connector contract: what jobs may ask of any platform, and the words in which it answers.
//! In: a [`Cx`] with the network, the source and the time. Out: items, evidence, or a [`SourceError`] on which someone
//! acts. Implemented once per platform, called by jobs; `normalise` alone is pure and serves `source parse`.

use std::time::Duration;

use async_trait::async_trait;
use http::HeaderMap;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use url::Url;

use super::failure::SourceError;
use super::push::{PushSecrets, Reject};
use super::websub::Hub;
use crate::domain::connection::Login;
use crate::domain::item::{Item, ItemMedia, NativeId};
use crate::domain::source::{Aside, Source, SourceKind};
use crate::i18n::Locale;
use crate::net::Net;

/// What a platform can do. Staff see it as "how soon do edits and withdrawals arrive".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    pub push: Push,
    pub edit_signal: EditSignal,
    pub delete_signal: DeleteSignal,
    pub offsets: OffsetUnit,
    pub media_ttl: MediaTtl,
    pub backfill: Backfill,
    pub ordering: Ordering,
    /// Never asked more often than this.
    pub min_interval: Duration,
    /// Asked this often when nothing else is known.
    pub default_interval: Duration,
}

/// Whether the platform tells us by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Push {
    None,
    Webhook,
    WebSub,
    Stream,
}

/// How an edit shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditSignal {
    /// The platform marks edits.
    Explicit,
    /// A version number or id changes.
    Version,
    /// Only the changed content itself.
    HashOnly,
    None,
}

/// How a withdrawal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeleteSignal {
    Push,
    Tombstone,
    /// Looking the post up says that it is gone.
    LookupGone,
    /// Only its absence from the listing.
    RelistOnly,
    None,
}

/// In which unit the platform counts marked runs of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OffsetUnit {
    Utf8Bytes,
    CodePoints,
    Utf16,
    Html,
    None,
}

/// How long addresses of media work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaTtl {
    Stable,
    /// About this long.
    Expires(Duration),
    /// May only be embedded, never copied.
    EmbedOnly,
}

/// How far back the platform lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backfill {
    Full,
    LastN(u32),
    /// As many as the operator of the source chose to list.
    Listed,
    None,
}

/// In which order the platform lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ordering {
    NewestFirst,
    Ranked,
    Unordered,
}

/// One platform.
#[async_trait]
pub trait Connector: Send + Sync {
    /// The kind of source it reads.
    fn kind(&self) -> SourceKind;

    /// What it can do.
    fn capabilities(&self) -> &Capabilities;

    /// Finds what a person means: a web address, or an account as people write it (`@rathaus`, a profile's address).
    ///
    /// # Errors
    /// When there is nothing of this platform to be found, or it cannot be read just now.
    async fn resolve(&self, cx: &LookCx<'_>, given: &str) -> Result<Account, SourceError>;

    /// Whether the connector understands these settings of a source.
    ///
    /// # Errors
    /// What is wrong with them: the name of the setting and what it may be.
    fn check_settings(&self, settings: &serde_json::Value) -> Result<(), String> {
        match settings.as_object().and_then(|fields| fields.keys().next()) {
            Some(name) => Err(name.clone()),
            None => Ok(()),
        }
    }

    /// What reading may cost in a month at most, in thousandths of a US dollar; `None` where it is free. A budget then
    /// holds no more than what is left of it.
    fn monthly_cap(&self, _settings: &serde_json::Value) -> Option<u32> {
        None
    }

    /// When the platform stops serving the version of its interface that is asked for; `None` where versions do not end.
    fn version_ends(&self, _settings: &serde_json::Value) -> Option<Timestamp> {
        None
    }

    /// A cheap look whether the source can be read at all, and who it is. It costs no money.
    ///
    /// # Errors
    /// As [`Connector::poll`].
    async fn health(&self, cx: &Cx<'_>) -> Result<Profile, SourceError>;

    /// One bounded look at the listing; never more requests than the budget holds.
    ///
    /// # Errors
    /// A [`SourceError`]; nothing may then be concluded about any item (DESIGN D10).
    async fn poll(&self, cx: &Cx<'_>, cursor: Option<Cursor>, budget: &mut Budget) -> Result<Batch, SourceError>;

    /// Looks single posts up: the authority for edits, withdrawals and hints. Answers come in the order of `asks`;
    /// asks beyond the budget are answered [`Fetched::Transient`]. The control read that makes a "gone" believable is
    /// the caller's: it puts a post known to be there among the asks.
    ///
    /// # Errors
    /// A [`SourceError`] when the platform as a whole cannot be asked.
    async fn refetch(
        &self,
        cx: &Cx<'_>,
        asks: &[Ask],
        budget: &mut Budget,
    ) -> Result<Vec<(NativeId, Fetched)>, SourceError>;

    /// Reads one recorded answer of the platform. Pure: no network, no clock.
    ///
    /// # Errors
    /// When the bytes are not an answer of this platform at all; single broken posts are set aside instead.
    fn normalise(&self, raw: &[u8], cx: &NormaliseCx) -> Result<Parsed, SourceError>;

    /// Answers the platform's question whether this address is ours, from the query of its GET. Pure.
    ///
    /// # Errors
    /// When the question does not carry our word.
    fn handshake(&self, _query: &[(String, String)], _secrets: &PushSecrets) -> Result<String, Reject> {
        Err(Reject::NotOffered)
    }

    /// Judges a push over its raw bytes, in constant time. Pure; what it says is only a reason to look.
    ///
    /// # Errors
    /// When it is not signed as the platform signs.
    fn accept_push(&self, _headers: &HeaderMap, _raw: &[u8], _secrets: &PushSecrets) -> Result<Vec<Hint>, Reject> {
        Err(Reject::NotOffered)
    }

    /// Where a medium without an address can be fetched just now; `None` where there is no such place. The address may
    /// hold a login: it is used at once and never stored, shown or logged.
    ///
    /// # Errors
    /// As [`Connector::poll`].
    async fn media_address(&self, _cx: &LookCx<'_>, _media: &ItemMedia) -> Result<Option<Url>, SourceError> {
        Ok(None)
    }

    /// Gets a new token for one that is still good; `None` where the platform has no such thing.
    ///
    /// # Errors
    /// [`Cause::LoginExpired`](crate::domain::source::Cause::LoginExpired) when only a person can help.
    async fn refresh_login(&self, _cx: &LookCx<'_>, _login: &Login) -> Result<Option<Login>, SourceError> {
        Ok(None)
    }
}

/// What a connector is given for a look.
pub struct Cx<'a> {
    pub net: &'a Net,
    pub source: &'a Source,
    pub now: Timestamp,
    /// The source's own zone, for times without one.
    pub zone: TimeZone,
    /// In which language what the connector adds to a message is said: the town's.
    pub locale: Locale,
    /// What the platform wants to see, where it wants something.
    pub login: Option<&'a Login>,
}

/// What a connector is given while there is no source yet.
#[derive(Clone)]
pub struct LookCx<'a> {
    pub net: &'a Net,
    /// Where the API lives when not at its usual place.
    pub api_base: Option<Url>,
    pub login: Option<&'a Login>,
    /// What a person set by hand, where the connector offers that.
    pub settings: Option<&'a serde_json::Map<String, serde_json::Value>>,
    pub now: Timestamp,
    pub zone: TimeZone,
}

/// An account or address that can be mirrored, as its platform knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// What is polled from now on; a town mirrors it once.
    pub url: Url,
    /// Its page for readers.
    pub site_url: Option<Url>,
    pub name: Option<String>,
    /// The account's own id (page id, DID, channel id): posts of others are skipped.
    pub account: Option<String>,
    /// The connector's own settings, a JSON object; opaque to everyone else.
    pub settings: serde_json::Value,
}

impl Account {
    /// An address about which nothing else is known.
    #[must_use]
    pub fn at(url: Url) -> Self {
        Self { url, site_url: None, name: None, account: None, settings: serde_json::json!({}) }
    }
}

/// What `normalise` is given beside the bytes.
#[derive(Debug, Clone)]
pub struct NormaliseCx {
    /// Where the bytes came from: relative addresses count from here.
    pub base_url: Option<Url>,
    /// The `charset` of the HTTP `Content-Type`.
    pub charset: Option<String>,
    /// The source's zone, for times without one.
    pub zone: TimeZone,
    /// When given, items from the future are set aside.
    pub now: Option<Timestamp>,
    /// The account whose posts count; posts of others are skipped. Unused by feeds.
    pub account: Option<String>,
    /// In which language what the connector adds to a message is said.
    pub locale: Locale,
}

impl Default for NormaliseCx {
    fn default() -> Self {
        Self { base_url: None, charset: None, zone: default_zone(), now: None, account: None, locale: Locale::De }
    }
}

/// The zone of a source that names none: Europe/Berlin.
#[must_use]
pub fn default_zone() -> TimeZone {
    TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC)
}

/// What a connector wants to remember between looks. Opaque to everyone else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(pub serde_json::Value);

/// How many requests a call may still make, and what it may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    left: u32,
    money: u32,
    spent: u32,
}

impl Budget {
    /// A budget of so many requests, without money.
    #[must_use]
    pub fn requests(left: u32) -> Self {
        Self { left, money: 0, spent: 0 }
    }

    /// The same with money, in thousandths of a US dollar.
    #[must_use]
    pub fn with_money(self, money: u32) -> Self {
        Self { money, ..self }
    }

    /// Takes one request out; `false` when there is none left.
    pub fn take(&mut self) -> bool {
        let had = self.left > 0;
        self.left = self.left.saturating_sub(1);
        had
    }

    /// Sets requests aside for something of its own: at most so many, and no money.
    pub fn split(&mut self, most: u32) -> Self {
        let part = self.left.min(most);
        self.left -= part;
        Self::requests(part)
    }

    /// What is left to spend, in thousandths of a US dollar.
    #[must_use]
    pub fn money(&self) -> u32 {
        self.money
    }

    /// What was spent.
    #[must_use]
    pub fn spent(&self) -> u32 {
        self.spent
    }

    /// Pays before asking, for the most that may come; `false`, and nothing is paid, when there is too little.
    pub fn pay(&mut self, price: u32) -> bool {
        let Some(left) = self.money.checked_sub(price) else { return false };
        self.money = left;
        self.spent = self.spent.saturating_add(price);
        true
    }

    /// Takes back what was paid for more than came.
    pub fn take_back(&mut self, price: u32) {
        let price = price.min(self.spent);
        self.spent -= price;
        self.money = self.money.saturating_add(price);
    }
}

/// What one look at the listing gave.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Batch {
    /// In the order of the listing. One in the state `Deleted` carries nothing but its id: the listing itself says that it
    /// is gone, and it is looked up at once.
    pub items: Vec<Item>,
    /// Listed as well, and not read again this time: known posts count as seen, nothing else.
    pub listed: Vec<NativeId>,
    /// Listed, but not usable; counted and shown to staff. They are listed all the same: never "absent".
    pub quarantined: Vec<Quarantined>,
    /// To be handed in next time.
    pub next: Option<Cursor>,
    pub window: Window,
    /// The listing is the same as last time; `items` is empty and everything known is still listed.
    pub unchanged: bool,
    /// How long the source itself asks us to wait (ttl, max-age), in seconds.
    pub interval_hint_s: Option<u32>,
    /// Who the source says it is.
    pub profile: Option<Profile>,
    /// The source has moved for good, seen three times in a row.
    pub moved_to: Option<Url>,
    pub hub: Option<Hub>,
}

/// Whether absence from a listing may start a lookup.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Window {
    /// The listing is whole. `from` is the time of its oldest dated entry: older posts have merely dropped out.
    Complete { from: Option<Timestamp>, to: Option<Timestamp> },
    /// The listing is whole for what was said between these moments, and says nothing about anything older.
    Span { from: Timestamp, to: Timestamp },
    /// Something may be missing: conclude nothing.
    #[default]
    Partial,
}

impl Window {
    /// The same, but saying nothing about what is older than `oldest`.
    #[must_use]
    pub fn no_earlier_than(self, oldest: Option<Timestamp>) -> Self {
        match (self, oldest) {
            (Self::Complete { from, to }, Some(oldest)) => {
                Self::Complete { from: Some(from.map_or(oldest, |from| from.max(oldest))), to }
            }
            (Self::Span { from, to }, Some(oldest)) => Self::Span { from: from.max(oldest), to },
            (Self::Partial, _) | (_, None) => Self::Partial,
        }
    }
}

/// A post that was listed but cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quarantined {
    pub native_id: Option<NativeId>,
    /// What it was; people's words are chosen by it.
    pub aside: Aside,
    /// For the log, English.
    pub reason: String,
    /// The beginning of it, so that a person can recognise it.
    pub excerpt: String,
}

/// Who a source says it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Profile {
    pub name: Option<String>,
    /// Its page for readers, absolute.
    pub site_url: Option<String>,
    /// Primary language subtag.
    pub lang: Option<String>,
}

/// A post to look up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    pub native_id: NativeId,
    pub canonical_url: Option<String>,
    /// When it starts, if it is an appointment.
    pub starts: Option<Timestamp>,
}

/// What a lookup gave.
#[derive(Debug, Clone, PartialEq)]
pub enum Fetched {
    /// The post as it is now.
    Found(Box<Item>),
    /// It is there; its content was not read.
    StillThere,
    Gone(Evidence),
    /// It is there, or not, but not for us.
    Forbidden,
    /// No answer that means anything; ask again later, or let a person look.
    Transient,
}

/// Why a post counts as gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// What answered, e.g. `http 410`.
    pub how: String,
    pub sign: Sign,
}

/// How sure a sign of withdrawal is; what is less sure is asked again later (DESIGN D10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// The source itself says so: 410, a tombstone, "private".
    Said,
    /// The platform's interface was asked for its id and does not know it.
    UnknownId,
    /// A website answers 404, or a calendar does not list it any more.
    NotFound,
}

/// What `normalise` made of some bytes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parsed {
    pub items: Vec<Item>,
    pub hints: Vec<Hint>,
    pub quarantined: Vec<Quarantined>,
    pub profile: Profile,
    /// Something may be missing: the bytes were cut off or had to be mended where posts begin and end.
    pub damaged: bool,
    /// How long the document itself asks us to wait, in seconds.
    pub ttl_s: Option<u32>,
    pub hub: Option<Hub>,
}

/// What a push told us: a reason to look, never content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hint {
    pub native_id: NativeId,
    pub verb: HintVerb,
}

/// What is said to have happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HintVerb {
    Create,
    Update,
    Delete,
}
