//! A channel is discontinued: posts stay, checks stop, doubts end (DESIGN §1 "Source", D10).

use jiff::Timestamp;
use serde_json::json;

use super::record::record;
use super::settle::settle_by_id;
use super::{Correction, PublishError, Speaker};
use crate::domain::audit::{About, Deed};
use crate::domain::source::{Source, SourceState};
use crate::store::held::{self, HeldKind};
use crate::store::{Conn, items, posts, sources};

/// Retires a source. Posts that were doubted are shown whole again, since nobody will bring the second sign, and
/// withdrawals that wait for a person are void.
///
/// # Errors
/// When the store refuses; nothing of it is then written.
pub async fn retire(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    source: &Source,
    now: Timestamp,
) -> Result<(), PublishError> {
    sources::set_state(conn, source, SourceState::Retired, now).await?;
    let doubted = posts::doubted_of_source(conn, source).await?;
    items::clear_signs(conn, source).await?;
    record(conn, speaker, Deed::SourceRetired, About::Source(source.slug.clone()), json!({}), now).await?;
    if let Some(id) = held::drop_open(conn, source, HeldKind::Withdrawals, now).await? {
        record(conn, speaker, Deed::Void, About::Held(id), json!({ "channel": source.slug }), now).await?;
    }
    for post in doubted {
        settle_by_id(conn, speaker, post, Correction::Edit, now).await?;
    }
    Ok(())
}
