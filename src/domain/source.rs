//! A source: one mirrored feed, page, channel or calendar, with its cursor, interval and health.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ids::{ConnectionId, SourceId, TownId, Ulid};

macro_rules! stored_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant),* }

        impl $name {
            /// Every value there is.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The form in which it is stored and typed.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }

            /// Reads the stored form.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

pub(super) use stored_enum;

stored_enum! {
    /// Which connector reads it.
    SourceKind {
        Feed = "feed",
        Html = "html",
        Ical = "ical",
        Oparl = "oparl",
        Facebook = "facebook",
        Instagram = "instagram",
        Threads = "threads",
        Youtube = "youtube",
        Telegram = "telegram",
        Bluesky = "bluesky",
        Mastodon = "mastodon",
        Cap = "cap",
        Linkedin = "linkedin",
        Tiktok = "tiktok",
        X = "x",
        Mail = "mail",
        /// What staff write or pass on themselves; nobody polls it.
        Own = "own",
    }
}

stored_enum! {
    /// Whether it is read.
    SourceState {
        Active = "active",
        /// Someone stopped it for a while.
        Paused = "paused",
        /// "Kanal eingestellt am …": posts stay, checks stop.
        Retired = "retired",
        /// Taken out by staff.
        Removed = "removed",
    }
}

stored_enum! {
    /// Whose channel it is.
    #[derive(Default)]
    SourceClass {
        /// The town's own.
        #[default]
        Official = "official",
        /// A municipal enterprise: works, museum, public transport.
        Municipal = "municipal",
        /// A club, a company, the press: never said by the town's account, never merged with the town's words.
        ThirdParty = "third_party",
    }
}

stored_enum! {
    /// Why the last look failed, as someone must act on it (`SourceError`).
    ErrorClass {
        RateLimited = "rate_limited",
        AuthDead = "auth_dead",
        PermissionMissing = "permission_missing",
        VersionSunset = "version_sunset",
        Transient = "transient",
        Gone = "gone",
        Malformed = "malformed",
        ConfigWrong = "config_wrong",
    }
}

stored_enum! {
    /// What exactly went wrong. It decides the [`ErrorClass`], and which words people read.
    Cause {
        AskedToWait = "asked_to_wait",
        LoginExpired = "login_expired",
        /// No login was given yet.
        LoginMissing = "login_missing",
        /// What the platform allows us for this time is used up.
        QuotaUsed = "quota_used",
        Forbidden = "forbidden",
        Sunset = "sunset",
        ServerTrouble = "server_trouble",
        NameUnknown = "name_unknown",
        Unreachable = "unreachable",
        TlsFailed = "tls_failed",
        TimedOut = "timed_out",
        /// Our own requests wait for each other.
        Busy = "busy",
        BrokenOff = "broken_off",
        Gone = "gone",
        TooLarge = "too_large",
        EmptyAnswer = "empty_answer",
        /// A sound feed without a single entry.
        EmptyList = "empty_list",
        NotAFeed = "not_a_feed",
        /// Our reader failed.
        ReaderFailed = "reader_failed",
        NotFound = "not_found",
        NoDocument = "no_document",
        WebPage = "web_page",
        Sitemap = "sitemap",
        /// A redirect that leads in a circle, nowhere, or where we may not go.
        RedirectRefused = "redirect_refused",
        /// The guard refuses the address: private network, port, scheme.
        AddressRefused = "address_refused",
        AddressUnreadable = "address_unreadable",
        /// Nothing here reads this platform yet.
        NotConnected = "not_connected",
        /// Our own configuration for going out is wrong.
        Egress = "egress",
    }
}

impl Cause {
    /// Who can do something about it.
    #[must_use]
    pub fn class(self) -> ErrorClass {
        match self {
            Self::AskedToWait | Self::QuotaUsed => ErrorClass::RateLimited,
            Self::LoginExpired | Self::LoginMissing => ErrorClass::AuthDead,
            Self::Forbidden => ErrorClass::PermissionMissing,
            Self::Sunset => ErrorClass::VersionSunset,
            Self::ServerTrouble
            | Self::NameUnknown
            | Self::Unreachable
            | Self::TlsFailed
            | Self::TimedOut
            | Self::Busy
            | Self::BrokenOff => ErrorClass::Transient,
            Self::Gone => ErrorClass::Gone,
            Self::TooLarge | Self::EmptyAnswer | Self::EmptyList | Self::NotAFeed | Self::ReaderFailed => {
                ErrorClass::Malformed
            }
            Self::NotFound
            | Self::NoDocument
            | Self::WebPage
            | Self::Sitemap
            | Self::RedirectRefused
            | Self::AddressRefused
            | Self::AddressUnreadable
            | Self::NotConnected
            | Self::Egress => ErrorClass::ConfigWrong,
        }
    }

    /// The likeliest cause of a class, where it is not known what exactly it was.
    #[must_use]
    pub fn usual(class: ErrorClass) -> Self {
        match class {
            ErrorClass::RateLimited => Self::AskedToWait,
            ErrorClass::AuthDead => Self::LoginExpired,
            ErrorClass::PermissionMissing => Self::Forbidden,
            ErrorClass::VersionSunset => Self::Sunset,
            ErrorClass::Transient => Self::Unreachable,
            ErrorClass::Gone => Self::Gone,
            ErrorClass::Malformed => Self::NotAFeed,
            ErrorClass::ConfigWrong => Self::NoDocument,
        }
    }

    /// Reads the word that stands first in a stored message, `too_large: …`; `None` for messages without one.
    #[must_use]
    pub fn of_message(message: &str) -> Option<Self> {
        message.split_once(": ").and_then(|(word, _)| Self::parse(word))
    }
}

stored_enum! {
    /// Why a single entry was set aside.
    Aside {
        Future = "future",
        Cut = "cut",
        Twice = "twice",
        Empty = "empty",
        NoEntry = "no_entry",
        TooMany = "too_many",
        /// Storing it failed.
        NotTaken = "not_taken",
    }
}

impl Aside {
    /// Reads the word that stands first in a stored reason, `future: …`; `None` for reasons without one.
    #[must_use]
    pub fn of_reason(reason: &str) -> Option<Self> {
        reason.split_once(": ").and_then(|(word, _)| Self::parse(word))
    }
}

/// One mirrored channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub id: SourceId,
    pub town: TownId,
    pub ulid: Ulid,
    pub kind: SourceKind,
    /// Readable address part, unique in the town.
    pub slug: String,
    /// As readers see it, "Rathaus aktuell".
    pub name: String,
    /// What the connector polls.
    pub url: String,
    /// The account's own page for readers.
    pub site_url: Option<String>,
    /// Where the API lives when not at its usual place (tests, self-hosted).
    pub api_base: Option<String>,
    /// The login it is read with, where the platform wants one.
    pub connection: Option<ConnectionId>,
    /// The account's own id at the platform: posts of others are skipped.
    pub account: Option<String>,
    /// The connector's own settings, a JSON object. Opaque to everyone else.
    pub settings: serde_json::Value,
    pub state: SourceState,
    pub class: SourceClass,
    /// Staff fixed the interval, in seconds.
    pub fixed_interval: Option<u32>,
    /// What the connector wants to remember: validators, watermark. Opaque to everyone else.
    pub cursor: Option<serde_json::Value>,
    pub created_at: Timestamp,
    /// Items said before this moment are silent (D11).
    pub activated_at: Timestamp,
    /// The first complete pass is done: from now on undated items are news.
    pub first_pass_at: Option<Timestamp>,
    pub retired_at: Option<Timestamp>,
    pub health: Health,
}

/// How a source is doing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Health {
    pub last_check_at: Option<Timestamp>,
    pub last_success_at: Option<Timestamp>,
    pub last_new_at: Option<Timestamp>,
    pub next_check_at: Option<Timestamp>,
    pub failing_since: Option<Timestamp>,
    /// Consecutive failures.
    pub failures: u32,
    /// The class, and what exactly: a [`Cause`] word, a colon, English details for the log.
    pub error: Option<(ErrorClass, String)>,
    /// Malformed items set aside so far.
    pub quarantined: u32,
}

/// The first window in which a source is asked again, and the last.
pub const MIN_INTERVAL_S: u32 = 60;
/// The longest adaptive interval: 15 minutes.
pub const MAX_INTERVAL_S: u32 = 900;

impl Source {
    /// How long to wait after a good look: the fixed interval, else 60 s while news is fresh, growing with the age of
    /// the last news to 15 min; `hint_s` (ttl, max-age) raises it to 15 min at most.
    #[must_use]
    pub fn interval_s(&self, now: Timestamp, hint_s: Option<u32>) -> u32 {
        if let Some(fixed) = self.fixed_interval {
            return fixed.max(1);
        }
        let quiet_s = self
            .health
            .last_new_at
            .or(self.first_pass_at)
            .map_or(0, |at| now.as_second().saturating_sub(at.as_second()).max(0));
        let adaptive = u32::try_from(quiet_s / 60).unwrap_or(MAX_INTERVAL_S).clamp(MIN_INTERVAL_S, MAX_INTERVAL_S);
        adaptive.max(hint_s.unwrap_or(0).min(MAX_INTERVAL_S))
    }

    /// Whether somebody looks at it from time to time.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.kind != SourceKind::Own && self.state == SourceState::Active
    }

    /// After how many minutes at most a change at the source is seen here while both work; `None` where nobody looks.
    #[must_use]
    pub fn longest_delay_min(&self) -> Option<u32> {
        self.is_read().then(|| self.fixed_interval.unwrap_or(MAX_INTERVAL_S).div_ceil(60))
    }

    /// How long to wait after `failures` bad looks in a row: doubling from the minimum to 15 min.
    #[must_use]
    pub fn backoff_s(&self, failures: u32) -> u32 {
        let base = self.fixed_interval.unwrap_or(MIN_INTERVAL_S).clamp(1, MAX_INTERVAL_S);
        base.saturating_mul(1u32.checked_shl(failures.saturating_sub(1).min(8)).unwrap_or(256)).min(MAX_INTERVAL_S)
    }
}

/// Why a look failed, as the connector reports it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {message}", class.as_str())]
pub struct Failure {
    pub class: ErrorClass,
    /// A [`Cause`] word, a colon, English details for the log, without secrets.
    pub message: String,
    /// Not before this moment.
    pub retry_at: Option<Timestamp>,
}

stored_enum! {
    /// How a source is doing, in one word.
    Condition {
        /// "läuft"
        Running = "running",
        /// "gedrosselt": the source asked us to wait.
        Throttled = "throttled",
        /// "gestört"
        Failing = "failing",
        /// "wartet auf eine Person": it is read, but something it did is held.
        WaitsForPerson = "waits_for_person",
        /// "pausiert"
        Paused = "paused",
        /// "eingestellt"
        Retired = "retired",
    }
}

/// Where a source stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub condition: Condition,
    /// Since when, where that is known.
    pub since: Option<Timestamp>,
    /// Why it is throttled or failing.
    pub cause: Option<Cause>,
}

impl Source {
    /// Where the source stands; `held_since` is when the oldest of its held changes that no one answered was held. What
    /// a person decided counts first, then trouble, then questions.
    #[must_use]
    pub fn standing(&self, held_since: Option<Timestamp>) -> Standing {
        let of = |condition, since| Standing { condition, since, cause: None };
        match self.state {
            SourceState::Paused => return of(Condition::Paused, None),
            SourceState::Retired | SourceState::Removed => return of(Condition::Retired, self.retired_at),
            SourceState::Active => {}
        }
        if let (Some((class, message)), Some(since)) = (&self.health.error, self.health.failing_since) {
            let condition = if *class == ErrorClass::RateLimited { Condition::Throttled } else { Condition::Failing };
            let cause = Cause::of_message(message).unwrap_or_else(|| Cause::usual(*class));
            return Standing { condition, since: Some(since), cause: Some(cause) };
        }
        match held_since {
            Some(since) => of(Condition::WaitsForPerson, Some(since)),
            None => of(Condition::Running, None),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::domain) fn at(minutes: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + 60 * minutes).unwrap()
    }

    /// A source that was read well at minute 0.
    pub(in crate::domain) fn source() -> Source {
        Source {
            id: SourceId(1),
            town: TownId(1),
            ulid: Ulid::nil(),
            kind: SourceKind::Feed,
            slug: "rathaus".into(),
            name: "Rathaus".into(),
            url: "https://www.musterbach.de/feed".into(),
            site_url: None,
            api_base: None,
            connection: None,
            account: None,
            settings: serde_json::json!({}),
            state: SourceState::Active,
            class: SourceClass::Official,
            fixed_interval: None,
            cursor: None,
            created_at: at(-10_000),
            activated_at: at(-10_000),
            first_pass_at: Some(at(-10_000)),
            retired_at: None,
            health: Health { last_success_at: Some(at(0)), next_check_at: Some(at(1)), ..Health::default() },
        }
    }

    pub(in crate::domain) fn failing(class: ErrorClass, since: Timestamp) -> Source {
        let mut source = source();
        source.health.error = Some((class, "HTTP".into()));
        source.health.failing_since = Some(since);
        source
    }

    #[test]
    fn where_a_source_stands() {
        let with = |state, base: Source| Source { state, retired_at: Some(at(7)), ..base };
        let (held, transient) = (Some(at(3)), failing(ErrorClass::Transient, at(2)));
        let mut slow = transient.clone();
        slow.health.error = Some((ErrorClass::Transient, "timed_out: no answer after 20 s".into()));
        for (what, source, held, condition, since, cause) in [
            ("well", source(), None, Condition::Running, None, None),
            ("a question", source(), held, Condition::WaitsForPerson, held, None),
            ("trouble", transient.clone(), None, Condition::Failing, Some(at(2)), Some(Cause::Unreachable)),
            ("known better", slow, None, Condition::Failing, Some(at(2)), Some(Cause::TimedOut)),
            ("both", transient.clone(), held, Condition::Failing, Some(at(2)), Some(Cause::Unreachable)),
            (
                "asked to wait",
                failing(ErrorClass::RateLimited, at(2)),
                held,
                Condition::Throttled,
                Some(at(2)),
                Some(Cause::AskedToWait),
            ),
            ("paused in trouble", with(SourceState::Paused, transient.clone()), held, Condition::Paused, None, None),
            ("ended", with(SourceState::Retired, transient.clone()), held, Condition::Retired, Some(at(7)), None),
            ("taken out", with(SourceState::Removed, transient), None, Condition::Retired, Some(at(7)), None),
        ] {
            assert_eq!(source.standing(held), Standing { condition, since, cause }, "{what}");
        }
    }
}
