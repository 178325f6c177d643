//! The part of Structured Fields (RFC 9651) that HTTP message signatures and content digests need.
//!
//! In comes the text of a dictionary header; out come its members, for [`super::signature_rfc9421`] and
//! [`super::digest`]. Stricter than the RFC where two readings could differ: repeated keys are an error, not
//! "the last wins". Decimals, dates and display strings, which no signature uses, are refused.

use std::fmt::Write as _;

use data_encoding::BASE64;

/// Most members, items or parameters in one list; more is nobody's honest signature.
const MAX_ENTRIES: usize = 64;

/// One bare item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Bare {
    Integer(i64),
    Text(String),
    Token(String),
    Bytes(Vec<u8>),
    Flag(bool),
}

impl Bare {
    /// The canonical text of the item (RFC 9651 §4.1.3.1).
    pub(super) fn to_text(&self) -> String {
        let mut out = String::new();
        write_bare(&mut out, self);
        out
    }
}

/// Parameters in the order in which they were written.
pub(super) type Params = Vec<(String, Bare)>;

/// The value of a dictionary member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Member {
    Item(Bare, Params),
    List(Vec<(Bare, Params)>, Params),
}

/// The value of a parameter.
pub(super) fn param<'a>(params: &'a Params, name: &str) -> Option<&'a Bare> {
    params.iter().find(|(key, _)| key == name).map(|(_, value)| value)
}

/// Reads a whole dictionary; `None` for anything that is not one. Keys are unique in what comes back.
pub(super) fn parse_dictionary(text: &str) -> Option<Vec<(String, Member)>> {
    let mut reader = Reader { rest: text.trim_matches(' ') };
    let mut members: Vec<(String, Member)> = Vec::new();
    while !reader.rest.is_empty() {
        let key = reader.key()?;
        let member = if reader.eat('=') { reader.member()? } else { Member::Item(Bare::Flag(true), reader.params()?) };
        if members.len() >= MAX_ENTRIES || members.iter().any(|(seen, _)| *seen == key) {
            return None;
        }
        members.push((key, member));
        reader.skip_whitespace();
        if reader.rest.is_empty() {
            break;
        }
        if !reader.eat(',') {
            return None;
        }
        reader.skip_whitespace();
        if reader.rest.is_empty() {
            return None;
        }
    }
    Some(members)
}

/// Writes an inner list with its parameters in canonical form (RFC 9651 §4.1.1.1), as `@signature-params` wants it.
pub(super) fn serialize_list(items: &[(Bare, Params)], params: &Params) -> String {
    let mut out = String::from("(");
    for (index, (item, item_params)) in items.iter().enumerate() {
        if index > 0 {
            out.push(' ');
        }
        write_bare(&mut out, item);
        write_params(&mut out, item_params);
    }
    out.push(')');
    write_params(&mut out, params);
    out
}

fn write_params(out: &mut String, params: &Params) {
    for (key, value) in params {
        out.push(';');
        out.push_str(key);
        if *value != Bare::Flag(true) {
            out.push('=');
            write_bare(out, value);
        }
    }
}

fn write_bare(out: &mut String, bare: &Bare) {
    match bare {
        Bare::Integer(number) => {
            let _infallible = write!(out, "{number}");
        }
        Bare::Text(text) => {
            out.push('"');
            for c in text.chars() {
                if matches!(c, '"' | '\\') {
                    out.push('\\');
                }
                out.push(c);
            }
            out.push('"');
        }
        Bare::Token(token) => out.push_str(token),
        Bare::Bytes(bytes) => {
            out.push(':');
            out.push_str(&BASE64.encode(bytes));
            out.push(':');
        }
        Bare::Flag(flag) => out.push_str(if *flag { "?1" } else { "?0" }),
    }
}

/// A cursor over what has not been read yet. Every method gives `None` where the grammar is broken.
struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let c = chars.next()?;
        self.rest = chars.as_str();
        Some(c)
    }

    fn eat(&mut self, wanted: char) -> bool {
        match self.rest.strip_prefix(wanted) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn take_while(&mut self, accept: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !accept(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    fn skip_spaces(&mut self) {
        self.take_while(|c| c == ' ');
    }

    fn skip_whitespace(&mut self) {
        self.take_while(|c| matches!(c, ' ' | '\t'));
    }

    fn key(&mut self) -> Option<String> {
        if !self.peek().is_some_and(|c| c.is_ascii_lowercase() || c == '*') {
            return None;
        }
        let key =
            self.take_while(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-' | '.' | '*'));
        Some(key.to_owned())
    }

    fn member(&mut self) -> Option<Member> {
        if !self.eat('(') {
            return Some(Member::Item(self.bare()?, self.params()?));
        }
        let mut items = Vec::new();
        loop {
            self.skip_spaces();
            if self.eat(')') {
                return Some(Member::List(items, self.params()?));
            }
            if items.len() >= MAX_ENTRIES {
                return None;
            }
            items.push((self.bare()?, self.params()?));
            if !matches!(self.peek(), Some(' ' | ')')) {
                return None;
            }
        }
    }

    fn params(&mut self) -> Option<Params> {
        let mut params: Params = Vec::new();
        while self.eat(';') {
            self.skip_spaces();
            let key = self.key()?;
            let value = if self.eat('=') { self.bare()? } else { Bare::Flag(true) };
            if params.len() >= MAX_ENTRIES || params.iter().any(|(seen, _)| *seen == key) {
                return None;
            }
            params.push((key, value));
        }
        Some(params)
    }

    fn bare(&mut self) -> Option<Bare> {
        match self.peek()? {
            '"' => self.text(),
            ':' => self.bytes(),
            '?' => self.flag(),
            '-' | '0'..='9' => self.integer(),
            'A'..='Z' | 'a'..='z' | '*' => Some(Bare::Token(
                self.take_while(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~:/".contains(c)).to_owned(),
            )),
            _ => None,
        }
    }

    fn text(&mut self) -> Option<Bare> {
        self.next()?;
        let mut text = String::new();
        loop {
            match self.next()? {
                '"' => return Some(Bare::Text(text)),
                '\\' => match self.next()? {
                    c @ ('"' | '\\') => text.push(c),
                    _ => return None,
                },
                c @ ' '..='~' => text.push(c),
                _ => return None,
            }
        }
    }

    fn bytes(&mut self) -> Option<Bare> {
        self.next()?;
        let base64 = self.take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '='));
        if !self.eat(':') {
            return None;
        }
        BASE64.decode(base64.as_bytes()).ok().map(Bare::Bytes)
    }

    fn flag(&mut self) -> Option<Bare> {
        self.next()?;
        match self.next()? {
            '1' => Some(Bare::Flag(true)),
            '0' => Some(Bare::Flag(false)),
            _ => None,
        }
    }

    fn integer(&mut self) -> Option<Bare> {
        let negative = self.eat('-');
        let digits = self.take_while(|c| c.is_ascii_digit());
        if digits.is_empty() || digits.len() > 15 || self.peek() == Some('.') {
            return None;
        }
        let number: i64 = digits.parse().ok()?;
        Some(Bare::Integer(if negative { -number } else { number }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_signature_input_is_read_and_written_back_unchanged() {
        let list = r#"("@method" "@target-uri";req);created=1618884473;keyid="a\"b\\c";alg=tok;x;y=?0;z=:AQI=:"#;
        let members = parse_dictionary(&format!("sig1={list}, other=?1")).unwrap();
        assert_eq!(members.len(), 2);
        let Member::List(items, params) = &members[0].1 else { panic!("a list") };
        assert_eq!(serialize_list(items, params), list);
        assert_eq!(param(params, "created"), Some(&Bare::Integer(1_618_884_473)));
        assert_eq!(param(params, "keyid"), Some(&Bare::Text(r#"a"b\c"#.to_owned())));
    }

    #[test]
    fn broken_or_ambiguous_dictionaries_are_refused() {
        for text in [
            "a=1,",
            "a=1 b=2",
            "a=1,a=2",
            "a=1;p=1;p=2",
            "A=1",
            "a=(1",
            "a=(1\"x\")",
            "a=\"x",
            "a=\"\\n\"",
            "a=:AQI:",
            "a=:AQI",
            "a=1.5",
            "a=1234567890123456",
            "a=?2",
            "a=@1",
            "a=\"ü\"",
            "=1",
            "a=",
            ",a",
            "a=(1)2",
        ] {
            assert_eq!(parse_dictionary(text), None, "{text}");
        }
        assert_eq!(parse_dictionary(""), Some(vec![]));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC{0,200}") {
            let _any_outcome = parse_dictionary(&text);
        }

        #[test]
        fn whatever_is_read_as_a_list_survives_being_written(text in "sig=\\(( ?\"[a-z@-]{1,8}\"(;[a-z]{1,3})?){0,4} ?\\)(;[a-z]{1,2}=[0-9]{1,4})?") {
            if let Some(members) = parse_dictionary(&text) {
                let Member::List(items, params) = &members[0].1 else { panic!("a list") };
                let again = parse_dictionary(&format!("sig={}", serialize_list(items, params))).unwrap();
                prop_assert_eq!(members, again);
            }
        }
    }
}
