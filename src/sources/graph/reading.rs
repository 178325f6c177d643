//! What the normalisers of the Graph platforms found: items, hints, and what is no post of ours, with the reason.
//! In: one result per node. Out: [`Parsed`] for everyone, or the finer [`Reading`] for the platforms' own looks.

use jiff::{SignedDuration, Timestamp};

use super::super::contract::{Hint, Parsed, Profile, Quarantined};
use crate::domain::item::{Item, NativeId};
use crate::domain::source::Aside;

/// How far ahead of our clock Meta's clock may be.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(10);

/// Why a node gives no item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Ours, but not for everybody: hidden, scheduled, expired, for a few.
    NotPublic,
    /// Somebody else's.
    NotOurs,
    /// Nothing that could be a post: a comment, a profile, a figure.
    NoPost,
    /// A post without anything to show.
    Empty,
    /// Dated in the future.
    Future,
}

/// A node that gives no item. Never holds a word of it: it may be a stranger's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skip {
    pub native_id: Option<NativeId>,
    pub why: Why,
    /// For the log, English.
    pub reason: &'static str,
}

impl Skip {
    /// A node without an item.
    #[must_use]
    pub fn new(native_id: Option<String>, why: Why, reason: &'static str) -> Self {
        Self { native_id: native_id.map(NativeId), why, reason }
    }
}

/// What one node is.
#[derive(Debug, Clone, PartialEq)]
pub enum Read {
    Item(Box<Item>),
    Profile(Profile),
    Skip(Skip),
}

/// What an answer holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    pub items: Vec<Item>,
    pub hints: Vec<Hint>,
    pub skipped: Vec<Skip>,
    pub profile: Profile,
}

impl Reading {
    /// Takes what one node is. A node listed twice counts once; one from the future not at all.
    pub fn add(&mut self, read: Read, now: Option<Timestamp>) {
        match read {
            Read::Item(item) if self.items.iter().any(|known| known.native_id == item.native_id) => {}
            Read::Item(item) if is_ahead(&item, now) => {
                self.skipped.push(Skip::new(Some(item.native_id.0), Why::Future, "dated in the future"));
            }
            Read::Item(item) => self.items.push(*item),
            Read::Profile(profile) => self.profile = profile,
            Read::Skip(skip) => self.skipped.push(skip),
        }
    }

    /// Takes a hint once.
    pub fn hint(&mut self, hint: Hint) {
        if !self.hints.contains(&hint) {
            self.hints.push(hint);
        }
    }

    /// As the contract has it.
    #[must_use]
    pub fn into_parsed(self) -> Parsed {
        Parsed {
            items: self.items,
            hints: self.hints,
            quarantined: self.skipped.into_iter().map(set_aside).collect(),
            profile: self.profile,
            ..Parsed::default()
        }
    }
}

/// As staff see it.
#[must_use]
pub fn set_aside(skip: Skip) -> Quarantined {
    let aside = match skip.why {
        Why::Future => Aside::Future,
        Why::Empty => Aside::Empty,
        Why::NotPublic | Why::NotOurs | Why::NoPost => Aside::NoEntry,
    };
    Quarantined { native_id: skip.native_id, aside, reason: skip.reason.to_owned(), excerpt: String::new() }
}

fn is_ahead(item: &Item, now: Option<Timestamp>) -> bool {
    let ahead = |now, time: Timestamp| time.duration_since(now) > CLOCK_SKEW;
    now.zip(item.created_at.as_ref()).is_some_and(|(now, time)| ahead(now, time.utc))
}
