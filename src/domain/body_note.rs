//! Renders a [`Body`] as the HTML of an ActivityPub Note: only what Mastodon keeps
//! (`p br a strong em del ul ol li blockquote`, `span` inside hashtags), because everything else is dropped on the way.
//! Mail and telephone addresses become plain words, headings bold paragraphs, tables lists.

use super::body::{Block, Body, Span};
use super::body_html::{hashtag_segment, push_escaped};

/// HTML for a Note. `hashtag_base` is the absolute address of hashtag pages without the tag.
#[must_use]
pub fn render(body: &Body, hashtag_base: &str) -> String {
    let mut out = String::new();
    blocks(&body.blocks, hashtag_base, &mut out);
    out
}

/// One absolute http(s) link as its own paragraph, shown without scheme.
#[must_use]
pub fn link_paragraph(label: &str, href: &str) -> String {
    let mut out = String::from("<p>");
    push_link(href, &[Span::text(label)], "", &mut out);
    out.push_str("</p>");
    out
}

fn blocks(list: &[Block], base: &str, out: &mut String) {
    for block in list {
        match block {
            Block::Paragraph { spans } => wrap("p", spans, base, out),
            Block::Heading { spans, .. } => {
                out.push_str("<p>");
                wrap("strong", spans, base, out);
                out.push_str("</p>");
            }
            Block::List { ordered, entries } => {
                let tag = if *ordered { "ol" } else { "ul" };
                out.push_str(&format!("<{tag}>"));
                entries.iter().for_each(|entry| wrap("li", entry, base, out));
                out.push_str(&format!("</{tag}>"));
            }
            Block::Table { header, rows } => {
                out.push_str("<ul>");
                for row in std::iter::once(header).filter(|h| !h.is_empty()).chain(rows) {
                    out.push_str("<li>");
                    for (index, cell) in row.iter().enumerate() {
                        if index > 0 {
                            out.push_str(" · ");
                        }
                        inline(cell, base, out);
                    }
                    out.push_str("</li>");
                }
                out.push_str("</ul>");
            }
            Block::Quote { blocks: inner } => {
                out.push_str("<blockquote>");
                blocks(inner, base, out);
                out.push_str("</blockquote>");
            }
        }
    }
}

fn wrap(tag: &str, spans: &[Span], base: &str, out: &mut String) {
    out.push_str(&format!("<{tag}>"));
    inline(spans, base, out);
    out.push_str(&format!("</{tag}>"));
}

fn push_link(href: &str, spans: &[Span], base: &str, out: &mut String) {
    out.push_str("<a href=\"");
    push_escaped(href, out);
    out.push_str("\" rel=\"nofollow noopener\">");
    inline(spans, base, out);
    out.push_str("</a>");
}

fn inline(spans: &[Span], base: &str, out: &mut String) {
    for span in spans {
        match span {
            Span::Text { text } => push_escaped(text, out),
            Span::Break => out.push_str("<br>"),
            Span::Bold { spans } => wrap("strong", spans, base, out),
            Span::Italic { spans } => wrap("em", spans, base, out),
            Span::Strike { spans } => wrap("del", spans, base, out),
            Span::Link { href, spans } if href.starts_with("https://") || href.starts_with("http://") => {
                push_link(href, spans, base, out);
            }
            Span::Link { spans, .. } => inline(spans, base, out),
            Span::Hashtag { tag } => {
                out.push_str("<a href=\"");
                push_escaped(base, out);
                out.push_str(&hashtag_segment(tag));
                out.push_str("\" class=\"mention hashtag\" rel=\"tag\">#<span>");
                push_escaped(tag, out);
                out.push_str("</span></a>");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_addresses_are_plain_words_and_headings_are_bold() {
        let body = Body {
            blocks: vec![
                Block::Heading { level: 1, spans: vec![Span::text("Sperrung")] },
                Block::Paragraph {
                    spans: vec![Span::Link {
                        href: "mailto:a@b.example".into(),
                        spans: vec![Span::text("a@b.example")],
                    }],
                },
            ],
        };
        assert_eq!(
            render(&body, "https://t.example/schlagwort/"),
            "<p><strong>Sperrung</strong></p><p>a@b.example</p>"
        );
    }
}
