//! Shortens a body for listings: whole blocks while they fit, the last one cut at a word. The post's page has it all.

use crate::domain::body::{Block, Body, Span};
use crate::domain::body_text;

/// The beginning of `body`, about `limit` characters, and whether something was left out. A body only a little longer
/// than the limit stays whole.
#[must_use]
pub fn shorten(body: &Body, limit: usize) -> (Body, bool) {
    if body_text::render(body).chars().count() <= limit + limit / 4 {
        return (body.clone(), false);
    }
    let mut left = limit;
    let mut blocks = Vec::new();
    for block in &body.blocks {
        let Some(part) = cut_block(block, &mut left) else { break };
        blocks.push(part);
        if left == 0 {
            break;
        }
    }
    (Body { blocks }, true)
}

fn cut_block(block: &Block, left: &mut usize) -> Option<Block> {
    Some(match block {
        Block::Paragraph { spans } => Block::Paragraph { spans: cut_spans(spans, left) },
        Block::Heading { level, spans } => {
            // A heading right before the cut would announce nothing.
            let mut probe = *left;
            let cut = cut_spans(spans, &mut probe);
            if probe < 40 {
                *left = 0;
                return None;
            }
            *left = probe;
            Block::Heading { level: *level, spans: cut }
        }
        Block::List { ordered, entries } => {
            let mut kept = Vec::new();
            for entry in entries {
                if *left == 0 {
                    break;
                }
                kept.push(cut_spans(entry, left));
            }
            Block::List { ordered: *ordered, entries: kept }
        }
        Block::Quote { blocks } => {
            let mut kept = Vec::new();
            for inner in blocks {
                let Some(part) = cut_block(inner, left) else { break };
                kept.push(part);
                if *left == 0 {
                    break;
                }
            }
            Block::Quote { blocks: kept }
        }
        // Half a table misleads; the page shows it.
        Block::Table { .. } => {
            *left = 0;
            return None;
        }
    })
}

fn cut_spans(spans: &[Span], left: &mut usize) -> Vec<Span> {
    let mut kept = Vec::new();
    for span in spans {
        if *left == 0 {
            break;
        }
        kept.push(match span {
            Span::Text { text } => Span::text(cut_text(text, left)),
            Span::Break => Span::Break,
            Span::Hashtag { tag } => {
                *left = left.saturating_sub(tag.chars().count());
                Span::Hashtag { tag: tag.clone() }
            }
            Span::Link { href, spans } => Span::Link { href: href.clone(), spans: cut_spans(spans, left) },
            Span::Bold { spans } => Span::Bold { spans: cut_spans(spans, left) },
            Span::Italic { spans } => Span::Italic { spans: cut_spans(spans, left) },
            Span::Strike { spans } => Span::Strike { spans: cut_spans(spans, left) },
        });
    }
    kept
}

fn cut_text(text: &str, left: &mut usize) -> String {
    let length = text.chars().count();
    if length <= *left {
        *left -= length;
        return text.to_owned();
    }
    let head: String = text.chars().take(*left).collect();
    *left = 0;
    // One long word alone is cut in its middle; otherwise words stay whole.
    let cut = match head.rfind(char::is_whitespace) {
        Some(at) => head.get(..at).unwrap_or_default(),
        None if head.chars().count() > 40 => &head,
        None => "",
    };
    format!("{}…", cut.trim_end_matches([' ', ',', ';', ':', '-', '–', '(']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_body_ends_at_a_word_and_says_so() {
        let body = Body::from_plain(&"Die Brücke bleibt gesperrt. ".repeat(60));
        let (short, cut) = shorten(&body, 600);
        let text = body_text::render(&short);
        assert!(cut && text.ends_with('…') && text.chars().count() <= 601, "{text}");
        assert_eq!(shorten(&Body::from_plain("kurz"), 600), (Body::from_plain("kurz"), false));
    }

    #[test]
    fn a_table_is_shown_whole_or_not_at_all() {
        let rows = vec![vec![vec![Span::text("x".repeat(900))]]];
        let body = Body { blocks: vec![Block::Table { header: vec![], rows }] };
        assert_eq!(shorten(&body, 600), (Body::default(), true));
    }
}
