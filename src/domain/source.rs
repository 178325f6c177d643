//! A source: one mirrored feed, page, channel or calendar, with its cursor, interval and health.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub use super::cause::{Aside, Cause, ErrorClass};
use super::ids::{ConnectionId, SourceId, TownId, Ulid};
use super::stored::stored_enum;

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

impl SourceKind {
    /// Whether a person agrees to each of its posts unless the source's own rules say otherwise. What comes by mail was
    /// written to readers one by one; what was said to them alone is taken out by machine, and machines miss things.
    #[must_use]
    pub fn asks_first(self) -> bool {
        self == Self::Mail
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
/// A channel that has been interrupted for longer than this is shown as such, in seconds.
const STALE_AFTER_S: i64 = 15 * 60;
/// Warnings are waited for less patiently.
const WARNINGS_STALE_AFTER_S: i64 = 10 * 60;

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
        let longest = self.longest_interval_s();
        let adaptive = u32::try_from(quiet_s / 60).unwrap_or(longest).clamp(MIN_INTERVAL_S, longest);
        adaptive.max(hint_s.unwrap_or(0).min(longest))
    }

    /// The longest it is left alone while all is well. Warnings may come after years of silence.
    fn longest_interval_s(&self) -> u32 {
        if self.kind == SourceKind::Cap { MIN_INTERVAL_S } else { MAX_INTERVAL_S }
    }

    /// How long trouble lasts before readers are told that the channel is not up to date.
    #[must_use]
    pub fn stale_after(&self) -> SignedDuration {
        let warns = self.kind == SourceKind::Cap;
        SignedDuration::from_secs(if warns { WARNINGS_STALE_AFTER_S } else { STALE_AFTER_S })
    }

    /// Whether followers may be told what it says. X's terms may let a town show its posts and not pass them on, so that
    /// needs a word of its own (`deliver=yes`); until then they are on page, feeds and outbox only, and stand alone: in a
    /// post that is said elsewhere, too, they would be passed on with it.
    #[must_use]
    pub fn reaches_followers(&self) -> bool {
        self.kind != SourceKind::X || self.settings.get("deliver").and_then(serde_json::Value::as_str) == Some("yes")
    }

    /// Whether the main actor boosts the originals of its posts instead of saying them itself (`boost=yes`): what stands in
    /// the Fediverse already would be there twice. On page and in feeds they stand like any other.
    #[must_use]
    pub fn is_boosted(&self) -> bool {
        self.kind == SourceKind::Mastodon
            && self.settings.get("boost").and_then(serde_json::Value::as_str) == Some("yes")
    }

    /// Whether somebody looks at it from time to time.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.kind != SourceKind::Own && self.state == SourceState::Active
    }

    /// After how many minutes at most a change at the source is seen here while both work; `None` where nobody looks, and
    /// for websites without a feed, whose older articles are read again only now and then.
    #[must_use]
    pub fn longest_delay_min(&self) -> Option<u32> {
        (self.is_read() && self.kind != SourceKind::Html)
            .then(|| self.fixed_interval.unwrap_or(self.longest_interval_s()).div_ceil(60))
    }

    /// How long to wait after `failures` bad looks in a row: doubling from the minimum to 15 min, for warnings to 2 min.
    #[must_use]
    pub fn backoff_s(&self, failures: u32) -> u32 {
        let longest = if self.kind == SourceKind::Cap { 2 * MIN_INTERVAL_S } else { MAX_INTERVAL_S };
        let base = self.fixed_interval.unwrap_or(MIN_INTERVAL_S).clamp(1, MAX_INTERVAL_S);
        let doubled = base.saturating_mul(1u32.checked_shl(failures.saturating_sub(1).min(8)).unwrap_or(256));
        doubled.min(longest.max(base))
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
    fn warnings_are_looked_for_every_minute_whatever_happened() {
        let (plain, warns) = (source(), Source { kind: SourceKind::Cap, ..source() });
        let years = at(3_000_000);
        assert_eq!((plain.interval_s(years, None), warns.interval_s(years, Some(900))), (900, 60));
        assert_eq!((plain.backoff_s(9), warns.backoff_s(9)), (900, 120));
        assert_eq!((plain.longest_delay_min(), warns.longest_delay_min()), (Some(15), Some(1)));
        assert!(warns.stale_after() < plain.stale_after());
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
