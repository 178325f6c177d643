//! Writes a decision down, in the transaction in which it is carried out.

use jiff::Timestamp;
use serde_json::Value;

use super::Speaker;
use crate::domain::audit::{About, AuditEntry, Deed};
use crate::domain::post::Post;
use crate::store::{Conn, StoreError, audit};

/// Adds an entry to the town's audit log. `detail` holds slugs, ids, counts and reasons, never a post's text.
///
/// # Errors
/// When the store refuses.
pub async fn record(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    deed: Deed,
    about: About,
    detail: Value,
    now: Timestamp,
) -> Result<(), StoreError> {
    let entry = AuditEntry { town: speaker.town.id, at: now, who: speaker.who.clone(), deed, about, detail };
    audit::append(conn, &entry).await
}

/// [`record`] for a decision about a post.
pub(super) async fn record_post(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    deed: Deed,
    post: &Post,
    detail: Value,
    now: Timestamp,
) -> Result<(), StoreError> {
    record(conn, speaker, deed, About::Post(post.ulid), detail, now).await
}
