//! [`Body`]: the only stored form of text. Blocks hold spans; every output (page HTML, Note HTML, plain text, mail)
//! is a renderer over it, so nothing that came from outside ever reaches a reader as markup.

use serde::{Deserialize, Serialize};

/// The text of a post.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Body {
    /// The blocks in reading order.
    pub blocks: Vec<Block>,
}

/// One block of text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Block {
    /// A paragraph.
    Paragraph { spans: Vec<Span> },
    /// A heading inside the text; `level` counts from 1 below the post's own title.
    Heading { level: u8, spans: Vec<Span> },
    /// A list; each entry is one line of spans (nested lists are flattened when parsed).
    List { ordered: bool, entries: Vec<Vec<Span>> },
    /// A table: header cells (may be empty) and rows of cells.
    Table { header: Vec<Vec<Span>>, rows: Vec<Vec<Vec<Span>>> },
    /// Somebody else's words.
    Quote { blocks: Vec<Block> },
}

/// A run of text inside a block.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Span {
    /// Plain words.
    Text { text: String },
    /// A line break.
    Break,
    /// A link with its absolute http(s), `mailto:` or `tel:` address.
    Link { href: String, spans: Vec<Span> },
    /// Strong emphasis.
    Bold { spans: Vec<Span> },
    /// Light emphasis.
    Italic { spans: Vec<Span> },
    /// A hashtag without its `#`.
    Hashtag { tag: String },
}

impl Span {
    /// A run of plain words.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into() }
    }
}

impl Body {
    /// A body of plain paragraphs: a blank line parts paragraphs, a single newline is a break.
    #[must_use]
    pub fn from_plain(text: &str) -> Self {
        let mut blocks = Vec::new();
        let unified = text.replace("\r\n", "\n");
        for paragraph in unified.split("\n\n").map(str::trim).filter(|p| !p.is_empty()) {
            let mut spans = Vec::new();
            for (index, line) in paragraph.lines().enumerate() {
                if index > 0 {
                    spans.push(Span::Break);
                }
                spans.push(Span::text(line.trim()));
            }
            blocks.push(Block::Paragraph { spans });
        }
        Self { blocks }
    }

    /// Nothing to read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// Hashtags in order of appearance, each once (compared without case).
    #[must_use]
    pub fn hashtags(&self) -> Vec<String> {
        let mut tags: Vec<String> = Vec::new();
        self.each_span(&mut |span| {
            if let Span::Hashtag { tag } = span
                && !tags.iter().any(|known| known.to_lowercase() == tag.to_lowercase())
            {
                tags.push(tag.clone());
            }
        });
        tags
    }

    /// Calls `visit` for every span, outer before inner, in reading order.
    pub fn each_span(&self, visit: &mut dyn FnMut(&Span)) {
        fn spans(list: &[Span], visit: &mut dyn FnMut(&Span)) {
            for span in list {
                visit(span);
                match span {
                    Span::Link { spans: inner, .. } | Span::Bold { spans: inner } | Span::Italic { spans: inner } => {
                        spans(inner, visit);
                    }
                    Span::Text { .. } | Span::Break | Span::Hashtag { .. } => {}
                }
            }
        }
        fn blocks(list: &[Block], visit: &mut dyn FnMut(&Span)) {
            for block in list {
                match block {
                    Block::Paragraph { spans: inner } | Block::Heading { spans: inner, .. } => spans(inner, visit),
                    Block::List { entries, .. } => entries.iter().for_each(|entry| spans(entry, visit)),
                    Block::Table { header, rows } => {
                        header.iter().chain(rows.iter().flatten()).for_each(|cell| spans(cell, visit));
                    }
                    Block::Quote { blocks: inner } => blocks(inner, visit),
                }
            }
        }
        blocks(&self.blocks, visit);
    }
}
