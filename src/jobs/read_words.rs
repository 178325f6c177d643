//! What staff write over a post goes the way of every message, so that links and hashtags are found in it.

use crate::domain::body::Body;
use crate::domain::item::{Item, NativeId};
use crate::domain::town::Town;
use crate::ingest;

/// Words, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadWords {
    /// On one line; cut when it is too long for a title.
    pub title: Option<String>,
    pub body: Body,
    pub hashtags: Vec<String>,
}

/// Reads a title and plain text of staff. A text that begins with the title does not say it again.
#[must_use]
pub fn read_words(town: &Town, title: Option<&str>, text: &str) -> ReadWords {
    let mut item = Item::new(NativeId(String::new()));
    item.title = title.map(str::to_owned);
    text.clone_into(&mut item.text);
    let cleaned = ingest::clean(&item, &town.settings.language);
    ReadWords { title: cleaned.title, body: cleaned.body, hashtags: cleaned.hashtags }
}
