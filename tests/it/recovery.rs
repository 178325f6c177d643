//! The program is killed at every named place between fetch and delivery, each time anew. Whatever it was doing: after the
//! next start the page, the feed and a follower's inbox have every message, edit and withdrawal exactly once (DESIGN §4,
//! invariant 6).

mod answers;
mod lives;
mod messages;
mod withdrawals;
