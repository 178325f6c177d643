//! What the town's account elsewhere boosts of the town's own posts: it is here already, and a link to it would go round in
//! circles. In: what a look listed. Out: the same without that. Called by `apply_batch`.

use std::sync::Arc;

use url::Url;

use super::{Hands, JobError};
use crate::domain::item::{Item, ItemKind};
use crate::domain::source::Source;
use crate::federation::hosts::Hosts;

/// Leaves out boosts of posts of any of our towns.
pub(super) async fn without_own_boosts(
    hands: &Hands,
    source: &Source,
    items: Vec<Item>,
) -> Result<Vec<Item>, JobError> {
    let hosts = Hosts::new(hands.db.clone(), Arc::clone(&hands.clock));
    let mut kept = Vec::with_capacity(items.len());
    for item in items {
        if is_own(&item, &hosts).await? {
            let id = item.native_id.0.as_str();
            tracing::debug!(
                source = source.slug,
                id,
                "a boost of a post of ours is left out: the post is here already"
            );
        } else {
            kept.push(item);
        }
    }
    Ok(kept)
}

async fn is_own(item: &Item, hosts: &Hosts) -> Result<bool, JobError> {
    if item.kind != ItemKind::RepostLink {
        return Ok(false);
    }
    let quote = item.quote.as_ref();
    let addresses =
        [item.canonical_url.as_ref(), quote.map(|quote| &quote.url), quote.and_then(|q| q.native_id.as_ref())];
    for url in addresses.into_iter().flatten().filter_map(|address| Url::parse(address).ok()) {
        if url.has_host() && hosts.is_ours(&url).await? {
            return Ok(true);
        }
    }
    Ok(false)
}
