//! How long an official warning holds: by what its sender says in data, never by what its words seem to mean. In: an item.
//! Out: its period. Called by publish, and by jobs that judge whether an old one still matters.

use super::{Validity, ValidityKind};
use crate::domain::item::Item;

/// The period of a warning: until it expires or was taken back; from its first message on where nobody knows an end.
/// `None` when the item is no warning.
#[must_use]
pub fn of_warning(item: &Item) -> Option<Validity> {
    item.warning.as_ref()?;
    let until = item.expires_at.as_ref().map(|at| at.utc);
    let from = item.created_at.as_ref().map(|at| at.utc).filter(|_| until.is_none());
    (from.is_some() || until.is_some()).then_some(Validity { kind: ValidityKind::Warning, from, until })
}
