//! What in a letter is for its one reader: who that is, what is said to them alone, which addresses know them. In: the
//! letter's headers, lines, addresses. Out: what everyone may read. Shared by `personal_html`; called by `letter_item`.

use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD};

use super::super::address_clean::{absolute, without_tracking};
use super::mime_read::Headers;
use super::proof::address_in;

/// Words of leaving a list, or of one's own settings there.
const LEAVING: &[&str] = &[
    "abmelden",
    "abzumelden",
    "abmeldung",
    "abbestellen",
    "abzubestellen",
    "abbestellung",
    "austragen",
    "unsubscribe",
    "einstellungen ändern",
    "profil ändern",
    "daten ändern",
    "update your preferences",
];

/// Words that say what is left: a dog may be signed off, too.
const LISTS: &[&str] =
    &["newsletter", "e-mail", "email", "mailing", "verteiler", "rundbrief", "abonn", "subscri", "infobrief", "mails"];

/// Words of the link to the same letter on the web.
const IN_BROWSER: &[&str] = &[
    "im browser",
    "online ansehen",
    "online lesen",
    "webversion",
    "web-version",
    "online-version",
    "onlineversion",
    "view in browser",
    "view in your browser",
    "view online",
];

/// How a letter greets.
const GREETINGS: &[&str] = &[
    "sehr geehrte",
    "guten tag",
    "guten morgen",
    "guten abend",
    "hallo",
    "liebe ",
    "lieber ",
    "liebes ",
    "moin",
    "grüß gott",
    "grüezi",
    "servus",
    "dear ",
    "hello",
    "hi ",
    "good morning",
];

/// Query parameters that say who was written to.
const PERSONAL_PARAMETERS: &[&str] = &[
    "u",
    "e",
    "em",
    "uid",
    "user",
    "userid",
    "email",
    "e-mail",
    "mail",
    "recipient",
    "rcpt",
    "subscriber",
    "sid",
    "mid",
    "cid",
    "contact",
    "hash",
    "token",
    "key",
    "auth",
    "authcode",
    "p",
    "t",
    "i",
    "tid",
];

/// Longer lines are no greetings and no footers.
const MAX_GREETING: usize = 120;
const MAX_FOOTER: usize = 400;

/// Whom a letter is for, as far as it says.
#[derive(Debug, Default)]
pub(super) struct Reader {
    /// In lower case.
    addresses: Vec<String>,
    names: Vec<String>,
    /// Where the list is left.
    leaving: Vec<String>,
}

impl Reader {
    /// Whom the headers name.
    pub fn of(headers: &Headers) -> Self {
        let mut reader = Self::default();
        let sender = headers.words("from").unwrap_or_default();
        for name in ["to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-forwarded-to"] {
            for one in headers.all(name).flat_map(|value| value.split(',')) {
                reader.addresses.extend(address_in(one).filter(|address| !sender.to_lowercase().contains(address)));
            }
            for one in headers.words(name).iter().flat_map(|value| value.split(',')) {
                let known = one.split('<').next().unwrap_or_default().trim().trim_matches(['"', '\'']).trim();
                // A single word may be anything, and the sender's own name is in every letter.
                let tells = known.contains(' ') && !known.contains('@') && !sender.contains(known);
                reader.names.extend(tells.then(|| known.to_owned()));
            }
        }
        for value in headers.all("list-unsubscribe") {
            reader.leaving.extend(value.split(',').map(|one| one.trim().trim_matches(['<', '>']).to_owned()));
        }
        reader
    }

    /// Whether a text or an address names the reader: plainly, percent-encoded or in base 64.
    pub fn is_named_in(&self, text: &str) -> bool {
        let lower = text.to_lowercase();
        self.names.iter().any(|name| lower.contains(&name.to_lowercase())) || self.is_addressed_in(text)
    }

    fn is_addressed_in(&self, text: &str) -> bool {
        let lower = text.to_lowercase();
        self.addresses.iter().any(|address| {
            lower.contains(address.as_str())
                || lower.contains(&address.replace('@', "%40"))
                || [BASE64_NOPAD.encode(address.as_bytes()), BASE64URL_NOPAD.encode(address.as_bytes())]
                    .iter()
                    .any(|coded| text.contains(coded.as_str()))
        })
    }

    /// A line without the reader's name and address.
    pub fn unnamed(&self, text: &str) -> String {
        let mut out = text.to_owned();
        for word in self.names.iter().chain(&self.addresses) {
            while let Some(at) = found(&out, word) {
                out.replace_range(at, "");
            }
        }
        if out == text {
            return out;
        }
        // What is left of "Liebe Erika Beispiel, …" greets nobody.
        let rest = match out.split_once([',', '!']) {
            Some((before, rest)) if is_bare_greeting(before) => rest,
            _ => out.as_str(),
        };
        rest.trim_start_matches([' ', ',', ':', '!', '–', '-']).trim_end().to_owned()
    }

    /// Whether a block of text is said to the reader alone: a greeting, who was written to, how to leave the list.
    pub fn is_told(&self, block: &str) -> bool {
        let lower = block.trim().to_lowercase();
        self.is_greeting(&lower)
            || (lower.len() <= MAX_FOOTER && self.is_addressed_in(block))
            || (lower.len() <= MAX_FOOTER && says(&lower, LEAVING) && says(&lower, LISTS))
    }

    /// `Sehr geehrte Frau Beispiel,` and nothing after it.
    fn is_greeting(&self, lower: &str) -> bool {
        let greets = lower.len() <= MAX_GREETING && GREETINGS.iter().any(|word| lower.starts_with(word));
        greets
            && match lower.split_once([',', '!']) {
                Some((_, rest)) => rest.trim().is_empty() || self.is_greeting(rest.trim()),
                None => lower.contains("herr ") || lower.contains("frau ") || self.is_named_in(lower),
            }
    }

    /// What becomes of a link: its address without what says who was written to, or none where that cannot be told apart.
    pub fn open_address(&self, href: &str) -> Option<String> {
        let href = href.trim();
        if self.leaving.iter().any(|one| one == href) {
            return None;
        }
        if href.starts_with("mailto:") || href.starts_with("tel:") {
            return (!self.is_named_in(href)).then(|| href.to_owned());
        }
        let mut url = without_tracking(absolute(None, href)?);
        if url.path_segments().into_iter().flatten().any(is_pass) || url.fragment().is_some_and(is_pass) {
            return None;
        }
        let personal = |name: &str, value: &str| {
            let name = name.to_ascii_lowercase();
            PERSONAL_PARAMETERS.contains(&name.as_str()) && !is_small_number(value)
                || (name != "chash" && is_pass(value))
                || self.is_named_in(value)
        };
        let kept: Vec<String> = url
            .query()
            .into_iter()
            .flat_map(|query| query.split('&'))
            .filter(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                !personal(name.trim_start_matches("amp;"), value) && !is_pass(name)
            })
            .map(str::to_owned)
            .collect();
        url.set_query((!kept.is_empty()).then(|| kept.join("&")).as_deref());
        Some(String::from(url)).filter(|url| !self.is_named_in(url))
    }

    /// Whether a link serves only to leave the list: its words, what stands around it, where it leads.
    pub fn leaves(&self, words: &str, around: &str, href: &str) -> bool {
        let (words, around) = (words.trim().to_lowercase(), around.to_lowercase());
        let lone = words.split_whitespace().count() <= 2 && !says(&around, LISTS) && around.trim() == words;
        self.leaving.iter().any(|one| one == href.trim())
            || (says(&words, LEAVING) && (says(&words, LISTS) || says(&around, LISTS) || lone))
    }
}

/// Where `word` stands in `text`, in whatever case.
fn found(text: &str, word: &str) -> Option<std::ops::Range<usize>> {
    let at = text.to_lowercase().find(&word.to_lowercase())?;
    // Lower case may be longer or shorter; then only the exact word is taken.
    let range = at..at + word.len();
    let same = text.get(range.clone()).is_some_and(|here| here.to_lowercase() == word.to_lowercase());
    same.then_some(range).or_else(|| text.find(word).map(|at| at..at + word.len())).filter(|_| !word.is_empty())
}

fn is_bare_greeting(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    GREETINGS.iter().any(|word| lower == word.trim())
}

fn says(lower: &str, list: &[&str]) -> bool {
    list.iter().any(|word| lower.contains(word))
}

/// Whether a link leads to the same letter on the web.
pub(super) fn is_in_browser(words: &str) -> bool {
    says(&words.to_lowercase(), IN_BROWSER)
}

fn is_small_number(value: &str) -> bool {
    !value.is_empty() && value.len() <= 5 && value.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a piece of an address is a pass for one reader: long, and letters, digits and cases in a jumble. Words, dates,
/// numbers and UUIDs of documents are none.
fn is_pass(piece: &str) -> bool {
    piece.split(['-', '_', '.', '~', '=', '%', '+', ',', ';', ':']).any(|run| {
        let kinds: Vec<u8> = run
            .bytes()
            .map(|byte| match byte {
                b'0'..=b'9' => 0,
                b'A'..=b'Z' => 1,
                _ => 2,
            })
            .collect();
        // A capital at the beginning of a word is no jumble.
        let turns = kinds.windows(2).filter(|pair| matches!(pair, [a, b] if a != b && !(*a == 1 && *b == 2))).count();
        run.len() >= 16 && turns >= 4
    })
}

/// The lines of a plain letter without what is personal, and the letter's page on the web.
pub(super) fn lines_without_personal(text: &str, reader: &Reader) -> (String, Option<String>) {
    let (mut out, mut page): (Vec<String>, Option<String>) = (Vec::new(), None);
    for block in text.replace("\r\n", "\n").split("\n\n") {
        let block = block.trim_matches('\n');
        if is_in_browser(block) && block.len() <= MAX_FOOTER {
            page = page.or_else(|| block.split_whitespace().find_map(|word| web(word, reader)));
            continue;
        }
        // A greeting often stands right above the first sentence.
        let lines: Vec<&str> = block.lines().collect();
        let all_told = reader.is_told(block);
        let kept = lines.iter().filter(|line| !all_told && !reader.is_told(line)).map(|line| line_of(line, reader));
        let kept: Vec<String> = kept.collect();
        if !kept.is_empty() {
            out.push(kept.join("\n"));
        }
    }
    (out.join("\n\n").trim().to_owned(), page)
}

fn web(word: &str, reader: &Reader) -> Option<String> {
    let word = word.trim_matches(['<', '>', '(', ')']);
    word.starts_with("http").then(|| reader.open_address(word)).flatten()
}

fn line_of(line: &str, reader: &Reader) -> String {
    if !line.contains("http://") && !line.contains("https://") {
        return reader.unnamed(line.trim_end());
    }
    let word = |word: &str| {
        let bare = word.trim_matches(['<', '>', '(', ')', ',']);
        if bare.starts_with("http://") || bare.starts_with("https://") {
            reader.open_address(bare).map(|open| word.replace(bare, &open)).unwrap_or_default()
        } else {
            word.to_owned()
        }
    };
    reader.unnamed(line.split(' ').map(word).collect::<Vec<_>>().join(" ").trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("https://musterbach.de/markt?utm_source=nl&id=7", Some("https://musterbach.de/markt?id=7"))]
    #[case("https://news.musterbach.de/7?u=4711abc&a=1", Some("https://news.musterbach.de/7?a=1"))]
    #[case(
        "https://musterbach.de/x?cHash=0f3a9c77d2e41b6a8c5f0e9d2b7a6c11",
        Some("https://musterbach.de/x?cHash=0f3a9c77d2e41b6a8c5f0e9d2b7a6c11")
    )]
    #[case(
        "https://musterbach.de/Bundesimmissionsschutzgesetz2025/strassensperrung-am-markt-2025-07-18.html",
        Some("https://musterbach.de/Bundesimmissionsschutzgesetz2025/strassensperrung-am-markt-2025-07-18.html")
    )]
    #[case(
        "https://musterbach.de/datei/3f2b8a10-9c4d-4e5f-8a6b-7c8d9e0f1a2b.pdf",
        Some("https://musterbach.de/datei/3f2b8a10-9c4d-4e5f-8a6b-7c8d9e0f1a2b.pdf")
    )]
    #[case("https://klick.versand.test/c/aHR0cHM6Ly9tdXN0ZXJiYWNoLmRlL21hcmt0", None)]
    #[case("https://klick.versand.test/c/0f3a9c77d2e41b6a8c5f0e9d2b7a6c11", None)]
    #[case("mailto:rathaus@musterbach.de", Some("mailto:rathaus@musterbach.de"))]
    #[case("mailto:aus@musterbach.de?body=erika@example.org", None)]
    #[case("javascript:alert(1)", None)]
    fn an_address_says_nothing_of_the_reader(#[case] href: &str, #[case] open: Option<&str>) {
        let reader = Reader { addresses: vec!["erika@example.org".into()], ..Reader::default() };
        assert_eq!(reader.open_address(href).as_deref(), open);
    }

    #[test]
    fn a_dog_may_be_signed_off() {
        let reader = Reader::default();
        assert!(!reader.leaves(
            "Hund abmelden",
            "Hund abmelden: Das geht jetzt im Netz.",
            "https://musterbach.de/hund"
        ));
        assert!(!reader.is_told("Wer umzieht, muss sich abmelden."));
        assert!(
            reader.leaves("Newsletter abbestellen", "", "https://x.test") && reader.leaves("Abmelden", "Abmelden", "")
        );
        assert!(reader.is_told("Sie möchten keinen Newsletter mehr? Hier können Sie sich abmelden."));
        assert!(
            reader.is_told("Sehr geehrte Frau Dr. Beispiel,")
                && !reader.is_told("Hallo Nachbarn: Das Fest beginnt um acht.")
        );
        let reader = Reader { names: vec!["Erika Beispiel".into()], ..Reader::default() };
        assert!(
            reader.is_told("Hallo Erika Beispiel") && !reader.is_told("Liebe Erika Beispiel, der Markt öffnet heute.")
        );
        assert_eq!(reader.unnamed("Liebe Erika Beispiel, der Markt öffnet heute."), "der Markt öffnet heute.");
    }
}
