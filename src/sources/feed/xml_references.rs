//! Character references in feeds, `&amp;`, `&#228;` and the HTML names that XML does not know. In: a name. Out: its
//! characters. Called by `xml_tree`.

use std::collections::HashMap;

use super::super::html_read::character_of;
use super::xml_repair::meant;

/// So many different HTML names are looked up in one document; HTML has about 2,200.
const MAX_NAMES: usize = 2500;

/// Looks names up, each once per document.
#[derive(Debug, Default)]
pub struct References(HashMap<String, Option<String>>);

impl References {
    /// What `&name;` stands for; an unknown name stays as written.
    #[must_use]
    pub fn resolve(&mut self, name: &str) -> String {
        let number = name.strip_prefix('#').map(|number| match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => number.parse().ok(),
        });
        match (name, number) {
            ("amp", _) => "&".to_owned(),
            ("lt", _) => "<".to_owned(),
            ("gt", _) => ">".to_owned(),
            ("quot", _) => "\"".to_owned(),
            ("apos", _) => "'".to_owned(),
            (_, Some(code)) => code.and_then(char::from_u32).and_then(meant).map(String::from).unwrap_or_default(),
            (_, None) => self.look_up(name).unwrap_or_else(|| format!("&{name};")),
        }
    }

    fn look_up(&mut self, name: &str) -> Option<String> {
        if let Some(known) = self.0.get(name) {
            return known.clone();
        }
        if self.0.len() >= MAX_NAMES {
            return None;
        }
        let found = character_of(&format!("&{name};"));
        self.0.insert(name.to_owned(), found.clone());
        found
    }

    /// Resolves every reference in an attribute's value.
    #[must_use]
    pub fn resolve_all(&mut self, value: &str) -> String {
        let mut out = String::with_capacity(value.len());
        let mut rest = value;
        while let Some((before, after)) = rest.split_once('&') {
            out.push_str(before);
            let length =
                after.bytes().take(34).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
            let named =
                after.split_at_checked(length).filter(|(name, behind)| !name.is_empty() && behind.starts_with(';'));
            rest = match named.and_then(|(name, behind)| Some((name, behind.strip_prefix(';')?))) {
                Some((name, behind)) => {
                    out.push_str(&self.resolve(name));
                    behind
                }
                None => {
                    out.push('&');
                    after
                }
            };
        }
        out.push_str(rest);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_become_characters_and_the_rest_stays() {
        let mut references = References::default();
        assert_eq!(
            references.resolve_all("a?b=1&c=2&amp;d&#228;&#xE4;&uuml;&nichts;&#x92;"),
            "a?b=1&c=2&dääü&nichts;’"
        );
    }
}
