//! What stands under many messages tells nothing about one: the town's arms, a road sign, the ticket shop. In: a new
//! fingerprint and those that carry the same links or pictures. Out: the common ones are marked, so that they no longer
//! count as evidence. A source says a thing once, so what one source shows twice is no mark of a message.

use super::{Fingerprint, Link, Picture, hash, is_common};
use crate::domain::SourceId;

/// An earlier item with a link or picture of the new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carrier {
    pub source: SourceId,
    pub fingerprint: Fingerprint,
}

impl Fingerprint {
    /// The keys of its links and pictures, common ones too: by them those are found that carry the same.
    #[must_use]
    pub fn marks(&self) -> Vec<i64> {
        let links = self.links.iter().filter(|link| !link.own).map(|link| link.page);
        let pictures = self.pictures.iter().flat_map(|picture| picture.hash.keys());
        links.chain(pictures).map(|key| hash(&["mark", &key.to_string()])).collect()
    }

    /// Marks as common what this source used before, or any other source twice.
    pub fn mark_common(&mut self, source: SourceId, carriers: &[Carrier]) {
        let sources = |carries: &dyn Fn(&Fingerprint) -> bool| -> Vec<SourceId> {
            carriers.iter().filter(|one| carries(&one.fingerprint)).map(|one| one.source).collect()
        };
        for link in self.links.iter_mut().filter(|link| !link.own) {
            let carries = |print: &Fingerprint| print.links.iter().any(|other: &Link| other.page == link.page);
            link.common |= is_common(&source, &sources(&carries));
        }
        for picture in &mut self.pictures {
            let same = |other: &Picture| other.hash.resembles(picture.hash);
            picture.common |= is_common(&source, &sources(&|print| print.pictures.iter().any(same)));
        }
    }
}
