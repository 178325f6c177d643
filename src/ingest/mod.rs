//! 2. It becomes ours: clean, language, media, merge. In goes an Item, out comes what publish/ needs to compose a post.
//!
//! `clean` turns a foreign post into a title and a [`crate::domain::body::Body`]: `clean_html` reads
//! markup (cut up by `html_tokens`), `clean_spans` reads marked plain text, `clean_text` tidies characters and lines,
//! `clean_links` addresses, `clean_media` what hangs on it, `clean_stubs` drops what the publishing software added, `clean_title` finds the title,
//! `clean_foreign` makes lines with links of what others said, `clean_stranger` words of what strangers write to the town,
//! `clean_language` the language. All of that is pure. `media` fetches pictures, `picture` re-encodes them.
//! Called by jobs.

pub mod clean;
mod clean_foreign;
mod clean_html;
mod clean_language;
mod clean_links;
mod clean_media;
mod clean_runs;
mod clean_spans;
mod clean_stranger;
mod clean_stubs;
mod clean_text;
mod clean_title;
mod html_tokens;
pub mod media;
pub mod picture;

pub use clean::{Cleaned, clean};
pub use clean_foreign::without_foreign;
pub use clean_stranger::{typed, words_of_stranger};
pub use media::{MediaError, Stored, fetch, keep};
pub use picture::{EncodedPicture, PictureLimits, difference_hash, encode_picture};
