//! What stands under many messages tells nothing about one: the town's arms, a road sign, the ticket shop. In: a new
//! fingerprint and those that carry the same links or pictures. Out: the common ones are marked, so that they no longer
//! count as evidence.

use super::keys::bands;
use super::{Fingerprint, Link, Picture};
use crate::domain::PostId;

/// An earlier post's item with a link or picture of the new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carrier {
    pub post: PostId,
    /// It came from the same source as the new one.
    pub same_source: bool,
    pub fingerprint: Fingerprint,
}

impl Fingerprint {
    /// The keys of its links and pictures alone.
    #[must_use]
    pub fn marks(&self) -> Vec<i64> {
        let links = self.links.iter().filter(|link| !link.own && !link.weak).map(|link| link.page);
        links.chain(self.pictures.iter().flat_map(|picture| bands(picture.hash))).collect()
    }

    /// Marks as common what the same source, or two other posts, used before.
    pub fn mark_common(&mut self, carriers: &[Carrier]) {
        for link in self.links.iter_mut().filter(|link| !link.own) {
            let carries = |other: &Link| other.page == link.page;
            let with: Vec<&Carrier> =
                carriers.iter().filter(|carrier| carrier.fingerprint.links.iter().any(carries)).collect();
            link.weak |= is_common(&with);
        }
        for picture in &mut self.pictures {
            let carries = |other: &Picture| other.hash.resembles(picture.hash);
            let with: Vec<&Carrier> =
                carriers.iter().filter(|carrier| carrier.fingerprint.pictures.iter().any(carries)).collect();
            picture.common |= is_common(&with);
        }
    }
}

fn is_common(with: &[&Carrier]) -> bool {
    let first = with.first().map(|carrier| carrier.post);
    with.iter().any(|carrier| carrier.same_source || Some(carrier.post) != first)
}
