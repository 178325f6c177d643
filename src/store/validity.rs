//! How long a post holds, beside the post itself. Reading is part of [`super::posts_read`].

use super::db::{Conn, run};
use super::error::{StoreError, touched};
use super::rows::opt_ms;
use crate::domain::validity::{Validity, ValidityOrigin};
use crate::domain::{PostId, TownId};

/// Writes what is known, or that nothing is. The caller notes that the page changed.
///
/// # Errors
/// When the post is not there or the engine refuses.
pub async fn write(
    conn: &mut Conn<'_>,
    town: TownId,
    post: PostId,
    validity: Option<Validity>,
    origin: ValidityOrigin,
) -> Result<(), StoreError> {
    let rows = run!(
        conn,
        "UPDATE post SET valid_from = $3, valid_until = $4, validity_kind = $5, validity_origin = $6 \
         WHERE town_id = $1 AND id = $2",
        town.0,
        post.0,
        opt_ms(validity.and_then(|validity| validity.from)),
        opt_ms(validity.and_then(|validity| validity.until)),
        validity.map(|validity| validity.kind.as_str()),
        origin.as_str()
    )?;
    touched("write validity", 1, rows)
}
