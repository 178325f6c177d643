//! Renders a [`Body`] as plain text: for search, titles, descriptions, mail and language guessing.

use super::body::{Block, Body, Span};

/// The words alone; blocks are parted by a blank line, list entries begin with a dash or their number.
#[must_use]
pub fn render(body: &Body) -> String {
    let mut out = String::new();
    blocks(&body.blocks, &mut out);
    out.trim().to_owned()
}

/// The first `limit` characters of the plain text on one line, cut at a word with an ellipsis.
#[must_use]
pub fn excerpt(body: &Body, limit: usize) -> String {
    shorten(&render(body), limit)
}

/// One line of at most `limit` characters, cut at a word boundary and closed with "…" when something was left out.
#[must_use]
pub fn shorten(text: &str, limit: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= limit {
        return line;
    }
    let head: String = line.chars().take(limit.saturating_sub(1)).collect();
    let cut = match head.rfind(' ') {
        Some(at) if at > head.len() / 2 => head.get(..at).unwrap_or(&head),
        _ => &head,
    };
    format!("{}…", cut.trim_end_matches([' ', ',', ';', ':', '-', '–', '(']))
}

fn blocks(list: &[Block], out: &mut String) {
    for block in list {
        match block {
            Block::Paragraph { spans } | Block::Heading { spans, .. } => {
                inline(spans, out);
                out.push_str("\n\n");
            }
            Block::List { ordered, entries } => {
                for (index, entry) in entries.iter().enumerate() {
                    if *ordered {
                        out.push_str(&format!("{}. ", index + 1));
                    } else {
                        out.push_str("- ");
                    }
                    inline(entry, out);
                    out.push('\n');
                }
                out.push('\n');
            }
            Block::Table { header, rows } => {
                for row in std::iter::once(header).filter(|h| !h.is_empty()).chain(rows) {
                    for (index, cell) in row.iter().enumerate() {
                        if index > 0 {
                            out.push_str(" · ");
                        }
                        inline(cell, out);
                    }
                    out.push('\n');
                }
                out.push('\n');
            }
            Block::Quote { blocks: inner } => blocks(inner, out),
        }
    }
}

/// The words of some spans.
pub fn inline(spans: &[Span], out: &mut String) {
    for span in spans {
        match span {
            Span::Text { text } => out.push_str(text),
            Span::Break => out.push('\n'),
            Span::Hashtag { tag } => {
                out.push('#');
                out.push_str(tag);
            }
            Span::Link { spans, .. } | Span::Bold { spans } | Span::Italic { spans } => inline(spans, out),
            // Without the line through them they would say what no longer holds.
            Span::Strike { .. } => out.truncate(out.trim_end_matches(' ').len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_cut_at_a_word() {
        assert_eq!(shorten("Die Brücke in der Mühlstraße ist gesperrt", 24), "Die Brücke in der…");
        assert_eq!(shorten("kurz", 24), "kurz");
    }

    #[test]
    fn what_was_struck_out_is_not_said() {
        let struck = Span::Strike { spans: vec![Span::text("19 Uhr")] };
        let mut out = String::new();
        inline(&[Span::text("Beginn: "), struck, Span::text(" 20 Uhr")], &mut out);
        assert_eq!(out, "Beginn: 20 Uhr");
    }

    #[test]
    fn plain_text_survives_the_round_trip() {
        let text = "Erster Absatz\nzweite Zeile\n\nZweiter Absatz";
        assert_eq!(render(&Body::from_plain(text)), text);
    }
}
