//! Reads what a form sends, and never more than fits. In: a request's body. Out: its fields; of a large form
//! (`multipart/form-data`), read piece by piece from somebody who may send it, also each picture with its bytes, or that it
//! is too large, so that the rest of the form is not lost because of one picture.

use std::time::Duration;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode, header};
use multer::{Constraints, Multipart, SizeLimit};
use tokio::sync::Semaphore;
use url::form_urlencoded;

use crate::domain::draft::MOST_PICTURES;

/// The largest form without pictures, in bytes.
const MAX_FORM: usize = 64 * 1024;
/// How long a browser may take to send one.
const LONGEST: Duration = Duration::from_secs(15);
/// Large forms read at the same time; each may hold forty megabytes in memory.
pub(super) const AT_ONCE: usize = 2;
/// A picture, in bytes.
pub(super) const LARGEST_PICTURE: usize = 10 << 20;
/// All words of a form together.
const LARGEST_TEXT: usize = 1 << 20;
/// One field's words: more than the longest text there may be, so that what is cut here is known to be too long there.
const LARGEST_FIELD: usize = 256 << 10;
/// The whole form. What is beyond a picture's size is read and dropped, so that its sender learns what was wrong.
const LARGEST: u64 = 64 << 20;
/// So long a telephone at the edge of the village may take for it.
const LONGEST_LARGE: Duration = Duration::from_secs(300);

/// A picture that came along.
#[derive(Debug)]
pub(super) struct Sent {
    /// The field's name.
    pub field: String,
    /// `None`: it is larger than [`LARGEST_PICTURE`].
    pub bytes: Option<Bytes>,
}

type Read = (Vec<(String, String)>, Vec<Sent>);

/// Reads a form without pictures.
///
/// # Errors
/// The status that says what is wrong with it.
pub(super) async fn read_form(body: Body) -> Result<Vec<(String, String)>, StatusCode> {
    match tokio::time::timeout(LONGEST, axum::body::to_bytes(body, MAX_FORM)).await {
        Ok(Ok(bytes)) => Ok(form_urlencoded::parse(&bytes).into_owned().collect()),
        Ok(Err(_)) => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
    }
}

/// Reads a form that may bring pictures; without any it may come as every other.
///
/// # Errors
/// The status that says what is wrong with it.
pub(super) async fn read_large(headers: &HeaderMap, body: Body, at_once: &Semaphore) -> Result<Read, StatusCode> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.trim_start().to_ascii_lowercase().starts_with("multipart/") {
        return Ok((read_form(body).await?, Vec::new()));
    }
    let boundary = multer::parse_boundary(kind).map_err(|_| StatusCode::BAD_REQUEST)?;
    let reading = async {
        let _turn = at_once.acquire().await.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
        let limits = Constraints::new().size_limit(SizeLimit::new().whole_stream(LARGEST));
        let form = Multipart::with_constraints(body.into_data_stream(), boundary, limits);
        parts(form).await.map_err(|error| match error {
            multer::Error::StreamSizeExceeded { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            _ => StatusCode::BAD_REQUEST,
        })
    };
    tokio::time::timeout(LONGEST_LARGE, reading).await.unwrap_or(Err(StatusCode::REQUEST_TIMEOUT))
}

async fn parts(mut form: Multipart<'_>) -> Result<Read, multer::Error> {
    let (mut fields, mut pictures): Read = (Vec::new(), Vec::new());
    let mut room = LARGEST_TEXT;
    while let Some(mut field) = form.next_field().await? {
        let name = field.name().unwrap_or_default().to_owned();
        let is_file = field.file_name().is_some();
        let limit = match is_file {
            true if pictures.len() < MOST_PICTURES => LARGEST_PICTURE,
            true => 0,
            false => room.min(LARGEST_FIELD),
        };
        let (mut bytes, mut fits) = (BytesMut::new(), true);
        while let Some(piece) = field.chunk().await? {
            let rest = limit - bytes.len();
            fits &= piece.len() <= rest;
            // A picture is there whole or not at all; of too many words the first show what was typed.
            if fits || !is_file {
                bytes.extend_from_slice(piece.get(..rest).unwrap_or(&piece));
            }
        }
        if !is_file {
            room -= bytes.len();
            fields.push((name, String::from_utf8_lossy(&bytes).replace("\r\n", "\n")));
        } else if !fits {
            pictures.push(Sent { field: name, bytes: None });
        } else if !bytes.is_empty() {
            // A place where nobody chose a picture is sent empty.
            pictures.push(Sent { field: name, bytes: Some(bytes.freeze()) });
        }
    }
    Ok((fields, pictures))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn sent(kind: &str, body: Vec<u8>) -> Result<Read, StatusCode> {
        let headers = [(header::CONTENT_TYPE, kind.parse().unwrap())].into_iter().collect();
        read_large(&headers, Body::from(body), &Semaphore::new(1)).await
    }

    fn part(head: &str, body: &[u8]) -> Vec<u8> {
        let mut part = format!("--xx\r\nContent-Disposition: form-data; {head}\r\n\r\n").into_bytes();
        part.extend_from_slice(body);
        part.extend_from_slice(b"\r\n");
        part
    }

    #[tokio::test]
    async fn words_and_pictures_come_apart() {
        let large = vec![7u8; LARGEST_PICTURE + 1];
        let body = [
            part("name=\"titel\"", "Brücke\r\nzu".as_bytes()),
            part("name=\"neu-1\"; filename=\"a.jpg\"", b"bytes"),
            part("name=\"neu-2\"; filename=\"\"", b""),
            part("name=\"neu-3\"; filename=\"b.jpg\"", &large),
            part("name=\"tun\"", b"speichern"),
            b"--xx--\r\n".to_vec(),
        ]
        .concat();
        let (fields, pictures) = sent("multipart/form-data; boundary=xx", body).await.unwrap();
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(fields, [("titel", "Brücke\nzu"), ("tun", "speichern")]);
        let pictures: Vec<_> = pictures.iter().map(|one| (one.field.as_str(), one.bytes.as_deref())).collect();
        assert_eq!(pictures, [("neu-1", Some(b"bytes".as_slice())), ("neu-3", None)]);
    }

    #[tokio::test]
    async fn too_many_words_stay_too_many_and_nothing_behind_them_is_lost() {
        let body =
            [part("name=\"text\"", &vec![b'a'; 3 << 20]), part("name=\"themen\"", b"Verkehr"), b"--xx--\r\n".to_vec()]
                .concat();
        let (fields, _) = sent("multipart/form-data; boundary=xx", body).await.unwrap();
        assert!(
            fields[0].1.len() == LARGEST_FIELD && LARGEST_FIELD > 4 * crate::jobs::MOST_TEXT,
            "{}",
            fields[0].1.len()
        );
        assert_eq!(fields[1], ("themen".to_owned(), "Verkehr".to_owned()));
    }

    #[tokio::test]
    async fn what_is_no_form_is_refused() {
        let cut = part("name=\"titel\"", b"Br");
        for (kind, body, status) in [
            ("multipart/form-data", Vec::new(), 400),
            ("multipart/form-data; boundary=xx", b"quatsch".to_vec(), 400),
            ("multipart/form-data; boundary=xx", cut, 400),
            ("multipart/form-data; boundary=xx", vec![0u8; 65 << 20], 413),
            ("application/x-www-form-urlencoded", vec![b'a'; 70_000], 413),
        ] {
            assert_eq!(sent(kind, body).await.unwrap_err().as_u16(), status, "{kind}");
        }
        let (fields, _) = sent("application/x-www-form-urlencoded", b"a=b+c".to_vec()).await.unwrap();
        assert_eq!(fields, [("a".to_owned(), "b c".to_owned())]);
    }
}
