//! Foreign markup, read but never passed on. In: HTML as a source wrote it, and where it stood. Out: readable plain
//! text, the pictures in it, and a fingerprint that ignores what no reader would notice. Shared by all connectors
//! whose platform gives HTML; the HTML itself goes on to `ingest`, which alone turns it into a body.

use std::borrow::Cow;

use scraper::node::Element;
use scraper::{Html, Node};
use url::Url;

use super::address_clean::{absolute, without_signature, without_tracking};
use crate::domain::item::ItemMedia;
use crate::domain::media::{AltOrigin, MediaKind};

/// More markup than this in one text is not read: a long article has 50 kB.
const MAX_HTML: usize = 512 * 1024;

/// More of a whole page is not read.
const MAX_PAGE: usize = 2 * 1024 * 1024;

/// Pictures taken from one text.
const MAX_PICTURES: usize = 50;

/// Elements open at once. The HTML parser's work grows with their square, so more of them count as an attack.
const MAX_OPEN: usize = 200;

/// Formatting elements open at once; the parser opens each of them again in every following paragraph.
const MAX_FORMATTING: usize = 24;

/// Elements that need no end tag.
const SELF_CLOSING: &[&str] = &[
    "area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "p", "li",
    "td", "th", "tr", "tbody", "thead", "tfoot", "dt", "dd", "option",
];

/// The elements an HTML parser reconstructs (HTML §13.2.4.3).
const FORMATTING: &[&str] =
    &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Elements whose content nobody reads.
const UNREAD: &[&str] =
    &["script", "style", "template", "noscript", "iframe", "object", "svg", "math", "head", "title"];

/// Elements that stand on their own: text before and after them is parted.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "dl",
    "table",
    "blockquote",
    "pre",
    "section",
    "article",
    "header",
    "footer",
    "aside",
    "figure",
    "figcaption",
    "hr",
    "form",
    "fieldset",
    "details",
    "address",
    "main",
    "nav",
];

/// Elements that begin a line.
const LINES: &[&str] = &["br", "li", "tr", "dt", "dd", "caption", "summary"];

/// Elements of any text: paragraphs, lists, emphasis. `h1` is no such: it names the page.
pub const TEXT_ELEMENTS: &[&str] = &[
    "p",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "blockquote",
    "pre",
    "strong",
    "b",
    "em",
    "i",
    "u",
    "s",
    "code",
    "figure",
    "figcaption",
];

/// Elements that only carry looks; a new template changes them, not what is said.
const LOOKS: &[&str] = &["html", "body", "tbody", "span", "font", "div", "section", "article", "small", "center"];

/// Hosts whose pictures count readers or draw smileys.
const COUNTERS: &[&str] =
    &["vgwort.de", "s.w.org", "feedburner.com", "doubleclick.net", "ivwbox.de", "stats.wordpress.com"];

/// Whether a text that may be either is markup: it holds a tag or a character reference.
#[must_use]
pub fn looks_like_markup(text: &str) -> bool {
    has_tag(text) || has_reference(text)
}

fn has_tag(text: &str) -> bool {
    let last = text.rfind('>').unwrap_or(0);
    text.match_indices('<').any(|(at, _)| {
        let rest = text.get(at + 1..).unwrap_or_default();
        let name = rest.strip_prefix('/').unwrap_or(rest);
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!') && at < last
    })
}

fn has_reference(text: &str) -> bool {
    text.match_indices('&').any(|(at, _)| {
        let rest = text.get(at + 1..).unwrap_or_default();
        let rest = rest.strip_prefix('#').unwrap_or(rest);
        let name = rest.bytes().take(32).take_while(u8::is_ascii_alphanumeric).count();
        name > 0 && rest.as_bytes().get(name) == Some(&b';')
    })
}

/// What a reader would read: blocks parted by a blank line, list entries and line breaks by a newline.
#[must_use]
pub fn text_of(html: &str) -> String {
    let mut out = Readable::default();
    walk(&parse(html), &mut |step| match step {
        Step::Open(element) if BLOCKS.contains(&element.name()) => out.want_break(2),
        Step::Open(element) if LINES.contains(&element.name()) => {
            out.want_break(1);
            if element.name() == "li" {
                out.bullet = true;
            }
        }
        Step::Open(element) if matches!(element.name(), "td" | "th") => out.space = true,
        Step::Close(element) if BLOCKS.contains(&element.name()) => out.want_break(2),
        Step::Close(element) if matches!(element.name(), "li" | "tr" | "dd" | "dt") => out.want_break(1),
        Step::Text(text) => out.push(text),
        Step::Open(_) | Step::Close(_) => {}
    });
    out.text
}

/// Text that grows with collapsed white space.
#[derive(Default)]
struct Readable {
    text: String,
    breaks: usize,
    space: bool,
    bullet: bool,
}

impl Readable {
    fn want_break(&mut self, lines: usize) {
        self.breaks = self.breaks.max(lines);
    }

    fn push(&mut self, text: &str) {
        for (index, word) in text.split(is_space).enumerate() {
            self.space |= index > 0;
            if word.is_empty() {
                continue;
            }
            if self.breaks > 0 && !self.text.is_empty() {
                self.text.push_str(if self.breaks > 1 { "\n\n" } else { "\n" });
            } else if self.space && !self.text.is_empty() {
                self.text.push(' ');
            }
            if std::mem::take(&mut self.bullet) {
                self.text.push_str("- ");
            }
            self.text.push_str(word);
            (self.breaks, self.space) = (0, false);
        }
    }
}

/// White space that collapses in HTML; a non-breaking space does too, since templates pad with it.
fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{200b}' || c == '\u{feff}'
}

/// The pictures in some markup, in order, each address once: absolute, with the author's `alt`. Lazy pictures are found
/// by `data-src` or `srcset`; counting pixels, smileys and inlined data are left out.
#[must_use]
pub fn pictures_of(html: &str, base: Option<&Url>) -> Vec<ItemMedia> {
    let mut found: Vec<ItemMedia> = Vec::new();
    walk(&parse(html), &mut |step| {
        if let Step::Open(element) = step
            && element.name() == "img"
            && found.len() < MAX_PICTURES
            && let Some(picture) = picture(element, base)
            && !found.iter().any(|known| known.source_url == picture.source_url)
        {
            found.push(picture);
        }
    });
    found
}

fn picture(element: &Element, base: Option<&Url>) -> Option<ItemMedia> {
    let size = |name| element.attr(name).and_then(|text| text.trim().trim_end_matches("px").parse::<u32>().ok());
    let (w, h) = (size("width"), size("height"));
    let tiny = |side: Option<u32>| side.is_some_and(|side| side <= 2);
    let smiley = element.attr("class").is_some_and(|class| class.contains("smiley") || class.contains("emoji"));
    if tiny(w) || tiny(h) || smiley {
        return None;
    }
    let url = source_of(element).and_then(|href| absolute(base, href))?;
    if is_counter(&url) {
        return None;
    }
    let alt = element.attr("alt").map(str::trim).filter(|alt| !alt.is_empty()).map(str::to_owned);
    let alt_source = if alt.is_some() { AltOrigin::Author } else { AltOrigin::None };
    Some(ItemMedia { w, h, alt, alt_source, ..ItemMedia::at(MediaKind::Image, url.into()) })
}

fn source_of(element: &Element) -> Option<&str> {
    let usable = |text: &&str| !text.trim().is_empty() && !text.trim_start().starts_with("data:");
    ["data-src", "data-lazy-src", "data-original", "src"]
        .iter()
        .find_map(|name| element.attr(name).filter(usable))
        .or_else(|| largest(element.attr("srcset").or_else(|| element.attr("data-srcset"))?))
}

/// The candidate with the largest width or density (HTML §4.8.4.2.1 "srcset").
fn largest(srcset: &str) -> Option<&str> {
    let weight = |candidate: &str| -> f64 {
        let descriptor = candidate.split_whitespace().nth(1).unwrap_or("1x");
        descriptor.trim_end_matches(['w', 'x']).parse().unwrap_or(1.0)
    };
    let candidates = srcset.split(", ").map(|candidate| candidate.trim().trim_end_matches(','));
    candidates.max_by(|a, b| weight(a).total_cmp(&weight(b)))?.split_whitespace().next()
}

/// Whether an address only counts readers or draws a smiley.
#[must_use]
pub fn is_counter(url: &Url) -> bool {
    url.host_str().is_some_and(|host| {
        COUNTERS
            .iter()
            .any(|counter| host.strip_suffix(counter).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
    })
}

/// What must differ for two pieces of markup to say something different: words, structure, where links lead, which
/// pictures stand in it. Classes, styles, white space, wrappers, comments, tracking parameters and signatures do not.
#[must_use]
pub fn fingerprint(html: &str, base: Option<&Url>) -> String {
    let mut out = String::new();
    walk(&parse(html), &mut |step| match step {
        Step::Open(element) if element.name() == "img" => {
            if let Some(picture) = picture(element, base) {
                let url = picture.source_url.and_then(|url| Url::parse(&url).ok()).map(without_signature);
                tag(
                    &mut out,
                    &format!(
                        "<img {} {}>",
                        url.map_or_else(String::new, String::from),
                        picture.alt.unwrap_or_default()
                    ),
                );
            }
        }
        Step::Open(element) if element.name() == "a" => {
            let href = element.attr("href").and_then(|href| absolute(base, href)).map(without_tracking);
            out.push_str(&format!("<a {}>", href.map_or_else(String::new, String::from)));
        }
        Step::Open(element) if !LOOKS.contains(&element.name()) => tag(&mut out, &format!("<{}>", element.name())),
        Step::Open(element) | Step::Close(element) => {
            if BLOCKS.contains(&element.name()) {
                tag(&mut out, "");
            }
        }
        Step::Text(text) => {
            for (index, word) in text.split(is_space).enumerate() {
                if index > 0 && !out.ends_with([' ', '>']) && !out.is_empty() {
                    out.push(' ');
                }
                out.push_str(word);
            }
        }
    });
    out.trim().to_owned()
}

/// A tag, or the edge of a wrapper: space before it does not count.
fn tag(out: &mut String, text: &str) {
    out.truncate(out.trim_end().len());
    out.push_str(if text.is_empty() && !out.is_empty() && !out.ends_with('>') { " " } else { text });
}

/// The character a reference such as `&uuml;` stands for (HTML §13.5); `None` for an unknown name.
#[must_use]
pub fn character_of(reference: &str) -> Option<String> {
    let mut text = String::new();
    walk(&parse(reference), &mut |step| {
        if let Step::Text(found) = step {
            text.push_str(found);
        }
    });
    (!text.is_empty() && text != reference).then_some(text)
}

/// Parses a fragment in bounded time and space.
fn parse(html: &str) -> Html {
    Html::parse_fragment(&tamed(html, MAX_HTML))
}

/// Parses a whole page in bounded time and space.
#[must_use]
pub fn document(html: &str) -> Html {
    Html::parse_document(&tamed(html, MAX_PAGE))
}

/// The markup, cut to a sane length; without its tags where they are nested as no author nests them.
fn tamed(html: &str, most: usize) -> Cow<'_, str> {
    let html = html.get(..html.floor_char_boundary(most)).unwrap_or(html);
    let (mut open, mut formatting) = (0_usize, 0_usize);
    for (at, _) in html.match_indices('<') {
        let rest = html.get(at + 1..).unwrap_or_default();
        let (name, closing) = rest.strip_prefix('/').map_or((rest, false), |name| (name, true));
        let end = name.bytes().take(12).position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(name.len().min(12));
        let name = name.get(..end).unwrap_or_default().to_ascii_lowercase();
        if name.is_empty() || SELF_CLOSING.contains(&name.as_str()) {
            continue;
        }
        let step = |count: usize| if closing { count.saturating_sub(1) } else { count + 1 };
        open = step(open);
        if FORMATTING.contains(&name.as_str()) {
            formatting = step(formatting);
        }
        if open > MAX_OPEN || formatting > MAX_FORMATTING {
            return Cow::Owned(without_tags(html));
        }
    }
    Cow::Borrowed(html)
}

fn without_tags(html: &str) -> String {
    let mut out = String::new();
    for (index, piece) in html.split('<').enumerate() {
        let text = if index == 0 { piece } else { piece.split_once('>').map_or("", |(_, text)| text) };
        out.push_str(text);
        out.push(' ');
    }
    out
}

/// One step through a tree, in reading order.
enum Step<'a> {
    Open(&'a Element),
    Close(&'a Element),
    Text(&'a str),
}

/// Walks a tree without recursion (foreign markup may be nested without end), past what nobody reads.
fn walk(html: &Html, visit: &mut dyn FnMut(Step<'_>)) {
    let mut stack = vec![(html.tree.root(), false)];
    while let Some((node, leaving)) = stack.pop() {
        match node.value() {
            Node::Text(text) => visit(Step::Text(text)),
            Node::Element(element) if leaving => visit(Step::Close(element)),
            Node::Element(element) if UNREAD.contains(&element.name()) => {}
            Node::Element(element) => {
                visit(Step::Open(element));
                stack.push((node, true));
                stack.extend(node.children().rev().map(|child| (child, false)));
            }
            _ => stack.extend(node.children().rev().map(|child| (child, false))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> Url {
        Url::parse("https://stadt.example/neu/").unwrap()
    }

    #[test]
    fn markup_becomes_what_a_reader_reads() {
        let html = "<h2>Sperrung</h2><p>Die Br&uuml;cke\n ist <b>zu</b>.<br>Bis&nbsp;Freitag.</p>\
                    <ul><li>Bus 3</li><li>Bus 5</li></ul><script>x()</script><!-- nichts -->";
        assert_eq!(text_of(html), "Sperrung\n\nDie Brücke ist zu.\nBis Freitag.\n\n- Bus 3\n- Bus 5");
    }

    #[test]
    fn pictures_are_absolute_and_pixels_are_no_pictures() {
        let html = r#"<img src="a.jpg" alt=" Rathaus " width=640 height="480px"><img src="/p.gif" width="1" height="1">
            <img src="data:image/gif;base64,AA" data-src="b.jpg"><img src="https://vg02.met.vgwort.de/na/1">
            <img srcset="s.jpg 300w, l.jpg 900w"><img src="a.jpg">"#;
        let found = pictures_of(html, Some(&base()));
        let urls: Vec<_> = found.iter().filter_map(|media| media.source_url.as_deref()).collect();
        assert_eq!(
            urls,
            ["https://stadt.example/neu/a.jpg", "https://stadt.example/neu/b.jpg", "https://stadt.example/neu/l.jpg"]
        );
        assert_eq!((found[0].alt.as_deref(), found[0].alt_source), (Some("Rathaus"), AltOrigin::Author));
        assert_eq!((found[0].w, found[0].h), (Some(640), Some(480)));
    }

    #[rstest::rstest]
    #[case("<p class='a'>Eins  zwei</p>", "<p   class=\"b\" style=''>Eins\nzwei</p>\n<!-- x -->", true)]
    #[case("<div><p>Eins</p></div>", "<p>Eins</p>", true)]
    #[case("<a href='/x?utm_source=a'>x</a>", "<a href='https://stadt.example/x'>x</a>", true)]
    #[case("<img src='/a.jpg?oe=1'>", "<img src='/a.jpg?oe=2' class='k'>", true)]
    #[case("<p>Eins</p>", "<p>Zwei</p>", false)]
    #[case("<a href='/x'>x</a>", "<a href='/y'>x</a>", false)]
    #[case("<p>a</p><p>b</p>", "<p>a b</p>", false)]
    #[case("<img src='/a.jpg'>", "<img src='/a.jpg' alt='Rathaus'>", false)]
    fn only_what_a_reader_notices_is_a_change(#[case] a: &str, #[case] b: &str, #[case] same: bool) {
        assert_eq!(fingerprint(a, Some(&base())) == fingerprint(b, Some(&base())), same, "{a} / {b}");
    }

    #[test]
    fn plain_text_is_not_taken_for_markup() {
        for plain in ["5 < 6 und 7 > 3", "Müller & Söhne", "a<3", "R&D; x y"] {
            assert!(!has_tag(plain), "{plain}");
        }
        for markup in ["<p>a", "a<br/>b", "caf&eacute;", "&#228;", "</p>"] {
            assert!(looks_like_markup(markup), "{markup}");
        }
    }

    #[rstest::rstest]
    #[case(&"<div>".repeat(80_000))]
    #[case(&(0..1000).map(|n| format!("<b a={n}>")).chain(std::iter::repeat_n("<p>".to_owned(), 100_000)).collect::<String>())]
    #[case(&"<a><table>".repeat(20_000))]
    fn hostile_nesting_costs_nothing(#[case] nest: &str) {
        let started = std::time::Instant::now();
        assert_eq!(text_of(&format!("vorn {nest} hinten")), "vorn hinten");
        assert!(pictures_of(nest, None).is_empty() && fingerprint(nest, None).len() < 100);
        assert!(started.elapsed() < std::time::Duration::from_secs(20), "{:?}", started.elapsed());
    }

    #[test]
    fn a_long_article_keeps_its_markup() {
        let article = "<p>Eins <b>zwei</b><br><li>drei<a href='/x'>vier</a>".repeat(500);
        assert!(matches!(tamed(&article, MAX_HTML), Cow::Borrowed(_)));
    }
}
