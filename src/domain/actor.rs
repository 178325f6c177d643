//! Local ActivityPub actors: the town's voices, and the instance actor that fetches for it.

use jiff::Timestamp;

use super::ids::{ActorId, TownId};

/// What an actor is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ActorKind {
    /// The town's own voice, `@rathaus`.
    Main,
    /// One subject, `@warnung`.
    Topic,
    /// The server itself: signs our fetches, is nobody to follow.
    Instance,
}

impl ActorKind {
    /// The form in which it is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Topic => "topic",
            Self::Instance => "instance",
        }
    }

    /// Reads the stored form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "main" => Some(Self::Main),
            "topic" => Some(Self::Topic),
            "instance" => Some(Self::Instance),
            _ => None,
        }
    }
}

/// A local actor. Username and handle domain never change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub id: ActorId,
    pub town: TownId,
    pub kind: ActorKind,
    /// `[a-z][a-z0-9_]{0,29}`, see [`Username`].
    pub username: Username,
    /// The domain behind the `@`, when it is not the town's host.
    pub handle_domain: Option<String>,
    pub display_name: String,
    /// Plain text for the profile.
    pub summary: String,
    /// SPKI PEM ("PUBLIC KEY").
    pub public_key_pem: String,
    /// PKCS#8 DER, sealed (DESIGN D15).
    pub private_key_sealed: String,
    pub created_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

/// A username every Fediverse server accepts: a letter, then at most 29 of `a-z 0-9 _`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Username(String);

/// Why a name cannot be a username.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UsernameError {
    /// Wrong characters or length.
    #[error("a username is 1 to 30 of a-z, 0-9 and _, beginning with a letter")]
    Shape,
    /// The name is part of our own addresses.
    #[error("this name is reserved for addresses of the server itself")]
    Reserved,
}

/// Names under `/ap/` that are ours.
const RESERVED: [&str; 9] =
    ["posts", "answers", "inbox", "instance", "activities", "actors", "media", "tags", "quotes"];

impl Username {
    /// Parses a name for a new followable actor.
    ///
    /// # Errors
    /// [`UsernameError`] when a peer would refuse it or it is one of our own path words.
    pub fn parse(text: &str) -> Result<Self, UsernameError> {
        if RESERVED.contains(&text) {
            return Err(UsernameError::Reserved);
        }
        let mut chars = text.chars();
        let good = chars.next().is_some_and(|c| c.is_ascii_lowercase())
            && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
            && text.len() <= 30;
        if good { Ok(Self(text.to_owned())) } else { Err(UsernameError::Shape) }
    }

    /// The instance actor's name.
    #[must_use]
    pub fn instance() -> Self {
        Self("instance".into())
    }

    /// A name that was checked when it was stored.
    #[must_use]
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The name itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Username {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usernames_that_some_server_refuses_are_refused_here() {
        for good in ["rathaus", "warnung", "a", "stadt_1"] {
            assert!(Username::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "1stadt", "Rathaus", "rat-haus", "rät", "a.b", "inbox", "instance", &"a".repeat(31)] {
            assert!(Username::parse(bad).is_err(), "{bad}");
        }
    }
}
