//! Renders a [`Body`] as HTML for our own pages and feeds. Only markup that this file writes comes out.

use super::body::{Block, Body, Span};

/// How a page wants its text.
#[derive(Debug, Clone, Copy)]
pub struct PageStyle<'a> {
    /// The heading level of the post's own title (1–5); headings inside the text go below it.
    pub title_level: u8,
    /// The address of a hashtag's page without the tag itself, e.g. `/schlagwort/`.
    pub hashtag_base: &'a str,
    /// What a table is called when it is read aloud ("Tabelle").
    pub table_label: &'a str,
}

/// HTML for a page.
#[must_use]
pub fn render(body: &Body, style: PageStyle<'_>) -> String {
    let mut out = String::new();
    blocks(&body.blocks, style, &mut out);
    out
}

/// Escapes text for HTML content and double-quoted attributes.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_escaped(text, &mut out);
    out
}

/// Appends `text` escaped for HTML content and double-quoted attributes.
pub fn push_escaped(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
}

/// Whether an address may stand in a link of ours.
#[must_use]
pub fn is_safe_href(href: &str) -> bool {
    ["https://", "http://", "mailto:", "tel:"]
        .iter()
        .any(|scheme| href.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme)))
}

/// A hashtag as one path segment: percent-encoded UTF-8, lower case.
#[must_use]
pub fn hashtag_segment(tag: &str) -> String {
    let mut out = String::new();
    for byte in tag.to_lowercase().bytes() {
        if byte.is_ascii_alphanumeric() || byte == b'_' {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

fn blocks(list: &[Block], style: PageStyle<'_>, out: &mut String) {
    for block in list {
        match block {
            Block::Paragraph { spans } => wrap("p", spans, style, out),
            Block::Heading { level, spans } => {
                let tag = match style.title_level.saturating_add(*level).clamp(2, 6) {
                    2 => "h2",
                    3 => "h3",
                    4 => "h4",
                    5 => "h5",
                    _ => "h6",
                };
                wrap(tag, spans, style, out);
            }
            Block::List { ordered, entries } => {
                let tag = if *ordered { "ol" } else { "ul" };
                out.push_str(&format!("<{tag}>"));
                entries.iter().for_each(|entry| wrap("li", entry, style, out));
                out.push_str(&format!("</{tag}>"));
            }
            Block::Table { header, rows } => table(header, rows, style, out),
            Block::Quote { blocks: inner } => {
                out.push_str("<blockquote>");
                blocks(inner, style, out);
                out.push_str("</blockquote>");
            }
        }
    }
}

fn table(header: &[Vec<Span>], rows: &[Vec<Vec<Span>>], style: PageStyle<'_>, out: &mut String) {
    // A group, not a landmark: a page may hold many tables. Focusable, so that a wide one scrolls by keyboard.
    out.push_str("<div class=\"tabelle\" role=\"group\" tabindex=\"0\" aria-label=\"");
    push_escaped(style.table_label, out);
    out.push_str("\"><table>");
    if !header.is_empty() {
        out.push_str("<thead><tr>");
        for cell in header {
            out.push_str("<th scope=\"col\">");
            inline(cell, style, out);
            out.push_str("</th>");
        }
        out.push_str("</tr></thead>");
    }
    out.push_str("<tbody>");
    for row in rows {
        out.push_str("<tr>");
        row.iter().for_each(|cell| wrap("td", cell, style, out));
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table></div>");
}

fn wrap(tag: &str, spans: &[Span], style: PageStyle<'_>, out: &mut String) {
    out.push_str(&format!("<{tag}>"));
    inline(spans, style, out);
    out.push_str(&format!("</{tag}>"));
}

fn inline(spans: &[Span], style: PageStyle<'_>, out: &mut String) {
    for span in spans {
        match span {
            Span::Text { text } => push_escaped(text, out),
            Span::Break => out.push_str("<br>"),
            Span::Bold { spans } => wrap("strong", spans, style, out),
            Span::Italic { spans } => wrap("em", spans, style, out),
            Span::Strike { spans } => wrap("del", spans, style, out),
            Span::Link { href, spans } if is_safe_href(href) => {
                out.push_str("<a href=\"");
                push_escaped(href, out);
                out.push_str("\" rel=\"nofollow noopener noreferrer\">");
                inline(spans, style, out);
                out.push_str("</a>");
            }
            Span::Link { spans, .. } => inline(spans, style, out),
            Span::Hashtag { tag } => {
                out.push_str("<a href=\"");
                push_escaped(style.hashtag_base, out);
                out.push_str(&hashtag_segment(tag));
                out.push_str("\" rel=\"tag\">#");
                push_escaped(tag, out);
                out.push_str("</a>");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_outside_becomes_markup() {
        let body = Body {
            blocks: vec![Block::Paragraph {
                spans: vec![
                    Span::text("<script>alert('x')</script>"),
                    Span::Link { href: "javascript:alert(1)".into(), spans: vec![Span::text("klick")] },
                    Span::Link { href: "https://a.example/?a=1&b=\"".into(), spans: vec![Span::text("gut")] },
                ],
            }],
        };
        let html = render(&body, PageStyle { title_level: 1, hashtag_base: "/schlagwort/", table_label: "Tabelle" });
        assert!(!html.contains("<script") && !html.contains("javascript:"));
        assert!(html.contains("href=\"https://a.example/?a=1&amp;b=&quot;\""));
    }

    #[test]
    fn an_umlaut_hashtag_is_one_path_segment() {
        assert_eq!(hashtag_segment("Straßenfest_Köln"), "stra%C3%9Fenfest_k%C3%B6ln");
    }
}
