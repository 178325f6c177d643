//! A finished page: compressed once, with everything an answer needs. Rendering makes it, the shelves keep it, answering
//! sends it.

use std::io::{Read, Write};

use bytes::Bytes;
use jiff::Timestamp;

use super::headers::Class;
use crate::domain::ids::Ulid;
use crate::domain::post::Post;
use crate::seal::sha256_hex;

/// Where a post stands in every list: newest first, the id decides among equals.
pub type Position = (i64, Ulid);

/// A post's position.
#[must_use]
pub fn position(post: &Post) -> Position {
    (post.created_at.as_millisecond(), post.ulid)
}

/// What a page depends on, so that a change finds it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shows {
    /// Posts from the first position down to the second, both included.
    pub range: Option<(Position, Position)>,
    /// Names of channels, and which there are.
    pub sources: bool,
    /// Whether channels can be read just now.
    pub health: bool,
}

impl Shows {
    /// Whatever posts there are.
    #[must_use]
    pub fn all_posts() -> Self {
        Self { range: Some((TOP, BOTTOM)), ..Self::default() }
    }

    /// Whether a post at this position may stand on the page.
    #[must_use]
    pub fn touches(&self, at: Position) -> bool {
        self.range.is_some_and(|(top, bottom)| bottom <= at && at <= top)
    }
}

/// Above every post.
pub const TOP: Position = (i64::MAX, Ulid(u128::MAX));
/// Below every post.
pub const BOTTOM: Position = (i64::MIN, Ulid(0));

/// What a renderer hands over.
#[derive(Debug, Clone)]
pub struct Draft {
    pub status: u16,
    pub class: Class,
    pub content_type: &'static str,
    pub body: String,
    /// The one address this page has; another one that leads here is redirected.
    pub path: Option<String>,
    pub shows: Shows,
    /// Whether it says which warnings hold: its time is over when one of them ends.
    pub speaks_of_warnings: bool,
    /// Until when it is true without anybody changing anything.
    pub valid_until: Option<Timestamp>,
    pub max_age_s: u32,
    /// Readable by scripts of other sites.
    pub cors: bool,
    /// Not for search engines.
    pub noindex: bool,
    /// The path of the ActivityPub document that says the same.
    pub document: Option<String>,
    /// Where to go instead, with a 3xx status.
    pub location: Option<String>,
}

impl Draft {
    /// A page for people with the usual settings.
    #[must_use]
    pub fn html(body: String) -> Self {
        Self {
            status: 200,
            class: Class::Html,
            content_type: "text/html; charset=utf-8",
            body,
            path: None,
            shows: Shows::default(),
            speaks_of_warnings: true,
            valid_until: None,
            max_age_s: 60,
            cors: false,
            noindex: false,
            document: None,
            location: None,
        }
    }

    /// A document for machines.
    #[must_use]
    pub fn open(content_type: &'static str, body: String) -> Self {
        Self { class: Class::Open, content_type, cors: true, speaks_of_warnings: false, ..Self::html(body) }
    }
}

/// A page as it is kept and sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub head: Head,
    pub brotli: Bytes,
    pub gzip: Bytes,
}

/// Everything about a page but its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    pub status: u16,
    pub class: Class,
    pub content_type: &'static str,
    /// Hash of the uncompressed body; the entity tag adds the coding.
    pub tag: String,
    pub path: Option<String>,
    pub shows: Shows,
    pub modified: Timestamp,
    pub valid_until: Option<Timestamp>,
    pub max_age_s: u32,
    pub cors: bool,
    pub noindex: bool,
    pub document: Option<String>,
    pub location: Option<String>,
}

impl Page {
    /// Compresses a draft. `modified` is when it came to say what it says.
    ///
    /// # Errors
    /// When a compressor fails, which memory to memory it does not.
    pub fn press(draft: Draft, modified: Timestamp) -> std::io::Result<Self> {
        let bytes = draft.body.as_bytes();
        let tag = sha256_hex(bytes).chars().take(16).collect();
        let mut brotli = Vec::with_capacity(bytes.len() / 3);
        let settings = brotli::enc::BrotliEncoderParams { quality: 7, lgwin: 20, ..Default::default() };
        brotli::BrotliCompress(&mut &*bytes, &mut brotli, &settings)?;
        let mut gzip = flate2::write::GzEncoder::new(Vec::with_capacity(bytes.len() / 3), flate2::Compression::new(7));
        gzip.write_all(bytes)?;
        Ok(Self {
            head: Head {
                status: draft.status,
                class: draft.class,
                content_type: draft.content_type,
                tag,
                path: draft.path,
                shows: draft.shows,
                modified,
                valid_until: draft.valid_until,
                max_age_s: draft.max_age_s,
                cors: draft.cors,
                noindex: draft.noindex,
                document: draft.document,
                location: draft.location,
            },
            brotli: brotli.into(),
            gzip: gzip.finish()?.into(),
        })
    }

    /// The body as it was before compression, for the rare client that takes none.
    ///
    /// # Errors
    /// When the kept bytes are damaged.
    pub fn plain(&self) -> std::io::Result<Bytes> {
        let mut body = Vec::new();
        flate2::read::GzDecoder::new(&*self.gzip).read_to_end(&mut body)?;
        Ok(body.into())
    }

    /// What it weighs in memory, in bytes; the head is counted with a flat 512.
    #[must_use]
    pub fn weight(&self) -> usize {
        self.brotli.len() + self.gzip.len() + 512
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pressed_page_reads_the_same_in_every_coding() {
        let text = "<p>Grüße aus dem Rathaus</p>".repeat(50);
        let page = Page::press(Draft::html(text.clone()), Timestamp::UNIX_EPOCH).unwrap();
        let mut brotli = Vec::new();
        brotli::BrotliDecompress(&mut &*page.brotli, &mut brotli).unwrap();
        assert_eq!((brotli.as_slice(), &*page.plain().unwrap()), (text.as_bytes(), text.as_bytes()));
    }
}
