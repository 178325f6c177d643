//! What a stranger wrote to the town, as words alone: staff read them, and nothing of them is ever markup again. And what
//! staff type in answer, with its addresses as links.

use super::clean_runs::{Draft, into_body, tidy};
use super::{clean_html, clean_spans, html_tokens};
use crate::domain::body::Body;
use crate::domain::body_text;

/// The words of a message, from markup or plain text. Pictures, scripts and hidden parts are left out; a link is the words
/// that stand for it.
#[must_use]
pub fn words_of_stranger(html: &str) -> String {
    if html.contains('<') {
        return body_text::render(&into_body(tidy(clean_html::parse(html, None).drafts)));
    }
    body_text::render(&Body::from_plain(&html_tokens::decode_text(html)))
}

/// What was typed, with its addresses as links.
#[must_use]
pub fn typed(text: &str) -> Body {
    into_body(tidy(vec![Draft::Paragraph(clean_spans::runs(text, &[]))]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_are_left() {
        let html = "<p><span class=\"h-card\"><a href=\"https://s.example/@rathaus\">@<span>rathaus</span></a></span> \
                    Wann?<br>Und <b>wo</b>?</p><p><img src=\"https://x.example/p.png\"><script>alert(1)</script>Danke</p>";
        assert_eq!(words_of_stranger(html), "@rathaus Wann?\nUnd wo?\n\nDanke");
        assert_eq!(words_of_stranger("1 &lt; 2 &amp; gut"), "1 < 2 & gut");
        assert_eq!(words_of_stranger("<p>&lt;script&gt;</p>"), "<script>");
    }
}
