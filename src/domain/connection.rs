//! A connection: one login at one platform, with the people who look after it. Sources of the same account share it.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::ids::{ConnectionId, TownId, Ulid};
use super::source::SourceKind;
use super::stored::stored_enum;

/// A word that must not be seen: prints as dots. Serialises as it is, for the sealer alone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Hides a word.
    #[must_use]
    pub fn new(word: impl Into<String>) -> Self {
        Self(word.into())
    }

    /// The word itself, for the request that needs it and nothing else.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What a platform wants to see before it answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    /// Access token, API key, bot token or password.
    pub token: Secret,
    /// Gets a new token where the platform works like that (RFC 6749 §6).
    #[serde(default)]
    pub refresh: Option<Secret>,
    #[serde(default)]
    pub app_id: Option<String>,
    #[serde(default)]
    pub app_secret: Option<Secret>,
    /// The name that goes with a password.
    #[serde(default)]
    pub user: Option<String>,
    /// The word a platform repeats when it pushes to us.
    #[serde(default)]
    pub verify: Option<Secret>,
    #[serde(default)]
    pub expires_at: Option<Timestamp>,
    /// Until when the platform lets the app read although the token itself lives on (Meta).
    #[serde(default)]
    pub data_access_until: Option<Timestamp>,
    /// Until when `refresh` is good, where the platform says so.
    #[serde(default)]
    pub refresh_until: Option<Timestamp>,
    /// The token of the person who logged in, where what we read with only comes from it (a Page's token). Used to take
    /// the permission back, for nothing else.
    #[serde(default)]
    pub grant: Option<Secret>,
    /// Who logged in, by the number under which the platform knows that person to the app.
    #[serde(default)]
    pub granted_by: Option<String>,
    /// Which way of logging in gave it, `facebook`; `None` for one that came from a file.
    #[serde(default)]
    pub provider: Option<String>,
}

/// An app that a town registered at a platform: in its name a person is asked to log in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlatformApp {
    pub id: String,
    pub secret: Secret,
    /// The word the platform repeats when it pushes to us.
    #[serde(default)]
    pub verify: Option<Secret>,
}

impl Login {
    /// A login that is only a token.
    #[must_use]
    pub fn with_token(token: impl Into<String>) -> Self {
        Self {
            token: Secret::new(token),
            refresh: None,
            app_id: None,
            app_secret: None,
            user: None,
            verify: None,
            expires_at: None,
            data_access_until: None,
            refresh_until: None,
            grant: None,
            granted_by: None,
            provider: None,
        }
    }

    /// When a person has to log in again at the latest. An access token that is got anew by itself is no such end; what it
    /// is got with may be.
    #[must_use]
    pub fn ends_at(&self) -> Option<Timestamp> {
        let token = if self.refresh.is_some() { self.refresh_until } else { self.expires_at };
        [token, self.data_access_until].into_iter().flatten().min()
    }

    /// The app it was given to.
    #[must_use]
    pub fn app(&self) -> Option<PlatformApp> {
        let (id, secret) = (self.app_id.clone()?, self.app_secret.clone()?);
        Some(PlatformApp { id, secret, verify: self.verify.clone() })
    }

    /// When to ask for a new one: at half its life, counted from now.
    #[must_use]
    pub fn refresh_at(&self, now: Timestamp) -> Option<Timestamp> {
        let left = self.expires_at?.duration_since(now);
        now.checked_add(left.max(SignedDuration::ZERO) / 2).ok()
    }
}

/// Where a connection's login is sealed (DESIGN D15).
#[must_use]
pub fn login_place(ulid: &str) -> String {
    format!("connection/login/{ulid}")
}

/// Where the papers of a login that was asked for are sealed.
#[must_use]
pub fn flow_place(ulid: &str) -> String {
    format!("login_flow/papers/{ulid}")
}

/// A login as it is known without opening it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    pub id: ConnectionId,
    pub town: TownId,
    pub ulid: Ulid,
    pub platform: SourceKind,
    /// What people call it: the account's name.
    pub name: String,
    /// The account's own id at the platform.
    pub account: Option<String>,
    /// Sealed for `connection/login/{ulid}`.
    pub login_sealed: String,
    pub expires_at: Option<Timestamp>,
    pub data_access_until: Option<Timestamp>,
    /// Who renews it, and who does when that person is away: names or mail addresses.
    pub person: Option<String>,
    pub deputy: Option<String>,
    pub refreshed_at: Option<Timestamp>,
    /// When the next refresh is due; `None` where a token lives for ever or only a person can renew it.
    pub refresh_at: Option<Timestamp>,
    /// The platform refused the login since then.
    pub dead_since: Option<Timestamp>,
    /// When a person has to log in again at the latest.
    pub ends_at: Option<Timestamp>,
    /// Whoever renews it keeps others away until then.
    pub renewing_until: Option<Timestamp>,
    /// A token that works only once was sent, and what came back is not stored: if the platform then refuses it, it is lost.
    pub renewal_begun_at: Option<Timestamp>,
    /// The platform will not renew it any more.
    pub renewal_refused_at: Option<Timestamp>,
    /// Rights that the platform does not give any more, and since when.
    pub missing: Option<(Vec<String>, Timestamp)>,
    pub created_at: Timestamp,
}

stored_enum! {
    /// What there is to say about a login to those who look after it.
    NoticeKind {
        EndsIn14 = "ends_in_14",
        EndsIn7 = "ends_in_7",
        EndsIn3 = "ends_in_3",
        EndsIn1 = "ends_in_1",
        Ended = "ended",
        /// The platform does not take it any more.
        Refused = "refused",
        /// The platform does not renew it any more.
        RenewalRefused = "renewal_refused",
        /// Renewing broke off after the old token was used up.
        RenewalLost = "renewal_lost",
        /// It still works, but may not read all it should.
        RightsMissing = "rights_missing",
        /// The platform soon serves no longer what we ask for: first and last word of it.
        VersionEnds = "version_ends",
        VersionEndsSoon = "version_ends_soon",
    }
}

/// Something to say once: the same kind again only on another occasion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notice {
    pub kind: NoticeKind,
    /// The end, or since when it is so.
    pub occasion: Timestamp,
}

/// How long before the end it is said, the nearest first, in hours.
const STEPS: [(i64, NoticeKind); 5] = [
    (0, NoticeKind::Ended),
    (24, NoticeKind::EndsIn1),
    (3 * 24, NoticeKind::EndsIn3),
    (7 * 24, NoticeKind::EndsIn7),
    (14 * 24, NoticeKind::EndsIn14),
];

/// What there is to say about the version of a platform's interface that ends then: two months and two weeks before. When
/// it has ended its channels say so themselves.
#[must_use]
pub fn version_notice(end: Timestamp, now: Timestamp) -> Option<Notice> {
    let kind = match end.duration_since(now).as_hours().div_euclid(24) {
        _ if end <= now => return None,
        0..14 => NoticeKind::VersionEndsSoon,
        14..60 => NoticeKind::VersionEnds,
        _ => return None,
    };
    Some(Notice { kind, occasion: end })
}

impl Connection {
    /// What there is to say now. Of the steps before the end only the nearest counts.
    #[must_use]
    pub fn notices(&self, now: Timestamp) -> Vec<Notice> {
        let said = |kind, at: Option<Timestamp>| at.map(|occasion| Notice { kind, occasion });
        let lost = if self.renewal_begun_at.is_some() { NoticeKind::RenewalLost } else { NoticeKind::RenewalRefused };
        let refused = said(lost, self.renewal_refused_at).or(said(NoticeKind::Refused, self.dead_since));
        let ends = self.ends_at.and_then(|end| {
            let left = end.duration_since(now);
            let (_, kind) = STEPS.into_iter().find(|(hours, _)| left <= SignedDuration::from_hours(*hours))?;
            Some(Notice { kind, occasion: end })
        });
        let missing = said(NoticeKind::RightsMissing, self.missing.as_ref().map(|(_, since)| *since));
        [refused, ends, missing].into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_printed() {
        let login = Login { app_secret: Some(Secret::new("geheim")), ..Login::with_token("EAAB-geheim") };
        assert!(!format!("{login:?}").contains("geheim"));
        assert_eq!(login.token.reveal(), "EAAB-geheim");
    }

    #[test]
    fn a_token_is_renewed_at_half_its_life() {
        let now: Timestamp = "2026-03-01T00:00:00Z".parse().unwrap();
        let mut login = Login::with_token("t");
        assert_eq!(login.refresh_at(now), None);
        login.expires_at = Some("2026-04-30T00:00:00Z".parse().unwrap());
        assert_eq!(login.refresh_at(now), Some("2026-03-31T00:00:00Z".parse().unwrap()));
        login.expires_at = Some("2026-02-01T00:00:00Z".parse().unwrap());
        assert_eq!(login.refresh_at(now), Some(now));
        login.refresh = Some(Secret::new("r"));
        assert_eq!(login.ends_at(), None, "it is got anew by itself");
        login.refresh_until = Some(now);
        assert_eq!(login.ends_at(), Some(now));
    }

    #[test]
    fn the_end_of_a_version_is_told_two_months_and_two_weeks_before() {
        let end: Timestamp = "2027-09-01T00:00:00Z".parse().unwrap();
        for (now, kind) in [
            ("2027-07-02T23:00:00Z", None),
            ("2027-07-03T00:00:01Z", Some(NoticeKind::VersionEnds)),
            ("2027-08-18T00:00:01Z", Some(NoticeKind::VersionEndsSoon)),
            ("2027-09-01T00:00:01Z", None),
        ] {
            assert_eq!(version_notice(end, now.parse().unwrap()).map(|notice| notice.kind), kind, "{now}");
        }
    }

    #[test]
    fn of_the_steps_before_the_end_the_nearest_is_said() {
        let now: Timestamp = "2026-03-01T00:00:00Z".parse().unwrap();
        let connection = |hours: i64| Connection {
            id: ConnectionId(1),
            town: TownId(1),
            ulid: Ulid::nil(),
            platform: SourceKind::Threads,
            name: "Stadt".into(),
            account: None,
            login_sealed: String::new(),
            expires_at: None,
            data_access_until: None,
            person: None,
            deputy: None,
            refreshed_at: None,
            refresh_at: None,
            dead_since: None,
            ends_at: now.checked_add(SignedDuration::from_hours(hours)).ok(),
            renewing_until: None,
            renewal_begun_at: None,
            renewal_refused_at: None,
            missing: None,
            created_at: now,
        };
        let kinds = |connection: &Connection| -> Vec<&str> {
            connection.notices(now).iter().map(|notice| notice.kind.as_str()).collect()
        };
        for (hours, expected) in [
            (400, None),
            (14 * 24, Some("ends_in_14")),
            (100, Some("ends_in_7")),
            (30, Some("ends_in_3")),
            (5, Some("ends_in_1")),
            (0, Some("ended")),
            (-9, Some("ended")),
        ] {
            assert_eq!(kinds(&connection(hours)), Vec::from_iter(expected), "{hours}");
        }
        let mut dead = Connection { dead_since: Some(now), missing: Some((vec!["a".into()], now)), ..connection(400) };
        assert_eq!(kinds(&dead), ["refused", "rights_missing"]);
        dead.renewal_refused_at = Some(now);
        assert_eq!(kinds(&dead), ["renewal_refused", "rights_missing"]);
        dead.renewal_begun_at = Some(now);
        assert_eq!(kinds(&dead), ["renewal_lost", "rights_missing"]);
    }
}
