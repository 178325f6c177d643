//! Namespaces of feeds. In: `xmlns` attributes and prefixes as written. Out: one of the few vocabularies we read.
//! A prefix that nobody declared means what everybody means by it. Called by `xml_tree`.

/// The vocabularies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ns {
    /// RSS of any version, and whatever has no namespace.
    Core,
    Atom,
    /// `content:encoded`.
    Content,
    Dc,
    DcTerms,
    Media,
    Itunes,
    Rdf,
    Xhtml,
    Other,
}

/// Namespace names without scheme and trailing mark.
const NAMES: &[(&str, Ns)] = &[
    ("www.w3.org/2005/atom", Ns::Atom),
    ("purl.org/atom/ns", Ns::Atom),
    ("purl.org/rss/1.0", Ns::Core),
    ("my.netscape.com/rdf/simple/0.9", Ns::Core),
    ("channel.netscape.com/rdf/simple/0.9", Ns::Core),
    ("purl.org/rss/1.0/modules/content", Ns::Content),
    ("purl.org/dc/elements/1.1", Ns::Dc),
    ("purl.org/dc/elements/1.0", Ns::Dc),
    ("purl.org/dc/terms", Ns::DcTerms),
    ("search.yahoo.com/mrss", Ns::Media),
    ("search.yahoo.com/mrss/rss", Ns::Media),
    ("www.itunes.com/dtds/podcast-1.0.dtd", Ns::Itunes),
    ("www.w3.org/1999/02/22-rdf-syntax-ns", Ns::Rdf),
    ("www.w3.org/1999/xhtml", Ns::Xhtml),
];

/// What prefixes mean by habit.
const HABITS: &[(&str, Ns)] = &[
    ("atom", Ns::Atom),
    ("a10", Ns::Atom),
    ("content", Ns::Content),
    ("dc", Ns::Dc),
    ("dcterms", Ns::DcTerms),
    ("dct", Ns::DcTerms),
    ("media", Ns::Media),
    ("itunes", Ns::Itunes),
    ("rdf", Ns::Rdf),
    ("rss", Ns::Core),
    ("xhtml", Ns::Xhtml),
    ("html", Ns::Xhtml),
];

/// Declarations in force at once; feeds have a dozen.
const MAX_DECLARATIONS: usize = 64;

/// The declarations in force.
#[derive(Debug, Default)]
pub struct Scopes(Vec<(usize, String, Option<Ns>)>);

impl Scopes {
    /// Takes in the declarations of an element at `depth`; attribute names in lower case.
    pub fn enter(&mut self, depth: usize, attributes: &[(String, String)]) {
        for (name, value) in attributes {
            if self.0.len() >= MAX_DECLARATIONS {
                break;
            }
            let prefix = match name.strip_prefix("xmlns") {
                Some("") => "",
                Some(rest) => match rest.strip_prefix(':') {
                    Some(prefix) => prefix,
                    None => continue,
                },
                None => continue,
            };
            self.0.push((depth, prefix.to_owned(), known(value)));
        }
    }

    /// Forgets the declarations of elements at `depth` and deeper.
    pub fn leave(&mut self, depth: usize) {
        while self.0.last().is_some_and(|(at, _, _)| *at >= depth) {
            self.0.pop();
        }
    }

    /// The vocabulary of a name as written. Without a prefix an unknown namespace counts as RSS.
    #[must_use]
    pub fn resolve(&self, written: &str) -> Ns {
        let prefix = written.split_once(':').map_or("", |(prefix, _)| prefix);
        let declared = self.0.iter().rev().find(|(_, known, _)| known == prefix).and_then(|(_, _, ns)| *ns);
        match (declared, prefix) {
            (Some(ns), _) => ns,
            (None, "") => Ns::Core,
            (None, prefix) => HABITS.iter().find(|(habit, _)| *habit == prefix).map_or(Ns::Other, |(_, ns)| *ns),
        }
    }
}

fn known(uri: &str) -> Option<Ns> {
    let lower = uri.trim().to_lowercase();
    let bare = lower.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches(['/', '#']);
    NAMES.iter().find(|(name, _)| *name == bare).map(|(_, ns)| *ns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declaration_beats_habit_and_habit_beats_nothing() {
        let mut scopes = Scopes::default();
        assert_eq!(scopes.resolve("media:content"), Ns::Media);
        assert_eq!(scopes.resolve("nie:gehört"), Ns::Other);
        scopes.enter(0, &[("xmlns:m".to_owned(), "https://search.yahoo.com/mrss".to_owned())]);
        scopes.enter(1, &[("xmlns".to_owned(), "http://www.w3.org/2005/Atom".to_owned())]);
        assert_eq!((scopes.resolve("m:content"), scopes.resolve("link")), (Ns::Media, Ns::Atom));
        scopes.leave(1);
        assert_eq!((scopes.resolve("m:content"), scopes.resolve("link")), (Ns::Media, Ns::Core));
    }
}
