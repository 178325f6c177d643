//! Identifiers: small integers inside (one newtype per noun), ULIDs outside.

use serde::{Deserialize, Serialize};
pub use ulid::Ulid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )* };
}

ids! {
    /// A town, the tenant.
    TownId,
    /// A local ActivityPub actor.
    ActorId,
    /// A login at a platform.
    ConnectionId,
    /// One mirrored feed, page, channel or calendar.
    SourceId,
    /// One foreign post, normalised.
    ItemId,
    /// One post of ours.
    PostId,
    /// One stored picture, video or audio.
    MediaId,
    /// Trouble of which operators are told.
    AlarmId,
    /// A change that waits for a person.
    HeldId,
    /// An outgoing activity.
    ActivityId,
    /// A remote host.
    PeerId,
    /// An inbox address under a peer.
    InboxId,
    /// An actor of another server.
    RemoteActorId,
    /// What staff write before it is published.
    DraftId,
    /// What a citizen asks, reports or wishes.
    CaseId,
    /// A person who works in the admin area.
    StaffId,
    /// A place where such a person is signed in.
    SessionId,
}

/// A ULID from a moment and 80 bits: how every public id here is made (DESIGN D13).
/// The same moment and the same bits give the same id, so a restored backup names things as before.
#[must_use]
pub fn ulid_from(at: jiff::Timestamp, bits: [u8; 10]) -> Ulid {
    let ms = u64::try_from(at.as_millisecond().max(0)).unwrap_or(0);
    let mut random = 0u128;
    for byte in bits {
        random = (random << 8) | u128::from(byte);
    }
    Ulid::from_parts(ms, random)
}
