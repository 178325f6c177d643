//! `/medien/{hash}.{ext}`: stored pictures. The type comes from our own list of endings (DESIGN D16), the bytes never
//! change, other sites may show them, nothing in them runs.

use axum::body::Body;
use axum::response::Response;
use http::header::{self, HeaderMap, HeaderValue};
use http::{Method, StatusCode};

use super::answer::matches_tag;
use super::headers::{Class, secure};
use super::town_view::TownView;
use crate::domain::media::mime_of;
use crate::store::blobs::{BlobError, Blobs};

/// A file of a town; `None` when there is none.
///
/// # Errors
/// When the storage fails.
pub async fn serve(
    blobs: &Blobs,
    view: &TownView,
    name: &str,
    method: &Method,
    asked: &HeaderMap,
    https: bool,
) -> Result<Option<Response>, BlobError> {
    let Some((hash, ext)) = name.rsplit_once('.') else { return Ok(None) };
    let Some(mime) = mime_of(ext) else { return Ok(None) };
    // Only names of hexadecimal digits are ever found, so both are safe in a header.
    let tag = format!("\"{hash}\"");
    let unchanged = matches_tag(asked, &tag);
    let town = view.town.ulid.to_string();
    let (body, length) = if unchanged || method == Method::HEAD {
        let Some(length) = blobs.size(&town, hash, ext).await? else { return Ok(None) };
        (Body::empty(), length)
    } else {
        let Some(bytes) = blobs.get(&town, hash, ext).await? else { return Ok(None) };
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        (Body::from(bytes), length)
    };
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    secure(headers, Class::Media, https);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    let disposition = format!("inline; filename=\"{hash}.{ext}\"");
    for (name, value) in [(header::ETAG, tag), (header::CONTENT_DISPOSITION, disposition)] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
    if unchanged {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    } else {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(mime));
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    Ok(Some(response))
}
