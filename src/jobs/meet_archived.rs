//! What the platform lists and what the town's archive held before are one post: the archived item takes the name that the
//! platform gives. In: a listing's items. Called by `apply_batch` before it compares.

use super::{Hands, JobError};
use crate::domain::item::{Item, NativeId};
use crate::domain::source::{Source, SourceKind};
use crate::sources::archive::nameless;
use crate::store::blocks::{self, Block};
use crate::store::{Conn, StoreError, archived, items};

/// Names archived items as the platform does. Archives of one platform alone leave names out.
pub(super) async fn meet_archived(hands: &Hands, source: &Source, listed: &[Item]) -> Result<(), JobError> {
    if source.kind != SourceKind::Facebook {
        return Ok(());
    }
    let named = |item: &Item| item.created_at.as_ref().map(|at| nameless(at.utc, &item.text));
    let pairs: Vec<(NativeId, &Item)> = listed.iter().filter_map(|item| Some((named(item)?, item))).collect();
    let names: Vec<NativeId> = pairs.iter().map(|(name, _)| name.clone()).collect();
    let found = hands.db.read(async |c: &mut Conn<'_>| items::known_among(c, source, &names).await).await?;
    if found.is_empty() {
        return Ok(());
    }
    let now = hands.now();
    hands
        .db
        .write(async |c: &mut Conn<'_>| {
            let blocked = blocks::items_of(c, source).await?;
            for (name, item) in &pairs {
                let Some(stored) = found.iter().find(|stored| stored.native_id == *name) else { continue };
                if !items::known_among(c, source, std::slice::from_ref(&item.native_id)).await?.is_empty() {
                    continue;
                }
                if blocked.contains(name) {
                    blocks::add(c, source.town, &Block::Item(source.ulid, item.native_id.clone()), now).await?;
                }
                archived::adopt_name(c, source.town, stored, &item.native_id, &item.content_hash).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await?;
    Ok(())
}
