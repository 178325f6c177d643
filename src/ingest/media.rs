//! Pictures at the source → pictures of ours. In: an item's medium. Out: [`Stored`], its variants lying in the blob store.
//! Called by jobs at first sight of an item, because addresses expire; the database row is the caller's.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};
use tokio::sync::Semaphore;
use url::Url;

use crate::domain::item::ItemMedia;
use crate::domain::likeness::PictureHash;
use crate::domain::media::{MediaKind, Variant};
use crate::net::{Net, NetError, Profile, Request};
use crate::store::blobs::{BlobError, Blobs};

use super::picture::{EncodedPicture, PictureLimits, encode_picture};

#[cfg(test)]
mod tests;

/// Time for one download.
const TIMEOUT: Duration = Duration::from_secs(20);
/// What we can read, best first.
const ACCEPT: &str = "image/jpeg,image/png,image/webp,image/gif;q=0.9,*/*;q=0.1";

/// A decoder may hold a quarter of a gigabyte; no more than two work at a time.
static DECODERS: Semaphore = Semaphore::const_new(2);

/// A medium that lies in the blob store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    pub kind: MediaKind,
    /// Smallest first; the last one is JPEG or PNG for the Fediverse.
    pub variants: Vec<Variant>,
    /// Placeholder code with 4×3 components.
    pub blurhash: Option<String>,
    /// SHA-256 of the original bytes in lower-case hex: equal ones are the same picture.
    pub source_sha256: String,
    /// How it looks, to know other copies of it.
    pub looks: PictureHash,
}

/// Why a medium is not ours.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    /// The source gave no usable http(s) address.
    #[error("the medium has no usable address")]
    NoAddress,
    /// Kinds that are linked, not stored.
    #[error("{0:?} is not stored yet")]
    NotYet(MediaKind),
    /// No answer, or none we may take.
    #[error("the medium could not be fetched: {0}")]
    Fetch(NetError),
    /// The server answered, but not with the file. 403 may mean that a signed address has expired.
    #[error("the server of the medium answered {0}")]
    Status(u16),
    /// More bytes than the limit.
    #[error("the file is too large")]
    TooLarge,
    /// More pixels than the limit, or a decoder that wants more memory than it may have.
    #[error("the picture has too many pixels")]
    Bomb,
    /// By its first bytes none of JPEG, PNG, GIF, WebP.
    #[error("the file is no picture that we can show")]
    Unsupported,
    /// Cut off or broken.
    #[error("the picture is damaged")]
    Damaged,
    /// The blob store failed.
    #[error(transparent)]
    Store(#[from] BlobError),
}

impl MediaError {
    /// Whether the same fetch may succeed later without anyone changing anything.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Fetch(error) => error.is_transient(),
            Self::Status(status) => matches!(status, 408 | 425 | 429 | 500..=599),
            Self::Store(error) => error.is_transient(),
            Self::NoAddress | Self::NotYet(_) | Self::TooLarge | Self::Bomb | Self::Unsupported | Self::Damaged => {
                false
            }
        }
    }
}

/// Fetches a picture through the guard, encodes it anew and stores its variants under the town (its ULID).
///
/// # Errors
/// See [`MediaError`]. Nothing is kept of a picture that fails; variants already written stay unreferenced.
pub async fn fetch(
    net: &Net,
    blobs: &Blobs,
    town: &str,
    media: &ItemMedia,
    limits: &PictureLimits,
) -> Result<Stored, MediaError> {
    if media.kind != MediaKind::Image {
        return Err(MediaError::NotYet(media.kind));
    }
    let address = media.source_url.as_deref().and_then(|address| Url::parse(address).ok());
    let address = address.filter(|url| matches!(url.scheme(), "http" | "https")).ok_or(MediaError::NoAddress)?;
    keep(blobs, town, download(net, address, limits).await?, limits).await
}

/// Encodes a picture anew and stores its variants under the town (its ULID).
///
/// # Errors
/// As [`fetch`].
pub async fn keep(blobs: &Blobs, town: &str, bytes: Bytes, limits: &PictureLimits) -> Result<Stored, MediaError> {
    let picture = encode(bytes, limits.clone()).await?;
    let mut variants = Vec::new();
    for (variant, bytes) in picture.variants {
        blobs.put(town, &variant.hash, &variant.ext, bytes).await?;
        variants.push(variant);
    }
    Ok(Stored {
        kind: MediaKind::Image,
        variants,
        blurhash: picture.blurhash,
        source_sha256: picture.source_sha256,
        looks: picture.looks,
    })
}

async fn download(net: &Net, address: Url, limits: &PictureLimits) -> Result<Bytes, MediaError> {
    let request = Request::get(Profile::Source, address)
        .header(header::ACCEPT, HeaderValue::from_static(ACCEPT))
        .max_bytes(limits.max_bytes)
        .timeout(TIMEOUT);
    let response = match net.send(request).await {
        Ok(response) => response,
        Err(NetError::TooLarge) => return Err(MediaError::TooLarge),
        Err(error) => return Err(MediaError::Fetch(error)),
    };
    if response.status == StatusCode::OK {
        Ok(response.body)
    } else {
        Err(MediaError::Status(response.status.as_u16()))
    }
}

/// Encodes on a blocking thread; a decoder that panics has met a damaged file.
async fn encode(bytes: Bytes, limits: PictureLimits) -> Result<EncodedPicture, MediaError> {
    // The semaphore is never closed, so this only waits.
    let _turn = DECODERS.acquire().await.ok();
    tokio::task::spawn_blocking(move || encode_picture(&bytes, &limits)).await.unwrap_or(Err(MediaError::Damaged))
}
