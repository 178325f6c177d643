//! Pictures, video and audio of a town, as stored by us.

use serde::{Deserialize, Serialize};

use super::ids::{MediaId, TownId};

/// What a stored file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    Image,
    Video,
    Audio,
}

/// Who wrote the description of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AltOrigin {
    /// The author, at the source.
    Author,
    /// Our staff.
    Staff,
    /// A machine of the platform; shown as such.
    Auto,
    /// Nobody: the picture has no description, and the page says so.
    None,
}

/// One stored size of a picture. Its address is `/medien/{hash}.{ext}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Variant {
    /// SHA-256 of the bytes, lower-case hex, first 32 characters.
    pub hash: String,
    /// File ending from our own list: `webp`, `jpg`, `png`, `gif`, `mp4`.
    pub ext: String,
    pub width: u32,
    pub height: u32,
    pub bytes: u64,
}

/// A stored medium with its sizes, smallest first. The last one is what goes out to the Fediverse (`jpg` or `png`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    pub id: MediaId,
    pub town: TownId,
    pub kind: MediaKind,
    pub variants: Vec<Variant>,
    /// Placeholder code (blurhash), 4×3 components.
    pub blurhash: Option<String>,
}

/// A sound or a film at its source: we link it and store nothing of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recording {
    pub kind: MediaKind,
    /// Absolute http(s) address.
    pub url: String,
    pub duration_ms: Option<u64>,
}

/// A medium as it hangs on a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    pub media: Media,
    pub alt: Option<String>,
    pub alt_origin: AltOrigin,
}

impl Attached {
    /// Whether staff said that it only decorates: it has an empty description, on purpose.
    #[must_use]
    pub fn is_decorative(&self) -> bool {
        self.alt_origin == AltOrigin::Staff && self.alt.as_deref() == Some("")
    }

    /// Whether nobody described it.
    #[must_use]
    pub fn is_undescribed(&self) -> bool {
        !self.is_decorative() && self.alt.as_deref().is_none_or(|alt| alt.trim().is_empty())
    }
}

/// The type a file ending stands for; only what we serve (DESIGN D16).
#[must_use]
pub fn mime_of(ext: &str) -> Option<&'static str> {
    Some(match ext {
        "webp" => "image/webp",
        "jpg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "mp4" => "video/mp4",
        "mp3" => "audio/mpeg",
        "vtt" => "text/vtt",
        _ => return None,
    })
}
