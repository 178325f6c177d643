//! Pure data and rules: what the town's world is made of. No I/O, no SQL, no foreign formats.
//!
//! Everyone may use these types; this room uses nothing but itself.

pub mod actor;
pub mod alarm;
pub mod approval;
pub mod audit;
pub mod body;
pub mod body_html;
pub mod body_note;
pub mod body_text;
pub mod case;
pub mod cause;
pub mod compose;
pub mod connection;
pub mod day_text;
pub mod draft;
pub mod event;
pub mod hazard;
pub mod ids;
pub mod item;
pub mod likeness;
pub mod limits;
pub mod media;
pub mod own_warning;
pub mod password;
pub mod post;
pub mod recurrence;
pub mod rules;
pub mod search;
pub mod setup;
pub mod share;
pub mod slug;
pub mod source;
pub mod staff;
mod stored;
pub mod town;
pub mod tracking;
pub mod validity;
pub mod warning;

pub use ids::{
    ActivityId, ActorId, AlarmId, CaseId, ConnectionId, DraftId, HeldId, InboxId, ItemId, MediaId, PeerId, PostId,
    RemoteActorId, SessionId, SourceId, StaffId, TownId,
};
