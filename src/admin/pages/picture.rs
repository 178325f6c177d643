//! A picture of a town, for the pages of the admin area: they may be at another host than the town's, and show nothing from
//! elsewhere.

use super::super::office::Visit;
use super::super::reply::{self, Reply};
use super::frame::Failure;
use crate::domain::media::{Variant, mime_of};
use crate::domain::town::Town;
use crate::urls;

/// Where a picture of a town stands in the area.
pub(super) fn address(town: &Town, variant: &Variant) -> String {
    urls::admin_town(&town.host, &format!("bild/{}.{}", variant.hash, variant.ext))
}

/// `0123….webp`.
pub(in crate::admin) async fn show(visit: &Visit<'_>) -> Result<Reply, Failure> {
    let (hash, ext) = visit.param("datei").rsplit_once('.').ok_or(Failure::Missing)?;
    let shaped = hash.len() == 32 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mime = mime_of(ext).filter(|mime| shaped && mime.starts_with("image/")).ok_or(Failure::Missing)?;
    let folder = visit.town()?.ulid.to_string();
    let bytes = visit.office.deps.hands.blobs.whole(&folder, hash, ext).await.map_err(Failure::broken)?;
    Ok(reply::picture(mime, bytes.ok_or(Failure::Missing)?))
}
