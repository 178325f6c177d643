//! Files of the towns: pictures by their content's hash, in a local folder or an S3-compatible bucket. In: bytes under
//! `{town ulid}/{hash}.{ext}`. Out: the same bytes. Called by ingest (writes), web (reads) and pruning jobs (deletes).

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};
use jiff::Timestamp;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{GetOptions, ObjectMeta, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig};
use url::Url;

use crate::domain::media::mime_of;
use crate::error::Words;
use crate::i18n::Locale;

/// Where the towns' files lie. Clones share the connection.
#[derive(Debug, Clone)]
pub struct Blobs(Arc<dyn ObjectStore>);

/// A file that is being read, or a part of one.
pub struct Reading {
    /// How many bytes the part has.
    pub length: u64,
    /// They may come in many pieces, so that a film never lies in memory whole.
    pub pieces: BoxStream<'static, Result<Bytes, BlobError>>,
}

/// Why a file cannot be read or written. Texts carry no credentials.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// `storage.media_url` is neither a folder nor `s3://bucket/prefix`, or its settings are incomplete.
    #[error("the media storage {place} cannot be used: {reason}")]
    Setup { place: String, reason: String },
    /// Town, hash or file ending are not of our form; nothing was touched.
    #[error("this is not the name of a stored file")]
    Name,
    /// The folder or bucket failed.
    #[error("the media storage failed: {0}")]
    Storage(#[source] object_store::Error),
}

impl Words for BlobError {
    fn words(&self, locale: Locale) -> String {
        match self {
            Self::Setup { place, .. } => locale.with("start-pictures", &[("place", place.as_str().into())]),
            Self::Name | Self::Storage(_) => locale.text("start-pictures-away"),
        }
    }
}

impl BlobError {
    /// Whether trying again later may help.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Storage(_))
    }
}

impl Blobs {
    /// Opens a local folder (made if missing; a path or `file:` address) or `s3://bucket/prefix`, whose credentials,
    /// region and endpoint come from the usual `AWS_…` environment variables.
    ///
    /// # Errors
    /// [`BlobError::Setup`].
    pub fn open(url_or_path: &str) -> Result<Self, BlobError> {
        let setup = |reason: String| BlobError::Setup { place: without_secrets(url_or_path), reason };
        let url = url_or_path
            .contains("://")
            .then(|| Url::parse(url_or_path))
            .transpose()
            .map_err(|e| setup(e.to_string()))?;
        match url {
            None => local(std::path::Path::new(url_or_path)).map_err(setup),
            Some(url) if url.scheme() == "file" => {
                let path = url.to_file_path().map_err(|()| setup("this is not a local path".to_owned()))?;
                local(&path).map_err(setup)
            }
            Some(url) if url.scheme() == "s3" => bucket(&url).map_err(setup),
            Some(url) => Err(setup(format!("{}: is not supported, use a folder or s3:", url.scheme()))),
        }
    }

    /// Writes a file whole or not at all. The same name always holds the same bytes; writing again makes it young, so that
    /// [`Blobs::delete_if_old`] spares what is just being taken up again.
    ///
    /// # Errors
    /// [`BlobError::Name`] or [`BlobError::Storage`].
    pub async fn put(&self, town: &str, hash: &str, ext: &str, bytes: Bytes) -> Result<(), BlobError> {
        let path = key(town, hash, ext).ok_or(BlobError::Name)?;
        self.0.put(&path, PutPayload::from_bytes(bytes)).await.map_err(BlobError::Storage)?;
        Ok(())
    }

    /// Reads a file or the part of it that begins and ends within; `None` if there is none, also for names that can never
    /// be ours.
    ///
    /// # Errors
    /// [`BlobError::Storage`].
    pub async fn read(
        &self,
        town: &str,
        hash: &str,
        ext: &str,
        part: Option<Range<u64>>,
    ) -> Result<Option<Reading>, BlobError> {
        let Some(path) = key(town, hash, ext) else { return Ok(None) };
        match self.0.get_opts(&path, GetOptions::new().with_range(part)).await {
            Ok(found) => Ok(Some(Reading {
                length: found.range.end - found.range.start,
                pieces: found.into_stream().map_err(BlobError::Storage).boxed(),
            })),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(BlobError::Storage(error)),
        }
    }

    /// How many bytes a file has, without reading it; `None` as in [`Blobs::read`].
    ///
    /// # Errors
    /// [`BlobError::Storage`].
    pub async fn size(&self, town: &str, hash: &str, ext: &str) -> Result<Option<u64>, BlobError> {
        let Some(path) = key(town, hash, ext) else { return Ok(None) };
        match self.0.head(&path).await {
            Ok(there) => Ok(Some(there.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(BlobError::Storage(error)),
        }
    }

    /// A file whole; `None` as in [`Blobs::read`].
    ///
    /// # Errors
    /// [`BlobError::Storage`].
    pub async fn whole(&self, town: &str, hash: &str, ext: &str) -> Result<Option<Vec<u8>>, BlobError> {
        let Some(mut reading) = self.read(town, hash, ext, None).await? else { return Ok(None) };
        let mut bytes = Vec::new();
        while let Some(piece) = reading.pieces.try_next().await? {
            bytes.extend_from_slice(&piece);
        }
        Ok(Some(bytes))
    }

    /// Whether nothing lies there yet.
    ///
    /// # Errors
    /// [`BlobError::Storage`].
    pub async fn is_empty(&self) -> Result<bool, BlobError> {
        Ok(self.0.list(None).try_next().await.map_err(BlobError::Storage)?.is_none())
    }

    /// The folders there are, each named by a town's ULID; what is called otherwise is not ours.
    ///
    /// # Errors
    /// [`BlobError::Storage`].
    pub async fn folders(&self) -> Result<Vec<String>, BlobError> {
        let found = self.0.list_with_delimiter(None).await.map_err(BlobError::Storage)?;
        let names = found.common_prefixes.iter().filter_map(Path::filename);
        Ok(names.filter(|name| folder(name).is_some()).map(str::to_owned).collect())
    }

    /// Names of the town's files that were written last before `before`: hash and ending.
    ///
    /// # Errors
    /// [`BlobError::Name`] or [`BlobError::Storage`].
    pub async fn older_than(&self, town: &str, before: Timestamp) -> Result<Vec<(String, String)>, BlobError> {
        let folder = folder(town).ok_or(BlobError::Name)?;
        let mut files = self.0.list(Some(&folder));
        let mut old = Vec::new();
        while let Some(file) = files.try_next().await.map_err(BlobError::Storage)? {
            let name = file.location.filename().and_then(|name| name.split_once('.'));
            let Some((hash, ext)) = name.filter(|(hash, ext)| key(town, hash, ext).as_ref() == Some(&file.location))
            else {
                continue;
            };
            if is_old(&file, before) {
                old.push((hash.to_owned(), ext.to_owned()));
            }
        }
        Ok(old)
    }

    /// Removes a file unless it was written again meanwhile. Gives whether it went.
    ///
    /// # Errors
    /// [`BlobError::Name`] or [`BlobError::Storage`].
    pub async fn delete_if_old(&self, town: &str, hash: &str, ext: &str, before: Timestamp) -> Result<bool, BlobError> {
        let path = key(town, hash, ext).ok_or(BlobError::Name)?;
        match self.0.head(&path).await {
            Ok(file) if is_old(&file, before) => self.delete(town, hash, ext).await.map(|()| true),
            Ok(_) | Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(BlobError::Storage(error)),
        }
    }

    /// Removes a file; one that is not there is no error.
    ///
    /// # Errors
    /// [`BlobError::Name`] or [`BlobError::Storage`].
    pub async fn delete(&self, town: &str, hash: &str, ext: &str) -> Result<(), BlobError> {
        let path = key(town, hash, ext).ok_or(BlobError::Name)?;
        match self.0.delete(&path).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(BlobError::Storage(error)),
        }
    }
}

fn local(folder: &std::path::Path) -> Result<Blobs, String> {
    std::fs::create_dir_all(folder).map_err(|e| e.to_string())?;
    let store = LocalFileSystem::new_with_prefix(folder).map_err(|e| e.to_string())?;
    Ok(Blobs(Arc::new(store.with_fsync(true))))
}

fn bucket(url: &Url) -> Result<Blobs, String> {
    let name = url.host_str().ok_or("the bucket is missing")?;
    let store = AmazonS3Builder::from_env().with_bucket_name(name).with_retry(retries());
    let store = store.build().map_err(|e| e.to_string())?;
    let prefix = Path::parse(url.path().trim_matches('/')).map_err(|e| e.to_string())?;
    Ok(Blobs(Arc::new(PrefixStore::new(store, prefix))))
}

/// A visitor waits for a picture meanwhile: the library's own three minutes are too long.
fn retries() -> RetryConfig {
    RetryConfig { max_retries: 3, retry_timeout: Duration::from_secs(20), ..RetryConfig::default() }
}

/// The place without name, password and query.
fn without_secrets(place: &str) -> String {
    let Ok(url) = Url::parse(place) else { return place.to_owned() };
    format!("{}://{}{}", url.scheme(), url.host_str().unwrap_or_default(), url.path())
}

/// The name of a file: a ULID, 32 lower-case hex digits and an ending we serve; nothing else reaches the storage.
fn key(town: &str, hash: &str, ext: &str) -> Option<Path> {
    let folder = folder(town)?;
    let hex = hash.len() == 32 && hash.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    if !hex || mime_of(ext).is_none() {
        return None;
    }
    Path::parse(format!("{folder}/{hash}.{ext}")).ok()
}

/// The folder of a town, named by its ULID.
fn folder(town: &str) -> Option<Path> {
    let ulid = town.len() == 26 && town.bytes().all(|b| b.is_ascii_alphanumeric());
    if ulid { Path::parse(town).ok() } else { None }
}

fn is_old(file: &ObjectMeta, before: Timestamp) -> bool {
    file.last_modified.timestamp_millis() < before.as_millisecond()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOWN: &str = "01JZZZZZZZZZZZZZZZZZZZZZZZ";
    const HASH: &str = "0123456789abcdef0123456789abcdef";

    async fn get(blobs: &Blobs, town: &str, hash: &str, ext: &str, part: Option<Range<u64>>) -> Option<Vec<u8>> {
        let reading = blobs.read(town, hash, ext, part).await.unwrap()?;
        let bytes: Vec<Bytes> = reading.pieces.try_collect().await.unwrap();
        let bytes = bytes.concat();
        assert_eq!(reading.length, bytes.len() as u64);
        Some(bytes)
    }

    #[tokio::test]
    async fn a_file_is_written_read_and_removed() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(folder.path().join("neu/medien").to_str().unwrap()).unwrap();
        assert_eq!(get(&blobs, TOWN, HASH, "webp", None).await, None);
        for _ in 0..2 {
            blobs.put(TOWN, HASH, "webp", Bytes::from_static(b"bild")).await.unwrap();
        }
        assert_eq!(get(&blobs, TOWN, HASH, "webp", None).await.as_deref(), Some(b"bild".as_slice()));
        assert_eq!(get(&blobs, TOWN, HASH, "webp", Some(1..3)).await.as_deref(), Some(b"il".as_slice()));
        assert!(folder.path().join("neu/medien").join(TOWN).join(format!("{HASH}.webp")).is_file());
        for _ in 0..2 {
            blobs.delete(TOWN, HASH, "webp").await.unwrap();
        }
        assert_eq!(get(&blobs, TOWN, HASH, "webp", None).await, None);
    }

    #[tokio::test]
    async fn a_town_does_not_see_anothers_files() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(&format!("file://{}", folder.path().display())).unwrap();
        blobs.put(TOWN, HASH, "jpg", Bytes::from_static(b"bild")).await.unwrap();
        assert_eq!(get(&blobs, "01JZZZZZZZZZZZZZZZZZZZZZZY", HASH, "jpg", None).await, None);
    }

    #[rstest::rstest]
    #[case("..", HASH, "webp")]
    #[case("../../../../../../../etc/x", HASH, "webp")]
    #[case(TOWN, "../../etc/passwd0000000000000000", "webp")]
    #[case(TOWN, "0123456789ABCDEF0123456789ABCDEF", "webp")]
    #[case(TOWN, "", "webp")]
    #[case(TOWN, HASH, "svg")]
    #[case(TOWN, HASH, "webp/../../x")]
    #[case("", HASH, "webp")]
    #[tokio::test]
    async fn names_that_are_not_ours_reach_no_storage(#[case] town: &str, #[case] hash: &str, #[case] ext: &str) {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(folder.path().to_str().unwrap()).unwrap();
        assert!(matches!(blobs.put(town, hash, ext, Bytes::new()).await, Err(BlobError::Name)));
        assert!(matches!(blobs.delete(town, hash, ext).await, Err(BlobError::Name)));
        assert_eq!(get(&blobs, town, hash, ext, None).await, None);
    }

    #[test]
    fn an_unknown_place_is_refused_without_its_secrets() {
        let error = Blobs::open("ftp://ich:geheim@host.example/x?y=geheim").unwrap_err().to_string();
        assert!(error.contains("ftp://host.example/x") && !error.contains("geheim"), "{error}");
    }
}
