//! What a website asks robots not to read (RFC 9309). In: the text of `robots.txt`. Out: [`Robots`], kept in the cursor
//! for a day. Called by `poll`.

use serde::{Deserialize, Serialize};
use url::Url;

/// Our name in `robots.txt`; the group for `*` counts where there is none for us.
const OUR_NAME: &str = "ausrufer";

/// More of the file is not read (RFC 9309 §2.5), in bytes.
pub const MAX_BYTES: usize = 500 * 1024;

/// Rules kept.
const MAX_RULES: usize = 200;

/// The rules that hold for us.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Robots {
    /// Allowed or not, and the beginning of the path, with `*` and `$`.
    rules: Vec<(bool, String)>,
    /// `Crawl-delay`, in seconds; not of the standard, but usual.
    pub delay_s: Option<u32>,
}

impl Robots {
    /// Reads the rules; lines that cannot be read are passed over.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let text = text.get(..text.floor_char_boundary(MAX_BYTES)).unwrap_or(text);
        let (mut ours, mut everyones) = (None, Self::default());
        let (mut names, mut in_rules): (Vec<String>, bool) = (Vec::new(), false);
        for line in text.lines() {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else { continue };
            let (key, value) = (key.trim().trim_start_matches('\u{feff}').to_ascii_lowercase(), value.trim());
            if key == "user-agent" {
                if in_rules {
                    names.clear();
                    in_rules = false;
                }
                let name = value.split('/').next().unwrap_or_default().trim().to_ascii_lowercase();
                if name == OUR_NAME {
                    ours.get_or_insert_with(Self::default);
                }
                names.push(name);
                continue;
            }
            in_rules = true;
            if names.iter().any(|name| name == OUR_NAME) {
                ours.get_or_insert_with(Self::default).take(&key, value);
            }
            if names.iter().any(|name| name == "*") {
                everyones.take(&key, value);
            }
        }
        ours.unwrap_or(everyones)
    }

    fn take(&mut self, key: &str, value: &str) {
        match key {
            "allow" | "disallow" if !value.is_empty() && self.rules.len() < MAX_RULES => {
                self.rules.push((key == "allow", value.to_owned()));
            }
            "crawl-delay" => {
                let (whole, part) = value.split_once('.').unwrap_or((value, ""));
                let begun = u32::from(part.contains(|c: char| c != '0'));
                self.delay_s = whole.parse::<u32>().ok().map(|seconds| seconds.saturating_add(begun).min(3600));
            }
            _ => {}
        }
    }

    /// Whether an address may be read: the longest rule that fits decides, and of two equals the friendlier.
    #[must_use]
    pub fn allow(&self, url: &Url) -> bool {
        let path = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        let fitting = self.rules.iter().filter(|(_, pattern)| fits(pattern, &path));
        fitting.max_by_key(|(allowed, pattern)| (pattern.len(), *allowed)).is_none_or(|(allowed, _)| *allowed)
    }
}

/// Whether a path begins as a pattern says; `*` is anything, `$` the end.
fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, ends) = pattern.strip_suffix('$').map_or((pattern, false), |pattern| (pattern, true));
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| path.strip_prefix(first)) else { return false };
    let mut last = None;
    for part in parts {
        last = Some(part);
        match rest.find(part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    // The last part may also stand at the very end.
    !ends || rest.is_empty() || last.is_some_and(|part| path.ends_with(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\u{feff}User-agent: *\nDisallow: /intern # nichts\nDisallow: /*?druck=\nDisallow: /*.pdf$\n\
                        Allow: /intern/presse\nCrawl-delay: 2.5\nSitemap: https://stadt.example/s.xml\n\n\
                        User-agent: Anderer\nUser-agent: BoeserBot/1.0\nDisallow: /\n";

    #[rstest::rstest]
    #[case("/", true)]
    #[case("/intern/akte", false)]
    #[case("/intern/presse/1", true)]
    #[case("/neu?druck=1", false)]
    #[case("/plan.pdf", false)]
    #[case("/plan.pdf?x", true)]
    fn the_longest_rule_decides(#[case] path: &str, #[case] allowed: bool) {
        let url = Url::parse("https://stadt.example").unwrap().join(path).unwrap();
        assert_eq!(Robots::read(FILE).allow(&url), allowed, "{path}");
        assert_eq!(Robots::read(FILE).delay_s, Some(3));
    }

    #[test]
    fn rules_for_us_replace_those_for_everyone() {
        let url = Url::parse("https://stadt.example/neu").unwrap();
        assert!(!Robots::read("User-agent: *\nDisallow: /").allow(&url));
        assert!(Robots::read("User-agent: *\nDisallow: /\n\nUser-agent: AUSRUFER\nDisallow:").allow(&url));
        assert!(!Robots::read("User-agent: x\nUser-agent: Ausrufer/1.0\nDisallow: /neu").allow(&url));
        assert!(Robots::read("<html>404</html>").allow(&url));
    }
}
