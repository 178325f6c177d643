//! Where an inbox is now that it does not answer as one: the documents of those behind it say (spec interop §4.2).
//!
//! In comes a message that its inbox refused with "not here"; out goes what to do instead, if the documents know better.
//! Called by [`super::deliver`].

use super::fetch::{FetchError, Fetcher};
use super::remote_actor::RemoteDocument;
use crate::domain::ids::InboxId;
use crate::domain::town::Town;
use crate::store::deliveries::Head;
use crate::store::remote_actors::{self, RemoteActor};
use crate::store::{Conn, StoreError, towns};
use url::Url;

/// Documents that are asked for one inbox. A shared one has many owners, and any of them knows its address.
const MOST: u32 = 3;

/// What the documents say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whereabouts {
    /// The inbox has this new address.
    Moved(InboxId),
    /// Its only owner is gone for good.
    OwnerGone,
    /// Nothing better than what we know.
    Unknown,
}

/// Asks those behind the inbox of a message, and writes what their documents say.
///
/// # Errors
/// When the store refuses.
pub(super) async fn find_inbox(fetcher: &Fetcher, head: &Head) -> Result<Whereabouts, StoreError> {
    let (town, owners) = fetcher
        .db
        .read(async |c: &mut Conn<'_>| {
            Ok::<_, StoreError>((towns::by_id(c, head.town).await?, remote_actors::behind(c, head.inbox, MOST).await?))
        })
        .await?;
    let Some(town) = town else { return Ok(Whereabouts::Unknown) };
    for owner in &owners {
        match document(fetcher, &town, owner).await {
            Ok(document) => match compare(fetcher, head, owner, &document).await? {
                Whereabouts::Unknown => {}
                found => return Ok(found),
            },
            Err(FetchError::Gone) if owners.len() == 1 && owner.inbox == head.inbox => {
                return Ok(Whereabouts::OwnerGone);
            }
            Err(error) => tracing::debug!(uri = owner.uri, %error, "an actor whose inbox fails could not be looked up"),
        }
    }
    Ok(Whereabouts::Unknown)
}

async fn document(fetcher: &Fetcher, town: &Town, owner: &RemoteActor) -> Result<RemoteDocument, FetchError> {
    let uri = Url::parse(&owner.uri).map_err(|_| FetchError::Refused("address"))?;
    let (url, value) = fetcher.get(town, &uri).await?;
    let document = RemoteDocument::read(&url, &value).map_err(FetchError::Refused)?;
    if document.id == uri { Ok(document) } else { Err(FetchError::Refused("another actor's document")) }
}

/// Every address in a document is on its actor's own host, so a new inbox is at the same peer.
async fn compare(
    fetcher: &Fetcher,
    head: &Head,
    owner: &RemoteActor,
    document: &RemoteDocument,
) -> Result<Whereabouts, StoreError> {
    let now = fetcher.clock.now();
    let own = Some(document.inbox.as_str()).filter(|url| *url != head.url);
    let shared = document.shared_inbox.as_deref().filter(|url| *url != head.url);
    let is_own = owner.inbox == head.inbox;
    fetcher
        .db
        .write(async |c: &mut Conn<'_>| {
            let own = match own {
                Some(url) => Some(remote_actors::move_inbox(c, owner, url, now).await?),
                None => None,
            };
            let moved = match shared {
                Some(url) if !is_own => Some(remote_actors::move_shared_inbox(c, owner.peer, head.inbox, url).await?),
                _ => own.filter(|_| is_own),
            };
            Ok(moved.map_or(Whereabouts::Unknown, Whereabouts::Moved))
        })
        .await
}
