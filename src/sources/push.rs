//! What a platform says by itself (webhooks, hubs): judged by a connector over the raw bytes, and then only a reason to
//! look (DESIGN D9). In: headers, bytes, secrets. Out: hints, or why the push is not believed. Called by web's hooks.

use crate::domain::connection::Secret;

/// What a push is checked with.
#[derive(Debug, Clone, Default)]
pub struct PushSecrets {
    /// Signs what the platform sends.
    pub app_secret: Option<Secret>,
    /// The word the platform repeats.
    pub verify: Option<Secret>,
}

/// Why a push or a handshake is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reject {
    /// This platform does not push.
    NotOffered,
    /// There is no signature.
    Unsigned,
    /// The signature is wrong.
    Forged,
    /// It is too old.
    Stale,
    /// It is signed, but not what this platform sends.
    Unreadable,
}

impl Reject {
    /// The word by which it is counted.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::NotOffered => "not_offered",
            Self::Unsigned => "unsigned",
            Self::Forged => "forged",
            Self::Stale => "stale",
            Self::Unreadable => "unreadable",
        }
    }
}
