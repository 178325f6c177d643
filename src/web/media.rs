//! `/medien/{hash}.{ext}`: stored files, whole or in part. The type comes from our own list of endings (DESIGN D16), the
//! bytes never change, other sites may show them, nothing in them runs.

use axum::body::Body;
use axum::response::Response;
use http::header::{self, HeaderMap, HeaderValue};
use http::{Method, StatusCode};

use super::headers::{Class, secure};
use super::precondition::{Verdict, judge};
use super::range::{Part, part};
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
    let town = view.town.ulid.to_string();
    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    secure(headers, Class::Media, https);
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    let disposition = format!("inline; filename=\"{hash}.{ext}\"");
    for (name, value) in [(header::ETAG, &tag), (header::CONTENT_DISPOSITION, &disposition)] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    let verdict = judge(asked, &tag, None);
    let ranged = method == Method::GET && asked.contains_key(header::RANGE);
    if verdict == Verdict::Send && method == Method::GET && !ranged {
        return send(blobs, &town, (hash, ext, mime), None, response).await;
    }
    let Some(size) = blobs.size(&town, hash, ext).await? else { return Ok(None) };
    let part = if ranged { part(asked, &tag, size) } else { Part::Whole };
    match (verdict, part) {
        (Verdict::Unchanged, _) => *response.status_mut() = StatusCode::NOT_MODIFIED,
        (Verdict::Failed, _) => refuse(&mut response, StatusCode::PRECONDITION_FAILED),
        (Verdict::Send, Part::Whole) if method == Method::HEAD => describe(&mut response, mime, size),
        (Verdict::Send, Part::Whole) => return send(blobs, &town, (hash, ext, mime), None, response).await,
        (Verdict::Send, Part::Of(range)) => {
            put_range(&mut response, &format!("bytes {}-{}/{size}", range.start, range.end - 1));
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
            return send(blobs, &town, (hash, ext, mime), Some(range), response).await;
        }
        (Verdict::Send, Part::Outside) => {
            put_range(&mut response, &format!("bytes */{size}"));
            refuse(&mut response, StatusCode::RANGE_NOT_SATISFIABLE);
        }
    }
    Ok(Some(response))
}

/// Fills a response with a file or a part of it.
async fn send(
    blobs: &Blobs,
    town: &str,
    (hash, ext, mime): (&str, &str, &'static str),
    part: Option<std::ops::Range<u64>>,
    mut response: Response,
) -> Result<Option<Response>, BlobError> {
    let Some(reading) = blobs.read(town, hash, ext, part).await? else { return Ok(None) };
    describe(&mut response, mime, reading.length);
    *response.body_mut() = Body::from_stream(reading.pieces);
    Ok(Some(response))
}

fn describe(response: &mut Response, mime: &'static str, length: u64) {
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(mime));
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
}

fn refuse(response: &mut Response, status: StatusCode) {
    *response.status_mut() = status;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
}

fn put_range(response: &mut Response, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(header::CONTENT_RANGE, value);
    }
}
