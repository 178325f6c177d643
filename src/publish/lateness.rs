//! Whether a post may still disturb followers (DESIGN D11): neither import nor reconnect floods them.

use jiff::{Timestamp, ToSpan};

use crate::domain::source::Source;

/// How an item arrived, as far as lateness is concerned.
#[derive(Debug, Clone, Copy)]
pub struct Arrival {
    /// When the source says it was said.
    pub created_at: Option<Timestamp>,
    /// Only the day is known; `created_at` is that day's noon.
    pub date_only: bool,
    /// The source's first complete pass is not done yet.
    pub first_pass: bool,
}

/// What that means for followers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lateness {
    /// News: everyone is told.
    Fresh,
    /// Missed for more than an hour: told one by one, or as one summary when there are more than five.
    Late,
    /// On page, feeds and outbox only.
    Silent,
}

/// Judges one new item of a source.
#[must_use]
pub fn judge(arrival: Arrival, source: &Source, now: Timestamp) -> Lateness {
    let Some(created_at) = arrival.created_at else {
        return if arrival.first_pass { Lateness::Silent } else { Lateness::Fresh };
    };
    if arrival.date_only && arrival.first_pass {
        return Lateness::Silent;
    }
    // A day counts until its end.
    let said_at =
        if arrival.date_only { created_at.saturating_add(12.hours()).unwrap_or(created_at) } else { created_at };
    let age = now.duration_since(said_at);
    if said_at < source.activated_at || age.as_hours() >= 24 {
        Lateness::Silent
    } else if !arrival.date_only && age.as_hours() >= 1 {
        Lateness::Late
    } else {
        Lateness::Fresh
    }
}
