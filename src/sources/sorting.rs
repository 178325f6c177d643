//! What one answer of a platform held, sorted: posts of the account, entries that cannot be used, and what is none of
//! our business (replies, reposts, other people's posts), of which nothing but the fact is kept. Shared by the
//! connectors of all platforms that answer in JSON; called at the end of their `normalise`.

use jiff::SignedDuration;

use super::contract::{NormaliseCx, Parsed, Quarantined};
use crate::domain::body_text::shorten;
use crate::domain::item::{Item, NativeId};
use crate::domain::source::Aside;

/// How far ahead of our clock a platform's clock may be.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(10);

/// One entry of an answer.
pub type Sorted = Result<Item, Box<Quarantined>>;

/// An entry that is not the account's own public post. Its words are not kept.
pub fn not_ours<T>(native_id: Option<String>, reason: &str) -> Result<T, Box<Quarantined>> {
    refuse(native_id, Aside::NotOurs, reason, "")
}

/// An entry of the account that cannot be used, with the beginning of its own text.
pub fn refuse<T>(native_id: Option<String>, aside: Aside, reason: &str, text: &str) -> Result<T, Box<Quarantined>> {
    Err(Box::new(Quarantined {
        native_id: native_id.map(NativeId),
        aside,
        reason: reason.to_owned(),
        excerpt: shorten(text, 120),
    }))
}

/// Sorts the entries, in their order. A post that is listed twice (pinned and in its place) is one.
#[must_use]
pub fn sort(entries: Vec<Sorted>, cx: &NormaliseCx) -> Parsed {
    let mut parsed = Parsed::default();
    for entry in entries {
        match entry.and_then(|item| usable(item, cx)) {
            Ok(item) => match parsed.items.iter_mut().find(|known| known.native_id == item.native_id) {
                Some(known) => known.pinned |= item.pinned,
                None => parsed.items.push(item),
            },
            Err(aside) => parsed.quarantined.push(*aside),
        }
    }
    parsed
}

fn usable(item: Item, cx: &NormaliseCx) -> Sorted {
    let future = cx.now.zip(item.created_at.as_ref()).is_some_and(|(now, at)| at.utc.duration_since(now) > CLOCK_SKEW);
    let refused = |aside, reason| refuse(Some(item.native_id.0.clone()), aside, reason, &item.text);
    if future {
        return refused(Aside::Future, "the post is dated in the future");
    }
    let says = item.title.is_some() || !item.text.trim().is_empty() || item.html.is_some() || !item.media.is_empty();
    let shows = item.link_card.is_some() || item.quote.is_some() || item.poll.is_some() || item.event.is_some();
    if says || shows { Ok(item) } else { refused(Aside::Empty, "the post has no text, picture or link") }
}

/// What counts as trouble: everything set aside but what is none of our business.
#[must_use]
pub fn troubles(quarantined: Vec<Quarantined>) -> Vec<Quarantined> {
    quarantined.into_iter().filter(|entry| entry.aside != Aside::NotOurs).collect()
}
