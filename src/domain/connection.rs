//! A connection: one login at one platform, with the people who look after it. Sources of the same account share it.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::ids::{ConnectionId, TownId, Ulid};
use super::source::SourceKind;

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
        }
    }

    /// The earlier of the moments at which reading ends.
    #[must_use]
    pub fn ends_at(&self) -> Option<Timestamp> {
        [self.expires_at, self.data_access_until].into_iter().flatten().min()
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
    pub created_at: Timestamp,
}

impl Connection {
    /// The earlier of the moments at which reading ends.
    #[must_use]
    pub fn ends_at(&self) -> Option<Timestamp> {
        [self.expires_at, self.data_access_until].into_iter().flatten().min()
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
    }
}
