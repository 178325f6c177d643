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
    /// Struck through: its author says that it no longer holds.
    Strike { spans: Vec<Span> },
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

    /// The text without the lines of hashtags at its end; they are shown as a list of their own.
    #[must_use]
    pub fn without_trailing_tags(&self) -> Self {
        let mut blocks = self.blocks.clone();
        while let Some(Block::Paragraph { spans }) = blocks.last_mut() {
            let is_filler = |span: &Span| match span {
                Span::Hashtag { .. } | Span::Break => true,
                Span::Text { text } => text.trim().is_empty(),
                Span::Link { .. } | Span::Bold { .. } | Span::Italic { .. } | Span::Strike { .. } => false,
            };
            let is_tag = |span: &Span| matches!(span, Span::Hashtag { .. });
            // Only whole lines go: a hashtag at the end of a sentence belongs to it.
            let words_end = spans.iter().rposition(|span| !is_filler(span)).map_or(0, |at| at + 1);
            let line_end = match words_end {
                0 => Some(0),
                at => {
                    spans.get(at..).and_then(|rest| rest.iter().position(|span| *span == Span::Break)).map(|n| at + n)
                }
            };
            match line_end.filter(|end| spans.get(*end..).is_some_and(|rest| rest.iter().any(is_tag))) {
                Some(0) => drop(blocks.pop()),
                Some(end) => {
                    spans.truncate(end);
                    break;
                }
                None => break,
            }
        }
        Self { blocks }
    }

    /// The text with at most `most` hashtags; further ones become plain words.
    #[must_use]
    pub fn with_tags_up_to(&self, most: usize) -> Self {
        let allowed: Vec<String> = self.hashtags().into_iter().take(most).map(|tag| tag.to_lowercase()).collect();
        let mut body = self.clone();
        body.each_span_mut(&mut |span| {
            if let Span::Hashtag { tag } = span
                && !allowed.contains(&tag.to_lowercase())
            {
                *span = Span::text(format!("#{tag}"));
            }
        });
        body
    }

    /// Lets `change` alter every span, outer before inner.
    fn each_span_mut(&mut self, change: &mut dyn FnMut(&mut Span)) {
        fn spans(list: &mut [Span], change: &mut dyn FnMut(&mut Span)) {
            for span in list {
                change(span);
                if let Span::Link { spans: inner, .. }
                | Span::Bold { spans: inner }
                | Span::Italic { spans: inner }
                | Span::Strike { spans: inner } = span
                {
                    spans(inner, change);
                }
            }
        }
        fn blocks(list: &mut [Block], change: &mut dyn FnMut(&mut Span)) {
            for block in list {
                match block {
                    Block::Paragraph { spans: inner } | Block::Heading { spans: inner, .. } => spans(inner, change),
                    Block::List { entries, .. } => entries.iter_mut().for_each(|entry| spans(entry, change)),
                    Block::Table { header, rows } => {
                        header.iter_mut().chain(rows.iter_mut().flatten()).for_each(|cell| spans(cell, change));
                    }
                    Block::Quote { blocks: inner } => blocks(inner, change),
                }
            }
        }
        blocks(&mut self.blocks, change);
    }

    /// Calls `visit` for every span, outer before inner, in reading order.
    pub fn each_span(&self, visit: &mut dyn FnMut(&Span)) {
        fn spans(list: &[Span], visit: &mut dyn FnMut(&Span)) {
            for span in list {
                visit(span);
                match span {
                    Span::Link { spans: inner, .. }
                    | Span::Bold { spans: inner }
                    | Span::Italic { spans: inner }
                    | Span::Strike { spans: inner } => spans(inner, visit),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(word: &str) -> Span {
        Span::Hashtag { tag: word.into() }
    }

    fn paragraph(spans: Vec<Span>) -> Block {
        Block::Paragraph { spans }
    }

    #[test]
    fn lines_of_hashtags_at_the_end_are_taken_off() {
        let words = paragraph(vec![Span::text("Kommt alle zum "), tag("Stadtfest"), Span::text("!")]);
        let list = paragraph(vec![tag("Musterbach"), Span::text(" "), tag("Fest")]);
        let body = Body { blocks: vec![words.clone(), list] };
        assert_eq!(body.without_trailing_tags().blocks, std::slice::from_ref(&words));
        let same_paragraph =
            Body { blocks: vec![paragraph(vec![Span::text("Kommt!"), Span::Break, tag("Musterbach"), tag("Fest")])] };
        assert_eq!(same_paragraph.without_trailing_tags().blocks, [paragraph(vec![Span::text("Kommt!")])]);
        let sentence = Body { blocks: vec![paragraph(vec![Span::text("Wir feiern "), tag("Stadtfest")])] };
        assert_eq!(sentence.without_trailing_tags(), sentence);
    }

    #[test]
    fn only_so_many_hashtags_stay_links() {
        let body = Body { blocks: vec![paragraph(vec![tag("Eins"), tag("Zwei"), tag("eins"), tag("Drei")])] };
        let capped = body.with_tags_up_to(2);
        assert_eq!(capped.hashtags(), ["Eins", "Zwei"]);
        assert_eq!(crate::domain::body_text::render(&capped), "#Eins#Zwei#eins#Drei");
    }
}
