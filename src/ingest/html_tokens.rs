//! Cuts HTML into text and tags, in one pass and linear time whatever it is fed: no tree is built, so no nesting can
//! blow it up. In: foreign markup. Out: [`Token`]s with decoded text. Called by `clean_html` and `clean_title`.
//! Tag soup is read as WHATWG HTML §13.2.5 does, attributes we do not use are dropped at once.

use std::borrow::Cow;

/// A piece of markup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Decoded text.
    Text(Cow<'a, str>),
    /// `<name …>`; `closed` when it ends in `/>`.
    Start { name: String, attributes: Attributes, closed: bool },
    /// `</name>`.
    End { name: String },
}

/// The attributes we use, decoded, the first of each name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Attributes(Vec<(&'static str, String)>);

const USED: &[&str] = &["href", "src", "data-src", "data-lazy-src", "alt", "width", "height", "class", "poster"];
/// Elements whose content is not markup; it is skipped.
const RAW: &[&str] = &["script", "style", "textarea", "title", "iframe", "xmp", "noembed", "noframes"];
/// Rare entities looked up in the full table, per document.
const MAX_LOOKUPS: u32 = 500;

impl Attributes {
    /// An attribute's value.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    fn keep(&mut self, name: &str, value: &str, lookups: &mut u32) {
        if let Some(name) = USED.iter().find(|used| used.eq_ignore_ascii_case(name))
            && self.get(name).is_none()
        {
            self.0.push((name, decode(value, true, lookups).into_owned()));
        }
    }
}

/// The tokens of a document.
pub(super) struct Tokens<'a> {
    rest: &'a str,
    lookups: u32,
}

impl<'a> Tokens<'a> {
    /// Reads `html` from its beginning.
    pub(super) fn new(html: &'a str) -> Self {
        Self { rest: html, lookups: MAX_LOOKUPS }
    }

    fn skip(&mut self, bytes: usize) -> &'a str {
        let (head, tail) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.rest = tail;
        head
    }

    /// Skips to behind `end`, or everything.
    fn skip_past(&mut self, end: &str) -> &'a str {
        let found = self.rest.find(end);
        let head = self.skip(found.unwrap_or(self.rest.len()));
        self.skip(end.len());
        head
    }

    /// What stands at a `<`: a token, nothing worth one, or just the character.
    fn markup(&mut self) -> Markup<'a> {
        let mut following = self.rest.chars().skip(1);
        match (following.next(), following.next()) {
            (Some(c), _) if c.is_ascii_alphabetic() => self.tag(1),
            (Some('/'), Some(c)) if c.is_ascii_alphabetic() => self.tag(2),
            (Some('!'), _) if self.rest.starts_with("<!--") => {
                self.skip(4);
                if self.rest.starts_with('>') || self.rest.starts_with("->") {
                    self.skip_past(">")
                } else {
                    self.skip_past("-->")
                };
                Markup::Nothing
            }
            (Some('!'), _) if self.rest.starts_with("<![CDATA[") => {
                self.skip(9);
                Markup::Token(Token::Text(Cow::Borrowed(self.skip_past("]]>"))))
            }
            (Some('!' | '?' | '/'), _) => {
                self.skip_past(">");
                Markup::Nothing
            }
            _ => Markup::Character,
        }
    }

    /// A start tag (its name begins at 1) or an end tag (at 2). One that never ends swallows the rest.
    fn tag(&mut self, name_at: usize) -> Markup<'a> {
        self.skip(name_at);
        let name_end =
            self.rest.find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>').unwrap_or(self.rest.len());
        let name = self.skip(name_end).to_ascii_lowercase();
        let mut attributes = Attributes::default();
        let mut closed = false;
        loop {
            self.rest = self.rest.trim_start_matches(|c: char| c.is_ascii_whitespace());
            match self.rest.chars().next() {
                None => return Markup::Nothing,
                Some('>') => break,
                Some('/') => {
                    self.skip(1);
                    closed = self.rest.starts_with('>');
                }
                Some(_) => self.attribute(&mut attributes),
            }
        }
        self.skip(1);
        if name_at == 2 {
            return Markup::Token(Token::End { name });
        }
        if RAW.contains(&name.as_str()) && !closed {
            self.skip_raw(&name);
        }
        Markup::Token(Token::Start { name, attributes, closed })
    }

    fn attribute(&mut self, attributes: &mut Attributes) {
        let first = self.rest.chars().next().map_or(0, char::len_utf8);
        let ends = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '=');
        let end = self.rest.get(first..).and_then(|tail| tail.find(ends)).map_or(self.rest.len(), |at| at + first);
        let name = self.skip(end);
        self.rest = self.rest.trim_start_matches(|c: char| c.is_ascii_whitespace());
        if !self.rest.starts_with('=') {
            return attributes.keep(name, "", &mut self.lookups);
        }
        self.skip(1);
        self.rest = self.rest.trim_start_matches(|c: char| c.is_ascii_whitespace());
        let value = match self.rest.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                self.skip(1);
                self.skip_past(if quote == '"' { "\"" } else { "'" })
            }
            _ => {
                let end = self.rest.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(self.rest.len());
                self.skip(end)
            }
        };
        attributes.keep(name, value, &mut self.lookups);
    }

    /// Skips to the end tag of a raw element, or everything.
    fn skip_raw(&mut self, name: &str) {
        loop {
            let Some(at) = self.rest.find("</") else {
                self.rest = "";
                return;
            };
            self.skip(at);
            let end_tag = self.rest.get(2..2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name));
            let after = self.rest.get(2 + name.len()..).and_then(|tail| tail.chars().next());
            if end_tag && after.is_none_or(|c| c.is_ascii_whitespace() || c == '/' || c == '>') {
                return;
            }
            self.skip(2);
        }
    }
}

enum Markup<'a> {
    Token(Token<'a>),
    Nothing,
    Character,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.rest.is_empty() {
            let mut first = 0;
            if self.rest.starts_with('<') {
                match self.markup() {
                    Markup::Token(token) => return Some(token),
                    Markup::Nothing => continue,
                    Markup::Character => first = 1,
                }
            }
            let end = self.rest.get(first..).and_then(|tail| tail.find('<')).map_or(self.rest.len(), |at| at + first);
            let text = self.skip(end);
            return Some(Token::Text(decode(text, false, &mut self.lookups)));
        }
        None
    }
}

/// Text with its character references decoded, once.
pub(super) fn decode_text(text: &str) -> Cow<'_, str> {
    decode(text, false, &mut { MAX_LOOKUPS })
}

fn decode<'a>(text: &'a str, attribute: bool, lookups: &mut u32) -> Cow<'a, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('&') {
        out.push_str(before);
        rest = match reference(tail, attribute, lookups) {
            Some((meaning, length)) => {
                out.push_str(&meaning);
                tail.get(length..).unwrap_or_default()
            }
            None => {
                out.push('&');
                tail
            }
        };
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// What stands behind a `&`: its meaning and the bytes it took, semicolon included.
fn reference(tail: &str, attribute: bool, lookups: &mut u32) -> Option<(String, usize)> {
    if let Some(number) = tail.strip_prefix('#') {
        let (digits, radix, lead) = match number.strip_prefix(['x', 'X']) {
            Some(hex) => (hex, 16, 2),
            None => (number, 10, 1),
        };
        let length = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
        let code = u32::from_str_radix(digits.get(..length)?, radix);
        if length == 0 {
            return None;
        }
        let semicolon = usize::from(digits.get(length..)?.starts_with(';'));
        return Some((numbered(code.unwrap_or(0)).to_string(), lead + length + semicolon));
    }
    let length = tail.bytes().take(33).take_while(u8::is_ascii_alphanumeric).count();
    let name = tail.get(..length)?;
    let closed = tail.get(length..)?.starts_with(';');
    if name.is_empty() || (attribute && !closed) {
        return None;
    }
    let meaning = match named(name) {
        Some(meaning) => meaning.to_owned(),
        None if closed && length <= 32 && *lookups > 0 => {
            *lookups -= 1;
            looked_up(name)?
        }
        None => return None,
    };
    Some((meaning, length + usize::from(closed)))
}

/// A numbered character; what nobody may write becomes the replacement character (WHATWG HTML §13.2.5.80).
fn numbered(code: u32) -> char {
    match u8::try_from(code) {
        Ok(byte @ 0x80..=0x9f) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[byte]).0.chars().next(),
        Ok(0) => None,
        _ => char::from_u32(code),
    }
    .unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// The references nearly every German page is content with.
fn named(name: &str) -> Option<&'static str> {
    Some(match name {
        "amp" | "AMP" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        "nbsp" => "\u{a0}",
        "auml" => "ä",
        "ouml" => "ö",
        "uuml" => "ü",
        "Auml" => "Ä",
        "Ouml" => "Ö",
        "Uuml" => "Ü",
        "szlig" => "ß",
        "ndash" => "–",
        "mdash" => "—",
        "hellip" => "…",
        "bdquo" => "„",
        "ldquo" => "“",
        "rdquo" => "”",
        "sbquo" => "‚",
        "lsquo" => "‘",
        "rsquo" => "’",
        "euro" => "€",
        "sect" => "§",
        "deg" => "°",
        "middot" => "·",
        "bull" => "•",
        "shy" => "\u{ad}",
        "copy" => "©",
        "eacute" => "é",
        _ => return None,
    })
}

/// The whole table of HTML, which the HTML library has; a bare reference is all it gets to see.
fn looked_up(name: &str) -> Option<String> {
    let written = format!("&{name};");
    let meaning: String = scraper::Html::parse_fragment(&written).root_element().text().collect();
    (meaning != written).then_some(meaning)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(html: &str) -> String {
        let texts = Tokens::new(html).filter_map(|token| match token {
            Token::Text(text) => Some(text.into_owned()),
            _ => None,
        });
        texts.collect()
    }

    #[rstest::rstest]
    #[case("a &amp; b &lt;c&gt;", "a & b <c>")]
    #[case("M&uuml;hlstra&szlig;e &ndash; 5&nbsp;&euro;", "Mühlstraße – 5\u{a0}€")]
    #[case("&#8222;Zitat&#x201C; &#150; &#0;", "„Zitat“ – \u{fffd}")]
    #[case("&frac12; &Scaron; &nichts; &", "½ Š &nichts; &")]
    #[case("3 < 4 und 5 > 4", "3 < 4 und 5 > 4")]
    #[case("a<!-- b --><!--> c<? d ?><!DOCTYPE x>e", "a ce")]
    #[case("<script>a<b></scripty></SCRIPT >c<style>d</style>e", "ce")]
    #[case("<![CDATA[a<b]]>c", "a<bc")]
    #[case("a<b title='>'>c</b>d<i", "acd")]
    #[case("a<script>b", "a")]
    fn text_is_what_a_browser_would_show(#[case] html: &str, #[case] shown: &str) {
        assert_eq!(text(html), shown);
    }

    #[test]
    fn attributes_are_decoded_and_the_first_one_counts() {
        let mut tokens = Tokens::new("<A HREF='/x?a=1&amp;b=2&copy=3' href=y onclick=\"evil()\" alt=Bild>");
        let Some(Token::Start { name, attributes, closed }) = tokens.next() else { panic!("a start tag") };
        assert_eq!((name.as_str(), closed), ("a", false));
        assert_eq!(attributes.get("href"), Some("/x?a=1&b=2&copy=3"));
        assert_eq!(attributes.get("alt"), Some("Bild"));
        assert_eq!(attributes.get("onclick"), None);
    }

    proptest::proptest! {
        #[test]
        fn every_string_has_tokens(html in "[<>/!a-c&;#x0-9\"'= \\-äé]{0,200}") {
            proptest::prop_assert!(Tokens::new(&html).count() <= html.len());
        }
    }
}
